"""The functions of the rows: each dtype, in each layout."""

from functools import partial

from trueno_array._ops.elementwise import BINARY, UNARY

from .. import data, names
from ..case import Case, texts

LAYOUTS = {1: ("contiguous", "strided", "transposed"), 2: ("contiguous", "strided", "transposed", "row", "column", "scalar")}
SMALL_OPERANDS = ("pow", "bitwise_left_shift", "bitwise_right_shift", "floor_divide", "remainder", "divide")
BITS = {"bool": "b8"}


def operands(row, short, layout, n):
    x = data.values(short, 2 * n, 1, "small" if row.name == "pow" else row.domain)
    if row.arity == 1:
        return {"x": data.layout_of(layout, x)[0]}
    y = data.values(short, 2 * n, 2, "small" if row.name in SMALL_OPERANDS else row.domain)
    return dict(zip("xy", data.layout_of(layout, x, y)))


def of_row(group, row, sizes, expressions):
    """The cases of one row; expressions are its texts."""
    loops = row.loops()
    for short in data.DTYPES:
        if BITS.get(short, short) in loops:
            for layout in LAYOUTS[row.arity]:
                for n in sizes:
                    yield Case(group, row.name, short, layout, n, expressions, partial(operands, row, short, layout, n))


def cases(sizes):
    for row in UNARY + BINARY:
        arguments = "x, y"[: 3 * row.arity - 2]
        numpy = f"np.{names.NUMPY.get(row.name, row.name)}({arguments})"
        expressions = texts(f"xp.{row.name}({arguments})", names.torch_map(row.name, row.arity), numpy)
        yield from of_row("elementwise", row, sizes, expressions)
