"""xp.fuse beside loops written by hand in C++, which stand in NumPy's column."""

from .. import hand_loops, tables
from ..case import PerLibrary, has
from ..tables import FLOATS, Row
from . import fuse


def with_loop(name, make):
    """The operands of a case and its functions: ours of them, the loop of none."""

    def made(short, n):
        operands = make(short, n)
        f = operands.pop("f")
        return operands | {"f": PerLibrary(trueno_array=f["trueno_array"], numpy=lambda _: hand_loops.loop_of(name, list(operands.values())))}

    return made


def rows():
    for name, (function, make) in fuse.FUNCTIONS.items():
        call = f"f({', '.join(make('f32', 16))})"
        yield Row(name, with_loop(name, fuse.made_by(function, make)), FLOATS, call, "", "f()")
    for name in fuse.FORMULAS:
        yield Row(name, with_loop(name, fuse.operands_of(name)), FLOATS, "f(x, y, z)", "", "f()")


def cases(sizes):
    return tables.cases("hand", rows(), [n for n in sizes if n >= 1000]) if has("fuse") and hand_loops.compiler() else ()
