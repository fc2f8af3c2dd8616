"""Norms of vectors and matrices."""

import trueno_array as _xp

from . import _errors
from ._ext import lapack as _lapack
from ._ext import reduce as _reduce
from ._ext.apply import asarray_of as _asarray_of
from ._half import in_float32 as _in_float32

_INFINITY = float("inf")


def _floats(x, function):
    """x as an array of real or complex floats."""
    x = _asarray_of(x, function)
    return x if x.dtype.kind in "fc" else _xp.astype(x, _xp.float64)


# --- vectors ---


def _scaled(x, axis, extreme):
    """x divided by its greatest or least absolute value (by 1 where that is 0 or not finite), and that value with the axes kept."""
    if not x.size:
        return x, 1.0
    scale = extreme(_xp.abs(x), axis=axis, keepdims=True)
    scale = _xp.where((scale > 0) & (scale < _INFINITY), scale, 1.0)
    return (x / scale if x.dtype.kind == "f" else _divided(x, scale)), scale


def _divided(x, scale):
    """A complex array divided part by part: exact where the general quotient would overflow."""
    parts = _xp.stack([_xp.real(x) / scale, _xp.imag(x) / scale], axis=-1)
    return _xp.reshape(parts, (*x.shape[:-1], -1)).view(x.dtype) if x.ndim else _xp.reshape(parts.view(x.dtype), ())


# Few elements are not scaled where it does not matter: their powers stay in range, and the root of their sum is accurate.
_FEW, _NEAR_ONE = 4096, 2.0**24


def _are_near_one(sums):
    if sums.ndim:
        return sums.size > 0 and float(_xp.min(sums)) > 1 / _NEAR_ONE and float(_xp.max(sums)) < _NEAR_ONE
    return 1 / _NEAR_ONE < float(sums) < _NEAR_ONE


@_in_float32
def _power_norm(x, axis, keepdims, ord):
    """(sum |x|^ord)^(1/ord), with elements scaled so that the powers stay in range."""
    x = _floats(x, "vector_norm")
    if x.size <= _FEW:
        sums = _xp.sum(_xp.pow(_xp.abs(x), ord), axis=axis, keepdims=keepdims)
        if _are_near_one(sums):
            return _xp.pow(sums, 1.0 / ord)
    scaled, scale = _scaled(x, axis, _xp.max if ord > 0 else _xp.min)
    norm = _xp.pow(_xp.sum(_xp.pow(_xp.abs(scaled), ord), axis=axis, keepdims=keepdims), 1.0 / ord)
    return norm * (_xp.reshape(scale, norm.shape) if x.size else scale)


def vector_norm(x, /, *, axis=None, keepdims=False, ord=2):
    """The p-norms of vectors: (sum |x|^p)^(1/p).

    Parameters
    ----------
    x : array
        Any shape. Integers are computed in float64.
    axis : int or tuple of int, optional
        The axes whose elements make up a vector; None takes all.
    keepdims : bool
        Keep these dimensions with length 1.
    ord : int or float
        p; also inf, -inf and 0: the greatest and the least absolute value, and the number of elements that are not 0.

    Returns
    -------
    array
        Shape of x without the axes; the real dtype of the precision of x. Neither large nor small elements overflow or
        underflow on the way.

    Raises
    ------
    TypeError
        If ord is not a number.
    ValueError
        If an axis is out of range or named twice, or the least of nothing is asked for.
    """
    if isinstance(ord, str) or not hasattr(ord, "__float__"):
        raise _errors.type_error("vector_norm", "ord", "be a real number", _errors.describe(ord))
    ord = _errors.number_of("vector_norm", "ord", ord)
    if ord != ord:
        raise _errors.value_error("vector_norm", "ord", "be a real number", "nan")
    if ord in (2.0, 1.0, _INFINITY, -_INFINITY):
        return _reduce.norm(x, ord, axis, keepdims, "vector_norm")
    x = _asarray_of(x, "vector_norm")
    if ord == 0.0:
        dtype = _xp.finfo(x.dtype).dtype if x.dtype.kind in "fc" else _xp.float64
        return _xp.astype(_xp.count_nonzero(x, axis=axis, keepdims=keepdims), dtype)
    return _power_norm(x, axis, keepdims, ord)


# --- matrices ---


def _singular_values(x):
    return _lapack.svd(x, False, False, "matrix_norm")[1]


def _singular_norm(x, reduce):
    """A reduction of the singular values; the Frobenius norm, NaN or infinite, where a matrix is not finite."""
    is_finite = _xp.all(_xp.isfinite(x), axis=(-2, -1))
    if bool(_xp.all(is_finite)):
        return reduce(_singular_values(x), axis=-1)
    values = _singular_values(_xp.where(_xp.expand_dims(is_finite, (-2, -1)), x, 0.0))
    return _xp.where(is_finite, reduce(values, axis=-1), vector_norm(x, axis=(-2, -1)))


def _greatest(values, *, axis):
    """The maximum, 0 for nothing."""
    return _xp.max(values, axis=axis) if values.shape[axis] else _xp.sum(values, axis=axis)


_MATRIX_NORMS = {
    "fro": lambda x: vector_norm(x, axis=(-2, -1)),
    "nuc": lambda x: _singular_norm(x, _xp.sum),
    1: lambda x: _greatest(_xp.sum(_xp.abs(x), axis=-2), axis=-1),
    -1: lambda x: _xp.min(_xp.sum(_xp.abs(x), axis=-2), axis=-1),
    2: lambda x: _singular_norm(x, _greatest),
    -2: lambda x: _singular_norm(x, _xp.min),
    _INFINITY: lambda x: _greatest(_xp.sum(_xp.abs(x), axis=-1), axis=-1),
    -_INFINITY: lambda x: _xp.min(_xp.sum(_xp.abs(x), axis=-1), axis=-1),
}


@_in_float32
def matrix_norm(x, /, *, keepdims=False, ord="fro"):
    """The norms of matrices.

    Parameters
    ----------
    x : array
        Shape (..., M, N). Integers are computed in float64.
    keepdims : bool
        Keep the last two dimensions with length 1.
    ord : {"fro", "nuc", 1, -1, 2, -2, inf, -inf}
        "fro": the square root of the sum of squares; "nuc": the sum of the singular values; 2 and -2: the greatest and the
        least singular value; 1 and -1: the greatest and the least sum of absolute values of a column; inf and -inf: of a row.

    Returns
    -------
    array
        Shape (...), or (..., 1, 1); the real dtype of the precision of x.

    Raises
    ------
    ValueError
        If x has less than 2 dimensions, ord is unknown, or the least of nothing is asked for.
    """
    x = _floats(x, "matrix_norm")
    if x.ndim < 2:
        raise _errors.value_error("matrix_norm", "x", "have at least 2 dimensions", f"shape {x.shape}")
    try:
        norm = _MATRIX_NORMS["fro" if ord is None else ord]
    except (KeyError, TypeError):
        raise _errors.value_error("matrix_norm", "ord", "be 'fro', 'nuc', 1, -1, 2, -2, inf or -inf", _errors.describe(ord)) from None
    result = norm(x)
    return _xp.expand_dims(result, (-2, -1)) if keepdims else result


__all__ = ("matrix_norm", "vector_norm")
