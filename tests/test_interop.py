"""The buffer protocol, DLPack, NumPy, pickle and copy."""

import contextlib
import copy
import ctypes
import gc
import pickle

import numpy as np
import pytest
from support import ALL, EXTENDED, assert_bits, dtype, name_of, to_np, to_xp, values

import trueno_array as xp

CPU = (1, 0)
capsule_name = ctypes.pythonapi.PyCapsule_GetName
capsule_name.restype, capsule_name.argtypes = ctypes.c_char_p, [ctypes.py_object]
capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
capsule_pointer.restype, capsule_pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]


def views(a):
    x = to_xp(a)
    return [
        (x, a),
        (x[::2], a[::2]),
        (x[::-1], a[::-1]),
        (xp.reshape(x, (6, 4)).T, a.reshape(6, 4).T),
        (x[:0], a[:0]),
        (x[3], a[3, ...]),
    ]


# --- buffer protocol ---


@pytest.mark.parametrize("name", EXTENDED)
def test_buffer_is_zero_copy_in_every_layout(name):
    for x, a in views(values(name, 24)):
        b = np.asarray(x)
        assert_bits(b, a)
        assert_bits(np.asarray(memoryview(x)), a)
        if a.size:
            assert np.shares_memory(b, np.asarray(x))
            changed = np.roll(b, 1)
            b[...] = changed
            assert_bits(x, changed)
            a[...] = changed


@pytest.mark.parametrize("name", EXTENDED)
def test_memoryview_says_format_and_strides(name):
    x = xp.zeros((3, 4), dtype=dtype(name))
    view = memoryview(x[:, ::2])
    assert view.shape == (3, 2) and view.ndim == 2 and not view.readonly
    assert view.itemsize == np.dtype(name).itemsize == view.nbytes // 6
    assert view.strides == (4 * view.itemsize, 2 * view.itemsize)


def test_exported_buffer_keeps_the_memory_alive():
    views = []
    for i in range(100):
        x = xp.full((1000,), float(i))
        views.append(memoryview(x))
        del x
    gc.collect()
    garbage = [xp.full((1000,), -1.0) for _ in range(100)]
    assert [view[999] for view in views] == [float(i) for i in range(100)]
    del garbage


def test_consumed_buffer_keeps_its_owner_alive():
    made = []
    for i in range(100):
        made.append(xp.asarray(np.full(1000, float(i))))
    gc.collect()
    garbage = [np.full(1000, -1.0) for _ in range(100)]
    assert [float(x[999]) for x in made] == [float(i) for i in range(100)]
    del garbage


def test_locked_bytearray_is_released_with_the_array():
    buffer = bytearray(8)
    x = xp.asarray(buffer)
    x[0] = 7
    assert buffer[0] == 7
    with pytest.raises(BufferError):
        buffer.append(1)
    del x
    gc.collect()
    buffer.append(1)


# --- NumPy ---


def test_numpy_functions_and_operands():
    x = xp.asarray([1.0, 4.0, 9.0])
    a = np.array([1.0, 2.0, 3.0])
    for result in (a + x, x + a, a * x, x / a, np.float64(2) * x, x * np.float64(2), a - x, a < x, np.float64(2) ** x, a @ x):
        assert isinstance(result, type(x)), type(result)
    assert to_np(a + x).tolist() == [2.0, 6.0, 12.0]
    assert to_np(np.sqrt(x)).tolist() == [1.0, 2.0, 3.0] and isinstance(np.sqrt(x), type(x))
    assert isinstance(np.add(x, a), type(x)) and isinstance(np.multiply(a, x), type(x))
    assert np.sum(np.asarray(x)) == 14.0
    a += np.asarray(x)
    assert a.tolist() == [2.0, 6.0, 12.0]


