"""trueno_array.stats against formulas in long double, NumPy, and SciPy, scikit-learn and PyTorch where they are installed."""

import math

import numpy as np
import pytest
from support import assert_bits, finite_values, to_np, to_xp

import trueno_array as xp
from trueno_array._correlation_test import two_sided

stats = xp.stats
LONG = np.longdouble
NAN = np.nan


def data(shape, name="float64", mean=0.0, deviation=1.0, seed=0):
    return (np.random.default_rng(seed).normal(size=shape) * deviation + mean).astype(name)


def exact_zscore(a, axis, ddof):
    a = a.astype(LONG)
    return (a - a.mean(axis=axis, keepdims=True)) / a.std(axis=axis, ddof=ddof, keepdims=True)


# --- zscore ---


@pytest.mark.parametrize("name", ["float32", "float64", "int32", "uint8"])
@pytest.mark.parametrize("axis", [0, 1, -1, (0, 2), None])
def test_zscore(name, axis):
    a = data((7, 30, 4), name, deviation=20.0, mean=100.0)
    got = stats.zscore(to_xp(a), axis=axis, ddof=1)
    assert got.dtype == (xp.float32 if name == "float32" else xp.float64)
    np.testing.assert_allclose(
        to_np(got),
        exact_zscore(a, axis, 1).astype(np.float64),
        atol=8 * np.finfo(to_np(got).dtype).eps,
        rtol=1e-6 if name == "float32" else 1e-14,
    )


def test_zscore_far_from_zero_loses_nothing():
    a = data(5000, mean=1e8)
    assert np.abs(to_np(stats.zscore(to_xp(a))) - exact_zscore(a, 0, 0)).max() < 1e-10
    b = data((5000, 2), "float32", mean=1e6, deviation=3.0)
    assert np.abs(to_np(stats.zscore(to_xp(b))) - exact_zscore(b, 0, 0)).max() < 1e-6


def test_zscore_of_special_data():
    assert np.isnan(to_np(stats.zscore(xp.full((3, 2), 0.1)))).all()
    assert stats.zscore(xp.zeros((0, 3))).shape == (0, 3)
    a = data((6, 2))
    a[2, 0] = NAN
    got = to_np(stats.zscore(to_xp(a)))
    assert np.isnan(got[:, 0]).all() and not np.isnan(got[:, 1]).any()
    got = to_np(stats.zscore(to_xp(a), nan_policy="omit"))
    np.testing.assert_allclose(np.delete(got[:, 0], 2), exact_zscore(np.delete(a[:, 0], 2), 0, 0).astype(float), rtol=1e-13)
    assert np.isnan(got[2, 0])
    assert stats.zscore(xp.asarray([1, 2, 3], dtype=xp.float16)).dtype == xp.float16
    assert to_np(stats.zscore([1.0, 3.0])).tolist() == [-1.0, 1.0]


# --- covariance and correlation ---


def exact_cov(a, correction):
    a = a.astype(np.clongdouble if a.dtype.kind == "c" else LONG)
    apart = a - a.mean(axis=-1, keepdims=True)
    return apart @ np.conj(np.swapaxes(apart, -1, -2)) / (a.shape[-1] - correction)


@pytest.mark.parametrize("name", ["float32", "float64", "complex64", "complex128", "int64"])
@pytest.mark.parametrize("mean", [0.0, 1e8])
def test_cov(name, mean):
    a = (finite_values(name, (2, 3, 50)) + (mean if name != "float32" and name != "complex64" else 0)).astype(name)
    for correction in (0, 1, 2.5):
        got, expected = to_np(stats.cov(to_xp(a), correction=correction)), exact_cov(a, correction)
        assert got.dtype == (np.complex128 if name.startswith("c") else np.float64)
        assert np.abs(got - expected).max() <= 1e-14 * np.abs(expected).max()
        np.testing.assert_array_equal(got, np.conj(np.swapaxes(got, -1, -2)))
    turned, expected = to_np(stats.cov(to_xp(np.moveaxis(a, -1, 0)), axis=0)), to_np(stats.cov(to_xp(a)))
    assert np.abs(turned - expected).max() <= 1e-14 * np.abs(expected).max()
    np.testing.assert_allclose(to_np(stats.cov(to_xp(a[0]))), np.cov(a[0]), rtol=1e-6 if mean else 1e-13, atol=1e-14)


