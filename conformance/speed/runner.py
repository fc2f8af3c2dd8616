"""Runs the children, keeps what they measure, and writes the reports."""

import json
import os
import subprocess
import sys
import time

from .. import report
from . import facts, options, pages, store

LIBRARIES_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "TRUENO_NUM_THREADS")
# PyTorch's idle OpenMP threads spin for milliseconds, on the cores of whoever is next; this many turns are under half of one.
SPINS = {"GOMP_SPINCOUNT": "20000"}


def environment(threads):
    return os.environ | SPINS | dict.fromkeys(LIBRARIES_THREADS, str(threads))


def command(chosen, threads, work):
    words = [sys.executable, "-m", "conformance", "speed", "--child", str(work), "--threads", str(threads)]
    words += ["--budget-ms", str(chosen.budget_ms), "--sizes", *map(str, chosen.sizes), "--match", chosen.match]
    return words + ["--quick"] * (chosen.quick or threads in chosen.sampled) + [word for name in chosen.group for word in ("--group", name)]


def follow(process, keep, threads):
    """Keeps the lines of a child; the key of the case that it was in when it ended, or None if it ended well."""
    current, shown = None, time.monotonic()
    for line in process.stdout:
        answer = json.loads(line)
        if "begins" in answer:
            current = answer["begins"]
            continue
        keep(answer)
        current = None
        if "failure" in answer:
            print(f"FAILED {store.key_of(answer)}: {answer['failure']}", flush=True)
        if time.monotonic() - shown > 30:
            shown = time.monotonic()
            print(f"{threads} threads, at {store.key_of(answer)}", flush=True)
    return current if process.wait() else None


def measure(chosen, threads, work):
    """One number of threads; a child that dies loses its case, which is a failure, and is followed by another."""
    while True:
        with open(work, "a") as file:

            def keep(answer, file=file):
                file.write(json.dumps(answer) + "\n")
                file.flush()

            words, space = command(chosen, threads, work), environment(threads)
            process = subprocess.Popen(words, env=space, stdout=subprocess.PIPE, text=True)
            died_in = follow(process, keep, threads)
            if died_in:
                keep(store.parts_of(died_in) | {"threads": threads, "failure": f"the process died with status {process.returncode}"})
                print(f"FAILED {died_in}: the process died with status {process.returncode}", flush=True)
                continue
        return process.returncode


def opened(chosen, work):
    """The file of the points, with its header; an old one is taken up only if it was made by the same things."""
    header = {"facts": facts.describe(chosen.threads) | {"budget per point": f"{chosen.budget_ms:g} ms"}}
    work.parent.mkdir(parents=True, exist_ok=True)
    if chosen.resume and work.exists():
        old, points = store.read(work)
        different = [name for name, value in header["facts"].items() if name != "date" and old["facts"].get(name) != value]
        if not different:  # what failed is tried again
            kept = [json.dumps(line) for line in (old, *points) if "failure" not in line]
            work.write_text("\n".join(kept) + "\n")
            return old
        raise SystemExit(f"speed: cannot resume, {', '.join(different)} differ from those of {work}; run without --resume")
    work.write_text(json.dumps(header) + "\n")
    return header


def extent(chosen):
    """What the report says of how much was measured."""
    what = "a sample of the matrix" if chosen.quick else "a part of the matrix" if options.is_part(chosen) else "the whole matrix"
    sampled = [str(threads) for threads in chosen.threads if threads in chosen.sampled]
    return what + (f"; a sample of it at {' and '.join(sampled)} threads" if sampled and not chosen.quick else "")


def listed(chosen):
    from . import groups, sample

    for case in sample.chosen(groups.cases(chosen.sizes, chosen.group), chosen):
        print(case.key)
    return 0


def main(chosen):
    folder = chosen.out or (options.WORK if options.is_part(chosen) else report.REPORTS)
    if chosen.list:
        return listed(chosen)
    if chosen.report:
        pages.write(folder, store.load(folder / "speed.json"))
        return 0
    work = chosen.work / "points.jsonl"
    header = opened(chosen, work)
    for threads in chosen.threads:
        if status := measure(chosen, threads, work):
            return status
    points, failures, absent, seconds = store.collected(work)
    if not points:
        raise SystemExit("speed: --group, --sizes and --match must leave a case, got none; see --list")
    shown = header["facts"] | {"measured": extent(chosen), "took": f"{seconds / 60:.0f} min"}
    data = store.compact(points, shown, failures, absent)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "speed.json").write_text(store.text_of(data))
    pages.write(folder, data)
    work.replace(work.with_name("last.jsonl"))  # the next run begins anew
    print(pages.in_a_line(data))
    return 1 if failures else 0
