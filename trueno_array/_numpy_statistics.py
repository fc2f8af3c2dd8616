"""Statistical functions beyond the standard, with the names and the meaning that NumPy gave them."""

import trueno_array as _xp

from . import _errors
from ._ext.apply import asarray_of as _asarray_of
from ._half import in_float32 as _in_float32

# method -> (alpha, beta) of the position n q + alpha + q (1 - alpha - beta) - 1 between the sorted elements
_CONTINUOUS = {
    "linear": (1.0, 1.0),
    "weibull": (0.0, 0.0),
    "hazen": (0.5, 0.5),
    "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8),
    "interpolated_inverted_cdf": (0.0, 1.0),
}
_DISCRETE = ("lower", "higher", "nearest", "inverted_cdf", "closest_observation")
_HALVING = ("midpoint", "averaged_inverted_cdf")
_METHODS = (*_CONTINUOUS, *_DISCRETE, *_HALVING)


def _real(x, function):
    x = _asarray_of(x, function)
    if x.dtype.kind == "c":
        raise _errors.type_error(function, "x", "have a real-valued dtype", str(x.dtype))
    return x


def _chosen_axes(x, axis, function):
    """The axes to reduce, from the start."""
    if axis is None:
        return tuple(range(x.ndim))
    axes = (axis,) if hasattr(axis, "__index__") else tuple(axis)
    if any(not hasattr(one, "__index__") for one in axes):
        raise _errors.type_error(function, "axis", "be an integer, a tuple of integers or None", _errors.describe(axis))
    if any(not -x.ndim <= one < x.ndim for one in axes):
        raise _errors.axis_range_error(function, axis, x.ndim)
    wrapped = tuple(one.__index__() % x.ndim for one in axes)
    if len(set(wrapped)) != len(wrapped):
        raise _errors.value_error(function, "axis", "name no axis twice", str(axis))
    return wrapped


def _rows(x, axis, keepdims, function):
    """The elements to reduce as the last axis, and the shape of the result."""
    axes = _chosen_axes(x, axis, function)
    rest = [d for d in range(x.ndim) if d not in axes]
    n = 1
    for d in axes:
        n *= x.shape[d]
    outer = tuple(x.shape[d] for d in rest)
    shape = tuple(1 if d in axes else x.shape[d] for d in range(x.ndim)) if keepdims else outer
    rows = _xp.permute_dims(x, (*rest, *axes)) if axes != tuple(range(len(rest), x.ndim)) else x
    return _xp.reshape(rows, (*outer, n)), shape


def _sorted_rows(rows, ignores_nan):
    """The rows sorted, NaN last, how many elements of each count, and which have a NaN that spoils them."""
    ordered = _xp.sort(rows, axis=-1)
    n = rows.shape[-1]
    if rows.dtype.kind != "f":
        return ordered, n, None
    if ignores_nan:
        return ordered, _xp.astype(n - _xp.count_nonzero(_xp.isnan(ordered), axis=-1, keepdims=True), _xp.float64), None
    return ordered, n, _xp.isnan(ordered[..., -1:])


def _at(ordered, position):
    """The elements at positions (float64, whole numbers) along the last axis, beyond the ends those at the ends."""
    last = ordered.shape[-1] - 1
    index = _xp.astype(_xp.clip(position, 0, last), _xp.int64)
    wide = (*ordered.shape[:-1], index.shape[-1])
    return _xp.take_along_axis(ordered, _xp.broadcast_to(index, wide), axis=-1)


def _between(low, high, part):
    """low + part (high - low), exactly low or high at the ends and where both are equal."""
    step = high - low
    inner = _xp.where(part < 0.5, low + step * part, high - step * (1 - part))
    return _xp.where((part <= 0) | (low == high), low, _xp.where(part >= 1, high, inner))


def _discrete(method, n, q):
    """The positions of the elements that a method selects."""
    if method == "closest_observation":
        return _xp.round(n * q) - 1
    position = n * q - 1 if method == "inverted_cdf" else (n - 1) * q
    return {"lower": _xp.floor, "nearest": _xp.round}.get(method, _xp.ceil)(position)


