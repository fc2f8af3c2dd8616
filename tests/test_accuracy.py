"""Errors of the elementary functions, against np.longdouble: at most 4 ULP (12 for the iterated functions), and at most what the row states."""

import numpy as np
import op_matrix
import pytest
from support import GROUPS, to_np, to_xp, ulp_error, values

HARD_CEILING = 4.0
# Sums of many terms times a power: what their rows state, at most this.
ITERATED_CEILING = 12.0
ITERATED = (
    "betainc", "betaincc", "betainccinv", "betaincinv", "chdtr", "chdtrc", "chdtri", "fdtr", "fdtrc", "fdtri", "gammainc",
    "gammaincc", "gammainccinv", "gammaincinv", "pdtr", "pdtrc", "stdtr", "stdtrit",
)  # fmt: skip
WIDE = {"float32": np.longdouble, "float64": np.longdouble, "complex64": np.clongdouble, "complex128": np.clongdouble}

# Complex functions: the error as a fraction of the size of the result.
COMPLEX_EPS = 8.0

# Where the interesting arguments are; every exponent is covered besides.
ORDINARY = (1.0, 3.0, 10.0, 100.0)

pytestmark = pytest.mark.skipif(np.finfo(np.longdouble).nmant < 63, reason="np.longdouble is not wider than float64 here")


def every_magnitude(name, n, seed=0):
    """All exponents evenly, both signs, random significands; then evenly spaced ordinary numbers."""
    rng = np.random.default_rng(seed)
    word = np.dtype(f"u{np.dtype(name).itemsize}")
    bits = np.linspace(0, np.iinfo(word).max, n // 2, dtype=np.float64).astype(np.float64)
    patterns = np.minimum(bits, float(np.iinfo(word).max) * (1 - 2**-24)).astype(word)
    patterns ^= rng.integers(0, 2 ** (8 * word.itemsize - 12), n // 2, dtype=word)
    a = patterns.view(name)
    near = [rng.uniform(-s, s, n // 10).astype(name) for s in ORDINARY]
    near_one = (1 + rng.standard_normal(n // 10) * 10.0 ** rng.uniform(-7, 0, n // 10)).astype(name)
    return np.concatenate([a[np.isfinite(a)], *near, near_one, values(name, 64)])


MPMATH_POINTS = 1500  # tens of microseconds each


def arguments_of(op, name, n):
    if op.points:
        return op.points(name, min(n, MPMATH_POINTS))
    if op.arity == 1:
        return [every_magnitude(name, n)]
    a, b = every_magnitude(name, n, 1), every_magnitude(name, n, 2)
    size = min(len(a), len(b))
    a, b = a[:size], np.random.default_rng(3).permutation(b[:size])
    if op.name == "pow":
        a[: size // 2] = np.abs(a[: size // 2])
    half = size // 3  # operands of like size
    with np.errstate(all="ignore"):
        b[:half] = (a[:half] * np.random.default_rng(4).uniform(0.5, 2, half)).astype(name)
    return [a, b]


def worst_ulp(op, name, n):
    arguments = arguments_of(op, name, n)
    with np.errstate(all="ignore"):
        result = to_np(op.function(*map(to_xp, arguments)))
        exact = op.reference(*(a.astype(WIDE[name]) for a in arguments))
        scale = op.scale(*arguments) if op.scale else None
        error = ulp_error(result, exact, scale)
        zero = (exact == 0) & (np.signbit(exact) != np.signbit(result))
    error = np.where(zero, np.inf, error)
    at = int(np.argmax(error))
    return error[at], [a[at] for a in arguments], result[at], exact[at]


def bound_of(op):
    ceiling = ITERATED_CEILING if op.name in ITERATED else HARD_CEILING
    return min(op_matrix.row_bound(op.name) or ceiling, ceiling)


REAL_CASES = [pytest.param(op, name, id=f"{op.name}-{name}") for op in op_matrix.ULP if "f" in op.kinds for name in GROUPS["f"]]
COMPLEX_CASES = [pytest.param(op, name, id=f"{op.name}-{name}") for op in op_matrix.ULP if "c" in op.kinds for name in GROUPS["c"]]


@pytest.mark.parametrize("op, name", REAL_CASES)
def test_real_function_is_within_its_bound(op, name, isa):
    bound = bound_of(op)
    error, arguments, result, exact = worst_ulp(op, name, 20_000)
    assert error <= bound, f"{error:.3g} ULP at {arguments}: {result!r}, exactly {exact!r}"


@pytest.mark.slow
@pytest.mark.parametrize("op, name", REAL_CASES)
def test_real_function_is_within_its_bound_on_a_million_points(op, name, isa):
    bound = bound_of(op)
    error, arguments, result, exact = worst_ulp(op, name, 1_000_000)
    assert error <= bound, f"{error:.3g} ULP at {arguments}: {result!r}, exactly {exact!r}"


def complex_points(name, n):
    rng = np.random.default_rng(5)
    angle, exponent = rng.uniform(-np.pi, np.pi, n), rng.uniform(-12, 12, n)
    z = np.exp2(exponent) * np.exp(1j * angle)
    z[: n // 8] = 1 + np.exp2(exponent[: n // 8] - 12) * np.exp(1j * angle[: n // 8])
    z[n // 8 : n // 4] *= np.exp2(-20)
    with np.errstate(all="ignore"):
        return z.astype(name)


def worst_complex(op, name, n):
    """The largest error, in eps of the size of the exact result, where that is an ordinary number."""
    arguments = [complex_points(name, n), np.roll(complex_points(name, n), 7)][: op.arity]
    with np.errstate(all="ignore"):
        result = to_np(op.function(*map(to_xp, arguments)))
        exact = op.reference(*(a.astype(WIDE[name]) for a in arguments))
        size = np.abs(exact)
        limits = np.finfo(result.dtype)
        fits = np.isfinite(size) & (size < limits.max / 4) & (size > limits.tiny)
        error = np.abs(result.astype(exact.dtype) - exact) / size / limits.eps
    assert np.count_nonzero(fits) > n // 3
    error = np.where(fits, error, 0)
    at = int(np.argmax(np.where(np.isnan(error), np.inf, error)))
    return error[at], [a[at] for a in arguments], result[at], exact[at]


@pytest.mark.parametrize("op, name", COMPLEX_CASES)
def test_complex_function_is_within_its_bound(op, name, isa):
    error, arguments, result, exact = worst_complex(op, name, 4000)
    assert error <= COMPLEX_EPS, f"{error:.3g} eps at {arguments}: {result!r}, exactly {exact!r}"
