"""Result dtypes: the standard's tables within a kind, NumPy's rule between kinds, Python scalars."""

import itertools

import numpy as np
import pytest
from support import ALL, COMPLEX, FLOATS, INTEGERS, NUMERIC, SIGNED, UNSIGNED, dtype, name_of, to_np

import trueno_array as xp

# The standard's promotion tables, spelled out independently of the package's lattice.
# fmt: off
STANDARD = {
    ("int8",  "int16"): "int16",   ("int8",  "int32"): "int32",   ("int8",  "int64"): "int64",
    ("int16", "int32"): "int32",   ("int16", "int64"): "int64",   ("int32", "int64"): "int64",
    ("uint8",  "uint16"): "uint16", ("uint8",  "uint32"): "uint32", ("uint8",  "uint64"): "uint64",
    ("uint16", "uint32"): "uint32", ("uint16", "uint64"): "uint64", ("uint32", "uint64"): "uint64",
    ("int8",  "uint8"): "int16",   ("int8",  "uint16"): "int32",  ("int8",  "uint32"): "int64",
    ("int16", "uint8"): "int16",   ("int16", "uint16"): "int32",  ("int16", "uint32"): "int64",
    ("int32", "uint8"): "int32",   ("int32", "uint16"): "int32",  ("int32", "uint32"): "int64",
    ("int64", "uint8"): "int64",   ("int64", "uint16"): "int64",  ("int64", "uint32"): "int64",
    ("float32", "float64"): "float64",
    ("float32", "complex64"): "complex64",    ("float32", "complex128"): "complex128",
    ("float64", "complex64"): "complex128",   ("float64", "complex128"): "complex128",
    ("complex64", "complex128"): "complex128",
} | {(name, name): name for name in ALL}
# fmt: on

PAIRS = list(itertools.product(ALL, ALL))


def promoted(a, b):
    return STANDARD.get((a, b)) or STANDARD.get((b, a))


@pytest.mark.parametrize("a, b", PAIRS)
def test_result_type_of_every_pair(a, b):
    """Where the standard leaves the pair open, NumPy's answer."""
    want = promoted(a, b) or np.promote_types(a, b).name
    x, y = xp.ones(3, dtype=dtype(a)), xp.ones((), dtype=dtype(b))
    assert xp.result_type(dtype(a), dtype(b)) == dtype(want)
    assert xp.result_type(x, y) == dtype(want), "a 0-d array promotes like any other"
    assert xp.result_type(x, dtype(b)) == dtype(want)


@pytest.mark.parametrize("a, b", [p for p in PAIRS if "bool" not in p])
@pytest.mark.parametrize("op", ["add", "multiply", "subtract"])
def test_binary_operation_has_the_promoted_dtype(op, a, b, isa):
    x, y = xp.asarray([1, 2, 3, 4, 5], dtype=dtype(a)), xp.asarray([2, 1, 1, 2, 1], dtype=dtype(b))
    want = getattr(np, op)(to_np(x), to_np(y))
    got = getattr(xp, op)(x, y)
    assert name_of(got) == (promoted(a, b) or np.promote_types(a, b).name)
    np.testing.assert_array_equal(to_np(got), want)


@pytest.mark.parametrize("a, b", PAIRS)
@pytest.mark.parametrize("op", ["equal", "less", "maximum"])
def test_comparisons_between_kinds(op, a, b):
    if op != "equal" and ("complex" in a or "complex" in b or "bool" in (a, b)):
        pytest.skip("no order")
    x, y = xp.asarray([0, 1, 1, 0], dtype=dtype(a)), xp.asarray([1, 0, 1, 0], dtype=dtype(b))
    np.testing.assert_array_equal(to_np(getattr(xp, op)(x, y)), getattr(np, op)(to_np(x), to_np(y)), strict=True)


SCALAR_RULES = (
    [(name, True, name) for name in ("bool",)]
    + [(name, 2, name) for name in NUMERIC]
    + [(name, 2.5, name) for name in FLOATS + COMPLEX]
    + [(name, 1j, name) for name in COMPLEX]
    + [("float32", 1j, "complex64"), ("float64", 1j, "complex128")]
    + [(name, 2.5, "float64") for name in INTEGERS]
    + [(name, 1j, "complex128") for name in INTEGERS]
)


@pytest.mark.parametrize("name, scalar, want", SCALAR_RULES)
def test_python_scalar_takes_the_kind_of_the_array(name, scalar, want):
    x = xp.ones(4, dtype=dtype(name))
    if name == "bool":
        assert name_of(xp.logical_and(x, scalar)) == want
        return
    for result in (x + scalar, scalar + x, x * scalar, xp.subtract(x, scalar), xp.subtract(scalar, x)):
        assert name_of(result) == want
    assert name_of(xp.where(x == x, x, scalar)) == want
    assert xp.result_type(x, scalar) == dtype(want)
    assert xp.result_type(scalar, dtype(name)) == dtype(want)


@pytest.mark.parametrize("name", INTEGERS)
@pytest.mark.parametrize("op", ["add", "multiply", "floor_divide", "bitwise_and", "maximum", "clip"])
def test_python_integer_that_does_not_fit_raises_overflow_error(op, name):
    x = xp.ones(3, dtype=dtype(name))
    limits = xp.iinfo(dtype(name))
    for scalar in (int(limits.max) + 1, int(limits.min) - 1, 10**30, -(10**30)):
        with pytest.raises(OverflowError):
            getattr(xp, op)(x, scalar)
    getattr(xp, op)(x, int(limits.max)), getattr(xp, op)(x, int(limits.min))


