"""Random numbers: the same on every level and with any number of threads, and distributed as they should be."""

import copy
import math
import pickle

import numpy as np
import pytest
from support import assert_bits, to_np

import trueno_array as xp

SIZES = (0, 1, 2, 3, 7, 8, 9, 31, 33, 127, 513, 2049, 70_001)
DRAWS = {
    "random": lambda rng, n: rng.random(n),
    "random f32": lambda rng, n: rng.random(n, dtype=xp.float32),
    "uniform": lambda rng, n: rng.uniform(-3.0, 5.5, n),
    "normal": lambda rng, n: rng.normal(1.5, 2.5, n),
    "normal f32": lambda rng, n: rng.standard_normal(n, dtype=xp.float32),
    "exponential": lambda rng, n: rng.exponential(0.3, n),
    "exponential f32": lambda rng, n: rng.standard_exponential(n, dtype=xp.float32),
    "integers": lambda rng, n: rng.integers(-5, 17, n),
    "integers 33 bits": lambda rng, n: rng.integers(0, 2**33 + 7, n),
    "integers 63 bits": lambda rng, n: rng.integers(-(2**62), 2**62 + 2**61 + 3, n),
    "integers all": lambda rng, n: rng.integers(0, 2**64, n, dtype=xp.uint64),
    "uint8": lambda rng, n: rng.integers(3, 250, n, dtype=xp.uint8),
    "int16": lambda rng, n: rng.integers(-100, 100, n, dtype=xp.int16),
    "bool": lambda rng, n: rng.integers(0, 2, n, dtype=xp.bool),
    "permutation": lambda rng, n: rng.permutation(n),
    "choice": lambda rng, n: rng.choice(10, n),
    "sample": lambda rng, n: rng.choice(16 * n + 1, n, replace=False),
    "binomial": lambda rng, n: rng.binomial(40, 0.3, n),
    "poisson": lambda rng, n: rng.poisson(4.5, n),
    "geometric": lambda rng, n: rng.geometric(0.2, n),
    "binomials": lambda rng, n: rng.binomial(xp.arange(n) % 999, xp.linspace(0, 1, n)),
    "poissons": lambda rng, n: rng.poisson(xp.exp(xp.linspace(-2, 20, n))),
    "large": lambda rng, n: rng.poisson(1e7, n) + rng.binomial(10**9, 0.7, n),
}


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_every_level_draws_the_same_numbers(draw, isa):
    with xp.backends.use(xp.backends.available()[0]):
        expected = [to_np(draw(xp.random.default_rng(n), n)) for n in SIZES]
    for n, want in zip(SIZES, expected):
        assert_bits(draw(xp.random.default_rng(n), n), want)


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_threads_do_not_change_the_numbers(draw):
    before, drawn = xp.backends.get_num_threads(), []
    try:
        for n_threads in (1, 2, 5):
            xp.backends.set_num_threads(n_threads)
            drawn.append(to_np(draw(xp.random.default_rng(1), 300_001)))
    finally:
        xp.backends.set_num_threads(before)
    assert_bits(drawn[1], drawn[0])
    assert_bits(drawn[2], drawn[0])


def test_words_are_those_of_philox(isa):
    """The vectors that its authors give: counter and key 0, and a counter and key of all ones in the low half of the counter."""
    zero = xp.random.Generator(0).bytes(16)
    assert [zero[i : i + 4][::-1].hex() for i in range(0, 16, 4)] == ["6627e8d5", "e169c58d", "bc57ac4c", "9b00dbd8"]


def philox(key, low, high):
    """One block in exact integers."""
    c = [low & 0xFFFFFFFF, low >> 32, high & 0xFFFFFFFF, high >> 32]
    k = [key & 0xFFFFFFFF, key >> 32]
    for _ in range(10):
        p0, p1 = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & 0xFFFFFFFF, (p0 >> 32) ^ c[3] ^ k[1], p0 & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return [c[0] | c[1] << 32, c[2] | c[3] << 32]


