"""The cases of the speed report: the same call on an array of trueno_array and on one of NumPy.

A case is (family, name, elements, function that makes our call and NumPy's). Elementwise cases and reductions come from the rows.
"""

from functools import cache, partial

import numpy as np

import trueno_array as xp
from trueno_array._ops.elementwise import BINARY, UNARY
from trueno_array._ops.reductions import ROWS as REDUCTIONS

LARGE, SMALL = 1_000_000, 8
DTYPES = {"f32": "f4", "f64": "f8", "i8": "i1", "i32": "i4", "i64": "i8", "u8": "u1", "b8": "?", "c64": "c8", "c128": "c16"}
LAYOUT_DTYPES = ("f32", "i8", "c64")
NUMPY_NAMES = {
    "acos": "arccos", "acosh": "arccosh", "asin": "arcsin", "asinh": "arcsinh", "atan": "arctan", "atanh": "arctanh",
    "atan2": "arctan2", "bitwise_invert": "invert", "bitwise_left_shift": "left_shift", "bitwise_right_shift": "right_shift",
    "pow": "power", "round": "rint", "cumulative_sum": "cumsum", "cumulative_prod": "cumprod",
}  # fmt: skip


def numpys(name):
    return getattr(np, NUMPY_NAMES.get(name, name))


@cache
def values(short, n, seed=0):
    """Values every function is defined on, small enough for powers and shifts."""
    rng, dtype = np.random.default_rng(seed), np.dtype(DTYPES[short])
    if dtype.kind == "b":
        return rng.random(n) > 0.5
    if dtype.kind in "iu":
        return rng.integers(1, 7, n).astype(dtype)
    if dtype.kind == "c":
        return (rng.random(n) + 1j * rng.random(n)).astype(dtype)
    return (rng.random(n) * 0.9 + 0.05).astype(dtype)


def pair(a):
    """The array and a copy of it that is trueno_array's, of the same strides."""
    base = a
    while isinstance(base.base, np.ndarray):
        base = base.base
    return a, (xp.asarray(a.copy()) if a is base else xp.from_dlpack(a))


def case(family, name, n, function, theirs, arrays, **keywords):
    """The arrays, or a function that makes them, become operands when the case is built."""

    def build():
        made = arrays() if callable(arrays) else arrays
        ours = [pair(a)[1] if isinstance(a, np.ndarray) else a for a in made]
        return partial(function, *ours, **keywords), partial(theirs, *made, **keywords)

    return family, name, n, build


def operands(row, short, layout):
    """The operands of a layout, or None where it says nothing new."""
    shift = 1 if row.name == "acosh" else 0
    n, side = LARGE, int(LARGE**0.5)
    a, b = values(short, 2 * n, 1) + np.asarray(shift, DTYPES[short]) if shift else values(short, 2 * n, 1), values(short, 2 * n, 2)
    if layout == "contiguous":
        found = a[:n].copy(), b[:n].copy()
    elif layout == "strided":
        found = a[::2], b[::2]
    elif layout == "transposed":
        found = a[:n].reshape(side, side).T, b[:n].reshape(side, side).copy()
    elif layout == "row":
        found = a[:n].reshape(side, side).copy(), b[:side].copy()
    elif layout == "column":
        found = a[:n].reshape(side, side).copy(), b[:side].reshape(side, 1).copy()
    else:
        found = a[:n].copy(), {"b": True, "i": 3, "u": 3, "f": 0.75, "c": 0.75j}[a.dtype.kind]
    return found[: row.arity]


def elementwise():
    for row in UNARY + BINARY:
        function, theirs = getattr(xp, row.name), numpys(row.name)
        for short in (s for s in DTYPES if s in row.loops()):
            layouts = ["contiguous"]
            if short in LAYOUT_DTYPES:
                layouts += ["strided"] if row.arity == 1 else ["strided", "transposed", "row", "column", "scalar"]
            for layout in layouts:
                yield case("elementwise", f"{row.name} {short} {layout}", LARGE, function, theirs, partial(operands, row, short, layout))
            if short in ("f64", "i64", "b8"):
                small = [values(short, SMALL, seed) + (short == "f64" and row.name == "acosh") for seed in range(row.arity)]
                yield case("elementwise", f"{row.name} {short}", SMALL, function, theirs, small)


