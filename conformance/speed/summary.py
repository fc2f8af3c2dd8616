"""What the points say: shares, means, and what loses."""

import math

SLACK, FLOOR = 1.2, 0.67
# Beyond NumPy's own functions: SciPy's, PyTorch's formulas, numexpr's expressions, loops in C++. Shown, and no part of the targets.
OTHER = {"numexpr": "numexpr", "hand": "loops in C++"}  # what stands in NumPy's column
EXTRA = ("special", "nn", "random", "fuse", "numexpr", "hand")

# name -> (value over points, target, unit): of the whole matrix on a machine with AVX-512
TARGETS = {
    "at most 1.2 x NumPy's time, %": (95, "at least"),
    "faster than NumPy, %": (80, "at least"),
    "faster than PyTorch, %": (75, "at least"),
    "geometric mean over NumPy": (1.7, "at least"),
    "points below 0.67": (0, "at most"),
}
# kind of a call on 10 elements -> the largest share of NumPy's time
CALL_TARGETS = {"elementwise": 1 / 2, "reductions": 1 / 3, "indexing": 1 / 3, "views": 1 / 3}


def geometric_mean(ratios):
    ratios = list(ratios)
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else math.nan


def matrix(points):
    """The points that the targets are about."""
    return [p for p in points if p.group not in EXTRA]


def share(flags):
    """Per cent of what is true."""
    flags = list(flags)
    return 100 * sum(flags) / len(flags) if flags else math.nan


def figures(points):
    """name -> value, of any set of points."""
    over_numpy = [p.speedup for p in points if p.numpy is not None]
    over_torch = [p.over_torch for p in points if p.torch is not None]
    return {
        "points": len(points),
        "at most 1.2 x NumPy's time, %": share(r >= 1 / SLACK for r in over_numpy),
        "faster than NumPy, %": share(r > 1 for r in over_numpy),
        "faster than PyTorch, %": share(r > 1 for r in over_torch),
        "geometric mean over NumPy": geometric_mean(over_numpy),
        "geometric mean over PyTorch": geometric_mean(over_torch),
        "points below 0.67": sum(r < FLOOR for r in over_numpy),
    }


def is_met(name, value):
    target, sense = TARGETS[name]
    return value >= target if sense == "at least" else value <= target


def calls(points):
    """Kind of call -> (number of cases, geometric mean over NumPy, those over the target): one thread."""
    found = {}
    for kind, allowed in CALL_TARGETS.items():
        chosen = [p for p in points if p.group == "calls" and p.series.startswith(kind + ":") and p.threads == 1 and p.numpy is not None]
        late = [p for p in chosen if p.ours > allowed * p.numpy]
        found[kind] = (len(chosen), geometric_mean(p.speedup for p in chosen), late)
    return found


def losing(points):
    """The points that are slower than NumPy: (group, series) -> points; the worst first."""
    found = {}
    for p in points:
        if p.numpy is not None and p.speedup < 1:
            found.setdefault((p.group, p.series), []).append(p)
    return dict(sorted(found.items(), key=lambda item: min(p.speedup for p in item[1])))


def by(points, attribute):
    found = {}
    for p in points:
        found.setdefault(getattr(p, attribute), []).append(p)
    return dict(sorted(found.items()))


def decade(n):
    """The power of ten that is next to n: sizes of a kind are shown together."""
    return 10 ** round(math.log10(max(n, 1)))
