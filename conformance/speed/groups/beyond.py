"""The names beyond the standard that are NumPy's: the reductions that ignore NaN, and scans by their old names."""

import numpy as np

from .. import data, tables
from ..tables import FLOATS, Row

REDUCTIONS = ("nansum", "nanmean", "nanprod", "nanmin", "nanmax", "nanstd", "nanvar", "nanargmin", "nanargmax", "nanmedian")
TORCH = {"nansum": "torch.nansum(x{})", "nanmean": "torch.nanmean(x{})"}


def with_nans(short, n):
    x = data.settled(data.values(short, n, 1, "small"))
    x[::97] = np.nan
    return {"x": x}


def table(short, n):
    rows, columns = data.sides(n)
    x = data.settled(data.values(short, n, 1, "small").reshape(rows, columns))
    x[1:, ::97] = np.nan
    return {"x": x}


def plain(short, n):
    return {"x": data.values(short, n, 1, "small")}


def rows():
    for name in REDUCTIONS:
        torch = TORCH.get(name, "")
        yield Row(name, with_nans, FLOATS, f"xp.{name}(x)", torch.format(""))
        for axis in (0, 1):
            yield Row(f"{name} axis={axis}", table, FLOATS, f"xp.{name}(x, axis={axis})", torch.format(f", dim={axis}"))
    yield Row("nancumsum", with_nans, FLOATS, "xp.nancumsum(x)")
    yield Row("nancumprod", with_nans, FLOATS, "xp.nancumprod(x)")
    yield Row("nanquantile", with_nans, FLOATS, "xp.nanquantile(x, 0.3)", sizes=data.SIZES[:5])
    yield Row("nanpercentile", with_nans, FLOATS, "xp.nanpercentile(x, 30)", sizes=data.SIZES[:5])
    yield Row("percentile", plain, FLOATS, "xp.percentile(x, 30)", "torch.quantile(x, 0.3)", sizes=data.SIZES[:5])
    yield Row("histogram", plain, FLOATS, "xp.histogram(x, 50)", "torch.histogram(x, 50)")
    yield Row("cumsum", plain, ("f64", "i64"), "xp.cumsum(x)", "torch.cumsum(x, 0)")
    yield Row("cumprod", plain, ("f64", "i64"), "xp.cumprod(x)", "torch.cumprod(x, 0)")


def cases(sizes):
    return tables.cases("beyond", rows(), sizes)
