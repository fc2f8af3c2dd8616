"""Statistical functions of the standard, and the other reductions: made from the rows."""

from ._ext import reduce as _reduce
from ._ext.reduce import argmax, argmin, cumulative_prod, cumulative_sum
from ._ops.reductions import ROWS as _ROWS

_DOC = """{summary}

Parameters
----------
x : array
    Any shape; {accepts}.
axis : int or tuple of int, optional
    The axes to reduce; None reduces all of them.
{extra}keepdims : bool
    Keep the reduced dimensions with length 1.

Returns
-------
array
    Shape of x without the axes; {result}. Of nothing: {empty}.

Raises
------
TypeError
    If the dtype of x is not supported.
ValueError
    If an axis is out of range or named twice{empty_error}.
{notes}"""

_EXTRA = {
    "": "",
    "dtype": "dtype : dtype, optional\n    Of the result; by default that of x, integers widened to 64 bits.\n",
    "correction": "correction : int or float\n    Subtracted from the number of elements; 1 gives the unbiased estimate of the variance.\n",
}
_RESULTS = {
    "same": "the dtype of x",
    "wide": "the dtype of x, integers widened to 64 bits",
    "bool": "dtype bool",
    "index": "dtype int64",
    "float": "the dtype of x, float64 for integers",
}


def _docstring(row):
    return _DOC.format(
        summary=row.summary,
        accepts="any dtype" if "c" in row.kinds else "a real-valued dtype",
        extra=_EXTRA[row.extra],
        result=_RESULTS[row.result],
        empty=row.empty or "an error",
        empty_error="" if row.empty else ", or nothing is reduced",
        notes=f"\nNotes\n-----\n{row.notes}\n" if row.notes else "",
    )


_POSITION_DOC = """The position of the first {extreme} element along an axis.

Parameters
----------
x : array
    A real-valued dtype.
axis : int, optional
    The axis to search; None searches the flattened array.
keepdims : bool
    Keep the reduced dimensions with length 1.

Returns
-------
array
    int64 positions. The first NaN counts as the {extreme}.

Raises
------
TypeError
    If x is complex.
ValueError
    If there is nothing to search, or the axis is out of range.
"""

_SCAN_DOC = """The running {fold}s of the elements along an axis.

Parameters
----------
x : array
    A numeric dtype.
axis : int, optional
    Needed unless x has one dimension.
{dtype}include_initial : bool
    Begin with the {fold} of nothing, {initial}; the axis is then one longer.

Returns
-------
array
    Shape of x, or one more along the axis.

Raises
------
ValueError
    If the axis is missing or out of range.
"""

for _function, _extreme in ((argmax, "greatest"), (argmin, "smallest")):
    _function.__doc__ = _POSITION_DOC.format(extreme=_extreme)
for _function, _fold, _initial in ((cumulative_sum, "sum", 0), (cumulative_prod, "product", 1)):
    _function.__doc__ = _SCAN_DOC.format(fold=_fold, initial=_initial, dtype=_EXTRA["dtype"])
for _row in _ROWS:
    globals()[_row.name] = _reduce.make_reduce(_row, _docstring(_row))

__all__ = (*(row.name for row in _ROWS), "argmax", "argmin", "cumulative_prod", "cumulative_sum")
