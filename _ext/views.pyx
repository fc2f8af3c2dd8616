# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Views: other shapes and orders of the same memory."""

from libc.stdint cimport int64_t, uint8_t
from libc.string cimport memcmp, memcpy, memset

from trueno_array._ext.apply cimport as_array, cast_copy
from trueno_array._ext.core cimport (
    ArrayBase, C_CONTIGUOUS, READONLY, TA_MAX_NDIM, broadcast_into, broadcast_view, dtype_code, errors, is_traced, new_view, parse_axes, parse_axis, parse_shape,
    shape_tuple, ta_itemsize, traced,
)


cdef extern from *:
    """
    // The product of numbers that are not negative; INT64_MAX where it is larger.
    static inline int64_t ta_times(int64_t a, int64_t b) {
        int64_t product;
        return __builtin_mul_overflow(a, b, &product) ? INT64_MAX : product;
    }
    """
    int64_t ta_times(int64_t a, int64_t b) nogil


cdef bint strides_for(ArrayBase x, int ndim, const int64_t* shape, int64_t* stride) noexcept:
    """Strides with which the elements of x, in C order, have another shape; False when a copy is needed."""
    cdef int d = 0, first = 0, e, n = 0
    cdef int64_t length, run, step
    cdef int64_t old_shape[TA_MAX_NDIM]
    cdef int64_t old_stride[TA_MAX_NDIM]
    for e in range(x.ndim_):  # runs of dimensions that are one dimension are merged
        if x.shape_[e] == 1:
            continue
        if n > 0 and old_stride[n - 1] == x.shape_[e] * x.stride_[e]:
            old_shape[n - 1] *= x.shape_[e]
            old_stride[n - 1] = x.stride_[e]
        else:
            old_shape[n], old_stride[n] = x.shape_[e], x.stride_[e]
            n += 1
    for e in range(n):  # each merged dimension is cut into new ones
        length, first = 1, d
        while length < old_shape[e]:
            if d == ndim:
                return False
            length *= shape[d]
            d += 1
        if length != old_shape[e]:
            return False
        step = old_stride[e]
        for run in range(d - 1, first - 1, -1):
            stride[run] = step
            step *= shape[run]
    for e in range(d, ndim):
        stride[e] = ta_itemsize[x.dtype_]
    return True


cdef ArrayBase reshaped(ArrayBase x, int ndim, const int64_t* shape, object copy, str function):
    """x with another shape of as many elements; copy as in the standard."""
    cdef int64_t stride[TA_MAX_NDIM]
    cdef ArrayBase source = x
    cdef int d
    cdef int64_t step = ta_itemsize[x.dtype_]
    if copy is not None and copy:
        source = cast_copy(x, x.dtype_)
    if source.layout & C_CONTIGUOUS:
        for d in range(ndim - 1, -1, -1):
            stride[d] = step
            step *= shape[d] if shape[d] > 0 else 1
    elif not strides_for(source, ndim, shape, stride):
        if copy is not None:
            raise errors.copy_error(function, "x", "be laid out so that no copy is needed", f"strides {source.strides}", "use copy=None")
        source = cast_copy(x, x.dtype_)
        return reshaped(source, ndim, shape, None, function)
    return new_view(source, source.data, source.dtype_, ndim, shape, stride)


def reshape(x, /, shape, *, copy=None):
    """The elements of x, in C order, with another shape.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    shape : int or tuple of int
        As many elements as x has; one length may be -1 and is inferred.
    copy : bool, optional
        True copies always, False never, None only where needed.

    Returns
    -------
    array
        A view of x where possible.

    Raises
    ------
    ValueError
        If the number of elements differs, or copy is False and a copy is needed.
    """
    if is_traced(x):
        return traced("reshape", (x, shape), {"copy": copy})
    return reshape_as(as_array(x, "reshape"), shape, copy)


cdef ArrayBase reshape_as(ArrayBase a, object shape, object copy):
    """`reshape` of an array."""
    cdef int64_t lengths[TA_MAX_NDIM]
    cdef int ndim = parse_shape(shape, lengths, "reshape"), d, unknown = -1
    cdef int64_t known = 1
    for d in range(ndim):
        if lengths[d] == -1:
            if unknown >= 0:
                raise errors.value_error("reshape", "shape", "have at most one -1", repr(shape))
            unknown = d
        else:
            known = ta_times(known, lengths[d])
    if unknown >= 0 and known and a.size_ % known == 0:
        lengths[unknown] = a.size_ // known
    elif unknown >= 0 or known != a.size_:
        raise errors.value_error("reshape", "shape", f"have {a.size_} elements", f"{shape!r}", f"x has shape {shape_tuple(a)}")
    return reshaped(a, ndim, lengths, copy, "reshape")


