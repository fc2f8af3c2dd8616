"""Sorting, sets and searching."""

import numpy as np

from .. import data, tables
from ..tables import ORDERED, Row


def spread(short, n):
    return {"x": data.spread(short, n)}


def spread_table(short, n):
    return {"x": data.table(data.spread(short, n))}


def ordered(short, n):
    return {"x": data.settled(np.sort(data.spread(short, n)))}


def searched(short, n):
    return {"x": data.settled(np.sort(data.spread(short, n))), "y": data.spread(short, n, 2)}


def few(short, n):
    """Values of which each occurs many times."""
    return {"x": data.values(short, n)}


def labels(short, n):
    """Four values."""
    return {"x": data.settled(np.random.default_rng(8).integers(0, 4, n).astype(data.NAMES[short]))}


def sets(short, n):
    return {"x": data.spread(short, n), "y": data.spread(short, max(n // 10, 5), 2)}


def weights(short, n):
    return {"x": data.values(short, n), "w": data.values("f64", n)}


SOME = ("f32", "f64", "i32", "i64", "u8")
UNIQUE = "torch.unique(x, return_inverse={}, return_counts={})"
ROWS = (
    Row("sort", spread, ORDERED, "xp.sort(x)", "torch.sort(x)[0]"),
    Row("sort axis=0", spread_table, ORDERED, "xp.sort(x, axis=0)", "torch.sort(x, dim=0)[0]"),
    Row("sort axis=1", spread_table, ORDERED, "xp.sort(x, axis=1)", "torch.sort(x, dim=1)[0]"),
    Row("sort of sorted values", ordered, SOME, "xp.sort(x)", "torch.sort(x)[0]"),
    Row("argsort", spread, ORDERED, "xp.argsort(x)", "torch.argsort(x, stable=True)", "np.argsort(x, kind='stable')"),
    Row("argsort axis=0", spread_table, SOME, "xp.argsort(x, axis=0)", "torch.argsort(x, dim=0, stable=True)", "np.argsort(x, axis=0, kind='stable')"),
    Row("argsort, not stable", spread, SOME, "xp.argsort(x, stable=False)", "torch.argsort(x)", "np.argsort(x)"),
    Row("unique_values", spread, ORDERED, "xp.unique_values(x)", "torch.unique(x)", "np.unique(x)"),
    Row("unique_values, few", few, ("i32", "i64"), "xp.unique_values(x)", "torch.unique(x)", "np.unique(x)"),
    Row("unique_values, four", labels, ("f32", "f64", "i64"), "xp.unique_values(x)", "torch.unique(x)", "np.unique(x)"),
    Row("argsort, four", labels, ("f32", "f64", "i64"), "xp.argsort(x)", "torch.argsort(x, stable=True)", "np.argsort(x, kind='stable')"),
    Row("unique_counts", spread, SOME, "xp.unique_counts(x)", UNIQUE.format(False, True)),
    Row("unique_inverse", spread, SOME, "xp.unique_inverse(x)", UNIQUE.format(True, False)),
    Row("unique_all", spread, SOME, "xp.unique_all(x)"),
    Row("searchsorted", searched, SOME, "xp.searchsorted(x, y)", "torch.searchsorted(x, y)"),
    Row("searchsorted, sorted", searched, ("f64", "i64"), "xp.searchsorted(x, x)", "torch.searchsorted(x, x)"),
    Row("isin", sets, SOME, "xp.isin(x, y)", "torch.isin(x, y)"),
    Row("bincount", few, ("i32", "i64", "u8"), "xp.bincount(x)", "torch.bincount(x)"),
    Row("bincount, weights", weights, ("i64",), "xp.bincount(x, weights=w)", "torch.bincount(x, weights=w)"),
    Row("median", spread, SOME, "xp.median(x)"),
    Row("median axis=0", spread_table, ("f32", "f64"), "xp.median(x, axis=0)"),
    Row("quantile", spread, ("f32", "f64"), "xp.quantile(x, 0.3)", sizes=data.SIZES[:5]),
)  # fmt: skip


def cases(sizes):
    return tables.cases("sorting", ROWS, sizes)
