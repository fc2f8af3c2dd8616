"""Cases out of a table of expressions: the groups that do not come from rows."""

from functools import partial
from typing import NamedTuple

from . import data
from .case import Case, texts


class Row(NamedTuple):
    """One function: its expressions, with {d} for the dtype, {n}, {rows} and {columns} for the sizes.

    make      function (dtype, n) -> operands
    dtypes    short names; sizes: the only sizes, where not all
    """

    name: str
    make: object
    dtypes: tuple
    ours: str
    torch: str = ""
    numpy: str = ""
    sizes: tuple = ()


ALL = tuple(data.DTYPES)
REAL = tuple(short for short in ALL if data.KINDS[short] in "iuf")
ORDERED = tuple(short for short in ALL if short != "c64")
FLOATS = ("f32", "f64")
NUMERIC = tuple(short for short in ALL if short != "bool")


def filled(text, short, n):
    rows, columns = data.sides(n)
    return text.replace("{d}", data.NAMES[short]).replace("{n}", str(n)).replace("{rows}", str(rows)).replace("{columns}", str(columns))


def cases(group, rows, sizes):
    for row in rows:
        for short in row.dtypes:
            for n in sizes:
                if row.sizes and n not in row.sizes:
                    continue
                ours, torch, numpy = (filled(text, short, n) for text in (row.ours, row.torch, row.numpy))
                yield Case(group, row.name, short, "", n, texts(ours, torch or None, numpy or None), partial(row.make, short, n))


def nothing(short, n):
    return {}


def one(short, n):
    return {"x": data.values(short, n)}


def two(short, n):
    return {"x": data.values(short, n, 1), "y": data.values(short, n, 2)}


def table(short, n):
    return {"x": data.table(data.values(short, n))}


def small(short, n):
    return {"x": data.values(short, n, 1, "small"), "y": data.values(short, n, 2, "small")}
