"""Signals and images."""

import math

import numpy as np

from .made import array, generator, normal, side

FLOATS = ("f32", "f64")


def low_pass(xp, x):
    """Without the frequencies above a tenth."""
    n = x.shape[0]
    spectrum = xp.fft.rfft(x)
    spectrum = xp.where(xp.fft.rfftfreq(n) > 0.1, xp.zeros_like(spectrum), spectrum)
    return xp.fft.irfft(spectrum, n=n)


def autocorrelation(xp, x):
    """Of the first tenth of the lags, by a padded transform."""
    n = x.shape[0]
    spectrum = xp.fft.rfft(x - xp.mean(x), n=2 * n)
    found = xp.fft.irfft(xp.real(spectrum * xp.conj(spectrum)) + 0j, n=2 * n)[: n // 10]
    return found / found[0]


def spectrogram(xp, x):
    """Decibels of overlapping frames of 64."""
    count = (x.shape[0] - 64) // 32 + 1
    window = 0.5 - 0.5 * xp.cos(2 * math.pi * xp.arange(64, dtype=x.dtype) / 64)
    frames = x[xp.arange(count)[:, None] * 32 + xp.arange(64)[None, :]] * window
    return 10 * xp.log10(xp.abs(xp.fft.rfft(frames, axis=1)) ** 2 + 1e-6)


def moving_average(xp, x):
    """Means and deviations of windows of 20, by sums so far."""
    sums = xp.cumulative_sum(x, include_initial=True)
    squares = xp.cumulative_sum(x * x, include_initial=True)
    mean = (sums[20:] - sums[:-20]) / 20
    return mean, xp.sqrt(xp.maximum((squares[20:] - squares[:-20]) / 20 - mean**2, xp.zeros_like(mean)))


def moving_median(xp, x):
    """Of five values, and how many stand out of it."""
    n = x.shape[0]
    shifts = xp.stack([x[k : n - 4 + k] for k in range(5)], axis=0)
    middle = xp.sort(shifts, axis=0)[2, :]
    return middle, xp.count_nonzero(xp.abs(x[2:-2] - middle) > 1)


def exponential_smoothing(xp, x):
    """Of many series side by side, one time after the other."""
    level, levels = x[0, :], [x[0, :]]
    for t in range(1, x.shape[0]):
        level = 0.3 * x[t, :] + 0.7 * level
        levels.append(level)
    return xp.stack(levels, axis=0)


def equalised(xp, image):
    """A grey image whose values are spread evenly."""
    counts = xp.bincount(xp.reshape(image, (-1,)), minlength=256)
    below = xp.cumulative_sum(counts)
    first = xp.min(below[counts > 0])
    table = xp.astype(xp.round((below - first) / (below[-1] - first) * 255), xp.uint8)
    return xp.reshape(xp.take(table, xp.reshape(image, (-1,))), image.shape)


def gradient(xp, image):
    """Sobel's edges, from 0 to 1."""
    x = image[:-2, 2:] + 2 * image[1:-1, 2:] + image[2:, 2:] - image[:-2, :-2] - 2 * image[1:-1, :-2] - image[2:, :-2]
    y = image[2:, :-2] + 2 * image[2:, 1:-1] + image[2:, 2:] - image[:-2, :-2] - 2 * image[:-2, 1:-1] - image[:-2, 2:]
    size = xp.sqrt(x * x + y * y)
    return (size - xp.min(size)) / (xp.max(size) - xp.min(size))


def blended(xp, front, back):
    """Two colour images by the transparency of the first, in bytes."""
    share = xp.astype(front[..., 3:], xp.float32) / 255
    mixed = xp.astype(front[..., :3], xp.float32) * share + xp.astype(back[..., :3], xp.float32) * (1 - share)
    return xp.astype(xp.round(mixed), xp.uint8)


def grey_and_smaller(xp, image):
    """Brightness of a colour image, means of two by two."""
    grey = xp.astype(image, xp.float32) @ xp.asarray([0.299, 0.587, 0.114], dtype=xp.float32)
    rows, columns = grey.shape
    return xp.mean(xp.reshape(grey, (rows // 2, 2, columns // 2, 2)), axis=(1, 3))


def line(short, n):
    return {"x": normal(short, n)}


def series(short, n):
    return {"x": normal(short, 50, n // 50)}


def whole(short, n):
    """A picture of small integers, whose sums are exact."""
    return {"image": array(generator().integers(0, 256, (side(n), side(n))), short)}


def picture(short, n):
    dark = generator().normal(90, 25, (side(n), side(n)))
    return {"image": array(np.clip(dark, 0, 255), "u8")}


def colours(short, n, channels=3):
    half = side(n // channels) // 2
    return {"image": array(generator().integers(0, 256, (2 * half, 2 * half, channels)), "u8")}


def two_pictures(short, n):
    count = side(n // 4)
    return {name: array(generator(seed).integers(0, 256, (count, count, 4)), "u8") for seed, name in enumerate(("front", "back"))}


PROGRAMS = {
    "low-pass filter": (low_pass, line, FLOATS, True),
    "autocorrelation": (autocorrelation, line, FLOATS, False),
    "spectrogram": (spectrogram, line, FLOATS, False),
    "moving average": (moving_average, line, ("f64",), False),
    "moving median": (moving_median, line, FLOATS, False),
    "exponential smoothing": (exponential_smoothing, series, FLOATS, False),
    "equalised image": (equalised, picture, ("u8",), False),
    "gradient of an image": (gradient, whole, FLOATS, True),
    "blended images": (blended, two_pictures, ("u8",), False),
    "grey image of half the size": (grey_and_smaller, colours, ("u8",), False),
}
