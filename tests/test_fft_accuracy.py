"""Fourier transforms against extended precision: values of every length and path, error beside NumPy's, and what must hold exactly."""

import numpy as np
import pytest
from support import assert_bits, run_python, to_np, to_xp

import trueno_array as xp

COMPLEX = ("complex64", "complex128")
PRIMES = (67, 97, 101, 127, 997, 4099)
COMPOSITE = (
    66,
    74,
    100,
    121,
    128,
    169,
    194,
    202,
    210,
    243,
    256,
    289,
    343,
    404,
    720,
    1000,
    1024,
    2048,
    2187,
    3125,
    4096,
    5005,
    8192,
    10201,
    12000,
    16384,
)
LONG = (32768, 65536, 100003, 131072)
SMALL = tuple(range(1, 66))

extended = pytest.mark.skipif(np.finfo(np.longdouble).eps >= np.finfo(float).eps, reason="no extended precision")


def random(name, shape, seed=0):
    rng = np.random.default_rng(seed)
    a = rng.standard_normal(shape)
    return (a + 1j * rng.standard_normal(shape)).astype(name) if name.startswith("complex") else a.astype(name)


def exact(kind, a, **keywords):
    return getattr(np.fft, kind)(a.astype(np.clongdouble if a.dtype.kind == "c" else np.longdouble), **keywords)


def error(got, want):
    """Root mean square, in eps of the dtype, relative to that of the exact values."""
    got = to_np(got)
    difference = np.sqrt(np.mean(np.abs(got.astype(np.clongdouble) - want) ** 2))
    size = np.sqrt(np.mean(np.abs(want) ** 2))
    return float(difference / size / np.finfo(got.dtype).eps) if difference else 0.0


def bound(name, n):
    """Single precision is computed in double: one rounding. Otherwise the error grows with the logarithm of the length."""
    return 0.34 if name in ("complex64", "float32") else 0.5 + 0.16 * np.log2(n)


@extended
def test_the_reference_is_the_definition():
    for n in (12, 47, 101):
        a = random("complex128", n)
        turn = 2 * np.arccos(np.longdouble(-1)) / n * (np.outer(np.arange(n), np.arange(n)) % n)
        want = (np.cos(turn) - 1j * np.sin(turn)) @ a.astype(np.clongdouble)
        assert np.abs(exact("fft", a) - want).max() < 1e-17 * n


@extended
@pytest.mark.parametrize("name", COMPLEX)
def test_values_of_one_sequence(name, isa):
    for n in SMALL + PRIMES + COMPOSITE:
        a = random(name, n)
        allowed = 1.5 * bound(name, n)  # few numbers: their mean has a spread
        assert error(xp.fft.fft(to_xp(a)), exact("fft", a)) <= allowed, n
        assert error(xp.fft.ifft(to_xp(a)), exact("ifft", a)) <= allowed, n
        real = a.real.copy()
        assert error(xp.fft.rfft(to_xp(real)), exact("rfft", real)) <= allowed, n
        assert error(xp.fft.fft(to_xp(real)), exact("fft", real)) <= allowed, n
        assert error(xp.fft.ifft(to_xp(real)), exact("ifft", real)) <= allowed, n
        for length in (2 * n - 1, 2 * n):
            assert error(xp.fft.irfft(to_xp(a), n=length), exact("irfft", a, n=length)) <= allowed, length


@extended
@pytest.mark.parametrize("name", COMPLEX)
def test_values_of_long_sequences(name, isa):
    for n in LONG:
        a = random(name, n)
        assert error(xp.fft.fft(to_xp(a)), exact("fft", a)) <= bound(name, n), n
        real = a.real.copy()
        assert error(xp.fft.rfft(to_xp(real)), exact("rfft", real)) <= bound(name, n), n
    assert error(xp.fft.irfft(to_xp(a)), exact("irfft", a)) <= bound(name, n)


@extended
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("name", COMPLEX)
def test_values_of_many_sequences(name, axis, isa):
    for n in (*SMALL[::3], 64, 97, 101, 128, 210, 256, 1000):
        for count in (1, 3, 8, 21):
            a = random(name, (count, n) if axis else (n, count))
            allowed = 1.5 * bound(name, n)
            for kind, x in (("fft", a), ("ifft", a), ("rfft", a.real.copy()), ("ifft", a.real.copy())):
                assert error(getattr(xp.fft, kind)(to_xp(x), axis=axis), exact(kind, x, axis=axis)) <= allowed, (kind, n, count)
            for length in (2 * n - 1, 2 * n):
                assert error(xp.fft.irfft(to_xp(a), n=length, axis=axis), exact("irfft", a, n=length, axis=axis)) <= allowed, (n, count)


