"""Searching and sets against NumPy: stability, NaN, -0, ties, layouts."""

import numpy as np
import pytest
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
    many_ties,
    name_of,
    to_np,
    to_xp,
    values,
)

import trueno_array as xp

SORTABLE = BOOL + REAL


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


@pytest.mark.parametrize("name", ["int32", "int64", "uint64", "uint8"])
def test_isin_around_the_number_that_wants_a_table(name):
    """Around the number from which a table may be better than comparisons, with members near each other and far apart."""
    rng, info = np.random.default_rng(4), np.iinfo(name)
    x = rng.integers(0, 100, 5000).astype(name)
    for n in (8, 15, 16, 17, 32, 33, 64, 65, 100, 128, 129, 200):
        for greatest in (99, int(info.max)):
            members = rng.integers(0, greatest, n, dtype=name, endpoint=True)
            members[0] = x[7]
            assert_bits(xp.isin(to_xp(x), to_xp(members)), np.isin(x, members), f"n={n}")
            assert_bits(xp.isin(to_xp(x), to_xp(np.repeat(members, 2))[::2], invert=True), np.isin(x, members, invert=True), f"n={n}")


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
