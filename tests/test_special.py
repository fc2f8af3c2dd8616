"""trueno_array.special: the names and the special values of scipy.special. Errors are in test_accuracy, layouts in test_elementwise."""

import numpy as np
import pytest
from support import FLOATS, assert_bits, dtype, run_python, to_np, to_xp

import trueno_array as xp
from trueno_array._ops import special as rows

INF, NAN = np.inf, np.nan
EDGES = (0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, -2.0, 0.5, -0.5)

# The values at EDGES.
# fmt: off
VALUES = {
    "cbrt":      (0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, None, None, None),
    "digamma":   (-INF, INF, None, NAN, INF, NAN, NAN, NAN, None, None),
    "entr":      (0.0, 0.0, -0.0, -INF, -INF, -INF, NAN, -INF, None, -INF),
    "erf":       (0.0, -0.0, None, None, 1.0, -1.0, NAN, None, None, None),
    "erfc":      (1.0, 1.0, None, None, 0.0, 2.0, NAN, None, None, None),
    "erfinv":    (0.0, -0.0, INF, -INF, NAN, NAN, NAN, NAN, None, None),
    "erfcx":     (1.0, 1.0, None, None, 0.0, INF, NAN, None, None, None),
    "exp10":     (1.0, 1.0, 10.0, None, INF, 0.0, NAN, None, None, None),
    "exp2":      (1.0, 1.0, 2.0, 0.5, INF, 0.0, NAN, 0.25, None, None),
    "expit":     (0.5, 0.5, None, None, 1.0, 0.0, NAN, None, None, None),
    "exprel":    (1.0, 1.0, None, None, INF, 0.0, NAN, None, None, None),
    "gamma":     (INF, -INF, 1.0, NAN, INF, NAN, NAN, NAN, None, None),
    "gammaln":   (INF, INF, 0.0, INF, INF, -INF, NAN, INF, None, None),
    "i0":        (1.0, 1.0, None, None, NAN, NAN, NAN, None, None, None),
    "i0e":       (1.0, 1.0, None, None, 0.0, 0.0, NAN, None, None, None),
    "i1":        (0.0, -0.0, None, None, NAN, NAN, NAN, None, None, None),
    "i1e":       (0.0, -0.0, None, None, 0.0, -0.0, NAN, None, None, None),
    "log_expit": (None, None, None, None, -0.0, -INF, NAN, None, None, None),
    "log_ndtr":  (None, None, None, None, -0.0, -INF, NAN, None, None, None),
    "logit":     (-INF, -INF, INF, NAN, NAN, NAN, NAN, NAN, 0.0, NAN),
    "ndtr":      (0.5, 0.5, None, None, 1.0, 0.0, NAN, None, None, None),
    "ndtri":     (-INF, -INF, INF, NAN, NAN, NAN, NAN, NAN, 0.0, NAN),
    "sinc":      (1.0, 1.0, 0.0, 0.0, NAN, NAN, NAN, 0.0, None, None),
}
# fmt: on

BINARY = ["rel_entr", "xlog1py", "xlogy"]
ARITY = {row.name: row.arity for row in rows.ROWS}


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("function", VALUES)
def test_special_values(function, name, isa):
    for edge, value in zip(EDGES, VALUES[function], strict=True):
        if value is not None:
            x = xp.full((37,), edge, dtype=dtype(name))
            assert_bits(getattr(xp.special, function)(x), np.full(37, value, name), f"{function}({edge})")


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("function", BINARY)
def test_special_values_of_two_operands(function, name, isa):
    a, b = (g.ravel().astype(name) for g in np.meshgrid(EDGES, EDGES))
    got = to_np(getattr(xp.special, function)(to_xp(a), to_xp(b)))
    first, second = (a, b) if function != "xlog1py" else (a, 1 + b)
    with np.errstate(all="ignore"):
        if function == "rel_entr":
            want = np.where((a > 0) & (b > 0), a * np.log(a / b), np.where((a == 0) & (b >= 0), 0, INF))
        else:
            want = np.where(a == 0, 0, first * np.log(second))
        want = np.where(np.isnan(a) | np.isnan(b), NAN, want).astype(name)
    np.testing.assert_allclose(got, want, rtol=4 * np.finfo(name).eps)


