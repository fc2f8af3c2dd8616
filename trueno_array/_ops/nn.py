"""The activations of neural networks: one row each. Formulas and special values are PyTorch's, but for gelu(inf) = inf."""

from .row import Binary, Ternary, Unary

TORCH = "the formula of torch.nn.functional"


def _function(name, summary, *, ulp):
    return Unary(name, {"float": name + "_{T}(x)"}, summary, cost="dear", ulp=ulp, source=TORCH)


UNARY = (
    _function("gelu", "x times the probability that a normal variable is below x.", ulp=4.0),
    _function("gelu_tanh", "x (1 + tanh(u)) / 2 with u = sqrt(2 / pi) (x + 0.044715 x**3): an approximation of gelu.", ulp=4.0),
    Unary("hardsigmoid", {"float": "relu6_(x + number_like(x, 3)) / number_like(x, 6)"}, "min(max(x + 3, 0), 6) / 6.", ulp=2.0, source=TORCH),
    Unary("hardswish", {"float": "x * (relu6_(x + number_like(x, 3)) / number_like(x, 6))"}, "x min(max(x + 3, 0), 6) / 6.", ulp=2.0, source=TORCH),
    _function("logsigmoid", "The logarithm of 1 / (1 + e**-x), without overflow.", ulp=4.0),
    _function("mish", "x tanh(log(1 + e**x)).", ulp=4.0),
    Unary("relu", {"int": "maximum_(x, number_like(x, 0))", "float": "max_word(number_like(x, 0), x)"}, "max(x, 0).", source=TORCH),
    Unary("relu6", {"int": "minimum_(maximum_(x, number_like(x, 0)), number_like(x, 6))", "float": "relu6_(x)"}, "min(max(x, 0), 6).", source=TORCH),
    Unary("selu", {"float": "selu_(x, expm1_below_zero(x))"}, "1.0507 x, and 1.0507 * 1.67326 (e**x - 1) below zero.", cost="dear", ulp=4.0, source=TORCH),
    _function("sigmoid", "1 / (1 + e**-x).", ulp=4.0),
    _function("silu", "x / (1 + e**-x).", ulp=4.0),
    Unary("softsign", {"float": "x / (abs_(x) + number_like(x, 1))"}, "x / (1 + |x|).", ulp=2.0, source=TORCH),
)  # fmt: skip

BINARY = (
    Binary("celu", {"float": "select(x1, x2 * expm1_below_zero(x1 / x2), is_negative(x1))"}, "x1, and x2 (e**(x1 / x2) - 1) below zero.", cost="dear", ulp=4.0, source=TORCH),
    Binary("elu", {"float": "select(x1, x2 * expm1_below_zero(x1), is_negative(x1))"}, "x1, and x2 (e**x1 - 1) below zero.", cost="dear", ulp=4.0, source=TORCH),
    Binary("leaky_relu", {"float": "select(x1 * x2, x1, is_positive(x1))"}, "x1, and x1 x2 below zero.", source=TORCH),
)  # fmt: skip

TERNARY = (
    Ternary("hardtanh", {"float": "clip_(x1, x2, x3)"}, "x1 limited to [x2, x3].", source=TORCH),
    Ternary("softplus", {"float": "softplus_scaled(x1, x2, x3, softplus_{T}(x1 * x2))"}, "log(1 + e**(x1 x2)) / x2, and x1 where x1 x2 > x3.", cost="dear", ulp=4.0, source=TORCH),
)  # fmt: skip

ROWS = UNARY + BINARY + TERNARY
