# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Sorting, searching and sets."""

from libc.stdint cimport int64_t

from trueno_array._ext.apply cimport as_array, cast_copy, common_dtype, computable, copied, in_dtype, is_scalar, scalar_array, weak_dtype
from trueno_array._ext.core cimport (
    ArrayBase, TA_BOOL, TA_I64, check, errors, is_array, new_array, new_as, new_like, new_view, new_zeros, parse_axis,
    ta_computed_in, ta_kind, ta_promotion, ta_view, view_of,
)

cdef extern from "runtime/sort.h" nogil:
    int ta_sort(const ta_view* x, ta_view* out, int axis, int descending)
    int ta_sort_middle(const ta_view* x, ta_view* out)
    int ta_argsort(const ta_view* x, ta_view* out, int axis, int descending, int stable)
    int ta_searchsorted(const ta_view* sorted, const ta_view* values, ta_view* out, int side_right, const ta_view* sorter)
    int ta_unique(const ta_view* x, char* values, int64_t* first_position, int64_t* counts, int64_t* inverse, int64_t* n_unique)
    int ta_isin(const ta_view* x, const ta_view* pool, int invert, ta_view* out)

cdef extern from "runtime/gather.h" nogil:
    int64_t ta_check_indices(const ta_view* index, int64_t size, int64_t* normalised_out)


def sort(x, /, *, axis=-1, descending=False, stable=True):
    cdef ArrayBase given = as_array(x, "sort"), a = computable(given)
    cdef int at = parse_axis(axis, a.ndim_, "sort"), down = bool(descending), code
    if a.shape_[at] == 1:
        return copied(given, given.dtype_)
    cdef ArrayBase out = new_as(a, a.dtype_)
    cdef ta_view source = view_of(a), target = view_of(out)
    with nogil:
        code = ta_sort(&source, &target, at, down)
    check(code, "sort")
    return in_dtype(out, given.dtype_)


def sorted_rows(ArrayBase x, bint only_middle):
    """A C-contiguous copy of x, sorted along the last axis; where only the middle is asked for, it and the last element are in their places."""
    if x.shape_[x.ndim_ - 1] == 1:
        return cast_copy(x, x.dtype_)
    cdef ArrayBase out = new_array(x.dtype_, x.ndim_, x.shape_)
    cdef ta_view source = view_of(x), target = view_of(out)
    cdef int code
    with nogil:
        code = ta_sort_middle(&source, &target) if only_middle else ta_sort(&source, &target, source.ndim - 1, False)
    check(code, "sort")
    return out


def argsort(x, /, *, axis=-1, descending=False, stable=True):
    cdef ArrayBase a = computable(as_array(x, "argsort"))
    cdef int at = parse_axis(axis, a.ndim_, "argsort"), down = bool(descending), code
    if a.shape_[at] == 1:
        return new_zeros(TA_I64, a.ndim_, a.shape_)
    cdef ArrayBase out = new_as(a, TA_I64)
    cdef ta_view source = view_of(a), target = view_of(out)
    with nogil:
        code = ta_argsort(&source, &target, at, down, 1)
    check(code, "argsort")
    return out


