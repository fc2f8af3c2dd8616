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


for _row in _ROWS:
    globals()[_row.name] = _reduce.make_reduce(_row, _docstring(_row))

__all__ = (*(row.name for row in _ROWS), "argmax", "argmin", "cumulative_prod", "cumulative_sum")
