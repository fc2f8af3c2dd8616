# Promotion, Python scalars, and elementwise operations on arrays.
from libc.stdint cimport int64_t
from trueno_array._ext.core cimport ArrayBase

cdef ArrayBase as_array(object x, str function)
cdef bint is_scalar(object x)
cdef int store_scalar(object value, int dtype, char* to, str function) except -1
cdef int weak_dtype(int dtype, object scalar)
cdef ArrayBase scalar_array(object value, int dtype, str function)
cdef int common_dtype(object x1, object x2, str function) except -1
cdef ArrayBase unary(int op, object x)
cdef object binary(int op, object x1, object x2, ArrayBase out)
cdef object inplace(int op, ArrayBase x1, object x2)
cdef ArrayBase cast_copy(ArrayBase x, int dtype)
cdef ArrayBase computable(ArrayBase x)
cdef ArrayBase in_dtype(ArrayBase x, int dtype)
cdef int assign(ArrayBase to, ArrayBase source, str function) except -1
cdef int copy_into(ArrayBase to, ArrayBase source) except -1
