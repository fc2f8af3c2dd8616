# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Elementwise operations: promotion, Python scalars, broadcasting, allocation; then one launch of a kernel."""

from cpython.bool cimport PyBool_Check
from cpython.complex cimport PyComplex_Check, PyComplex_ImagAsDouble, PyComplex_RealAsDouble
from cpython.float cimport PyFloat_AS_DOUBLE, PyFloat_AsDouble, PyFloat_Check, PyFloat_CheckExact
from cpython.long cimport PyLong_AsLongLongAndOverflow, PyLong_Check
from libc.math cimport INFINITY
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy

from trueno_array._ext.core cimport (
    ArrayBase, C_CONTIGUOUS, DType, NO_RUN, READONLY, TA_BOOL, TA_C128, TA_C64, TA_F32, TA_F64, TA_I8, TA_I16, TA_I32, TA_I64, TA_MAX_NDIM, TA_N_DTYPES, TA_U8, TA_U16,
    TA_U32, TA_U64, broadcast_into, broadcast_view, check, dtype_code, dtype_objects, dtype_of, errors, is_array, is_traced, may_overlap, new_array, new_as,
    new_result, new_view, put_plain, require_writable, run_alike, run_step, same_shape, same_view, shape_tuple, ta_computed_in, ta_itemsize, ta_kind, ta_promotion, ta_view, traced, view_of,
)

cdef extern from "runtime/dispatch.h" nogil:
    enum: TA_N_OPS
    enum: TA_OP_EQUAL, TA_OP_GREATER, TA_OP_GREATER_EQUAL, TA_OP_LESS, TA_OP_LESS_EQUAL, TA_OP_NOT_EQUAL, TA_OP_MAXIMUM, TA_OP_MINIMUM, TA_OP_POW, TA_OP_HARDTANH
    enum: TA_OP_SQUARE, TA_OP_SQRT
    const char* const ta_op_name[]
    const int16_t ta_op_cost[]
    const int16_t ta_op_direct[]  # elements up to which a contiguous launch goes straight to the kernel, with the GIL held
    void ta_cast_item(const void* source, int from_dtype, void* to, int to_dtype)
    void ta_cast_run(const void* source, int from_dtype, int64_t step, void* to, int to_dtype, int64_t n)

cdef extern from "runtime/loop.h" nogil:
    int ta_map(ta_map_fn run, int64_t cost, int loop_dtype, int result_dtype, const ta_view* out, int n_in, const ta_view* inputs)
    int ta_root(ta_map_fn square_root, const ta_view* out, const ta_view* x)
    int ta_clip(ta_map_fn of_floats, const ta_view* out, const ta_view* x, char* low, char* high)
    int ta_cast_view(const ta_view* out, const ta_view* x)
    int ta_where(const ta_view* out, const ta_view* condition, const ta_view* if_true, const ta_view* if_false)

DEF DIRECT = 16384        # elements up to which a contiguous cast goes straight to the kernel, with the GIL held
DEF GIL_ELEMENTS = 32768  # elements from which the GIL is released

cdef object converter = None


def _set_converter(function):
    """Names the function that turns foreign operands (NumPy arrays, sequences) into arrays, or returns NotImplemented."""
    global converter
    converter = function


cdef tuple op_names = tuple([ta_op_name[op].decode() for op in range(TA_N_OPS)])


cdef inline str op_name(int op):
    return <str>op_names[op]


# Python scalars

cdef inline bint is_scalar(object x):
    return PyFloat_CheckExact(x) or PyLong_Check(x) or PyFloat_Check(x) or PyComplex_Check(x)  # the cheap tests first


cdef int weak_dtype(int dtype, object scalar):
    """The dtype of an operation between an array of `dtype` and a Python scalar: the scalar's kind counts, not its size."""
    cdef char kind = ta_kind[dtype]
    if PyBool_Check(scalar):
        return dtype
    if PyLong_Check(scalar):
        return TA_I64 if kind == c"b" else dtype
    if PyFloat_Check(scalar):
        return dtype if kind == c"f" or kind == c"c" else TA_F64
    if kind == c"c":
        return dtype
    return ta_promotion[dtype][TA_C64] if kind == c"f" else TA_C128


cdef int scalar_dtype(object scalar):
    """The default dtype of a Python scalar."""
    if PyBool_Check(scalar):
        return TA_BOOL
    if PyLong_Check(scalar):
        return TA_I64
    return TA_F64 if PyFloat_Check(scalar) else TA_C128


