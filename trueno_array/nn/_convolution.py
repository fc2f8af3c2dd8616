"""Convolution, as PyTorch has it: windows are not reversed."""

from .._errors import integer_of, value_error
from .._ext import windows as _windows
from .._ext.apply import asarray_of
from .._ext.neural import floating_dtype
from .._ext.windows import reach, sizes, window_counts
from ._windows import images


def _padding(function, padding, covered, stride):
    """The zeros before and after each axis."""
    n = len(covered)
    if isinstance(padding, str):
        if padding not in ("valid", "same"):
            raise value_error(function, "padding", "be 'valid', 'same', an int or a tuple of ints", repr(padding))
        if padding == "valid":
            return (0,) * n, (0,) * n
        if any(step != 1 for step in stride):
            raise value_error(function, "stride", "be 1 where padding is 'same'", str(stride))
        return tuple((k - 1) // 2 for k in covered), tuple(k // 2 for k in covered)
    before = sizes(function, "padding", padding, 0, n)
    return before, before


def _convolve(function, x, weight, bias, stride, padding, dilation, groups, n_axes):
    x, weight = images(function, x, n_axes), asarray_of(weight, function)
    dtype, groups = floating_dtype(function, x, weight, bias), integer_of(function, "groups", groups)
    channels = x.shape[-n_axes - 1]
    if groups < 1 or channels % groups:
        raise value_error(function, "groups", f"divide the number of channels, {channels}", str(groups))
    kernel = weight.shape[2:]
    if weight.ndim != n_axes + 2 or weight.shape[1] != channels // groups or 0 in kernel:
        wanted = f"(channels out, {channels // groups}, {'kernel height, kernel width' if n_axes == 2 else 'kernel length'})"
        raise value_error(function, "weight", f"have the shape {wanted}", str(weight.shape))
    if weight.shape[0] % groups:
        raise value_error(function, "weight", f"have channels out that {groups} groups divide", str(weight.shape))
    if bias is not None:
        bias = asarray_of(bias, function)
        if bias.shape != weight.shape[:1]:
            raise value_error(function, "bias", f"have the shape {weight.shape[:1]}", str(bias.shape))
    stride, dilation = sizes(function, "stride", stride, 1, n_axes), sizes(function, "dilation", dilation, 1, n_axes)
    covered = reach(kernel, dilation)
    before, after = _padding(function, padding, covered, stride)
    counts = window_counts(function, x.shape, covered, stride, before, after)
    if n_axes == 2:
        return _windows.convolve(function, dtype, x, weight, bias, counts, stride, before, dilation, groups)
    x, weight = x.reshape(*x.shape[:-1], 1, x.shape[-1]), weight.reshape(*weight.shape[:-1], 1, weight.shape[-1])
    out = _windows.convolve(function, dtype, x, weight, bias, (1, *counts), (1, *stride), (0, *before), (1, *dilation), groups)
    return out.reshape(*out.shape[:-2], out.shape[-1])


def conv1d(x, /, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """out[n, o, i] = bias[o] + the sum over c and k of weight[o, c, k] x[n, c, i stride + k dilation - padding].

    Parameters
    ----------
    x : array
        Shape (N, C, L) or (C, L); a real floating-point dtype. Outside it are zeros.
    weight : array
        Shape (O, C / groups, K).
    bias : array, optional
        Shape (O,).
    stride, dilation : int or tuple of one int
        The distance of windows and of the elements of a window; at least 1.
    padding : int, tuple of one int, {"valid", "same"}
        The zeros before and behind x. "same" gives L windows, and asks for stride 1; an odd number of zeros has one more behind.
    groups : int
        Divides C and O: each group of channels out sees one group of channels in.

    Returns
    -------
    array
        Shape (N, O, M) or (O, M), where M = (L + 2 padding - dilation (K - 1) - 1) // stride + 1; the promoted dtype.

    Raises
    ------
    TypeError
        If the dtype is not real floating-point.
    ValueError
        If the shapes do not fit, or x with its padding is shorter than a window.

    Notes
    -----
    torch.nn.functional.conv1d. Sums are formed in the dtype, float16 in float32; they do not depend on the number of threads.
    """
    return _convolve("conv1d", x, weight, bias, stride, padding, dilation, groups, 1)


def conv2d(x, /, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """out[n, o, i, j] = bias[o] + the sum over c, k and l of weight[o, c, k, l] x[n, c, i s + k d - p, j s + l d - p].

    Parameters
    ----------
    x : array
        Shape (N, C, H, W) or (C, H, W); a real floating-point dtype. Outside it are zeros.
    weight : array
        Shape (O, C / groups, KH, KW).
    bias : array, optional
        Shape (O,).
    stride, dilation : int or tuple of two ints
        The distance of windows and of the elements of a window, along H and W; at least 1.
    padding : int, tuple of two ints, {"valid", "same"}
        The zeros around x, along H and W. "same" gives H by W windows, and asks for stride 1; an odd number has one more behind.
    groups : int
        Divides C and O: each group of channels out sees one group of channels in.

    Returns
    -------
    array
        Shape (N, O, MH, MW) or (O, MH, MW), where MH = (H + 2 padding - dilation (KH - 1) - 1) // stride + 1, and MW alike; the
        promoted dtype.

    Raises
    ------
    TypeError
        If the dtype is not real floating-point.
    ValueError
        If the shapes do not fit, or x with its padding is smaller than a window.

    Notes
    -----
    s, d and p are stride, dilation and padding. torch.nn.functional.conv2d; K. Chellapilla et al., "High performance convolutional
    neural networks for document processing", 2006, tile by tile: the matrix of windows never exists as a whole. Sums are formed in the
    dtype, float16 in float32; they do not depend on the number of threads. Zeros outside x are multiplied too: with an infinite weight
    they give NaN.
    """
    return _convolve("conv2d", x, weight, bias, stride, padding, dilation, groups, 2)


__all__ = ("conv1d", "conv2d")