def _neighbours(method, n, q):
    """The positions of two elements, and the part of the way from the one to the other."""
    if method == "midpoint":
        low, high = _xp.floor((n - 1) * q), _xp.ceil((n - 1) * q)
        return low, high, _xp.astype(low != high, _xp.float64) / 2
    if method == "averaged_inverted_cdf":
        low = _xp.floor(n * q)
        return low - 1, low, _xp.where(low == n * q, 0.5, _xp.ones_like(low))
    alpha, beta = _CONTINUOUS[method]
    position = (n - 1) * q if method == "linear" else n * q + (alpha + q * (1 - alpha - beta)) - 1
    position = _xp.minimum(_xp.maximum(position, _xp.zeros_like(position)), _xp.asarray(n - 1.0))
    low = _xp.floor(position)
    return low, low + 1, position - low


def _checked_q(q, function):
    given = _real(q, function)
    flat = _xp.reshape(_xp.astype(given, _xp.float64), (-1,))
    if not _xp.all((flat >= 0) & (flat <= 1)):
        raise _errors.value_error(function, "q", "be in [0, 100]" if "percentile" in function else "be in [0, 1]", "a value outside")
    return given, flat


def _quantile(x, q, axis, method, keepdims, function, ignores_nan):
    x = _real(x, function)
    if method not in _METHODS:
        raise _errors.value_error(function, "method", "be one of " + ", ".join(map(repr, _METHODS)), _errors.describe(method))
    is_weak = isinstance(q, int | float)
    q, flat = _checked_q(q, function)
    if x.dtype == _xp.float16:
        result = _quantile(_xp.astype(x, _xp.float32), q, axis, method, keepdims, function, ignores_nan)
        return _xp.astype(result, _xp.float16 if is_weak or q.dtype.kind != "f" or method in _DISCRETE else _xp.result_type(x, q))
    rows, shape = _rows(x, axis, keepdims, function)
    dtype = rows.dtype if rows.dtype.kind == "f" else _xp.float64
    if method in _DISCRETE:
        dtype = rows.dtype
    elif not is_weak and q.dtype.kind == "f":
        dtype = _xp.result_type(dtype, q.dtype)
    if rows.shape[-1] == 0:
        empty = dtype if dtype.kind == "f" else _xp.float64
        return _xp.full((*q.shape, *shape), _xp.nan, dtype=empty)
    ordered, n, spoilt = _sorted_rows(rows, ignores_nan)
    if method in _DISCRETE:
        result = _at(ordered, _discrete(method, n, flat))
    else:
        low, high, part = _neighbours(method, n, flat)
        ordered = ordered if ordered.dtype == dtype else _xp.astype(ordered, dtype)
        result = _between(_at(ordered, low), _at(ordered, high), _xp.astype(part, dtype))
    if spoilt is not None:
        result = _xp.where(spoilt, _xp.nan, result)
    return _xp.reshape(_xp.moveaxis(result, -1, 0), (*q.shape, *shape))


def quantile(x, q, axis=None, *, method="linear", keepdims=False):
    """The values below which given parts of the elements along the axes lie.

    Parameters
    ----------
    x : array
        A real-valued dtype.
    q : array or float
        The parts, in [0, 1].
    axis : int or tuple of int, optional
        The axes to reduce; None reduces all of them.
    method : str
        "linear" interpolates between the two nearest of the n sorted elements, at (n - 1) q; "lower", "higher", "nearest" and
        "midpoint" choose there; "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf",
        "hazen", "weibull", "median_unbiased" and "normal_unbiased" are those of Hyndman and Fan.
    keepdims : bool
        Keep the reduced dimensions with length 1.

    Returns
    -------
    array
        Shape of q, then that of x without the axes. The dtype of x for methods that choose an element; else x's floating-point
        dtype, promoted with that of an array q, and float64 for integers. NaN where an element is NaN, and of nothing.

    Raises
    ------
    TypeError
        If x or q is complex.
    ValueError
        If q is outside [0, 1], the method is unknown, or an axis is out of range.
    """
    return _quantile(x, q, axis, method, keepdims, "quantile", False)


