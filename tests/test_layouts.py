"""Copies, elementwise operations and joins over transposed, reversed, broadcast and narrow layouts, on every ISA level."""

from itertools import permutations

import numpy as np
import pytest
from support import assert_bits, dtype, to_np, to_xp

import trueno_array as xp

DTYPES = ("bool", "uint8", "int16", "float32", "float64", "complex128")
# Around the squares of every level, narrow on either side, empty, and long enough for blocks and threads.
MATRICES = [
    (3, 5),
    (16, 16),
    (17, 33),
    (70, 3),
    (3, 70),
    (9, 2),
    (64, 64),
    (130, 67),
    (1, 8),
    (0, 4),
    (4, 2100),
    (2100, 4),
    (70000, 2),
    (2, 140000),
]
CUBES = [(4, 5, 6), (20, 30, 9), (2, 2, 2), (1, 3, 7), (3, 64, 4), (40, 3, 33)]


def sample(shape, name, seed=0):
    return np.random.default_rng(seed).integers(0, 100, shape).astype(name)


@pytest.mark.parametrize("shape", MATRICES, ids=str)
@pytest.mark.parametrize("name", DTYPES)
def test_transposed_matrices(name, shape, isa):
    a, b = sample(shape, name), sample(shape[::-1], name, 1)
    x, y = to_xp(a), to_xp(b)
    assert_bits(x.T.copy(), a.T.copy())
    assert_bits(xp.flip(x.T, axis=0).copy(), a.T[::-1].copy())
    assert_bits(xp.astype(x.T, xp.complex128), a.T.astype("complex128"))
    assert_bits(xp.equal(x, y.T), a == b.T)
    mask = sample(shape, "int8", 2) < 50
    assert_bits(xp.where(to_xp(mask), x, y.T), np.where(mask, a, b.T))
    assert_bits(xp.where(to_xp(mask).T, x.T, y), np.where(mask.T, a.T, b))
    z = xp.zeros(shape, dtype=dtype(name))
    z.T[...] = x.T
    assert_bits(z, a)
    if name != "bool":
        assert_bits(xp.add(x, y.T), a + b.T)
        assert_bits(xp.add(x.T, 1), a.T + np.asarray(1, name))
        x += y.T
        assert_bits(x, a + b.T)


@pytest.mark.parametrize("shape", CUBES, ids=str)
@pytest.mark.parametrize("name", DTYPES)
def test_permuted_cubes(name, shape, isa):
    a = sample(shape, name)
    x = to_xp(a)
    for order in permutations(range(3)):
        turned, expected = xp.permute_dims(x, order), a.transpose(order)
        assert_bits(turned.copy(), expected.copy())
        assert_bits(turned[::-1, :, ::2].copy(), expected[::-1, :, ::2].copy())
        assert_bits(xp.not_equal(turned, x[0, 0, 0]), expected != a[0, 0, 0])


# Rows that are joined to long runs, alone and many at once, and rows too long for that.
SHORT_ROWS = [(9, 3), (400, 7), (5, 100), (33, 255), (1000, 1), (300, 2000), (70000, 2), (3, 4, 5), (2, 50, 6), (40, 30, 33)]


@pytest.mark.parametrize("shape", SHORT_ROWS, ids=str)
@pytest.mark.parametrize("name", (*DTYPES, "complex64", "int64"))
def test_rows_and_columns_that_are_repeated(name, shape, isa):
    a, mask = sample(shape, name), sample((*shape[:-1], 1), "int8", 2) < 50
    shapes = [shape[-1:], (*shape[:-1], 1), (shape[0], *(1 for _ in shape[1:]))]
    if len(shape) == 3:
        shapes += [(shape[0], 1, shape[2]), shape[1:]]
    for seed, part in enumerate(shapes):
        b = sample(part, name, seed + 3)
        for other in (b, b[..., ::-1], np.repeat(b, 2, axis=-1)[..., ::2]):
            x, y = to_xp(a), to_xp(other)
            assert_bits(xp.equal(x, y), a == other)
            assert_bits(xp.where(to_xp(mask), y, x), np.where(mask, other, a))
            assert_bits(xp.add(y, xp.astype(x, xp.complex128)), other + a.astype("complex128"))
            if name != "bool":
                assert_bits(xp.subtract(y, x), other - a)
                x += y
                assert_bits(x, a + other)


