"""What the tests of fuse share."""

import numpy as np
from support import assert_bits

import trueno_array as xp
from trueno_array._ext import core

RNG = np.random.default_rng(7)


def arrays(*shapes, dtype="float64"):
    return [xp.asarray(RNG.standard_normal(shape).astype(dtype)) for shape in shapes]


def same_bits(actual, expected):
    if not isinstance(expected, xp.Array):
        assert actual == expected
        return
    assert actual.dtype == expected.dtype
    assert_bits(np.asarray(actual), np.asarray(expected))


def check(fn, *args, **kwargs):
    """Twice: traced, then run again."""
    expected = fn(*args, **kwargs)
    fused = xp.fuse(fn)
    for _ in range(2):
        got = fused(*args, **kwargs)
        for a, b in zip(got, expected, strict=True) if isinstance(expected, tuple) else [(got, expected)]:
            same_bits(a, b)
    return fused


def allocations(call):
    call()
    before = core.allocation_count()
    result = call()
    assert result is not None
    return core.allocation_count() - before


def mixed(x, y, z):
    return 2 * x + 3 * xp.sin(y) ** 2 - z / (1 + abs(x))


def softmax(x):
    e = xp.exp(x - xp.max(x, axis=-1, keepdims=True))
    return e / xp.sum(e, axis=-1, keepdims=True)


def distances(a, b):
    return xp.sum((a[:, None, :] - b[None, :, :]) ** 2, axis=-1)


def standardise(x, axis):
    return (x - xp.mean(x, axis=axis, keepdims=True)) / xp.std(x, axis=axis, keepdims=True)
