"""The stub of trueno_array.random."""

_SIZE = "size: _Size = None"
_FLOATS = f"{_SIZE}, dtype: DTypeLike | None = None, out: Array | None = None"

# Method -> parameters, for those that give an array.
_METHODS = {
    "binomial": f"n: _Integers, p: _Numbers, {_SIZE}",
    "choice": f"a: int | Array, {_SIZE}, replace: bool = True, p: _Weights = None, axis: int = 0, shuffle: bool = True",
    "exponential": f"scale: _Numbers = 1.0, {_SIZE}",
    "geometric": f"p: _Numbers, {_SIZE}",
    "integers": f"low: _Integers, high: _Integers | None = None, {_SIZE}, dtype: DTypeLike | None = None, endpoint: bool = False",
    "lognormal": f"mean: _Numbers = 0.0, sigma: _Numbers = 1.0, {_SIZE}",
    "normal": f"loc: _Numbers = 0.0, scale: _Numbers = 1.0, {_SIZE}",
    "permutation": "x: int | Array | Sequence[Any], axis: int = 0",
    "poisson": f"lam: _Numbers = 1.0, {_SIZE}",
    "random": _FLOATS,
    "standard_exponential": _FLOATS,
    "standard_normal": _FLOATS,
    "uniform": f"low: _Numbers = 0.0, high: _Numbers = 1.0, {_SIZE}",
}

RANDOM = (
    """\
import builtins
from collections.abc import Sequence
from typing import Any, TypeAlias

from . import Array, DTypeLike

_Size: TypeAlias = int | Sequence[int] | None
_Integers: TypeAlias = int | Array
_Numbers: TypeAlias = float | Array
_Weights: TypeAlias = Array | Sequence[float] | None

class Generator:
    def __init__(self, key: int) -> None: ...
    def spawn(self, n_children: int) -> list[Generator]: ...
    def bytes(self, length: int) -> builtins.bytes: ...
    def shuffle(self, x: Array, axis: int = 0) -> None: ...
"""
    + "".join(f"    def {name}(self, {parameters}) -> Array: ...\n" for name, parameters in _METHODS.items())
    + "\ndef default_rng(seed: int | Sequence[int] | Generator | None = None) -> Generator: ...\n"
)
