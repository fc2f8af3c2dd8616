"""The reductions and scans that ignore NaN, with the names and the meaning that NumPy gave them."""

import trueno_array as _xp

from . import _errors
from ._ext.apply import asarray_of as _asarray_of
from ._ext.core import axes_of as _axes_of
from ._ext.reduce import extreme_number as _extreme_number
from ._ext.reduce import running as _running

_DOC = """{summary}, NaN ignored.

Parameters
----------
x : array
    Any shape; {accepts}.
axis : {axis_type}, optional
    {axis}.
{extra}
Returns
-------
array
    {result}

Raises
------
TypeError
    If the dtype of x is not supported.
ValueError
    If an axis is out of range{error}.
"""
_KEEPDIMS = "keepdims : bool\n    Keep the reduced dimensions with length 1.\n"
_ANY = "any dtype"
_NOTHING = ", or nothing is reduced"
_OF_SCAN = "Shape of x; one dimension without an axis."
_OF_MEAN = "Shape of x without the axes; float64 for integers. NaN where nothing is left."
_OF_EXTREME = "Shape of x without the axes; the dtype of x. NaN where nothing is left."
_OF_POSITION = "Shape of x without the axis; int64. Of equal ones the first."
_DTYPE = "dtype : dtype, optional\n    Of the result; by default as of the function that does not ignore NaN.\n"
_DDOF = "ddof, correction : int or float\n    Subtracted from the number of elements; 1 gives the unbiased estimate. Give one of both.\n"


def _documented(summary, result, *, extra=_KEEPDIMS, accepts="a real-valued dtype", error="", scans=False, single=False):
    """A decorator that makes the docstring."""
    where = "The axis to scan; None scans the flattened x" if scans else "The axes to reduce; None reduces all of them"
    if single:
        where = "The axis to search; None searches the flattened x"
    kind = "int" if scans or single else "int or tuple of int"

    def put(function):
        function.__doc__ = _DOC.format(
            summary=summary, result=result, extra=extra, accepts=accepts, error=error, axis=where, axis_type=kind
        )
        return _errors.in_its_name(function)

    return put


def _filled(x, fill, function, axis=None):
    """x with NaN replaced, and where that was; None if it has none. The axis is checked."""
    x = _asarray_of(x, function)
    _axes_of(axis, x.ndim, function)
    if x.dtype.kind not in "fc":
        return x, None
    mask = _xp.isnan(x)
    return (_xp.where(mask, fill, x), mask) if _xp.any(mask) else (x, None)


@_documented("The sum of the elements along the axes", "Shape of x without the axes; 0 of none.", extra=_DTYPE + _KEEPDIMS, accepts=_ANY)
def nansum(x, axis=None, dtype=None, *, keepdims=False):
    return _xp.sum(_filled(x, 0, "nansum", axis)[0], axis=axis, dtype=dtype, keepdims=keepdims)


@_documented("The product of elements along the axes", "Shape of x without the axes; 1 of none.", extra=_DTYPE + _KEEPDIMS, accepts=_ANY)
def nanprod(x, axis=None, dtype=None, *, keepdims=False):
    return _xp.prod(_filled(x, 1, "nanprod", axis)[0], axis=axis, dtype=dtype, keepdims=keepdims)


@_documented("The running sum of the elements along an axis", _OF_SCAN, extra=_DTYPE, accepts=_ANY, scans=True)
def nancumsum(x, axis=None, dtype=None):
    return _running("nancumsum", _filled(x, 0, "nancumsum")[0], axis, dtype)


@_documented("The running product of the elements along an axis", _OF_SCAN, extra=_DTYPE, accepts=_ANY, scans=True)
def nancumprod(x, axis=None, dtype=None):
    return _running("nancumprod", _filled(x, 1, "nancumprod")[0], axis, dtype)


def _floating(x, dtype, function):
    """x in a floating-point dtype, the wide dtype to accumulate in, and the dtype of the result."""
    x = _asarray_of(x, function)
    if dtype is None:
        target = x.dtype if x.dtype.kind in "fc" else _xp.float64
    else:
        target = _xp.empty(0, dtype=dtype).dtype
        if target.kind not in "fc":
            raise _errors.type_error(function, "dtype", "be a floating-point dtype", str(target))
    wide = _xp.complex128 if "c" in (x.dtype.kind, target.kind) else _xp.float64
    return x, wide, target


