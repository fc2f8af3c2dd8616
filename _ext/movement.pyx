# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Functions that put elements into new places: joining, rolling, repeating."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport int32_t, int64_t
from libc.string cimport memcpy

from trueno_array._ext.apply cimport as_array, assign, cast_copy, is_scalar
from trueno_array._ext.core cimport (
    ArrayBase, C_CONTIGUOUS, TA_I64, TA_MAX_NDIM, check, dtype_of, errors, new_array, new_as, new_ordered, new_result, new_view, parse_axis, parse_shape, result_order, same_shape,
    shape_tuple, ta_itemsize, ta_kind, ta_promotion, ta_view, view_of,
)
from trueno_array._ext.views cimport part, permuted, place_of, reshaped

cdef extern from "runtime/gather.h" nogil:
    int ta_repeat(const ta_view* x, const ta_view* counts, int axis, ta_view* out)

cdef extern from "runtime/copy.h" nogil:
    int ta_concat(const ta_view* out, int axis, int n, const ta_view* arrays)

DEF SHORT_ROW = 64  # bytes of rows that are tiled block by block
DEF GIL_ELEMENTS = 32768  # elements from which the GIL is released


cdef list operands(arrays, str function):
    if isinstance(arrays, ArrayBase) and (<ArrayBase>arrays).ndim_ == 0:
        raise errors.type_error(function, "arrays", "be a sequence of arrays", "a 0-d array")
    try:
        made = [as_array(x, function) for x in arrays]
    except TypeError as error:
        if "not iterable" not in str(error):
            raise
        raise errors.type_error(function, "arrays", "be a sequence of arrays", errors.describe(arrays)) from None
    if not made:
        raise errors.value_error(function, "arrays", "hold at least one array", "none")
    return made


cdef int promoted(list arrays) noexcept:
    cdef int dtype = (<ArrayBase>arrays[0]).dtype_
    for x in arrays:
        dtype = ta_promotion[dtype][(<ArrayBase>x).dtype_]
    return dtype


cdef ArrayBase flat(ArrayBase x):
    cdef int64_t size = x.size_
    return reshaped(x, 1, &size, None, "reshape")


cdef ArrayBase in_memory_order(ArrayBase x, int* order):
    """x, or a packed copy, with its dimensions in the order in which they lie in memory, which is C order then; writes that order."""
    cdef ta_view view = view_of(x)
    if result_order(x.ndim_, 1, &view, <int32_t*>order):
        x = permuted(x, order)
    return x if x.layout & C_CONTIGUOUS else cast_copy(x, x.dtype_)


cdef ArrayBase joined(list arrays, int axis, const int64_t* shape):
    """A new array of a shape, filled with arrays that are known to fit, one behind the other along an axis; it lies in memory as they do."""
    cdef int n = len(arrays), k
    cdef ta_view* views = <ta_view*>PyMem_Malloc(n * sizeof(ta_view))
    if views == NULL:
        raise MemoryError()
    for k in range(n):
        views[k] = view_of(<ArrayBase>arrays[k])
    try:
        return joined_views(arrays, views, axis, shape)
    finally:
        PyMem_Free(views)


cdef ArrayBase joined_views(list arrays, const ta_view* views, int axis, const int64_t* shape):
    cdef int dtype = promoted(arrays), n = len(arrays), ndim = views.ndim, code
    cdef ArrayBase out, x
    cdef ta_view target
    cdef int64_t start = 0
    cdef bint is_direct = True, is_c = True
    for a in arrays:
        x = a
        is_direct = is_direct and x.dtype_ == dtype
        is_c = is_c and x.layout & C_CONTIGUOUS
    out = new_array(dtype, ndim, shape) if is_c or ndim > TA_MAX_NDIM else new_result(dtype, ndim, shape, n, views)
    if not is_direct:
        for a in arrays:
            x = a
            if x.size_ > 0:
                assign(part(out, axis, start, x.shape_[axis]), x, "concat")
            start += x.shape_[axis]
        return out
    target = view_of(out)
    if out.size_ < GIL_ELEMENTS:
        code = ta_concat(&target, axis, n, views)
    else:
        with nogil:
            code = ta_concat(&target, axis, n, views)
    check(code, "concat")
    return out


