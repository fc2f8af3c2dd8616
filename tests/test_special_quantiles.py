"""Inverses of the incomplete functions, and the distributions of counts and of Fisher's F."""

import numpy as np
import pytest
from support import FLOATS, assert_bits, to_np, to_xp

import trueno_array as xp

INF, NAN = np.inf, np.nan

# name -> operands and results: those of scipy.special, but for stdtrit(n, 0), which is inf there.
SPECIAL = {
    "gammaincinv": [((0, 0.5), NAN), ((0, 0), 0), ((0, 1), INF), ((-1, 0.5), NAN), ((2, 0), 0), ((2, 1), INF), ((2, -0.1), NAN), ((2, 1.1), NAN),
                    ((INF, 0.5), NAN), ((2, NAN), NAN), ((1e-30, 0.5), 0), ((INF, 0), 0), ((INF, 1), INF)],
    "gammainccinv": [((0, 0.5), NAN), ((0, 0), INF), ((0, 1), 0), ((-1, 0), NAN), ((2, 0), INF), ((2, 1), 0), ((2, 1.1), NAN), ((INF, 0.5), NAN), ((1e-30, 0.5), 0)],
    "chdtri": [((0, 0.5), NAN), ((2, 0), INF), ((2, 1), 0), ((-1, 0.5), NAN), ((INF, 0.5), NAN)],
    "pdtr": [((-1, 3), NAN), ((-0.5, 3), NAN), ((2, -1), NAN), ((2, 0), 1), ((INF, 3), 1), ((2, INF), 0), ((NAN, 1), NAN), ((0, 0), 1), ((INF, INF), NAN)],
    "pdtrc": [((-1, 3), NAN), ((-0.5, 3), NAN), ((2, -1), NAN), ((2, 0), 0), ((INF, 3), 0), ((2, INF), 1), ((NAN, 1), NAN), ((0, 0), 0)],
    "betaincinv": [((0, 2, 0.5), NAN), ((2, 0, 0.5), NAN), ((2, 3, 0), 0), ((2, 3, 1), 1), ((2, 3, -0.1), NAN), ((INF, 2, 0.5), NAN), ((2, INF, 0), 0), ((0, 2, 0), NAN),
                   ((2, 3, NAN), NAN)],
    "betainccinv": [((2, 3, 0), 1), ((2, 3, 1), 0), ((-1, 2, 0.5), NAN), ((2, INF, 0), 1), ((2, 0, 1), NAN), ((NAN, 3, 0.5), NAN)],
    "fdtr": [((0, 3, 1), NAN), ((2, 0, 1), NAN), ((-1, 3, 1), NAN), ((2, 3, -1), NAN), ((2, 3, 0), 0), ((2, 3, INF), 1), ((INF, 3, 1), NAN), ((2, INF, 1), NAN), ((2, 3, NAN), NAN)],
    "fdtrc": [((0, 3, 1), NAN), ((2, 3, -1), NAN), ((2, 3, 0), 1), ((2, 3, INF), 0), ((2, INF, 1), NAN)],
    "fdtri": [((2, 3, 0), 0), ((2, 3, 1), INF), ((0, 3, 0.5), NAN), ((2, 0, 0.5), NAN), ((2, 3, 1.1), NAN), ((INF, 3, 0.5), NAN), ((2, 3, NAN), NAN)],
    "stdtrit": [((3, 0.5), 0), ((3, 0), -INF), ((3, 1), INF), ((0, 0.5), NAN), ((-1, 0.5), NAN), ((3, 1.1), NAN), ((INF, 0.5), 0), ((INF, 1), INF), ((NAN, 0.5), NAN)],
}  # fmt: skip


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("function", SPECIAL)
def test_special_values(function, name, isa):
    for operands, want in SPECIAL[function]:
        got = getattr(xp.special, function)(*(xp.asarray([float(v)], dtype=name) for v in operands))
        np.testing.assert_array_equal(to_np(got), np.array([want], name), err_msg=str(operands))


