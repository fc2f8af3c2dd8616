"""Copies, joins, and the functions that move elements or only their description."""

from .. import data, tables
from ..tables import ALL, NUMERIC, Row, one, table, two

SOME = ("f32", "f64", "u8", "c64")
FEW = (10, 1_000)


def twice(short, n):
    return {"x": data.values(short, 2 * n)}


def cube(short, n):
    rows, columns = data.sides(n)
    return {
        "x": data.values(short, n).reshape(rows, columns // 5, 5) if columns % 5 == 0 else data.values(short, n).reshape(rows, 1, columns)
    }


def edges(short, n):
    rows, columns = data.sides(n)
    return {"x": data.values(short, columns).reshape(1, columns), "y": data.values(short, rows).reshape(rows, 1)}


ROWS = (
    Row("copy of a transpose", table, ALL, "xp.asarray(x.T, copy=True)", "x.T.clone(memory_format=torch.contiguous_format)", "np.ascontiguousarray(x.T)"),
    Row("copy of axes 2, 0, 1", cube, SOME, "xp.asarray(xp.permute_dims(x, (2, 0, 1)), copy=True)",
        "x.permute(2, 0, 1).clone(memory_format=torch.contiguous_format)", "np.ascontiguousarray(x.transpose(2, 0, 1))"),
    Row("copy of a flip", one, ALL, "xp.asarray(xp.flip(x), copy=True)", "torch.flip(x, (0,))", "np.flip(x).copy()"),
    Row("copy of every other", twice, ALL, "xp.asarray(x[::2], copy=True)", "x[::2].clone()", "x[::2].copy()"),
    Row("copy of a broadcast row", edges, SOME, "xp.asarray(xp.broadcast_to(x, ({rows}, {columns})), copy=True)",
        "torch.broadcast_to(x, ({rows}, {columns})).clone(memory_format=torch.contiguous_format)", "np.broadcast_to(x, ({rows}, {columns})).copy()"),
    Row("copy of a broadcast column", edges, SOME, "xp.asarray(xp.broadcast_to(y, ({rows}, {columns})), copy=True)",
        "torch.broadcast_to(y, ({rows}, {columns})).clone(memory_format=torch.contiguous_format)", "np.broadcast_to(y, ({rows}, {columns})).copy()"),
    Row("reshape of a transpose", table, SOME, "xp.reshape(x.T, (-1,))", "torch.reshape(x.T, (-1,))"),
    Row("concat", two, ALL, "xp.concat((x, y))", "torch.concat((x, y))"),
    Row("concat axis=1", table, ALL, "xp.concat((x, x), axis=1)", "torch.concat((x, x), dim=1)"),
    Row("stack", two, ALL, "xp.stack((x, y))", "torch.stack((x, y))"),
    Row("stack axis=-1", two, ALL, "xp.stack((x, y), axis=-1)", "torch.stack((x, y), dim=-1)"),
    Row("roll", one, ALL, "xp.roll(x, 7)", "torch.roll(x, 7)"),
    Row("roll axis=0", table, SOME, "xp.roll(x, 2, axis=0)", "torch.roll(x, 2, 0)"),
    Row("roll axis=1", table, SOME, "xp.roll(x, 2, axis=1)", "torch.roll(x, 2, 1)"),
    Row("repeat", one, ALL, "xp.repeat(x, 2)", "torch.repeat_interleave(x, 2)"),
    Row("repeat axis=0", table, SOME, "xp.repeat(x, 2, axis=0)", "torch.repeat_interleave(x, 2, dim=0)"),
    Row("tile", one, ALL, "xp.tile(x, (2,))", "torch.tile(x, (2,))"),
    Row("tile, 2 axes", table, SOME, "xp.tile(x, (2, 2))", "torch.tile(x, (2, 2))"),
    Row("pad", table, SOME, "xp.pad(x, 1)", "torch.nn.functional.pad(x, (1, 1, 1, 1))", "np.pad(x, 1)"),
    Row("diff", one, NUMERIC, "xp.diff(x)", "torch.diff(x)"),
    Row("diff axis=0", table, NUMERIC, "xp.diff(x, axis=0)", "torch.diff(x, dim=0)"),
    Row("real", one, ("c64",), "xp.asarray(xp.real(x), copy=True)", "torch.real(x).clone()", "np.real(x).copy()"),
    Row("imag", one, ("c64",), "xp.asarray(xp.imag(x), copy=True)", "torch.imag(x).clone()", "np.imag(x).copy()"),
    # Views: the size matters to nobody.
    Row("broadcast_arrays", edges, ("f64",), "xp.broadcast_arrays(x, y)", "torch.broadcast_tensors(x, y)", sizes=FEW),
    Row("broadcast_shapes", one, ("f64",), "xp.broadcast_shapes((5, 1), (1, 4))", "torch.broadcast_shapes((5, 1), (1, 4))", sizes=FEW),
    Row("broadcast_to", one, ("f64",), "xp.broadcast_to(x, (3, {n}))", "torch.broadcast_to(x, (3, {n}))", sizes=FEW),
    Row("expand_dims", one, ("f64",), "xp.expand_dims(x, 0)", "torch.unsqueeze(x, 0)", sizes=FEW),
    Row("flip", table, ("f64",), "xp.flip(x, axis=1)", sizes=FEW),
    Row("matrix_transpose", table, ("f64",), "xp.matrix_transpose(x)", "x.mT", sizes=FEW),
    Row("moveaxis", table, ("f64",), "xp.moveaxis(x, 0, 1)", "torch.moveaxis(x, 0, 1)", sizes=FEW),
    Row("permute_dims", table, ("f64",), "xp.permute_dims(x, (1, 0))", "torch.permute(x, (1, 0))", sizes=FEW),
    Row("reshape", table, ("f64",), "xp.reshape(x, ({n},))", "torch.reshape(x, ({n},))", sizes=FEW),
    Row("squeeze", edges, ("f64",), "xp.squeeze(x, 0)", "torch.squeeze(x, 0)", sizes=FEW),
    Row("unstack", table, ("f64",), "xp.unstack(x)", "torch.unbind(x)", sizes=FEW),
    Row("split", one, ("f64",), "xp.split(x, 5)", "torch.tensor_split(x, 5)", sizes=FEW),
    Row("array_split", one, ("f64",), "xp.array_split(x, 3)", "torch.tensor_split(x, 3)", sizes=FEW),
)  # fmt: skip


def cases(sizes):
    return tables.cases("movement", ROWS, sizes)
