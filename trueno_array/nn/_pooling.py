"""The largest and the mean element of windows along one, two or three axes.

The kernels know planes of two axes: one axis is a plane of one row; of three axes, the last two are reduced first, and then the first as
the rows of planes whose columns are all that is left of the others.
"""

from math import prod

from .._errors import value_error
from .._ext import windows as _windows
from .._ext.neural import floating_dtype
from ._pooling_docs import documented
from ._windows import images

SINGLE = (1, 1, 1, 0, 1)  # the count, kernel, stride, padding and dilation of an axis of one window of one element


def _one_element_each(count):
    return (count, *SINGLE[1:])


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
    x = images(function, x, n_axes)
    dtype = floating_dtype(function, x)
    axes = _windows.pooled_axes(function, x.shape, n_axes, kernel_size, stride, padding, dilation, bool(ceil_mode))
    if n_axes == 2:
        found = _windows.pool_max(function, dtype, x, axes, bool(return_indices))
        return found if return_indices else found[0]
    counts = [axis[0] for axis in axes]
    out, indices = _windows.pool_max(function, dtype, _planes(x, n_axes), ([SINGLE] + axes)[-2:], bool(return_indices))
    if n_axes == 3:
        out, indices = _along_depth(function, dtype, x, axes, out, indices)
    out = _shaped(out, x, counts)
    return (out, _shaped(indices, x, counts)) if return_indices else out


def _along_depth(function, dtype, x, axes, out, indices):
    """The largest elements along the depth of what was found in planes, and their positions or None."""
    from .. import minimum, take_along_axis

    columns = axes[1][0] * axes[2][0]
    out, positions = _windows.pool_max(function, dtype, _depth_as_rows(out, x), [axes[0], _one_element_each(columns)], indices is not None)
    if indices is None:
        return out, None
    depth = positions // max(columns, 1)
    there = minimum(depth, x.shape[-3] - 1)  # a window without elements may start beyond the last plane
    return out, depth * prod(x.shape[-2:]) + take_along_axis(_depth_as_rows(indices, x), there, axis=1)


def _mean(function, n_axes, x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor):
    x = images(function, x, n_axes)
    dtype = floating_dtype(function, x)
    axes = _windows.pooled_axes(function, x.shape, n_axes, kernel_size, stride, padding, 1, bool(ceil_mode))
    if divisor is not None and divisor == 0:
        raise value_error(function, "divisor_override", "not be zero", str(divisor))
    includes = bool(count_include_pad)
    if n_axes == 2:
        return _windows.pool_mean(function, dtype, x, axes, includes, divisor)
    in_planes = None if divisor is None else 1.0
    out = _windows.pool_mean(function, dtype, _planes(x, n_axes), ([SINGLE] + axes)[-2:], includes, in_planes)
    if n_axes == 3:
        pair = [axes[0], _one_element_each(axes[1][0] * axes[2][0])]
        out = _windows.pool_mean(function, dtype, _depth_as_rows(out, x), pair, includes, divisor)
    return _shaped(out, x, [axis[0] for axis in axes])


def _divided(function, n_axes, x, output_size):
    x = images(function, x, n_axes)
    wanted = output_size if isinstance(output_size, tuple | list) else (output_size,) * n_axes
    if len(wanted) == n_axes:
        wanted = tuple(n if size is None else size for size, n in zip(wanted, x.shape[-n_axes:], strict=True))
    counts = _windows.sizes(function, "output_size", wanted, 0, n_axes)
    if 0 in x.shape[-n_axes:]:
        raise value_error(function, "x", "have elements along its last axes", str(x.shape))
    dtype = floating_dtype(function, x)
    if counts == (1,) * n_axes and x.size:
        from .. import mean

        return mean(x, axis=tuple(range(-n_axes, 0)), keepdims=True)
    if n_axes == 2:
        return _windows.pool_adaptive(function, dtype, x, counts)
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
