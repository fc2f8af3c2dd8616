"""The elementwise operations as data: what each is defined for and what it must equal.

exact   bit for bit: `reference` works in the dtype itself
ulp     `reference` works in np.longdouble; a float32 or float64 result may be off by `ulp`
Complex results of `ulp` rows are compared by the size of the error against np.clongdouble.
"""

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from special_reference import points, reference

import trueno_array as xp
from trueno_array._ops import special
from trueno_array._ops.rows import all_rows, find


class Op(NamedTuple):
    name: str
    kinds: str  # of b(ool) i(nteger) f(loat) c(omplex)
    reference: Callable
    ulp: float | None = None  # None: exact
    arity: int = 1
    scale: Callable | None = None  # the size of the terms whose sum is the result, where they cancel
    namespace: str = ""
    points: Callable | None = None  # (dtype, n) -> operands for the measurement of the error, where every magnitude is not right

    @property
    def function(self):
        return attrgetter(f"{self.namespace}.{self.name}" if self.namespace else self.name)(xp)


def _floor_divide(x1, x2):
    """The standard's special cases: floor of the rounded quotient wherever an operand is not an ordinary number."""
    if x1.dtype.kind in "iu":
        return np.where(x2 == 0, 0, np.floor_divide(x1, np.where(x2 == 0, 1, x2))).astype(x1.dtype)
    ordinary = np.isfinite(x1) & np.isfinite(x2) & (x2 != 0)
    return np.where(ordinary, np.floor_divide(x1, x2), np.floor(x1 / x2))


def _remainder(x1, x2):
    if x1.dtype.kind in "iu":
        return np.where(x2 == 0, 0, np.remainder(x1, np.where(x2 == 0, 1, x2))).astype(x1.dtype)
    return np.remainder(x1, x2)


def _sign(x):
    return np.sign(x) if x.dtype.kind != "f" else np.where(x == 0, np.zeros((), x.dtype), np.sign(x))


def _identity(x):
    return x.copy()


def _reciprocal(x):
    return np.ones((), x.dtype) / x


def _log1p(x):
    """NumPy's complex log1p is inaccurate near zero, too inaccurate to be a reference."""
    if x.dtype.kind != "c":
        return np.log1p(x)
    real = np.log1p(x.real * (2 + x.real) + x.imag**2) / 2
    return real + 1j * np.arctan2(x.imag, 1 + x.real)


def _log_scale(x1, x2):
    return np.full(np.broadcast_shapes(x1.shape, x2.shape), 0.6931471805599453)


# fmt: off
EXACT_UNARY = (
    Op("abs",            "if",   np.abs),
    Op("bitwise_invert", "bi",   np.invert),
    Op("ceil",           "if",   np.ceil),
    Op("conj",           "ifc",  np.conj),
    Op("floor",          "if",   np.floor),
    Op("imag",           "c",    np.imag),
    Op("isfinite",       "ifc",  np.isfinite),
    Op("isinf",          "ifc",  np.isinf),
    Op("isnan",          "ifc",  np.isnan),
    Op("logical_not",    "b",    np.logical_not),
    Op("negative",       "ifc",  np.negative),
    Op("positive",       "ifc",  _identity),
    Op("real",           "ifc",  lambda x: np.real(x).copy()),
    Op("reciprocal",     "f",    _reciprocal),
    Op("round",          "ifc",  np.round),
    Op("sign",           "if",   _sign),
    Op("signbit",        "f",    np.signbit),
    Op("sqrt",           "f",    np.sqrt),
    Op("square",         "if",   np.square),
    Op("trunc",          "if",   np.trunc),
)

EXACT_BINARY = (
    Op("add",                 "ifc", np.add,           arity=2),
    Op("bitwise_and",         "bi",  np.bitwise_and,   arity=2),
    Op("bitwise_left_shift",  "i",   np.left_shift,    arity=2),
    Op("bitwise_or",          "bi",  np.bitwise_or,    arity=2),
    Op("bitwise_right_shift", "i",   np.right_shift,   arity=2),
    Op("bitwise_xor",         "bi",  np.bitwise_xor,   arity=2),
    Op("copysign",            "f",   np.copysign,      arity=2),
    Op("divide",              "f",   np.divide,        arity=2),
    Op("equal",               "bifc", np.equal,        arity=2),
    Op("floor_divide",        "if",  _floor_divide,    arity=2),
    Op("greater",             "if",  np.greater,       arity=2),
    Op("greater_equal",       "if",  np.greater_equal, arity=2),
    Op("less",                "if",  np.less,          arity=2),
    Op("less_equal",          "if",  np.less_equal,    arity=2),
    Op("logical_and",         "b",   np.logical_and,   arity=2),
    Op("logical_or",          "b",   np.logical_or,    arity=2),
    Op("logical_xor",         "b",   np.logical_xor,   arity=2),
    Op("maximum",             "if",  np.maximum,       arity=2),
    Op("minimum",             "if",  np.minimum,       arity=2),
    Op("multiply",            "if",  np.multiply,      arity=2),
    Op("nextafter",           "f",   np.nextafter,     arity=2),
    Op("not_equal",           "bifc", np.not_equal,    arity=2),
    Op("remainder",           "if",  _remainder,       arity=2),
    Op("subtract",            "ifc", np.subtract,      arity=2),
)