def narrow_views(a):
    yield a
    yield a[::-1]
    yield a[::2]
    yield a.swapaxes(0, 1)
    for key in (slice(None, None, -1), slice(1, None, 2), slice(None, -1), slice(None, None, -2), slice(1, -1)):
        if a[..., key].size:
            yield a[..., key]
    yield a[..., ::-1][::-2]


@pytest.mark.parametrize("name", ["uint8", "int16", "float32", "float64", "complex128"])
@pytest.mark.parametrize("shape", [(7, 3), (100, 2), (33, 5), (64, 13), (70, 17), (300, 16), (30, 4, 6), (5, 4, 3), (3, 2, 64), (4, 3, 2, 5), (600, 3, 2)], ids=str)
def test_short_rows_that_are_apart_and_repeated(shape, name, isa):
    for view in narrow_views(sample(shape, name)):
        rows, cells = view.shape[:1] + (1,) * (view.ndim - 1), (1,) * view.ndim
        others = [view.shape, (*view.shape[:-1], 1), view.shape[-1:], rows, cells, (view.shape[0], 1, *view.shape[2:])]
        for other in (sample(each, name, i) for i, each in enumerate(others)):
            x, y = to_xp(view), to_xp(other)
            assert_bits(x + y, view + other)
            assert_bits(y * x, other * view)
            assert_bits(x == y, view == other)
            assert_bits(x + y[..., ::-1], view + other[..., ::-1])
        assert_bits(xp.astype(to_xp(view), xp.complex64), view.astype("complex64"))
    for key in (slice(None), slice(0, None, 2), slice(None, None, -1)):
        a = sample(shape, name)
        x, more = to_xp(a.copy()), sample(a[..., key].shape, name, 3)
        a[..., key] += more
        x[..., key] += to_xp(more)
        assert_bits(x, a)


@pytest.mark.parametrize("name", ("uint8", "int16", "int32", "uint64", "float32", "float64", "complex64", "complex128"))
def test_steps_of_two_and_three(name, isa):
    for n in (1, 2, 15, 16, 17, 33, 64, 100, 1000, 5000):
        a, b = sample(3 * n, name), sample(3 * n, name, 1)
        x, y = to_xp(a), to_xp(b)
        for step in (2, 3, -1, -2):
            assert_bits(xp.add(x[::step], y[::step]), a[::step] + b[::step])
            assert_bits(xp.not_equal(x[::step], y[::step]), a[::step] != b[::step])
            assert_bits(xp.multiply(x[::step], 3), a[::step] * np.asarray(3, name))


@pytest.mark.parametrize("name", ("uint8", "int32", "float64", "complex64"))
def test_long_runs_that_begin_anywhere(name, isa):
    n = 20_000
    a, b = sample(n + 70, name), sample(n + 70, name, 1)
    x, y = to_xp(a), to_xp(b)
    for offset in (0, 1, 2, 3, 7, 15, 31, 63):
        assert_bits(xp.add(x[offset:][:n], y[3:][:n]), a[offset:][:n] + b[3:][:n])
        assert_bits(xp.add(5, x[offset:][:n]), np.asarray(5, name) + a[offset:][:n])
        z = xp.asarray(x, copy=True)
        z[offset:][:n] *= y[:n]
        assert_bits(z[offset:][:n], a[offset:][:n] * b[:n])
        assert_bits(z[offset:][n:], a[offset:][n:])


@pytest.mark.parametrize("name", DTYPES)
@pytest.mark.parametrize("n", (0, 1, 7, 64, 100_000))
def test_repeated_elements(name, n, isa):
    value = sample((1,), name)[0]
    x = xp.zeros((n + 2,), dtype=dtype(name))
    x[1:-1] = value.item()
    expected = np.zeros(n + 2, name)
    expected[1:-1] = value
    assert_bits(x, expected)
    assert_bits(xp.full((n,), value.item(), dtype=dtype(name)), np.full(n, value))
    assert_bits(xp.broadcast_to(to_xp(np.asarray(value)), (3, n)).copy(), np.full((3, n), value))