cdef ArrayBase permuted(ArrayBase x, const int* order):
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int d
    for d in range(x.ndim_):
        shape[d], stride[d] = x.shape_[order[d]], x.stride_[order[d]]
    return new_view(x, x.data, x.dtype_, x.ndim_, shape, stride)


cdef int place_of(int axis, const int* order) noexcept:
    """Where an axis is in an order of dimensions."""
    cdef int place = 0
    while order[place] != axis:
        place += 1
    return place


cdef ArrayBase reversed_dims(ArrayBase x):
    """x with its dimensions in reverse order, as a view."""
    cdef int order[TA_MAX_NDIM]
    cdef int d
    for d in range(x.ndim_):
        order[d] = x.ndim_ - 1 - d
    return permuted(x, order)


def permute_dims(x, /, axes):
    """The dimensions of x in another order, as a view.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    axes : tuple of int
        Which dimension of x each dimension of the result is; each exactly once.

    Returns
    -------
    array
        A view of x.

    Raises
    ------
    ValueError
        If axes is not a permutation of the dimensions.
    """
    if is_traced(x):
        return traced("permute_dims", (x, axes), None)
    return permute(as_array(x, "permute_dims"), axes)


cdef ArrayBase permute(ArrayBase a, object axes):
    """`permute_dims` of an array."""
    cdef int order[TA_MAX_NDIM]
    cdef uint8_t seen[TA_MAX_NDIM]
    cdef int d
    cdef tuple named
    if type(axes) is tuple:
        named = <tuple>axes
    else:
        named = tuple(axes) if hasattr(axes, "__iter__") and getattr(axes, "ndim", 1) else (axes,)
    if len(named) != a.ndim_:
        raise errors.value_error("permute_dims", "axes", f"name each of the {a.ndim_} dimensions once", repr(named))
    memset(seen, 0, a.ndim_)
    for d in range(a.ndim_):
        order[d] = parse_axis(named[d], a.ndim_, "permute_dims")
        if seen[order[d]]:
            raise errors.value_error("permute_dims", "axis", "name each dimension once", repr(named))
        seen[order[d]] = 1
    return permuted(a, order)


def matrix_transpose(x, /):
    """The matrices in the last two dimensions of x, transposed, as a view.

    Parameters
    ----------
    x : array
        Shape (..., M, N); any dtype.

    Returns
    -------
    array
        Shape (..., N, M); a view of x.

    Raises
    ------
    ValueError
        If x has less than 2 dimensions.
    """
    if is_traced(x):
        return traced("matrix_transpose", (x,), None)
    cdef ArrayBase a = as_array(x, "matrix_transpose")
    cdef int order[TA_MAX_NDIM]
    cdef int d
    if a.ndim_ < 2:
        raise errors.value_error("matrix_transpose", "x", "have at least 2 dimensions", str(a.ndim_))
    for d in range(a.ndim_):
        order[d] = d
    order[a.ndim_ - 2], order[a.ndim_ - 1] = a.ndim_ - 1, a.ndim_ - 2
    return permuted(a, order)


def diagonal(x, /, *, offset=0):
    """The diagonals of the matrices in the last two dimensions of x, as a view.

    Parameters
    ----------
    x : array
        Shape (..., M, N); any dtype.
    offset : int
        Which diagonal: 0 the main one, positive ones above it, negative ones below.

    Returns
    -------
    array
        Shape (..., K) with K elements on the diagonal, which may be 0; a view of x.

    Raises
    ------
    TypeError
        If offset is not an integer.
    ValueError
        If x has less than 2 dimensions.
    """
    cdef ArrayBase a = as_array(x, "diagonal")
    if a.ndim_ < 2:
        raise errors.value_error("diagonal", "x", "have at least 2 dimensions", str(a.ndim_))
    return diagonal_of(a, errors.integer_of("diagonal", "offset", offset))


