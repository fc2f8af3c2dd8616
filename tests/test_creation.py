"""Creation functions against NumPy, and what asarray accepts."""

import array
import collections
import contextlib
import ctypes
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import COMPLEX, EXTENDED, FLOATS, INTEGERS, NUMERIC, assert_bits, assert_close, dtype, name_of, to_np, to_xp, values

import trueno_array as xp

# fmt: off
ARANGES = [(5,), (0,), (-3,), (2, 9), (9, 2), (9, 2, -2), (0, 10, 3), (0, 1, 0.1), (1.5,), (0.0, 5.0), (5, 0, -1.5), (0, 0), (3, 3, 2), (-5, 5, 4), (1, 1.05, 0.1)]
# fmt: on


def test_meshgrid_and_einsum_take_nested_sequences():
    x, y = xp.meshgrid([1, 2], (3.0, 4.0, 5.0))
    assert x.tolist() == [[1, 2]] * 3 and y.tolist() == [[3.0, 3.0], [4.0, 4.0], [5.0, 5.0]]
    assert xp.einsum("ij,j->i", [[1, 2], [3, 4]], [1, 10]).tolist() == [21, 43]


@pytest.mark.parametrize("arguments", ARANGES)
def test_arange_equals_numpy(arguments):
    want = np.arange(*arguments)
    got = xp.arange(*arguments)
    assert name_of(got) == want.dtype.name and got.shape == want.shape
    np.testing.assert_allclose(to_np(got), want, rtol=1e-15)
    for name in NUMERIC if all(isinstance(v, int) and v >= 0 for v in arguments) else FLOATS:
        if not (name.startswith("complex")):
            np.testing.assert_allclose(to_np(xp.arange(*arguments, dtype=dtype(name))), np.arange(*arguments).astype(name), rtol=1e-6)


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(-50, 50).filter(bool))
def test_integer_arange_equals_range(start, stop, step):
    assert to_np(xp.arange(start, stop, step)).tolist() == list(range(start, stop, step))


def test_arange_of_large_integers_is_exact():
    start = 2**53 + 1
    assert to_np(xp.arange(start, start + 5)).tolist() == list(range(start, start + 5))
    assert to_np(xp.arange(2**63, 2**63 + 3, dtype=xp.uint64)).tolist() == [2**63, 2**63 + 1, 2**63 + 2]


@pytest.mark.parametrize("start, stop, num", [(0, 1, 5), (0, 1, 1), (3, 3, 4), (1, 0, 11), (-2.5, 1e6, 1001), (0, 1, 0), (0, 10, 2)])
@pytest.mark.parametrize("endpoint", [True, False])
@pytest.mark.parametrize("name", [None, *FLOATS, *COMPLEX])
def test_linspace_equals_numpy(start, stop, num, endpoint, name):
    keywords = {} if name is None else {"dtype": dtype(name)}
    got = xp.linspace(start, stop, num, endpoint=endpoint, **keywords)
    want = np.linspace(start, stop, num, endpoint=endpoint, dtype=name)
    assert_close(got, want, eps=2)
    if num > 1 and endpoint:
        assert to_np(got)[0] == np.array(start, name) and to_np(got)[-1] == np.array(stop, name)


def test_linspace_of_complex_numbers():
    assert_close(xp.linspace(1j, 2 + 0j, 7), np.linspace(1j, 2, 7))


