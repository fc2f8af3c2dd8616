# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Elementwise operations of three operands."""

from libc.stdint cimport int16_t, int64_t
from libc.string cimport memcpy

from trueno_array._ext.apply cimport (
    as_array, dress, is_scalar, launch, loop_of, op_name, scalar_array, scalar_dtype, ta_map_kernel, ta_output_dtype, ta_result_dtype, weak_dtype,
)
from trueno_array._ext.core cimport (
    ArrayBase, NO_RUN, TA_MAX_NDIM, broadcast_into, broadcast_view, errors, is_array, is_traced, new_as, new_result, run_alike, run_step, same_shape, shape_tuple, ta_itemsize,
    ta_kind, ta_promotion, ta_view, traced, view_of,
)

cdef extern from "runtime/dispatch.h" nogil:
    const int16_t ta_op_direct[]


cdef int with_array(int dtype, object x) noexcept:
    """The promoted dtype, -1 for none so far, when x joins; Python scalars join later."""
    if not is_array(x):
        return dtype
    return (<ArrayBase>x).dtype_ if dtype < 0 else ta_promotion[dtype][(<ArrayBase>x).dtype_]


cdef int dtype_of_three(object x1, object x2, object x3) except -1:
    cdef int dtype = with_array(with_array(with_array(-1, x1), x2), x3)
    if dtype < 0:
        return ta_promotion[ta_promotion[scalar_dtype(x1)][scalar_dtype(x2)]][scalar_dtype(x3)]
    if not is_array(x1):
        dtype = weak_dtype(dtype, x1)
    if not is_array(x2):
        dtype = weak_dtype(dtype, x2)
    return dtype if is_array(x3) else weak_dtype(dtype, x3)


cdef inline ArrayBase operand(object x, int dtype, int op):
    return <ArrayBase>x if is_array(x) else scalar_array(x, dtype, op_name(op))


cdef inline int64_t direct_step(ArrayBase x, ArrayBase first):
    """The step of a kernel through x beside `first`, which is one run; NO_RUN when it must be broadcast or converted."""
    if x.dtype_ != first.dtype_:
        return NO_RUN
    if x.size_ == 1 and x.ndim_ <= first.ndim_:
        return 0
    return run_step(x) if same_shape(x, first) and run_alike(x, first) else NO_RUN


cdef ArrayBase ternary(int op, object x1, object x2, object x3):
    """The operation on three operands, each an array, a Python scalar or what the converter knows."""
    cdef int dtype, loop, result, stored
    cdef ArrayBase a, b, c, out
    cdef char* data[4]
    cdef int64_t stride[4]
    if not (is_array(x1) and is_array(x2) and is_array(x3)):
        x1, x2, x3 = [x if is_array(x) or is_scalar(x) else as_array(x, op_name(op)) for x in (x1, x2, x3)]
    dtype = dtype_of_three(x1, x2, x3)
    loop = loop_of(op, dtype)
    result = ta_output_dtype[op][dtype]
    stored = dtype if ta_kind[dtype] == c"f" else loop
    a, b, c = operand(x1, stored, op), operand(x2, stored, op), operand(x3, stored, op)
    stride[1] = run_step(a)
    if stride[1] != NO_RUN and a.dtype_ == loop and a.size_ <= ta_op_direct[op]:
        stride[2], stride[3] = direct_step(b, a), direct_step(c, a)
        if stride[2] != NO_RUN and stride[3] != NO_RUN:
            out = new_as(a, result)
            data[0], data[1], data[2], data[3] = out.data, a.data, b.data, c.data
            stride[0] = ta_itemsize[result]
            ta_map_kernel[op][loop](data, stride, a.size_)
            return out
    return broadcast_three(op, loop, result, a, b, c)


def types_of_ternary(int op, x1, x2, x3):
    """For three operands, each an array or a Python scalar, of which one is an array: the codes of the loop, of its result, of the
    output, and of what a scalar is rounded to first."""
    cdef int dtype = dtype_of_three(x1, x2, x3)
    cdef int loop = loop_of(op, dtype)
    return loop, ta_result_dtype[op][loop], ta_output_dtype[op][dtype], dtype if ta_kind[dtype] == c"f" else loop


cdef ArrayBase broadcast_three(int op, int loop, int result, ArrayBase a, ArrayBase b, ArrayBase c):
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int ndim
    cdef ta_view views[3]
    memcpy(shape, a.shape_, a.ndim_ * sizeof(int64_t))
    ndim = broadcast_into(a.ndim_, shape, b)
    if ndim >= 0:
        ndim = broadcast_into(ndim, shape, c)
    if ndim < 0:
        raise errors.broadcast_error(op_name(op), f"{shape_tuple(a)}, {shape_tuple(b)} and {shape_tuple(c)}")
    a, b, c = broadcast_view(a, ndim, shape), broadcast_view(b, ndim, shape), broadcast_view(c, ndim, shape)
    views[0], views[1], views[2] = view_of(a), view_of(b), view_of(c)
    cdef ArrayBase out = new_result(result, ndim, shape, 3, views)
    launch(op, loop, out, 3, views)
    return out


def make_ternary(int op, str name, str doc, str module):
    """The public function of a ternary row."""

    def function(x1, x2, x3, /):
        if not (is_array(x1) and is_array(x2) and is_array(x3)) and (is_traced(x1) or is_traced(x2) or is_traced(x3)):
            return traced(name, (x1, x2, x3), None)
        return ternary(op, x1, x2, x3)

    return dress(function, name, doc, module)
