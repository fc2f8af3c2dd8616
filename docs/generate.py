"""Writes docs/kernels.md, the table of kernels, from the rows, and the table of speed in README.md, from the measurements.

``--check`` only says whether one of them is stale.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "_ext" / "gen"))

sys.path.insert(0, str(ROOT))

import tables  # noqa: E402

from conformance.speed import readme  # noqa: E402

TABLE = ROOT / "docs" / "kernels.md"


def kernel_table():
    """docs/kernels.md: for each operation and dtype the level whose kernel runs, on a CPU that has all of them."""
    shorts = tables.load_ops("dtypes").SHORTS
    lines = [
        "# Which kernel runs\n",
        "Made by `docs/generate.py` from the rows and from the dispatch tables of a machine with every level.",
        "`simd` is a vector kernel on each level (SSE2, AVX2, AVX-512); `f64` and the like name the dtype that operands are converted",
        "to; `-` is not defined. One kernel is in part a loop over single elements: SSE2 divides 64-bit integers beyond 2^51 by the",
        "divider of the CPU.\n",
        "| operation | " + " | ".join(shorts) + " |",
        "|---" * (len(shorts) + 1) + "|",
    ]
    for namespace, row in sorted(tables.load_ops("rows").all_rows(), key=lambda pair: (pair[0], pair[1].name)):
        loops, cells = row.loop_dtypes(), []
        for code, short in enumerate(shorts):
            loop = shorts[loops[code]] if loops[code] >= 0 else None
            cells.append("-" if loop is None else loop if loop != short else "simd")
        lines.append(f"| {namespace and namespace + '.'}{row.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main(arguments):
    """Writes what is stale; with --check the exit status says whether something was."""
    texts = {TABLE: kernel_table()} | readme.texts()
    stale = [path for path, text in texts.items() if not path.exists() or path.read_text() != text]
    if arguments == ["--check"]:
        return int(bool(stale))
    for path in stale:
        path.write_text(texts[path])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
