# Reading and writing of parts of an array.
from libc.stdint cimport int64_t
from trueno_array._ext.core cimport ArrayBase

cdef ArrayBase getitem(ArrayBase x, object key)
cdef int setitem(ArrayBase x, object key, object value) except -1
cdef list positions(ArrayBase mask)
cdef ArrayBase assignable(object value, ArrayBase x, str function)
cdef ArrayBase fitted(ArrayBase value, ArrayBase x, int ndim, const int64_t* shape, str function=*)
