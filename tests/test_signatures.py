"""Every name and signature of the standard, 2025.12, from a table made from its stubs."""

import ast
import inspect
import json
from pathlib import Path

import pytest
from support import ALL, dtype

import trueno_array as xp

STANDARD = json.loads(Path(__file__).with_name("data").joinpath("signatures_2025_12.json").read_text())
KINDS = {
    "positional_only": inspect.Parameter.POSITIONAL_ONLY,
    "positional_or_keyword": inspect.Parameter.POSITIONAL_OR_KEYWORD,
    "keyword_only": inspect.Parameter.KEYWORD_ONLY,
    "var_positional": inspect.Parameter.VAR_POSITIONAL,
}


def find(group, name):
    if group == "info":
        return getattr(xp.__array_namespace_info__(), name)
    if group == "methods":
        return getattr(xp.ones(1), name)
    return getattr(xp if group == "main" else getattr(xp, group), name)


ENTRIES = [(group, name) for group in ("main", "linalg", "fft", "info", "methods") for name in STANDARD[group]]


@pytest.mark.parametrize("group, name", ENTRIES)
def test_signature_equals_the_standards(group, name):
    function = find(group, name)
    assert callable(function)
    if group == "methods" and name.startswith("__") and name not in ("__dlpack__", "__array_namespace__"):
        return  # operators are called as operators
    parameters = inspect.signature(function).parameters
    wanted = STANDARD[group][name]
    got = [[p.name, p.kind] for p in parameters.values()]
    assert got == [[n, KINDS[kind]] for n, kind, _ in wanted]
    for n, _, default in wanted:
        value = parameters[n].default
        if default is None:
            assert value is inspect.Parameter.empty, f"{n} must have no default"
        else:
            assert value == ast.literal_eval(default), f"{n} must have the default {default}"


def test_names_constants_and_dtypes():
    assert xp.__array_api_version__ == "2025.12"
    assert xp.newaxis is None and (xp.e, xp.pi, xp.inf) == (2.718281828459045, 3.141592653589793, float("inf"))
    assert xp.nan != xp.nan and all(isinstance(getattr(xp, n), float) for n in ("e", "pi", "inf", "nan"))
    assert set(STANDARD["dtypes"]) == set(ALL)
    for name in ALL:
        assert dtype(name) == dtype(name) and xp.ones(1, dtype=dtype(name)).dtype == dtype(name)
    x = xp.ones((2, 3))
    assert (x.ndim, x.shape, x.size, x.device, x.dtype) == (2, (2, 3), 6, "cpu", xp.float64)
    assert isinstance(x.shape, tuple) and isinstance(x.size, int) and isinstance(x.ndim, int)
    for attribute in STANDARD["attributes"]:
        assert hasattr(x, attribute)
        if attribute not in ("T", "mT"):
            with pytest.raises(AttributeError):
                setattr(x, attribute, None)


def test_every_public_name_has_a_docstring():
    missing = [n for n in public_names(xp) if callable(getattr(xp, n)) and not (getattr(xp, n).__doc__ or "").strip()]
    for extension in (xp.linalg, xp.fft):
        names = [n for n in public_names(extension) if callable(getattr(extension, n))]
        missing += [f"{extension.__name__}.{n}" for n in names if not (getattr(extension, n).__doc__ or "").strip()]
    named = [n for n in STANDARD["methods"] if not n.startswith("__") or n.startswith(("__dlpack", "__array_n"))]
    missing += [f"array.{n}" for n in named if not (getattr(type(xp.ones(1)), n).__doc__ or "").strip()]
    assert not missing


def public_names(module):
    return [n for n in getattr(module, "__all__", dir(module)) if not n.startswith("_")]


def test_dir_lists_the_whole_standard_and_all_is_true():
    for group, module in (("main", xp), ("linalg", xp.linalg), ("fft", xp.fft)):
        names = {n for n in STANDARD[group] if not n.startswith("_")}
        if group == "main":
            names |= {"linalg", "fft", *ALL, *STANDARD["constants"]}
        assert names <= set(dir(module))
        assert all(hasattr(module, n) for n in getattr(module, "__all__", ()))


def test_inspection():
    info = xp.__array_namespace_info__()
    assert isinstance(info.devices(), tuple) and "cpu" in info.devices()
    assert info.default_device() == "cpu"
    assert info.capabilities()["boolean indexing"] is True and info.capabilities()["data-dependent shapes"] is True
    assert info.capabilities()["max dimensions"] >= 32
    assert info.dtypes() == {name: dtype(name) for name in ALL}
    assert set(info.dtypes(kind="real floating")) == {"float32", "float64"}
    assert set(info.dtypes(kind=("bool", "unsigned integer"))) == {"bool", "uint8", "uint16", "uint32", "uint64"}
    want = {"real floating": xp.float64, "complex floating": xp.complex128, "integral": xp.int64, "indexing": xp.int64}
    for device in (None, "cpu", xp.ones(1).device, *info.devices()):
        assert info.default_dtypes(device=device) == want
    with pytest.raises(ValueError):
        info.dtypes(kind="float")


def test_finfo_and_iinfo_have_python_numbers():
    for name in ("float32", "float64", "complex64", "complex128"):
        for source in (dtype(name), xp.ones(1, dtype=dtype(name))):
            f = xp.finfo(source)
            single = name in ("float32", "complex64")
            assert f.bits == (32 if single else 64) and f.eps == (2.0**-23 if single else 2.0**-52)
            assert f.dtype == (xp.float32 if single else xp.float64)
            assert f.smallest_normal == (2.0**-126 if single else 2.0**-1022)
            assert all(type(getattr(f, n)) is float for n in ("eps", "max", "min", "smallest_normal"))
    for name in ALL[1:9]:
        i = xp.iinfo(xp.ones(1, dtype=dtype(name)))
        assert type(i.max) is int and type(i.min) is int and i.dtype == dtype(name)
        assert i.max - i.min == 2**i.bits - 1
    for function, bad in ((xp.finfo, xp.int8), (xp.iinfo, xp.float32), (xp.finfo, xp.bool), (xp.iinfo, xp.bool)):
        with pytest.raises((TypeError, ValueError)):
            function(bad)
