"""Random numbers: ``rng = trueno_array.random.default_rng(seed)``, with the methods of NumPy's generators.

The generator is counter-based: Philox4x32-10 of Salmon, Moraes, Dror and Shaw (Parallel random numbers: as easy as 1, 2, 3. SC 2011).
The same seed gives the same numbers on every instruction set and with any number of threads; they are not those of NumPy.
"""

import math
import sys

import trueno_array as xp

from ._errors import axis_of, describe, in_its_name, int64_of, integer_of, memory_error, type_error, value_error
from ._ext import sampling as _sampling
from ._random_parameters import common_shape, is_integer, numbers, shape_of
from ._random_tables import LARGE, binomial_table, poisson_table

__all__ = ["Generator", "default_rng"]

WORD = 1 << 64


def default_rng(seed=None):
    """A generator of random numbers.

    Parameters
    ----------
    seed : int, sequence of ints, Generator or None
        Any size, not negative. A generator is returned as it is. None: the system's entropy.

    Returns
    -------
    Generator
    """
    if isinstance(seed, Generator):
        return seed
    if seed is None:
        from os import urandom

        return Generator(int.from_bytes(urandom(8), "little"))
    parts = [seed] if is_integer(seed) else seed
    if isinstance(seed, bool | str | bytes) or not hasattr(parts, "__iter__"):
        raise type_error("default_rng", "seed", "be an integer, a sequence of integers, a Generator or None", describe(seed))
    return Generator(_key(parts))


