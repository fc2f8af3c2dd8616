"""Searching, sorting and sets against NumPy and Python: stability, NaN, -0, ties, layouts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import (
    BOOL,
    COMPLEX,
    EXTENDED,
    FLOATS,
    INTEGERS,
    REAL,
    assert_bits,
    assert_equal,
    dtype,
    finite_values,
    layouts,
    name_of,
    to_np,
    to_xp,
    values,
)

import trueno_array as xp

SORTABLE = BOOL + REAL
LENGTHS = (0, 1, 2, 3, 8, 15, 16, 17, 33, 64, 100, 257, 1025, 5000)


def many_ties(name, n, seed=0):
    rng = np.random.default_rng(seed)
    a = rng.integers(0, max(2, n // 4), n)
    return (a % 2 if name == "bool" else a % 120).astype(name)


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


@pytest.mark.parametrize("name", SORTABLE)
@pytest.mark.parametrize("function", ["argmax", "argmin"])
def test_arg_extremes_are_first_occurrences(name, function, isa):
    f, g = getattr(xp, function), getattr(np, function)
    for n in (1, 2, 7, 16, 33, 100, 1025, 70_001):
        for a in (many_ties(name, n), values(name, n)):
            assert int(f(to_xp(a))) == g(a), n
    a = values(name, 66).reshape(3, 2, 11)
    for layout, x in layouts(a):
        for axis in (-1, 0, 1, 2, None):
            for keepdims in (False, True):
                assert_bits(f(x, axis=axis, keepdims=keepdims), g(a, axis=axis, keepdims=keepdims), f"{layout} {axis}")
    with pytest.raises(ValueError):
        f(xp.zeros((0,), dtype=dtype(name)))


@pytest.mark.parametrize("where", [0, 1, 5, 31, 64, 99])
@pytest.mark.parametrize("name", ["float32", "float64"])
def test_arg_extremes_stop_at_the_first_nan(where, name, isa):
    a = np.arange(100).astype(name)
    a[where] = np.nan
    a[80] = np.nan
    x = to_xp(a)
    assert int(xp.argmax(x)) == int(xp.argmin(x)) == min(where, 80)


@pytest.mark.parametrize("name", EXTENDED)
def test_nonzero_and_count_nonzero(name, isa):
    a = many_ties(name, 60).reshape(3, 4, 5)
    for layout, x in layouts(a):
        found = xp.nonzero(x)
        assert isinstance(found, tuple)
        for got, want in zip(found, np.nonzero(a), strict=True):
            assert_bits(got, want, layout)
        for axis in (None, 0, 1, -1, (0, 2)):
            for keepdims in (False, True):
                assert_equal(
                    xp.count_nonzero(x, axis=axis, keepdims=keepdims), np.asarray(np.count_nonzero(a, axis=axis, keepdims=keepdims)), layout
                )
    for got, want in zip(xp.nonzero(to_xp(values(name, 5000))), np.nonzero(values(name, 5000)), strict=True):
        assert_bits(got, want)
    with pytest.raises((ValueError, TypeError, IndexError)):
        xp.nonzero(xp.asarray(1, dtype=dtype(name)))


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("side", ["left", "right"])
def test_searchsorted_equals_numpy(name, side, isa):
    for n in (0, 1, 2, 17, 1000):
        a = np.sort(many_ties(name, n))
        v = finite_values(name, 51)
        assert_bits(xp.searchsorted(to_xp(a), to_xp(v), side=side), np.searchsorted(a, v, side=side))
        assert_bits(xp.searchsorted(to_xp(a), to_xp(v.reshape(3, 17)), side=side), np.searchsorted(a, v.reshape(3, 17), side=side))
        assert_bits(xp.searchsorted(to_xp(a), 3, side=side), np.asarray(np.searchsorted(a, np.array(3, name), side=side)))
    a = many_ties(name, 200)
    order = np.argsort(a, kind="stable")
    assert_bits(xp.searchsorted(to_xp(a), to_xp(v), side=side, sorter=to_xp(order)), np.searchsorted(a, v, side=side, sorter=order))


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("side", ["left", "right"])
def test_searchsorted_of_ascending_values(name, side):
    """Values that ascend over many blocks, that begin again, and a NaN among them; contiguous and not."""
    rng = np.random.default_rng(2)
    for n in (0, 1, 9, 400, 20_000):
        a = np.sort(many_ties(name, n) if n < 400 else finite_values(name, n))
        for v in (np.sort(finite_values(name, 1000)), np.sort(many_ties(name, 700)), np.resize(np.sort(finite_values(name, 333)), 1000), a[n // 3 :].copy()):
            assert_bits(xp.searchsorted(to_xp(a), to_xp(v), side=side), np.searchsorted(a, v, side=side), f"n={n}")
            apart = np.repeat(v, 2)[::2]
            assert_bits(xp.searchsorted(to_xp(a), to_xp(np.repeat(v, 2))[::2], side=side), np.searchsorted(a, apart, side=side))
            if np.dtype(name).kind == "f" and v.size:
                v[rng.integers(0, v.size, 3)] = np.nan
                assert_bits(xp.searchsorted(to_xp(a), to_xp(v), side=side), np.searchsorted(a, v, side=side))


def test_searchsorted_orders_nan_last():
    a = np.array([1.0, 2.0, 3.0, np.nan, np.nan])
    v = np.array([np.nan, np.inf, 2.0, -np.inf])
    for side in ("left", "right"):
        assert_bits(xp.searchsorted(to_xp(a), to_xp(v), side=side), np.searchsorted(a, v, side=side))


# --- sets ---


def check_unique(a, x):
    uniques, index, inverse, counts = np.unique(a, return_index=True, return_inverse=True, return_counts=True)
    found = xp.unique_all(x)
    assert found._fields == ("values", "indices", "inverse_indices", "counts")
    assert_equal(found.values, uniques)
    assert_bits(found.indices, index)
    assert_bits(found.inverse_indices, inverse.reshape(a.shape))
    assert_bits(found.counts, counts)
    assert_equal(xp.unique_values(x), uniques)
    pair = xp.unique_counts(x)
    assert pair._fields == ("values", "counts")
    assert_bits(pair.counts, counts)
    pair = xp.unique_inverse(x)
    assert pair._fields == ("values", "inverse_indices")
    assert_bits(pair.inverse_indices, inverse.reshape(a.shape))


@pytest.mark.parametrize("name", EXTENDED)
def test_unique_functions_equal_numpy(name, isa):
    for shape in [(0,), (1,), (60,), (3, 4, 5), (2, 0), (1000,)]:
        a = many_ties(name, int(np.prod(shape))).reshape(shape)
        check_unique(a, to_xp(a))
    a = many_ties(name, 60).reshape(3, 20)
    for _, x in layouts(a):
        check_unique(a, x)


@pytest.mark.parametrize("name", ["float32", "float64", "complex64", "complex128"])
def test_unique_keeps_every_nan_and_one_zero(name, isa):
    a = np.array([np.nan, 1, 0.0, np.nan, -0.0, 1, np.nan], name)
    found = xp.unique_all(to_xp(a))
    assert found.values.shape == (5,) and to_np(found.counts).tolist() == [2, 2, 1, 1, 1]
    assert np.isnan(to_np(found.values)[2:]).all()
    rebuilt = to_np(found.values)[to_np(found.inverse_indices)]
    assert_equal(rebuilt, a)
    assert sorted(to_np(found.indices)[2:].tolist()) == [0, 3, 6]
    assert xp.unique_values(to_xp(a)).shape == (5,)


@pytest.mark.parametrize("name", ["float32", "float64", "complex64", "int64", "uint8", "bool"])
def test_unique_of_very_few_values(name, isa):
    for n_values in (1, 2, 7, 8, 9):
        pool = np.arange(n_values).astype(name) if name != "bool" else np.array([False, True])
        for n in (1023, 1024, 5000, 8193):
            a = np.random.default_rng(n_values).choice(pool, n)
            a[: n // 2] = a[0]  # the others come late
            check_unique(a, to_xp(a))
            check_unique(a[::-1], to_xp(a)[::-1])


@pytest.mark.parametrize("name", ["float32", "float64"])
def test_unique_of_few_values_keeps_the_first_zero_and_every_nan(name, isa):
    for zeros in ([0.0, -0.0], [-0.0, 0.0]):
        found = to_np(xp.unique_values(to_xp(np.array([*zeros, 3.0] * 700, name))))
        assert found.tolist() == [0.0, 3.0] and np.signbit(found[0]) == np.signbit(zeros[0])
    counts = xp.unique_counts(to_xp(np.array([1.0] * 2000 + [np.nan] * 3, name)))
    assert to_np(counts.counts).tolist() == [2000, 1, 1, 1]


@pytest.mark.parametrize("name", INTEGERS)
@pytest.mark.parametrize("invert", [False, True])
def test_isin_equals_numpy(name, invert, isa):
    a = many_ties(name, 60).reshape(3, 20)
    for b in (many_ties(name, 7, 1), many_ties(name, 0), many_ties(name, 500, 2).reshape(5, 100)):
        for _, x in layouts(a):
            assert_bits(xp.isin(x, to_xp(b), invert=invert), np.isin(a, b, invert=invert))
    assert_bits(xp.isin(to_xp(a), 3, invert=invert), np.isin(a, 3, invert=invert))
    assert_bits(xp.isin(3, to_xp(a), invert=invert), np.isin(3, a, invert=invert))


@given(st.lists(st.sampled_from([0.0, -0.0, 1.0, -1.0, float("inf"), float("-inf"), float("nan"), 5e-324]), max_size=70))
def test_sort_of_special_floats_is_stable(items):
    a = np.array(items, dtype=float)
    x = to_xp(a)
    assert_bits(xp.argsort(x), np.argsort(a, kind="stable"))
    assert_bits(to_np(xp.sort(x)), a[np.argsort(a, kind="stable")])


@pytest.mark.parametrize("name", COMPLEX)
def test_complex_numbers_have_no_order(name):
    x = xp.ones(3, dtype=dtype(name))
    for function in (xp.max, xp.min, xp.argmax, xp.argmin):
        with pytest.raises(TypeError):
            function(x)
    for function in (xp.less, xp.greater, xp.maximum, xp.minimum):
        with pytest.raises(TypeError):
            function(x, x)
    assert name_of(x) == name


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


@pytest.mark.parametrize("name", BOOL + REAL)
def test_isin_of_few_members(name, isa):
    a = many_ties(name, 3000)
    if name in FLOATS:
        a[::7], a[1::7], a[2::7] = np.nan, -0.0, np.inf
    for n in (1, 2, 5, 17, 33, 70, 300):
        members = many_ties(name, 300, n)[:n]
        if name in FLOATS:
            members[::3] = np.nan
            members[-1] = 0.0
        for length in (1, 15, 64, 65, 3000):
            for invert in (False, True):
                expected = np.isin(a[:length], members, invert=invert)
                assert_bits(xp.isin(to_xp(a)[:length], to_xp(members), invert=invert), expected)
                assert_bits(xp.isin(to_xp(np.repeat(a, 2))[: 2 * length : 2], to_xp(members[::-1])[::-1], invert=invert), expected)


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


@pytest.mark.parametrize("name", ["float16", *FLOATS, *COMPLEX])
def test_isin_of_many_members(name, isa):
    rng = np.random.default_rng(0)
    for n, n_members in ((1000, 500), (40_000, 3), (20_000, 30_000)):
        a, members = (rng.integers(-500, 500, k).astype(name) for k in (n, n_members))
        a[::5], members[::7], members[1::7] = -0.0, np.nan, np.inf
        a[1::5] = np.nan
        members[members == 3] = 4
        for invert in (False, True):
            assert_bits(xp.isin(to_xp(a), to_xp(members), invert=invert), np.isin(a, members, invert=invert))
