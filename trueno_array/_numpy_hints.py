"""What to write for a NumPy name that the standard does not have: the end of an AttributeError."""

SAME_AS = {
    "absolute": "abs", "amax": "max", "amin": "min", "arccos": "acos", "arccosh": "acosh", "arcsin": "asin", "arcsinh": "asinh",
    "arctan": "atan", "arctan2": "atan2", "arctanh": "atanh", "array": "asarray", "asanyarray": "asarray",
    "ascontiguousarray": "asarray", "bitwise_not": "bitwise_invert", "bool_": "bool", "cbrt": "special.cbrt",
    "concatenate": "concat", "conjugate": "conj", "convolve": "signal.convolve", "copy": "asarray(x, copy=True)",
    "corrcoef": "stats.corrcoef", "correlate": "signal.correlate", "cov": "stats.cov", "cross": "linalg.cross",
    "deg2rad": "x * (pi / 180)", "degrees": "x * (180 / pi)", "dot": "matmul or vecdot", "exp2": "special.exp2", "fabs": "abs",
    "fix": "trunc", "fmod": "remainder", "hstack": "concat", "i0": "special.i0", "identity": "eye", "in1d": "isin",
    "invert": "bitwise_invert", "left_shift": "bitwise_left_shift", "mod": "remainder", "ndarray": "Array",
    "outer": "linalg.outer", "power": "pow", "rad2deg": "x * (180 / pi)", "radians": "x * (pi / 180)",
    "ravel": "reshape(x, (-1,))", "right_shift": "bitwise_right_shift", "rint": "round", "row_stack": "concat",
    "sinc": "special.sinc", "swapaxes": "moveaxis or permute_dims", "trace": "linalg.trace", "transpose": "permute_dims",
    "true_divide": "divide", "vstack": "concat",
}  # fmt: skip


def hint(name):
    """The end of the message, or an empty string."""
    return f"; the name here is {SAME_AS[name]}" if name in SAME_AS else ""
