# Reductions, positions of extremes, scans and dot products.
from libc.stdint cimport int64_t, uint8_t
from trueno_array._ext.core cimport ArrayBase

cdef ArrayBase float_operand(ArrayBase x)
cdef int require_elements(int ndim, const int64_t* shape, const uint8_t* chosen, str name) except -1
