# Made by `make stubs`; do not edit.
from collections.abc import Sequence
from typing import Literal, TypeAlias, overload

from .. import Array

_Sizes: TypeAlias = int | Sequence[int]

def celu(x: Array, /, alpha: Array | float = 1.0) -> Array: ...
def elu(x: Array, /, alpha: Array | float = 1.0) -> Array: ...
def gelu(x: Array, /, approximate: str = "none") -> Array: ...
def hardsigmoid(x: Array, /) -> Array: ...
def hardswish(x: Array, /) -> Array: ...
def hardtanh(x: Array, /, min_val: Array | float = -1.0, max_val: Array | float = 1.0) -> Array: ...
def leaky_relu(x: Array, /, negative_slope: Array | float = 0.01) -> Array: ...
def logsigmoid(x: Array, /) -> Array: ...
def mish(x: Array, /) -> Array: ...
def relu(x: Array, /) -> Array: ...
def relu6(x: Array, /) -> Array: ...
def selu(x: Array, /) -> Array: ...
def sigmoid(x: Array, /) -> Array: ...
def silu(x: Array, /) -> Array: ...
def softplus(x: Array, /, beta: Array | float = 1.0, threshold: Array | float = 20.0) -> Array: ...
def softsign(x: Array, /) -> Array: ...
def swish(x: Array, /) -> Array: ...
def tanh(x: Array, /) -> Array: ...
def embedding(indices: Array, /, weight: Array) -> Array: ...
def linear(x: Array, /, weight: Array, bias: Array | None = None) -> Array: ...
def one_hot(indices: Array, /, num_classes: int = -1) -> Array: ...
def group_norm(x: Array, /, num_groups: int, weight: Array | None = None, bias: Array | None = None, eps: float = 1e-5) -> Array: ...
def layer_norm(
    x: Array, /, normalized_shape: int | Sequence[int], weight: Array | None = None, bias: Array | None = None, eps: float = 1e-5
) -> Array: ...
def log_softmax(x: Array, /, axis: int | Sequence[int] | None = -1) -> Array: ...
def normalize(x: Array, /, p: float = 2.0, axis: int | Sequence[int] = 1, eps: float = 1e-12) -> Array: ...
def rms_norm(x: Array, /, normalized_shape: int | Sequence[int], weight: Array | None = None, eps: float | None = None) -> Array: ...
def softmax(x: Array, /, axis: int | Sequence[int] | None = -1) -> Array: ...
def conv1d(
    x: Array,
    /,
    weight: Array,
    bias: Array | None = None,
    stride: _Sizes = 1,
    padding: _Sizes | str = 0,
    dilation: _Sizes = 1,
    groups: int = 1,
) -> Array: ...
def conv2d(
    x: Array,
    /,
    weight: Array,
    bias: Array | None = None,
    stride: _Sizes = 1,
    padding: _Sizes | str = 0,
    dilation: _Sizes = 1,
    groups: int = 1,
) -> Array: ...
def adaptive_avg_pool1d(x: Array, /, output_size: int | Sequence[int | None] | None) -> Array: ...
def avg_pool1d(
    x: Array,
    /,
    kernel_size: _Sizes,
    stride: _Sizes | None = None,
    padding: _Sizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array: ...
@overload
def max_pool1d(
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
def max_pool1d(
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
def adaptive_avg_pool2d(x: Array, /, output_size: int | Sequence[int | None] | None) -> Array: ...
def avg_pool2d(
    x: Array,
    /,
    kernel_size: _Sizes,
    stride: _Sizes | None = None,
    padding: _Sizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array: ...
@overload
def max_pool2d(
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
def max_pool2d(
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
def adaptive_avg_pool3d(x: Array, /, output_size: int | Sequence[int | None] | None) -> Array: ...
def avg_pool3d(
    x: Array,
    /,
    kernel_size: _Sizes,
    stride: _Sizes | None = None,
    padding: _Sizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array: ...
@overload
def max_pool3d(
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
def max_pool3d(
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
def scaled_dot_product_attention(
    q: Array, k: Array, v: Array, /, attn_mask: Array | None = None, *, is_causal: bool = False, scale: float | None = None
) -> Array: ...
