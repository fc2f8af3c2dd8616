# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Reductions, positions of extremes, scans, differences and dot products over axes."""

from libc.stdint cimport int64_t, uint8_t
from libc.string cimport strchr

from trueno_array._ext.apply cimport as_array, binary, cast_copy, common_dtype, computable, copy_into, in_dtype, seen_as
from trueno_array._ext.core cimport (
    ArrayBase, C_CONTIGUOUS, TA_BOOL, TA_F32, TA_F64, TA_I64, TA_MAX_NDIM, TA_U64, broadcast_into, check, dtype_code, dtype_objects, dtype_of, errors, is_array, is_traced, new_array,
    new_result, new_view, new_zeros, parse_axes, parse_axis, shape_tuple, ta_computed_in, ta_itemsize, ta_kind, ta_view, traced, view_of,
)
from trueno_array._ext.views cimport part

from trueno_array._ext.movement import concat

cdef extern from "ta_ops.h" nogil:
    enum: TA_OP_NOT_EQUAL, TA_OP_SUBTRACT

cdef extern from "runtime/reduce.h" nogil:
    enum: TA_REDUCE_PROD, TA_REDUCE_ANY, TA_REDUCE_ALL, TA_REDUCE_COUNT_NONZERO
    enum: TA_REDUCE_SUM_ABS, TA_REDUCE_MAX_ABS, TA_REDUCE_MIN_ABS, TA_REDUCE_MAX_NUMBER, TA_REDUCE_MIN_NUMBER
    enum: TA_SCAN_SUM, TA_SCAN_PROD
    int ta_reduce(int op, const ta_view* x, const uint8_t* is_reduced, const ta_view* out)
    int ta_mean(const ta_view* x, const uint8_t* is_reduced, const ta_view* out)
    int ta_var(const ta_view* x, const uint8_t* is_reduced, double correction, const ta_view* out)
    int ta_std(const ta_view* x, const uint8_t* is_reduced, double correction, const ta_view* out)
    int ta_norm(const ta_view* x, const uint8_t* is_reduced, const ta_view* out)
    int ta_arg_reduce(int op, const ta_view* x, int axis, const ta_view* out)
    int ta_scan(int op, const ta_view* x, const ta_view* out, int axis, int include_initial)
    int ta_vecdot(const ta_view* x1, const ta_view* x2, const ta_view* out, int axis)

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8(object text) except NULL

cdef extern from "runtime/gather.h" nogil:
    int64_t ta_count_nonzero(const ta_view* x)

DEF GIL_ELEMENTS = 32768
DEF FEW = 256  # elements of any layout that are counted in one pass
DEF MEAN = 100
DEF VAR = 101
DEF STD = 102
DEF NORM = 103

# What a row's `core` names.
cdef dict operations = {
    "SUM": TA_REDUCE_SUM, "PROD": TA_REDUCE_PROD, "MAX": TA_REDUCE_MAX, "MIN": TA_REDUCE_MIN, "ANY": TA_REDUCE_ANY, "ALL": TA_REDUCE_ALL,
    "COUNT_NONZERO": TA_REDUCE_COUNT_NONZERO, "MEAN": MEAN, "VAR": VAR, "STD": STD,
}


cdef ArrayBase float_operand(ArrayBase x):
    """x, or a float64 copy of an array of integers or bools."""
    return x if ta_kind[x.dtype_] in (c"f", c"c") else cast_copy(x, TA_F64)


cdef int float_dtype(int dtype) noexcept:
    """The dtype of a mean: float64 for integers and bool."""
    return dtype if ta_kind[dtype] in (c"f", c"c") else TA_F64


cdef int wide_dtype(int dtype) noexcept:
    """The dtype of a sum: integers narrower than the default take its width."""
    if ta_kind[dtype] == c"u":
        return TA_U64
    return TA_I64 if ta_kind[dtype] in (c"b", c"i") else dtype


cdef int kept_dims(ArrayBase x, const uint8_t* chosen, bint keepdims, int64_t* shape, int64_t* stride) noexcept:
    """The dimensions that a reduction of x keeps; returns how many."""
    cdef int d, ndim = 0
    for d in range(x.ndim_):
        if not chosen[d]:
            shape[ndim], stride[ndim] = x.shape_[d], x.stride_[d]
            ndim += 1
        elif keepdims:
            shape[ndim], stride[ndim] = 1, 0
            ndim += 1
    return ndim


