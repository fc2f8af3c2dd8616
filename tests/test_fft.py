"""Fourier transforms against NumPy: every function, length, axis, norm, dtype and layout."""

import numpy as np
import pytest
from support import assert_bits, assert_close, dtype, finite_values, layouts, run_python, to_np, to_xp

import trueno_array as xp

LENGTHS = (1, 2, 3, 4, 5, 7, 8, 11, 12, 16, 30, 31, 64, 97, 100, 128, 1009, 1024)
NORMS = ("backward", "ortho", "forward")
TO_COMPLEX = {"float32": "complex64", "float64": "complex128", "complex64": "complex64", "complex128": "complex128"}
TO_REAL = {"complex64": "float32", "complex128": "float64", "float32": "float32", "float64": "float64"}

# function: (dtypes of the argument, dtype of the result)
ONE_D = {
    "fft": (("complex64", "complex128"), TO_COMPLEX),
    "ifft": (("complex64", "complex128"), TO_COMPLEX),
    "rfft": (("float32", "float64"), TO_COMPLEX),
    "irfft": (("complex64", "complex128"), TO_REAL),
    "hfft": (("complex64", "complex128"), TO_REAL),
    "ihfft": (("float32", "float64"), TO_COMPLEX),
}
N_D = {name + "n": kinds for name, kinds in ONE_D.items() if "h" not in name}


def wide(a):
    return a.astype(np.complex128 if a.dtype.kind == "c" else np.float64)


def check(function, a, x, result, eps=40, **keywords):
    want = getattr(np.fft, function)(wide(a), **keywords).astype(result)
    assert_close(getattr(xp.fft, function)(x, **keywords), want, eps, f"{function} {a.shape} {keywords}")


@pytest.mark.parametrize("function", ONE_D)
def test_one_dimension_of_every_length(function, isa):
    names, results = ONE_D[function]
    for name in names:
        for n in LENGTHS:
            if function in ("irfft", "hfft") and n == 1:
                continue
            a = finite_values(name, (n,))
            for norm in NORMS:
                check(function, a, to_xp(a), results[name], norm=norm)


@pytest.mark.parametrize("function", ONE_D)
def test_one_dimension_axes_and_padding(function, isa):
    names, results = ONE_D[function]
    for name in names:
        a = finite_values(name, (4, 6, 10))
        for _, x in layouts(a):
            for axis in (-1, 0, 1):
                check(function, a, x, results[name], axis=axis)
            for n in (3, 10, 17, 1 if function not in ("irfft", "hfft") else 2):
                check(function, a, x, results[name], n=n, axis=1)


@pytest.mark.parametrize("function", ONE_D)
def test_bits_depend_on_neither_batch_nor_axis(function, isa):
    names, _ = ONE_D[function]
    real = ("float32", "float64") if function in ("fft", "ifft") else ()
    transform = getattr(xp.fft, function)
    for name in (*names, *real):
        for n in (*LENGTHS[1:], 9, 15, 60, 256, 300, 1000, 1536):
            length = n // 2 + 1 if function in ("irfft", "hfft") else n
            a = finite_values(name, (37, length))
            want = [to_np(transform(to_xp(row), n=n, norm="ortho")) for row in a]
            for rows in (37, 8, 3):
                assert_bits(transform(to_xp(a[:rows]), n=n, norm="ortho"), np.stack(want[:rows]))
                columns = np.ascontiguousarray(a[:rows].T)
                assert_bits(transform(to_xp(columns), n=n, axis=0, norm="ortho"), np.stack(want[:rows], axis=1))


@pytest.mark.parametrize("function", N_D)
def test_many_dimensions(function, isa):
    names, results = N_D[function]
    for name in names:
        a = finite_values(name, (4, 3, 10))
        for _, x in layouts(a):
            for axes in (None, (0, 1), (-1, 0), (1,), (2, 1, 0)):
                for norm in NORMS:
                    check(function, a, x, results[name], axes=axes, norm=norm)
        check(function, a, to_xp(a), results[name], s=(5, 8), axes=(0, 2))
        check(function, a, to_xp(a), results[name], s=(2, 3, 12), axes=(0, 1, 2))


def test_real_input_to_complex_transforms():
    a = finite_values("float32", (3, 8))
    for function in ("fft", "ifft", "fftn", "ifftn"):
        check(function, a, to_xp(a), "complex64")


