"""Physics, finance, automata, recurrences."""

import numpy as np

from ..case import PerLibrary
from .made import array, classes, generator, normal, side

FLOATS = ("f32", "f64")


def heat(xp, u):
    """Ten explicit steps, each a new array."""
    for _ in range(10):
        inner = u[1:-1, 1:-1] + 0.2 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] - 4 * u[1:-1, 1:-1])
        u = xp.concat([u[:1, :], xp.concat([u[1:-1, :1], inner, u[1:-1, -1:]], axis=1), u[-1:, :]], axis=0)
    return u


def heat_in_place(xp, u):
    """The same in the memory of one array."""
    u = xp.asarray(u, copy=True)
    for _ in range(10):
        u[1:-1, 1:-1] += 0.2 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] - 4 * u[1:-1, 1:-1])
    return u


def life(xp, alive):
    """Five generations on a torus."""
    for _ in range(5):
        cells = xp.astype(alive, xp.uint8)
        around = xp.zeros_like(cells)
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                if down or right:
                    around = around + xp.roll(cells, (down, right), axis=(0, 1))
        alive = (around == 3) | (alive & (around == 2))
    return alive


def mandelbrot(xp, c):
    """Steps of each point of a plane until it is far, twenty at most."""
    z, steps = xp.zeros_like(c), xp.zeros(c.shape, dtype=xp.int32)
    for _ in range(20):
        near = xp.real(z) ** 2 + xp.imag(z) ** 2 <= 4
        z = xp.where(near, z * z + c, z)
        steps = steps + xp.astype(near, xp.int32)
    return steps


def mandelbrot_of_those_near(xp, c):
    """The same, where only the points that are near are computed."""
    z, steps = xp.zeros_like(c), xp.zeros(c.shape, dtype=xp.int32)
    for _ in range(20):
        near = xp.abs(z) <= 2
        z[near] = z[near] ** 2 + c[near]
        steps[near] += 1
    return steps


def n_body(xp, position, velocity, mass):
    """A step of the leapfrog."""
    apart = position[None, :, :] - position[:, None, :]
    inverse = (xp.sum(apart**2, axis=-1) + 0.01) ** -1.5
    velocity = velocity + 0.01 * xp.sum(apart * (mass[None, :] * inverse)[:, :, None], axis=1)
    return position + 0.01 * velocity, velocity


def asian_option(xp, steps):
    """The price of an option on the mean of paths, and its standard error."""
    days = steps.shape[1]
    path = 100 * xp.exp(xp.cumulative_sum(-0.02 / days + 0.2 * days**-0.5 * steps, axis=1))
    payoff = xp.maximum(xp.mean(path, axis=1) - 100, xp.zeros((), dtype=steps.dtype))
    return xp.mean(payoff), xp.std(payoff, correction=1) / steps.shape[0] ** 0.5


def drawn_option(xp, g, shape):
    """The same with the library's random numbers."""
    return asian_option(xp, g.standard_normal(shape))


def barrier_option(xp, steps):
    """One that is lost where a path falls below a barrier: step by step over all paths."""
    price = xp.full(steps.shape[1], 100.0, dtype=steps.dtype)
    kept = xp.ones(steps.shape[1], dtype=xp.bool)
    for day in range(steps.shape[0]):
        price = price * (1 + 0.01 * steps[day, :])
        kept = kept & (price > 90)
    return xp.mean(xp.where(kept, xp.maximum(price - 100, xp.zeros_like(price)), xp.zeros_like(price)))


def markov_chain(xp, p):
    """The distribution after 64 steps, and the mean time of a stay."""
    p = p / xp.sum(p, axis=1, keepdims=True)
    far = xp.linalg.matrix_power(p, 64)
    return xp.mean(far, axis=0), 1 / (1 - xp.linalg.diagonal(p))


def pendulums(xp, angle, speed):
    """Twenty steps of Runge-Kutta of the fourth order."""

    def slope(state):
        return xp.stack([state[1], -xp.sin(state[0]) - 0.1 * state[1]])

    state, h = xp.stack([angle, speed]), 0.05
    for _ in range(20):
        a = slope(state)
        b = slope(state + h / 2 * a)
        c = slope(state + h / 2 * b)
        d = slope(state + h * c)
        state = state + h / 6 * (a + 2 * b + 2 * c + d)
    return state


