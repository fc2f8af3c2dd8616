"""The command line of the ruler."""

import os
from pathlib import Path

from .. import report

WORK = report.HERE.parent / "build" / "speed"
SIZES = (10, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)
BUDGET_MS = 20


def cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def add_arguments(parser):
    one_and_all = sorted({1, cores()})
    parser.add_argument("--quick", action="store_true", help="a sample of the matrix, the same every time")
    parser.add_argument("--sampled", type=int, nargs="+", default=[], metavar="N", help="numbers of threads of which a sample is enough")
    parser.add_argument("--group", action="append", default=[], metavar="NAME", help="only this group of cases; may be repeated")
    parser.add_argument("--sizes", type=lambda s: int(float(s)), nargs="+", default=SIZES, help="numbers of elements")
    parser.add_argument("--match", default="", metavar="REGEX", help="only cases whose group/name dtype layout/size has it")
    parser.add_argument("--threads", type=int, nargs="+", default=one_and_all, help=f"numbers of threads (default: {one_and_all})")
    parser.add_argument("--budget-ms", type=float, default=BUDGET_MS, help="time of the blocks of a point, all libraries together")
    parser.add_argument("--out", type=Path, help=f"folder of the reports (default: {report.REPORTS}; of a part of the matrix {WORK})")
    parser.add_argument("--work", type=Path, default=WORK, help=f"folder of the points of a run (default: {WORK})")
    parser.add_argument("--resume", action="store_true", help="keep the points that a broken run has measured")
    parser.add_argument("--list", action="store_true", help="print the cases and measure nothing")
    parser.add_argument("--report", action="store_true", help="write speed.md again from the speed.json in the folder of the reports")
    parser.add_argument("--isa", action="store_true", help="the instruction-set levels beside each other: speed_isa.json")
    parser.add_argument("--compare", metavar="REF", help="build a git revision and compare this tree with it")
    parser.add_argument("--child", metavar="WORK", help="measure in this process, whose libraries have the right threads")


def run(options):
    if options.child:
        from . import child as chosen
    elif options.isa:
        from . import isa as chosen
    elif options.compare:
        from . import compare as chosen
    else:
        from . import runner as chosen
    return chosen.main(options)


def is_part(options):
    """Whether the options leave out cases."""
    return bool(options.quick or options.group or options.match or tuple(options.sizes) != SIZES)
