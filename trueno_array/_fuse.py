"""Fused functions: array code that is traced once and run in one pass over memory."""

import copy
import functools
import struct

from . import _errors, _fuse_operators  # noqa: F401 - operators of traced operands
from . import _fuse_program as _program
from ._ext import fusion as _fusion
from ._ext.array import Array
from ._ext.convert import convert_operand
from ._fuse_graph import KEPT, Node
from ._fuse_rows import compile_by_rows, suits_rows
from ._fuse_trace import TracedArray, TracedScalar, trace
from ._ops.dtypes import DTYPES

__all__ = ("fuse",)


def fuse(fn=None, /, *, fallback=None):
    """A function that computes what fn computes, with the same bits, in as few passes over memory as possible.

    fn is called once with operands that record what is done to them: operators, the elementwise functions of the namespace,
    `where`, `clip`, `astype`, reductions, and views of the operands. From then on its operations run tile by tile, over
    threads: intermediate results stay in the cache, broadcast operands are not made real, and memory is allocated for the
    results only, and for values that are broadcast again after they were reduced. Usable as a decorator.

    Parameters
    ----------
    fn : callable
        Takes and returns arrays, also in tuples, lists and dicts. Python scalars are parameters: another value
        is no new trace. Other arguments are part of the trace and are compared by value. Arrays and scalars that fn finds
        outside its arguments are taken as they are at the first call.
    fallback : {None, "eager"}
        What happens where fn cannot be traced, because it asks for the values of arrays, or uses functions that are not
        elementwise: None raises TypeError, "eager" calls fn as it is.

    Returns
    -------
    callable
        With the signature of fn. Traces are kept by dtypes, numbers of dimensions, and dimensions of length 1; by shape too
        where fn asks for lengths.

    Raises
    ------
    TypeError
        If fn is not callable, or, when called, cannot be traced.
    ValueError
        When called, if shapes do not broadcast; as fn itself.

    See Also
    --------
    fuse.explain : the program as text.

    Examples
    --------
    >>> import trueno_array as xp
    >>> @xp.fuse
    ... def gauss(x, mean, deviation):
    ...     return xp.exp(-0.5 * ((x - mean) / deviation) ** 2)
    >>> gauss(xp.asarray([0.0, 1.0]), 1.0, 0.5)
    array([0.13533528, 1.        ])
    """
    if fallback not in (None, "eager"):
        raise _errors.value_error("fuse", "fallback", "be None or 'eager'", _errors.describe(fallback))
    if fn is None:
        return functools.partial(fuse, fallback=fallback)
    if not callable(fn):
        raise _errors.type_error("fuse", "fn", "be callable", _errors.describe(fn))
    fused = _fusion.Fused(fn, _make_plan, _converted, _unpacked, fallback == "eager")
    return functools.update_wrapper(fused, fn)


def explain(fn, /, *args, **kwargs):
    """The program of a function for these operands, as text: passes, steps, and the bytes that each pass moves.

    Parameters
    ----------
    fn : callable
        A function, fused or not.
    *args, **kwargs
        What it would be called with.

    Returns
    -------
    str
        One line for each pass and each step; printed by ``print``.
    """
    from ._fuse_explain import describe_program

    fn = fn.fn if isinstance(fn, _fusion.Fused) else fn
    name, args, names = getattr(fn, "__name__", "fn"), (*args, *kwargs.values()), tuple(kwargs)
    found = _unpacked(fn, args, names)
    if found is not None:
        (_, fn, args), names = found, ()
    graph, returned = trace(fn, tuple(_converted(x) for x in args), names)
    outputs = []
    _template(returned, outputs)
    program = compile_by_rows(graph, outputs)
    if program is None or not suits_rows(program):
        program = _program.compile_once(graph, outputs)
    return describe_program(program, name, lambda made: _pass_plan(made, program).loops())


fuse.explain = explain


def _converted(x):
    """An argument as it is traced: NumPy arrays and the like as arrays."""
    if isinstance(x, Array | bool | int | float | complex | str | bytes | tuple | list | dict | type(None)) or callable(x):
        return x
    made = convert_operand(x)
    return x if made is NotImplemented else made


# Containers


def _holds_arrays(x):
    """Whether an array is in a tuple, list or dict, at any depth."""
    if isinstance(x, tuple | list | dict):
        return any(_is_array(part) or _holds_arrays(part) for part in (x.values() if isinstance(x, dict) else x))
    return False


def _is_array(x):
    return isinstance(x, Array | TracedArray) or hasattr(x, "__dlpack__") or hasattr(x, "__array_interface__")


