"""Linear algebra functions of the main namespace of the standard."""

from . import _errors
from ._ext.apply import asarray_of
from ._ext.products import matmul
from ._ext.reduce import vecdot
from ._ext.views import matrix_transpose, permute_dims, reshape


def _axes(axes, ndim1, ndim2):
    """The contracted axes of both operands, from the start."""
    if hasattr(axes, "__index__"):
        n = axes.__index__()
        if not 0 <= n <= min(ndim1, ndim2):
            raise _errors.value_error("tensordot", "axes", f"be in [0, {min(ndim1, ndim2)}]", str(n))
        return list(range(ndim1 - n, ndim1)), list(range(n))
    try:
        first, second = axes
        first = [first] if hasattr(first, "__index__") else list(first)
        second = [second] if hasattr(second, "__index__") else list(second)
    except (TypeError, ValueError):
        raise _errors.type_error("tensordot", "axes", "be an integer or two sequences of integers", _errors.describe(axes)) from None
    wrapped = []
    for chosen, ndim in ((first, ndim1), (second, ndim2)):
        if any(not -ndim <= axis < ndim for axis in chosen) or len({axis % ndim for axis in chosen}) != len(chosen):
            raise _errors.value_error("tensordot", "axes", f"name dimensions in [{-ndim}, {ndim}) once", str(chosen))
        wrapped.append([axis % ndim for axis in chosen])
    return wrapped


def tensordot(x1, x2, /, *, axes=2):
    """The sum of products over axes of both operands.

    Parameters
    ----------
    x1, x2 : array
        Numeric dtypes, promoted to one.
    axes : int or tuple of two sequences of int
        How many of the last axes of x1 go with the first axes of x2; or the axes of x1, and those of x2 that go with them.

    Returns
    -------
    array
        Shape: the other axes of x1, then those of x2. Nothing is conjugated.

    Raises
    ------
    ValueError
        If the axes are out of range, or their lengths differ.
    """
    x1, x2 = asarray_of(x1, "tensordot"), asarray_of(x2, "tensordot")
    shape1, shape2 = x1.shape, x2.shape
    first, second = _axes(axes, len(shape1), len(shape2))
    if [shape1[axis] for axis in first] != [shape2[axis] for axis in second]:
        raise _errors.value_error("tensordot", "x1 and x2", "have equal lengths along the axes", f"{shape1} and {shape2} with axes {axes}")
    rest1 = [axis for axis in range(len(shape1)) if axis not in first]
    rest2 = [axis for axis in range(len(shape2)) if axis not in second]
    depth = 1
    for axis in first:
        depth *= shape1[axis]
    outer1, outer2 = tuple(shape1[axis] for axis in rest1), tuple(shape2[axis] for axis in rest2)
    rows = columns = 1
    for length in outer1:
        rows *= length
    for length in outer2:
        columns *= length
    left = reshape(permute_dims(x1, tuple(rest1 + first)), (rows, depth))
    right = reshape(permute_dims(x2, tuple(second + rest2)), (depth, columns))
    return reshape(matmul(left, right), outer1 + outer2)


__all__ = ("matmul", "matrix_transpose", "tensordot", "vecdot")