@pytest.mark.parametrize("name", DTYPES)
@pytest.mark.parametrize("n", (0, 1, 2, 3, 4, 5, 70))
def test_joins(name, n, isa):
    for shape in ((40, 4), (5, 2), (3, 1), (1000, 3), (7, 0), (300, 70)):
        parts = [sample(shape, name, seed) for seed in range(max(n, 1))]
        made = [to_xp(a) for a in parts]
        for axis in (0, 1):
            assert_bits(xp.concat(made, axis=axis), np.concatenate(parts, axis=axis))
        for axis in (0, 1, 2):
            assert_bits(xp.stack(made, axis=axis), np.stack(parts, axis=axis))
        assert_bits(xp.concat([made[0], made[0][:, :1]], axis=1), np.concatenate([parts[0], parts[0][:, :1]], axis=1))
        assert_bits(xp.stack([x.T for x in made], axis=-1), np.stack([a.T for a in parts], axis=-1))
        assert_bits(xp.concat([x[::-1] for x in made], axis=1), np.concatenate([a[::-1] for a in parts], axis=1))


@pytest.mark.parametrize("name", DTYPES)
def test_rolls_along_many_axes(name):
    for shape in ((5, 7), (4, 3, 6), (1, 9), (0, 3)):
        a = sample(shape, name)
        for shift in (0, 1, -2, 13):
            assert_bits(xp.roll(to_xp(a), shift), np.roll(a, shift))
            assert_bits(xp.roll(to_xp(a), (shift, 3), axis=(0, -1)), np.roll(a, (shift, 3), axis=(0, -1)))
            assert_bits(xp.roll(xp.flip(to_xp(a)), (shift, 1, 2), axis=(0, 1, 0)), np.roll(np.flip(a), (shift, 1, 2), axis=(0, 1, 0)))


