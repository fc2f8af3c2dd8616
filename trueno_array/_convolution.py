"""How convolutions are computed: directly by shifted sums, or by Fourier transforms, of the whole or of blocks."""

from functools import lru_cache
from math import log2, prod

import trueno_array as _xp

from . import _errors
from ._ext import convolution as _kernels
from ._ext.apply import asarray_of as _asarray_of

MODES = ("full", "same", "valid")
# What kernels compute in; the other dtypes themselves. Integers wrap around, so that wider ones give the same last bits.
_COMPUTED_IN = {"bool": "int32", "int8": "int32", "int16": "int32", "uint8": "uint32", "uint16": "uint32", "float16": "float32"}


def operands(in1, in2, function):
    """Both as arrays, and the dtype of the result."""
    in1, in2 = (_asarray_of(x, function) for x in (in1, in2))
    return in1, in2, _xp.result_type(in1, in2)


def check_choice(value, choices, function, name):
    if not isinstance(value, str) or value not in choices:
        raise _errors.value_error(function, name, "be one of " + ", ".join(map(repr, choices)), _errors.describe(value))


def check_pair(in1, in2, function, ndim=None):
    if in1.ndim != in2.ndim or ndim not in (None, in1.ndim):
        wanted = "have as many dimensions as in1" if ndim is None else f"have {ndim} dimensions, as in1"
        raise _errors.value_error(function, "in2", wanted, f"{in1.ndim} and {in2.ndim}")
    for name, x in (("in1", in1), ("in2", in2)):
        if not x.size:
            raise _errors.value_error(function, name, "have an element", f"the shape {x.shape}")


def check_valid(shape1, shape2, axes, function):
    """One operand must hold the other: whether it is in2 that is larger."""
    if all(shape1[a] >= shape2[a] for a in axes):
        return False
    if all(shape2[a] >= shape1[a] for a in axes):
        return True
    wanted = "be at least as long as in2 along every axis, or nowhere longer, for mode 'valid'"
    raise _errors.value_error(function, "in1", wanted, f"{shape1} and {shape2}")


def window(n1, n2, mode, shift=0):
    """The part [start, stop) of the full convolution of n1 and n2 elements that a mode gives."""
    if mode == "full":
        return 0, n1 + n2 - 1
    if mode == "same":
        start = (n2 - 1 + shift) // 2
        return start, start + n1
    return min(n1, n2) - 1, max(n1, n2)


def _filled(x, widths, fill, function):
    """x within a border of one number."""
    fill = _xp.asarray(fill)
    if fill.dtype.kind == "c" and x.dtype.kind != "c":
        raise _errors.value_error(function, "fillvalue", "be real for real operands", _errors.describe(fill.item()))
    shape = tuple(before + n + after for n, (before, after) in zip(x.shape, widths))
    out = _xp.zeros(shape, dtype=x.dtype)
    if fill.item() != 0:
        out[...] = _xp.astype(fill, x.dtype)
    out[tuple(slice(before, before + n) for n, (before, _) in zip(x.shape, widths))] = x
    return out


def direct(x, taps, windows, function, dtype, boundary="constant", fill=0):
    """The windows of the full convolution, x continued beyond its borders as `pad` does."""
    computed = getattr(_xp, _COMPUTED_IN.get(dtype.name, dtype.name))
    x, taps = _xp.astype(x, computed, copy=False), _xp.astype(taps, computed, copy=False)
    before = [k - 1 - start for k, (start, _) in zip(taps.shape, windows)]
    after = [stop - n for n, (_, stop) in zip(x.shape, windows)]
    if min(*before, *after) < 0:
        x = x[tuple(slice(max(0, -b), n + min(0, a)) for n, b, a in zip(x.shape, before, after))]
    if max(*before, *after) > 0:
        widths = [(max(0, b), max(0, a)) for b, a in zip(before, after)]
        x = _filled(x, widths, fill, function) if boundary == "constant" else _xp.pad(x, widths, boundary)
    out = _kernels.correlate(x, _xp.flip(taps), function)
    if dtype == _xp.bool:
        return out != 0
    return _xp.astype(out, dtype, copy=False)


# --- by Fourier transforms ---