@pytest.mark.parametrize("name", ["complex64", "complex128"])
def test_inverse_undoes(name, isa):
    a = finite_values(name, (3, 60))
    assert_close(xp.fft.ifft(xp.fft.fft(to_xp(a))), a, 40)
    assert_close(xp.fft.ifftn(xp.fft.fftn(to_xp(a))), a, 40)
    for n in (60, 61):
        r = finite_values(TO_REAL[name], (3, n))
        assert_close(xp.fft.irfft(xp.fft.rfft(to_xp(r)), n=n), r, 40)
        assert_close(xp.fft.hfft(xp.fft.ihfft(to_xp(r)), n=n), r, 40)


@pytest.mark.parametrize("n", [1, 2, 5, 8, 9, 100])
@pytest.mark.parametrize("d", [1.0, 0.1, 3])
def test_frequencies(n, d):
    for name in (None, "float32", "float64"):
        keywords = {} if name is None else {"dtype": dtype(name)}
        assert_close(xp.fft.fftfreq(n, d=d, **keywords), np.fft.fftfreq(n, d).astype(name or "float64"), 2)
        assert_close(xp.fft.rfftfreq(n, d=d, **keywords), np.fft.rfftfreq(n, d).astype(name or "float64"), 2)


@pytest.mark.parametrize("axes", [None, 0, -1, (0, 1)])
def test_shifts(axes):
    for shape in [(5, 4), (6, 7), (1, 3), (0, 4)]:
        a = np.arange(np.prod(shape), dtype=float).reshape(shape)
        for function in ("fftshift", "ifftshift"):
            assert_bits(getattr(xp.fft, function)(to_xp(a), axes=axes), getattr(np.fft, function)(a, axes=axes))


def test_wrong_arguments_raise():
    x = xp.ones(4, dtype=xp.complex128)
    for call in (
        lambda: xp.fft.fft(x, n=0), lambda: xp.fft.fft(x, n=-1), lambda: xp.fft.fft(x, axis=1), lambda: xp.fft.fft(x, norm="other"),
        lambda: xp.fft.fftn(x, s=(2, 2), axes=(0,)), lambda: xp.fft.rfft(x), lambda: xp.fft.fft(xp.asarray(1.0 + 0j)),
    ):  # fmt: skip
        with pytest.raises((ValueError, TypeError, IndexError)):
            call()
    assert to_np(x).tolist() == [1, 1, 1, 1]


def test_integers_are_computed_in_float64():
    a = np.arange(12).reshape(3, 4)
    for function in ("fft", "rfft", "ihfft", "fftn", "irfft"):
        got = to_np(getattr(xp.fft, function)(to_xp(a)))
        assert got.dtype.itemsize == (8 if function == "irfft" else 16)
        assert_close(got, getattr(np.fft, function)(a), 16)


def test_lengths_of_minus_one_take_everything():
    a = finite_values("float64", (4, 6))
    assert_close(xp.fft.rfftn(to_xp(a), s=(-1, 5), axes=(0, 1)), np.fft.rfftn(a, s=(4, 5), axes=(0, 1)), 40)
    assert xp.fft.irfftn(to_xp(a), s=(-1, -1), axes=(0, 1)).shape == (4, 10)


def test_nothing_to_transform():
    assert xp.fft.fft(xp.ones((0, 4))).shape == (0, 4)
    assert xp.fft.rfft(xp.ones((0, 4), dtype=xp.float32)).shape == (0, 3)
    assert xp.fft.fftn(xp.ones((2, 3)), axes=()).dtype == xp.complex128
    with pytest.raises(ValueError):
        xp.fft.fft(xp.ones((4, 0)))


def test_everything_works_without_numpy():
    code = """
import sys
sys.modules["numpy"] = None
import trueno_array as xp
assert xp.fft.fftshift(xp.fft.fftfreq(4)).tolist() == [-0.5, -0.25, 0.0, 0.25]
assert xp.fft.fft(xp.ones(3)).tolist() == [3, 0, 0]
assert xp.fft.irfftn(xp.fft.rfftn(xp.ones((2, 6)))).tolist() == [[1.0] * 6] * 2
"""
    run_python(code)
