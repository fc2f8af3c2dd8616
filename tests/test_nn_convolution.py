"""Convolution and pooling against sums over windows in NumPy's float64, and against PyTorch where it is installed."""

import itertools

import numpy as np
import pytest
from support import assert_bits

import trueno_array as xp
from trueno_array.nn import functional as F

FLOATS = (np.float32, np.float64)


def to_numpy(x):
    return np.from_dlpack(x)


def normal(shape, dtype, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def windows(x, kernel, stride, before, after, dilation, fill):
    """(..., MH, MW, KH, KW) of (..., H, W)."""
    edges = [(0, 0)] * (x.ndim - 2) + list(zip(before, after, strict=True))
    padded = np.pad(x, edges, constant_values=fill)
    covered = [(k - 1) * d + 1 for k, d in zip(kernel, dilation, strict=True)]
    view = np.lib.stride_tricks.sliding_window_view(padded, covered, axis=(-2, -1))
    return view[..., :: stride[0], :: stride[1], :: dilation[0], :: dilation[1]]


def convolution(x, weight, bias, stride=(1, 1), before=(0, 0), after=None, dilation=(1, 1), groups=1):
    x, weight = x.astype(np.float64), weight.astype(np.float64)
    view = windows(x, weight.shape[2:], stride, before, before if after is None else after, dilation, 0.0)
    parts = [
        np.einsum("nchwkl,ockl->nohw", v, w) for v, w in zip(np.split(view, groups, axis=1), np.split(weight, groups, axis=0), strict=True)
    ]
    return np.concatenate(parts, axis=1) + (0.0 if bias is None else bias.astype(np.float64)[:, None, None])


def check_convolution(x, weight, bias, stride, padding, dilation, groups):
    want = convolution(x, weight, bias, stride, padding, None, dilation, groups)
    got = F.conv2d(xp.asarray(x), xp.asarray(weight), None if bias is None else xp.asarray(bias), stride, padding, dilation, groups)
    assert got.shape == want.shape
    scale = convolution(abs(x), abs(weight), None if bias is None else abs(bias), stride, padding, None, dilation, groups)
    depth = weight[0].size
    assert np.all(abs(to_numpy(got) - want) <= (depth + 2) * np.finfo(x.dtype).eps / 2 * scale)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    ("channels", "out", "groups", "kernel", "stride", "padding", "dilation", "size"),
    [
        (3, 5, 1, (3, 3), (1, 1), (1, 1), (1, 1), (9, 11)),
        (3, 64, 1, (7, 7), (2, 2), (3, 3), (1, 1), (33, 40)),
        (100, 20, 1, (3, 3), (1, 1), (1, 1), (1, 1), (14, 14)),  # several steps of the depth
        (1000, 13, 1, (1, 1), (1, 1), (0, 0), (1, 1), (7, 9)),
        (6, 13, 1, (1, 1), (2, 3), (0, 0), (1, 1), (7, 9)),
        (6, 13, 1, (1, 1), (1, 1), (2, 1), (1, 1), (7, 9)),
        (2, 40, 1, (2, 5), (3, 2), (4, 0), (2, 3), (15, 31)),
        (4, 6, 2, (3, 2), (1, 2), (1, 2), (1, 1), (8, 8)),
        (6, 6, 6, (3, 3), (1, 1), (1, 1), (1, 1), (14, 14)),
        (4, 12, 4, (3, 3), (2, 2), (1, 1), (2, 2), (19, 70)),
        (3, 24, 3, (3, 3), (1, 1), (1, 1), (1, 1), (6, 7)),
        (2, 9, 1, (3, 3), (1, 1), (1, 1), (1, 1), (4, 600)),
        (2, 3, 1, (5, 6), (1, 1), (0, 0), (1, 1), (5, 6)),
        (1, 1, 1, (2, 2), (5, 5), (0, 0), (1, 1), (9, 9)),
        (1, 2, 1, (1, 9), (1, 1), (0, 4), (1, 1), (2, 9000)),
    ],
)
def test_conv2d_is_the_sum_over_windows(dtype, channels, out, groups, kernel, stride, padding, dilation, size):
    x, weight = normal((2, channels, *size), dtype), normal((out, channels // groups, *kernel), dtype, 1)
    check_convolution(x, weight, normal(out, dtype, 2), stride, padding, dilation, groups)
    check_convolution(x[:1], weight, None, stride, padding, dilation, groups)


def test_integers_are_convolved_exactly():
    x = np.arange(2 * 3 * 20 * 21, dtype=np.float64).reshape(2, 3, 20, 21) % 17 - 8
    weight = np.arange(4 * 3 * 3 * 3, dtype=np.float64).reshape(4, 3, 3, 3) % 5 - 2
    for dtype, stride, padding in itertools.product(FLOATS, (1, 2, 3), (0, 1)):
        got = F.conv2d(xp.asarray(x.astype(dtype)), xp.asarray(weight.astype(dtype)), stride=stride, padding=padding)
        want = convolution(x, weight, None, (stride,) * 2, (padding,) * 2)
        assert np.array_equal(to_numpy(got), want)


@pytest.mark.parametrize(("kernel", "dilation"), [((3, 3), 1), ((2, 4), 1), ((4, 2), 3)])
def test_conv2d_padding_same_has_the_odd_zero_behind(kernel, dilation):
    x, weight = normal((2, 3, 8, 9), np.float64), normal((4, 3, *kernel), np.float64, 1)
    covered = [(k - 1) * dilation for k in kernel]
    want = convolution(x, weight, None, (1, 1), [k // 2 for k in covered], [k - k // 2 for k in covered], (dilation, dilation))
    got = F.conv2d(xp.asarray(x), xp.asarray(weight), padding="same", dilation=dilation)
    assert got.shape == (2, 4, 8, 9)
    assert np.allclose(to_numpy(got), want, rtol=1e-13, atol=1e-13)
    valid = F.conv2d(xp.asarray(x), xp.asarray(weight), padding="valid")
    assert np.array_equal(to_numpy(valid), to_numpy(F.conv2d(xp.asarray(x), xp.asarray(weight), padding=0)))


@pytest.mark.parametrize("dtype", FLOATS)
def test_conv1d(dtype):
    x, weight, bias = normal((2, 6, 50), dtype), normal((8, 3, 5), dtype, 1), normal(8, dtype, 2)
    want = convolution(x[:, :, None], weight[:, :, None], bias, (1, 2), (0, 3), None, (1, 2), 2)[:, :, 0]
    got = F.conv1d(xp.asarray(x), xp.asarray(weight), xp.asarray(bias), stride=2, padding=3, dilation=(2,), groups=2)
    assert got.shape == want.shape
    assert np.allclose(to_numpy(got), want, rtol=0, atol=60 * np.finfo(dtype).eps)
    alone = F.conv1d(xp.asarray(x[1]), xp.asarray(weight), xp.asarray(bias), stride=2, padding=3, dilation=2, groups=2)
    assert np.array_equal(to_numpy(alone), to_numpy(got)[1])
    assert F.conv1d(xp.asarray(x), xp.asarray(weight), groups=2, padding="same").shape == (2, 8, 50)


def test_convolution_of_views_and_empty_batches_and_other_dtypes():
    x, weight = normal((20, 22, 3), np.float32), normal((5, 3, 3, 3), np.float32, 1)
    seen = xp.permute_dims(xp.asarray(x), (2, 0, 1))[:, ::2, ::-1]
    want = convolution(np.ascontiguousarray(x.transpose(2, 0, 1)[:, ::2, ::-1])[None], weight, None)[0]
    assert np.allclose(to_numpy(F.conv2d(seen, xp.asarray(weight))), want, atol=1e-5)
    assert F.conv2d(xp.zeros((0, 3, 8, 8), dtype=xp.float32), xp.asarray(weight)).shape == (0, 5, 6, 6)
    bias = xp.asarray([1.0, 2.0], dtype=xp.float32)
    none = F.conv2d(xp.zeros((1, 0, 4, 4), dtype=xp.float32), xp.zeros((2, 0, 3, 3), dtype=xp.float32), bias)
    assert np.array_equal(to_numpy(none), np.broadcast_to(np.array([1, 2], np.float32)[None, :, None, None], (1, 2, 2, 2)))
    assert F.conv2d(seen, xp.asarray(weight.astype(np.float64))).dtype == xp.float64
    half = F.conv2d(xp.ones((1, 1, 4, 4), dtype=xp.float16), xp.ones((1, 1, 3, 3), dtype=xp.float16))
    assert half.dtype == xp.float16
    assert np.array_equal(to_numpy(xp.astype(half, xp.float32)), np.full((1, 1, 2, 2), 9, np.float32))


def test_nan_and_infinity_reach_their_windows_only():
    x = np.zeros((1, 20, 9, 30), np.float32)
    x[0, 3, 4, 7], x[0, 5, 2, 20] = np.nan, np.inf
    weight = np.ones((6, 20, 3, 3), np.float32)
    with np.errstate(invalid="ignore"):
        want = convolution(x, weight, None)
    assert np.array_equal(to_numpy(F.conv2d(xp.asarray(x), xp.asarray(weight))), want, equal_nan=True)
    direct = F.conv2d(xp.asarray(x), xp.asarray(weight[:1, :1].repeat(20, axis=0)), groups=20)
    assert np.isnan(to_numpy(direct)).sum() == 9
    assert np.isinf(to_numpy(direct)).sum() == 9


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "kernel, stride, padding",
    [((3, 3), (1, 1), (1, 1)), ((3, 3), (2, 2), (1, 1)), ((5, 5), (1, 2), (2, 2)), ((5, 2), (3, 2), (0, 1)), ((2, 3), (2, 3), (1, 0))],
)
def test_conv2d_of_many_small_planes(kernel, stride, padding, dtype, isa):
    for size in ((7, 7), (14, 14), (5, 20), (9, 33), (6, 3)):
        x, weight = normal((3, 25, *size), dtype), normal((25, 1, *kernel), dtype, 1)
        check_convolution(x, weight, normal(25, dtype, 2), stride, padding, (1, 1), 25)


def test_results_do_not_depend_on_the_number_of_threads():
    from trueno_array._ext import control

    x, weight = xp.asarray(normal((2, 90, 40, 41), np.float32)), xp.asarray(normal((30, 90, 3, 3), np.float32, 1))
    before, results = control.get_num_threads(), []
    try:
        for n in (1, 3, 8):
            control.set_num_threads(n)
            results.append([to_numpy(F.conv2d(x, weight)), to_numpy(F.max_pool2d(x, 3)), to_numpy(F.avg_pool2d(x, 3))])
    finally:
        control.set_num_threads(before)
    for result in results[1:]:
        assert all(np.array_equal(a, b) for a, b in zip(result, results[0], strict=True))


POOLS = [  # kernel, stride, padding, ceil_mode, size
    ((2, 2), None, 0, False, (8, 10)),
    ((3, 3), 2, 1, False, (15, 16)),
    ((3, 3), 2, 1, True, (16, 15)),
    ((3, 2), (2, 3), (1, 0), True, (14, 17)),
    ((5, 5), 1, 2, False, (7, 80)),
    ((1, 1), 3, 0, True, (9, 8)),
    ((2, 3), 7, (0, 1), True, (30, 31)),
    ((7, 7), 1, 0, False, (7, 7)),
    ((2, 2), None, 0, False, (6, 130)),
    ((3, 3), 2, 1, True, (6, 131)),
]


def pool_sizes(kernel, stride, padding, ceil_mode, size):
    stride = kernel if stride is None else (stride,) * 2 if isinstance(stride, int) else stride
    padding = (padding,) * 2 if isinstance(padding, int) else padding
    counts = []
    for n, k, s, p in zip(size, kernel, stride, padding, strict=True):
        count = int((np.ceil if ceil_mode else np.floor)((n + 2 * p - k) / s)) + 1
        counts.append(count - (ceil_mode and (count - 1) * s >= n + p))
    return stride, padding, counts


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(("kernel", "stride", "padding", "ceil_mode", "size"), POOLS)
def test_max_pool2d(dtype, kernel, stride, padding, ceil_mode, size):
    x = normal((2, 3, *size), dtype)
    x[0, 0, 2:4, 1] = np.nan
    x[1, 2] = -np.inf
    step, before, counts = pool_sizes(kernel, stride, padding, ceil_mode, size)
    view = windows(x, kernel, step, before, [b + k * s for b, k, s in zip(before, kernel, step, strict=True)], (1, 1), -np.inf)
    want = view.max(axis=(-2, -1))[..., : counts[0], : counts[1]]
    got = F.max_pool2d(xp.asarray(x), kernel, stride, padding, 1, ceil_mode)
    assert got.dtype == xp.asarray(x).dtype
    assert np.array_equal(to_numpy(got), want, equal_nan=True)
    again, indices = F.max_pool2d(xp.asarray(x), kernel, stride, padding, 1, ceil_mode, return_indices=True)
    assert indices.dtype == xp.int64
    assert np.array_equal(to_numpy(again), want, equal_nan=True)
    flat, at = x.reshape(2, 3, -1), to_numpy(indices).reshape(2, 3, -1)
    assert np.array_equal(np.take_along_axis(flat, at, axis=2).reshape(want.shape), want, equal_nan=True)
    assert np.array_equal(to_numpy(F.max_pool2d(xp.asarray(x[1]), kernel, stride, padding, 1, ceil_mode)), want[1])


def test_max_pool2d_gives_the_first_of_equals_and_is_dilated():
    x = xp.asarray(np.array([[[1.0, 3, 3, 0], [3, 0, 0, 2], [0, 0, 2, 2], [0, 1, 2, 2]]]))
    assert to_numpy(F.max_pool2d(x, 2, return_indices=True)[1]).tolist() == [[[1, 2], [13, 10]]]
    y = normal((1, 2, 11, 12), np.float64)
    want = windows(y, (3, 2), (2, 1), (1, 0), (1, 0), (2, 3), -np.inf).max(axis=(-2, -1))
    assert np.array_equal(to_numpy(F.max_pool2d(xp.asarray(y), (3, 2), (2, 1), (1, 0), (2, 3))), want)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("count_include_pad", [True, False])
@pytest.mark.parametrize(("kernel", "stride", "padding", "ceil_mode", "size"), POOLS)
def test_avg_pool2d(dtype, count_include_pad, kernel, stride, padding, ceil_mode, size):
    x = normal((2, 3, *size), dtype)
    step, before, counts = pool_sizes(kernel, stride, padding, ceil_mode, size)
    want, sums = np.empty((2, 3, *counts)), np.empty((2, 3, *counts))
    for i, j in np.ndindex(*counts):
        first = [i * step[0] - before[0], j * step[1] - before[1]]
        end = [min(f + k, n + b) for f, k, n, b in zip(first, kernel, size, before, strict=True)]
        part = x[..., max(first[0], 0) : min(end[0], size[0]), max(first[1], 0) : min(end[1], size[1])]
        sums[..., i, j] = part.astype(np.float64).sum(axis=(-2, -1))
        n = (end[0] - first[0]) * (end[1] - first[1]) if count_include_pad else part[0, 0].size
        want[..., i, j] = sums[..., i, j] / n
    bound = {"rtol": np.finfo(dtype).eps, "atol": 1e-15}
    got = F.avg_pool2d(xp.asarray(x), kernel, stride, padding, ceil_mode, count_include_pad)
    assert got.shape == want.shape
    assert np.allclose(to_numpy(got), want, **bound)
    got = F.avg_pool2d(xp.asarray(x), kernel, stride, padding, ceil_mode, count_include_pad, divisor_override=3)
    assert np.allclose(to_numpy(got), sums / 3, **bound)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("kernel, stride", [((2, 2), 2), ((3, 2), (2, 1)), ((1, 4), 3), ((3, 3), 1)])
def test_pooling_of_narrow_images_has_the_bits_of_wide_ones(dtype, kernel, stride, isa):
    x = normal((2, 2, 9, 200), dtype)
    x[0, 0, 2:5, ::7], x[0, 1, :, 3:6], x[1, 0, 4:8, 5:9] = -0.0, np.nan, np.inf
    for width in (4, 7, 16, 31):
        narrow = xp.asarray(np.ascontiguousarray(x[..., :width]))
        for pool, arguments in ((F.max_pool2d, {"dilation": 1}), (F.avg_pool2d, {}), (F.avg_pool2d, {"divisor_override": 3})):
            got, wide = pool(narrow, kernel, stride, **arguments), pool(xp.asarray(x), kernel, stride, **arguments)
            assert_bits(got, to_numpy(wide)[..., : got.shape[-1]])


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("output_size", [1, (1, 1), (3, 5), (7, None), (20, 1), 0])
def test_adaptive_avg_pool2d(dtype, output_size):
    x = normal((2, 3, 13, 17), dtype)
    rows, columns = output_size if isinstance(output_size, tuple) else (output_size,) * 2
    columns = 17 if columns is None else columns
    want = np.empty((2, 3, rows, columns))
    for i, j in np.ndindex(rows, columns):
        part = x[..., i * 13 // rows : -(-(i + 1) * 13 // rows), j * 17 // columns : -(-(j + 1) * 17 // columns)]
        want[..., i, j] = part.astype(np.float64).mean(axis=(-2, -1))
    got = F.adaptive_avg_pool2d(xp.asarray(x), output_size)
    assert got.shape == want.shape
    assert np.allclose(to_numpy(got), want, rtol=np.finfo(dtype).eps, atol=1e-15)


@pytest.mark.parametrize("seed", range(6))
def test_pooling_along_one_axis_is_that_of_images_of_one_row(seed):
    rng = np.random.default_rng(seed)
    x = xp.asarray(rng.integers(-3, 4, (2, 3, 19)).astype([np.float32, np.float64][seed % 2]))
    kernel, stride, ceil_mode = int(rng.integers(1, 6)), int(rng.integers(1, 4)), bool(seed % 3)
    image, padding = x[:, :, None, :], kernel // 2
    arguments = (1, kernel), (1, stride), (0, padding)
    want = F.max_pool2d(image, *arguments, 1, ceil_mode, return_indices=True)
    got = F.max_pool1d(x, kernel, stride, padding, 1, ceil_mode, return_indices=True)
    assert all(bool(xp.all(a == b[:, :, 0, :])) for a, b in zip(got, want, strict=True))
    assert bool(xp.all(F.avg_pool1d(x[0], kernel, stride, padding, ceil_mode) == F.avg_pool2d(image[0], *arguments, ceil_mode)[:, 0, :]))
    assert bool(xp.all(F.adaptive_avg_pool1d(x, 4) == F.adaptive_avg_pool2d(image, (1, 4))[:, :, 0, :]))


@pytest.mark.parametrize("seed", range(6))
def test_pooling_along_three_axes(seed):
    rng = np.random.default_rng(seed)
    x = rng.integers(-3, 4, (3, 7, 6, 8)).astype(np.float64)
    x[0, 2, 3, 4] = np.nan if seed % 2 else 1
    kernel, stride = tuple(rng.integers(1, 4, 3).tolist()), tuple(rng.integers(1, 3, 3).tolist())
    view = np.lib.stride_tricks.sliding_window_view(x, kernel, (1, 2, 3))[:, :: stride[0], :: stride[1], :: stride[2]]
    greatest, at = F.max_pool3d(xp.asarray(x), kernel, stride, return_indices=True)
    assert np.array_equal(to_numpy(greatest), view.max(axis=(-3, -2, -1)), equal_nan=True)
    first = view.reshape(*view.shape[:4], -1).argmax(axis=-1)
    corner = np.stack(np.meshgrid(*(np.arange(n) * s for n, s in zip(view.shape[1:4], stride, strict=True)), indexing="ij"))
    place = corner[:, None] + np.stack(np.unravel_index(first, kernel))
    assert np.array_equal(to_numpy(at), np.ravel_multi_index(tuple(place), x.shape[1:]))
    means = to_numpy(F.avg_pool3d(xp.asarray(x), kernel, stride))
    assert np.allclose(means, view.mean(axis=(-3, -2, -1)), rtol=1e-15, atol=1e-15, equal_nan=True)
    sums = to_numpy(F.avg_pool3d(xp.asarray(x)[None], kernel, stride, divisor_override=2))[0] * 2
    assert np.allclose(sums, view.sum(axis=(-3, -2, -1)), rtol=1e-15, atol=1e-14, equal_nan=True)
    halves = to_numpy(F.adaptive_avg_pool3d(xp.asarray(x[1:]), (None, 3, 2)))
    assert np.allclose(halves, x[1:].reshape(2, 7, 3, 2, 2, 4).mean(axis=(3, 5)), rtol=1e-14, atol=1e-15)


X, W = xp.ones((1, 4, 8, 8)), xp.ones((6, 4, 3, 3))


def test_windows_without_elements_have_an_index_too():
    out, at = F.max_pool3d(xp.zeros((1, 1, 1, 2, 3)), 2, 2, 1, 2, return_indices=True)  # each window lies beside the only plane
    assert to_numpy(out).tolist() == [[[[[-np.inf, -np.inf]]]]] and to_numpy(at).tolist() == [[[[[10, 10]]]]]  # PyTorch's


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: F.conv2d(xp.ones((8, 8)), W), ValueError, "conv2d: x must have the shape"),
        (lambda: F.conv2d(X, xp.ones((6, 3, 3, 3))), ValueError, "conv2d: weight must have the shape"),
        (lambda: F.conv2d(X, xp.ones((6, 4, 3))), ValueError, "conv2d: weight must"),
        (lambda: F.conv2d(X, xp.ones((6, 4, 0, 3))), ValueError, "conv2d: weight must"),
        (lambda: F.conv2d(X, W, groups=3), ValueError, "conv2d: groups must divide"),
        (lambda: F.conv2d(X, xp.ones((5, 2, 3, 3)), groups=2), ValueError, "conv2d: weight must"),
        (lambda: F.conv2d(X, W, xp.ones(5)), ValueError, r"conv2d: bias must have the shape \(6,\), got \(5,\)"),
        (lambda: F.conv2d(X, W, stride=0), ValueError, "conv2d: stride must be at least 1, got 0"),
        (lambda: F.conv2d(X, W, stride=1.5), TypeError, "conv2d: stride must be an int"),
        (lambda: F.conv2d(X, W, stride=(1, 1, 1)), ValueError, "conv2d: stride must be an int or a tuple of 2 ints"),
        (lambda: F.conv2d(X, W, padding=-1), ValueError, "conv2d: padding must be at least 0"),
        (lambda: F.conv2d(X, W, padding="half"), ValueError, "conv2d: padding must be 'valid', 'same'"),
        (lambda: F.conv2d(X, W, stride=2, padding="same"), ValueError, "conv2d: stride must be 1"),
        (lambda: F.conv2d(X, W, dilation=4), ValueError, "conv2d: x must be at least as large"),
        (
            lambda: F.conv2d(xp.ones((1, 4, 8, 8), dtype=xp.int64), xp.ones((6, 4, 3, 3), dtype=xp.int64)),
            TypeError,
            "conv2d: x must have a real",
        ),
        (lambda: F.conv1d(X, W), ValueError, "conv1d: weight must have the shape|conv1d: x must have the shape"),
        (lambda: F.max_pool2d(xp.ones((8, 8)), 2), ValueError, "max_pool2d: x must have the shape"),
        (lambda: F.max_pool1d(X, 2), ValueError, r"max_pool1d: x must have the shape \(N, C, L\) or \(C, L\)"),
        (lambda: F.avg_pool3d(X, (2, 2)), ValueError, "avg_pool3d: kernel_size must be an int or a tuple of 3 ints"),
        (lambda: F.adaptive_avg_pool3d(X, 0.5), TypeError, "adaptive_avg_pool3d: output_size must be an int or a tuple of 3 ints"),
        (lambda: F.max_pool2d(X, 2, padding=2), ValueError, "max_pool2d: padding must be at most half"),
        (lambda: F.max_pool2d(X, 9), ValueError, "max_pool2d: x must be at least as large"),
        (lambda: F.avg_pool2d(X, 2, divisor_override=0), ValueError, "avg_pool2d: divisor_override must not be zero"),
        (lambda: F.avg_pool2d(xp.ones((1, 4, 8, 8), dtype=xp.int32), 2), TypeError, "avg_pool2d: x must have a real"),
        (lambda: F.adaptive_avg_pool2d(X, (1, 2, 3)), ValueError, "adaptive_avg_pool2d: output_size must be"),
        (lambda: F.adaptive_avg_pool2d(xp.ones((1, 1, 0, 3)), 2), ValueError, "adaptive_avg_pool2d: x must have elements"),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()


@pytest.mark.parametrize("seed", range(12))
def test_against_torch(seed):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(seed)
    groups, kernel = int(rng.integers(1, 4)), rng.integers(1, 6, 2).tolist()
    stride, padding, dilation = rng.integers(1, 4, 2).tolist(), [k // 2 for k in kernel], rng.integers(1, 3, 2).tolist()
    x = rng.standard_normal((2, groups * int(rng.integers(1, 30)), *rng.integers(12, 40, 2)))
    weight = rng.standard_normal((groups * int(rng.integers(1, 20)), x.shape[1] // groups, *kernel))
    ours, theirs = [xp.asarray(a) for a in (x, weight)], [torch.tensor(a) for a in (x, weight)]
    want = torch.nn.functional.conv2d(*theirs, None, stride, padding, dilation, groups).numpy()
    assert np.allclose(to_numpy(F.conv2d(*ours, None, stride, padding, dilation, groups)), want, rtol=1e-12, atol=1e-11)
    ceil_mode = bool(seed % 2)
    want = torch.nn.functional.max_pool2d(theirs[0], kernel, stride, padding, dilation, ceil_mode, return_indices=True)
    got = F.max_pool2d(ours[0], kernel, stride, padding, dilation, ceil_mode, return_indices=True)
    assert all(np.array_equal(to_numpy(a), b.numpy()) for a, b in zip(got, want, strict=True))
    want = torch.nn.functional.avg_pool2d(theirs[0], kernel, stride, padding, ceil_mode, seed % 3 == 0).numpy()
    assert np.allclose(to_numpy(F.avg_pool2d(ours[0], kernel, stride, padding, ceil_mode, seed % 3 == 0)), want, rtol=1e-14, atol=1e-14)
    want = torch.nn.functional.adaptive_avg_pool2d(theirs[0], (3, 5)).numpy()
    assert np.allclose(to_numpy(F.adaptive_avg_pool2d(ours[0], (3, 5))), want, rtol=1e-13, atol=1e-14)