WHERE = [0, -0.0, 1, -1, INF, -INF, NAN, -2, 0.5, -0.5, 2, 3, -3.5, 0.3, 1e30, -1e30, 171.5, -170.5, 40, -40, 1e-20, -1e-20, 1e-37]



def _of_ordinary_size(a, *_):
    return (a >= 0.05) & np.isfinite(a)


# Where SciPy 1.17 does not give zeros and numbers for quantiles of parameters next to 0, 0 and inf, and probabilities outside [0, 1].
SENSIBLE = {
    **dict.fromkeys(("chdtri", "gammainccinv", "gammaincinv"), _of_ordinary_size),
    "stdtrit": lambda n, p: (n >= 0.05) & (p > 0),
}


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("function", [row.name for row in rows.ROWS])
def test_values_agree_with_scipy(function, name, isa):
    theirs = getattr(pytest.importorskip("scipy.special"), function, None)
    if theirs is None:
        pytest.skip("no function of SciPy: test_accuracy compares it with mpmath")
    a = np.array(WHERE, name)
    arguments = [g.ravel() for g in np.meshgrid(*[a] * ARITY[function])]
    if ARITY[function] == 3:  # neither loses its digits where a, b and x are all next to 0, or does not converge
        usual = [(abs(v) >= 0.05) & (abs(v) < 1e4) | (v == 0) | ~np.isfinite(v) for v in arguments[:2]]
        usual.append(~((arguments[2] > 0) & (arguments[2] < 1e-10)))  # SciPy gives 1 for 1 - 6e-11
        arguments = [v[np.all(usual, axis=0)] for v in arguments]
    if function in SENSIBLE:
        arguments = [v[SENSIBLE[function](*arguments)] for v in arguments]
    with np.errstate(all="ignore"):
        want = theirs(*(v.astype("float64") for v in arguments)).astype(name)
    got = to_np(getattr(xp.special, function)(*map(to_xp, arguments)))
    tiny = 1e-6 if function == "sinc" else np.finfo(name).tiny  # SciPy's sine of multiples of pi is not zero
    np.testing.assert_allclose(got, want, rtol=2e-6 if name == "float32" else 1e-13, atol=tiny)


def test_powers_and_cubes_are_exact(isa):
    whole = xp.arange(0.0, 23.0)
    assert_bits(xp.special.exp10(whole), np.array([float(10**i) for i in range(23)]))
    assert_bits(xp.special.exp2(xp.arange(-1074.0, 1024.0)), np.ldexp(1.0, np.arange(-1074, 1024)))
    assert_bits(xp.special.cbrt(xp.arange(-100.0, 100.0) ** 3), np.arange(-100.0, 100.0))
    assert_bits(xp.special.gamma(xp.asarray([1.0, 2, 3, 4, 5, 6, 11])), np.array([1.0, 1, 2, 6, 24, 120, 3628800]))


def test_tails_do_not_lose_digits(isa):
    """Where a formula of one rounding more loses hundreds of units."""
    assert abs(float(xp.special.erfc(xp.asarray(26.0))) / 5.663192408856143e-296 - 1) < 1e-15
    assert abs(float(xp.special.ndtr(xp.asarray(-37.0))) / 5.7255712225245768e-300 - 1) < 1e-15
    assert float(xp.special.expit(xp.asarray(-740.0))) == float(xp.exp(xp.asarray(-740.0))) > 0
    assert abs(float(xp.special.gammaln(xp.asarray(1 + 2.0**-40))) / -5.249745890076018e-13 - 1) < 1e-15


