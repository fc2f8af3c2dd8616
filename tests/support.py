"""What the tests share: conversion to NumPy, sample values, layouts, and exact comparison."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

import trueno_array as xp

ROOT = Path(__file__).resolve().parent.parent

# The environment of a child process: the same package, at its default level and number of threads.
CHILD = {name: value for name, value in os.environ.items() if not name.startswith("TRUENO_")}
CHILD["PYTHONPATH"] = os.pathsep.join([str(Path(xp.__file__).parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])])

BOOL = ("bool",)
SIGNED = ("int8", "int16", "int32", "int64")
UNSIGNED = ("uint8", "uint16", "uint32", "uint64")
INTEGERS = SIGNED + UNSIGNED
FLOATS = ("float32", "float64")
COMPLEX = ("complex64", "complex128")
REAL = INTEGERS + FLOATS
NUMERIC = REAL + COMPLEX
ALL = BOOL + NUMERIC
EXTENDED = (*ALL, "float16")  # with the dtypes beyond the standard
GROUPS = {"b": BOOL, "i": INTEGERS, "f": FLOATS, "c": COMPLEX}


def dtype(name):
    return getattr(xp, name)


def name_of(x):
    """The name of the dtype of an xp array."""
    return next(name for name in EXTENDED if x.dtype == dtype(name))


def to_np(x):
    """The array as NumPy sees it; its dtype must be the one that the array says it has."""
    a = np.asarray(x)
    assert a.dtype.name == name_of(x), (a.dtype, x.dtype)
    assert a.shape == x.shape
    return a


def to_xp(a):
    """A fresh contiguous xp array of the values of a."""
    return xp.asarray(np.ascontiguousarray(a).reshape(np.shape(a)), copy=True)


SPECIAL = (0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 3.0, np.inf, -np.inf, np.nan)


def float_values(dtype, n, rng):
    """Specials, extremes, ordinary numbers and every magnitude, n in all."""
    limits = np.finfo(dtype)
    extremes = [limits.max, limits.tiny, limits.smallest_subnormal, limits.eps]
    edge = np.array([*SPECIAL, *extremes, *(-v for v in extremes)], dtype)
    ordinary = (rng.standard_normal(n) * 4).astype(dtype)
    exponent = rng.uniform(np.log2(limits.tiny), np.log2(limits.max), n)
    wide = (np.exp2(exponent) * rng.choice([-1.0, 1.0], n)).astype(dtype)
    return np.concatenate([edge, np.where(rng.random(n) < 0.6, ordinary, wide)])[:n]


def values(name, n=67, seed=0):
    """n sample values of the dtype, the awkward ones first."""
    rng = np.random.default_rng([seed, n, EXTENDED.index(name)])
    kind = np.dtype(name).kind
    if kind == "b":
        return rng.random(n) < 0.5
    if kind in "iu":
        limits = np.iinfo(name)
        edge = [v for v in (0, 1, -1, 2, -2, limits.min, limits.max, limits.max - 1, 7, -7) if v >= limits.min]
        small = rng.integers(max(limits.min, -20), 20, n)
        large = rng.integers(limits.min, limits.max, n, dtype=name, endpoint=True)
        return np.concatenate([np.array(edge, name), np.where(rng.random(n) < 0.5, small.astype(name), large)])[:n]
    if kind == "f":
        return float_values(np.dtype(name), n, rng)
    part = np.dtype("f4" if name == "complex64" else "f8")
    out = np.empty(n, name)
    out.real, out.imag = float_values(part, n, rng), rng.permutation(float_values(part, n, rng))
    return out


def many_ties(name, n, seed=0):
    """Small numbers of which most occur several times."""
    rng = np.random.default_rng(seed)
    a = rng.integers(0, max(2, n // 4), n)
    return (a % 2 if name == "bool" else a % 120).astype(name)


def finite_values(name, shape, seed=0, scale=1.0):
    """Ordinary numbers for algorithms that NaN and overflow would blind."""
    rng = np.random.default_rng([seed, EXTENDED.index(name), *np.atleast_1d(shape)])
    kind = np.dtype(name).kind
    if kind == "b":
        return rng.random(shape) < 0.5
    if kind in "iu":
        return rng.integers(0 if kind == "u" else -9, 10, shape).astype(name)
    a = rng.standard_normal(shape) * scale
    return (a + 1j * rng.standard_normal(shape) * scale if kind == "c" else a).astype(name)


# --- layouts: the same values, differently placed in memory ---


def _inside(a, key, length):
    """An xp array with the values of a, as base[..., key] of a base whose last dimension has that length."""
    base = np.full((*a.shape[:-1], length), np.ones((), a.dtype))
    base[..., key] = a
    return to_xp(base)[(..., key)]


def _transposed(a):
    axes = tuple(reversed(range(a.ndim)))
    return xp.permute_dims(to_xp(np.transpose(a, axes)), axes)


def _rows_apart(a):
    base = np.ones((2 * a.shape[0] + 1, *a.shape[1:]), a.dtype)
    base[1::2] = a
    return to_xp(base)[1::2, ...]


LAYOUTS = {
    "contiguous": to_xp,
    "offset": lambda a: _inside(a, slice(3, None), a.shape[-1] + 3),
    "strided": lambda a: _inside(a, slice(None, None, 2), 2 * a.shape[-1]),
    "strided_by_5": lambda a: _inside(a, slice(1, None, 5), 5 * a.shape[-1]),
    "reversed": lambda a: xp.flip(to_xp(np.flip(a))),
    "reversed_strided": lambda a: _inside(a, slice(None, None, -3), 3 * a.shape[-1] - 2 if a.shape[-1] else 0),
    "transposed": _transposed,
    "rows_apart": _rows_apart,
}


def layouts(a):
    """(name, xp array) for each layout of the values of a (which has at least one dimension)."""
    for name, build in LAYOUTS.items():
        x = build(a)
        assert x.shape == a.shape
        yield name, x


# --- comparison ---


def _words(a):
    """The bits of each number, with one NaN for all NaNs."""
    a = np.ascontiguousarray(a)
    if a.dtype.kind == "c":
        a = a.reshape(a.shape + (1,)).view(a.real.dtype)
    if a.dtype.kind == "f":
        a = np.where(np.isnan(a), np.array(np.nan, a.dtype), a)
    return a.view(f"u{a.dtype.itemsize}")


def assert_bits(actual, expected, message=""):
    """Same dtype, shape and bits: -0 is not +0; any NaN is NaN."""
    a = actual if isinstance(actual, np.ndarray) else to_np(actual)
    e = np.asarray(expected)
    assert a.dtype == e.dtype, f"{message}: dtype {a.dtype}, expected {e.dtype}"
    assert a.shape == e.shape, f"{message}: shape {a.shape}, expected {e.shape}"
    wrong = np.argwhere(_words(a) != _words(e))
    if len(wrong):
        where = tuple(wrong[0][: a.ndim])
        raise AssertionError(f"{message}: {len(wrong)} of {a.size} wrong; at {where} {a[where]!r}, expected {e[where]!r}")


def assert_equal(actual, expected, message=""):
    """Same dtype, shape and values; -0 equals +0 and NaN equals NaN."""
    a = actual if isinstance(actual, np.ndarray) else to_np(actual)
    e = np.asarray(expected)
    assert a.dtype == e.dtype, f"{message}: dtype {a.dtype}, expected {e.dtype}"
    np.testing.assert_array_equal(a, e, err_msg=message, strict=True)


def assert_close(actual, expected, eps=16, message=""):
    """Same dtype and shape; the difference is at most eps roundings of the largest element of expected."""
    a = actual if isinstance(actual, np.ndarray) else to_np(actual)
    e = np.asarray(expected)
    assert a.dtype == e.dtype, f"{message}: dtype {a.dtype}, expected {e.dtype}"
    assert a.shape == e.shape, f"{message}: shape {a.shape}, expected {e.shape}"
    if a.size:
        unit = np.finfo(a.dtype).eps
        bound = eps * unit * np.max(np.abs(e))
        worst = np.max(np.abs(a - e))
        assert worst <= bound, f"{message}: off by {worst}, bound {bound}"


def ulp_error(result, exact, scale=None):
    """Distance of each result from the exact value (a wider float), in units in the last place of the result's dtype.

    Beyond the largest number the unit stays that of the largest; inf counts as the number that would follow it.
    """
    limits = np.finfo(result.dtype)
    wide = exact.dtype.type
    rounded = exact.astype(result.dtype)
    beyond = np.ldexp(wide(1), limits.maxexp)
    got = np.where(np.isinf(result), np.copysign(beyond, result), result.astype(exact.dtype))
    aim = np.clip(exact, -beyond, beyond)
    size = np.abs(aim) if scale is None else np.maximum(np.abs(aim), scale)
    exponent = np.frexp(np.minimum(size, wide(limits.max)))[1] - 1
    unit = np.ldexp(wide(1), np.maximum(exponent, limits.minexp) - limits.nmant)
    error = np.abs(got - aim) / unit
    error = np.where(np.isnan(result) & np.isnan(exact), 0, error)
    error = np.where(np.isnan(result) != np.isnan(exact), np.inf, error)
    return np.where(result == rounded, np.minimum(error, 0.5), error)


def run_python(code, environment=None, timeout=120, check=True):
    """Runs code in a fresh interpreter that has the package under test; returns the finished process."""
    process = subprocess.run(
        [sys.executable, "-P", *(("-c", code) if isinstance(code, str) else code)],
        env=CHILD | (environment or {}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    if check and process.returncode:
        raise AssertionError(f"exit {process.returncode}\n{process.stdout}\n{process.stderr}")
    return process