cdef ArrayBase diagonal_of(ArrayBase a, object offset):
    """`diagonal` of an array."""
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int last = a.ndim_ - 1
    cdef int64_t rows = a.shape_[last - 1], columns = a.shape_[last]
    cdef int64_t row = min(max(-offset, 0), rows), column = min(max(offset, 0), columns)
    memcpy(shape, a.shape_, (last - 1) * sizeof(int64_t))
    memcpy(stride, a.stride_, (last - 1) * sizeof(int64_t))
    shape[last - 1], stride[last - 1] = min(rows - row, columns - column), a.stride_[last - 1] + a.stride_[last]
    if shape[last - 1] == 0:
        row = column = 0
    return new_view(a, a.data + row * a.stride_[last - 1] + column * a.stride_[last], a.dtype_, last, shape, stride)


def moveaxis(x, source, destination, /):
    """Dimensions of x moved to other places, the others keeping their order, as a view.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    source, destination : int or tuple of int
        From where, and to where; as many of each, without repetitions.

    Returns
    -------
    array
        A view of x.

    Raises
    ------
    ValueError
        If an axis is out of range or repeated, or the numbers of axes differ.
    """
    if is_traced(x):
        return traced("moveaxis", (x, source, destination), None)
    cdef ArrayBase a = as_array(x, "moveaxis")
    cdef uint8_t taken[TA_MAX_NDIM]
    cdef uint8_t filled[TA_MAX_NDIM]
    cdef int order[TA_MAX_NDIM]
    cdef int d, rest = 0
    source = tuple(source) if isinstance(source, (tuple, list)) else (source,)
    destination = tuple(destination) if isinstance(destination, (tuple, list)) else (destination,)
    if parse_axes(source, a.ndim_, taken, "moveaxis") != parse_axes(destination, a.ndim_, filled, "moveaxis"):
        raise errors.value_error("moveaxis", "source and destination", "name as many axes", f"{source} and {destination}")
    for start, end in zip(source, destination):
        order[parse_axis(end, a.ndim_, "moveaxis")] = parse_axis(start, a.ndim_, "moveaxis")
    for d in range(a.ndim_):
        if filled[d]:
            continue
        while taken[rest]:
            rest += 1
        order[d] = rest
        rest += 1
    return permuted(a, order)


def expand_dims(x, /, axis):
    """x with new dimensions of length 1, as a view.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    axis : int or tuple of int
        Where the new dimensions are in the result.

    Returns
    -------
    array
        A view of x.

    Raises
    ------
    IndexError, ValueError
        If an axis is out of range or repeated.
    """
    if is_traced(x):
        return traced("expand_dims", (x, axis), None)
    cdef ArrayBase a = as_array(x, "expand_dims")
    cdef uint8_t chosen[TA_MAX_NDIM * 2]
    cdef int64_t shape[TA_MAX_NDIM * 2]
    cdef int64_t stride[TA_MAX_NDIM * 2]
    cdef int d, old = 0, ndim
    cdef Py_ssize_t n_new = len(axis) if isinstance(axis, (tuple, list)) else 1
    if a.ndim_ + n_new > TA_MAX_NDIM:
        raise errors.value_error("expand_dims", "the result", f"have at most {TA_MAX_NDIM} dimensions", str(a.ndim_ + n_new))
    ndim = a.ndim_ + <int>n_new
    if axis is None:
        axis = (None,)  # which is no axis
    parse_axes(axis, ndim, chosen, "expand_dims")
    for d in range(ndim):
        shape[d] = 1 if chosen[d] else a.shape_[old]
        stride[d] = 0 if chosen[d] else a.stride_[old]
        old += not chosen[d]
    return new_view(a, a.data, a.dtype_, ndim, shape, stride)


def squeeze(x, /, axis):
    """x without the named dimensions, which have length 1, as a view.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    axis : int or tuple of int
        The dimensions to drop.

    Returns
    -------
    array
        A view of x.

    Raises
    ------
    ValueError
        If an axis is out of range, repeated, or longer than 1.
    """
    if is_traced(x):
        return traced("squeeze", (x, axis), None)
    cdef ArrayBase a = as_array(x, "squeeze")
    cdef uint8_t chosen[TA_MAX_NDIM]
    parse_axes(axis, a.ndim_, chosen, "squeeze")
    return without(a, chosen)


cdef ArrayBase without_ones(ArrayBase x):
    """x without its dimensions of length 1, as a view."""
    cdef uint8_t chosen[TA_MAX_NDIM]
    cdef int d
    for d in range(x.ndim_):
        chosen[d] = x.shape_[d] == 1
    return without(x, chosen)


