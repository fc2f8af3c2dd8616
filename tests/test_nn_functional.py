"""trueno_array.nn.functional: activations against their formulas in wider floats, shapes, special values, and against PyTorch."""

import numpy as np
import pytest
from support import FLOATS, assert_bits, assert_equal, layouts, to_np, to_xp, ulp_error

import trueno_array as xp
import trueno_array.nn.functional as F
from trueno_array._ops import nn as rows

wide = np.longdouble
needs_wide = pytest.mark.skipif(np.finfo(wide).nmant < 63, reason="the reference needs a longer float than float64")

SELU_SCALE, SELU_ALPHA = wide("1.0507009873554804934193349852946"), wide("1.6732632423543772848170429916717")
ROOT = np.sqrt(2 / wide("3.14159265358979323846264338327950288"))


def expm1_below_zero(x):
    return np.where(x < 0, np.expm1(np.minimum(x, 0)), x)


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-abs(x)))


def mish(x):
    e = np.exp(np.minimum(x, 40))
    return x * (e * (e + 2) / (e * (e + 2) + 2))


def gelu_tanh(x):
    return x / (1 + np.exp(-2 * ROOT * (x + wide("0.044715") * x**3)))


# name -> (our function, the formula in a wide float, bound in ULP)
FORMULAS = {
    "celu": (lambda x: F.celu(x, 2.0), lambda x: np.where(x < 0, 2 * np.expm1(np.minimum(x, 0) / 2), x), 4),
    "elu": (F.elu, expm1_below_zero, 4),
    "gelu_tanh": (lambda x: F.gelu(x, approximate="tanh"), gelu_tanh, 4),
    "hardsigmoid": (F.hardsigmoid, lambda x: np.clip(x + 3, 0, 6) / 6, 2),
    "hardswish": (F.hardswish, lambda x: x * np.clip(x + 3, 0, 6) / 6, 2),
    "hardtanh": (lambda x: F.hardtanh(x, -0.5, 2.0), lambda x: np.clip(x, -0.5, 2), 0.5),
    "leaky_relu": (lambda x: F.leaky_relu(x, 0.25), lambda x: np.where(x < 0, x * wide(0.25), x), 0.5),
    "logsigmoid": (F.logsigmoid, lambda x: -softplus(-x), 4),
    "mish": (F.mish, mish, 4),
    "relu": (F.relu, lambda x: np.maximum(x, 0), 0.5),
    "relu6": (F.relu6, lambda x: np.clip(x, 0, 6), 0.5),
    "selu": (F.selu, lambda x: SELU_SCALE * np.where(x < 0, SELU_ALPHA * np.expm1(np.minimum(x, 0)), x), 4),
    "sigmoid": (F.sigmoid, lambda x: np.where(x < 0, np.exp(x), 1) / (1 + np.exp(-abs(x))), 4),
    "silu": (F.silu, lambda x: x * np.where(x < 0, np.exp(x), 1) / (1 + np.exp(-abs(x))), 4),
    "softplus": (lambda x: F.softplus(x, threshold=1e9), softplus, 4),
    "softsign": (F.softsign, lambda x: x / (1 + abs(x)), 2),
    "tanh": (F.tanh, np.tanh, 2),
}  # fmt: skip


def points(name, n=3000):
    """Ordinary numbers, the far negative side where exponentials are subnormal, and all magnitudes near zero."""
    rng = np.random.default_rng(11)
    far = -108.0 if name == "float32" else -755.0
    parts = [
        rng.normal(size=n) * 3,
        rng.uniform(far, 30, n),
        rng.uniform(-16, 8, n),
        10.0 ** rng.uniform(-30, 1, n) * rng.choice([-1, 1], n),
    ]
    return np.concatenate(parts).astype(name)


@needs_wide
@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("function", FORMULAS)
def test_activation_is_its_formula(function, name, isa):
    ours, formula, bound = FORMULAS[function]
    x = points(name)
    with np.errstate(all="ignore"):
        exact = formula(x.astype(wide))
    error = ulp_error(to_np(ours(to_xp(x))), exact)
    assert error.max() <= bound, f"{error.max()} ULP at {x[np.argmax(error)]!r}"


@needs_wide
@pytest.mark.parametrize("name", FLOATS)
def test_gelu_is_accurate_in_its_tail(name, isa):
    mpmath = pytest.importorskip("mpmath")
    near = np.exp2(np.random.default_rng(6).uniform(-9, 1.5, 1500))  # where y + 5/2 is rounded
    x = np.concatenate([points(name, 100), near, -near]).astype(name)
    with mpmath.workdps(40):
        exact = [mpmath.mpf(float(v)) * mpmath.erfc(-mpmath.mpf(float(v)) / mpmath.sqrt(2)) / 2 for v in x]
        exact = np.array([wide(mpmath.nstr(v, 25, min_fixed=0, max_fixed=0)) if abs(v) > mpmath.mpf("1e-400") else wide(0) for v in exact])
    error = ulp_error(to_np(F.gelu(to_xp(x))), exact)
    assert error.max() <= 4, f"{error.max()} ULP at {x[np.argmax(error)]!r}"


