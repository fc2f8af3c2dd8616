"""When a change is a slow-down: the pure part of the comparison of two revisions.

Where code and data lie in memory makes short calls differ up to twice between processes of one revision. So the processes are
started anew many times, and a slow-down is what repeats.
"""

import statistics
from typing import NamedTuple

SLOWER, RESTARTS, MISSES = 1.05, 10, 2


class Verdict(NamedTuple):
    """ratio: new over old time, of the medians over processes; ratios: of each restart; slower: whether it repeats."""

    key: str
    ratio: float
    ratios: tuple
    slower: bool


def misses(times, allowed=SLOWER):
    """How many restarts do not say slower. times: of each restart (old seconds, new seconds), both the fastest of a process."""
    return sum(new <= allowed * old for old, new in times)


def is_open(times):
    """Whether another restart may still make a case a slow-down."""
    return len(times) < RESTARTS and misses(times) <= MISSES


def judged(key, times, allowed=SLOWER):
    """Slower is what all restarts but a few say, and their medians, and the fastest processes of all."""
    olds, news = zip(*times)
    ratio = statistics.median(news) / statistics.median(olds)
    repeats = len(times) >= RESTARTS and misses(times, allowed) <= MISSES
    slower = repeats and ratio > allowed and min(news) > allowed * min(olds)
    return Verdict(key, ratio, tuple(new / old for old, new in times), slower)


def matched(old, new):
    """(keys of both, keys that the new one lacks, keys that are new), in the order of the new one."""
    known, kept = set(old), set(new)
    return [key for key in new if key in known], [key for key in old if key not in kept], [key for key in new if key not in known]


def summary(verdicts, missing, failed):
    """The lines that say how it went, and the exit status: 1 if anything is slower, missing or failed."""
    slower = sorted((v for v in verdicts if v.slower), key=lambda v: -v.ratio)
    lines = [f"SLOWER {v.key}: {v.ratio:.2f} x the time, {min(v.ratios):.2f} to {max(v.ratios):.2f} in single restarts" for v in slower]
    lines += [f"MISSING {key}" for key in missing]
    lines += [f"FAILED {key}: {text}" for key, text in failed.items()]
    faster = sum(v.ratio < 1 / SLOWER for v in verdicts)
    lines.append(
        f"{len(verdicts)} compared: {len(slower)} slower, {faster} faster by more than 5 %; {len(missing)} missing, {len(failed)} failed"
    )
    return lines, int(bool(slower or missing or failed))
