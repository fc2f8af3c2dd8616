"""What arrays of few elements take short ways to: the same as on the long ones."""

import numpy as np
import pytest

import trueno_array as xp

KEYS = [
    slice(None, None, -1), slice(7, None, -3), slice(-2, 1, -2), slice(None, -20, -1), slice(20, None, -1), slice(3, 3, -1),
    slice(1, None), slice(None, -1), slice(2, 9, 3), ...,
]  # fmt: skip
PAIRS = [(to, source) for to in KEYS for source in KEYS if np.empty(10)[to].shape == np.empty(10)[source].shape]


def both(*shape):
    a = np.arange(np.prod(shape), dtype=np.float64).reshape(shape)
    return a, xp.asarray(a, copy=True)


@pytest.mark.parametrize("to, source", PAIRS, ids=str)
def test_a_part_takes_another_part_of_the_same_memory(to, source):
    a, x = both(10)
    a[to] = a[source]
    x[to] = x[source]
    assert x.tolist() == a.tolist()


@pytest.mark.parametrize("dtype", ["int8", "int32", "int64", "uint8", "uint64"])
def test_an_array_without_dimensions_is_an_index(dtype):
    a, x = both(4, 3)
    at = xp.asarray(2, dtype=dtype)
    assert x[at].tolist() == a[2].tolist()
    assert x[1, at].tolist() == a[1, 2]
    assert x[..., at].tolist() == a[..., 2].tolist()
    x[at, 0] = 100
    assert float(x[2, 0]) == 100
    with pytest.raises(IndexError):
        x[xp.asarray(5, dtype=dtype)]


@pytest.mark.parametrize("value", [[1, 2, 3], [[1], [2]], [[7, 8, 9]], 5])
@pytest.mark.parametrize("dtype", ["float32", "int16", "bool"])
def test_a_part_takes_what_broadcasts_to_it(value, dtype):
    a, x = both(4, 3)
    a[1:3] = np.asarray(value).astype(dtype)
    x[1:3] = xp.asarray(value, dtype=dtype)
    assert x.tolist() == a.tolist()


def test_complex_numbers_are_not_cut():
    x = xp.zeros(3)
    with pytest.raises(TypeError, match="real-valued"):
        x[0] = xp.asarray(1j)
    with pytest.raises(TypeError, match="real-valued"):
        x[:] = xp.asarray([1j, 2, 3])
    assert x.tolist() == [0, 0, 0]


def test_iteration_makes_a_part_when_it_is_asked_for():
    x = xp.asarray([[1, 2], [3, 4]])
    parts = iter(x)
    first = next(parts)
    x[1, 0] = 9
    assert first.tolist() == [1, 2] and next(parts).tolist() == [9, 4]
    assert next(parts, None) is None and next(parts, None) is None
    with pytest.raises(TypeError, match="iter"):
        iter(xp.asarray(1))


def test_squares_of_complex_numbers_are_products():
    z = xp.asarray([1 + 2j, -3.5 + 1e-8j, 0.1 - 0.3j])
    assert (z**2).tolist() == (z * z).tolist() == xp.pow(z, 2).tolist()


@pytest.mark.parametrize("number", [2**53 + 1, 2**24 + 1, 2**63 - 1, -(2**62) - 1])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_lists_of_integers_are_rounded_as_integers_are(number, dtype):
    made = xp.asarray([number, 1], dtype=dtype)
    assert float(made[0]) == float(xp.asarray(number, dtype=dtype))


@pytest.mark.parametrize("shapes", [((2, 3), (3, 4)), ((1, 3), (3, 4)), ((2, 1), (3, 4)), ((2, 3), (1, 4)), ((5, 7), (7, 2))])
def test_subscripts_serve_operands_of_any_shapes(shapes):
    left, right = [np.arange(np.prod(shape), dtype=np.float64).reshape(shape) for shape in shapes]
    for _ in range(2):
        got = xp.einsum("ij,jk->ik", xp.asarray(left), xp.asarray(right))
        assert got.tolist() == np.einsum("ij,jk->ik", left, right).tolist()


def test_subscripts_that_served_still_check_lengths():
    assert float(xp.einsum("i,i->", xp.ones(3), xp.ones(3))) == 3
    with pytest.raises(ValueError, match="one length to a label"):
        xp.einsum("i,i->", xp.ones(3), xp.ones(2))


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "int8", "bool", "complex64"])
def test_an_element_takes_the_element_of_an_array_without_dimensions(dtype):
    x = xp.asarray([0, 1, 1], dtype=dtype)
    x[0] = x[2]
    x[1] = x[1]
    x[2] = xp.asarray(0, dtype=dtype)
    assert x.tolist() == xp.asarray([1, 1, 0], dtype=dtype).tolist()
    x[2] = xp.asarray(True)
    assert x.tolist() == xp.asarray([1, 1, 1], dtype=dtype).tolist()


