"""Operators: in place, with scalars, between dtypes, and chains of them."""

from .. import data, tables
from ..tables import FLOATS, NUMERIC, Row, two

SOME = ("f32", "f64", "i32", "i64")


def writable(short, n):
    """The first operand may be written to; the second keeps it in range."""
    return {"x": data.settled(data.values(short, n, 1, "small")), "y": data.values(short, n, 2, "small")}


def broadcast(short, n):
    rows, columns = data.sides(n)
    x = data.settled(data.values(short, n, 1, "small")).reshape(rows, columns)
    return {"x": x, "row": data.values(short, columns, 2), "column": data.values(short, rows, 3).reshape(rows, 1)}


def outer(short, n):
    rows, columns = data.sides(n)
    return {"row": data.values(short, columns, 2), "column": data.values(short, rows, 3).reshape(rows, 1)}


def mixed(short, n):
    return {"x": data.values(short, n), "y": data.values("i64", n, 2)}


ROWS = (
    Row("x += y", writable, NUMERIC, "x += y", "x += y"),
    Row("x -= scalar", writable, SOME, "x -= 1", "x -= 1"),
    Row("x *= scalar", writable, SOME, "x *= 1", "x *= 1"),
    Row("x /= scalar", writable, FLOATS, "x /= 1.0", "x /= 1.0"),
    Row("x += row", broadcast, SOME, "x += row", "x += row"),
    Row("x += column", broadcast, SOME, "x += column", "x += column"),
    Row("column + row", outer, SOME, "column + row", "column + row"),
    Row("scalar - x", two, SOME, "1 - x", "1 - x"),
    Row("x ** 2", two, SOME, "x ** 2", "x ** 2"),
    Row("x ** 0.5", tables.small, FLOATS, "x ** 0.5", "x ** 0.5"),
    Row("x + y of int64", mixed, ("f32", "f64", "i32"), "xp.add(x, y)", "", "np.add(x, y)"),
    Row("x[1:] - x[:-1]", two, SOME, "x[1:] - x[:-1]", "x[1:] - x[:-1]"),
    Row("x * y + x", two, SOME, "x * y + x", "x * y + x"),
    Row("(x - y) ** 2 / (x + 20)", two, FLOATS, "(x - y) ** 2 / (x + 20)", "(x - y) ** 2 / (x + 20)"),
)


def cases(sizes):
    return tables.cases("operators", ROWS, sizes)
