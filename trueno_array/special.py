"""Special functions, with the names and the special values of scipy.special."""

import trueno_array as _xp

from ._errors import axis_of as _axis_of
from ._errors import in_its_name as _in_its_name
from ._errors import type_error as _type_error
from ._errors import value_error as _value_error
from ._ext.apply import asarray_of as _asarray_of
from ._ext.softmax import OPERATIONS as _OPERATIONS
from ._ext.softmax import at_once as _at_once
from ._ext.softmax import is_in_place as _is_in_place
from ._ext.softmax import over_axis as _kernel
from ._from_rows import functions as _functions
from ._ops.special import ROWS as _ROWS

globals().update(_functions(_ROWS, "trueno_array.special"))
psi = globals()["digamma"]

__all__ = [*(row.name for row in _ROWS), "log_softmax", "logsumexp", "psi", "softmax"]


def __dir__():
    return sorted(__all__)


def _operand(function, x):
    """x as an array of floats."""
    x = _asarray_of(x, function)
    if x.dtype.kind == "c":
        raise _type_error(function, "x", "have a real-valued dtype", str(x.dtype))
    return x if x.dtype.kind == "f" else _xp.astype(x, _xp.float64)


def _axes(function, axis, ndim):
    """The axes as a sorted tuple of numbers from 0; None is all of them."""
    if axis is None:
        return tuple(range(ndim))
    found = []
    for one in axis if isinstance(axis, tuple | list) else (axis,):
        found.append(_axis_of(function, one, ndim))
    if len(set(found)) != len(found):
        raise _value_error(function, "axis", "name each axis once", str(axis))
    return tuple(sorted(found))


def _rows(x, axes):
    """x with the axes moved to the end and made one, and the order of axes that this took."""
    order = tuple(d for d in range(x.ndim) if d not in axes) + axes
    outer = tuple(x.shape[d] for d in order[: x.ndim - len(axes)])
    length = 1
    for d in axes:
        length *= x.shape[d]
    moved = x if order == tuple(range(x.ndim)) else _xp.permute_dims(x, order)
    return _xp.reshape(moved, (*outer, length)), order


def _over(function, x, axis):
    """The operation over one dimension; float16 is computed in float32."""
    code = _OPERATIONS.index(function)
    return _xp.astype(_kernel(code, _xp.astype(x, _xp.float32), axis), x.dtype) if x.dtype == _xp.float16 else _kernel(code, x, axis)


def _scaled(function, x, axis):
    result = _at_once(_OPERATIONS.index(function), x, axis)
    if result is not None:
        return result
    x = _operand(function, x)
    axes = _axes(function, axis, x.ndim)
    if x.size == 0:
        if any(x.shape[d] == 0 for d in axes):
            raise _value_error(function, "x", "have elements along the axes", f"an array of shape {x.shape}")
        return _xp.asarray(x, copy=True)
    if len(axes) == 1 and _is_in_place(x, axes[0]):
        return _over(function, x, axes[0])
    rows, order = _rows(x, axes)
    result = _xp.reshape(_over(function, rows, rows.ndim - 1), tuple(x.shape[d] for d in order))
    back = tuple(order.index(d) for d in range(x.ndim))
    return result if back == tuple(range(x.ndim)) else _xp.permute_dims(result, back)


def softmax(x, axis=None):
    """e**x divided by the sum of e**x along the axes, without overflow.

    Parameters
    ----------
    x : array
        Any shape; a real-valued dtype. Integers become float64.
    axis : int, tuple of int or None
        The axes of the sum; None is all of them.

    Returns
    -------
    array
        Shape of x; its dtype, or float64. NaN along the axes where one element is NaN or inf, or all are -inf.

    Raises
    ------
    TypeError
        If the dtype is complex or axis is not an integer.
    ValueError
        If an axis is out of range or named twice, or there is no element along the axes.

    Notes
    -----
    One pass for the greatest element, one for the powers and their sum, one for the scaling. Source: scipy.special.softmax.
    """
    return _scaled("softmax", x, axis)


