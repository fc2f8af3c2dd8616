"""A pytest plugin that makes a consumer's own test suite run on trueno_array: pytest -p conformance.consumer_plugin.

Consumers list the namespaces that they test in different ways; CONSUMER_SUITE names the one to adapt.
"""

import os
import sys
import types


def adapt_sklearn():
    """scikit-learn parametrizes by the names that two generators yield."""
    from sklearn.utils import _array_api

    def yield_namespaces(include_numpy_namespaces=True):
        yield "trueno_array"

    def yield_combinations(include_numpy_namespaces=True):
        yield "trueno_array", None, "float64"
        yield "trueno_array", None, "float32"

    def yield_mixed():
        here, numpy = (_array_api.NamespaceAndDevice(name, None) for name in ("trueno_array", "numpy"))
        yield here, numpy, "trueno_array to numpy"
        yield numpy, here, "numpy to trueno_array"

    _array_api.yield_namespaces = yield_namespaces
    _array_api.yield_namespace_device_dtype_combinations = yield_combinations
    _array_api.yield_mixed_namespace_input_permutations = yield_mixed


def adapt_array_api_extra():
    """array-api-extra parametrizes by the members of an Enum; it gets one more."""
    from array_api_extra._lib._backends import Backend

    member = object.__new__(Backend)
    member._name_, member._value_, member._sort_order_ = "TRUENO_ARRAY", "trueno_array", len(Backend)
    Backend._member_names_.append("TRUENO_ARRAY")
    Backend._member_map_["TRUENO_ARRAY"] = member
    Backend._value2member_map_["trueno_array"] = member


def adapt_xarray():
    """xarray's tests import array_api_strict; they get trueno_array by that name."""
    import trueno_array

    inner = types.ModuleType("array_api_strict._array_object")
    inner.Array = type(trueno_array.ones(1))
    sys.modules["array_api_strict"] = trueno_array
    sys.modules["array_api_strict._array_object"] = inner


def adapt_scipy():
    """SciPy's conftest gives its list of namespaces to one fixture, which gets trueno_array alone instead.

    Another fixture adds a list to ``devices()``, which is a tuple since version 2025.12 of the standard.
    """
    import pytest

    import trueno_array

    original = pytest.fixture

    def devices(xp):
        return [*xp.__array_namespace_info__().devices(), None]

    def fixture(*args, params=None, **options):
        if args and args[0].__name__ == "devices":
            args = (devices,)
        if params and getattr(params[0], "id", None) == "numpy":
            params = [pytest.param(trueno_array, id="trueno_array", marks=pytest.mark.array_api_backends)]
        return original(*args, params=params, **options)

    pytest.fixture = fixture
    try:
        from scipy import conftest
    finally:
        pytest.fixture = original
    conftest.xp_known_backends.add("trueno_array")


globals()["adapt_" + os.environ["CONSUMER_SUITE"]]()