cdef object one = 1  # an object, for C would shift an int
cdef tuple integer_limits = tuple([
    (-(one << (8 * ta_itemsize[d] - 1)), (one << (8 * ta_itemsize[d] - 1)) - 1) if ta_kind[d] == c"i" else (0, (one << (8 * ta_itemsize[d])) - 1)
    for d in range(TA_N_DTYPES)
])


cdef inline bint fits(object value, int dtype, int64_t* small):
    """Whether a Python integer, which it writes, is in the range of int64 and of an integer dtype."""
    cdef int overflow = 0, bits = 8 * ta_itemsize[dtype]
    small[0] = PyLong_AsLongLongAndOverflow(value, &overflow)
    if overflow:
        return False
    if ta_kind[dtype] == c"u":
        return small[0] >= 0 and (bits == 64 or small[0] >> bits == 0)
    return bits == 64 or small[0] >> (bits - 1) in (0, -1)


cdef int store_integer(object value, int dtype, char* to, str function) except -1:
    cdef int64_t small
    cdef uint64_t bits
    value = int(value)
    if fits(value, dtype, &small):
        memcpy(to, &small, ta_itemsize[dtype])  # little endian: the low bytes come first
        return 0
    low, high = integer_limits[dtype]
    if not low <= value <= high:
        raise errors.overflow_error(function, "the Python integer", f"fit in {dtype_objects[dtype]}", str(value) if abs(value) < 10**30 else "a huge one",
                                    "convert the array to a wider dtype first")
    bits = value & 0xFFFFFFFFFFFFFFFF
    memcpy(to, &bits, ta_itemsize[dtype])
    return 0


cdef double real_of(object value, int dtype, str function) except? -1:
    """A Python number that is not complex as a double."""
    cdef int overflow = 0
    cdef int64_t whole
    if PyFloat_CheckExact(value):
        return PyFloat_AS_DOUBLE(value)
    if PyLong_Check(value):
        whole = PyLong_AsLongLongAndOverflow(value, &overflow)
        if not overflow:
            return <double>whole
    try:
        return PyFloat_AsDouble(value)
    except OverflowError:
        raise errors.overflow_error(function, "the Python integer", f"fit in {dtype_objects[dtype]}", "a huge one") from None


cdef int store_scalar(object value, int dtype, char* to, str function) except -1:
    """Writes a Python scalar as an element of dtype."""
    cdef char kind = ta_kind[dtype]
    cdef double re, im = 0.0
    if dtype == TA_F64 and PyFloat_CheckExact(value):
        (<double*>to)[0] = PyFloat_AS_DOUBLE(value)
        return 0
    if kind == c"b":
        to[0] = 1 if value else 0
        return 0
    if PyComplex_Check(value) and kind != c"c":
        raise errors.type_error(function, "the value", f"be real-valued for {dtype_objects[dtype]}", str(value), "take its real part first")
    if kind == c"i" or kind == c"u":
        if PyFloat_Check(value):
            if value != value or value in (INFINITY, -INFINITY):
                raise errors.overflow_error(function, "the Python float", f"fit in {dtype_objects[dtype]}", str(value))
        return store_integer(value, dtype, to, function)
    if PyComplex_Check(value):
        re, im = PyComplex_RealAsDouble(value), PyComplex_ImagAsDouble(value)
    else:
        re = real_of(value, dtype, function)
    if dtype == TA_F32:
        (<float*>to)[0] = <float>re
    elif ta_computed_in[dtype] != dtype:
        ta_cast_item(&re, TA_F64, to, dtype)
    elif dtype == TA_F64:
        (<double*>to)[0] = re
    elif dtype == TA_C64:
        (<float*>to)[0] = <float>re
        (<float*>to)[1] = <float>im
    else:
        (<double*>to)[0] = re
        (<double*>to)[1] = im
    return 0


cdef ArrayBase scalar_array(object value, int dtype, str function):
    """A 0-d array."""
    cdef ArrayBase x = new_array(dtype, 0, NULL)
    store_scalar(value, dtype, x.data, function)
    return x


