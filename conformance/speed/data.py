"""The operands: values that every library is handed in the same memory, aligned to 64 bytes."""

import re
from functools import lru_cache

import numpy as np

SIZES = (10, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)
DTYPES = {"f32": "float32", "f64": "float64", "i32": "int32", "i64": "int64", "u8": "uint8", "bool": "bool", "c64": "complex64"}
KINDS = {"f32": "f", "f64": "f", "i32": "i", "i64": "i", "u8": "u", "bool": "b", "c64": "c", "c128": "c"}
NAMES = DTYPES | {"c128": "complex128"}  # of products and transforms besides
PERIOD = 1_000_000  # large arrays repeat their first values
ORDINARY, FAR = (-10, 10), 50  # values of a domain that is all numbers, and as far as others reach


def aligned(n, dtype):
    """An uninitialised array of n elements that begins at a multiple of 64 bytes."""
    dtype = np.dtype(dtype)
    raw = np.empty(n * dtype.itemsize + 64, np.uint8)
    start = -raw.ctypes.data % 64
    return raw[start : start + n * dtype.itemsize].view(dtype)


def settled(a):
    """A copy of a, aligned."""
    found = aligned(a.size, a.dtype).reshape(a.shape)
    found[...] = a
    return found


def range_of(domain):
    """The interval that a row's domain, such as "[0, inf]" or "all", names; its finite ends are kept off by a little."""
    if not (found := re.fullmatch(r"[\[(](.+), (.+)[\])]", domain)):
        return ORDINARY
    low, high = (float({"pi": "3.14", "-pi": "-3.14"}.get(end, end)) for end in found.groups())
    low, high = max(low, -FAR), min(high, FAR)
    return low + 1e-3 * (high - low), high - 1e-3 * (high - low)


def _some(short, n, seed, domain):
    rng, kind = np.random.default_rng(seed), KINDS[short]
    low, high = range_of(domain)
    if kind == "b":
        return rng.random(n) > 0.5
    if domain == "unit":  # whose products neither overflow nor vanish
        size = 1 if kind in "iu" else rng.uniform(0.999, 1.001, n)
        return size * (np.exp(1j * rng.uniform(-3, 3, n)) if kind == "c" else np.ones(n))
    if kind in "iu":
        return rng.integers(1, 7, n) if domain == "small" else rng.integers(1, 100, n)
    if domain == "small":
        low, high = 0.5, 3
    if kind == "c":
        return rng.uniform(low / 2, high / 2, n) + 1j * rng.uniform(-2, 2, n)
    return rng.uniform(low, high, n)


@lru_cache(maxsize=40)
def _period(short, n, seed, domain):
    found = aligned(n, NAMES[short])
    found[:] = _some(short, n, seed, domain)
    return found


def _repeated(short, n, seed, domain):
    """n values, aligned; the first PERIOD of them again and again."""
    base = _period(short, min(n, PERIOD), seed, domain)
    if n <= PERIOD:
        return base
    found = aligned(n, NAMES[short])
    whole = n - n % PERIOD
    found[:whole].reshape(-1, PERIOD)[...] = base
    found[whole:] = base[: n - whole]
    return found


_medium, _large = lru_cache(maxsize=16)(_repeated), lru_cache(maxsize=3)(_repeated)


def values(short, n, seed=1, domain="all"):
    """n values, the same on every call, on which functions of that domain are defined; not to be written to."""
    return (_large if n > 4 * PERIOD else _medium)(short, n, seed, domain)


def spread(short, n, seed=1):
    """n values over the whole range of a sort, without a period."""
    rng, kind = np.random.default_rng(seed), KINDS[short]
    if kind == "b":
        found = rng.random(n) > 0.5
    elif kind in "iu":
        found = rng.integers(0, 250 if short == "u8" else 2**30, n)
    else:
        found = rng.standard_normal(n)
    return settled(found.astype(NAMES[short]))


def sides(n):
    """The shape of a table of n elements, as square as powers of ten allow."""
    rows = next(r for r in range(int(n**0.5), 0, -1) if n % r == 0)
    return rows, n // rows


def table(a):
    return a.reshape(sides(a.size))


def layout_of(name, x, y=None):
    """The operands in a layout, of n elements each out of twice as many; y is None for one operand."""
    n = x.size // 2
    rows, columns = sides(n)
    if name == "strided":
        found = x[::2], None if y is None else y[::2]
    elif name == "transposed":
        found = x[:n].reshape(columns, rows).T, None if y is None else y[:n].reshape(rows, columns)
    elif name == "row":
        found = x[:n].reshape(rows, columns), y[:columns]
    elif name == "column":
        found = x[:n].reshape(rows, columns), y[:rows].reshape(rows, 1)
    elif name == "scalar":
        found = x[:n], y[0].item()
    else:
        found = x[:n], None if y is None else y[:n]
    return found[:1] if y is None else found
