"""The ruler of speed: that its cases are complete and compare the same things, and its arithmetic. Nothing here looks at a clock."""

import inspect
import json
import random
import re
import sys
import types
import warnings

import pytest
from support import ROOT

import trueno_array as xp

sys.path.append(str(ROOT))

from conformance.speed import case as cases_of
from conformance.speed import groups, isa_pages, pages, reasons, sample, scaling, store, summary, timing, verdict, verify
from conformance.speed.compare import Comparison, compared
from conformance.speed.isa import settled
from conformance.speed.options import SIZES
from conformance.speed.readme import BEGIN, END, fresh
from conformance.speed.runner import follow
from conformance.speed.store import Point

NOT_MEASURED = {
    "can_cast": "answers about dtypes, without arrays",
    "iinfo": "answers about dtypes, without arrays",
    "devices": "a list of devices",
    "fuse": "the groups fuse and numexpr time the functions that it makes",
    "set_default_device": "a setting",
}


def public_functions(module, prefix=""):
    found = {name: getattr(module, name) for name in dir(module) if not name.startswith("_")}
    return {prefix + name for name, f in found.items() if callable(f) and not inspect.isclass(f) and not isinstance(f, xp.DType)}


@pytest.fixture(scope="module")
def matrix():
    return list(groups.cases(SIZES))


def test_every_public_function_has_a_case(matrix):
    measured = set().union(*(cases_of.functions_of(case) for case in matrix))
    public = public_functions(xp) | public_functions(xp.linalg, "linalg.") | public_functions(xp.fft, "fft.")
    assert not public - measured - set(NOT_MEASURED), "add a case in conformance/speed/groups"
    assert not set(NOT_MEASURED) & measured, "measured after all"
    assert set(NOT_MEASURED) <= public


def test_every_row_has_cases_of_every_size_layout_and_dtype(matrix):
    from trueno_array._ops.elementwise import ROWS

    for row in ROWS:
        cases = [case for case in matrix if case.group == "elementwise" and case.name == row.name]
        assert {case.n for case in cases} == set(SIZES)
        assert {"contiguous", "strided", "transposed"} <= {case.layout for case in cases}
        assert {"b8" if case.dtype == "bool" else case.dtype for case in cases} == set(row.loops()) & {
            *("f32", "f64", "i32", "i64", "u8", "b8", "c64")
        }


def test_keys_are_unique_and_readable(matrix):
    keys = [case.key for case in matrix]
    assert len(set(keys)) == len(keys)
    for case in matrix:
        assert store.parts_of(case.key) == {"group": case.group, "series": case.series, "n": case.n}
    with pytest.raises(ValueError, match="keys of cases must be unique"):
        sample.chosen([matrix[0], matrix[0]], types.SimpleNamespace(match="", quick=False))


@pytest.mark.parametrize("group", groups.names())
def test_libraries_compute_the_same(group):
    """Each case runs in every library at its smallest size, and the answers are equal; ours never refuses."""
    libraries = [library for library in cases_of.LIBRARIES if cases_of.module(library)]
    wrong = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in groups.cases(SIZES[:2], [group]):
            if case.n > 100 and group not in ("fft", "products", "programs"):
                continue
            answers = verify.answers(case, libraries)
            for library in libraries[1:]:
                if library in answers and answers["trueno_array"] is not None:
                    found = verify.difference(case, answers["trueno_array"], answers[library])
                    wrong += [f"{case.key}: {library}: {found}"] if found else []
    assert not wrong, "\n".join(wrong[:20])


def test_operands_have_the_layout_they_are_named_after(matrix):
    small = {(case.name, case.layout): case for case in matrix if case.group == "elementwise" and case.n == 1000 and case.dtype == "f32"}
    strides = {layout: [getattr(a, "strides", None) for a in small["add", layout].operands().values()] for _, layout in small if _ == "add"}
    assert strides["contiguous"] == [(4,), (4,)]
    assert strides["strided"] == [(8,), (8,)]
    assert strides["transposed"] == [(4, 25 * 4), (40 * 4, 4)]
    assert strides["row"] == [(160, 4), (4,)]
    assert strides["column"] == [(160, 4), (4, 4)]
    assert strides["scalar"] == [(4,), None]
    for case in small.values():
        for operand in case.operands().values():
            assert getattr(operand, "ctypes", None) is None or operand.ctypes.data % 64 == 0