cdef ArrayBase lengthened(ArrayBase x, int axis):
    """A view of x with a dimension of length 1 before an axis."""
    cdef int64_t shape[TA_MAX_NDIM + 1]
    cdef int64_t stride[TA_MAX_NDIM + 1]
    cdef int d
    for d in range(x.ndim_ + 1):
        shape[d] = 1 if d == axis else x.shape_[d - (d > axis)]
        stride[d] = 0 if d == axis else x.stride_[d - (d > axis)]
    return new_view(x, x.data, x.dtype_, x.ndim_ + 1, shape, stride)


def concat(arrays, /, *, axis=0):
    """The arrays joined along an axis that they have.

    Parameters
    ----------
    arrays : sequence of array
        Equal shapes but along the axis; dtypes are promoted to one.
    axis : int, optional
        The axis to join along; None joins the flattened arrays.

    Returns
    -------
    array
        A new array.

    Raises
    ------
    ValueError
        If there is no array, the shapes do not fit, or the axis is out of range.
    """
    cdef list made = operands(arrays, "concat")
    cdef ArrayBase first, x
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t start = 0
    cdef int at = 0, d
    if axis is None:
        made = [flat(a) for a in made]
    first = made[0]
    if first.ndim_ == 0:
        raise errors.value_error("concat", "arrays", "have at least 1 dimension", "a 0-d array", "use stack, or axis=None")
    if axis is not None:
        at = parse_axis(axis, first.ndim_, "concat")
    memcpy(shape, first.shape_, first.ndim_ * sizeof(int64_t))
    shape[at] = 0
    for a in made:
        x = a
        for d in range(first.ndim_):
            if x.ndim_ != first.ndim_ or (d != at and x.shape_[d] != shape[d]):
                raise errors.value_error("concat", "arrays", f"have equal shapes but along axis {at}", ", ".join([str(shape_tuple(y)) for y in made]))
        shape[at] += x.shape_[at]
    return joined(made, at, shape)


def stack(arrays, /, *, axis=0):
    """The arrays joined along a new axis.

    Parameters
    ----------
    arrays : sequence of array
        Equal shapes; dtypes are promoted to one.
    axis : int
        Where the new axis is in the result.

    Returns
    -------
    array
        A new array with one more dimension.

    Raises
    ------
    ValueError
        If there is no array, the shapes differ, or the axis is out of range.
    """
    cdef list made = operands(arrays, "stack")
    cdef ArrayBase first = made[0]
    cdef int64_t shape[TA_MAX_NDIM + 1]
    cdef int at = parse_axis(axis, first.ndim_ + 1, "stack"), d
    for d in range(first.ndim_ + 1):
        shape[d] = len(made) if d == at else first.shape_[d - (d > at)]
    for a in made:
        if not same_shape(<ArrayBase>a, first):
            raise errors.value_error("stack", "arrays", "have equal shapes", ", ".join([str(shape_tuple(y)) for y in made]))
    return joined([lengthened(<ArrayBase>a, at) for a in made], at, shape)


cdef int roll_into(ArrayBase out, ArrayBase x, int ndim, const int64_t* shift) except -1:
    """out = x rolled along its first ndim dimensions, by shifts within their lengths: 2**k parts for k shifts."""
    cdef int d = ndim - 1
    cdef int64_t n
    if d < 0:
        return assign(out, x, "roll")
    n = x.shape_[d]
    roll_into(part(out, d, shift[d], n - shift[d]), part(x, d, 0, n - shift[d]), d, shift)
    if shift[d]:
        roll_into(part(out, d, 0, shift[d]), part(x, d, n - shift[d], shift[d]), d, shift)
    return 0


cdef int64_t steps(object shift, int64_t length) except? -1:
    """A shift of any size within one turn."""
    return errors.integer_of("roll", "shift", shift) % length if length else 0


