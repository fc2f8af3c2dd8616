"""Paths beside the common one: division by one divisor, powers of one half, alternate elements, settled searches, einsum views."""

import numpy as np
import pytest
from support import assert_bits, to_np, to_xp

import trueno_array as xp

DIVISORS = {
    1: range(-128, 256),
    2: (1, 2, 3, 5, 7, 10, 127, 128, 255, 256, 257, 641, 32767, 32768, 65535, -1, -2, -3, -7, -255, -32767, -32768),
}
DIVISORS[4] = (*DIVISORS[2], 65536, 65537, 1_000_003, 2**31 - 1, 2**31, 2**32 - 1, -65537, -(2**31))


@pytest.mark.parametrize("name", ["int8", "uint8", "int16", "uint16", "int32", "uint32"])
def test_division_by_one_divisor(name, isa):
    info, size = np.iinfo(name), np.dtype(name).itemsize
    if size < 4:
        a = np.arange(info.min, info.max + 1).astype(name)
    else:
        a = np.random.default_rng(3).integers(info.min, info.max, 3000, dtype=name, endpoint=True)
        near = [q * d + r for d in DIVISORS[4] for q in (-3, -1, 0, 1, 2, info.max // d) for r in (-1, 0, 1)]
        edges = [info.min, info.min + 1, info.max - 1, info.max, 0, *(v for v in near if info.min <= v <= info.max)]
        a = np.concatenate([a, np.asarray(edges, name)])
    x = to_xp(a)
    for divisor in DIVISORS[size]:
        if not info.min <= divisor <= info.max:
            continue
        with np.errstate(all="ignore"):
            quotient, rest = (a // np.asarray(divisor, name), a % np.asarray(divisor, name)) if divisor else (a * 0, a * 0)
        assert np.array_equal(to_np(x // divisor), quotient), divisor
        assert np.array_equal(to_np(x % divisor), rest), divisor
        assert np.array_equal(to_np(x[::3] // divisor), quotient[::3]) and np.array_equal(to_np(x[:5] % divisor), rest[:5]), divisor


@pytest.mark.parametrize("name", ["float32", "float64"])
def test_a_power_of_one_half_is_the_root(name, isa):
    """But for pow(-0, 0.5) = +0 and pow(-inf, 0.5) = +inf."""
    info = np.finfo(name)
    special = [0.0, -0.0, np.inf, -np.inf, np.nan, -1.0, 1.0, 2.0, 4.0, info.max, info.tiny, info.smallest_subnormal, -info.tiny]
    a = np.concatenate([np.asarray(special), np.random.default_rng(0).lognormal(0, 9, 5000)]).astype(name)
    with np.errstate(all="ignore"):
        expected = np.where(a == -np.inf, np.inf, np.sqrt(a + 0.0)).astype(name)
    x = to_xp(a)
    for got, want in ((x**0.5, expected), (xp.pow(x, 0.5), expected), (x[::2] ** 0.5, expected[::2]), (x[3::-1] ** 0.5, expected[3::-1])):
        assert_bits(got, want)
    x **= 0.5
    assert_bits(x, expected)
    matrix = np.resize(a, (70, 90))
    assert_bits(to_xp(matrix).T ** 0.5, np.resize(expected, (70, 90)).T)
    assert_bits(xp.fuse(lambda v: v**0.5 + 1.0)(to_xp(a)), (expected + 1).astype(name))


@pytest.mark.parametrize("name", ["float32", "float64", "int32", "uint64"])
def test_alternate_elements_of_every_length(name, isa):
    """Nothing behind the last element is read, and nothing depends on the place."""
    rng = np.random.default_rng(1)
    for n in (*range(1, 70), 1000):
        a, b = rng.integers(0, 4, 2 * n - 1).astype(name), rng.integers(0, 4, 2 * n - 1).astype(name)
        x, y = to_xp(a)[::2], to_xp(b)[::2]
        for function in ("less", "equal", "add", "maximum", "subtract"):
            assert np.array_equal(to_np(getattr(xp, function)(x, y)), getattr(np, function)(a[::2], b[::2])), (function, n)
        for function in ("square", "isnan", "floor", "negative"):
            assert np.array_equal(to_np(getattr(xp, function)(x)), getattr(np, function)(a[::2])), (function, n)


@pytest.mark.parametrize("n", [4096, 4097, 5000, 300_000])
def test_searches_that_are_settled_early_or_late(n):
    for place in (0, 4095, n // 2, n - 1):
        for name in ("bool", "int32", "float64"):
            a = np.zeros(n, name)
            a[place] = 1
            for view, other in ((a, to_xp(a)), (a[::-1], to_xp(a)[::-1]), (1 - a.astype("int8"), to_xp(1 - a.astype("int8")))):
                for function in ("any", "all", "max", "min", "count_nonzero"):
                    assert to_np(getattr(xp, function)(other)) == getattr(np, function)(view), (function, place, name)


@pytest.mark.parametrize("text", ["ii->i", "ij->ji", "iij->ji", "iji->ij", "iji -> ji", "jii->ij", "ijk->kij", "ij->ij"])
def test_einsum_of_one_operand_is_a_view(text):
    a = np.arange(27.0).reshape(3, 3, 3) if len(text.split("->")[0].strip()) == 3 else np.arange(9.0).reshape(3, 3)
    x = xp.asarray(a, copy=True)
    view = xp.einsum(text, x)
    assert np.array_equal(to_np(view), np.einsum(text, a))
    x[...] = 7.0
    assert bool(xp.all(view == 7.0))


def test_einsum_of_one_operand_that_does_not_fit():
    x = xp.ones((2, 3))
    for text in ("ii->i", "ijk->kji", "i->i", "ij->ii", "ij->ik"):
        with pytest.raises(ValueError, match="einsum"):
            xp.einsum(text, x)
