"""Binomial and Poisson numbers where every element has its own parameters, or where a table would be long.

Small means by inversion. Large ones by the transformed rejection of W. Hörmann (The generation of binomial random variates. J. Stat.
Comput. Simul. 46, 1993; The transformed rejection method for generating Poisson random variables. Insurance Math. Econom. 12, 1993),
with probabilities by the expansion of C. Loader (Fast and accurate computation of binomial probabilities, 2000), which do not cancel.
"""

import math

import trueno_array as xp

from ._errors import describe, value_error
from ._ext import sampling as _sampling
from ._random_tables import LARGE, WIDEST

_HALF_LOG_OF_2_PI = 0.5 * math.log(2.0 * math.pi)


def poisson_counts(stream, size, lam):
    """size int64, each with its element of lam, or all with the only one of a 0-d array."""
    if not bool(xp.all((lam >= 0.0) & (lam <= WIDEST))):
        raise value_error("poisson", "lam", f"be in [0, {WIDEST:g}]", describe(lam))

    def few(chosen):
        return _sampling.invert(_uniform(stream, chosen.size), xp.exp(-chosen), chosen, xp.zeros_like(chosen), xp.full_like(chosen, 1e4))

    return _split(lam >= LARGE, few, lambda chosen: _accepted(stream, size, _poisson_proposals, chosen), lam)


def binomial_counts(stream, size, n, p):
    """size int64, each with its elements of n and p, or all with the only ones of 0-d arrays."""
    if not bool(xp.all((n >= 0.0) & (n == xp.floor(n)) & (n <= 2.0**53))):
        raise value_error("binomial", "n", "hold integers of at least 0 that float64 holds", describe(n))
    if not bool(xp.all((p >= 0.0) & (p <= 1.0))):
        raise value_error("binomial", "p", "be in [0, 1]", describe(p))
    if not bool(xp.all(n * p * (1.0 - p) <= WIDEST)):
        raise value_error("binomial", "n * p * (1 - p)", f"be at most {WIDEST:g}", describe(p))
    rare = xp.minimum(p, 1.0 - p)

    def few(n, p):
        odds = p / (1.0 - p)
        return _sampling.invert(_uniform(stream, n.size), xp.exp(n * xp.log1p(-p)), (n + 1.0) * odds, odds, n)

    counts = _split(n * rare >= LARGE, few, lambda n, p: _accepted(stream, size, _binomial_proposals, n, p), n, rare)
    return xp.where(p > 0.5, xp.astype(n, xp.int64) - counts, counts)


def _uniform(stream, n):
    return stream.floats("random", _sampling.UNIFORM, xp.float64, n, 0.0, 1.0)


def _split(is_large, few, many, *parameters):
    """few's numbers, or many's where is_large."""
    if not bool(xp.any(is_large)):
        return few(*parameters)
    if bool(xp.all(is_large)):
        return many(*parameters)
    out = xp.empty(is_large.size, dtype=xp.int64)
    for chosen, draw in ((xp.logical_not(is_large), few), (is_large, many)):
        out[chosen] = draw(*[x[chosen] for x in parameters])
    return out


def _accepted(stream, size, proposals, *parameters):
    """The first proposal for each element that is accepted."""
    out, left = None, None
    size = parameters[0].size if parameters[0].ndim else size
    while True:
        k, is_taken = proposals(_uniform(stream, size), _uniform(stream, size), *parameters)
        if left is None:
            out = k
        else:
            out[left] = k
        again = xp.nonzero(xp.logical_not(is_taken))[0]
        size = again.size
        if size == 0:
            return out
        left = again if left is None else xp.take(left, again)
        parameters = [xp.take(x, again) if x.ndim else x for x in parameters]


@xp.fuse
def _poisson_proposals(u, v, lam):
    u, v = u - 0.5, 1.0 - v
    b = 0.931 + 2.53 * xp.sqrt(lam)
    a = -0.059 + 0.02483 * b
    apart = 0.5 - xp.abs(u)
    k = xp.floor((2.0 * a / apart + b) * u + lam + 0.43)
    height = v * (1.1239 + 1.1328 / (b - 3.4)) / (a / (apart * apart) + b)
    safe = xp.maximum(k, 10.0)
    log_of_probability = -_deviance(safe, lam) - _stirling_error(safe) - 0.5 * xp.log(safe) - _HALF_LOG_OF_2_PI
    return xp.astype(safe, xp.int64), (k >= 10.0) & (xp.log(height) <= log_of_probability)


@xp.fuse
def _binomial_proposals(u, v, n, p):
    u, v = u - 0.5, 1.0 - v
    q = 1.0 - p
    spread = xp.sqrt(n * p * q)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    apart = 0.5 - xp.abs(u)
    k = xp.floor((2.0 * a / apart + b) * u + n * p + 0.5)
    height = v * (2.83 + 5.1 / b) * spread / (a / (apart * apart) + b)
    safe = xp.minimum(xp.maximum(k, 10.0), n - 10.0)
    probability = _log_binomial(safe, n, p, q) - _log_binomial(xp.floor((n + 1.0) * p), n, p, q)
    return xp.astype(safe, xp.int64), (k >= 10.0) & (k <= n - 10.0) & (xp.log(height) <= probability)


def _log_binomial(k, n, p, q):
    """The logarithm of the probability of k, up to what n alone adds."""
    rest = n - k
    return -_deviance(k, n * p) - _deviance(rest, n * q) - _stirling_error(k) - _stirling_error(rest) - 0.5 * (xp.log(k) + xp.log(rest))


def _deviance(k, mean):
    """k log(k / mean) + mean - k."""
    d = (mean - k) / k
    return k * (d - xp.log1p(d))


def _stirling_error(k):
    """log(k!) less Stirling's formula, for k of at least 10; D. Knuth, The Art of Computer Programming, 1.2.11.2."""
    x = 1.0 / k
    y = x * x
    return x * (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680))))