def roll(x, /, shift, *, axis=None):
    """The elements of x moved along axes; those that fall off the end come in at the start.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    shift : int or tuple of int
        By how many places.
    axis : int or tuple of int, optional
        Along which axes; None rolls the flattened array.

    Returns
    -------
    array
        A new array of the shape of x.

    Raises
    ------
    ValueError
        If an axis is out of range, or there are not as many shifts as axes.
    """
    cdef ArrayBase a = as_array(x, "roll"), source = a, out
    cdef int64_t total[TA_MAX_NDIM]
    cdef int at, d
    if axis is None:
        if isinstance(shift, (tuple, list)):
            if len(shift) != 1:
                raise errors.value_error("roll", "shift", "be one integer when axis is None", repr(shift))
            shift = shift[0]
        source, axis = flat(a), 0
    axis = tuple(axis) if isinstance(axis, (tuple, list)) else (axis,)
    shift = tuple(shift) if isinstance(shift, (tuple, list)) else (shift,) * len(axis)
    if len(axis) == 1 and len(shift) > 1:
        axis *= len(shift)
    if len(shift) != len(axis):
        raise errors.value_error("roll", "shift", f"have as many entries as axis, {len(axis)}", str(len(shift)))
    for d in range(source.ndim_):
        total[d] = 0
    for step, dimension in zip(shift, axis):
        at = parse_axis(dimension, source.ndim_, "roll")
        total[at] = (total[at] + steps(step, source.shape_[at])) % max(source.shape_[at], 1)
    out = new_as(source, source.dtype_)
    if out.size_:
        roll_into(out, source, source.ndim_, total)
    return out if source is a else reshaped(out, a.ndim_, a.shape_, None, "roll")


def repeat(x, repeats, /, *, axis=None):
    """Each element of x, or each part along an axis, repeated.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    repeats : int or array
        How often: once for all, or an integer array with a count for each part.
    axis : int, optional
        The axis to repeat along; None repeats the elements of the flattened array.

    Returns
    -------
    array
        A new array.

    Raises
    ------
    ValueError
        If a count is negative, or there is not one for each part.
    """
    cdef ArrayBase a = as_array(x, "repeat"), counts = as_array(repeats, "repeat"), out, seen
    cdef int at = 0
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int order[TA_MAX_NDIM]
    cdef int64_t zero = 0, n, total = 0, i
    cdef ta_view source, count_view, target
    if ta_kind[counts.dtype_] not in (c"i", c"u"):
        raise errors.type_error("repeat", "repeats", "be an integer or an integer array", errors.describe(repeats))
    if axis is None:
        a = flat(a)
    elif a.ndim_ == 0:
        raise errors.axis_error("repeat", "axis", "not be given for a 0-d array", str(axis))
    else:
        at = parse_axis(axis, a.ndim_, "repeat")
    n = a.shape_[at]
    if counts.ndim_ > 1 or (counts.size_ not in (1, n)):
        raise errors.value_error("repeat", "repeats", f"be one count or have shape ({n},)", f"shape {shape_tuple(counts)}")
    counts = cast_copy(counts, TA_I64)
    for i in range(counts.size_):
        if (<int64_t*>counts.data)[i] < 0:
            raise errors.value_error("repeat", "repeats", "be non-negative", str((<int64_t*>counts.data)[i]))
        total += (<int64_t*>counts.data)[i]
    if counts.size_ == 1:
        total = (<int64_t*>counts.data)[0]
        if n and total > (<int64_t>1 << 62) // n:
            raise errors.memory_error("repeat", f"{total} * {n} elements")
        total *= n
        counts = new_view(counts, counts.data, TA_I64, 1, &n, &zero)
    memcpy(shape, a.shape_, a.ndim_ * sizeof(int64_t))
    shape[at] = total
    if a.layout & C_CONTIGUOUS:
        out = seen = new_array(a.dtype_, a.ndim_, shape)
    else:
        a = in_memory_order(a, order)
        out = new_ordered(a.dtype_, a.ndim_, shape, <int32_t*>order)
        seen = permuted(out, order)
        at = place_of(at, order)
    source, count_view, target = view_of(a), view_of(counts), view_of(seen)
    with nogil:
        i = ta_repeat(&source, &count_view, at, &target)
    check(i, "repeat")
    return out