@pytest.mark.parametrize("letter", "?bhilqBHILQefdFD")
def test_numpy_arrays_are_read_as_their_buffers_are(letter):
    a = np.arange(24).reshape(4, 6).astype(letter)
    for seen in (a, a[1:, ::2], a[::-1, ::-3], a.T, a[2], a[0, 1:2], a[:0], np.broadcast_to(a[0], (2, 6)), np.array(1).astype(letter)):
        x, other = xp.asarray(seen, copy=False), xp.asarray(memoryview(seen), copy=False)
        assert (x.dtype, x.shape, x.flags.writeable) == (other.dtype, other.shape, other.flags.writeable)
        assert x.size == 0 or x.strides == other.strides == seen.strides
        assert x.tolist() == seen.tolist() == xp.from_dlpack(seen).tolist()


def test_odd_numpy_arrays_are_refused_or_copied():
    for odd in (np.zeros(2, ">f8"), np.zeros(2, "M8[s]"), np.zeros(2, "g"), np.zeros(2, "U3"), np.zeros(2, object), np.zeros(2, "f8,i4")):
        with pytest.raises(TypeError):
            xp.asarray(odd)
        with pytest.raises((TypeError, BufferError)):
            xp.from_dlpack(odd)
    packed = np.zeros(3, [("a", "i1"), ("b", "f8")])["b"]  # misaligned
    assert not np.shares_memory(np.asarray(xp.asarray(packed)), packed)
    with pytest.raises(ValueError, match="misaligned"):
        xp.asarray(packed, copy=False)
    assert xp.asarray(np.array([0, 1, 2], "u1").view(bool)).tolist() == [False, True, True]
    assert not xp.asarray(np.broadcast_arrays(np.ones(1), np.ones(2))[0]).flags.writeable  # NumPy warns of writing to it


def test_functions_take_numpy_operands():
    a = np.array([1.0, 2.0])
    x = xp.asarray([3.0, 4.0])
    for result in (xp.add(x, a), xp.add(a, x), xp.maximum(x, a), xp.where(x > 3, a, x), xp.atan2(a, x)):
        assert isinstance(result, type(x))
    assert name_of(xp.add(xp.ones(2, dtype=xp.float32), np.float32(2))) == "float32"


def test_array_method_follows_numpys_protocol():
    x = xp.asarray([1, 2, 3])
    assert x.__array__().dtype == np.int64
    assert x.__array__(dtype=np.float32).dtype == np.float32
    assert np.asarray(x, dtype=np.complex64).dtype == np.complex64
    assert np.shares_memory(x.__array__(), np.asarray(x))
    assert not np.shares_memory(np.array(x, copy=True), np.asarray(x))
    assert np.array(x, copy=None).tolist() == [1, 2, 3]
    with pytest.raises(ValueError):
        np.array(x, dtype=np.float32, copy=False)


def test_dtypes_and_numpy():
    for name in ALL:
        d = dtype(name)
        assert np.dtype(d) == np.dtype(name)
        assert d.name == name and d.itemsize == np.dtype(name).itemsize and d.kind == np.dtype(name).kind
        assert hash(d) == hash(pickle.loads(pickle.dumps(d))) and pickle.loads(pickle.dumps(d)) == d
        assert copy.deepcopy(d) is d or copy.deepcopy(d) == d
        for other in (None, object, float, "float99", 1, [d]):
            assert (d == other) is False and (d != other) is True
    assert len({dtype(name) for name in ALL}) == 13
    assert to_np(xp.zeros(2, dtype=np.float32)).dtype == np.float32
    assert xp.asarray([1], dtype="int8").dtype == xp.int8


# --- DLPack ---


@pytest.mark.parametrize("name", EXTENDED)
def test_numpy_reads_dlpack_in_every_layout(name):
    for x, a in views(values(name, 24)):
        b = np.from_dlpack(x)
        assert_bits(b, a)
        if a.size > 1:
            assert np.shares_memory(b, np.asarray(x))


