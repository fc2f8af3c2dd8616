"""Manipulation functions against NumPy, for every dtype and layout."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import EXTENDED, assert_bits, dtype, layouts, name_of, to_np, to_xp, values

import trueno_array as xp

SHAPE = (2, 3, 4)

# name: (call on xp and array, call on np and array)
# fmt: off
CALLS = {
    "broadcast_to":  (lambda x: xp.broadcast_to(x, (5, 2, 3, 4)),   lambda a: np.broadcast_to(a, (5, 2, 3, 4))),
    "concat":        (lambda x: xp.concat([x, x], axis=1),          lambda a: np.concat([a, a], axis=1)),
    "concat last":   (lambda x: xp.concat([x, x[..., :1]], axis=-1), lambda a: np.concat([a, a[..., :1]], axis=-1)),
    "concat flat":   (lambda x: xp.concat([x, x[0]], axis=None),    lambda a: np.concat([a, a[0]], axis=None)),
    "expand_dims":   (lambda x: xp.expand_dims(x, -2),              lambda a: np.expand_dims(a, -2)),
    "expand_dims tuple": (lambda x: xp.expand_dims(x, (0, -1)),     lambda a: np.expand_dims(a, (0, -1))),
    "flip":          (xp.flip,                                      np.flip),
    "flip axes":     (lambda x: xp.flip(x, axis=(0, -1)),           lambda a: np.flip(a, (0, -1))),
    "moveaxis":      (lambda x: xp.moveaxis(x, (0, 1), (-1, 0)),    lambda a: np.moveaxis(a, (0, 1), (-1, 0))),
    "permute_dims":  (lambda x: xp.permute_dims(x, (2, 0, 1)),      lambda a: np.transpose(a, (2, 0, 1))),
    "permute_dims negative": (lambda x: xp.permute_dims(x, (-1, 0, -2)), lambda a: np.transpose(a, (-1, 0, -2))),
    "repeat":        (lambda x: xp.repeat(x, 3),                    lambda a: np.repeat(a, 3)),
    "repeat axis":   (lambda x: xp.repeat(x, 2, axis=1),            lambda a: np.repeat(a, 2, axis=1)),
    "repeat zero":   (lambda x: xp.repeat(x, 0, axis=0),            lambda a: np.repeat(a, 0, axis=0)),
    "repeat each":   (lambda x: xp.repeat(x, xp.asarray([2, 0, 3]), axis=1), lambda a: np.repeat(a, [2, 0, 3], axis=1)),
    "reshape":       (lambda x: xp.reshape(x, (4, -1)),             lambda a: np.reshape(a, (4, -1))),
    "reshape list":  (lambda x: xp.reshape(x, [24]),                lambda a: np.reshape(a, [24])),
    "roll":          (lambda x: xp.roll(x, 5),                      lambda a: np.roll(a, 5)),
    "roll axis":     (lambda x: xp.roll(x, -1, axis=2),             lambda a: np.roll(a, -1, axis=2)),
    "roll axes":     (lambda x: xp.roll(x, (1, 2), axis=(0, 2)),    lambda a: np.roll(a, (1, 2), axis=(0, 2))),
    "roll twice":    (lambda x: xp.roll(x, (1, 9), axis=(1, 1)),    lambda a: np.roll(a, (1, 9), axis=(1, 1))),
    "squeeze":       (lambda x: xp.squeeze(x[:1, :, :1], (0, 2)),   lambda a: np.squeeze(a[:1, :, :1], (0, 2))),
    "stack":         (lambda x: xp.stack([x, x, x], axis=-1),       lambda a: np.stack([a, a, a], axis=-1)),
    "stack first":   (lambda x: xp.stack((x, x)),                   lambda a: np.stack((a, a))),
    "tile":          (lambda x: xp.tile(x, (2, 1, 3)),              lambda a: np.tile(a, (2, 1, 3))),
    "tile more":     (lambda x: xp.tile(x, (2, 2, 1, 1, 3)),        lambda a: np.tile(a, (2, 2, 1, 1, 3))),
    "tile fewer":    (lambda x: xp.tile(x, (3,)),                   lambda a: np.tile(a, (3,))),
    "tile zero":     (lambda x: xp.tile(x, (0, 1, 1)),              lambda a: np.tile(a, (0, 1, 1))),
    "mT":            (lambda x: x.mT,                               lambda a: np.swapaxes(a, -1, -2)),
}
# fmt: on


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", EXTENDED)
def test_equals_numpy_in_every_layout(call, name, isa):
    ours, theirs = CALLS[call]
    a = values(name, 24).reshape(SHAPE)
    for layout, x in layouts(a):
        assert_bits(ours(x), theirs(a), f"{call} {layout}")


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 0, 4)])
def test_empty_arrays(shape):
    a, x = np.zeros(shape), xp.zeros(shape)
    assert_bits(xp.concat([x, x], axis=0), np.concat([a, a], axis=0))
    assert_bits(xp.stack([x, x], axis=1), np.stack([a, a], axis=1))
    assert_bits(xp.flip(x), a)
    assert_bits(xp.roll(x, 3), a)
    assert_bits(xp.repeat(x, 2), np.repeat(a, 2))
    assert_bits(xp.reshape(x, (0,)), a.reshape(0))
    assert_bits(xp.permute_dims(x, tuple(range(len(shape)))[::-1]), a.T)
    assert len(xp.unstack(x, axis=0)) == shape[0]


def test_zero_dimensional_arrays():
    x = xp.asarray(5.0)
    assert_bits(xp.reshape(x, (1, 1)), np.array([[5.0]]))
    assert_bits(xp.expand_dims(x, 0), np.array([5.0]))
    assert_bits(xp.flip(x), np.array(5.0))
    assert_bits(xp.roll(x, 1), np.array(5.0))
    assert_bits(xp.repeat(x, 3), np.full(3, 5.0))
    assert_bits(xp.tile(x, (2,)), np.full(2, 5.0))
    assert_bits(xp.permute_dims(x, ()), np.array(5.0))
    assert_bits(xp.squeeze(x, ()), np.array(5.0))
    assert_bits(xp.stack([x, x]), np.full(2, 5.0))
    assert_bits(xp.broadcast_to(x, (2, 3)), np.full((2, 3), 5.0))


@given(st.data())
def test_reshape_of_any_view_equals_numpy(data):
    shape = tuple(data.draw(st.lists(st.sampled_from([1, 2, 3, 4, 6]), min_size=1, max_size=4)))
    a = np.arange(np.prod(shape)).reshape(shape)
    x = to_xp(a)
    for _ in range(2):
        axes = tuple(data.draw(st.permutations(range(a.ndim))))
        a, x = a.transpose(axes), xp.permute_dims(x, axes)
        key = tuple(slice(None, None, data.draw(st.sampled_from([1, 1, 2, -1]))) for _ in range(a.ndim))
        a, x = a[key], x[key]
    sizes, left = [], a.size
    while left > 1:
        factor = data.draw(st.sampled_from([f for f in range(1, left + 1) if left % f == 0]))
        sizes.append(factor)
        left //= factor
        if len(sizes) > 5:
            sizes.append(left)
            break
    assert_bits(xp.reshape(x, tuple(sizes)), a.reshape(sizes))


@given(st.lists(st.lists(st.sampled_from([1, 1, 2, 3]), max_size=4).map(tuple), max_size=3))
def test_broadcast_shapes_equals_numpy(shapes):
    try:
        want = np.broadcast_shapes(*shapes)
    except ValueError:
        with pytest.raises(ValueError):
            xp.broadcast_shapes(*shapes)
        return
    assert xp.broadcast_shapes(*shapes) == want
    arrays = xp.broadcast_arrays(*(xp.ones(s) for s in shapes)) if shapes else ()
    assert isinstance(arrays, tuple) and all(x.shape == want for x in arrays)


def test_concat_and_stack_promote():
    for a, b, want in [("int8", "uint8", "int16"), ("float32", "float64", "float64"), ("float32", "complex64", "complex64")]:
        x, y = xp.ones(2, dtype=dtype(a)), xp.ones(2, dtype=dtype(b))
        assert name_of(xp.concat([x, y])) == want == name_of(xp.stack([x, y]))


def test_unstack_gives_a_tuple():
    a = np.arange(24.0).reshape(SHAPE)
    for axis in (-3, -1, 0, 1, 2):
        parts = xp.unstack(to_xp(a), axis=axis)
        assert isinstance(parts, tuple) and len(parts) == SHAPE[axis]
        for i, part in enumerate(parts):
            assert_bits(part, np.take(a, i, axis=axis))


def test_many_dimensions():
    shape = (1, 2) * 16
    a = np.arange(2.0**16).reshape(shape)
    x = to_xp(a)
    axes = tuple(range(31, -1, -1))
    assert_bits(xp.permute_dims(x, axes) + 1, a.transpose(axes) + 1)
    assert_bits(xp.sum(x, axis=(1, 5, 31)), a.sum(axis=(1, 5, 31)))
    assert to_np(xp.flip(x)).shape == shape


@pytest.mark.parametrize("n", [0, 1, 2, 3, 7])
@pytest.mark.parametrize("name", ["int16", "float32", "complex128", "uint8"])
def test_diff_equals_numpy(n, name):
    a = np.array([[1, 4, 9, 16, 25, 36], [2, 3, 5, 7, 11, 13], [0, 1, 0, 1, 0, 1]], name)
    x = to_xp(a)
    for axis in (0, 1, -1):
        assert_bits(xp.diff(x, axis=axis, n=n), np.diff(a, axis=axis, n=n))
    if n:  # NumPy leaves out what is to be added where there is nothing to compute
        assert_bits(xp.diff(x, n=n, prepend=x[:, :2], append=x[:, -1:]), np.diff(a, n=n, prepend=a[:, :2], append=a[:, -1:]))