cdef ArrayBase as_array(object x, str function):
    """An array from an array, a Python scalar, or anything that the converter knows."""
    if is_array(x):
        return <ArrayBase>x
    if is_scalar(x):
        return scalar_array(x, scalar_dtype(x), function)
    if is_traced(x):
        raise errors.trace_error(f"{function} of a traced operand")
    converted = converter(x, function)
    if converted is NotImplemented:
        raise errors.type_error(function, "x", "be an array", errors.describe(x), "convert it with trueno_array.asarray")
    return <ArrayBase>converted


cdef int common_dtype(object x1, object x2, str function) except -1:
    """The promoted dtype of two operands, each an array or a Python scalar."""
    if not is_array(x1):
        if not is_array(x2):
            return ta_promotion[scalar_dtype(x1)][scalar_dtype(x2)]
        return weak_dtype((<ArrayBase>x2).dtype_, x1)
    if not is_array(x2):
        return weak_dtype((<ArrayBase>x1).dtype_, x2)
    return ta_promotion[(<ArrayBase>x1).dtype_][(<ArrayBase>x2).dtype_]


# Launching

cdef int loop_of(int op, int dtype) except -2:
    cdef int loop = ta_loop_dtype[op][dtype]
    if loop < 0:
        name = op_name(op)
        accepted = [str(dtype_objects[d]) for d in range(TA_N_DTYPES) if ta_loop_dtype[op][d] >= 0]
        raise errors.type_error(name, "x" if ta_loop_dtype[op][dtype] == -1 else "x1", "have a dtype among " + ", ".join(accepted),
                                str(dtype_objects[dtype]), "convert it with astype")
    return loop


cdef int launch(int op, int loop, ArrayBase out, int n_in, const ta_view* inputs) except -1:
    cdef ta_view view = view_of(out)
    cdef ta_map_fn run = ta_map_kernel[op][loop]
    cdef int result = ta_result_dtype[op][loop], code
    if out.size_ >= GIL_ELEMENTS or out.size_ > ta_op_direct[op]:
        with nogil:
            code = ta_map(run, ta_op_cost[op], loop, result, &view, n_in, inputs)
    else:
        code = ta_map(run, ta_op_cost[op], loop, result, &view, n_in, inputs)
    return check(code, "array")


cdef ArrayBase unary(int op, object operand):
    cdef ArrayBase x = <ArrayBase>operand if is_array(operand) else as_array(operand, op_name(op))
    cdef int loop = loop_of(op, x.dtype_), result = ta_output_dtype[op][x.dtype_]
    cdef ArrayBase out
    cdef ta_view view
    cdef char* data[2]
    cdef int64_t stride[2]
    stride[1] = run_step(x)
    if stride[1] != NO_RUN and x.dtype_ == loop and x.size_ <= ta_op_direct[op]:
        out = new_as(x, result)
        data[0], data[1] = out.data, x.data
        stride[0] = ta_itemsize[result]
        ta_map_kernel[op][loop](data, stride, x.size_)
        return out
    view = view_of(x)
    out = new_as(x, result)
    launch(op, loop, out, 1, &view)
    return out


cdef inline bint is_comparison(int op):
    return op in (TA_OP_EQUAL, TA_OP_GREATER, TA_OP_GREATER_EQUAL, TA_OP_LESS, TA_OP_LESS_EQUAL, TA_OP_NOT_EQUAL)


cdef object beyond(object scalar, int dtype):
    """For comparisons: a scalar that no element of an integer dtype can equal becomes a float far outside its range."""
    cdef int64_t small
    if not PyLong_Check(scalar) or ta_kind[dtype] not in (c"i", c"u") or fits(scalar, dtype, &small):
        return scalar
    low, high = integer_limits[dtype]
    return scalar if low <= scalar <= high else (-1e30 if scalar < low else 1e30)


