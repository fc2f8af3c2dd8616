"""The parts of the stubs that are not functions of the standard: the array, the small classes, what goes beyond."""

_OPERATORS = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift")


def _operators():
    lines = []
    for name in _OPERATORS:
        operand = "Array" if name == "matmul" else "Array | complex"
        lines += [f"    def __{prefix}{name}__(self, other: {operand}, /) -> Array: ...\n" for prefix in ("", "r", "i")]
    for name in ("lt", "le", "gt", "ge"):
        lines.append(f"    def __{name}__(self, other: Array | complex, /) -> Array: ...\n")
    for name in ("eq", "ne"):
        lines.append(f"    def __{name}__(self, other: Any, /) -> Array: ...  # type: ignore[override]\n")
    for name in ("abs", "invert", "neg", "pos"):
        lines.append(f"    def __{name}__(self) -> Array: ...\n")
    return "".join(lines)


_NAMED = {
    "UniqueAll": ("values", "indices", "inverse_indices", "counts"),
    "UniqueCounts": ("values", "counts"),
    "UniqueInverse": ("values", "inverse_indices"),
    "Eig": ("eigenvalues", "eigenvectors"),
    "QR": ("Q", "R"),
    "Slogdet": ("sign", "logabsdet"),
    "SVD": ("U", "S", "Vh"),
}


def _named_tuples():
    return "".join(f"class {name}(NamedTuple):\n" + "".join(f"    {f}: Array\n" for f in fields) + "\n" for name, fields in _NAMED.items())


_ARRAY = """\
class Array:
    @property
    def dtype(self) -> DType: ...
    @property
    def device(self) -> Device: ...
    @property
    def mT(self) -> Array: ...
    @property
    def ndim(self) -> int: ...
    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def size(self) -> int: ...
    @property
    def T(self) -> Array: ...
    def __array_namespace__(self, *, api_version: str | None = None) -> Any: ...
    def __dlpack__(
        self,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: builtins.bool | None = None,
    ) -> Any: ...
    def __dlpack_device__(self) -> tuple[int, int]: ...
    def __array__(self, dtype: Any = None, copy: builtins.bool | None = None) -> Any: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def to_device(self, device: DeviceLike, /, *, stream: Any = None) -> Array: ...
    def __getitem__(self, key: Any, /) -> Array: ...
    def __setitem__(self, key: Any, value: Any, /) -> None: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Array]: ...
    def __bool__(self) -> builtins.bool: ...
    def __int__(self) -> int: ...
    def __float__(self) -> float: ...
    def __complex__(self) -> complex: ...
    def __index__(self) -> int: ...
    def item(self) -> Any: ...
    def tolist(self) -> Any: ...
    def copy(self) -> Array: ...
    def flatten(self) -> Array: ...
    def reshape(self, *shape: Any) -> Array: ...
    def astype(self, dtype: DTypeLike, /, *, copy: builtins.bool = True) -> Array: ...
    def sum(self, axis: Any = None, *, dtype: DTypeLike | None = None, keepdims: builtins.bool = False) -> Array: ...
    def mean(self, axis: Any = None, *, keepdims: builtins.bool = False) -> Array: ...
    def min(self, axis: Any = None, *, keepdims: builtins.bool = False) -> Array: ...
    def max(self, axis: Any = None, *, keepdims: builtins.bool = False) -> Array: ...
    def any(self, axis: Any = None, *, keepdims: builtins.bool = False) -> Array: ...
    def all(self, axis: Any = None, *, keepdims: builtins.bool = False) -> Array: ...
"""