def _operands(rng, n=200):
    return (
        10 ** rng.uniform(-2, 5, n),
        10 ** rng.uniform(-2, 4, n),
        np.concatenate([rng.uniform(0, 1, n // 2), 10 ** rng.uniform(-250, 0, n - n // 2)]),
    )


@pytest.mark.parametrize(
    "direct, inverse", [("gammainc", "gammaincinv"), ("gammaincc", "gammainccinv"), ("chdtrc", "chdtri"), ("stdtr", "stdtrit")]
)
def test_the_probability_of_a_quantile_is_given_back(direct, inverse, isa):
    a, _, p = _operands(np.random.default_rng(1))
    x = getattr(xp.special, inverse)(to_xp(a), to_xp(p))
    back, x = to_np(getattr(xp.special, direct)(to_xp(a), x)), to_np(x)
    ordinary = (np.abs(x) > 1e-290) & (np.abs(x) < 1e290)  # a rounded quantile moves the probability by its slope
    moved = 40 * np.finfo(float).eps * np.maximum(1.0, np.maximum(a, np.abs(x)))
    assert ordinary.sum() > 100 and np.all(np.abs(back - p)[ordinary] <= (moved * np.minimum(p, 1))[ordinary])


@pytest.mark.parametrize("direct, inverse", [("betainc", "betaincinv"), ("betaincc", "betainccinv"), ("fdtr", "fdtri")])
def test_the_probability_of_a_beta_quantile_is_given_back(direct, inverse, isa):
    a, b, p = _operands(np.random.default_rng(2))
    a = np.minimum(a, 1e4)
    x = getattr(xp.special, inverse)(to_xp(a), to_xp(b), to_xp(p))
    back, x = to_np(getattr(xp.special, direct)(to_xp(a), to_xp(b), x)), to_np(x)
    inside = (x > 1e-290) & (x < (1 - 1e-3 if inverse != "fdtri" else 1e290))
    assert inside.sum() > 80 and np.all(np.abs(back - p)[inside] <= (100 * np.finfo(float).eps * (a + b) * p + 1e-13 * p)[inside])


@pytest.mark.parametrize("function, operands, want", [
    ("gammaincinv", (0.001, 0.6875), 1.0528777381966217862e-163),
    ("gammainccinv", (0.00390625, 0.375), 3.1332532470405769994e-53),
    ("gammainccinv", (0.25, 1e-200), 454.6377256981126548),
    ("betaincinv", (450.0, 0.5, 1e-290), 0.22852375196562883377),
    ("betaincinv", (16000.0, 100.0, 1e-284), 0.94097516080511878165),
    ("stdtrit", (1000.0, 1e-280), -50.99345325480780453),
])  # fmt: skip
def test_quantiles_far_in_the_tails(function, operands, want, isa):
    """By mpmath; a first step from the bounds is where the probability underflows, or is far too long."""
    got = float(getattr(xp.special, function)(*(xp.asarray(v) for v in operands)))
    scale = 1 / operands[0] if operands[0] < 1 else 1.0
    assert abs(got / want - 1) < 1e-14 * scale


@pytest.mark.parametrize("function", [name for name in SPECIAL if len(SPECIAL[name][0][0]) == 3])
def test_lanes_do_not_depend_on_their_neighbours(function, isa):
    rng = np.random.default_rng(3)
    a, b, p = (rng.uniform(0.3, 40, (4, 1)), rng.uniform(0.3, 40, 19), rng.uniform(0, 1, (2, 1, 1)))
    whole = getattr(xp.special, function)(to_xp(a), to_xp(b), to_xp(p))
    assert whole.shape == (2, 4, 19)
    assert_bits(whole[1, 2], to_np(getattr(xp.special, function)(float(a[2, 0]), to_xp(b), float(p[1, 0, 0]))))
    assert_bits(whole[1, 2, 7], to_np(getattr(xp.special, function)(*(xp.asarray(float(v)) for v in (a[2, 0], b[7], p[1, 0, 0])))))


@pytest.mark.parametrize("function", SPECIAL)
def test_as_scipy(function):
    scipy_special = pytest.importorskip("scipy.special")
    rng = np.random.default_rng(4)
    a, b, p = rng.uniform(0.5, 30, 300), rng.uniform(0.5, 30, 300), rng.uniform(0.001, 0.999, 300)
    operands = {"pdtr": (a, b), "pdtrc": (a, b), "fdtr": (a, b, 3 * p), "fdtrc": (a, b, 3 * p)}.get(function)
    operands = operands or ((a, b, p) if len(SPECIAL[function][0][0]) == 3 else (a, p))
    got = getattr(xp.special, function)(*map(to_xp, operands))
    np.testing.assert_allclose(to_np(got), getattr(scipy_special, function)(*operands), rtol=1e-10, atol=1e-12)


def test_betainc_next_to_an_end_with_a_small_parameter(isa):
    """I_x(a, b) next to x = 1 for b next to 0, where 1 - I has no digits; by mpmath with 1300 bits."""
    cases = ((2.0, 1e-300, 0.5, 1.9314718055994530e-301), (2.0, 1e-300, 1 - 2.0**-50, 3.365735902799726726e-299), (0.3, 1e-20, 1 - 2.0**-30, 2.3719723973445035e-19),
             (3.0, 1e-305, 0.9999, 7.71054036697629e-305), (1e-250, 1e-300, 0.9999, 1e-50))  # fmt: skip
    for a, b, x, want in cases:
        assert abs(float(xp.special.betainc(xp.asarray(a), xp.asarray(b), xp.asarray(x))) / want - 1) < 1.5e-15, (a, b, x)
