"""fma, lerp and the kernels of three operands: values on every level, layouts, broadcasting, promotion, errors."""

from fractions import Fraction

import numpy as np
import pytest
from support import FLOATS, assert_bits, assert_equal, layouts, to_np, to_xp, ulp_error, values

import trueno_array as xp

N = 700


def exact_fma(a, b, c, name):
    """a * b + c of finite numbers, rounded once by Python's integers."""
    exact = Fraction(float(a)) * Fraction(float(b)) + Fraction(float(c))
    if exact == 0:
        with np.errstate(over="ignore"):
            return np.dtype(name).type(a) * b + c
    limits = np.finfo(name)
    shift = max(limits.minexp - limits.nmant, exact.numerator.bit_length() - exact.denominator.bit_length() - limits.nmant - 3)
    if shift > limits.minexp - limits.nmant:  # the exponent of the last place, found from an estimate two places too fine
        size = abs(exact) / Fraction(2) ** shift
        shift += int(size).bit_length() - limits.nmant - 1
        shift = max(shift, limits.minexp - limits.nmant)
    whole = round(abs(exact) / Fraction(2) ** shift)
    if whole.bit_length() + shift > limits.maxexp:
        return np.copysign(np.dtype(name).type(np.inf), 1 if exact > 0 else -1)
    size = np.ldexp(np.longdouble(whole), int(shift)).astype(name)
    return np.copysign(size, 1 if exact > 0 else -1)


def three(name, n=N):
    """Operands whose products nearly cancel the addend, at all magnitudes; then the awkward values in every order."""
    a, b, c = (values(name, n, seed) for seed in range(3))
    rng = np.random.default_rng(7)
    a, b, c = rng.permutation(a), rng.permutation(b), rng.permutation(c)
    half = n // 2
    with np.errstate(all="ignore"):
        c[:half] = -(a[:half] * b[:half]) * (1 + np.finfo(name).eps * rng.integers(-3, 4, half)).astype(name)
    return a, b, c


@pytest.mark.parametrize("name", FLOATS)
def test_fma_is_rounded_once(name, isa):
    a, b, c = three(name)
    got = to_np(xp.fma(to_xp(a), to_xp(b), to_xp(c)))
    finite = np.isfinite(a) & np.isfinite(b) & np.isfinite(c)
    want = np.array([exact_fma(*row, name) for row in zip(a[finite], b[finite], c[finite])], name)
    assert finite.sum() > N // 2
    assert_bits(got[finite], want)
    with np.errstate(all="ignore"):
        rest = np.where(np.isfinite(a) & np.isfinite(b), c, a * b + c)
    assert_equal(got[~finite], rest[~finite])


@pytest.mark.parametrize("name", FLOATS)
def test_fma_at_the_edges(name, isa):
    limits = np.finfo(name)
    eps, tiny, least, top = limits.eps, limits.tiny, limits.smallest_subnormal, limits.max
    rows = [
        (1 + eps, 1 - eps, -1.0), (top, 2.0, -top), (top, top, -np.inf), (least, 0.5, 0.0), (least, 0.5, least), (-least, 0.25, 0.0),
        (tiny, 1 - eps, -tiny), (1 + eps, 1 + eps, least), (1 + eps, 1 + eps, -least), (-0.0, 1.0, -0.0), (0.0, -1.0, 0.0), (2.0, 3.0, -6.0),
        (top, 1.0, top * eps / 4), (top, 1.0, top * eps / 2), (least, least, top), (np.sqrt(tiny), np.sqrt(tiny), -tiny),
    ]  # fmt: skip
    a, b, c = (np.array(column, name) for column in zip(*rows))
    got = to_np(xp.fma(to_xp(a), to_xp(b), to_xp(c)))
    finite = np.isfinite(c)
    assert_bits(got[finite], np.array([exact_fma(*row, name) for row in zip(a[finite], b[finite], c[finite])], name))
    assert got[~finite].tolist() == [-np.inf]


@pytest.mark.parametrize("name", FLOATS)
def test_lerp_is_exact_at_both_ends_and_accurate_between(name, isa):
    rng = np.random.default_rng(3)
    start, end = (rng.standard_normal(N).astype(name) for _ in range(2))
    weight = rng.uniform(-0.5, 1.5, N).astype(name)
    x1, x2 = to_xp(start), to_xp(end)
    assert_bits(xp.lerp(x1, x2, 0.0), start)
    assert_bits(xp.lerp(x1, x2, 1.0), end)
    wide = np.longdouble
    exact = start.astype(wide) + weight.astype(wide) * (end.astype(wide) - start.astype(wide))
    scale = np.maximum(abs(start), abs(end)).astype(wide) * 2
    assert ulp_error(to_np(xp.lerp(x1, x2, to_xp(weight))), exact, scale).max() <= 1.0


