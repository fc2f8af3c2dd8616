"""What the functions of the rows are called elsewhere, where the name differs or the function does."""

NUMPY = {
    "bitwise_invert": "bitwise_invert", "pow": "pow", "round": "rint", "cumulative_sum": "cumsum", "cumulative_prod": "cumprod",
}  # fmt: skip

# An expression over x, y and z of what NumPy has no function for.
NUMPY_FORMULA = {"fma": "x * y + z", "lerp": "x + z * (y - x)"}

# An expression over x (and y), where it is not torch.<name>(x, y).
TORCH = {
    "bitwise_invert": "torch.bitwise_not(x)",
    "fma": "torch.addcmul(z, x, y)",
    "lerp": "x + z * (y - x)",  # torch.lerp takes no number as its end
    "conj": "torch.conj_physical(x)",  # torch.conj only sets a flag
    "positive": "x.clone()",  # torch.positive returns x itself
    "sign": "torch.sgn(x)",
    "divide": "torch.div(x, y)",
    "equal": "torch.eq(x, y)",
    "not_equal": "torch.ne(x, y)",
    "greater": "torch.gt(x, y)",
    "greater_equal": "torch.ge(x, y)",
    "less": "torch.lt(x, y)",
    "less_equal": "torch.le(x, y)",
    "max": "torch.amax(x{axis})",
    "min": "torch.amin(x{axis})",
    "std": "torch.std(x{axis}, correction=0)",
    "var": "torch.var(x{axis}, correction=0)",
}

# PyTorch's function does nothing for the other dtypes: it answers its operand.
TORCH_ONLY = {"conj": ("c64",)}


def torch_map(name, arity):
    """The expression of an elementwise function."""
    return TORCH.get(name, f"torch.{name}({', '.join('xyz'[:arity])})")
