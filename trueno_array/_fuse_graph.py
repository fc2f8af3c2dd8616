"""The graph of a traced function: nodes that are made once, shapes whose lengths are those of operands, scalars that are parameters."""

import operator

from . import _errors
from ._ext import apply as _apply
from ._ext import core as _core
from ._ext import reduce as _reduce
from ._ext import ternary as _ternary
from ._ops.dtypes import CODE
from ._ops.reductions import ROWS as _REDUCTIONS

OPS = _apply.op_codes()
REDUCTIONS = {row.name: row for row in _REDUCTIONS}
_COMPARISONS = {OPS[name] for name in ("equal", "greater", "greater_equal", "less", "less_equal", "not_equal")}

# How the eager functions lay a value out: in C order, as the operands of an elementwise function lie, not at all, or as the
# dimensions lie that it keeps of its operand.
C_ORDER, RESULT, LIKE, KEPT = range(4)


class Node:
    """A value of the graph.

    kind     "input", "map", "cast", "part", "where", "reduce" or "expand"
    detail   input: its number; map: (operation, loop's dtype); cast: (dtype of the operand, dtype, layout); part: (0 real or
             1 imag, dtype); reduce: a Reduction; expand: the key
    operands nodes and Constants
    shape    for each dimension 1, or (input, axis): the dimension whose length it has
    """

    __slots__ = ("detail", "dtype", "kind", "operands", "shape")

    def __init__(self, kind, detail, operands, dtype, shape):
        self.kind, self.detail, self.operands, self.dtype, self.shape = kind, detail, operands, dtype, shape

    @property
    def layout(self):
        """How the value would be laid out."""
        if self.kind == "cast":
            return self.detail[2]
        if self.kind == "part":
            return LIKE
        return RESULT if self.kind in ("map", "where") else KEPT if self.kind in ("reduce", "expand") else C_ORDER

    @property
    def kept(self):
        """For each dimension of a reduction or an expansion that of its operand, -1 for a new one or one that is reduced."""
        if self.kind == "expand":
            return tuple(-1 if part is None else before for part, before in zip(self.detail, _kept_before(self.detail), strict=True))
        flags = self.detail.flags
        if len(self.shape) == len(flags):
            return tuple(-1 if flag else d for d, flag in enumerate(flags))
        return tuple(d for d, flag in enumerate(flags) if not flag)

    @property
    def nodes(self):
        """The operands that are nodes."""
        return [x for x in self.operands if type(x) is Node]


class Constant:
    """A scalar operand in the dtype of a loop: a literal, or the number of a scalar of the graph; rounded to the dtype `stored` before."""

    __slots__ = ("dtype", "function", "scalar", "stored", "value")

    def __init__(self, value, scalar, stored, dtype, function):
        self.value, self.scalar, self.stored, self.dtype, self.function = value, scalar, stored, dtype, function

    @property
    def key(self):
        """What tells two constants apart."""
        return (type(self.value), repr(self.value), self.scalar, self.stored, self.dtype)


class Reduction:
    """A reduction over the flagged dimensions: code of the operation, flags, correction, whether it needs elements, its public name."""

    __slots__ = ("code", "correction", "flags", "name", "needs_elements")

    def __init__(self, code, flags, correction, needs_elements, name):
        self.code, self.flags, self.correction, self.needs_elements, self.name = code, flags, correction, needs_elements, name


class Scalar:
    """A Python scalar argument, or an expression of some: a value that is stored anew at every call."""

    __slots__ = ("number", "value")

    def __init__(self, number, value):
        self.number, self.value = number, value


