"""The extension ``fft`` of the standard. The transforms are computed by ``_ext.fourier``."""

import trueno_array as _xp

from . import _errors
from ._ext import fourier as _fourier
from ._ext.apply import asarray_of as _asarray_of

_one, _many = _fourier.one, _fourier.many
_OPPOSITE = {"backward": "forward", "forward": "backward"}

# --- arguments ---


def _axis(function, name, axis, ndim):
    axis = _errors.integer_of(function, name, axis)
    if not -ndim <= axis < ndim:
        raise _errors.axis_range_error(function, axis, ndim, name)
    return axis % ndim


def _opposite(norm):
    """The norm of the other direction; what is no norm stays what it is."""
    return _OPPOSITE.get(norm, norm) if isinstance(norm, str) else norm


# --- documentation that the transforms share ---

_ONE_DOC = """{summary}

Parameters
----------
x : array
    At least 1 dimension; {accepts}. Integers are computed in float64.
n : int, optional
    {length}; x is cut or padded with zeros to fit.
axis : int
    The dimension to transform.
norm : {{"backward", "ortho", "forward"}}
    Which direction is divided by n: "backward" the inverse, "forward" the other, "ortho" both by its square root.

Returns
-------
array
    Shape of x, but {n_result} along the axis; {result} of the precision of x.

Raises
------
TypeError
    If the dtype of x is not accepted.
ValueError
    If n is less than 1, the axis is out of range or the norm unknown.
MemoryError
    If memory is exhausted.
"""

_MANY_DOC = """{summary}

Parameters
----------
x : array
    {accepts}. Integers are computed in float64.
s : sequence of int, optional
    Lengths of the transforms along the axes{length}; -1 or None means all of x. x is cut or padded with zeros to fit.
axes : sequence of int, optional
    The dimensions to transform, each once: by default all, or the last len(s).
norm : {{"backward", "ortho", "forward"}}
    Which direction is divided by the number of points: "backward" the inverse, "forward" the other, "ortho" both by its root.

Returns
-------
array
    Shape of x, but the lengths s along the axes{n_result}; {result} of the precision of x.

Raises
------
TypeError
    If the dtype of x is not accepted.
ValueError
    If a length is less than 1, an axis is out of range or named twice, or the norm unknown.
MemoryError
    If memory is exhausted.
"""

_ANY, _REAL = "a floating-point dtype, real or complex", "a real-valued dtype"


def _documented(template, summary, accepts, result, length, n_result):
    def dress(function):
        function.__doc__ = template.format(summary=summary, accepts=accepts, result=result, length=length, n_result=n_result)
        return function

    return dress


_POINTS, _REAL_POINTS = "The number of points, by default all of x", "The number of points of the result, by default 2 * (M - 1) for M of x"
_HALF, _REAL_S = ", and s[-1] // 2 + 1 along the last", ", in the result"


# --- transforms ---


@_documented(_ONE_DOC, "The discrete Fourier transform along one axis.", _ANY, "a complex dtype", _POINTS, "n")
def fft(x, /, *, n=None, axis=-1, norm="backward"):
    return _one("fft", "fft", x, n, axis, norm)


@_documented(_ONE_DOC, "The inverse of `fft`.", _ANY, "a complex dtype", _POINTS, "n")
def ifft(x, /, *, n=None, axis=-1, norm="backward"):
    return _one("ifft", "ifft", x, n, axis, norm)


@_documented(_MANY_DOC, "The discrete Fourier transform along several axes.", _ANY, "a complex dtype", "", "")
def fftn(x, /, *, s=None, axes=None, norm="backward"):
    return _many("fftn", "fft", x, s, axes, norm)


@_documented(_MANY_DOC, "The inverse of `fftn`.", _ANY, "a complex dtype", "", "")
def ifftn(x, /, *, s=None, axes=None, norm="backward"):
    return _many("ifftn", "ifft", x, s, axes, norm)


@_documented(_ONE_DOC, "The non-negative frequencies of the transform of real numbers.", _REAL, "the complex dtype", _POINTS, "n // 2 + 1")
def rfft(x, /, *, n=None, axis=-1, norm="backward"):
    return _one("rfft", "rfft", x, n, axis, norm)


@_documented(_ONE_DOC, "The inverse of `rfft`.", _ANY, "the real dtype", _REAL_POINTS, "n")
def irfft(x, /, *, n=None, axis=-1, norm="backward"):
    return _one("irfft", "irfft", x, n, axis, norm)


@_documented(_MANY_DOC, "`rfft` along the last axis, then `fft` along the others.", _REAL, "the complex dtype", "", _HALF)
def rfftn(x, /, *, s=None, axes=None, norm="backward"):
    return _many("rfftn", "rfft", x, s, axes, norm)