cdef object binary(int op, object x1, object x2, ArrayBase out):
    """The operation on two operands; into `out` when it is given, else into a new array. NotImplemented for strangers."""
    cdef bint first = is_array(x1), second = is_array(x2)
    cdef int dtype, loop, result, own
    cdef ArrayBase a, b, made
    cdef char* data[3]
    cdef int64_t stride[3]
    if not (first and second):
        if out is None and first != second:
            made = with_plain(op, <ArrayBase>x1, x2, False, None) if first else with_plain(op, <ArrayBase>x2, x1, True, None)
            if made is not None:
                return made
        if not first and not is_scalar(x1):
            x1 = converter(x1, op_name(op))
            if x1 is NotImplemented:
                return x1
            first = True
        if not second and not is_scalar(x2):
            x2 = converter(x2, op_name(op))
            if x2 is NotImplemented:
                return x2
            second = True
        if not first and not second:
            x1, first = scalar_array(x1, scalar_dtype(x1), op_name(op)), True
        if is_comparison(op):
            if not first:
                x1 = beyond(x1, (<ArrayBase>x2).dtype_)
            elif not second:
                x2 = beyond(x2, (<ArrayBase>x1).dtype_)
        dtype = common_dtype(x1, x2, "")
    else:
        dtype = ta_promotion[(<ArrayBase>x1).dtype_][(<ArrayBase>x2).dtype_]
    loop = ta_loop_dtype[op][dtype]
    if loop < 0:
        loop_of(op, dtype)
    if op == TA_OP_POW and not second:
        own = power_of((<ArrayBase>x1).dtype_, loop, x2)
        if own != TA_OP_POW:
            return squared(<ArrayBase>x1, out) if own == TA_OP_SQUARE else rooted(<ArrayBase>x1, out)
    result = ta_output_dtype[op][dtype]
    if not first:
        return with_scalar(op, dtype, <ArrayBase>x2, x1, True, out)
    if not second:
        return with_scalar(op, dtype, <ArrayBase>x1, x2, False, out)
    a, b = <ArrayBase>x1, <ArrayBase>x2
    stride[1], stride[2] = run_step(a), run_step(b)
    if (stride[1] != NO_RUN and stride[2] != NO_RUN and a.size_ <= ta_op_direct[op] and a.dtype_ == loop and b.dtype_ == loop and same_shape(a, b)
            and run_alike(a, b) and (out is None or (out.layout & C_CONTIGUOUS and run_alike(a, out) and out.dtype_ == result and same_shape(out, a)))):
        made = new_as(a, result) if out is None else out
        data[0], data[1], data[2] = made.data, a.data, b.data
        stride[0] = ta_itemsize[result]
        ta_map_kernel[op][loop](data, stride, a.size_)
        return made
    return broadcast_launch(op, loop, result, a, b, out)


cdef int power_of(int dtype, int loop, object exponent) except -1:
    """What x ** exponent is: x * x for 2, a square root for 0.5, which are rounded better than a power; else the power."""
    if dtype != loop or PyComplex_Check(exponent):
        return TA_OP_POW
    if exponent == 2:
        return TA_OP_SQUARE
    return TA_OP_SQRT if ta_kind[loop] == c"f" and exponent == 0.5 else TA_OP_POW


cdef ArrayBase rooted(ArrayBase x, ArrayBase out):
    cdef ta_view view = view_of(x), target
    if out is None:
        out = new_as(x, x.dtype_)
    target = view_of(out)
    if x.size_ >= GIL_ELEMENTS:
        with nogil:
            ta_root(ta_map_kernel[TA_OP_SQRT][x.dtype_], &target, &view)
    else:
        ta_root(ta_map_kernel[TA_OP_SQRT][x.dtype_], &target, &view)
    return out


cdef ArrayBase squared(ArrayBase x, ArrayBase out):
    cdef ta_view view
    if out is None:
        return unary(TA_OP_SQUARE, x)
    view = view_of(x)
    launch(TA_OP_SQUARE, x.dtype_, out, 1, &view)
    return out


cdef object with_scalar(int op, int dtype, ArrayBase x, object value, bint scalar_first, ArrayBase out):
    """x with one broadcast Python scalar, first or second, promoted to dtype. The scalar is rounded to dtype, then to the loop's."""
    cdef int loop = ta_loop_dtype[op][dtype], result = ta_output_dtype[op][dtype], stored = dtype if ta_kind[dtype] == c"f" else loop
    cdef ArrayBase made = out
    cdef ta_view view = view_of(x)
    cdef char scalar[16]
    cdef ta_view views[2]
    cdef char* data[3]
    cdef int64_t stride[3]
    cdef int64_t zeros[TA_MAX_NDIM]
    cdef int d, at = 0 if scalar_first else 1
    store_scalar(value, stored, scalar, op_name(op))
    if made is None:
        made = new_as(x, result)
    if x.layout & made.layout & C_CONTIGUOUS and x.dtype_ == loop and made.dtype_ == result and x.size_ <= ta_op_direct[op]:
        data[0], data[1 + at], data[2 - at] = made.data, scalar, x.data
        stride[0], stride[1 + at], stride[2 - at] = ta_itemsize[result], 0, ta_itemsize[loop]
        ta_map_kernel[op][loop](data, stride, x.size_)
        return made
    for d in range(x.ndim_):
        zeros[d] = 0
    views[1 - at] = views[at] = view
    views[at].data, views[at].stride_bytes, views[at].dtype = scalar, zeros, stored
    launch(op, loop, made, 2, views)
    return made


