"""Short whole programs beside the same program with NumPy: what functions do together, on shapes that come up."""

from .. import data, programs, tables
from ..tables import Row

SIZES = (data.SIZES[1], data.SIZES[3], data.SIZES[4])


def made_by(function, make):
    def made(short, n):
        return {"f": function} | make(short, n)

    return made


def rows():
    for name, (function, make, dtypes, torch) in programs.all().items():
        arguments = ", ".join(make(dtypes[0], SIZES[0]))
        ours, numpy = (f"f({library}, {arguments})" for library in ("xp", "np"))
        yield Row(name, made_by(function, make), dtypes, ours, f"f(torch, {arguments})" if torch else "", numpy, SIZES)


def cases(sizes):
    return tables.cases("programs", rows(), sizes)