@lru_cache(512)
def fast_length(n):
    """The least number from n on that has no factor but 2, 3 and 5."""
    best = 1 << max(0, n - 1).bit_length()
    power5 = 1
    while power5 < best:
        odd = power5
        while odd < best:
            quotient = -(-n // odd)
            best = min(best, odd << max(0, quotient - 1).bit_length())
            odd *= 3
        power5 *= 5
    return best


def _work(points):
    return points * log2(points + 1)


@lru_cache(512)
def best_block(n, k):
    """How many points to transform at once along an axis of n elements that is convolved with k: as few as cost least in all."""
    whole = fast_length(n + k - 1)
    best, cost = whole, _work(whole)
    length = fast_length(max(2 * k, 512))
    while length < whole // 2:
        blocks = -(-n // (length - k + 1))
        if (blocks + 0.5) * _work(length) < 0.9 * cost:
            best, cost = length, (blocks + 0.5) * _work(length)
        length = fast_length(2 * length - k)
    return best


def _product(in1, in2, axes, lengths):
    """The cyclic convolution over the axes, of the lengths."""
    if not axes:
        return in1 * in2
    if "c" in (in1.dtype.kind, in2.dtype.kind):
        there, back = _xp.fft.fftn, _xp.fft.ifftn
    else:
        there, back = _xp.fft.rfftn, _xp.fft.irfftn
    return back(there(in1, s=lengths, axes=axes) * there(in2, s=lengths, axes=axes), s=lengths, axes=axes)


def _floating(x, dtype):
    if dtype.kind == "c" and x.dtype.kind != "c":
        dtype = _xp.float32 if dtype == _xp.complex64 else _xp.float64
    return _xp.astype(x, dtype, copy=False)


def by_transforms(in1, in2, axes, dtype, blocks=False):
    """The full convolution over the axes, the other dimensions broadcast; in blocks along one axis if that is less work."""
    wide = _xp.float32 if dtype == _xp.float16 else dtype if dtype.kind in "fc" else _xp.float64
    in1, in2 = _floating(in1, wide), _floating(in2, wide)
    lengths = {a: in1.shape[a] + in2.shape[a] - 1 for a in axes}
    if blocks and axes:
        along = max(axes, key=lambda a: max(in1.shape[a], in2.shape[a]) / min(in1.shape[a], in2.shape[a]))
        x, taps = (in1, in2) if in1.shape[along] >= in2.shape[along] else (in2, in1)
        block = best_block(x.shape[along], taps.shape[along])
        if block < lengths[along]:
            return _overlapped(x, taps, axes, along, block)
    found = _product(in1, in2, axes, [fast_length(lengths[a]) for a in axes])
    return found[tuple(slice(0, lengths.get(d)) for d in range(found.ndim))]


def _overlapped(x, taps, axes, along, points):
    """Blocks of x, each convolved in `points` points along the axis; what reaches beyond a block is added to the next."""
    k, n = taps.shape[along], x.shape[along]
    length = points - k + 1
    n_blocks = -(-n // length)
    widths = [(0, 0)] * x.ndim
    widths[along] = (0, n_blocks * length - n)
    shape = x.shape
    parts = _xp.reshape(_xp.pad(x, widths), (*shape[:along], n_blocks, length, *shape[along + 1 :]))
    inner = [a + (a >= along) for a in axes]
    lengths = [points if a == along else fast_length(x.shape[a] + taps.shape[a] - 1) for a in axes]
    found = _product(parts, _xp.expand_dims(taps, axis=along), inner, lengths)
    head = (slice(None),) * along
    out = _xp.zeros((*found.shape[:along], n_blocks + 1, length, *found.shape[along + 2 :]), dtype=found.dtype)
    out[(*head, slice(0, n_blocks))] = found[(*head, slice(None), slice(0, length))]
    if k > 1:
        out[(*head, slice(1, None), slice(0, k - 1))] += found[(*head, slice(None), slice(length, None))]
    out = _xp.reshape(out, (*out.shape[:along], -1, *out.shape[along + 2 :]))
    full = {a: x.shape[a] + taps.shape[a] - 1 for a in axes}
    return out[tuple(slice(0, full.get(d)) for d in range(out.ndim))]


# --- the choice ---

# Nanoseconds, fitted to times of both ways on one core with AVX-512: of a product of the direct way, by item size; the transforms take
# _CALLS and _POINT for each point and bisection, twice that of complex numbers.
_PRODUCT = {1: 0.03, 2: 0.03, 4: 0.03, 8: 0.06}
_PRODUCT_COMPLEX = {8: 0.08, 16: 0.17}
_POINT, _CALLS = 0.35, 30000.0


def is_exact_by_transforms(in1, in2):
    """Whether rounded transforms surely give the sums of products of integers.

    The error of a convolution of N points is below c log2(N) eps norm(in1) norm(in2) (Percival, Rapid multiplication modulo the
    sum and difference of highly composite numbers, Math. Comp. 72, 2003, with c = 13 for powers of 2); 32 leaves room for other factors.
    """
    norms = [float(_xp.sqrt(_xp.sum(_xp.square(_xp.astype(x, _xp.float64))))) for x in (in1, in2)]
    points = prod(2 * (n + k) for n, k in zip(in1.shape, in2.shape))
    return 32 * log2(points) * 2.0**-53 * norms[0] * norms[1] < 0.25


def chosen_method(in1, in2, mode, dtype):
    """The way that takes less time, "direct" or "fft", of operands without empty axes."""
    if dtype.kind == "b":
        return "direct"
    sizes = [stop - start for start, stop in (window(n, k, mode) for n, k in zip(in1.shape, in2.shape))]
    is_complex = dtype.kind == "c"
    time = prod(sizes) * min(in1.size, in2.size) * (_PRODUCT_COMPLEX if is_complex else _PRODUCT)[dtype.itemsize]
    if time <= _CALLS:
        return "direct"
    each = _POINT * (2 if is_complex else 1)
    n, k = max(in1.size, in2.size), min(in1.size, in2.size)
    if time <= each * n * log2(k) + _CALLS:  # blocks of any length have as many points at least
        return "direct"
    points = _work(prod(fast_length(n + k - 1) for n, k in zip(in1.shape, in2.shape)))
    if in1.ndim == 1:
        block = best_block(n, k)
        points = min(points, -(-n // (block - k + 1)) * _work(block))
    if time <= each * points + _CALLS:
        return "direct"
    if dtype.kind in "iu":
        return "fft" if is_exact_by_transforms(in1, in2) else "direct"
    finite = all(bool(_xp.isfinite(_xp.sum(x))) for x in (in1, in2))
    return "fft" if finite else "direct"
