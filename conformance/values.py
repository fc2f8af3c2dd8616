"""The project's own value checks (tests/), run once per ISA level, with a report per file of tests."""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from . import machine, report

TESTS = report.HERE.parent / "tests"


def run_level(level, select):
    with tempfile.TemporaryDirectory() as scratch:
        json_file = Path(scratch, "report.json")
        command = [sys.executable, "-m", "pytest", str(TESTS), "-q", "-p", "no:cacheprovider"]
        command += ["--json-report", "--json-report-file", str(json_file), "--json-report-omit", "collectors", "log"]
        command += ["-k", select] if select else []
        environment = os.environ | {"TRUENO_ISA": level, "HYPOTHESIS_STORAGE_DIRECTORY": scratch}
        subprocess.run(command, cwd=TESTS.parent, env=environment)
        return json.loads(json_file.read_text())


def counts(raw):
    """Outcomes by file of tests."""
    table = {}
    for test in raw["tests"]:
        table.setdefault(test["nodeid"].split("::")[0], Counter())[test["outcome"]] += 1
    return table


def run(options):
    import trueno_array as xp

    levels = {level: run_level(level, getattr(options, "select", None)) for level in xp.backends.available()}
    facts = machine.describe("numpy", "pytest", "hypothesis")
    rows, failures = [], []
    for level, raw in levels.items():
        for name, row in sorted(counts(raw).items()):
            rows.append((level, name, row["passed"], row["failed"] + row["error"], row["skipped"]))
        failures += [f"- {level}: `{t['nodeid']}`" for t in raw["tests"] if t["outcome"] in ("failed", "error")]
    sections = [
        report.facts_table(facts),
        "## Failures",
        "\n".join(failures) or "None.",
        "## By ISA level and file",
        report.table(("level", "tests", "passed", "failed", "skipped"), rows),
    ]
    report.write(Path(options.output, "values.md"), "Own value checks", sections)
    report.write_json(Path(options.output, "values.json"), {"machine": facts, "rows": rows, "failures": failures})
    return 1 if failures else 0


def add_arguments(parser):
    parser.add_argument("--select", help="pytest -k expression")
    parser.add_argument("--output", default=report.REPORTS, help="folder of the reports")
