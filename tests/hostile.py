"""Calls public names with hostile arguments: python tests/hostile.py SEED ROUNDS.

Any clear exception is a right answer. The exit status is 3 where an error is unclear (they are listed), and that of
the crash where there is one.
"""

import faulthandler
import random
import resource
import signal
import sys
import warnings

import numpy as np

import trueno_array as xp
from trueno_array.nn import functional

UNCLEAR = ("SystemError", "AssertionError", "NameError", "UnboundLocalError", "AttributeError", "ZeroDivisionError", "KeyError")
DTYPES = [getattr(xp, n) for n in ("bool", "int8", "uint64", "int64", "float16", "float32", "float64", "complex64", "complex128")]
SHAPES = [(), (0,), (1,), (3,), (7,), (2, 3), (3, 3), (0, 3), (2, 0, 2), (2, 1, 3), (1,) * 30, (4, 4)]


class Liar:
    """Claims to be everything and fails at all of it."""

    shape, ndim, dtype, device, strides = (2**62, -1), 2**31, "f", 5, None
    __array_interface__ = {"shape": (2**62,), "typestr": "<f8", "data": (1, False), "version": 3}  # noqa: RUF012

    def __len__(self):
        return 2**40

    def __getitem__(self, key):
        return self

    def __index__(self):
        raise RuntimeError("index")

    def __float__(self):
        raise ValueError("float")

    def __iter__(self):
        yield from (self, self)

    def __array__(self, *arguments, **keywords):
        return self

    def __dlpack__(self, *arguments, **keywords):
        return 5

    def __dlpack_device__(self):
        return (7, 7)

    def __array_namespace__(self, **keywords):
        return self


class Huge:
    def __index__(self):
        return 2**200

    def __float__(self):
        return float("nan")


def recursive():
    nested = []
    nested.append(nested)
    return nested


def nested(depth):
    out = 1
    for _ in range(depth):
        out = [out]
    return out


def read_only():
    a = np.arange(6.0)
    a.flags.writeable = False
    return a


# fmt: off
PLAIN = [
    None, True, 0, 1, -1, 2, 3, 5, -7, 2**31, 2**63, -(2**63), 2**64, 2**200, 0.5, -0.0, float("nan"), float("inf"), 1e308, 1j, complex("nan"),
    "", "a", "float64", "int8", "cpu", "gpu", "left", "right", "xy", "ij", "fro", "nuc", "ortho", "x" * 10000,
    b"", b"abc", bytearray(8), memoryview(b"abcdefgh"), (), [], {}, set(), (0,), (0, 1), (1, 0), (-1, -1), (2, 3), [0, 0], (2**40, 2**40), (-5,),
    (None, 1), [[1, 2], [3]], [[[]]], (1,) * 70, range(3), range(2**62), slice(None), slice(2, None, -1), Ellipsis,
    object(), object, int, float, bool, complex, type, lambda *a: a, np, xp, Liar(), Liar, Huge(), np.float64(2), np.int8(-1), np.bool_(True),
    np.array(1), np.arange(6), np.arange(6.0)[::-2], np.ones((2, 3), order="F"), np.zeros((0, 3)), read_only(), np.zeros(49, np.uint8)[1:].view(np.float64),
    np.array(["a"]), np.array([object()]), np.zeros(2, "M8[s]"), np.arange(3, dtype=">i4"), np.zeros(2, np.float16),
    np.broadcast_to(np.arange(3), (4, 3)), recursive(), nested(100), nested(5000), [1] * 1000, *DTYPES,
]

KEYWORDS = [
    "axis", "dtype", "device", "copy", "keepdims", "k", "n", "s", "axes", "norm", "shape", "correction", "ord", "side", "sorter", "descending",
    "stable", "indexing", "invert", "offset", "mode", "full_matrices", "upper", "rtol", "repeats", "min", "max", "prepend", "append", "endpoint",
    "include_initial",
]

# They change the process for the calls that follow, or are called by the interpreter and NumPy only.
LEFT_OUT = {"set_default_device", "use", "set_num_threads", "spawn", "__init__", "__new__", "__init_subclass__", "__subclasshook__", "__class__", "__dir__",
            "__sizeof__", "__getattribute__", "__setattr__", "__delattr__"}
# fmt: on


