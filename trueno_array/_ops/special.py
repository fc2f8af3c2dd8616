"""The special functions: one row each. Names and special values are those of scipy.special."""

from .row import Binary, Unary

SCIPY = "those of scipy.special"


def _unary(name, summary, *, ulp=2.0, domain="all"):
    return Unary(name, {"float": name + "_{T}(x)"}, summary, cost="dear", ulp=ulp, domain=domain, source=SCIPY)


def _binary(name, summary, *, ulp=2.0):
    return Binary(name, {"float": name + "_{T}(x1, x2)"}, summary, cost="dear", ulp=ulp, source=SCIPY)


ROWS = (
    _unary("cbrt", "The cube root of each element.", ulp=1.0),
    _unary("digamma", "The derivative of the logarithm of the gamma function.", ulp=4.0, domain="[0, inf]"),
    _unary("entr", "-x log(x): the entropy of each element; 0 for 0, -inf for negative numbers."),
    _unary("erf", "The error function, 2 / sqrt(pi) times the integral of e**-t**2 from 0 to x.", ulp=1.5),
    _unary("erfc", "1 - erf(x), accurate where it is small."),
    _unary("erfinv", "The inverse of the error function.", domain="[-1, 1]"),
    _unary("exp10", "10**x of each element.", ulp=1.0),
    _unary("exp2", "2**x of each element.", ulp=1.0),
    _unary("expit", "The logistic function 1 / (1 + e**-x) of each element.", ulp=1.0),
    _unary("gamma", "The gamma function; inf at 0, NaN at the negative whole numbers."),
    _unary("gammaln", "The logarithm of the absolute value of the gamma function."),
    _unary("i0", "The modified Bessel function of the first kind of order 0.", ulp=3.0),
    _unary("log_expit", "The logarithm of the logistic function, without overflow."),
    _unary("log_ndtr", "The logarithm of ndtr(x), also where ndtr underflows.", ulp=3.0),
    _unary("logit", "log(x / (1 - x)), the inverse of the logistic function.", ulp=1.0, domain="[0, 1]"),
    _unary("ndtr", "The probability that a standard normal variable is less than x."),
    _unary("ndtri", "The inverse of ndtr: the quantile of the standard normal distribution.", domain="[0, 1]"),
    _unary("sinc", "sin(pi x) / (pi x) of each element; 1 for 0."),
    _binary("rel_entr", "x1 log(x1 / x2): the relative entropy; 0 for x1 = 0 <= x2, inf for other operands that are not positive."),
    _binary("xlog1py", "x1 log(1 + x2), accurate for small x2; 0 for x1 = 0 unless x2 is NaN."),
    _binary("xlogy", "x1 log(x2); 0 for x1 = 0 unless x2 is NaN."),
)  # fmt: skip
