"""With what the times were measured."""

import re

from .. import machine

COMPILER = re.compile(rb"GCC: \([^)]*\) [\d.]+|clang version [\d.]+")


def compiler():
    """What compiled the core that runs, as it says itself."""
    from trueno_array import _ext

    library = next(path for path in sorted(_folder(_ext).glob("_trueno_core*")) if path.suffix in (".so", ".pyd", ".dylib"))
    found = sorted({match.decode() for match in COMPILER.findall(library.read_bytes())})
    return ", ".join(found) or "unknown"


def _folder(module):
    from pathlib import Path

    return Path(module.__file__).parent


def describe(threads):
    found = machine.describe("numpy", "torch", "numexpr", "scipy")
    return found | {"threads": " and ".join(map(str, threads)), "compiler": compiler()}