def _pattern(x, leaves):
    """How x is built from the leaves, which are added; None for a leaf."""
    if not _holds_arrays(x):
        leaves.append(x)
        return None
    keys, parts = (tuple(x), x.values()) if isinstance(x, dict) else (None, x)
    return type(x), keys, tuple(_pattern(part, leaves) for part in parts)


def _built(pattern, leaves):
    """The value of a pattern; leaves is an iterator."""
    if pattern is None:
        return next(leaves)
    kind, keys, parts = pattern
    made = [_built(part, leaves) for part in parts]
    return kind(zip(keys, made, strict=True)) if keys is not None else getattr(kind, "_make", kind)(made)


def _unpacked(fn, args, names):
    """Where containers among the arguments hold arrays: a key, fn as a function of what they hold, and that; else None."""
    if not any(map(_holds_arrays, args)):
        return None
    leaves = []
    patterns = tuple([_pattern(x, leaves) for x in args])
    n = len(args) - len(names)

    def of_leaves(*leaves):
        left = iter(leaves)
        made = [_built(pattern, left) for pattern in patterns]
        return fn(*made[:n], **dict(zip(names, made[n:], strict=True)))

    return (names, patterns), of_leaves, tuple(leaves)


# What a function returned


def _base(node):
    """The node whose memory holds the values of a node, and the keys that see it so."""
    keys = []
    while node.kind == "expand":
        keys.append(node.detail)
        node = node.operands[0]
    return node, keys[::-1]


def _template(returned, outputs):
    """A function (outputs' arrays, inputs' arrays, scalars) -> value of a part of what fn returned; nodes are added to outputs."""
    if isinstance(returned, TracedArray):
        node, keys = _base(returned.node)
        if node.kind == "input":
            return lambda made, arrays, scalars, number=node.detail: arrays[number]
        if node not in outputs:
            outputs.append(node)
        return lambda made, arrays, scalars, node=node, keys=keys: functools.reduce(lambda x, key: x[key], keys, made[node])
    if isinstance(returned, TracedScalar):
        return lambda made, arrays, scalars, number=returned.scalar.number: scalars[number]
    if isinstance(returned, dict):
        parts = {key: _template(part, outputs) for key, part in returned.items()}
        return lambda *found: {key: part(*found) for key, part in parts.items()}
    if isinstance(returned, tuple | list):
        parts = [_template(part, outputs) for part in returned]
        kind = getattr(type(returned), "_make", type(returned))
        return lambda *found: kind([part(*found) for part in parts])
    return lambda *found: returned


def _builder(program, graph, returned, outputs, template):
    """What makes the returned value from the outputs in the order of the program; None for the only output,
    tuple for all of them."""
    if isinstance(returned, TracedArray) and len(outputs) == 1 and returned.node is outputs[0]:
        return None
    numbers = {number: node for node, number in program.view_of.items() if type(node) is Node}
    first = len(graph.inputs)
    order = [numbers[first + i] for i, stored in enumerate(program.stored) if stored.is_output]
    if type(returned) is tuple and all(isinstance(x, TracedArray) for x in returned) and [x.node for x in returned] == order:
        return tuple

    def build(made, arrays, scalars):
        return template(dict(zip(order, made, strict=True)), arrays, scalars)

    return build


# Plans


def _lengths(shape):
    return struct.pack(f"{len(shape)}i", *(-1 if length == 1 else 64 * length[0] + length[1] for length in shape))


def _pass_plan(made, program):
    steps = [(s.kind, s.op, s.dtype, len(s.operands), s.out, *(s.operands * 3)[:3]) for s in made.steps]
    views = [dtype for kind, dtype, _ in made.places if kind in (_program.VIEW, _program.REGISTER)]
    reduction = made.reduction
    return _fusion.PassPlan(
        -1 if reduction is None else reduction.code,
        b"".join(struct.pack("8h", *step) for step in steps),
        b"".join(struct.pack("3h", *place) for place in made.places),
        struct.pack(f"{len(made.targets)}h", *made.targets),
        _lengths(made.space),
        made.n_registers,
        max([1, *(DTYPES[dtype][3] for dtype in views)]),
        0.0 if reduction is None else reduction.correction,
        b"" if reduction is None else reduction.flags,
        reduction is not None and reduction.needs_elements,
        "" if reduction is None else reduction.name,
    )


def _argument(value, number, graph):
    """How an argument must look: an array, or a kind and the value where the trace depends on it."""
    if isinstance(value, Array):
        return value
    if not isinstance(value, bool | int | float | complex):
        return (_fusion.kind_of_scalar(value), (copy.deepcopy(value) if isinstance(value, list | dict | set) else value,))
    return (_fusion.kind_of_scalar(value), (value,) if number in graph.guards else None)


