"""Conversions between dtypes."""

from functools import partial

from .. import data, tables
from ..case import Case, texts

WIDE = ("u8", "i32", "i64", "f32", "f64", "c64", "bool")


def strided(short, n):
    return {"x": data.values(short, 2 * n)[::2]}


def cases(sizes):
    for source in WIDE:
        for target in WIDE:
            if source == "c64" and target not in ("c64", "bool"):
                continue
            d = data.DTYPES[target]
            expressions = texts(f"xp.astype(x, xp.{d})", f"x.to(torch.{d}, copy=True)", f"x.astype(np.{d})")
            for n in sizes:
                yield Case("casts", f"astype {source} to {target}", "", "", n, expressions, partial(tables.one, source, n))
                if (source, target) in (("f64", "f32"), ("f32", "f64"), ("i64", "f64"), ("u8", "f32")):
                    yield Case("casts", f"astype {source} to {target}", "", "strided", n, expressions, partial(strided, source, n))
