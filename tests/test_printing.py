"""Text of arrays: as NumPy's users expect it; evaluates back; summarised when large."""

import numpy as np
import pytest
from support import ALL, EXTENDED, assert_bits, dtype, to_np, to_xp, values

import trueno_array as xp

SPACE = {"array": xp.asarray, "inf": xp.inf, "nan": xp.nan} | {name: dtype(name) for name in EXTENDED}


def evaluate(text):
    """repr may or may not name the module; either evaluates with these names."""
    return eval(text, {"Array": xp.asarray, "xp": xp, "trueno_array": xp, **SPACE})


@pytest.mark.parametrize("name", ALL)
def test_repr_evaluates_to_the_same_array(name):
    for shape in [(), (1,), (5,), (2, 3), (2, 2, 2)]:
        a = values(name, int(np.prod(shape))).reshape(shape)
        if a.dtype.kind == "c":
            a = (np.arange(a.size).reshape(shape) * (1.5 + 2j)).astype(name)
        a = np.where(np.isfinite(a) & (np.abs(a) < 1e6) & (np.abs(a) > 1e-3), np.round(a, 3), 1).astype(name) if a.dtype.kind == "f" else a
        got = evaluate(repr(to_xp(a)))
        np.testing.assert_array_equal(to_np(got).astype(name), a)


@pytest.mark.parametrize("name", [n for n in EXTENDED if n not in ("bool", "int64", "float64", "complex128")])
def test_repr_shows_a_dtype_that_is_not_the_default(name):
    assert name in repr(xp.ones(2, dtype=dtype(name)))
    assert name in repr(xp.zeros((0,), dtype=dtype(name)))


# fmt: off
STRINGS = [
    [1, 2, 3], [1.0, 2.5, -3.0], [[1, 20], [300, 4]], [True, False], [0.1, 0.22, 0.333], [1e10, 1.0], [1e-10, 1.0],
    [float("nan"), 1.0, float("inf")], [[[1.0]]], 5, 2.5, True, [1e16], [1 + 2j, 0.5 - 1j], [-0.0], [[1, 2], [3, 4], [5, 6]], [0.1 + 0.2],
    [123456.789, 0.001], [1e300, 1e-300],
]
# fmt: on


@pytest.mark.parametrize("nested", STRINGS, ids=repr)
def test_str_equals_numpys(nested):
    assert str(xp.asarray(nested)) == str(np.asarray(nested))


def test_large_arrays_are_summarised():
    for shape in [(2000,), (50, 50), (20, 20, 20)]:
        a = np.arange(np.prod(shape)).reshape(shape)
        text = str(to_xp(a))
        assert "..." in text and text == str(a)
        assert len(repr(xp.zeros((10_000, 10_000)))) < 1000
    assert "..." not in str(xp.arange(1000))


def test_columns_are_aligned():
    lines = str(xp.asarray([[1.0, -20.5], [300.25, 4.0]])).splitlines()
    assert len({len(line.rstrip("]")) for line in lines}) == 1


def test_every_value_and_layout_prints():
    for name in ALL:
        a = values(name, 24).reshape(2, 3, 4)
        for x in (to_xp(a), to_xp(a).mT, to_xp(a)[:, ::-1], to_xp(a)[:0], to_xp(a)[0, 0, 0]):
            assert str(x) and repr(x)
    assert_bits(xp.asarray(eval(str(xp.asarray([1, 2])).replace(" ", ","))), np.array([1, 2]))


def sample(name, rng):
    """Values of a random character: round, wide, tiny, with NaN and infinity."""
    shape = tuple(rng.integers(1, 6, rng.integers(0, 4))) if rng.random() < 0.8 else (rng.integers(1, 1400),)
    if name == "bool" or np.dtype(name).kind in "iu":
        return rng.integers(0, 2 if name == "bool" else 120, shape).astype(name)

    def part():
        a = rng.standard_normal(shape)
        character = rng.integers(0, 6)
        if character == 0:
            a = np.round(a * 10, int(rng.integers(0, 4)))
        elif character == 1:
            a = a * 10.0 ** rng.integers(-20, 20, shape)
        elif character == 2:
            a = np.where(rng.random(shape) < 0.4, rng.choice([np.nan, np.inf, -np.inf, -0.0], shape), a)
        elif character == 3:
            a = np.abs(np.round(a * 1e4, 2))
        elif character == 4:
            a = np.round(a * 1000)
        return a

    with np.errstate(all="ignore"):
        return (part() + 1j * part() if np.dtype(name).kind == "c" else part()).astype(name)


@pytest.mark.parametrize("name", EXTENDED)
def test_text_equals_numpys_for_random_values(name):
    rng = np.random.default_rng(EXTENDED.index(name))
    for _ in range(60):
        a = np.asarray(sample(name, rng))
        assert str(to_xp(a)) == str(a)
        assert repr(to_xp(a)) == repr(a)
