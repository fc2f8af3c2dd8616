"""Masks over contiguous arrays, which kernels compress and expand: every size of item, runs and single elements, ends of vectors."""

import numpy as np
import pytest

import trueno_array as xp

DTYPES = ("uint8", "int16", "float32", "float64", "complex64", "complex128")
SIZES = (0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65, 1000, 70_001)


def masks(n):
    rng = np.random.default_rng(n)
    yield from (np.zeros(n, bool), np.ones(n, bool), np.arange(n) % 4 > 0, np.sin(np.arange(n) / 5) > 0)
    yield from (rng.random(n) < share for share in (0.02, 0.5, 0.98))


@pytest.mark.parametrize("dtype", DTYPES)
def test_reading_and_writing(isa, dtype):
    for n in SIZES:
        a = (np.arange(n) % 250 + (1j * np.arange(n) if dtype[0] == "c" else 0)).astype(dtype)
        for mask in masks(n):
            x, m = xp.asarray(a), xp.asarray(mask)
            assert (np.asarray(x[m]) == a[mask]).all()
            values = a[mask][::-1].copy()
            x[m] = xp.asarray(values)
            expected = a.copy()
            expected[mask] = values
            assert (np.asarray(x) == expected).all()


def test_no_byte_beside_the_result_changes(isa):
    """Between other elements, from odd starts."""
    for dtype in DTYPES:
        for n in (5, 8, 13, 100):
            for mask in masks(n):
                a = np.arange(n + 8).astype(dtype)
                x = xp.asarray(a)
                x[3 : n + 3][xp.asarray(mask)] = xp.asarray(np.full(mask.sum(), 77, dtype))
                a[3 : n + 3][mask] = 77
                assert (np.asarray(x) == a).all()
