"""All threads against one: the cases of a report that were measured with both."""

import re

from .. import report
from . import summary

# From here on work is divided; what is slower by less than SLACK is the noise of two processes.
LEAST_ELEMENTS, MUCH_ELEMENTS, ENOUGH, SLACK = 100_000, 500_000, 1.6, 1.25
# Work that memory does not bound: kind -> what matches group/series.
KINDS = {
    "elementary functions": r"^elementwise/(a?(cos|sin|tan)h?|atan2|exp|expm1|log\w*|pow|hypot) ",
    "special functions, nn": r"^(special|nn)/",
    "sums and statistics": r"^reductions/(sum|prod|mean|var|std) ",
    "products of matrices": r"^(linalg/)?.*(matmul|einsum|tensordot|matrix_power|linear) ",
    "solvers and decompositions": r"^linalg/(cholesky|det|eig\w*|inv|matrix_rank|pinv|qr|slogdet|solve|svd\w*) ",
    "sorting": r"^sorting/(sort|argsort|unique_\w+|median)\b",
    "Fourier transforms": r"^fft/\w*fftn? |^fft/i?hfft ",
    "convolutions": r"^signal/|conv2d",
    "random numbers": r"^random/",
    "whole programs": r"^programs/",
}


def pairs(points):
    """(with one thread, with the most threads) of each case that has both, and is long enough to be divided."""
    found = {}
    for p in points:
        if p.n >= LEAST_ELEMENTS:
            found.setdefault(p.key, {})[p.threads] = p
    return [(by[1], by[max(by)]) for by in found.values() if 1 in by and len(by) > 1]


def gain(pair):
    return pair[0].ours / pair[1].ours


def kind_of(point):
    name = f"{point.group}/{point.series} "
    return next((kind for kind, pattern in KINDS.items() if re.search(pattern, name)), "the rest, which memory bounds")


def by_kind(found):
    """Rows of the long cases: kind, cases, geometric mean of the gains, least and greatest gain, per cent that gain enough."""
    gains = {}
    for pair in found:
        if pair[0].n >= MUCH_ELEMENTS:
            gains.setdefault(kind_of(pair[0]), []).append(gain(pair))
    rows = []
    for kind in sorted(gains, key=lambda kind: [*KINDS, kind].index(kind)):
        some = gains[kind]
        mean, enough = summary.geometric_mean(some), summary.share(g >= ENOUGH for g in some)
        rows.append((kind, len(some), f"{mean:.2f}", f"{min(some):.2f}", f"{max(some):.2f}", f"{enough:.0f}"))
    return rows


def slower(found):
    """The pairs that take longer with more threads, the worst first."""
    return sorted((pair for pair in found if gain(pair) < 1 / SLACK), key=gain)


def sections(points):
    """Nothing where the points are of one number of threads."""
    found = pairs(points)
    if not found:
        return []
    many = max(p.threads for _, p in found)
    head = (
        f"cases of {MUCH_ELEMENTS:.0e} elements and more".replace("e+0", "e"),
        "cases",
        "geometric mean",
        "least",
        "greatest",
        f"at least {ENOUGH}, %",
    )
    late = [
        (f"`{one.group}: {one.series}`", one.n, f"{one.ours:.4g}", f"{all_.ours:.4g}", f"{one.ours / all_.ours:.2f}")
        for one, all_ in slower(found)
    ]
    names = ("case", "elements", "one thread, us", f"{many} threads, us", "gain")
    return [
        f"## {many} threads against one",
        "The time with one thread divided by that with all, of trueno_array. The two are measured by different processes.",
        report.table(head, by_kind(found)),
        f"More than {SLACK} times as slow with {many} threads, from {LEAST_ELEMENTS:.0e} elements on:".replace("e+0", "e"),
        report.table(names, late) if late else "None.",
    ]