def alignment(xp, a, b):
    """Needleman's score of two sequences, along antidiagonals: many small arrays."""
    m, n = a.shape[0], b.shape[0]
    gap, back = -1.0, xp.flip(b)
    older, old = xp.zeros(1), xp.full(2, gap)
    for k in range(2, m + n + 1):
        first, last = max(0, k - n), min(k, m)  # of the rows of this antidiagonal
        shift, before = first - max(0, k - 1 - n), first - max(0, k - 2 - n)
        low, high = max(first, 1), min(last, k - 1)  # those that are not on the border
        count = high - low + 1
        same = xp.where(a[low - 1 : high] == back[n - k + low : n - k + high + 1], 1.0, -1.0)
        up = low - 1 - first + shift
        best = xp.maximum(older[low - 1 - first + before : low - 1 - first + before + count] + same, old[up : up + count] + gap)
        best = xp.maximum(best, old[up + 1 : up + 1 + count] + gap)
        border = xp.full(1, k * gap)
        new = xp.concat([border] * (first == 0) + [best] + [border] * (last == k))
        older, old = old, new
    return old[0]


def knapsack(xp, weight, value, room):
    """The greatest value of things that fit: a row for each."""
    best = xp.zeros(room + 1, dtype=xp.int64)
    for w, v in zip(weight, value):
        best[w:] = xp.maximum(best[w:], best[:-w] + v)
    return best[-1]


def plane(short, n):
    return {"u": normal(short, side(n), side(n))}


def cells(short, n):
    return {"alive": array(generator().random((side(n), side(n))) < 0.3)}


def complex_plane(short, n):
    x, y = np.linspace(-2, 0.6, side(n // 4)), np.linspace(-1.2, 1.2, side(n // 4))
    return {"c": array(x[None, :] + 1j * y[:, None], short)}


def bodies(short, n):
    count = side(n // 3)
    return {
        "position": normal(short, count, 3),
        "velocity": normal(short, count, 3, seed=2),
        "mass": array(generator(3).uniform(0.5, 1, count), short),
    }


def draws(short, n):
    made = dict.fromkeys(("trueno_array", "numpy"), lambda library: library.random.default_rng(1))
    return {"g": PerLibrary(made), "shape": (n // 50, 50)}


def steps(short, n):
    return {"steps": normal(short, n // 50, 50)}


def days(short, n):
    return {"steps": normal(short, 50, n // 50)}


def transitions(short, n):
    return {"p": array(generator().random((side(n), side(n))) + 0.01, short)}


def pairs(short, n):
    return {"angle": normal(short, n // 20), "speed": normal(short, n // 20, seed=2)}


def sequences(short, n):
    """Such that the antidiagonals hold n elements."""
    return {"a": classes(4, side(n)), "b": classes(4, side(n), seed=3)}


def things(short, n):
    weight, value = generator().integers(1, 20, 100).tolist(), generator(2).integers(1, 100, 100).tolist()
    return {"weight": weight, "value": value, "room": n // 100 + 20}


PROGRAMS = {
    "heat equation": (heat, plane, FLOATS, False),
    "heat equation in place": (heat_in_place, plane, FLOATS, False),
    "Game of Life": (life, cells, ("bool",), False),
    "Mandelbrot set": (mandelbrot, complex_plane, ("c64", "c128"), False),
    "Mandelbrot set of those near": (mandelbrot_of_those_near, complex_plane, ("c64", "c128"), False),
    "n bodies": (n_body, bodies, FLOATS, True),
    "Asian option": (asian_option, steps, FLOATS, False),
    "Asian option, drawn": (drawn_option, draws, ("f64",), False),
    "barrier option": (barrier_option, days, FLOATS, False),
    "Markov chain": (markov_chain, transitions, FLOATS, False),
    "pendulums": (pendulums, pairs, FLOATS, True),
    "alignment of sequences": (alignment, sequences, ("i64",), False),
    "knapsack": (knapsack, things, ("i64",), False),
}