def test_variances_are_not_negative():
    for a in (np.full((2, 1000), 0.1), np.full(1000, 1e8 + 0.1), data((3, 1000), mean=1e12, deviation=1e-3)):
        c = to_np(stats.cov(to_xp(a)))
        assert (np.diagonal(c) if c.ndim else c).min() >= 0 and np.isfinite(c).all()
    assert to_np(stats.cov(xp.full(1000, 0.1))) < 1e-30


def test_cov_of_one_variable_of_nothing_and_of_nan():
    a = data(9)
    got = stats.cov(to_xp(a))
    assert got.shape == () and math.isclose(float(got), a.var(ddof=1), rel_tol=1e-14)
    assert np.isnan(to_np(stats.cov(xp.ones((2, 1))))).all() and stats.cov(xp.ones((2, 1))).shape == (2, 2)
    assert np.isnan(to_np(stats.cov(xp.ones((2, 0)), correction=0))).all()
    got = to_np(stats.cov(xp.asarray([[1.0, 2.0], [2.0, 1.0]]), correction=2))  # divided by 0
    np.testing.assert_array_equal(got, [[np.inf, -np.inf], [-np.inf, np.inf]])


def test_edges_of_a_histogram_have_the_dtype_of_the_data():
    for name in ("float16", "float32", "float64", "int32"):
        x = np.array([1, 2, 2, 5], name)
        hist, edges = stats.histogram(to_xp(x), 4)
        want = np.histogram(x, 4)
        assert to_np(edges).dtype == want[1].dtype and to_np(hist).tolist() == want[0].tolist()
    b = data((3, 9))
    b[1, 2] = NAN
    assert np.isnan(to_np(stats.cov(to_xp(b)))).tolist() == [[False, True, False], [True, True, True], [False, True, False]]


def test_corrcoef():
    for a in (data((4, 60), mean=1e8), data((4, 60)) + 1j * data((4, 60), seed=1)):
        got, c = to_np(stats.corrcoef(to_xp(a))), exact_cov(a, 0)
        scale = np.sqrt(np.diagonal(c).real)
        assert np.abs(got - c / scale / scale[:, None]).max() < 1e-14
        assert (np.diagonal(got) == 1).all() and np.abs(got.real).max() == 1
    assert float(stats.corrcoef(xp.asarray([1.0, 2.0, 4.0]))) == 1 and math.isnan(stats.corrcoef(xp.ones(4)))
    constant = to_np(stats.corrcoef(xp.asarray([[1.0, 2, 3], [5, 5, 5]])))
    assert constant[0, 0] == 1 and np.isnan(constant).sum() == 3
    line = to_np(stats.corrcoef(xp.asarray([[1.0, 2, 3], [-7, -9, -11]])))
    np.testing.assert_allclose(line, [[1, -1], [-1, 1]], rtol=4e-16)


# --- pearsonr ---

# Of a few pairs the probability has a closed form.
CLOSED = {
    3: lambda r: 2 / math.pi * math.acos(abs(r)),
    4: lambda r: 1 - abs(r),
    6: lambda r: (1 - abs(r)) ** 2 * (2 + abs(r)) / 2,
    8: lambda r: (1 - abs(r)) ** 3 * (8 + 9 * abs(r) + 3 * r * r) / 8,
}


def test_probability_in_closed_form():
    for n, closed in CLOSED.items():
        for seed in range(20):
            x, y = data(n, seed=seed), data(n, seed=100 + seed)
            r, p = stats.pearsonr(to_xp(x), to_xp(y))
            dx, dy = x.astype(LONG) - x.astype(LONG).mean(), y.astype(LONG) - y.astype(LONG).mean()
            expected = float((dx * dy).sum() / np.sqrt((dx**2).sum() * (dy**2).sum()))
            assert math.isclose(float(r), expected, rel_tol=1e-13, abs_tol=1e-15)
            assert math.isclose(float(p), closed(float(r)), rel_tol=1e-12)


