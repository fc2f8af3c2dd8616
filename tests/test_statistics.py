"""Reductions and scans: every axis, layout and length; accuracy of sums, means and variances."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import (
    COMPLEX,
    EXTENDED,
    FLOATS,
    INTEGERS,
    NUMERIC,
    REAL,
    assert_bits,
    assert_close,
    assert_equal,
    dtype,
    finite_values,
    layouts,
    to_np,
    to_xp,
    values,
)

import trueno_array as xp

SHAPE = (3, 2, 11)
AXES = [None, 0, 1, 2, -1, (), (0,), (0, 1), (1, 2), (0, 2), (-1, 0), (0, 1, 2), (2, 0, 1)]
LENGTHS = (0, 1, 2, 7, 8, 9, 31, 64, 65, 129, 1000, 4097, 70_001)
WIDE_SUM = {"b": "int64", "i": "int64", "u": "uint64"}


def sum_dtype(name):
    return WIDE_SUM.get(np.dtype(name).kind, name)


def reference(function, a, axis, keepdims, **keywords):
    """NumPy on the widest type of the kind, then rounded to the result's dtype."""
    kind = a.dtype.kind
    wide = a.astype({"f": np.longdouble, "c": np.clongdouble}.get(kind, sum_dtype(a.dtype.name)))
    return np.asarray(getattr(np, function)(wide, axis=axis, keepdims=keepdims, **keywords))


