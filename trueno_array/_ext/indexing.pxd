# Reading and writing of parts of an array.
from trueno_array._ext.core cimport ArrayBase

cdef ArrayBase getitem(ArrayBase x, object key)
cdef int setitem(ArrayBase x, object key, object value) except -1