cdef ArrayBase output(ArrayBase x, const uint8_t* chosen, bint keepdims, int dtype):
    """An undefined array for the reduction of x, whose dimensions lie in memory as those of x do."""
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int ndim = kept_dims(x, chosen, keepdims, shape, stride)
    cdef ta_view kept
    if ndim < 2 or x.layout & C_CONTIGUOUS:
        return new_array(dtype, ndim, shape)
    kept.data, kept.shape, kept.stride_bytes, kept.ndim, kept.dtype = x.data, shape, stride, ndim, x.dtype_
    return new_result(dtype, ndim, shape, 1, &kept)


cdef int run(int op, const ta_view* x, const uint8_t* chosen, double correction, const ta_view* out) noexcept nogil:
    if op == MEAN:
        return ta_mean(x, chosen, out)
    if op == VAR:
        return ta_var(x, chosen, correction, out)
    if op == STD:
        return ta_std(x, chosen, correction, out)
    if op == NORM:
        return ta_norm(x, chosen, out)
    return ta_reduce(op, x, chosen, out)


cdef bint is_extreme(int op) noexcept:
    return op == TA_REDUCE_MAX or op == TA_REDUCE_MIN or op == TA_REDUCE_MAX_NUMBER or op == TA_REDUCE_MIN_NUMBER


cdef ArrayBase reduce(int op, ArrayBase x, axis, bint keepdims, int dtype, double correction, str name):
    """One reduction into a new array of dtype."""
    cdef uint8_t chosen[TA_MAX_NDIM]
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    cdef ta_view source, target
    cdef int code, ndim
    if ta_computed_in[dtype] != dtype:  # rounded once, from float64
        return cast_copy(reduce(op, x, axis, keepdims, ta_computed_in[dtype] if is_extreme(op) else TA_F64, correction, name), dtype)
    x = computable(x)
    parse_axes(axis, x.ndim_, chosen, name)
    cdef ArrayBase out = output(x, chosen, keepdims, dtype)
    if is_extreme(op) or op == TA_REDUCE_MIN_ABS:
        require_elements(x.ndim_, x.shape_, chosen, name)
        if out.size_ == 0:
            return out
    if is_extreme(op) and out.size_ == x.size_ and x.size_ >= GIL_ELEMENTS:  # of single elements
        ndim = kept_dims(x, chosen, keepdims, shape, stride)
        copy_into(out, new_view(x, x.data, x.dtype_, ndim, shape, stride))
        return out
    source, target = view_of(x), view_of(out)
    if x.size_ >= GIL_ELEMENTS:
        with nogil:
            code = run(op, &source, chosen, correction, &target)
    else:
        code = run(op, &source, chosen, correction, &target)
    check(code, name)
    return out


cdef ArrayBase counted(ArrayBase x):
    """How many elements are not zero, for few elements."""
    cdef ArrayBase out = new_array(TA_I64, 0, NULL)
    cdef ta_view view = view_of(x)
    (<int64_t*>out.data)[0] = ta_count_nonzero(&view)
    return out


cdef int require_kind(ArrayBase x, str kinds, str name) except -1:
    if strchr(PyUnicode_AsUTF8(kinds), ta_kind[x.dtype_]) == NULL:
        raise errors.type_error(name, "x", "have a real-valued dtype", str(dtype_of(x)))
    return 0


cdef int require_elements(int ndim, const int64_t* shape, const uint8_t* chosen, str name) except -1:
    """A maximum of nothing is an error, unless there is nowhere to write it."""
    cdef int d
    cdef bint lacks = False
    for d in range(ndim):
        if shape[d] == 0 and not chosen[d]:
            return 0
        lacks = lacks or shape[d] == 0
    if lacks:
        raise errors.value_error(name, "x", "have at least one element along the reduced axes", f"shape {tuple([shape[d] for d in range(ndim)])}")
    return 0


def types_of_reduce(row, int dtype, requested):
    """The operation that the function of a row runs on a dtype, then the codes of what it converts to first, of what the driver writes, and of the result."""
    op, dtype, result = public_types(row, dtype, requested)
    written = result
    if ta_computed_in[result] != result:
        written = ta_computed_in[result] if is_extreme(op) else TA_F64
    return op, ta_computed_in[dtype], written, result


