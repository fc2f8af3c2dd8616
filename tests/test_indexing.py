"""Indexing against NumPy as the model: reading and writing, every kind of key, mixed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import EXTENDED, assert_bits, dtype, to_np, to_xp, values

import trueno_array as xp

SHAPES = st.lists(st.integers(0, 5), min_size=0, max_size=4).map(tuple)


def filled(shape, name="int32"):
    return np.arange(1, int(np.prod(shape)) + 1).reshape(shape).astype(name)


@st.composite
def layouts_of(draw, array):
    """An xp array with the values of `array`, contiguous or as a view of some kind."""
    how = draw(st.sampled_from(["plain", "transposed", "stepped", "flipped"]))
    if how == "transposed":
        return to_xp(array.T.copy()).T if array.ndim == 2 else xp.permute_dims(to_xp(array.T.copy()), tuple(range(array.ndim))[::-1])
    if how == "flipped":
        return xp.flip(to_xp(np.flip(array)))
    if how == "stepped" and array.ndim:
        base = np.zeros((*array.shape[:-1], array.shape[-1] * 2), array.dtype)
        base[..., ::2] = array
        return to_xp(base)[..., ::2]
    return to_xp(array)


@st.composite
def slices(draw, size):
    bound = st.one_of(st.none(), st.integers(-size - 3, size + 3))
    step = draw(st.one_of(st.none(), st.integers(-3, 3).filter(bool)))
    return slice(draw(bound), draw(bound), step)


@st.composite
def basic_keys(draw, shape):
    """Integers, slices, Ellipsis and None; as many as the shape has dimensions, or fewer."""
    used = draw(st.integers(0, len(shape)))
    head = draw(st.integers(0, used))
    sizes = [*shape[:head], *shape[len(shape) - (used - head) :]]
    key = []
    for size in sizes:
        choices = [slices(size)] + ([st.integers(-size, size - 1)] if size else [])
        key.append(draw(st.one_of(*choices)))
    if used < len(shape) and (head < used or draw(st.booleans())):
        key.insert(head, Ellipsis)
    for _ in range(draw(st.integers(0, 2))):
        key.insert(draw(st.integers(0, len(key))), None)
    return key[0] if len(key) == 1 and draw(st.booleans()) else tuple(key)


@st.composite
def advanced_keys(draw, shape):
    """Integer arrays and masks among slices, integers, None and Ellipsis."""
    common = draw(st.sampled_from([(), (3,), (2, 1), (1,), (0,)]))
    key, axis, masked = [], 0, False
    while axis < len(shape):
        size = shape[axis]
        kind = draw(st.sampled_from(["slice", "integers", "integer", "mask", "stop", "newaxis"]))
        if kind == "stop":
            key.append(Ellipsis)
            break
        if kind == "newaxis":
            key.append(None)
            if draw(st.booleans()):
                continue
            kind = "slice"
        if kind == "integers" and size:
            flat = draw(st.lists(st.integers(-size, size - 1), min_size=int(np.prod(common)), max_size=int(np.prod(common))))
            index = np.array(flat, draw(st.sampled_from(["int64", "int32", "int8", "int16"]))).reshape(common)
            key.append(index)
        elif kind == "integer" and size:
            key.append(draw(st.integers(-size, size - 1)))
        elif kind == "mask" and not masked:
            extent = draw(st.integers(1, len(shape) - axis))
            mask = np.array(
                draw(
                    st.lists(
                        st.booleans(),
                        min_size=int(np.prod(shape[axis : axis + extent])),
                        max_size=int(np.prod(shape[axis : axis + extent])),
                    )
                ),
                bool,
            )
            key.append(mask.reshape(shape[axis : axis + extent]))
            masked = True
            axis += extent
            continue
        else:
            key.append(draw(slices(size)))
        axis += 1
    return tuple(key)


def as_xp_key(key, keep_numpy=False):
    """The same key with xp arrays in it (or the NumPy arrays and lists left as they are)."""
    if isinstance(key, tuple):
        return tuple(as_xp_key(k, keep_numpy) for k in key)
    return key if keep_numpy or not isinstance(key, np.ndarray) else to_xp(key)


def outcome(function):
    try:
        return function(), None
    except (IndexError, ValueError) as error:
        return None, error


def check_read(array, x, key, keep_numpy=False):
    want, error = outcome(lambda: array[key])
    if error is None:
        got = x[as_xp_key(key, keep_numpy)]
        assert isinstance(got, type(x))
        assert_bits(got, np.asarray(want), repr(key))
    else:
        with pytest.raises((IndexError, ValueError)):
            x[as_xp_key(key, keep_numpy)]


def check_write(array, x, key, value, xp_value):
    array = array.copy()

    def write():
        array[key] = value

    _, error = outcome(write)
    if error is None:
        x[as_xp_key(key)] = xp_value
        assert_bits(x, array, repr(key))
    else:
        before = to_np(x).copy()
        with pytest.raises((IndexError, ValueError)):
            x[as_xp_key(key)] = xp_value
        assert_bits(x, before, "a failed assignment wrote something")


@given(st.data())
def test_basic_key_reads_as_in_numpy(data):
    array = filled(data.draw(SHAPES))
    x = data.draw(layouts_of(array))
    check_read(array, x, data.draw(basic_keys(array.shape)))


@given(st.data())
def test_basic_key_writes_as_in_numpy(data):
    array = filled(data.draw(SHAPES))
    x, key = data.draw(layouts_of(array)), data.draw(basic_keys(array.shape))
    check_write(array, x, key, -7, -7)
    array = to_np(x).copy()
    shape = np.shape(array[key])
    value = -filled(shape[data.draw(st.integers(0, len(shape))) :])
    check_write(array, x, key, value, to_xp(value))


@given(st.data())
def test_advanced_key_reads_as_in_numpy(data):
    array = filled(data.draw(SHAPES))
    key = data.draw(advanced_keys(array.shape))
    check_read(array, data.draw(layouts_of(array)), key, keep_numpy=data.draw(st.booleans()))


@given(st.data())
def test_advanced_key_writes_as_in_numpy(data):
    """Where an element is named twice the last value stays, as in NumPy."""
    array = filled(data.draw(SHAPES))
    x, key = data.draw(layouts_of(array)), data.draw(advanced_keys(array.shape))
    selected, error = outcome(lambda: array[key])
    if error is not None or data.draw(st.booleans()):
        check_write(array, x, key, -3, -3)
    else:
        value = -filled(np.shape(selected))
        check_write(array, x, key, value, to_xp(value))


# fmt: off
KEYS = [
    0, -1, (0, 1), ..., (), None, (None, ..., None), slice(None), slice(None, None, -1), (slice(1, 3), 2), (..., 0), (0, ...),
    [0, 2], ([0, 1], [1, 0]), ([0, 1], slice(None)), (slice(None), [1, 0, 1]), ([[0], [1]], [0, 2]), (0, [1, 2]), ([1, 2], 0),
    (slice(None), [0, 1], None), (0, slice(None), [1, 0]), ([0, 1], slice(None), [1, 2]), (None, [0, 1]), (..., [0, 1]),
    ([0, 1], ...), ([0], [0], [0]), (np.array([], dtype=np.int64),), ([True, False, True],), (slice(None), [True, False, True, False]),
    True, False, (True, 0), (0, True), (np.int64(1), np.uint8(2)), np.array(1), np.array([[True] * 4, [False] * 4, [True, False] * 2]),
    (np.array([[True] * 4, [False] * 4, [True, False] * 2]), 1), (np.array([True, False, True]), [0, 1]), (np.array([True, False, True]), slice(1, 2), [0]),
    slice(10, 20), slice(-100, 100), slice(2, 0), (slice(None, None, 2), slice(None, None, -2), slice(4, None, -3)),
]
# fmt: on


@pytest.mark.parametrize("key", KEYS, ids=repr)
@pytest.mark.parametrize("name", EXTENDED)
def test_key_of_every_kind_for_every_dtype(key, name):
    array = values(name, 60).reshape(3, 4, 5)
    x = to_xp(array)
    assert_bits(x[key], np.asarray(array[key]), "as written")
    xp_key = tuple(to_xp(np.array(k)) if isinstance(k, (list, np.ndarray)) else k for k in (key if isinstance(key, tuple) else (key,)))
    assert_bits(x[xp_key], np.asarray(array[key]), "with xp arrays")
    scalar = array[0, 1, 2]
    array[key] = scalar
    x[key] = scalar.item()
    assert_bits(x, array, "assigned")


def test_out_of_range_and_malformed_keys():
    x = xp.asarray(filled((3, 4)))
    # fmt: off
    bad = [3, -4, (0, 4), (0, 0, 0), [3], [0, -4], xp.asarray([5]), (..., ...), xp.asarray([True, False]), xp.asarray([[True] * 3] * 3),
           1.0, "0", (0, "a"), [0.5], xp.asarray([1.0]), slice(0.5, 2), ([0, 1], [0, 1, 2]), 2**70, [2**40], object(), {0}, np.array(["a"])]
    # fmt: on
    before = to_np(x).copy()
    for key in bad:
        with pytest.raises((IndexError, TypeError, OverflowError)):
            x[key]
        with pytest.raises((IndexError, TypeError, OverflowError)):
            x[key] = 1
    with pytest.raises(ValueError):
        x[:, ::0]
    assert_bits(x, before)


def test_failed_assignment_of_integer_keys_writes_nothing():
    x = xp.asarray(filled((6,)))
    before = to_np(x).copy()
    with pytest.raises(IndexError):
        x[xp.asarray([0, 1, 2, 9])] = 0
    with pytest.raises((ValueError, IndexError)):
        x[xp.asarray([0, 1])] = xp.asarray([1, 2, 3], dtype=xp.int32)
    with pytest.raises((OverflowError, ValueError, TypeError)):
        x[0:3] = 2**40
    assert_bits(x, before)


def test_results_are_arrays_and_views_where_possible():
    x = xp.asarray(filled((3, 4)))
    assert x[0, 0].shape == () and isinstance(x[0, 0], type(x))
    scalar = xp.asarray(5)
    assert scalar[()].shape == () and scalar[...].shape == ()
    view = x[1:, ::2]
    view[0, 0] = 99
    assert int(x[1, 0]) == 99
    picked = x[xp.asarray([0, 1])]
    picked[0, 0] = -1
    assert int(x[0, 0]) == 1


@pytest.mark.parametrize("source", ["float64", "float32", "int8", "uint64", "bool"])
@pytest.mark.parametrize("target", ["float32", "int32", "uint8", "bool", "complex64"])
def test_assignment_casts_silently(source, target):
    x = xp.zeros(5, dtype=dtype(target))
    x[1:4] = xp.asarray([0, 1, 1], dtype=dtype(source))
    assert to_np(x).tolist() == np.array([0, 0, 1, 1, 0], target).tolist()
    x[...] = np.asarray([1, 0, 1, 0, 1], dtype=source)
    assert to_np(x).tolist() == np.array([1, 0, 1, 0, 1], target).tolist()


def test_assignment_of_overlapping_parts_of_itself():
    for key, other in [
        (slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None)), (slice(None), slice(None, None, -1)),
        (slice(None, None, 2), slice(None, 50)), (slice(10, 60), slice(0, 50)),
    ]:  # fmt: skip
        array = filled((100,))
        x = to_xp(array)
        length = min(len(array[key]), len(array[other]))
        array[key][:length] = array[other][:length].copy()
        x[key][:length] = x[other][:length]
        assert_bits(x, array, f"{key} {other}")
    x = to_xp(filled((4, 4)))
    x[...] = x.T
    assert_bits(x, filled((4, 4)).T)
    x = to_xp(filled((6,)))
    x[xp.asarray([5, 4, 3, 2, 1, 0])] = x
    assert_bits(x, filled((6,))[::-1])


@pytest.mark.parametrize("kind", ["int8", "int16", "int32", "uint8", "uint32", "uint64", "int64"])
def test_take_by_narrow_indices(kind, isa):
    """Tables near and far from the processor, whole blocks of positions and parts, a position outside."""
    for n in (5, 1000, 60_000):
        a = np.random.default_rng(3).standard_normal(n)
        for count in (3, 1024, 3000):
            i = np.random.default_rng(n).integers(max(np.iinfo(kind).min, -n), min(np.iinfo(kind).max, n - 1), count, kind, endpoint=True)
            assert_bits(xp.take(to_xp(a), to_xp(i)), a[i])
            b = a[:100].reshape(-1, 5)
            assert_bits(xp.take(to_xp(b.T), to_xp(i % 5), axis=0), b.T[i % 5])
        if n <= np.iinfo(kind).max:
            i[7] = n
            with pytest.raises(IndexError, match="number 7"):
                xp.take(to_xp(a), to_xp(i))


@pytest.mark.parametrize("name", EXTENDED)
def test_take_and_take_along_axis(name, isa):
    array = values(name, 60).reshape(3, 4, 5)
    x = to_xp(array)
    for axis in (-3, -1, 0, 1, 2):
        index = np.array([2, 0, -1, 1, 0])
        assert_bits(xp.take(x, to_xp(index), axis=axis), np.take(array, index, axis=axis))
        picks = np.argsort(np.arange(60).reshape(3, 4, 5)[::-1] * 7 % 11, axis=axis)
        assert_bits(xp.take_along_axis(x, to_xp(picks), axis=axis), np.take_along_axis(array, picks, axis=axis))
    flat = to_xp(array.reshape(-1))
    assert_bits(xp.take(flat, to_xp(np.array([[0, 59], [-1, 3]])), axis=0), array.reshape(-1)[[[0, 59], [-1, 3]]])
    assert_bits(xp.take(flat, xp.asarray([3, 4], dtype=xp.uint8)), array.reshape(-1)[3:5])
    one = np.array([[[1], [0], [3], [2]]])
    assert_bits(xp.take_along_axis(x, to_xp(one), axis=-1), np.take_along_axis(array, np.broadcast_to(one, (3, 4, 1)), -1))
    for bad in ([3], [-4]):
        with pytest.raises(IndexError):
            xp.take(x, xp.asarray(bad), axis=0)
        with pytest.raises(IndexError):
            xp.take_along_axis(x, xp.asarray(bad)[:, None, None], axis=0)


@pytest.mark.parametrize("name", EXTENDED)
def test_large_masks_and_gathers(name, isa):
    array = np.tile(values(name, 101), 1001)
    x = to_xp(array)
    mask = np.arange(array.size) % 7 == 3
    index = (np.arange(50_000) * 7919) % array.size
    assert_bits(x[to_xp(mask)], array[mask])
    assert_bits(x[to_xp(index)], array[index])
    assert_bits(xp.take(x, to_xp(index), axis=0), array[index])
    x[to_xp(mask)] = to_xp(array[mask][::-1])
    array[mask] = array[mask][::-1].copy()
    assert_bits(x, array)
    unique = np.random.default_rng(0).permutation(array.size)[:40_000]
    x[to_xp(unique)] = x[to_xp(unique[::-1].copy())]
    array[unique] = array[unique[::-1]]
    assert_bits(x, array)


def test_integer_keys_of_a_vector_read_and_write_all_or_nothing():
    for name in ("int8", "float16", "float32", "float64", "complex128"):
        x = xp.asarray([0, 1, 2, 3, 4], dtype=dtype(name))[::-1]
        for n in (0, 1, 127, 128, 129):
            places = [(-1) ** k * (k % 5) for k in range(n)]
            assert_bits(x[xp.asarray(places, dtype=xp.int64)], to_np(x)[np.asarray(places, dtype=np.int64)])
            changed, expected = x.copy(), to_np(x).copy()
            changed[xp.asarray(places, dtype=xp.int64)] = 9
            expected[np.asarray(places, dtype=np.int64)] = 9
            assert_bits(changed, expected)
        before = to_np(x).copy()
        for outside in (5, -6):
            with pytest.raises(IndexError):
                x[xp.asarray([0, outside])]
            with pytest.raises(IndexError):
                x[xp.asarray([0, outside])] = 9
        assert_bits(x, before)


def test_array_objects_are_reused_whole():
    """Objects of freed arrays serve again: nothing of the former array, its rank, its owner or its weak references, may show."""
    import gc
    import sys
    import weakref

    base = xp.reshape(xp.arange(720), (2, 3, 4, 5, 6))
    count = sys.getrefcount(base)
    died = []
    for _ in range(3):
        views = [base[(0,) * k] for k in range(5)] * 40 + [xp.permute_dims(base, (4, 3, 2, 1, 0)) for _ in range(200)]
        references = [weakref.ref(v, died.append) for v in views]
        assert all(r() is v for r, v in zip(references, views, strict=True))
        assert not any(gc.is_tracked(v) for v in views)
        del views
        assert all(r() is None for r in references[200:])
        del references
    assert len(died) > 600 and sys.getrefcount(base) == count
    fresh = [xp.ones(3) for _ in range(300)]
    assert all(weakref.getweakrefcount(x) == 0 and x.shape == (3,) for x in fresh)


@pytest.mark.parametrize(
    "numbers",
    ([1.5, 2.0], [1, 2**62], [1, 2.5], [1.5, 2], [True, 1], [1, True], [2.0, 1j], [1, None], [2**63], [1, -(2**70)], [[1], [2]], [1, [2]]),
)
def test_lists_of_numbers_are_arrays_of_the_dtype_of_all(numbers):
    try:
        expected = np.asarray(numbers)
    except (TypeError, ValueError, OverflowError):
        expected = None
    if expected is None or expected.dtype.kind not in "bifc":
        with pytest.raises((TypeError, ValueError, OverflowError)):
            xp.asarray(numbers)
    else:
        assert_bits(xp.asarray(numbers), expected)


def test_list_keys_are_array_keys():
    x, ours = np.arange(12.0).reshape(3, 4), xp.reshape(xp.arange(12.0), (3, 4))
    for key in ([0, 2], [-1], [], [True, False, True], [[0, 1], [2, 2]]):
        assert_bits(ours[key], x[key])
        changed, expected = ours.copy(), x.copy()
        changed[key], expected[key] = 7, 7
        assert_bits(changed, expected)
    for key in ([1.5], [slice(1)], [3], ["a"]):
        with pytest.raises(IndexError):
            ours[key]
