"""Cumulated probabilities of distributions over integers, for draws by inversion. Ratios of neighbours, so nothing overflows."""

import functools
import math

import trueno_array as xp

from ._errors import number_of, value_error

LARGE = 64.0  # means from which proposals are rejected or not: fewer than 10 events have a probability below 1e-15 there
WIDEST = 1e11  # variance of any distribution
TABULATED = 1e5  # variance up to which there is a table; it is about 20 standard deviations long


def _cumulated(mode, up, down):
    """First integer and cumulated probabilities, from the ratios of neighbours above and below the mode."""
    above, below = xp.cumulative_prod(up), xp.flip(xp.cumulative_prod(down))
    sums = xp.cumulative_sum(xp.concat([below, xp.ones(1), above]))
    return mode - down.size, sums[:-1] / sums[-1]


def _reach(variance):
    return int(11.0 * math.sqrt(variance)) + 60


@functools.lru_cache(maxsize=64)
def binomial_table(n, p):
    """Of the number of successes of n trials with the probability p; None where it would be long."""
    n, p = number_of("binomial", "n", n), number_of("binomial", "p", p)
    if not (n >= 0.0 and n < math.inf and n == math.floor(n)):
        raise value_error("binomial", "n", "be an integer of at least 0", str(n))
    if not 0.0 <= p <= 1.0:
        raise value_error("binomial", "p", "be in [0, 1]", str(p))
    if n * p * (1.0 - p) > WIDEST:
        raise value_error("binomial", "n * p * (1 - p)", f"be at most {WIDEST:g}", str(n * p * (1.0 - p)))
    if n * p * (1.0 - p) > TABULATED:
        return None
    mode, reach = min(int((n + 1.0) * p), int(n)), _reach(n * p * (1.0 - p))
    odds = p / (1.0 - p) if p < 1.0 else math.inf
    k = xp.arange(mode, min(mode + reach, int(n)), dtype=xp.float64)
    up = (n - k) / (k + 1.0) * odds
    k = xp.arange(mode, max(mode - reach, 0), -1, dtype=xp.float64)
    return _cumulated(mode, up, k / (n - k + 1.0) / odds if odds else k * 0.0)


@functools.lru_cache(maxsize=64)
def poisson_table(lam):
    """Of the number of events where lam are expected; None where it would be long."""
    lam = number_of("poisson", "lam", lam)
    if not 0.0 <= lam <= WIDEST:
        raise value_error("poisson", "lam", f"be in [0, {WIDEST:g}]", str(lam))
    if lam > TABULATED:
        return None
    mode, reach = int(lam), _reach(lam)
    up = lam / xp.arange(mode + 1, mode + 1 + reach, dtype=xp.float64)
    down = xp.arange(mode, max(mode - reach, 0), -1, dtype=xp.float64) / (lam if lam else 1.0)
    return _cumulated(mode, up, down)