cdef ArrayBase with_plain(int op, ArrayBase x, object value, bint scalar_first, ArrayBase out):
    """As with_scalar, for few elements in one run and numbers that neither change the dtype nor need a check; None for others."""
    cdef int dtype = x.dtype_, result = ta_output_dtype[op][dtype], at = 0 if scalar_first else 1
    cdef char scalar[16]
    cdef char* data[3]
    cdef int64_t stride[3]
    stride[2 - at] = run_step(x) if out is None or out.layout & C_CONTIGUOUS else NO_RUN
    if stride[2 - at] == NO_RUN or x.size_ > ta_op_direct[op] or ta_loop_dtype[op][dtype] != dtype or op == TA_OP_POW or not put_plain(value, dtype, scalar):
        return None
    if out is None:
        out = new_as(x, result)
    data[0], data[1 + at], data[2 - at] = out.data, scalar, x.data
    stride[0], stride[1 + at] = ta_itemsize[result], 0
    ta_map_kernel[op][dtype](data, stride, x.size_)
    return out


cdef inline bint has_shape(ArrayBase x, int ndim, const int64_t* shape) noexcept:
    return x.ndim_ == ndim and memcmp(x.shape_, shape, ndim * sizeof(int64_t)) == 0


cdef ArrayBase seen_as(ArrayBase x, int ndim, const int64_t* shape):
    """x itself where it has the shape, else broadcast to it."""
    return x if has_shape(x, ndim, shape) else broadcast_view(x, ndim, shape)


cdef object shape_mismatch(str function, ArrayBase a, ArrayBase b):
    return errors.broadcast_error(function, f"{shape_tuple(a)} and {shape_tuple(b)}")


cdef object broadcast_launch(int op, int loop, int result, ArrayBase a, ArrayBase b, ArrayBase out):
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int ndim = a.ndim_
    cdef ta_view views[2]
    memcpy(shape, a.shape_, ndim * sizeof(int64_t))
    ndim = broadcast_into(ndim, shape, b)
    if ndim < 0:
        raise shape_mismatch(op_name(op), a, b)
    cdef ArrayBase wide_a = seen_as(a, ndim, shape), wide_b = seen_as(b, ndim, shape)
    views[0], views[1] = view_of(wide_a), view_of(wide_b)
    cdef ArrayBase made = new_result(result, ndim, shape, 2, views) if out is None else out
    launch(op, loop, made, 2, views)
    return made


cdef object inplace(int op, ArrayBase x1, object x2):
    """x1 op= x2: dtype and shape of x1 stay; overlapping memory gives the result of separate memory."""
    cdef int dtype, result
    cdef ArrayBase b
    cdef int64_t shape[TA_MAX_NDIM]
    cdef str name
    if (not is_array(x2) and not x1.layout & READONLY and ta_output_dtype[op][x1.dtype_] == x1.dtype_
            and with_plain(op, x1, x2, False, x1) is not None):
        return x1
    if is_traced(x2):
        raise errors.trace_error("an array changed in place")
    if not is_array(x2) and not is_scalar(x2):
        x2 = converter(x2, op_name(op))
        if x2 is NotImplemented:
            return x2
    dtype = common_dtype(x1, x2, "")
    loop_of(op, dtype)
    result = ta_output_dtype[op][dtype]
    if x1.layout & READONLY:
        require_writable(x1, op_name(op))
    if result != x1.dtype_ and kind_rank(result) > kind_rank(x1.dtype_):
        raise errors.type_error(op_name(op), "the result", f"be cast to the dtype {dtype_of(x1)} of the left operand", str(dtype_objects[result]),
                                "in-place operations do not promote; write x = x op y")
    if is_array(x2):
        b = <ArrayBase>x2
        memcpy(shape, x1.shape_, x1.ndim_ * sizeof(int64_t))
        if broadcast_into(x1.ndim_, shape, b) != x1.ndim_ or not same_lengths(x1, shape):
            raise errors.value_error(op_name(op), "x2", f"broadcast to the shape {shape_tuple(x1)} of the left operand", str(shape_tuple(b)))
        if may_overlap(x1, b) and not same_view(x1, b):
            x2 = cast_copy(b, b.dtype_)
    binary(op, x1, x2, x1)
    return x1


