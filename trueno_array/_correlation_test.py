"""The probability of a coefficient of correlation: an incomplete beta function."""

from math import gamma, pi, sqrt

import trueno_array as _xp


def two_sided(r, n):
    """I(1 - r**2; a, 1/2) with a = n/2 - 1: by its continued fraction, or by that of 1 - I(r**2; 1/2, a), whichever converges fast."""
    if n == 2:
        return _xp.where(_xp.isnan(r), r, 1)
    a, size = n / 2 - 1, abs(r)
    square, rest = size * size, (1 - size) * (1 + size)
    power = _xp.exp(a * _xp.where(square < 0.5, _xp.log1p(-square), _xp.log(rest)))
    front = power * size * (_gamma_ratio(a) / sqrt(pi))
    near = rest > (a + 1) / (a + 2.5)
    first, second, at = _xp.where(near, 0.5, a), _xp.where(near, a, 0.5), _xp.where(near, square, rest)
    part = front / _fraction(first, second, at, _xp.where(near, rest, square))
    return _xp.where(near, 1 - part, part)


def _gamma_ratio(a):
    """gamma(a + 1/2) / gamma(a), for large a by its expansion (relative error below 1e-16 from a = 50 on)."""
    if a < 50:
        return gamma(a + 0.5) / gamma(a)
    z = 1 / a
    return sqrt(a) * (1 - z / 8 + z**2 / 128 + 5 * z**3 / 1024 - 21 * z**4 / 32768 - 399 * z**5 / 262144 + 869 * z**6 / 4194304)


def _fraction(a, b, x, y):
    """The continued fraction whose inverse times x**a y**b / B(a, b) is I(x; a, b), for y = 1 - x; by Lentz's method."""
    any_of = _xp.any
    if x.size == 1:  # Python's numbers take less time than arrays of one
        a, b, x, y, any_of = float(a), float(b), float(x), float(y), bool
    total = c = (a * (a * y - b * x + 1)) / (a + 1)
    d = 0.0 * x
    for n in range(1, 20000):
        even = a + 2 * n
        top = (a + (n - 1)) * (a + b + (n - 1)) * (n * (b - n)) * (x / (even - 1)) ** 2
        low = n + n * (b - n) * x / (even - 1) + (a + n) * (a * y - b * x + 1 + n * (1 + y)) / (even + 1)
        d = 1 / (low + top * d)
        c = low + top / c
        change = c * d
        total = total * change
        if not any_of(abs(change - 1) > 2.0**-52):
            break
    return total
