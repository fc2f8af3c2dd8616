"""Sorting against NumPy: stability, NaN, -0, ties, lengths, layouts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import (
    BOOL,
    COMPLEX,
    FLOATS,
    REAL,
    assert_bits,
    assert_equal,
    dtype,
    finite_values,
    layouts,
    many_ties,
    to_np,
    to_xp,
    values,
)

import trueno_array as xp

SORTABLE = BOOL + REAL
LENGTHS = (0, 1, 2, 3, 8, 15, 16, 17, 33, 64, 100, 257, 1025, 5000)


def nan_last(a, descending):
    """The order that NumPy gives: NaN last; descending is the stable order of the negated ranks."""
    order = np.argsort(a, kind="stable", axis=-1)
    if not descending:
        return order
    ranks = np.unique(a, return_inverse=True, equal_nan=True)[1].reshape(a.shape)
    if a.dtype.kind == "f":
        ranks = np.where(np.isnan(a), -1, ranks)
    return np.argsort(-ranks, kind="stable", axis=-1)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", SORTABLE)
def test_sort_and_argsort_of_every_length(name, descending, isa):
    for n in LENGTHS:
        for a in (many_ties(name, n), finite_values(name, n)):
            order = nan_last(a, descending)
            x = to_xp(a)
            assert_bits(xp.sort(x, descending=descending), a[order], f"n={n}")
            assert_bits(xp.argsort(x, descending=descending), order.astype(np.int64), f"n={n}")
            assert_bits(xp.sort(x, descending=descending, stable=False), a[order], f"n={n}")
            loose = to_np(xp.argsort(x, descending=descending, stable=False))
            assert_bits(a[loose], a[order])
            assert sorted(loose.tolist()) == list(range(n))


@pytest.mark.parametrize("name", SORTABLE)
def test_sort_along_every_axis_and_layout(name, isa):
    a = values(name, 66).reshape(3, 2, 11)
    a = np.where(np.isnan(a), 0, a).astype(name) if a.dtype.kind == "f" else a
    for layout, x in layouts(a):
        for axis in (-3, -2, -1, 0, 1, 2):
            assert_equal(xp.sort(x, axis=axis), np.sort(a, axis=axis, kind="stable"), layout)
            assert_bits(xp.argsort(x, axis=axis), np.argsort(a, axis=axis, kind="stable"), layout)
    assert xp.sort(xp.zeros((3, 0), dtype=dtype(name)), axis=0).shape == (3, 0)


@pytest.mark.parametrize("name", ["float32", "float64"])
@pytest.mark.parametrize("n", [5, 40, 3000])
def test_sort_puts_nan_last_and_is_stable_for_zeros(name, n, isa):
    a = values(name, n)
    a[:: n // 5 + 1] = np.nan
    x = to_xp(a)
    assert_equal(xp.sort(x), np.sort(a, kind="stable"))
    order = to_np(xp.argsort(x))
    assert_bits(order, np.argsort(a, kind="stable"))
    down = to_np(xp.sort(x, descending=True))
    finite = down[~np.isnan(down)]
    assert (np.diff(finite) <= 0).all() and np.isnan(down).sum() == np.isnan(a).sum()


@pytest.mark.parametrize("pattern", ["sorted", "reversed", "equal", "organ", "sawtooth", "two"])
@pytest.mark.parametrize("name", ["int32", "float64", "uint8", "int64", "int16", "uint16"])
def test_sort_of_patterns(pattern, name, isa):
    n = 20_000
    i = np.arange(n)
    a = {"sorted": i, "reversed": i[::-1], "equal": i * 0 + 3, "organ": np.minimum(i, n - i), "sawtooth": i % 100, "two": i % 2}[pattern]
    a = (a % 200).astype(name) if name == "uint8" else a.astype(name)
    assert_bits(xp.sort(to_xp(a)), np.sort(a))
    assert_bits(xp.argsort(to_xp(a)), np.argsort(a, kind="stable"))


@given(st.lists(st.sampled_from([0.0, -0.0, 1.0, -1.0, float("inf"), float("-inf"), float("nan"), 5e-324]), max_size=70))
def test_sort_of_special_floats_is_stable(items):
    a = np.array(items, dtype=float)
    x = to_xp(a)
    assert_bits(xp.argsort(x), np.argsort(a, kind="stable"))
    assert_bits(to_np(xp.sort(x)), a[np.argsort(a, kind="stable")])


def orders_to_find(name, n):
    """Keys that are sorted without comparing all: of a small range at either end, in falling order with and without ties, few."""
    rng, info = np.random.default_rng(n), None if name in FLOATS or name == "bool" else np.iinfo(name)
    low, high = (info.min, info.max) if info else (0, 1)
    falling = np.arange(n)[::-1] % 120 if name == "bool" or (info and info.bits == 8) else np.arange(n)[::-1]
    yield np.sort(falling)[::-1].astype(name)
    yield (np.sort(falling)[::-1] // 3).astype(name)
    yield rng.integers(0, 2, n).astype(name)
    steps = rng.integers(0, min(100, n), n)
    yield (np.full(n, low, name) + steps.astype(name)) if info else (-(steps // 10)).astype(name)
    yield (np.full(n, high, name) - steps.astype(name)) if info else (steps // 10).astype(name)


@pytest.mark.parametrize("name", ["int16", "uint16"])
def test_long_sorts_of_words(name, isa):
    """Sizes at which one way of sorting 2-byte elements follows another, with ties, and columns."""
    rng, info = np.random.default_rng(5), np.iinfo(name)
    for n in (700, 32_768, 40_000, 90_000):
        for greatest in (info.max, info.min + 300):
            a = rng.integers(info.min, greatest, (n, 2), name, endpoint=True)
            for x, b in ((to_xp(np.ascontiguousarray(a[:, 0])), a[:, 0]), (to_xp(a), a)):
                assert_bits(xp.sort(x, axis=0), np.sort(b, axis=0))
                assert_bits(xp.sort(x, axis=0, descending=True), np.sort(b, axis=0)[::-1])
                assert_bits(xp.argsort(x, axis=0), np.argsort(b, axis=0, kind="stable"))
                assert_bits(xp.argsort(x, axis=0, descending=True), n - 1 - np.argsort(b[::-1], axis=0, kind="stable")[::-1])
    ordered = np.sort(rng.integers(info.min, info.max, 50_000, name))
    assert_bits(xp.argsort(to_xp(ordered)), np.arange(50_000))
    assert_bits(xp.argsort(to_xp(ordered[::-1].copy()), descending=True), np.arange(50_000))


@pytest.mark.parametrize("name", [name for name in REAL if not name.startswith("float")])
def test_sort_of_a_narrow_range(name, isa):
    """Ranges that are counted: one value, few, and as many as have tables of their own; many equal neighbours."""
    rng, info = np.random.default_rng(3), np.iinfo(name)
    for n in (1024, 1100, 20_000, 100_001):
        for range_ in (1, 2, 8, 9, n // 8, n // 8 + 1, 70, 120):
            if range_ > (120 if info.bits == 8 else 30_000):
                continue
            for least in (info.min, info.max - range_ + 1, 3):
                a = (rng.integers(0, range_, n) + (least if least < 2**63 else 0)).astype(name)
                a[: n // 2] = a[0]
                assert_bits(xp.sort(to_xp(a)), np.sort(a), f"n={n}, range={range_}")
                assert_bits(xp.sort(to_xp(a), descending=True), np.sort(a)[::-1], f"n={n}, range={range_}")
                assert_bits(xp.sort(to_xp(np.stack((a, a), axis=1)), axis=0)[:, 1], np.sort(a))


@pytest.mark.parametrize("name", ["int16", "int32", "int64", "float32", "float64"])
def test_sort_beyond_the_nearest_cache(name, isa):
    """Parts of more than 32 KiB are split in place, from both ends: every remainder of a block, and pivots near either end."""
    rng = np.random.default_rng(11)
    smallest = 2**15 // np.dtype(name).itemsize
    for n in (*(smallest + 1 + 7 * k for k in range(20)), 3 * smallest + 5):
        spread = rng.exponential(300, n) * rng.choice([-1, 1, 1, 1], n)
        for a in (spread.astype(name), (-spread).astype(name), np.minimum(spread, 40).astype(name), np.round(spread / 90).astype(name)):
            x = to_xp(a)
            assert_bits(xp.sort(x), np.sort(a, kind="stable"), f"n={n}")
            assert_bits(xp.argsort(x), np.argsort(a, kind="stable"), f"n={n}")


@pytest.mark.parametrize("name", SORTABLE)
def test_sort_of_few_keys_and_of_falling_ones(name, isa):
    for n in (*range(1, 41), 64, 65, 1500, 20_000):
        for a in orders_to_find(name, n):
            x = to_xp(a)
            assert_bits(xp.sort(x), np.sort(a))
            assert_bits(xp.argsort(x), np.argsort(a, kind="stable"))
            assert_bits(xp.sort(x, descending=True), np.sort(a)[::-1])
            assert_bits(xp.argsort(x, descending=True), n - 1 - np.argsort(a[::-1], kind="stable")[::-1])
            assert_bits(xp.unique_values(x), np.unique(a))


@pytest.mark.parametrize("name", REAL)
def test_median_of_long_rows(name, isa):
    for n in (255, 256, 257, 1000, 4099, 30_000):
        for a in (many_ties(name, n), *orders_to_find(name, n), np.random.default_rng(n).integers(0, 2**30, n).astype(name)):
            middle = np.sort(a)[(n - 1) // 2 : n // 2 + 1].astype(name if name in FLOATS else "float64")
            expected = middle[0] if middle[0] == middle[-1] else (middle[0] + middle[-1]) / middle.dtype.type(2)
            assert_bits(xp.median(to_xp(a)), np.asarray(expected))
        if name in FLOATS:
            for place in (0, n // 3, n - 1):
                a = many_ties(name, n)
                a[place] = np.nan
                assert np.isnan(float(xp.median(to_xp(a))))


def order_of_complex(a, descending):
    """By NaN (in no part, the imaginary, the real, both), then by what is not NaN; equal ones in their order."""

    def key(i):
        re, im = float(a[i].real), float(a[i].imag)
        no_re, no_im = re != re, im != im
        return (2 * no_re + no_im, 0.0 if no_re else re, 0.0 if no_im else im)

    return np.array(sorted(range(len(a)), key=key, reverse=descending), np.int64)


@pytest.mark.parametrize("name", COMPLEX)
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 33, 150, 1100])
def test_sort_of_complex_numbers(name, n, isa):
    rng = np.random.default_rng(n)
    parts = ([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan], [0.0, 1.0, 2.0], [-0.0, 0.0], [5.0], [np.nan, 1.0], rng.standard_normal(n))
    for real in parts:
        for imaginary in parts:
            a = np.empty(n, name)
            a.real, a.imag = rng.choice(real, n), rng.choice(imaginary, n)
            x = to_xp(np.repeat(a, 2))[::2]
            for descending in (False, True):
                order = order_of_complex(a, descending)
                assert_bits(xp.argsort(x, descending=descending), order)
                assert to_np(xp.sort(x, descending=descending)).tobytes() == a[order].tobytes()
            members = to_xp(rng.choice(a, 3 * n))
            assert_bits(xp.isin(x, members), np.isin(a, to_np(members)))
