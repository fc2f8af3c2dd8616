"""The names beyond the standard: values, shapes and dtypes are those of NumPy's functions of these names."""

import itertools
import re
import warnings
from operator import attrgetter

import numpy as np
import pytest
from support import EXTENDED, FLOATS, INTEGERS, REAL, assert_bits, assert_equal, dtype, finite_values, layouts, run_python, to_np, to_xp

import trueno_array as xp
from trueno_array._numpy_hints import SAME_AS

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")
NAMES = (
    *("argwhere", "array_split", "bincount", "cumprod", "cumsum", "diag", "einsum", "logspace", "median", "nanargmax", "nanargmin"),
    *("nancumprod", "nancumsum", "nanmax", "nanmean", "nanmedian", "nanmin", "nanprod", "nanquantile", "nanstd", "nansum", "nanvar"),
    *("pad", "put_along_axis", "quantile", "split"),
)
AXES = (None, 0, 1, -1, (0, 2), (2, 0), (0, 1, 2), ())
SHAPES = ((3, 4, 5), (1, 1, 1), (2, 0, 3), (0, 3, 4))


def close(got, want, eps=16, message=""):
    """Same dtype, shape, NaN and infinities; the rest within eps roundings of the largest, or equal for integers."""
    want = np.asarray(want)
    a = to_np(got)
    assert a.dtype == want.dtype and a.shape == want.shape, f"{message}: {a.dtype} {a.shape}, expected {want.dtype} {want.shape}"
    if want.dtype.kind not in "fc":
        np.testing.assert_array_equal(a, want, err_msg=message)
        return
    bound = eps * np.finfo(want.dtype).eps
    scale = np.max(np.abs(want[np.isfinite(want)]), initial=0)
    np.testing.assert_allclose(a, want, rtol=bound, atol=bound * float(scale), err_msg=message)


def with_nan(name, shape, seed=0):
    """Ordinary numbers, a third of them NaN; the first slice of the last axis all NaN."""
    a = finite_values(name, shape, seed)
    if a.dtype.kind in "fc" and a.size:
        a[np.random.default_rng(seed).random(shape) < 0.3] = np.nan
        a[(0,) * (a.ndim - 1)] = np.nan
    return a


def outcome(function, *arguments, **keywords):
    """The result, or the class of the error."""
    try:
        return function(*arguments, **keywords)
    except (IndexError, TypeError, ValueError) as error:
        return error


def test_names_are_lazy_listed_and_kept():
    assert set(NAMES) <= set(dir(xp))
    for name in NAMES:
        assert getattr(xp, name) is getattr(xp, name) and getattr(xp, name).__doc__
    code = "import sys, trueno_array as xp; print([m for m in sys.modules if '_numpy_' in m]); xp.diag; assert 'numpy' not in sys.modules"
    assert run_python(code).stdout.strip() == "[]"
    with pytest.raises(AttributeError, match="nothing"):
        _ = xp.nothing


@pytest.mark.parametrize("name", EXTENDED)
def test_diag(name):
    for shape, k in itertools.product([(0,), (4,), (3, 5), (5, 3), (0, 2)], [0, 1, -2, 7]):
        a = finite_values(name, shape)
        assert_bits(xp.diag(to_xp(a), k), np.diag(a, k), f"{shape} {k}")
        assert_bits(xp.diag(to_xp(a), k=k), np.diag(a, k=k))
    for bad in ((), (2, 2, 2)):
        with pytest.raises(ValueError, match="diag: x must"):
            xp.diag(xp.ones(bad))


