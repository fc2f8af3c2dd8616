"""What convolution and pooling ask of their arguments."""

from .._errors import value_error
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
