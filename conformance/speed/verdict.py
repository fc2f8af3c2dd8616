"""When a change is a slow-down: the pure part of the comparison of two revisions."""

from typing import NamedTuple

SLOWER, TIMES = 1.05, 3


class Verdict(NamedTuple):
    """ratios: new over old time, of each measurement that was made; slower: whether all of them say so."""

    key: str
    ratios: tuple
    slower: bool


def judged(key, measure, allowed=SLOWER, times=TIMES):
    """Measures until the times do not say slower, at most `times` times. measure(): (old seconds, new seconds), both the fastest."""
    ratios = []
    for _ in range(times):
        old, new = measure()
        ratios.append(new / old)
        if ratios[-1] <= allowed:
            return Verdict(key, tuple(ratios), False)
    return Verdict(key, tuple(ratios), True)


def matched(old, new):
    """(keys of both, keys that the new one lacks, keys that are new), in the order of the new one."""
    known, kept = set(old), set(new)
    return [key for key in new if key in known], [key for key in old if key not in kept], [key for key in new if key not in known]


def summary(verdicts, missing, failed):
    """The lines that say how it went, and the exit status: 1 if anything is slower, missing or failed."""
    slower = sorted((v for v in verdicts if v.slower), key=lambda v: -min(v.ratios))
    lines = [f"SLOWER {v.key}: {', '.join(f'{ratio:.2f}' for ratio in v.ratios)} x the time" for v in slower]
    lines += [f"MISSING {key}" for key in missing]
    lines += [f"FAILED {key}: {text}" for key, text in failed.items()]
    faster = sum(v.ratios[-1] < 1 / SLOWER for v in verdicts)
    lines.append(
        f"{len(verdicts)} compared: {len(slower)} slower, {faster} faster by more than 5 %; {len(missing)} missing, {len(failed)} failed"
    )
    return lines, int(bool(slower or missing or failed))
