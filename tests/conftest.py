"""Hypothesis profiles, markers and the ISA fixture."""

import hypothesis
import pytest

import trueno_array as xp

hypothesis.settings.register_profile("default", max_examples=60, deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("thorough", max_examples=1500, deadline=None, database=None)
hypothesis.settings.load_profile("default")

LEVELS = tuple(xp.backends.available())


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: minutes; left out of make test")
    config.addinivalue_line("markers", "exact_process: looks at the process itself, which a sanitizer changes")


@pytest.fixture(params=LEVELS)
def isa(request):
    """Runs a test once per ISA level of this machine."""
    with xp.backends.use(request.param):
        yield request.param