def steps(x):
    return tuple(step // to_np(x).itemsize for step in to_np(x).strides)


def test_results_lie_as_their_operands_do():
    x = xp.ones((3, 4, 5))
    turned = xp.permute_dims(x, (2, 0, 1))
    for made in (
        -turned,
        turned + 1,
        turned * turned,
        xp.astype(turned, xp.float32),
        xp.where(turned > 0, turned, 0.0),
        xp.clip(turned, 0, 1),
    ):
        assert steps(made) == steps(turned)
    swapped = xp.permute_dims(x, (2, 1, 0))
    assert steps(swapped + xp.ones((5, 4, 3))) == (12, 3, 1)
    assert steps(swapped + xp.ones((3,))) == steps(swapped)
    assert steps(turned.copy()) == (12, 4, 1)


def long_steps(x):
    """The strides of the dimensions that are longer than 1, in elements."""
    return tuple(step // x.itemsize for step, n in zip(x.strides, x.shape) if n > 1)


LYING = {
    "negative": lambda m, x: -x,
    "add": lambda m, x: x + x,
    "where": lambda m, x: m.where(x > 3, x, x),
    "copy": lambda m, x: m.asarray(x, copy=True),
    "astype": lambda m, x: m.astype(x, m.float32),
    "concat": lambda m, x: m.concat([x, x], axis=1),
    "sort": lambda m, x: m.sort(x, axis=1),
    "argsort": lambda m, x: m.argsort(x, axis=2),
    "sum": lambda m, x: m.sum(x, axis=1),
    "mean": lambda m, x: m.mean(x, axis=0, keepdims=True),
    "std": lambda m, x: m.std(x, axis=3),
    "max": lambda m, x: m.max(x, axis=(0, 2)),
    "any": lambda m, x: m.any(x > 50, axis=2),
    "argmax": lambda m, x: m.argmax(x, axis=1),
    "cumulative_sum": lambda m, x: m.cumulative_sum(x, axis=1),
}
NOT_AS_NUMPY = ("argmax", "argsort", "cumulative_sum")  # NumPy's are in C order


@pytest.mark.parametrize("shape", [(3, 4, 5, 2), (1, 4, 1, 6), (2, 1, 3, 1), (4, 3, 1, 7)], ids=str)
@pytest.mark.parametrize("function", LYING)
def test_results_lie_as_those_of_numpy_do(function, shape):
    for order in permutations(range(4)):
        a = sample(shape, "float64").transpose(order)
        want, got = LYING[function](np, a), LYING[function](xp, xp.permute_dims(to_xp(sample(shape, "float64")), order))
        np.testing.assert_allclose(to_np(got), want, rtol=1e-14)
        if function not in NOT_AS_NUMPY:
            assert long_steps(to_np(got)) == long_steps(want), order


@pytest.mark.parametrize("axis", (0, 2, (0, 2), (0, 2, 4)))
@pytest.mark.parametrize("name", ("uint8", "float32", "float64", "int64"))
def test_single_elements_along_an_axis(name, axis, isa):
    """Axes of length 1: reductions are the elements, sorts are copies; the number of elements is above that of any short way."""
    a = sample((1, 70, 1, 331, 1), name).transpose(0, 3, 2, 1, 4)
    x = xp.permute_dims(to_xp(sample((1, 70, 1, 331, 1), name)), (0, 3, 2, 1, 4))
    for function in ("sum", "prod", "max", "min", "mean", "var", "any", "count_nonzero"):
        assert_bits(getattr(xp, function)(x, axis=axis), getattr(np, function)(a, axis=axis))
    if isinstance(axis, int):
        for function in ("sort", "argsort", "median", "argmax", "argmin", "cumulative_sum"):
            np.testing.assert_array_equal(to_np(getattr(xp, function)(x, axis=axis)), getattr(np, function)(a, axis=axis))


@pytest.mark.parametrize("name", ("float32", "float64", "int32", "uint8", "complex64"))
def test_folds_of_few_rows(name, isa):
    """One to nine rows, which the groups of eight leave over, of columns that fill vectors and do not."""
    for rows in range(1, 10):
        for columns in (1, 7, 16, 33, 4099):
            a = sample((rows, columns), name, rows)
            x = to_xp(a)
            wide = a.astype("complex128" if name == "complex64" else "float64")
            for function in ("sum", "mean", *(() if name == "complex64" else ("max", "min", "var", "std"))):
                np.testing.assert_allclose(to_np(getattr(xp, function)(x, axis=0)), getattr(np, function)(wide, axis=0), rtol=3e-7)


@pytest.mark.parametrize("name", ("uint8", "float32", "complex128"))
def test_copies_of_short_rows(name, isa):
    a = sample((5, 30, 150), name)
    x = to_xp(a)
    for width in (1, 2, 3, 5, 7, 9, 13, 17, 31, 33, 47, 63, 65, 100, 127, 129, 145):
        assert_bits(x[:, :, 3 : 3 + width].copy(), a[:, :, 3 : 3 + width].copy())
        assert_bits(xp.tile(x[:, :4, :width], (2, 1, 3)), np.tile(a[:, :4, :width], (2, 1, 3)))
        assert_bits(xp.flip(x[:, :, :width], axis=1).copy(), a[:, ::-1, :width].copy())


@pytest.mark.parametrize("share", (0, 0.001, 0.01, 0.1, 0.19, 0.21, 0.9, 1))
def test_positions_in_sparse_masks(share, isa):
    for n in (1, 63, 64, 65, 1000, 70_001):
        mask = np.random.default_rng(n).random(n) < share
        assert_bits(xp.nonzero(to_xp(mask))[0], np.nonzero(mask)[0])


@pytest.mark.parametrize("n", (1, 3, 16, 50, 63, 64, 65, 130))
def test_bytes_over_an_axis_in_the_middle(n, isa):
    for a in (sample((4, 19, n), "uint8"), sample((4, 19, n), "uint8") > 97, sample((4, 19, n), "int8") - np.int8(50)):
        x = to_xp(a)
        assert_bits(xp.any(x, axis=1), np.any(a, axis=1))
        assert_bits(xp.all(x, axis=1), np.all(a, axis=1))
        if a.dtype != bool:
            assert_bits(xp.max(x, axis=1), np.max(a, axis=1))
            assert_bits(xp.min(x, axis=1), np.min(a, axis=1))
            assert_bits(xp.clip(x, 3, 40), np.clip(a, 3, 40))


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
@pytest.mark.parametrize("name", ["uint8", "float32", "complex128"])
def test_moves_of_permuted_and_strided_arrays(name, order, isa):
    rng = np.random.default_rng(0)
    for shape in ((4, 5, 6), (3, 1, 40), (2, 0, 3)):
        for step in (1, 2, -1):
            a, b = (sample([n * abs(step) for n in shape], name, seed)[::step, :: abs(step), ::step].transpose(order) for seed in (0, 1))
            x, y = to_xp(a), to_xp(b)
            for axis in range(3):
                n = a.shape[axis]
                assert_bits(xp.concat([x, y, x], axis=axis), np.concatenate([a, b, a], axis=axis))
                assert_bits(xp.stack([x, y], axis=axis), np.stack([a, b], axis=axis))
                assert_bits(xp.roll(x, 2, axis=axis), np.roll(a, 2, axis=axis))
                for times in (0, 1, 2, 3, 5, 40):
                    assert_bits(xp.repeat(x, times, axis=axis), np.repeat(a, times, axis=axis))
                counts = rng.integers(0, 4, n)
                assert_bits(xp.repeat(x, to_xp(counts), axis=axis), np.repeat(a, counts, axis=axis))
                if n:
                    index = rng.integers(-n, n, 7)
                    assert_bits(xp.take(x, to_xp(index), axis=axis), np.take(a, index, axis=axis))
                    with pytest.raises(IndexError, match=f"axis {axis}"):
                        xp.take(x, to_xp(index + 2 * n), axis=axis)
            assert_bits(xp.stack([x, y], axis=3), np.stack([a, b], axis=3))
            for times in ((2, 1, 3), (1, 2, 1), (2,), (3, 1, 1, 2), (1, 0, 2), (1, 1, 1), (4, 3, 2)):
                assert_bits(xp.tile(x, times), np.tile(a, times))
            for i, j in zip(xp.nonzero(x), np.nonzero(a), strict=True):
                assert_bits(i, j)
            c_order = sample(a.shape, name, 2)
            assert_bits(xp.concat([x, to_xp(c_order)]), np.concatenate([a, c_order]))
            wide = sample(a.shape, "complex128", 3)
            assert_bits(xp.concat([x, to_xp(wide)]), np.concatenate([a, wide]))


@pytest.mark.parametrize("name", DTYPES)
def test_repeats_of_blocks_of_every_length(name, isa):
    for length in (*range(1, 20), 33, 64, 65, 130, 200):
        a = sample((40, length), name)
        for times in (2, 3, 4, 5, 7):
            assert_bits(xp.repeat(to_xp(a), times, axis=0), np.repeat(a, times, axis=0))
    a = sample((40_000,), name)
    for times in (2, 5, 9):
        assert_bits(xp.repeat(to_xp(a), times), np.repeat(a, times))


@pytest.mark.parametrize("name", DTYPES)
def test_selections_by_strided_masks(name, isa):
    a = sample((70, 90), name)
    wide = sample((210, 181), "uint8", 1) % 2 == 1
    for mask in (wide[::3, 1::2], wide[:70, :90], wide[69::-1, 89::-1], wide[:90, :70].T):
        x, chosen = to_xp(a), to_xp(mask)
        assert_bits(x[chosen], a[mask])
        x, b = x.copy(), a.copy()
        x[chosen] = 3
        b[mask] = 3
        assert_bits(x, b)
        for i, j in zip(xp.nonzero(chosen), np.nonzero(mask), strict=True):
            assert_bits(i, j)