def test_incomplete_functions_broadcast_and_do_not_depend_on_their_neighbours(isa):
    rng = np.random.default_rng(7)
    a, b = rng.uniform(0.1, 60, (5, 1)), rng.uniform(0.1, 60, 37)
    for name in ("gammainc", "gammaincc", "chdtr", "chdtrc", "stdtr"):
        function = getattr(xp.special, name)
        whole = function(to_xp(a), to_xp(b))
        assert whole.shape == (5, 37)
        single = [[float(function(xp.asarray(float(v)), xp.asarray(float(w)))) for w in b] for v in a[:, 0]]
        assert_bits(whole, np.array(single), name)
    x = rng.uniform(0, 1, (3, 1, 1))
    whole = xp.special.betainc(to_xp(a), to_xp(b), to_xp(x))
    assert_bits(whole[1, 2], to_np(xp.special.betainc(float(a[2, 0]), to_xp(b), float(x[1, 0, 0]))))
    assert bool(xp.all(xp.abs(xp.special.betainc(to_xp(a), to_xp(a), 0.5) - 0.5) < 1e-15))


def test_incomplete_functions_of_vast_operands(isa):
    vast = xp.asarray([1e150, 1e300, 1.7e308])
    for name in ("gammainc", "gammaincc"):
        function = getattr(xp.special, name)
        assert bool(xp.all(xp.abs(function(vast, vast) - 0.5) < 1e-7))
        assert_bits(function(vast, vast / 2), np.full(3, float(name == "gammaincc")))
        assert_bits(function(vast / 2, vast), np.full(3, float(name == "gammainc")))
        assert_bits(function(xp.asarray([1e-300, 1e-3]), vast[:2]), np.full(2, float(name == "gammainc")))
    assert bool(xp.all(xp.abs(xp.special.stdtr(vast, 1.0) - xp.special.ndtr(xp.ones(3))) < 1e-15))
    assert_bits(xp.special.betainc(vast, 2.0, 0.5), np.zeros(3))


# a, b, x, the integral from 0 to x and that from x to 1: Gauss quadrature of the density in 40 digits (mpmath).
VAST_BETA = (
    (3000000000.0, 3000000000.0, 0.4999870900555126, 0.022750131934476298, 0.9772498680655237),
    (4000000000.0, 8000000000000.0, 0.0004996948265574471, 1.277505245222478e-12, 0.9999999999987225),
    (1000000000000.0, 6000000000.0, 0.9940358620559925, 0.8413447461000302, 0.1586552538999698),
    (70000000000.0, 50000000000000.0, 0.001398042687359672, 0.49601114517856987, 0.5039888548214301),
    (1000000000000000.0, 4000000000000000.0, 0.20000001697056277, 0.9986501017358788, 0.0013498982641212732),
    (5000000000.0, 9000000000.0, 0.3570416166590154, 2.9774821745674553e-138, 1.0),
)


def test_incomplete_beta_of_vast_operands(isa):
    a, b, x, lower, upper = (np.asarray(column) for column in zip(*VAST_BETA, strict=True))
    for function, want in ((xp.special.betainc, lower), (xp.special.betaincc, upper)):
        got = to_np(function(to_xp(a), to_xp(b), to_xp(x)))
        assert np.all(np.abs(got - want) <= 6 * np.finfo(float).eps * want), got
    equal = xp.asarray([5e9, 1e20, 1e200])
    assert bool(xp.all(xp.special.betainc(equal, equal, 0.5) == 0.5))
    assert_bits(xp.special.betainc(equal, equal, 0.4), np.zeros(3))
    assert_bits(xp.special.betaincc(equal, equal, 0.4), np.ones(3))


def test_the_namespace_is_lazy_and_lists_its_functions():
    code = "import sys, trueno_array as xp; assert 'trueno_array.special' not in sys.modules; xp.special; print('trueno_array.special' in sys.modules)"
    assert run_python(code).stdout.strip() == "True"
    assert {row.name for row in rows.ROWS} <= set(dir(xp.special)) and xp.special.erf.__module__ == "trueno_array.special"


