"""float16: a dtype beyond the standard, stored in two bytes and computed in float32."""

import copy
import operator
import pickle

import numpy as np
import op_matrix
import pytest
from support import ALL, COMPLEX, INTEGERS, LAYOUTS, assert_bits, assert_equal, ulp_error

import trueno_array as xp

EVERY = np.arange(65536, dtype=np.uint16).view(np.float16)
FINITE = EVERY[np.isfinite(EVERY)]
OTHERS = [name for name in ALL if name != "float16"]


def sample(n=1000, seed=0):
    """Special values, the extremes, subnormal and ordinary numbers of every magnitude."""
    rng = np.random.default_rng(seed)
    edge = [0.0, -0.0, 1, -1, 0.5, 2.5, -2.5, 3, np.inf, -np.inf, np.nan, 65504, -65504, 6e-8, -6e-8, 6.104e-5, 6.1e-5]
    bits = rng.integers(0, 65536, n, dtype=np.uint16).view(np.float16)
    return np.concatenate([np.array(edge, np.float16), bits, rng.standard_normal(n).astype(np.float16)])


def half(a):
    """The array of the same float16 numbers."""
    x = xp.asarray(a)
    assert x.dtype == xp.float16
    return x


def rounded(a):
    """What a float32 or float64 result becomes."""
    with np.errstate(all="ignore"):
        return np.asarray(a).astype(np.float16)


# --- the dtype ---


def test_an_extension_that_the_inspection_does_not_list():
    """Consumers take their dtypes from there."""
    info = xp.__array_namespace_info__()
    assert "float16" not in info.dtypes()
    assert len(info.dtypes()) == 13
    assert list(info.dtypes(kind="real floating")) == ["float32", "float64"]


def test_its_names():
    assert repr(xp.float16) == "trueno_array.float16"
    assert str(xp.float16) == "float16"
    assert xp.float16.__numpy_dtype__ == np.float16
    assert xp.zeros(2, dtype="float16").dtype == xp.zeros(2, dtype=np.float16).dtype == xp.float16
    assert xp.isdtype(xp.float16, "real floating")
    assert xp.isdtype(xp.float16, "numeric")
    assert not xp.isdtype(xp.float16, xp.float32)


def test_its_limits():
    limits, want = xp.finfo(xp.float16), np.finfo(np.float16)
    assert limits.bits == 16
    assert limits.dtype == xp.float16
    for name in ("eps", "max", "min", "smallest_normal"):
        assert getattr(limits, name) == float(getattr(want, name))
    with pytest.raises(TypeError, match="iinfo: type must"):
        xp.iinfo(xp.float16)


@pytest.mark.parametrize("other", [*OTHERS, "float16"])
def test_promotion(other):
    want = np.promote_types(np.float16, other).name
    for a, b in ((xp.float16, getattr(xp, other)), (getattr(xp, other), xp.float16)):
        assert xp.result_type(a, b) == getattr(xp, want)
        assert (xp.ones(2, dtype=a) + xp.ones((), dtype=b)).dtype == getattr(xp, want)
    assert xp.can_cast(getattr(xp, other), xp.float16) == (want == "float16")
    assert xp.can_cast(xp.float16, getattr(xp, other)) == (want == other)


@pytest.mark.parametrize("scalar", [True, 3, 0.1, 1e6, 2.5j])
def test_python_scalars_are_rounded_to_it(scalar):
    a = sample(50)
    with np.errstate(all="ignore"):
        for want, got in ((a + scalar, half(a) + scalar), (scalar * a, scalar * half(a)), (a == scalar, half(a) == scalar)):
            assert got.dtype == getattr(xp, want.dtype.name)
            np.testing.assert_array_equal(np.asarray(got), want)
    assert bool(xp.all(half(np.float16([0.1])) == 0.1))


# --- casts ---


def neighbours():
    """Every finite number, what lies halfway to the next, and the float64 next to that on both sides; beyond the range too."""
    exact = np.unique(FINITE.astype(np.float64))
    middle = (exact[1:] + exact[:-1]) / 2
    far = [65519.99999999999, 65520.0, 65520 * (1 + 2.0**-40), 1e5, 1e30, 1e300, np.inf, 2.0**-25, 2.0**-25 * (1 + 2.0**-52), 2.0**-26, 1e-40, 5e-324]
    values = np.concatenate([exact, middle, np.nextafter(middle, np.inf), np.nextafter(middle, -np.inf), far, [np.nan]])
    return np.concatenate([values, -values])


