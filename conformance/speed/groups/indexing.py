"""Selecting and setting elements: masks, integer arrays, slices, where and clip."""

import numpy as np

from .. import data, tables
from ..tables import ALL, ORDERED, REAL, Row, one, two

SOME = ("f32", "f64", "i64", "u8", "c64")


def places(n, count, seed=5):
    return data.settled(np.random.default_rng(seed).integers(0, n, count))


def with_mask(short, n):
    return two(short, n) | {"b": data.values("bool", n, 4)}


def writable_mask(short, n):
    return {"x": data.settled(data.values(short, n)), "b": data.values("bool", n, 4)}


def with_index(short, n):
    return {"x": data.values(short, n), "i": places(n, n)}


def writable_index(short, n):
    return {"x": data.settled(data.values(short, n)), "i": places(n, n)}


def with_rows(short, n):
    x = data.table(data.values(short, n))
    return {"x": x, "i": places(x.shape[0], x.shape[0]), "j": places(x.shape[1], x.shape[1])}


def with_columns(short, n):
    x = data.values(short, n).reshape(-1, 10)
    return {"x": data.settled(x), "j": places(10, 4)}


def with_blocks(short, n):
    x = data.values(short, n).reshape(5, -1, 2)
    return {"x": data.settled(x), "j": places(x.shape[1], x.shape[1])}


def along(short, n):
    x = data.table(data.values(short, n))
    return {"x": data.settled(x), "i": places(x.shape[1], n).reshape(x.shape)}


def writable(short, n):
    return {"x": data.settled(data.values(short, n)), "y": data.values(short, n, 2)}


def sparse(short, n):
    x = data.settled(data.values(short, n))
    x[np.random.default_rng(6).random(n) > 0.05] = 0
    return {"x": x}


ROWS = (
    Row("where", with_mask, ALL, "xp.where(b, x, y)", "torch.where(b, x, y)"),
    Row("where, scalar", with_mask, ALL, "xp.where(b, x, 0)", "torch.where(b, x, 0)"),
    Row("clip", one, REAL, "xp.clip(x, 2, 5)", "torch.clip(x, 2, 5)"),
    Row("clip, arrays", with_mask, ("f32", "f64", "i32"), "xp.clip(x, y, y)", "torch.clip(x, y, y)"),
    Row("x[mask]", with_mask, ALL, "x[b]", "x[b]"),
    Row("x[mask] = scalar", writable_mask, ALL, "x[b] = 1", "x[b] = 1"),
    Row("x[indices]", with_index, ALL, "x[i]", "x[i]"),
    Row("x[indices] = scalar", writable_index, SOME, "x[i] = 1", "x[i] = 1"),
    Row("x[rows]", with_rows, SOME, "x[i]", "x[i]"),
    Row("x[:, columns]", with_rows, SOME, "x[:, j]", "x[:, j]"),
    Row("x[:, few columns]", with_columns, SOME, "x[:, j]", "x[:, j]"),
    Row("x[:, few columns] = scalar", with_columns, ("f32", "f64"), "x[:, j] = 1", "x[:, j] = 1"),
    Row("x[:, rows of a block]", with_blocks, SOME, "x[:, j]", "x[:, j]"),
    Row("x[1:-1] = y", writable, ALL, "x[1:-1] = y[2:]", "x[1:-1] = y[2:]"),
    Row("x[::2] = y", writable, SOME, "x[::2] = y[1::2]", "x[::2] = y[1::2]"),
    Row("x[:] = scalar", writable, SOME, "x[:] = 1", "x[:] = 1"),
    Row("take", with_index, ALL, "xp.take(x, i)", "torch.take(x, i)"),
    Row("take axis=0", with_rows, SOME, "xp.take(x, i, axis=0)", "torch.index_select(x, 0, i)"),
    Row("take axis=1", with_rows, SOME, "xp.take(x, j, axis=1)", "torch.index_select(x, 1, j)"),
    Row("take_along_axis", along, SOME, "xp.take_along_axis(x, i, axis=1)", "torch.take_along_dim(x, i, dim=1)"),
    Row("put_along_axis", along, ("f32", "f64", "i64"), "xp.put_along_axis(x, i, 1, 1)", "x.scatter_(1, i, 1)"),
    Row("nonzero", one, ALL, "xp.nonzero(x)", "torch.nonzero(x, as_tuple=True)"),
    Row("nonzero, sparse", sparse, ORDERED, "xp.nonzero(x)", "torch.nonzero(x, as_tuple=True)"),
    Row("argwhere", one, ("f64", "bool"), "xp.argwhere(x)", "torch.argwhere(x)"),
)  # fmt: skip


def cases(sizes):
    return tables.cases("indexing", ROWS, sizes)
