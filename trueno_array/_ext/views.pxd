# Views: other shapes and orders of the same memory.
from libc.stdint cimport int64_t
from trueno_array._ext.core cimport ArrayBase

cdef ArrayBase reshaped(ArrayBase x, int ndim, const int64_t* shape, object copy, str function)
cdef ArrayBase part(ArrayBase x, int axis, int64_t start, int64_t length)
cdef ArrayBase reshape_as(ArrayBase a, object shape, object copy)
cdef ArrayBase diagonal_of(ArrayBase a, object offset)
cdef ArrayBase permute(ArrayBase a, object axes)
cdef ArrayBase permuted(ArrayBase x, const int* order)
cdef int place_of(int axis, const int* order) noexcept
cdef ArrayBase reversed_dims(ArrayBase x)
cdef ArrayBase without_ones(ArrayBase x)
cdef ArrayBase view_as(ArrayBase a, object dtype)
