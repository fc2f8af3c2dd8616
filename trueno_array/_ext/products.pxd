# Matrix products.
from trueno_array._ext.core cimport ArrayBase

cdef ArrayBase product(object x1, object x2)