def test_words_equal_the_definition(isa):
    key = 0x0123456789ABCDEF
    words = xp.random.Generator(key).integers(0, 2**64, 200, dtype=xp.uint64).tolist()
    assert words == [w for i in range(100) for w in philox(key, i, 0)]
    floats = xp.random.Generator(key).random(200).tolist()
    assert floats == [(w >> 11) * 2.0**-53 for w in words]
    small = xp.random.Generator(key).integers(10, 1010, 200).tolist()
    assert small == [10 + (w * 1000 >> 64) for w in words]  # a word that would be drawn again has a chance of 1e-16


def chi_square(counts, expected):
    """The statistic in standard deviations beyond its mean."""
    degrees = len(counts) - 1
    return (float(np.sum((counts - expected) ** 2 / expected)) - degrees) / math.sqrt(2 * degrees)


def kolmogorov_smirnov(sample, distribution):
    """sqrt(n) times the largest distance; above 1.95 once in 1,000."""
    ordered = np.sort(sample)
    ranks = np.arange(len(ordered) + 1) / len(ordered)
    cdf = np.array([distribution(x) for x in ordered.tolist()])
    return math.sqrt(len(ordered)) * max(np.max(cdf - ranks[:-1]), np.max(ranks[1:] - cdf))


def normal_cdf(x):
    return 0.5 * math.erfc(-x / math.sqrt(2))


CONTINUOUS = {
    "random": (lambda rng, n: rng.random(n), lambda x: x),
    "random f32": (lambda rng, n: rng.random(n, dtype=xp.float32), lambda x: x),
    "uniform": (lambda rng, n: rng.uniform(-2.0, 6.0, n), lambda x: (x + 2) / 8),
    "normal": (lambda rng, n: rng.normal(3.0, 2.0, n), lambda x: normal_cdf((x - 3) / 2)),
    "normal f32": (lambda rng, n: rng.standard_normal(n, dtype=xp.float32), normal_cdf),
    "exponential": (lambda rng, n: rng.exponential(2.0, n), lambda x: -math.expm1(-x / 2)),
    "exponential f32": (lambda rng, n: rng.standard_exponential(n, dtype=xp.float32), lambda x: -math.expm1(-x)),
    "lognormal": (lambda rng, n: rng.lognormal(0.5, 0.7, n), lambda x: normal_cdf((math.log(x) - 0.5) / 0.7)),
}


@pytest.mark.parametrize("draw, cdf", CONTINUOUS.values(), ids=CONTINUOUS)
def test_continuous_distributions(draw, cdf):
    sample = to_np(draw(xp.random.default_rng(2026), 200_000)).astype(np.float64)
    assert kolmogorov_smirnov(sample, cdf) < 2.2
    assert abs(np.corrcoef(sample[:-1], sample[1:])[0, 1]) < 4.5 / math.sqrt(len(sample))


def test_tails_of_the_normal_numbers():
    """The ziggurat's tail begins at 3.65; the wedges lie beside every layer."""
    sample = np.abs(to_np(xp.random.default_rng(5).standard_normal(4_000_000)))
    for edge in (0.2152, 1.0, 2.5, 3.0, 3.5, 3.654, 4.0, 4.5):
        p = math.erfc(edge / math.sqrt(2))
        assert abs(np.count_nonzero(sample > edge) - p * len(sample)) < 4.5 * math.sqrt(len(sample) * p * (1 - p)) + 1


def binomial_pmf(n, p, k):
    return math.comb(n, k) * p**k * (1 - p) ** (n - k)


def poisson_pmf(lam, k):
    return math.exp(k * math.log(lam) - lam - math.lgamma(k + 1))