cdef ArrayBase tiled(ArrayBase x, int ndim, const int64_t* shape):
    """A C-contiguous x of short rows, tiled: its blocks are repeated, the smallest first. The shape is (times, length, times, length, ...)."""
    cdef int64_t zero = 0, block = 1, times
    cdef int64_t lengths[2]
    cdef int d, code
    cdef ArrayBase out
    cdef ta_view source, target, counts
    for d in range(ndim - 1, -1, -1):
        times, block = shape[2 * d], block * shape[2 * d + 1]
        if times != 1:
            lengths[0], lengths[1] = x.size_ // block, block
            x = reshaped(x, 2, lengths, False, "tile")
            source = view_of(x)
            lengths[0] *= times
            out = new_array(x.dtype_, 2, lengths)
            target = view_of(out)
            counts.data, counts.shape, counts.stride_bytes, counts.ndim, counts.dtype = <char*>&times, source.shape, &zero, 1, TA_I64
            with nogil:
                code = ta_repeat(&source, &counts, 0, &target)
            check(code, "tile")
            x, block = out, block * times
    return x


def tile(x, repetitions, /):
    """x repeated as a whole along its dimensions.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    repetitions : tuple of int
        How often along each dimension; the shorter of it and the shape of x is filled with ones in front.

    Returns
    -------
    array
        A new array.

    Raises
    ------
    ValueError
        If a repetition is negative.
    """
    cdef ArrayBase a = as_array(x, "tile"), wide, out
    cdef int64_t times[TA_MAX_NDIM]
    cdef int64_t shape[2 * TA_MAX_NDIM]
    cdef int64_t stride[2 * TA_MAX_NDIM]
    cdef int64_t whole[TA_MAX_NDIM]
    cdef double size = 1  # which may be more than any array has
    cdef int n = parse_shape(repetitions, times, "tile"), ndim, d, s, r
    ndim = n if n > a.ndim_ else a.ndim_
    if 2 * ndim > TA_MAX_NDIM:
        raise errors.value_error("tile", "x", f"have at most {TA_MAX_NDIM // 2} dimensions", str(ndim))
    for d in range(ndim):  # the result is (times, length, times, length, ...), merged in pairs
        s, r = d - (ndim - a.ndim_), d - (ndim - n)
        shape[2 * d] = times[r] if r >= 0 else 1
        shape[2 * d + 1] = a.shape_[s] if s >= 0 else 1
        if shape[2 * d + 1] and shape[2 * d] > (<int64_t>1 << 62) // shape[2 * d + 1]:
            raise errors.memory_error("tile", f"{shape[2 * d]} * {shape[2 * d + 1]} elements")
        stride[2 * d], stride[2 * d + 1] = 0, a.stride_[s] if s >= 0 else 0
        whole[d] = shape[2 * d] * shape[2 * d + 1]
    for d in range(ndim):
        size *= whole[d]
    if a.size_ < size < 1e15:
        if not a.layout & C_CONTIGUOUS:
            a = cast_copy(a, a.dtype_)
            for d in range(ndim - a.ndim_, ndim):
                stride[2 * d + 1] = a.stride_[d - (ndim - a.ndim_)]
        if ndim > 1 and shape[2 * ndim - 1] * ta_itemsize[a.dtype_] <= SHORT_ROW:
            return reshaped(tiled(a, ndim, shape), ndim, whole, False, "tile")
    out = new_array(a.dtype_, ndim, whole)
    if size:
        wide = new_view(a, a.data, a.dtype_, 2 * ndim, shape, stride)
        assign(reshaped(out, 2 * ndim, shape, False, "tile"), wide, "tile")
    return out
