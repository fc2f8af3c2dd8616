"""xp.fuse beside numexpr, which stands in NumPy's column."""

from .. import tables
from ..case import has
from ..tables import FLOATS, Row
from .fuse import NUMEXPR, operands_of


def rows():
    for name, formula in NUMEXPR.items():
        yield Row(name, operands_of(name), FLOATS, "f(x, y, z)", "", f'numexpr.evaluate("{formula}")')


def cases(sizes):
    return tables.cases("numexpr", rows(), sizes) if has("fuse") else ()