ULP_UNARY = (
    Op("abs",        "c",  np.abs,        1),
    Op("acos",       "fc", np.arccos,     4),
    Op("acosh",      "fc", np.arccosh,    4),
    Op("asin",       "fc", np.arcsin,     4),
    Op("asinh",      "fc", np.arcsinh,    4),
    Op("atan",       "fc", np.arctan,     4),
    Op("atanh",      "fc", np.arctanh,    4),
    Op("cos",        "fc", np.cos,        4),
    Op("cosh",       "fc", np.cosh,       4),
    Op("exp",        "fc", np.exp,        4),
    Op("expm1",      "fc", np.expm1,      4),
    Op("log",        "fc", np.log,        4),
    Op("log10",      "fc", np.log10,      4),
    Op("log1p",      "fc", _log1p,        4),
    Op("log2",       "fc", np.log2,       4),
    Op("reciprocal", "c",  _reciprocal,   4),
    Op("sign",       "c",  np.sign,       4),
    Op("sin",        "fc", np.sin,        4),
    Op("sinh",       "fc", np.sinh,       4),
    Op("sqrt",       "c",  np.sqrt,       4),
    Op("square",     "c",  np.square,     4),
    Op("tan",        "fc", np.tan,        4),
    Op("tanh",       "fc", np.tanh,       4),
)

ULP_BINARY = (
    Op("atan2",     "f", np.arctan2,   4, 2),
    Op("divide",    "c", np.divide,    4, 2),
    Op("hypot",     "f", np.hypot,     4, 2),
    Op("logaddexp", "f", np.logaddexp, 4, 2, _log_scale),
    Op("multiply",  "c", np.multiply,  4, 2),
    Op("pow",       "f", np.power,     4, 2),
)

def _mish(x):
    e = np.exp(np.minimum(x, 80))
    return x * (e * (e + 2) / (e * (e + 2) + 2))


def _selu(x):
    scale, alpha = np.longdouble("1.0507009873554804934193349852946"), np.longdouble("1.6732632423543772848170429916717")
    return scale * np.where(x < 0, alpha * np.expm1(np.minimum(x, 0)), x)


NN = (
    Op("hardsigmoid", "f", lambda x: np.clip(x + 3, 0, 6) / 6,       4, namespace="nn.functional"),
    Op("hardswish",   "f", lambda x: x * (np.clip(x + 3, 0, 6) / 6), 4, namespace="nn.functional"),
    Op("logsigmoid",  "f", lambda x: np.minimum(x, 0) - np.log1p(np.exp(-abs(x))), 4, namespace="nn.functional"),
    Op("mish",        "f", _mish,                                    4, namespace="nn.functional"),
    Op("selu",        "f", _selu,                                    4, namespace="nn.functional"),
    Op("sigmoid",     "f", lambda x: 1 / (1 + np.exp(-x)),           4, namespace="nn.functional"),
    Op("silu",        "f", lambda x: x / (1 + np.exp(-x)),           4, namespace="nn.functional"),
    Op("softsign",    "f", lambda x: x / (1 + np.abs(x)),            4, namespace="nn.functional"),
)

# fmt: on

SPECIAL = tuple(
    Op(row.name, "f", partial(reference, row.name), row.ulp, row.arity, namespace="special", points=partial(points, row.name))
    for row in special.ROWS
)

# Rows whose tests are in test_ternary and test_nn_functional.
ELSEWHERE = {"fma", "lerp", "celu", "elu", "gelu", "gelu_tanh", "hardtanh", "leaky_relu", "relu", "relu6", "softplus"}


def _derived():
    """(exact, within ULP) for the rows that are named nowhere: NumPy's functions of their names, else lines of special_reference."""
    named = {op.name for op in (*EXACT_UNARY, *EXACT_BINARY, *ULP_UNARY, *ULP_BINARY, *SPECIAL, *NN)} | ELSEWHERE
    exact, rounded = [], []
    for namespace, row in all_rows():
        if row.name in named:
            continue
        loops, numpys = row.loops(), getattr(np, row.name, None)
        if "f64" in loops:
            points_of = None if numpys else partial(points, row.name)
            rounded.append(Op(row.name, "f", numpys or partial(reference, row.name), row.ulp, row.arity, None, namespace, points_of))
        if "i64" in loops and numpys:
            exact.append(Op(row.name, "i", numpys, None, row.arity, None, namespace))
    return tuple(exact), tuple(rounded)


DERIVED_EXACT, DERIVED = _derived()
EXACT = EXACT_UNARY + EXACT_BINARY + DERIVED_EXACT
ULP = ULP_UNARY + ULP_BINARY + SPECIAL + NN + DERIVED
ALL_OPS = EXACT + ULP

# Functions of floats that take booleans and integers too: those become the default float.
INTEGER_TO_FLOAT = tuple(op for op in ULP if "f" in op.kinds and op.name != "pow")
INTEGER_TO_FLOAT += tuple(op for op in EXACT if op.name in ("sqrt", "divide", "reciprocal"))


def row_bound(name):
    """The bound that the operation's own row states, or None where there is no row."""
    row = find(name)
    return row and row.ulp
