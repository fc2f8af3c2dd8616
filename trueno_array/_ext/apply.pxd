# Promotion, Python scalars, and elementwise operations on arrays.
from libc.stdint cimport int8_t, int64_t
from trueno_array._ext.core cimport ArrayBase, TA_N_DTYPES, ta_view

cdef extern from "runtime/dispatch.h" nogil:
    ctypedef void (*ta_map_fn)(char** data, const int64_t* stride_bytes, int64_t n_elements)
    ta_map_fn ta_map_kernel[][TA_N_DTYPES]
    const int8_t ta_loop_dtype[][TA_N_DTYPES]
    const int8_t ta_result_dtype[][TA_N_DTYPES]
    const int8_t ta_output_dtype[][TA_N_DTYPES]

cdef str op_name(int op)
cdef object dress(object function, str name, str doc, str module)
cdef int loop_of(int op, int dtype) except -2
cdef int launch(int op, int loop, ArrayBase out, int n_in, const ta_view* inputs) except -1
cdef int scalar_dtype(object scalar)
cdef ArrayBase as_array(object x, str function)
cdef bint is_scalar(object x)
cdef int store_scalar(object value, int dtype, char* to, str function) except -1
cdef int weak_dtype(int dtype, object scalar)
cdef ArrayBase scalar_array(object value, int dtype, str function)
cdef int common_dtype(object x1, object x2, str function) except -1
cdef ArrayBase seen_as(ArrayBase x, int ndim, const int64_t* shape)
cdef ArrayBase unary(int op, object x)
cdef object binary(int op, object x1, object x2, ArrayBase out)
cdef object inplace(int op, ArrayBase x1, object x2)
cdef ArrayBase cast_copy(ArrayBase x, int dtype)
cdef ArrayBase copied(ArrayBase x, int dtype)
cdef ArrayBase converted(ArrayBase x, object dtype, bint copy)
cdef ArrayBase computable(ArrayBase x)
cdef ArrayBase in_dtype(ArrayBase x, int dtype)
cdef int assign(ArrayBase to, ArrayBase source, str function) except -1
cdef int copy_into(ArrayBase to, ArrayBase source) except -1