def test_casts_from_floats_round_once(isa):
    """Halfway cases go to even; what lies next to them does not."""
    wide = neighbours()
    for name in ("float32", "float64"):
        with np.errstate(over="ignore"):
            a = wide.astype(name)
        for layout in ("contiguous", "strided", "strided_by_5", "reversed"):
            assert_bits(xp.astype(LAYOUTS[layout](a), xp.float16), rounded(a), f"{name} {layout}")
    for name in COMPLEX:  # only complex numbers are the way of an assignment to real ones: their cast is refused
        with pytest.raises(TypeError, match="astype: dtype must be complex"):
            xp.astype(xp.ones(2, dtype=getattr(xp, name)), xp.float16)


@pytest.mark.parametrize("name", INTEGERS)
def test_casts_from_integers_round_once(name, isa):
    limits = np.iinfo(name)
    edge = [limits.min, limits.max, limits.max // 2, limits.max // 3]
    ints = [v for v in [*range(-70000, 70000), *edge] if limits.min <= v <= limits.max]
    a = np.array(ints, name)
    assert_bits(xp.astype(xp.asarray(a), xp.float16), rounded(a))
    assert_bits(xp.astype(xp.asarray(np.repeat(a, 2))[::2], xp.float16), rounded(a))


def test_casts_of_all_numbers_to_wider_floats(isa):
    """Exact; NaN stays NaN with its sign and payload, quiet."""
    for name in ("float32", "float64", "complex64", "complex128"):
        for layout in ("contiguous", "strided", "reversed"):
            assert_bits(xp.astype(LAYOUTS[layout](EVERY), getattr(xp, name)), EVERY.astype(name), f"{name} {layout}")
    bits = np.asarray(xp.astype(xp.astype(half(EVERY), xp.float32), xp.float16)).view(np.uint16)
    assert np.array_equal(bits, np.where(np.isnan(EVERY), EVERY.view(np.uint16) | 0x200, EVERY.view(np.uint16)))
    assert np.array_equal(np.asarray(xp.astype(half(EVERY), xp.float16)).view(np.uint16), EVERY.view(np.uint16)), "a copy keeps all bits"


@pytest.mark.parametrize("name", ["bool", *INTEGERS])
def test_casts_of_all_numbers_to_integers(name, isa):
    inside = EVERY
    if name != "bool":
        limits = np.iinfo(name)
        wide = FINITE.astype(np.float64)
        inside = FINITE[(wide > float(limits.min) - 1) & (wide < float(limits.max) + 1)]
    for layout in ("contiguous", "strided", "reversed"):
        assert_bits(xp.astype(LAYOUTS[layout](inside), getattr(xp, name)), inside.astype(name), layout)


# --- elementwise ---

WITH_FLOATS = [op for op in op_matrix.ALL_OPS if "f" in op.kinds and op.name not in ("nextafter", "real")]


@pytest.mark.parametrize("op", WITH_FLOATS, ids=lambda op: op.name)
def test_elementwise(op, isa):
    """The float32 result of the float16 operands, rounded; for the standard's mathematical functions the rounded true value, but for near ties."""
    columns = [np.roll(sample(1500), 5 * i) for i in range(op.arity)]
    result = op.function(*[half(a) for a in columns])
    with np.errstate(all="ignore"):
        if op.namespace:
            wide = op.function(*[xp.asarray(a.astype(np.float32)) for a in columns])
            assert_bits(result, rounded(wide))
        elif op.ulp is None:
            want = op.reference(*[a.astype(np.float32) for a in columns])
            assert_bits(result, want if want.dtype == bool else rounded(want))
        else:
            want = op.reference(*[a.astype(np.longdouble) for a in columns])
            assert result.dtype == xp.float16
            scale = op.scale(*columns) if op.scale else None
            assert np.max(ulp_error(np.asarray(result), want, scale)) <= 0.502


@pytest.mark.parametrize("layout", LAYOUTS)
def test_elementwise_on_layouts(layout):
    a, b = sample(300).reshape(-1, 1)[:312].reshape(24, 13), np.roll(sample(300), 3)[:312].reshape(24, 13)
    x, y = LAYOUTS[layout](a), LAYOUTS[layout](b)
    with np.errstate(all="ignore"):
        assert_bits(x + y, a + b)
        assert_bits(-x, -a)
        assert_bits(x < y, a < b)
        assert_bits(x + xp.asarray(b[0].astype(np.float32)), a + b[0].astype(np.float32))
        out = xp.asarray(x, copy=True)
        out *= y
        assert_bits(out, a * b)


def test_nextafter(isa):
    """Every number, up, down and towards itself."""
    for towards in (np.inf, -np.inf, 0.0, -0.0, np.nan):
        other = np.full_like(EVERY, towards)
        with np.errstate(all="ignore"):
            want = np.where(other == EVERY, other, np.nextafter(EVERY, other))
            assert_bits(xp.nextafter(half(EVERY), half(other)), want, str(towards))
    assert_bits(xp.nextafter(half(EVERY), half(EVERY)), np.where(np.isnan(EVERY), np.float16(np.nan), EVERY))


def test_in_place_operations_keep_it():
    a = half(np.array([1, 2, 3], np.float16))
    a += 0.1
    a *= xp.asarray([2.0, 3.0, 4.0], dtype=xp.float64)
    assert_bits(a, rounded(np.float64([2, 3, 4]) * (np.float16([1, 2, 3]) + np.float16(0.1))))
    b = xp.ones(3, dtype=xp.float32)
    b += a
    assert b.dtype == xp.float32
    with pytest.raises(TypeError, match="the result must be cast"):
        xp.ones(3, dtype=xp.int8).__iadd__(a)


def test_where_and_clip():
    a = sample(200)
    b = np.roll(a, 7)
    assert_bits(xp.where(half(a) > half(b), half(a), half(b)), np.where(a > b, a, b))
    assert_bits(xp.where(half(a) > 0, half(a), 0), np.where(a > 0, a, np.float16(0)))
    assert_bits(xp.clip(half(a), -1, 1), np.clip(a, np.float16(-1), np.float16(1)))


# --- reductions, order, products ---


@pytest.mark.parametrize("axis", [None, 0, 1])
def test_reductions_are_rounded_once(axis):
    a = np.random.default_rng(1).standard_normal((70, 50)).astype(np.float16)
    wide = a.astype(np.float64)
    x = half(a)
    for name in ("sum", "mean", "var", "std"):
        assert_bits(getattr(xp, name)(x, axis=axis), rounded(getattr(np, name)(wide, axis=axis)), name)
    assert_bits(xp.prod(x[:, :8], axis=axis), rounded(np.prod(wide[:, :8], axis=axis)))
    for name in ("max", "min", "any", "all", "count_nonzero", "argmax", "argmin"):
        want = getattr(np, name)(a, axis=axis)
        assert_bits(getattr(xp, name)(x, axis=axis), np.asarray(want, np.int64 if "arg" in name or "count" in name else None), name)
    assert_bits(xp.sum(x, axis=axis, keepdims=True), rounded(wide.sum(axis=axis, keepdims=True)))
    if axis is not None:
        assert_bits(xp.cumulative_sum(x, axis=axis), rounded(np.cumsum(wide, axis=axis)))
        assert_bits(xp.cumulative_prod(x, axis=axis), rounded(np.cumprod(wide, axis=axis)))


def test_a_mean_does_not_overflow_nor_lose_small_terms():
    assert float(xp.mean(xp.full(1000, 60000, dtype=xp.float16))) == 60000
    assert float(xp.median(xp.full(4, 60000, dtype=xp.float16))) == 60000
    assert float(xp.sum(xp.ones(5000, dtype=xp.float16))) == 5000
    assert float(xp.cumulative_sum(xp.ones(5000, dtype=xp.float16))[-1]) == 5000
    assert float(xp.sum(xp.full(10, 60000, dtype=xp.float16))) == np.inf
    assert xp.sum(xp.full(10, 60000, dtype=xp.float16), dtype=xp.float32) == 600000
    assert xp.sum(xp.ones(3, dtype=xp.int8), dtype=xp.float16).dtype == xp.float16


def test_reductions_of_nothing_and_of_nan():
    x = xp.zeros((0, 3), dtype=xp.float16)
    assert_bits(xp.sum(x, axis=0), np.zeros(3, np.float16))
    assert_bits(xp.prod(x, axis=0), np.ones(3, np.float16))
    assert_bits(xp.mean(x, axis=0), np.full(3, np.nan, np.float16))
    with pytest.raises(ValueError, match="max: x must have at least one element"):
        xp.max(x, axis=0)
    a = np.array([1, np.nan, 3], np.float16)
    assert np.isnan(float(xp.max(half(a)))) and np.isnan(float(xp.sum(half(a))))
    assert int(xp.argmax(half(a))) == int(xp.argmin(half(a))) == 1
    assert float(xp.nanmean(half(a))) == 2


def test_order():
    """NaN last; all numbers."""
    a = np.random.default_rng(2).permutation(EVERY)
    assert_equal(xp.sort(half(a)), np.sort(a))
    assert np.array_equal(np.asarray(xp.argsort(half(a))), np.argsort(a.astype(np.float64), stable=True))
    down = np.asarray(xp.sort(half(a), descending=True))
    assert np.array_equal(np.sort(-a[~np.isnan(a)]), -down[np.isfinite(down) | np.isinf(down)])
    numbers = np.random.default_rng(3).choice(FINITE, 5000)
    values, first, inverse, counts = xp.unique_all(half(numbers))
    assert_equal(values, np.unique(numbers))
    assert_equal(values[inverse], numbers)
    assert int(xp.sum(counts)) == 5000
    assert_equal(half(numbers)[first], np.unique(numbers))
    ordered = np.unique(FINITE)
    for other in (numbers, numbers.astype(np.float32), numbers.astype(np.float64)):
        assert np.array_equal(np.asarray(xp.searchsorted(half(ordered), xp.asarray(other))), np.searchsorted(ordered, other))
    assert np.array_equal(np.asarray(xp.isin(half(numbers), half(numbers[:9]))), np.isin(numbers, numbers[:9]))


def test_products():
    rng = np.random.default_rng(4)
    a, b = rng.standard_normal((7, 300)).astype(np.float16), rng.standard_normal((300, 5)).astype(np.float16)
    exact = a.astype(np.float64) @ b.astype(np.float64)
    for got in (half(a) @ half(b), xp.tensordot(half(a), half(b), axes=1), xp.einsum("ij,jk->ik", half(a), half(b))):
        assert got.dtype == xp.float16
        assert np.max(np.abs(np.asarray(got).astype(np.float64) - exact) / np.spacing(np.abs(rounded(exact)))) <= 0.52
    assert_bits(xp.vecdot(half(a), half(a)), rounded((a.astype(np.float64) ** 2).sum(-1)))
    assert (half(a) @ xp.ones((300, 2), dtype=xp.float32)).dtype == xp.float32
    assert_bits(half(a) @ half(b)[:, 0], np.asarray(half(a) @ half(b))[:, 0])


def test_linear_algebra():
    """Decompositions refuse it as NumPy's do; norms are computed in float32."""
    x = half(np.eye(3, dtype=np.float16) * 2)
    for name in ("inv", "det", "slogdet", "cholesky", "qr", "svd", "svdvals", "eig", "eigh", "eigvals", "eigvalsh", "pinv", "matrix_rank"):
        with pytest.raises(TypeError, match=r"got float16; convert it with astype"):
            getattr(xp.linalg, name)(x)
    with pytest.raises(TypeError, match=r"solve: x2 must .* got float16"):
        xp.linalg.solve(xp.eye(3), x)
    large = half(np.full(100, 6000, np.float16))
    assert_bits(xp.linalg.vector_norm(large), np.float16(60000))
    assert_bits(xp.linalg.matrix_norm(x), np.float16(np.sqrt(12)))
    assert_bits(xp.linalg.trace(x), np.float16(6))
    assert xp.linalg.matrix_power(x, 3).dtype == xp.float16


def test_fourier_transforms_are_of_float32():
    x = half(np.arange(8, dtype=np.float16))
    assert xp.fft.fft(x).dtype == xp.fft.rfft(x).dtype == xp.complex64
    assert_bits(xp.fft.fft(x), xp.fft.fft(xp.astype(x, xp.float32)))


# --- movement, creation, exchange ---


def test_movement_and_indexing():
    a = sample(100)[:96].reshape(8, 12)
    x = half(a)
    assert_bits(x[::2, 3:], a[::2, 3:])
    assert_bits(x[x > 0], a[a > 0])
    assert_bits(x[[0, 3], [1, 2]], a[[0, 3], [1, 2]])
    assert_bits(xp.take(x, xp.asarray([3, 0]), axis=1), a[:, [3, 0]])
    assert_bits(xp.concat([x, x], axis=1), np.concatenate([a, a], axis=1))
    assert xp.concat([x, xp.ones((8, 1), dtype=xp.int8)], axis=1).dtype == xp.float16
    assert_bits(xp.stack([x, x]), np.stack([a, a]))
    assert_bits(xp.roll(xp.flip(x), 3), np.roll(np.flip(a), 3))
    assert_bits(xp.tile(x, (2, 2)), np.tile(a, (2, 2)))
    assert_bits(xp.repeat(x, 3), np.repeat(a, 3))
    assert_bits(xp.tril(x), np.tril(a))
    assert [np.asarray(part).tolist() for part in xp.nonzero(x)] == [part.tolist() for part in np.nonzero(a)]
    x[1, :] = 0.1
    x[x != x] = 7
    a[1, :] = 0.1
    a[np.isnan(a)] = 7
    assert_bits(x, a)
    assert_bits(xp.real(x), a)
    assert_bits(xp.imag(x), np.zeros_like(a))
    assert bool(half(np.float16([0.5]))[0])


def test_creation():
    make = [
        (xp.arange(5, dtype=xp.float16), np.arange(5, dtype=np.float16)),
        (xp.linspace(0, 1, 7, dtype=xp.float16), np.linspace(0, 1, 7, dtype=np.float16)),
        (xp.full((2, 3), 0.1, dtype=xp.float16), np.full((2, 3), 0.1, np.float16)),
        (xp.ones_like(xp.zeros(3, dtype=xp.float16)), np.ones(3, np.float16)),
        (xp.eye(3, dtype=xp.float16), np.eye(3, dtype=np.float16)),
        (xp.asarray([1, 2.5, 1e9], dtype=xp.float16), np.array([1, 2.5, np.inf], np.float16)),
        (xp.float16(0.1), np.float16(0.1)),
    ]
    for got, want in make:
        assert_bits(got, want)
    assert xp.asarray([xp.float16(1), xp.float16(2)]).dtype == xp.float16
    with pytest.raises(TypeError):
        xp.asarray([1j], dtype=xp.float16)


def test_python_scalars_from_it():
    x = half(np.array([0.1, 65504, np.inf], np.float16))
    assert x.tolist() == [float(np.float16(0.1)), 65504.0, np.inf]
    assert type(x[0].item() if hasattr(x, "item") else float(x[0])) is float
    assert float(x[0]) == float(np.float16(0.1))
    assert int(x[1]) == 65504
    with pytest.raises(TypeError):
        operator.index(x[1])


def test_printing_is_that_of_numpy():
    for a in [EVERY[::37], np.float16([1, 2.5]), np.float16([1, 3000]), np.float16([6e-8, 1]), np.float16([0.0001, 0.05]), EVERY[:999:3].reshape(3, -1)]:
        assert repr(half(a)).replace("trueno_array.", "") == repr(a)
        assert str(half(a)) == str(a)
    for value in EVERY[::13]:
        assert str(half(value)) == str(value)
        assert repr(half(value[None])) == repr(value[None])


def test_exchange():
    """Buffers, DLPack, NumPy, pickle: the same bits, and the same memory where it can be shared."""
    x = half(EVERY)
    assert memoryview(x).format == "e"
    assert np.array_equal(np.asarray(x).view(np.uint16), EVERY.view(np.uint16))
    for seen in (np.asarray(x), np.from_dlpack(x)):
        assert seen.dtype == np.float16
        assert seen.ctypes.data == np.asarray(x).ctypes.data
    assert xp.from_dlpack(EVERY).dtype == xp.from_dlpack(x).dtype == xp.asarray(memoryview(EVERY)).dtype == xp.float16
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(x, protocol))
        assert again.dtype == xp.float16
        assert np.array_equal(np.asarray(again).view(np.uint16), EVERY.view(np.uint16))
    assert pickle.loads(pickle.dumps(xp.float16)) is xp.float16
    assert copy.deepcopy(x).dtype == xp.float16
    assert (np.float16([1, 2]) + half(np.float16([1, 2]))).dtype in (np.float16, xp.float16)
    assert_bits(xp.asarray(np.float16(0.1)), np.float16(0.1))
    swapped = np.float16([1, 2]).astype(">f2")
    with pytest.raises((TypeError, BufferError, ValueError)):
        xp.asarray(swapped)
