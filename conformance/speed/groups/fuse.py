"""xp.fuse beside the plain evaluation of the same formula by NumPy and PyTorch."""

from .. import data, tables
from ..case import PerLibrary, has
from ..tables import FLOATS, Row

# name -> formula; `m` is the library. PyTorch's names are the same.
FORMULAS = {
    "polynomial and sine": "2 * x + 3 * m.sin(y) ** 2 - z / (1 + m.abs(x))",
    "ten operations": "((x + y) * (x - y) + z) * 0.5 + x * 0.25 - y * z + (1 - x) * 2.0",
    "gelu by tanh": "0.5 * x * (1 + m.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))",
    "standardisation": "(x - 0.5) * 2.0 / (m.sqrt(y * y + 1) + 1e-5)",
    "Mandelbrot step": "m.where(x * x + y * y < 4.0, x * x - y * y + z, x)",
    "sum of squared differences": "m.sum((x - y) ** 2)",
}
# numexpr's, where its words differ
NUMEXPR = {
    "polynomial and sine": "2 * x + 3 * sin(y) ** 2 - z / (1 + abs(x))",
    "ten operations": FORMULAS["ten operations"],
    "gelu by tanh": "0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))",
    "standardisation": "(x - 0.5) * 2.0 / (sqrt(y * y + 1) + 1e-5)",
    "Mandelbrot step": "where(x * x + y * y < 4.0, x * x - y * y + z, x)",
    "sum of squared differences": "sum((x - y) ** 2)",
}


def function(name, library):
    """The formula as a function of x, y and z."""
    return eval(f"lambda x, y, z: {FORMULAS[name]}", {"m": library})


def operands_of(name):
    plain = {library: lambda m: function(name, m) for library in ("numpy", "torch")}

    def made(short, n):
        f = PerLibrary(trueno_array=lambda xp: xp.fuse(function(name, xp)), **plain)
        return {operand: data.values(short, n, seed) for seed, operand in enumerate("xyz", 1)} | {"f": f}

    return made


def rows():
    for name in FORMULAS:
        yield Row(name, operands_of(name), FLOATS, "f(x, y, z)", "f(x, y, z)", "f(x, y, z)")


def cases(sizes):
    return tables.cases("fuse", rows(), sizes) if has("fuse") else ()
