"""The levels beside each other, one thread: python -m conformance speed --isa."""

import gc
import json
import os
import subprocess
import sys
import warnings
from functools import partial

from .. import report
from . import case as cases_of
from . import facts, groups, options, runner, sample, store
from .timing import Contender, measure

COMPUTE_SIZES, LEVEL_SIZES = (1_000, 10_000), (10, 100, 1_000, 10_000, 100_000, 1_000_000)
LEVEL_GROUPS = ("elementwise", "reductions", "products", "sorting", "casts", "fft", "special", "nn")
FLOATS, SHARE = ("f32", "f64"), 1 / 4
AGAIN, FINE = 4, 1.05


def is_compute_bound(case):
    """A contiguous floating-point function that costs many instructions an element."""
    from trueno_array._ops.rows import all_rows

    dear = {row.name for _, row in all_rows() if row.cost == "dear"}
    return case.group in ("elementwise", "special", "nn") and case.name in dear and case.dtype in FLOATS and case.layout == "contiguous"


def times(case, xp, levels):
    """level -> microseconds of a call; "default" is the level that the package starts with."""
    default, operands = xp.backends.current(), case.operands()
    block, once = cases_of.compiled(case, "trueno_array", operands)
    once()
    chosen = [Contender("default", block, lambda: xp.backends.use(default))]
    chosen += [Contender(level, block, lambda level=level: xp.backends.use(level)) for level in levels]
    found = measure(chosen, budget_s=options.BUDGET_MS * len(chosen) / 4e3)
    xp.backends.use(default)
    return {level: store.rounded(seconds * 1e6) for level, (seconds, _) in found.items()}


def lateness(found):
    """The default level's time over that of the fastest forced level."""
    return found["default"] / min(t for level, t in found.items() if level != "default")


def settled(measured, again=AGAIN):
    """Times of a point; where the default seems late they are taken again, and those count where it is the least late."""
    found = measured()
    for _ in range(again):
        if lateness(found) <= FINE:
            break
        found = min(found, measured(), key=lateness)
    return found


def rows(cases, xp, levels):
    found = []
    for case in cases:
        found.append({"case": f"{case.group}: {case.series}", "n": case.n, "us": settled(partial(times, case, xp, levels))})
        if len(found) % 200 == 0:
            gc.collect()
            print(f"{len(found)} points, at {case.key}", flush=True)
    return found


def measured(chosen):
    """What is written: facts, compute (rows) and levels (rows)."""
    import numpy as np

    import trueno_array as xp

    np.seterr(all="ignore")
    warnings.simplefilter("ignore")
    gc.disable()
    xp.backends.set_num_threads(1)
    levels = xp.backends.available()
    compute = [case for case in groups.cases(COMPUTE_SIZES, ("elementwise", "special", "nn")) if is_compute_bound(case)]
    every = sample.stratified([case for case in groups.cases(LEVEL_SIZES, LEVEL_GROUPS) if case.n <= LEVEL_SIZES[-1]], SHARE)
    if chosen.quick:
        compute, every = compute[::6], sample.stratified(every)
    if len(levels) < 2:
        raise SystemExit(f"speed: --isa must have levels to compare, got {', '.join(levels)}; build all of them")
    return {"facts": facts.describe([1]), "compute": rows(compute, xp, levels), "levels": rows(every, xp, levels)}


def text_of(data):
    """JSON with a row a line."""
    parts = [f' "facts": {json.dumps(data["facts"])}']
    for name in ("compute", "levels"):
        lines = ",\n".join("  " + json.dumps(row, separators=(",", ":")) for row in data[name])
        parts.append(f' "{name}": [\n{lines}\n ]')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main(chosen):
    if os.environ.get("OMP_NUM_THREADS") != "1":
        return subprocess.run([sys.executable, "-m", "conformance", *sys.argv[1:]], env=runner.environment(1), check=False).returncode
    folder = chosen.out or (options.WORK if options.is_part(chosen) else report.REPORTS)
    folder.mkdir(parents=True, exist_ok=True)
    data = measured(chosen)
    (folder / "speed_isa.json").write_text(text_of(data))
    from . import isa_pages

    print("\n\n".join(isa_pages.sections(data)))
    return 0
