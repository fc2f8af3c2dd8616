"""Paths that only larger arrays take: positions in large tables, ranges over several tasks."""

import numpy as np
import pytest
from support import to_np

import trueno_array as xp


@pytest.mark.parametrize("name", ["uint8", "int16", "float32", "float64", "complex128"])
def test_many_positions_in_a_large_table(name):
    """Beyond the sizes whose positions are wrapped before they are used."""
    n = 150_001
    rng = np.random.default_rng(5)
    a = rng.integers(0, 100, 2 * n).astype(name)
    index = rng.integers(-n, n, n)
    for view in (np.s_[:n], np.s_[::2], np.s_[n - 1 :: -1]):
        table = a[view]
        positions = index % (2 * len(table)) - len(table)
        x, i = xp.asarray(a)[view], xp.asarray(positions)
        assert np.array_equal(np.asarray(xp.take(x, i)), table[positions])
        assert np.array_equal(np.asarray(x[i]), table[positions])
        for values in (7, rng.integers(0, 100, len(positions)).astype(name)):
            expected, got = a.copy(), xp.asarray(a.copy())
            expected[view][positions] = values
            target = got[view]
            target[i] = 7 if isinstance(values, int) else xp.asarray(values)
            assert np.array_equal(np.asarray(got), expected)


def test_a_position_outside_a_large_table_changes_nothing():
    n = 100_000
    x, index = xp.arange(n), xp.arange(n)
    for bad in (n, -n - 1):
        index[n - 3] = bad
        for function in (lambda: xp.take(x, index), lambda: x[index], lambda: x.__setitem__(index, 0)):
            with pytest.raises(IndexError, match=str(n - 3)):
                function()
        assert bool(xp.all(x == xp.arange(n)))


def test_positions_that_are_the_array_itself():
    a = np.random.default_rng(2).permutation(100_000)
    x = xp.asarray(a.copy())
    x[x] = 5
    a[a.copy()] = 5
    assert np.array_equal(np.asarray(x), a)


@pytest.mark.parametrize("name", ["int8", "uint16", "int32", "int64", "uint64"])
def test_integer_ranges_of_every_length(name, isa):
    for n in (*range(1, 140), 1000, 300_001):
        for start, step in ((0, 1), (5, 1), (100, -1), (-20, 3)):
            end = start + (n - 1) * step
            if min(start, end) >= np.iinfo(name).min and max(start, end) <= np.iinfo(name).max:
                got = to_np(xp.arange(start, start + n * step, step, dtype=getattr(xp, name)))
                assert np.array_equal(got, np.arange(start, start + n * step, step).astype(name)), (n, start, step)


@pytest.mark.parametrize("name", ["float32", "float64"])
def test_float_ranges_of_every_length(name, isa):
    """start + i * step in float64, rounded once more to float32, at every place."""
    for n in (*range(1, 70), 1000, 300_001):
        for start, step in ((0.0, 1.0), (0.1, 0.3), (-5.5, 1e-9), (7.0, -2.5)):
            expected = (start + np.arange(n) * step).astype(name)
            got = to_np(xp.arange(start, start + (n - 0.5) * step, step, dtype=getattr(xp, name)))
            assert np.array_equal(got, expected), (n, start, step)
            if n > 1:
                line = (start + np.arange(n) * (step / (n - 1))).astype(name)
                line[-1] = start + step
                got = to_np(xp.linspace(start, start + step, n, dtype=getattr(xp, name)))
                assert np.allclose(got, line, rtol=1e-6) and got[-1] == line[-1], (n, start, step)
