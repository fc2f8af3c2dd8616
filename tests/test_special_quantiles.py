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
    a, b, p = (10 ** rng.uniform(-3, 1.6, (4, 1)), 10 ** rng.uniform(-3, 1.6, 19), rng.uniform(0, 1, (2, 1, 1)))
    whole = getattr(xp.special, function)(to_xp(a), to_xp(b), to_xp(p))
    assert whole.shape == (2, 4, 19)
    assert_bits(whole[1, 2], to_np(getattr(xp.special, function)(float(a[2, 0]), to_xp(b), float(p[1, 0, 0]))))
    assert_bits(whole[1, 2, 7], to_np(getattr(xp.special, function)(*(xp.asarray(float(v)) for v in (a[2, 0], b[7], p[1, 0, 0])))))


@pytest.mark.parametrize("function", [name for name in SPECIAL if len(SPECIAL[name][0][0]) == 2])
def test_lanes_of_two_operands_do_not_depend_on_their_neighbours(function, isa):
    rng = np.random.default_rng(5)
    a, p = to_xp(10 ** rng.uniform(-3, 1.6, 999)), to_xp(rng.uniform(0, 1, 999))
    whole, f = to_np(getattr(xp.special, function)(a, p)), getattr(xp.special, function)
    assert_bits(f(a[::3], p[::3]), whole[::3])
    assert_bits(f(a[7:], p[7:]), whole[7:])


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


