"""The names beyond the standard that place elements: padding, splitting, writing along an axis, and Einstein summation."""

import itertools

import numpy as np
import pytest
from support import ALL, COMPLEX, EXTENDED, FLOATS, NUMERIC, assert_bits, dtype, finite_values, layouts, to_np, to_xp

import trueno_array as xp

MODES = ("constant", "edge", "reflect", "symmetric", "wrap")
WIDTHS = (0, 2, (1,), (1, 3), ((2, 0),), ((1, 2), (0, 4)), ((1,), (2,)), ((9, 11), (7, 8)), {0: 1, -1: (2, 3)}, {1: 4}, np.array([[1, 2], [3, 4]]))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["bool", "int16", "float32", "complex128"])
def test_pad(name, mode):
    for shape, width in itertools.product([(3, 4), (1, 5), (2, 1)], WIDTHS):
        a = finite_values(name, shape)
        want = np.pad(a, width, mode=mode)
        for layout, x in layouts(a) if isinstance(width, int) else [("contiguous", to_xp(a))]:
            assert_bits(xp.pad(x, width, mode=mode), want, f"{shape} {width} {layout}")
    a = finite_values(name, (2, 3, 2))
    assert_bits(xp.pad(to_xp(a), ((1, 1), (0, 2), (3, 0)), mode), np.pad(a, ((1, 1), (0, 2), (3, 0)), mode))


def test_pad_with_constants():
    a = np.arange(6).reshape(2, 3)
    for constants in (7, (1, 2), ((1, 2), (3, 4)), ((5,), (6,)), np.array([[1, 2], [3, 4]]), xp.asarray(9), 1.7):
        plain = np.asarray(constants)
        assert_bits(xp.pad(to_xp(a), 2, constant_values=constants), np.pad(a, 2, constant_values=plain), str(constants))
    assert_bits(xp.pad(xp.zeros((0, 2)), 1), np.pad(np.zeros((0, 2)), 1))
    x = xp.ones(3)
    same = xp.pad(x, 0, mode="edge")
    same[0] = 5.0
    assert float(x[0]) == 1.0


@pytest.mark.parametrize(
    "arguments, kind",
    [((-1,), ValueError), ((1.0,), TypeError), ((((1, 2),) * 3,), ValueError), (((1, 2, 3),), ValueError), ((1, "mean"), ValueError), (({2: 1},), ValueError)],
)
def test_pad_refuses(arguments, kind):
    with pytest.raises(kind, match="pad: "):
        xp.pad(xp.ones((2, 3)), *arguments)
    with pytest.raises(ValueError, match="pad: x must"):
        xp.pad(xp.ones((0, 3)), ((1, 1), (0, 0)), mode="edge")


@pytest.mark.parametrize("name", EXTENDED)
def test_put_along_axis(name):
    rng = np.random.default_rng(5)
    for axis, index_dtype in itertools.product((0, 1, 2, -1), ("int64", "uint8", "int16")):
        a = finite_values(name, (3, 4, 5))
        index = np.argsort(rng.random(a.shape), axis=axis).astype(index_dtype)
        v = finite_values(name, a.shape, seed=1)
        for layout, x in layouts(a):
            want = a.copy()
            np.put_along_axis(want, index.astype("i8"), v, axis)
            x = xp.asarray(x)
            assert xp.put_along_axis(x, to_xp(index), to_xp(v), axis) is None
            assert_bits(x, want, f"{axis} {layout}")
        part, want, x = np.take(index, [0, 2], axis).astype("i8") - a.shape[axis], a.copy(), to_xp(a)
        np.put_along_axis(want, part, 1, axis=axis)
        xp.put_along_axis(x, to_xp(part), 1, axis=axis)
        assert_bits(x, want, str(axis))


def test_put_along_axis_broadcasts_casts_and_flattens():
    a = np.arange(12.0).reshape(3, 4)
    for index, v, axis in [([[1], [2], [0]], [[9], [8], [7]], 1), ([[2]], 5, 1), ([[0, 1, 2, 0]], [[1, 2, 3, 4]], 0), ([3, 5, -1], [1, 2, 3], None)]:
        want, x = a.copy(), to_xp(a)
        np.put_along_axis(want, np.array(index), np.array(v), axis)
        xp.put_along_axis(x, xp.asarray(index), v if isinstance(v, int) else xp.asarray(v), axis)
        assert_bits(x, want, f"{index}")
    x = xp.zeros(4, dtype=xp.int32)
    xp.put_along_axis(x, xp.asarray([3, 1]), xp.asarray([1.0, 2.0]), 0)
    assert x.tolist() == [0, 2, 0, 1]
    xp.put_along_axis(x, xp.asarray([1, 3, 0]), x[1:], 0)
    assert x.tolist() == [1, 2, 0, 0]


