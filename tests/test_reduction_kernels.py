"""Reductions of narrow, short, strided and repeated data: the widths on both sides of every vector, tile and group of rows."""

import numpy as np
import pytest
from support import ALL, COMPLEX, FLOATS, INTEGERS, REAL, assert_equal, dtype, name_of, to_np, to_xp

import trueno_array as xp

SHAPES = [(1, 1), (2, 3), (7, 8), (9, 5), (40, 10), (8, 16), (17, 33), (129, 7), (5, 70), (16, 131), (3, 1100), (300, 2)]


def data(name, shape, seed=0):
    """Few different values, so that extremes are met more than once."""
    rng = np.random.default_rng([seed, *shape])
    a = rng.integers(0 if name.startswith("u") else -3, 4, shape)
    if name in COMPLEX:
        a = a + 1j * rng.integers(-3, 4, shape)
    return (a > 2 if name == "bool" else a).astype(name)


def views(name, shape):
    """Pairs of equal views of NumPy and of xp: rows, every second column, every third, backwards, turned, repeated."""
    rows, columns = shape
    a = data(name, (rows, 3 * columns))
    x = to_xp(a)
    yield a[:, :columns], x[:, :columns]
    yield a[:, : 2 * columns : 2], x[:, : 2 * columns : 2]
    yield a[:, ::3].T, x[:, ::3].T
    yield a[::-1, columns - 1 :: -1], x[::-1, columns - 1 :: -1]
    yield np.broadcast_to(a[:1, :columns], shape), xp.broadcast_to(x[:1, :columns], shape)
    yield np.broadcast_to(a[:, :1], shape), xp.broadcast_to(x[:, :1], shape)


@pytest.mark.parametrize("name", ALL)
def test_exact_reductions_of_every_width(name, isa):
    functions = [
        "any",
        "all",
        "count_nonzero",
        *(["max", "min", "argmax", "argmin"] if name in (*REAL, "bool") else []),
        *(["sum"] if name not in COMPLEX else []),
    ]
    for shape in SHAPES:
        for a, x in views(name, shape):
            for function in functions:
                for axis in (None, 0, 1):
                    got = getattr(xp, function)(x, axis=axis)
                    assert_equal(
                        got, np.asarray(getattr(np, function)(a, axis=axis)).astype(name_of(got)), f"{function} {shape} {axis} {a.strides}"
                    )


@pytest.mark.parametrize("name", [*FLOATS, *COMPLEX, "int32", "int64", "bool"])
def test_rounded_reductions_of_every_width(name, isa):
    wide = np.clongdouble if name in COMPLEX else np.longdouble
    for shape in SHAPES:
        for a, x in views(name, shape):
            for axis in (None, 0, 1):
                real = np.finfo(name).dtype if a.dtype.kind in "fc" else np.dtype("f8")
                norm = np.linalg.vector_norm(a.astype(wide), axis=axis)
                got = xp.linalg.vector_norm(x, axis=axis)
                assert to_np(got).dtype == real and (np.abs(to_np(got) - norm) <= 4 * np.finfo(real).eps * norm).all(), f"{shape} {axis}"
                mean = np.mean(a.astype(wide), axis=axis)
                bound = 4 * np.finfo(real).eps * np.mean(np.abs(a.astype(wide)), axis=axis)
                assert (np.abs(to_np(xp.mean(x, axis=axis)) - mean) <= bound).all(), f"{shape} {axis}"


@pytest.mark.parametrize("name", [*FLOATS, *COMPLEX])
def test_products_of_every_width(name, isa):
    wide = np.clongdouble if name in COMPLEX else np.longdouble
    for shape in SHAPES:
        rng = np.random.default_rng(shape)
        for step in (1, 2, 3):
            a = np.exp(0.1 * rng.standard_normal((shape[0], shape[1] * step))).astype(name)
            if name in COMPLEX:
                a = (a * np.exp(1j * rng.standard_normal(a.shape))).astype(name)
            x = to_xp(a)[:, ::step]
            for axis in (None, 0, 1):
                want = np.prod(a[:, ::step].astype(wide), axis=axis)
                n = a[:, ::step].size if axis is None else shape[axis]
                assert (np.abs(to_np(xp.prod(x, axis=axis)) - want) <= np.abs(want) * np.finfo(name).eps * (2 + 2 * n)).all(), (
                    f"{shape} {step} {axis}"
                )