cdef bint same_lengths(ArrayBase x, const int64_t* shape) noexcept:
    cdef int d
    for d in range(x.ndim_):
        if x.shape_[d] != shape[d]:
            return False
    return True


cdef inline int kind_rank(int dtype) noexcept:
    cdef char kind = ta_kind[dtype]
    return 0 if kind == c"b" else 1 if kind == c"i" or kind == c"u" else 2 if kind == c"f" else 3


# Copies

cdef int copy_into(ArrayBase to, ArrayBase source) except -1:
    """Elements of source, of the same shape, converted into to."""
    cdef ta_view out = view_of(to), x = view_of(source)
    cdef int code
    if to.size_ >= GIL_ELEMENTS:
        with nogil:
            code = ta_cast_view(&out, &x)
    else:
        code = ta_cast_view(&out, &x)
    return check(code, "astype")


cdef ArrayBase cast_copy(ArrayBase x, int dtype):
    """A C-contiguous copy of x in dtype."""
    cdef ArrayBase out = new_array(dtype, x.ndim_, x.shape_)
    if x.size_ > DIRECT or not (x.layout & C_CONTIGUOUS or x.ndim_ == 1):
        copy_into(out, x)
    elif dtype == x.dtype_ and x.layout & C_CONTIGUOUS:
        memcpy(out.data, x.data, out.block_bytes)
    else:
        ta_cast_run(x.data, x.dtype_, run_step(x), out.data, dtype, x.size_)
    return out


cdef ArrayBase computable(ArrayBase x):
    """x, converted if its dtype is one that is only stored."""
    return x if ta_computed_in[x.dtype_] == x.dtype_ else cast_copy(x, ta_computed_in[x.dtype_])


cdef ArrayBase in_dtype(ArrayBase x, int dtype):
    """x itself when it has the dtype, else a copy."""
    return x if x.dtype_ == dtype else cast_copy(x, dtype)


cdef int assign(ArrayBase to, ArrayBase source, str function) except -1:
    """to[...] = source: broadcast, converted, right for overlapping memory."""
    cdef int64_t shape[TA_MAX_NDIM]
    cdef ArrayBase x = source
    cdef int extra
    require_writable(to, function)
    while x.ndim_ > to.ndim_ and x.shape_[0] == 1:  # leading ones may go, as in NumPy
        x = new_view(x, x.data, x.dtype_, x.ndim_ - 1, x.shape_ + 1, x.stride_ + 1)
    memcpy(shape, to.shape_, to.ndim_ * sizeof(int64_t))
    if broadcast_into(to.ndim_, shape, x) != to.ndim_ or not same_lengths(to, shape):
        raise errors.value_error(function, "value", f"broadcast to the shape {shape_tuple(to)}", str(shape_tuple(source)))
    if may_overlap(to, x) and not same_view(to, x):
        x = cast_copy(x, x.dtype_)
    return copy_into(to, x if same_shape(to, x) else broadcast_view(x, to.ndim_, to.shape_))


cdef ArrayBase copied(ArrayBase x, int dtype):
    """A copy of x in dtype whose dimensions lie in memory as those of x do."""
    if x.layout & C_CONTIGUOUS or x.ndim_ == 1:
        return cast_copy(x, dtype)
    cdef ArrayBase out = new_as(x, dtype)
    copy_into(out, x)
    return out


cdef ArrayBase converted(ArrayBase x, object dtype, bint copy):
    """A copy of x in dtype, or x itself when nothing changes and copy is False."""
    cdef int code = dtype_code(dtype, "astype")
    if code == x.dtype_ and not copy:
        return x
    if ta_kind[x.dtype_] == c"c" and ta_kind[code] != c"c" and ta_kind[code] != c"b":
        raise errors.type_error("astype", "dtype", "be complex for a complex array", str(dtype_objects[code]), "take xp.real(x) first")
    return copied(x, code)