def test_put_along_axis_refuses():
    x, i = xp.zeros((2, 3)), xp.asarray([[0], [1]])
    frozen = np.zeros((2, 3))
    frozen.flags.writeable = False
    cases = [
        ((x, i * 1.0, 1, 1), TypeError),
        ((x, i + 5, 1, 1), IndexError),
        ((x, i[0, ...], 1, 1), ValueError),
        ((x, xp.zeros((3, 1), dtype=xp.int64), 1, 1), ValueError),
        ((x, i, xp.ones((5, 5)), 1), ValueError),
        ((x, i, 1, 2), ValueError),
        ((x, i, xp.ones(1, dtype=xp.complex64), 1), TypeError),
        (([[1, 2]], i, 1, 1), TypeError),
        ((xp.asarray(frozen, copy=False), i, 1, 1), ValueError),
    ]
    for arguments, kind in cases:
        with pytest.raises(kind, match="put_along_axis"):
            xp.put_along_axis(*arguments)


def test_argwhere_split_logspace():
    for name, shape in itertools.product(ALL, [(), (5,), (3, 4), (0, 2), (2, 3, 2)]):
        a = np.asarray(finite_values(name, shape), name)
        assert_bits(xp.argwhere(to_xp(a)), np.argwhere(a), f"{name} {shape}")
    a = np.arange(24).reshape(6, 4)
    for where, axis in [(3, 0), (2, 1), (1, -1), ([1, 4], 0), ([2, 9, 1], 0), ((), 1), (np.array([1]), 1)]:
        for function in ("split", "array_split"):
            got, want = getattr(xp, function)(to_xp(a), where, axis), getattr(np, function)(a, where, axis)
            assert isinstance(got, list) and len(got) == len(want)
            for one, other in zip(got, want):
                assert_bits(one, other, f"{function} {where}")
    assert [part.shape for part in xp.array_split(to_xp(a), 4)] == [part.shape for part in np.array_split(a, 4)]
    for bad in (4, 0, -1):
        with pytest.raises(ValueError, match="split: "):
            xp.split(to_xp(a), bad)
    for arguments in [(0, 3, 4), (-2.5, 2, 7), (0, 1, 1), (0, 1, 0), (1, 4, 5, False), (0, 8, 9, True, 2.0)]:
        got, want = to_np(xp.logspace(*arguments)), np.logspace(*arguments)
        assert got.dtype == want.dtype and got.shape == want.shape
        np.testing.assert_allclose(got, want, rtol=1e-14)
    assert xp.logspace(0, 3, 4, dtype=xp.float32).dtype == xp.float32


SUBSCRIPTS = (
    *("ij", "ji", "ij->ji", "ii", "ii->i", "ij->", "ij->i", "ij->j", "i", "i->", "ijk->kij", "iji->j", "iij->ij", "...i->...", "i...->...i", "...", "...ii->...i"),
    *("ij,jk", "ij,jk->ik", "ij,jk->ki", "ij,kj->ik", "i,i", "i,i->i", "i,j", "i,j->ji", "ij,ij", "ij,ij->i", "ij,ij->ij", "ij,ji->", "bij,bjk->bik"),
    *("bij,bkj->bik", "...ij,...jk->...ik", "...ij,jk", "ij...,jk...->ik...", ",", "i,->i", "ij,j,i->", "ij,jk,kl->il", "ij,jk,kl", "ijk,jil->kl"),
    *("ijk,jk->i", "i,ij,j", "ii,ij->j", "iij,jkk->ik", "ba", "ij , jk -> ik", "i,i,i->i", "ab,bc,ca->", "abc,cd->abd", "i...,i...->..."),
)
SIZE = {"i": 3, "j": 4, "k": 2, "l": 5, "b": 3, "a": 4, "c": 2, "d": 3}


def operands(subscripts, name, dots=(2, 3)):
    for n, term in enumerate(subscripts.replace(" ", "").split("->")[0].split(",")):
        before, has, after = term.partition("...")
        shape = (*(SIZE[c] for c in before), *(dots if has else ()), *(SIZE[c] for c in after))
        yield np.asarray(finite_values(name, shape, seed=n), name)


