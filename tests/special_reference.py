"""Functions that NumPy lacks by mpmath, and where they are tested."""

import functools

import numpy as np

from trueno_array._ops.rows import find

PRECISION = 140


def _mp():
    import mpmath

    mpmath.mp.prec = PRECISION
    return mpmath.mp


def _normal_tail(x):
    mp = _mp()
    return mp.erfc(-x / mp.sqrt(2)) / 2


def _log_ndtr(x):
    mp = _mp()
    if x < -1e4:
        return -x * x / 2 - mp.log(-x * mp.sqrt(2 * mp.pi)) + mp.log1p(-1 / (x * x))
    return mp.log1p(-_normal_tail(-x)) if x > 0 else mp.log(_normal_tail(x))


def _erfc_inverse(q):
    """x > 0 with erfc(x) = q < 1, by Newton on the logarithm from a rough start."""
    mp = _mp()
    w = -mp.log(q)
    x = mp.sqrt(w - mp.log(mp.sqrt(mp.pi * w))) if w > 1 else mp.mpf("0.3")
    for _ in range(100):
        tail = mp.erfc(x)
        step = (mp.log(tail) + w) * tail * mp.sqrt(mp.pi) / 2 * mp.exp(x * x)
        x += step
        if abs(step) < mp.mpf(10) ** -30 * abs(x):
            break
    return x


def _erfinv(y):
    mp = _mp()
    if abs(y) >= 1:
        return mp.inf * y if abs(y) == 1 else mp.nan
    return mp.erfinv(y) if abs(y) < 0.5 else mp.sign(y) * _erfc_inverse(1 - abs(y))


def _ndtri(p):
    mp = _mp()
    if not 0 < p < 1:
        return {0: -mp.inf, 1: mp.inf}.get(p, mp.nan)
    if 0.25 < p < 0.75:
        return mp.sqrt(2) * mp.erfinv(2 * p - 1)
    x = mp.sqrt(2) * _erfc_inverse(2 * min(p, 1 - p))
    return -x if p < 0.5 else x


def _logit(p):
    mp = _mp()
    if not 0 < p < 1:
        return {0: -mp.inf, 1: mp.inf}.get(p, mp.nan)
    return mp.log(p / (1 - p))


def _at_pole(function, value):
    """function, but value at 0 and the negative whole numbers."""
    return lambda x: value if x <= 0 and x == int(x) else function(x)


def _entr(x):
    return -_mp().inf if x < 0 else -x * _mp().log(x) if x else x


def _rel_entr(x, y):
    mp = _mp()
    if x > 0 and y > 0:
        return x * mp.log(x / y)
    return mp.mpf(0) if x == 0 <= y else mp.inf


def _product_with(logarithm, least):
    """x log(y); 0 for x = 0."""
    return lambda x, y: x * 0 if x == 0 else x * logarithm(y) if y > least else _mp().nan


def _incomplete_gamma(upper):
    def value(a, x):
        return _mp().gammainc(a, *((x, _mp().inf) if upper else (0, x)), regularized=True)

    return value


def _incomplete_beta(upper):
    def value(a, b, x):
        return _mp().betainc(*((b, a, 0, 1 - x) if upper else (a, b, 0, x)), regularized=True)

    return value


def _student(n, t):
    tail = _mp().betainc(n / 2, 0.5, 0, n / (n + t * t), regularized=True) / 2
    return tail if t < 0 else 1 - tail


def _poisson(upper):
    return lambda k, m: _incomplete_gamma(not upper)(_mp().floor(k) + 1, m)


def _fisher(upper):
    """m x / (n + m x) is exact enough in 140 bits where it is not next to 1."""
    return lambda m, n, x: _mp().betainc(
        *((n / 2, m / 2, 0, n / (n + m * x)) if upper else (m / 2, n / 2, 0, m * x / (n + m * x))), regularized=True
    )


