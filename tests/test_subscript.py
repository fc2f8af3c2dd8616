"""Keys that are read in the slots of the type (subscript.h) against the methods, which read every key: the same views, values and errors."""

import itertools
from operator import setitem

import numpy as np
import pytest
from support import EXTENDED, assert_bits

import trueno_array as xp

NUMBERS = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 2**30 - 1, 2**30, -(2**30), 2**63 - 1, 2**63, -(2**63), 2**64, True, 1.0, None, Ellipsis]
BOUNDS = [None, 0, 1, -1, 3, -3, 4, 7, -7, 2**30, -(2**30), 2**63, -(2**64), True]
STEPS = [None, 1, 2, 3, -1, -2, 2**30, 2**64, 0]
SLICES = [slice(a, b, c) for a, b, c in itertools.product(BOUNDS, BOUNDS, STEPS)]
FEW = [0, -1, 2, 7, slice(None), slice(1, None), slice(None, None, 2), slice(2, 1), slice(None, None, -1), None, Ellipsis, False]
ARRAYS = {
    "vector": lambda: xp.arange(4),
    "empty": lambda: xp.zeros(0),
    "scalar": lambda: xp.asarray(3.0),
    "matrix": lambda: xp.reshape(xp.arange(12), (3, 4)),
    "transpose": lambda: xp.reshape(xp.arange(12), (3, 4)).T,
    "reverse": lambda: xp.arange(8)[::-2],
    "repeated": lambda: xp.broadcast_to(xp.arange(4), (2, 3, 4)),
    "huge": lambda: xp.broadcast_to(xp.zeros(1), (2**20, 2**20, 2**20)),
    "hollow": lambda: xp.zeros((3, 0, 2)),
    "tall": lambda: xp.reshape(xp.arange(24), (1, 2, 3, 4)),
    "deep": lambda: xp.reshape(xp.arange(48), (1, 2, 2, 3, 4)),
}


def outcome(call):
    try:
        return call()
    except Exception as error:
        return type(error), str(error)


def same_part(x, key):
    got, expected = outcome(lambda: x[key]), outcome(lambda: x.__getitem__(key))
    if isinstance(expected, tuple):
        assert got == expected, key
        return
    facts = ("shape", "strides", "size", "ndim", "dtype", "device")
    assert [getattr(got, f) for f in facts] == [getattr(expected, f) for f in facts], key
    assert str(got.flags) == str(expected.flags), key
    if got.size < 100 and x.size < 100:
        assert_bits(got, np.asarray(expected))
        copies = isinstance(key, list) or any(isinstance(k, bool) for k in (key if isinstance(key, tuple) else (key,)))
        assert copies or got.size == 0 or np.asarray(got).ctypes.data == np.asarray(expected).ctypes.data, key


@pytest.mark.parametrize("name", ARRAYS)
def test_parts(name):
    x = ARRAYS[name]()
    for key in NUMBERS + SLICES:
        same_part(x, key)
    for n in range(4):
        for key in itertools.product(FEW, repeat=n):
            same_part(x, key)
    for key in [
        (2**62, 0),
        (slice(2**62), 1),
        (0,) * 5,
        (None,) * 5,
        (0, None, Ellipsis, None, 1),
        [0],
        "a",
        1.5,
        slice("a"),
        (slice(0, 1.5),),
    ]:
        same_part(x, key)


VALUES = [
    0,
    1,
    -1,
    200,
    -200,
    2**30,
    2**31,
    2**63,
    1.5,
    -0.0,
    float("nan"),
    float("inf"),
    1e300,
    True,
    False,
    1j,
    None,
    "a",
    np.float32(2.5),
]


def same_write(x, y, key, value):
    assert outcome(lambda: setitem(x, key, value)) == outcome(lambda: y.__setitem__(key, value)), (key, value)
    assert_bits(x, np.asarray(y))


@pytest.mark.parametrize("dtype", EXTENDED)
def test_numbers_written(dtype):
    for key, value in itertools.product(
        [0, -1, 4, (0,), slice(1, 3), slice(None, None, -2), (Ellipsis, 1), Ellipsis, (), slice(2, 1)], VALUES
    ):
        same_write(xp.zeros(4, dtype=dtype), xp.zeros(4, dtype=dtype), key, value)


def test_numbers_written_to_matrices_and_long_vectors():
    for key in [*itertools.product(FEW, repeat=2), *FEW]:
        same_write(*(xp.zeros((70, 3), dtype=xp.float32)[::2, :] for _ in range(2)), key, 7)
    for n in (63, 64, 65, 1000):
        x = xp.zeros(n + 2)
        x[1:-1] = 3
        assert float(xp.sum(x)) == 3 * n and float(x[0]) == float(x[-1]) == 0


def test_read_only_arrays_are_refused():
    x = xp.broadcast_to(xp.zeros(3), (2, 3))
    for key in (0, (0, 1), slice(None), Ellipsis):
        with pytest.raises(ValueError, match="writable"):
            x[key] = 1.0
        with pytest.raises(ValueError, match="writable"):
            x[0][key if key == 0 else Ellipsis] = 1.0
    with pytest.raises(TypeError):
        del x[0]


def test_objects_come_from_functions_only():
    kind = type(xp.zeros(1))
    for make in (kind, lambda: kind(3), lambda: kind.__new__(kind)):
        for _ in range(3):
            with pytest.raises(TypeError, match="asarray"):
                make()
    assert all(x.device is xp.zeros(1).device and x.shape == (2,) for x in [xp.zeros(2) for _ in range(300)])
