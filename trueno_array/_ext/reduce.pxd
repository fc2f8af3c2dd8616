# Reductions, positions of extremes, scans and dot products.
from trueno_array._ext.core cimport ArrayBase

cdef ArrayBase float_operand(ArrayBase x)
