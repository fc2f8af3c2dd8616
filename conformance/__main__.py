"""python -m conformance [part ...]: run from the root of a checkout."""

import argparse
import sys

from . import accuracy, budget, consumers, float32, fourier, speed, stubs, suite, values

PARTS = {
    "suite": (suite, "the official suite, data-apis/array-api-tests"),
    "values": (values, "the project's own value checks, on every ISA level"),
    "accuracy": (accuracy, "worst error in ULP of every function, dtype and ISA level; writes docs/accuracy.md"),
    "float32": (float32, "worst error of functions of one float32 over all 2**32 inputs; writes docs/accuracy_float32.md (hours)"),
    "budget": (budget, "import time, memory, modules, call cost"),
    "speed": (speed, "every function beside NumPy and PyTorch, at one thread and all"),
    "fourier": (fourier, "Fourier transforms beside NumPy: time and error"),
    "stubs": (stubs, "no evidence: writes the type stubs of the package"),
    "consumers": (consumers, "the test suites of scikit-learn, array-api-extra and xarray"),
}
DEFAULT = ("suite", "values")


def parse(arguments):
    parser = argparse.ArgumentParser(prog="python -m conformance", description="Evidence, with reports.")
    suite.add_arguments(parser)
    parser.set_defaults(parts=DEFAULT)
    parts = parser.add_subparsers(title="parts", description=f"Without one: {' and '.join(DEFAULT)}.")
    for name, (module, summary) in PARTS.items():
        part = parts.add_parser(name, help=summary, description=summary)
        module.add_arguments(part)
        part.set_defaults(parts=(name,))
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parse(arguments)
    return max(PARTS[name][0].run(options) for name in options.parts)


if __name__ == "__main__":
    sys.exit(main())
