"""Which cases of the matrix are run."""

import re
import zlib
from collections import defaultdict

QUICK_SHARE, WHOLE_GROUPS = 1 / 12, ("calls",)


def rank(case):
    """A number that is the same in every run and has nothing to do with the case."""
    return zlib.crc32(case.key.encode())


def stratified(cases, share=QUICK_SHARE):
    """A share of the cases of each group and size, at least one of each; the same in every run."""
    strata = defaultdict(list)
    for case in cases:
        strata[case.group, len(str(case.n))].append(case)
    found = []
    for (group, _), members in strata.items():
        count = len(members) if group in WHOLE_GROUPS else max(1, round(share * len(members)))
        found += sorted(members, key=rank)[:count]
    order = {case.key: place for place, case in enumerate(cases)}
    return sorted(found, key=lambda case: order[case.key])


def chosen(cases, options):
    """The cases that the options name. Two with the same key are an error: one would hide the other."""
    found = list(cases)
    keys = {case.key for case in found}
    if len(keys) < len(found):
        seen = set()
        twice = sorted({case.key for case in found if case.key in seen or seen.add(case.key)})
        raise ValueError(f"speed: keys of cases must be unique, got twice {', '.join(twice[:5])}; name the cases apart")
    if options.match:
        found = [case for case in found if re.search(options.match, case.key)]
    return stratified(found) if options.quick else found
