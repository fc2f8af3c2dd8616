"""The report for people: conformance/reports/speed.md."""

import json

from .. import report
from . import isa_pages, plots, reasons, scaling, store, summary

COLUMNS = (
    "points",
    "geometric mean over NumPy",
    "faster than NumPy, %",
    "points below 0.67",
    "geometric mean over PyTorch",
    "faster than PyTorch, %",
)
HOW = (
    "Made by `python -m conformance speed`; do not edit. All libraries run in one process on the same operands, in blocks that take turns; "
    "a time is that of the fastest block, per call: processor time with one thread, elapsed time with more. A speed-up is the time of the "
    "other library divided by trueno_array's. PyTorch counts with the better of one thread and all, and only where it has an equal "
    "function. [How to run it, and what the groups are](../../docs/benchmarks.md)."
)


def shown(value):
    if isinstance(value, float):
        return "-" if value != value else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    return str(value)


def size(n):
    text = f"{n:.0e}".replace("e+0", "e").replace("e+", "e")
    return text if float(text) == n and n >= 1000 else str(n)


def targets(points):
    """A table of the targets, for each number of threads."""
    rows = []
    for threads, chosen in summary.by(summary.matrix(points), "threads").items():
        found = summary.figures(chosen)
        for name, (target, sense) in summary.TARGETS.items():
            met = "yes" if summary.is_met(name, found[name]) else "**no**"
            rows.append((threads, name, shown(found[name]), f"{sense} {target:g}", met))
        rows.append((threads, "geometric mean over PyTorch", shown(found["geometric mean over PyTorch"]), "", ""))
    return report.table(("threads", "over all points", "found", "target", "met"), rows)


def call_targets(points):
    rows = []
    for kind, (count, mean, late) in summary.calls(points).items():
        allowed = f"{summary.CALL_TARGETS[kind]:.2f}"
        rows.append(
            (kind, count, shown(mean), allowed, ", ".join(f"`{p.series.split(': ', 1)[1]}` {p.ours / p.numpy:.2f}" for p in late) or "none")
        )
    return report.table(("calls on 10 elements", "calls", "geometric mean over NumPy", "allowed share of NumPy's time", "above it"), rows)


def groups(points):
    rows = []
    for threads, chosen in summary.by(points, "threads").items():
        for group, members in summary.by(chosen, "group").items():
            found = summary.figures(members)
            rows.append((group, threads, *(shown(found[name]) for name in COLUMNS)))
    return report.table(("group", "threads", *COLUMNS), rows)


def sizes(points):
    rows = []
    for threads, chosen in summary.by(points, "threads").items():
        for decade in sorted({summary.decade(p.n) for p in chosen}):
            found = summary.figures([p for p in chosen if summary.decade(p.n) == decade])
            rows.append((size(decade), threads, *(shown(found[name]) for name in COLUMNS)))
    return report.table(("elements, about", "threads", *COLUMNS), rows)


def worst(points):
    """The points below the floor, one a row."""
    chosen = sorted((p for p in points if p.numpy is not None and p.speedup < summary.FLOOR), key=lambda p: p.speedup)
    if not chosen:
        return "None."
    rows = []
    for p in chosen:
        cells = (
            f"`{p.group}: {p.series}`",
            size(p.n),
            p.threads,
            *(f"{t:.4g}" for t in (p.ours, p.numpy)),
            f"{p.speedup:.2f}",
            shown(p.spread),
        )
        rows.append((*cells, reasons.reason_for(p.key)))
    return report.table(("case", "elements", "threads", "trueno_array, us", "NumPy, us", "speed-up", "median / fastest", "reason"), rows)


def losing(points):
    """Every point that loses to NumPy, a row a case; those without a reason first. Long, so that its cells are not aligned."""
    rows, counts = [], sorted({p.threads for p in points})
    for (group, series), members in summary.losing(points).items():
        found = {threads: [p for p in members if p.threads == threads] for threads in counts}
        cells = [", ".join(f"{size(p.n)}: {p.speedup:.2f}" for p in sorted(chosen, key=lambda p: p.n)) for chosen in found.values()]
        rows.append((f"`{group}: {series}`", *cells, reasons.reason_for(min(members, key=lambda p: p.speedup).key)))
    rows.sort(key=lambda row: row[-1] != reasons.UNKNOWN)
    header = ("case", *(f"{threads} thread{'s' * (threads > 1)}: speed-up by elements" for threads in counts), "reason")
    lines = [f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows)]
    return "\n".join(lines) if rows else "None."


def behind_torch(points):
    """Where PyTorch is ahead the most: the worst of each function."""
    found = {}
    for p in points:
        if p.torch is not None and p.over_torch < summary.FLOOR:
            name = p.group, p.series.split(" ")[0] if p.group != "calls" else p.series
            if name not in found or p.over_torch < found[name].over_torch:
                found[name] = p
    chosen = sorted(found.values(), key=lambda p: p.over_torch)
    rows = [(f"`{p.group}: {p.series}`", size(p.n), p.threads, f"{p.ours:.4g}", f"{p.torch:.4g}", f"{p.over_torch:.2f}") for p in chosen]
    return report.table(("case", "elements", "threads", "trueno_array, us", "PyTorch, us", "speed-up"), rows) if rows else "None."


def sections(data, isa=None):
    points = store.points_of(data)
    absent = [(what, count) for what, count in sorted(data["absent"].items())]
    found = [
        HOW,
        report.facts_table(data["facts"]),
        "## Targets",
        targets(points),
        call_targets(points),
        f"The groups {', '.join(summary.EXTRA)} are no part of the targets: "
        "there the column of NumPy is SciPy, a formula of NumPy's functions, numexpr, or (hand) a loop in C++.",
        f"## Below {summary.FLOOR} of NumPy's speed",
        worst(points),
        "## Speed-up against size",
        *(f"![{alt}]({name})" for name, alt in plots.NAMES.items()),
        "## By group",
        groups(points),
        "## By size",
        sizes(points),
        *scaling.sections(points),
    ]
    if isa:
        found += isa_pages.sections(isa)
    if data["failures"]:
        failed = report.table(("case", "what was said"), [(f"`{key}`", text) for key, text in data["failures"].items()])
        found += ["## Cases that failed", failed]
    found += [
        "## Slower than NumPy",
        losing(points),
        f"## Below {summary.FLOOR} of PyTorch's speed, the worst of each function",
        behind_torch(points),
    ]
    return found + ["## Not compared", report.table(("library", "points"), absent) if absent else "Every library ran every case."]


def isa_of(folder):
    path = folder / "speed_isa.json"
    return json.loads(path.read_text()) if path.exists() else None


def write(folder, data):
    plots.draw(folder, store.points_of(data))
    report.write(folder / "speed.md", "Speed beside NumPy and PyTorch", sections(data, isa_of(folder)))


def in_a_line(data):
    """The summary that a run ends with."""
    lines = []
    for threads, points in summary.by(summary.matrix(store.points_of(data)), "threads").items():
        found = summary.figures(points)
        lines.append(f"{threads} threads: " + ", ".join(f"{name} {shown(value)}" for name, value in found.items()))
    return "\n".join([*lines, f"{len(data['failures'])} failures"])