def test_probability_by_many_digits():
    mpmath = pytest.importorskip("mpmath")
    with mpmath.workprec(200):
        for n in (5, 11, 99, 103, 104, 1000, 100_001):
            for r in (0.0, 1e-9, -0.01, 0.1, 0.3, -0.7, 0.999):
                if n * r * r > 2000:
                    continue
                x = mpmath.mpf(r)
                expected = mpmath.betainc(mpmath.mpf(n) / 2 - 1, 0.5, 0, 1 - x * x, regularized=True)
                got = float(two_sided(xp.asarray(r), n))
                size = abs(float(mpmath.log(expected))) if expected > 1e-290 else 0
                assert math.isclose(got, float(expected), rel_tol=4e-14 + 4e-16 * size, abs_tol=1e-290), (n, r)


def test_pearsonr_shapes_and_special_data():
    x, y = data((20, 3, 1), mean=1e8), data((20, 1, 4), "float32")
    got = stats.pearsonr(to_xp(x), to_xp(y))
    assert got.statistic.shape == got.pvalue.shape == (3, 4) and got._fields == ("statistic", "pvalue")
    one = stats.pearsonr(to_xp(x[:, 1, 0]), to_xp(y[:, 0, 2]))
    assert math.isclose(float(one.statistic), to_np(got.statistic)[1, 2], rel_tol=1e-13)
    assert stats.pearsonr(to_xp(y[:, 0, 0]), to_xp(y[:, 0, 1])).pvalue.dtype == xp.float32
    assert all(math.isnan(v) for v in stats.pearsonr(xp.ones(5), xp.arange(5.0)))
    assert all(math.isnan(v) for v in stats.pearsonr(xp.asarray([1.0, NAN, 2, 3]), xp.arange(4.0)))
    assert [float(v) for v in stats.pearsonr(xp.arange(5.0), -3 * xp.arange(5))] == [-1, 0]
    assert [float(v) for v in stats.pearsonr(xp.asarray([1, 2]), xp.asarray([9, 5]))] == [-1, 1]
    for scale in (1e-200, 1e200):
        assert math.isclose(
            float(stats.pearsonr(to_xp(x[:, 0, 0] * scale), to_xp(y[:, 0, 0])).statistic), to_np(got.statistic)[0, 0], rel_tol=1e-6
        )
    whole = stats.pearsonr(to_xp(data((4, 5))), to_xp(data((4, 5), seed=1)), axis=None)
    assert whole.statistic.shape == () and -1 < float(whole.statistic) < 1


# --- scaling ---


def test_minmax_scale():
    a = data((30, 3), mean=1e8)
    a[4, 1] = NAN
    low, high = np.nanmin(a, axis=0), np.nanmax(a, axis=0)
    for ends in ((0, 1), (-2, 5.5)):
        got = to_np(stats.minmax_scale(to_xp(a), feature_range=ends))
        expected = (a.astype(LONG) - low) / (high.astype(LONG) - low) * (ends[1] - ends[0]) + ends[0]
        np.testing.assert_allclose(got, expected.astype(float), rtol=1e-14, atol=1e-14)
        assert np.nanmin(got) == ends[0] and np.nanmax(got) == ends[1] and np.isnan(got).sum() == 1
    assert to_np(stats.minmax_scale(xp.full(3, 7.0), feature_range=(2, 3))).tolist() == [2, 2, 2]
    assert stats.minmax_scale(xp.asarray([[1, 2], [3, 4]]), axis=None).tolist() == [[0, 1 / 3], [2 / 3, 1]]
    assert stats.minmax_scale(xp.asarray([1, 2], dtype=xp.float16)).dtype == xp.float16