def _inverse(name, probability):
    """Newton's steps from what the function tested gives, until the probability is right to 25 digits."""

    def value(*operands):
        import trueno_array as xp

        mp = _mp()
        *parameters, p = operands
        x = mp.mpf(float(getattr(xp.special, name)(*(xp.asarray(float(v)) for v in operands))))
        for _ in range(8):
            distance = probability(*parameters, x) - p
            if abs(distance) < mp.mpf(10) ** -25 * min(p, 1 - p):
                return x
            x -= distance / mp.diff(lambda t: probability(*parameters, t), x, h=abs(x) * mp.mpf(2) ** -70)
        raise ArithmeticError(f"{name}{operands}: {x} is not near the root")

    return value


def _scalar_functions():
    mp = _mp()
    return {
        "betainccinv": lambda a, b, q: 1 - _inverse("betaincinv", _incomplete_beta(False))(b, a, q),
        "betaincinv": _inverse("betaincinv", _incomplete_beta(False)),
        "chdtri": _inverse("chdtri", lambda v, x: _incomplete_gamma(True)(v / 2, x / 2)),
        "fdtr": _fisher(False),
        "fdtrc": _fisher(True),
        "fdtri": _inverse("fdtri", _fisher(False)),
        "gammainccinv": _inverse("gammainccinv", _incomplete_gamma(True)),
        "gammaincinv": _inverse("gammaincinv", _incomplete_gamma(False)),
        "pdtr": _poisson(False),
        "pdtrc": _poisson(True),
        "stdtrit": _inverse("stdtrit", _student),
        "betainc": _incomplete_beta(False),
        "betaincc": _incomplete_beta(True),
        "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)),
        "chdtr": lambda v, x: _incomplete_gamma(False)(v / 2, x / 2),
        "chdtrc": lambda v, x: _incomplete_gamma(True)(v / 2, x / 2),
        "digamma": _at_pole(mp.digamma, mp.nan),
        "entr": _entr,
        "erf": mp.erf,
        "erfc": mp.erfc,
        "erfcx": lambda x: mp.erfc(x) * mp.exp(x * x),
        "erfinv": _erfinv,
        "exp10": lambda x: mp.mpf(10) ** x,
        "exp2": lambda x: mp.mpf(2) ** x,
        "expit": lambda x: 1 / (1 + mp.exp(-x)),
        "exprel": lambda x: mp.expm1(x) / x if x else mp.mpf(1),
        "gamma": _at_pole(mp.gamma, mp.nan),
        "gammaln": _at_pole(lambda x: mp.loggamma(x) if x > 0 else mp.log(abs(mp.gamma(x))), mp.inf),
        "gammainc": _incomplete_gamma(False),
        "gammaincc": _incomplete_gamma(True),
        "i0": lambda x: mp.besseli(0, x),
        "i0e": lambda x: mp.besseli(0, x) * mp.exp(-abs(x)),
        "i1": lambda x: mp.besseli(1, x),
        "i1e": lambda x: mp.besseli(1, x) * mp.exp(-abs(x)),
        "log_expit": lambda x: -mp.log1p(mp.exp(-x)),
        "log_ndtr": _log_ndtr,
        "logit": _logit,
        "ndtr": _normal_tail,
        "ndtri": _ndtri,
        "rel_entr": _rel_entr,
        "sinc": mp.sincpi,
        "stdtr": _student,
        "xlog1py": _product_with(mp.log1p, -1),
        "xlogy": _product_with(mp.log, 0),
    }


def _long(value):
    """A number of mpmath as np.longdouble."""
    mp = _mp()
    if not mp.isfinite(value):
        return np.longdouble(float(value))
    high = mp.mpf(float(value)) if abs(value) < 1e308 else mp.mpf(0)
    return np.longdouble(float(high)) + np.longdouble(mp.nstr(value - high, 25))


@functools.lru_cache(maxsize=256)
def _computed(name, *data):
    function = _scalar_functions().get(name)
    assert function, f"{name} has no line in tests/special_reference.py"
    operands = [np.frombuffer(d, np.longdouble) for d in data]
    mp = _mp()
    return np.array([_long(function(*(mp.mpf(float(v)) for v in values))) for values in zip(*operands)], np.longdouble)


def reference(name, *operands):
    """The function on arrays of np.longdouble that hold float64 numbers."""
    return _computed(name, *(np.ascontiguousarray(a, np.longdouble).tobytes() for a in operands))


