"""Tracing: operands that record in a graph what a function does to them."""

import operator

from . import _errors
from ._ext import apply as _apply
from ._ext import core as _core
from ._ext.array import Array
from ._ext.convert import convert_operand
from ._fuse_graph import OPS, REDUCTIONS, RESULT, Graph, Node, Scalar

_VIEWS = ("broadcast_to", "expand_dims", "flip", "matrix_transpose", "moveaxis", "permute_dims", "reshape", "squeeze")


class TracedArray:
    """Stands for an array while a function is traced: operators and functions give further ones."""

    __slots__ = ("graph", "node")
    __array_ufunc__ = None
    __hash__ = None

    def __init__(self, graph, node):
        self.graph, self.node = graph, node

    @property
    def dtype(self):
        """The data type of the elements."""
        return _core.dtypes[self.node.dtype]

    @property
    def ndim(self):
        """The number of dimensions."""
        return len(self.node.shape)

    @property
    def shape(self):
        """The lengths of the dimensions; a function that asks is traced once for each shape."""
        self.graph.shaped = True
        return self.graph.lengths(self.node)

    @property
    def size(self):
        """The number of elements."""
        n = 1
        for length in self.shape:
            n *= length
        return n

    @property
    def device(self):
        """The device of the operands."""
        return self.graph.inputs[0][1].device

    @property
    def T(self):
        """The transpose of a matrix."""
        return _view(self, operator.attrgetter("T"), ())

    @property
    def mT(self):
        """The transpose of the last two dimensions."""
        return _view(self, operator.attrgetter("mT"), ())

    def __array_namespace__(self, /, *, api_version=None):
        """The namespace of the arrays it stands for."""
        return self.graph.inputs[0][1].__array_namespace__(api_version=api_version)

    def __len__(self):
        """The length of the first dimension."""
        if not self.node.shape:
            raise _errors.type_error("len", "x", "have at least 1 dimension", "a 0-d array")
        return self.shape[0]

    def __getitem__(self, key):
        """The part that a key selects."""
        return _item(self, key)

    def __setitem__(self, key, value):
        """Arrays are not written to."""
        raise _errors.trace_error("x[key] = value", "use where, or fuse(fn, fallback='eager')")

    def __iter__(self):
        """The parts are not known apart."""
        raise _errors.trace_error("iteration over an array")

    def __pow__(self, other, modulo=None):
        """self ** other."""
        return NotImplemented if modulo is not None else _operator(self.graph, "pow", self, other)

    def __rpow__(self, other, modulo=None):
        """other ** self."""
        return NotImplemented if modulo is not None else _operator(self.graph, "pow", other, self)

    def astype(self, dtype, copy=True):
        """The elements in another dtype."""
        return call("astype", (self, dtype), {"copy": copy})

    def reshape(self, *shape):
        """The elements in another shape."""
        return call("reshape", (self, shape[0] if len(shape) == 1 else shape), {})


class TracedScalar:
    """Stands for a Python scalar argument: arithmetic with scalars gives further ones, computed at every call."""

    __slots__ = ("graph", "scalar")
    __array_ufunc__ = None
    __hash__ = None

    def __init__(self, graph, scalar):
        self.graph, self.scalar = graph, scalar

    def __index__(self):
        """The value, which the trace then depends on."""
        return operator.index(self.graph.read(self.scalar))

    def __pow__(self, other, modulo=None):
        """self ** other."""
        return NotImplemented if modulo is not None else _scalar_operator("pow", operator.pow, self, other)

    def __rpow__(self, other, modulo=None):
        """other ** self."""
        return NotImplemented if modulo is not None else _scalar_operator("pow", operator.pow, other, self)


# operands


def _operand(graph, x):
    """A node or scalar of an operand, or NotImplemented."""
    if type(x) is TracedArray:
        return x.node
    if type(x) is TracedScalar:
        return x.scalar
    if isinstance(x, bool | int | float | complex):
        return x
    array = x if isinstance(x, Array) else convert_operand(x)
    return array if array is NotImplemented else graph.capture(array)


def _node(graph, x, function):
    """The node of an array, or of a scalar as a 0-d one."""
    found = _operand(graph, x)
    if found is NotImplemented:
        raise _errors.type_error(function, "x", "be an array", _errors.describe(x), "convert it with trueno_array.asarray")
    if type(found) is Node:
        return found
    return graph.capture(_apply.asarray_of(graph.read(found) if type(found) is Scalar else found, function))


