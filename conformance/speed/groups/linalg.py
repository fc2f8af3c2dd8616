"""Decompositions, solvers and what is made of them: one matrix, and batches of small ones."""

from functools import partial

import numpy as np

from .. import data
from ..case import Case, texts

SHAPES = ((3, 3), (32, 32), (100, 100), (300, 300), (1000, 3, 3), (100, 16, 16))
SPECTRAL = ("eig", "eigvals", "svd", "pinv", "matrix_rank")
LARGEST = 100  # side of the largest matrix of the slow ones

# name -> ours, PyTorch's where it is not ours with another name (NumPy's is)
ROWS = {
    "cholesky": ("xp.linalg.cholesky(p)",),
    "det": ("xp.linalg.det(x)",),
    "eig": ("xp.linalg.eig(x)",),
    "eigh": ("xp.linalg.eigh(p)",),
    "eigvals": ("xp.linalg.eigvals(x)",),
    "eigvalsh": ("xp.linalg.eigvalsh(p)",),
    "inv": ("xp.linalg.inv(x)",),
    "matmul": ("xp.linalg.matmul(x, p)",),
    "matrix_power": ("xp.linalg.matrix_power(x, 5)",),
    "matrix_rank": ("xp.linalg.matrix_rank(x)",),
    "pinv": ("xp.linalg.pinv(x)",),
    "qr": ("xp.linalg.qr(x)",),
    "slogdet": ("xp.linalg.slogdet(x)",),
    "solve": ("xp.linalg.solve(x, b)",),
    "svd": ("xp.linalg.svd(x)",),
    "svdvals": ("xp.linalg.svdvals(x)",),
    "tensordot": ("xp.linalg.tensordot(x, p, axes=1)", "torch.tensordot(x, p, dims=1)", "np.tensordot(x, p, axes=1)"),
}


def operands(short, shape, names):
    """x: well conditioned; p: positive definite; b: right-hand sides."""
    n, count = shape[-1], int(np.prod(shape[:-2], dtype=int))
    rng = np.random.default_rng(7)
    x = rng.standard_normal((count, n, n)) + 2 * n * np.eye(n)
    found = {"x": x, "p": x @ np.swapaxes(x, 1, 2), "b": rng.standard_normal((count, n, 2))}
    made = {name: data.settled(found[name].astype(data.NAMES[short])) for name in names}
    return {name: a.reshape(shape[:-2] + a.shape[1:]) for name, a in made.items()}


def cases(sizes):
    for name, (ours, *others) in ROWS.items():
        torch, numpy = others or (ours.replace("xp.", "torch."), None)
        for short in ("f32", "f64"):
            for shape in SHAPES:
                n = int(np.prod(shape))
                slow = name in SPECTRAL and shape[-1] > LARGEST
                if slow or (name == "tensordot" and len(shape) > 2) or not n <= max(sizes):
                    continue
                label = "batch of " * (len(shape) > 2) + f"{shape[-1]} x {shape[-1]}"
                names = [operand for operand in "xpb" if f"({operand}" in ours or f", {operand}" in ours]
                yield Case("linalg", name, short, label, n, texts(ours, torch, numpy), partial(operands, short, shape, names))
