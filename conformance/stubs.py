"""Writes the type stubs of the package: the standard's signatures, with the types below.

The parameters come from tests/data/signatures_2025_12.json; what is not of the standard is in stubs_extra.py.
"""

import json

from . import report, stubs_extra, stubs_nn, stubs_random

PACKAGE = report.HERE.parent / "trueno_array"
SIGNATURES = report.HERE.parent / "tests" / "data" / "signatures_2025_12.json"
HEADER = "# Made by `make stubs`; do not edit.\n"

OPERAND = "Array | complex"
AXES = "int | Sequence[int] | None"
TYPES = {
    "api_version": "str | None",
    "arrays": "Sequence[Array]",
    "arrays_and_dtypes": "Array | complex | DTypeLike",
    "axes": "Sequence[int]",
    "axis": "int",
    "condition": "Array",
    "copy": "builtins.bool | None",
    "correction": "float",
    "d": "float",
    "descending": "builtins.bool",
    "destination": "int | Sequence[int]",
    "device": "DeviceLike",
    "dtype": "DTypeLike | None",
    "endpoint": "builtins.bool",
    "fill_value": OPERAND,
    "from_": "Array | DTypeLike",
    "full_matrices": "builtins.bool",
    "include_initial": "builtins.bool",
    "indexing": "str",
    "indices": "Array",
    "invert": "builtins.bool",
    "k": "int",
    "keepdims": "builtins.bool",
    "kind": "DTypeLike | tuple[DTypeLike, ...]",
    "max": "Array | float | None",
    "min": "Array | float | None",
    "mode": "str",
    "n": "int",
    "n_cols": "int | None",
    "n_rows": "int",
    "norm": "str",
    "num": "int",
    "obj": "Any",
    "offset": "int",
    "ord": "float | str",
    "repeats": "int | Array",
    "repetitions": "Sequence[int]",
    "rtol": "float | Array | None",
    "shape": "int | Sequence[int]",
    "shapes": "Sequence[int]",
    "shift": "int | Sequence[int]",
    "side": "str",
    "sorter": "Array | None",
    "source": "int | Sequence[int]",
    "stable": "builtins.bool",
    "start": "float",
    "step": "float",
    "stop": "float | None",
    "to": "DTypeLike",
    "type": "Array | DTypeLike",
    "upper": "builtins.bool",
    "x": "Array",
    "x1": "Array",
    "x2": "Array",
    "s": "Sequence[int] | None",
    "prepend": "Array | None",
    "append": "Array | None",
}
SPECIAL = {
    "arange.start": "float",
    "astype.dtype": "DTypeLike",
    "astype.copy": "builtins.bool",
    "isdtype.dtype": "DTypeLike",
    "linspace.start": "complex",
    "linspace.stop": "complex",
    "tensordot.axes": "int | tuple[Sequence[int], Sequence[int]]",
    "broadcast_arrays.arrays": "Array",
    "meshgrid.arrays": "Array",
    "take.axis": "int | None",
    "repeat.axis": "int | None",
    "concat.axis": "int | None",
    "cumulative_sum.axis": "int | None",
    "cumulative_prod.axis": "int | None",
    "argmax.axis": "int | None",
    "argmin.axis": "int | None",
    "squeeze.axis": "int | Sequence[int]",
    "expand_dims.axis": "int | Sequence[int]",
    "from_dlpack.x": "Any",
    "searchsorted.x2": OPERAND,
    "isin.x1": OPERAND,
    "isin.x2": OPERAND,
    "where.x1": OPERAND,
    "where.x2": OPERAND,
    "fft.n": "int | None",
    "fftn.axes": "Sequence[int] | None",
    "fftshift.axes": AXES,
    "ifftshift.axes": AXES,
    "vector_norm.ord": "float",
    "matrix_norm.ord": "float | str | None",
}
MANY_AXES = {"sum", "prod", "max", "min", "mean", "std", "var", "any", "all", "count_nonzero", "flip", "roll", "vector_norm"}
RETURNS = {
    "broadcast_arrays": "tuple[Array, ...]",
    "meshgrid": "tuple[Array, ...]",
    "unstack": "tuple[Array, ...]",
    "nonzero": "tuple[Array, ...]",
    "broadcast_shapes": "tuple[int, ...]",
    "can_cast": "builtins.bool",
    "isdtype": "builtins.bool",
    "result_type": "DType",
    "finfo": "finfo_object",
    "iinfo": "iinfo_object",
    "__array_namespace_info__": "Info",
    "unique_all": "UniqueAll",
    "unique_counts": "UniqueCounts",
    "unique_inverse": "UniqueInverse",
    "eig": "Eig",
    "eigh": "Eig",
    "qr": "QR",
    "slogdet": "Slogdet",
    "svd": "SVD",
}


