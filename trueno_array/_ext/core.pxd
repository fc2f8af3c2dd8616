# The layout of an array, its dtypes, allocation and views. Everything else of the core is built on this module.
from cpython.object cimport PyObject
from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t

cdef extern from "runtime/abi.h" nogil:
    enum: TA_MAX_NDIM
    enum: TA_OK
    enum: TA_NO_MEMORY
    enum: TA_UNSUPPORTED
    ctypedef struct ta_view:
        char* data
        const int64_t* shape
        const int64_t* stride_bytes
        int32_t ndim
        int32_t dtype

cdef extern from "ta_ops.h" nogil:
    enum: TA_BOOL, TA_I8, TA_I16, TA_I32, TA_I64, TA_U8, TA_U16, TA_U32, TA_U64, TA_F32, TA_F64, TA_C64, TA_C128, TA_F16, TA_N_DTYPES
    const int8_t ta_itemsize[]
    const int8_t ta_computed_in[]  # by dtype: itself, or the dtype that it is converted to for computation
    const char ta_kind[]
    const int8_t ta_promotion[TA_N_DTYPES][TA_N_DTYPES]

cdef enum:
    INLINE_NDIM = 4
    C_CONTIGUOUS = 1
    READONLY = 2

cdef class DType:
    cdef readonly int code
    cdef readonly str name      # "float32"
    cdef readonly str short     # "f32"
    cdef readonly str kind      # NumPy's letter: b i u f c
    cdef readonly int itemsize  # bytes
    cdef readonly str format    # PEP 3118

cdef class ArrayBase:
    cdef char* data
    cdef int64_t* shape_         # ndim_ lengths; as many byte strides in stride_
    cdef int64_t* stride_
    cdef int64_t inline_[2 * INLINE_NDIM]
    cdef int64_t size_
    cdef int32_t ndim_
    cdef int32_t dtype_
    cdef int32_t layout
    cdef void* block             # memory of its own, or NULL
    cdef size_t block_bytes
    cdef object owner            # what keeps the memory alive when it is not its own
    cdef object device_
    cdef PyObject* dtype_object
    cdef PyObject* shape_tuple   # NULL until it is asked for
    cdef object __weakref__

cdef list dtype_objects          # by code
cdef object errors               # the module trueno_array._errors

cdef enum:
    NO_RUN = -1 << 62  # a step that none is

cdef inline int64_t run_step(ArrayBase x) noexcept:
    """The bytes between elements of x where they are one run: in C order, the transpose of a matrix in C order, or one dimension; else NO_RUN."""
    cdef int64_t item = ta_itemsize[x.dtype_]
    if x.layout & C_CONTIGUOUS:
        return item
    if x.ndim_ == 1:
        return x.stride_[0]
    return item if x.ndim_ == 2 and x.stride_[0] == item and x.stride_[1] == item * x.shape_[0] else NO_RUN

cdef inline bint run_alike(ArrayBase a, ArrayBase b) noexcept:
    """Whether two runs of one shape have their elements in the same order."""
    return a.ndim_ == 1 or not (a.layout ^ b.layout) & C_CONTIGUOUS

cdef bint is_array(object x)
cdef bint is_traced(object x)
cdef object traced(str function, tuple args, dict kwargs)
cdef DType dtype_of(ArrayBase x)
cdef int dtype_code(object dtype, str function) except -1
cdef ArrayBase new_array(int dtype, int ndim, const int64_t* shape)
cdef bint result_order(int ndim, int n, const ta_view* operands, int32_t* order) noexcept
cdef ArrayBase new_ordered(int dtype, int ndim, const int64_t* shape, const int32_t* order)
cdef ArrayBase new_as(ArrayBase x, int dtype)
cdef ArrayBase new_result(int dtype, int ndim, const int64_t* shape, int n, const ta_view* operands)
cdef ArrayBase new_zeros(int dtype, int ndim, const int64_t* shape)
cdef ArrayBase new_like(ArrayBase x, int dtype)
cdef ArrayBase new_view(ArrayBase base, char* data, int dtype, int ndim, const int64_t* shape, const int64_t* stride)
cdef ArrayBase new_foreign(object owner, char* data, int dtype, int ndim, const int64_t* shape, const int64_t* stride, bint readonly)
cdef ArrayBase new_transpose(ArrayBase matrix)
cdef ta_view view_of(ArrayBase x) noexcept
cdef bint same_shape(ArrayBase a, ArrayBase b) noexcept
cdef bint same_view(ArrayBase a, ArrayBase b) noexcept
cdef bint may_overlap(ArrayBase a, ArrayBase b) noexcept
cdef bint put_plain(object value, int dtype, char* to) noexcept
cdef tuple shape_tuple(ArrayBase x)
cdef tuple stride_tuple(ArrayBase x)
cdef int check_device(object device, str function) except -1
cdef int parse_shape(object shape, int64_t* lengths, str function) except -1
cdef int parse_axis(object axis, int ndim, str function) except -1
cdef int parse_axes(object axis, int ndim, uint8_t* chosen, str function) except -1
cdef int check(int code, str function) except -1
cdef int require_writable(ArrayBase x, str function) except -1
cdef ArrayBase broadcast_view(ArrayBase x, int ndim, const int64_t* shape)
cdef int broadcast_into(int ndim, int64_t* shape, ArrayBase x) noexcept