def few(draw, n, size=500):
    """n numbers in draws of few, which are made one by one."""
    return xp.concat([draw(size) for _ in range(n // size)])


DISCRETE = {
    "few poissons": (lambda rng, n: few(lambda m: rng.poisson(64.5, m), n), {k: poisson_pmf(64.5, k) for k in range(150)}),
    "few of small means": (lambda rng, n: few(lambda m: rng.poisson(xp.full(m, 3.5)), n), {k: poisson_pmf(3.5, k) for k in range(30)}),
    "few binomials": (lambda rng, n: few(lambda m: rng.binomial(300, 0.7, m), n), {k: binomial_pmf(300, 0.7, k) for k in range(301)}),
    "few rare": (lambda rng, n: few(lambda m: rng.binomial(12, xp.full(m, 0.6)), n), {k: binomial_pmf(12, 0.6, k) for k in range(13)}),
    "one by one": (lambda rng, n: few(lambda m: xp.stack([rng.poisson(2.5) for _ in range(m)]), n), {k: poisson_pmf(2.5, k) for k in range(30)}),
    "integers": (lambda rng, n: rng.integers(-3, 14, n), dict.fromkeys(range(-3, 14), 1 / 17)),
    "uint8": (lambda rng, n: rng.integers(0, 255, n, dtype=xp.uint8, endpoint=True), dict.fromkeys(range(256), 1 / 256)),
    "bool": (lambda rng, n: rng.integers(0, 2, n, dtype=xp.bool), {False: 0.5, True: 0.5}),
    "spans": (lambda rng, n: rng.integers(xp.zeros(n), 7), dict.fromkeys(range(7), 1 / 7)),
    "choice p": (lambda rng, n: rng.choice(4, n, p=[0.1, 0.0, 0.6, 0.3]), {0: 0.1, 2: 0.6, 3: 0.3}),
    "binomial": (lambda rng, n: rng.binomial(12, 0.4, n), {k: binomial_pmf(12, 0.4, k) for k in range(13)}),
    "binomials": (lambda rng, n: rng.binomial(xp.full(n, 12), 0.4), {k: binomial_pmf(12, 0.4, k) for k in range(13)}),
    "poisson": (lambda rng, n: rng.poisson(3.5, n), {k: math.exp(-3.5) * 3.5**k / math.factorial(k) for k in range(30)}),
    "binomials of one n": (lambda rng, n: rng.binomial(12, xp.full(n, 0.4)), {k: binomial_pmf(12, 0.4, k) for k in range(13)}),
    "binomials broadcast": (lambda rng, n: rng.binomial(xp.asarray([12]), xp.asarray([0.4]), n), {k: binomial_pmf(12, 0.4, k) for k in range(13)}),
    "poissons broadcast": (lambda rng, n: rng.poisson(xp.asarray([3.5]), n), {k: poisson_pmf(3.5, k) for k in range(30)}),
    "poissons backwards": (lambda rng, n: rng.poisson(xp.concat((xp.full(n, 3.5), xp.full(n, 50.0)))[n - 1 :: -1]), {k: poisson_pmf(3.5, k) for k in range(30)}),
    "binomial by rejection": (lambda rng, n: rng.binomial(xp.full(n, 300), 0.7), {k: binomial_pmf(300, 0.7, k) for k in range(301)}),
    "poissons": (lambda rng, n: rng.poisson(xp.full(n, 63.5)), {k: poisson_pmf(63.5, k) for k in range(150)}),
    "poisson by rejection": (lambda rng, n: rng.poisson(xp.full(n, 64.5)), {k: poisson_pmf(64.5, k) for k in range(150)}),
    "geometrics": (lambda rng, n: rng.geometric(xp.full(n, 0.3)), {k: 0.3 * 0.7 ** (k - 1) for k in range(1, 60)}),
    "geometric": (lambda rng, n: rng.geometric(0.3, n), {k: 0.3 * 0.7 ** (k - 1) for k in range(1, 60)}),
}


@pytest.mark.parametrize("draw, pmf", DISCRETE.values(), ids=DISCRETE)
def test_discrete_distributions(draw, pmf):
    n = 200_000
    sample = to_np(draw(xp.random.default_rng(7), n))
    values, counts = np.unique(sample, return_counts=True)
    assert set(values.tolist()) <= set(pmf)
    found = dict(zip(values.tolist(), counts.tolist()))
    common = [k for k in pmf if pmf[k] * n > 10]
    assert abs(chi_square(np.array([found.get(k, 0) for k in common]), np.array([pmf[k] * n for k in common]))) < 4.5


def test_large_binomial_and_poisson_have_the_right_moments():
    rng = xp.random.default_rng(3)
    for sample, mean, variance in (
        (rng.binomial(10**9, 0.25, 100_000), 2.5e8, 1.875e8),
        (rng.poisson(1e7, 100_000), 1e7, 1e7),
        (few(lambda m: rng.poisson(1e11, m), 100_000), 1e11, 1e11),
        (few(lambda m: rng.binomial(xp.full(m, 2**53), 2.0**-20), 100_000), 2.0**33, 2.0**33),
    ):
        x = to_np(sample).astype(np.float64)
        assert abs(x.mean() - mean) < 4.5 * math.sqrt(variance / len(x))
        assert abs(x.var() / variance - 1) < 4.5 * math.sqrt(2 / len(x))


@pytest.mark.parametrize("n, p, value", [(0, 0.5, 0), (9, 0.0, 0), (9, 1.0, 9), (1, 1e-300, 0)])
def test_certain_binomials(n, p, value):
    assert to_np(xp.random.default_rng(1).binomial(n, p, 50)).tolist() == [value] * 50
    assert to_np(xp.random.default_rng(1).binomial(xp.full(50, n), p)).tolist() == [value] * 50


def test_parameters_that_are_arrays_broadcast():
    rng = xp.random.default_rng(2)
    assert rng.poisson(xp.asarray([[0.0], [1e6]]), (3, 2, 4)).shape == (3, 2, 4)
    assert rng.poisson(xp.asarray([0.0, 1e6])).tolist()[0] == 0
    assert rng.binomial(xp.asarray([[7], [0]]), xp.asarray([1.0, 0.0])).tolist() == [[7, 0], [0, 0]]
    assert rng.poisson(xp.zeros((0, 3))).shape == (0, 3)
    assert len(set(rng.integers(xp.full(3, -(2**63)), 2**63 - 1, endpoint=True).tolist())) == 3
    assert rng.geometric(1e-300, 3).tolist() == [2**63 - 1024] * 3


def test_permutations_are_uniform():
    rng = xp.random.default_rng(11)
    seen = [tuple(rng.permutation(4).tolist()) for _ in range(24_000)]
    counts = np.unique(np.array(seen), axis=0, return_counts=True)[1]
    assert len(counts) == 24 and abs(chi_square(counts, np.full(24, 1000.0))) < 4.5


@pytest.mark.parametrize("n, count", [(5, 5), (5, 2), (1000, 10), (10**12, 1000), (40, 0), (1, 1)])
def test_samples_without_replacement_are_different(n, count):
    drawn = xp.random.default_rng(1).choice(n, count, replace=False) if n < 10**6 else xp.random.default_rng(1)._sparse(n, count)
    values = to_np(drawn)
    assert values.shape == (count,) and len(np.unique(values)) == count
    assert np.all((values >= 0) & (values < n))


def test_weighted_samples_without_replacement():
    rng = xp.random.default_rng(4)
    first = [int(rng.choice(3, 2, replace=False, p=[0.2, 0.3, 0.5])[0]) for _ in range(20_000)]
    assert abs(chi_square(np.bincount(first), np.array([4000.0, 6000.0, 10_000.0]))) < 4.5


def test_shuffle_and_permutation_of_arrays():
    rng = xp.random.default_rng(1)
    x = xp.reshape(xp.arange(40), (10, 4))
    y = rng.permutation(x)
    assert sorted(y.tolist()) == x.tolist() and y.tolist() != x.tolist()
    z = rng.permutation(x, axis=1)
    assert [sorted(row) for row in z.tolist()] == x.tolist() and sorted(xp.matrix_transpose(z).tolist()) == x.mT.tolist()
    rng.shuffle(x)
    assert sorted(x.tolist()) == sorted(y.tolist())


def test_sizes_shapes_and_out():
    rng = xp.random.default_rng(1)
    assert rng.random().shape == () and rng.random(3).shape == (3,) and rng.normal(size=(2, 0, 3)).shape == (2, 0, 3)
    assert rng.normal(xp.zeros((3, 1)), xp.ones(4)).shape == (3, 4)
    assert rng.uniform([0.0, 10.0], [1.0, 11.0], size=(5, 2)).shape == (5, 2)
    assert rng.choice(xp.ones((3, 4)), (2, 2), axis=1).shape == (3, 2, 2)
    assert rng.choice(5).shape == () and rng.integers(5).dtype == xp.int64
    out = xp.empty((3, 5), dtype=xp.float32)
    assert rng.random(dtype=xp.float32, out=out) is out and bool(xp.all((out >= 0) & (out < 1)))


def test_streams_continue_and_differ():
    rng = xp.random.default_rng(1)
    first, second = rng.random(100), rng.random(100)
    assert not bool(xp.any(first == second))
    state = pickle.dumps(rng)
    twin, copied = pickle.loads(state), copy.deepcopy(rng)
    expected = rng.normal(size=50)
    assert_bits(twin.normal(size=50), to_np(expected))
    assert_bits(copied.normal(size=50), to_np(expected))
    a, b = xp.random.default_rng([1, 2]), xp.random.default_rng([12])
    assert a.bytes(8) != b.bytes(8) != xp.random.default_rng(12345678901234567890123).bytes(8)
    children = rng.spawn(2) + rng.spawn(1)
    assert len({child.bytes(8) for child in children}) == 3
    assert xp.random.default_rng().bytes(8) != xp.random.default_rng().bytes(8)
    assert xp.random.default_rng(rng) is rng


BAD = [
    (lambda rng: rng.integers(5, 5), ValueError),
    (lambda rng: rng.integers(0, 300, dtype=xp.uint8), ValueError),
    (lambda rng: rng.integers(-1, 5, dtype=xp.uint64), ValueError),
    (lambda rng: rng.integers(xp.asarray([1, 2]), 2), ValueError),
    (lambda rng: rng.integers(0, 5, dtype=xp.float64), (TypeError, ValueError)),
    (lambda rng: rng.random(-1), ValueError),
    (lambda rng: rng.random(3, dtype=xp.int32), TypeError),
    (lambda rng: rng.random(3, out=xp.ones(4)), ValueError),
    (lambda rng: rng.random(out=xp.ones((4, 4)).T[1:]), ValueError),
    (lambda rng: rng.random("3"), TypeError),
    (lambda rng: rng.normal(0.0, -1.0), ValueError),
    (lambda rng: rng.normal("a"), TypeError),
    (lambda rng: rng.exponential(-1.0), ValueError),
    (lambda rng: rng.uniform(0.0, math.inf), ValueError),
    (lambda rng: rng.binomial(-1, 0.5), ValueError),
    (lambda rng: rng.binomial(5, 1.5), ValueError),
    (lambda rng: rng.poisson(-1.0), ValueError),
    (lambda rng: rng.normal(xp.zeros(2), 1.0, (1,)), ValueError),
    (lambda rng: rng.uniform(xp.zeros(2), xp.ones(3)), ValueError),
    (lambda rng: rng.integers(xp.asarray([3, 4]), size=()), ValueError),
    (lambda rng: rng.poisson(xp.ones(2), size=3), ValueError),
    (lambda rng: rng.integers(xp.asarray([3, 300]), dtype=xp.uint8), ValueError),
    (lambda rng: rng.integers(xp.asarray([-3, 0]), 3, dtype=xp.uint8), ValueError),
    (lambda rng: rng.exponential(xp.ones(2), size=2.5), TypeError),
    (lambda rng: rng.integers(0, 5, 3, dtype=xp.float64), TypeError),
    (lambda rng: rng.poisson(xp.asarray([1.0, math.nan])), ValueError),
    (lambda rng: rng.binomial(xp.asarray([1.5]), 0.5), ValueError),
    (lambda rng: rng.binomial(3, xp.asarray([0.5, 1.5])), ValueError),
    (lambda rng: rng.poisson(math.nan), ValueError),
    (lambda rng: rng.geometric(0.0), ValueError),
    (lambda rng: rng.choice(0, 1), ValueError),
    (lambda rng: rng.choice(3, 4, replace=False), ValueError),
    (lambda rng: rng.choice(3, 2, p=[0.5, 0.5]), ValueError),
    (lambda rng: rng.choice(2, 2, p=[0.9, 0.5]), ValueError),
    (lambda rng: rng.choice(2, 2, p=[-0.5, 1.5]), ValueError),
    (lambda rng: rng.permutation(-1), ValueError),
    (lambda rng: rng.shuffle([1, 2]), TypeError),
    (lambda rng: xp.random.default_rng(-1), ValueError),
    (lambda rng: xp.random.default_rng("seed"), TypeError),
    (lambda rng: xp.random.default_rng([1.5]), TypeError),
]


@pytest.mark.parametrize("call, error", BAD)
def test_bad_arguments(call, error):
    with pytest.raises(error, match=r"^[\w.]+: .* must .*, got "):
        call(xp.random.default_rng(1))
