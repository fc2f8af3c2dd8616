"""Convolutions and correlations, with the names and the meaning of scipy.signal."""

import trueno_array as _xp

from . import _convolution as _engine
from . import _errors

__all__ = ["choose_conv_method", "convolve", "convolve2d", "correlate", "correlate2d", "correlation_lags", "fftconvolve", "oaconvolve"]

_BOUNDARIES = {"fill": "constant", "wrap": "wrap", "symm": "symmetric"}
_METHODS = ("auto", "direct", "fft")


def _mirrored(x):
    """x turned around along every axis, and conjugated."""
    x = _xp.flip(x)
    return _xp.conj(x) if x.dtype.kind == "c" else x


def _in_plane(in1, in2, mode, boundary, fillvalue, function, is_correlation):
    in1, in2, dtype = _engine.operands(in1, in2, function)
    _engine.check_choice(mode, _engine.MODES, function, "mode")
    _engine.check_choice(boundary, _BOUNDARIES, function, "boundary")
    _engine.check_pair(in1, in2, function, ndim=2)
    fill = _xp.asarray(fillvalue)
    if fill.size != 1:
        raise _errors.value_error(function, "fillvalue", "be one number", _errors.describe(fillvalue))
    taps = _mirrored(in2) if is_correlation else in2
    if mode == "valid" and _engine.check_valid(in1.shape, in2.shape, (0, 1), function):
        in1, taps = taps, in1
    windows = [_engine.window(n, k, mode, shift=int(is_correlation)) for n, k in zip(in1.shape, taps.shape)]
    return _engine.direct(in1, taps, windows, function, dtype, _BOUNDARIES[boundary], _xp.reshape(fill, ()))


def convolve2d(in1, in2, mode="full", boundary="fill", fillvalue=0):
    """The convolution of two matrices: out[i, j] = the sum over all k, l of in1[i - k, j - l] in2[k, l].

    Parameters
    ----------
    in1, in2 : array
        2 dimensions each, (M, N) and (K, L), none of them empty; any dtypes, promoted to one.
    mode : str
        "full": all sums, M + K - 1 by N + L - 1. "same": the middle of these, of the shape of in1. "valid": those that need no
        element beyond the borders, M - K + 1 by N - L + 1; there the larger operand is taken as in1.
    boundary : str
        What lies beyond the borders of in1: "fill" fillvalue, "wrap" in1 again, "symm" in1 mirrored.
    fillvalue : number
        Converted to the dtype of the result.

    Returns
    -------
    array
        The promoted dtype. Integers wrap around; float32 and float64 are summed in their own precision, with an error
        that grows with the cube root of K L.

    Raises
    ------
    ValueError
        If an operand has not 2 dimensions or is empty, mode or boundary are unknown, or neither operand holds the other for "valid".
    """
    return _in_plane(in1, in2, mode, boundary, fillvalue, "convolve2d", False)


def correlate2d(in1, in2, mode="full", boundary="fill", fillvalue=0):
    """The cross-correlation of two matrices: out[i, j] = the sum over all k, l of in1[i + k, j + l] conj(in2[k, l]).

    Parameters
    ----------
    in1, in2, mode, boundary, fillvalue
        As of `convolve2d`; the first row and column of "full" are those of i = 1 - K and j = 1 - L.

    Returns
    -------
    array
        As of `convolve2d`. Where in2 is the larger one in mode "valid", out[i, j] is that of negative i and j, in rising order; SciPy's
        is the conjugate of it.

    Raises
    ------
    ValueError
        As of `convolve2d`.
    """
    return _in_plane(in1, in2, mode, boundary, fillvalue, "correlate2d", True)


