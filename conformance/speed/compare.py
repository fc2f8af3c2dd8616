"""This tree beside another revision: make bench-compare REF=<git ref>.

Each revision is a process with its own trueno_array and the cases of this tree; they take turns, told by pipes. Both are started
anew until no case may be a slow-down any more, or often enough (verdict.py). A slow-down fails, and so does a case that only the
other revision can run.
"""

import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .. import report
from . import options, runner, verdict

HERE = report.HERE.parent
ROUNDS = 3
# The package of one tree, the cases of the other.
START = """import sys
sys.path.insert(0, sys.argv[1])
import trueno_array
sys.path[0] = sys.argv[2]
from conformance.speed import worker
worker.main()"""


def git(*words, cwd=HERE):
    return subprocess.run(["git", "-C", str(cwd), *words], check=True, capture_output=True, text=True).stdout.strip()


def built(ref):
    """A worktree of the revision, in build/, with its core built in place; kept for the next time."""
    sha = git("rev-parse", "--verify", ref + "^{commit}")
    tree = HERE / "build" / "compare" / sha[:12]
    if not tree.exists():
        git("worktree", "prune")
        git("worktree", "add", "--detach", str(tree), sha)
    print(f"building {ref} ({sha[:12]}) in {tree}", flush=True)
    subprocess.run([sys.executable, "setup.py", "-q", "build_ext", "--inplace"], cwd=tree, check=True)
    return tree


class Revision:
    """A process that times cases with the trueno_array of a tree: with a copy of it, for where a file lies in memory is luck too."""

    def __init__(self, tree, threads):
        self.copy = tempfile.TemporaryDirectory()
        shutil.copytree(tree / "trueno_array", Path(self.copy.name) / "trueno_array")
        words = [sys.executable, "-c", START, self.copy.name, str(HERE)]
        space = runner.environment(threads) | {"SHIFT": "." * random.randrange(4096)}  # the stack begins where it may
        self.process = subprocess.Popen(words, env=space, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **question):
        """The answer of the process, a dict; its death is an answer too."""
        try:
            self.process.stdin.write(json.dumps(question) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        return json.loads(answer) if answer else {"error": f"the process died with status {self.process.wait()}"}

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
        self.process.wait()
        self.copy.cleanup()


def in_turns(revisions, numbers, first=0, rounds=ROUNDS):
    """Fastest seconds per call of each revision over blocks that take turns; who begins a round changes, from the `first` on."""
    best = [float("inf")] * len(revisions)
    for turn in range(first, first + rounds):
        order = range(len(revisions))
        for place in order if turn % 2 == 0 else reversed(order):
            answer = revisions[place].ask(do="block", number=numbers[place])
            if "error" in answer:
                raise RuntimeError(answer["error"])
            best[place] = min(best[place], answer["seconds"] / numbers[place])
    return best


def compared(key, revisions, block_s, first=0):
    """Fastest seconds of both sides, or None, and the text of its failure (old side, new side)."""
    ready = [revision.ask(do="prepare", key=key, block_s=block_s) for revision in revisions]
    errors = tuple(answer.get("error") for answer in ready)
    if any(errors):
        return None, errors
    number = min(answer["number"] for answer in ready)
    try:
        return tuple(in_turns(revisions, (number, number), first)), errors
    except RuntimeError as error:
        return None, (None, str(error))


class Comparison:
    """What the restarts found: times of each case (old, new) by restart, and what only the other revision can run."""

    def __init__(self):
        self.times, self.missing, self.failed, self.unknown = {}, [], {}, set()

    def begin(self, listed):
        """The lists of both sides, asked for in every restart, for a process only knows the cases that it listed."""
        for answer in listed:
            if "error" in answer:
                raise SystemExit(f"speed: {answer['error']}")
        keys, self.missing, new = verdict.matched(*(answer["keys"] for answer in listed))
        if not self.times:
            self.times = {key: [] for key in keys}
            print(f"{len(keys)} cases of both, {len(new)} new", flush=True)

    def open(self):
        """The cases that may still be slow-downs."""
        return [key for key, times in self.times.items() if key not in self.failed and key not in self.unknown and verdict.is_open(times)]

    def restart(self, revisions, block_s):
        """Adds the times of one pair of processes."""
        for key in self.open():
            found, (old_error, new_error) = compared(key, revisions, block_s, len(self.times[key]))
            if found:
                self.times[key].append(found)
            elif new_error:
                self.failed[key] = new_error
            else:
                self.unknown.add(key)
                print(f"not in the other revision: {key}: {old_error}")

    def verdicts(self):
        return [verdict.judged(key, times) for key, times in self.times.items() if times and key not in self.failed]


def main(chosen):
    trees = built(chosen.compare), HERE
    threads = max(chosen.threads) if len(chosen.threads) == 1 else 1
    selection = {"sizes": chosen.sizes, "group": chosen.group, "match": chosen.match, "quick": chosen.quick}
    comparison = Comparison()
    for number in range(verdict.RESTARTS):
        revisions = [Revision(tree, threads) for tree in trees]
        comparison.begin([revision.ask(do="list", **selection) for revision in revisions])
        comparison.restart(revisions, chosen.budget_ms / 1e3 / (4 * ROUNDS))
        for revision in revisions:
            revision.close()
        print(f"restart {number + 1}: {len(comparison.open())} cases are open", flush=True)
        if not comparison.open():
            break
    lines, status = verdict.summary(comparison.verdicts(), comparison.missing, comparison.failed)
    folder = Path(chosen.out or options.WORK)
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(lines) + "\n"
    (folder / "compare.txt").write_text(text)
    print(text, end="")
    return status