_SMALL = """
class DType:
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def itemsize(self) -> int: ...
    def __hash__(self) -> int: ...

class Device:
    def __hash__(self) -> int: ...

DTypeLike: TypeAlias = DType | type | str
DeviceLike: TypeAlias = Device | str | None

class finfo_object(Protocol):
    @property
    def bits(self) -> int: ...
    @property
    def eps(self) -> float: ...
    @property
    def max(self) -> float: ...
    @property
    def min(self) -> float: ...
    @property
    def smallest_normal(self) -> float: ...
    @property
    def dtype(self) -> DType: ...

class iinfo_object(Protocol):
    @property
    def bits(self) -> int: ...
    @property
    def max(self) -> int: ...
    @property
    def min(self) -> int: ...
    @property
    def dtype(self) -> DType: ...

class Info(Protocol):
    def capabilities(self) -> dict[str, Any]: ...
    def default_device(self) -> Device: ...
    def default_dtypes(self, *, device: DeviceLike = None) -> dict[str, DType]: ...
    def devices(self) -> tuple[Device, ...]: ...
    def dtypes(self, *, device: DeviceLike = None, kind: str | tuple[str, ...] | None = None) -> dict[str, DType]: ...

"""

_CONSTANTS = """\
__version__: str
__array_api_version__: str
e: float
inf: float
nan: float
newaxis: None
pi: float
"""

MAIN = (
    """\
import builtins
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol, TypeAlias

from . import backends as backends
from . import fft as fft
from . import linalg as linalg
from . import nn as nn
from . import random as random
from . import signal as signal
from . import special as special
from . import stats as stats

"""
    + _ARRAY
    + _operators()
    + _SMALL
    + _named_tuples()
    + _CONSTANTS
)

BEYOND = """
def devices() -> tuple[Device, ...]: ...
def set_default_device(device: DeviceLike, /) -> None: ...
def device(device: DeviceLike, /) -> AbstractContextManager[None]: ...
def argwhere(x: Array) -> Array: ...
def array_split(x: Array, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Array]: ...
def bincount(x: Array, weights: Array | None = None, minlength: int = 0) -> Array: ...
def cumprod(x: Array, axis: int | None = None, dtype: DTypeLike | None = None) -> Array: ...
def cumsum(x: Array, axis: int | None = None, dtype: DTypeLike | None = None) -> Array: ...
def diag(x: Array, k: int = 0) -> Array: ...
def einsum(*operands: Any, dtype: DTypeLike | None = None, optimize: Any = False) -> Array: ...

class _Fuse(Protocol):
    def __call__(self, fn: Callable[..., Any] | None = None, /, *, fallback: str | None = None) -> Callable[..., Any]: ...
    def explain(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> str: ...

fuse: _Fuse

def fma(x1: Array | float, x2: Array | float, x3: Array | float, /) -> Array: ...
def lerp(start: Array | float, end: Array | float, weight: Array | float, /) -> Array: ...
def histogram(
    x: Array,
    bins: int | Array | Sequence[float] = 10,
    range: tuple[float, float] | None = None,
    density: builtins.bool | None = None,
    weights: Array | None = None,
) -> tuple[Array, Array]: ...
def logspace(
    start: complex, stop: complex, num: int = 50, endpoint: builtins.bool = True, base: float = 10.0, dtype: DTypeLike | None = None
) -> Array: ...
def pad(x: Array, pad_width: Any, mode: str = "constant", *, constant_values: Any = 0) -> Array: ...
def put_along_axis(arr: Array, indices: Array, values: Array | complex, axis: int | None) -> None: ...
def split(x: Array, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Array]: ...
"""


def _beyond(names, parameters, keepdims=", *, keepdims: builtins.bool = False"):
    return "".join(f"def {name}(x: Array, {parameters}{keepdims}) -> Array: ...\n" for name in names)


_AXES = "axis: int | Sequence[int] | None = None"
_DTYPE = "dtype: DTypeLike | None = None"
_DDOF = ", *, ddof: float = 0, keepdims: builtins.bool = False, correction: float | None = None"

BEYOND += (
    _beyond(("median", "nanmax", "nanmedian", "nanmin"), _AXES)
    + _beyond(("nanargmax", "nanargmin"), "axis: int | None = None")
    + _beyond(("nancumprod", "nancumsum"), f"axis: int | None = None, {_DTYPE}", "")
    + _beyond(("nanmean", "nanprod", "nansum"), f"{_AXES}, {_DTYPE}")
    + _beyond(("nanstd", "nanvar"), f"{_AXES}, {_DTYPE}", _DDOF)
    + _beyond(
        ("nanpercentile", "nanquantile", "percentile", "quantile"),
        f"q: Array | float, {_AXES}",
        ', *, method: str = "linear", keepdims: builtins.bool = False',
    )
)