@pytest.mark.parametrize("name", EXTENDED)
def test_from_dlpack_reads_numpy_in_every_layout(name):
    base = values(name, 24)
    for a in (base, base[::2], base[::-1], base.reshape(6, 4).T, base[:0], base[3, ...]):
        x = xp.from_dlpack(a)
        assert_bits(x, a)
        if a.size > 1:
            a[...] = a.flat[-1]
            assert_bits(x, a)
        assert not np.shares_memory(to_np(xp.from_dlpack(a, copy=True)), a)


def test_capsules_legacy_and_versioned():
    x = xp.asarray([1.0, 2.0])
    assert capsule_name(x.__dlpack__()) == b"dltensor"
    assert capsule_name(x.__dlpack__(max_version=None)) == b"dltensor"
    assert capsule_name(x.__dlpack__(max_version=(0, 8))) == b"dltensor"
    assert capsule_name(x.__dlpack__(max_version=(1, 0))) == b"dltensor_versioned"
    assert capsule_name(x.__dlpack__(max_version=(1, 5), dl_device=CPU, copy=True)) == b"dltensor_versioned"
    assert tuple(map(int, x.__dlpack_device__())) == CPU
    for _ in range(1000):
        x.__dlpack__()
        x.__dlpack__(max_version=(1, 0))


class Flags(ctypes.Structure):
    _fields_ = [
        ("major", ctypes.c_uint32),
        ("minor", ctypes.c_uint32),
        ("manager", ctypes.c_void_p),
        ("deleter", ctypes.c_void_p),
        ("flags", ctypes.c_uint64),
    ]


def flags_of(capsule):
    return Flags.from_address(capsule_pointer(capsule, b"dltensor_versioned")).flags


def test_versioned_flags():
    x = xp.asarray([1.0, 2.0])
    capsules = [x.__dlpack__(max_version=(1, 0)), x.__dlpack__(max_version=(1, 0), copy=True), x.__dlpack__(max_version=(1, 0), copy=False)]
    assert [flags_of(c) for c in capsules] == [0, 2, 0]
    frozen = np.arange(3.0)
    frozen.flags.writeable = False
    y = xp.from_dlpack(frozen)
    assert_bits(y, frozen)
    with contextlib.suppress(ValueError, BufferError, TypeError):
        y[0] = 99.0
    assert frozen[0] == 0.0


class Legacy:
    """A producer that knows nothing of versions, devices or copies."""

    def __init__(self, array):
        self.array = array

    def __dlpack__(self, *, stream=None):
        return self.array.__dlpack__(stream=stream)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


def test_from_dlpack_of_a_legacy_producer_and_of_itself():
    a = np.arange(5.0)
    assert_bits(xp.from_dlpack(Legacy(a)), a)
    x = xp.asarray([1, 2, 3])
    y = xp.from_dlpack(x)
    y[0] = 50
    assert int(x[0]) == 50
    assert_bits(xp.from_dlpack(Legacy(x)), to_np(x))


def test_memory_outlives_producer_and_consumer():
    consumers = []
    for i in range(100):
        x = xp.full((500,), float(i))
        consumers.append((np.from_dlpack(x), xp.from_dlpack(np.full(500, float(i)))))
        del x
    gc.collect()
    garbage = [xp.full((500,), -1.0) for _ in range(200)]
    for i, (a, y) in enumerate(consumers):
        assert (a == i).all() and bool(xp.all(y == i))
    del consumers, garbage
    gc.collect()


def test_dlpack_refuses_what_it_cannot_do():
    x = xp.asarray([1.0])
    for keywords in ({"dl_device": (2, 0)}, {"dl_device": (1, 3)}, {"dl_device": (99, 0)}):
        with pytest.raises((BufferError, ValueError)):
            x.__dlpack__(**keywords)
    with pytest.raises((BufferError, ValueError, TypeError)):
        x.__dlpack__(stream=3)
    for bad in ("abc", 5, None, object()):
        with pytest.raises((TypeError, AttributeError)):
            xp.from_dlpack(bad)
    capsule = x.__dlpack__()

    class Once:
        def __dlpack__(self, **keywords):
            return capsule

        def __dlpack_device__(self):
            return CPU

    assert float(xp.from_dlpack(Once())[0]) == 1.0
    with pytest.raises((BufferError, ValueError, TypeError)):
        xp.from_dlpack(Once())