@pytest.mark.parametrize("name", EXTENDED)
def test_zeros_ones_full_and_their_likes(name):
    base = xp.ones((2, 3), dtype=xp.float32)
    for shape in [(), (0,), (5,), (2, 0, 3), (2, 3), 4]:
        assert_bits(xp.zeros(shape, dtype=dtype(name)), np.zeros(shape, name))
        assert_bits(xp.ones(shape, dtype=dtype(name)), np.ones(shape, name))
        assert_bits(xp.full(shape, 1, dtype=dtype(name)), np.full(shape, 1, name))
        assert xp.empty(shape, dtype=dtype(name)).shape == np.empty(shape).shape
    assert_bits(xp.zeros_like(base, dtype=dtype(name)), np.zeros((2, 3), name))
    assert_bits(xp.ones_like(base, dtype=dtype(name)), np.ones((2, 3), name))
    assert_bits(xp.full_like(base, 1, dtype=dtype(name)), np.ones((2, 3), name))
    assert xp.empty_like(base).shape == (2, 3) and name_of(xp.empty_like(base)) == "float32"
    assert_bits(xp.full_like(xp.ones(3, dtype=dtype(name)), xp.asarray(True)), np.ones(3, name))


def test_default_dtypes_of_creation():
    assert [name_of(f(2)) for f in (xp.zeros, xp.ones, xp.empty)] == ["float64"] * 3
    fills = {True: "bool", 7: "int64", 2.5: "float64", 1j: "complex128"}
    for fill, name in fills.items():
        assert name_of(xp.full((2,), fill)) == name == name_of(xp.asarray(fill))
    for python_type, name in ((bool, "bool"), (int, "int64"), (float, "float64"), (complex, "complex128")):
        assert name_of(xp.zeros(2, dtype=python_type)) == name
    assert name_of(xp.eye(2)) == name_of(xp.linspace(0, 1, 3)) == "float64"


@pytest.mark.parametrize("rows, columns", [(3, None), (0, None), (2, 5), (5, 2), (4, 0)])
@pytest.mark.parametrize("k", [-6, -1, 0, 1, 3, 7])
def test_eye_tril_triu(rows, columns, k):
    assert_bits(xp.eye(rows, columns, k=k), np.eye(rows, columns, k=k))
    for name in ("bool", "int8", "float32", "complex128"):
        a = values(name, rows * (columns or 1) * 2).reshape(2, rows, columns or 1)
        assert_bits(xp.tril(to_xp(a), k=k), np.tril(a, k))
        assert_bits(xp.triu(to_xp(a), k=k), np.triu(a, k))


def test_meshgrid():
    x, y, z = np.arange(3.0), np.arange(2.0), np.arange(4.0)
    for indexing in ("xy", "ij"):
        got = xp.meshgrid(*map(to_xp, (x, y, z)), indexing=indexing)
        assert isinstance(got, tuple)
        for g, want in zip(got, np.meshgrid(x, y, z, indexing=indexing)):
            assert_bits(g, want)
    assert len(xp.meshgrid(to_xp(x))) == 1
    with pytest.raises(ValueError):
        xp.meshgrid(to_xp(x), to_xp(y), indexing="yx")


# fmt: off
NESTED = [
    [], [[]], [[], []], [1, 2], [[1, 2], [3, 4]], [[[1]], [[2]]], (1, 2.5), [True, False], [True, 2], [1, 2j], [[1], [2.5]], ((1, 2), (3, 4)),
    range(5), [range(3), range(3)], [2**62, -(2**63)], [0.1, float("nan"), float("inf")],
]
# fmt: on


@pytest.mark.parametrize("nested", NESTED, ids=repr)
def test_asarray_of_nested_sequences_equals_numpy(nested):
    want = np.asarray(nested)
    assert_bits(xp.asarray(nested), want)
    assert_bits(xp.asarray(nested, dtype=xp.complex64), want.astype(np.complex64))


@pytest.mark.parametrize("name", EXTENDED)
def test_asarray_of_nested_arrays(name):
    a = values(name, 6)
    x = to_xp(a)
    assert_bits(xp.asarray([x[0], x[1]]), a[:2])
    assert_bits(xp.asarray([[x[0], x[1]], [x[2], x[3]]]), a[:4].reshape(2, 2))
    assert_bits(xp.asarray([x, x]), np.stack([a, a]))
    assert_bits(xp.asarray([a[0], a[1]]), a[:2])
    assert_bits(xp.asarray(a[3]), a[3])


