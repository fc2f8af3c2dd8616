"""Functions of one float32 over all 2**32 inputs, on every ISA level: docs/accuracy_float32.md.

The standard's functions are compared with NumPy's float64 functions, those of `nn.functional` with our own of float64, whose
errors docs/accuracy.md has; the functions of `special` compute float32 as float64 anyway. A level is compared with the one
before it; only what differs is measured again.
"""

import json
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from . import machine, report
from .accuracy import tests_on_path

DOCUMENT = report.HERE.parent / "docs" / "accuracy_float32.md"
TITLE = "Accuracy over every float32"
WORK = report.HERE.parent / "build" / "float32"
CHUNK = 1 << 15  # the arrays of a chunk stay in the cache
WITH_ARGUMENTS = {"celu": {}, "elu": {}, "gelu": {}, "gelu_tanh": {"approximate": "tanh"}, "softplus": {}}  # rows that functions of nn call
PARTS = 16  # of the inputs of a function: what one job measures


def add_arguments(parser):
    parser.add_argument("--only", help="one function, as it is listed: its line of the document is written anew")
    parser.add_argument("--levels", nargs="+", help="ISA levels (default: all that this machine has)")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--resume", action="store_true", help="keep the parts that a broken run has measured")


def functions():
    """name -> (function, its float64 reference)."""

    import trueno_array as xp

    matrix, _, _ = tests_on_path()
    found = {}
    for op in matrix.ULP_UNARY + matrix.NN:
        if op.arity != 1 or "f" not in op.kinds:
            continue
        own = op.function
        exact = op.reference if not op.namespace else own_of_float64(own)
        found[f"{op.namespace}.{op.name}" if op.namespace else op.name] = own, exact
    for name, arguments in WITH_ARGUMENTS.items():
        own = partial(getattr(xp.nn.functional, name.partition("_")[0]), **arguments)
        found[f"nn.functional.{name}"] = own, own_of_float64(own)
    return {name: found[name] for name in sorted(found, key=_place)}


def _place(name):
    """The standard's functions first."""
    return name.rpartition(".")[0], name


def own_of_float64(function):
    """NumPy's array of our own float64 result for NumPy's array."""
    import numpy as np

    import trueno_array as xp

    return lambda a: np.asarray(function(xp.asarray(a)))


def unit_of(exact):
    """The unit in the last place of a float32 near each value; not for those that overflow."""
    import numpy as np

    unit = (exact.view(np.int64) & 0x7FF0000000000000).view(np.float64)
    np.maximum(unit, 2.0**-126, out=unit)
    unit *= 2.0**-23
    return unit


def worst_of(result, exact, unit, worst):
    """The larger of `worst`, at least half a unit, and the largest error; a wrong sign of zero is an infinite one."""
    import numpy as np

    _, support, _ = tests_on_path()
    distance = result.astype(np.float64)
    distance -= exact
    np.abs(distance, out=distance)
    is_near = distance <= unit * worst
    if not is_near.all():  # larger, NaN or inf
        look = ~is_near
        rounded = exact[look].astype(np.float32)
        found = result[look]
        wrong = (found != rounded) & ~(np.isnan(found) & np.isnan(rounded))
        if wrong.any():
            worst = max(worst, float(support.ulp_error(found[wrong], exact[look][wrong]).max()))
    zero = exact == 0
    if zero.any() and (np.signbit(result[zero]) != np.signbit(exact[zero])).any():
        worst = np.inf
    return worst


def measure_part(name, part, levels):
    """The worst error of each level over a part of the inputs."""
    import numpy as np

    import trueno_array as xp

    xp.backends.set_num_threads(1)
    function, reference = functions()[name]
    worst = [0.5] * len(levels)
    length = (1 << 32) // PARTS
    for start in range(part * length, (part + 1) * length, CHUNK):
        a = np.arange(start, start + CHUNK, dtype=np.uint32).view(np.float32)
        x = xp.asarray(a)
        with np.errstate(all="ignore"):
            exact = reference(a.astype(np.float64))
            unit = unit_of(exact)
            before = None
            for i, level in enumerate(levels):
                with xp.backends.use(level):
                    result = np.asarray(function(x))
                if before is None:
                    worst[i] = worst_of(result, exact, unit, worst[i])
                else:
                    differs = result.view(np.uint32) != before.view(np.uint32)
                    if differs.any():
                        worst[i] = worst_of(result[differs], exact[differs], unit[differs], worst[i])
                before = result
    return worst


def _line(name, part, levels):
    start = time.perf_counter()
    worst = measure_part(name, part, levels)
    return {"name": name, "part": part, "worst": dict(zip(levels, worst)), "seconds": time.perf_counter() - start}


def _measured(names, levels, options):
    """Lines of all parts; kept in WORK while they come."""
    WORK.mkdir(parents=True, exist_ok=True)
    path = WORK / "parts.jsonl"
    lines = [json.loads(text) for text in path.read_text().splitlines()] if options.resume and path.exists() else []
    done = {(line["name"], line["part"]) for line in lines}
    with ProcessPoolExecutor(options.jobs) as pool, open(path, "a" if lines else "w") as file:
        jobs = [pool.submit(_line, name, part, levels) for name in names for part in range(PARTS) if (name, part) not in done]
        for job in jobs:
            lines.append(job.result())
            print(json.dumps(lines[-1]), file=file, flush=True)
    return lines


def _table_of(text):
    """The cells of the table that a document ends with, its header first."""
    lines = text.rstrip("\n").split("\n\n")[-1].splitlines()
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in (lines[0], *lines[2:])]


def _with_rows(text, rows):
    """The sections of a document that ends with its table, with these rows in it."""
    sections = text.rstrip("\n").split("\n\n")[1:-1]
    header, *known = _table_of(text)
    found = {row[0]: row for row in (*known, *rows)}
    return [*sections, report.table(header, [found[name] for name in sorted(found, key=_place)])]


def run(options):
    import trueno_array as xp

    matrix, _, checks = tests_on_path()
    levels = options.levels or [level for level in ("avx512", "avx2", "sse2", "scalar") if level in xp.backends.available()]
    names = [name for name in functions() if options.only in (None, name)]
    lines = _measured(names, levels, options)
    rows, over = [], []
    for name in names:
        worst = [max(line["worst"][level] for line in lines if line["name"] == name) for level in levels]
        worst = [max(worst[: i + 1]) for i in range(len(worst))]  # what is as at the level before it has at most that level's error
        bound = matrix.row_bound(name.rpartition(".")[2]) or checks.HARD_CEILING
        rows.append((name, f"{bound:g}", *(f"{error:.3f}" for error in worst)))
        if not max(worst) <= bound:
            over.append(name)
    header = ("function", "bound", *levels)
    print(report.table(header, rows))
    if options.only is None:
        sections = [
            "Made by `python -m conformance float32`; do not edit.",
            "The largest error over all 2^32 inputs, in units in the last place of float32. The standard's functions against NumPy's "
            "float64 functions; those of `nn.functional` against our own float64 functions. A level is measured "
            "where it differs from the level to its left, and that level's error stands as a bound for the rest.",
            report.facts_table(machine.describe("numpy")),
            report.table(header, rows),
        ]
        report.write(DOCUMENT, TITLE, sections)
    elif DOCUMENT.exists() and _table_of(DOCUMENT.read_text())[0] == header:
        report.write(DOCUMENT, TITLE, _with_rows(DOCUMENT.read_text(), rows))
    print(f"over their bound: {', '.join(over) or 'none'}")
    return 1 if over else 0
