"""NumPy's ufuncs, functions and operators on arrays: the result is an array of this namespace wherever NumPy lets us say so."""

import numpy as np
import pytest
from support import assert_bits, to_np

import trueno_array as xp

A = np.arange(1.0, 7.0).reshape(2, 3)

UNARY = [
    "sin",
    "cos",
    "tan",
    "exp",
    "log",
    "sqrt",
    "arcsin",
    "arccos",
    "arctan",
    "sinh",
    "cosh",
    "tanh",
    "arcsinh",
    "abs",
    "negative",
    "positive",
    "square",
    "floor",
    "ceil",
    "trunc",
    "rint",
    "sign",
    "isnan",
    "isinf",
    "isfinite",
    "log1p",
    "expm1",
    "log2",
    "log10",
    "signbit",
    "conjugate",
    "reciprocal",
    "exp2",
    "cbrt",
]
BINARY = [
    "add",
    "subtract",
    "multiply",
    "divide",
    "true_divide",
    "floor_divide",
    "remainder",
    "mod",
    "power",
    "hypot",
    "arctan2",
    "maximum",
    "minimum",
    "copysign",
    "nextafter",
    "logaddexp",
    "greater",
    "less",
    "equal",
    "not_equal",
    "fmod",
    "heaviside",
]


@pytest.mark.parametrize("name", UNARY)
def test_unary_ufuncs_give_arrays(name):
    ufunc, a = getattr(np, name), A / 8
    got = ufunc(xp.asarray(a))
    assert isinstance(got, xp.Array)
    np.testing.assert_allclose(to_np(got), ufunc(a), rtol=1e-14)


@pytest.mark.parametrize("name", BINARY)
def test_binary_ufuncs_give_arrays_for_every_mix(name):
    ufunc, x = getattr(np, name), xp.asarray(A)
    for left, right in ((x, x), (x, A), (A, x), (x, 2.0), (2.0, x), (x, [1.0, 2.0, 3.0]), (np.float32(2), x)):
        got = ufunc(left, right)
        assert isinstance(got, xp.Array)
        np.testing.assert_allclose(to_np(got), ufunc(np.asarray(left), np.asarray(right)), rtol=1e-14)


def test_out_where_dtype_and_methods_of_ufuncs():
    x = xp.asarray(A)
    out = xp.zeros((2, 3))
    assert np.add(A, x, out=out) is out
    assert_bits(out, A + A)
    plain = np.zeros((2, 3))
    assert np.add(x, x, out=plain) is plain and plain.tolist() == (A + A).tolist()
    with pytest.raises(TypeError):
        np.add(x, 0.5, out=np.zeros((2, 3), int))
    with pytest.raises(TypeError):
        np.add(x, 0.5, out=xp.zeros((2, 3), dtype=xp.int64))
    out = xp.zeros((2, 3))
    np.negative(x, out=out, where=A > 3)
    assert_bits(out, np.where(A > 3, -A, 0.0))
    assert np.add(x, 1, dtype=np.float32).dtype == xp.float32
    assert_bits(np.add.reduce(x), np.add.reduce(A))
    assert_bits(np.multiply.accumulate(x, axis=1), np.multiply.accumulate(A, axis=1))
    assert np.add.outer(x, A).shape == (2, 3, 2, 3)
    _, whole = np.modf(x)
    assert_bits(whole, A)
    first, second = xp.zeros((2, 3)), xp.zeros((2, 3))
    assert np.modf(x, out=(first, second))[1] is second
    assert_bits(second, A)
    np.add.at(first, (0, 1), 5.0)
    assert float(first[0, 1]) == 5.0


def test_operators_with_numpy_on_the_left():
    x = xp.asarray(A)
    assert isinstance(A + x, xp.Array) and isinstance(A @ x.T, xp.Array) and isinstance(np.less(A, x), xp.Array)
    b = A.copy()
    b += x
    assert type(b) is np.ndarray and b.tolist() == (A + A).tolist()
    for scalar in (np.float32(2), np.float64(2), np.int64(2), np.int8(2), np.bool_(True), np.complex64(2)):
        assert_bits(x + scalar, A + scalar)
        assert_bits(scalar + x, A + scalar)


@pytest.mark.parametrize("stranger", ["a", None, {}, {1.0}, object(), float], ids=lambda stranger: type(stranger).__name__)
def test_strangers_are_refused_by_operators(stranger):
    x = xp.asarray(A)
    for operation in (lambda: x + stranger, lambda: stranger + x, lambda: x * stranger, lambda: x < stranger):
        with pytest.raises(TypeError):
            operation()
    assert (x == stranger) is False and (x != stranger) is True


class Wrapper:
    """Computes with arrays in its own way, as xarray's and pandas' classes do."""

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return "wrapped"

    def __radd__(self, other):
        return "added"


def test_classes_that_answer_for_themselves_are_asked():
    x = xp.asarray(A)
    assert x + Wrapper() == "added"
    assert np.add(x, Wrapper()) == "wrapped"


@pytest.mark.parametrize("name", ["sum", "prod", "mean", "std", "var", "min", "max", "any", "all", "argmin", "argmax"])
def test_numpys_reductions_call_the_methods(name):
    x, function = xp.asarray(A), getattr(np, name)
    for axis in (None, 0, 1):
        got = function(x, axis=axis)
        assert isinstance(got, xp.Array)
        np.testing.assert_allclose(to_np(got), function(A, axis=axis), rtol=1e-15)
    out = xp.zeros((3,), dtype=function(x, axis=0).dtype)
    assert function(x, axis=0, out=out) is out
    np.testing.assert_allclose(to_np(out), function(A, axis=0), rtol=1e-15)


@pytest.mark.parametrize("scalar", [np.float32(2), np.float64(2), np.int32(2), np.complex64(2), np.bool_(True)])
def test_arrays_of_numpys_scalars_are_writable(scalar):
    x = xp.asarray(scalar)
    x[...] = False
    assert x.dtype == getattr(xp, scalar.dtype.name) and x == 0