# Where functions are hard: uniform ranges (low, high), and exponents of ten, with a random sign where the domain has both. The others are
# tested where their rows say.
UNIFORM = {
    "cbrt": [(-5, 5)],
    "digamma": [(0, 3), (0, 20), (1.4, 1.5), (-0.68, -0.32)],
    "entr": [(0, 5), (0.99, 1.01)],
    "erf": [(-1.2, 1.2), (-7, 7)],
    "erfc": [(-1, 1), (-7, 27)],
    "erfcx": [(-2, 2), (-26, 30), (27, 29)],
    "erfinv": [(-1, 1), (0.6, 0.65)],
    "exp10": [(-310, 308), (-1, 1)],
    "exp2": [(-1030, 1024), (-1, 1)],
    "expit": [(-5, 5), (-720, 40)],
    "exprel": [(-1, 1), (-40, 40), (690, 715)],
    "gamma": [(-3, 3), (-20, 20), (-170, 171)],
    "gammaln": [(0.5, 3), (0, 20), (0, 500), (0.999, 1.001), (1.999, 2.001)],
    "i0": [(-12, 12), (-700, 710)],
    "i0e": [(-12, 12), (-900, 900)],
    "i1": [(-12, 12), (-700, 710)],
    "i1e": [(-12, 12), (-900, 900)],
    "log_expit": [(-5, 5), (-740, 740)],
    "log_ndtr": [(-1, 1), (-45, 9), (0, 37)],
    "logit": [(0, 1), (0.4999, 0.5001)],
    "ndtr": [(-1, 1), (-37, 9)],
    "ndtri": [(0, 1), (0.15, 0.2), (0.4999, 0.5001)],
    "rel_entr": [(0, 5)],
    "sinc": [(-1, 1), (-20, 20)],
    "xlog1py": [(-1, 5), (-1e-6, 1e-6)],
    "xlogy": [(0, 5), (0.99, 1.01)],
}
EXPONENTS = {
    **dict.fromkeys(("digamma", "gammaln"), (-30, 30)),
    **dict.fromkeys(("i0", "i0e", "i1", "i1e", "expit", "log_expit", "exp2"), (-20, 2)),
    **dict.fromkeys(("erf", "erfc", "erfcx", "exprel", "ndtr", "exp10", "gamma"), (-20, 1)),
    **dict.fromkeys(("erfinv", "ndtri", "logit"), (-37, 0)),
    **dict.fromkeys(("cbrt", "entr"), (-37, 37)),
    **dict.fromkeys(("rel_entr", "xlogy", "xlog1py"), (-15, 15)),
    "log_ndtr": (-20, 1.5),
    "sinc": (-20, 12),
}
POSITIVE = {"digamma", "gammaln", "ndtri", "logit", "rel_entr", "xlogy", "xlog1py"}


# Functions that mpmath takes milliseconds for, and how far from the mean, in standard deviations, their operands are.
SLOW_POINTS, SPREAD = 120, 8.0


def _about_the_gamma_mean(rng, n):
    a = 10 ** rng.uniform(-2, 3.3, n)
    near = np.abs(a + np.sqrt(a) * rng.uniform(-SPREAD, SPREAD, n)) + 1e-3
    return [a, np.where(rng.random(n) < 0.3, a * 10 ** rng.uniform(-2, 0.5, n), near)]


def _about_the_beta_mean(rng, n):
    a, b = 10 ** rng.uniform(-1.5, 2.3, n), 10 ** rng.uniform(-1.5, 2.3, n)
    a[::9] = 10 ** rng.uniform(-6, -1.3, len(a[::9]))
    b[::7] = 10 ** rng.uniform(-6, -1.3, len(b[::7]))
    mean = a / (a + b)
    x = mean + np.sqrt(mean * (1 - mean) / (a + b + 1)) * rng.uniform(-SPREAD, SPREAD, n)
    x = np.where((x > 1e-4) & (x < 0.9999), x, rng.uniform(1e-3, 0.999, n))
    x[::5] = 1 - 2.0 ** rng.integers(-24, -14, len(x[::5]))  # next to an end, where a small parameter has its own way
    x[1::5] = 10 ** rng.uniform(-30, -5, len(x[1::5]))
    return [a, b, x]