def _operator(graph, name, x1, x2):
    """The traced result of a binary function, or NotImplemented."""
    first, second = _operand(graph, x1), _operand(graph, x2)
    if first is NotImplemented or second is NotImplemented:
        return NotImplemented
    if type(first) is not Node and type(second) is not Node:
        first = _node(graph, x1, name)
    return TracedArray(graph, graph.binary(name, first, second))


def _scalar_operator(name, function, x1, x2):
    """The traced scalar of an operator of scalars; the traced array where one is an array."""
    graph = x1.graph if type(x1) is TracedScalar else x2.graph
    operands = [x.scalar if type(x) is TracedScalar else x for x in (x1, x2)]
    if not all(isinstance(x, Scalar | bool | int | float | complex) for x in operands):
        return NotImplemented if TracedArray in (type(x1), type(x2)) else _operator(graph, name, x1, x2)
    value = function(*(x.value if type(x) is Scalar else x for x in operands))
    return TracedScalar(graph, graph.scalar((function, tuple(operands)), value))


# views


def _concrete(x):
    """Arguments without traced scalars."""
    if isinstance(x, tuple | list):
        return type(x)(_concrete(part) for part in x)
    if isinstance(x, slice):
        return slice(_concrete(x.start), _concrete(x.stop), _concrete(x.step))
    return x.graph.read(x.scalar) if type(x) is TracedScalar else x


def _view(x, function, arguments):
    """An operand seen otherwise."""
    if x.node.kind != "input":
        raise _errors.trace_error(
            "another view of an intermediate result", "take the view of the operand, or use fuse(fn, fallback='eager')"
        )
    return TracedArray(x.graph, x.graph.view(function, x.node, _concrete(arguments)))


def _item(x, key):
    key = _concrete(key if isinstance(key, tuple) else (key,))
    if not all(part is None or part is Ellipsis or isinstance(part, int | slice) for part in key):
        raise _errors.trace_error("a key that holds an array")
    if x.node.kind == "input":
        return _view(x, operator.getitem, (key,))
    named = sum(part is not None and part is not Ellipsis for part in key)
    rest = (slice(None),) * (len(x.node.shape) - named)
    at = key.index(Ellipsis) if Ellipsis in key else len(key)
    key = (*key[:at], *rest, *key[at + 1 :])
    if all(part is None or part == slice(None) for part in key) and named + len(rest) == len(x.node.shape):
        return TracedArray(x.graph, x.graph.expand(x.node, key))
    return _view(x, operator.getitem, (key,))


def _expanded(x, axis):
    """expand_dims as a key with None."""
    axis = _concrete(axis)
    axis = tuple(axis) if isinstance(axis, tuple | list) else (axis,)
    flags = _core.axes_of(axis, len(x.node.shape) + len(axis), "expand_dims")
    return _item(x, tuple(None if flag else slice(None) for flag in flags))


# functions


def _clip(graph, x, low, high):
    node = _node(graph, x, "clip")
    if _core.dtypes[node.dtype].kind == "c":
        raise _errors.type_error("clip", "x", "have a real-valued dtype", str(_core.dtypes[node.dtype]))
    label = None if any(x is None or isinstance(x, TracedArray | Array) for x in (low, high)) else "clip"
    for name, limit in (("maximum", low), ("minimum", high)):
        operand = None if limit is None else _operand(graph, limit)
        if operand is NotImplemented:
            got = f"{_errors.describe(low)} and {_errors.describe(high)}"
            raise _errors.type_error("clip", "min and max", "be arrays, Python scalars or None", got)
        if operand is not None:
            node = graph.binary(name, node, operand, label)
    return graph.copy(node) if node.kind == "input" else node


def _where(graph, condition, x1, x2):
    chosen = [_operand(graph, x) for x in (x1, x2)]
    chosen = [_node(graph, x, "where") if found is NotImplemented else found for x, found in zip((x1, x2), chosen, strict=True)]
    return graph.where(_node(graph, condition, "where"), *chosen)


def _ternary(graph, name, *args):
    found = [_operand(graph, x) for x in args]
    found = [_node(graph, x, name) if made is NotImplemented else made for x, made in zip(args, found, strict=True)]
    if not any(type(x) is Node for x in found):
        found[0] = _node(graph, args[0], name)
    return graph.ternary(name, *found)