def test_complex_numbers_are_refused_and_integers_become_float64():
    with pytest.raises(TypeError, match=r"erf: .* must have a dtype among"):
        xp.special.erf(xp.asarray([1j]))
    for kind in ("bool", "int8", "uint64"):
        x = xp.asarray([0, 1, 1], dtype=dtype(kind))
        assert_bits(xp.special.expit(x), to_np(xp.special.expit(xp.astype(x, xp.float64))))


def test_scipy_finds_the_functions():
    pytest.importorskip("scipy.special")
    code = (
        "import scipy.special as s, trueno_array as xp\n"
        "x = xp.linspace(0.1, 0.9, 9)\n"
        "for name in ('erf', 'erfcx', 'expit', 'gammaln', 'i1e', 'ndtri', 'log_ndtr', 'psi', 'cbrt'):\n"
        "    y = getattr(s, name)(x)\n"
        "    assert type(y) is type(x) and bool(xp.all(y == getattr(xp.special, name)(x))), name\n"
        "for name in ('rel_entr', 'gammainc', 'gammaincc', 'chdtr', 'chdtrc', 'stdtr'):\n"
        "    assert bool(xp.all(getattr(s, name)(x, x) == getattr(xp.special, name)(x, x))), name\n"
        "assert bool(xp.all(s.betaincc(x, 2 * x, x) == xp.special.betaincc(x, 2 * x, x)))\n"
        "assert bool(xp.all(xp.abs(xp.special.stdtr(x, s.stdtrit(x, x)) - x) < 1e-12))\n"
    )
    run_python(code, {"SCIPY_ARRAY_API": "1"})


SHAPES = [
    ((7,), None),
    ((7,), 0),
    ((5, 33), 1),
    ((5, 33), 0),
    ((5, 33), -2),
    ((4, 5, 60), (0, 2)),
    ((4, 5, 6), None),
    ((2, 3, 4, 5), (1, -2)),
    ((3, 1000), -1),
]


def _exact(function, a, axis):
    """By np.longdouble."""
    wide = a.astype(np.longdouble)
    greatest = wide.max(axis=axis, keepdims=True)
    powers = np.exp(wide - greatest)
    total = powers.sum(axis=axis, keepdims=True)
    if function == "softmax":
        return powers / total
    return wide - greatest - np.log(total) if function == "log_softmax" else np.squeeze(np.log(total) + greatest, axis)


@pytest.mark.parametrize("shape, axis", SHAPES)
@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("function", ["softmax", "log_softmax", "logsumexp"])
def test_softmax_over_axes(function, name, shape, axis, isa):
    a = (np.random.default_rng(1).standard_normal(shape) * 5).astype(name)
    got = to_np(getattr(xp.special, function)(to_xp(a), axis=axis))
    want = _exact(function, a, axis)
    eps = np.finfo(name).eps
    spread = float(np.ptp(a)) / 2 if function == "softmax" else 0  # what rounding x - greatest does to its power
    np.testing.assert_allclose(got, want.astype(name), rtol=(6 + spread) * eps, atol=0 if function == "softmax" else 3 * eps)
    assert got.dtype == name and got.shape == want.shape
    transposed = getattr(xp.special, function)(xp.permute_dims(to_xp(a), tuple(range(a.ndim))[::-1]), axis=None)
    np.testing.assert_allclose(to_np(transposed).T, _exact(function, a, None).astype(name), rtol=(6 + spread) * eps, atol=3 * eps)


