# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Functions that take from arrays, and put into them, at positions."""

from libc.stdint cimport int32_t, int64_t

from trueno_array._ext.apply cimport as_array, cast_copy
from trueno_array._ext.core cimport (
    ArrayBase, C_CONTIGUOUS, TA_F64, TA_I64, TA_MAX_NDIM, TA_U64, broadcast_view, check, dtype_of, errors, is_array, new_array, new_ordered, new_zeros, parse_axis, result_order, same_shape, shape_tuple, ta_kind, ta_view, view_of,
)
from trueno_array._ext.indexing cimport assignable, fitted, positions
from trueno_array._ext.views cimport permuted, place_of
from trueno_array._ext.reduce cimport TA_REDUCE_MAX, TA_REDUCE_MIN, reduce

cdef extern from "runtime/gather.h" nogil:
    int64_t ta_check_indices(const ta_view* index, int64_t size, int64_t* normalised_out)
    int64_t ta_take_wrapping(const ta_view* x, const ta_view* index, int axis, const ta_view* out)
    int ta_take(const ta_view* x, const ta_view* index, int axis, ta_view* out)
    int ta_take_along_axis(const ta_view* x, const ta_view* index, int axis, ta_view* out)
    int ta_put_along_axis(ta_view* x, const ta_view* index, int axis, const ta_view* values)
    void ta_bincount(const int64_t* bins, int64_t n, const double* weights, void* out)

DEF GIL_ELEMENTS = 32768  # elements from which the GIL is released


# Functions of the standard

def nonzero(x, /):
    """The positions of the elements that are not zero.

    Parameters
    ----------
    x : array
        At least 1 dimension; any dtype.

    Returns
    -------
    tuple of array
        An int64 vector of positions for each dimension, in C order.

    Raises
    ------
    ValueError
        If x has no dimension.
    """
    cdef ArrayBase a = as_array(x, "nonzero")
    if a.ndim_ == 0:
        raise errors.value_error("nonzero", "x", "have at least 1 dimension", "a 0-d array")
    return tuple(positions(a))


def take(x, indices, /, *, axis=None):
    """The parts of x at positions along an axis.

    Parameters
    ----------
    x : array
        Any dtype.
    indices : array
        Integer positions, at most 1 dimension for the standard; more are allowed. Negative ones count from the end.
    axis : int, optional
        Needed unless x has one dimension.

    Returns
    -------
    array
        Shape of x with the axis replaced by the shape of indices.

    Raises
    ------
    IndexError
        If a position is out of range.
    ValueError
        If the axis is missing or out of range.
    """
    cdef ArrayBase a = as_array(x, "take"), index = as_array(indices, "take"), out, ordered, seen, positions_
    cdef int64_t shape[TA_MAX_NDIM * 2]
    cdef int order[TA_MAX_NDIM]
    cdef ta_view source, index_view, target
    cdef int at, d, place, code
    cdef int64_t offender
    if axis is None:
        if a.ndim_ != 1:
            raise errors.value_error("take", "axis", "be given unless x has 1 dimension", f"None for {a.ndim_} dimensions")
        axis = 0
    at = parse_axis(axis, a.ndim_, "take")
    if ta_kind[index.dtype_] not in (c"i", c"u"):
        raise errors.type_error("take", "indices", "have an integer dtype", str(dtype_of(index)))
    if a.ndim_ + index.ndim_ - 1 > TA_MAX_NDIM:
        raise errors.value_error("take", "the result", f"have at most {TA_MAX_NDIM} dimensions", "more")
    for d in range(a.ndim_ + index.ndim_ - 1):
        shape[d] = a.shape_[d] if d < at else index.shape_[d - at] if d < at + index.ndim_ else a.shape_[d - index.ndim_ + 1]
    source, index_view = view_of(a), view_of(index)
    if index.ndim_ == 1 and not a.layout & C_CONTIGUOUS and result_order(a.ndim_, 1, &source, <int32_t*>order):
        out = new_ordered(a.dtype_, a.ndim_, shape, <int32_t*>order)
        ordered, seen = permuted(a, order), permuted(out, order)
        source, target, place = view_of(ordered), view_of(seen), place_of(at, order)
    else:
        out = new_array(a.dtype_, a.ndim_ + index.ndim_ - 1, shape)
        target, place = view_of(out), at
    if index.dtype_ != TA_U64 and index.layout & C_CONTIGUOUS:
        with nogil:
            offender = ta_take_wrapping(&source, &index_view, place, &target)
    else:
        positions_ = new_array(TA_I64, index.ndim_, index.shape_)
        offender = ta_check_indices(&index_view, a.shape_[at], <int64_t*>positions_.data)
        if offender < 0:
            index_view = view_of(positions_)
            with nogil:
                code = ta_take(&source, &index_view, place, &target)
            check(code, "take")
    if offender >= 0:
        raise errors.bounds_error("take", "indices", at, a.shape_[at], f"one outside, number {offender}")
    return out