@pytest.mark.parametrize(
    "nested", [[1, [2]], [[1, 2], [3]], [[1], 2], [[1, 2], [[3], [4]]], [xp.ones(2), xp.ones(3)]], ids=lambda n: "ragged"
)
def test_asarray_of_ragged_sequences_raises(nested):
    with pytest.raises(ValueError):
        xp.asarray(nested)


@pytest.mark.parametrize(
    "bad",
    ["abc", ["a"], None, object(), [None], {1: 2}, {1, 2}, [object()], lambda: 1, np.array(["a"]), np.array([object()])],
    ids=lambda bad: type(bad).__name__,
)
def test_asarray_of_things_that_are_not_numbers_raises(bad):
    with pytest.raises((TypeError, ValueError)):
        xp.asarray(bad)


def test_asarray_copy_keyword():
    a = np.arange(5.0)
    x = xp.asarray(a)
    assert xp.asarray(x) is x or np.shares_memory(to_np(xp.asarray(x)), to_np(x))
    assert not np.shares_memory(to_np(xp.asarray(x, copy=True)), to_np(x))
    shared = xp.asarray(a, copy=False)
    a[0] = 7.0
    assert float(shared[0]) == 7.0
    for impossible in ([1.0, 2.0],):
        with pytest.raises(ValueError):
            xp.asarray(impossible, copy=False)
    with pytest.raises(ValueError):
        xp.asarray(a, dtype=xp.float32, copy=False)
    with pytest.raises(ValueError):
        xp.asarray(x, dtype=xp.float32, copy=False)


def test_asarray_of_buffers():
    assert_bits(xp.asarray(array.array("d", [1.5, 2.5])), np.array([1.5, 2.5]))
    assert_bits(xp.asarray(array.array("i", [1, -2])), np.array([1, -2], np.int32))
    assert_bits(xp.asarray(memoryview(b"\x01\x02\x03")), np.array([1, 2, 3], np.uint8))
    assert_bits(xp.asarray(bytearray(b"\x01\xff")), np.array([1, 255], np.uint8))
    assert_bits(xp.asarray((ctypes.c_float * 3)(1, 2, 3)), np.array([1, 2, 3], np.float32))
    assert_bits(xp.asarray(memoryview(np.arange(12).reshape(3, 4))[::2]), np.arange(12).reshape(3, 4)[::2])


@pytest.mark.parametrize("name", EXTENDED)
def test_asarray_of_numpy_arrays_in_every_layout(name):
    a = values(name, 24).reshape(2, 3, 4)
    for b in (a, a.T, a[::-1], a[:, ::2, ::-3], np.asfortranarray(a), np.broadcast_to(a[0], (5, 3, 4)), a[:, :0], a[0, 0, 0, ...]):
        assert_bits(xp.asarray(b), b)
        assert_bits(xp.asarray(b, copy=True), b)
    swapped = a.astype(a.dtype.newbyteorder())
    if swapped.dtype != a.dtype:
        with pytest.raises(TypeError, match="native byte order"):
            xp.asarray(swapped, copy=True)
    odd = np.zeros(a.size * a.itemsize + 1, np.uint8)[1:].view(name).reshape(a.shape)
    odd[...] = a
    assert_bits(xp.asarray(odd), a)
    assert_bits(xp.positive(xp.asarray(odd)) if name != "bool" else xp.logical_and(xp.asarray(odd), True), a)
    frozen = a.copy()
    frozen.flags.writeable = False
    x = xp.asarray(frozen)
    assert_bits(x, frozen)


def test_read_only_buffers_are_never_written():
    frozen = np.arange(4.0)
    frozen.flags.writeable = False
    x = xp.asarray(frozen)
    for write in (lambda: x.__setitem__(0, 5.0), lambda: x.__iadd__(1.0)):
        with contextlib.suppress(ValueError, BufferError, TypeError):
            write()
    assert frozen.tolist() == [0.0, 1.0, 2.0, 3.0]
    assert_bits(xp.asarray(b"\x01\x02"), np.array([1, 2], np.uint8))


