"""Determinants, inverses, systems of equations, powers and ranks of matrices."""

from collections import namedtuple

import trueno_array as _xp

from . import _errors
from ._ext import lapack as _lapack
from ._ext.apply import asarray_of as _asarray_of

SlogdetResult = namedtuple("SlogdetResult", ("sign", "logabsdet"))


def det(x, /):
    """The determinants of square matrices.

    Parameters
    ----------
    x : array
        Shape (..., M, M). Integers are computed in float64.

    Returns
    -------
    array
        Shape (...); the floating-point dtype of x. 0 for a singular matrix, 1 for one of no rows. The product over the
        factors does not overflow on the way.

    Raises
    ------
    ValueError
        If the matrices are not square.

    Notes
    -----
    LAPACK's getrf.
    """
    return _lapack.det(x)


def slogdet(x, /):
    """The sign, and the natural logarithm of the absolute value, of the determinants of square matrices.

    Parameters
    ----------
    x : array
        Shape (..., M, M). Integers are computed in float64.

    Returns
    -------
    namedtuple of array
        sign of shape (...) in the floating-point dtype of x, 0 or of absolute value 1, and logabsdet of shape (...) in the real
        dtype of its precision; 0 and -inf for a singular matrix.

    Raises
    ------
    ValueError
        If the matrices are not square.

    Notes
    -----
    LAPACK's getrf.
    """
    return SlogdetResult(*_lapack.slogdet(x))


def inv(x, /):
    """The inverses of square matrices.

    Parameters
    ----------
    x : array
        Shape (..., M, M). Integers are computed in float64.

    Returns
    -------
    array
        Shape and floating-point dtype of x.

    Raises
    ------
    ValueError
        If the matrices are not square.
    LinAlgError
        If a matrix is singular.

    Notes
    -----
    LAPACK's gesv.
    """
    return _lapack.inv(x)


def solve(x1, x2, /):
    """The solution x of x1 @ x == x2.

    Parameters
    ----------
    x1 : array
        Shape (..., M, M).
    x2 : array
        Shape (M,), one vector for all matrices, or (..., M, K), K columns for each. The dtypes of both are promoted to one;
        integers are computed in float64.

    Returns
    -------
    array
        Shape (..., M) for one vector, else (..., M, K) with the leading dimensions broadcast.

    Raises
    ------
    ValueError
        If the matrices of x1 are not square, or the shapes do not fit.
    LinAlgError
        If a matrix of x1 is singular.

    Notes
    -----
    LAPACK's gesv.
    """
    return _lapack.solve(x1, x2)


def _cutoff(function, s, shape, rtol):
    """The singular value, for each matrix and with a last dimension of length 1, up to which the others count as zero."""
    if rtol is None:
        rtol = max(shape[-2:]) * float(_xp.finfo(s.dtype).eps)
    elif not isinstance(rtol, int | float):
        rtol = _asarray_of(rtol, function)
        if rtol.dtype.kind == "c":
            raise _errors.type_error(function, "rtol", "have a real-valued dtype", str(rtol.dtype))
        rtol = _xp.expand_dims(rtol, -1)
    return _xp.max(s, axis=-1, keepdims=True) * rtol


@_errors.in_its_name
def matrix_rank(x, /, *, rtol=None):
    """The number of singular values of matrices that are not small.

    Parameters
    ----------
    x : array
        Shape (..., M, N). Integers are computed in float64.
    rtol : float or array, optional
        Singular values up to rtol times the largest count as zero; an array broadcasts with shape (...). By default
        max(M, N) times the spacing of numbers at 1.

    Returns
    -------
    array
        Shape (...); int64.

    Raises
    ------
    ValueError
        If x has less than 2 dimensions.
    LinAlgError
        If a matrix is not finite, or the iteration does not converge.
    """
    s = _lapack.svd(x, False, False, "matrix_rank")[1]
    shape = _asarray_of(x, "matrix_rank").shape
    if not s.shape[-1]:
        return _xp.zeros(shape[:-2], dtype=_xp.int64)
    return _xp.count_nonzero(s > _cutoff("matrix_rank", s, shape, rtol), axis=-1)


def _adjoint(x):
    transposed = _xp.matrix_transpose(x)
    return _xp.conj(transposed) if x.dtype.kind == "c" else transposed


@_errors.in_its_name
def pinv(x, /, *, rtol=None):
    """The Moore-Penrose pseudo-inverses of matrices.

    Parameters
    ----------
    x : array
        Shape (..., M, N). Integers are computed in float64.
    rtol : float or array, optional
        Singular values up to rtol times the largest count as zero; an array broadcasts with shape (...). By default
        max(M, N) times the spacing of numbers at 1.

    Returns
    -------
    array
        Shape (..., N, M); the floating-point dtype of x.

    Raises
    ------
    ValueError
        If x has less than 2 dimensions.
    LinAlgError
        If a matrix is not finite, or the iteration does not converge.
    """
    u, s, vh = _lapack.svd(x, True, False, "pinv")
    rows, columns = u.shape[-2], vh.shape[-1]
    if not s.shape[-1]:
        return _xp.zeros((*u.shape[:-2], columns, rows), dtype=u.dtype)
    is_large = s > _cutoff("pinv", s, (rows, columns), rtol)
    inverse = _xp.where(is_large, 1.0 / _xp.where(is_large, s, 1.0), 0.0)
    return _xp.matmul(_adjoint(vh) * _xp.expand_dims(inverse, -2), _adjoint(u))


def matrix_power(x, n, /):
    """The matrix product of n copies of a square matrix.

    Parameters
    ----------
    x : array
        Shape (..., M, M); a numeric dtype.
    n : int
        0 gives the identity, a negative n the power of the inverse.

    Returns
    -------
    array
        Shape of x. The dtype of x; float64 for integers with a negative n.

    Raises
    ------
    TypeError
        If n is not an integer, or x is boolean.
    ValueError
        If the matrices are not square.
    LinAlgError
        If n is negative and a matrix is singular.
    """
    x = _asarray_of(x, "matrix_power")
    if x.dtype.kind == "b":
        raise _errors.type_error("matrix_power", "x", "have a numeric dtype", "bool")
    n = _errors.integer_of("matrix_power", "n", n)
    if x.ndim < 2 or x.shape[-1] != x.shape[-2]:
        raise _errors.value_error("matrix_power", "x", "have at least 2 dimensions and hold square matrices", f"shape {x.shape}")
    if n == 0:
        identity = _xp.eye(x.shape[-1], dtype=x.dtype)
        return _xp.asarray(_xp.broadcast_to(identity, x.shape), copy=True)
    square, n = (_lapack.inv(x, "matrix_power"), -n) if n < 0 else (_xp.asarray(x, copy=True), n)
    result = None
    while True:
        if n & 1:
            result = square if result is None else _xp.matmul(result, square)
        n >>= 1
        if not n:
            return result
        square = _xp.matmul(square, square)


__all__ = ("det", "inv", "matrix_power", "matrix_rank", "pinv", "slogdet", "solve")