def _probabilities(rng, n):
    return np.where(rng.random(n) < 0.5, rng.uniform(0.001, 0.999, n), 10 ** rng.uniform(-30, -0.1, n))


def _gamma_quantiles(rng, n, upper=False):
    a = 10 ** rng.uniform(-3.0, 3.3, n)
    near = -np.minimum(10, a * rng.uniform(0.01, 300, n))  # whose power of 1 / a does not underflow
    return [a, np.where(a < 0.5, -np.expm1(near) if upper else np.exp(near), _probabilities(rng, n))]


def _beta_quantiles(rng, n):
    return [10 ** rng.uniform(-0.3, 2.0, n), 10 ** rng.uniform(-0.3, 2.0, n), _probabilities(rng, n)]


SAMPLES = {
    "gammaincinv": _gamma_quantiles,
    "gammainccinv": lambda rng, n: _gamma_quantiles(rng, n, True),
    "chdtri": lambda rng, n: [factor * v for factor, v in zip((2, 1), _gamma_quantiles(rng, n, True))],
    **dict.fromkeys(("pdtr", "pdtrc"), lambda rng, n: _about_the_gamma_mean(rng, n)),
    **dict.fromkeys(("betaincinv", "betainccinv"), _beta_quantiles),
    "fdtri": lambda rng, n: [1 + _beta_quantiles(rng, n)[0], 1 + _beta_quantiles(rng, n)[1], _probabilities(rng, n)],
    **dict.fromkeys(("fdtr", "fdtrc"), lambda rng, n: [*_about_the_beta_mean(rng, n)[:2], 10 ** rng.uniform(-1.5, 1.5, n)]),
    "stdtrit": lambda rng, n: [10 ** rng.uniform(0, 2.5, n), _probabilities(rng, n)],
    **dict.fromkeys(("gammainc", "gammaincc"), _about_the_gamma_mean),
    **dict.fromkeys(("chdtr", "chdtrc"), lambda rng, n: [2 * v for v in _about_the_gamma_mean(rng, n)]),
    **dict.fromkeys(("betainc", "betaincc"), _about_the_beta_mean),
    "stdtr": lambda rng, n: [10 ** rng.uniform(-1, 2.5, n), rng.uniform(-SPREAD, SPREAD, n)],
}


def _part_of(domain, rng, n):
    """n numbers of the domain that a row states, of every size up to 30."""
    low, high = (-np.inf, np.inf) if domain == "all" else (float(end) for end in domain.strip("[]()").split(","))
    sizes = 10 ** rng.uniform(-20, 1.5, n) * rng.choice([-1.0, 1.0], n)
    return np.where(rng.random(n) < 0.5, sizes.clip(low, high), rng.uniform(max(low, -10), min(high, 10), n))


def points(name, dtype, n):
    """n operands for each argument of the function, where its result is an ordinary number of the dtype."""
    if name in SAMPLES:
        return [a.astype(dtype) for a in SAMPLES[name](np.random.default_rng(n), min(n, SLOW_POINTS))]
    row = find(name)
    found = []
    for argument in range(row.arity):
        rng = np.random.default_rng([argument, n])
        if name not in UNIFORM:
            found.append(_part_of(row.domain if isinstance(row.domain, str) else row.domain[argument], rng, n))
            continue
        count = n // (len(UNIFORM[name]) + 1)
        parts = [rng.uniform(low, high, count) for low, high in UNIFORM[name]]
        sign = 1 if name in POSITIVE else rng.choice([-1.0, 1.0], count)
        parts.append(sign * 10 ** rng.uniform(*EXPONENTS[name], count))
        found.append(np.concatenate(parts))
    if row.arity == 2:
        third = len(found[1]) // 3
        found[1][:third] = found[0][:third] * (1 + 10 ** np.random.default_rng(9).uniform(-15, -1, third))
    with np.errstate(all="ignore"):
        return [a.astype(dtype) for a in found]
