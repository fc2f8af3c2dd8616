"""The largest error of every function, dtype and ISA level, in units in the last place: docs/accuracy.md.

Real functions are compared with np.longdouble on points of every magnitude; complex ones with np.clongdouble, by the
size of the error relative to the result. Every float32 is the business of float32.py.
"""

import sys

from . import machine, report

DOCUMENT = report.HERE.parent / "docs" / "accuracy.md"


def tests_on_path():
    sys.path.insert(0, str(report.HERE.parent / "tests"))
    import op_matrix
    import support
    import test_accuracy

    return op_matrix, support, test_accuracy


def measure(options):
    """Rows: function, dtype, bound, then the worst error of each level."""
    import trueno_array as xp

    matrix, support, checks = tests_on_path()
    levels = [n for n in ("scalar", "sse2", "avx2", "avx512") if n in xp.backends.available()]
    rows = []
    for op in sorted(matrix.ULP, key=lambda op: op.name):
        if options.only and op.name != options.only:
            continue
        for name in [n for kind in op.kinds for n in support.GROUPS[kind]]:
            row = []
            for level in levels:
                with xp.backends.use(level):
                    real = name in support.FLOATS
                    found = checks.worst_ulp(op, name, options.points) if real else checks.worst_complex(op, name, options.points // 8)
                    row.append(float(found[0]))
            bound = matrix.row_bound(op.name) or checks.HARD_CEILING
            rows.append((op.name, name, bound if name in support.FLOATS else checks.COMPLEX_EPS, *row))
    return levels, rows


def run(options):
    levels, rows = measure(options)
    shown = [(*row[:2], f"{row[2]:g}", *(f"{error:.2f}" for error in row[3:])) for row in rows]
    header = ("function", "dtype", "bound", *levels)
    over = [row for row in rows if not max(row[3:]) <= row[2]]
    if options.print:
        print(report.table(header, shown))
        return 1 if over else 0
    points = f"{options.points:,} points of every magnitude"
    sections = [
        "Made by `python -m conformance accuracy`; do not edit.",
        f"The largest error found on {points}. Real functions: units in the last place against the exact value; those "
        "of `special` on 1,500 points each, by mpmath. Complex "
        "functions: the distance from the exact value in roundings (eps) of its size. +, -, *, / and sqrt of real numbers "
        "are correctly rounded and not listed.",
        report.facts_table(machine.describe("numpy")),
        report.table(header, shown),
    ]
    report.write(DOCUMENT, "Accuracy", sections)
    return 1 if over else 0


def add_arguments(parser):
    parser.add_argument("--points", type=int, default=400_000, help="points per function and dtype")
    parser.add_argument("--only", help="one function")
    parser.add_argument("--print", action="store_true", help="print the table instead of writing the document")
