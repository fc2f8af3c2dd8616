"""The parts of the report about the instruction-set levels."""

from .. import report
from . import summary

TARGETS = {"avx512": 8, "avx2": 4, "sse2": 2}
ALLOWED = 1.10  # time of the default level over that of the best


def speedups(rows):
    """kernel -> level -> geometric mean over sizes of the scalar level's time over its own."""
    found = {}
    for row in rows:
        for level, seconds in row["us"].items():
            if level not in ("scalar", "default") and "scalar" in row["us"]:
                found.setdefault(row["case"], {}).setdefault(level, []).append(row["us"]["scalar"] / seconds)
    return {case: {level: summary.geometric_mean(ratios) for level, ratios in levels.items()} for case, levels in found.items()}


def behind(rows, allowed=ALLOWED):
    """The points where the default level takes more than the allowed share of the best level's time: the worst first."""
    found = []
    for row in rows:
        times = {level: t for level, t in row["us"].items() if level != "default"}
        best = min(times, key=times.get)
        if row["us"]["default"] > allowed * times[best]:
            found.append((row["us"]["default"] / times[best], best, row))
    return sorted(found, key=lambda item: -item[0])


def sections(data):
    """Both tables: speed-ups over the scalar level, and where the default is not the best."""
    compute, every = data["compute"], data["levels"]
    levels = [level for level in TARGETS if any(level in row["us"] for row in compute)]
    found = speedups(compute)
    rows = [(f"`{case}`", *(f"{by[level]:.1f}" if level in by else "-" for level in levels)) for case, by in sorted(found.items())]
    means = {level: summary.geometric_mean(by[level] for by in found.values() if level in by) for level in levels}
    rows.insert(0, ("**geometric mean**", *(f"**{means[level]:.1f}**" for level in levels)))
    rows.insert(1, ("target", *(f"at least {TARGETS[level]}" for level in levels)))
    late = [(f"`{row['case']}`", row["n"], best, f"{ratio:.2f}") for ratio, best, row in behind(every)]
    short = [
        f"{sum(by[level] < TARGETS[level] for by in found.values() if level in by)} below {TARGETS[level]} x ({level})" for level in levels
    ]
    return [
        "## Instruction-set levels",
        "Compute-bound kernels on 1,000 and 10,000 elements, one thread, over the scalar level, which is compiled without automatic "
        f"vectorisation. Kernels: {', '.join(short)}.",
        report.table(("kernel", *levels), rows),
        f"The default level beside the best forced one, {len(every)} points. "
        f"It takes more than {ALLOWED:g} of the best one's time at {len(late)}:",
        report.table(("case", "elements", "best level", "default over best"), late) if late else "None.",
    ]