def test_errors_of_ours_are_never_refusals():
    for error in (TypeError("not supported"), RuntimeError("not implemented for 'Int'")):
        assert not cases_of.refuses("trueno_array", error)
    assert cases_of.refuses("torch", RuntimeError("\"add_cpu\" not implemented for 'Bool'"))
    assert not cases_of.refuses("torch", RuntimeError("out of memory"))
    assert not cases_of.refuses("numpy", ValueError("not supported"))
    assert cases_of.refuses("torch", AttributeError("module 'torch.special' has no attribute 'log_expit'")) == "no such function"
    assert not cases_of.refuses("torch", AttributeError("module 'torch' has no attribute 'ad'"))


# --- the clock ---


def test_the_fastest_block_counts_and_blocks_take_turns():
    order, now = [], [0.0]

    def contender(name, seconds):
        times = iter(seconds)

        def block(number, clock):
            order.append(name)
            return number * next(times)

        return timing.Contender(name, block)

    slow = [3.0, 2.0, 2.5]  # each call is slow: the first counts, and one round follows
    found = timing.measure([contender("a", slow), contender("b", slow[::-1])], lambda: now[0])
    assert order == ["a", "b", "a", "b"]
    assert found["a"] == (2.0, 1.25)
    assert found["b"] == (2.0, 1.125)


def test_blocks_of_fast_calls_are_long_enough():
    calls = []

    def block(number, clock):
        calls.append(number)
        return number * 1e-6

    found = timing.measure([timing.Contender("a", block)], lambda: 0.0, budget_s=0.006)
    assert found["a"] == pytest.approx((1e-6, 1.0))
    assert timing.ROUNDS[0] <= len([number for number in calls if number > 100]) <= timing.ROUNDS[1]
    assert max(calls) * 1e-6 == pytest.approx(0.001, rel=0.05)


# --- samples and points ---


def test_the_sample_is_the_same_every_time_and_has_every_stratum(matrix):
    found = sample.stratified(matrix)
    shuffled = random.Random(1).sample(matrix, len(matrix))
    assert {case.key for case in sample.stratified(shuffled)} == {case.key for case in found}
    assert len(matrix) / 20 < len(found) < len(matrix) / 8
    assert {(case.group, len(str(case.n))) for case in found} == {(case.group, len(str(case.n))) for case in matrix}
    assert sum(case.group == "calls" for case in found) == sum(case.group == "calls" for case in matrix)


POINTS = [
    Point("elementwise", "add f32", 10, 1, 0.1, 0.2, 0.9, 1.1),
    Point("elementwise", "add f32", 10, 2, 0.1, 0.05, 0.9, 1.1),
    Point("elementwise", "x /= y / 2", 1000, 1, 1.0, 0.9, None, 1.0),
    Point("calls", "views: m.T", 10, 1, 0.04, 0.08, 0.2, 1.0),
    Point("fuse", "gelu f32", 10, 1, 1.0, 0.01, None, 1.0),
]
FACTS = {"CPU": "a CPU", "numpy": "2.4", "torch": "2.13", "date": "2026-01-01", "measured": "the whole matrix"}


def test_points_survive_the_file():
    data = store.compact(POINTS, FACTS, {"elementwise/x/10, 1 threads": "ValueError: no"}, {"torch: no such function": 2})
    again = store.parsed(store.text_of(data))
    assert again == data
    assert sorted(store.points_of(again)) == sorted(POINTS)
    with pytest.raises(SystemExit, match="make bench"):
        store.parsed('{"format": 1}')


