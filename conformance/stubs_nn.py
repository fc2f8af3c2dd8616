"""The stubs of trueno_array.nn."""

from trueno_array._ops.nn import ROWS

PACKAGE = "from . import functional as functional\n"

_SCALARS = "Array | float"
_PARAMETERS = {
    "celu": f"alpha: {_SCALARS} = 1.0",
    "elu": f"alpha: {_SCALARS} = 1.0",
    "gelu": 'approximate: str = "none"',
    "hardtanh": f"min_val: {_SCALARS} = -1.0, max_val: {_SCALARS} = 1.0",
    "leaky_relu": f"negative_slope: {_SCALARS} = 0.01",
    "softplus": f"beta: {_SCALARS} = 1.0, threshold: {_SCALARS} = 20.0",
}


def _activations():
    """The rows, but for the parts of gelu; where operands have no names and defaults in _PARAMETERS, functions of arrays."""
    arity = {"swish": 1, "tanh": 1} | {row.name: row.arity for row in ROWS if row.name != "gelu_tanh"}
    for name in sorted(arity):
        if name in _PARAMETERS or arity[name] == 1:
            yield f"def {name}(x: Array, /{', ' + _PARAMETERS[name] if name in _PARAMETERS else ''}) -> Array: ...\n"
        else:
            yield f"def {name}({', '.join(f'x{i + 1}: {_SCALARS}' for i in range(arity[name]))}, /) -> Array: ...\n"


_NORMALS = """\
def group_norm(x: Array, /, num_groups: int, weight: Array | None = None, bias: Array | None = None, eps: float = 1e-5) -> Array: ...
def layer_norm(
    x: Array, /, normalized_shape: int | Sequence[int], weight: Array | None = None, bias: Array | None = None, eps: float = 1e-5
) -> Array: ...
def log_softmax(x: Array, /, axis: int | Sequence[int] | None = -1) -> Array: ...
def normalize(x: Array, /, p: float = 2.0, axis: int | Sequence[int] = 1, eps: float = 1e-12) -> Array: ...
def rms_norm(x: Array, /, normalized_shape: int | Sequence[int], weight: Array | None = None, eps: float | None = None) -> Array: ...
def softmax(x: Array, /, axis: int | Sequence[int] | None = -1) -> Array: ...
"""
_LAYERS = """\
def embedding(indices: Array, /, weight: Array) -> Array: ...
def linear(x: Array, /, weight: Array, bias: Array | None = None) -> Array: ...
def one_hot(indices: Array, /, num_classes: int = -1) -> Array: ...
"""
_CONVOLUTION = """\
def conv{n}d(
    x: Array,
    /,
    weight: Array,
    bias: Array | None = None,
    stride: _Sizes = 1,
    padding: _Sizes | str = 0,
    dilation: _Sizes = 1,
    groups: int = 1,
) -> Array: ...
"""
_POOLING = """\
def adaptive_avg_pool{n}d(x: Array, /, output_size: int | Sequence[int | None] | None) -> Array: ...
def avg_pool{n}d(
    x: Array,
    /,
    kernel_size: _Sizes,
    stride: _Sizes | None = None,
    padding: _Sizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,{divisor}
) -> Array: ...
@overload
def max_pool{n}d(
    x: Array,
    /,
    kernel_size: _Sizes,
    stride: _Sizes | None = None,
    padding: _Sizes = 0,
    dilation: _Sizes = 1,
    ceil_mode: bool = False,
    return_indices: Literal[False] = False,
) -> Array: ...
@overload
def max_pool{n}d(
    x: Array,
    /,
    kernel_size: _Sizes,
    stride: _Sizes | None = None,
    padding: _Sizes = 0,
    dilation: _Sizes = 1,
    ceil_mode: bool = False,
    *,
    return_indices: Literal[True],
) -> tuple[Array, Array]: ...
"""
_DIVISOR = "\n    divisor_override: int | None = None,"
_ATTENTION = """\
def scaled_dot_product_attention(
    q: Array, k: Array, v: Array, /, attn_mask: Array | None = None, *, is_causal: bool = False, scale: float | None = None
) -> Array: ...
"""

FUNCTIONAL = (
    "from collections.abc import Sequence\nfrom typing import Literal, TypeAlias, overload\n\nfrom .. import Array\n\n"
    "_Sizes: TypeAlias = int | Sequence[int]\n\n"
    + "".join(_activations())
    + _LAYERS
    + _NORMALS
    + "".join(_CONVOLUTION.format(n=n) for n in (1, 2))
    + "".join(_POOLING.format(n=n, divisor=_DIVISOR if n > 1 else "") for n in (1, 2, 3))
    + _ATTENTION
)
