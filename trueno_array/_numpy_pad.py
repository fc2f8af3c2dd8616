"""Padding, with the name and the meaning that NumPy gave it."""

import trueno_array as _xp

from . import _errors
from ._ext.apply import asarray_of as _asarray_of

_FEW = 4096  # elements that are filled whole before x is written
_MODES = ("constant", "edge", "reflect", "symmetric", "wrap")


def _nested(value):
    """Lists in place of arrays and tuples; anything else as it is."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return [_nested(one) for one in value] if isinstance(value, list | tuple) else value


def _pairs(value, ndim, argument):
    """(before, after) for each dimension: of one number, of a pair, or of a number or pair a dimension."""
    if type(value) is int:
        return [(value, value)] * ndim
    if type(value) is tuple and [type(one) for one in value] == [int, int]:
        return [value] * ndim
    rows = _nested(value)
    rows = rows if isinstance(rows, list) else [rows]
    if not any(isinstance(row, list) for row in rows):
        rows = [rows]
    pairs = [row * 2 if len(row) == 1 else row for row in rows if isinstance(row, list)]
    pairs = pairs * ndim if len(pairs) == 1 else pairs
    if len(pairs) != ndim or len(rows) not in (1, ndim) or any(len(pair) != 2 for pair in pairs):
        wanted = f"be a number, a pair, or one of these for each of {ndim} dimensions"
        raise _errors.value_error("pad", argument, wanted, _errors.describe(value))
    return pairs


def _widths(pad_width, ndim):
    if isinstance(pad_width, dict):
        given = {axis % ndim if -ndim <= axis < ndim else axis: width for axis, width in pad_width.items()}
        if not all(0 <= axis < ndim for axis in given):
            raise _errors.axis_error("pad", "pad_width", f"have keys in [{-ndim}, {ndim})", str(list(pad_width)))
        pad_width = [given.get(axis, 0) for axis in range(ndim)]
        pairs = [_pairs(width, 1, "pad_width")[0] for width in pad_width]
    else:
        pairs = _pairs(pad_width, ndim, "pad_width")
    for pair in pairs:
        for width in pair:
            if not hasattr(width, "__index__"):
                raise _errors.type_error("pad", "pad_width", "hold integers", _errors.describe(width))
            if width < 0:
                raise _errors.value_error("pad", "pad_width", "be non-negative", str(width))
    return [(int(before), int(after)) for before, after in pairs]


def _framed(x, widths):
    """An undefined array, and the key of the part of it that is x."""
    shape, middle = [], []
    for n, (before, after) in zip(x.shape, widths):
        shape.append(before + n + after)
        middle.append(slice(before, before + n))
    return _xp.empty(tuple(shape), dtype=x.dtype), tuple(middle)


def _constant(x, widths, value):
    out, middle = _framed(x, widths)
    if x.size < out.size <= _FEW and type(value) in (int, float):
        out[...] = value
        out[middle] = x
        return out
    out[middle] = x
    shape, values = out.shape, _pairs(value, x.ndim, "constant_values")
    for axis, ((before, after), (first, last)) in enumerate(zip(widths, values)):
        along = (slice(None),) * axis
        if before:
            out[(*along, slice(None, before))] = first
        if after:
            out[(*along, slice(shape[axis] - after, None))] = last
    return out


def _borders(n, before, after, mode):
    """What the first and the last part of an axis repeat: slices of it, its own n elements in the middle; None for more than one turn."""
    stop = before + n
    if mode == "edge" or n == 1:
        return slice(before, before + 1), slice(stop - 1, stop)
    if max(before, after) > (n - 1 if mode == "reflect" else n):
        return None
    if mode == "wrap":
        return slice(n, stop), slice(before, before + after)
    first, last = (before + 1, stop - 1) if mode == "reflect" else (before, stop)
    downwards = last - 1 - after
    return slice(first + before - 1, first - 1 if first else None, -1), slice(last - 1, downwards if downwards >= 0 else None, -1)


def _repeated(x, widths, mode):
    """x in the middle, its borders copied outwards axis by axis; None where a border needs more than one turn."""
    borders = [_borders(n, before, after, mode) for n, (before, after) in zip(x.shape, widths)]
    if None in borders:
        return None
    out, middle = _framed(x, widths)
    out[middle] = x
    for axis, (n, (before, after), (first, last)) in enumerate(zip(x.shape, widths, borders)):
        along, rest = (slice(None),) * axis, middle[axis + 1 :]
        if before:
            out[(*along, slice(None, before), *rest)] = out[(*along, first, *rest)]
        if after:
            out[(*along, slice(before + n, None), *rest)] = out[(*along, last, *rest)]
    return out


def _sources(n, before, after, mode):
    """Which element of an axis of length n each place of the padded axis repeats."""
    at = _xp.arange(-before, n + after)
    if mode == "edge" or n == 1:
        return _xp.clip(at, 0, n - 1)
    if mode == "wrap":
        return at % n
    period = 2 * n - 2 if mode == "reflect" else 2 * n
    at = at % period
    return _xp.where(at < n, at, (period if mode == "reflect" else period - 1) - at)


@_errors.in_its_name
def pad(x, pad_width, mode="constant", *, constant_values=0):
    """x with elements put before and behind it along each axis.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    pad_width : int, sequence or dict
        How many: one number, a pair (before, after), or a number or pair for each axis, in order or by axis.
    mode : str
        "constant"; "edge" repeats the first and last element; "reflect" mirrors at them, "symmetric" beyond them, so that they
        are repeated; "wrap" continues at the other end.
    constant_values : scalar or sequence
        For "constant", in the forms of pad_width; cast to the dtype of x.

    Returns
    -------
    array
        The dtype of x.

    Raises
    ------
    TypeError
        If pad_width holds other than integers.
    ValueError
        If the mode is unknown, a width is negative, a form does not fit, or an empty axis has nothing to repeat.
    """
    x = _asarray_of(x, "pad")
    if mode not in _MODES:
        raise _errors.value_error("pad", "mode", "be one of " + ", ".join(map(repr, _MODES)), _errors.describe(mode))
    widths = _widths(pad_width, x.ndim)
    if mode == "constant":
        return _constant(x, widths, constant_values)
    for axis, width in enumerate(widths):
        if any(width) and x.shape[axis] == 0:
            raise _errors.value_error("pad", "x", f"not be empty along the padded axis {axis}", f"shape {x.shape}", "use mode='constant'")
    padded = _repeated(x, widths, mode)
    if padded is not None:
        return padded
    padded = x
    for axis, (before, after) in enumerate(widths):
        if before or after:
            padded = _xp.take(padded, _sources(x.shape[axis], before, after, mode), axis=axis)
    return padded.copy() if padded is x else padded


__all__ = ("pad",)
