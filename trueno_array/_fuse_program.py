"""From a graph to a program: passes over memory, each a straight line of steps over registers. Pure data."""

from . import _errors
from ._fuse_graph import Constant, Node
from ._ops.rows import all_rows

MAP, CAST, WHERE, PART = range(4)
VIEW, CONSTANT, REGISTER, TARGET = range(4)
ELEMENTWISE = -1
MOST_OPERANDS, MOST_PLACES, MOST_REGISTERS = 32, 1024, 128
_COST = [row.cost for _, row in all_rows()]


class Step:
    """One kernel over a tile: kind, operation, dtype, then the numbers of the places it writes and reads."""

    __slots__ = ("dtype", "kind", "op", "operands", "out")

    def __init__(self, kind, op, dtype, out, operands):
        self.kind, self.op, self.dtype, self.out, self.operands = kind, op, dtype, out, operands


class Pass:
    """Steps over a space.

    root       the node whose values are written, or reduced
    reduction  a Reduction, or None
    space      a length for each dimension
    places     (kind, dtype, index) of each place
    targets    numbers of the views that are written
    nodes      what the steps compute
    """

    def __init__(self, reduction, root):
        self.reduction, self.root, self.space = reduction, root, root.shape
        self.steps, self.places, self.targets, self.nodes, self.n_registers = [], [], [], [], 0


class Stored:
    """A view that the program makes.

    base       the view whose memory it shares, or None
    is_output  it is allocated; others are scratch
    is_own     of passes by rows: it has memory for the rows at hand only
    """

    __slots__ = ("base", "dtype", "is_output", "is_own", "shape")

    def __init__(self, dtype, shape, is_output, base=None, is_own=False):
        self.dtype, self.shape, self.is_output, self.base, self.is_own = dtype, shape, is_output, base, is_own


class Program:
    """Passes in order, the views that they write, numbered after the inputs, and the constants that they share."""

    def __init__(self, graph):
        self.graph, self.passes, self.stored, self.constants = graph, [], [], []
        self.view_of, self._constant_of = {}, {}
        self.own, self.rows, self.nodes = set(), None, []

    def constant(self, x):
        """The number of a constant."""
        if x.key not in self._constant_of:
            self._constant_of[x.key] = len(self.constants)
            self.constants.append(x)
        return self._constant_of[x.key]

    def store(self, node, is_output, base=None):
        """The number of a new view with the values of a node."""
        self.stored.append(Stored(node.dtype, node.shape, is_output, base, node in self.own and not is_output))
        self.nodes.append(node)
        self.view_of[node] = len(self.graph.inputs) + len(self.stored) - 1
        return self.view_of[node]

    def holds(self, node):
        """Whether the values of a node are in memory."""
        return node in self.view_of


def walk(roots, stops):
    """The nodes that roots are made from, operands first; `stops(node)` says where it ends."""
    found, seen, stack = [], set(), [(node, False) for node in reversed(roots)]
    while stack:
        node, is_done = stack.pop()
        if is_done:
            found.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            if not stops(node):
                stack += [(x, False) for x in reversed(node.nodes) if x not in seen]
    return found