def test_all_threads_against_one():
    def both(series, n, one, two, group="elementwise"):
        return [Point(group, series, n, threads, us, None, None, 1.0) for threads, us in ((1, one), (2, two))]

    points = [*both("exp f32", 10**6, 100, 50), *both("exp f64", 10**7, 90, 60), *both("add f32", 10**6, 50, 45)]
    points += [
        *both("sort i64", 10**5, 60, 80, "sorting"),
        *both("add f32", 1000, 1, 9),
        Point("fft", "fft c64", 10**6, 1, 1.0, None, None, 1.0),
    ]
    found = scaling.pairs(points)
    assert [one.key for one, _ in found] == [
        "elementwise/exp f32/1000000",
        "elementwise/exp f64/10000000",
        "elementwise/add f32/1000000",
        "sorting/sort i64/100000",
    ]
    assert scaling.by_kind(found) == [
        ("elementary functions", 2, "1.73", "1.50", "2.00", "50"),
        ("the rest, which memory bounds", 1, "1.11", "1.11", "1.11", "0"),
    ]
    assert [one.series for one, _ in scaling.slower(found)] == ["sort i64"]
    text = "\n".join(scaling.sections(points))
    assert "## 2 threads against one" in text and "0.75" in text
    assert scaling.sections([p for p in points if p.threads == 1]) == []


def test_every_kind_of_scaling_work_has_cases():
    points = [Point(case.group, case.series, case.n, 1, 1.0, None, None, 1.0) for case in groups.cases((1_000_000,), [])]
    assert {scaling.kind_of(p) for p in points} == {*scaling.KINDS, "the rest, which memory bounds"}


def test_numbers_are_short():
    assert [store.rounded(v) for v in (0.045678, 123456.7, 1.0, None)] == [0.0457, 123000, 1, None]


def test_lines_are_read_back_and_the_last_counts(tmp_path):
    line = {"group": "g", "series": "s / t", "n": 10, "threads": 1, "us": {"trueno_array": 1.0, "numpy": 2.0}, "spread": 1.0, "took": 2.0}
    lines = [
        {"facts": FACTS},
        line | {"absent": {"torch": "no such function"}},
        line | {"absent": {}, "us": {"trueno_array": 4.0, "numpy": 2.0}},
    ]
    lines.append(line | {"n": 100, "failure": "ValueError: no"})
    work = tmp_path / "points.jsonl"
    work.write_text("\n".join(map(json.dumps, lines)) + '\n{"torn')
    points, failures, absent, seconds = store.collected(work)
    assert [(p.ours, p.numpy, p.torch, p.speedup) for p in points] == [(4.0, 2.0, None, 0.5)]
    assert failures == {"g/s / t/100, 1 threads": "ValueError: no"} and absent == {} and seconds == 4.0
    assert store.done(work, 1) == {"g/s / t/10", "g/s / t/100"} and store.done(work, 2) == set()


def test_a_child_that_dies_loses_the_case_it_was_in():
    def child(lines, status):
        return types.SimpleNamespace(stdout=iter(map(json.dumps, lines)), wait=lambda: status)

    kept = []
    answer = {"group": "g", "series": "s", "n": 10}
    assert follow(child([{"begins": "g/s/10"}, answer, {"begins": "g/t/10"}], -11), kept.append, 1) == "g/t/10"
    assert follow(child([{"begins": "g/s/10"}, answer], 0), kept.append, 1) is None
    assert kept == [answer, answer]


# --- figures and reports ---


def test_figures():
    found = summary.figures([p for p in POINTS if p.threads == 1 and p.group != "fuse"])
    assert found["points"] == 3 and found["points below 0.67"] == 0
    assert found["faster than NumPy, %"] == pytest.approx(200 / 3)
    assert found["at most 1.2 x NumPy's time, %"] == 100 and found["faster than PyTorch, %"] == 100
    assert found["geometric mean over NumPy"] == pytest.approx((2 * 0.9 * 2) ** (1 / 3))
    assert summary.is_met("faster than NumPy, %", 80) and not summary.is_met("points below 0.67", 1)
    assert [p.group for p in summary.matrix(POINTS)] == ["elementwise"] * 3 + ["calls"]


