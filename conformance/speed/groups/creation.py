"""Creation functions, and arrays out of Python objects and of other libraries."""

from .. import data, tables
from ..tables import ALL, FLOATS, NUMERIC, Row, nothing, one, table

MANY = ("f32", "f64", "i64", "u8", "bool", "c64")


def lists(short, n):
    return {"values": data.values(short, n).tolist()}


def coordinates(short, n):
    rows, columns = data.sides(n)
    return {"x": data.values(short, rows, 1), "y": data.values(short, columns, 2)}


ROWS = (
    Row("empty", nothing, ("f64",), "xp.empty(({rows}, {columns}), dtype=xp.{d})", "torch.empty(({rows}, {columns}), dtype=torch.{d})"),
    Row("zeros", nothing, MANY, "xp.zeros(({rows}, {columns}), dtype=xp.{d})", "torch.zeros(({rows}, {columns}), dtype=torch.{d})"),
    Row("ones", nothing, MANY, "xp.ones(({rows}, {columns}), dtype=xp.{d})", "torch.ones(({rows}, {columns}), dtype=torch.{d})"),
    Row("full", nothing, MANY, "xp.full(({rows}, {columns}), 1, dtype=xp.{d})", "torch.full(({rows}, {columns}), 1, dtype=torch.{d})"),
    Row("empty_like", one, ("f64",), "xp.empty_like(x)", "torch.empty_like(x)"),
    Row("zeros_like", one, ALL, "xp.zeros_like(x)", "torch.zeros_like(x)"),
    Row("ones_like", one, ALL, "xp.ones_like(x)", "torch.ones_like(x)"),
    Row("full_like", one, ALL, "xp.full_like(x, 1)", "torch.full_like(x, 1)"),
    Row("arange", nothing, ("f32", "f64", "i32", "i64"), "xp.arange({n}, dtype=xp.{d})", "torch.arange({n}, dtype=torch.{d})"),
    Row("arange, step", nothing, ("f64",), "xp.arange(0.0, {n}, 0.5)", "torch.arange(0.0, {n}, 0.5, dtype=torch.float64)"),
    Row("linspace", nothing, FLOATS, "xp.linspace(0.0, 1.0, {n}, dtype=xp.{d})", "torch.linspace(0.0, 1.0, {n}, dtype=torch.{d})"),
    Row("logspace", nothing, ("f64",), "xp.logspace(0.0, 1.0, {n})", "torch.logspace(0.0, 1.0, {n}, dtype=torch.float64)"),
    Row("eye", nothing, ("f32", "f64", "i64"), "xp.eye({rows}, {columns}, dtype=xp.{d})", "torch.eye({rows}, {columns}, dtype=torch.{d})"),
    Row("tril", table, ALL, "xp.tril(x)", "torch.tril(x)"),
    Row("triu", table, ALL, "xp.triu(x)", "torch.triu(x)"),
    Row("diag", coordinates, ("f64",), "xp.diag(x)", "torch.diag(x)"),
    # PyTorch's answers are views.
    Row("meshgrid", coordinates, NUMERIC, "xp.meshgrid(x, y)"),
    Row("asarray, copy", one, ALL, "xp.asarray(x, copy=True)", "torch.asarray(x, copy=True)"),
    Row("asarray of a list", lists, ("f64", "i64", "bool"), "xp.asarray(values)", "torch.asarray(values, dtype=torch.{d})", sizes=(10, 1_000, 10_000)),
    Row("from_dlpack", one, ("f32",), "xp.from_dlpack(x)", "torch.from_dlpack(x)", sizes=(10, 1_000)),
)  # fmt: skip


def cases(sizes):
    return tables.cases("creation", ROWS, sizes)