def _arguments(args, graph):
    found, number = [], 0
    for value in args:
        found.append(_argument(value, number, graph))
        number += isinstance(value, bool | int | float | complex)
    return found


def _constant(x):
    if x.scalar is not None:
        return (x.scalar, x.stored, x.dtype, x.function)
    return _fusion.stored_scalar(x.value, x.stored, x.dtype, x.function)


def _source(source, array):
    """Where an input comes from, as plans have it."""
    if source[0] == "argument":
        return source[1]
    return array if source[0] == "array" else (source[1], source[2], source[3])


def _scalar_source(source):
    function, operands = source
    return (function, tuple((x.number,) if hasattr(x, "number") else x for x in operands))


def _make_plan(fn, args, names, falls_back):
    """The plan of a call; without a program where fn cannot be traced and may fall back."""
    try:
        graph, returned = trace(fn, args, names)
        outputs = []
        template = _template(returned, outputs)

        def plan(program, **others):
            build = program and _builder(program, graph, returned, outputs, template)
            return program and _plan(program, graph, args, names, build, **others)

        program, apart = _program.compile_once(graph, outputs), None
        if any(len(made.targets) > 1 for made in program.passes):
            apart = plan(_program.compile_graph(graph, outputs, most=1))
        return plan(program, by_rows=plan(compile_by_rows(graph, outputs)), apart=apart)
    except _errors.TraceError:
        if not falls_back:
            raise
    arguments = [x if isinstance(x, Array) else (_fusion.kind_of_scalar(x), None) for x in args]
    return _fusion.Plan(arguments, names, fallback=fn)


def _guarded(graph):
    """The scalars among the arguments that decide what the trace depends on: those read, and those in expressions that were read."""
    left = list(graph.guards)
    while left:
        source = graph.scalars[left.pop()]
        for x in source[1] if callable(source[0]) else ():
            if hasattr(x, "number") and x.number not in graph.guards:
                graph.guards.add(x.number)
                left.append(x.number)


def _rows(program):
    """What plans know of passes by rows."""
    rows, first = program.rows, len(program.graph.inputs)
    own, numbers = struct.pack(f"{first}h", *[-1] * first), []
    for stored in program.stored:
        own += struct.pack("h", len(numbers) if stored.is_own else -1)
        numbers += [DTYPES[stored.dtype][3]] if stored.is_own else []
    return (rows.first, rows.split, _lengths(rows.space), rows.is_row, tuple(rows.inputs), own, struct.pack(f"{len(numbers)}i", *numbers))


def _layouts(program, graph):
    """Where the values of the graph would lie, for operands that are not in C order: nodes, and the nodes of views and passes."""
    roots = [made.root for made in program.passes]
    nodes = [node for node in _program.walk([*roots, *program.nodes], lambda node: node.kind == "input") if node.kind != "input"]
    number = {node: len(graph.inputs) + i for i, node in enumerate(nodes)}
    described = []
    for node in nodes:
        operands = [x.detail if x.kind == "input" else number[x] for x in node.nodes]
        kept = node.kept if node.layout == KEPT else ()
        described.append((node.layout, _lengths(node.shape), tuple(operands), kept))
    views = [number.get(node, -1) for node in program.nodes]
    return described, views, [number.get(root, -1) for root in roots]


def _plan(program, graph, args, names, build, by_rows=None, apart=None):
    _guarded(graph)
    inputs = [(_source(source, array), array) for source, array in graph.inputs]
    stored = [(s.dtype, _lengths(s.shape), s.is_output, s.base, s.is_own) for s in program.stored]
    lengths = sum(2 * len(s.shape) for s in program.stored)
    if len(inputs) + len(stored) > 192 or len(program.constants) > 256 or lengths > 2048:
        raise _errors.trace_error("a program of more than 192 arrays or 256 constants")
    pairs = [_lengths(pair) for pair in graph.equal_lengths()]
    return _fusion.Plan(
        _arguments(args, graph),
        names,
        inputs=inputs,
        shapes=[array.shape for _, array in graph.inputs] if graph.shaped else None,
        scalars=[_scalar_source(source) for source in graph.scalars if source[0] != "argument"],
        constants=[_constant(x) for x in program.constants],
        passes=[_pass_plan(made, program) for made in program.passes],
        stored=stored,
        equal=b"".join(pairs),
        build=build,
        by_rows=by_rows,
        apart=apart,
        rows=program.rows and _rows(program),
        layouts=_layouts(program, graph),
    )