cdef int parse_along(ArrayBase a, ArrayBase index, object axis, str function) except -1:
    """The axis of an array and of an index array of as many dimensions, counted from the start."""
    if ta_kind[index.dtype_] not in (c"i", c"u"):
        raise errors.type_error(function, "indices", "have an integer dtype", str(dtype_of(index)))
    if a.ndim_ != index.ndim_:
        raise errors.value_error(function, "indices", f"have the {a.ndim_} dimensions of x", str(index.ndim_))
    return parse_axis(axis, a.ndim_, function)


cdef ArrayBase index_along(ArrayBase a, ArrayBase index, int at, int64_t* shape, str function):
    """The index array wrapped and broadcast with the other dimensions of a, and the shape of that."""
    cdef ArrayBase wide
    cdef ta_view index_view = view_of(index)
    cdef int64_t offender
    cdef int d
    for d in range(a.ndim_):
        if d != at and a.shape_[d] != index.shape_[d] and a.shape_[d] != 1 and index.shape_[d] != 1:
            raise errors.value_error(function, "indices", f"have a shape that broadcasts with {shape_tuple(a)} but along axis {at}", str(shape_tuple(index)))
        shape[d] = index.shape_[d] if d == at or a.shape_[d] == 1 else a.shape_[d]
    wide = new_array(TA_I64, index.ndim_, index.shape_)
    offender = ta_check_indices(&index_view, a.shape_[at], <int64_t*>wide.data)
    if offender >= 0:
        raise errors.bounds_error(function, "indices", at, a.shape_[at], f"one outside, number {offender}")
    return broadcast_view(wide, a.ndim_, shape)


def take_along_axis(x, indices, /, *, axis=-1):
    """The elements of x at positions along an axis, for each of its vectors.

    Parameters
    ----------
    x : array
        At least 1 dimension; any dtype.
    indices : array
        Integer positions; the ndim of x, and a shape that broadcasts with that of x but along the axis.
    axis : int
        The axis that the positions count along.

    Returns
    -------
    array
        The broadcast shape, with the length of indices along the axis.

    Raises
    ------
    IndexError
        If a position is out of range.
    ValueError
        If the shapes do not fit, or the axis is out of range.
    """
    cdef ArrayBase a = as_array(x, "take_along_axis"), index = as_array(indices, "take_along_axis"), out, wide
    cdef int64_t shape[TA_MAX_NDIM]
    cdef ta_view source, index_view, target
    cdef int at = parse_along(a, index, axis, "take_along_axis"), code
    wide = index_along(a, index, at, shape, "take_along_axis")
    out = new_array(a.dtype_, a.ndim_, shape)
    source, index_view, target = view_of(a), view_of(wide), view_of(out)
    with nogil:
        code = ta_take_along_axis(&source, &index_view, at, &target)
    check(code, "take_along_axis")
    return out


# Beyond the standard