@_documented(_MANY_DOC, "The inverse of `rfftn`.", _ANY, "the real dtype", _REAL_S, "")
def irfftn(x, /, *, s=None, axes=None, norm="backward"):
    return _many("irfftn", "irfft", x, s, axes, norm)


@_documented(_ONE_DOC, "The real transform of one half of a Hermitian signal.", _ANY, "the real dtype", _REAL_POINTS, "n")
def hfft(x, /, *, n=None, axis=-1, norm="backward"):
    return _one("hfft", "irfft", _xp.conj(_asarray_of(x, "hfft")), n, axis, _opposite(norm))


@_documented(_ONE_DOC, "The inverse of `hfft`.", _REAL, "the complex dtype", _POINTS, "n // 2 + 1")
def ihfft(x, /, *, n=None, axis=-1, norm="backward"):
    return _xp.conj(_one("ihfft", "rfft", x, n, axis, _opposite(norm)))


# --- frequencies and shifts ---


def _span(function, n, d):
    """n, and n * d."""
    n = _errors.integer_of(function, "n", n)
    if n < 1:
        raise _errors.value_error(function, "n", "be at least 1", str(n))
    if n >= 1 << 60:
        raise _errors.memory_error(function, 8 * n)
    if not hasattr(d, "__float__"):
        raise _errors.type_error(function, "d", "be a real number", _errors.describe(d))
    if float(d) == 0:
        raise _errors.value_error(function, "d", "not be 0", str(d))
    return n, n * float(d)


def _in_dtype(function, counts, dtype):
    if dtype is None:
        return counts
    result = _xp.astype(counts, dtype, copy=False)
    if result.dtype.kind != "f":
        raise _errors.type_error(function, "dtype", "be a real-valued floating-point dtype", str(result.dtype))
    return result


@_errors.in_its_name
def fftfreq(n, /, *, d=1.0, dtype=None, device=None):
    """The frequencies of the points of `fft`: first zero and the positive ones, then the negative ones.

    Parameters
    ----------
    n : int
        The number of points.
    d : float
        The distance of two samples; not 0.
    dtype : dtype, optional
        A real-valued floating-point dtype; by default float64.
    device : device, optional
        Where the result lives.

    Returns
    -------
    array
        Shape (n,): 0, 1, ..., (n - 1) // 2, -(n // 2), ..., -1, all divided by n * d.

    Raises
    ------
    TypeError
        If n is not an integer, or dtype not a real-valued floating-point dtype.
    ValueError
        If n is less than 1, or d is 0.
    """
    n, span = _span("fftfreq", n, d)
    return _in_dtype("fftfreq", _fourier.frequencies((n + 1) // 2, n // 2, span, device, "fftfreq"), dtype)


@_errors.in_its_name
def rfftfreq(n, /, *, d=1.0, dtype=None, device=None):
    """The frequencies of the points of `rfft`.

    Parameters
    ----------
    n : int
        The number of points before the transform.
    d : float
        The distance of two samples; not 0.
    dtype : dtype, optional
        A real-valued floating-point dtype; by default float64.
    device : device, optional
        Where the result lives.

    Returns
    -------
    array
        Shape (n // 2 + 1,): 0, 1, ..., n // 2, all divided by n * d.

    Raises
    ------
    TypeError
        If n is not an integer, or dtype not a real-valued floating-point dtype.
    ValueError
        If n is less than 1, or d is 0.
    """
    n, span = _span("rfftfreq", n, d)
    return _in_dtype("rfftfreq", _fourier.frequencies(n // 2 + 1, 0, span, device, "rfftfreq"), dtype)


def _shifted(function, x, axes, direction):
    x = _asarray_of(x, function)
    axes = range(x.ndim) if axes is None else axes if isinstance(axes, tuple | list) else (axes,)
    found = [_axis(function, "axes", axis, x.ndim) for axis in axes]
    return _xp.roll(x, tuple(direction * (x.shape[axis] // 2) for axis in found), axis=tuple(found))


def fftshift(x, /, *, axes=None):
    """Frequencies in ascending order: the zero frequency moves to the middle.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    axes : int or sequence of int, optional
        The dimensions to shift; by default all.

    Returns
    -------
    array
        Shape and dtype of x.

    Raises
    ------
    ValueError
        If an axis is out of range.
    """
    return _shifted("fftshift", x, axes, 1)


def ifftshift(x, /, *, axes=None):
    """The inverse of `fftshift`.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    axes : int or sequence of int, optional
        The dimensions to shift; by default all.

    Returns
    -------
    array
        Shape and dtype of x.

    Raises
    ------
    ValueError
        If an axis is out of range.
    """
    return _shifted("ifftshift", x, axes, -1)


__all__ = (
    "fft", "fftfreq", "fftn", "fftshift", "hfft", "ifft", "ifftn",
    "ifftshift", "ihfft", "irfft", "irfftn", "rfft", "rfftfreq", "rfftn",
)  # fmt: skip
