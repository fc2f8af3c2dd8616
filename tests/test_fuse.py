"""fuse: the bits of the eager functions."""

from functools import partial
from itertools import permutations

import numpy as np
import pytest
from fusing import RNG, allocations, arrays, check, distances, mixed, same_bits, softmax, standardise
from hypothesis import given, settings
from hypothesis import strategies as st
from support import FLOATS, to_xp, values

import trueno_array as xp
import trueno_array.nn.functional as F
from trueno_array._ops import nn


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("n", [0, 1, 7, 1000, 1024, 5000, 70000, 300001])
def test_expression_has_the_bits_of_the_eager_one(n, dtype):
    check(mixed, *arrays(n, n, n, dtype=dtype))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    "shape", [(4, 5), (100, 3), (1000, 16), (300, 100), (50, 1000), (5, 1024), (3, 40000), (2, 3, 70), (2, 1), (0, 4), (70,)]
)
def test_softmax_of_rows(shape, dtype):
    check(softmax, *arrays(shape, dtype=dtype))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("n, m, d", [(3, 4, 5), (90, 80, 3), (100, 130, 16), (90, 30, 100), (1, 5, 7), (5, 1, 7), (6, 7, 1), (0, 3, 4)])
def test_distances_of_pairs(n, m, d, dtype):
    check(distances, *arrays((n, d), (m, d), dtype=dtype))


@pytest.mark.parametrize(
    "shape, axis", [((1000,), None), ((100, 20), 0), ((100, 20), -1), ((3, 50000), 1), ((7, 11, 13), (0, 2)), ((200, 300), None)]
)
def test_standardisation(shape, axis):
    check(standardise, *arrays(shape), axis)
    check(standardise, *arrays(shape, dtype="float32"), axis)


REDUCTIONS = ("sum", "mean", "max", "min", "prod", "any", "all", "var", "std", "count_nonzero")


@pytest.mark.parametrize("axis", [None, 0, 1, 2, (0, 2), (0, 1)])
@pytest.mark.parametrize("name", REDUCTIONS)
def test_closing_reductions(name, axis):
    for shape in ((7, 11, 13), (3, 5000, 2), (20000, 2, 3), (2, 3, 40000), (40, 50, 60), (1, 5, 1)):
        for dtype in FLOATS:
            x, y, row = arrays(shape, shape, shape[1:], dtype=dtype)
            check(lambda x, y: getattr(xp, name)(x * y, axis=axis), x, y)
            check(lambda x, y: getattr(xp, name)(x - y, axis=axis, keepdims=True), x, row)


@pytest.mark.parametrize("dtype", ["bool", "int8", "int32", "uint16", "int64", "float16", "complex64", "complex128"])
@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions_of_other_dtypes(name, dtype):
    x = to_xp(values("float32" if dtype == "float16" else dtype, 600).reshape(20, 30))
    x = xp.astype(x, getattr(xp, dtype))
    if dtype[0] == "c" and name in ("max", "min", "var", "std"):
        with pytest.raises(TypeError, match=f"^{name}: x must have a real-valued dtype"):
            xp.fuse(lambda x: getattr(xp, name)(x * x))(x)
        return
    for axis in (None, 0, 1):
        check(lambda x: getattr(xp, name)(x * x, axis=axis), x)  # noqa: B023
        check(lambda x: getattr(xp, name)(x, axis=axis), x)  # noqa: B023


@pytest.mark.parametrize("dtype", ["complex64", "complex128", "float32", "int16", "bool"])
def test_real_and_imaginary_parts(dtype):
    x = to_xp(values(dtype, 600).reshape(20, 30))
    for view in (x, x.T, x[::-1, ::2]):
        check(lambda x: (xp.real(x), xp.imag(x), x.real * x.imag), view)
        check(lambda x: xp.conj(x + x).imag + xp.real(x + x), view)
        check(lambda x: xp.sum(xp.imag(x * 2), axis=0) + xp.real(xp.sum(x, axis=0)), view)


def test_results_in_several_orders_of_memory():
    x, y = arrays((30, 40), (40, 30))
    y = y.T

    def fn(x, y):
        s = xp.exp(x) + xp.exp(y)
        return x * 2, s, y * 2, s - x

    fused = check(fn, x, y)
    assert [a.strides for a in fused(x, y)] == [a.strides for a in fn(x, y)]
    assert allocations(lambda: fused(x, y)) == 4


def test_reductions_of_views_and_with_dtypes():
    (x,) = arrays((300, 70))
    check(lambda x: xp.sum(x.T, axis=0), x)
    check(lambda x: xp.sum(x[::2, ::-3] * 2, axis=0), x)
    check(lambda x: xp.sum(x, dtype=xp.float32) + xp.sum(x * 2, dtype=xp.int32), x)
    check(lambda x: xp.max(x, axis=0) - xp.min(x * x, axis=1, keepdims=True), x)
    check(lambda x: xp.var(x + 1, axis=1, correction=1), x)