def reductions():
    side = int(LARGE**0.5)
    for row in REDUCTIONS:
        if not hasattr(np, NUMPY_NAMES.get(row.name, row.name)):
            continue
        function, theirs = getattr(xp, row.name), numpys(row.name)
        for short in (s for s in DTYPES if np.dtype(DTYPES[s]).kind in row.kinds):
            a = values(short, LARGE).reshape(side, side).copy()
            for axis in (None, 0, 1):
                if axis is None and row.name.startswith("cumulative"):
                    continue
                yield case("reductions", f"{row.name} {short} axis={axis}", LARGE, function, theirs, [a], axis=axis)
        if "f" in row.kinds:
            yield case("reductions", f"{row.name} f64", SMALL, function, theirs, [values("f64", SMALL)])


def cast(x, dtype):
    return xp.astype(x, dtype)


def casts():
    for source in DTYPES:
        for target, code in DTYPES.items():
            if source[0] == "c" and target[0] != "c":
                continue
            dtype = getattr(xp, np.dtype(code).name)
            ours, theirs = partial(cast, dtype=dtype), partial(np.ndarray.astype, dtype=code)
            yield case("casts", f"{source} to {target}", LARGE, ours, theirs, [values(source, LARGE)])


def sorting():
    side = int(LARGE**0.5)
    for short in (s for s in DTYPES if s[0] != "c"):
        spread = values(short, LARGE) if short == "b8" else (np.random.default_rng(3).random(LARGE) * 120).astype(DTYPES[short])
        ordered, table = np.sort(spread), spread.reshape(side, side).copy()
        yield case("sorting", f"sort {short}", LARGE, xp.sort, np.sort, [spread])
        yield case("sorting", f"sort {short} axis=0", LARGE, lambda x: xp.sort(x, axis=0), lambda a: np.sort(a, axis=0), [table])
        yield case("sorting", f"argsort {short}", LARGE, xp.argsort, lambda a: np.argsort(a, kind="stable"), [spread])
        yield case("sorting", f"unique_values {short}", LARGE, xp.unique_values, np.unique, [spread])
        yield case("sorting", f"unique_inverse {short}", LARGE, xp.unique_inverse, np.unique_inverse, [spread])
        yield case("sorting", f"searchsorted {short}", LARGE, xp.searchsorted, np.searchsorted, [ordered, spread])
    for name in ("sort", "argsort"):
        yield case("sorting", f"{name} f64", SMALL, getattr(xp, name), getattr(np, name), [values("f64", SMALL)])


def set_mask(x, mask):
    x[mask] = 1


def set_slice(x, y):
    x[1:-1] = y[2:]


def indexing():
    for short in DTYPES:
        a = values(short, LARGE)
        mask = np.random.default_rng(4).random(LARGE) > 0.5
        index = np.random.default_rng(5).integers(0, LARGE, LARGE)
        one = a[:1].copy().reshape(())
        for name, function, theirs, arrays in (
            ("where", xp.where, np.where, [mask, a, a[::-1].copy()]),
            ("where, 0-d operand", xp.where, np.where, [mask, a, one]),
            ("take", xp.take, np.take, [a, index]),
            ("x[indices]", lambda x, i: x[i], lambda x, i: x[i], [a, index]),
            ("x[mask]", lambda x, m: x[m], lambda x, m: x[m], [a, mask]),
            ("x[mask] = 1", set_mask, set_mask, [a.copy(), mask]),
            ("x[1:-1] = y", set_slice, set_slice, [a.copy(), a]),
            ("nonzero", xp.nonzero, np.nonzero, [a]),
        ):
            yield case("indexing", f"{name} {short}", LARGE, function, theirs, arrays)
        if short[0] not in "bc":
            low, high = (1, 5) if short[0] in "iu" else (0.2, 0.7)
            yield case("indexing", f"clip {short}", LARGE, xp.clip, np.clip, [a, low, high])