def public_types(row, int dtype, requested):
    """As types_of_reduce, for dtypes that are computed in themselves."""
    cdef int op = operations[row.core], code
    kind = chr(ta_kind[dtype])
    if row.extra == "dtype":
        code = wide_dtype(dtype) if requested is None else dtype_code(requested, row.name)
        if kind == "c" and ta_kind[code] != c"c":
            raise errors.type_error(row.name, "dtype", "be complex for a complex array", str(dtype_objects[code]))
        if kind == "f" and ta_kind[code] not in (c"f", c"c") or ta_kind[code] == c"b":
            dtype = code
        return op, dtype, TA_I64 if ta_kind[code] == c"b" else code
    if kind not in row.kinds:
        raise errors.type_error(row.name, "x", "have a real-valued dtype", str(dtype_objects[dtype]))
    code = TA_BOOL if row.result == "bool" else TA_I64 if row.result == "index" else float_dtype(dtype) if row.result == "float" else dtype
    return op, code if row.extra == "correction" else dtype, code


def make_reduce(row, str doc):
    """The public function of a row of reductions."""
    cdef int op = operations[row.core]
    cdef str name = row.name, kinds = row.kinds
    cdef int fixed = TA_BOOL if row.result == "bool" else TA_I64 if row.result == "index" else -1
    cdef bint is_mean = row.result == "float"

    def plain(x, /, *, axis=None, keepdims=False):
        if not is_array(x) and is_traced(x):
            return traced(name, (x,), {"axis": axis, "keepdims": keepdims})
        cdef ArrayBase a = <ArrayBase>x if is_array(x) else as_array(x, name)
        if op == TA_REDUCE_COUNT_NONZERO and axis is None and not keepdims and a.size_ < (GIL_ELEMENTS if a.layout & C_CONTIGUOUS else FEW):
            return counted(a)
        require_kind(a, kinds, name)
        return reduce(op, a, axis, keepdims, fixed if fixed >= 0 else float_dtype(a.dtype_) if is_mean else a.dtype_, 0.0, name)

    def typed(x, /, *, axis=None, dtype=None, keepdims=False):
        if is_traced(x):
            return traced(name, (x,), {"axis": axis, "keepdims": keepdims, "dtype": dtype})
        cdef ArrayBase a = as_array(x, name)
        cdef int code = wide_dtype(a.dtype_) if dtype is None else dtype_code(dtype, name)
        if ta_kind[a.dtype_] == c"c" and ta_kind[code] != c"c":
            raise errors.type_error(name, "dtype", "be complex for a complex array", str(dtype_objects[code]))
        if ta_kind[a.dtype_] == c"f" and ta_kind[code] not in (c"f", c"c") or ta_kind[code] == c"b":
            a = cast_copy(a, code)
        if ta_kind[code] == c"b":
            code = TA_I64
        return reduce(op, a, axis, keepdims, code, 0.0, name)

    def corrected(x, /, *, axis=None, correction=0.0, keepdims=False):
        if is_traced(x):
            return traced(name, (x,), {"axis": axis, "keepdims": keepdims, "correction": correction})
        cdef ArrayBase a = as_array(x, name)
        require_kind(a, kinds, name)
        a = float_operand(a)
        return reduce(op, a, axis, keepdims, a.dtype_, correction if type(correction) is float or (type(correction) is int and 0 <= correction < 1 << 53) else errors.number_of(name, "correction", correction), name)

    function = {"": plain, "dtype": typed, "correction": corrected}[row.extra]
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    function.__module__ = "trueno_array"
    return function


def extreme_number(x, axis, bint keepdims, bint is_max, str name):
    """The maximum or minimum over axes of what is not NaN; of NaN only, NaN."""
    cdef ArrayBase a = as_array(x, name)
    cdef int op = TA_REDUCE_MAX if is_max else TA_REDUCE_MIN
    require_kind(a, "biuf", name)
    if ta_kind[a.dtype_] == c"f":
        op = TA_REDUCE_MAX_NUMBER if is_max else TA_REDUCE_MIN_NUMBER
    return reduce(op, a, axis, keepdims, a.dtype_, 0.0, name)


def norm(x, double ord, axis, bint keepdims, str name):
    """The norm of order 2, 1, inf or -inf over axes, in the real dtype of the precision of x. That of nothing is 0, but for -inf an error."""
    cdef ArrayBase a = as_array(x, name)
    cdef int op = NORM if ord == 2 else TA_REDUCE_SUM_ABS if ord == 1 else TA_REDUCE_MAX_ABS if ord > 0 else TA_REDUCE_MIN_ABS
    cdef int dtype = float_dtype(a.dtype_)
    if op != NORM:
        a = float_operand(a)
        if op == TA_REDUCE_MAX_ABS and a.size_ == 0:
            op = TA_REDUCE_SUM_ABS
    if ta_kind[dtype] == c"c":
        dtype = TA_F32 if ta_itemsize[dtype] == 8 else TA_F64
    return reduce(op, a, axis, keepdims, dtype, 0.0, name)