def _astype(graph, x, dtype, copy=True):
    node, code = _node(graph, x, "astype"), _core.code_of(dtype)
    if _core.dtypes[node.dtype].kind == "c" and _core.dtypes[code].kind not in "cb":
        raise _errors.type_error("astype", "dtype", "be complex for a complex array", str(_core.dtypes[code]), "take xp.real(x) first")
    return graph.copy(node) if copy and node.kind == "input" and node.dtype == code else graph.cast(node, code, RESULT)


def _reduced(graph, name, x, axis=None, keepdims=False, dtype=None, correction=0.0):
    return graph.reduce(name, _node(graph, x, name), _concrete(axis), bool(keepdims), dtype, _concrete(correction))


def _component(graph, name, x):
    """real and imag, which see complex arrays."""
    node = _node(graph, x, name)
    if _core.dtypes[node.dtype].kind != "c":
        return node if name == "real" else graph.filled(node, 0, node.dtype, name)
    if node.kind == "input":
        import trueno_array

        return graph.view(getattr(trueno_array, name), node, ())
    return graph.component(name, node)


def _asarray(graph, x, dtype, copy):
    return x.node if dtype is None and not copy else _astype(graph, x, x.dtype if dtype is None else dtype, bool(copy))


def _filled(graph, x, value, dtype, function):
    """A value in the shape of x."""
    code = x.node.dtype if dtype is None else _core.code_of(dtype)
    return graph.filled(x.node, value.scalar if type(value) is TracedScalar else value, code, function)


def call(name, args, kwargs):
    """The traced result of a function of the namespace that met a traced operand."""
    graph = next(x.graph for x in args if isinstance(x, TracedArray | TracedScalar))
    kwargs = kwargs or {}
    if name in _VIEWS and type(args[0]) is TracedArray:
        return _function_view(name, args, kwargs)
    if name == "asarray" and type(args[0]) is TracedArray:
        node = _asarray(graph, *args, **kwargs)
    elif name == "full_like" and type(args[0]) is TracedArray:
        node = _filled(graph, *args)
    elif name in REDUCTIONS:
        node = _reduced(graph, name, *args, **kwargs)
    elif name in ("clip", "where", "astype"):
        node = {"clip": _clip, "where": _where, "astype": _astype}[name](graph, *args, **kwargs)
    elif name in ("real", "imag"):
        node = _component(graph, name, *args)
    elif name in OPS and len(args) == 1:
        node = graph.unary(name, _node(graph, args[0], name))
    elif name in OPS and len(args) == 2:
        traced = _operator(graph, name, *args)
        if traced is NotImplemented:
            raise _errors.type_error(name, "x1 and x2", "be arrays or Python scalars", " and ".join(_errors.describe(x) for x in args))
        return traced
    elif name in OPS and len(args) == 3:
        node = _ternary(graph, name, *args)
    else:
        raise _errors.trace_error(f"{name} of a traced operand")
    return TracedArray(graph, node)


def _function_view(name, args, kwargs):
    if name == "expand_dims":
        return _expanded(*args)
    import trueno_array

    function, kwargs = getattr(trueno_array, name), {key: _concrete(value) for key, value in kwargs.items()}
    if kwargs.get("copy"):
        raise _errors.trace_error(f"{name} with copy=True")
    axis = (kwargs["axis"],) if "axis" in kwargs else ()
    if name == "flip" and axis:
        return _view(args[0], _flip, axis)
    return _view(args[0], function, tuple(args[1:]))


def _flip(x, axis):
    from . import flip

    return flip(x, axis=axis)


_core._set_traced(TracedArray, TracedScalar, call)


def trace(fn, args, names):
    """The graph of fn, and what it returned; `names` are those of the last arguments."""
    graph = Graph()
    operands = []
    for position, value in enumerate(args):
        if isinstance(value, Array):
            operands.append(TracedArray(graph, graph.input(("argument", position), value)))
        elif isinstance(value, bool | int | float | complex):
            operands.append(TracedScalar(graph, graph.scalar(("argument", position), value)))
        else:
            operands.append(value)
    n = len(args) - len(names)
    return graph, fn(*operands[:n], **dict(zip(names, operands[n:], strict=True)))