def test_losing_points_are_listed_the_worst_first():
    found = summary.losing(POINTS)
    assert list(found) == [("fuse", "gelu f32"), ("elementwise", "add f32"), ("elementwise", "x /= y / 2")]
    table = pages.losing(POINTS)
    assert "| `elementwise: add f32` |  | 10: 0.50 |" in table
    assert reasons.UNKNOWN in table and "`elementwise: add f32`" in table and "10: 0.50" in table
    assert summary.calls(POINTS)["views"][2] == [POINTS[3]]


def test_reasons():
    assert reasons.reason_for("creation/zeros f64/1000000") != reasons.UNKNOWN
    assert reasons.reason_for("creation/zeros f64/10") == reasons.UNKNOWN
    for pattern, reason in reasons.REASONS:
        re.compile(pattern)
        assert reason and reason != reasons.UNKNOWN


ISA = {
    "compute": [{"case": "elementwise: exp f32", "n": n, "us": {"default": 1, "scalar": 16, "sse2": 4, "avx2": 2, "avx512": 1}} for n in (1000, 10_000)],
    "levels": [
        {"case": "elementwise: add f32", "n": 10, "us": {"default": 1.2, "scalar": 4, "sse2": 3, "avx2": 1.0, "avx512": 1.2}},
        {"case": "elementwise: add f64", "n": 10, "us": {"default": 1.05, "scalar": 4, "sse2": 3, "avx2": 1.0, "avx512": 1.05}},
    ],
}  # fmt: skip


def test_levels():
    assert isa_pages.speedups(ISA["compute"]) == {"elementwise: exp f32": pytest.approx({"sse2": 4, "avx2": 8, "avx512": 16})}
    assert [(round(ratio, 3), best, row["case"]) for ratio, best, row in isa_pages.behind(ISA["levels"])] == [
        (1.2, "avx2", "elementwise: add f32")
    ]


def test_a_late_default_must_repeat():
    measured = iter(
        [{"default": 1.3, "avx2": 1.0}, {"default": 1.2, "avx2": 1.0}, {"default": 1.0, "avx2": 1.1}, {"default": 9, "avx2": 1.0}]
    )
    assert settled(lambda: next(measured)) == {"default": 1.0, "avx2": 1.1}
    assert settled(lambda: {"default": 1.2, "avx2": 1.0}) == {"default": 1.2, "avx2": 1.0}


def test_the_report_has_its_parts():
    data = store.compact(POINTS, FACTS, {"elementwise/x/10, 1 threads": "ValueError: no"}, {"torch: no such function": 2})
    text = "\n".join(pages.sections(data, ISA))
    for part in (
        "## Targets",
        "## Below 0.67",
        "## Instruction-set levels",
        "## Cases that failed",
        "speed_numpy.svg",
        "torch: no such function",
    ):
        assert part in text
    assert "1 failures" in pages.in_a_line(data)


def test_the_table_of_the_readme_is_replaced():
    data = store.compact(POINTS, FACTS, {}, {})
    text = fresh(f"before\n{BEGIN}\nold\n{END}\nafter", data)
    assert text.startswith("before\n") and text.endswith("\nafter") and "old" not in text and "a CPU" in text
    assert fresh(text, data) == text


# --- revisions beside each other ---


def restarts(*ratios):
    return [(1.0, ratio) for ratio in ratios]


def test_a_slow_down_repeats_over_the_restarts():
    slow = verdict.judged("k", restarts(*[1.2] * 10))
    assert slow.slower and slow.ratio == pytest.approx(1.2) and slow.ratios == pytest.approx((1.2,) * 10)
    assert verdict.judged("k", restarts(*[1.2] * 8, 1.0, 0.9)).slower is False  # the fastest process of all is as fast
    assert verdict.judged("k", restarts(*[1.2] * 8, 1.06, 1.06)).slower
    assert not verdict.judged("k", restarts(*[1.2] * 7, 1.0, 1.0, 1.0)).slower  # misses
    assert not verdict.judged("k", restarts(*[1.2] * 9)).slower  # too few restarts
    assert not verdict.judged("k", restarts(*[1.05] * 10)).slower