def test_torch_exchanges_by_dlpack():
    torch = pytest.importorskip("torch")
    t = torch.arange(6.0).reshape(2, 3).T
    x = xp.from_dlpack(t)
    assert_bits(x, t.numpy())
    t[0, 0] = 9.0
    assert float(x[0, 0]) == 9.0
    assert torch.from_dlpack(xp.asarray([[1, 2], [3, 4]])).tolist() == [[1, 2], [3, 4]]


# --- pickle and copy ---


@pytest.mark.parametrize("name", EXTENDED)
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickle_in_every_layout(name, protocol):
    for x, a in views(values(name, 24)):
        y = pickle.loads(pickle.dumps(x, protocol))
        assert_bits(y, a)
        assert type(y) is type(x)
        if a.size:
            assert not np.shares_memory(to_np(x), to_np(y))


@pytest.mark.parametrize("name", EXTENDED)
def test_copy_and_deepcopy_are_independent(name):
    for x, a in views(values(name, 24)):
        for y in (copy.copy(x), copy.deepcopy(x), copy.deepcopy([x])[0], xp.asarray(x, copy=True)):
            assert_bits(y, a)
            if a.size:
                assert not np.shares_memory(to_np(x), to_np(y))


def test_device_objects():
    x = xp.ones(2)
    assert x.device == "cpu" and "cpu" in str(x.device)
    assert hash(x.device) == hash(xp.ones(3).device) and x.device == xp.zeros(1).device
    assert pickle.loads(pickle.dumps(x.device)) == x.device and copy.deepcopy(x.device) == x.device
    assert x.device != "gpu" and x.device != 1 and x.device != None  # noqa: E711
    assert_bits(x.to_device("cpu"), to_np(x))
    assert_bits(x.to_device(x.device), to_np(x))
    assert xp.ones(2, device="cpu").device == xp.ones(2, device=x.device).device


def test_other_methods_that_users_expect():
    a = np.arange(6.0).reshape(2, 3)
    x = to_xp(a)
    assert len(x) == 2 and [to_np(row).tolist() for row in x] == a.tolist()
    _, second = x
    assert_bits(second, a[1])
    assert x.tolist() == a.tolist() and x[1, 2].item() == 5.0 and isinstance(x[0, 0].item(), float)
    assert xp.asarray(3).tolist() == 3 and isinstance(xp.asarray(True).item(), bool) and isinstance(xp.asarray(1j).item(), complex)
    for zero in (xp.asarray(1.0),):
        with pytest.raises(TypeError):
            len(zero)
        with pytest.raises(TypeError):
            iter(zero)
    assert_bits(x.reshape(3, 2), a.reshape(3, 2))
    assert_bits(x.reshape((6,)), a.reshape(6))
    assert_bits(x.astype(xp.int32), a.astype(np.int32))
    assert_bits(x.sum(axis=0), a.sum(axis=0))
    assert float(x.mean()) == a.mean() and float(x.max()) == 5.0 and float(x.min()) == 0.0
    assert bool(x.any()) and not bool(x.all())
    assert_bits(x.copy(), a)
    assert_bits(x.flatten(), a.flatten())
    assert f"{xp.asarray(2.5):.2f}" == "2.50" and f"{xp.asarray(7):>4d}" == "   7"
    with pytest.raises(TypeError):
        hash(x)
    assert x.__array_namespace__() is xp and x.__array_namespace__(api_version="2021.12") is xp
    with pytest.raises((ValueError, TypeError)):
        x.__array_namespace__(api_version="1999.01")
