"""Functions beyond the standard that consumers ask of an array namespace, with the names and the meaning that NumPy gave them."""

import trueno_array as _xp

from . import _errors
from ._ext.apply import asarray_of as _asarray_of
from ._ext.reduce import running as _running
from ._ext.taking import bincount, put_along_axis
from ._ext.views import array_split, split
from ._ext.views import diagonal as _diagonal


def argwhere(x):
    """The positions of the elements that are not zero, one a row.

    Parameters
    ----------
    x : array
        Any shape and dtype.

    Returns
    -------
    array
        Shape (how many, ndim of x); int64, in C order.
    """
    x = _asarray_of(x, "argwhere")
    if x.ndim == 0:
        return _xp.zeros((int(bool(x)), 0), dtype=_xp.int64)
    return _xp.stack(_xp.nonzero(x), axis=1)


def cumprod(x, axis=None, dtype=None):
    """The running product of the elements along an axis.

    Parameters
    ----------
    x, axis, dtype
        As of `cumsum`.

    Returns
    -------
    array
        As of `cumsum`.
    """
    return _running("cumprod", x, axis, dtype)


def cumsum(x, axis=None, dtype=None):
    """The running sum of the elements along an axis.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    axis : int, optional
        None flattens x first.
    dtype : dtype, optional
        Of the result; by default that of x, integers and booleans widened to 64 bits.

    Returns
    -------
    array
        Shape of x; one dimension without an axis.

    Raises
    ------
    ValueError
        If the axis is out of range.
    """
    return _running("cumsum", x, axis, dtype)


@_errors.in_its_name
def diag(x, k=0):
    """A diagonal of a matrix, or the matrix with a vector on a diagonal.

    Parameters
    ----------
    x : array
        1 or 2 dimensions; any dtype.
    k : int
        Which diagonal: 0 the main one, positive ones above it, negative ones below.

    Returns
    -------
    array
        Of a matrix its diagonal, as a view; of a vector of n elements a matrix of n + abs(k) rows and columns, else 0.

    Raises
    ------
    ValueError
        If x has no or more than 2 dimensions.
    """
    x, k = _asarray_of(x, "diag"), _errors.integer_of("diag", "k", k)
    if x.ndim == 2:
        return _diagonal(x, offset=k)
    if x.ndim != 1:
        raise _errors.value_error("diag", "x", "have 1 or 2 dimensions", str(x.ndim))
    n = x.shape[0] + abs(k)
    out = _xp.zeros((n, n), dtype=x.dtype)
    _diagonal(out, offset=k)[...] = x
    return out


@_errors.in_its_name
def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None):
    """Powers of a base, with exponents at equal distances.

    Parameters
    ----------
    start, stop : float or complex
        The first and the last exponent.
    num : int
        How many.
    endpoint : bool
        Whether stop is one of them.
    base : float
        Of the powers.
    dtype : dtype, optional
        Of the result; by default float64, complex128 of complex exponents.

    Returns
    -------
    array
        1 dimension.
    """
    exponents = _xp.linspace(start, stop, num, endpoint=endpoint)
    powers = _xp.pow(base, exponents)
    return powers if dtype is None else _xp.astype(powers, dtype, copy=False)


__all__ = ("argwhere", "array_split", "bincount", "cumprod", "cumsum", "diag", "logspace", "put_along_axis", "split")