def test_normalize():
    a = data((5, 8), "float32")
    for order in (1, 2, 3, 0.5, math.inf):
        norm = np.linalg.norm(a.astype(np.float64), order, axis=-1, keepdims=True)
        np.testing.assert_allclose(to_np(stats.normalize(to_xp(a), ord=order)), a / norm, rtol=2e-6)
    assert to_np(stats.normalize(xp.zeros((2, 3)))).tolist() == [[0, 0, 0]] * 2
    assert to_np(stats.normalize(xp.asarray([3e-13, 4e-13]))).tolist() == [0.3, 0.4]
    huge = to_np(stats.normalize(xp.asarray([3e200, 4e200, 0])))
    np.testing.assert_allclose(huge, [0.6, 0.8, 0], rtol=1e-15)
    unit = to_np(stats.normalize(to_xp(data((2, 3)) + 1j * data((2, 3), seed=1)), axis=(0, 1)))
    assert math.isclose(np.linalg.norm(unit), 1, rel_tol=1e-15)


# --- histogram and percentile ---

SAMPLES = [
    data(999),
    np.random.default_rng(1).integers(0, 20, (10, 30)),
    np.array([]),
    np.full(3, 2.0),
    np.arange(11) / 10,
    np.linspace(0, 1, 101),
]
SAMPLES += [np.arange(200, dtype=np.uint8), np.array([True, False, True]), np.array([1e8, 1e8 + 1e-7, 1e8 + 3]), data(50, "float32")]
BINS = [
    {},
    {"bins": 7},
    {"bins": 5, "range": (0, 1)},
    {"bins": [0, 0.5, 1, 3]},
    {"bins": [1, 2], "density": True},
    {"bins": [-5, 5], "density": True},
]


@pytest.mark.parametrize("keywords", BINS, ids=str)
def test_histogram(keywords):
    for a in SAMPLES:
        for weights in (None, np.arange(a.size).reshape(a.shape), np.arange(a.size).reshape(a.shape) * 0.5j):
            more = {} if weights is None else {"weights": weights}
            with np.errstate(all="ignore"):
                expected, edges = np.histogram(a.view(np.uint8) if a.dtype == bool else a, **keywords, **more)
            hist, found = stats.histogram(to_xp(a), **keywords, **({} if weights is None else {"weights": to_xp(weights)}))
            got = to_np(hist)
            assert got.dtype == expected.dtype
            np.testing.assert_allclose(got, expected, rtol=1e-14 if a.dtype != np.float32 else 1e-6)
            np.testing.assert_allclose(
                to_np(found), edges, rtol=1e-15 if a.dtype != np.float32 else 1e-6, atol=1e-15 if a.dtype != np.float32 else 3e-7
            )


def test_histogram_of_nan_and_far_numbers():
    a = xp.asarray([0.1, math.nan, 5.0, -math.inf, 0.7, math.inf, 1.0])
    assert xp.histogram(a, bins=2, range=(0, 1))[0].tolist() == [1, 2]
    assert xp.histogram(a, bins=[0, 0.5, 1])[0].tolist() == [1, 2]
    with pytest.raises(ValueError, match=r"^histogram: x must be finite, got a range of .*; give a finite range"):
        xp.histogram(a)


def test_percentiles():
    a = data((6, 5))
    a[2, 3] = NAN
    for q in (25, [10, 50, 99.5], np.float32(40)):
        given = to_xp(np.asarray(q)) if not isinstance(q, int) else q
        assert_bits(
            xp.percentile(to_xp(a), given, axis=0),
            to_np(xp.quantile(to_xp(a), to_xp(np.asarray(q) / 100) if not isinstance(q, int) else q / 100, axis=0)),
        )
        np.testing.assert_allclose(to_np(stats.nanpercentile(to_xp(a), given, axis=1)), np.nanpercentile(a, q, axis=1), rtol=1e-6)
    with pytest.raises(ValueError, match=r"^percentile: q must be in \[0, 100\]"):
        stats.percentile(to_xp(a), 101)


def test_names_are_the_ones_of_the_namespace():
    beyond = ("bincount", "histogram", "median", "nanargmax", "nanmean", "nanpercentile", "nanquantile", "nanvar", "percentile", "quantile")
    assert all(getattr(stats, name) is getattr(xp, name) for name in beyond)
    assert all(callable(getattr(stats, name)) and getattr(stats, name).__doc__ for name in stats.__all__)


