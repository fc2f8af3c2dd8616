"""Programs whose passes run row by row: where rows are reduced and the results are broadcast back over them."""

from ._fuse_program import VIEW, compile_graph, walk
from ._ops.dtypes import DTYPES


class Rows:
    """How a program runs by rows.

    first    the passes before run as always
    split    dimensions before it count the rows, the others are a row
    space    the shape of all rows
    is_row   of each pass from `first` on: whether it has one element for each row
    inputs   numbers of the inputs whose rows are reduced: they must be contiguous
    """

    __slots__ = ("first", "inputs", "is_row", "space", "split")


def compile_by_rows(graph, outputs):
    """The program by rows of the nodes that a function returned, or None."""
    every = walk(outputs, lambda node: node.kind == "input")
    reductions = [node for node in every if node.kind == "reduce" and _split(node) is not None]
    if not reductions:
        return None
    space = _roots(graph, reductions[0].operands[0].shape)
    split = _split(reductions[0])
    reductions = [x for x in reductions if _roots(graph, x.operands[0].shape) == space and _split(x) == split]
    if not any(_returns(graph, node, reductions, space) for node in every):
        return None
    operands = {x.operands[0] for x in reductions}
    own = [x for x in operands if x.kind in ("map", "cast", "where", "part") and _is_shared(x, every, outputs)]
    program = compile_graph(graph, outputs, own)
    rows = Rows()
    rows.split, rows.space = split, reductions[0].operands[0].shape
    rows.inputs = [x.detail for x in operands if x.kind == "input"]
    return program if _arrange(program, rows, space) else None


def _split(node):
    """The first of the trailing dimensions that a node reduces; None for other reductions."""
    if node.detail.name == "mean" and DTYPES[node.operands[0].dtype][2] not in "fc":  # summed as integers
        return None
    flags = node.detail.flags
    first = flags.find(1)
    return first if first >= 0 and 0 not in flags[first:] else None


def _is_shared(node, every, outputs):
    """Whether more than one node, or the caller, reads a node."""
    return node in outputs or sum(node in user.nodes for user in every) > 1


def _roots(graph, shape):
    return tuple(1 if length == 1 else graph.root(length) for length in shape)


def _returns(graph, node, reductions, space):
    """Whether an elementwise node over the rows is made from one of the reductions."""
    if node.kind in ("input", "reduce", "expand") or _roots(graph, node.shape) != space:
        return False
    return any(x in reductions for x in walk([node], lambda x: x.kind == "input"))


def _arrange(program, rows, space):
    """Puts the passes by rows last; False where one needs more than the rows at hand."""
    graph, first = program.graph, len(program.graph.inputs)
    whole, row_shapes = space, (space[: rows.split], space[: rows.split] + (1,) * (len(space) - rows.split))
    before, behind, made, is_row = [], [], {}, []
    for fused in program.passes:
        shape = _roots(graph, fused.space)
        reads = {index for kind, _, index in fused.places if kind == VIEW}
        reads = {_base(program, index): index for index in reads if index >= first}
        needs_rows = any(index in made for index in reads)
        if fused.reduction is not None:
            by_rows = shape == whole and fused.reduction.flags == bytes(i >= rows.split for i in range(len(space)))
        else:
            by_rows = shape == whole or (needs_rows and shape in row_shapes)
        if not by_rows:
            if needs_rows:
                return False
            before.append(fused)
            continue
        for base, index in reads.items():
            seen = _roots(graph, program.stored[index - first].shape)
            if base in made and seen != shape and not (shape == whole and seen == row_shapes[1]):
                return False
        made.update(dict.fromkeys(fused.targets))
        behind.append(fused)
        is_row.append(fused.reduction is None and shape != whole)
    rows.first, rows.is_row = len(before), bytes(is_row)
    program.passes, program.rows = before + behind, rows
    return len(behind) <= 12


def _base(program, index):
    stored = program.stored[index - len(program.graph.inputs)]
    return index if stored.base is None else _base(program, stored.base)


def suits_rows(program):
    """Whether the rows of the traced call are as the runtime wants them: its `suits`."""
    from ._ext.fusion import row_limits

    graph, rows = program.graph, program.rows
    least, most, own_bytes = row_limits()
    n = 1
    for number, axis in (length for length in rows.space[rows.split :] if length != 1):
        n *= graph.inputs[number][1].shape[axis]
    size = n * sum(DTYPES[stored.dtype][3] for stored in program.stored if stored.is_own)
    contiguous = all(graph.inputs[number][1].flags.c_contiguous for number in rows.inputs)
    return least <= n <= most and size <= own_bytes and contiguous
