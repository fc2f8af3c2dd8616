"""Fourier transforms: lengths that are powers of two, products of small primes, and primes; batches; several axes."""

from functools import partial

import numpy as np

from .. import data
from ..case import Case, texts

LENGTHS = {
    "power of two": (16, 128, 1024, 8192, 65_536, 1_048_576),
    "mixed": (10, 60, 1000, 10_000, 100_000, 1_000_000),
    "prime": (7, 101, 1009, 10_007, 100_003),
}
SHAPES = {"rows": (1000, 64), "long rows": (100, 1000), "many short": (100_000, 8)}
TABLES = ((8, 8), (64, 64), (100, 100), (512, 512), (1000, 1000))
COMPLEX, REAL = ("c64", "c128"), ("f32", "f64")
LINES = {"fft": COMPLEX + REAL, "ifft": COMPLEX, "rfft": REAL, "irfft": COMPLEX, "hfft": COMPLEX, "ihfft": REAL}
PLANES = {"fftn": COMPLEX, "ifftn": COMPLEX, "rfftn": REAL, "irfftn": COMPLEX}


def operands(short, shape):
    return {"x": data.settled(data.values(short, int(np.prod(shape)))).reshape(shape)}


def case(name, short, layout, shape, argument="", dim=""):
    expressions = texts(f"xp.fft.{name}(x{argument})", f"torch.fft.{name}(x{dim})")
    return Case("fft", name, short, layout, int(np.prod(shape)), expressions, partial(operands, short, shape))


def lines():
    for name, dtypes in LINES.items():
        for short in dtypes:
            for kind, lengths in LENGTHS.items():
                for n in lengths:
                    yield case(name, short, kind, (n,))
    for name in ("fft", "ifft", "rfft", "irfft"):
        for short in LINES[name][:2]:
            for kind, shape in SHAPES.items():
                yield case(name, short, kind, shape)
                yield case(name, short, f"{kind}, axis=0", shape[::-1], ", axis=0", ", dim=0")


def planes():
    for name, dtypes in PLANES.items():
        for short in dtypes:
            for shape in TABLES:
                yield case(name, short, "2 axes", shape, ", axes=(0, 1)", ", dim=(0, 1)")
            yield case(name, short, "3 axes", (32, 32, 32), ", axes=(0, 1, 2)", ", dim=(0, 1, 2)")


def helpers():
    for n in (10, 1000, 1_000_000):
        for name in ("fftfreq", "rfftfreq"):
            expressions = texts(f"xp.fft.{name}({n})", f"torch.fft.{name}({n}, dtype=torch.float64)")
            yield Case("fft", name, "", "", n, expressions, dict)
        for name in ("fftshift", "ifftshift"):
            yield case(name, "c64", "", (n,))


def cases(sizes):
    for found in (*lines(), *planes(), *helpers()):
        if found.n <= max(sizes):
            yield found