@pytest.mark.parametrize("name", ["bool", *REAL])
@pytest.mark.parametrize("function", ["median", "nanmedian"])
def test_median(function, name):
    for shape, axis, keepdims in itertools.product(SHAPES, AXES, (False, True)):
        if 0 in shape and isinstance(axis, tuple):  # NumPy's own fails
            continue
        a = with_nan(name, shape)
        want = np.asarray(getattr(np, function)(a, axis=axis, keepdims=keepdims))
        close(getattr(xp, function)(to_xp(a), axis, keepdims=keepdims), want.astype(name if name in FLOATS else "f8"), 4, f"{shape} {axis}")
    for special in ([np.inf, 1, np.inf], [-np.inf, np.inf], [np.inf, np.inf], [1, np.nan], [np.nan], []):
        a = np.array(special, name if name in FLOATS else "f8")
        assert_equal(getattr(xp, function)(to_xp(a)), np.asarray(getattr(np, function)(a)), str(special))
    with pytest.raises(TypeError):
        xp.median(xp.ones(3, dtype=xp.complex64))
    with pytest.raises(ValueError):
        xp.median(xp.ones((3, 3)), axis=(0, 0))


METHODS = (
    *("linear", "lower", "higher", "midpoint", "nearest", "inverted_cdf", "averaged_inverted_cdf", "closest_observation"),
    *("interpolated_inverted_cdf", "hazen", "weibull", "median_unbiased", "normal_unbiased"),
)
PARTS = (0.0, 0.1, 0.25, 0.5, 0.77, 1.0)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["int8", "uint64", *FLOATS])
def test_quantile(name, method):
    for shape, axis, keepdims in itertools.product([(3, 4, 5), (7, 1, 2)], (None, -1, (2, 0)), (False, True)):
        a = finite_values(name, shape)
        for q in (*PARTS, PARTS, np.array(PARTS).reshape(2, 3)):
            want = np.quantile(a, q, axis=axis, method=method, keepdims=keepdims)
            got = xp.quantile(to_xp(a), q if np.isscalar(q) else xp.asarray(q), axis, method=method, keepdims=keepdims)
            assert to_np(got).dtype == want.dtype
            wide = name == "float32" and want.dtype == np.float64  # NumPy takes differences in float32
            close(xp.astype(got, xp.float32) if wide else got, want.astype("f4") if wide else want, 16, f"{shape} {axis} {q}")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("q_name", ["float16", *FLOATS])
