"""The extension ``linalg`` of the standard.

Decompositions call LAPACK from the package scipy-openblas32, which is opened at the first of them.
"""

import trueno_array as _xp

from . import _errors
from ._errors import LinAlgError
from ._ext.apply import asarray_of as _asarray_of
from ._ext.views import diagonal
from ._linalg_decompositions import cholesky, eig, eigh, eigvals, eigvalsh, qr, svd, svdvals
from ._linalg_norms import matrix_norm, vector_norm
from ._linalg_solvers import det, inv, matrix_power, matrix_rank, pinv, slogdet, solve
from ._linear_algebra import matmul, matrix_transpose, tensordot, vecdot


def _numeric(x, argument, function):
    x = _asarray_of(x, function)
    if x.dtype.kind == "b":
        raise _errors.type_error(function, argument, "have a numeric dtype", "bool")
    return x


def outer(x1, x2, /):
    """The products of each element of one vector with each of another.

    Parameters
    ----------
    x1, x2 : array
        Shapes (N,) and (M,); numeric dtypes, promoted to one.

    Returns
    -------
    array
        Shape (N, M). Nothing is conjugated.

    Raises
    ------
    TypeError
        If a dtype is boolean.
    ValueError
        If an operand does not have one dimension.
    """
    x1, x2 = _numeric(x1, "x1", "outer"), _numeric(x2, "x2", "outer")
    if x1.ndim != 1 or x2.ndim != 1:
        raise _errors.value_error("outer", "x1 and x2", "have 1 dimension", f"shapes {x1.shape} and {x2.shape}")
    return _xp.expand_dims(x1, 1) * _xp.expand_dims(x2, 0)


def _axis_of_both(x1, x2, axis):
    """The axis of the vectors of a cross product, counted from the end."""
    shortest = min(x1.ndim, x2.ndim)
    axis = _errors.integer_of("cross", "axis", axis)
    end = axis - x1.ndim if axis >= 0 and x1.ndim == x2.ndim else axis
    if not -shortest <= end < 0:
        wanted = f"be in [{-shortest}, -1]" if shortest else "not be given for a 0-d array"
        raise _errors.axis_error("cross", "axis", wanted, str(axis))
    if x1.shape[end] != 3 or x2.shape[end] != 3:
        raise _errors.value_error("cross", "x1 and x2", "have length 3 along the axis", f"shapes {x1.shape} and {x2.shape}")
    return end


_TOGETHER = 12_288  # elements whose lines stay in the caches


def _lines(x, axis):
    """The components of vectors; many that lie between one another are copied apart."""
    if axis == -1 and x.size >= 1024:
        return _xp.unstack(_xp.asarray(_xp.moveaxis(x, -1, 0), copy=True))
    return _xp.unstack(x, axis=axis)


def _cross(x1, x2, axis):
    a, b = _lines(x1, axis), _lines(x2, axis)
    return _xp.stack([a[i - 2] * b[i - 1] - a[i - 1] * b[i - 2] for i in range(3)], axis=axis)


@_errors.in_its_name
def cross(x1, x2, /, *, axis=-1):
    """The cross products of vectors of three elements.

    Parameters
    ----------
    x1, x2 : array
        Length 3 along the axis; the other dimensions broadcast. Numeric dtypes, promoted to one.
    axis : int
        Counted from the end: in [-min(ndim), -1], or any axis of two arrays of one rank.

    Returns
    -------
    array
        The broadcast shape.

    Raises
    ------
    TypeError
        If a dtype is boolean.
    ValueError
        If the length along the axis is not 3, or the shapes do not broadcast.
    """
    x1, x2 = _numeric(x1, "x1", "cross"), _numeric(x2, "x2", "cross")
    axis = _axis_of_both(x1, x2, axis)
    if axis != -1 or x1.shape != x2.shape or x1.size < 2 * _TOGETHER:
        return _cross(x1, x2, axis)
    found = _xp.empty(x1.shape, dtype=_xp.result_type(x1, x2))
    a, b, out = _xp.reshape(x1, (-1, 3)), _xp.reshape(x2, (-1, 3)), _xp.reshape(found, (-1, 3))
    for begin in range(0, out.shape[0], _TOGETHER // 3):
        part = slice(begin, begin + _TOGETHER // 3)
        out[part] = _cross(a[part], b[part], -1)
    return found


@_errors.in_its_name
def trace(x, /, *, offset=0, dtype=None):
    """The sums along the diagonals of matrices.

    Parameters
    ----------
    x : array
        Shape (..., M, N); a numeric dtype.
    offset : int
        Which diagonal: 0 the main one, positive ones above it, negative ones below.
    dtype : dtype, optional
        Of the sum; by default that of x, integers widened to 64 bits.

    Returns
    -------
    array
        Shape (...); 0 for a diagonal of no elements.

    Raises
    ------
    ValueError
        If x has less than 2 dimensions.
    """
    return _xp.sum(diagonal(x, offset=offset), axis=-1, dtype=dtype)


__all__ = (
    "LinAlgError", "cholesky", "cross", "det", "diagonal", "eig", "eigh", "eigvals", "eigvalsh", "inv", "matmul", "matrix_norm",
    "matrix_power", "matrix_rank", "matrix_transpose", "outer", "pinv", "qr", "slogdet", "solve", "svd", "svdvals",
    "tensordot", "trace", "vecdot", "vector_norm",
)  # fmt: skip
