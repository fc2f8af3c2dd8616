"""trueno_array.random beside numpy.random and PyTorch's generator: the same distribution, not the same numbers."""

from .. import tables
from ..case import PerLibrary, has, module
from ..tables import FLOATS, Row

INTEGERS = ("i32", "i64")
# name -> dtypes, method of a generator of ours and of NumPy's, PyTorch's
METHODS = {
    "random": (FLOATS, "random({n}, dtype=xp.{d})", "torch.rand({n}, dtype=torch.{d})"),
    "standard_normal": (FLOATS, "standard_normal({n}, dtype=xp.{d})", "torch.randn({n}, dtype=torch.{d})"),
    "uniform": (("f64",), "uniform(-1.0, 1.0, {n})", "torch.empty({n}, dtype=torch.float64).uniform_(-1.0, 1.0)"),
    "normal": (("f64",), "normal(1.0, 2.0, {n})", "torch.empty({n}, dtype=torch.float64).normal_(1.0, 2.0)"),
    "exponential": (("f64",), "exponential(2.0, {n})", "torch.empty({n}, dtype=torch.float64).exponential_(0.5)"),
    "integers": (INTEGERS, "integers(0, 1000, {n}, dtype=xp.{d})", "torch.randint(0, 1000, ({n},), dtype=torch.{d})"),
    "permutation": (("i64",), "permutation({n})", "torch.randperm({n})"),
}


def generator(short, n):
    return {"g": PerLibrary(trueno_array=lambda xp: xp.random.default_rng(1), numpy=lambda np: np.random.default_rng(1))}


def rows():
    made = module("trueno_array").random.default_rng(1)
    for name, (dtypes, ours, torch) in METHODS.items():
        if hasattr(made, name):
            yield Row(name, generator, dtypes, f"g.{ours}", torch, f"g.{ours}".replace("xp.", "np."))


def cases(sizes):
    return tables.cases("random", rows(), sizes) if has("random.default_rng") else ()