@pytest.mark.parametrize("name", ["int64", "int32", "uint8", "float32", "float64", "complex128", "bool"])
@pytest.mark.parametrize("value", [2, True, 2.5, -1, 1 << 40, 2j])
def test_operators_with_numbers_are_the_functions_of_arrays(name, value):
    import operator

    x = xp.asarray([0, 1, 1], dtype=name)
    for f in (operator.add, operator.mul, operator.truediv, operator.eq, operator.lt):
        found = []
        for given in (x, x[xp.asarray([0, 1, 2])][::-1][::-1], xp.stack([x, x], axis=1)[:, 0]):  # the last takes the long way
            try:
                one, other = f(given, value), f(value, given)
                found.append((one.dtype, one.tolist(), other.dtype, other.tolist()))
            except (TypeError, OverflowError) as error:
                found.append(type(error))
        assert repr(found[0]) == repr(found[1]) == repr(found[2])


def test_integers_that_take_values_of_the_same_dtype():
    a, x = both(6)
    at = xp.asarray([0, -1, 0])
    x[at] = x[:3] + 10
    a[[0, -1, 0]] = a[:3] + 10
    assert x.tolist() == a.tolist()
    x[at] = x[3:]  # which overlaps
    a[[0, -1, 0]] = a[3:].copy()
    assert x.tolist() == a.tolist()
    with pytest.raises(IndexError):
        x[xp.asarray([0, 6])] = x[:2] + 0
    with pytest.raises(ValueError, match="broadcast"):
        x[at] = xp.ones(2)
    with pytest.raises(ValueError, match="writable"):
        xp.broadcast_to(x, (6,))[at] = xp.ones(3)
    assert x.tolist() == a.tolist()


def test_the_shape_is_made_once():
    x = xp.ones((5, 2))
    assert x.shape == (5, 2) and x.shape is x.shape
    assert [xp.ones(n).shape for n in (3, 4)] == [(3,), (4,)]
    for name in ("dtype", "device", "shape"):
        with pytest.raises(AttributeError):
            setattr(x, name, getattr(x, name))


POINTS = [([0, 3, -1], [2, 0, 1]), ([0, 3], 1), (-4, [0, 1, 0]), ([], []), ([1], [[0], [1]]), ([0, 1, 2, 3], [0, 0, 0, 0])]


@pytest.mark.parametrize("key", POINTS, ids=str)
@pytest.mark.parametrize("seen", [lambda x: x, lambda x: x[::-1], lambda x: x.T[:, ::-1].T, lambda x: x[:, 1:]], ids=["whole", "flipped", "turned", "part"])
def test_points_of_a_matrix(key, seen):
    a, x = both(4, 4)
    a, x = seen(a), seen(x)
    ours = tuple(k if isinstance(k, int) else xp.asarray(k, dtype=xp.int64) for k in key)
    theirs = tuple(k if isinstance(k, int) else np.asarray(k, dtype=np.int64) for k in key)
    assert x[ours].shape == a[theirs].shape and x[ours].tolist() == a[theirs].tolist()
    for value in (7, 2.5, np.arange(a[theirs].size).reshape(a[theirs].shape) + 0.5):
        a[theirs] = value
        x[ours] = value if isinstance(value, int | float) else xp.asarray(value)
        assert x.tolist() == a.tolist()


@pytest.mark.parametrize("key", [([0, 4], [0, 0]), ([0, 1], [0, -5]), ([0, 1], 4), (1 << 70, [0, 1]), (-5, [0]), ([0, 1], [1, 2, 0])], ids=str)
def test_points_outside_are_errors_and_nothing_is_written(key):
    x = both(4, 4)[1]
    key = tuple(k if isinstance(k, int) else xp.asarray(k) for k in key)
    with pytest.raises(IndexError):
        x[key]
    for value in (1.0, xp.ones(1)):
        with pytest.raises(IndexError):
            x[key] = value
    assert x.tolist() == both(4, 4)[0].tolist()


def test_points_of_read_only_memory_stay():
    x, at = xp.broadcast_to(xp.zeros(3), (3, 3)), xp.asarray([0, 1])
    for value in (1.0, xp.ones(2)):
        with pytest.raises(ValueError, match="writable"):
            x[at, at] = value


def test_item_of_a_vector():
    x = xp.asarray([1, 2, 3])[::-1]
    assert [x.item(i) for i in (0, 2, -1, -3)] == [3, 1, 1, 3]
    for bad in (3, -4, 1 << 70):
        with pytest.raises(IndexError):
            x.item(bad)