def test_where_clip_casts_and_scalars():
    x, y = arrays((40, 50), (50,))
    i = to_xp(values("int16", 50))
    check(lambda x, y: xp.where(x > y, x, 0.0), x, y)
    check(lambda x, y: xp.where(x, y, -x), x, y)
    check(lambda x, y: xp.clip(x * y, -0.5, y), x, y)
    check(lambda x, i: xp.astype(x * 3, xp.int32) + i, x, i)
    check(lambda x, i: x * i + xp.astype(i, xp.float32), x, i)
    check(lambda i: (i // 3) % 5 + (i << 2) - ~i, i)
    check(lambda i: (i > 3) & (i != 2) | (i < 100000), i)
    check(lambda x, a, b: x * a + (1 - a) * x**b, x, 0.3, 3)


PARAMETERS = {"celu": (1.5,), "elu": (0.7,), "hardtanh": (-0.5, 2.0), "leaky_relu": (0.2,), "softplus": (2.0, 5.0)}
ACTIVATIONS = {"tanh": ()} | {row.name: PARAMETERS.get(row.name, (0.5, 2.0)[: row.arity - 1]) for row in nn.ROWS}


@pytest.mark.parametrize("dtype", ["float16", *FLOATS, "int32"])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations(name, dtype):
    x = to_xp(values(dtype, 131))
    function = partial(F.gelu, approximate="tanh") if name == "gelu_tanh" else getattr(F, name)
    check(lambda x: function(x, *(() if name in PARAMETERS else ACTIVATIONS[name])), x)
    fused = check(lambda x, *parameters: function(x * 2, *parameters) + 1, x, *ACTIVATIONS[name])
    assert fused.falls_back is False and fused.trace_count == 1


@pytest.mark.parametrize("dtype", ["float16", *FLOATS, "int16", "bool"])
@pytest.mark.parametrize("function", [xp.fma, xp.lerp, F.softplus])
def test_functions_of_three_operands(function, dtype):
    x, y, z = (to_xp(values(dtype, 60).reshape(shape)) for shape in ((12, 5), (4, 3, 5), (60,)))
    y, z = y[0], z[:5]
    check(lambda x, y, z: function(x, y[0], z) * 2, x, y, z)
    check(lambda x, a, b: function(x, a, b), x, 0.3, 2)
    check(lambda x, a: function(a, x + x, 1), x, 0.25)
    check(lambda x, a, b: x + function(a, b, a + b), x, 0.5, 0.25)
    check(lambda x: function(x, x.T[0][:1], xp.asarray([2.0], dtype=xp.float32)), x)
    check(lambda x: function(x.T, x.T, 0.5), x)
    with pytest.raises(ValueError) as eager:
        function(x, y, z[:2])
    with pytest.raises(ValueError) as fused:
        xp.fuse(lambda x, y, z: function(x, y, z))(x, y, z[:2])
    assert str(fused.value) == str(eager.value)


@pytest.mark.parametrize("exponent", [2, 2.0, 3, 0.5, -1, True])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "uint8", "complex64", "bool"])
def test_powers(exponent, dtype):
    x = to_xp(values(dtype, 67))
    try:
        x**exponent
    except (TypeError, OverflowError):
        return
    check(lambda x: x**exponent, x)
    check(lambda x, a: xp.pow(x, a), x, exponent)


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [0, 1, 2, (0, 2)])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_reductions_of_reductions_of_permuted_operands(order, axis, keepdims):
    """A reduction lies in memory as its operand does, which decides in which order the next one adds."""
    x = xp.permute_dims(arrays((33, 31, 7))[0], order)
    check(lambda x: xp.sum(xp.max(x, axis=axis, keepdims=keepdims) * 1.5), x)
    check(lambda x: xp.mean(xp.sum(x * x, axis=axis, keepdims=keepdims)), x)
    check(lambda x: xp.sum(x - xp.mean(x, axis=axis, keepdims=True), axis=1), x)
    check(lambda x: xp.std(xp.sum(x, axis=1)[:, None, :] * x, axis=axis, keepdims=keepdims), x)
    for fn in (lambda x: xp.max(x, axis=axis, keepdims=keepdims), lambda x: xp.sum(x + 1, axis=1)[:, None]):
        assert np.asarray(xp.fuse(fn)(x)).strides == np.asarray(fn(x)).strides


@pytest.mark.parametrize("key", ["[:, None]", "[None, :, ::2]", "[..., 0]", "[3]", "[5:2]", ".T", ".mT", "[::-1]"])
def test_views_of_operands(key):
    x, y = arrays((20, 20), (20, 20))
    view = eval(f"lambda x: x{key}")
    check(lambda x, y: view(x) * 2 + 1, x, y)
    check(lambda x: view(x), x)


def test_new_dimensions_of_intermediate_results():
    x, y = arrays((20, 30), (30,))
    check(lambda x, y: (x * 2 + y)[:, None] - y, x, y)
    check(lambda x, y: x - xp.mean(x, axis=1)[:, None] + xp.expand_dims(xp.exp(y), 0), x, y)
    check(lambda x, y: xp.sum(x, axis=1)[:, None, None], x, y)