cdef ArrayBase position(int op, x, axis, bint keepdims, str name):
    cdef ArrayBase a = computable(as_array(x, name))
    cdef uint8_t chosen[TA_MAX_NDIM]
    cdef int at = -1, code
    cdef ta_view source, target
    require_kind(a, "biuf", name)
    if axis is not None:
        at = parse_axis(axis, a.ndim_, name)
    parse_axes(None if at < 0 else at, a.ndim_, chosen, name)
    cdef ArrayBase out = output(a, chosen, keepdims, TA_I64)
    if (a.size_ if at < 0 else a.shape_[at]) == 0 and out.size_ > 0:
        raise errors.value_error(name, "x", "have at least one element along the axis", f"shape {shape_tuple(a)}")
    if out.size_ == 0:
        return out
    if out.size_ == a.size_:
        return new_zeros(TA_I64, out.ndim_, out.shape_)
    source, target = view_of(a), view_of(out)
    if a.size_ < GIL_ELEMENTS:
        code = ta_arg_reduce(op, &source, at, &target)
    else:
        with nogil:
            code = ta_arg_reduce(op, &source, at, &target)
    check(code, name)
    return out


def argmax(x, /, *, axis=None, keepdims=False):
    return position(TA_ARG_MAX, x, axis, keepdims, "argmax")


def argmin(x, /, *, axis=None, keepdims=False):
    return position(TA_ARG_MIN, x, axis, keepdims, "argmin")


cdef ArrayBase scan(int op, x, axis, dtype, bint include_initial, str name):
    cdef ArrayBase a = as_array(x, name)
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int at, code, d, result
    cdef ta_view source, target
    if axis is None:
        if a.ndim_ != 1:
            raise errors.value_error(name, "axis", "be given unless x has 1 dimension", f"None for {a.ndim_} dimensions")
        axis = 0
    at = parse_axis(axis, a.ndim_, name)
    result = wide_dtype(a.dtype_) if dtype is None else dtype_code(dtype, name)
    if ta_kind[a.dtype_] == c"c" and ta_kind[result] != c"c":
        raise errors.type_error(name, "dtype", "be complex for a complex array", str(dtype_objects[result]))
    if ta_kind[a.dtype_] != ta_kind[result] and (ta_kind[a.dtype_] == c"f" or ta_kind[result] in (c"f", c"c", c"b")):
        a = cast_copy(a, result)
    if ta_kind[result] == c"b":
        result = TA_I64
    if ta_computed_in[result] != result:  # rounded once, from float64
        return cast_copy(scan(op, a, at, dtype_objects[TA_F64], include_initial, name), result)
    a = computable(a)
    for d in range(a.ndim_):
        shape[d] = a.shape_[d] + (1 if include_initial and d == at else 0)
    source = view_of(a)
    cdef ArrayBase out = new_result(result, a.ndim_, shape, 1, &source)
    target = view_of(out)
    with nogil:
        code = ta_scan(op, &source, &target, at, include_initial)
    check(code, name)
    return out


def cumulative_sum(x, /, *, axis=None, dtype=None, include_initial=False):
    return scan(TA_SCAN_SUM, x, axis, dtype, include_initial, "cumulative_sum")


def cumulative_prod(x, /, *, axis=None, dtype=None, include_initial=False):
    return scan(TA_SCAN_PROD, x, axis, dtype, include_initial, "cumulative_prod")


def running(str name, x, axis, dtype):
    """The scan that a public name stands for: a product where it ends so, else a sum. No axis: of the flattened x."""
    cdef ArrayBase a = as_array(x, name)
    if axis is None:
        a, axis = a.reshape((-1,)), 0
    return scan(TA_SCAN_PROD if name.endswith("prod") else TA_SCAN_SUM, a, axis, dtype, False, name)


