"""Linear algebra: against NumPy and by reconstruction; batches, all dtypes, layouts, empty matrices."""

import numpy as np
import pytest
from support import COMPLEX, FLOATS, INTEGERS, NUMERIC, assert_bits, assert_close, dtype, finite_values, name_of, to_np, to_xp

import trueno_array as xp

INEXACT = FLOATS + COMPLEX
# fmt: off
MATMULS = [((3,), (3,)), ((0,), (0,)), ((2, 3), (3,)), ((3,), (3, 4)), ((2, 3), (3, 4)), ((1, 1), (1, 1)), ((5, 0), (0, 4)), ((0, 3), (3, 2)),
           ((17, 33), (33, 9)), ((64, 64), (64, 64)), ((130, 70), (70, 95)), ((1, 200), (200, 1)), ((200, 1), (1, 50)), ((4, 2, 3), (3, 5)),
           ((4, 2, 3), (4, 3, 5)), ((4, 1, 2, 3), (6, 3, 2)), ((2, 3), (4, 3, 2)), ((3,), (4, 3, 2)), ((4, 2, 3), (3,)), ((0, 2, 3), (3, 2))]
# fmt: on


def bound(name, depth):
    return (depth + 8) if np.dtype(name).kind in "fc" else 0


def widened(a):
    return a.astype({"f": np.longdouble, "c": np.clongdouble}.get(a.dtype.kind, a.dtype))


@pytest.mark.parametrize("name", NUMERIC)
def test_matmul_of_every_shape(name, isa):
    for shape1, shape2 in MATMULS:
        a, b = finite_values(name, shape1, 1), finite_values(name, shape2, 2)
        want = np.asarray(np.matmul(widened(a), widened(b))).astype(name)
        for x in (xp.matmul(to_xp(a), to_xp(b)), to_xp(a) @ to_xp(b), xp.linalg.matmul(to_xp(a), to_xp(b))):
            check_product(x, want, a, b, f"{shape1} @ {shape2}")


def check_product(x, want, a, b, message):
    if want.dtype.kind in "iu":
        assert_bits(x, want, message)
    else:
        scale = np.matmul(np.abs(a).astype(float), np.abs(b).astype(float))
        unit = (a.shape[-1] + 4) * np.finfo(want.dtype).eps
        got = to_np(x)
        assert got.shape == want.shape and got.dtype == want.dtype, message
        assert (np.abs(got - want) <= unit * scale).all(), message


@pytest.mark.parametrize("name", ["float32", "float64", "complex64", "int32", "uint8"])
def test_matmul_of_every_layout(name, isa):
    a, b = finite_values(name, (37, 29), 1), finite_values(name, (29, 41), 2)
    wide = {"f": np.longdouble, "c": np.clongdouble}.get(a.dtype.kind, name)
    want = (a.astype(wide) @ b.astype(wide)).astype(name)
    lefts = [
        to_xp(a),
        to_xp(a.T.copy()).T,
        xp.flip(to_xp(a[::-1, ::-1])),
        to_xp(np.repeat(a, 2, 1))[:, ::2],
        to_xp(np.repeat(a, 3, 0))[::3],
    ]
    rights = [to_xp(b), to_xp(b.T.copy()).T, xp.flip(to_xp(b[::-1, ::-1])), to_xp(np.repeat(b, 2, 1))[:, ::2]]
    for x in lefts:
        for y in rights:
            check_product(x @ y, want, a, b, "layout")
    row = finite_values(name, (1, 29), 3)
    check_product(
        xp.broadcast_to(to_xp(row), (37, 29)) @ to_xp(b),
        np.broadcast_to((row.astype(wide) @ b.astype(wide)).astype(name), (37, 41)),
        np.broadcast_to(row, (37, 29)),
        b,
        "broadcast",
    )


