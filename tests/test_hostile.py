"""Every public name called with hostile arguments, in a process of its own: any exception is right, a crash is not."""

import os
from pathlib import Path

import pytest
from support import run_python

SCRIPT = Path(__file__).with_name("hostile.py")


# The address sanitizer maps terabytes, so that it has a limit of its own.
UNLIMITED = ["--unlimited"] if "libasan" in os.environ.get("LD_PRELOAD", "") else []


def check(seed, rounds):
    process = run_python([str(SCRIPT), str(seed), str(rounds), *UNLIMITED], timeout=570, check=False)
    assert process.returncode != 3, f"unclear errors with seed {seed}:\n{process.stdout}"
    assert process.returncode == 0, f"seed {seed} ended with {process.returncode}:\n{process.stdout[-3000:]}\n{process.stderr[-5000:]}"


@pytest.mark.parametrize("seed", range(4))
def test_hostile_arguments_do_not_crash(seed):
    check(seed, 6000)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 120))
def test_hostile_arguments_do_not_crash_for_longer(seed):
    check(seed, 100_000)
