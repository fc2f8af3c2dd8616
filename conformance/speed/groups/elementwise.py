"""The functions of the rows: each dtype, in each layout."""

from functools import partial

from trueno_array._ops.elementwise import ROWS

from .. import data, names
from ..case import Case, texts

DENSE = ("contiguous", "strided", "transposed")
BROADCAST = ("row", "column", "scalar")  # of the second operand
SMALL_OPERANDS = ("pow", "bitwise_left_shift", "bitwise_right_shift", "floor_divide", "remainder", "divide")
BITS = {"bool": "b8"}


def domain_of(row, operand):
    return row.domain if isinstance(row.domain, str) else row.domain[operand]


def operands(row, short, layout, n):
    x = data.values(short, 2 * n, 1, "small" if row.name == "pow" else domain_of(row, 0))
    if row.arity == 1:
        return {"x": data.layout_of(layout, x)[0]}
    y = data.values(short, 2 * n, 2, "small" if row.name in SMALL_OPERANDS else domain_of(row, 1))
    found = dict(zip("xy", data.layout_of(layout, x, y)))
    if row.arity == 3:
        z = data.values(short, 2 * n, 3, domain_of(row, 2))
        found["z"] = data.layout_of(layout, z)[0] if layout in DENSE else z[:n].reshape(found["x"].shape)
    return found


def of_row(group, row, sizes, expressions):
    """The cases of one row; expressions are its texts."""
    loops = row.loops()
    for short in (short for short in data.DTYPES if BITS.get(short, short) in loops):
        chosen = expressions
        if short not in names.TORCH_ONLY.get(row.name, data.DTYPES):
            chosen = {library: text for library, text in expressions.items() if library != "torch"}
        for layout in DENSE if row.arity == 1 else DENSE + BROADCAST:
            for n in sizes:
                yield Case(group, row.name, short, layout, n, chosen, partial(operands, row, short, layout, n))


def cases(sizes):
    for row in ROWS:
        arguments = ", ".join("xyz"[: row.arity])
        numpy = names.NUMPY_FORMULA.get(row.name, f"np.{names.NUMPY.get(row.name, row.name)}({arguments})")
        expressions = texts(f"xp.{row.name}({arguments})", names.torch_map(row.name, row.arity), numpy)
        yield from of_row("elementwise", row, sizes, expressions)
