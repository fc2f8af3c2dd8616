"""Histograms, with the name and the meaning that NumPy gave them."""

from math import isfinite

import trueno_array as _xp

from . import _errors
from ._ext.apply import asarray_of as _asarray_of

_BLOCK = 1 << 15
_FEW = 32  # bins that are counted by a comparison with each edge


def _ends(x, given):
    """The first and the last edge: as given, else the least and the greatest element; a little apart if they are equal."""
    if given is not None:
        try:
            first, last = (float(end) for end in given)
        except (TypeError, ValueError):
            raise _errors.value_error("histogram", "range", "be a pair of numbers", _errors.describe(given)) from None
        if first > last:
            raise _errors.value_error("histogram", "range", "be a pair that does not fall", str(given))
    else:
        first, last = (float(_xp.min(x)), float(_xp.max(x))) if x.size else (0.0, 1.0)
    if not (isfinite(first) and isfinite(last)):
        name = "x" if given is None else "range"
        raise _errors.value_error(
            "histogram", name, "be finite", f"a range of [{first}, {last}]", "give a finite range" if given is None else None
        )
    return (first - 0.5, last + 0.5) if first == last else (first, last)


def _even_edges(x, given, n, dtype):
    edges = _xp.linspace(*_ends(x, given), n + 1, dtype=dtype)
    if not edges[0] < edges[-1]:
        got = f"{n} within rounding of {float(edges[0])}"
        raise _errors.value_error("histogram", "bins", "fit between the least and the greatest element", got)
    return edges


def _given_edges(bins):
    edges = _xp.asarray(bins)
    if edges.ndim != 1 or edges.size < 1 or edges.dtype.kind == "c":
        raise _errors.value_error("histogram", "bins", "be an integer, or real edges in 1 dimension", _errors.describe(bins))
    if not _xp.all(edges[:-1] <= edges[1:]):
        raise _errors.value_error("histogram", "bins", "not fall where they are edges", "edges that fall")
    return edges


def _bins_of(x, edges):
    """The bin of each element, all of them inside, in int64."""
    at = _xp.searchsorted(edges, x, side="right") - 1
    return _xp.where(x == edges[-1], edges.size - 2, at)


def _even_bins_of(x, edges, n):
    """As `_bins_of` for n bins of one width: by division, put right by the edges next to it."""
    first, last = float(edges[0]), float(edges[-1])
    at = (x - first) * (n / (last - first)) if isfinite(n / (last - first)) else (x - first) / (last - first) * n
    at = _xp.minimum(_xp.astype(at, _xp.int64), n - 1)
    at -= x < _xp.take(edges, at)
    at += (x >= _xp.take(edges, at + 1)) & (at < n - 1)
    return at


def _inside(x, weights, edges):
    """What lies between the first and the last edge, and its weights."""
    inside = (x >= edges[0]) & (x <= edges[-1])
    if _xp.all(inside):
        return x, weights
    return x[inside], None if weights is None else weights[inside]


def _counts_above(x, edges):
    """How many elements are not below each edge, the last one itself left out."""
    limits = edges.tolist()
    beyond = [_xp.count_nonzero(x >= limit) for limit in limits[:-1]] + [_xp.count_nonzero(x > limits[-1])]
    return _xp.stack(beyond)


def _weighted(bins, weights, n):
    if weights.dtype.kind == "c":
        parts = [_xp.bincount(bins, part, n) for part in (_xp.real(weights), _xp.imag(weights))]
        return parts[0] + 1j * parts[1]
    return _xp.bincount(bins, weights, n)


def _counted(x, weights, n, edges, bins_of, all_inside):
    """The sums over blocks that stay in the cache."""
    if weights is None:
        hist = _xp.zeros(n, dtype=_xp.int64)
    else:
        hist = _xp.zeros(n, dtype=_xp.complex128 if weights.dtype.kind == "c" else _xp.float64)
    dtype = x.dtype if edges.dtype.kind != "f" else _xp.result_type(x, edges)
    edges = _xp.astype(edges, dtype, copy=False)
    by_comparison = bins_of is _bins_of and weights is None and n < _FEW
    for start in range(0, x.size, _BLOCK):
        part = _xp.astype(x[start : start + _BLOCK], dtype, copy=False)
        if by_comparison:
            above = _counts_above(part, edges)
            hist += above[:-1] - above[1:]
            continue
        weight = None if weights is None else weights[start : start + _BLOCK]
        if not all_inside:
            part, weight = _inside(part, weight, edges)
        bins = bins_of(part, edges)
        hist += _xp.bincount(bins, minlength=n) if weights is None else _weighted(bins, weight, n)
    return hist if weights is None else _xp.astype(hist, weights.dtype, copy=False)


@_errors.in_its_name
def histogram(x, bins=10, range=None, density=None, weights=None):
    """How many elements lie in each of some intervals.

    Parameters
    ----------
    x : array
        Any shape, taken as one dimension; a real-valued dtype.
    bins : int or array
        How many intervals of one width; or their edges, which do not fall. Each but the last is without its right edge.
    range : (float, float), optional
        The first and the last edge, for a number of bins; by default the least and the greatest element. Elements outside, and NaN,
        are not counted.
    density : bool, optional
        Divide by the total and by the widths: the integral is 1.
    weights : array, optional
        Shape of x; what each element counts instead of 1. Summed in float64.

    Returns
    -------
    hist : array
        Shape (number of bins,); int64, the dtype of weights, or float64 for a density.
    edges : array
        Shape (number of bins + 1,); floating-point if made here: the dtype of x, float64 for integers.

    Raises
    ------
    TypeError
        If x is complex, or bins is a string.
    ValueError
        If bins is not positive or falls, the range is not finite or falls, or weights have another shape.
    """
    x = _asarray_of(x, "histogram")
    if x.dtype.kind == "c":
        raise _errors.type_error("histogram", "x", "have a real-valued dtype", str(x.dtype))
    if isinstance(bins, str):
        raise _errors.type_error("histogram", "bins", "be an integer or edges", _errors.describe(bins))
    if weights is not None:
        weights = _xp.asarray(weights)
        if weights.shape != x.shape:
            raise _errors.value_error("histogram", "weights", f"have the shape {x.shape} of x", str(weights.shape))
        weights = _xp.reshape(weights, (-1,))
    dtype = x.dtype if x.dtype.kind == "f" else _xp.float64
    x = _xp.astype(_xp.reshape(x, (-1,)), _xp.float32 if dtype == _xp.float16 else dtype, copy=False)
    if hasattr(bins, "__index__") and getattr(bins, "ndim", 0) == 0:
        n = bins.__index__()
        if n < 1:
            raise _errors.value_error("histogram", "bins", "be positive", str(n))
        edges = _even_edges(x, range, n, dtype)

        def bins_of(part, edges):
            return _even_bins_of(part, edges, n)

    else:
        edges = _given_edges(bins)
        n = edges.size - 1
        bins_of = _bins_of
    hist = _counted(x, weights, n, edges, bins_of, all_inside=bins_of is not _bins_of and range is None)
    if density:
        hist = hist / _xp.astype(_xp.diff(edges), _xp.float64) / _xp.sum(hist)
    return hist, edges


__all__ = ("histogram",)
