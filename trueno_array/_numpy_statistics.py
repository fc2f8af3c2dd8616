"""Statistical functions beyond the standard, with the names and the meaning that NumPy gave them."""

from math import prod as _prod

import trueno_array as _xp

from . import _errors
from ._ext.apply import asarray_of as _asarray_of
from ._ext.core import axes_of as _axes_of
from ._ext.core import code_of as _code_of
from ._ext.ordering import sorted_rows as _sorted_rows
from ._ext.quantiles import METHODS as _METHODS
from ._ext.quantiles import chooses as _chooses
from ._ext.quantiles import quantiles as _quantiles
from ._half import in_float32 as _in_float32


def _real(x, function):
    x = _asarray_of(x, function)
    if x.dtype.kind == "c":
        raise _errors.type_error(function, "x", "have a real-valued dtype", str(x.dtype))
    return x


def _chosen_axes(x, axis, function):
    """The axes to reduce, from the start."""
    return tuple([d for d, is_chosen in enumerate(_axes_of(axis, x.ndim, function)) if is_chosen])


def _rows(x, axis, keepdims, function):
    """The elements to reduce as the last axis, and the shape of the result."""
    if axis is None:
        return _xp.reshape(x, (-1,)), (1,) * x.ndim if keepdims else ()
    lengths, chosen = x.shape, _axes_of(axis, x.ndim, function)
    axes = [d for d, is_chosen in enumerate(chosen) if is_chosen]
    rest = [d for d, is_chosen in enumerate(chosen) if not is_chosen]
    outer = tuple([lengths[d] for d in rest])
    shape = tuple([1 if is_chosen else lengths[d] for d, is_chosen in enumerate(chosen)]) if keepdims else outer
    return _xp.reshape(_xp.permute_dims(x, (*rest, *axes)), (*outer, _prod([lengths[d] for d in axes]))), shape


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
    is_weak = type(q) in (int, float)
    q, flat = _checked_q(q, function)
    if x.dtype == _xp.float16:
        result = _quantile(_xp.astype(x, _xp.float32), q, axis, method, keepdims, function, ignores_nan)
        return _xp.astype(result, _xp.float16 if is_weak or q.dtype.kind != "f" or _chooses(method) else _xp.result_type(x, q))
    rows, shape = _rows(x, axis, keepdims, function)
    dtype = rows.dtype if rows.dtype.kind == "f" else _xp.float64
    if not is_weak and q.dtype.kind == "f" and not _chooses(method):
        dtype = _xp.result_type(dtype, q.dtype)
    if rows.shape[-1] == 0:
        return _xp.full((*q.shape, *shape), _xp.nan, dtype=dtype)
    dtype = rows.dtype if _chooses(method) else dtype
    found = _quantiles(_sorted_rows(rows, False), flat, _code_of(q.dtype), method, _code_of(dtype), ignores_nan)
    return _xp.reshape(found, (*q.shape, *shape))


def quantile(x, q, axis=None, *, method="linear", keepdims=False):
    """The values below which given parts of the elements along the axes lie.

    Parameters
    ----------
    x : array
        A real-valued dtype.
    q : array or float
        The parts, in [0, 1]. Places among the elements are computed in the dtype of q, a floating-point one, else in float64.
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
    q = _real(q, function)
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


_HALF = _xp.asarray([0.5])
_FLOAT64 = _code_of(_xp.float64)


def _median(x, axis, keepdims, function, ignores_nan):
    x = _real(x, function)
    rows, shape = _rows(x, axis, keepdims, function)
    dtype = rows.dtype if rows.dtype.kind == "f" else _xp.float64
    if rows.shape[-1] == 0:
        return _xp.full(shape, _xp.nan, dtype=dtype)
    if rows.shape[-1] == 1:
        return _xp.reshape(_xp.astype(rows, dtype), shape)
    ordered = _sorted_rows(rows, not ignores_nan)
    return _xp.reshape(_quantiles(ordered, _HALF, _FLOAT64, "median", _code_of(dtype), ignores_nan), shape)


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
