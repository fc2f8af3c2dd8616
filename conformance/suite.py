"""The official suite, data-apis/array-api-tests, run on trueno_array."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from . import machine, report

SUITE_COMMIT = "55fcc60"
STANDARD_COMMIT = "5f847a38"
XFAILS = report.HERE / "array_api" / "xfails.txt"
SIGNATURES = report.HERE.parent / "tests" / "data" / "signatures_2025_12.json"
HOW_TO_GET_IT = f"""\
The official suite is not here. Get it with

    git clone https://github.com/data-apis/array-api-tests
    git -C array-api-tests checkout {SUITE_COMMIT}
    git -C array-api-tests submodule update --init

and name the checkout: --suite array-api-tests, or ARRAY_API_TESTS=array-api-tests in the environment.
It needs pytest, hypothesis, ndindex and pytest-json-report, which the extra `test` of trueno_array installs."""

# The suite's names for a test are not always the standard's name of the function that it tests.
SUBJECT = re.compile(r"(?:linalg[.-]|fft[.-])?(__\w+__|[A-Za-z]\w*)")


def find_suite(named):
    """The checkout, or None."""
    path = Path(named or os.environ.get("ARRAY_API_TESTS") or "array-api-tests")
    stubs = path / "array-api" / "src" / "array_api_stubs" / "_2025_12"
    return path.resolve() if stubs.is_dir() else None


def command(suite, options, json_file):
    xfails = options.xfails or XFAILS
    return [
        *(sys.executable, "-m", "pytest", "array_api_tests", "-q", "-p", "no:cacheprovider"),
        *("--max-examples", str(options.max_examples), "--xfails-file", str(Path(xfails).resolve())),
        *("--json-report", "--json-report-file", json_file, "--json-report-omit", "collectors", "log"),
        *(["-k", options.select] if options.select else []),
        *(["-n", str(options.jobs)] if options.jobs > 1 else []),
    ]


def environment(module, scratch):
    root = str(report.HERE.parent)
    search = os.pathsep.join(p for p in (root, os.environ.get("PYTHONPATH", "")) if p)
    return os.environ | {
        "ARRAY_API_TESTS_MODULE": module,
        "HYPOTHESIS_STORAGE_DIRECTORY": scratch,
        "PYTHONPATH": search,
    }


def standard_functions():
    data = json.loads(SIGNATURES.read_text())
    names = {name: name for name in (*data["main"], *data["constants"], *data["methods"], *data["attributes"])}
    for extension in ("linalg", "fft"):
        names |= {name: f"{extension}.{name}" for name in data[extension] if name not in data["main"]}
    names |= {name: f"info.{name}" for name in data["info"]}
    return names


def subject_of(test_id, standard):
    """The function of the standard that a test is about, or the test's own name."""
    test, _, parameter = test_id.split("::")[-1].partition("[")
    parts = parameter.rstrip("]").split("-")
    tokens = [m.group(1) for part in parts for m in [SUBJECT.match(part)] if m]
    for token in (*tokens, test.removeprefix("test_").removeprefix("linalg_")):
        token = re.sub(r"^__i(?=\w+__$)(?!nt__|ndex__|nvert__)", "__", token)
        if token in standard:
            return standard[token]
    return test.removeprefix("test_")


def count(outcomes):
    standard = standard_functions()
    table = {name: defaultdict(int) for name in sorted(set(standard.values()))}
    for test_id, outcome in outcomes.items():
        table.setdefault(subject_of(test_id, standard), defaultdict(int))[outcome] += 1
    return {name: dict(row) for name, row in table.items()}


def first_line(test):
    crash = (test.get("call") or test.get("setup") or {}).get("crash", {})
    return crash.get("message", "").splitlines()[:1] or [""]


def summarise(raw, facts, options):
    outcomes = {test["nodeid"]: test["outcome"] for test in raw["tests"]}
    failures = {t["nodeid"]: first_line(t)[0] for t in raw["tests"] if t["outcome"] in ("failed", "error")}
    return {
        "machine": facts,
        "max_examples": options.max_examples,
        "totals": {k: v for k, v in raw["summary"].items() if k not in ("total", "collected")},
        "seconds": round(raw["duration"]),
        "failures": failures,
        "functions": count(outcomes),
    }


def markdown(result):
    totals = ", ".join(f"{number} {outcome}" for outcome, number in sorted(result["totals"].items()))
    rows = [
        (name, row.get("passed", 0), row.get("failed", 0) + row.get("error", 0), row.get("skipped", 0))
        for name, row in result["functions"].items()
    ]
    failing = [f"- `{name}`: {why}" for name, why in result["failures"].items()]
    return [
        f"{totals} at `--max-examples {result['max_examples']}`, {result['seconds']} s.",
        report.facts_table(result["machine"]),
        "## Failures",
        "\n".join(failing) or "None.",
        "## By function of the standard",
        report.table(("function", "passed", "failed", "skipped"), rows),
    ]


def run(options):
    suite = find_suite(options.suite)
    if suite is None:
        print(HOW_TO_GET_IT, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        json_file = os.path.join(scratch, "report.json")
        subprocess.run(command(suite, options, json_file), cwd=suite, env=environment(options.module, scratch))
        if not os.path.exists(json_file):
            raise SystemExit("The suite did not finish; no report was written.")
        raw = json.loads(Path(json_file).read_text())
    facts = machine.describe("numpy", "pytest", "hypothesis") if options.module == "trueno_array" else {}
    result = summarise(raw, facts | {"array-api-tests": machine.commit(suite)}, options)
    output = Path(options.output)
    report.write(output / "array_api.md", "The official Array API suite on trueno_array", markdown(result))
    report.write_json(output / "array_api.json", result)
    return 1 if result["failures"] else 0


def add_arguments(parser):
    parser.add_argument("--suite", help="checkout of data-apis/array-api-tests (default: $ARRAY_API_TESTS)")
    parser.add_argument("--max-examples", type=int, default=200)
    parser.add_argument("--xfails", help=f"file of known failures (default: {XFAILS.name})")
    parser.add_argument("--select", help="pytest -k expression")
    parser.add_argument("--jobs", type=int, default=1, help="processes (needs pytest-xdist)")
    parser.add_argument("--module", default="trueno_array", help="another namespace, to compare with")
    parser.add_argument("--output", default=report.REPORTS, help="folder of the reports")