cdef ArrayBase without(ArrayBase a, const uint8_t* chosen):
    """`squeeze` of the chosen dimensions of an array."""
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int d, ndim = 0
    for d in range(a.ndim_):
        if chosen[d]:
            if a.shape_[d] != 1:
                raise errors.value_error("squeeze", "axis", "name dimensions of length 1", f"axis {d} of length {a.shape_[d]}")
            continue
        shape[ndim], stride[ndim] = a.shape_[d], a.stride_[d]
        ndim += 1
    return new_view(a, a.data, a.dtype_, ndim, shape, stride)


def flip(x, /, *, axis=None):
    """The elements of x in reverse order along axes, as a view.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    axis : int or tuple of int, optional
        The axes to reverse; None reverses all.

    Returns
    -------
    array
        A view of x.

    Raises
    ------
    ValueError
        If an axis is out of range or repeated.
    """
    if is_traced(x):
        return traced("flip", (x,), {"axis": axis})
    cdef ArrayBase a = as_array(x, "flip")
    cdef uint8_t chosen[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    cdef char* data = a.data
    cdef int d
    parse_axes(axis, a.ndim_, chosen, "flip")
    for d in range(a.ndim_):
        stride[d] = -a.stride_[d] if chosen[d] else a.stride_[d]
        if chosen[d] and a.size_ > 0:
            data += (a.shape_[d] - 1) * a.stride_[d]
    return new_view(a, data, a.dtype_, a.ndim_, a.shape_, stride)


cdef ArrayBase part(ArrayBase x, int axis, int64_t start, int64_t length):
    """x[..., start : start + length, ...] along axis, as a view."""
    cdef int64_t shape[TA_MAX_NDIM]
    memcpy(shape, x.shape_, x.ndim_ * sizeof(int64_t))
    shape[axis] = length
    return new_view(x, x.data + start * x.stride_[axis], x.dtype_, x.ndim_, shape, x.stride_)


def unstack(x, /, *, axis=0):
    """The parts of x along an axis, as a tuple of views.

    Parameters
    ----------
    x : array
        At least 1 dimension; any dtype.
    axis : int
        The axis to take apart.

    Returns
    -------
    tuple of array
        As many views as x is long along the axis, each without it.

    Raises
    ------
    ValueError
        If the axis is out of range.
    """
    cdef ArrayBase a = as_array(x, "unstack")
    cdef int at = parse_axis(axis, a.ndim_, "unstack"), d, ndim = 0
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int64_t i
    for d in range(a.ndim_):
        if d != at:
            shape[ndim], stride[ndim] = a.shape_[d], a.stride_[d]
            ndim += 1
    return tuple([new_view(a, a.data + i * a.stride_[at], a.dtype_, ndim, shape, stride) for i in range(a.shape_[at])])


def array_split(x, indices_or_sections, axis=0):
    """Parts of x along an axis, the first ones longer by 1 where the length is no multiple.

    Parameters
    ----------
    x : array
        At least 1 dimension; any dtype.
    indices_or_sections : int or sequence of int
        How many parts; or where each but the first begins.
    axis : int
        The axis to divide.

    Returns
    -------
    list of array
        Views of x.

    Raises
    ------
    ValueError
        If the number of parts is not positive, or the axis is out of range.
    """
    return parts(as_array(x, "array_split"), indices_or_sections, axis, "array_split")


def split(x, indices_or_sections, axis=0):
    """Parts of x along an axis, as long as each other where their number is given.

    Parameters
    ----------
    x, indices_or_sections, axis
        As of `array_split`.

    Returns
    -------
    list of array
        Views of x.

    Raises
    ------
    ValueError
        If the length is no multiple of the number of parts, that is not positive, or the axis is out of range.
    """
    return parts(as_array(x, "split"), indices_or_sections, axis, "split")


cdef list parts(ArrayBase x, object where, object axis, str function):
    cdef int at = parse_axis(axis, x.ndim_, function)
    cdef int64_t length = x.shape_[at], start = 0, end, n, i
    cdef list made = []
    if isinstance(where, (tuple, list, range)) or getattr(where, "ndim", 0):
        for index in where:
            end = bounded(errors.integer_of(function, "indices_or_sections", index), length)
            made.append(part(x, at, start, max(end - start, 0)))
            start = end
        made.append(part(x, at, start, length - start))
        return made
    n = errors.int64_of(function, "indices_or_sections", where)
    if n <= 0 or (function == "split" and length % n):
        wanted = f"divide the length {length}" if n > 0 else "be positive"
        raise errors.value_error(function, "indices_or_sections", wanted, str(n))
    for i in range(n):
        end = start + length // n + (i < length % n)
        made.append(part(x, at, start, end - start))
        start = end
    return made


cdef int64_t bounded(object index, int64_t length) except -1:
    """A bound of a slice in [0, length]."""
    return max(0, min(index + length if index < 0 else index, length))


def broadcast_to(x, /, shape):
    """x repeated to a shape, as a read-only view.

    Parameters
    ----------
    x : array
        A shape that broadcasts to `shape`; any dtype.
    shape : int or tuple of int
        The shape of the result.

    Returns
    -------
    array
        A read-only view of x: one element of memory may stand for many elements.

    Raises
    ------
    ValueError
        If x does not broadcast to the shape.
    """
    if is_traced(x):
        return traced("broadcast_to", (x, shape), None)
    cdef ArrayBase a = as_array(x, "broadcast_to"), view
    cdef int64_t lengths[TA_MAX_NDIM]
    cdef int64_t wide[TA_MAX_NDIM]
    cdef int ndim = parse_shape(shape, lengths, "broadcast_to")
    memcpy(wide, lengths, ndim * sizeof(int64_t))
    if broadcast_into(ndim, wide, a) != ndim or memcmp(wide, lengths, ndim * sizeof(int64_t)) != 0:
        raise errors.value_error("broadcast_to", "x", f"have a shape that broadcasts to {shape!r}", str(shape_tuple(a)))
    view = broadcast_view(a, ndim, lengths)
    view.layout |= READONLY
    return view


def broadcast_shapes(*shapes):
    """The shape that arrays of these shapes broadcast to.

    Parameters
    ----------
    *shapes : tuple of int
        Any number of shapes.

    Returns
    -------
    tuple of int
        The common shape; () for none.

    Raises
    ------
    ValueError
        If the shapes do not broadcast with each other.
    """
    cdef int64_t lengths[TA_MAX_NDIM]
    cdef list result = []
    cdef int ndim, d
    for shape in shapes:
        ndim = parse_shape(shape, lengths, "broadcast_shapes")
        while len(result) < ndim:
            result.insert(0, 1)
        for d in range(1, ndim + 1):
            if lengths[ndim - d] != 1 and result[len(result) - d] not in (1, lengths[ndim - d]):
                raise errors.broadcast_error("broadcast_shapes", ", ".join([str(s) for s in shapes]))
            if lengths[ndim - d] != 1:
                result[len(result) - d] = lengths[ndim - d]
    return tuple(result)


def broadcast_arrays(*arrays):
    """The arrays repeated to their common shape, as read-only views.

    Parameters
    ----------
    *arrays : array
        Shapes that broadcast with each other; any dtypes.

    Returns
    -------
    tuple of array
        Views of one shape, each of its own dtype.

    Raises
    ------
    ValueError
        If the shapes do not broadcast with each other.
    """
    made = [as_array(x, "broadcast_arrays") for x in arrays]
    try:
        shape = broadcast_shapes(*[shape_tuple(x) for x in made])
    except ValueError as error:
        raise errors.renamed(error, "broadcast_arrays") from None
    return tuple([x if shape_tuple(x) == shape else broadcast_to(x, shape) for x in made])


cdef ArrayBase view_as(ArrayBase a, object dtype):
    """The memory of an array as another dtype: the last dimension is contiguous and scales with the item size."""
    cdef int code = dtype_code(dtype, "view"), last = a.ndim_ - 1
    cdef int64_t old = ta_itemsize[a.dtype_], new = ta_itemsize[code], n_bytes
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    memcpy(shape, a.shape_, a.ndim_ * sizeof(int64_t))
    memcpy(stride, a.stride_, a.ndim_ * sizeof(int64_t))
    if old != new:
        if last < 0 or (a.shape_[last] != 1 and a.stride_[last] != old):
            raise errors.value_error("view", "x", "be contiguous along its last dimension", f"shape {shape_tuple(a)}", "copy it first")
        n_bytes = a.shape_[last] * old
        if n_bytes % new:
            raise errors.value_error("view", "the last dimension", f"be a multiple of {new} bytes long", f"{n_bytes} bytes")
        shape[last], stride[last] = n_bytes // new, new
    return new_view(a, a.data, code, a.ndim_, shape, stride)