def put_along_axis(arr, indices, values, axis):
    """Writes values at positions along an axis, for each of the vectors of an array, in place.

    Parameters
    ----------
    arr : array
        Any dtype; is changed.
    indices : array
        Integer positions; the ndim of arr, and a shape that broadcasts with that of arr but along the axis.
        Negative ones count from the end. Of equal positions the last in C order counts.
    values : array or Python scalar
        Broadcasts to the shape of indices (broadcast with that of arr); is cast to the dtype of arr.
    axis : int or None
        The axis that the positions count along. None takes arr as one dimension, which must be possible without a copy.

    Returns
    -------
    None
        arr is changed.

    Raises
    ------
    TypeError
        If arr is not an array of this namespace, or the indices are not integers.
    IndexError
        If a position is out of range.
    ValueError
        If the shapes do not fit, the axis is out of range, or arr is read-only.
    """
    cdef ArrayBase a, index = as_array(indices, "put_along_axis"), source, wide
    cdef int64_t shape[TA_MAX_NDIM]
    cdef ta_view index_view, target, value_view
    cdef int at, code
    if not is_array(arr):
        raise errors.type_error("put_along_axis", "arr", "be an array of this namespace", errors.describe(arr))
    if axis is None:
        a, axis = arr.__array_namespace__().reshape(arr, (-1,), copy=False), 0
    else:
        a = <ArrayBase>arr
    at = parse_along(a, index, axis, "put_along_axis")
    source = assignable(values, a, "put_along_axis")
    wide = index_along(a, index, at, shape, "put_along_axis")
    source = fitted(source, a, a.ndim_, shape, "put_along_axis")
    target, index_view, value_view = view_of(a), view_of(wide), view_of(source)
    with nogil:
        code = ta_put_along_axis(&target, &index_view, at, &value_view)
    check(code, "put_along_axis")


def bincount(x, weights=None, minlength=0):
    """How often each integer from 0 to the greatest occurs.

    Parameters
    ----------
    x : array
        1 dimension; integers that are not negative, or booleans.
    weights : array, optional
        Shape of x; what each element counts instead of 1.
    minlength : int
        The result has at least this length.

    Returns
    -------
    array
        1 dimension; int64, or float64 with weights: the sums in the order of x.

    Raises
    ------
    TypeError
        If x does not have an integer dtype, or weights are complex.
    ValueError
        If x has a negative element or not 1 dimension, weights have another shape, or minlength is negative.
    """
    cdef ArrayBase a = as_array(x, "bincount"), bins, out, weight = None
    cdef const double* weight_items = NULL
    cdef int64_t length
    if ta_kind[a.dtype_] not in (c"b", c"i", c"u") and a.size_:
        raise errors.type_error("bincount", "x", "have an integer dtype", str(dtype_of(a)))
    if a.ndim_ != 1:
        raise errors.value_error("bincount", "x", "have 1 dimension", str(a.ndim_))
    minlength = errors.int64_of("bincount", "minlength", minlength)
    if minlength < 0:
        raise errors.value_error("bincount", "minlength", "be non-negative", str(minlength))
    if weights is not None:
        weight = packed(weights_of(weights, a), TA_F64)
        weight_items = <const double*>weight.data
    bins = packed(a, TA_I64)
    length = bin_count(bins, minlength)
    out = new_zeros(TA_I64 if weight is None else TA_F64, 1, &length)
    if bins.size_ < GIL_ELEMENTS:
        ta_bincount(<const int64_t*>bins.data, bins.size_, weight_items, out.data)
    else:
        with nogil:
            ta_bincount(<const int64_t*>bins.data, bins.size_, weight_items, out.data)
    return out


cdef ArrayBase packed(ArrayBase x, int dtype):
    """x itself when it is contiguous and has the dtype, else a copy."""
    return x if x.dtype_ == dtype and x.layout & C_CONTIGUOUS else cast_copy(x, dtype)


cdef ArrayBase weights_of(object weights, ArrayBase x):
    cdef ArrayBase w = as_array(weights, "bincount")
    if ta_kind[w.dtype_] == c"c":
        raise errors.type_error("bincount", "weights", "have a real-valued dtype", str(dtype_of(w)))
    if not same_shape(w, x):
        raise errors.value_error("bincount", "weights", f"have the shape {shape_tuple(x)} of x", str(shape_tuple(w)))
    return w


cdef int64_t bin_count(ArrayBase bins, int64_t least) except -1:
    """One more than the greatest bin, or `least`."""
    cdef ArrayBase low, high
    if bins.size_ == 0:
        return least
    low = reduce(TA_REDUCE_MIN, bins, None, False, TA_I64, 0.0, "bincount")
    high = reduce(TA_REDUCE_MAX, bins, None, False, TA_I64, 0.0, "bincount")
    if (<int64_t*>low.data)[0] < 0:
        raise errors.value_error("bincount", "x", "have elements in [0, 2**63)", "one outside")
    return max(least, (<int64_t*>high.data)[0] + 1)
