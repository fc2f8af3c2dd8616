"""What the package costs to import, and what a call costs: conformance/reports/budget.md.

Each figure is the best of many runs, beside the same figure of a bare interpreter or of NumPy.
"""

import os
import subprocess
import sys
import timeit
from pathlib import Path

from . import machine, report

IMPORT_MS, RESIDENT_KIB, CALL_RATIO = 10.0, 8 * 1024, 0.5

CLOCK = "import time; t = time.perf_counter(); {}; print((time.perf_counter() - t) * 1e3)"
RESIDENT = "{}; print(next(s for s in open('/proc/self/status') if s.startswith('VmRSS')).split()[1])"


def in_fresh_interpreter(template, statement):
    environment = os.environ | {"PYTHONPATH": str(report.HERE.parent)}
    out = subprocess.run([sys.executable, "-c", template.format(statement)], env=environment, capture_output=True, text=True, check=True)
    return float(out.stdout)


def best(template, statement, runs):
    return min(in_fresh_interpreter(template, statement) for _ in range(runs))


def startup(runs):
    """Rows: what, trueno_array, allowed, NumPy."""
    rows = [("import, ms", *(best(CLOCK, s, runs) for s in ("import trueno_array", "import numpy")), IMPORT_MS)]
    if os.path.exists("/proc/self/status"):
        bare = best(RESIDENT, "pass", 5)
        resident = [best(RESIDENT, s, 5) - bare for s in ("import trueno_array", "import numpy")]
        rows.append(("resident memory above the bare interpreter, KiB", *resident, RESIDENT_KIB))
    return rows


def fastest(statement, namespace):
    timer = timeit.Timer(statement, globals=namespace)
    number = max(1, int(0.02 / max(timer.timeit(10) / 10, 1e-9)))
    return min(timer.repeat(9, number)) / number


# fmt: off
CALLS = {
    "add(x, y), 8 floats":      "xp.add(x, y)",
    "x + y, 8 floats":          "x + y",
    "exp(x), 8 floats":         "xp.exp(x)",
    "sum(x), 8 floats":         "xp.sum(x)",
    "x[2:5], 8 floats":         "x[2:5]",
    "x[3], 8 floats":           "x[3]",
    "x[3] = 1.0, 8 floats":     "x[3] = 1.0",
    "a[0, 1], 2 x 2":           "a[0, 1]",
    "a[:, 1], 2 x 2":           "a[:, 1]",
    "float(x[0]), 8 floats":    "float(x[0])",
    "reshape(x, (2, 4))":       "xp.reshape(x, (2, 4))",
    "zeros(8)":                 "xp.zeros(8)",
    "matmul of 2 x 2":          "a @ a",
}
# fmt: on


def calls():
    import numpy as np

    import trueno_array as xp

    def space(n):
        x = n.asarray([0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5])
        return {"xp": n, "x": x, "y": x + 1, "a": n.asarray([[1.0, 2.0], [3.0, 4.0]])}

    ours, theirs = space(xp), space(np)
    rows = []
    for name, statement in CALLS.items():
        t, u = (min(fastest(statement, s) for _ in range(2)) for s in (ours, theirs))
        rows.append((name, t * 1e9, u * 1e9, t / u))
    return rows


# fmt: off
BUILT_IN = {
    "bytes[3]":         "b[3]",
    "memoryview[3]":    "v[3]",
    "bytes[2:5]":       "b[2:5]",
    "memoryview[2:5]":  "v[2:5]",
    "tuple[2:5]":       "t[2:5]",
    "float(int)":       "float(i)",
    "property of int":  "i.real",
}
# fmt: on


def built_in():
    """What the interpreter takes for its own containers, where a call is nearly all interpreter: the floor of x[3] and x[2:5]."""
    space = {"b": bytes(8), "v": memoryview(bytes(8)), "t": tuple(range(8)), "i": 3}
    return [(name, min(fastest(statement, space) for _ in range(2)) * 1e9) for name, statement in BUILT_IN.items()]


def run(options):
    first, second = startup(options.runs), calls()
    too_much = [row[0] for row in first if row[1] > row[3]] + [row[0] for row in second[:1] if row[3] > CALL_RATIO]
    sections = [
        report.facts_table(machine.describe("numpy")),
        report.table(("", "trueno_array", "NumPy", "allowed"), [(n, f"{a:.2f}", f"{b:.2f}", f"{c:g}") for n, a, b, c in first]),
        "Time of one call, ns:",
        report.table(("call", "trueno_array", "NumPy", "ratio"), [(n, f"{t:.0f}", f"{u:.0f}", f"{r:.2f}") for n, t, u, r in second]),
        "The same of the interpreter's own objects, ns, below which an index of an array can hardly go:",
        report.table(("expression", "ns"), [(name, f"{t:.0f}") for name, t in built_in()]),
        f"Over the budget: {', '.join(too_much) or 'nothing'}.",
    ]
    report.write(Path(options.output, "budget.md"), "Start and call cost", sections)
    return 1 if too_much else 0


def add_arguments(parser):
    parser.add_argument("--runs", type=int, default=25, help="fresh interpreters per figure")
    parser.add_argument("--output", default=report.REPORTS, help="folder of the reports")
