"""Normalisation over axes: one pass over memory for rows that are contiguous."""

from .. import special
from .._data_types import finfo
from .._errors import axis_of, in_its_name, integer_of, number_of, value_error
from .._ext import neural as _neural
from .._ext import softmax as _softmax
from .._ext.apply import asarray_of

_SOFTMAX, _LOG_SOFTMAX = (_softmax.OPERATIONS.index(name) for name in ("softmax", "log_softmax"))


def _shape_of(function, shape):
    sizes = tuple(shape) if isinstance(shape, tuple | list) else (shape,)
    if not sizes:
        raise value_error(function, "normalized_shape", "have at least one dimension", "()")
    return tuple([integer_of(function, "normalized_shape", size) for size in sizes])


def _parameter(function, name, value, shape):
    """An affine parameter as an array of the shape, or None."""
    if value is None:
        return None
    value = asarray_of(value, function)
    if value.shape != shape:
        raise value_error(function, name, f"have the shape {shape}", str(value.shape))
    return value


def _over_trailing(function, kind, x, normalized_shape, weight, bias, eps):
    x = asarray_of(x, function)
    shape = _shape_of(function, normalized_shape)
    if x.shape[-len(shape) :] != shape:
        raise value_error(function, "normalized_shape", f"be the last dimensions of x, which has the shape {x.shape}", str(shape))
    n = 1
    for size in shape:
        n *= size
    weight, bias = _parameter(function, "weight", weight, shape), _parameter(function, "bias", bias, shape)
    return _neural.normalise_rows(function, kind, x, n, weight, bias, eps=eps)


def layer_norm(x, /, normalized_shape, weight=None, bias=None, eps=1e-5):
    """(x - mean) / sqrt(variance + eps) * weight + bias, with mean and variance over the last dimensions.

    Parameters
    ----------
    x : array
        Shape (..., *normalized_shape); a real floating-point dtype.
    normalized_shape : int or tuple of ints
        The lengths of the dimensions that are normalised together.
    weight, bias : array, optional
        Shape normalized_shape; without them 1 and 0.
    eps : float
        Added to the variance.

    Returns
    -------
    array
        Shape of x; the promoted dtype of x, weight and bias.

    Raises
    ------
    TypeError
        If the dtype is not real floating-point.
    ValueError
        If the shapes do not fit.

    Notes
    -----
    The variance divides by the number of elements. Moments are taken in float64 in two passes over a row, so that rows far from
    zero lose nothing. torch.nn.functional.layer_norm; J. L. Ba et al., "Layer normalization", 2016.
    """
    return _over_trailing("layer_norm", "layer", x, normalized_shape, weight, bias, eps)


def rms_norm(x, /, normalized_shape, weight=None, eps=None):
    """x / sqrt(mean(x**2) + eps) * weight, with the mean over the last dimensions.

    Parameters
    ----------
    x : array
        Shape (..., *normalized_shape); a real floating-point dtype.
    normalized_shape : int or tuple of ints
        The lengths of the dimensions that are normalised together.
    weight : array, optional
        Shape normalized_shape; without it 1.
    eps : float, optional
        Added to the mean; by default the distance from 1 to the next number of the dtype of x.

    Returns
    -------
    array
        Shape of x; the promoted dtype of x and weight.

    Raises
    ------
    TypeError
        If the dtype is not real floating-point.
    ValueError
        If the shapes do not fit.

    Notes
    -----
    torch.nn.functional.rms_norm; B. Zhang and R. Sennrich, "Root mean square layer normalization", 2019.
    """
    x = asarray_of(x, "rms_norm")
    _neural.floating_dtype("rms_norm", x)
    if eps is None:
        eps = finfo(x.dtype).eps
    return _over_trailing("rms_norm", "rms", x, normalized_shape, weight, None, eps)