def diff(x, /, *, axis=-1, n=1, prepend=None, append=None):
    """The differences of neighbours along an axis, n times over.

    Parameters
    ----------
    x : array
        At least 1 dimension; a numeric dtype.
    axis : int
        The axis to take differences along.
    n : int
        How many times; 0 gives a copy of x.
    prepend, append : array, optional
        Parts to put before and behind x along the axis first; otherwise of the shape of x.

    Returns
    -------
    array
        As x, n shorter along the axis. Booleans are compared: whether neighbours differ.

    Raises
    ------
    ValueError
        If n is negative, or the axis is out of range.
    """
    cdef ArrayBase whole = as_array(x, "diff")
    cdef int at
    cdef int64_t length
    n = errors.integer_of("diff", "n", n)
    if n < 0:
        raise errors.value_error("diff", "n", "be non-negative", str(n))
    at = parse_axis(axis, whole.ndim_, "diff")
    if n == 0:
        return cast_copy(whole, whole.dtype_)
    if prepend is not None or append is not None:
        try:
            whole = concat([as_array(one, "diff") for one in (prepend, whole, append) if one is not None], axis=at)
        except (TypeError, ValueError, IndexError) as error:
            raise errors.renamed(error, "diff") from None
    for _ in range(n):
        length = max(whole.shape_[at] - 1, 0)
        whole = binary(TA_OP_NOT_EQUAL if ta_kind[whole.dtype_] == c"b" else TA_OP_SUBTRACT,
                       part(whole, at, whole.shape_[at] - length, length), part(whole, at, 0, length), None)
    return whole


def vecdot(x1, x2, /, *, axis=-1):
    """The dot product of vectors along an axis; the elements of x1 are conjugated.

    Parameters
    ----------
    x1, x2 : array
        Numeric dtypes, promoted to one; shapes that broadcast, with the same length along the axis.
    axis : int
        Counted from the end: in [-min(ndim), -1], or any axis of two arrays of one rank.

    Returns
    -------
    array
        The broadcast shape without the axis; the promoted dtype. float32 is accumulated in float64.

    Raises
    ------
    ValueError
        If the lengths along the axis differ or the shapes do not broadcast.
    """
    return dotted(as_array(x1, "vecdot"), as_array(x2, "vecdot"), axis if type(axis) is int else errors.integer_of("vecdot", "axis", axis))


cdef ArrayBase dotted(ArrayBase a, ArrayBase b, object axis):
    """`vecdot` of arrays."""
    cdef int dtype = common_dtype(a, b, "vecdot"), ndim, at, code, d
    cdef int64_t shape[TA_MAX_NDIM]
    cdef uint8_t chosen[TA_MAX_NDIM]
    cdef ta_view first, second, target
    if ta_kind[dtype] == c"b":
        raise errors.type_error("vecdot", "x1 and x2", "have a numeric dtype", "bool")
    if a.ndim_ == 0 or b.ndim_ == 0:
        raise errors.value_error("vecdot", "x1 and x2", "have at least 1 dimension", "a 0-d array")
    if ta_computed_in[dtype] != dtype:
        return cast_copy(dotted(cast_copy(a, TA_F64), cast_copy(b, TA_F64), axis), dtype)
    a, b = in_dtype(a, dtype), in_dtype(b, dtype)
    for d in range(a.ndim_):
        shape[d] = a.shape_[d]
    ndim = broadcast_into(a.ndim_, shape, b)
    if ndim < 0:
        raise errors.broadcast_error("vecdot", f"{shape_tuple(a)} and {shape_tuple(b)}")
    at = parse_axis(axis, a.ndim_ if a.ndim_ < b.ndim_ or axis >= 0 else b.ndim_, "vecdot") if axis >= 0 else parse_axis(
        axis, min(a.ndim_, b.ndim_), "vecdot") + ndim - min(a.ndim_, b.ndim_)
    if a.shape_[at - ndim + a.ndim_] != b.shape_[at - ndim + b.ndim_]:
        raise errors.value_error("vecdot", "x1 and x2", "have the same length along the axis", f"{shape_tuple(a)} and {shape_tuple(b)}")
    a, b = seen_as(a, ndim, shape), seen_as(b, ndim, shape)
    parse_axes(at, ndim, chosen, "vecdot")
    cdef ArrayBase out = output(a, chosen, False, dtype)
    first, second, target = view_of(a), view_of(b), view_of(out)
    if a.size_ < GIL_ELEMENTS:
        code = ta_vecdot(&first, &second, &target, at)
    else:
        with nogil:
            code = ta_vecdot(&first, &second, &target, at)
    check(code, "vecdot")
    return out
