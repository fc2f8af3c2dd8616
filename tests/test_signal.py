"""trueno_array.signal against sums written out in NumPy, and against SciPy where it is installed."""

import itertools

import numpy as np
import pytest
from support import ALL, dtype, finite_values, layouts, to_np, to_xp

import trueno_array as xp
from trueno_array import _convolution as engine

signal = xp.signal
MODES = ("full", "same", "valid")
PADDING = {"fill": "constant", "wrap": "wrap", "symm": "symmetric"}
WIDE = {"f": np.longdouble, "c": np.clongdouble}


def wide(a):
    return a.astype(WIDE[a.dtype.kind]) if a.dtype.kind in "fc" else a


def full(a, b):
    """The full convolution, tap by tap."""
    out = np.zeros([n + k - 1 for n, k in zip(a.shape, b.shape)], dtype=np.result_type(a, b))
    for at in np.ndindex(*b.shape):
        out[tuple(slice(i, i + n) for i, n in zip(at, a.shape))] += b[at] * a
    return out


def part(n, k, mode, is_even_later=False):
    start = {"full": 0, "same": (k - 1 + is_even_later) // 2, "valid": min(n, k) - 1}[mode]
    return slice(start, start + {"full": n + k - 1, "same": n, "valid": abs(n - k) + 1}[mode])


def parts(shape, other, mode, is_even_later=False):
    return tuple(part(n, k, mode, is_even_later) for n, k in zip(shape, other))


def flipped(b):
    return np.flip(b).conj()


def in_plane(a, b, mode, boundary, fill, is_correlation):
    b = flipped(b) if is_correlation else b
    if mode == "valid":
        return full(a, b)[parts(a.shape, b.shape, mode)]
    k = b.shape
    values = {"constant_values": fill} if boundary == "fill" else {}
    beyond = np.pad(a, [(n - 1, n - 1) for n in k], PADDING[boundary], **values)
    return full(beyond, b)[tuple(slice(n - 1, m - n + 1) for n, m in zip(k, full(beyond, b).shape))][
        parts(a.shape, k, mode, is_correlation)
    ]


def assert_sums(got, taps, expected, sizes):
    """Integers exactly; floats within the bound of sums in blocks of blocks. `sizes` is the sum of the products' sizes."""
    got = to_np(got)
    assert got.shape == expected.shape
    if got.dtype.kind in "biu":
        return np.testing.assert_array_equal(got, expected)
    eps = np.finfo(got.dtype).eps / 2
    bound = (3 * np.ceil(np.cbrt(taps)) + 2) * eps * sizes * (2 if got.dtype.kind == "c" else 1)
    assert np.all(np.abs(wide(got) - expected) <= bound)


def pair(name, shape1, shape2):
    return finite_values(name, shape1, seed=1), finite_values(name, shape2, seed=2)


SHAPES_2D = [((5, 7), (3, 3)), ((6, 70), (2, 4)), ((3, 3), (5, 6)), ((1, 1), (2, 3)), ((20, 150), (7, 6))]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("function", ["convolve2d", "correlate2d"])
def test_planes(name, function):
    for (s1, s2), mode, boundary in itertools.product(SHAPES_2D, MODES, PADDING):
        a, b = pair(name, s1, s2)
        if boundary == "wrap" and any(k > n for n, k in zip(s1, s2)) and s1 == (1, 1):
            continue
        fill, is_correlation = (1 if a.dtype.kind in "bu" else -2), function == "correlate2d"
        got = getattr(signal, function)(to_xp(a), to_xp(b), mode, boundary, fill)
        assert got.dtype == dtype(name)
        expected = in_plane(wide(a), wide(b), mode, boundary, fill, is_correlation)
        sizes = in_plane(abs(wide(a)), abs(wide(b)), mode, boundary, abs(fill), is_correlation) if a.dtype.kind in "fc" else None
        assert_sums(got, b.size, expected, sizes)


SHAPES_ND = [((5,), (3,)), ((3,), (8,)), ((200,), (70,)), ((5, 6, 7), (2, 3, 2)), ((2, 3), (4, 5)), ((8, 2), (3, 9)), ((1,), (1,))]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("function", ["convolve", "correlate"])
def test_direct_way_in_any_dimension(name, function):
    for (s1, s2), mode in itertools.product(SHAPES_ND, MODES):
        a, b = pair(name, s1, s2)
        if mode == "valid" and not (all(n >= k for n, k in zip(s1, s2)) or all(n <= k for n, k in zip(s1, s2))):
            with pytest.raises(ValueError, match=f"^{function}: in1 must be at least as long as in2"):
                getattr(signal, function)(to_xp(a), to_xp(b), mode)
            continue
        turned = flipped(b) if function == "correlate" else b
        got = getattr(signal, function)(to_xp(a), to_xp(b), mode, "direct")
        assert got.dtype == dtype(name)
        where = parts(s1, s2, mode)
        sizes = full(abs(wide(a)), abs(wide(turned)))[where] if a.dtype.kind in "fc" else None
        assert_sums(got, min(a.size, b.size), full(wide(a), wide(turned))[where], sizes)


@pytest.mark.parametrize("name", ["int32", "int64", "float32", "float64", "complex64", "complex128"])
def test_every_length_of_a_row_on_every_level(name):
    b = finite_values(name, (2, 3), seed=2)
    for n in [*range(3, 40), 63, 64, 65, 127, 130, 257, 300]:
        a = finite_values(name, (3, n), seed=n)
        expected = full(wide(a), wide(b))[parts(a.shape, b.shape, "valid")]
        sizes = full(abs(wide(a)), abs(wide(b)))[parts(a.shape, b.shape, "valid")]
        for level in xp.backends.available():
            with xp.backends.use(level):
                assert_sums(signal.convolve2d(to_xp(a), to_xp(b), "valid"), b.size, expected, sizes)


@pytest.mark.parametrize("name", ["int16", "float64", "complex64"])
def test_layouts_give_the_same_bits(name):
    a, b = pair(name, (9, 21), (4, 3))
    expected = to_np(signal.convolve2d(to_xp(a), to_xp(b)))
    for (_, one), (_, two) in zip(layouts(a), layouts(b)):
        np.testing.assert_array_equal(to_np(signal.convolve2d(one, two)), expected)
        np.testing.assert_array_equal(to_np(signal.convolve2d(one, two, "valid")), expected[3:-3, 2:-2])


def test_result_does_not_depend_on_threads():
    a, b = xp.asarray(np.random.default_rng(1).normal(size=(300, 5000))), xp.asarray(np.random.default_rng(2).normal(size=(5, 9)))
    before, found = xp.backends.get_num_threads(), []
    try:
        for n in (1, 2, 5):
            xp.backends.set_num_threads(n)
            found.append(to_np(signal.convolve2d(a, b, "same")))
    finally:
        xp.backends.set_num_threads(before)
    assert all(np.array_equal(found[0], one) for one in found)


def test_integers_wrap_around_and_kinds_are_promoted():
    a, b = np.full(40, 200, np.uint8), np.full(9, 31, np.uint8)
    np.testing.assert_array_equal(to_np(signal.convolve(to_xp(a), to_xp(b))), full(a, b))
    big = np.full(5, 2**62 + 1)
    np.testing.assert_array_equal(to_np(signal.convolve(to_xp(big), to_xp(big))), full(big, big))
    assert signal.convolve(xp.ones(4, dtype=xp.int64), xp.ones(2, dtype=xp.float64)).dtype == xp.float64
    assert signal.convolve(xp.ones(4, dtype=xp.float32), xp.ones(2, dtype=xp.complex64)).dtype == xp.complex64
    assert to_np(signal.convolve([1, 2, 3], [0.0, 1.0])).tolist() == [0.0, 1.0, 2.0, 3.0]
    half = signal.convolve(xp.ones(3000, dtype=xp.float16), xp.ones(3, dtype=xp.float16), "same")
    assert half.dtype == xp.float16 and to_np(half)[1:-1].min() == 3


@pytest.mark.parametrize("n, k, mode", [(5000, 3000, "full"), (100_000, 700, "same"), (3000, 5000, "valid")])
def test_auto_takes_transforms_where_they_are_faster_and_exact(n, k, mode):
    rng = np.random.default_rng(3)
    a, b = rng.integers(-99, 99, n), rng.integers(-99, 99, k)
    one, two = to_xp(a), to_xp(b)
    assert signal.choose_conv_method(one, two, mode) == "fft"
    assert signal.choose_conv_method(one, two * 2**40, mode) == "direct"
    got = signal.convolve(one, two, mode)
    assert got.dtype == xp.int64
    np.testing.assert_array_equal(to_np(got), to_np(signal.convolve(one, two, mode, "direct")))
    x, y = one * 1.0, two * 1.0
    exact, found = to_np(got), to_np(signal.convolve(x, y, mode))
    assert np.abs(found - exact).max() <= 64 * 2.0**-53 * np.linalg.norm(a) * np.linalg.norm(b)
    x[n // 2] = xp.nan
    assert signal.choose_conv_method(x, y, mode) == "direct"


def test_nan_and_infinity_stay_where_they_are():
    a = np.ones((12, 40))
    a[5, 20], a[0, 0] = np.nan, np.inf
    got = to_np(signal.convolve2d(to_xp(a), xp.ones((3, 3)), "same"))
    assert np.isnan(got[4:7, 19:22]).all() and np.isnan(got).sum() == 9
    assert np.isinf(got[:2, :2]).all() and np.isinf(got).sum() == 4


def test_many_float32_taps_lose_little():
    a, b = np.random.default_rng(5).random(9000).astype(np.float32), np.random.default_rng(6).random(4000).astype(np.float32)
    exact = np.convolve(a.astype(np.float64), b.astype(np.float64), "valid")
    got = to_np(signal.convolve(to_xp(a), to_xp(b), "valid", "direct"))
    assert np.abs(got / exact - 1).max() < 16 * np.finfo(np.float32).eps


@pytest.mark.parametrize("function", ["fftconvolve", "oaconvolve"])
@pytest.mark.parametrize("name", ["int32", "float32", "float64", "complex64", "complex128"])
def test_transforms_over_axes(function, name):
    for (s1, s2), mode in itertools.product([((3000,), (7,)), ((7,), (3000,)), ((40, 9), (5, 4)), ((4, 5), (1, 1))], MODES):
        a, b = pair(name, s1, s2)
        got = to_np(getattr(signal, function)(to_xp(a), to_xp(b), mode))
        kind = a.dtype if a.dtype.kind in "fc" else np.dtype(np.float64)
        expected = full(a.astype(kind), b.astype(kind))[parts(s1, s2, mode)]
        assert got.dtype == kind and got.shape == expected.shape
        assert np.abs(got - expected).max() <= 100 * np.finfo(kind).eps * np.linalg.norm(a) * np.linalg.norm(b)
    a, b = np.random.default_rng(1).normal(size=(3, 500, 2)), np.random.default_rng(2).normal(size=(3, 8, 1))
    got = to_np(getattr(signal, function)(to_xp(a), to_xp(b), axes=1))
    expected = np.stack([np.stack([np.convolve(a[i, :, j], b[i, :, 0]) for j in range(2)], axis=-1) for i in range(3)])
    np.testing.assert_allclose(got, expected, atol=1e-12)
    assert getattr(signal, function)(xp.ones(0), xp.ones(3)).shape == (0,)


@pytest.mark.parametrize("function", ["fftconvolve", "oaconvolve"])
def test_transforms_broadcast_dimensions_of_length_one(function):
    a, b = np.random.default_rng(3).normal(size=(20, 10, 1)), np.random.default_rng(4).normal(size=(6, 7, 8))
    planes = np.stack([full(a[..., 0], b[..., j]) for j in range(8)], axis=-1)
    for mode, first, second, want in (
        ("full", a, b, planes),
        ("valid", a, b, planes[5:20, 6:10]),
        ("valid", b, a, planes[5:20, 6:10]),
        ("same", b, a, planes[9:15, 4:11]),
        ("same", a, b, planes[2:22, 3:13, 3:4]),
    ):
        got = to_np(getattr(signal, function)(to_xp(first), to_xp(second), mode))
        np.testing.assert_allclose(got, want, atol=1e-12)
    rows = np.stack([np.convolve(a[0, :, 0], b[0, :, j], "same") for j in range(8)], axis=-1)
    got = to_np(getattr(signal, function)(to_xp(a[:1]), to_xp(b[:1]), "same", axes=1))
    np.testing.assert_allclose(got, rows[None, :, 3:4], atol=1e-12)


def test_blocks_and_lengths():
    assert [engine.fast_length(n) for n in (1, 2, 7, 11, 13, 17, 121, 1025)] == [1, 2, 8, 12, 15, 18, 125, 1080]
    assert engine.best_block(100_000, 30) < 2000 and engine.best_block(100, 90) == engine.fast_length(189)
    for mode in MODES:
        lags = to_np(signal.correlation_lags(9, 4, mode))
        a, b = np.zeros(9), np.zeros(4)
        a[5], b[2] = 1, 1
        found = to_np(signal.correlate(to_xp(a), to_xp(b), mode))
        assert lags.shape == found.shape and lags[found.argmax()] == 3


BAD = [
    ("convolve2d", (3,), (2, 2), {}, "in2 must have 2 dimensions, as in1, got 1 and 2"),
    ("convolve2d", (3, 3), (2, 2), {"mode": "half"}, "mode must be one of 'full', 'same', 'valid', got the str 'half'"),
    ("correlate2d", (3, 3), (2, 2), {"boundary": "edge"}, "boundary must be one of 'fill', 'wrap', 'symm', got"),
    ("correlate2d", (3, 3), (2, 2), {"fillvalue": [1, 2]}, "fillvalue must be one number, got"),
    ("convolve2d", (3, 3), (2, 2), {"fillvalue": 2j}, "fillvalue must be real for real operands, got 2j"),
    ("convolve2d", (3, 2), (2, 3), {"mode": "valid"}, "in1 must be at least as long as in2"),
    ("convolve", (3,), (2, 2), {}, "in2 must have as many dimensions as in1, got 1 and 2"),
    ("convolve", (3,), (0,), {}, "in2 must have an element, got the shape"),
    ("correlate", (3,), (2,), {"method": "fast"}, "method must be one of 'auto', 'direct', 'fft', got"),
    ("fftconvolve", (3, 4), (2, 3), {"axes": 1}, "in1 and in2 must broadcast with each other, got"),
    ("oaconvolve", (3, 4), (3, 3), {"axes": 2}, "axes must be in"),
    ("fftconvolve", (3, 4), (3, 3), {"axes": (1, -1)}, "axes must name no axis twice, got"),
    ("choose_conv_method", (3,), (2,), {"mode": 5}, "mode must be one of"),
]


@pytest.mark.parametrize("function, s1, s2, keywords, text", BAD)
def test_errors(function, s1, s2, keywords, text):
    with pytest.raises(ValueError, match="^" + function + ": " + text.replace("(", r"\(")):
        getattr(signal, function)(xp.ones(s1), xp.ones(s2), **keywords)


@pytest.mark.parametrize("function", ["convolve2d", "correlate2d", "convolve", "correlate", "fftconvolve", "oaconvolve"])
def test_scipy_says_the_same(function):
    scipy = pytest.importorskip("scipy.signal")
    shapes = SHAPES_2D if function.endswith("2d") else SHAPES_ND
    for name, (s1, s2), mode in itertools.product(["int32", "float64", "complex128"], shapes, MODES):
        a, b = pair(name, s1, s2)
        try:
            expected = getattr(scipy, function)(a, b, mode)
        except ValueError:
            with pytest.raises(ValueError, match=function):
                getattr(signal, function)(to_xp(a), to_xp(b), mode)
            continue
        if function == "correlate2d" and mode == "valid" and name == "complex128" and a.size < b.size:
            expected = expected.conj()  # SciPy exchanges the operands and conjugates the wrong one
        got = to_np(getattr(signal, function)(to_xp(a), to_xp(b), mode))
        assert got.shape == expected.shape and (got.dtype == expected.dtype or function in ("fftconvolve", "oaconvolve"))
        scale = np.linalg.norm(a) * np.linalg.norm(b)
        assert np.abs(got - expected).max() <= (0 if got.dtype.kind in "iu" else 1e-14 * scale)