def test_large_python_floats_become_infinite_in_float32():
    assert to_np(xp.ones(2, dtype=xp.float32) * 1e300).tolist() == [np.inf, np.inf]
    assert name_of(xp.ones(2, dtype=xp.float32) + 10**30) == "float32"


def test_bool_is_an_integer_for_numeric_arrays():
    assert name_of(xp.ones(2, dtype=xp.int8) + True) == "int8"
    assert to_np(xp.ones(2, dtype=xp.float32) * False).tolist() == [0.0, 0.0]


# fmt: off
OPERATORS = [
    ("+", "add", "fic"), ("-", "subtract", "fic"), ("*", "multiply", "fic"), ("/", "divide", "fc"),
    ("//", "floor_divide", "fi"), ("%", "remainder", "fi"), ("**", "pow", "fic"),
    ("&", "bitwise_and", "ib"), ("|", "bitwise_or", "ib"), ("^", "bitwise_xor", "ib"),
    ("<<", "bitwise_left_shift", "i"), (">>", "bitwise_right_shift", "i"),
    ("<", "less", "fi"), ("<=", "less_equal", "fi"), (">", "greater", "fi"), (">=", "greater_equal", "fi"),
    ("==", "equal", "fibc"), ("!=", "not_equal", "fibc"),
]
# fmt: on
SAMPLE = {"f": ("float32", 2.5), "i": ("int32", 3), "b": ("bool", True), "c": ("complex64", 1 + 2j)}


@pytest.mark.parametrize("symbol, function, kinds", OPERATORS)
def test_operator_equals_its_function(symbol, function, kinds):
    for kind in kinds:
        name, scalar = SAMPLE[kind]
        x, y = xp.asarray([1, 2, 5], dtype=dtype(name)), xp.asarray([[2], [1]], dtype=dtype(name))
        apply = eval(f"lambda a, b: a {symbol} b")
        f = getattr(xp, function)
        for a, b in ((x, y), (x, scalar), (scalar, x), (x, np.asarray(to_np(y))), (np.asarray(to_np(y)), x)):
            got = apply(a, b)
            assert isinstance(got, type(x)), (symbol, type(got))
            want = f(*(xp.asarray(v) if isinstance(v, np.ndarray) else v for v in (a, b)))
            np.testing.assert_array_equal(to_np(got), to_np(want), strict=True)


@pytest.mark.parametrize("symbol, function, kinds", OPERATORS[:12])
def test_in_place_operator_changes_the_array_itself(symbol, function, kinds):
    for kind in kinds:
        name, scalar = SAMPLE[kind]
        apply = compile(f"x {symbol}= y", "<test>", "exec")
        for y in (xp.asarray([2, 1, 3], dtype=dtype(name)), xp.asarray(2, dtype=dtype(name)), scalar):
            x = xp.asarray([4, 2, 5], dtype=dtype(name))
            want = to_np(getattr(xp, function)(x, y))
            space = {"x": x, "y": y}
            exec(apply, {}, space)
            assert space["x"] is x
            np.testing.assert_array_equal(to_np(x), want, strict=True)


def test_in_place_keeps_dtype_and_shape():
    x = xp.ones(3, dtype=xp.float32)
    x += xp.ones(3, dtype=xp.int8)
    assert x.dtype == xp.float32
    for y in (xp.ones((2, 3), dtype=xp.float32), xp.ones((1, 3), dtype=xp.float32)):
        with pytest.raises(ValueError):
            x += y
    i = xp.ones(3, dtype=xp.int32)
    for bad in (1.5, xp.ones(3)):
        with pytest.raises(TypeError, match=r"cast|promote|dtype"):
            i += bad
    with pytest.raises(TypeError, match=r"cast|promote|dtype"):
        i /= 2
    assert to_np(i).tolist() == [1, 1, 1] and to_np(x).tolist() == [2, 2, 2]


@pytest.mark.parametrize("a, b", PAIRS)
def test_can_cast_is_promotion_to_the_target(a, b):
    defined = promoted(a, b)
    if defined:
        assert xp.can_cast(dtype(a), dtype(b)) is (defined == b)
        assert xp.can_cast(xp.ones(2, dtype=dtype(a)), dtype(b)) is (defined == b)


# fmt: off
SUM_DTYPE = {"bool": "int64", **dict.fromkeys(SIGNED, "int64"), **dict.fromkeys(UNSIGNED, "uint64"), **{n: n for n in FLOATS + COMPLEX}}
# fmt: on


@pytest.mark.parametrize("name", ALL)
def test_dtype_of_sums_and_means(name):
    x = xp.ones((2, 3), dtype=dtype(name))
    for function in (xp.sum, xp.prod, lambda x: xp.cumulative_sum(x, axis=0), lambda x: xp.cumulative_prod(x, axis=0)):
        assert name_of(function(x)) == SUM_DTYPE[name]
    assert name_of(xp.sum(x, dtype=xp.complex128)) == "complex128"
    assert name_of(xp.mean(x)) == (name if name in FLOATS + COMPLEX else "float64")


def test_isdtype():
    kinds = {
        "bool": ("bool",), "signed integer": SIGNED, "unsigned integer": UNSIGNED, "integral": INTEGERS,
        "real floating": FLOATS, "complex floating": COMPLEX, "numeric": NUMERIC,
    }  # fmt: skip
    for name in ALL:
        for kind, members in kinds.items():
            assert xp.isdtype(dtype(name), kind) is (name in members)
        assert xp.isdtype(dtype(name), dtype(name)) is True
        assert xp.isdtype(dtype(name), ("bool", "integral")) is (name in ("bool", *INTEGERS))
    with pytest.raises(ValueError):
        xp.isdtype(xp.int8, "integer")
