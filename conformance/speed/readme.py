"""The table of speed in README.md: made from conformance/reports/speed.json. `make stubs` writes it, a test holds it."""

from .. import report
from . import pages, store, summary

BEGIN, END = "<!-- speed: made by make stubs from conformance/reports/speed.json -->", "<!-- speed: end -->"
README = report.HERE.parent / "README.md"
JSON = report.REPORTS / "speed.json"
ROWS = (
    "geometric mean over NumPy",
    "at most 1.2 x NumPy's time, %",
    "faster than NumPy, %",
    "geometric mean over PyTorch",
    "faster than PyTorch, %",
)


def table(data):
    points, facts = store.points_of(data), data["facts"]
    by_threads = {threads: summary.figures(chosen) for threads, chosen in summary.by(summary.matrix(points), "threads").items()}
    header = ("over all points", *(f"{threads} thread" + "s" * (threads > 1) for threads in by_threads))
    rows = [(name, *(pages.shown(found[name]) for found in by_threads.values())) for name in ("points", *ROWS)]
    for group in summary.by(points, "group"):
        means = [summary.figures([p for p in points if (p.group, p.threads) == (group, threads)]) for threads in by_threads]
        name = f"{group}, geometric mean over {summary.OTHER.get(group, 'NumPy')}"
        rows.append((name, *(pages.shown(found["geometric mean over NumPy"]) for found in means)))
    versions = ", ".join(f"{name} {facts[name]}" for name in ("numpy", "torch") if name in facts)
    return f"{facts['CPU']}, {versions}, {facts['date']}, {facts.get('measured', '')}:\n\n{report.table(header, rows)}"


def fresh(text, data):
    """The README with the table between its marks."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{table(data)}\n{END}{rest.split(END)[1]}"


def texts():
    """Path -> text of the README, or nothing where it has no marks."""
    text = README.read_text()
    return {README: fresh(text, store.load(JSON))} if BEGIN in text else {}