def copyto(ArrayBase to, source):
    """to[...] = source."""
    assign(to, as_array(source, "copyto"), "copyto")


# The functions of the namespace

def make_unary(int op, str name, str doc, str module):
    """The public function of a unary row."""

    def function(x, /):
        if not is_array(x) and is_traced(x):
            return traced(name, (x,), None)
        return unary(op, x)

    return dress(function, name, doc, module)


def make_binary(int op, str name, str doc, str module):
    """The public function of a binary row."""

    def function(x1, x2, /):
        result = binary(op, x1, x2, None)
        if result is NotImplemented:
            if is_traced(x1) or is_traced(x2):
                return traced(name, (x1, x2), None)
            raise errors.type_error(name, "x1 and x2", "be arrays or Python scalars", f"{errors.describe(x1)} and {errors.describe(x2)}")
        return result

    return dress(function, name, doc, module)


cdef object dress(function, str name, str doc, str module):
    function.__name__ = name
    function.__qualname__ = name
    function.__doc__ = doc
    function.__module__ = module
    return function


def op_codes():
    """Name of each operation -> its code."""
    return {name: op for op, name in enumerate(op_names)}


def where(condition, x1, x2, /):
    """Elements of x1 where condition is true, else of x2.

    Parameters
    ----------
    condition : array
        Any shape; anything but bool is compared with zero.
    x1, x2 : array or Python scalar
        Any dtypes, promoted to one.

    Returns
    -------
    array
        Shape of the three operands broadcast together; dtype by promotion.
    """
    if not (is_array(condition) and is_array(x1) and is_array(x2)) and (is_traced(condition) or is_traced(x1) or is_traced(x2)):
        return traced("where", (condition, x1, x2), None)
    cdef ArrayBase mask = as_array(condition, "where"), a, b, out
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int dtype, ndim, code
    cdef ta_view views[4]
    if not is_scalar(x1):
        x1 = as_array(x1, "where")
    if not is_scalar(x2):
        x2 = as_array(x2, "where")
    dtype = common_dtype(x1, x2, "where")
    if mask.dtype_ != TA_BOOL:
        mask = cast_copy(mask, TA_BOOL)
    a = <ArrayBase>x1 if is_array(x1) else scalar_array(x1, dtype, "where")
    b = <ArrayBase>x2 if is_array(x2) else scalar_array(x2, dtype, "where")
    if a.dtype_ != dtype:
        a = cast_copy(a, dtype)
    if b.dtype_ != dtype:
        b = cast_copy(b, dtype)
    memcpy(shape, mask.shape_, mask.ndim_ * sizeof(int64_t))
    ndim = broadcast_into(mask.ndim_, shape, a)
    if ndim >= 0:
        ndim = broadcast_into(ndim, shape, b)
    if ndim < 0:
        raise errors.broadcast_error("where", f"{shape_tuple(mask)}, {shape_tuple(a)} and {shape_tuple(b)}")
    mask, a, b = seen_as(mask, ndim, shape), seen_as(a, ndim, shape), seen_as(b, ndim, shape)
    views[1], views[2], views[3] = view_of(mask), view_of(a), view_of(b)
    out = new_result(dtype, ndim, shape, 3, views + 1)
    views[0] = view_of(out)
    if out.size_ >= GIL_ELEMENTS:
        with nogil:
            code = ta_where(views, views + 1, views + 2, views + 3)
    else:
        code = ta_where(views, views + 1, views + 2, views + 3)
    check(code, "where")
    return out


cdef ArrayBase clipped(ArrayBase x, object low, object high):
    """clip between two Python scalars that fit the dtype of x, which is that of its kernels."""
    cdef char low_item[16]
    cdef char high_item[16]
    cdef ta_view view = view_of(x), target
    cdef ta_map_fn of_floats = ta_map_kernel[TA_OP_HARDTANH][x.dtype_]
    cdef ArrayBase out
    cdef int code
    store_scalar(low, x.dtype_, low_item, "clip")
    store_scalar(high, x.dtype_, high_item, "clip")
    out = new_as(x, x.dtype_)
    target = view_of(out)
    if x.size_ < GIL_ELEMENTS:
        code = ta_clip(of_floats, &target, &view, low_item, high_item)
    else:
        with nogil:
            code = ta_clip(of_floats, &target, &view, low_item, high_item)
    check(code, "clip")
    return out