COMPLEX = xp.ones(3, dtype=xp.complex128)
BAD = [
    (ValueError, "zscore: x must hold no NaN", lambda: stats.zscore(xp.asarray([1.0, NAN]), nan_policy="raise")),
    (TypeError, "zscore: x must have a real-valued dtype, got complex128", lambda: stats.zscore(COMPLEX)),
    (
        ValueError,
        "zscore: nan_policy must be 'propagate', 'omit' or 'raise', got the str 'drop'",
        lambda: stats.zscore(xp.ones(3), nan_policy="drop"),
    ),
    (IndexError, r"zscore: axis must be in \[-1, 1\), got 1", lambda: stats.zscore(xp.ones(3), axis=1)),
    (ValueError, "cov: m must have a dimension, got 0", lambda: stats.cov(xp.asarray(1.0))),
    (IndexError, r"corrcoef: axis must be in \[-1, 1\), got 2", lambda: stats.corrcoef(xp.ones(3), axis=2)),
    (TypeError, "cov: axis must be an integer, got None", lambda: stats.cov(xp.ones(3), axis=None)),
    (ValueError, "pearsonr: x must have at least 2 elements along the axis, got 1", lambda: stats.pearsonr(xp.ones(1), xp.ones(1))),
    (ValueError, "pearsonr: y must have the length 3 of x along the axis, got 4", lambda: stats.pearsonr(xp.ones(3), xp.ones(4))),
    (TypeError, "pearsonr: x must have a real-valued dtype, got complex128", lambda: stats.pearsonr(COMPLEX, COMPLEX)),
    (ValueError, r"minmax_scale: feature_range must rise, got \(1, 0\)", lambda: stats.minmax_scale(xp.ones(3), feature_range=(1, 0))),
    (ValueError, "minmax_scale: feature_range must be a pair of numbers, got 1", lambda: stats.minmax_scale(xp.ones(3), feature_range=1)),
    (ValueError, "minmax_scale: x must have an element along the axes, got", lambda: stats.minmax_scale(xp.ones((0, 3)))),
    (IndexError, "normalize: axis must be in", lambda: stats.normalize(xp.ones(3), axis=3)),
    (ValueError, "histogram: bins must be positive, got 0", lambda: stats.histogram(xp.ones(3), 0)),
    (ValueError, "histogram: bins must not fall where they are edges, got", lambda: stats.histogram(xp.ones(3), [1, 0])),
    (TypeError, "histogram: bins must be an integer or edges, got the str 'auto'", lambda: stats.histogram(xp.ones(3), "auto")),
    (ValueError, "histogram: range must be finite, got", lambda: stats.histogram(xp.ones(3), range=(0, math.inf))),
    (ValueError, "histogram: weights must have the shape", lambda: stats.histogram(xp.ones(3), weights=xp.ones(2))),
    (TypeError, "histogram: x must have a real-valued dtype", lambda: stats.histogram(COMPLEX)),
]


@pytest.mark.parametrize("error, text, call", BAD)
def test_errors(error, text, call):
    with pytest.raises(error, match="^" + text):
        call()


def test_scipy_says_the_same():
    scipy = pytest.importorskip("scipy.stats")
    a = data((30, 4))
    for axis, ddof in ((0, 0), (1, 1), (None, 2)):
        np.testing.assert_allclose(to_np(stats.zscore(to_xp(a), axis=axis, ddof=ddof)), scipy.zscore(a, axis=axis, ddof=ddof), rtol=1e-12)
    for n in (3, 10, 50, 500):
        x, y = data(n, seed=n), data(n, seed=n) * 0.2 + data(n, seed=n + 1)
        got, expected = stats.pearsonr(to_xp(x), to_xp(y)), scipy.pearsonr(x, y)
        np.testing.assert_allclose([float(v) for v in got], [expected.statistic, expected.pvalue], rtol=1e-11)
