"""Sorting functions of the standard."""

from ._ext.ordering import argsort, sort

_DOC = """{summary}

Parameters
----------
x : array
    Any dtype; complex numbers are ordered by real, then imaginary part.
axis : int
    The axis to sort along.
descending : bool
    In descending order instead.
stable : bool
    Equal elements keep their order; they do in any case.

Returns
-------
array
    {result} NaNs are greater than all numbers.

Raises
------
ValueError
    If the axis is out of range.
"""

sort.__doc__ = _DOC.format(summary="The elements of x in ascending order along an axis.", result="A new array.")
argsort.__doc__ = _DOC.format(summary="The positions that sort x along an axis.", result="int64 positions, of the shape of x.")

__all__ = ("argsort", "sort")
