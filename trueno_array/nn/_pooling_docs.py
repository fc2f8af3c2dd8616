"""The docstrings of pooling: one for each kind, over the number of axes."""

from ._windows import shapes

_WINDOWED = """

Parameters
----------
x : array
    Shape {shapes}; a real floating-point dtype.
kernel_size : {sizes}
    The elements of a window along {axes}.
stride : {sizes}, optional
    The distance of windows; by default kernel_size.
padding : {sizes}
"""

_MAX = (
    "The largest element of each window of x."
    + _WINDOWED
    + """    How far windows reach over the edges; at most half of kernel_size. What is outside never counts.
dilation : {sizes}
    The distance of the elements of a window.
ceil_mode : bool
    Whether windows that begin inside and end outside are added.
return_indices : bool
    Whether the positions of the largest are returned too.

Returns
-------
array, or tuple of two arrays
    Shape {results}, where M{last} = ({last} + 2 padding - dilation (K{last} - 1) - 1) / stride + 1, rounded down, or up in
    ceil_mode; dtype of x. The positions are {position}, int64: those of the first of equals. NaN wins, the last one.
{rest}"""
)

_AVG = (
    "The mean element of each window of x."
    + _WINDOWED
    + """    The zeros around x; at most half of kernel_size.
ceil_mode : bool
    Whether windows that begin inside and end outside are added.
count_include_pad : bool
    Whether the zeros of the padding count as elements. What a window has behind the padding never counts.
{divisor}
Returns
-------
array
    Shape {results}, where M{last} = ({last} + 2 padding - K{last}) / stride + 1, rounded down, or up in ceil_mode; dtype of x.
{rest} Sums of float32 are formed in float64."""
)

_DIVISOR = """divisor_override : int, optional
    What sums are divided by instead of the number of elements; not zero.
"""

_ADAPTIVE = """The means of the windows that divide x into output_size parts: of n elements, part i of m is [i n // m, ceil((i + 1) n / m)).

Parameters
----------
x : array
    Shape {shapes}, none of {axes} zero; a real floating-point dtype.
output_size : int, None, or tuple of {n_axes} of them
    The parts along {axes}; None keeps the length.

Returns
-------
array
    Shape (N, C, *output_size) or (C, *output_size); dtype of x.
{rest} Sums of float32 are formed in float64."""

_REST = """
Raises
------
TypeError
    If the dtype is not real floating-point.
ValueError
    If the sizes do not fit.

Notes
-----
torch.nn.functional.{name}.{two_steps}"""

_TEXTS = {"max": _MAX, "avg": _AVG, "adaptive": _ADAPTIVE}
_POSITIONS = {1: "the place along L", 2: "row * W + column", 3: "(depth * H + row) * W + column"}
_TWO_STEPS = " The last two axes are reduced first, and what they give, in the dtype, along the first."


def documented(n_axes):
    """Give a pooling function over n_axes axes its docstring."""

    def decorate(function):
        axes, both = shapes(n_axes)
        name, letters = function.__name__, axes.split(", ")
        rest = _REST.format(name=name, two_steps=_TWO_STEPS if n_axes == 3 else "")
        made = ", ".join("M" + letter for letter in letters)
        function.__doc__ = _TEXTS[name.split("_")[0]].format(
            shapes=both,
            results=f"(N, C, {made}) or (C, {made})",
            axes=" and ".join(axes.rsplit(", ", 1)),
            sizes="int or tuple of one int" if n_axes == 1 else f"int or tuple of {n_axes} ints",
            last=letters[-1],
            n_axes=n_axes,
            position=_POSITIONS[n_axes],
            divisor=_DIVISOR if n_axes > 1 else "",
            rest=rest,
        )
        return function

    return decorate
