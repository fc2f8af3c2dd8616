"""Matrix products, inner products and norms. The size of a case is that of its first operand."""

from functools import partial

from .. import data
from ..case import Case, texts
from ..tables import Row, two
from ..tables import cases as of_table

SIDES = {
    **dict.fromkeys(("f32", "f64"), (32, 64, 128, 256, 512, 1024, 2048)),
    **dict.fromkeys(("c64", "c128"), (32, 64, 128, 256, 512)),
    **dict.fromkeys(("i32", "i64", "u8"), (32, 64, 128, 256, 512)),
}
FLOATS = ("f32", "f64")
MATMUL = texts("xp.matmul(x, y)", "torch.matmul(x, y)")


def of_shapes(short, x, y):
    def values(shape, seed):
        size = 1
        for side in shape:
            size *= side
        return data.settled(data.values(short, size, seed, "small")).reshape(shape)

    return {"x": values(x, 1), "y": values(y, 2)}


def case(name, short, x, y, expressions=MATMUL):
    n = 1
    for side in x:
        n *= side
    return Case("products", name, short, "", n, expressions, partial(of_shapes, short, x, y))


def matmuls():
    for short, sides in SIDES.items():
        for n in sides:
            yield case("matmul", short, (n, n), (n, n))
    for short in FLOATS:
        for n in (64, 512, 1024):
            for ours in ("x.T @ y", "x @ y.T", "x.T @ y.T", "x.T @ x"):
                yield case(f"matmul {ours}", short, (n, n), (n, n), texts(ours, ours))
        for x, y in (((2000, 32), (32, 2000)), ((32, 20_000), (20_000, 32)), ((5000, 100), (100, 10)), ((17, 33), (33, 5))):
            yield case(f"matmul {x[0]} x {x[1]} x {y[1]}", short, x, y)
    for short in (*FLOATS, "c64", "i64"):
        for count, n in ((10_000, 2), (10_000, 4), (1000, 8), (1000, 16), (100, 32), (10, 128)):
            yield case(f"matmul, batch of {n} x {n}", short, (count, n, n), (count, n, n))
    for short in FLOATS:
        yield case("matmul, batch by one", short, (1000, 16, 16), (16, 16))
        yield case("matmul, batch of products of vectors", short, (1000, 16, 16), (16,))


def vectors():
    for short in (*FLOATS, "c64", "i64"):
        for n in (10, 100, 1000, 3000):
            yield case("matrix by vector", short, (n, n), (n,))
            yield case("vector by matrix", short, (n,), (n, n))
            yield case("transposed matrix by vector", short, (n, n), (n,), texts("xp.matmul(x.T, y)", "torch.matmul(x.T, y)"))
    for short in (*FLOATS, "c64"):
        for columns in (3, 16):
            yield case(f"matrix of {columns} columns by vector", short, (20_000, columns), (columns,))
            yield case(f"transposed matrix of {columns} columns by vector", short, (20_000, columns), (20_000,), texts("x.T @ y", "x.T @ y"))
    for short in FLOATS:
        yield case("matmul, batch of rows by columns", short, (10_000, 1, 3), (10_000, 3, 1))
    outer = texts("xp.linalg.outer(x, y)", "torch.outer(x, y)")
    for short in FLOATS:
        for n in (10, 100, 1000, 3000):
            yield case("outer", short, (n,), (n,), outer)
    for short in FLOATS:
        for n in (16, 128, 1024):
            axes = texts("xp.tensordot(x, y, axes=((1,), (0,)))", "torch.tensordot(x, y, dims=((1,), (0,)))")
            yield case("tensordot", short, (n, n), (n, n), axes)
            yield case("einsum", short, (n, n), (n, n), texts("xp.einsum('ij,jk->ik', x, y)", "torch.einsum('ij,jk->ik', x, y)"))
        yield case("einsum, diagonal", short, (512, 512), (512, 512), texts("xp.einsum('ii->i', x)", "torch.einsum('ii->i', x)"))
        yield case(
            "einsum, batch",
            short,
            (100, 32, 32),
            (100, 32, 32),
            texts("xp.einsum('bij,bjk->bik', x, y)", "torch.einsum('bij,bjk->bik', x, y)"),
        )


def table(short, n):
    return {"x": data.table(data.values(short, n, 1)), "y": data.table(data.values(short, n, 2))}


def triples(short, n):
    n = max(n // 3, 3)
    return {"x": data.values(short, 3 * n, 1).reshape(n, 3), "y": data.values(short, 3 * n, 2).reshape(n, 3)}


NORM = "torch.linalg.vector_norm(x{})"
ROWS = (
    Row("vecdot", two, ("f32", "f64", "c64", "i32", "i64", "u8"), "xp.vecdot(x, y)", "torch.linalg.vecdot(x, y)"),
    Row("vecdot axis=0", table, ("f32", "f64", "i64"), "xp.vecdot(x, y, axis=0)", "torch.linalg.vecdot(x, y, dim=0)"),
    Row("vecdot axis=1", table, ("f32", "f64", "i64"), "xp.vecdot(x, y, axis=1)", "torch.linalg.vecdot(x, y, dim=1)"),
    Row("linalg.cross", triples, FLOATS, "xp.linalg.cross(x, y)", "torch.linalg.cross(x, y)"),
    Row("vecdot of rows of 3", triples, FLOATS, "xp.vecdot(x, y)", "torch.linalg.vecdot(x, y)"),
    Row("linalg.vecdot", two, ("f32",), "xp.linalg.vecdot(x, y)", "torch.linalg.vecdot(x, y)", sizes=(10,)),
    Row("vector_norm", two, (*FLOATS, "c64"), "xp.linalg.vector_norm(x)", NORM.format("")),
    Row("vector_norm ord=1", two, FLOATS, "xp.linalg.vector_norm(x, ord=1)", NORM.format(", 1")),
    Row("vector_norm ord=inf", two, FLOATS, "xp.linalg.vector_norm(x, ord=float('inf'))", NORM.format(", float('inf')")),
    Row("vector_norm ord=3", two, FLOATS, "xp.linalg.vector_norm(x, ord=3)", NORM.format(", 3")),
    Row("vector_norm axis=0", table, (*FLOATS, "c64"), "xp.linalg.vector_norm(x, axis=0)", NORM.format(", dim=0")),
    Row("vector_norm axis=1", table, (*FLOATS, "c64"), "xp.linalg.vector_norm(x, axis=1)", NORM.format(", dim=1")),
    Row("matrix_norm", table, FLOATS, "xp.linalg.matrix_norm(x)", "torch.linalg.matrix_norm(x)"),
    Row("matrix_norm ord=1", table, FLOATS, "xp.linalg.matrix_norm(x, ord=1)", "torch.linalg.matrix_norm(x, 1)"),
    Row("trace", table, FLOATS, "xp.linalg.trace(x)", "", "np.linalg.trace(x)"),
    Row("diagonal", table, ("f64",), "xp.linalg.diagonal(x)", "torch.diagonal(x)", sizes=(10, 1_000)),
    Row("linalg.matrix_transpose", table, ("f64",), "xp.linalg.matrix_transpose(x)", "x.mT", sizes=(10, 1_000)),
)  # fmt: skip


def cases(sizes):
    for found in (*matmuls(), *vectors()):
        if min(sizes) <= found.n <= max(sizes):
            yield found
    yield from of_table("products", ROWS, sizes)