def nanquantile(x, q, axis=None, *, method="linear", keepdims=False):
    """The values below which given parts of the elements along the axes lie, NaN ignored.

    Parameters
    ----------
    x, q, axis, method, keepdims
        As of `quantile`.

    Returns
    -------
    array
        As of `quantile`, but NaN only where all elements are.
    """
    return _quantile(x, q, axis, method, keepdims, "nanquantile", True)


def _hundredths(q, function):
    """Percentages as parts, in floating point."""
    if isinstance(q, int | float):
        return q / 100
    q = _real(_xp.asarray(q), function)
    return q / 100 if q.dtype.kind == "f" else _xp.astype(q, _xp.float64) / 100


def percentile(x, q, axis=None, *, method="linear", keepdims=False):
    """The values below which given percentages of the elements along the axes lie: ``quantile(x, q / 100, ...)``.

    Parameters
    ----------
    x, axis, method, keepdims
        As of `quantile`.
    q : array or float
        In [0, 100].

    Returns
    -------
    array
        As of `quantile`.
    """
    return _quantile(x, _hundredths(q, "percentile"), axis, method, keepdims, "percentile", False)


def nanpercentile(x, q, axis=None, *, method="linear", keepdims=False):
    """The values below which given percentages of the elements along the axes lie, NaN ignored.

    Parameters
    ----------
    x, q, axis, method, keepdims
        As of `percentile`.

    Returns
    -------
    array
        As of `percentile`, but NaN only where all elements are.
    """
    return _quantile(x, _hundredths(q, "nanpercentile"), axis, method, keepdims, "nanpercentile", True)


def _median(x, axis, keepdims, function, ignores_nan):
    x = _real(x, function)
    rows, shape = _rows(x, axis, keepdims, function)
    dtype = rows.dtype if rows.dtype.kind == "f" else _xp.float64
    if rows.shape[-1] == 0:
        return _xp.full(shape, _xp.nan, dtype=dtype)
    ordered, n, spoilt = _sorted_rows(rows, ignores_nan)
    middle = _xp.asarray((n - 1) / 2, dtype=_xp.float64)
    middle = middle if middle.ndim else _xp.reshape(middle, (1,))
    low, high = (_xp.astype(_at(ordered, end(middle)), dtype, copy=False) for end in (_xp.floor, _xp.ceil))
    result = _xp.where(low == high, low, (low + high) / 2)
    if spoilt is not None:
        result = _xp.where(spoilt, _xp.nan, result)
    return _xp.reshape(result, shape)


@_in_float32
def median(x, axis=None, *, keepdims=False):
    """The middle of the sorted elements along the axes, or the mean of the two in the middle.

    Parameters
    ----------
    x : array
        A real-valued dtype.
    axis : int or tuple of int, optional
        The axes to reduce; None reduces all of them.
    keepdims : bool
        Keep the reduced dimensions with length 1.

    Returns
    -------
    array
        Shape of x without the axes; the dtype of x, float64 for integers. NaN where an element is NaN, and of nothing.

    Raises
    ------
    TypeError
        If x is complex.
    ValueError
        If an axis is out of range or named twice.
    """
    return _median(x, axis, keepdims, "median", False)


@_in_float32
def nanmedian(x, axis=None, *, keepdims=False):
    """The median of the elements along the axes that are not NaN.

    Parameters
    ----------
    x, axis, keepdims
        As of `median`.

    Returns
    -------
    array
        As of `median`, but NaN only where all elements are.
    """
    return _median(x, axis, keepdims, "nanmedian", True)


__all__ = ("median", "nanmedian", "nanpercentile", "nanquantile", "percentile", "quantile")
