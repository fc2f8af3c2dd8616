"""The loops of hand_loops.cpp, built on this machine."""

import ctypes
import os
import shutil
import subprocess
import tempfile
from functools import cache, partial
from pathlib import Path

import numpy as np

SOURCE = Path(__file__).with_suffix(".cpp")
FLAGS = ("-std=c++17", "-Ofast", "-march=native", "-mprefer-vector-width=512", "-shared", "-fPIC")
# name of the case -> name of the loop
ELEMENTWISE = {
    "polynomial and sine": "polynomial",
    "ten operations": "ten",
    "gelu by tanh": "gelu",
    "standardisation": "standardisation",
    "Mandelbrot step": "mandelbrot",
    "Black-Scholes": "black_scholes",
}
ROWS = {"softmax of rows": "softmax", "standardisation of rows": "standardised"}


def compiler():
    """The C++ compiler's command, or None."""
    return next((found for name in (os.environ.get("CXX", "g++").split()[-1], "g++", "clang++") if (found := shutil.which(name))), None)


@cache
def library():
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/hand_loops.so"
        subprocess.run([compiler(), *FLAGS, str(SOURCE), "-o", path], check=True)
        return ctypes.CDLL(path)


def bound(name, operands, out, n, m=1):
    """The loop over these operands as a function without arguments that gives `out`, which it writes again each time."""
    loop = getattr(library(), f"{name}_{'f32' if out.dtype == np.float32 else 'f64'}")
    addresses = [ctypes.c_void_p(x.ctypes.data) for x in (*operands, *[operands[0]] * (3 - len(operands)), out)]
    return partial(_run, loop, (*addresses, ctypes.c_int64(n), ctypes.c_int64(m)), (operands, out))


def _run(loop, arguments, kept):
    loop(*arguments)
    return kept[1]


def loop_of(name, operands):
    """The loop of a case of groups/fuse.py."""
    first = operands[0]
    if name in ELEMENTWISE:
        return bound(ELEMENTWISE[name], operands, np.empty_like(first), first.size)
    if name in ROWS:
        return bound(ROWS[name], operands, np.empty_like(first), *first.shape)
    if name == "distances of pairs":
        return bound("distances", operands, np.empty((len(first), len(first)), first.dtype), len(first))
    return bound("squares", operands, np.empty((), first.dtype), first.size)
