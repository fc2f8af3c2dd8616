"""The arrays of the programs."""

import numpy as np

from .. import data


def generator(seed=1):
    return np.random.default_rng(seed)


def array(values, short=None):
    """The values, aligned, in a dtype."""
    values = np.asarray(values)
    return data.settled(values.astype(data.NAMES[short]) if short else values)


def normal(short, *shape, seed=1):
    return array(generator(seed).standard_normal(shape), short)


def classes(count, n, seed=2):
    """n integers below count."""
    return array(generator(seed).integers(0, count, n))


def side(n, least=4):
    """The side of a square of n elements."""
    return max(round(n**0.5), least)
