"""What convolution and pooling ask of their arguments: images, sizes along two axes, the number of windows."""

from .._errors import type_error, value_error
from .._ext.apply import asarray_of


def shapes(n_axes):
    """The axes of an image in words, and its shapes."""
    axes = ("L", "H, W", "D, H, W")[n_axes - 1]
    return axes, f"(N, C, {axes}) or (C, {axes})"


def images(function, x, n_axes=2):
    """x as an array with a batch dimension or without: (N, C, ...) or (C, ...)."""
    x = asarray_of(x, function)
    if x.ndim not in (n_axes + 1, n_axes + 2):
        raise value_error(function, "x", f"have the shape {shapes(n_axes)[1]}", str(x.shape))
    return x


def sizes(function, name, value, least, n_axes=2):
    """An int, or one for each axis, as a tuple of ints that are at least `least`."""
    if type(value) is int and value >= least:
        return (value,) * n_axes
    given = (value,) * n_axes if hasattr(value, "__index__") else tuple(value) if isinstance(value, tuple | list) else None
    if given is None or not all(hasattr(size, "__index__") for size in given):
        raise type_error(function, name, f"be an int or a tuple of {n_axes} ints", type(value).__name__)
    if len(given) == 1:
        given *= n_axes
    if len(given) != n_axes:
        raise value_error(function, name, f"be an int or a tuple of {n_axes} ints", str(value))
    if any(size.__index__() < least for size in given):
        raise value_error(function, name, f"be at least {least}", str(value))
    return tuple(size.__index__() for size in given)


def reach(kernel, dilation):
    """The lengths that a window covers."""
    return tuple((k - 1) * d + 1 for k, d in zip(kernel, dilation, strict=True))


def window_counts(function, x, covered, stride, before, after, ceil_mode=False):
    """How many windows there are along each of the last axes of x."""
    counts = []
    for n, k, s, b, a in zip(x.shape[-len(covered) :], covered, stride, before, after, strict=True):
        room = n + b + a - k
        count = (room + (s - 1 if ceil_mode else 0)) // s + 1
        if ceil_mode and (count - 1) * s >= n + b:  # every window begins inside
            count -= 1
        if room < 0 and count < 1:
            raise value_error(function, "x", f"be at least as large as a window with its padding, {covered}", str(x.shape))
        counts.append(count)
    return tuple(counts)
