# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Functions that take from arrays, and put into them, at positions."""

from libc.stdint cimport int64_t

from trueno_array._ext.apply cimport as_array
from trueno_array._ext.core cimport (
    ArrayBase, C_CONTIGUOUS, TA_F64, TA_I64, TA_MAX_NDIM, broadcast_view, check, dtype_of, errors, is_array, new_array, new_zeros, parse_axis, shape_tuple, ta_kind, ta_view, view_of,
)
from trueno_array._ext.indexing cimport assignable, fitted, positions

cdef extern from "runtime/gather.h" nogil:
    int64_t ta_check_indices(const ta_view* index, int64_t size, int64_t* normalised_out)
    int64_t ta_take_wrapping(const ta_view* x, const ta_view* index, int axis, const ta_view* out)
    int ta_take(const ta_view* x, const ta_view* index, int axis, ta_view* out)
    int ta_take_along_axis(const ta_view* x, const ta_view* index, int axis, ta_view* out)
    int ta_put_along_axis(ta_view* x, const ta_view* index, int axis, const ta_view* values)
    void ta_bincount(const int64_t* bins, int64_t n, const double* weights, void* out)


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
    cdef ArrayBase a = as_array(x, "take"), index = as_array(indices, "take"), out, positions_
    cdef int64_t shape[TA_MAX_NDIM * 2]
    cdef ta_view source, index_view, target
    cdef int at, d, ndim = 0, code
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
    out = new_array(a.dtype_, a.ndim_ + index.ndim_ - 1, shape)
    source, index_view, target = view_of(a), view_of(index), view_of(out)
    if index.dtype_ == TA_I64 and index.layout & C_CONTIGUOUS:
        with nogil:
            offender = ta_take_wrapping(&source, &index_view, at, &target)
    else:
        positions_ = new_array(TA_I64, index.ndim_, index.shape_)
        offender = ta_check_indices(&index_view, a.shape_[at], <int64_t*>positions_.data)
        if offender < 0:
            index_view = view_of(positions_)
            with nogil:
                code = ta_take(&source, &index_view, at, &target)
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


def bincount(ArrayBase bins, int64_t n_bins, ArrayBase weights=None):
    """How often each number below n_bins occurs in bins (int64, contiguous, in range); or the sums of weights (float64, contiguous)."""
    cdef ArrayBase out = new_zeros(TA_I64 if weights is None else TA_F64, 1, &n_bins)
    cdef int64_t n = bins.shape_[0]
    cdef const double* weight = NULL
    if weights is not None:
        weight = <const double*>weights.data
    with nogil:
        ta_bincount(<const int64_t*>bins.data, n, weight, out.data)
    return out