@pytest.mark.parametrize("name", ["int32", "float16", *FLOATS])
def test_quantile_places_are_those_of_the_dtype_of_q(name, q_name, method):
    """Where (n - 1) q or n q is whole only in the dtype of q, one more digit chooses another element."""
    for n in (2, 7, 11, 50, 1001):
        a = np.arange(n)[::-1].astype(name)
        whole = [(k + d) / m for m in (n - 1, n) for k in range(0, m, 1 + m // 23) for d in (0, 0.5)]
        q = np.clip(np.array([*whole, 0, 1]), 0, 1).astype(q_name)
        for function, given in (("quantile", q), ("percentile", np.minimum(q * q.dtype.type(100), 100)), ("nanquantile", q)):
            want, got = getattr(np, function)(a, given, method=method), to_np(getattr(xp, function)(to_xp(a), to_xp(given), method=method))
            assert got.dtype == want.dtype
            assert np.abs(got - want).max() <= 4 * np.finfo(want.dtype).eps * n if want.dtype.kind == "f" else np.array_equal(got, want), (n, function)


def test_nanquantile_takes_no_nan():
    a = np.array([[3.0, np.nan, 1.0, 2.0], [np.nan] * 4, [1.0, 2.0, 3.0, 4.0]])
    for method in METHODS:
        for q in (0.0, 0.25, 1.0, np.float64(0.5), np.float32(0.75)):
            with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                want = np.nanquantile(a, q, axis=1, method=method)
            close(xp.nanquantile(to_xp(a), q, axis=1, method=method), want, 4, f"{method} {q}")


@pytest.mark.parametrize("name", FLOATS)
def test_quantile_with_nan_and_infinities(name):
    a = with_nan(name, (4, 5, 6))
    for axis, keepdims, method in itertools.product((None, 0, 1, (1, 2)), (False, True), ("linear", "hazen", "lower", "inverted_cdf")):
        for function in ("quantile", "nanquantile"):
            want = getattr(np, function)(a, 0.3, axis=axis, method=method, keepdims=keepdims)
            close(getattr(xp, function)(to_xp(a), 0.3, axis=axis, method=method, keepdims=keepdims), want, 16, f"{function} {axis} {method}")
    infinite = xp.asarray([1.0, xp.inf, xp.inf, -xp.inf], dtype=dtype(name))
    assert xp.quantile(infinite, [0.0, 1 / 3, 0.8, 1.0]).tolist() == [-xp.inf, 1.0, xp.inf, xp.inf]
    assert np.isnan(to_np(xp.quantile(xp.zeros((2, 0), dtype=dtype(name)), [0.5], axis=1))).tolist() == [[True, True]]
    assert xp.quantile(xp.zeros((3, 0)), 0.5, axis=0).shape == (0,)
    for bad in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match="quantile: q must"):
            xp.quantile(infinite, bad)
    with pytest.raises(ValueError, match="method"):
        xp.quantile(infinite, 0.5, method="best")


@pytest.mark.parametrize("name", ["bool", *INTEGERS])
def test_bincount(name):
    top = 2 if name == "bool" else 40
    for n, minlength in itertools.product((0, 1, 5, 1000), (0, 3, 50)):
        a = np.random.default_rng(n).integers(0, top, n).astype(name)
        w = np.random.default_rng(n).standard_normal(n)
        for x in (to_xp(a), xp.flip(to_xp(a[::-1]))):
            if name != "uint64":
                assert_bits(xp.bincount(x, minlength=minlength), np.bincount(a, minlength=minlength))
                assert_bits(xp.bincount(x, to_xp(w), minlength), np.bincount(a, w, minlength).astype("f8"))
            assert_bits(xp.bincount(x, to_xp(a)), np.bincount(a.astype("i8"), a).astype("f8"))
    assert_bits(xp.bincount([1, 1, 3]), np.bincount([1, 1, 3]))
    negative = () if name == "bool" or name[0] == "u" else [xp.asarray([1, -1], dtype=dtype(name))]
    for bad in (*negative, xp.ones((2, 2), dtype=dtype(name))):
        with pytest.raises(ValueError):
            xp.bincount(bad)


def test_bincount_refuses():
    one = xp.asarray([1, 2])
    for arguments, kind in [((xp.ones(2),), TypeError), ((one, xp.ones(3)), ValueError), ((one, None, -1), ValueError), ((one, one * 1j), TypeError)]:
        with pytest.raises(kind, match="bincount"):
            xp.bincount(*arguments)
    with pytest.raises(ValueError):
        xp.bincount(xp.asarray([2**64 - 1], dtype=xp.uint64))


@pytest.mark.parametrize("name", EXTENDED)
@pytest.mark.parametrize("function", ["cumsum", "cumprod", "nancumsum", "nancumprod"])
def test_scans(function, name):
    for shape in ((), (5,), (3, 4), (0, 3)):
        a = with_nan(name, shape) if function.startswith("nan") and shape else finite_values(name, shape)
        a = np.asarray(a, name)
        for axis in (None, *range(-len(shape), len(shape))):
            close(getattr(xp, function)(to_xp(a), axis), getattr(np, function)(a, axis=axis), 64, f"{shape} {axis}")
    assert xp.cumsum(xp.ones(3, dtype=xp.int8), dtype=xp.float32).dtype == xp.float32


@pytest.mark.parametrize("name", EXTENDED)
@pytest.mark.parametrize("function", ["nansum", "nanprod", "nanmean", "nanvar", "nanstd", "nanmin", "nanmax"])
def test_nan_reductions(function, name):
    is_extreme = function in ("nanmin", "nanmax")
    if is_extreme and np.dtype(name).kind == "c":
        with pytest.raises(TypeError):
            getattr(xp, function)(xp.ones(2, dtype=dtype(name)))
        return
    for shape, axis, keepdims in itertools.product(SHAPES, AXES, (False, True)):
        if function in ("nanmin", "nanmax") and 0 in shape:
            continue
        for keywords in ({}, {"ddof": 1}) if function in ("nanvar", "nanstd") else ({},):
            a = with_nan(name, shape)
            if name == "bool" and function in ("nanvar", "nanstd"):
                a = a.astype("i1")
            want = getattr(np, function)(a, axis=axis, keepdims=keepdims, **keywords)
            got = getattr(xp, function)(to_xp(a), axis, keepdims=keepdims, **keywords)
            close(got, want, 64, f"{shape} {axis} {keywords}")
            for layout, x in layouts(a) if axis == 1 and a.size else ():
                close(getattr(xp, function)(x, axis, keepdims=keepdims, **keywords), want, 64, layout)
    if is_extreme:
        with pytest.raises(ValueError):
            getattr(xp, function)(xp.zeros((0, 2), dtype=dtype(name)), axis=0)


@pytest.mark.parametrize("function", ["nansum", "nanmean", "nanvar", "nanmin", "nanmax", "nanprod"])
def test_nan_reductions_of_special_values(function):
    for special in ([np.inf, np.nan], [np.inf, -np.inf, np.nan], [np.nan, np.nan], [-0.0, np.nan], [1.0], [np.inf, 1.0]):
        for name in FLOATS:
            a = np.array(special, name)
            assert_equal(getattr(xp, function)(to_xp(a)), np.asarray(getattr(np, function)(a)), str(special))


@pytest.mark.parametrize("name", ["bool", *REAL])
@pytest.mark.parametrize("function", ["nanargmin", "nanargmax"])
def test_nan_positions(function, name):
    a = with_nan(name, (4, 5, 6), seed=3)
    if name in FLOATS:
        with pytest.raises(ValueError, match=function):
            getattr(xp, function)(to_xp(a), axis=2)
        a[0, 0, 3:] = 1, -np.inf, np.inf
    for axis, keepdims in itertools.product((None, 0, 1, 2), (False, True)):
        want = outcome(getattr(np, function), a, axis=axis, keepdims=keepdims)
        got = outcome(getattr(xp, function), to_xp(a), axis, keepdims=keepdims)
        if isinstance(want, ValueError):
            assert isinstance(got, ValueError)
        else:
            assert_bits(got, want, f"{axis}")
    assert int(xp.nanargmin(xp.asarray([xp.nan, xp.inf]))) == 1 and int(xp.nanargmax(xp.asarray([xp.nan, -xp.inf]))) == 1
    with pytest.raises(ValueError):
        getattr(xp, function)(xp.zeros(0, dtype=dtype(name)))


def test_no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        empty = xp.asarray([xp.nan, xp.nan])
        for function in (xp.nanmean, xp.nanvar, xp.nanstd, xp.nanmin, xp.nanmax, xp.nanmedian):
            assert bool(xp.isnan(function(empty)))
        assert bool(xp.isnan(xp.median(xp.zeros(0)))) and bool(xp.isnan(xp.nanmean(xp.zeros(0))))


READERS_OWN = {*["or", "and", "with", "copy", "True", "None", "x", "x1", "x2", "w", "y", "i", "n", "m", "axis", "shape", "value", "values", "mask", "indices", "rows", "columns", "atol", "rtol", "arrays", "file", "numpy"]}


def test_names_of_numpy_that_are_missing_say_what_to_write():
    for name, instead in SAME_AS.items():
        with pytest.raises(AttributeError, match=rf"no attribute '{name}'; the name here is "):
            getattr(xp, name)
        for word in re.findall(r"[a-zA-Z_]\w*(?:\.\w+)*", instead):
            assert word.split(".")[0] in READERS_OWN or attrgetter(word)(xp) is not None, (name, word)
    with pytest.raises(AttributeError, match=r"no attribute 'no_such_name'$"):
        getattr(xp, "no_such" + "_name")
