"""trueno_array.special beside scipy.special and torch.special."""

from importlib.util import find_spec

from .. import data, tables
from ..case import has, texts
from ..tables import FLOATS, Row
from .elementwise import of_row

NAMESPACE = "special"
# torch.special has no such function.
TORCH = dict.fromkeys((
    "betainc", "betaincc", "betainccinv", "betaincinv", "cbrt", "chdtr", "chdtrc", "chdtri", "exp10", "exprel", "fdtr", "fdtrc",
    "fdtri", "gamma", "gammainccinv", "gammaincinv", "pdtr", "pdtrc", "rel_entr", "stdtr", "stdtrit",
), "")  # fmt: skip


def rows_of(namespace):
    """The elementwise rows whose functions are in a namespace of trueno_array."""
    if find_spec("trueno_array._ops.rows") is None:
        return []
    from trueno_array._ops.rows import all_rows

    return [row for where, row in all_rows() if where == namespace]


def table(short, n):
    return {"x": data.table(data.values(short, n))}


FOLDS = (
    Row("softmax", table, FLOATS, "xp.special.softmax(x, axis=1)", "torch.softmax(x, dim=1)", "scipy_special.softmax(x, axis=1)"),
    Row("log_softmax", table, FLOATS, "xp.special.log_softmax(x, axis=1)", "torch.log_softmax(x, dim=1)", "scipy_special.log_softmax(x, axis=1)"),
    Row("logsumexp", table, FLOATS, "xp.special.logsumexp(x, axis=1)", "torch.logsumexp(x, dim=1)", "scipy_special.logsumexp(x, axis=1)"),
    Row("logsumexp axis=0", table, FLOATS, "xp.special.logsumexp(x, axis=0)", "torch.logsumexp(x, dim=0)", "scipy_special.logsumexp(x, axis=0)"),
)  # fmt: skip


def cases(sizes):
    for row in rows_of(NAMESPACE):
        arguments = ", ".join("xyz"[: row.arity])
        torch = TORCH.get(row.name, f"torch.special.{row.name}({arguments})")
        expressions = texts(f"xp.special.{row.name}({arguments})", torch, f"scipy_special.{row.name}({arguments})")
        yield from of_row(NAMESPACE, row, sizes, expressions)
    yield from tables.cases(NAMESPACE, [row for row in FOLDS if has(f"special.{row.name.split()[0]}")], sizes)