BACKENDS = """\
from contextlib import AbstractContextManager

from . import DTypeLike

def available() -> list[str]: ...
def current() -> str: ...
def get_num_threads() -> int: ...
def kernel_for(op: str, dtype: DTypeLike) -> str: ...
def set_num_threads(n: int) -> None: ...
def use(level: str) -> AbstractContextManager[None]: ...
"""

SPECIAL_IMPORTS = "from collections.abc import Sequence\nfrom typing import Literal, overload\n\nfrom . import Array\n\n"
SPECIAL = """\
psi = digamma

def log_softmax(x: Array, axis: int | Sequence[int] | None = None) -> Array: ...
def softmax(x: Array, axis: int | Sequence[int] | None = None) -> Array: ...
@overload
def logsumexp(
    a: Array,
    axis: int | Sequence[int] | None = None,
    b: Array | complex | None = None,
    keepdims: bool = False,
    return_sign: Literal[False] = False,
) -> Array: ...
@overload
def logsumexp(
    a: Array,
    axis: int | Sequence[int] | None = None,
    b: Array | complex | None = None,
    keepdims: bool = False,
    *,
    return_sign: Literal[True],
) -> tuple[Array, Array]: ...
"""

_PAIR = 'in1: Array, in2: Array, mode: str = "full"'
SIGNAL = "from collections.abc import Sequence\n\nfrom . import Array\n\n" + "".join(
    f"def {name}({_PAIR}{more}) -> {result}: ...\n"
    for name, more, result in (
        ("choose_conv_method", "", "str"),
        ("convolve", ', method: str = "auto"', "Array"),
        ("convolve2d", ', boundary: str = "fill", fillvalue: complex = 0', "Array"),
        ("correlate", ', method: str = "auto"', "Array"),
        ("correlate2d", ', boundary: str = "fill", fillvalue: complex = 0', "Array"),
        ("fftconvolve", ", axes: int | Sequence[int] | None = None", "Array"),
        ("oaconvolve", ", axes: int | Sequence[int] | None = None", "Array"),
    )
)
SIGNAL += 'def correlation_lags(in1_len: int, in2_len: int, mode: str = "full") -> Array: ...\n'

_OF_NAMESPACE = (
    "bincount",
    "histogram",
    "median",
    "nanargmax",
    "nanargmin",
    "nancumprod",
    "nancumsum",
    "nanmax",
    "nanmean",
    "nanmedian",
    "nanmin",
)
_OF_NAMESPACE += ("nanpercentile", "nanprod", "nanquantile", "nanstd", "nansum", "nanvar", "percentile", "quantile")
STATS = "from collections.abc import Sequence\nfrom typing import NamedTuple\n\nfrom . import Array\n"
STATS += "".join(f"from . import {name} as {name}\n" for name in _OF_NAMESPACE)
STATS += """
class PearsonRResult(NamedTuple):
    statistic: Array
    pvalue: Array

def corrcoef(m: Array, /, *, axis: int = -1) -> Array: ...
def cov(m: Array, /, *, axis: int = -1, correction: float = 1) -> Array: ...
def minmax_scale(
    x: Array, /, *, feature_range: tuple[float, float] = (0, 1), axis: int | Sequence[int] | None = 0
) -> Array: ...
def normalize(x: Array, /, *, ord: float = 2, axis: int | Sequence[int] | None = -1, eps: float = 1e-12) -> Array: ...
def pearsonr(x: Array, y: Array, /, *, axis: int | None = 0) -> PearsonRResult: ...
def zscore(
    x: Array, /, *, axis: int | Sequence[int] | None = 0, ddof: float = 0, nan_policy: str = "propagate"
) -> Array: ...
"""
