"""What to write for a NumPy name that the standard does not have: the end of an AttributeError."""

SAME_AS = {
    "absolute": "abs", "allclose": "all(abs(x1 - x2) <= atol + rtol * abs(x2))", "amax": "max", "amin": "min",
    "angle": "atan2(imag(x), real(x))", "append": "concat", "arccos": "acos", "arccosh": "acosh", "arcsin": "asin",
    "arcsinh": "asinh", "arctan": "atan", "arctan2": "atan2", "arctanh": "atanh", "argpartition": "argsort", "around": "round",
    "array": "asarray", "array_equal": "all(x1 == x2)", "asanyarray": "asarray", "ascontiguousarray": "asarray",
    "atleast_1d": "reshape or expand_dims", "atleast_2d": "reshape or expand_dims", "atleast_3d": "reshape or expand_dims",
    "average": "mean, or sum(w * x) / sum(w)", "bitwise_not": "bitwise_invert", "bool_": "bool", "cbrt": "special.cbrt",
    "column_stack": "stack(arrays, axis=1) or concat", "compress": "x[mask]", "concatenate": "concat", "conjugate": "conj",
    "convolve": "signal.convolve", "copy": "asarray(x, copy=True)", "copyto": "x[...] = values", "corrcoef": "stats.corrcoef",
    "correlate": "signal.correlate", "cov": "stats.cov", "cross": "linalg.cross", "deg2rad": "x * (pi / 180)",
    "degrees": "x * (180 / pi)", "diagonal": "linalg.diagonal", "digitize": "searchsorted",
    "divmod": "floor_divide and remainder", "dot": "matmul or vecdot", "double": "float64", "dstack": "stack(arrays, axis=2)",
    "dtype": "DType", "exp2": "special.exp2", "extract": "x[mask]", "fabs": "abs",
    "fill_diagonal": "x[i, i] = value with i = arange(n)", "fix": "trunc", "flatnonzero": "nonzero(reshape(x, (-1,)))[0]",
    "fliplr": "flip(x, axis=1)", "flipud": "flip(x, axis=0)", "float_power": "pow", "fmax": "maximum", "fmin": "minimum",
    "fmod": "remainder", "frombuffer": "asarray", "half": "float16",
    "heaviside": "where(x == 0, value, astype(x > 0, x.dtype))", "hsplit": "split(x, n, axis=1)", "hstack": "concat",
    "i0": "special.i0", "identity": "eye", "in1d": "isin", "inner": "vecdot or tensordot", "int_": "int64",
    "intersect1d": "unique_values(x1[isin(x1, x2)])", "intp": "int64", "invert": "bitwise_invert",
    "isclose": "abs(x1 - x2) <= atol + rtol * abs(x2)", "isneginf": "x == -inf", "isposinf": "x == inf",
    "issubdtype": "isdtype", "ix_": "x[rows[:, None], columns]",
    "kron": "reshape(x1[:, None, :, None] * x2[None, :, None, :], shape)", "left_shift": "bitwise_left_shift",
    "load": "asarray(numpy.load(file))", "matvec": "matmul", "mod": "remainder", "nan_to_num": "where(isnan(x), value, x)",
    "ndarray": "Array", "ndim": "x.ndim", "outer": "linalg.outer", "partition": "sort", "place": "x[mask] = values",
    "power": "pow", "promote_types": "result_type", "ptp": "max(x) - min(x)", "put": "x[indices] = values",
    "putmask": "x[mask] = values", "rad2deg": "x * (180 / pi)", "radians": "x * (pi / 180)", "ravel": "reshape(x, (-1,))",
    "right_shift": "bitwise_right_shift", "rint": "round", "rollaxis": "moveaxis", "rot90": "flip and permute_dims",
    "row_stack": "concat", "save": "numpy.save(file, numpy.asarray(x))", "setdiff1d": "unique_values(x1[~isin(x1, x2)])",
    "shape": "x.shape", "sinc": "special.sinc", "single": "float32", "size": "x.size", "swapaxes": "moveaxis or permute_dims",
    "trace": "linalg.trace", "transpose": "permute_dims", "trapezoid": "sum((x[1:] - x[:-1]) * (y[1:] + y[:-1])) / 2",
    "tri": "tril(ones((n, m)))", "tril_indices": "nonzero(tril(ones((n, m))))", "triu_indices": "nonzero(triu(ones((n, m))))",
    "true_divide": "divide", "uint": "uint64", "union1d": "unique_values(concat((x1, x2)))",
    "unique": "unique_values, unique_counts, unique_inverse or unique_all", "vander": "x[:, None] ** arange(n)",
    "vdot": "vecdot", "vecmat": "matmul", "vsplit": "split(x, n, axis=0)", "vstack": "concat",
}  # fmt: skip


def hint(name):
    """The end of the message, or an empty string."""
    return f"; the name here is {SAME_AS[name]}" if name in SAME_AS else ""