def operators():
    """The functions of two operands, of which one may be a Python scalar."""
    import ast

    tree = ast.parse((PACKAGE / "_ops" / "elementwise.py").read_text())
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") in ("Binary", "_compare")]
    return {c.args[0].value for c in calls if isinstance(c.args[0], ast.Constant)}


def type_of(function, name, default, binary):
    special = SPECIAL.get(f"{function}.{name}") or (SPECIAL.get(f"fft.{name}") if function.endswith("fft") else None)
    if function.endswith("fftn"):
        special = SPECIAL.get(f"fftn.{name}")
    if special:
        return special
    if name in ("x1", "x2") and function in binary:
        return OPERAND
    if name == "axis" and function in MANY_AXES:
        return AXES
    return TYPES[name]


def parameter(function, row, binary):
    name, kind, default = row
    text = f"{name}: {type_of(function, name, default, binary)}"
    return ("*" if kind == "var_positional" else "") + text + (f" = {default}" if default is not None else "")


def signature(function, rows, binary):
    """The parameter list with its / and *."""
    parts, seen = [], None
    for row in rows:
        kind = row[1]
        if seen == "positional_only" and kind != seen:
            parts.append("/")
        if kind == "keyword_only" and seen not in ("keyword_only", "var_positional"):
            parts.append("*")
        parts.append(parameter(function, row, binary))
        seen = kind
    return ", ".join(parts + ["/"] if seen == "positional_only" else parts)


def functions(table, binary):
    return "".join(
        f"def {name}({signature(name, rows, binary)}) -> {RETURNS.get(name, 'Array')}: ...\n" for name, rows in sorted(table.items())
    )


def from_rows(module, others=""):
    """The functions made from one module of rows, but for those that the text `others` has."""
    from trueno_array._ops.rows import MODULES

    parameters = {1: "x: Array, /", 2: f"x1: {OPERAND}, x2: {OPERAND}, /", 3: f"x1: {OPERAND}, x2: {OPERAND}, x3: {OPERAND}, /"}
    rows = [row for row in MODULES[module][0].ROWS if f"def {row.name}(" not in others]
    return "".join(f"def {row.name}({parameters[row.arity]}) -> Array: ...\n" for row in rows)


def texts():
    """Path -> text of every stub."""
    data, binary = json.loads(SIGNATURES.read_text()), operators()
    dtypes = "".join(f"{name}: DType\n" for name in [*data["dtypes"], "float16"])
    imports = "from collections.abc import Sequence\n"
    types = sorted({RETURNS[n] for n in data["linalg"] if n in RETURNS})
    linalg = f"{imports}\nfrom . import {', '.join(['Array', 'DTypeLike', *types])}\n\nclass LinAlgError(ValueError): ...\n\n"
    main = functions(data["main"], binary) + stubs_extra.BEYOND
    fft = f"{imports}\nfrom . import Array, DeviceLike, DTypeLike\n\n"
    return {
        PACKAGE / "__init__.pyi": HEADER + stubs_extra.MAIN + dtypes + "\n" + main + from_rows("elementwise", main),
        PACKAGE / "linalg.pyi": HEADER + "import builtins\n" + linalg + functions(data["linalg"], binary),
        PACKAGE / "fft.pyi": HEADER + fft + functions(data["fft"], binary),
        PACKAGE / "backends.pyi": HEADER + stubs_extra.BACKENDS,
        PACKAGE / "nn" / "__init__.pyi": HEADER + stubs_nn.PACKAGE,
        PACKAGE / "nn" / "functional.pyi": HEADER + stubs_nn.FUNCTIONAL,
        PACKAGE / "random.pyi": HEADER + stubs_random.RANDOM,
        PACKAGE / "signal.pyi": HEADER + stubs_extra.SIGNAL,
        PACKAGE / "stats.pyi": HEADER + stubs_extra.STATS,
        PACKAGE / "special.pyi": HEADER + stubs_extra.SPECIAL_IMPORTS + from_rows("special") + stubs_extra.SPECIAL,
    }


def run(options):
    for path, text in texts().items():
        path.write_text(text)
        print(f"wrote {path}")
    return 0


def add_arguments(parser):
    pass
