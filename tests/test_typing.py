"""The stubs: mypy accepts them, infers what the examples say, and refuses what they mark."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

EXAMPLES = Path(__file__).with_name("typing_examples.py")
pytest.importorskip("mypy")


def mypy(*arguments):
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--show-error-codes", "--no-incremental", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


def expectations(mark):
    for number, line in enumerate(EXAMPLES.read_text().splitlines(), 1):
        if found := re.search(rf"# {mark}: (.*)$", line):
            yield number, found[1]


def test_examples_have_the_types_that_they_say():
    output = mypy(str(EXAMPLES)).stdout
    messages = {}
    for line in output.splitlines():
        if found := re.match(r".*?typing_examples\.py:(\d+): (.*)$", line):
            messages.setdefault(int(found[1]), []).append(found[2])
    wrong = []
    for number, want in expectations("R"):
        said = " ".join(messages.pop(number, ["nothing"]))
        short = re.sub(r"\b(builtins|trueno_array(\.\w+)*)\.(?=\w)", "", said)
        if f'"{want}"' not in short:
            wrong.append(f"line {number}: {said}, expected {want}")
    for number, want in expectations("E"):
        if want not in " ".join(messages.pop(number, [])):
            wrong.append(f"line {number}: expected an error {want}")
    wrong += [f"line {number}: {text}" for number, texts in messages.items() for text in texts]
    assert not wrong, "\n".join(wrong)


def test_stubs_are_strict_and_complete():
    process = mypy("--strict", "-p", "trueno_array")
    errors = [line for line in process.stdout.splitlines() if ".pyi:" in line]
    assert not errors, "\n".join(errors[:20])
    assert (ROOT / "trueno_array" / "py.typed").exists()


def test_stubs_are_fresh(monkeypatch):
    """The stubs in the repository are those that `make stubs` writes."""
    monkeypatch.syspath_prepend(str(ROOT))
    from conformance import stubs

    stale = [path.name for path, text in stubs.texts().items() if path.read_text() != text]
    assert not stale, "run make stubs"
