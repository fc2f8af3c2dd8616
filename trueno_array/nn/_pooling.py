"""The largest and the mean element of windows."""

from .._creation import asarray
from .._errors import value_error
from .._ext import windows as _windows
from .._ext.neural import floating_dtype
from ._windows import images, reach, sizes, window_counts


def _pool_sizes(function, kernel_size, stride, padding, dilation):
    kernel = sizes(function, "kernel_size", kernel_size, 1)
    stride = kernel if stride is None else sizes(function, "stride", stride, 1)
    dilation, before = sizes(function, "dilation", dilation, 1), sizes(function, "padding", padding, 0)
    if 2 * before[0] > kernel[0] or 2 * before[1] > kernel[1]:
        raise value_error(function, "padding", f"be at most half of kernel_size, {kernel}", str(padding))
    return kernel, stride, dilation, before


def max_pool2d(x, /, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """The largest element of each window of x.

    Parameters
    ----------
    x : array
        Shape (N, C, H, W) or (C, H, W); a real floating-point dtype.
    kernel_size : int or tuple of two ints
        The elements of a window along H and W.
    stride : int or tuple of two ints, optional
        The distance of windows; by default kernel_size.
    padding : int or tuple of two ints
        How far windows reach over the edges; at most half of kernel_size. What is outside never counts.
    dilation : int or tuple of two ints
        The distance of the elements of a window.
    ceil_mode : bool
        Whether windows that begin inside and end outside are added.
    return_indices : bool
        Whether the positions of the largest are returned too.

    Returns
    -------
    array, or tuple of two arrays
        Shape (N, C, MH, MW) or (C, MH, MW), where MH = (H + 2 padding - dilation (KH - 1) - 1) / stride + 1, rounded down, or up in
        ceil_mode; dtype of x. The positions are row * W + column, int64: those of the first of equals. NaN wins, the last one.

    Raises
    ------
    TypeError
        If the dtype is not real floating-point.
    ValueError
        If the sizes do not fit.

    Notes
    -----
    torch.nn.functional.max_pool2d.
    """
    x = images("max_pool2d", x)
    kernel, stride, dilation, before = _pool_sizes("max_pool2d", kernel_size, stride, padding, dilation)
    counts = window_counts("max_pool2d", x, reach(kernel, dilation), stride, before, before, ceil_mode)
    out, indices = _windows.pool_max(
        "max_pool2d", floating_dtype("max_pool2d", x), x, counts, kernel, stride, before, dilation, bool(return_indices)
    )
    return (out, indices) if return_indices else out


def _elements(n, k, stride, before, count, includes_padding):
    """The number of elements that each window along an axis is divided by."""
    result = []
    for i in range(count):
        first = i * stride - before
        end = min(first + k, n + before)
        result.append(float(end - first if includes_padding else max(min(end, n) - max(first, 0), 1)))
    return asarray(result, dtype="float64")


def avg_pool2d(x, /, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
    """The mean element of each window of x.

    Parameters
    ----------
    x : array
        Shape (N, C, H, W) or (C, H, W); a real floating-point dtype.
    kernel_size : int or tuple of two ints
        The elements of a window along H and W.
    stride : int or tuple of two ints, optional
        The distance of windows; by default kernel_size.
    padding : int or tuple of two ints
        The zeros around x; at most half of kernel_size.
    ceil_mode : bool
        Whether windows that begin inside and end outside are added.
    count_include_pad : bool
        Whether the zeros of the padding count as elements. What a window has behind the padding never counts.
    divisor_override : int, optional
        What sums are divided by instead of the number of elements; not zero.

    Returns
    -------
    array
        Shape (N, C, MH, MW) or (C, MH, MW), where MH = (H + 2 padding - KH) / stride + 1, rounded down, or up in ceil_mode; dtype of x.

    Raises
    ------
    TypeError
        If the dtype is not real floating-point.
    ValueError
        If the sizes do not fit.

    Notes
    -----
    torch.nn.functional.avg_pool2d. Sums of float32 are formed in float64.
    """
    x = images("avg_pool2d", x)
    kernel, stride, _, before = _pool_sizes("avg_pool2d", kernel_size, stride, padding, 1)
    counts = window_counts("avg_pool2d", x, kernel, stride, before, before, ceil_mode)
    if divisor_override is None:
        rows, columns = (_elements(x.shape[d - 2], kernel[d], stride[d], before[d], counts[d], count_include_pad) for d in (0, 1))
    elif divisor_override == 0:
        raise value_error("avg_pool2d", "divisor_override", "not be zero", str(divisor_override))
    else:
        rows = asarray([float(divisor_override)] * counts[0], dtype="float64")
        columns = asarray([1.0] * counts[1], dtype="float64")
    return _windows.pool_mean("avg_pool2d", floating_dtype("avg_pool2d", x), x, counts, kernel, stride, before, rows, columns)


def adaptive_avg_pool2d(x, /, output_size):
    """The means of the windows that divide x into output_size parts: of n elements, part i of m is [i n // m, ceil((i + 1) n / m)).

    Parameters
    ----------
    x : array
        Shape (N, C, H, W) or (C, H, W), H and W not zero; a real floating-point dtype.
    output_size : int, None, or tuple of two of them
        The parts along H and W; None keeps the length.

    Returns
    -------
    array
        Shape (N, C, *output_size) or (C, *output_size); dtype of x.

    Raises
    ------
    TypeError
        If the dtype is not real floating-point.
    ValueError
        If the sizes do not fit.

    Notes
    -----
    torch.nn.functional.adaptive_avg_pool2d. Sums of float32 are formed in float64.
    """
    from .. import mean

    x = images("adaptive_avg_pool2d", x)
    wanted = output_size if isinstance(output_size, tuple | list) else (output_size,) * 2
    if len(wanted) == 2:
        wanted = tuple(n if size is None else size for size, n in zip(wanted, x.shape[-2:], strict=True))
    out_size = sizes("adaptive_avg_pool2d", "output_size", wanted, 0)
    if 0 in x.shape[-2:]:
        raise value_error("adaptive_avg_pool2d", "x", "have elements along H and W", str(x.shape))
    if out_size == (1, 1) and x.size:
        floating_dtype("adaptive_avg_pool2d", x)
        return mean(x, axis=(-2, -1), keepdims=True)
    return _windows.pool_adaptive("adaptive_avg_pool2d", floating_dtype("adaptive_avg_pool2d", x), x, out_size)


__all__ = ("adaptive_avg_pool2d", "avg_pool2d", "max_pool2d")
