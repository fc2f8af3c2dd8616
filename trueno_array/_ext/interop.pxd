# Exchange with Python, the buffer protocol and NumPy.
from libc.stdint cimport int64_t
from trueno_array._ext.core cimport ArrayBase

cdef object item_of(ArrayBase x)
cdef object item_at(const char* p, int dtype)
cdef object to_list(ArrayBase x)
cdef ArrayBase component(ArrayBase z, int which)
cdef object to_numpy(ArrayBase x, object dtype=*, object copy=*)
cdef object numpy_ufunc(object ufunc, object method, tuple inputs, dict kwargs)
cdef bint is_f_contiguous(ArrayBase x) noexcept
cdef tuple reduce_array(ArrayBase x, int protocol)
cdef int fill_buffer(ArrayBase x, Py_buffer* buffer, int flags) except -1
cdef object by_array_interface(object obj)
cdef bint is_ndarray(object obj) except -1
cdef ArrayBase from_ndarray(object obj, object copy, str function)
cdef ArrayBase from_buffer(object obj, object copy, str function)
cdef ArrayBase settled(object owner, char* data, int dtype, int ndim, const int64_t* shape, const int64_t* stride, bint readonly, object copy, str function)
