"""The special functions: one row each. Names and special values are those of scipy.special."""

from .row import Binary, Ternary, Unary

SCIPY = "those of scipy.special"
ITERATED = 12.0  # a sum of many terms times a power
BETA_DOMAIN = ("[1e-6, 1e4]", "[1e-6, 1e4]", "[0, 1]")
QUANTILES = ("[1e-3, 1e4]", "[1e-3, 1e4]", "[0, 1]")
FISHER = ("[0.1, 1e4]", "[0.1, 1e4]", "[0, 1e4]")


def _cost(ulp):
    return "iterated" if ulp == ITERATED else "called"


def _bodies(name, operands):
    """float64 by the function of that name; float32 in its lanes."""
    return {"f32": f"in_wide_lanes([](auto... v) {{ return {name}_f64(v...); }}, {operands})", "f64": f"{name}_f64({operands})"}


def _unary(name, summary, *, ulp=2.0, domain="all"):
    return Unary(name, _bodies(name, "x"), summary, cost=_cost(ulp), ulp=ulp, domain=domain, source=SCIPY)


def _binary(name, summary, *, ulp=2.0, domain="all"):
    return Binary(name, _bodies(name, "x1, x2"), summary, cost=_cost(ulp), ulp=ulp, domain=domain, source=SCIPY)


def _ternary(name, summary, *, ulp=2.0, domain="all"):
    return Ternary(name, _bodies(name, "x1, x2, x3"), summary, cost=_cost(ulp), ulp=ulp, domain=domain, source=SCIPY)


ROWS = (
    _unary("cbrt", "The cube root of each element.", ulp=1.0),
    _unary("digamma", "The derivative of the logarithm of the gamma function.", ulp=4.0, domain="[0, inf]"),
    _unary("entr", "-x log(x): the entropy of each element; 0 for 0, -inf for negative numbers."),
    _unary("erf", "The error function, 2 / sqrt(pi) times the integral of e**-t**2 from 0 to x.", ulp=1.5),
    _unary("erfc", "1 - erf(x), accurate where it is small."),
    _unary("erfcx", "e**(x**2) erfc(x), also where erfc underflows.", ulp=4.0),
    _unary("erfinv", "The inverse of the error function.", domain="[-1, 1]"),
    _unary("exp10", "10**x of each element.", ulp=1.0),
    _unary("exp2", "2**x of each element.", ulp=1.0),
    _unary("expit", "The logistic function 1 / (1 + e**-x) of each element.", ulp=1.0),
    _unary("exprel", "(e**x - 1) / x, accurate for small x; 1 for 0."),
    _unary("gamma", "The gamma function; inf at 0, NaN at the negative whole numbers."),
    _unary("gammaln", "The logarithm of the absolute value of the gamma function."),
    _unary("i0", "The modified Bessel function of the first kind of order 0.", ulp=3.0),
    _unary("i0e", "e**-abs(x) times i0(x).", ulp=4.0),
    _unary("i1", "The modified Bessel function of the first kind of order 1.", ulp=3.0),
    _unary("i1e", "e**-abs(x) times i1(x).", ulp=4.0),
    _unary("log_expit", "The logarithm of the logistic function, without overflow."),
    _unary("log_ndtr", "The logarithm of ndtr(x), also where ndtr underflows.", ulp=3.0),
    _unary("logit", "log(x / (1 - x)), the inverse of the logistic function.", ulp=1.0, domain="[0, 1]"),
    _unary("ndtr", "The probability that a standard normal variable is less than x."),
    _unary("ndtri", "The inverse of ndtr: the quantile of the standard normal distribution.", domain="[0, 1]"),
    _unary("sinc", "sin(pi x) / (pi x) of each element; 1 for 0."),
    _binary("chdtr", "The probability that chi squared of x1 degrees of freedom is at most x2: gammainc(x1 / 2, x2 / 2).", ulp=ITERATED, domain="[0, inf]"),
    _binary("chdtrc", "The probability that chi squared of x1 degrees of freedom is above x2: gammaincc(x1 / 2, x2 / 2).", ulp=ITERATED, domain="[0, inf]"),
    _binary("chdtri", "x with chdtrc(x1, x) = x2: the quantile of chi squared of x1 degrees of freedom, from above.", ulp=ITERATED, domain=("[2e-3, 1e8]", "[0, 1]")),
    _binary("gammainc", "The integral of t**(x1 - 1) e**-t from 0 to x2, divided by gamma(x1).", ulp=ITERATED, domain="[0, inf]"),
    _binary("gammaincc", "1 - gammainc(x1, x2), accurate where it is small.", ulp=ITERATED, domain="[0, inf]"),
    _binary("gammainccinv", "x with gammaincc(x1, x) = x2.", ulp=ITERATED, domain=("[1e-3, 1e8]", "[0, 1]")),
    _binary("gammaincinv", "x with gammainc(x1, x) = x2.", ulp=ITERATED, domain=("[1e-3, 1e8]", "[0, 1]")),
    _binary("pdtr", "The probability that a Poisson variable of mean x2 is at most x1, which is rounded down.", ulp=ITERATED, domain="[0, inf]"),
    _binary("pdtrc", "The probability that a Poisson variable of mean x2 is above x1, which is rounded down.", ulp=ITERATED, domain="[0, inf]"),
    _binary("rel_entr", "x1 log(x1 / x2): the relative entropy; 0 for x1 = 0 <= x2, inf for other operands that are not positive."),
    _binary("stdtr", "The probability that Student's t of x1 degrees of freedom is at most x2.", ulp=ITERATED, domain=("(0, inf]", "all")),
    _binary("stdtrit", "t with stdtr(x1, t) = x2: the quantile of Student's t of x1 degrees of freedom.", ulp=ITERATED, domain=("[2e-3, inf]", "[0, 1]")),
    _binary("xlog1py", "x1 log(1 + x2), accurate for small x2; 0 for x1 = 0 unless x2 is NaN."),
    _binary("xlogy", "x1 log(x2); 0 for x1 = 0 unless x2 is NaN."),
    _ternary("betainc", "The integral of t**(x1 - 1) (1 - t)**(x2 - 1) from 0 to x3, divided by that from 0 to 1.", ulp=ITERATED, domain=BETA_DOMAIN),
    _ternary("betaincc", "1 - betainc(x1, x2, x3), accurate where it is small.", ulp=ITERATED, domain=BETA_DOMAIN),
    _ternary("betainccinv", "x with betaincc(x1, x2, x) = x3.", ulp=ITERATED, domain=QUANTILES),
    _ternary("betaincinv", "x with betainc(x1, x2, x) = x3.", ulp=ITERATED, domain=QUANTILES),
    _ternary("fdtr", "The probability that Fisher's F of x1 and x2 degrees of freedom is at most x3.", ulp=ITERATED, domain=FISHER),
    _ternary("fdtrc", "The probability that Fisher's F of x1 and x2 degrees of freedom is above x3.", ulp=ITERATED, domain=FISHER),
    _ternary("fdtri", "x with fdtr(x1, x2, x) = x3: the quantile of Fisher's F.", ulp=ITERATED, domain=("[2e-3, 1e4]", "[2e-3, 1e4]", "[0, 1]")),
)  # fmt: skip
