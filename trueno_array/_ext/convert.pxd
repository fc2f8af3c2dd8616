# Anything that holds numbers -> an array.
from trueno_array._ext.core cimport ArrayBase

cdef object from_foreign(object obj, object copy, str function)
cdef ArrayBase from_nested(object obj, int dtype, str function)
cdef ArrayBase cast_safely(ArrayBase x, int dtype, str function)
cdef ArrayBase from_any(object obj, int dtype, object copy, str function)
