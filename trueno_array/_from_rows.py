"""Public functions, with their docstrings, from elementwise rows."""

from ._ext import apply as _apply
from ._ext import ternary as _ternary

_UNARY_DOC = """{summary}

Parameters
----------
x : array
    Any shape; a {accepts} dtype.

Returns
-------
array
    Shape of x; {result}.

Raises
------
TypeError
    If the dtype of x is not supported.
{notes}"""

_BROADCAST_DOC = """{summary}

Parameters
----------
{operands} : array or Python scalar
    Shapes that broadcast with each other; {accepts} dtypes, which are promoted to one. At least one is an array.

Returns
-------
array
    Shape of {listed} broadcast together; {result}.

Raises
------
TypeError
    If the promoted dtype is not supported.
ValueError
    If the shapes do not broadcast.
OverflowError
    If a Python scalar does not fit the dtype of the others.
{notes}"""

_RESULTS = {
    "same": "the promoted dtype",
    "bool": "dtype bool",
    "real": "the promoted dtype, or the real dtype of its precision for a complex one",
}


def _docstring(row):
    accuracy = f"The error of a float32 or float64 result is at most {row.ulp:g} ULP"
    domains = [("x", row.domain)] if isinstance(row.domain, str) else [(f"x{i + 1}", text) for i, text in enumerate(row.domain)]
    domains = ", ".join(f"{name} in {text}" for name, text in domains if text != "all")
    accuracy += f" for {domains}." if domains else "."
    has_floats = row.result != "bool" and any(key in row.body for key in ("float", "wide"))
    notes = "\nNotes\n-----\n" + (accuracy + "\n" if has_floats else "") + (f"Special cases: {row.source}.\n" if row.source else "")
    template = _UNARY_DOC if row.arity == 1 else _BROADCAST_DOC
    notes = notes if has_floats or row.source else ""
    names = [f"x{i + 1}" for i in range(row.arity)]
    operands, listed = ", ".join(names), f"{', '.join(names[:-1])} and {names[-1]}"
    result = _RESULTS[row.result]
    return template.format(operands=operands, listed=listed, summary=row.summary, accepts=row.accepts(), result=result, notes=notes)


def functions(rows, module):
    """Name -> function of each row, for the public module of that name."""
    codes = _apply.op_codes()
    make = {1: _apply.make_unary, 2: _apply.make_binary, 3: _ternary.make_ternary}
    return {row.name: make[row.arity](codes[row.name], row.name, _docstring(row), module) for row in rows}
