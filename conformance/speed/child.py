"""The process that measures: one number of threads, every library."""

import gc
import json
import sys
import time
import warnings

from . import case as cases_of
from . import groups, sample, store
from .timing import Contender, measure

GAP_S = 0.001  # after a block of PyTorch's threads: they spin on


class Failure(Exception):
    """A case that a library could not run, with what it said."""


def torch_contenders(torch, block, threads, first):
    """PyTorch with all threads and with one; the better counts."""

    def with_threads(count):
        return lambda: torch.set_num_threads(count)

    if threads == 1:
        return [Contender("torch", block, first=first)]
    return [
        Contender("torch, one thread", block, with_threads(1)),
        Contender("torch", block, with_threads(threads), lambda: time.sleep(GAP_S), first),
    ]


def contenders(case, libraries, threads, clock):
    """Those that can run the case, and name -> what the others said."""
    found, absent, operands = [], {}, case.operands()
    for library in libraries:
        if library not in case.texts:
            absent[library] = "no such function"
            continue
        try:
            block = cases_of.compiled(case, library, operands)[0]
            first = block(1, clock)
        except Exception as error:
            said = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:160]
            absent[library] = cases_of.refuses(library, error)
            if not absent[library]:
                raise Failure(f"{library}: {said}") from error
            continue
        if library == "torch":
            found += torch_contenders(cases_of.module("torch"), block, threads, first)
        else:
            found.append(Contender(library, block, first=first))
    return found, absent


def point(case, libraries, threads, budget_s):
    """What is kept of a measurement: microseconds of each library, and the widest spread."""
    clock = time.thread_time if threads == 1 else time.perf_counter
    found, absent = contenders(case, libraries, threads, clock)
    times = measure(found, clock, budget_s)
    if "torch, one thread" in times:
        times["torch"] = min(times["torch"], times.pop("torch, one thread"))
    us = {library: round(seconds * 1e6, 4) for library, (seconds, _) in times.items()}
    return {"us": us, "spread": round(max(spread for _, spread in times.values()), 2), "absent": absent}


def prepare(threads):
    """Threads of all libraries; returns the libraries that are installed."""
    import numpy as np

    import trueno_array as xp

    xp.backends.set_num_threads(threads)
    torch = cases_of.module("torch")
    if torch:
        torch.set_num_threads(threads)
        torch.linalg.inv(torch.eye(3))
    xp.linalg.inv(xp.eye(3))  # libraries are loaded here, not in the first call of a case
    np.seterr(all="ignore")
    warnings.simplefilter("ignore")
    gc.disable()
    return [library for library in cases_of.LIBRARIES if library != "torch" or torch]


def main(options, out=None):
    """Measures the chosen cases that the file of points lacks; a line of JSON when one begins, and one with its times."""
    out = out or sys.stdout
    threads, budget_s = options.threads[0], options.budget_ms / 1e3
    libraries, done = prepare(threads), store.done(options.child, threads)
    chosen = sample.chosen(groups.cases(options.sizes, options.group), options)
    for number, case in enumerate(c for c in chosen if c.key not in done):
        start = time.perf_counter()
        answer = {"group": case.group, "series": case.series, "n": case.n, "threads": threads}
        print(json.dumps({"begins": case.key}), file=out, flush=True)
        try:
            answer |= point(case, libraries, threads, budget_s)
        except Failure as failure:
            answer["failure"] = str(failure)
        print(json.dumps(answer | {"took": round(time.perf_counter() - start, 3)}), file=out, flush=True)
        if number % 200 == 199:
            gc.collect()
    return 0
