"""The test suites of scikit-learn, SciPy, array-api-extra and xarray, as installed, run on trueno_array."""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from . import machine, report

# suite: distribution, folder or file inside the package, pytest -k expression, what warnings are (as in its own settings)
SUITES = {
    "sklearn": ("scikit-learn", "", "array_api or namespace", "ignore"),
    "scipy": ("scipy", "", "trueno_array", "ignore"),
    "array_api_extra": ("array-api-extra", "tests/main", "trueno_array", "error::DeprecationWarning"),
    "xarray": ("xarray", "tests/test_array_api.py", "", "ignore"),
}


def package(suite):
    return Path(importlib.util.find_spec(suite).origin).parent


def files(suite):
    """The files of the suite that name the array API."""
    top = package(suite) / SUITES[suite][1]
    if top.is_file() or suite == "array_api_extra":
        return [str(top)]
    return sorted(str(p) for p in top.rglob("test_*.py") if "array_api" in p.read_text())


def run_suite(suite, options):
    with tempfile.TemporaryDirectory() as scratch:
        json_file = Path(scratch, "report.json")
        command = [sys.executable, "-m", "pytest", *files(suite), "-q", "-p", "conformance.consumer_plugin", "-p", "no:cacheprovider"]
        command += [f"--{name}={package(suite)}" for name in ("rootdir", "confcutdir")]
        settings = Path(scratch, "pytest.ini")  # pytest would take those of this repository for a suite in an environment inside it
        settings.write_text("[pytest]\n")
        command += ["-c", str(settings)]
        command += ["-W", SUITES[suite][3]]
        command += ["--json-report", "--json-report-file", str(json_file), "--json-report-omit", "collectors", "log"]
        command += ["-k", SUITES[suite][2]] if SUITES[suite][2] else []
        command += ["-n", str(options.jobs)] if options.jobs > 1 else []
        search = os.pathsep.join([str(report.HERE.parent), os.environ.get("PYTHONPATH", "")])
        environment = os.environ | {
            "CONSUMER_SUITE": suite,
            "SCIPY_ARRAY_API": "1",
            "PYTHONPATH": search,
            "HYPOTHESIS_STORAGE_DIRECTORY": scratch,
        }
        subprocess.run(command, cwd=scratch, env=environment)
        return json.loads(json_file.read_text())


def why(test):
    part = test.get("call") or test.get("setup") or {}
    return (part.get("crash", {}).get("message", "").splitlines() or [""])[0][:160]


def run(options):
    rows, failures, missing = [], [], []
    for suite in options.only or SUITES:
        if importlib.util.find_spec(suite) is None:
            missing.append(f"{SUITES[suite][0]} is not installed; its suite was not run.")
            continue
        raw = run_suite(suite, options)
        total = raw["summary"]
        failed = total.get("failed", 0) + total.get("error", 0)
        rows.append(
            (
                f"{SUITES[suite][0]} {machine.version_of(SUITES[suite][0])}",
                total.get("passed", 0),
                failed,
                total.get("skipped", 0),
                total.get("xfailed", 0),
            )
        )
        failures += [f"- `{suite}/{t['nodeid']}`: {why(t)}" for t in raw["tests"] if t["outcome"] in ("failed", "error")]
    sections = [
        "Each suite is the consumer's own, unchanged, with trueno_array in the place of the namespaces that it tests.",
        report.facts_table(machine.describe("numpy", "scipy")),
        report.table(("suite", "passed", "failed", "skipped", "expected failures"), rows),
        *missing,
        "## Failures",
        "\n".join(failures) or "None.",
    ]
    report.write(Path(options.output, "consumers.md"), "Consumers' own test suites on trueno_array", sections)
    return 1 if failures else 0


def add_arguments(parser):
    parser.add_argument("--only", nargs="*", choices=sorted(SUITES), help="some of the suites")
    parser.add_argument("--jobs", type=int, default=1, help="processes (needs pytest-xdist)")
    parser.add_argument("--output", default=report.REPORTS, help="folder of the reports")