def log_softmax(x, axis=None):
    """The logarithm of softmax(x), accurate where that is small or next to 1.

    Parameters
    ----------
    x : array
        Any shape; a real-valued dtype. Integers become float64.
    axis : int, tuple of int or None
        The axes of the sum; None is all of them.

    Returns
    -------
    array
        Shape of x; its dtype, or float64.

    Raises
    ------
    TypeError
        If the dtype is complex or axis is not an integer.
    ValueError
        If an axis is out of range or named twice, or there is no element along the axes.

    Notes
    -----
    Source: scipy.special.log_softmax.
    """
    return _scaled("log_softmax", x, axis)


def _weighted(a, b, axes):
    """The logarithm of the size of the sum of b e**a along the axes, which are kept, and the sign of the sum."""
    used = _xp.where(b == 0, -_xp.inf, a)
    greatest = _xp.max(used, axis=axes, keepdims=True)
    shift, is_greatest = _xp.where(_xp.isfinite(greatest), greatest, 0), used == greatest
    lead = _xp.sum(_xp.where(is_greatest, b, 0), axis=axes, keepdims=True)
    rest = _xp.sum(_xp.where(is_greatest, 0, b * _xp.exp(used - shift)), axis=axes, keepdims=True)
    rest = _xp.where(rest == 0, rest, rest / lead)
    sign = _xp.sign(rest + 1) * _xp.sign(lead)
    result = _xp.log1p(_xp.where(rest < -1, -rest - 2, rest)) + _xp.log(_xp.abs(lead)) + greatest
    if _xp.all(_xp.isfinite(result)):
        return result, sign
    total = _xp.sum(b * _xp.exp(a), axis=axes, keepdims=True)  # which says what infinite terms are, also those of weight 0
    finite = _xp.isfinite(result)
    return _xp.where(finite, result, _xp.log(_xp.abs(total))), _xp.where(finite, sign, _xp.sign(total))


@_in_its_name
def logsumexp(a, axis=None, b=None, keepdims=False, return_sign=False):
    """The logarithm of the sum of b e**a along the axes, without overflow.

    Parameters
    ----------
    a : array
        Any shape; a real-valued dtype. Integers become float64.
    axis : int, tuple of int or None
        The axes of the sum; None is all of them.
    b : array, optional
        Weights that broadcast with a; they may be negative or 0.
    keepdims : bool
        Whether the axes stay, with length 1.
    return_sign : bool
        Whether the sign of the sum is returned too, and its logarithm is that of its size.

    Returns
    -------
    array, or a pair of arrays
        -inf for an empty sum, with the sign 0; NaN for a negative one when the sign is not asked for. Where the result is not finite, it
        is the logarithm of the sum of b e**a as it is, so that NaN and inf of weight 0 make it NaN; they count for nothing beside finite
        sums.

    Raises
    ------
    TypeError
        If a dtype is complex or axis is not an integer.
    ValueError
        If an axis is out of range or named twice, or the shapes do not broadcast.

    Notes
    -----
    The greatest elements are counted apart, so that a sum next to 1 keeps its digits. Source: scipy.special.logsumexp.
    """
    a = _operand("logsumexp", a)
    if b is not None:
        a, b = _xp.broadcast_arrays(a, _operand("logsumexp", b))
    axes = _axes("logsumexp", axis, a.ndim)
    kept = tuple(1 if d in axes else n for d, n in enumerate(a.shape))
    if a.size == 0:
        result, sign = _xp.full(kept, -_xp.inf, dtype=a.dtype), _xp.zeros(kept, dtype=a.dtype)
    elif b is not None:
        result, sign = _weighted(a, b, axes)
    else:
        rows, along = (a, axes[0]) if len(axes) == 1 and _is_in_place(a, axes[0]) else (_rows(a, axes)[0], -1)
        result = _xp.reshape(_over("logsumexp", rows, along % rows.ndim), kept)
        sign = None
    if not return_sign and sign is not None:
        result = _xp.where(sign < 0, _xp.nan, result)
    if return_sign and sign is None:
        sign = _xp.where(result == -_xp.inf, 0.0, _xp.ones_like(result))
        sign = _xp.where(_xp.isnan(result), result, sign)
    if not keepdims:
        shape = tuple(n for d, n in enumerate(a.shape) if d not in axes)
        result, sign = _xp.reshape(result, shape), sign if sign is None else _xp.reshape(sign, shape)
    return (result, sign) if return_sign else result
