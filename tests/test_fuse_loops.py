"""fuse: chains of cheap steps, which run as one loop of machine code on AVX-512, have the bits of the kernels."""

import functools
import operator

import numpy as np
import pytest
from fusing import arrays, check
from hypothesis import given, settings
from hypothesis import strategies as st
from support import FLOATS, to_xp, values

import trueno_array as xp
import trueno_array.nn.functional as F
from trueno_array import backends

ONE = ("abs", "negative", "square", "sqrt", "reciprocal", "floor", "ceil", "trunc", "round")
TWO = ("add", "subtract", "multiply", "divide", "maximum", "minimum")
COMPARISONS = ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
LENGTHS = [0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 100, 1000, 4097, 70001]


def function(name):
    return F.relu if name == "relu" else getattr(xp, name)


def pairs(dtype, n):
    """Every special value beside every other one, then ordinary ones, n of each."""
    x = values(dtype, 40)
    a, b = (part.ravel() for part in np.meshgrid(x, x))
    more = max(1, -(-n // a.size))
    return to_xp(np.tile(a, more)[:n]), to_xp(np.tile(b, more)[:n])


def loops(fn, *args):
    return [line for line in xp.fuse.explain(fn, *args).splitlines() if "one loop of" in line]


@pytest.mark.skipif(backends.current() != "avx512", reason="other levels run every step by its kernel")
@pytest.mark.parametrize("dtype", FLOATS)
def test_cheap_steps_are_one_loop(dtype):
    x, y = arrays(50, 50, dtype=dtype)
    assert loops(lambda x, y: xp.where(x * x + y < 4, F.relu(x) - xp.sqrt(y), -y), x, y) == ["  one loop of 8 steps:"]
    assert loops(lambda x, y: 2 * x + 3 * xp.sin(y) ** 2 - y / (1 + abs(x)), x, y) == ["  one loop of 8 steps:"]
    assert loops(lambda x, y: xp.exp(xp.sin(x)), x, y) == []


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", [*ONE, "relu"])
def test_one_operand(name, dtype):
    op = function(name)
    for n in (1600, 21):
        x, y = pairs(dtype, n)
        check(lambda x, y: op(x), x, y)
        check(lambda x, y: op(op(x + y) * x), x, y)
        check(lambda x, y: (op(x), op(y), op(x * y)), x, y)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", TWO)
def test_two_operands(name, dtype):
    op = function(name)
    x, y = pairs(dtype, 1617)
    check(lambda x, y: (op(x, y), op(y, x), op(x, x)), x, y)
    check(lambda x, y: op(op(x, 2.5), op(-0.0, y)), x, y)
    check(lambda x, y: op(op(x, y), op(op(y, x), x)) - y, x, y)
    for one in (0.0, -0.0, float("nan"), float("inf")):
        check(lambda x, y, one=one: op(x, one) + op(one, y), x, y)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", COMPARISONS)
def test_comparisons(name, dtype):
    op = function(name)
    for n in (1600, 13):
        x, y = pairs(dtype, n)
        check(lambda x, y: op(x, y), x, y)
        check(lambda x, y: (op(x, y), xp.where(op(y, x), x, y), op(x, 1.0)), x, y)
        check(lambda x, y: xp.where(xp.logical_and(op(x, y), xp.logical_not(op(x, 0.5))), x + y, 0.0), x, y)
        check(lambda x, y: xp.where(xp.logical_xor(op(x, y), y > 0), x, y) * xp.where(xp.logical_or(op(x, y), x < y), y, 1.0), x, y)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("n", LENGTHS)
def test_lengths(n, dtype):
    x, y, z = arrays(n, n, n, dtype=dtype)
    positive = x > 0
    check(lambda x, y, z: (x + y) * (x - y) - z / 3, x, y, z)
    check(lambda x, y, z, m: (xp.where(m, x - y, z * x), x > y, xp.floor(z) + x), x, y, z, positive)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", [(5, 3), (7, 64), (6, 200), (3, 5000), (1, 40), (40, 1), (2, 3, 50), (0, 4)])
def test_operands_that_are_broadcast(shape, dtype):
    x, column, row, one = arrays(shape, (*shape[:-1], 1), shape[-1:], (1,), dtype=dtype)
    check(lambda x, c, r, o: (x - c) * r + o, x, column, row, one)
    check(lambda x, c, r, o: xp.where(x > c, xp.sqrt(abs(r)) * o, c), x, column, row, one)
    check(lambda x, c, r, o: xp.sum((x - c) * (x - r) + o, axis=-1), x, column, row, one)
    for view in (x.mT.copy().mT, xp.repeat(x, 2, axis=-1)[..., ::2], xp.flip(x)):
        check(lambda x, c, r, o: (x - c) * r + o, view, column, row, one)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("n", [3, 16, 20, 33, 100, 127, 300])
def test_rows_that_end_a_tile(n, dtype):
    for n_rows in [*range(1, 6), *range(1020 // n - 1, 1020 // n + 4), 2048 // n + 2, 8 * 1024 // n + 1]:
        x, column = arrays((n_rows, n), (n_rows, 1), dtype=dtype)
        check(lambda x, c: (x - c) * x, x, column)
        check(lambda x, c: xp.sum((x - c) * x), x, column)
        check(lambda x, c: xp.max((x - c) * x, axis=0), x, column)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("n", [*LENGTHS, 48, 63, 64, 65, 127, 1023, 1024, 1025, 33000, 300000])
def test_sums_of_chains(n, dtype):
    x, y = arrays(n, n, dtype=dtype)
    check(lambda x, y: xp.sum((x - y) ** 2), x, y)
    check(lambda x, y: xp.sum(xp.where(x < y, x * 2.5, -y) + xp.maximum(x, 0.25)), x, y)
    check(lambda x, y: xp.sum(xp.floor(x) - y, dtype="float64"), x, y)
    if n:
        check(lambda x, y: xp.mean(abs(x - y) * y), x, y)
        check(lambda x, y: xp.sum(x * y - x), x[::-1], y)
        check(lambda x, y: xp.sum(x * y - x), x, y[:1])


@pytest.mark.parametrize("dtype", FLOATS)
def test_sums_of_special_values(dtype):
    x, y = pairs(dtype, 1600)
    for n in (1, 5, 16, 17, 40, 64, 100):
        for first in range(0, 1500, 97):
            check(lambda x, y: (xp.sum(x * 1.0), xp.sum(x * -0.0), xp.sum(x - y), xp.mean(x + y)), x[first : first + n], y[first : first + n])


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", [(5, 16), (7, 100), (300, 20), (40, 1030), (3, 5000), (2, 40000), (4, 5, 33), (3, 1, 64), (17, 64, 2), (0, 16), (6, 0)])
def test_sums_of_rows(shape, dtype):
    for other in ((1,) * len(shape), shape, (1, *shape[1:]), (*shape[:-1], 1), shape[-1:]):
        x, y = arrays(shape, other, dtype=dtype)
        for axis in (None, -1, 0, tuple(range(1, len(shape)))):
            check(lambda x, y, axis=axis: xp.sum((x - y) * x, axis=axis), x, y)
        check(lambda x, y: xp.sum(x * y - x, axis=-1, keepdims=True), xp.flip(x), y)
        check(lambda x, y: xp.sum(x * y - x, axis=-1), x[::2], y[:1])


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("n", [3, 15, 16, 17, 64, 100, 1500])
def test_sums_over_pairs(n, dtype):
    x, y = arrays((33, n), (40, n), dtype=dtype)
    check(lambda x, y: xp.sum((x[:, None, :] - y[None, :, :]) ** 2, axis=-1), x, y)
    check(lambda x, y: xp.mean(abs(x[:, None, :] - y[None, :, :]), axis=2), x, y)
    check(lambda x, y: xp.sum((x[:, None, :] - y[None, :, :]) * 2.0, axis=(0, 2)), x, y)


def test_operands_at_any_address():
    for dtype in FLOATS:
        (x,) = arrays(3000, dtype=dtype)
        for first in (1, 3, 7):
            check(lambda x, y: x * y - (y + 1) * 0.5, x[first : first + 1001], x[first + 5 : first + 1006])


@pytest.mark.parametrize("dtype", FLOATS)
def test_more_operands_and_values_than_registers(dtype):
    many = arrays(*[333] * 24, dtype=dtype)
    check(lambda *x: functools.reduce(operator.add, x), *many)
    check(lambda *x: functools.reduce(operator.mul, [a * (i + 0.5) for i, a in enumerate(x)]), *many)

    def all_alive(x, y):
        made = [x * (i + 0.25) + y for i in range(48)]
        return functools.reduce(operator.sub, reversed(made))

    check(all_alive, *many[:2])


def test_dtypes_that_meet():
    x, y = arrays(500, dtype="float32")[0], arrays(500)[0]
    check(lambda x, y: (x * x - x, (y * y - y) + xp.astype(x + 1, xp.float64), x + x > x), x, y)
    check(lambda x, y: xp.where(xp.astype(x, xp.float64) > y, y - 1, y * 2), x, y)


def test_one_plan_for_operands_of_several_layouts():
    fused = xp.fuse(lambda x, y: (x - y) * 2 + y)
    (x,) = arrays((6, 400))
    for y in (x + 1, xp.broadcast_to(x[:, :1], x.shape), xp.broadcast_to(x[0], x.shape), xp.broadcast_to(x[0, 0], x.shape), xp.flip(x)):
        np.testing.assert_array_equal(np.asarray(fused(x, y)), np.asarray((x - y) * 2 + y))


LEAVES = ("x", "y", "z", "row", "column", "(2.5 - x)", "(y * -0.0)")
NODES = [f"xp.{name}({{}})" for name in ("abs", "square", "sqrt", "floor")]
PAIRS = ["({} + {})", "({} - {})", "({} * {})", "({} / {})", "xp.maximum({}, x - {})", "xp.where(x * {} > y, {}, z)", "xp.tanh({} * {} - x)"]


def trees(depth):
    leaf = st.sampled_from(LEAVES)
    if depth == 0:
        return leaf
    less = trees(depth - 1)
    return st.one_of(leaf, st.builds(str.format, st.sampled_from(NODES), less), *[st.builds(pair.format, less, less) for pair in PAIRS])


@settings(max_examples=200, deadline=None)
@given(text=trees(5), shape=st.sampled_from([(3, 5), (17, 33), (4, 257), (9, 1), (300, 3)]), dtype=st.sampled_from(["float32", "float64"]))
def test_random_trees(text, shape, dtype):
    x, y, z, row, column = arrays(shape, shape, shape, shape[-1:], (shape[0], 1), dtype=dtype)
    fn = eval(f"lambda x, y, z, row, column: ({text}) + x")
    with np.errstate(all="ignore"):
        check(fn, x, y, z, row, column)
