"""trueno_array.nn.functional beside torch.nn.functional, and NumPy's formulas."""

from .. import data, tables
from ..case import NONE, has
from ..tables import FLOATS, Row, one
from .special import rows_of

# name -> NumPy's formula over x; PyTorch's is functional.<name>(x). What has no formula here is compared with PyTorch only.
ACTIVATIONS = {
    "relu": "np.maximum(x, 0)",
    "relu6": "np.clip(x, 0, 6)",
    "leaky_relu": "np.where(x > 0, x, 0.01 * x)",
    "elu": "np.where(x > 0, x, np.expm1(x))",
    "celu": "np.maximum(x, 0) + np.minimum(np.expm1(x), 0)",
    "selu": "1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x))",
    "sigmoid": "1 / (1 + np.exp(-x))",
    "logsigmoid": "-np.logaddexp(0, -x).astype(x.dtype)",
    "gelu": "0.5 * x * (1 + scipy_special.erf(x / 2**0.5))",
    "silu": "x / (1 + np.exp(-x))",
    "hardswish": "x * np.clip(x + 3, 0, 6) / 6",
    "hardsigmoid": "np.clip(x / 6 + 0.5, 0, 1)",
    "hardtanh": "np.clip(x, -1, 1)",
    "mish": "x * np.tanh(np.logaddexp(0, x)).astype(x.dtype)",
    "softplus": "np.logaddexp(0, x).astype(x.dtype)",
    "softsign": "x / (1 + np.abs(x))",
}
SCALE = "((x - np.mean(x, axis=1, keepdims=True)) / np.sqrt(np.var(x, axis=1, keepdims=True) + 1e-5)).astype(x.dtype)"
EXPONENTIALS = "(lambda e: e / np.sum(e, axis=1, keepdims=True))(np.exp(x - np.max(x, axis=1, keepdims=True)))"


def table(short, n):
    return {"x": data.table(data.values(short, n))}


def layer(short, n):
    columns = data.sides(n)[1]
    return {"x": data.table(data.values(short, n)), "w": data.settled(data.values(short, columns * 64, 2)).reshape(64, columns)}


def images(short, n):
    side = max(int((n / 8) ** 0.5), 3)
    return {"x": data.settled(data.values(short, 8 * side * side)).reshape(1, 8, side, side)}


def stage(short, n):
    """A layer of a residual network: as many channels as the side of the images."""
    side = max(round((n) ** (1 / 3)), 3)
    x, w = data.settled(data.values(short, side**3)), data.settled(data.values(short, side * side * 9, 2))
    return {"x": x.reshape(1, side, side, side), "w": w.reshape(side, side, 3, 3)}


def heads(short, n):
    """Four heads of 64 numbers."""
    length = max(n // 256, 2)
    return {name: data.settled(data.values(short, 256 * length, seed)).reshape(1, 4, length, 64) for seed, name in enumerate("qkv", 1)}


ATTENTION = "functional.scaled_dot_product_attention(q, k, v)"
MIDDLE = data.SIZES[1:5]
FOLDS = (
    Row("softmax", table, FLOATS, "xp.nn.functional.softmax(x, axis=1)", "functional.softmax(x, dim=1)", EXPONENTIALS),
    Row("log_softmax", table, FLOATS, "xp.nn.functional.log_softmax(x, axis=1)", "functional.log_softmax(x, dim=1)", f"np.log({EXPONENTIALS})"),
    Row("softmax axis=0", table, FLOATS, "xp.nn.functional.softmax(x, axis=0)", "functional.softmax(x, dim=0)", EXPONENTIALS.replace("axis=1", "axis=0")),
    Row("log_softmax axis=0", table, FLOATS, "xp.nn.functional.log_softmax(x, axis=0)", "functional.log_softmax(x, dim=0)", f"np.log({EXPONENTIALS})".replace("axis=1", "axis=0")),
    Row("layer_norm", table, FLOATS, "xp.nn.functional.layer_norm(x, x.shape[1:])", "functional.layer_norm(x, x.shape[1:])", SCALE),
    Row("linear", layer, FLOATS, "xp.nn.functional.linear(x, w)", "functional.linear(x, w)", "x @ w.T", MIDDLE),
    Row("conv2d", stage, FLOATS, "xp.nn.functional.conv2d(x, w, padding=1)", "functional.conv2d(x, w, padding=1)", NONE, MIDDLE),
    Row("avg_pool2d", images, ("f32",), "xp.nn.functional.avg_pool2d(x, 2)", "functional.avg_pool2d(x, 2)", NONE, MIDDLE),
    Row("scaled_dot_product_attention", heads, FLOATS, f"xp.nn.{ATTENTION}", ATTENTION, NONE, data.SIZES[1:4]),
    Row("max_pool2d", images, ("f32",), "xp.nn.functional.max_pool2d(x, 2)", "functional.max_pool2d(x, 2)", NONE, MIDDLE),
)  # fmt: skip


def rows():
    others = {row.name: (", 0.5", ", 2.0")[: row.arity - 1] for row in rows_of("nn.functional") if row.name not in ACTIVATIONS}
    for name in others | ACTIVATIONS:
        arguments = "x" + "".join(others.get(name, ()))
        yield Row(name, one, FLOATS, f"xp.nn.functional.{name}({arguments})", f"functional.{name}({arguments})", ACTIVATIONS.get(name, NONE))
    yield from FOLDS


def cases(sizes):
    return tables.cases("nn", [row for row in rows() if has(f"nn.functional.{row.name.split()[0]}")], sizes)
