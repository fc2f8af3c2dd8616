"""Translate the float32 mathematics of shaders/math/*.wgsl into one C++ header over the vector words.

The dialect is WGSL that needs no branch: functions of `let` lines and one `return`; arithmetic, comparison, `& | ! ~ ^ << >>`,
`select fma abs min max floor ceil trunc round sqrt bitcast opaque`, the constructors `f32 i32 u32`, calls of other functions.
Float literals carry a point or an exponent, integer literals `u` or `i`; shift counts are literals or u32 values.
`words.wgsl` holds what both compilers define for themselves; its C++ twin is _ext/math/dialect_words.hpp.
A header `<name>.hpp` in the override folder replaces the CPU form of the function <name>, `<name>_<isa>.hpp` does so for one ISA.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHADERS = ROOT / "shaders" / "math"
OVERRIDES = ROOT / "_ext" / "kernels" / "override"
WORDS_FILE = "words"
ISAS = ("scalar", "sse2", "avx2", "avx512")

C_TYPES = {"f32": "Vec<f32>", "i32": "Vec<i32>", "u32": "Vec<u32>", "bool": "Mask<f32>"}
C_WORDS = {
    "select": "select", "fma": "fma_", "abs": "abs_", "min": "min_word", "max": "max_word", "floor": "floor_", "ceil": "ceil_",
    "trunc": "trunc_", "round": "rint_", "sqrt": "sqrt_", "opaque": "opaque_", "f32": "as_f32_", "i32": "as_i32_", "u32": "as_u32_",
}
FUNCTION = re.compile(r"^fn (\w+)\(([^)]*)\) -> (\w+) \{\n(.*?)^\}\n", re.S | re.M)
STATEMENT = re.compile(r"let (\w+)(?:: \w+)? = (.+)|return (.+)", re.S)
TOKEN = re.compile(
    r"\s*(?:(?P<float>(?:0[xX][0-9a-fA-F]*\.?[0-9a-fA-F]*[pP][+-]?\d+|(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)f?)"
    r"|(?P<integer>(?:0[xX][0-9a-fA-F]+|\d+)[ui])"
    r"|(?P<bitcast>bitcast<[ui f32]+>)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<shift><<|>>)"
    r"|(?P<operator><=|>=|==|!=|[-+*/&|^!~<>(),]))"
)


class DialectError(ValueError):
    """A text outside the dialect."""


class Function:
    """One function of the dialect: its signature, its statements and the functions it calls."""

    def __init__(self, stem, name, parameters, result, body, text):
        self.stem, self.name, self.result, self.body, self.text = stem, name, result, body, text
        self.parameters = [tuple(part.strip() for part in p.split(":")) for p in parameters.split(",") if p.strip()]
        self.locals = {p for p, _ in self.parameters}

    def fail(self, why):
        raise DialectError(f"{self.stem}.wgsl: {self.name}: {why}")

    def calls(self):
        called = re.findall(r"([A-Za-z_]\w*)\s*\(", self.body)
        return sorted({c for c in called if c not in C_WORDS and c != "return"})


def parse(path):
    """The functions of one file."""
    text = re.sub(r"//[^\n]*", "", path.read_text())
    found = [Function(path.stem, m[1], m[2], m[3], m[4], m[0]) for m in FUNCTION.finditer(text)]
    rest = FUNCTION.sub("", text).strip()
    if rest or not found:
        raise DialectError(f"{path.name}: only functions are allowed here, got {rest[:60]!r}")
    return found


def read(folder=SHADERS):
    """All functions of the folder by name."""
    functions = {}
    for path in sorted(Path(folder).glob("*.wgsl")):
        for function in parse(path):
            if function.name in functions:
                function.fail("defined twice")
            functions[function.name] = function
    return functions


def ordered(functions, names):
    """The named functions and all they call, callees first."""
    order, state = [], {}

    def visit(name, caller):
        if name not in functions:
            raise DialectError(f"{caller}: no function {name} in the dialect")
        if state.get(name) == "open":
            raise DialectError(f"{name}: functions of the dialect must not recurse")
        if name in state:
            return
        state[name] = "open"
        for called in functions[name].calls():
            visit(called, name)
        state[name] = "done"
        order.append(functions[name])

    for name in names:
        visit(name, "the caller")
    return order


def wgsl(names, folder=SHADERS):
    """The WGSL text of the named functions with all they need."""
    return "\n".join(f.text for f in ordered(read(folder), names))


def c_expression(function, text):
    """One expression of the dialect in C++."""
    parts, at, after_shift = [], 0, False
    text = text.strip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            function.fail(f"cannot read {text[at:at + 40]!r}")
        at = match.end()
        parts.append(c_token(function, match.lastgroup, match[match.lastgroup], text[at:], after_shift))
        after_shift = match.lastgroup == "shift"
    return " ".join(parts).replace("( ", "(").replace(" )", ")").replace(" ,", ",")


def c_token(function, kind, token, rest, after_shift):
    if kind == "float":
        return f"Vec<f32>({token.rstrip('f')}f)"
    if kind == "integer":
        if after_shift:
            return token[:-1]
        return f"Vec<u32>({token})" if token[-1] == "u" else f"Vec<i32>({token[:-1]})"
    if kind == "name" and rest.lstrip().startswith("("):
        return C_WORDS.get(token, token)
    if kind == "name" and token not in function.locals:
        function.fail(f"{token!r} is not defined")
    return f"{token}_" if kind == "name" else token  # no local is a keyword of C++ then


def c_function(function):
    """One function of the dialect as a C++ function."""
    lines = []
    statements = [s.strip() for s in function.body.split(";")]
    if statements.pop():
        function.fail("the last statement has no semicolon")
    for number, statement in enumerate(statements):
        match = STATEMENT.fullmatch(statement)
        if not match or bool(match[3]) != (number == len(statements) - 1):
            function.fail(f"only let lines and one last return are allowed, got {statement[:60]!r}")
        if match[1]:
            lines.append(f"    const auto {match[1]}_ = {c_expression(function, match[2])};")
            function.locals.add(match[1])
        else:
            value = c_expression(function, match[3])
            lines.append(f"    return {f'mask_cast<f32>({value})' if function.result == 'bool' else value};")
    parameters = ", ".join(f"{C_TYPES[kind]} {name}_" for name, kind in function.parameters)
    return f"TA_INLINE {C_TYPES[function.result]} {function.name}({parameters}) {{\n" + "\n".join(lines) + "\n}\n"


def include(override):
    return f'}}  // namespace\n#include "kernels/override/{override}.hpp"\nnamespace {{\n'


def c_text(function, overriding):
    """The function translated, or the headers that replace it."""
    text = include(function.name) if function.name in overriding else c_function(function)
    for isa in ISAS:
        if f"{function.name}_{isa}" in overriding:
            text = f"#if defined(TA_ISA_{isa.upper()})\n{include(f'{function.name}_{isa}')}#else\n{text}#endif\n"
    return text


def header(folder=SHADERS, overrides=OVERRIDES):
    """The text of math_f32.hpp."""
    functions = read(folder)
    overriding = {path.stem for path in Path(overrides).glob("*.hpp")} if overrides else set()
    bodies = [c_text(f, overriding) for f in ordered(functions, list(functions)) if f.stem != WORDS_FILE]
    top = "// Made by _ext/gen/dialect.py from shaders/math. Do not edit.\n#pragma once\n"
    top += '#include "simd/simd.hpp"\n#include "math/dialect_words.hpp"\n\nnamespace {\n\n'
    return top + "\n".join(bodies) + "\n}  // namespace\n"


def write(out_dir):
    """Write <out_dir>/math_f32.hpp; leave an unchanged file alone."""
    path = Path(out_dir) / "math_f32.hpp"
    text = header()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
    return path


if __name__ == "__main__":
    write(sys.argv[1])
