"""Fourier transforms beside NumPy: time in alternating blocks on one thread, and error against extended precision."""

import math
import time

from . import machine

BLOCKS, BLOCK_S = 7, 0.004
SINGLE = (8, 64, 1000, 1009, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304)
BATCHES = ((12500, 8), (6250, 16), (1562, 64), (990, 101), (390, 256), (97, 1024))
TABLES = ((256, 256), (1000, 1000), (1024, 1024))
ERRORS = (8, 31, 64, 97, 101, 256, 1000, 1009, 4096, 65536, 100003, 1048576)


def add_arguments(parser):
    parser.add_argument("--largest", type=int, default=SINGLE[-1], help="the most points of one transform")


def _values(numpy, dtype, shape):
    rng = numpy.random.default_rng(0)
    a = rng.standard_normal(shape)
    return (a + 1j * rng.standard_normal(shape) if "complex" in dtype else a).astype(dtype)


def _times(calls):
    """The shortest seconds per call of each, in turns."""
    counts, best = [], [math.inf] * len(calls)
    for call in calls:
        call()
        start = time.perf_counter()
        call()
        counts.append(max(1, int(BLOCK_S / max(time.perf_counter() - start, 1e-7))))
    for _ in range(BLOCKS):
        for i, call in enumerate(calls):
            start = time.perf_counter()
            for _ in range(counts[i]):
                call()
            best[i] = min(best[i], (time.perf_counter() - start) / counts[i])
    return best


def _cases(largest):
    for n in SINGLE:
        if n <= largest:
            for kind, dtype in (("fft", "complex64"), ("fft", "complex128"), ("rfft", "float32"), ("rfft", "float64")):
                yield kind, dtype, (n,), {}
    for shape in BATCHES:
        for kind, dtype in (("fft", "complex64"), ("fft", "complex128"), ("rfft", "float64"), ("irfft", "complex128")):
            yield kind, dtype, shape, {}
    for shape in TABLES:
        for dtype in ("complex64", "complex128"):
            yield "fft", dtype, shape, {"axis": 0}
            yield "fftn", dtype, shape, {}


def _speed(numpy, xp, largest):
    print("| transform | dtype | shape | trueno_array, us | NumPy, us | ratio |\n|---|---|---|---|---|---|")
    ratios = []
    for kind, dtype, shape, keywords in _cases(largest):
        a = _values(numpy, dtype, shape)
        x, ours, theirs = xp.asarray(a), getattr(xp.fft, kind), getattr(numpy.fft, kind)
        mine, other = _times([lambda f=ours, x=x, k=keywords: f(x, **k), lambda f=theirs, a=a, k=keywords: f(a, **k)])
        ratios.append(other / mine)
        name = kind + ("" if not keywords else ", axis 0")
        print(f"| {name} | {dtype} | {shape} | {mine * 1e6:.2f} | {other * 1e6:.2f} | {other / mine:.2f} |", flush=True)
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    print(f"\nGeometric mean of {len(ratios)}: {mean:.2f}; least {min(ratios):.2f}.\n")


def _error(numpy, result, want):
    size = numpy.sqrt(numpy.mean(numpy.abs(want) ** 2)) * numpy.finfo(result.dtype).eps
    difference = numpy.abs(result.astype(want.dtype) - want)
    return float(numpy.sqrt(numpy.mean(difference**2)) / size), float(difference.max() / size)


def _accuracy(numpy, xp):
    print("Errors of fft in eps of the dtype, relative to the root mean square of the result.\n")
    print("| n | dtype | rms | NumPy's | worst | NumPy's |\n|---|---|---|---|---|---|")
    for dtype in ("complex64", "complex128"):
        for n in ERRORS:
            a = _values(numpy, dtype, (max(1, 4096 // n), n))
            want = numpy.fft.fft(a.astype("clongdouble"))
            mine = numpy.stack([numpy.asarray(xp.fft.fft(xp.asarray(row))) for row in a])
            ours, theirs = _error(numpy, mine, want), _error(numpy, numpy.fft.fft(a), want)
            print(f"| {n} | {dtype} | {ours[0]:.3f} | {theirs[0]:.3f} | {ours[1]:.2f} | {theirs[1]:.2f} |", flush=True)


def run(options):
    import numpy

    import trueno_array as xp

    xp.backends.set_num_threads(1)
    for name, text in machine.describe("numpy").items():
        print(f"- {name}: {text}")
    print()
    _speed(numpy, xp, options.largest)
    _accuracy(numpy, xp)
    return 0
