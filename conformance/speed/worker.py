"""One side of a comparison of revisions: answers questions, a line of JSON each, about the trueno_array that is loaded."""

import gc
import json
import sys
import time
import types
import warnings

from . import case as cases_of
from . import groups, sample


class Worker:
    """Its answers are named after what is asked to be done."""

    def __init__(self, threads):
        self.clock = time.thread_time if threads == 1 else time.perf_counter
        self.cases, self.block = {}, None

    def list(self, sizes, group, match, quick):
        chosen = types.SimpleNamespace(match=match, quick=quick)
        self.cases = {case.key: case for case in sample.chosen(groups.cases(tuple(sizes), group), chosen)}
        return {"keys": list(self.cases)}

    def prepare(self, key, block_s):
        """How many calls fill a block."""
        case, self.block = self.cases[key], None
        gc.collect()  # a block and its operands refer to each other
        self.block, once = cases_of.compiled(case, "trueno_array", case.operands())
        once()
        seconds = max(min(self.block(3, self.clock) / 3, self.block(3, self.clock) / 3), 1e-8)
        if seconds * 100 < block_s:
            seconds = max(self.block(100, self.clock) / 100, 1e-8)
        return {"number": max(1, min(50_000, int(block_s / seconds)))}

    def block_of(self, number):
        return {"seconds": self.block(number, self.clock)}


def main():
    import trueno_array as xp

    worker = Worker(xp.backends.get_num_threads())
    questions = {"list": worker.list, "prepare": worker.prepare, "block": worker.block_of}
    warnings.simplefilter("ignore")
    gc.disable()
    out, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = questions[question.pop("do")](**question)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:200]}
        print(json.dumps(answer), file=out, flush=True)
