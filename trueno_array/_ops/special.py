"""The special functions: one row each. Names and special values are SciPy's."""

from .row import Unary

CEPHES = "those of scipy.special"


def _function(name, summary, *, ulp=2.0, domain="all"):
    return Unary(name, {"float": name + "_{T}(x)"}, summary, cost="dear", ulp=ulp, domain=domain, source=CEPHES)


UNARY = (
    _function("exp2", "2**x of each element.", ulp=1.0),
)  # fmt: skip

BINARY = ()

ROWS = UNARY + BINARY