def compile_graph(graph, outputs, own=(), most=MOST_OPERANDS // 2, early=None):
    """The program that computes the nodes that a function returned, at most so many in one pass.

    `own` nodes are put into memory, that of the rows at hand; the node `early` is put into that of the only output.
    """
    program = Program(graph)
    program.own = set(own)
    for number in range(len(graph.inputs)):
        program.view_of[number] = number
    every = walk(outputs, lambda node: node.kind == "input")
    kept = program.own | {node for node in every if node.kind in ("reduce", "expand")} | ({early} if early else set())
    for node in every:  # what has a smaller space than its user is computed once, in that space
        if node.kind != "reduce":
            kept.update(x for x in node.nodes if x.kind != "input" and graph.space(x) != graph.space(node))
    wanted = {node for node in outputs if node.kind != "input"}
    for node in walk(outputs, lambda node: node.kind == "input"):
        if node in kept and node not in program.view_of:
            _emit(program, [node], kept, wanted)
    left = [node for node in dict.fromkeys(outputs) if node.kind != "input" and not program.holds(node)]
    while left:
        together = [node for node in left if graph.space(node) == graph.space(left[0]) and len(node.shape) == len(left[0].shape)]
        _emit(program, together[:most], kept, wanted)
        left = [node for node in left if not program.holds(node)]
    if early:
        number = program.view_of[early] - len(graph.inputs)
        program.stored[number].base, program.nodes[number] = program.view_of[outputs[0]], outputs[0]
    return program


def compile_once(graph, outputs):
    """As `compile_graph`; a dear value of several passes that has the only output's space and dtype is computed once, in its memory."""
    program, out = compile_graph(graph, outputs), outputs[0] if len(outputs) == 1 else None
    if out is None or out.kind in ("input", "reduce", "expand"):
        return program
    for x in reversed(walk(outputs, lambda node: node.kind == "input")):
        fits = x is not out and x.dtype == out.dtype and len(x.shape) == len(out.shape) and graph.space(x) == graph.space(out)
        if fits and sum(x in made.nodes for made in program.passes) > 1 and _takes_long(program, x):
            return compile_graph(graph, outputs, early=x)
    return program


def _takes_long(program, x):
    """Whether a pass that needs x computes a mathematical function for it."""
    return any(_is_dear(step) for step in walk([x], program.holds) if not program.holds(step))


def _emit(program, nodes, kept, wanted):
    """The pass that puts nodes of one space into memory."""
    first = nodes[0]
    if first.kind == "expand":
        program.store(first, False, program.view_of[first.operands[0]])
        return
    is_reduction = first.kind == "reduce"
    roots = [first.operands[0]] if is_reduction else nodes
    made = Pass(first.detail if is_reduction else None, roots[0])
    held = {x for x in kept | wanted if program.holds(x)}
    steps = [x for x in walk(roots, lambda x: x.kind == "input" or x in held) if x.kind != "input" and x not in held]
    made.nodes = steps
    builder = _Builder(program, made, steps, roots)
    builder.run(is_reduction)
    made.targets = [program.store(x, x in wanted) for x in nodes]
    program.passes.append(made)


def _is_dear(x):
    return x.kind == "map" and _COST[x.detail[0]] != "cheap"


def _in_chains(steps):
    """Steps in an order that puts cheap ones side by side: they run as one loop.

    A dear step has the stage of the dear steps before it; a cheap one waits for the last stage at which it is needed.
    """
    is_dear = {x: _is_dear(x) for x in steps}
    stage, known = {}, set(steps)
    for x in steps:
        stage[x] = max([0, *(stage[y] + is_dear[y] for y in x.nodes if y in known)])
    latest = {}
    for x in reversed(steps):
        stage[x] = stage[x] if is_dear[x] else latest.get(x, max(stage.values()))
        for y in x.nodes:
            latest[y] = min(latest.get(y, stage[x]), stage[x])
    return sorted(steps, key=lambda x: (stage[x], is_dear[x]))


class _Builder:
    """Places and registers of a pass: a register is free again, for values of the same size, after the last step that reads it."""

    def __init__(self, program, made, steps, roots):
        self.program, self.made, self.steps, self.roots = program, made, _in_chains(steps), roots
        self.place_of, self.free, self.register = {}, {}, {}
        self.last_use = {x: i for i, step in enumerate(self.steps) for x in step.nodes}

    def place(self, kind, dtype, index):
        """The number of a place, made once."""
        key = (kind, dtype, index)
        if key not in self.place_of:
            self.place_of[key] = len(self.made.places)
            self.made.places.append(key)
        return self.place_of[key]

    def operand(self, x):
        """The place of an operand."""
        if type(x) is Constant:
            return self.place(CONSTANT, x.dtype, self.program.constant(x))
        if x in self.register:
            return self.register[x]
        view = self.program.view_of[x.detail if x.kind == "input" else x]
        return self.place(VIEW, x.dtype, view)

    def release(self, step, i):
        for x in dict.fromkeys(step.nodes):
            if self.last_use[x] == i and x in self.register:
                kind, dtype, index = self.made.places[self.register[x]]
                if kind == REGISTER:
                    self.free.setdefault(_itemsize(dtype), []).append(index)

    def result(self, step):
        """The place that a step writes."""
        if step in self.roots:
            return self.place(TARGET, step.dtype, self.roots.index(step))
        free = self.free.setdefault(_itemsize(step.dtype), [])
        if not free:
            free.append(self.made.n_registers)
            self.made.n_registers += 1
        return self.place(REGISTER, step.dtype, free.pop())

    def run(self, is_reduction):
        """Fills the pass."""
        for i, step in enumerate(self.steps):
            operands = [self.operand(x) for x in step.operands]
            self.release(step, i)
            out = self.result(step)
            self.register[step] = out
            kind = {"map": MAP, "cast": CAST, "where": WHERE, "part": PART}[step.kind]
            op, dtype = step.detail[:2] if kind != WHERE else (_itemsize(step.dtype).bit_length() - 1, step.dtype)
            self.made.steps.append(Step(kind, op, dtype, out, operands))
        if is_reduction and not self.steps:
            self.operand(self.roots[0])
        elif not is_reduction:
            for x in self.roots:
                if x not in self.register:
                    raise _errors.trace_error("an intermediate result that is an operand")
        n_views = sum(kind == VIEW for kind, _, _ in self.made.places)
        if n_views > MOST_OPERANDS or len(self.made.places) > MOST_PLACES or self.made.n_registers > MOST_REGISTERS:
            raise _errors.trace_error(f"more than {MOST_OPERANDS} operands or {MOST_REGISTERS} values at once in one pass")


def _itemsize(dtype):
    from ._ops.dtypes import DTYPES

    return DTYPES[dtype][3]


__all__ = ("Node", "Pass", "Program", "Step", "compile_graph", "compile_once", "walk")
