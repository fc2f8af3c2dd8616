"""Every elementwise operation on every dtype, layout, size and ISA level."""

import numpy as np
import op_matrix
import pytest
from support import GROUPS, assert_bits, assert_equal, dtype, layouts, to_np, to_xp, values

import trueno_array as xp

SIZES = (0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 129, 511, 513)


def cases(ops):
    return [pytest.param(op, name, id=f"{op.name}-{name}") for op in ops for kind in op.kinds for name in GROUPS[kind]]


def operands(op, name, n=67):
    """Operands in the domain where the standard says what the result is."""
    out = [values(name, n, seed) for seed in range(op.arity)]
    if op.arity == 2:
        out[1] = np.roll(out[1], n // 3)
    if "shift" in op.name:
        out[1] = (np.arange(n) % (8 * out[1].dtype.itemsize)).astype(name)
    if op.name == "abs" and np.dtype(name).kind == "i":
        out[0] = np.where(out[0] == np.iinfo(name).min, 0, out[0]).astype(name)
    if op.name == "floor_divide" and np.dtype(name).kind == "i":
        out[1] = np.where(out[1] == -1, 1, out[1]).astype(name)
    return out


def expected(op, arguments):
    with np.errstate(all="ignore"):
        return np.asarray(op.reference(*arguments))


def check(op, actual, arguments, message):
    compare = assert_equal if op.name in ("maximum", "minimum", "floor_divide") else assert_bits
    want = expected(op, arguments)
    if op.name == "floor_divide" and want.dtype.kind == "f":
        # Where the quotient rounds up to a whole number, the standard allows that number and the one below it.
        with np.errstate(all="ignore"):
            other = np.floor(arguments[0] / arguments[1])
        want = np.where(to_np(actual) == other, other, want)
    compare(actual, want, message)


@pytest.mark.parametrize("op, name", cases(op_matrix.EXACT))
def test_every_layout_gives_numpys_bits(op, name, isa):
    function = op.function
    flat = operands(op, name, 66)
    for shape in ((66,), (6, 11), (3, 2, 11)):
        arguments = [a.reshape(shape) for a in flat]
        placed = [list(layouts(a)) for a in arguments]
        for i, (layout, x1) in enumerate(placed[0]):
            others = [p[(i + 1) % len(p)] for p in placed[1:]]  # the second operand has another layout
            message = f"{op.name} {name} {shape} {layout} {[o[0] for o in others]}"
            check(op, function(x1, *(o[1] for o in others)), arguments, message)


@pytest.mark.parametrize("op, name", cases(op_matrix.EXACT))
def test_every_size_gives_numpys_bits(op, name, isa):
    function = op.function
    for n in SIZES:
        arguments = operands(op, name, n)
        check(op, function(*map(to_xp, arguments)), arguments, f"{op.name} {name} n={n}")


@pytest.mark.parametrize("op, name", cases(op_matrix.ALL_OPS))
def test_lane_tail_and_layout_do_not_change_bits(op, name, isa):
    """An element's result depends on its operands only: the same alone, in a vector, in a tail, in any layout."""
    function = op.function
    arguments = operands(op, name, 75)
    whole = to_np(function(*map(to_xp, arguments)))
    for start, stop in [(0, 1), (1, 4), (2, 9), (3, 20), (5, 38), (7, 74), (30, 75), (59, 75), (74, 75)]:
        part = function(*(to_xp(a)[start:stop] for a in arguments))
        assert_bits(part, whole[start:stop], f"{op.name} {name} [{start}:{stop}]")
    singles = [function(*(to_xp(a[i : i + 1]) for a in arguments)) for i in range(0, 75, 7)]
    assert_bits(np.concatenate([to_np(s) for s in singles]), whole[::7], "one by one")
    for layout in zip(*(layouts(a) for a in arguments)):
        assert_bits(function(*(x for _, x in layout)), whole, layout[0][0])


@pytest.mark.parametrize("op, name", cases(op_matrix.ALL_OPS))
def test_zero_dimensional_empty_and_many_dimensional(op, name, isa):
    function = op.function
    arguments = operands(op, name, 6)
    whole = to_np(function(*map(to_xp, arguments)))
    assert_bits(function(*(to_xp(a[4]) for a in arguments)), whole[4], "0-d")
    empty = function(*(to_xp(a[:0].reshape(3, 0, 2)) for a in arguments))
    assert empty.shape == (3, 0, 2) and empty.size == 0 and to_np(empty).dtype == whole.dtype
    deep = (1,) * 14 + (2,) + (1,) * 15 + (3,) + (1,)
    assert_bits(function(*(to_xp(a.reshape(deep)) for a in arguments)), whole.reshape(deep), "32 dimensions")


@pytest.mark.parametrize("op, name", cases([op for op in op_matrix.ALL_OPS if op.arity == 2]))
def test_broadcasting_equals_the_spelled_out_operation(op, name, isa):
    function = op.function
    a, b = operands(op, name, 35)
    for shape1, shape2 in [
        ((35,), (1,)),
        ((1,), (35,)),
        ((), (35,)),
        ((5, 7), (7,)),
        ((5, 1), (7,)),
        ((5, 7), (5, 1)),
        ((3, 1, 5), (4, 1)),
    ]:
        x1 = a[: np.prod(shape1, dtype=int)].reshape(shape1)
        x2 = b[: np.prod(shape2, dtype=int)].reshape(shape2)
        spelled = [to_xp(v) for v in np.broadcast_arrays(x1, x2)]
        want = to_np(function(*spelled))
        assert_bits(function(to_xp(x1), to_xp(x2)), want, f"{shape1} {shape2}")
        views = [xp.broadcast_to(to_xp(v), want.shape) for v in (x1, x2)]
        assert_bits(function(*views), want, f"views {shape1} {shape2}")


@pytest.mark.parametrize("op, name", cases([op for op in op_matrix.ALL_OPS if op.arity == 2]))
def test_python_scalar_operand_equals_an_array_of_it(op, name, isa):
    function = op.function
    scalar = {"b": True, "i": 3, "u": 3, "f": 2.5, "c": 1.5 - 0.5j}[np.dtype(name).kind]
    a = operands(op, name, 35)[0]
    if "shift" in op.name:
        a = np.abs(a // 2).astype(name)
    full = np.full(a.shape, scalar, name)
    x = to_xp(a)
    assert_bits(function(x, scalar), to_np(function(x, to_xp(full))), "array, scalar")
    if "shift" in op.name:
        x = to_xp((a % 7).astype(name))
    assert_bits(function(scalar, x), to_np(function(to_xp(full), x)), "scalar, array")


@pytest.mark.parametrize("op", op_matrix.INTEGER_TO_FLOAT, ids=lambda op: op.name)
@pytest.mark.parametrize("kind", ["bool", "int8", "int64", "uint16", "uint64"])
def test_functions_of_floats_take_integers(op, kind, isa):
    """As in NumPy's users' code: the integers become the default float."""
    function = op.function
    x = xp.asarray([0, 1, 1, 0, 1], dtype=dtype(kind))
    wide = xp.astype(x, xp.float64)
    arguments = (x, wide, wide)[: op.arity]
    both = tuple(xp.astype(a, xp.float64) for a in arguments)
    assert_bits(function(*arguments), to_np(function(*both)), op.name)


@pytest.mark.parametrize("name", ["float32", "float64"])
@pytest.mark.parametrize("op", ["exp", "add", "sqrt", "sin"])
def test_large_arrays_equal_their_pieces(op, name, isa):
    """Above the sizes where threads, blocks and streaming stores begin."""
    function = getattr(xp, op)
    n = 3_000_001
    a = np.tile(values(name, 999), n // 999 + 1)[:n]
    arguments = [to_xp(a), to_xp(a[::-1])][: 2 if op == "add" else 1]
    whole = to_np(function(*arguments))
    pieces = np.concatenate([to_np(function(*(x[i : i + 10_007] for x in arguments))) for i in range(0, n, 10_007)])
    assert_bits(whole, pieces, op)


# fmt: off
INT_WRAP = [
    ("add",      "int8",   127,          1,    -128),
    ("add",      "uint64", 2**64 - 1,    1,    0),
    ("subtract", "uint8",  0,            1,    255),
    ("multiply", "int32",  2**31 - 1,    2,    -2),
    ("multiply", "int64",  2**62,        4,    0),
    ("pow",      "int64",  3,            39,   4052555153018976267),
    ("pow",      "uint8",  2,            9,    0),
    ("pow",      "int8",   -2,           7,    -128),
    ("pow",      "int32",  0,            0,    1),
    ("floor_divide", "int32", -7,        2,    -4),
    ("floor_divide", "int64", 7,         -2,   -4),
    ("remainder",    "int32", -7,        2,    1),
    ("remainder",    "int64", 7,         -2,   -1),
    ("remainder",    "int8",  -128,      -1,   0),
    ("floor_divide", "uint64", 2**64 - 1, 3,   6148914691236517205),
]
# fmt: on


@pytest.mark.parametrize("op, name, x1, x2, result", INT_WRAP)
def test_integer_arithmetic_is_exact_and_wraps(op, name, x1, x2, result, isa):
    n = 37
    left, right = (xp.full((n,), v, dtype=dtype(name)) for v in (x1, x2))
    assert_bits(getattr(xp, op)(left, right), np.full(n, result, name))


@pytest.mark.parametrize("name", GROUPS["i"])
def test_integer_pow_equals_numpy(name, isa):
    base = values(name, 90)
    exponent = (np.arange(90) % 12).astype(name)
    with np.errstate(all="ignore"):
        assert_bits(xp.pow(to_xp(base), to_xp(exponent)), base**exponent)


@pytest.mark.parametrize("name", GROUPS["i"])
def test_integer_division_by_zero_is_defined_and_harmless(name, isa):
    x = to_xp(values(name, 20))
    zero = xp.zeros_like(x)
    assert_bits(xp.floor_divide(x, zero), np.zeros(20, name))
    assert_bits(xp.remainder(x, zero), np.zeros(20, name))


@pytest.mark.parametrize("name", ["int64", "uint64"])
def test_long_division_is_exact_beside_multiples_of_the_divisor(name, isa):
    """Operands beyond 2^51, where a float64 quotient may reach the next integer."""
    rng = np.random.default_rng(3)
    low, high = np.iinfo(name).min, np.iinfo(name).max
    factor = rng.integers(1, 2**20, 2000, dtype=name)
    divisor = rng.integers(low, high, 2000, dtype=name, endpoint=True) // factor
    edges = np.array([low, low + 1, high, high - 1, 1, 3, 2**32 - 1, 2**32, 2**53 - 1, 2**53 + 1, 2**62], dtype=name)
    x1 = np.concatenate([divisor * factor + np.array(k).astype(name) for k in (0, 1, -1)] + [np.repeat(edges, len(edges))])
    x2 = np.concatenate([divisor] * 3 + [np.tile(edges, len(edges))])
    with np.errstate(all="ignore"):
        quotient, remainder = x1 // x2, x1 % x2
    assert_bits(xp.floor_divide(to_xp(x1), to_xp(x2)), quotient)
    assert_bits(xp.remainder(to_xp(x1), to_xp(x2)), remainder)


@pytest.mark.parametrize("name", GROUPS["i"])
def test_lowest_integer_divided_by_minus_one_does_not_trap(name, isa):
    if np.dtype(name).kind == "u":
        pytest.skip("unsigned")
    low = np.iinfo(name).min
    x = xp.full((9,), low, dtype=dtype(name))
    assert_bits(xp.floor_divide(x, xp.full((9,), -1, dtype=dtype(name))), np.full(9, low, name))
    assert_bits(xp.abs(x), np.full(9, low, name))


@pytest.mark.parametrize("name", ["int8", "uint8", "int32", "uint64", "float32", "float64"])
@pytest.mark.parametrize("low, high", [(None, None), (1, None), (None, 5), (-3, 4), (5, 1)])
def test_clip_equals_minimum_of_maximum(name, low, high, isa):
    a = values(name, 67)
    if low == -3 and np.dtype(name).kind == "u":
        low = 0
    want = a
    want = want if low is None else np.maximum(want, np.array(low, name))
    want = want if high is None else np.minimum(want, np.array(high, name))
    for layout, x in layouts(a):
        assert_equal(xp.clip(x, low, high), want, layout)
    bounds = [None if v is None else xp.asarray(v, dtype=dtype(name)) for v in (low, high)]
    assert_equal(xp.clip(to_xp(a), *bounds), want, "array bounds")
    assert_equal(xp.clip(to_xp(a), min=low, max=high), want, "keywords")


def test_clip_broadcasts_and_propagates_nan(isa):
    x = xp.asarray([[1.0, 2.0, 3.0], [xp.nan, -xp.inf, xp.inf]])
    low = xp.asarray([[2.0], [0.0]])
    high = xp.asarray([2.5, 2.5, xp.nan])
    assert_equal(xp.clip(x, low, high), np.array([[2.0, 2.0, np.nan], [np.nan, 0.0, np.nan]]))


@pytest.mark.parametrize("name", GROUPS["b"] + GROUPS["i"] + GROUPS["f"] + GROUPS["c"])
def test_where_selects_in_every_layout(name, isa):
    a, b = values(name, 66, 1), values(name, 66, 2)
    mask = values("bool", 66, 3)
    for (layout, x1), (_, x2), (_, c) in zip(layouts(a), list(layouts(b))[::-1], layouts(mask)):
        assert_bits(xp.where(c, x1, x2), np.where(mask, a, b), layout)
    assert_bits(xp.where(to_xp(mask[:1]), to_xp(a), to_xp(b[:1])), np.where(mask[:1], a, b[:1]), "broadcast")
    scalar = {"b": True, "c": 2.0 + 1.0j, "f": 2.5}.get(np.dtype(name).kind, 3)
    assert_bits(xp.where(to_xp(mask), to_xp(a), scalar), np.where(mask, a, np.array(scalar, name)), "scalar")
    assert_bits(xp.where(to_xp(mask), scalar, to_xp(b)), np.where(mask, np.array(scalar, name), b), "scalar first")