def group_norm(x, /, num_groups, weight=None, bias=None, eps=1e-5):
    """(x - mean) / sqrt(variance + eps) * weight + bias, with mean and variance over each group of channels.

    Parameters
    ----------
    x : array
        Shape (N, C, ...); a real floating-point dtype.
    num_groups : int
        Divides C; each group is C / num_groups neighbouring channels with all their positions.
    weight, bias : array, optional
        Shape (C,); without them 1 and 0.
    eps : float
        Added to the variance.

    Returns
    -------
    array
        Shape of x; the promoted dtype of x, weight and bias.

    Raises
    ------
    TypeError
        If the dtype is not real floating-point.
    ValueError
        If x has less than two dimensions or the shapes do not fit.

    Notes
    -----
    torch.nn.functional.group_norm; Y. Wu and K. He, "Group normalization", 2018.
    """
    x = asarray_of(x, "group_norm")
    if x.ndim < 2:
        raise value_error("group_norm", "x", "have the shape (N, C, ...)", str(x.shape))
    groups, channels = integer_of("group_norm", "num_groups", num_groups), x.shape[1]
    if groups < 1 or channels % groups:
        raise value_error("group_norm", "num_groups", f"divide the number of channels, {channels}", str(groups))
    weight, bias = _parameter("group_norm", "weight", weight, (channels,)), _parameter("group_norm", "bias", bias, (channels,))
    rows = x.shape[0] * groups
    n = x.size // rows if rows else 0
    return _neural.normalise_rows("group_norm", "layer", x, n, weight, bias, channels // groups, groups, eps=eps)


@in_its_name
def normalize(x, /, p=2.0, axis=1, eps=1e-12):
    """x / max(norm, eps), with the norm of order p along an axis.

    Parameters
    ----------
    x : array
        At least axis + 1 dimensions; a real floating-point dtype.
    p : float
        The order of the norm: (sum |x|**p)**(1 / p), the largest |x| for inf, the smallest for -inf.
    axis : int or tuple of ints
        The axis, or axes, of the vectors.
    eps : float
        The least divisor.

    Returns
    -------
    array
        Shape and dtype of x.

    Raises
    ------
    TypeError
        If the dtype is not real floating-point.
    IndexError, ValueError
        If axis is not one of the dimensions of x.

    Notes
    -----
    torch.nn.functional.normalize. The norm for p = 2 neither overflows nor underflows.
    """
    from .. import maximum
    from ..linalg import vector_norm

    x = asarray_of(x, "normalize")
    _neural.floating_dtype("normalize", x)
    eps, p = number_of("normalize", "eps", eps), number_of("normalize", "p", p)
    if not isinstance(axis, tuple | list):
        axis = axis_of("normalize", axis, x.ndim)
        if p == 2 and axis == x.ndim - 1:
            return _neural.normalise_rows("normalize", "unit", x, x.shape[-1], eps=eps)
    return x / maximum(vector_norm(x, axis=axis, keepdims=True, ord=p), eps)


def _over_axes(name, x, axis):
    """A function of special; where there is no element, there is none in the result."""
    from .. import ones, zeros

    x, function = asarray_of(x, name), getattr(special, name)
    if x.size:
        return function(x, axis=axis)
    return zeros(x.shape, dtype=function(ones((1,) * x.ndim, dtype=x.dtype), axis=axis).dtype)


def _firsts(x, axis):
    """The first element along the axis, or along each of the axes."""
    axes = range(x.ndim) if axis is None else [d % x.ndim for d in (axis if isinstance(axis, tuple | list) else (axis,))]
    return x[tuple(0 if d in axes else slice(None) for d in range(x.ndim))]


def softmax(x, /, axis=-1):
    """e**x / sum(e**x) along an axis.

    Parameters
    ----------
    x : array
        Any shape; a real dtype. Integers become float64.
    axis : int or tuple of ints or None
        What is summed over; None is all of x.

    Returns
    -------
    array
        Shape of x; elements in [0, 1] that sum to one along axis. NaN where one element along axis is NaN or inf, or all are -inf.

    Raises
    ------
    TypeError
        If the dtype is complex.
    IndexError, ValueError
        If axis is not one of the dimensions of x.

    Notes
    -----
    torch.nn.functional.softmax; the function of trueno_array.special, which refuses axes without elements. Nothing overflows.
    """
    out = _softmax.at_once(_SOFTMAX, x, axis)
    return out if out is not None else _over_axes("softmax", x, axis)


def log_softmax(x, /, axis=-1):
    """x - log(sum(e**x)) along an axis.

    Parameters
    ----------
    x : array
        Any shape; a real dtype. Integers become float64.
    axis : int or tuple of ints or None
        What is summed over; None is all of x.

    Returns
    -------
    array
        Shape of x; no element above 0. NaN where one element along axis is NaN or inf, or all are -inf.

    Raises
    ------
    TypeError
        If the dtype is complex.
    IndexError, ValueError
        If axis is not one of the dimensions of x.

    Notes
    -----
    torch.nn.functional.log_softmax; the function of trueno_array.special, but for axes without elements and for inf. Nothing overflows.
    """
    out = _softmax.at_once(_LOG_SOFTMAX, x, axis, True)
    if out is not None:
        return out
    from .. import all as all_
    from .. import any as any_
    from .. import isfinite, isnan, nan, where

    out = _over_axes("log_softmax", x, axis)
    if out.size == 0 or all_(isfinite(_firsts(out, axis))):  # with inf in a row, each of its elements is NaN or -inf
        return out
    return where(any_(isnan(out), axis=axis, keepdims=True), nan, out)


__all__ = ("group_norm", "layer_norm", "log_softmax", "normalize", "rms_norm", "softmax")