@pytest.mark.parametrize("name", ALL)
def test_einsum(name):
    for subscripts in SUBSCRIPTS:
        arrays = list(operands(subscripts, name))
        want = np.asarray(np.einsum(subscripts, *arrays))
        for got in (
            xp.einsum(subscripts, *map(to_xp, arrays)),
            xp.einsum(subscripts, *(next(x for n, x in layouts(a) if n == "transposed") if a.ndim else to_xp(a) for a in arrays), optimize=True),
        ):
            a = to_np(got)
            assert a.dtype == want.dtype and a.shape == want.shape, subscripts
            if name in FLOATS + COMPLEX:
                eps = np.finfo(name).eps
                np.testing.assert_allclose(a, want, rtol=64 * eps, atol=256 * eps * np.max(np.abs(want), initial=1), err_msg=subscripts)
            else:
                np.testing.assert_array_equal(a, want, err_msg=subscripts)


def test_einsum_broadcasts_and_promotes():
    cases = [
        ("ij,ij", (2, 3), (1, 3)),
        ("ij,jk", (2, 1), (3, 4)),
        ("...i,...i->...", (2, 1, 3), (4, 3)),
        ("...,...", (3,), ()),
        ("i...,...j->...ij", (2, 1, 4), (3, 1, 5)),
        ("ij,jk->ik", (0, 3), (3, 2)),
        ("ij,jk->ik", (2, 0), (0, 2)),
        ("i,i->i", (0,), (1,)),
    ]
    for subscripts, first, second in cases:
        a, b = finite_values("float64", first), finite_values("float64", second, seed=2)
        a, b = np.asarray(a), np.asarray(b)
        want = np.asarray(np.einsum(subscripts, a, b))
        np.testing.assert_allclose(to_np(xp.einsum(subscripts, to_xp(a), to_xp(b))), want, rtol=1e-12, atol=1e-12, strict=True)
    assert xp.einsum("i,i", xp.ones(3, dtype=xp.int8), xp.ones(3, dtype=xp.float32)).dtype == xp.float32
    assert xp.einsum("i->", xp.ones(3, dtype=xp.int8), dtype=xp.float64).dtype == xp.float64
    a, b = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)
    for arguments in ([a, [0, 1], b, [1, 2]], [a, [0, 1], b, [1, 2], [2, 0]], [a, [Ellipsis, 0], [Ellipsis]]):
        ours = [to_xp(one) if isinstance(one, np.ndarray) else one for one in arguments]
        assert_bits(xp.einsum(*ours), np.einsum(*arguments))
    x = xp.zeros((3, 3))
    xp.einsum("ii->i", x)[...] = 1.0
    assert x.tolist() == np.eye(3).tolist()


@pytest.mark.parametrize("name", NUMERIC)
def test_einsum_refuses(name):
    x, y = xp.ones((2, 3), dtype=dtype(name)), xp.ones((2,), dtype=dtype(name))
    for arguments in [
        *(("ii", x), ("i->", x), ("ijk", x), ("ij->k", x), ("ij->ii", x), ("i", y, y), ("i,i", y), ("i...->i", x), ("ij,jk", x, x)),
        *(("i1", x), ("i..j", x), ("......", x), ("ij->i->j", x), (), (x, [0, 99]), (x, 1), ("ij-", x)),
    ]:
        with pytest.raises(ValueError, match="einsum: subscripts must"):
            xp.einsum(*arguments)


def test_flags_are_numpys():
    for x in (xp.ones(3), xp.ones(6)[::2], xp.ones((2, 3)), xp.ones((2, 3)).T, xp.asarray(1.0), xp.ones((0, 3)), xp.ones((3, 1))):
        a = np.asarray(x)
        for name in ("C_CONTIGUOUS", "F", "FNC", "FORC", "WRITEABLE", "ALIGNED"):
            assert x.flags[name] == a.flags[name], (x.shape, name)
    assert xp.ones(3).flags.owndata
    assert not xp.ones(3)[1:].flags.owndata
    with pytest.raises(KeyError, match="flags: the name must be one of"):
        x.flags["OPEN"]


def test_writeable_is_set_and_taken_back():
    x = xp.asarray([3.0, 2.0, 5.0])
    view = x[1:]
    x.flags.writeable = False
    assert not np.asarray(x).flags.writeable
    for write in (lambda: x.__setitem__(0, 1.0), lambda: x.__iadd__(1.0), lambda: x[1:].__setitem__(0, 2.0)):
        with pytest.raises(ValueError, match="read-only"):
            write()
    view[0] = 7.0  # made before, as in NumPy
    x.flags["WRITEABLE"] = True
    x[0] = 1.0
    np.testing.assert_array_equal(np.asarray(x), [1.0, 7.0, 5.0])
    x.setflags(write=False)
    assert not x.flags.writeable
    frozen = np.ones(3)
    frozen.flags.writeable = False
    for y in (xp.asarray(frozen, copy=False), xp.broadcast_to(xp.ones(2), (3, 2)), x[1:]):
        with pytest.raises(ValueError, match="flags: writeable must stay False"):
            y.flags.writeable = True