def _key(parts):
    """64 bits from any sequence of integers."""
    from hashlib import blake2b

    hashed = blake2b(digest_size=8)
    for part in parts:
        if not is_integer(part):
            raise type_error("default_rng", "seed", "hold integers", describe(part))
        number = part.__index__()
        if number < 0:
            raise value_error("default_rng", "seed", "not be negative", str(number))
        digits = number.to_bytes((number.bit_length() + 7) // 8, "little")
        hashed.update(len(digits).to_bytes(8, "little") + digits)
    return int.from_bytes(hashed.digest(), "little")


_FEW, _FEWEST = 768, 8  # counts that are drawn one by one: where a proposal is as dear as any, and where a table is better for more
_PLAIN = frozenset((float, int))  # numbers that need no look at their shape
_LARGEST = sys.float_info.max
_HALF = _LARGEST / 2
_LONGEST = 2.0**63 - 1024  # that float64 and int64 hold
_MOST = sys.maxsize  # bytes


def _spread(value, shape):
    """A number as it is; an array broadcast to the shape, in one dimension."""
    if not isinstance(value, xp.Array) or (value.ndim == 1 and value.shape == shape):
        return value
    return xp.reshape(xp.broadcast_to(value, shape), (-1,))


def _limits(dtype):
    """The least and the greatest integer of a dtype."""
    return (0, 1) if dtype == xp.bool else (xp.iinfo(dtype).min, xp.iinfo(dtype).max)


def _require(function, name, condition, requirement, value):
    """condition is a bool, or an array of bools."""
    if not bool(xp.all(condition) if isinstance(condition, xp.Array) else condition):
        raise value_error(function, name, requirement, describe(value))


class Generator:
    """Draws from one stream of random numbers; made by ``default_rng``.

    A method draws ``size`` numbers: a shape, or None for the shape that array parameters broadcast to (a 0-d array for plain numbers).
    Threads may draw from one generator; which numbers each of them gets is then not determined: give each one of ``spawn``'s.
    """

    __slots__ = ("_children", "_stream")

    def __init__(self, key):
        self._stream = _sampling.Stream(key)
        self._children = 0

    def __repr__(self):
        return f"Generator(Philox) at {id(self):#x}"

    def __getstate__(self):
        return self._stream, self._children

    def __setstate__(self, state):
        self._stream, self._children = state

    def spawn(self, n_children):
        """A list of independent generators, different at each call."""
        n_children = integer_of("spawn", "n_children", n_children)
        first, self._children = self._children, self._children + n_children
        return [Generator(_key((self._stream.key, first + i, 1))) for i in range(n_children)]

    def bytes(self, length):
        """That many random bytes."""
        length = integer_of("bytes", "length", length)
        if length < 0:
            raise value_error("bytes", "length", "not be negative", str(length))
        if length > _MOST:
            raise memory_error("bytes", length)
        return self._stream.bytes(length)

    def random(self, size=None, dtype=None, out=None):
        """Uniform floats in [0, 1): 53 random bits for float64 (the default), 24 for float32."""
        return self._floats("random", _sampling.UNIFORM, size, dtype, 0.0, 1.0, out)

    def uniform(self, low=0.0, high=1.0, size=None):
        """Uniform float64 in [low, high)."""
        if type(low) in _PLAIN and type(high) in _PLAIN and -_HALF <= low <= _HALF and -_HALF <= high <= _HALF:
            return self._stream.floats("uniform", _sampling.UNIFORM, xp.float64, size, low, high - low)
        (low, high), shape = numbers("uniform", size, low=low, high=high)
        _require("uniform", "high - low", xp.isfinite(high - low) if shape is not None else math.isfinite(high - low), "be finite", high)
        return self._located("uniform", _sampling.UNIFORM, size, low, high - low, shape)

    def standard_normal(self, size=None, dtype=None, out=None):
        """Normal floats of mean 0 and variance 1, by the ziggurat of Marsaglia and Tsang (J. Stat. Softw. 5(8), 2000)."""
        return self._floats("standard_normal", _sampling.NORMAL, size, dtype, 0.0, 1.0, out)

    def normal(self, loc=0.0, scale=1.0, size=None):
        """Normal float64 of mean loc and standard deviation scale >= 0."""
        if type(loc) in _PLAIN and type(scale) in _PLAIN and -_LARGEST <= loc <= _LARGEST and 0 <= scale <= _LARGEST:
            return self._stream.floats("normal", _sampling.NORMAL, xp.float64, size, loc, scale)
        (loc, scale), shape = numbers("normal", size, loc=loc, scale=scale)
        _require("normal", "scale", scale >= 0.0, "be at least 0", scale)
        return self._located("normal", _sampling.NORMAL, size, loc, scale, shape)

    @in_its_name
    def lognormal(self, mean=0.0, sigma=1.0, size=None):
        """The exponential of normal float64 of mean ``mean`` and standard deviation ``sigma`` >= 0."""
        return xp.exp(self.normal(mean, sigma, size))

    def standard_exponential(self, size=None, dtype=None, out=None):
        """Exponential floats of mean 1: minus the logarithm of uniform ones in (0, 1]."""
        return self._floats("standard_exponential", _sampling.EXPONENTIAL, size, dtype, 0.0, 1.0, out)

    def exponential(self, scale=1.0, size=None):
        """Exponential float64 of mean scale >= 0."""
        if type(scale) in _PLAIN and 0 <= scale <= _LARGEST:
            return self._stream.floats("exponential", _sampling.EXPONENTIAL, xp.float64, size, 0.0, scale)
        (scale,), shape = numbers("exponential", size, scale=scale)
        _require("exponential", "scale", scale >= 0.0, "be at least 0", scale)
        return self._located("exponential", _sampling.EXPONENTIAL, size, 0.0, scale, shape)

    def geometric(self, p, size=None):
        """The number of trials up to the first success, int64 of at least 1, with the probability p of success in (0, 1]."""
        shape = None
        if type(p) is not float or not 0.0 < p <= 1.0:
            (p,), shape = numbers("geometric", size, p=p)
            _require("geometric", "p", (p > 0.0) & (p <= 1.0), "be in (0, 1]", p)
        if shape is not None:
            trials = self.standard_exponential(shape) / -xp.log1p(-p) + 1.0
        else:
            scale = -1.0 / math.log1p(-p) if p < 1.0 else 0.0
            trials = self._stream.floats("geometric", _sampling.EXPONENTIAL, xp.float64, size, 1.0, scale)
            if p > 1e-16:
                return trials.astype(xp.int64)
        return xp.astype(xp.minimum(trials, _LONGEST), xp.int64)

    def binomial(self, n, p, size=None):
        """The number of successes of n trials with the probability p each, int64.

        By inversion of the cumulated probabilities; by rejection (Hörmann 1993) where the variance is large, or the parameters are arrays
        and the mean is.
        """
        if type(n) in _PLAIN and type(p) in _PLAIN and -_LARGEST <= n <= _LARGEST:
            most = _FEW if n * min(p, 1.0 - p) >= LARGE else _FEWEST
            if (drawn := self._stream.counts("binomial", size, most, n, p)) is not None:
                return drawn
            if table := binomial_table(n, p):
                return self._tabulated("binomial", table, size)
        return self._counts("binomial", size, n=n, p=p)

    def poisson(self, lam=1.0, size=None):
        """The number of events where ``lam`` are expected, int64. By inversion or rejection, as ``binomial``."""
        if type(lam) in _PLAIN and 0 <= lam <= _LARGEST:
            if (drawn := self._stream.counts("poisson", size, _FEW if lam >= LARGE else _FEWEST, lam)) is not None:
                return drawn
            if table := poisson_table(lam):
                return self._tabulated("poisson", table, size)
        return self._counts("poisson", size, lam=lam)

    def integers(self, low, high=None, size=None, dtype=None, endpoint=False):
        """Uniform integers in [low, high), or in [low, high] with ``endpoint``; in [0, low) without ``high``.

        Parameters
        ----------
        low, high : int or array of ints
            Arrays broadcast. Without bias (Lemire, ACM TOMACS 29(1), 2019).
        size : int, tuple of ints or None
        dtype : dtype, optional
            An integer dtype, or bool. Default: int64.
        endpoint : bool

        Raises
        ------
        ValueError
            If a span is empty, or does not fit the dtype.
        """
        if dtype is None and type(low) is int and (high is None or type(high) is int):
            first, last = (0, low - (not endpoint)) if high is None else (low, high - (not endpoint))
            if -WORD // 2 <= first <= last < WORD // 2:
                return self._stream.integers(xp.int64, size, first % WORD, (last - first + 1) % WORD)
        return self._integers(low, high, size, dtype, endpoint)

    @in_its_name
    def _integers(self, low, high, size, dtype, endpoint):
        dtype = xp.int64 if dtype is None else xp.result_type(dtype)
        if dtype.kind not in "biu":
            raise type_error("integers", "dtype", "be an integer dtype or bool", str(dtype))
        low, high = (0, low) if high is None else (low, high)
        if not is_integer(low) or not is_integer(high):
            return self._integers_of_arrays(low, high, size, dtype, endpoint)
        low, last = low.__index__(), high.__index__() - (not endpoint)
        least, most = _limits(dtype)
        if low > last:
            raise value_error("integers", "high", f"be {'at least' if endpoint else 'greater than'} low = {low}", str(high))
        if low < least or last > most:
            raise value_error("integers", "low and high", f"fit {dtype}", f"{low} and {high}")
        if dtype == xp.bool and last != low:
            return self._stream.bools(size)
        return self._stream.integers(dtype, size, low % WORD, (last - low + 1) % WORD)

    @in_its_name
    def permutation(self, x, axis=0):
        """The numbers 0 ... x - 1 in random order, or a copy of the array x with its parts along an axis in random order."""
        if is_integer(x):
            n = x.__index__()
            if n < 0:
                raise value_error("permutation", "x", "not be negative", str(n))
            if n > _MOST // 8:
                raise memory_error("permutation", 8 * n)
            return self._stream.permutation(n, n)
        x = xp.asarray(x)
        if x.ndim == 0:
            raise type_error("permutation", "x", "be an integer or an array of at least 1 dimension", describe(x))
        n = x.shape[axis_of("permutation", axis, x.ndim)]
        return xp.take(x, self._stream.permutation(n, n), axis=axis)

    @in_its_name
    def shuffle(self, x, axis=0):
        """Bring the parts of the array x along an axis into random order, in place."""
        if not isinstance(x, xp.Array):
            raise type_error("shuffle", "x", "be an array", describe(x), "use permutation for other sequences")
        axis = axis_of("shuffle", axis, x.ndim)
        x[...] = xp.take(x, self._stream.permutation(x.shape[axis], x.shape[axis]), axis=axis)

    @in_its_name
    def choice(self, a, size=None, replace=True, p=None, axis=0, shuffle=True):
        """Some of the numbers 0 ... a - 1, or some parts of the array a along an axis.

        Parameters
        ----------
        a : int or array
        size : int, tuple of ints or None
        replace : bool
            Whether a part can be drawn more than once.
        p : array, optional
            The probability of each part; they sum to 1.
        axis : int
        shuffle : bool
            Accepted for NumPy's sake: a sample without replacement is always in random order.

        Raises
        ------
        ValueError
            If there is nothing to draw from, more is asked for than there is without replacement, or p is no distribution.
        """
        population = None if is_integer(a) else xp.asarray(a)
        axis = 0 if population is None else axis_of("choice", axis, population.ndim)
        n = int64_of("choice", "a", a) if population is None else population.shape[axis]
        shape = () if size is None else shape_of("choice", size)
        count = math.prod(shape)
        if n < 0 or (n < 1 and count):
            raise value_error("choice", "a", "have something to draw from", describe(a))
        if not replace and count > n:
            raise value_error("choice", "size", f"be at most {n} without replacement", str(size))
        index = self._stream.integers(xp.int64, count, 0, n) if replace and p is None else self._weighted(n, count, replace, p)
        if population is None:
            return xp.reshape(index, shape)
        chosen = xp.take(population, index, axis=axis)
        return xp.reshape(chosen, population.shape[:axis] + shape + population.shape[axis + 1 :])

    def _weighted(self, n, count, replace, p):
        """count indices below n. Weights without replacement: the smallest exponential variates over weights (Efraimidis and Spirakis,
        Inf. Process. Lett. 97(5), 2006)."""
        if p is None:
            return self._sparse(n, count) if count < n // 16 else self._stream.permutation(n, count)
        p = xp.asarray(p, dtype=xp.float64)
        if p.shape != (n,):
            raise value_error("choice", "p", f"have the shape ({n},)", str(p.shape))
        _require("choice", "p", p >= 0.0, "not be negative", p)
        if abs(float(xp.sum(p)) - 1.0) > 1e-8:
            raise value_error("choice", "p", "sum to 1", str(float(xp.sum(p))))
        if replace:
            cumulated = xp.cumulative_sum(p)
            return xp.searchsorted(cumulated / cumulated[-1], self.random(count), side="right")
        if int(xp.count_nonzero(p)) < count:
            raise value_error("choice", "p", f"have at least {count} nonzero entries", str(int(xp.count_nonzero(p))))
        return xp.argsort(self.standard_exponential(n) / p)[:count]

    def _sparse(self, n, count):
        """count different indices below n, far fewer than n: the first appearances in a sequence of draws."""
        drawn = xp.empty(0, dtype=xp.int64)
        while True:
            drawn = xp.concat([drawn, self._stream.integers(xp.int64, count + count // 8 + 8, 0, n)])
            first = xp.unique_all(drawn).indices
            if first.size >= count:
                return drawn[xp.sort(first)[:count]]

    def _floats(self, function, distribution, size, dtype, offset, scale, out=None):
        return self._stream.floats(function, distribution, xp.float64 if dtype is None else dtype, size, offset, scale, out)

    def _located(self, function, distribution, size, offset, scale, shape):
        if shape is None:
            return self._floats(function, distribution, size, None, offset, scale)
        return offset + scale * self._floats(function, distribution, shape, None, 0.0, 1.0)

    def _integers_of_arrays(self, low, high, size, dtype, endpoint):
        low, high = xp.asarray(low, dtype=xp.int64), xp.asarray(high, dtype=xp.int64)
        least, most = _limits(dtype)
        fits = xp.all(low >= max(least, -WORD // 2)) and xp.all(high <= min(most + (not endpoint), WORD // 2 - 1))
        _require("integers", "low and high", bool(fits), f"fit {dtype}", high)
        _require("integers", "high", high >= low if endpoint else high > low, "be greater than low", high)
        shape = common_shape("integers", (low.shape, high.shape), size)
        span = xp.astype(high - low, xp.uint64) + int(endpoint)
        words = self._stream.integers(xp.uint64, shape, 0, 0)
        span = xp.broadcast_to(span, words.shape)
        while bool(xp.any(again := words < (0 - span) % span)):
            words[again] = self._stream.integers(xp.uint64, int(xp.count_nonzero(again)), 0, 0)
        drawn = xp.where(span == 0, words, words % span)  # 0: all of 2^64
        return xp.astype(xp.astype(drawn, xp.int64) + low, dtype)

    def _tabulated(self, function, table, size):
        first, cumulated = table
        uniform = self._stream.floats(function, _sampling.UNIFORM, xp.float64, size, 0.0, 1.0)
        found = xp.searchsorted(cumulated, uniform, side="right")
        return found + first if first else found

    def _counts(self, function, size, **parameters):
        """Numbers of parameters that are arrays, or whose table would be long."""
        values, shape = numbers(function, size, **parameters)
        if shape is not None and math.prod(shape) <= _FEW:
            flat = [_spread(value, shape) for value in values]
            if (drawn := self._stream.counts(function, shape, _FEW, *flat)) is not None:
                return drawn
        from . import _random_counts

        table = {"binomial": binomial_table, "poisson": poisson_table}[function]
        if shape is None and (found := table(*values)):
            return self._tabulated(function, found, size)
        counts = getattr(_random_counts, f"{function}_counts")
        if shape is None:
            like = xp.empty(() if size is None else shape_of(function, size))
            values = [xp.asarray(float(v)) for v in values]
        else:
            like = xp.broadcast_to(xp.zeros(()), shape)
            values = [_spread(xp.asarray(v, dtype=xp.float64), shape) for v in values]
        return xp.reshape(counts(self._stream, like.size, *values), like.shape)
