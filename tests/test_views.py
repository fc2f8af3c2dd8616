"""Views share memory and keep their base alive; operations in place on overlapping operands are right."""

import gc

import numpy as np
import pytest
from support import EXTENDED, assert_bits, dtype, layouts, to_np, to_xp, values

import trueno_array as xp

# fmt: off
VIEWS = {
    "slice":        (lambda x: x[1:3, ::2],                 lambda a: a[1:3, ::2]),
    "negative":     (lambda x: x[::-1, ::-2],               lambda a: a[::-1, ::-2]),
    "integer":      (lambda x: x[2],                        lambda a: a[2]),
    "newaxis":      (lambda x: x[:, None, :],               lambda a: a[:, None, :]),
    "T":            (lambda x: x.T,                         lambda a: a.T),
    "mT":           (lambda x: x.mT,                        lambda a: a.T),
    "permute_dims": (lambda x: xp.permute_dims(x, (1, 0)),  lambda a: a.T),
    "matrix_transpose": (xp.matrix_transpose,               lambda a: a.T),
    "moveaxis":     (lambda x: xp.moveaxis(x, 0, 1),        lambda a: np.moveaxis(a, 0, 1)),
    "expand_dims":  (lambda x: xp.expand_dims(x, 1),        lambda a: np.expand_dims(a, 1)),
    "squeeze":      (lambda x: xp.squeeze(x[:1], 0),        lambda a: np.squeeze(a[:1], 0)),
    "flip":         (lambda x: xp.flip(x, axis=0),          lambda a: np.flip(a, 0)),
    "reshape":      (lambda x: xp.reshape(x, (2, 2, 6)),    lambda a: a.reshape(2, 2, 6)),
    "reshape part": (lambda x: xp.reshape(x[1:], (18,)),    lambda a: a[1:].reshape(18)),
    "reshape step": (lambda x: xp.reshape(x[:, ::2], (2, 2, 3)), lambda a: a[:, ::2].reshape(2, 2, 3)),
    "unstack":      (lambda x: xp.unstack(x)[1],            lambda a: a[1]),
    "real":         (lambda x: xp.linalg.diagonal(x),       lambda a: np.diagonal(a)),
}
# fmt: on


@pytest.mark.parametrize("name", VIEWS)
def test_view_shares_memory_both_ways(name):
    view_of, model = VIEWS[name]
    array = np.arange(24.0).reshape(4, 6)
    x = to_xp(array)
    view = view_of(x)
    assert_bits(view, model(array), "values")
    if name == "real":
        return  # the standard leaves open whether diagonal is a view
    x[...] = x * 2
    assert_bits(view, model(array * 2), "the base changed")
    view[...] = -1.0
    array = array * 2
    if name == "reshape step":
        array[:, ::2] = -1
    else:
        model(array)[...] = -1.0
    assert_bits(x, array, "the view changed")


def test_broadcast_views_share_memory():
    x = xp.asarray([1.0, 2.0, 3.0])
    y = xp.broadcast_to(x, (4, 3))
    z = xp.broadcast_arrays(x, xp.zeros((2, 1)))[0]
    x[1] = 9.0
    assert to_np(y)[:, 1].tolist() == [9.0] * 4 and to_np(z)[:, 1].tolist() == [9.0] * 2


def test_reshape_copy_keyword():
    x = xp.asarray(np.arange(6.0).reshape(2, 3))
    same = xp.reshape(x, (3, 2), copy=False)
    same[0, 0] = 50.0
    assert float(x[0, 0]) == 50.0
    other = xp.reshape(x, (3, 2), copy=True)
    other[0, 0] = 1.0
    assert float(x[0, 0]) == 50.0
    with pytest.raises(ValueError):
        xp.reshape(x.T, (6,), copy=False)
    assert_bits(xp.reshape(x.T, (6,)), to_np(x).T.reshape(6))


def test_view_keeps_its_base_alive():
    for make in (lambda x: x[10:20], lambda x: x.T[0] if x.ndim == 2 else x[::-1][:10], lambda x: xp.reshape(x, (10, -1))[1]):
        views = []
        for _ in range(50):
            x = xp.arange(1000.0)
            views.append((make(x), to_np(make(x)).copy()))
            del x
        gc.collect()
        garbage = [xp.full((1000,), -5.0) for _ in range(50)]
        for view, want in views:
            assert_bits(view, want)
        del garbage


# fmt: off
OVERLAPS = [
    (slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None)), (slice(None), slice(None, None, -1)),
    (slice(3, None), slice(None, -3)), (slice(0, 200, 2), slice(0, 100)), (slice(0, 100), slice(0, 200, 2)), (slice(16, 116), slice(0, 100)),
]
# fmt: on


@pytest.mark.parametrize("name", ["int8", "int32", "float32", "float64", "complex128", "uint64"])
@pytest.mark.parametrize("target, source", OVERLAPS)
def test_in_place_operation_on_overlapping_views(target, source, name, isa):
    array = (np.arange(200) % 37 + 1).astype(name)
    for statement in ("add", "multiply", "subtract"):
        a, x = array.copy(), to_xp(array)
        n = min(len(a[target]), len(a[source]))
        want = getattr(np, statement)(a[target][:n], a[source][:n].copy())
        view = x[target][:n]
        if statement == "add":
            view += x[source][:n]
        elif statement == "multiply":
            view *= x[source][:n]
        else:
            view -= x[source][:n]
        a[target][:n] = want
        assert_bits(x, a, statement)


def test_in_place_operation_with_itself_and_its_transpose(isa):
    array = np.arange(49.0).reshape(7, 7)
    x = to_xp(array)
    x += x
    assert_bits(x, array * 2)
    x -= x.T
    assert_bits(x, array * 2 - array.T * 2)
    x += x[0]
    y = array * 2 - array.T * 2
    assert_bits(x, y + y[0])
    x *= x[:, :1]
    y = y + y[0]
    assert_bits(x, y * y[:, :1])


@pytest.mark.parametrize("name", EXTENDED)
def test_astype_in_every_layout(name, isa):
    """Every pair of dtypes that is not complex to real; out-of-range floats are left out: their cast is unspecified."""
    for target in EXTENDED:
        if name.startswith("complex") and not target.startswith("complex"):
            continue
        a = values(name, 66)
        if name.startswith(("float", "complex")) and not target.startswith(("float", "complex")):
            limit = 100 if target != "bool" else np.inf
            small = np.isfinite(a) & (np.abs(a) < limit)
            a = np.where(small if not target.startswith("u") else small & (a > -1), a, 3).astype(name)
        with np.errstate(all="ignore"):
            want = a.astype(target)
        for layout, x in layouts(a.reshape(6, 11)):
            assert_bits(xp.astype(x, dtype(target)), want.reshape(6, 11), f"{name} to {target}, {layout}")
        x = to_xp(a)
        assert (xp.astype(x, dtype(target), copy=False) is x) == (name == target)
        assert xp.astype(x, dtype(target)) is not x


def test_astype_of_complex_to_real_raises():
    for target in (xp.float64, xp.int64, xp.bool):
        if target is xp.bool:
            continue
        with pytest.raises((TypeError, ValueError)):
            xp.astype(xp.ones(3, dtype=xp.complex64), target)
