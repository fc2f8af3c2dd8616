"""Operators and methods of traced operands."""

import operator

from . import _errors
from ._ext.array import Array
from ._ext.interop import NUMPY_NAMES
from ._fuse_graph import C_ORDER, OPS, REDUCTIONS
from ._fuse_trace import TracedArray, TracedScalar, _operand, _operator, _scalar_operator, _view, call

_BINARY = {
    "add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "floordiv": "floor_divide", "mod": "remainder",
    "and": "bitwise_and", "or": "bitwise_or", "xor": "bitwise_xor", "lshift": "bitwise_left_shift", "rshift": "bitwise_right_shift",
}  # fmt: skip
_COMPARE = {"eq": "equal", "ne": "not_equal", "lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal"}
_UNARY = {"abs": "abs", "neg": "negative", "pos": "positive", "invert": "bitwise_invert"}


def _python_operator(short):
    return getattr(operator, short + "_" if short in ("and", "or") else short)


def _in_place(name, function):
    """x op= other: x itself changes, keeping dtype and shape, as arrays do."""

    def method(self, other):
        graph, node = self.graph, self.node
        if node.kind == "input":
            raise _errors.trace_error("an operand changed in place", "write x = x op y, or use fuse(fn, fallback='eager')")
        operand = _operand(graph, other)
        if operand is NotImplemented:
            return operand
        function(graph.sample(node).copy(), graph.sample(operand))  # fails as arrays do where the dtype would change
        made = graph.binary(name, node, operand)
        if graph.lengths(made) != graph.lengths(node):
            got = str(graph.lengths(operand))
            raise _errors.value_error(name, "x2", f"broadcast to the shape {graph.lengths(node)} of the left operand", got)
        self.node = graph.cast(made, node.dtype)
        return self

    return method


def _refusal(word):
    def method(self, *args):
        raise _errors.trace_error(f"{word} of an array, whose values are not known yet", "use where, or fuse(fn, fallback='eager')")

    return method


def _unknown(self, name):
    """What arrays have beside the traced operators and methods."""
    if hasattr(Array, name):
        raise _errors.trace_error(f"{name} of a traced operand")
    raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")


def _ufunc(self, ufunc, method, *inputs, **kwargs):
    """NumPy's functions of traced operands."""
    name = NUMPY_NAMES.get(ufunc.__name__, ufunc.__name__)
    if method != "__call__" or kwargs or name not in OPS:
        raise _errors.trace_error(f"NumPy's {ufunc.__name__} of a traced operand")
    return call(name, inputs, {})


def _method(name):
    def method(self, *args, **kwargs):
        return call(name, (self, *args), kwargs)

    return method


def _transposed(self, *axes):
    if len(axes) == 1 and not hasattr(axes[0], "__index__"):
        axes = axes[0]
    return call("permute_dims", (self, tuple(axes or range(self.ndim)[::-1])), {})


def _copied(self):
    return TracedArray(self.graph, self.graph.copy(self.node, C_ORDER))


def _squeezed(self, axis=None):
    return _view(self, _squeeze, (axis,))


def _squeeze(x, axis):
    return x.squeeze(axis)


def _raveled(self):
    return self.reshape(-1)


_OF_SUM, _OF_VARIANCE, _OF_OTHERS = (
    ("axis", "dtype", "out", "keepdims"),
    ("axis", "dtype", "out", "ddof", "keepdims"),
    ("axis", "out", "keepdims"),
)
_PARAMETERS = {"sum": _OF_SUM, "prod": _OF_SUM, "mean": _OF_SUM, "var": _OF_VARIANCE, "std": _OF_VARIANCE}


def _reduction(name):
    """Takes its arguments as the method of arrays does."""
    parameters = _PARAMETERS.get(name, _OF_OTHERS)

    def method(self, *args, **kwargs):
        if len(args) > len(parameters):
            raise _errors.type_error(name, "arguments", f"be at most {len(parameters)}", str(len(args)))
        given = {**dict(zip(parameters, args, strict=False)), **kwargs}
        if given.pop("out", None) is not None:
            raise _errors.trace_error(f"{name} into an array")
        if "ddof" in given:
            given["correction"] = given.pop("ddof")
        dtype = given.pop("dtype", None)
        if dtype is not None and name in ("sum", "prod"):
            given["dtype"] = dtype
        return call(name, (self if dtype is None or "dtype" in given else self.astype(dtype, copy=False),), given)

    return method


def _define():
    for short, name in {**_BINARY, **_COMPARE}.items():
        setattr(TracedArray, f"__{short}__", lambda self, other, name=name: _operator(self.graph, name, self, other))
        function = _python_operator(short)
        setattr(TracedScalar, f"__{short}__", lambda self, other, name=name, f=function: _scalar_operator(name, f, self, other))
    for short, name in _BINARY.items():
        setattr(TracedArray, f"__r{short}__", lambda self, other, name=name: _operator(self.graph, name, other, self))
        function = _python_operator(short)
        setattr(TracedScalar, f"__r{short}__", lambda self, other, name=name, f=function: _scalar_operator(name, f, other, self))
    for short, name in {**_BINARY, "pow": "pow"}.items():
        in_place = getattr(operator, "i" + short)
        setattr(TracedArray, f"__i{short}__", _in_place(name, in_place))
    for short, name in _UNARY.items():
        setattr(TracedArray, f"__{short}__", lambda self, name=name: TracedArray(self.graph, self.graph.unary(name, self.node)))
        function = _python_operator(short)
        setattr(TracedScalar, f"__{short}__", lambda self, f=function: _scalar_unary(f, self))
    for name in ("real", "imag"):
        setattr(TracedArray, name, property(_method(name)))
    TracedArray.conj, TracedArray.squeeze, TracedArray.copy, TracedArray.transpose = _method("conj"), _squeezed, _copied, _transposed
    TracedArray.ravel = _raveled
    TracedArray.__getattr__, TracedArray.__array_ufunc__ = _unknown, _ufunc
    for name in ("matmul", "rmatmul", "imatmul", "divmod", "rdivmod"):
        setattr(TracedArray, f"__{name}__", lambda self, *args, name=name: _unknown(self, f"__{name}__"))
    for name in ("bool", "int", "float", "complex", "index", "contains"):
        setattr(TracedArray, f"__{name}__", _refusal(name))
    for kind in (bool, int, float, complex):
        setattr(TracedScalar, f"__{kind.__name__}__", lambda self, kind=kind: kind(self.graph.read(self.scalar)))
    for name in REDUCTIONS:
        setattr(TracedArray, name, _reduction(name))


def _scalar_unary(function, x):
    return TracedScalar(x.graph, x.graph.scalar((function, (x.scalar,)), function(x.scalar.value)))


_define()
