"""What to write for a NumPy name that the standard does not have: the end of an AttributeError."""

SAME_AS = {
    "absolute": "abs", "amax": "max", "amin": "min", "arccos": "acos", "arccosh": "acosh", "arcsin": "asin",
    "arcsinh": "asinh", "arctan": "atan", "arctan2": "atan2", "arctanh": "atanh", "array": "asarray", "asanyarray": "asarray",
    "ascontiguousarray": "asarray", "bitwise_not": "bitwise_invert", "concatenate": "concat", "conjugate": "conj", "copy": "asarray(x, copy=True)",
    "degrees": "x * (180 / pi)", "deg2rad": "x * (pi / 180)", "dot": "matmul or vecdot", "fabs": "abs", "fix": "trunc", "fmod": "remainder",
    "hstack": "concat", "identity": "eye", "in1d": "isin", "invert": "bitwise_invert", "left_shift": "bitwise_left_shift",
    "mod": "remainder", "ndarray": "Array", "outer": "linalg.outer", "power": "pow", "rad2deg": "x * (180 / pi)",
    "radians": "x * (pi / 180)", "ravel": "reshape(x, (-1,))", "right_shift": "bitwise_right_shift", "rint": "round", "row_stack": "concat",
    "swapaxes": "moveaxis or permute_dims", "trace": "linalg.trace", "transpose": "permute_dims", "true_divide": "divide", "vstack": "concat",
    "bool_": "bool", "cbrt": "special.cbrt", "exp2": "special.exp2", "sinc": "special.sinc", "i0": "special.i0", "convolve": "signal.convolve",
    "correlate": "signal.correlate", "corrcoef": "stats.corrcoef", "cov": "stats.cov", "cross": "linalg.cross",
}  # fmt: skip


def hint(name):
    """The end of the message, or an empty string."""
    return f"; the name here is {SAME_AS[name]}" if name in SAME_AS else ""