cdef inline bint keeps_dtype(ArrayBase x, object scalar):
    return is_scalar(scalar) and weak_dtype(x.dtype_, scalar) == x.dtype_


def clip(x, /, min=None, max=None):
    """Elements of x limited to [min, max].

    Parameters
    ----------
    x : array
        A real-valued dtype.
    min, max : array or Python scalar, optional
        Limits that broadcast with x; None does not limit.

    Returns
    -------
    array
        Shape of the operands broadcast together. NaN in x, min or max gives NaN; where min > max the result is max.
    """
    if is_traced(x) or is_traced(min) or is_traced(max):
        return traced("clip", (x, min, max), None)
    cdef ArrayBase source = as_array(x, "clip")
    cdef object result = source, limited
    cdef ArrayBase into
    if ta_kind[source.dtype_] == c"c":
        raise errors.type_error("clip", "x", "have a real-valued dtype", str(dtype_of(source)))
    if keeps_dtype(source, min) and keeps_dtype(source, max) and ta_loop_dtype[TA_OP_MAXIMUM][source.dtype_] == source.dtype_:
        return clipped(source, min, max)
    try:
        if min is not None:
            result = binary(TA_OP_MAXIMUM, result, min, None)
        if max is not None and result is not NotImplemented:
            limited = result
            into = <ArrayBase>limited if limited is not source and is_scalar(max) and common_dtype(limited, max, "clip") == (<ArrayBase>limited).dtype_ else None
            result = binary(TA_OP_MINIMUM, limited, max, into)
    except (TypeError, ValueError, OverflowError, MemoryError) as error:
        raise errors.renamed(error, "clip") from None
    if result is NotImplemented:
        raise errors.type_error("clip", "min and max", "be arrays, Python scalars or None", f"{errors.describe(min)} and {errors.describe(max)}")
    return cast_copy(source, source.dtype_) if result is source else result


def types_of_unary(int op, int dtype):
    """Codes of the dtypes of the loop, of its result, and of the output, as `unary` takes them."""
    cdef int loop = loop_of(op, dtype)
    return loop, ta_result_dtype[op][loop], ta_output_dtype[op][dtype]


def types_of_binary(int op, x1, x2):
    """The operation that `binary` runs on two operands, each an array or a Python scalar, then the codes of its loop,
    of its result, of the output, and of what a scalar is rounded to first; then the operands."""
    cdef int dtype, loop, own
    if is_comparison(op):
        if not is_array(x1):
            x1 = beyond(x1, (<ArrayBase>x2).dtype_)
        elif not is_array(x2):
            x2 = beyond(x2, (<ArrayBase>x1).dtype_)
    dtype = common_dtype(x1, x2, "")
    loop = loop_of(op, dtype)
    if op == TA_OP_POW and not is_array(x2):
        own = power_of((<ArrayBase>x1).dtype_, loop, x2)
        if own != TA_OP_POW:
            return own, loop, loop, loop, loop, x1, x2
    return op, loop, ta_result_dtype[op][loop], ta_output_dtype[op][dtype], dtype if ta_kind[dtype] == c"f" else loop, x1, x2


def types_of_where(x1, x2):
    """The code of the dtype of `where`."""
    return common_dtype(x1, x2, "where")


def result_type(*arrays_and_dtypes):
    """The dtype that an operation on all the arguments would have.

    Parameters
    ----------
    *arrays_and_dtypes : array, DType or Python scalar
        At least one array or dtype; of a Python scalar only the kind counts.

    Returns
    -------
    DType
        By promotion.
    """
    cdef int code = -1, one
    cdef list scalars = []
    for item in arrays_and_dtypes:
        if is_array(item):
            one = (<ArrayBase>item).dtype_
        elif is_scalar(item):
            scalars.append(item)
            continue
        else:
            one = dtype_code(item if isinstance(item, (DType, type)) else getattr(item, "dtype", item), "result_type")
        code = one if code < 0 else ta_promotion[code][one]
    if code < 0:
        raise errors.value_error("result_type", "arrays_and_dtypes", "hold at least one array or dtype", "Python scalars only")
    for item in scalars:
        code = weak_dtype(code, item)
    return dtype_objects[code]


def asarray_of(x, str function):
    """An array from an array, a Python scalar or a foreign array; for functions written in Python."""
    return as_array(x, function)