def array():
    x = xp.ones(random.choice(SHAPES), dtype=random.choice(DTYPES))
    if x.ndim and random.random() < 0.4:
        views = (
            lambda: x[::-1, ...],
            lambda: x[..., ::2],
            lambda: xp.broadcast_to(x, (5, *x.shape)),
            lambda: xp.flip(x),
            lambda: x[..., None],
        )
        x = random.choice(views)()
    return x


def argument():
    roll = random.random()
    if roll < 0.5:
        return array()
    if roll < 0.6:
        return [array() for _ in range(random.randrange(4))]
    return random.choice(PLAIN)


def is_harmless(f, values):
    """Not a size that is legal but would take the machine's memory or time."""
    if f in (xp.concat, xp.stack) and any(isinstance(v, range) and v.stop > 2**31 for v in values):
        return False
    return not any(isinstance(v, (int, float)) and 10**5 < abs(v) < 10**12 for v in values)


def public(module):
    found = [
        getattr(module, n) for n in sorted(set(getattr(module, "__all__", dir(module)))) if not n.startswith("_") and n not in LEFT_OUT
    ]
    return [f for f in found if callable(f)]


RNG = xp.random.default_rng(1)
NAMESPACES = (
    xp,
    xp.linalg,
    xp.fft,
    xp.special,
    functional,
    xp.backends,
    xp.random,
    RNG,
    xp.signal,
    xp.stats,
    xp.__array_namespace_info__(),
)
FUNCTIONS = [f for m in NAMESPACES for f in public(m)]
METHODS = [n for n in dir(type(xp.ones(1))) if n not in LEFT_OUT and callable(getattr(type(xp.ones(1)), n))]


def target():
    if random.random() < 0.75:
        return random.choice(FUNCTIONS)
    return getattr(array(), random.choice(METHODS))


def describe(f, arguments, keywords, error):
    kinds = ", ".join([type(a).__name__ for a in arguments] + [f"{k}={type(v).__name__}" for k, v in keywords.items()])
    return f"{getattr(f, '__name__', f)}({kinds}): {type(error).__name__}: {str(error)[:200]}"


# What Python itself calls for an argument that has to be a bool, an integer or a float, and what allocates.
CONVERSIONS = {"array", "bool", "complex", "float", "index", "int"}
ALIASES = {"psi": "digamma", "swish": "silu"}
HAS_ITS_NAME = {id(f): f.__name__ for f in FUNCTIONS if not isinstance(f, type) and getattr(f, "__name__", "")}


def names_another(f, error):
    """Whether an error of this package begins with the name of another function than the one that was called."""
    named, _, rest = str(error).partition(": ")
    expected = HAS_ITS_NAME.get(id(f), named)
    return named.isidentifier() and " must " in rest and named not in CONVERSIONS | {expected, ALIASES.get(expected)}


def attempt(f, arguments, keywords):
    """None, or the description of an error that should have been another."""
    try:
        result = f(*arguments, **keywords)
        if isinstance(result, type(xp.ones(1))) and result.size < 5000:
            str(result)
        elif hasattr(result, "__next__"):
            next(result, None)
    except Exception as error:
        of_the_liar = type(error) is AttributeError and "Liar" in str(error)
        if (type(error).__name__ in UNCLEAR and not of_the_liar) or names_another(f, error):
            return describe(f, arguments, keywords, error)
    return None


def too_slow(*_):
    raise AssertionError("did not return within 20 s")


def run(rounds):
    unclear = {}
    for _ in range(rounds):
        f = target()
        arguments = [argument() for _ in range(random.choice([0, 1, 1, 1, 2, 2, 2, 3, 4]))]
        keywords = {random.choice(KEYWORDS): argument() for _ in range(random.choice([0, 0, 0, 1, 1, 2]))}
        if is_harmless(f, [*arguments, *keywords.values()]):
            signal.setitimer(signal.ITIMER_REAL, 20)
            found = attempt(f, arguments, keywords)
            signal.setitimer(signal.ITIMER_REAL, 0)
            if found:
                unclear.setdefault(found.split("(")[0] + found[-30:], found)
    return unclear


def main():
    faulthandler.enable()
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, too_slow)
    if "--unlimited" not in sys.argv:
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    random.seed(int(sys.argv[1]))
    unclear = run(int(sys.argv[2]))
    x = xp.ones(1000)
    assert float(xp.sum(x + x)) == 2000.0
    print("\n".join(unclear.values()))
    sys.exit(3 if unclear else 0)


if __name__ == "__main__":
    main()
