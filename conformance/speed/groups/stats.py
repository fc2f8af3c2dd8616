"""trueno_array.stats beside NumPy's formulas, scipy.stats and PyTorch."""

from .. import data, tables
from ..tables import FLOATS, Row, one, two

MIDDLE = data.SIZES[1:5]


def table(short, n):
    return {"x": data.table(data.values(short, n))}


def observations(short, n):
    """Ten columns."""
    return {"x": data.settled(data.values(short, n).reshape(-1, 10))}


def variables(short, n):
    """Ten rows."""
    return {"x": data.settled(data.values(short, n).reshape(10, -1))}


COLUMNS = "((x - np.mean(x, axis=0)) / np.std(x, axis=0)).astype(x.dtype)"
SPAN = "(x - np.min(x)) / (np.max(x) - np.min(x))"
UNIT = "x / np.linalg.norm(x, axis=1, keepdims=True)"


def rows():
    yield Row("zscore", one, FLOATS, "xp.stats.zscore(x)", "", "(x - np.mean(x)) / np.std(x)")
    yield Row("zscore columns", observations, FLOATS, "xp.stats.zscore(x)", "", COLUMNS, data.SIZES[1:])
    yield Row("cov", variables, ("f64",), "xp.stats.cov(x)", "torch.cov(x)", "np.cov(x)", data.SIZES[1:])
    yield Row("corrcoef", variables, ("f64",), "xp.stats.corrcoef(x)", "torch.corrcoef(x)", "np.corrcoef(x)", data.SIZES[1:])
    yield Row("pearsonr", two, FLOATS, "xp.stats.pearsonr(x, y).statistic", "", "scipy_stats.pearsonr(x, y).statistic", MIDDLE)
    yield Row("minmax_scale", one, FLOATS, "xp.stats.minmax_scale(x)", "", SPAN)
    yield Row("normalize", table, FLOATS, "xp.stats.normalize(x)", "functional.normalize(x, dim=1)", UNIT)


def cases(sizes):
    return tables.cases("stats", rows(), sizes)
