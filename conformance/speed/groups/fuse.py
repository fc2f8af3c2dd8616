"""xp.fuse beside the plain evaluation of the same formula by NumPy and PyTorch."""

from functools import partial

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


def softmax(m, x):
    top = m.amax if hasattr(m, "amax") else m.max
    e = m.exp(x - top(x, axis=-1, keepdims=True))
    return e / m.sum(e, axis=-1, keepdims=True)


def standardised(m, x):
    d = x - m.mean(x, axis=-1, keepdims=True)
    return d / m.sqrt(m.mean(d * d, axis=-1, keepdims=True))


def distances(m, x, y):
    return m.sum((x[:, None, :] - y[None, :, :]) ** 2, axis=-1)


def black_scholes(m, x, y, z):
    t = m.abs(z) + 0.1
    d = (m.log((m.abs(x) + 0.1) / (m.abs(y) + 0.1)) + 0.05 * t) / (0.2 * m.sqrt(t))
    return x / (1 + m.exp(-1.702 * d)) - y * m.exp(-0.03 * t) / (1 + m.exp(-1.702 * (d - 0.2 * m.sqrt(t))))


def line(short, n):
    return {name: data.values(short, n, seed) for seed, name in enumerate("xyz", 1)}


def rows_of(short, n):
    return {"x": data.values(short, n).reshape(data.sides(n))}


def points(short, n):
    """As many pairs of points of 16 coordinates as make n differences."""
    count = max(1, int((n / 16) ** 0.5))
    return {name: data.values(short, 16 * count, seed).reshape(count, 16) for seed, name in enumerate("xy", 1)}


# name -> function of the library and the operands, what makes them
FUNCTIONS = {
    "softmax of rows": (softmax, rows_of),
    "standardisation of rows": (standardised, rows_of),
    "distances of pairs": (distances, points),
    "Black-Scholes": (black_scholes, line),
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


def made_by(function, make):
    def made(short, n):
        operands = make(short, n)
        plain = {library: partial(partial, function) for library in ("numpy", "torch")}
        return operands | {"f": PerLibrary(trueno_array=lambda xp: xp.fuse(partial(function, xp)), **plain)}

    return made


def rows():
    for name, (function, make) in FUNCTIONS.items():
        call = f"f({', '.join(make('f32', 16))})"
        yield Row(name, made_by(function, make), FLOATS, call, call, call)
    for name in FORMULAS:
        yield Row(name, operands_of(name), FLOATS, "f(x, y, z)", "f(x, y, z)", "f(x, y, z)")


def cases(sizes):
    return tables.cases("fuse", rows(), sizes) if has("fuse") else ()
