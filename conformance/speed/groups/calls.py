"""Calls on 10 elements: what a call costs, whatever it computes."""

from .. import data
from ..case import Case, texts

# kind, ours, PyTorch's, NumPy's where it is not ours with another name; x, y, m (2 x 5), i, b are arrays of 10.
ROWS = (
    ("elementwise", "x + y", "x + y"),
    ("elementwise", "x * 2.0", "x * 2.0"),
    ("elementwise", "2.0 - x", "2.0 - x"),
    ("elementwise", "-x", "-x"),
    ("elementwise", "x ** 2", "x ** 2"),
    ("elementwise", "x < y", "x < y"),
    ("elementwise", "m + m[0]", "m + m[0]"),
    ("elementwise", "x += y", "x += y"),
    ("elementwise", "x *= 1.0", "x *= 1.0"),
    ("elementwise", "abs(x)", "abs(x)"),
    ("elementwise", "b & b", "b & b"),
    ("elementwise", "xp.add(x, y)", "torch.add(x, y)"),
    ("elementwise", "xp.exp(x)", "torch.exp(x)"),
    ("elementwise", "xp.where(b, x, y)", "torch.where(b, x, y)"),
    ("elementwise", "xp.clip(x, 0.2, 0.5)", "torch.clip(x, 0.2, 0.5)"),
    ("elementwise", "xp.isfinite(x)", "torch.isfinite(x)"),
    ("elementwise", "xp.astype(x, xp.float32)", "x.to(torch.float32)", "x.astype(np.float32)"),
    ("elementwise", "xp.astype(i, xp.float64)", "i.to(torch.float64)", "i.astype(np.float64)"),
    ("reductions", "xp.sum(x)", "torch.sum(x)"),
    ("reductions", "xp.sum(m, axis=0)", "torch.sum(m, dim=0)"),
    ("reductions", "xp.sum(m, axis=1)", "torch.sum(m, dim=1)"),
    ("reductions", "xp.mean(x)", "torch.mean(x)"),
    ("reductions", "xp.max(x)", "torch.max(x)"),
    ("reductions", "xp.std(x)", "torch.std(x, correction=0)"),
    ("reductions", "xp.argmax(x)", "torch.argmax(x)"),
    ("reductions", "xp.any(b)", "torch.any(b)"),
    ("reductions", "xp.all(b)", "torch.all(b)"),
    ("reductions", "xp.count_nonzero(x)", "torch.count_nonzero(x)"),
    ("reductions", "xp.linalg.vector_norm(x)", "torch.linalg.vector_norm(x)"),
    ("indexing", "x[3]", "x[3]"),
    ("indexing", "m[1, 2]", "m[1, 2]"),
    ("indexing", "x[2:5]", "x[2:5]"),
    ("indexing", "x[::2]", "x[::2]"),
    ("indexing", "m[:, 1]", "m[:, 1]"),
    ("indexing", "m[..., 1:3]", "m[..., 1:3]"),
    ("indexing", "x[None, :]", "x[None, :]"),
    ("indexing", "x[i]", "x[i]"),
    ("indexing", "m[:, j]", "m[:, j]"),
    ("indexing", "x[b]", "x[b]"),
    ("indexing", "x[x > y]", "x[x > y]"),
    ("indexing", "x[3] = 1.0", "x[3] = 1.0"),
    ("indexing", "x[2:5] = 1.0", "x[2:5] = 1.0"),
    ("indexing", "x[b] = 1.0", "x[b] = 1.0"),
    ("indexing", "x[i] = 1.0", "x[i] = 1.0"),
    ("indexing", "xp.take(x, i)", "torch.take(x, i)"),
    ("indexing", "float(x[0])", "float(x[0])"),
    ("other", "x.shape", "x.shape"),
    ("other", "x.dtype", "x.dtype"),
    ("views", "m.T", "m.T"),
    ("views", "xp.reshape(x, (2, 5))", "torch.reshape(x, (2, 5))"),
    ("views", "xp.reshape(m, (-1,))", "torch.reshape(m, (-1,))"),
    ("views", "xp.permute_dims(m, (1, 0))", "torch.permute(m, (1, 0))"),
    ("views", "xp.expand_dims(x, axis=0)", "torch.unsqueeze(x, 0)", "np.expand_dims(x, axis=0)"),
    ("views", "xp.squeeze(s, axis=0)", "torch.squeeze(s, 0)", "np.squeeze(s, axis=0)"),
    ("views", "xp.broadcast_to(x, (3, 10))", "torch.broadcast_to(x, (3, 10))"),
    ("views", "xp.moveaxis(m, 0, 1)", "torch.moveaxis(m, 0, 1)"),
    ("views", "xp.flip(x)", None),
    ("views", "xp.matrix_transpose(m)", "m.mT"),
    ("creation", "xp.empty(10)", "torch.empty(10, dtype=torch.float64)"),
    ("creation", "xp.zeros(10)", "torch.zeros(10, dtype=torch.float64)"),
    ("creation", "xp.ones((2, 5))", "torch.ones((2, 5), dtype=torch.float64)"),
    ("creation", "xp.full(10, 3.5)", "torch.full((10,), 3.5, dtype=torch.float64)"),
    ("creation", "xp.arange(10)", "torch.arange(10)"),
    ("creation", "xp.linspace(0.0, 1.0, 10)", "torch.linspace(0.0, 1.0, 10, dtype=torch.float64)"),
    ("creation", "xp.zeros_like(x)", "torch.zeros_like(x)"),
    ("creation", "xp.asarray(x)", "torch.asarray(x)"),
    ("creation", "xp.asarray([1.0, 2.0, 3.0])", "torch.asarray([1.0, 2.0, 3.0], dtype=torch.float64)"),
    ("creation", "xp.asarray(2.5)", "torch.asarray(2.5, dtype=torch.float64)"),
    ("other", "xp.concat((x, y))", "torch.concat((x, y))"),
    ("other", "xp.stack((x, y))", "torch.stack((x, y))"),
    ("other", "xp.sort(x)", "torch.sort(x)[0]"),
    ("other", "xp.argsort(x)", "torch.argsort(x)"),
    ("other", "xp.nonzero(b)", "torch.nonzero(b, as_tuple=True)"),
    ("other", "xp.cumulative_sum(x)", "torch.cumsum(x, 0)", "np.cumsum(x)"),
    ("other", "m @ m.T", "m @ m.T"),
    ("other", "xp.vecdot(x, y)", "torch.linalg.vecdot(x, y)"),
    ("other", "xp.result_type(x, i)", "torch.result_type(x, i)"),
    ("other", "xp.broadcast_arrays(x, m1)", "torch.broadcast_tensors(x, m1)"),
    ("other", "xp.isdtype(x.dtype, 'real floating')", None),
    ("other", "xp.finfo(x.dtype)", None),
)


def operands():
    import numpy as np

    x, y = (data.settled(data.values("f64", 10, seed, "small")) for seed in (1, 2))
    return {
        "x": x,
        "y": y,
        "m": data.settled(y.reshape(2, 5)),
        "m1": data.settled(y.reshape(10, 1)),
        "s": data.settled(x.reshape(1, 10)),
        "i": data.settled(np.array([1, 3, 5, 7])),
        "j": data.settled(np.array([1, 3])),
        "b": data.settled(data.values("bool", 10, 3)),
    }


def used(text):
    """Only the operands that the expression names, so that a block has few parameters."""
    import re

    words = set(re.findall(r"\b[a-z]1?\b", text))
    return lambda: {name: value for name, value in operands().items() if name in words}


def cases(sizes):
    if 10 in sizes:
        for kind, ours, torch, *numpy in ROWS:
            yield Case("calls", f"{kind}: {ours}", "", "", 10, texts(ours, torch, *numpy), used(ours))