class Graph:
    """What a function did to its operands.

    inputs    (source, array): source is ("argument", position), ("array",), or ("view", function, input, arguments)
    scalars   ("argument", position) or (function, operands): operands are values, or numbers in a Scalar
    guards    numbers of the scalars whose value the function has read
    shaped    whether it has read a length
    """

    def __init__(self):
        self.inputs, self.scalars, self.values, self.guards, self.shaped = [], [], [], set(), False
        self._known, self._parent, self._samples, self._constants = {}, {}, {}, {}

    # operands

    def input(self, source, array):
        """The node of an array that is there at every call."""
        number = len(self.inputs)
        self.inputs.append((source, array))
        shape = tuple(1 if n == 1 else (number, axis) for axis, n in enumerate(array.shape))
        return Node("input", number, (), array.dtype.code, shape)

    def capture(self, array):
        """The node of an array that the function brings along."""
        for node in self._constants.values():
            if self.inputs[node.detail][1] is array:
                return node
        node = self._constants[len(self._constants)] = self.input(("array",), array)
        return node

    def scalar(self, source, value):
        """A scalar whose value is known at every call."""
        self.scalars.append(source)
        self.values.append(value)
        return Scalar(len(self.scalars) - 1, value)

    def read(self, scalar):
        """The value of a scalar, which the trace then depends on."""
        self.guards.add(scalar.number)
        return scalar.value

    def sample(self, x):
        """What stands for an operand where its dtype is asked for: a 0-d array, or the scalar."""
        if type(x) is not Node:
            return x.value if type(x) is Scalar else x
        if x.dtype not in self._samples:
            from . import ones

            self._samples[x.dtype] = ones((), dtype=_core.dtypes[x.dtype])
        return self._samples[x.dtype]

    # shapes

    def root(self, length):
        """The one length that stands for all that are equal to it."""
        while length in self._parent:
            length = self._parent[length]
        return length

    def space(self, node):
        """The shape of a node in roots, without leading ones."""
        shape = [self.root(length) for length in node.shape]
        while shape and shape[0] == 1:
            shape.pop(0)
        return tuple(shape)

    def lengths(self, node):
        """The shape of a node in the call that is traced."""
        return tuple(1 if length == 1 else self.inputs[length[0]][1].shape[length[1]] for length in node.shape)

    def equal_lengths(self):
        """Pairs of (input, axis) that broadcasting takes to be equal."""
        return [(length, self.root(length)) for length in self._parent]

    def broadcast(self, function, nodes):
        """The shape of nodes together; where they do not fit, the error of the function."""
        shape = []
        for position in range(max(len(node.shape) for node in nodes), 0, -1):
            found = [node.shape[-position] for node in nodes if len(node.shape) >= position and node.shape[-position] != 1]
            roots = [self.root(length) for length in found]
            if len({self.inputs[i][1].shape[axis] for i, axis in roots}) > 1:
                texts = [str(self.lengths(node)) for node in nodes]
                got = texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + " and " + texts[-1]
                raise _errors.broadcast_error(function, got)
            for other in roots[1:]:
                if self.root(other) != self.root(roots[0]):
                    self._parent[self.root(other)] = self.root(roots[0])
            shape.append(roots[0] if roots else 1)
        return tuple(shape)

    # nodes

    def _node(self, kind, detail, operands, dtype, shape):
        key = (kind, repr(detail), tuple(x.key if type(x) is Constant else id(x) for x in operands))
        if key not in self._known:
            self._known[key] = Node(kind, detail, operands, dtype, shape)
        return self._known[key]

    def constant(self, x, stored, dtype, function):
        """A scalar operand in a dtype; fails where it does not fit."""
        from ._ext.fusion import check_scalar

        value = x.value if type(x) is Scalar else x
        check_scalar(value, stored, function)
        return Constant(*((None, x.number) if type(x) is Scalar else (value, None)), stored, dtype, function)

    def cast(self, node, dtype, layout=LIKE):
        """The node in another dtype. `layout`: how the eager function lays it out, if it does."""
        return node if node.dtype == dtype else self._node("cast", (node.dtype, dtype, layout), (node,), dtype, node.shape)

    def copy(self, node, layout=RESULT):
        """The node in memory of its own."""
        return self._node("cast", (node.dtype, node.dtype, layout), (node,), node.dtype, node.shape)

    def component(self, name, node):
        """The real or the imaginary part of a complex node."""
        dtype = node.dtype - CODE["c64"] + CODE["f32"]
        return self._node("part", (("real", "imag").index(name), dtype), (node,), dtype, node.shape)

    def filled(self, node, value, dtype, function):
        """A scalar in the shape of a node, in C order."""
        constant = self.constant(value, dtype, dtype, function)
        condition = self._node("cast", (node.dtype, 0, C_ORDER), (node,), 0, node.shape)
        return self.chosen(condition, constant, constant)

    def converted(self, x, stored, dtype, function, layout=LIKE):
        """An operand in the dtype of a loop; scalars are rounded to the dtype `stored` before."""
        return self.cast(x, dtype, layout) if type(x) is Node else self.constant(x, stored, dtype, function)

    def unary(self, function, x):
        """An elementwise function of one operand."""
        loop, result, output = _apply.types_of_unary(OPS[function], x.dtype)
        return self.cast(self._node("map", (OPS[function], loop), (self.cast(x, loop),), result, x.shape), output)

    def binary(self, function, x1, x2, label=None):
        """An elementwise function of two operands, of which one is a node. `label`: what errors of scalars name instead."""
        op = OPS[function]
        if op in _COMPARISONS or op == OPS["pow"]:  # whose loop depends on the value of a scalar
            x1, x2 = (self.read(x) if type(x) is Scalar else x for x in (x1, x2))
        op, loop, result, output, stored, value1, value2 = _apply.types_of_binary(op, self.sample(x1), self.sample(x2))
        if function == "pow" and op == OPS["square"]:
            return self.unary("square", x1)
        if function == "pow" and op == OPS["sqrt"]:
            infinity = float("inf")
            return self.unary("sqrt", self.where(self.binary("equal", x1, -infinity), infinity, self.binary("add", x1, 0.0)))
        if op in _COMPARISONS:
            x1, x2 = (x if type(x) is Node else value for x, value in ((x1, value1), (x2, value2)))
        shape = self.broadcast(function, [x for x in (x1, x2) if type(x) is Node])
        operands = (self.converted(x1, stored, loop, label or function), self.converted(x2, stored, loop, label or function))
        return self.cast(self._node("map", (op, loop), operands, result, shape), output)

    def ternary(self, function, *operands):
        """An elementwise function of three operands, of which one is a node."""
        op = OPS[function]
        loop, result, output, stored = _ternary.types_of_ternary(op, *map(self.sample, operands))
        shape = self._shape_of_three(function, operands)
        converted = tuple(self.converted(x, stored, loop, function) for x in operands)
        return self.cast(self._node("map", (op, loop), converted, result, shape), output)

    def _shape_of_three(self, function, operands):
        """The shape of three operands together; where they do not fit, the error of the function names all of them."""
        try:
            return self.broadcast(function, [x for x in operands if type(x) is Node])
        except ValueError:
            whole = [self.lengths(x) if type(x) is Node else () for x in operands]
            raise _errors.broadcast_error(function, "{}, {} and {}".format(*whole)) from None

    def where(self, condition, x1, x2):
        """The choice between two operands."""
        dtype = _apply.types_of_where(self.sample(x1), self.sample(x2))
        shape = self._shape_of_three("where", (condition, x1, x2))
        chosen = (self.converted(x, dtype, dtype, "where", C_ORDER) for x in (x1, x2))
        return self.chosen(self.cast(condition, 0, C_ORDER), *chosen, shape)

    def chosen(self, condition, x1, x2, shape=None):
        """The choice between two operands of one dtype, by a boolean node."""
        return self._node("where", x1.dtype, (condition, x1, x2), x1.dtype, condition.shape if shape is None else shape)

    def reduce(self, name, x, axis, keepdims, requested, correction):
        """A reduction of a node."""
        row = REDUCTIONS[name]
        code, operand, written, result = _reduce.types_of_reduce(row, x.dtype, requested)
        x = self.cast(x, operand, C_ORDER)
        flags = _core.axes_of(axis, len(x.shape), name)
        shape = tuple(1 if flag else length for flag, length in zip(flags, x.shape, strict=True) if keepdims or not flag)
        reduction = Reduction(code, flags, float(correction), row.empty is None, name)
        key = ("reduce", code, flags, reduction.correction, name, bool(keepdims), written, id(x))
        if key not in self._known:
            self._known[key] = Node("reduce", reduction, (x,), written, shape)
        return self.cast(self._known[key], result, C_ORDER)

    def view(self, function, node, arguments):
        """An input seen otherwise: by the function that sees it so."""
        key = ("view", node.detail, repr(function), repr(arguments))
        if key not in self._known:
            array = function(self.inputs[node.detail][1], *arguments)
            self._known[key] = self.input(("view", function, node.detail, arguments), array)
        return self._known[key]

    def expand(self, node, key):
        """A node with new dimensions: where the key has None. Each operand is expanded, down to inputs and reductions."""
        if node.kind == "input":
            return self.view(operator.getitem, node, (key,))
        kept = iter(node.shape)
        shape = tuple(1 if part is None else next(kept) for part in key)
        if node.kind in ("reduce", "expand"):
            return self._node("expand", key, (node,), node.dtype, shape)
        operands = []
        for x in node.operands:
            if type(x) is Node:
                missing = len(node.shape) - len(x.shape)
                own = tuple(part for part, before in zip(key, _kept_before(key), strict=True) if before >= missing)
                x = self.expand(x, own) if None in own else x
            operands.append(x)
        return self._node(node.kind, node.detail, tuple(operands), node.dtype, shape)


def _kept_before(key):
    """For each part of a key how many dimensions of the operand come before it."""
    found, count = [], 0
    for part in key:
        found.append(count)
        count += part is not None
    return found
