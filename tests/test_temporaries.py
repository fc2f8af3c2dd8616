"""Operators on large temporaries: the result may lie in their memory, and nobody can tell."""

import functools
import itertools
import operator
import os
import platform
import weakref

import numpy as np
import pytest

import trueno_array as xp

N = 300_000  # 0.3 to 2.4 MB
TAKEN = platform.libc_ver()[0] == "glibc" and "asan" not in os.environ.get("LD_PRELOAD", "")


def made(shape=N, dtype=xp.float64):
    return xp.ones(shape, dtype=dtype) * 3


@pytest.fixture
def seen():
    """Makes temporaries and remembers them; `seen.taken(f)` tells whether what f returns is one."""

    class Seen:
        def __call__(self, *args):
            x = made(*args)
            self.last = id(x)
            return x

        def taken(self, f):
            result = f()
            return self.last == id(result)  # both were alive at the same time

    return Seen()


@pytest.mark.skipif(not TAKEN, reason="the C stack cannot be looked at")
def test_large_temporaries_are_taken(seen):
    b, row = made(), made((1000,))
    for f in (
        lambda: seen() + b,
        lambda: b - seen(),
        lambda: seen() * 2,
        lambda: 2 / seen(),
        lambda: seen() ** 2,
        lambda: seen(10**6, xp.int32) << 1,
        lambda: seen(10**6, xp.uint8) & 1,
        lambda: seen((500, 1000)) + row,
        lambda: made((502, 1002))[1:-1, 1:-1] + seen((500, 1000)),
    ):
        assert seen.taken(f)


def test_what_does_not_fit_is_not_taken(seen):
    small, turned, wide = made(10), made((600, 500)).T, made()
    for f in (
        lambda: seen(10) + small,
        lambda: seen(N, xp.float32) + wide,
        lambda: seen(N, xp.int64) / 2,
        lambda: seen(N, xp.int64) + 0.5,
        lambda: seen() < 4,
        lambda: seen((700, 700)) @ made((700, 700)),
        lambda: seen((1, 50_000)) + made((3, 1)),
        lambda: seen((500, 600)) + turned,
        lambda: seen()[:] + 1,
        lambda: seen((500, 600)).T + 1,
    ):
        assert not seen.taken(f)


def test_what_has_a_name_stays():
    a = made()
    b = a + 1
    c = b * a - b
    d = (e := a * 2) + 1
    view = (f := a * 3)[::2] + 0
    assert [float(x[5]) for x in (a, b, c, d, e, f, view)] == [3, 4, 8, 7, 6, 9, 9]


def test_what_a_container_holds_stays():
    held = [made(), (made(),), {"x": made()}]
    for _ in range(2):
        assert float((held[0] + 1)[0]) == float((held[1][0] + 1)[0]) == float((held[2]["x"] + 1)[0]) == 4
        assert float(-held[0][0]) == -3 and float((-held[0])[0]) == -3


def test_what_c_code_holds_stays():
    """Each of these holds the only reference, and calls the operator."""
    twice, minus = functools.partial(operator.mul, made() * 1), functools.partial(operator.neg, made() * 1)
    add, radd = (made() * 1).__add__, (made() * 1).__radd__
    objects = np.empty(2, object)
    objects[0], objects[1] = made() * 1, made() * 2
    for _ in range(3):
        assert float(twice(2)[7]) == 6 and float(minus()[7]) == -3 and float(add(1)[7]) == float(radd(1)[7]) == 4
        assert [float(x[7]) for x in objects + 1] == [4, 7] and [float(x[7]) for x in 1 - objects] == [-2, -5]
        assert [float(x[7]) for x in objects * objects] == [9, 36] and [float(x[7]) for x in -objects] == [-3, -6]
    x = made()
    proxy = weakref.proxy(x)
    for _ in range(3):
        assert float((proxy + 1)[7]) == float((1 + proxy)[7]) == 4 and float((-proxy)[7]) == -3


def test_what_a_weak_reference_finds_stays():
    cache = weakref.WeakValueDictionary()

    def cached():
        if (x := cache.get("x")) is None:
            cache["x"] = x = made() * 1
        return x

    for _ in range(3):
        y = cached() * 2
        assert float(y[7]) == 6


def test_foldings_of_the_standard_library():
    parts = [made(), made(), made()]
    assert float(sum(parts)[0]) == float(sum(x * 1 for x in parts)[0]) == float(functools.reduce(operator.add, parts)[0]) == 9
    assert [float(x[0]) for x in itertools.accumulate(parts)] == [3, 6, 9]
    kept = list(itertools.accumulate(x * 1 for x in parts))
    assert [float(x[0]) for x in kept] == [3, 6, 9] and [float(x[0]) for x in parts] == [3, 3, 3]
    assert [float(x[0]) for x in map(operator.add, parts, (x * 2 for x in parts))] == [9, 9, 9]


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "complex128", "int16", "uint8", "int64", "float16"])
def test_values(dtype):
    rng = np.random.default_rng(1)
    a, b, c = (rng.integers(1, 6, (700, 600)).astype(dtype) for _ in range(3))
    x, y, z = map(xp.asarray, (a, b, c))
    exact = dtype not in ("float16",)
    for formula in (
        "p * q + r",
        "r - p * q",
        "p - q * 2 - r[0]",
        "3 - -p",
        "(p + q) * (q + r) - (r + p)",
        "r[:, :1] + p * q",
        "(p + q) ** 2",
        "abs(-p) + q",
    ):
        expected = eval(formula, {"p": a, "q": b, "r": c})
        for _ in range(2):
            found = eval(formula, {"p": x, "q": y, "r": z})
            assert found.shape == expected.shape and str(found.dtype) == str(expected.dtype)
            assert np.allclose(np.asarray(found), expected, rtol=1e-6 if exact else 5e-3), formula
    assert all((np.asarray(now) == then).all() for now, then in zip((x, y, z), (a, b, c)))


@pytest.mark.parametrize("formula", ["p // (q + 1)", "p % (q + 1)", "(p + q) // r", "(p + q) % r", "7 // (p + 0)", "2 ** (p + 0)", "(p | q) & r", "~(p ^ q) >> 1", "5 << (p & q)"])  # fmt: skip
def test_values_of_integers(formula):
    rng = np.random.default_rng(2)
    a, b, c = (rng.integers(1, 6, 10**6) for _ in range(3))
    found = eval(formula, {"p": xp.asarray(a), "q": xp.asarray(b), "r": xp.asarray(c)})
    assert (np.asarray(found) == eval(formula, {"p": a, "q": b, "r": c})).all()


def test_errors_leave_operands_alone():
    b = made((2, 1000))
    with pytest.raises(ValueError, match="broadcast"):
        made((1000, 1000))[:, :7] + b
    with pytest.raises(OverflowError):
        made(10**6, xp.uint8) + 300
    with pytest.raises(TypeError):
        made() + "x"