@pytest.mark.parametrize("name", EXTENDED)
@pytest.mark.parametrize("function", ["sum", "prod"])
def test_sum_and_prod_over_every_axis_and_layout(function, name, isa):
    a = finite_values(name, SHAPE)
    for layout, x in layouts(a):
        for axis, keepdims in itertools.product(AXES, (False, True)):
            want = reference(function, a, axis, keepdims).astype(sum_dtype(name))
            got = getattr(xp, function)(x, axis=axis, keepdims=keepdims)
            if want.dtype.kind in "iu":
                assert_bits(got, want, f"{layout} {axis}")
            else:
                size = np.abs(reference(function, np.abs(a), axis, keepdims))
                assert got.shape == want.shape and to_np(got).dtype == want.dtype
                assert (np.abs(to_np(got) - want) <= 8 * np.finfo(name).eps * size).all(), f"{layout} {axis}"


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("function", ["max", "min"])
def test_max_and_min_over_every_axis_and_layout(function, name, isa):
    a = values(name, 66).reshape(SHAPE)
    with np.errstate(all="ignore"):
        for layout, x in layouts(a):
            for axis, keepdims in itertools.product(AXES, (False, True)):
                want = np.asarray(getattr(np, function)(a, axis=axis, keepdims=keepdims))
                assert_equal(getattr(xp, function)(x, axis=axis, keepdims=keepdims), want, f"{layout} {axis}")
    for n in LENGTHS[1:]:
        b = np.roll(finite_values(name, n), n // 2)
        assert_equal(getattr(xp, function)(to_xp(b)), np.asarray(getattr(np, function)(b)), n)
    with pytest.raises(ValueError):
        getattr(xp, function)(xp.zeros((0, 3), dtype=dtype(name)), axis=0)
    assert getattr(xp, function)(xp.zeros((0, 3), dtype=dtype(name)), axis=1).shape == (0,)


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("where", [0, 3, 16, 40, 98])
@pytest.mark.parametrize("function", ["max", "min", "sum", "prod", "mean", "var", "std"])
def test_nan_anywhere_wins(function, where, name, isa):
    a = np.ones(99, name)
    a[where] = np.nan
    assert math.isnan(float(getattr(xp, function)(to_xp(a))))
    b = np.ones((99, 5), name)
    b[where, 2] = np.nan
    got = to_np(getattr(xp, function)(to_xp(b), axis=0))
    assert np.isnan(got).tolist() == [False, False, True, False, False]


@pytest.mark.parametrize("name", EXTENDED)
@pytest.mark.parametrize("function", ["any", "all"])
def test_any_and_all(function, name, isa):
    f, g = getattr(xp, function), getattr(np, function)
    for n in LENGTHS:
        for fill, spot in ((0, 1), (1, 0)):
            for where in {0, n // 2, n - 1} if n else {None}:
                a = np.full(n, fill).astype(name)
                if where is not None:
                    a[where] = spot
                assert bool(f(to_xp(a))) is bool(g(a)), (n, fill, where)
    a = (values("int8", 66) % 3).astype(name).reshape(SHAPE)
    for layout, x in layouts(a):
        for axis, keepdims in itertools.product(AXES, (False, True)):
            assert_bits(f(x, axis=axis, keepdims=keepdims), np.asarray(g(a, axis=axis, keepdims=keepdims)), f"{layout} {axis}")
    if name.startswith(("float", "complex")):
        assert bool(xp.all(xp.asarray([xp.nan], dtype=dtype(name)))) is True


@pytest.mark.parametrize("name", FLOATS + COMPLEX)
def test_mean_over_every_axis_and_layout(name, isa):
    a = finite_values(name, SHAPE)
    for layout, x in layouts(a):
        for axis, keepdims in itertools.product(AXES, (False, True)):
            want = reference("mean", a, axis, keepdims).astype(name)
            assert_close(xp.mean(x, axis=axis, keepdims=keepdims), want, 8, f"{layout} {axis}")


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("function", ["var", "std"])
def test_var_and_std_over_every_axis_and_layout(function, name, isa):
    a = finite_values(name, SHAPE) + np.array(3, name)
    for layout, x in layouts(a):
        for axis, keepdims, correction in itertools.product(AXES, (False, True), (0, 1, 0.5)):
            if axis == ():
                continue
            want = reference(function, a, axis, keepdims, ddof=correction).astype(name)
            got = getattr(xp, function)(x, axis=axis, keepdims=keepdims, correction=correction)
            assert_close(got, want, 16, f"{layout} {axis} {correction}")


def relative_error(got, exact):
    return abs(float(got) - exact) / abs(exact)


@pytest.mark.parametrize("name", FLOATS)
def test_sum_is_accurate_for_every_length(name, isa):
    """Of positive numbers, where a plain running sum would lose digits: pairwise or better."""
    unit = np.finfo(name).eps
    for n in LENGTHS[1:] + (1_000_003,):
        a = np.random.default_rng(n).uniform(0.5, 1, n).astype(name)
        exact = math.fsum(a.tolist())
        assert relative_error(xp.sum(to_xp(a)), exact) <= 16 * unit, n
        assert relative_error(xp.mean(to_xp(a)), exact / n) <= 16 * unit, n
    a = np.full(3_000_000, 0.1, name)
    assert relative_error(xp.sum(to_xp(a)), math.fsum(a.tolist())) <= 16 * unit
    rows = np.full((100_000, 3), 0.1, name)
    assert relative_error(xp.sum(to_xp(rows), axis=0)[1], math.fsum(rows[:, 1].tolist())) <= 64 * unit, "along columns"


def test_float32_sums_and_means_accumulate_in_float64(isa):
    a = np.concatenate([[3e7], np.full(100_000, 1.0), [-3e7]]).astype(np.float32)
    assert float(xp.sum(to_xp(a))) == 100_000.0
    assert float(xp.mean(xp.full((1000,), 3e38, dtype=xp.float32))) == float(np.float32(3e38))


@pytest.mark.parametrize("name", FLOATS)
def test_variance_does_not_cancel(name, isa):
    """Two passes: a mean far above the spread must not spoil it."""
    offset = 2.0**12 if name == "float32" else 2.0**30
    spread = np.random.default_rng(1).integers(-8, 9, 10_001).astype(name)
    a = (spread + np.array(offset, name)).astype(name)
    exact = float(np.var(spread.astype(np.longdouble)))
    bound = 1e-5 if name == "float32" else 1e-12
    for x in (to_xp(a), xp.flip(to_xp(a)), to_xp(np.repeat(a, 2))[::2]):
        assert relative_error(xp.var(x), exact) <= bound
    assert relative_error(xp.var(to_xp(np.stack([a, a], 1)), axis=0)[1], exact) <= bound
    assert float(xp.var(xp.full((1000,), 0.1, dtype=dtype(name)))) <= float(np.finfo(name).eps) ** 2
    big = xp.asarray([1e30, -1e30] if name == "float32" else [1e300, -1e300], dtype=dtype(name))
    assert float(xp.std(big / 1e15)) > 0


def test_empty_reductions():
    x = xp.zeros((0, 3))
    assert_bits(xp.sum(x, axis=0), np.zeros(3))
    assert_bits(xp.prod(x, axis=0), np.ones(3))
    assert_bits(xp.sum(x), np.array(0.0))
    assert_bits(xp.any(x), np.array(False))
    assert_bits(xp.all(x), np.array(True))
    assert np.isnan(to_np(xp.mean(x, axis=0))).all() and math.isnan(float(xp.mean(x)))
    assert math.isnan(float(xp.var(xp.zeros(0)))) and xp.mean(x, axis=1).shape == (0,)
    assert math.isnan(float(xp.var(xp.ones(1), correction=1)))


@pytest.mark.parametrize("name", [*FLOATS, *COMPLEX])
def test_sums_of_negative_zeros_are_positive(name, isa):
    for n in (1, 2, 9, 1000):
        a = np.full((n, 3), -0.0, name)
        if a.dtype.kind == "c":
            a.imag = -0.0
        for function in ("sum", "mean"):
            for axis in (None, 0, 1):
                assert_bits(getattr(xp, function)(to_xp(a), axis=axis), getattr(np, function)(a, axis=axis))
        assert_bits(xp.cumulative_sum(to_xp(a), axis=0), np.cumsum(a, axis=0))


@pytest.mark.parametrize("name", NUMERIC)
@pytest.mark.parametrize("function", ["cumulative_sum", "cumulative_prod"])
def test_scans_equal_numpy(function, name, isa):
    f, g = getattr(xp, function), {"cumulative_sum": np.cumsum, "cumulative_prod": np.cumprod}[function]
    a = finite_values(name, SHAPE)
    target = sum_dtype(name)
    wide = {"f": np.longdouble, "c": np.clongdouble}.get(a.dtype.kind, target)
    start = 0 if function == "cumulative_sum" else 1

    def check(x, array, axis, **keywords):
        want = g(array.astype(wide), axis=axis)
        if keywords.get("include_initial"):
            first = np.full_like(np.take(want, [0], axis=axis), start)
            want = np.concatenate([first, want], axis=axis)
        got = f(x, axis=axis, **keywords)
        if np.dtype(target).kind in "iu":
            assert_bits(got, want.astype(target))
        else:
            assert_close(got, want.astype(target), 64)

    for _, x in layouts(a):
        for axis in (0, 1, 2, -1):
            check(x, a, axis)
            check(x, a, axis, include_initial=True)
    for n in (1, 8, 17, 1000):
        check(to_xp(finite_values(name, n)), finite_values(name, n), 0)
    assert f(to_xp(finite_values(name, 5))).shape == (5,), "one dimension needs no axis"
    with pytest.raises((ValueError, TypeError)):
        f(to_xp(a))
    assert f(xp.zeros((0,), dtype=dtype(name)), include_initial=True).shape == (1,)


@pytest.mark.parametrize("name", INTEGERS)
def test_integer_sums_wrap_in_the_result_dtype_only(name, isa):
    limits = np.iinfo(name)
    a = np.full(1000, limits.max, name)
    with np.errstate(all="ignore"):
        assert_bits(xp.sum(to_xp(a)), np.asarray(a.sum(dtype=sum_dtype(name))))
        assert_bits(xp.sum(to_xp(a), dtype=dtype(name)), np.asarray(a.sum(dtype=name)))
    assert float(xp.mean(to_xp(a))) == float(np.mean(a.astype(np.longdouble)))


@given(st.data())
def test_reduction_over_any_view_equals_numpy(data):
    shape = tuple(data.draw(st.lists(st.integers(0, 5), min_size=1, max_size=5)))
    a = np.arange(np.prod(shape), dtype=np.int64).reshape(shape)
    x = to_xp(a)
    axes = tuple(data.draw(st.permutations(range(a.ndim))))
    key = tuple(slice(None, None, data.draw(st.sampled_from([1, -1, 2]))) for _ in shape)
    a, x = a.transpose(axes)[key], xp.permute_dims(x, axes)[key]
    axis = tuple(data.draw(st.sets(st.integers(0, a.ndim - 1))))
    assert_bits(xp.sum(x, axis=axis), np.asarray(a.sum(axis=axis)))
    assert_bits(xp.any(x > 3, axis=axis), np.asarray((a > 3).any(axis=axis)))


@pytest.mark.parametrize("bad", [3, -4, (0, 0), (0, -3), 1.5, "0", (0, 5)])
def test_wrong_axes_raise(bad):
    x = xp.ones(SHAPE)
    for function in (xp.sum, xp.max, xp.mean, xp.any, xp.var):
        with pytest.raises((ValueError, IndexError, TypeError)):
            function(x, axis=bad)


@pytest.mark.parametrize("name", ["complex64", "complex128"])
@pytest.mark.parametrize("axis", [0, 1])
def test_products_of_complex_numbers_begin_with_the_first_as_it_is(name, axis, isa):
    a = np.array([[complex(np.inf, 0), complex(np.inf, 1), complex(-0.0, -0.0)], [2, 1j, 3]], name)
    a = a if axis == 0 else a.T
    got = xp.cumulative_prod(to_xp(a), axis=axis)
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(to_np(got), np.cumprod(a, axis=axis))
    assert np.signbit(to_np(xp.imag(got))).any()
    with_one = to_np(xp.cumulative_prod(to_xp(a), axis=axis, include_initial=True))
    np.testing.assert_array_equal(np.delete(with_one, 0, axis), to_np(got))