@extended
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("name", COMPLEX)
def test_padding_and_cutting(name, axis, isa):
    a = random(name, (20, 30))
    for n in (1, 2, 7, 19, 20, 21, 29, 30, 31, 45, 64, 101):
        for kind, x in (("fft", a), ("ifft", a), ("rfft", a.real.copy()), ("fft", a.real.copy()), ("irfft", a)):
            for layout in (x, x.T.copy().T, np.repeat(x, 2, axis=1)[:, ::2], x[::-1]):
                got, want = getattr(xp.fft, kind)(to_xp(layout), n=n, axis=axis), exact(kind, layout, n=n, axis=axis)
                assert error(got, want) <= 1.5 * bound(name, n) + (n == 1), (kind, n)


@extended
@pytest.mark.parametrize("name", COMPLEX)
def test_error_is_no_larger_than_that_of_numpy(name):
    for n in (8, 12, 16, 31, 47, 60, 64, 97, 100, 101, 256, 343, 997, 1024, 4096, 65536):
        ours, numpy = [], []
        for seed in range(max(4, 4096 // n)):
            a = random(name, n, seed)
            want = exact("fft", a)
            ours.append(error(xp.fft.fft(to_xp(a)), want))
            numpy.append(error(np.fft.fft(a), want))
        assert np.mean(ours) <= 1.05 * np.mean(numpy), (n, np.mean(ours), np.mean(numpy))


@pytest.mark.parametrize("name", COMPLEX)
def test_linear_and_keeps_the_energy(name, isa):
    for n in (15, 64, 101, 1000):
        a, b = to_xp(random(name, (2, n))), to_xp(random(name, (2, n), 1))
        together = to_np(xp.fft.fft(a + 2 * b))
        apart = to_np(xp.fft.fft(a) + 2 * xp.fft.fft(b))
        assert np.abs(together - apart).max() <= 30 * np.finfo(name).eps * np.sqrt(n)
        energy = np.sum(np.abs(to_np(xp.fft.fft(a, norm="ortho")).astype(complex)) ** 2)
        assert np.isclose(energy, np.sum(np.abs(to_np(a).astype(complex)) ** 2), rtol=20 * np.finfo(name).eps)


@pytest.mark.parametrize("shape", [(40, 16), (40, 33), (40, 101), (40, 256)])
@pytest.mark.parametrize("axis", [0, 1])
def test_sequences_do_not_touch_each_other(shape, axis, isa):
    """A sequence gives the same bits at every place of a batch, whatever is beside it."""
    a = random("complex128", shape)
    other = a[::-1] if axis else a[:, ::-1]
    got, turned = to_np(xp.fft.fft(to_xp(a), axis=axis)), to_np(xp.fft.fft(to_xp(other.copy()), axis=axis))
    assert_bits(turned[::-1] if axis else turned[:, ::-1], got)
    spoiled, place = a.copy(), (3, slice(None)) if axis else (slice(None), 3)
    spoiled[place] = complex(np.inf, np.nan)
    result = to_np(xp.fft.fft(to_xp(spoiled), axis=axis)).copy()
    result[place] = got[place]
    assert_bits(result, got)


def test_argument_stays_as_it_is(isa):
    for name in (*COMPLEX, "float32", "float64"):
        a = random(name, (24, 24))
        x = to_xp(a.copy())
        for kind in ("fft", "ifft", "irfft", "fftn", "ifftn", "irfftn", *(("rfft", "rfftn") if "float" in name else ())):
            getattr(xp.fft, kind)(x)
        assert_bits(to_np(x), a)


def test_what_is_exact(isa):
    for n in (1, 2, 3, 8, 15, 64, 100, 256):
        impulse = np.zeros(n)
        impulse[0] = 1
        assert_bits(to_np(xp.fft.fft(to_xp(impulse.astype("complex128")))), np.ones(n, "complex128"))
        constant = to_np(xp.fft.fft(xp.ones(n, dtype=xp.complex64)))
        assert constant[0] == n
        assert not constant[1:].any()
    big = xp.full(8, 3e38, dtype=xp.float32)
    assert to_np(xp.fft.ifft(big))[0] == np.float32(3e38)
    assert to_np(xp.fft.fft(big)).tolist() == [complex(np.inf, 0), *[0j] * 7]


def test_many_lengths_and_threads_share_the_plans():
    code = """
import threading
import trueno_array as xp
def work(first):
    for n in range(first, first + 150):
        assert abs(float(xp.real(xp.fft.fft(xp.ones(n)))[0]) - n) < 1e-9 * n
threads = [threading.Thread(target=work, args=(first,)) for first in (1, 40, 80, 120)]
for thread in threads: thread.start()
for thread in threads: thread.join()
import os
child = os.fork()
if child == 0:
    xp.fft.fft(xp.ones(77))
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
"""
    run_python(code)