# By mpmath with up to 2500 bits.
PARAMETERS = [
    ("betainc", (2.0, 1e+300, 1e-300), 0.2642411176571154), ("betaincc", (2.0, 1e+300, 1e-300), 0.7357588823428847),
    ("betainc", (0.5, 1e+60, 3e-60), 0.9856941215645704), ("betaincc", (0.5, 1e+60, 3e-60), 0.01430587843542964),
    ("fdtr", (3.0, 1e+308, 0.5), 0.3177296696637874), ("fdtrc", (3.0, 1e+308, 0.5), 0.6822703303362125),
    ("fdtr", (1e+300, 2.0, 3.0), 0.7165313105737893), ("fdtrc", (1e+300, 2.0, 3.0), 0.28346868942621073),
    ("fdtr", (0.25, 1e+100, 4.0), 0.9260542222853472), ("fdtrc", (0.25, 1e+100, 4.0), 0.07394577771465288),
    ("fdtri", (3.0, 1e+308, 0.5), 0.7886579614584461), ("fdtri", (1e+300, 2.0, 0.25), 0.7213475204444817),
    ("fdtri", (1e+60, 1.5, 0.001), 0.12071300914827497), ("fdtri", (0.25, 1e+100, 0.75), 0.5248318501108465),
    ("betaincinv", (2.0, 1e+300, 0.5), 1.6783469900166607e-300), ("betainccinv", (0.5, 1e+90, 0.25), 6.61651848465733e-91),
    ("stdtrit", (1e+300, 0.25), -0.6744897501960817), ("stdtr", (1e+50, -1.5), 0.06680720126885807), ("chdtri", (1e+308, 0.5), 1e+308),
    ("gammaincinv", (1e+300, 1e-10), 1e+300),
    ("fdtri", (1e-300, 1e-300, 0.5), 1.0), ("fdtri", (3.0, 1e-300, 0.25), INF), ("betaincinv", (1e-300, 1e-300, 0.5), 0.5),
    ("gammaincinv", (0.0078125, 0.4196875), 3.0664142370211493e-49), ("gammaincinv", (0.001, 0.75), 6.470514765088826e-126),
    ("gammaincinv", (0.03125, 1e-08), 5.758564891811715e-257), ("gammaincinv", (0.4375, 0.0078125), 1.1566692087794406e-05),
    ("gammaincinv", (8.673617379884035e-19, 0.9999999999999999), 1.4441913459897016e-56), ("gammainccinv", (1e-200, 5e-201), 0.55322150359301),
    ("gammainccinv", (1e-300, 2e-300), 0.08237202962072025), ("gammainccinv", (3.6e-212, 1.7e-212), 0.5809866861456271),
    ("gammainccinv", (1e-25, 1e-24), 2.5490870890493908e-05), ("gammainccinv", (0.015625, 0.625), 3.110703759798598e-28),
    ("gammainccinv", (0.25, 0.96875), 6.437016838975666e-07), ("gammainccinv", (9.094947017729282e-13, 1e-11), 9.423325375466455e-06),
    ("betaincinv", (0.0078125, 0.25, 0.125), 9.202876678271592e-115), ("betaincinv", (0.0625, 40.0, 0.25), 3.4759912122611677e-12),
    ("betaincinv", (0.001953125, 1000.0, 0.5625), 6.500786056979605e-132), ("betaincinv", (0.25, 0.375, 0.53125), 0.33084210451502594),
    ("betainccinv", (0.0078125, 0.015625, 0.75), 2.917612784392571e-55), ("betainccinv", (0.25, 3.0, 0.9999), 2.5571126352678874e-17),
    ("betainccinv", (0.03125, 200.0, 0.625), 6.750523684055792e-17), ("fdtri", (0.015625, 0.0625, 0.375), 2.8895931151964664e-42),
    ("fdtri", (0.0078125, 14.0, 0.5), 1.3393684214690327e-75), ("fdtri", (0.25, 0.125, 0.99999), 9.123472831986671e+76),
    ("fdtri", (3.0, 0.015625, 0.625), 3.2064736716701035e+52), ("fdtri", (49.0, 0.00390625, 0.625), 4.244238625062007e+215),
    ("stdtrit", (1.0, 1e-200), -3.183098861837907e+199), ("stdtrit", (1.0, 8.900295434028806e-308), -3.5763968571962854e+306),
    ("stdtrit", (1.25, 1e-300), -4.22520563051021e+239), ("stdtrit", (0.75, 1e-200), -9.756527921714859e+265),
    ("stdtrit", (2.0, 1e-300), -7.071067811865475e+149), ("stdtrit", (0.5, 1e-150), -1.02849115631634e+299),
    ("stdtrit", (0.0625, 0.375), -12.780956336712432), ("stdtrit", (0.0078125, 0.5078125), 0.32692011440613833),
    ("stdtrit", (0.03125, 0.9999990463256836), 9.507998936787561e+181), ("betainc", (1e-300, 3e-300, 0.3), 0.75),
    ("betaincc", (1e-300, 3e-300, 0.3), 0.25), ("betainc", (1e-106, 1e-232, 0.7), 1.0000000000000001e-126),
    ("betaincc", (1e-232, 1e-106, 0.7), 1.0000000000000001e-126), ("betaincc", (5e-324, 1e-20, 0.5), 4.9406564584124654e-304),
    ("betainc", (1e-20, 5e-324, 0.5), 4.9406564584124654e-304), ("betainc", (2.0, 1e-310, 0.75), 6.362943611199e-311),
    ("betainc", (0.125, 7.0, 0.0125), 0.7705344482356733), ("betaincc", (0.125, 7.0, 0.0125), 0.22946555176432665),
    ("fdtr", (0.02, 0.03, 1e+135), 0.9961997987331267), ("fdtrc", (0.02, 0.03, 1e+135), 0.003800201266873293),
    ("fdtr", (2.5, 7e-15, 1e+198), 1.7117493514051235e-12), ("fdtrc", (2.5, 7e-15, 1e+198), 0.9999999999982883),
    ("fdtrc", (1e-05, 5.5, 1e+104), 1.1108047756644159e-276), ("fdtr", (48.0, 0.002, 1e+170), 0.3281981071315163),
    ("fdtrc", (48.0, 0.002, 1e+170), 0.6718018928684837), ("fdtrc", (8e-169, 0.8, 5.5e+176), 3.1904719012811477e-172),
    ("fdtrc", (2e-280, 3e-168, 2e+152), 6.666666666666667e-113), ("fdtr", (4e-182, 1e-280, 1.3), 2.5e-99),
    ("fdtr", (0.5, 4.0, 1e-250), 2.350376933178996e-63), ("fdtrc", (1e-200, 0.3, 1e-100), 3.4800766638681455e-198),
    ("stdtr", (0.1875, -4e+265), 6.018845037892881e-51), ("stdtr", (0.125, -2e+196), 1.1744318407939137e-25),
    ("stdtr", (1.0, -1e+300), 3.1830988618379065e-301), ("stdtr", (1.75, -1e+170), 1.357115718035157e-298),
]  # fmt: skip


@pytest.mark.parametrize("function", sorted({function for function, _, _ in PARAMETERS}))
def test_small_and_vast_parameters(function, isa):
    """A parameter a below 1/2 multiplies the relative error of a quantile by 1 / a; beyond the range of the exponent; limits."""
    cases = [(operands, want) for name, operands, want in PARAMETERS if name == function]
    got = to_np(getattr(xp.special, function)(*(xp.asarray(list(column)) for column in zip(*(operands for operands, _ in cases)))))
    want = np.array([want for _, want in cases])
    near = np.isfinite(want)
    assert np.array_equal(got[~near], want[~near])
    assert np.all(np.abs(got[near] - want[near]) <= 8 * np.spacing(np.abs(want[near]))), (got, want)
