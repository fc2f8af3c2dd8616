# Reductions, positions of extremes, scans and dot products.
from libc.stdint cimport int64_t, uint8_t
from trueno_array._ext.core cimport ArrayBase

cdef extern from "runtime/reduce.h" nogil:
    enum: TA_ARG_MAX, TA_ARG_MIN, TA_REDUCE_MAX, TA_REDUCE_MIN, TA_REDUCE_SUM

cdef ArrayBase float_operand(ArrayBase x)
cdef ArrayBase reduce(int op, ArrayBase x, axis, bint keepdims, int dtype, double correction, str name)
cdef ArrayBase dotted(ArrayBase a, ArrayBase b, object axis)
cdef ArrayBase position(int op, x, axis, bint keepdims, str name)
cdef int require_elements(int ndim, const int64_t* shape, const uint8_t* chosen, str name) except -1