def _counts(mask, total, x, axis):
    """How many elements went in each of total, which has the reduced dimensions; float64."""
    if mask is None:
        return _xp.asarray(float(x.size // total.size if total.size else 0))
    return _xp.astype(_xp.count_nonzero(~mask, axis=axis, keepdims=True), _xp.float64)


def _divided(total, n):
    """total / n for a real n; no parts of a complex total are mixed."""
    if total.dtype.kind != "c":
        return total / n
    out = _xp.empty_like(total)
    _xp.real(out)[...] = _xp.real(total) / n
    _xp.imag(out)[...] = _xp.imag(total) / n
    return out


def _without(x, axis, keepdims):
    """x, which has the reduced dimensions with length 1, without them unless they are to be kept."""
    if keepdims:
        return x
    axes = tuple(range(x.ndim)) if axis is None else axis
    return _xp.squeeze(x, axes)


@_documented("The arithmetic mean of the elements along the axes", _OF_MEAN, extra=_DTYPE + _KEEPDIMS, accepts=_ANY)
def nanmean(x, axis=None, dtype=None, *, keepdims=False):
    x, wide, target = _floating(x, dtype, "nanmean")
    filled, mask = _filled(x, 0, "nanmean", axis)
    total = _xp.sum(filled, axis=axis, dtype=wide, keepdims=True)
    return _xp.astype(_without(_divided(total, _counts(mask, total, x, axis)), axis, keepdims), target, copy=False)


def _correction(ddof, correction, function):
    if correction is None:
        return _errors.number_of(function, "ddof", ddof)
    correction = _errors.number_of(function, "correction", correction)
    if ddof != 0:
        raise _errors.value_error(function, "ddof", "be 0 where correction is given", str(ddof))
    return correction


def _variance(x, axis, dtype, correction, keepdims, function):
    x, wide, target = _floating(x, dtype, function)
    real = {"complex64": _xp.float32, "complex128": _xp.float64}.get(target.name, target)
    filled, mask = _filled(x, 0, function, axis)
    total = _xp.sum(filled, axis=axis, dtype=wide, keepdims=True)
    n = _counts(mask, total, x, axis)
    if wide.kind == "c":
        squares = _complex_squares(filled - _divided(total, n), mask, axis)
    else:  # the mean in the place of NaN adds nothing
        all_of_it = _xp.astype(x, wide, copy=False) if mask is None else _xp.where(mask, total / n, x)
        squares = _xp.var(all_of_it, axis=axis, keepdims=True) * (x.size // total.size if total.size else 0)
    free = n - correction
    return _without(_xp.where(free > 0, squares / free, _xp.nan), axis, keepdims), real


def _complex_squares(apart, mask, axis):
    """The sum of the squared magnitudes along the axes, but where the mask is."""
    squares = _xp.real(apart) ** 2 + _xp.imag(apart) ** 2
    return _xp.sum(squares if mask is None else _xp.where(mask, 0, squares), axis=axis, keepdims=True)


_OF_VARIANCE = "Shape of x without the axes; real, float64 for integers. NaN where no more elements are left than are subtracted."


@_documented("The variance of the elements along the axes", _OF_VARIANCE, extra=_DTYPE + _DDOF + _KEEPDIMS, accepts=_ANY)
def nanvar(x, axis=None, dtype=None, *, ddof=0, keepdims=False, correction=None):
    result, real = _variance(x, axis, dtype, _correction(ddof, correction, "nanvar"), keepdims, "nanvar")
    return _xp.astype(result, real, copy=False)


@_documented("The standard deviation of the elements along the axes", _OF_VARIANCE, extra=_DTYPE + _DDOF + _KEEPDIMS, accepts=_ANY)
def nanstd(x, axis=None, dtype=None, *, ddof=0, keepdims=False, correction=None):
    result, real = _variance(x, axis, dtype, _correction(ddof, correction, "nanstd"), keepdims, "nanstd")
    return _xp.astype(_xp.sqrt(result), real, copy=False)


@_documented("The smallest element along the axes", _OF_EXTREME, error=_NOTHING)
def nanmin(x, axis=None, *, keepdims=False):
    return _extreme_number(x, axis, keepdims, False, "nanmin")


@_documented("The greatest element along the axes", _OF_EXTREME, error=_NOTHING)
def nanmax(x, axis=None, *, keepdims=False):
    return _extreme_number(x, axis, keepdims, True, "nanmax")


def _position(x, axis, keepdims, is_max, search, function):
    x = _asarray_of(x, function)
    if x.dtype.kind != "f":
        return search(x, axis=axis, keepdims=keepdims)
    best = _extreme_number(x, axis, True, is_max, function)
    if _xp.any(_xp.isnan(best)):
        raise _errors.value_error(function, "x", "have an element that is not NaN in every slice", "a slice of NaN only")
    return _xp.argmax(x == best, axis=axis, keepdims=keepdims)


_NO_SLICE = ", nothing is searched, or a slice is all NaN"


@_documented("The position of the smallest element along an axis", _OF_POSITION, error=_NO_SLICE, single=True)
def nanargmin(x, axis=None, *, keepdims=False):
    return _position(x, axis, keepdims, False, _xp.argmin, "nanargmin")


@_documented("The position of the greatest element along an axis", _OF_POSITION, error=_NO_SLICE, single=True)
def nanargmax(x, axis=None, *, keepdims=False):
    return _position(x, axis, keepdims, True, _xp.argmax, "nanargmax")


__all__ = ("nanargmax", "nanargmin", "nancumprod", "nancumsum", "nanmax", "nanmean", "nanmin", "nanprod", "nanstd", "nansum", "nanvar")
