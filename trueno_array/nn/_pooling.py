"""The largest and the mean element of windows along one, two or three axes.

The kernels know planes of two axes: one axis is a plane of one row; of three axes, the last two are reduced first, and then the first as
the rows of planes whose columns are all that is left of the others.
"""

from functools import lru_cache
from math import prod

from .._creation import asarray
from .._errors import value_error
from .._ext import windows as _windows
from .._ext.neural import floating_dtype
from ._pooling_docs import documented
from ._windows import images, reach, sizes, window_counts

SINGLE = (1, 1, 1, 0, 1)  # the count, kernel, stride, padding and dilation of an axis of one window of one element


def _one_element_each(count):
    return (count, *SINGLE[1:])


def _windows_of(function, n_axes, x, kernel_size, stride, padding, dilation, ceil_mode):
    """x as an array, and for each of its last axes the count, kernel, stride, padding and dilation of the windows."""
    x = images(function, x, n_axes)
    kernel = sizes(function, "kernel_size", kernel_size, 1, n_axes)
    stride = kernel if stride is None else sizes(function, "stride", stride, 1, n_axes)
    dilation, before = sizes(function, "dilation", dilation, 1, n_axes), sizes(function, "padding", padding, 0, n_axes)
    if any(2 * b > k for b, k in zip(before, kernel, strict=True)):
        raise value_error(function, "padding", f"be at most half of kernel_size, {kernel}", str(padding))
    counts = window_counts(function, x, reach(kernel, dilation), stride, before, before, ceil_mode)
    return x, list(zip(counts, kernel, stride, before, dilation, strict=True))


def _planes(x, n_axes):
    from .. import reshape

    if n_axes == 2:
        return x
    return reshape(x, (prod(x.shape[:-1]), 1, x.shape[-1]) if n_axes == 1 else (prod(x.shape[:-2]), *x.shape[-2:]))


def _depth_as_rows(planes, x):
    """What was made of the planes of x, shape (N, C, D, H, W), with D as rows and the rest as columns."""
    from .. import reshape

    return reshape(planes, (prod(x.shape[:-3]), x.shape[-3], prod(planes.shape[-2:])))


def _shaped(planes, x, counts):
    from .. import reshape

    return planes if len(counts) == 2 else reshape(planes, (*x.shape[: x.ndim - len(counts)], *counts))


def _greatest(function, n_axes, x, kernel_size, stride, padding, dilation, ceil_mode, return_indices):
    from .. import minimum, take_along_axis

    x, axes = _windows_of(function, n_axes, x, kernel_size, stride, padding, dilation, ceil_mode)
    dtype, counts = floating_dtype(function, x), [axis[0] for axis in axes]

    def pool(planes, *pair):
        return _windows.pool_max(function, dtype, planes, *zip(*pair, strict=True), bool(return_indices))

    out, indices = pool(_planes(x, n_axes), *([SINGLE] * (n_axes == 1) + axes)[-2:])
    if n_axes == 3:
        columns = prod(counts[1:])
        out, positions = pool(_depth_as_rows(out, x), axes[0], _one_element_each(columns))
        if return_indices:
            depth = positions // max(columns, 1)
            there = minimum(depth, x.shape[-3] - 1)  # a window without elements may start beyond the last plane
            indices = depth * prod(x.shape[-2:]) + take_along_axis(_depth_as_rows(indices, x), there, axis=1)
    out = _shaped(out, x, counts)
    return (out, _shaped(indices, x, counts)) if return_indices else out


@lru_cache(maxsize=64)
def _elements(n, axis, includes_padding):
    """The number of elements that each window along an axis is divided by; never written to."""
    count, k, stride, before, _ = axis
    result = []
    for i in range(count):
        first = i * stride - before
        end = min(first + k, n + before)
        result.append(float(end - first if includes_padding else max(min(end, n) - max(first, 0), 1)))
    return asarray(result, dtype="float64")


@lru_cache(maxsize=64)
def _equal(divisor, count):
    return asarray([float(divisor)] * count, dtype="float64")


def _mean(function, n_axes, x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override):
    x, axes = _windows_of(function, n_axes, x, kernel_size, stride, padding, 1, ceil_mode)
    dtype, counts = floating_dtype(function, x), [axis[0] for axis in axes]
    if divisor_override is None:
        divisors = [_elements(n, axis, bool(count_include_pad)) for n, axis in zip(x.shape[-n_axes:], axes, strict=True)]
    elif divisor_override == 0:
        raise value_error(function, "divisor_override", "not be zero", str(divisor_override))
    else:
        divisors = [_equal(divisor_override, counts[0]), *(_equal(1, count) for count in counts[1:])]

    def pool(planes, *pair):
        (rows, row_divisors), (columns, column_divisors) = pair
        given = list(zip(rows, columns, strict=True))[:4]
        return _windows.pool_mean(function, dtype, planes, *given, row_divisors, column_divisors)

    pairs = [(SINGLE, _equal(1, 1))] * (n_axes == 1) + list(zip(axes, divisors, strict=True))
    out = pool(_planes(x, n_axes), *pairs[-2:])
    if n_axes == 3:
        columns = prod(counts[1:])
        out = pool(_depth_as_rows(out, x), pairs[0], (_one_element_each(columns), _equal(1, columns)))
    return _shaped(out, x, counts)


def _divided(function, n_axes, x, output_size):
    from .. import mean

    x = images(function, x, n_axes)
    wanted = output_size if isinstance(output_size, tuple | list) else (output_size,) * n_axes
    if len(wanted) == n_axes:
        wanted = tuple(n if size is None else size for size, n in zip(wanted, x.shape[-n_axes:], strict=True))
    counts = sizes(function, "output_size", wanted, 0, n_axes)
    if 0 in x.shape[-n_axes:]:
        raise value_error(function, "x", "have elements along its last axes", str(x.shape))
    dtype = floating_dtype(function, x)
    if counts == (1,) * n_axes and x.size:
        return mean(x, axis=tuple(range(-n_axes, 0)), keepdims=True)
    out = _windows.pool_adaptive(function, dtype, _planes(x, n_axes), (1, *counts)[-2:])
    if n_axes == 3:
        out = _windows.pool_adaptive(function, dtype, _depth_as_rows(out, x), (counts[0], prod(counts[1:])))
    return _shaped(out, x, counts)


@documented(1)
def max_pool1d(x, /, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return _greatest("max_pool1d", 1, x, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


@documented(2)
def max_pool2d(x, /, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return _greatest("max_pool2d", 2, x, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


@documented(3)
def max_pool3d(x, /, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    return _greatest("max_pool3d", 3, x, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


@documented(1)
def avg_pool1d(x, /, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return _mean("avg_pool1d", 1, x, kernel_size, stride, padding, ceil_mode, count_include_pad, None)


@documented(2)
def avg_pool2d(x, /, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
    return _mean("avg_pool2d", 2, x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


@documented(3)
def avg_pool3d(x, /, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
    return _mean("avg_pool3d", 3, x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


@documented(1)
def adaptive_avg_pool1d(x, /, output_size):
    return _divided("adaptive_avg_pool1d", 1, x, output_size)


@documented(2)
def adaptive_avg_pool2d(x, /, output_size):
    return _divided("adaptive_avg_pool2d", 2, x, output_size)


@documented(3)
def adaptive_avg_pool3d(x, /, output_size):
    return _divided("adaptive_avg_pool3d", 3, x, output_size)


__all__ = (
    "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d", "avg_pool1d", "avg_pool2d", "avg_pool3d",
    "max_pool1d", "max_pool2d", "max_pool3d",
)  # fmt: skip