def test_matmul_promotes_and_carries_nan_and_infinity(isa):
    x = xp.ones((2, 2), dtype=xp.float32) @ xp.ones((2, 2))
    assert x.dtype == xp.float64
    a = np.ones((9, 9))
    a[4, 4], a[0, 0] = np.nan, np.inf
    got = to_np(to_xp(a) @ to_xp(np.eye(9)))
    assert np.isnan(got[4]).all() and np.isnan(got[0, 1]) and got[0, 0] == np.inf
    y = xp.ones((2, 2), dtype=xp.float32)
    y @= xp.ones((2, 2), dtype=xp.float32)
    assert to_np(y).tolist() == [[2.0, 2.0], [2.0, 2.0]]


@pytest.mark.parametrize("name", NUMERIC)
def test_tensordot_vecdot_outer_cross(name, isa):
    a, b = finite_values(name, (2, 3, 4), 1), finite_values(name, (3, 4, 5), 2)
    for axes in (0, 1, 2, ((1, 2), (0, 1)), ((2,), (1,)), ((0, 1), (1, 0))):
        c = b if axes != 1 and axes != ((0, 1), (1, 0)) else finite_values(name, (4, 3) if axes == 1 else (3, 2), 3)
        close(xp.tensordot(to_xp(a), to_xp(c), axes=axes), np.tensordot(a, c, axes=axes), name)
    for axis in (-1, -2):
        d = finite_values(name, (3, 4), 4)
        want = np.vecdot(a.swapaxes(axis, -1), d.swapaxes(axis, -1))
        close(xp.vecdot(to_xp(a), to_xp(d), axis=axis), want, name)
    close(xp.linalg.outer(to_xp(a[0, 0]), to_xp(b[0, 0])), np.outer(a[0, 0], b[0, 0]), name)
    u, v = finite_values(name, (4, 3), 5), finite_values(name, (4, 3), 6)
    close(xp.linalg.cross(to_xp(u), to_xp(v)), np.cross(u, v), name)
    close(xp.linalg.cross(to_xp(u.T.copy()), to_xp(v.T.copy()), axis=-2), np.cross(u, v).T, name)
    u, v = (np.tile(a, (k, 1)).reshape(-1, 2, 3) for a, k in ((u, 30_000 // u.size * 2), (v, 30_000 // v.size * 2)))  # in parts
    close(xp.linalg.cross(to_xp(u), to_xp(v)), np.cross(u, v), name)
    close(xp.linalg.cross(to_xp(np.asfortranarray(u[:1000])), to_xp(v[:1000])), np.cross(u[:1000], v[:1000]), name)


def close(x, want, name, eps=32):
    want = np.asarray(want)
    assert_bits(x, want) if np.dtype(name).kind in "iu" else assert_close(x, want, eps)


@pytest.mark.parametrize("name", NUMERIC)
def test_trace_diagonal_and_transpose(name):
    a = finite_values(name, (2, 4, 5))
    for offset in (-5, -1, 0, 2, 6):
        assert_bits(xp.linalg.diagonal(to_xp(a), offset=offset), np.diagonal(a, offset, -2, -1))
        want = np.trace(a, offset, -2, -1, dtype=name if name not in INTEGERS else ("uint64" if "u" in name else "int64"))
        close(xp.linalg.trace(to_xp(a), offset=offset), want, name)
    assert_bits(xp.linalg.matrix_transpose(to_xp(a)), a.swapaxes(-1, -2))


def well_conditioned(name, shape, seed=0):
    a = finite_values(name, shape, seed)
    return (a + np.eye(shape[-1]) * 4).astype(name)


def hermitian(name, shape):
    a = finite_values(name, shape)
    return ((a + np.conj(a.swapaxes(-1, -2))) / 2).astype(name)


SQUARES = [(1, 1), (2, 2), (5, 5), (40, 40), (3, 4, 4), (2, 1, 6, 6)]
TALL = [(1, 1), (4, 4), (7, 3), (3, 7), (2, 5, 3), (2, 1, 3, 5), (50, 20)]


def adjoint(a):
    return np.conj(np.swapaxes(a, -1, -2))


def eps_of(name, n):
    return 40 * max(n, 4)


@pytest.mark.parametrize("name", INEXACT)
def test_cholesky(name):
    for shape in SQUARES:
        a = finite_values(name, shape)
        a = (a @ adjoint(a) + np.eye(shape[-1]) * shape[-1]).astype(name)
        low, up = to_np(xp.linalg.cholesky(to_xp(a))), to_np(xp.linalg.cholesky(to_xp(a), upper=True))
        assert_close(low @ adjoint(low), a, eps_of(name, shape[-1]))
        assert_close(adjoint(up) @ up, a, eps_of(name, shape[-1]))
        assert (np.triu(low, 1) == 0).all() and (np.tril(up, -1) == 0).all()
        assert_close(low, np.linalg.cholesky(a), 10 * eps_of(name, shape[-1]))
        assert_close(
            xp.linalg.cholesky(to_xp(adjoint(a)).mT if np.dtype(name).kind == "f" else to_xp(a)), low, 10 * eps_of(name, shape[-1])
        )


@pytest.mark.parametrize("name", INEXACT)
def test_qr(name):
    for shape in TALL:
        for mode in ("reduced", "complete"):
            a = finite_values(name, shape)
            found = xp.linalg.qr(to_xp(a), mode=mode)
            assert found._fields == ("Q", "R")
            q, r = to_np(found.Q), to_np(found.R)
            want = np.linalg.qr(a, mode=mode)
            assert q.shape == want.Q.shape and r.shape == want.R.shape
            assert_close((q @ r).astype(name), a, eps_of(name, max(shape)))
            assert_close(
                (adjoint(q) @ q).astype(name),
                np.broadcast_to(np.eye(q.shape[-1], dtype=name), (*shape[:-2], q.shape[-1], q.shape[-1])),
                eps_of(name, max(shape)),
            )
            assert (np.tril(r, -1) == 0).all()


@pytest.mark.parametrize("name", INEXACT)
def test_svd(name):
    for shape in TALL:
        a = finite_values(name, shape)
        for full in (True, False):
            found = xp.linalg.svd(to_xp(a), full_matrices=full)
            assert found._fields == ("U", "S", "Vh")
            u, s, vh = map(to_np, found)
            want = np.linalg.svd(a, full_matrices=full)
            assert [u.shape, s.shape, vh.shape] == [w.shape for w in want] and s.dtype == want.S.dtype
            k = s.shape[-1]
            assert_close(((u[..., :k] * s[..., None, :]) @ vh[..., :k, :]).astype(name), a, eps_of(name, max(shape)))
            assert_close(s, want.S, eps_of(name, max(shape)))
        assert_close(xp.linalg.svdvals(to_xp(a)), want.S, eps_of(name, max(shape)))


@pytest.mark.parametrize("name", INEXACT)
def test_eigh(name):
    for shape in SQUARES:
        a = hermitian(name, shape)
        found = xp.linalg.eigh(to_xp(a))
        assert found._fields == ("eigenvalues", "eigenvectors")
        w, v = map(to_np, found)
        want = np.linalg.eigvalsh(a)
        assert_close(w, want, eps_of(name, shape[-1]))
        assert_close((a @ v).astype(name), (v * w[..., None, :]).astype(name), 4 * eps_of(name, shape[-1]))
        assert_close(xp.linalg.eigvalsh(to_xp(a)), want, eps_of(name, shape[-1]))


@pytest.mark.parametrize("name", INEXACT)
def test_eig_is_always_complex(name):
    target = {"float32": "complex64", "float64": "complex128"}.get(name, name)
    for shape in SQUARES:
        a = finite_values(name, shape)
        found = xp.linalg.eig(to_xp(a))
        assert found._fields == ("eigenvalues", "eigenvectors")
        w, v = map(to_np, found)
        assert w.dtype.name == v.dtype.name == target
        assert_close((a @ v).astype(target), (v * w[..., None, :]).astype(target), 8 * eps_of(name, shape[-1]))
        alone = np.sort_complex(to_np(xp.linalg.eigvals(to_xp(a))))
        assert_close(alone, np.sort_complex(np.linalg.eigvals(a).astype(target)), 40 * eps_of(name, shape[-1]))
    w, v = map(to_np, xp.linalg.eig(to_xp(np.diag([3.0, 1.0]).astype(name))))
    assert w.dtype.name == target and sorted(w.real.tolist()) == [1.0, 3.0], "real eigenvalues are complex too"


@pytest.mark.parametrize("name", INEXACT)
def test_det_inv_solve(name):
    for shape in SQUARES:
        a, n = well_conditioned(name, shape), shape[-1]
        x = to_xp(a)
        assert_close(xp.linalg.det(x), np.linalg.det(a), eps_of(name, n))
        found = xp.linalg.slogdet(x)
        assert found._fields == ("sign", "logabsdet")
        want = np.linalg.slogdet(a)
        assert_close(found.sign, want.sign, eps_of(name, n))
        assert_close(found.logabsdet, want.logabsdet, eps_of(name, n))
        assert_close(xp.linalg.inv(x), np.linalg.inv(a), 4 * eps_of(name, n))
        assert_close(xp.linalg.inv(x.mT), np.linalg.inv(a.swapaxes(-1, -2)), 4 * eps_of(name, n))
        b = finite_values(name, (*shape[:-1], 3), 1)
        assert_close(xp.linalg.solve(x, to_xp(b)), np.linalg.solve(a, b), 4 * eps_of(name, n))
        one = finite_values(name, (n,), 2)
        assert_close(
            xp.linalg.solve(x, to_xp(one)), np.linalg.solve(a, np.broadcast_to(one[:, None], (*shape[:-1], 1)))[..., 0], 4 * eps_of(name, n)
        )


@pytest.mark.parametrize("name", ["float32", "float64"])
@pytest.mark.parametrize("ord", [3, 0.5, 7.5, -1, -2.5])
def test_norms_of_any_order_keep_their_range(name, ord):
    huge, tiny = (1e38, 1e-37) if name == "float32" else (1e300, 1e-300)
    a = np.asarray([3.0, 1.0, 2.5, 4.0, 1.5])
    for scale in (1.0, huge / 100, tiny * 10, huge ** (1 / 3), tiny ** (1 / 3)):
        expected = np.linalg.norm(a, ord) * scale
        x = xp.asarray(a * scale, dtype=name)
        assert_close(xp.linalg.vector_norm(x, ord=ord), np.asarray(expected, name), 30)
        rows = xp.linalg.vector_norm(xp.stack([x, x[::-1], xp.asarray(a, dtype=name)]), ord=ord, axis=1)
        wanted = np.asarray([expected, expected, np.linalg.norm(a, ord)], name)
        assert_close(to_np(rows) / wanted, np.ones(3, name), 30)
    assert float(xp.linalg.vector_norm(xp.zeros(3, dtype=name), ord=ord)) == 0
    assert np.isnan(float(xp.linalg.vector_norm(xp.asarray([1.0, np.nan], dtype=name), ord=ord)))
    assert float(xp.linalg.vector_norm(xp.asarray([1.0, np.inf], dtype=name), ord=ord)) == (np.inf if ord > 0 else 1.0)


@pytest.mark.parametrize("name", INEXACT)
def test_pinv_rank_power_norms(name):
    for shape in TALL:
        a = finite_values(name, shape)
        x = to_xp(a)
        assert_close(xp.linalg.pinv(x), np.linalg.pinv(a), 20 * eps_of(name, max(shape)))
        assert to_np(xp.linalg.matrix_rank(x)).tolist() == np.linalg.matrix_rank(a).tolist()
        for ord in ("fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf):
            for keepdims in (False, True):
                want = np.asarray(np.linalg.matrix_norm(a, ord=ord, keepdims=keepdims))
                assert_close(xp.linalg.matrix_norm(x, ord=ord, keepdims=keepdims), want, eps_of(name, max(shape)), f"{ord}")
    low = finite_values(name, (6, 2)) @ finite_values(name, (2, 6), 1)
    assert int(xp.linalg.matrix_rank(to_xp(low))) == 2
    assert int(xp.linalg.matrix_rank(xp.zeros((3, 3), dtype=dtype(name)))) == 0
    a = well_conditioned(name, (2, 4, 4))
    for n in (-2, -1, 0, 1, 2, 3, 7):
        assert_close(xp.linalg.matrix_power(to_xp(a), n), np.linalg.matrix_power(a, n).astype(name), 1000)


@pytest.mark.parametrize("name", INEXACT)
def test_vector_norm(name, isa):
    a = finite_values(name, (3, 4, 5))
    real = np.abs(a).dtype.name
    for ord in (0, 1, 2, 3, 0.5, -1, -2, np.inf, -np.inf):
        for axis in (None, 0, -1, (0, 2), (0, 1, 2)):
            got = xp.linalg.vector_norm(to_xp(a), axis=axis, ord=ord)
            wide = a.astype(np.clongdouble if a.dtype.kind == "c" else np.longdouble)
            want = np.linalg.vector_norm(wide, axis=axis, ord=ord)
            assert name_of(got) == real
            assert_close(got, np.asarray(want).astype(real), 32, f"{ord} {axis}")
    kept = xp.linalg.vector_norm(to_xp(a), axis=(0, 2), keepdims=True)
    assert kept.shape == (1, 4, 1)
    limits = np.finfo(real)
    for size in (float(limits.max) / 4, float(limits.tiny)):
        x = xp.full((5,), size, dtype=dtype(name))
        assert abs(float(xp.linalg.vector_norm(x)) / size / 5**0.5 - 1) < 1e-5, "no overflow or underflow on the way"


def test_empty_and_batched_empty_matrices():
    for name in INEXACT:
        zero = xp.zeros((0, 0), dtype=dtype(name))
        assert float(xp.abs(xp.linalg.det(zero))) == 1.0
        assert xp.linalg.inv(zero).shape == (0, 0)
        assert xp.linalg.cholesky(xp.zeros((2, 0, 0), dtype=dtype(name))).shape == (2, 0, 0)
        assert xp.linalg.eigvalsh(xp.zeros((0, 3, 3), dtype=dtype(name))).shape == (0, 3)
        assert [v.shape for v in xp.linalg.svd(xp.zeros((2, 0, 3), dtype=dtype(name)))] == [(2, 0, 0), (2, 0), (2, 3, 3)]
        assert [v.shape for v in xp.linalg.qr(xp.zeros((3, 0), dtype=dtype(name)))] == [(3, 0), (0, 0)]
        assert xp.linalg.solve(zero, xp.zeros((0, 2), dtype=dtype(name))).shape == (0, 2)
        assert xp.linalg.pinv(xp.zeros((0, 3), dtype=dtype(name))).shape == (3, 0)


def test_singular_and_indefinite_matrices_raise():
    singular = xp.asarray([[1.0, 2.0], [2.0, 4.0]])
    for call in (lambda: xp.linalg.inv(singular), lambda: xp.linalg.solve(singular, xp.ones(2)), lambda: xp.linalg.cholesky(-xp.eye(3))):
        with pytest.raises(ValueError):
            call()
    assert float(xp.linalg.det(singular)) == 0.0 or abs(float(xp.linalg.det(singular))) < 1e-15
    for bad in (xp.ones((2, 3)), xp.ones(3), xp.asarray(1.0)):
        for function in (xp.linalg.inv, xp.linalg.det, xp.linalg.cholesky, xp.linalg.eigh, xp.linalg.eig, xp.linalg.slogdet):
            with pytest.raises(ValueError):
                function(bad)


def test_arguments_are_not_changed():
    for function in (xp.linalg.inv, xp.linalg.det, xp.linalg.eigh, xp.linalg.eig, xp.linalg.svd, xp.linalg.qr, xp.linalg.pinv):
        for a in (well_conditioned("float64", (5, 5)), np.asfortranarray(well_conditioned("float64", (5, 5)))):
            x = xp.asarray(a)
            before = to_np(x).copy()
            function(x)
            assert_bits(x, before, function.__name__)


@pytest.mark.parametrize("name", ["int16", "int64", "float32", "float64", "complex64", "complex128"])
def test_products_of_vectors_that_are_not_contiguous(name):
    a = np.random.default_rng(5).integers(0, 10, 3000).astype(name)
    for first in (slice(None, None, -1), slice(None, None, 3), slice(1, None, 2), slice(None)):
        for second in (slice(None, None, -1), slice(None, None, 2), slice(None)):
            for n in (0, 1, 2, 17, 900):
                x, y = a[first][:n], a[second][:n]
                assert xp.matmul(to_xp(a)[first][:n], to_xp(a)[second][:n]) == np.matmul(x, y)
    rows, column = a[:300].reshape(3, 1, 100), a[:50].reshape(50, 1)
    product = xp.matmul(to_xp(rows)[..., ::-2], to_xp(column)[::-1])
    np.testing.assert_array_equal(to_np(product), rows[..., ::-2] @ column[::-1])


@pytest.mark.parametrize("name", ["float32", "float64", "complex64", "complex128", "int32", "uint8"])
def test_tables_of_few_columns_times_a_vector(name, isa):
    for rows in (1, 7, 17, 33, 300):
        for columns in (1, 2, 3, 4, 5, 8, 9, 16, 17, 64, 65, 129):
            a, b, c = finite_values(name, (rows, columns), 1), finite_values(name, (columns,), 2), finite_values(name, (rows,), 3)
            wide = to_xp(np.pad(a, ((0, 0), (0, 3))))[:, :columns]
            for left, left_wide, other, found in ((a, wide, b, to_xp(a) @ to_xp(b)), (a.T, wide.T, c, to_xp(a).T @ to_xp(c))):
                check_product(found, np.matmul(widened(left), widened(other)).astype(name), left, other, f"{left.shape}")
                assert_bits(left_wide @ to_xp(other), to_np(found), f"{left.shape}, rows apart")


@pytest.mark.parametrize("name", ["float32", "float64", "complex64", "int64"])
def test_deep_tables_do_not_know_the_number_of_threads(name, isa):
    a, b = finite_values(name, (80_000, 16), 1), finite_values(name, (80_000,), 2)
    before = xp.backends.get_num_threads()
    try:
        found = []
        for n_threads in (1, 2):
            xp.backends.set_num_threads(n_threads)
            found.append(to_np(to_xp(a).T @ to_xp(b)))
    finally:
        xp.backends.set_num_threads(before)
    assert_bits(to_xp(found[0]), found[1])
    check_product(to_xp(found[0]), np.matmul(widened(a.T), b).astype(name), a.T, b, name)


@pytest.mark.parametrize("name", ["float32", "float64", "complex64", "int32"])
def test_short_rows_times_short_rows(name, isa):
    for rows in (0, 1, 7, 8, 15, 16, 17, 40):
        for columns in (0, 1, 2, 3, 4, 5, 9):
            a, b = finite_values(name, (rows, columns), 1), finite_values(name, (rows, columns), 2)
            found = xp.vecdot(to_xp(a), to_xp(b))
            apart = to_xp(np.pad(a, ((0, 0), (0, 1))))[:, :columns]
            assert_bits(xp.vecdot(apart, to_xp(b)), to_np(found), f"{a.shape}")
            product = xp.matmul(xp.conj(to_xp(a)[:, None, :]), to_xp(b)[:, :, None])
            assert product.shape == (rows, 1, 1)
            want = np.vecdot(widened(a), b).astype(name)
            unit = np.finfo(name).eps * (columns + 4) if a.dtype.kind in "fc" else 0
            for got in (found, product[:, 0, 0]):
                assert (np.abs(to_np(got) - want) <= unit * np.vecdot(np.abs(a), np.abs(b)).astype(float)).all(), f"{a.shape}"