def _convolved(in1, in2, mode, method, function, is_correlation):
    in1, in2, dtype = _engine.operands(in1, in2, function)
    _engine.check_choice(mode, _engine.MODES, function, "mode")
    _engine.check_choice(method, _METHODS, function, "method")
    _engine.check_pair(in1, in2, function)
    if is_correlation:
        in2 = _mirrored(in2) if in2.ndim else _xp.conj(in2) if in2.dtype.kind == "c" else in2
    if in1.ndim == 0:
        return in1 * in2
    if mode == "valid":
        _engine.check_valid(in1.shape, in2.shape, range(in1.ndim), function)
    if method == "auto":
        method = _engine.chosen_method(in1, in2, mode, dtype)
    windows = [_engine.window(n, k, mode) for n, k in zip(in1.shape, in2.shape)]
    if method == "direct":
        x, taps = (in1, in2) if in1.size >= in2.size else (in2, in1)
        return _engine.direct(x, taps, windows, function, dtype)
    full = _engine.by_transforms(in1, in2, list(range(in1.ndim)), dtype, blocks=True)
    part = full[tuple(slice(*ends) for ends in windows)]
    if dtype.kind in "biu":
        part = _xp.round(part) if dtype.kind != "b" else _xp.round(part) != 0
    return _xp.astype(part, dtype)


def convolve(in1, in2, mode="full", method="auto"):
    """The convolution of two arrays: out[i] = the sum over all k of in1[i - k] in2[k], in as many dimensions as they have.

    Parameters
    ----------
    in1, in2 : array
        As many dimensions each, N and K elements along an axis, none of them empty; any dtypes, promoted to one.
    mode : str
        Along every axis "full": all N + K - 1 sums. "same": the N in the middle of these. "valid": the abs(N - K) + 1 that need no
        element beyond the borders.
    method : str
        "direct": shifted sums, N K products. "fft": Fourier transforms of blocks; for floating-point numbers the error is relative to the
        largest sums, and NaN spreads. "auto": the one that takes less time, "fft" only for finite numbers and for integers whose
        sums are surely exact so.

    Returns
    -------
    array
        The promoted dtype; integers wrap around in the direct way.

    Raises
    ------
    ValueError
        If the operands differ in dimensions, one is empty, mode or method are unknown, or neither holds the other for "valid".
    """
    return _convolved(in1, in2, mode, method, "convolve", False)


def correlate(in1, in2, mode="full", method="auto"):
    """The cross-correlation of two arrays: out[i] = the sum over all k of in1[i + k] conj(in2[k]), in as many dimensions as they have.

    Parameters
    ----------
    in1, in2, mode, method
        As of `convolve`; the first element of "full" is that of i = 1 - K.

    Returns
    -------
    array
        As of `convolve` with in2 mirrored and conjugated.

    Raises
    ------
    ValueError
        As of `convolve`.
    """
    return _convolved(in1, in2, mode, method, "correlate", True)


def choose_conv_method(in1, in2, mode="full"):
    """The way that ``convolve(..., method="auto")`` takes.

    Parameters
    ----------
    in1, in2, mode
        As of `convolve`.

    Returns
    -------
    str
        "direct" or "fft".

    Raises
    ------
    ValueError
        If the operands differ in dimensions, one is empty, or mode is unknown.
    """
    in1, in2, dtype = _engine.operands(in1, in2, "choose_conv_method")
    _engine.check_choice(mode, _engine.MODES, "choose_conv_method", "mode")
    _engine.check_pair(in1, in2, "choose_conv_method")
    return _engine.chosen_method(in1, in2, mode, dtype) if in1.ndim else "direct"


@_errors.in_its_name
def correlation_lags(in1_len, in2_len, mode="full"):
    """The shifts i of the elements of a correlation in one dimension.

    Parameters
    ----------
    in1_len, in2_len : int
        The numbers of elements.
    mode : str
        As of `correlate`.

    Returns
    -------
    array
        1 dimension; int64.

    Raises
    ------
    TypeError
        If a length is not an integer.
    ValueError
        If mode is unknown.
    """
    _engine.check_choice(mode, _engine.MODES, "correlation_lags", "mode")
    in1_len = _errors.integer_of("correlation_lags", "in1_len", in1_len)
    in2_len = _errors.integer_of("correlation_lags", "in2_len", in2_len)
    start, stop = _engine.window(in1_len, in2_len, mode)
    return _xp.arange(start - in2_len + 1, stop - in2_len + 1)