INF, NAN = np.inf, np.nan
ENDS = {  # at inf, -inf, 0, -0
    "celu": (INF, -2.0, 0.0, -0.0), "elu": (INF, -1.0, 0.0, -0.0), "gelu_tanh": (INF, NAN, 0.0, -0.0), "hardsigmoid": (1.0, 0.0, 0.5, 0.5),
    "hardswish": (INF, NAN, 0.0, -0.0), "hardtanh": (2.0, -0.5, 0.0, -0.0), "leaky_relu": (INF, -INF, 0.0, -0.0), "logsigmoid": (0.0, -INF, -np.log(2), -np.log(2)),
    "mish": (INF, NAN, 0.0, -0.0), "relu": (INF, 0.0, 0.0, -0.0), "relu6": (6.0, 0.0, 0.0, -0.0), "selu": (INF, float(-SELU_SCALE * SELU_ALPHA), 0.0, -0.0),
    "sigmoid": (1.0, 0.0, 0.5, 0.5), "silu": (INF, NAN, 0.0, -0.0), "softplus": (INF, 0.0, np.log(2), np.log(2)), "softsign": (NAN, NAN, 0.0, -0.0),
    "tanh": (1.0, -1.0, 0.0, -0.0),
}  # fmt: skip


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("function", ENDS)
def test_special_values_are_pytorchs(function, name, isa):
    got = to_np(FORMULAS[function][0](to_xp(np.array([INF, -INF, 0.0, -0.0, NAN], name))))
    want = np.array([*ENDS[function], NAN], name)
    np.testing.assert_allclose(got, want, rtol=4 * np.finfo(name).eps)
    zero = want == 0
    assert_bits(got[zero], want[zero])


@pytest.mark.parametrize("name", FLOATS)
def test_gelu_at_its_ends(name, isa):
    got = to_np(F.gelu(to_xp(np.array([INF, -INF, 0.0, -0.0, NAN, 60.0, -60.0], name))))
    assert_equal(got, np.array([INF, NAN, 0, 0, NAN, 60, 0], name))
    assert np.signbit(got[[3, 6]]).all()


@pytest.mark.parametrize("function", [*FORMULAS, "gelu"])
def test_layouts_shapes_and_threads(function, isa):
    ours = FORMULAS[function][0] if function in FORMULAS else F.gelu
    a = np.random.default_rng(2).normal(size=(7, 37)).astype("f4") * 4
    want = to_np(ours(to_xp(a)))
    for layout, x in layouts(a):
        assert_bits(ours(x), want, layout)
    for shape in ((), (0,), (3, 0, 2)):
        assert ours(xp.ones(shape)).shape == shape
    long = np.tile(a.ravel(), 1000)
    assert_bits(ours(to_xp(long)), np.tile(want.ravel(), 1000))


def test_parameters_broadcast_and_promote(isa):
    a = np.random.default_rng(4).normal(size=(4, 5))
    slope = np.linspace(0.1, 0.5, 5)
    assert_bits(F.leaky_relu(to_xp(a), to_xp(slope)), np.where(a > 0, a, a * slope))
    assert F.elu(to_xp(a.astype("f4")), 0.5).dtype == xp.float32
    assert F.celu(to_xp(a.astype("f4")), to_xp(slope)).dtype == xp.float64
    beta = to_np(F.softplus(to_xp(a), beta=3.0))
    np.testing.assert_allclose(beta, np.log1p(np.exp(3 * a)) / 3, rtol=1e-14)
    assert_equal(F.softplus(to_xp(a), 1.0, -10.0), a)
    assert_equal(F.softplus(to_xp(np.array([300.0], "f4")), threshold=1e9), np.array([300.0], "f4"))
    numbers = np.array([-3, 2, 8])
    assert_equal(F.relu(to_xp(numbers)), np.array([0, 2, 8]))
    assert_equal(F.relu6(to_xp(numbers)), np.array([0, 2, 6]))
    assert F.silu(to_xp(numbers)).dtype == xp.float64
    assert F.swish is F.silu


def test_errors_say_what_is_wrong():
    with pytest.raises(ValueError, match="gelu: approximate must be 'none' or 'tanh', got"):
        F.gelu(xp.ones(2), approximate="erf")
    for function in (F.relu, F.silu, F.elu, F.softplus, F.gelu, F.hardtanh):
        with pytest.raises(TypeError, match="must have a"):
            function(xp.ones(2, dtype=xp.complex64))


def test_names_are_lazy_and_listed():
    assert xp.nn.functional is F
    assert {row.name for row in rows.ROWS} - {"gelu_tanh"} <= set(F.__all__)
    for name in F.__all__:
        assert getattr(F, name).__doc__, name


TORCH_CASES = {
    "celu": {"alpha": 1.5}, "elu": {"alpha": 0.7}, "gelu": {}, "gelu_tanh": {"approximate": "tanh"}, "hardsigmoid": {}, "hardswish": {}, "hardtanh": {"min_val": -0.5},
    "leaky_relu": {"negative_slope": 0.2}, "logsigmoid": {}, "mish": {}, "relu": {}, "relu6": {}, "selu": {}, "sigmoid": {}, "silu": {}, "softplus": {"beta": 2.0, "threshold": 5.0},
    "softsign": {}, "tanh": {},
}  # fmt: skip


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("function", TORCH_CASES)
def test_activation_is_pytorchs(function, name):
    torch = pytest.importorskip("torch")
    x = np.concatenate([np.linspace(-12, 12, 501), [INF, -INF, NAN]]).astype(name)
    x = x[:-3] if function == "gelu" else x  # PyTorch's own kernels disagree at infinity
    public = function.removesuffix("_tanh") if function == "gelu_tanh" else function
    want = getattr(torch.nn.functional, public)(torch.from_numpy(x), **TORCH_CASES[function]).numpy()
    got = to_np(getattr(F, public)(to_xp(x), **TORCH_CASES[function]))
    eps = np.finfo(name).eps
    np.testing.assert_allclose(got, want, rtol=16 * eps, atol=8 * eps)
