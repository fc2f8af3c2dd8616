"""Times of every operation beside NumPy's, one thread each: conformance/reports/speed.md and speed.json.

Both libraries run in one process, in blocks that take turns; a time is that of the fastest block, per call, of the calling thread's
processor (so that other programs do not count). The speed-up is NumPy's time over ours.
"""

import math
import os
import subprocess
import sys
import time
import warnings
from pathlib import Path

from . import machine, report

BLOCK_S, CASE_S, ROUNDS = 0.001, 0.03, (3, 8)
SLOWEST, CALL_TARGET = 0.5, 2.0
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def block(call, number):
    start = time.thread_time()
    for _ in range(number):
        call()
    return (time.thread_time() - start) / number


def compare(ours, theirs):
    """Seconds per call of both."""
    first = max(block(ours, 1), block(theirs, 1), 1e-7)
    number = max(1, min(20_000, int(BLOCK_S / first)))
    if number > 20:
        number = max(1, min(20_000, int(BLOCK_S / max(block(ours, number), block(theirs, number)))))
    best, end, done = [math.inf, math.inf], time.perf_counter() + CASE_S, 0
    while done < ROUNDS[0] or (done < ROUNDS[1] and time.perf_counter() < end):
        best = [min(best[0], block(ours, number)), min(best[1], block(theirs, number))]
        done += 1
        if first > 0.1 and done > 1:
            break
    return best


def is_legal(theirs):
    """Whether NumPy has the operation for the dtype."""
    try:
        theirs()
    except TypeError:
        return False
    return True


def measure(options):
    """Rows of a dict each, the most losing first."""
    import numpy as np

    import trueno_array as xp

    from . import speed_cases

    xp.backends.set_num_threads(1)
    rows = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for family in speed_cases.FAMILIES.values():
            for kind, name, n, build in family():
                if options.only and not any(word in f"{kind} {name}" for word in options.only):
                    continue
                ours, theirs = build()
                if not is_legal(theirs):
                    continue
                t, u = compare(ours, theirs)
                rows.append({"family": kind, "name": name, "elements": n, "ours_us": t * 1e6, "numpy_us": u * 1e6, "speedup": u / t})
    return sorted(rows, key=lambda row: row["speedup"])


def geometric_mean(rows):
    return math.exp(sum(math.log(row["speedup"]) for row in rows) / len(rows)) if rows else math.nan


def summary_of(rows):
    n = len(rows)
    return {
        "cases": n,
        "geometric mean": round(geometric_mean(rows), 2),
        "faster than NumPy, %": round(100 * sum(row["speedup"] > 1 for row in rows) / n, 1) if n else 0,
        "below 0.5": sum(row["speedup"] < SLOWEST for row in rows),
        "slowest": round(rows[0]["speedup"], 2) if rows else 0,
    }


def groups(rows):
    """Name -> rows, of sizes and families."""
    large, small = [r for r in rows if r["elements"] > 8], [r for r in rows if r["elements"] == 8]
    found = {"1,000,000 elements": large, "8 elements": small}
    for family in dict.fromkeys(r["family"] for r in rows):
        found[family] = [r for r in large if r["family"] == family] or [r for r in small if r["family"] == family]
    return {name: chosen for name, chosen in found.items() if chosen}


def shown(rows):
    header = ("case", "elements", "trueno_array, us", "NumPy, us", "speed-up")
    cells = [(f"`{r['name']}`", r["elements"], f"{r['ours_us']:.2f}", f"{r['numpy_us']:.2f}", f"{r['speedup']:.2f}") for r in rows]
    return report.table(header, cells)


def sections_of(rows, facts, seconds):
    parts = {name: summary_of(chosen) for name, chosen in groups(rows).items()}
    keys = ("cases", "geometric mean", "faster than NumPy, %", "below 0.5", "slowest")
    large = [row for row in rows if row["elements"] > 8]
    small = [row for row in rows if row["elements"] == 8]
    losing = [row for row in large if row["speedup"] < 1]
    return [
        "Made by `python -m conformance speed`; do not edit.",
        "One thread on both sides, one process, blocks that take turns, the fastest block, processor time. The speed-up is "
        "NumPy's time divided by trueno_array's. The families count their large arrays.",
        report.facts_table(facts | {"took": f"{seconds:.0f} s"}),
        report.table(("", *keys), [(name, *(part[k] for k in keys)) for name, part in parts.items()]),
        f"## Slower than NumPy, large arrays ({len(losing)})",
        shown(losing) if losing else "Nothing.",
        "## Calls on 8 elements",
        shown([row for row in small if row["family"] == "calls"]),
        f"Of the other calls on 8 elements, those that take more than half of NumPy's time (speed-up below {CALL_TARGET:g}):",
        shown([row for row in small if row["family"] != "calls" and row["speedup"] < CALL_TARGET]),
    ]


def run(options):
    if not options.child:
        arguments = ["--child", "--output", str(options.output), *(word for text in options.only for word in ("--only", text))]
        command = [sys.executable, "-m", "conformance", "speed", *arguments]
        return subprocess.run(command, env=os.environ | ONE_THREAD, check=False).returncode
    start = time.perf_counter()
    rows = measure(options)
    seconds = time.perf_counter() - start
    if options.only:
        print(shown(rows))
        return 0
    facts = machine.describe("numpy")
    large = [row for row in rows if row["elements"] > 8]
    output = Path(options.output)
    report.write(output / "speed.md", "Speed beside NumPy", sections_of(rows, facts, seconds))
    rounded = [{k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()} for row in rows]
    summary = {name: summary_of(chosen) for name, chosen in groups(rows).items()}
    report.write_json(output / "speed.json", {"facts": facts, "summary": summary, "cases": rounded})
    print(f"{len(rows)} cases in {seconds:.0f} s; large arrays: {summary_of(large)}")
    return 1 if any(row["speedup"] < SLOWEST for row in large) else 0


def add_arguments(parser):
    parser.add_argument("--output", default=report.REPORTS, help="folder of the reports")
    parser.add_argument("--only", action="append", default=[], metavar="WORDS", help="print the cases whose name has these words")
    parser.add_argument("--child", action="store_true", help="measure in this process, whose libraries have one thread")
