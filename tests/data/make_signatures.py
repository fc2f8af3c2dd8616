"""Write signatures_2025_12.json from the stubs of the Array API standard.

Usage: python tests/data/make_signatures.py --stubs array-api/src/array_api_stubs/_2025_12
The stubs are in github.com/data-apis/array-api. A parameter is [name, kind, default]; the default is its source
text, or null where there is none.
"""

import argparse
import ast
import json
from pathlib import Path

VERSION = "2025.12"
OUTPUT = Path(__file__).with_name("signatures_2025_12.json")
EXTENSIONS = ("linalg", "fft")
INTEGERS = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
DTYPES = ["bool", *INTEGERS, "float32", "float64", "complex64", "complex128"]


def parameters(function):
    args = function.args
    positional = [(a.arg, "positional_only") for a in args.posonlyargs]
    positional += [(a.arg, "positional_or_keyword") for a in args.args]
    missing = len(positional) - len(args.defaults)
    defaults = [None] * missing + [ast.unparse(d) for d in args.defaults]
    found = [[name, kind, default] for (name, kind), default in zip(positional, defaults)]
    if args.vararg:
        found.append([args.vararg.arg, "var_positional", None])
    for arg, default in zip(args.kwonlyargs, args.kw_defaults):
        found.append([arg.arg, "keyword_only", None if default is None else ast.unparse(default)])
    return found


def functions(body, skip_self=False):
    found = {}
    for node in body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = parameters(node)[1 if skip_self else 0 :]
    return found


def exported(tree):
    for node in tree.body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__":
            return ast.literal_eval(node.value)
    return []


def array_class(tree):
    body = next(n for n in tree.body if isinstance(n, ast.ClassDef)).body
    attributes = [n for n in body if isinstance(n, ast.FunctionDef) and n.decorator_list]
    methods = [n for n in body if n not in attributes and getattr(n, "name", "") != "__init__"]
    return {"attributes": sorted(n.name for n in attributes), "methods": functions(methods, skip_self=True)}


def read_stubs(stubs):
    main, data = {}, {"version": VERSION, "source": "data-apis/array-api, src/array_api_stubs/_2025_12"}
    for path in sorted(stubs.glob("*.py")):
        tree = ast.parse(path.read_text())
        if path.stem == "array_object":
            data["array"] = array_class(tree)
        elif path.stem == "constants":
            data["constants"] = exported(tree)
        elif path.stem == "info":
            found = functions(tree.body)
            main["__array_namespace_info__"] = found.pop("__array_namespace_info__")
            data["info"] = found
        elif path.stem in EXTENSIONS:
            data[path.stem] = functions(tree.body)
        elif path.stem.endswith("_functions"):
            main.update(functions(tree.body))
    data["main"], data["dtypes"] = main, DTYPES
    return data


def render(data):
    """One parameter list a line, so that a difference can be read."""
    lines = ["{"]
    for key in ("version", "source", "constants", "dtypes"):
        lines.append(f" {json.dumps(key)}: {json.dumps(data[key])},")
    lines.append(f' "attributes": {json.dumps(data["array"]["attributes"])},')
    groups = {"methods": data["array"]["methods"]} | {k: data[k] for k in ("info", "main", *EXTENSIONS)}
    for group, table in groups.items():
        rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(table[name])}" for name in sorted(table))
        lines.append(f' "{group}": {{\n{rows}\n }},')
    lines[-1] = lines[-1].rstrip(",")
    return "\n".join([*lines, "}"]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stubs", type=Path, required=True)
    OUTPUT.write_text(render(read_stubs(parser.parse_args().stubs)))


if __name__ == "__main__":
    main()