def movement():
    side = int(LARGE**0.5)
    for short in DTYPES:
        a = values(short, LARGE)
        table = a.reshape(side, side).copy()
        for name, function, theirs, arrays in (
            ("copy", lambda x: xp.asarray(x, copy=True), np.copy, [a]),
            ("copy of a transpose", lambda x: xp.asarray(x.T, copy=True), lambda x: np.ascontiguousarray(x.T), [table]),
            ("copy of a flip", lambda x: xp.asarray(xp.flip(x), copy=True), lambda x: np.flip(x).copy(), [a]),
            ("copy of every other", lambda x: xp.asarray(x[::2], copy=True), lambda x: x[::2].copy(), [a]),
            ("concat", lambda x, y: xp.concat([x, y]), lambda x, y: np.concatenate([x, y]), [a, a.copy()]),
            ("concat axis=1", lambda x: xp.concat([x, x], axis=1), lambda x: np.concatenate([x, x], axis=1), [table]),
            ("stack", lambda x, y: xp.stack([x, y]), lambda x, y: np.stack([x, y]), [a, a.copy()]),
            ("stack axis=-1", lambda x, y: xp.stack([x, y], axis=-1), lambda x, y: np.stack([x, y], axis=-1), [a, a.copy()]),
            ("roll", lambda x: xp.roll(x, 7), lambda x: np.roll(x, 7), [a]),
            ("repeat", lambda x: xp.repeat(x, 2), lambda x: np.repeat(x, 2), [a]),
            ("tile", lambda x: xp.tile(x, (2,)), lambda x: np.tile(x, (2,)), [a]),
            ("tril", xp.tril, np.tril, [table]),
        ):
            yield case("movement", f"{name} {short}", LARGE, function, theirs, arrays)


def creation():
    side = int(LARGE**0.5)
    for name, arguments in (("arange", (LARGE,)), ("arange", (0.0, LARGE)), ("linspace", (0, 1, LARGE)), ("eye", (side,))):
        yield case("creation", f"{name} {arguments}", LARGE, getattr(xp, name), getattr(np, name), arguments)
    for short, code in DTYPES.items():
        dtype = getattr(xp, np.dtype(code).name)
        for name, extra in (("zeros", ()), ("ones", ()), ("full", (1,))):
            ours, theirs = (partial(getattr(n, name), (side, side), *extra, dtype=d) for n, d in ((xp, dtype), (np, code)))
            yield case("creation", f"{name} {short}", LARGE, ours, theirs, [])


def products():
    for short in ("f32", "f64", "c64", "c128"):
        for n in (64, 512):
            square = [values(short, n * n, seed).reshape(n, n).copy() for seed in (1, 2)]
            yield case("products", f"matmul {short} {n}", n * n, xp.matmul, np.matmul, square)
        a, b = values(short, LARGE, 1), values(short, LARGE, 2)
        yield case("products", f"vecdot {short}", LARGE, xp.vecdot, np.vecdot, [a, b])
        yield case("products", f"vector_norm {short}", LARGE, xp.linalg.vector_norm, np.linalg.norm, [a])


# Everyday calls on 8 floats; `xp` is the library.
CALLS = (
    "xp.add(x, y)", "x + y", "x * 2.0", "-x", "x < y", "x += y",
    "xp.exp(x)", "xp.sum(x)", "xp.max(x)", "xp.sum(m, axis=0)", "x[3]", "x[2:5]",
    "x[None, :]", "x[i]", "xp.take(x, i)", "x[x > y]", "xp.reshape(x, (2, 4))", "m.T",
    "xp.zeros(8)", "xp.ones((2, 4))", "xp.empty(8)", "xp.arange(8)", "xp.asarray(x)", "xp.asarray([1.0, 2.0])",
    "xp.where(x < y, x, y)", "xp.concat((x, y))", "xp.stack((x, y))", "float(x[0])", "x.shape", "m @ m.T",
    "xp.astype(x, xp.float32)", "xp.isfinite(x)", "xp.clip(x, 0.2, 0.5)", "xp.sort(x)",
)  # fmt: skip


def everyday(text, library):
    x, y = library.asarray(values("f64", SMALL, 1).copy()), library.asarray(values("f64", SMALL, 2).copy())
    space = {"xp": library, "x": x, "y": y, "m": library.reshape(x, (2, 4)), "i": library.asarray(np.array([1, 3, 5, 7]))}
    exec(f"def call(x=x):\n  {text}\n", space)
    return space["call"]


def calls():
    for text in CALLS:
        yield "calls", text, SMALL, lambda text=text: (everyday(text, xp), everyday(text, np))


FAMILIES = {f.__name__: f for f in (calls, elementwise, reductions, casts, sorting, indexing, movement, creation, products)}
