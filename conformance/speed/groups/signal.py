"""trueno_array.signal beside scipy.signal."""

from .. import data, tables
from ..tables import FLOATS, Row

SIZES = data.SIZES[1:5]


def plane(short, n, side=3):
    return {"x": data.table(data.values(short, n)), "k": data.settled(data.values(short, side * side, 2).reshape(side, side))}


def wide_plane(short, n):
    return plane(short, n, 9)


def line(short, n, taps=31):
    return {"x": data.values(short, n), "k": data.values(short, taps, 2)}


def lines(short, n):
    return line(short, n, n)


def rows():
    for make, name in ((plane, "3x3"), (wide_plane, "9x9")):
        for function in ("convolve2d", "correlate2d"):
            yield Row(f"{function} {name}", make, FLOATS, f"xp.signal.{function}(x, k)", "", f"scipy_signal.{function}(x, k)", SIZES)
    for make, name in ((line, "31 taps"), (lines, "as many taps")):
        for function in ("convolve", "correlate", "fftconvolve", "oaconvolve"):
            sizes = SIZES if make is line else SIZES[:3]
            yield Row(f"{function} {name}", make, FLOATS, f"xp.signal.{function}(x, k)", "", f"scipy_signal.{function}(x, k)", sizes)


def cases(sizes):
    return tables.cases("signal", rows(), sizes)