@pytest.mark.parametrize("name", FLOATS)
def test_softmax_at_the_edges(name, isa):
    a = np.array([[0, INF, 1], [-INF] * 3, [NAN, 1, 2], [INF, INF, 0], [NAN, INF, -INF], [-INF, 0, -INF]], name)
    x = to_xp(a)
    np.testing.assert_array_equal(to_np(xp.special.softmax(x, axis=1)), np.array([[NAN] * 3] * 5 + [[0, 1, 0]], name))
    logs = np.array([[-INF, NAN, -INF], [NAN] * 3, [NAN] * 3, [NAN, NAN, -INF], [NAN] * 3, [-INF, 0, -INF]], name)
    np.testing.assert_array_equal(to_np(xp.special.log_softmax(x, axis=1)), logs)
    np.testing.assert_array_equal(to_np(xp.special.logsumexp(x, axis=1)), np.array([INF, -INF, NAN, INF, NAN, 0], name))


def test_logsumexp_keeps_a_small_rest(isa):
    x = xp.asarray([0.0, -50.0])
    assert abs(float(xp.special.logsumexp(x)) / np.exp(-50.0) - 1) < 1e-15
    assert abs(float(xp.special.log_softmax(x)[0]) / -np.exp(-50.0) - 1) < 1e-15


def test_logsumexp_with_weights_signs_and_dimensions():
    a, b = xp.asarray([[1.0, 2.0], [3.0, -INF]]), xp.asarray([1.0, -1.0])
    value, sign = xp.special.logsumexp(a, axis=1, b=b, return_sign=True)
    np.testing.assert_allclose(to_np(value), [np.log(np.e**2 - np.e), 3.0], rtol=1e-15)
    np.testing.assert_array_equal(to_np(sign), [-1.0, 1.0])
    assert np.isnan(to_np(xp.special.logsumexp(a, axis=1, b=b))[0])
    assert xp.special.logsumexp(a, axis=(0, 1), keepdims=True).shape == (1, 1)
    value, sign = xp.special.logsumexp(xp.asarray([-INF, -INF]), return_sign=True)
    assert float(value) == -INF and float(sign) == 0
    assert float(xp.special.logsumexp(xp.zeros((0,)))) == -INF
    assert float(xp.special.logsumexp(xp.asarray([0, 0]))) == np.log(2.0)


@pytest.mark.parametrize("other", [0.0, INF, -INF, NAN, 800.0])
def test_logsumexp_of_infinite_terms_and_weights_as_scipy(other):
    scipy_special = pytest.importorskip("scipy.special")
    weights = [(1.0, 0.0), (0.0, 0.0), (-1.0, 0.0), (2.0, 1.0), (0.0, -1.0), (INF, 0.0), (INF, 1.0), (0.0, INF), (NAN, 0.0), (1.0, -1.0)]
    a, b = np.array([[1.0, other]] * len(weights)), np.array(weights)
    with np.errstate(all="ignore"):
        want = scipy_special.logsumexp(a, axis=1, b=b, return_sign=True)
    for got, expected in zip(xp.special.logsumexp(to_xp(a), axis=1, b=to_xp(b), return_sign=True), want):
        np.testing.assert_allclose(to_np(got), expected, rtol=1e-15)


def test_half_precision_is_computed_in_float32():
    x = xp.asarray([[0.5, 2.0, -3.0]], dtype=xp.float16)
    wide = xp.astype(x, xp.float32)
    for name in ("softmax", "log_softmax", "logsumexp", "erf", "gammaln"):
        function = getattr(xp.special, name)
        got = function(x)
        assert got.dtype == xp.float16 and bool(xp.all(got == xp.astype(function(wide), xp.float16))), name


def test_softmax_checks_its_arguments():
    x = xp.ones((2, 3))
    with pytest.raises(TypeError, match="softmax: axis must"):
        xp.special.softmax(x, axis=1.5)
    with pytest.raises((ValueError, IndexError)):
        xp.special.softmax(x, axis=2)
    with pytest.raises(ValueError, match="axis"):
        xp.special.logsumexp(x, axis=(0, -2))
    with pytest.raises(TypeError, match="softmax: x must have a real-valued dtype"):
        xp.special.softmax(xp.asarray([1j]))
