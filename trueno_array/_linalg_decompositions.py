"""Factors, eigenvalues and singular values of matrices."""

from collections import namedtuple

import trueno_array as _xp

from . import _errors
from ._ext import lapack as _lapack

EigResult = namedtuple("EigResult", ("eigenvalues", "eigenvectors"))
EighResult = namedtuple("EighResult", ("eigenvalues", "eigenvectors"))
QRResult = namedtuple("QRResult", ("Q", "R"))
SVDResult = namedtuple("SVDResult", ("U", "S", "Vh"))


def cholesky(x, /, *, upper=False):
    """The Cholesky factor of positive definite matrices.

    Parameters
    ----------
    x : array
        Shape (..., M, M); symmetric or Hermitian. Only the triangle of the factor is read. Integers are computed in float64.
    upper : bool
        The upper factor U of x = Uᴴ U; by default the lower factor L of x = L Lᴴ.

    Returns
    -------
    array
        Shape and floating-point dtype of x; zeros in the other triangle.

    Raises
    ------
    ValueError
        If the matrices are not square.
    LinAlgError
        If a matrix is not positive definite.

    Notes
    -----
    LAPACK's potrf.
    """
    return _lapack.cholesky(x, bool(upper))


def qr(x, /, *, mode="reduced"):
    """The QR decomposition: x = Q R with orthonormal columns of Q and an upper triangle R.

    Parameters
    ----------
    x : array
        Shape (..., M, N), with K = min(M, N). Integers are computed in float64.
    mode : {"reduced", "complete"}
        Whether Q has K columns, or M.

    Returns
    -------
    namedtuple of array
        Q of shape (..., M, K) and R of shape (..., K, N), or (..., M, M) and (..., M, N); the floating-point dtype of x.

    Raises
    ------
    ValueError
        If x has less than 2 dimensions, or the mode is unknown.

    Notes
    -----
    LAPACK's geqrf and orgqr.
    """
    if mode not in ("reduced", "complete"):
        raise _errors.value_error("qr", "mode", "be 'reduced' or 'complete'", _errors.describe(mode))
    return QRResult(*_lapack.qr(x, mode == "complete"))


def svd(x, /, *, full_matrices=True):
    """The singular value decomposition: x = U diag(S) Vh.

    Parameters
    ----------
    x : array
        Shape (..., M, N), with K = min(M, N). Integers are computed in float64.
    full_matrices : bool
        Whether U and Vh are square, or have K columns and K rows.

    Returns
    -------
    namedtuple of array
        U of shape (..., M, M) or (..., M, K), S of shape (..., K), descending, and Vh of shape (..., N, N) or (..., K, N). S has
        the real dtype of the precision of x.

    Raises
    ------
    ValueError
        If x has less than 2 dimensions.
    LinAlgError
        If a matrix is not finite, or the iteration does not converge.

    Notes
    -----
    LAPACK's gesdd; of R where x is much longer than wide, and Q is multiplied by its U.
    """
    if not full_matrices and _is_tall(x):
        q, r = _lapack.qr(x, False)
        if _is_of_middle_size(r):
            u, s, vh = _lapack.svd(r, True, False, "svd")
            return SVDResult(_xp.matmul(q, u), s, vh)
    return SVDResult(*_lapack.svd(x, True, bool(full_matrices), "svd"))


def _is_tall(x):
    """Whether the singular values of R are found sooner than those of x = Q R, even with Q multiplied."""
    if type(x) is not _xp.Array or x.ndim < 2 or not _xp.isdtype(x.dtype, ("real floating", "complex floating")):
        return False
    rows, columns = x.shape[-2:]
    return rows >= 4 * columns > 0 and rows * columns >= 2000 and x.size > 0 and x.dtype != _xp.float16


def _is_of_middle_size(r):
    """Whether the greatest element of each matrix is finite, and neither so small nor so large that gesdd scales the matrix."""
    limits = _xp.finfo(r.dtype)
    least = limits.smallest_normal**0.5 / limits.eps
    greatest = _xp.max(_xp.abs(r), axis=(-2, -1))
    return bool(_xp.all((greatest > least) & (greatest < 1 / least)))


def svdvals(x, /):
    """The singular values of matrices.

    Parameters
    ----------
    x : array
        Shape (..., M, N), with K = min(M, N). Integers are computed in float64.

    Returns
    -------
    array
        Shape (..., K), descending; the real dtype of the precision of x.

    Raises
    ------
    ValueError
        If x has less than 2 dimensions.
    LinAlgError
        If a matrix is not finite, or the iteration does not converge.

    Notes
    -----
    LAPACK's gesdd.
    """
    return _lapack.svd(x, False, False, "svdvals")[1]


def eig(x, /):
    """Eigenvalues and eigenvectors of any square matrices: x v = λ v.

    Parameters
    ----------
    x : array
        Shape (..., M, M). Integers are computed in float64.

    Returns
    -------
    namedtuple of array
        eigenvalues of shape (..., M), in no order, and eigenvectors of shape (..., M, M), columns of length 1. Both are always
        complex, in the precision of x.

    Raises
    ------
    ValueError
        If the matrices are not square.
    LinAlgError
        If a matrix is not finite, or the iteration does not converge.

    Notes
    -----
    LAPACK's geev.
    """
    return EigResult(*_lapack.eig(x, True))


def eigvals(x, /):
    """Eigenvalues of any square matrices.

    Parameters
    ----------
    x : array
        Shape (..., M, M). Integers are computed in float64.

    Returns
    -------
    array
        Shape (..., M), in no order; always complex, in the precision of x.

    Raises
    ------
    ValueError
        If the matrices are not square.
    LinAlgError
        If a matrix is not finite, or the iteration does not converge.

    Notes
    -----
    LAPACK's geev.
    """
    return _lapack.eig(x, False)[0]


def eigh(x, /):
    """Eigenvalues and eigenvectors of symmetric or Hermitian matrices.

    Parameters
    ----------
    x : array
        Shape (..., M, M). Only the lower triangle is read. Integers are computed in float64.

    Returns
    -------
    namedtuple of array
        eigenvalues of shape (..., M), ascending, of the real dtype of the precision of x, and eigenvectors of shape (..., M, M),
        orthonormal columns, of the floating-point dtype of x.

    Raises
    ------
    ValueError
        If the matrices are not square.
    LinAlgError
        If a matrix is not finite, or the iteration does not converge.

    Notes
    -----
    LAPACK's syevd and heevd.
    """
    return EighResult(*_lapack.eigh(x, True))


def eigvalsh(x, /):
    """Eigenvalues of symmetric or Hermitian matrices.

    Parameters
    ----------
    x : array
        Shape (..., M, M). Only the lower triangle is read. Integers are computed in float64.

    Returns
    -------
    array
        Shape (..., M), ascending; the real dtype of the precision of x.

    Raises
    ------
    ValueError
        If the matrices are not square.
    LinAlgError
        If a matrix is not finite, or the iteration does not converge.

    Notes
    -----
    LAPACK's syevd and heevd.
    """
    return _lapack.eigh(x, False)[0]


__all__ = ("cholesky", "eig", "eigh", "eigvals", "eigvalsh", "qr", "svd", "svdvals")