def test_three_operands_broadcast_and_promote(isa):
    a, b, c = np.arange(6.0).reshape(2, 3), np.array([1.0, -2.0, 0.5]), np.array([[2.0], [3.0]])
    want = a * b + c
    assert_equal(xp.fma(to_xp(a), to_xp(b), to_xp(c)), want)
    assert_equal(xp.fma(to_xp(b), to_xp(a), to_xp(c)), want)
    assert_equal(xp.fma(to_xp(a), 2, 1), a * 2 + 1)
    assert_equal(xp.fma(2, to_xp(a), 1), a * 2 + 1)
    assert_equal(xp.fma(to_xp(a), to_xp(b), 1), a * b + 1)
    assert_equal(xp.fma(to_xp(a.astype("f4")), 0.5, xp.asarray(0.25, dtype=xp.float32)), (a * 0.5 + 0.25).astype("f4"))
    assert_equal(xp.fma(to_xp(a.astype("f4")), to_xp(b), 1), want - c + 1)
    assert xp.fma(xp.asarray([1, 2]), 3, 4).dtype == xp.float64
    assert xp.fma(1.0, 2.0, 3.0).shape == ()
    assert xp.fma(to_xp(a), to_xp(np.ones((1, 1, 1))), 0.0).shape == (1, 2, 3)
    for shape in ((0,), (3, 0), (0, 2, 1)):
        assert xp.lerp(xp.ones(shape), 2.0, xp.ones(shape)).shape == shape


@pytest.mark.parametrize("name", FLOATS)
def test_every_layout_gives_the_bits_of_the_contiguous_one(name, isa):
    a, b, c = (np.random.default_rng(seed).standard_normal((7, 90)).astype(name) for seed in range(3))
    want = to_np(xp.fma(to_xp(a), to_xp(b), to_xp(c)))
    want_weak = to_np(xp.fma(to_xp(a), to_xp(b), 0.3))
    for (layout, x1), (_, x2), (_, x3) in zip(layouts(a), list(layouts(b))[::-1], layouts(c)):
        assert_bits(xp.fma(x1, x2, x3), want, layout)
        assert_bits(xp.fma(x1, x2, 0.3), want_weak, layout)


def test_large_operands_are_split_over_threads(isa):
    x = xp.linspace(-2.0, 2.0, 300_001)
    assert_bits(xp.clip(x, -0.5, 0.75), np.clip(to_np(x), -0.5, 0.75))
    assert_bits(xp.fma(x, 2.0, x), to_np(x) * 3)


def test_errors_say_what_is_wrong():
    x = xp.ones(3)
    with pytest.raises(TypeError, match="fma: x must have a dtype among"):
        xp.fma(xp.astype(x, xp.complex64), 1, 1)
    with pytest.raises(ValueError, match="lerp: shapes must broadcast with each other"):
        xp.lerp(x, xp.ones(4), 0.5)
    with pytest.raises(TypeError):
        xp.fma(x, object(), 1.0)


def test_float16_is_computed_in_float32_and_rounded_once(isa):
    half = np.float16
    a, b, c = (np.random.default_rng(seed).standard_normal((9, 77)).astype(half) for seed in range(3))
    for function in (xp.fma, xp.lerp):
        want = to_np(function(*(to_xp(x.astype("f4")) for x in (a, b, c)))).astype(half)
        for (layout, x1), (_, x2), (_, x3) in zip(layouts(a), list(layouts(b))[::-1], layouts(c)):
            got = function(x1, x2, x3)
            assert got.dtype == xp.float16
            assert_bits(got, want, layout)
        weak = to_np(function(to_xp(a.astype("f4")), float(half(0.3)), 2)).astype(half)
        assert_bits(function(to_xp(a), 0.3, 2), weak)
        assert function(to_xp(a), xp.asarray(0.5, dtype=xp.float32), to_xp(c)).dtype == xp.float32
    assert_bits(xp.lerp(to_xp(a), to_xp(b), 0.0), a)
    assert_bits(xp.lerp(to_xp(a), to_xp(b), 1.0), b)
    ends = np.array([60000, 6e-8, np.inf, np.nan], half)
    assert_equal(xp.fma(to_xp(ends), 2, 0), np.array([np.inf, 1.2e-7, np.inf, np.nan], half))