def test_the_luck_of_processes_is_no_slow_down():
    lucky = [(1.0, 2.0), (2.0, 2.0), (1.0, 1.0), (2.0, 1.0), (1.0, 2.0)] * 2
    assert not verdict.judged("k", lucky).slower
    # the new side unlucky in eight restarts of ten, the old one in two: the fastest of all processes say the same of both
    assert not verdict.judged("k", [(1.0, 2.0)] * 8 + [(2.0, 1.0)] * 2).slower
    # a slow-down of a half below such luck is found where the fastest, the medians and the restarts agree
    assert verdict.judged("k", [(1.0, 1.5), (1.0, 3.0), (2.0, 3.0), (1.0, 1.5), (2.0, 1.5)] * 2).slower


def test_a_case_is_open_while_it_may_be_a_slow_down():
    assert verdict.is_open([]) and verdict.is_open(restarts(1.0, 1.0)) and verdict.is_open(restarts(1.2, 1.0, 1.2, 1.0))
    assert not verdict.is_open(restarts(1.0, 1.2, 1.0, 1.0)) and not verdict.is_open(restarts(*[1.2] * 10))


def test_missing_and_failed_benchmarks_fail():
    assert verdict.matched(["a", "b"], ["b", "c"]) == (["b"], ["a"], ["c"])
    fine, slow = verdict.Verdict("f", 0.9, (0.9,), False), verdict.Verdict("s", 1.25, (1.2, 1.2, 1.3), True)
    assert verdict.summary([fine], [], {}) == (["1 compared: 0 slower, 1 faster by more than 5 %; 0 missing, 0 failed"], 0)
    for verdicts, missing, failed in (([slow], [], {}), ([fine], ["a"], {}), ([fine], [], {"a": "ValueError"})):
        assert verdict.summary(verdicts, missing, failed)[1] == 1
    assert verdict.summary([fine, slow], [], {})[0][0] == "SLOWER s: 1.25 x the time, 1.20 to 1.30 in single restarts"


class Side:
    """A revision that answers what it is told to."""

    def __init__(self, prepare, seconds=1.0):
        self.prepare, self.seconds = prepare, seconds

    def ask(self, do, **rest):
        return self.prepare if do == "prepare" else {"seconds": self.seconds}


def test_two_revisions_are_compared_in_turns():
    ready, broken = {"number": 4}, {"error": "AttributeError: no"}
    assert compared("k", (Side(ready, 1.0), Side(ready, 1.2)), 0.001) == ((0.25, 0.3), (None, None))
    assert compared("k", (Side(ready), Side(broken)), 0.001) == (None, (None, "AttributeError: no"))
    assert compared("k", (Side(broken), Side(ready)), 0.001) == (None, ("AttributeError: no", None))


def test_restarts_end_when_nothing_is_open():
    ready, broken = {"number": 1}, {"error": "AttributeError: no"}
    comparison = Comparison()
    comparison.begin([{"keys": ["a", "gone"]}, {"keys": ["a", "new"]}])
    while comparison.open():
        comparison.restart((Side(ready), Side(ready, 1.2)), 0.001)
    assert comparison.missing == ["gone"] and len(comparison.times["a"]) == verdict.RESTARTS
    assert [(v.key, v.slower) for v in comparison.verdicts()] == [("a", True)]
    for sides, failed in (((Side(ready), Side(broken)), {"a": "AttributeError: no"}), ((Side(broken), Side(ready)), {})):
        other = Comparison()
        other.begin([{"keys": ["a"]}] * 2)
        other.restart(sides, 0.001)
        assert other.failed == failed and not other.open() and not other.verdicts()
    with pytest.raises(SystemExit, match="no"):
        comparison.begin([broken, broken])