def _axes(axes, ndim, function):
    if axes is None:
        return list(range(ndim))
    given = [_errors.integer_of(function, "axes", a) for a in (axes if isinstance(axes, list | tuple) else [axes])]
    if not given:
        raise _errors.value_error(function, "axes", "be integers, at least one", _errors.describe(axes))
    if not all(-ndim <= a < ndim for a in given):
        raise _errors.axis_range_error(function, axes, ndim, "axes")
    wrapped = [a % ndim for a in given]
    if len(set(wrapped)) != len(wrapped):
        raise _errors.value_error(function, "axes", "name no axis twice", str(axes))
    return wrapped


def _transformed(in1, in2, mode, axes, function, blocks):
    in1, in2, dtype = _engine.operands(in1, in2, function)
    _engine.check_choice(mode, _engine.MODES, function, "mode")
    if in1.ndim == in2.ndim == 0:
        return in1 * in2
    if in1.ndim != in2.ndim:
        raise _errors.value_error(function, "in2", "have as many dimensions as in1", f"{in1.ndim} and {in2.ndim}")
    if not in1.size or not in2.size:
        return _xp.zeros((0,), dtype=dtype if dtype.kind in "fc" else _xp.float64)
    every = _axes(axes, in1.ndim, function)
    short = [a for a in every if in1.shape[a] == 1 or in2.shape[a] == 1]
    used = [a for a in every if a not in short]
    for a in range(in1.ndim):
        if a not in every and in1.shape[a] != in2.shape[a] and 1 not in (in1.shape[a], in2.shape[a]):
            raise _errors.broadcast_error(function, f"{in1.shape} and {in2.shape} along axis {a}", "in1 and in2")
    if mode == "valid":
        _engine.check_valid(in1.shape, in2.shape, used, function)
    full = _engine.by_transforms(in1, in2, used, dtype, blocks)
    part = {a: slice(*_engine.window(in1.shape[a], in2.shape[a], mode)) for a in every}
    if mode == "same":  # the shape of in1, also where it broadcasts
        part |= {a: slice(*_engine.window(1, n, mode)) for a, n in enumerate(in2.shape) if in1.shape[a] == 1}
    found = full[tuple(part.get(d, slice(None)) for d in range(full.ndim))]
    return _xp.astype(found, dtype if dtype.kind in "fc" else _xp.float64)


def fftconvolve(in1, in2, mode="full", axes=None):
    """The convolution over some axes by Fourier transforms; see `convolve`, whose "auto" knows when they are worth it.

    Parameters
    ----------
    in1, in2 : array
        As many dimensions each; any dtypes, promoted to one. Dimensions that are not convolved, or have length 1, broadcast.
    mode : str
        As of `convolve`.
    axes : int or sequence of int, optional
        The axes to convolve; None: all of them.

    Returns
    -------
    array
        The promoted dtype, float64 for integers; empty, of 1 dimension, if an operand is empty.

    Raises
    ------
    ValueError
        If the operands differ in dimensions or do not broadcast, mode is unknown, neither holds the other for "valid" along the
        dimensions longer than 1, or an axis is out of range or named twice.
    """
    return _transformed(in1, in2, mode, axes, "fftconvolve", False)


def oaconvolve(in1, in2, mode="full", axes=None):
    """The convolution over some axes by Fourier transforms of blocks, as is good where one operand is much longer (overlap and add).

    Parameters
    ----------
    in1, in2, mode, axes
        As of `fftconvolve`. The axis whose lengths differ most is cut into blocks where that is less work.

    Returns
    -------
    array
        As of `fftconvolve`.

    Raises
    ------
    ValueError
        As of `fftconvolve`.
    """
    return _transformed(in1, in2, mode, axes, "oaconvolve", True)
