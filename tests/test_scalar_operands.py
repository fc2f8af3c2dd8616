"""Arrays with one Python scalar or one broadcast element, where kernels have ways of their own."""

import numpy as np
import pytest
from support import assert_bits, to_np, to_xp

import trueno_array as xp

INTEGERS = ("int8", "uint8", "int16", "uint16", "int32", "uint32")


def dividends(name):
    limits = np.iinfo(name)
    if limits.bits <= 16:
        return np.arange(limits.min, limits.max + 1).astype(name)
    near = [limits.min, limits.min + 1, -1, 0, 1, limits.max - 1, limits.max]
    drawn = np.random.default_rng(0).integers(limits.min, limits.max, 3000, endpoint=True)
    return np.concatenate([drawn, [x for x in near if x >= limits.min]]).astype(name)


def divisors(name):
    limits = np.iinfo(name)
    if limits.bits == 8:
        return range(limits.min, limits.max + 1)
    near = [*range(-9, 10), *(sign * (2**k + e) for k in range(3, limits.bits) for e in (-1, 0, 1) for sign in (1, -1))]
    return sorted({x for x in (*near, limits.min, limits.max, 641, 7919) if limits.min <= x <= limits.max})


@pytest.mark.parametrize("name", INTEGERS)
def test_division_of_many_by_one(name, isa):
    a = dividends(name)
    with np.errstate(all="ignore"):
        for divisor in divisors(name):
            b = np.asarray(divisor, name)
            near = a
            if a.dtype.itemsize == 4:  # multiples of the divisor and their neighbours
                limits, size = np.iinfo(name), max(abs(divisor), 1)
                places = [k * size + e for k in (1, 2, limits.max // size // 2, limits.max // size) for e in (-1, 0, 1)]
                near = np.concatenate([a, np.asarray([x for x in places if limits.min <= x <= limits.max], name)])
            x = to_xp(near)
            assert_bits(x // divisor, near // b)
            assert_bits(x % divisor, near % b)


@pytest.mark.parametrize("name", ("uint8", "int16", "int32", "int64", "float32", "float64"))
def test_clip_between_two_scalars(name, isa):
    a = np.random.default_rng(0).integers(0, 100, (70, 301)).astype(name)
    if name[0] == "f":
        a[3, 5:9] = np.nan
    for given in (a, a.T, a[::2, ::3], a[:, :0], a[0, :1]):
        x = xp.permute_dims(to_xp(given.T.copy()), (1, 0)) if given is a.T else to_xp(given)
        for low, high in ((20, 60), (60, 20), (0, 0)):
            assert_bits(xp.clip(x, low, high), np.clip(given, low, high))
    assert to_np(xp.clip(to_xp(np.arange(5)), 1.5, 3.0)).dtype == np.float64
    with pytest.raises(OverflowError, match="clip"):
        xp.clip(xp.zeros(3, dtype=xp.uint8), -1, 3)


@pytest.mark.parametrize("name", ("bool", "int16", "float32", "float64", "complex128"))
def test_where_with_one_condition_a_row(name, isa):
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 9, (9, 70)).astype(name), rng.integers(0, 9, (9, 70)).astype(name)
    mask = rng.random((9, 1)) < 0.5
    for left, right in ((a, b), (a[:, ::2], b[:, :35]), (a[:, ::-1], b), (a[:, :1], b), (a, b[:1, :1])):
        assert_bits(xp.where(to_xp(mask), to_xp(left), to_xp(right)), np.where(mask, left, right))


def test_repeats_of_each(isa):
    rng = np.random.default_rng(0)
    for name in ("uint8", "int16", "float32", "float64", "complex128"):
        a = rng.integers(0, 99, 500).astype(name)
        for most in (1, 3, 5, 9):
            counts = rng.integers(0, most + 1, 500)
            assert_bits(xp.repeat(to_xp(a), to_xp(counts)), np.repeat(a, counts))
        counts = rng.integers(0, 5, 20)
        assert_bits(xp.repeat(to_xp(a.reshape(25, 20)), to_xp(counts), axis=1), np.repeat(a.reshape(25, 20), counts, axis=1))


def test_complex_order():
    rng = np.random.default_rng(0)
    parts = np.asarray([0.0, -0.0, 1, -1, np.inf, -np.inf, 2.5, -3e38])
    with_nan = np.append(parts, np.nan)
    for pool in (parts, with_nan):
        for n in (0, 1, 5, 200, 3000):
            a = np.empty(n, "complex64")
            a.real, a.imag = rng.choice(pool, n), rng.choice(pool, n)
            expected = np.argsort(a, stable=True)
            assert_bits(xp.argsort(to_xp(a)), expected)
            assert_bits(xp.sort(to_xp(a)), a[expected])
    a.real[np.isnan(a.imag)] = np.nan  # no number is NaN in the imaginary part alone
    assert_bits(xp.argsort(to_xp(a)), np.argsort(a, stable=True))
