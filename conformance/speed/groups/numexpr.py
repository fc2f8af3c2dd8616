"""xp.fuse beside numexpr, which stands in NumPy's column."""

import re

import numpy as np

from .. import tables
from ..case import has
from ..tables import FLOATS, Row
from .fuse import NUMEXPR, operands_of

LITERAL = r"\b(?:\d+\.\d+|\d+e-?\d+)\b"


def in_float32(make, formula):
    """numexpr takes a literal for a float64, and computes all in it: float32 needs constants that have a dtype."""
    constants = {f"k{i}": np.float32(text) for i, text in enumerate(re.findall(LITERAL, formula))}
    names = iter(constants)
    return lambda short, n: make(short, n) | constants, re.sub(LITERAL, lambda _: next(names), formula)


def rows():
    for name, formula in NUMEXPR.items():
        for short in FLOATS:
            make, text = in_float32(operands_of(name), formula) if short == "f32" else (operands_of(name), formula)
            yield Row(name, make, (short,), "f(x, y, z)", "", f'numexpr.evaluate("{text}")')


def cases(sizes):
    return tables.cases("numexpr", rows(), sizes) if has("fuse") else ()
