"""Writes ta_ops.h (codes and type tables) and the kernel lists of the map units from the rows."""

import importlib
import re
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COSTS = {"cheap": 0, "dear": 8, "called": 80, "iterated": 2000}  # what an element costs beyond its memory, in bytes of that
HEADER = "// Made from trueno_array/_ops by _ext/gen/tables.py; do not edit.\n"


def load_ops(name):
    """A module of trueno_array/_ops, without importing the package, which needs the compiled core."""
    if "_trueno_ops" not in sys.modules:
        package = types.ModuleType("_trueno_ops")
        package.__path__ = [str(ROOT / "trueno_array" / "_ops")]
        sys.modules["_trueno_ops"] = package
    return importlib.import_module(f"_trueno_ops.{name}")


def _matrix(name, rows):
    body = "".join("    {" + ", ".join(str(v) for v in row) + "},\n" for row in rows)
    return f"static const int8_t {name}[{len(rows)}][{len(rows[0])}] = {{\n{body}}};\n"


def ops_header(dtypes, rows, families):
    """Codes of dtypes and operations, item sizes, promotion, loop and result dtypes, the families of elementwise kernels."""
    codes = ["BOOL" if row[0] == "bool" else row[1].upper() for row in dtypes.DTYPES]
    results = [
        [dtypes.CODE[row.result_dtype(short)] if short in row.loops() else -1 for short in dtypes.SHORTS] for row in rows
    ]
    computed_in = [dtypes.CODE[dtypes.COMPUTED_IN.get(short, short)] for short in dtypes.SHORTS]
    return "".join(
        [
            HEADER,
            "#pragma once\n#include <stdint.h>\n",
            "enum { " + ", ".join(f"TA_{code}" for code in codes) + ", TA_N_DTYPES };\n",
            "enum { " + ", ".join(f"TA_OP_{row.name.upper()}" for row in rows) + ", TA_N_OPS };\n",
            f"static const int8_t ta_itemsize[] = {{{', '.join(str(row[3]) for row in dtypes.DTYPES)}}};\n",
            f"static const int8_t ta_computed_in[] = {{{', '.join(map(str, computed_in))}}};\n",
            f"static const char ta_kind[] = \"{''.join(row[2] for row in dtypes.DTYPES)}\";\n",
            f"#define TA_LISTS(X) {' '.join(f'X({family})' for family in families)}\n",
            "static const char* const ta_op_name[] = {" + ", ".join(f'"{row.name}"' for row in rows) + "};\n",
            f"static const int16_t ta_op_cost[] = {{{', '.join(str(COSTS[row.cost]) for row in rows)}}};\n",
            f"static const int16_t ta_op_direct[] = {{{', '.join('512' if row.cost == 'iterated' else '16384' for row in rows)}}};\n",
            _matrix("ta_promotion", dtypes.promotion_table()),
            _matrix("ta_loop_dtype", [row.loop_dtypes() for row in rows]),
            _matrix("ta_result_dtype", results),
            _matrix("ta_output_dtype", [row.output_dtypes() for row in rows]),
        ]
    )


def _functors(row, loops):
    """The body for each dtype, as specialisations of one functor."""
    arguments = "V x" if row.arity == 1 else ", ".join(f"V x{i + 1}" for i in range(row.arity))
    lines = [f"template <class Tag> struct Op_{row.name};\n"]
    for short, (text, shape) in loops.items():
        taken = ("class V, class W", "V x1, const W& x2") if shape == "loop" else ("class V", arguments)
        apply = f"template <{taken[0]}> static TA_INLINE auto apply({taken[1]}) {{ return {text}; }}"
        lines.append(f"template <> struct Op_{row.name}<Tag_{short}> {{ {apply} }};\n")
    return "".join(lines)


SIGN_FREE = re.compile(r"[x12\s()+\-*&|^~]+|x1 [=!]= x2|is_zero\(x\)")
UNSIGNED_OF = {f"i{bits}": f"u{bits}" for bits in (8, 16, 32, 64)}
BITS_OF = {**UNSIGNED_OF, "b8": "u8", "f32": "u32", "f64": "u64"}


def stand_in(short, text, shape):
    """The dtype whose kernel does the same to the bits of `short`."""
    if shape == "fill":
        return "b8"
    if text == "x":
        return BITS_OF.get(short, short)
    return UNSIGNED_OF.get(short, short) if SIGN_FREE.fullmatch(text) else short


def kernel_list(rows, keep):
    """Functors, and TA_MAP lines, of the loops over the dtypes that `keep(short)` selects; TA_MAP_SAME where a kernel does for another."""
    loops = [(row, short, *loop) for row in rows for short, loop in row.loops().items() if keep(short)]
    kernels, keys = {}, []
    for row, short, text, shape in loops:
        result, other = row.result_dtype(short), stand_in(short, text, shape)
        keys.append((text, shape, row.arity, other, "same" if result == short else result))
        if keys[-1] not in kernels or (short == other != kernels[keys[-1]][1]):
            kernels[keys[-1]] = row, short
    own = {(row.name, short) for row, short in kernels.values()}
    functors, entries = [], []
    for row in rows:
        mine = {short: (text, shape) for other, short, text, shape in loops if other is row and (row.name, short) in own}
        functors += [_functors(row, mine)] if mine else []
    for row, short, _, shape in loops:
        if (row.name, short) in own:
            entries.append(f"TA_MAP({row.name}, {row.name.upper()}, {row.arity}, {short}, {row.result_dtype(short)}, {shape})\n")
    for (row, short, _, _), key in zip(loops, keys):
        if (row.name, short) not in own:
            entries.append(f"TA_MAP_SAME({row.name.upper()}, {short}, {kernels[key][0].name}, {kernels[key][1]})\n")
    return f"{HEADER}#ifdef TA_MAP_FUNCTORS\n{''.join(functors)}#else\n{''.join(entries)}#endif\n"


def texts():
    """File name -> text of everything that is made from the rows."""
    dtypes, rows = load_ops("dtypes"), load_ops("rows")
    lists = kernel_lists(rows)
    every = [row for _, row in rows.all_rows()]
    return {"ta_ops.h": ops_header(dtypes, every, lists), **{f"{name}.inc": text for name, text in lists.items()}}


def kernel_lists(rows):
    """Name of each elementwise family -> its list: several for the standard's operations, one for each further module of rows."""
    elementwise = load_ops("elementwise")
    lists = {
        "map_unary": kernel_list(elementwise.UNARY, lambda short: short[0] != "c"),
        "map_binary_int": kernel_list(elementwise.BINARY, lambda short: short[0] in "biu"),
        "map_binary_float": kernel_list(elementwise.BINARY, lambda short: short[0] == "f"),
        "map_ternary": kernel_list(elementwise.TERNARY, lambda short: short[0] != "c"),
        "map_complex": kernel_list(elementwise.ROWS, lambda short: short[0] == "c"),
    }
    for name, (module, _) in list(rows.MODULES.items())[1:]:
        lists[f"map_{name}"] = kernel_list(module.ROWS, lambda short: True)
    return lists


def write(out_dir):
    """Writes the texts into out_dir; files that would not change keep their time."""
    out = Path(out_dir)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        path = out / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


if __name__ == "__main__":
    write(sys.argv[1])
