"""Reductions and scans over each axis, in each layout."""

from functools import partial

from trueno_array._ops.reductions import ROWS

from .. import data, names
from ..case import Case, texts

# layout -> (axis, how the operand is made of its table)
WHOLE = {"contiguous": None, "strided": None, "transposed": None}
AXES = {"axis=0": 0, "axis=1": 1, "transposed axis=0": 0, "axis=1 of 3": 1}
POSITIONS, SCANS = ("argmax", "argmin"), ("cumulative_sum", "cumulative_prod")
KINDS = dict.fromkeys(POSITIONS, "biuf") | dict.fromkeys(SCANS, "iufc")


def operands(name, short, layout, n):
    domain = "unit" if "prod" in name else "all"
    x = data.values(short, n, 1, domain)
    if layout == "contiguous":
        found = x
    elif layout == "strided":
        found = data.values(short, 2 * n, 1, domain)[::2]
    elif layout.startswith("transposed"):
        rows, columns = data.sides(n)
        found = x.reshape(columns, rows).T
    elif layout == "axis=1 of 3":
        rows, columns = data.sides(n)
        found = x.reshape(rows, columns // 5, 5) if columns % 5 == 0 else x.reshape(rows, columns, 1)
    else:
        found = data.table(x)
    return {"x": found}


def expressions(name, axis):
    ours = f"xp.{name}(x{'' if axis is None else f', axis={axis}'})"
    numpy = ours.replace(f"xp.{name}", f"np.{names.NUMPY.get(name, name)}")
    dim = "" if axis is None else f", dim={axis}"
    if name in SCANS:
        return texts(ours, f"torch.{names.NUMPY[name]}(x, dim={axis or 0})", numpy)
    torch = names.TORCH.get(name, f"torch.{name}(x{{axis}})").format(axis=dim)
    return texts(ours, torch, numpy)


def cases(sizes):
    kinds = {row.name: row.kinds for row in ROWS} | KINDS
    for name, accepted in kinds.items():
        whole = {"contiguous": None, "strided": None} if name in SCANS else WHOLE
        for short in data.DTYPES:
            if data.KINDS[short] not in accepted:
                continue
            for layout, axis in (whole | AXES).items():
                for n in sizes:
                    yield Case("reductions", name, short, layout, n, expressions(name, axis), partial(operands, name, short, layout, n))
