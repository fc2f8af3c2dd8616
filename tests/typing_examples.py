"""Read by mypy in test_typing.py, never run: what users write must type-check, and the types must be these."""

from typing import reveal_type

import trueno_array as xp

x = xp.asarray([1.0, 2.0], dtype=xp.float32)
y = xp.zeros((2, 3))

reveal_type(x)  # R: Array
reveal_type(x + 1)  # R: Array
reveal_type(1 - x)  # R: Array
reveal_type(x @ x)  # R: Array
reveal_type(x[0])  # R: Array
reveal_type(x[..., None, ::2])  # R: Array
reveal_type(x == x)  # R: Array
reveal_type(-x)  # R: Array
reveal_type(x.shape)  # R: tuple[int, ...]
reveal_type(x.ndim)  # R: int
reveal_type(float(x[0]))  # R: float
reveal_type(xp.exp(x))  # R: Array
reveal_type(xp.add(x, 2))  # R: Array
reveal_type(xp.sum(y, axis=(0, 1), keepdims=True))  # R: Array
reveal_type(xp.mean(y, axis=0))  # R: Array
reveal_type(xp.where(x > 0, x, 0.0))  # R: Array
reveal_type(xp.reshape(y, (3, 2)))  # R: Array
reveal_type(xp.concat([x, x]))  # R: Array
reveal_type(xp.nonzero(x))  # R: tuple[Array, ...]
reveal_type(xp.unique_counts(x).counts)  # R: Array
reveal_type(xp.linalg.svd(y).S)  # R: Array
reveal_type(xp.linalg.eigh(y).eigenvectors)  # R: Array
reveal_type(xp.fft.fft(x, n=8))  # R: Array
reveal_type(xp.finfo(xp.float32).eps)  # R: float
reveal_type(xp.pi)  # R: float
reveal_type(xp.quantile(y, 0.5, axis=(0, 1), keepdims=True))  # R: Array
reveal_type(xp.nanmean(y, axis=0))  # R: Array
reveal_type(xp.split(x, 2))  # R: list[Array]
reveal_type(xp.backends.current())  # R: str

xp.exp("a")  # E: [arg-type]
xp.zeros((2, "a"))  # E: [arg-type]
xp.nothing  # noqa: B018  # E: [attr-defined]
xp.sum(x, axes=0)  # E: [call-arg]