def searchsorted(x1, x2, /, *, side="left", sorter=None):
    """Where the elements of x2 would go to keep x1 sorted.

    Parameters
    ----------
    x1 : array
        1 dimension, in ascending order (or put there by sorter); a real-valued dtype.
    x2 : array or Python scalar
        Any shape; a real-valued dtype.
    side : {"left", "right"}
        Before or behind equal elements.
    sorter : array, optional
        Integer positions that sort x1.

    Returns
    -------
    array
        int64 positions, of the shape of x2.

    Raises
    ------
    ValueError
        If x1 has not 1 dimension, or side is neither "left" nor "right".
    IndexError
        If a position in sorter is out of range.
    """
    cdef ArrayBase a = as_array(x1, "searchsorted"), b, order = None, wrapped
    cdef int dtype, right, code
    cdef ta_view sorted_view, values, target, order_view
    cdef ta_view* order_pointer = NULL
    if a.ndim_ != 1:
        raise errors.value_error("searchsorted", "x1", "have 1 dimension", str(a.ndim_))
    if side not in ("left", "right"):
        raise errors.value_error("searchsorted", "side", "be 'left' or 'right'", errors.describe(side))
    right = side == "right"
    if is_scalar(x2):
        dtype = weak_dtype(a.dtype_, x2)
        b = scalar_array(x2, dtype, "searchsorted")
    else:
        b = as_array(x2, "searchsorted")
        dtype = ta_promotion[a.dtype_][b.dtype_]
    a, b = in_dtype(a, ta_computed_in[dtype]), in_dtype(b, ta_computed_in[dtype])
    if sorter is not None:
        order = as_array(sorter, "searchsorted")
        if order.ndim_ != 1 or order.size_ != a.size_ or ta_kind[order.dtype_] not in (c"i", c"u"):
            raise errors.value_error("searchsorted", "sorter", f"be {a.size_} integer positions", errors.describe(order))
        wrapped = new_array(TA_I64, 1, order.shape_)
        order_view = view_of(order)
        if ta_check_indices(&order_view, a.size_, <int64_t*>wrapped.data) >= 0:
            raise errors.index_error("searchsorted", "sorter", f"be in [0, {a.size_})", "positions outside")
        order_view = view_of(wrapped)
        order_pointer = &order_view
    cdef ArrayBase out = new_like(b, TA_I64)
    sorted_view, values, target = view_of(a), view_of(b), view_of(out)
    with nogil:
        code = ta_searchsorted(&sorted_view, &values, &target, right, order_pointer)
    check(code, "searchsorted")
    return out


def unique(x, str function, bint positions, bint counts, bint inverse):
    """The distinct elements of x in ascending order; then the arrays that are asked for, else None."""
    cdef ArrayBase given = as_array(x, function), a = computable(given)
    cdef ArrayBase values = new_array(a.dtype_, 1, &a.size_), first = None, count = None, back = None
    cdef int64_t* first_data = NULL
    cdef int64_t* count_data = NULL
    cdef int64_t* back_data = NULL
    cdef int64_t n = 0
    cdef ta_view source = view_of(a)
    cdef int code
    if positions:
        first = new_array(TA_I64, 1, &a.size_)
        first_data = <int64_t*>first.data
    if counts:
        count = new_array(TA_I64, 1, &a.size_)
        count_data = <int64_t*>count.data
    if inverse:
        back = new_like(a, TA_I64)
        back_data = <int64_t*>back.data
    with nogil:
        code = ta_unique(&source, values.data, first_data, count_data, back_data, &n)
    check(code, function)
    return in_dtype(shortened(values, n), given.dtype_), shortened(first, n), shortened(count, n), back


cdef ArrayBase shortened(ArrayBase x, int64_t n):
    """The first n elements, without keeping much more memory than they need."""
    if x is None or n == x.size_:
        return x
    cdef ArrayBase part = new_view(x, x.data, x.dtype_, 1, &n, x.stride_)
    return part if 2 * n > x.size_ else cast_copy(part, x.dtype_)


def isin(x1, x2, /, *, invert=False):
    """Whether each element of x1 is among the elements of x2.

    Parameters
    ----------
    x1, x2 : array or Python scalar
        Any shapes; integers for the standard, any dtype here; promoted to one dtype.
    invert : bool
        Whether each element is not among them, instead.

    Returns
    -------
    array
        bool, of the shape of x1.
    """
    cdef int dtype, code, inverted = bool(invert)
    cdef ArrayBase a, b
    if not is_scalar(x1):
        x1 = as_array(x1, "isin")
    if not is_scalar(x2):
        x2 = as_array(x2, "isin")
    dtype = ta_computed_in[common_dtype(x1, x2, "isin")]
    a = <ArrayBase>x1 if is_array(x1) else scalar_array(x1, dtype, "isin")
    b = <ArrayBase>x2 if is_array(x2) else scalar_array(x2, dtype, "isin")
    a, b = in_dtype(a, dtype), in_dtype(b, dtype)
    cdef ArrayBase out = new_like(a, TA_BOOL)
    cdef ta_view source = view_of(a), pool = view_of(b), target = view_of(out)
    with nogil:
        code = ta_isin(&source, &pool, inverted, &target)
    check(code, "isin")
    return out
