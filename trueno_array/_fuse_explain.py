"""Programs as text."""

from . import _fuse_program as _program
from ._fuse_graph import OPS
from ._ops.dtypes import DTYPES

_NAMES = {code: name for name, code in OPS.items()}


def _name_of(step):
    if step.kind == _program.PART:
        return ("real", "imag")[step.op]
    return {_program.CAST: "astype", _program.WHERE: "where"}.get(step.kind) or _NAMES[step.op]


class _Writer:
    """The lines of a program, with the lengths of the call that was traced."""

    def __init__(self, program, loops_of):
        self.loops_of = loops_of
        self.program, self.graph, self.lines, self.moved, self.seen = program, program.graph, [], 0, set()

    def shape(self, lengths):
        return tuple(1 if n == 1 else self.graph.inputs[n[0]][1].shape[n[1]] for n in lengths)

    def view(self, number):
        """A view's name, dtype and shape."""
        if number < len(self.graph.inputs):
            array = self.graph.inputs[number][1]
            return f"in{number}", array.dtype.code, array.shape
        stored = self.program.stored[number - len(self.graph.inputs)]
        outputs = [s for s in self.program.stored if s.is_output]
        scratch = [s for s in self.program.stored if not s.is_output]
        name = f"out{outputs.index(stored)}" if stored.is_output else f"t{scratch.index(stored)}"
        return name, stored.dtype, self.shape(stored.shape)

    def place(self, made, number):
        kind, _, index = made.places[number]
        if kind == _program.VIEW:
            return self.view(index)[0]
        if kind == _program.CONSTANT:
            x = self.program.constants[index]
            return f"s{x.scalar}" if x.scalar is not None else repr(x.value)
        if kind == _program.REGISTER:
            return f"r{index}"
        return "elements" if made.reduction is not None else self.view(made.targets[index])[0]

    def bytes_of(self, number):
        _, dtype, shape = self.view(number)
        n = DTYPES[dtype][3]
        for length in shape:
            n *= length
        return n

    def row_bytes(self, number):
        """Bytes moved to and from memory: nothing where a view has memory for the rows at hand only."""
        first = len(self.graph.inputs)
        return 0 if number >= first and self.program.stored[number - first].is_own else self.bytes_of(number)

    def write(self, number, made):
        kind = "elementwise" if made.reduction is None else made.reduction.name
        axes = "" if made.reduction is None else f" over axes {tuple(i for i, flag in enumerate(made.reduction.flags) if flag)}"
        views = [index for kind_, _, index in made.places if kind_ == _program.VIEW]
        by_rows = self.program.rows is not None and number >= self.program.rows.first
        reached = {view for view in [*views, *made.targets] if not (by_rows and view in self.seen)}
        moved = sum(self.row_bytes(view) for view in reached)
        self.seen.update(reached if by_rows else ())
        self.moved += moved
        if by_rows and number == self.program.rows.first:
            self.lines.append("row by row, a few rows at a time, which stay in the cache:")
        self.lines.append(f"pass {number}: {kind}{axes} of {self.shape(made.space)}, {made.n_registers} registers, {moved} bytes moved")
        loops, end = self.loops_of(made), 0
        for i, step in enumerate(made.steps):
            if loops.get(i, 1) > 1:
                end = i + loops[i]
                self.lines.append(f"  one loop of {loops[i]} steps:")
            operands = ", ".join(self.place(made, place) for place in step.operands)
            name = _name_of(step)
            indent = "    " if i < end else "  "
            self.lines.append(f"{indent}{self.place(made, step.out)} = {name}_{DTYPES[step.dtype][1]}({operands})")
        if made.reduction is not None:
            source = "elements" if made.steps else self.view(views[0])[0]
            self.lines.append(f"  {self.view(made.targets[0])[0]} = {made.reduction.name}({source})")


def describe_program(program, name, loops_of):
    """Operands, passes and steps, results, bytes; loops_of(pass): first step -> number of steps, of those that run as one loop."""
    writer = _Writer(program, loops_of)
    inputs = [writer.view(i) for i in range(len(program.graph.inputs))]
    for label, dtype, shape in inputs:
        writer.lines.append(f"{label}: {DTYPES[dtype][0]} {shape}")
    for number, made in enumerate(program.passes):
        writer.write(number, made)
    outputs = [i for i, stored in enumerate(program.stored) if stored.is_output]
    results = [writer.view(len(inputs) + i) for i in outputs]
    lines = [f"{name}: {len(program.passes)} passes, {len(results)} outputs, {writer.moved} bytes moved", *writer.lines]
    return "\n".join([*lines, *(f"{label}: {DTYPES[dtype][0]} {shape}" for label, dtype, shape in results)])