def test_outputs_of_any_number():
    x, y = arrays((20, 30), (30,))
    check(lambda x, y: (x + y, xp.exp(x + y), xp.sum(x * y, axis=0), y, 3.0), x, y)
    made = xp.fuse(lambda x, y: {"a": x * y, "b": [y + 1, None]})(x, y)
    same_bits(made["a"], x * y)
    same_bits(made["b"][0], y + 1)
    assert made["b"][1] is None
    assert xp.fuse(lambda x: x)(x) is x


def test_changes_in_place_of_intermediate_results():
    def fn(x):
        t = x * 2
        same = t
        t += 1
        t *= x
        return same - t * 3

    check(fn, *arrays((30, 40)))


# Random expressions

LEAVES = ("x", "y", "row", "column", "i", "m", "0.5", "3", "a")
UNARY = (
    "xp.exp({})",
    "xp.sin({})",
    "abs({})",
    "-({})",
    "xp.sqrt(abs({}))",
    "xp.astype({}, xp.float32)",
    "xp.isfinite({})",
    "({}) ** 2",
    "xp.tanh({})",
)
BINARY = (
    "({}) + ({})",
    "({}) - ({})",
    "({}) * ({})",
    "({}) / ({})",
    "xp.maximum({}, {})",
    "({}) > ({})",
    "xp.where(x > 0, {}, {})",
    "xp.atan2({}, {})",
)
REDUCING = (
    "xp.sum({}, axis=1, keepdims=True)",
    "xp.max({}, axis=0, keepdims=True)",
    "xp.mean({}, keepdims=True)",
    "xp.std({}, axis=-1, keepdims=True)",
)


def expressions(depth):
    if depth == 0:
        return st.sampled_from(LEAVES)
    less = expressions(depth - 1)
    return st.one_of(
        st.sampled_from(LEAVES),
        st.builds(str.format, st.sampled_from(UNARY), less),
        st.builds(str.format, st.sampled_from(BINARY), less, less),
        st.builds(str.format, st.sampled_from(BINARY), less, less),
        st.builds(str.format, st.sampled_from(REDUCING), st.builds("x * ({})".format, less)),
    )


LAYOUTS = {
    "C": lambda x: x,
    "F": lambda x: x.T.copy().T,
    "reversed": lambda x: x[::-1, ::-1].copy()[::-1, ::-1],
    "strided": lambda x: xp.repeat(x, 2, axis=1)[:, ::2],
}


@settings(max_examples=150, deadline=None)
@given(
    text=expressions(4),
    shape=st.sampled_from([(3, 5), (17, 33), (40, 130), (2, 3000), (300, 3), (1, 9), (9, 1), (0, 4)]),
    dtype=st.sampled_from(["float16", "float32", "float64"]),
    layout=st.sampled_from(sorted(LAYOUTS)),
)
def test_random_expressions(text, shape, dtype, layout):
    n, m = shape
    x, y, row, column = arrays(shape, shape, (m,), (n, 1), dtype=dtype)
    i = xp.asarray(RNG.integers(-9, 9, shape).astype("int32"))
    operands = (LAYOUTS[layout](x), y, row, column, i, i > 0, 1.5)
    fn = eval(f"lambda x, y, row, column, i, m, a: {text}")
    try:
        expected = fn(*operands)
    except (TypeError, ValueError, ArithmeticError) as error:
        with pytest.raises(type(error)) as caught:
            xp.fuse(fn)(*operands)
        assert str(caught.value) == str(error)
        return
    got = xp.fuse(fn)(*operands)
    if isinstance(expected, float | int):
        assert got == expected
    else:
        same_bits(got, expected)


def softmax_of_columns(x, y):
    e = xp.exp(x - xp.max(x, axis=0))
    return e / xp.sum(e, axis=0)


def standard_scores(x, y):
    e = xp.tanh(x) * y
    return (e - xp.mean(e, axis=0)) / xp.std(e, axis=0)


def two_shared(x, y):
    e = xp.exp(x)
    f = xp.log1p(e * e) + y
    return xp.where(f > xp.mean(f, axis=0), f, e + xp.sum(e))


def of_another_dtype(x, y):
    e = xp.exp(x)
    return xp.astype(e / xp.sum(e, axis=0) + y, xp.complex128)


@pytest.mark.parametrize("fn", [softmax_of_columns, standard_scores, two_shared, of_another_dtype])
@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (130, 70), (7, 1000), (600, 300)])
def test_a_dear_value_of_several_passes_lies_in_the_memory_of_the_result(fn, name, shape):
    x, y = arrays(shape, shape, dtype=name)
    turned = xp.asarray(x.T, copy=True).T
    for a in (x, turned, x[::-1], x[:, ::-1], xp.broadcast_to(x[:1], shape)):
        fused = check(fn, a, y)
    assert allocations(lambda: fused(x, y)) == 1
    if fn is softmax_of_columns:
        assert xp.fuse.explain(fused, x, y).count("exp_") == 1
