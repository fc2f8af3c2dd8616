# Keys of short vectors of integers, one for each dimension.
from libc.stdint cimport int64_t
from trueno_array._ext.core cimport ArrayBase, ta_view

cdef extern from "runtime/gather.h" nogil:
    enum: TA_SHORT_INDEX

cdef struct Points:  # elements of an array, by the offsets of their bytes
    int64_t offset[TA_SHORT_INDEX]
    int64_t n, length, stride, offset_stride
    ta_view x, offsets

cdef bint is_vector(object key) noexcept
cdef bint find_points(ArrayBase x, object key, Points* to) noexcept
