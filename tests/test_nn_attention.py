"""Attention against the formula in NumPy's float64, and against PyTorch where it is installed."""

import numpy as np
import pytest

import trueno_array as xp
from trueno_array.nn import functional as F

FLOATS = (np.float32, np.float64)


def normal(shape, dtype, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def attention(q, k, v, mask=None, causal=False, scale=None):
    q, k, v = (a.astype(np.float64) for a in (q, k, v))
    scores = q @ np.swapaxes(k, -1, -2) * (q.shape[-1] ** -0.5 if scale is None else scale)
    if causal:
        mask = np.tril(np.ones(scores.shape[-2:], bool))
    if mask is not None:
        scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
    most = scores.max(axis=-1, keepdims=True)
    weights = np.exp(scores - np.where(np.isneginf(most), 0, most))
    sums = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(sums == 0, 1, sums) @ v


def attend(*arrays, mask=None, **options):
    mask = None if mask is None else xp.asarray(mask)
    return np.from_dlpack(F.scaled_dot_product_attention(*(xp.asarray(a) for a in arrays), mask, **options))


def close(got, want, dtype):
    assert got.shape == want.shape
    assert got.dtype == dtype
    return np.allclose(got, want, rtol=0, atol=20 * np.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    ("length", "keys", "depth", "width"), [(1, 1, 1, 1), (5, 7, 8, 3), (130, 300, 33, 40), (3, 1000, 64, 64), (260, 17, 16, 65)]
)
def test_attention(dtype, length, keys, depth, width):
    q, k, v = normal((2, 3, length, depth), dtype), normal((2, 3, keys, depth), dtype, 1), normal((2, 3, keys, width), dtype, 2)
    assert close(attend(q, k, v), attention(q, k, v), dtype)
    assert close(attend(q[0, 0], k[0, 0], v[0, 0]), attention(q, k, v)[0, 0], dtype)
    assert close(attend(q, k, v, scale=0.3), attention(q, k, v, scale=0.3), dtype)
    assert close(attend(q, k, v, is_causal=True), attention(q, k, v, causal=True), dtype)
    kept = np.random.default_rng(3).random((length, keys)) < 0.5
    kept[length // 2] = False
    assert close(attend(q, k, v, mask=kept), attention(q, k, v, kept), dtype)
    assert not attend(q, k, v, mask=kept)[..., length // 2, :].any()
    added = np.where(kept, normal((length, keys), dtype, 4), -np.inf).astype(dtype)
    assert close(attend(q, k, v, mask=added), attention(q, k, v, added), dtype)


@pytest.mark.parametrize("dtype", FLOATS)
def test_large_scores_do_not_overflow(dtype):
    q, k, v = 1000 * normal((2, 40, 16), dtype), normal((2, 600, 16), dtype, 1), normal((2, 600, 8), dtype, 2)
    k[:, -1] = q[:, 0]  # the largest score comes last
    got = attend(q, k, v)
    assert np.isfinite(got).all()
    assert np.array_equal(got[:, 0], v[:, -1])


def test_batches_and_masks_broadcast():
    q, k, v = normal((2, 1, 6, 8), np.float64), normal((3, 9, 8), np.float64, 1), normal((1, 3, 9, 4), np.float64, 2)
    assert close(attend(q, k, v), attention(q, k, v), np.float64)
    rng = np.random.default_rng(5)
    for shape in ((9,), (1, 9), (6, 1), (3, 1, 9), (2, 1, 6, 9), (2, 3, 6, 9)):
        mask = rng.random(shape) < 0.7
        assert close(attend(q, k, v, mask=mask), attention(q, k, v, mask), np.float64)
        mask = rng.standard_normal(shape)
        assert close(attend(q, k, v, mask=mask), attention(q, k, v, mask), np.float64)


def test_views_are_read_as_they_lie():
    x = normal((2, 50, 3, 4, 16), np.float32)  # batch, position, (q, k, v), head
    parts = [xp.permute_dims(xp.asarray(x)[:, :, i], (0, 2, 1, 3)) for i in range(3)]
    want = attention(*(x[:, :, i].transpose(0, 2, 1, 3) for i in range(3)))
    assert close(np.from_dlpack(F.scaled_dot_product_attention(*parts)), want, np.float32)
    wide = [xp.asarray(np.asarray(x[:, :, i, 0], order="C"))[..., ::-2] for i in range(3)]
    want = attention(*(x[:, :, i, 0, ::-2] for i in range(3)))
    assert close(np.from_dlpack(F.scaled_dot_product_attention(*wide)), want, np.float32)


def test_nan_and_infinity_stay_in_their_rows():
    q, k, v = normal((5, 4), np.float64), normal((300, 4), np.float64, 1), normal((300, 3), np.float64, 2)
    q[1, 0], q[2] = np.nan, np.inf
    got = attend(q, k, v)
    assert np.isnan(got[1:3]).all()
    assert close(got[[0, 3, 4]], attention(q[[0, 3, 4]], k, v), np.float64)
    v[7, 1] = np.nan
    assert np.isnan(attend(q[3:], k, v)).tolist() == [[False, True, False]] * 2


def test_empty():
    assert attend(np.zeros((0, 4)), np.zeros((3, 4)), np.zeros((3, 2))).shape == (0, 2)
    assert not attend(np.ones((2, 4)), np.ones((0, 4)), np.ones((0, 2))).any()
    assert np.array_equal(attend(np.ones((2, 0)), np.ones((4, 0)), np.arange(4.0)[:, None]), [[1.5], [1.5]])


def test_results_do_not_depend_on_the_number_of_threads():
    from trueno_array._ext import control

    q, k, v = normal((3, 300, 32), np.float32), normal((3, 500, 32), np.float32, 1), normal((3, 500, 32), np.float32, 2)
    before, results = control.get_num_threads(), []
    try:
        for n in (1, 3, 8):
            control.set_num_threads(n)
            results.append(attend(q, k, v))
    finally:
        control.set_num_threads(before)
    assert all(np.array_equal(result, results[0]) for result in results)


@pytest.mark.parametrize(
    ("shapes", "options", "error", "text"),
    [
        (((4,), (3, 4), (3, 4)), {}, ValueError, "q, k and v must have shapes"),
        (((2, 4), (3, 5), (3, 4)), {}, ValueError, "q, k and v must have shapes"),
        (((2, 4), (3, 4), (2, 4)), {}, ValueError, "q, k and v must have shapes"),
        (((2, 2, 4), (3, 3, 4), (3, 4)), {}, ValueError, "the leading shapes must broadcast"),
        (((2, 4), (3, 4), (3, 4)), {"attn_mask": xp.ones((3, 3))}, ValueError, "attn_mask must broadcast"),
        (((2, 4), (3, 4), (3, 4)), {"attn_mask": xp.ones((5, 2, 3))}, ValueError, "attn_mask must broadcast"),
        (((2, 4), (3, 4), (3, 4)), {"attn_mask": xp.ones((2, 3), dtype=xp.int64)}, TypeError, "attn_mask must be bool"),
        (((2, 4), (3, 4), (3, 4)), {"attn_mask": xp.ones((2, 3)), "is_causal": True}, ValueError, "attn_mask must be None"),
    ],
)
def test_errors(shapes, options, error, text):
    with pytest.raises(error, match="scaled_dot_product_attention: " + text):
        F.scaled_dot_product_attention(*(xp.ones(shape) for shape in shapes), **options)


def test_integers_are_refused():
    x = xp.ones((2, 3), dtype=xp.int64)
    with pytest.raises(TypeError, match="scaled_dot_product_attention: q, k and v must have a real floating-point dtype"):
        F.scaled_dot_product_attention(x, x, x)


@pytest.mark.parametrize("seed", range(8))
def test_against_torch(seed):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(seed)
    length, keys, depth, width = rng.integers(1, [200, 400, 70, 70]).tolist()
    q, k, v = (rng.standard_normal((2, *shape)) for shape in ((length, depth), (keys, depth), (keys, width)))
    mask = [None, rng.random((length, keys)) < 0.3, rng.standard_normal((length, keys))][seed % 3]
    causal = seed == 3
    tensors = [torch.tensor(a) for a in (q, k, v)]
    want = torch.nn.functional.scaled_dot_product_attention(*tensors, None if mask is None else torch.tensor(mask), is_causal=causal)
    assert np.allclose(attend(q, k, v, mask=mask, is_causal=causal), want.numpy(), rtol=0, atol=1e-13)