@pytest.mark.parametrize(
    "value, name", [(128, "int8"), (-1, "uint8"), (2**63, "int64"), (2**64, "uint64"), (-(2**63) - 1, "int64"), (256, "uint8")]
)
def test_integers_that_do_not_fit_raise_overflow_error(value, name):
    for make in (
        lambda: xp.asarray(value, dtype=dtype(name)),
        lambda: xp.asarray([0, value], dtype=dtype(name)),
        lambda: xp.full((3,), value, dtype=dtype(name)),
    ):
        with pytest.raises(OverflowError):
            make()


@pytest.mark.parametrize("name", INTEGERS + FLOATS + COMPLEX)
def test_scalars_convert_to_python(name):
    x = xp.asarray(3, dtype=dtype(name))
    assert complex(x) == 3 and bool(x) is True
    if name in INTEGERS + FLOATS:
        assert float(x) == 3.0 and int(x) == 3
    if name in INTEGERS:
        assert [10, 20, 30, 40][x] == 40 and x.__index__() == 3
    else:
        with pytest.raises(TypeError):
            x.__index__()
    assert float(xp.asarray([[2.5]])) == 2.5 and bool(xp.asarray([False])) is False
    for convert in (int, float, bool):
        with pytest.raises((TypeError, ValueError)):
            convert(xp.ones(2, dtype=dtype(name)))
    if name in COMPLEX:
        with pytest.raises(TypeError):
            float(x)


def test_asarray_of_ranges_and_other_sequences():
    assert_bits(xp.asarray(range(5, 0, -2)), np.array([5, 3, 1]))
    assert_bits(xp.asarray([range(2), (2, 3)]), np.array([[0, 1], [2, 3]]))
    assert_bits(xp.asarray(collections.deque([1.5, 2.5])), np.array([1.5, 2.5]))
    with pytest.raises(MemoryError):
        xp.asarray(range(2**62))
    with pytest.raises(OverflowError):
        xp.asarray(range(2**63, 2**63 + 2))


class Clears:
    """Changes the list that holds it while the list is read."""

    def __init__(self, target):
        self.target = target

    def __array__(self, dtype=None, copy=None):
        self.target.clear()
        return np.asarray(1.0)


def test_lists_that_change_while_they_are_read_do_no_harm():
    nested = [1.0, 2.0]
    nested += [Clears(nested), 3.0, 4.0]
    with pytest.raises((ValueError, TypeError)):
        xp.asarray(nested)
    endless = []
    endless.append(endless)
    with pytest.raises(ValueError, match="levels"):
        xp.asarray(endless)


def test_bools_of_foreign_memory_are_made_0_or_1():
    odd = memoryview(bytes([0, 1, 2, 255])).cast("?")
    x = xp.asarray(odd)
    assert x.tobytes() == b"\0\1\1\1" and int(xp.sum(x)) == 3
    with pytest.raises(ValueError, match="copy"):
        xp.asarray(odd, copy=False)


@pytest.mark.parametrize("format", [">i", ">d", "c", "P", "g", "Zg", "w"])
def test_formats_that_no_dtype_has_are_refused(format):
    if format in "cP":
        bad = memoryview(bytes(16)).cast(format)
    elif format == "w":
        bad = array.array("w" if sys.version_info >= (3, 13) else "u", "ab")
    else:
        bad = np.zeros(2, {"g": "g", "Zg": "G"}.get(format, format))
    with pytest.raises(TypeError, match=r"^asarray: the buffer must hold numbers"):
        xp.asarray(bad)


def test_large_zeros_are_zero_even_where_memory_is_reused():
    for _ in range(3):
        x = xp.full((3_000_000,), 7.0)
        del x
        y = xp.zeros((3_000_000,))
        assert not bool(xp.any(y))
        y += 1.0
        del y