@pytest.mark.parametrize("name", FLOATS)
def test_the_first_nan_is_the_extreme(name, isa):
    for shape in SHAPES:
        for seed in range(3):
            a = data(name, shape, seed)
            a[np.random.default_rng(seed).random(shape) < 2 / a.size] = np.nan
            for x, b in ((to_xp(a), a), (to_xp(np.repeat(a, 2, axis=1))[:, ::2], a), (to_xp(a).T, a.T)):
                for axis in (None, 0, 1):
                    for function in ("argmax", "argmin", "max", "min"):
                        with np.errstate(invalid="ignore"):
                            want = np.asarray(getattr(np, function)(b, axis=axis))
                        assert_equal(getattr(xp, function)(x, axis=axis), want, f"{function} {shape} {axis}")


def test_the_only_true_is_found_wherever_it_is(isa):
    for n in (1, 2, 63, 64, 65, 300, 1500, 70_000):
        for at in {0, 1, n // 2, n - 2, n - 1} & set(range(n)):
            a = np.zeros(n, bool)
            a[at] = True
            for step in (1, 2, -1):
                x = to_xp(np.repeat(a, 2))[::2] if step == 2 else to_xp(a[::-1])[::-1] if step == -1 else to_xp(a)
                assert [int(xp.argmax(x)), bool(xp.any(x)), bool(xp.max(x)), int(xp.argmin(~x))] == [at, True, True, at]
                assert [bool(xp.all(~x)), bool(xp.min(~x))] == [False, False]
                if n > 1:
                    assert int(xp.argmin(x)) == (at == 0) and not bool(xp.all(x))


@pytest.mark.parametrize("name", [*INTEGERS, "bool"])
def test_means_of_integers_are_exact_where_float64_is(name, isa):
    limits = (
        np.array([0, 1]) if name == "bool" else np.array([np.iinfo(name).min, np.iinfo(name).max]) // (2**24 if name.endswith("64") else 16)
    )
    a = np.resize(limits, (40, 30)).astype(name)
    for b, x in ((a, to_xp(a)), (a.T, to_xp(a).T), (a[:, ::2], to_xp(a)[:, ::2])):
        for axis in (None, 0, 1):
            want = np.sum(b.astype("int64"), axis=axis).astype("float64") / (b.size if axis is None else b.shape[axis])
            assert_equal(xp.mean(x, axis=axis), np.asarray(want))


@pytest.mark.parametrize("name", ["float64", "complex128"])
def test_norms_scale_only_where_squares_leave_the_range(name, isa):
    sizes = np.array([0.0, 5e-324, 1e-310, 1e-200, 1e-20, 1.0, 1e20, 1e200, 1e307])
    rng = np.random.default_rng(0)
    for n in (1, 2, 9, 40, 1500):
        a = rng.standard_normal((n, len(sizes)))
        a = (a + 1j * rng.standard_normal(a.shape) if name in COMPLEX else a) / np.sqrt(n)
        a = np.round(a * 2**20) / 2**20 * sizes
        want = np.linalg.vector_norm(a.astype(np.clongdouble), axis=0)
        for got in (xp.linalg.vector_norm(to_xp(a), axis=0), xp.linalg.vector_norm(to_xp(a).T, axis=1)):
            assert (np.abs(to_np(got) - want) <= 1e-15 * want + 5e-324).all(), f"{n}"
        for j in range(len(sizes)):
            assert abs(float(xp.linalg.vector_norm(to_xp(a)[:, j])) - want[j]) <= 1e-15 * want[j] + 5e-324
    a = np.array([[np.inf, 1e300], [np.nan, np.inf], [1e200, np.nan], [1e308, 1e308], [-np.inf, 0.0]]).astype(name)
    want = [np.inf, np.nan, np.nan, np.sqrt(2) * 1e308, np.inf]
    got = to_np(xp.linalg.vector_norm(to_xp(a), axis=1))
    assert np.array_equal(np.isnan(got), np.isnan(want)) and np.allclose(got, want, rtol=1e-15, equal_nan=True)


def test_norms_of_nothing_and_of_single_elements(isa):
    for name in ALL:
        x = xp.zeros((0, 3), dtype=dtype(name))
        for order in (2, 1, np.inf, 0):
            assert to_np(xp.linalg.vector_norm(x, axis=0, ord=order)).tolist() == [0.0, 0.0, 0.0]
            assert xp.linalg.vector_norm(x, axis=1, ord=order, keepdims=True).shape == (0, 1)
        with pytest.raises(ValueError, match="at least one element"):
            xp.linalg.vector_norm(x, ord=-np.inf)
    assert to_np(xp.linalg.vector_norm(xp.asarray([-3.0, 4.0]), axis=())).tolist() == [3.0, 4.0]
    assert float(xp.linalg.vector_norm(xp.asarray([1, -2, 2], dtype=xp.int8))) == 3.0


@pytest.mark.parametrize("name", [*FLOATS, *COMPLEX, "int32", "uint8", "bool"])
@pytest.mark.parametrize("function", ["cumulative_sum", "cumulative_prod"])
def test_scans_of_turned_and_repeated_arrays(function, name, isa):
    for shape in SHAPES:
        for a, x in views(name, shape):
            if function == "cumulative_prod":
                a, x = a[:20, :20], x[:20, :20]
            for axis in (0, 1):
                for initial in (False, True):
                    got = getattr(xp, function)(x, axis=axis, include_initial=initial)
                    want = getattr(np, function)(a, axis=axis, include_initial=initial)
                    assert to_np(got).shape == want.shape and np.allclose(to_np(got), want.astype(name_of(got)), rtol=1e-6), (
                        f"{shape} {axis}"
                    )


@pytest.mark.parametrize("name", FLOATS)
def test_extremes_that_ignore_nan(name, isa):
    """-0 < +0; of NaN only NaN; the sign of a NaN does not count."""
    few = np.asarray([-np.inf, -1.0, -0.0, 0.0, 2.0, np.inf, np.nan, -np.nan], name)
    for shape in SHAPES:
        rng = np.random.default_rng([1, *shape])
        for chosen in (few, few[[2, 3, 6, 7]], few[[0, 6]], few[[5, 7]], few[[2, 7]], few[[3, 7]]):
            a = rng.choice(chosen, (shape[0], 2 * shape[1]))
            for view in (np.s_[:, : shape[1]], np.s_[:, ::2], np.s_[::-1, ::-2]):
                for axis in (None, 0, 1):
                    numbers = np.where(np.isnan(a), np.inf, a)[view]
                    best = np.where(np.all(np.isnan(a[view]), axis=axis), np.nan, np.min(numbers, axis=axis))
                    negative = np.any((numbers == 0) & np.signbit(numbers), axis=axis)
                    expected = np.where((best == 0) & negative, -0.0, np.abs(best) * np.sign(best)).astype(name)
                    x = to_xp(a)[view]
                    for got, sign in ((xp.nanmin(x, axis=axis), 1), (-xp.nanmax(-x, axis=axis), -1)):
                        assert_equal(got, expected, f"{shape} {chosen} {view} {axis} {sign}")
                        zeros = np.asarray(expected) == 0
                        assert_equal(to_np(xp.signbit(got))[zeros], np.signbit(expected)[zeros], f"{shape} {chosen} {view} {axis} {sign}")


@pytest.mark.parametrize("name", ["bool", *REAL])
def test_positions_in_narrow_tables(name, isa):
    rng = np.random.default_rng(5)
    for shape in ((20, 2), (9, 3), (400, 3), (5000, 5), (700, 17), (3001, 30), (90, 63), (64, 70), (20, 129), (10, 600), (3, 40, 50)):
        a = rng.integers(0, 100, shape).astype(name)
        if name in FLOATS:
            a.reshape(-1)[:: shape[-1] * 3 + 1] = np.nan
        for x, b in ((to_xp(a), a), (to_xp(a[::-1]), a[::-1]), (to_xp(np.repeat(a, 2, axis=-1))[..., ::2], a)):
            for axis in range(-1, 1):
                assert_equal(xp.argmax(x, axis=axis), np.argmax(b, axis=axis))
                assert_equal(xp.argmin(x, axis=axis), np.argmin(b, axis=axis))
