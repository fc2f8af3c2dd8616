"""The ruler's whole programs, beyond the small sizes that tests/test_speed_ruler.py runs."""

import sys

import numpy as np
import pytest
from support import ROOT

sys.path.append(str(ROOT))

import trueno_array as xp
from conformance.speed import groups, programs, verify
from conformance.speed.options import SIZES
from conformance.speed.programs.simulation import asian_option, drawn_option


@pytest.mark.slow
@pytest.mark.parametrize("n", [10**5, 10**6])
def test_programs_compute_the_same_on_long_arrays(n):
    wrong = []
    for case in groups.cases((n,), ["programs"]):
        answers = verify.answers(case, ("trueno_array", "numpy"))
        found = verify.difference(case, answers["trueno_array"], answers["numpy"])
        wrong += [f"{case.key}: {found}"] if found else []
    assert not wrong, "\n".join(wrong)


def test_every_program_has_cases_of_each_size():
    cases = list(groups.cases(SIZES, ["programs"]))
    assert {case.name for case in cases} == set(programs.all())
    assert {(case.name, case.n) for case in cases} == {(name, n) for name in programs.all() for n in (1000, 10**5, 10**6)}


def test_the_drawn_option_has_the_price_of_the_given_one():
    """Its numbers are not NumPy's, so that the ruler compares no values."""
    price, error = drawn_option(xp, xp.random.default_rng(1), (20_000, 50))
    expected, other = asian_option(np, np.random.default_rng(1).standard_normal((20_000, 50)))
    assert abs(float(price) - expected) < 4 * (float(error) ** 2 + other**2) ** 0.5
