"""Linear algebra at its edges: broadcasting, ranges, matrices without an answer, the missing library, many threads."""

import threading

import numpy as np
import pytest
from support import assert_close, finite_values, run_python, to_np, to_xp

import trueno_array as xp

SINGULAR = xp.asarray([[1.0, 2.0], [2.0, 4.0]])
# fmt: off
SYSTEMS = [((3, 3), (3,)), ((2, 3, 3), (3,)), ((4, 1, 3, 3), (5, 3, 2)), ((3, 3), (7, 3, 2)), ((2, 3, 3), (3, 3)),
           ((0, 3, 3), (3,)), ((0, 3, 3), (3, 2)), ((3, 3), (3, 0)), ((0, 0), (0,)), ((2, 0, 0), (0, 3))]
# fmt: on


@pytest.mark.parametrize("shape1, shape2", SYSTEMS)
def test_solve_broadcasts_and_promotes(shape1, shape2):
    for name1, name2 in [
        ("float32", "float32"),
        ("float32", "float64"),
        ("complex64", "float32"),
        ("int32", "int8"),
        ("float64", "complex64"),
    ]:
        a = (finite_values(name1, shape1) + np.eye(shape1[-1]) * 30).astype(name1)
        b = finite_values(name2, shape2, 1)
        want = np.linalg.solve(a, b)
        assert_close(xp.linalg.solve(to_xp(a), to_xp(b)), want, 200)


def test_x2_is_a_vector_only_when_it_has_one_dimension():
    a = np.stack([np.eye(3), 2 * np.eye(3), 4 * np.eye(3)])
    b = np.arange(9.0).reshape(3, 3)
    assert to_np(xp.linalg.solve(to_xp(a), to_xp(b))).tolist() == np.linalg.solve(a, np.broadcast_to(b, (3, 3, 3))).tolist()
    assert xp.linalg.solve(to_xp(a), xp.ones(3)).shape == (3, 3)


def test_integers_and_bools_are_computed_in_float64():
    a = xp.asarray([[2, 1], [1, 3]])
    for function in (xp.linalg.inv, xp.linalg.det, xp.linalg.cholesky, xp.linalg.svdvals, xp.linalg.pinv, xp.linalg.vector_norm):
        assert function(a).dtype == xp.float64
    assert xp.linalg.det(xp.asarray([[True, False], [True, True]])).dtype == xp.float64
    assert xp.linalg.matrix_power(a, 3).dtype == xp.int64
    assert xp.linalg.matrix_power(a, -1).dtype == xp.float64
    assert xp.linalg.eigvals(a).dtype == xp.complex128


def test_determinants_use_the_whole_range():
    assert float(xp.linalg.det(to_xp(np.diag([1e200, 1e200, 1e-300])))) == pytest.approx(1e100, rel=1e-14)
    assert float(xp.linalg.det(to_xp(np.diag([1e-30, 1e-30, 1e30]).astype("float32")))) == pytest.approx(1e-30, rel=1e-6)
    assert complex(xp.linalg.det(to_xp(np.diag([1e200j, 1e200j, 1e-300])))) == pytest.approx(-1e100, rel=1e-14)
    assert float(xp.linalg.det(to_xp(np.diag([1e200, 1e200])))) == np.inf
    assert np.isnan(float(xp.linalg.det(xp.asarray([[np.nan, 1.0], [1.0, 2.0]]))))


@pytest.mark.parametrize("name", ["float32", "float64", "complex64", "complex128"])
def test_slogdet_of_singular_and_negative(name):
    found = xp.linalg.slogdet(to_xp(np.array([[1, 2], [2, 4]], name)))
    assert complex(found.sign) == 0 and float(found.logabsdet) == -np.inf
    assert str(to_np(xp.linalg.det(to_xp(np.zeros((2, 2), name)))).real) == "0.0", "+0"
    found = xp.linalg.slogdet(to_xp(np.array([[0, 2], [3, 0]], name)))
    assert complex(found.sign) == -1 and float(found.logabsdet) == pytest.approx(np.log(6), rel=1e-6)
    if "complex" in name:
        found = xp.linalg.slogdet(to_xp(np.array([[3 + 4j]], name)))
        assert complex(found.sign) == pytest.approx(0.6 + 0.8j, rel=1e-6)


WITHOUT_ANSWER = [
    ("inv", lambda: xp.linalg.inv(SINGULAR)),
    ("inv", lambda: xp.linalg.inv(xp.stack([xp.eye(2), SINGULAR]))),
    ("solve", lambda: xp.linalg.solve(SINGULAR, xp.ones(2))),
    ("matrix_power", lambda: xp.linalg.matrix_power(SINGULAR, -2)),
    ("cholesky", lambda: xp.linalg.cholesky(-xp.eye(3))),
    ("svd", lambda: xp.linalg.svd(SINGULAR * xp.nan)),
    ("svdvals", lambda: xp.linalg.svdvals(SINGULAR * xp.inf)),
    ("pinv", lambda: xp.linalg.pinv(SINGULAR * xp.nan)),
    ("matrix_rank", lambda: xp.linalg.matrix_rank(SINGULAR * xp.nan)),
    ("eig", lambda: xp.linalg.eig(SINGULAR * xp.inf)),
    ("eigvals", lambda: xp.linalg.eigvals(SINGULAR * xp.nan)),
    ("eigh", lambda: xp.linalg.eigh(SINGULAR * xp.nan)),
    ("eigvalsh", lambda: xp.linalg.eigvalsh(SINGULAR * xp.inf)),
]


@pytest.mark.parametrize("function, call", WITHOUT_ANSWER)
def test_a_matrix_without_an_answer_raises(function, call):
    with pytest.raises(xp.linalg.LinAlgError, match=rf"^{function}: x1? must .*, got a "):
        call()


def test_the_error_says_which_matrix():
    stack = xp.reshape(xp.stack([xp.eye(2)] * 5 + [SINGULAR]), (2, 3, 2, 2))
    with pytest.raises(xp.linalg.LinAlgError, match=r"at \(1, 2\)"):
        xp.linalg.inv(stack)


def test_norms_carry_nan_and_infinity():
    x = xp.asarray([[[np.nan, 1.0], [1.0, 1.0]], [[1.0, 0.0], [0.0, 2.0]], [[np.inf, 1.0], [1.0, 1.0]]])
    for ord, finite in ((2, 2.0), ("nuc", 3.0), ("fro", 5**0.5), (1, 2.0), (np.inf, 2.0)):
        got = to_np(xp.linalg.matrix_norm(x, ord=ord))
        assert np.isnan(got[0]) and got[1] == pytest.approx(finite) and got[2] == np.inf
    assert np.isnan(float(xp.linalg.vector_norm(xp.asarray([np.nan, np.inf]))))
    assert float(xp.linalg.vector_norm(xp.asarray([-np.inf, 1.0]))) == np.inf
    assert float(xp.linalg.matrix_norm(xp.zeros((0, 3)), ord=2)) == 0.0


@pytest.mark.parametrize("ord", [2, 3, 0.5, -1, -2])
def test_vector_norm_of_every_magnitude(ord):
    a = finite_values("float64", (3, 4, 5)) * np.array([1e-300, 1e-200, 1.0, 1e150, 1e250])
    wide = a.astype(np.longdouble)
    for axis in (None, 0, 1, 2, (0, 1), (1, 2), (0, 1, 2)):
        got = to_np(xp.linalg.vector_norm(to_xp(a), axis=axis, ord=ord))
        want = np.linalg.vector_norm(wide, axis=axis, ord=ord)
        assert (np.abs(got - want) <= 1e-14 * want).all()
    b = (a[0, 0] + 1j * a[0, 1]).astype("complex128")
    want = np.linalg.vector_norm(b.astype(np.clongdouble), ord=ord)
    assert float(xp.linalg.vector_norm(to_xp(b), ord=ord)) == pytest.approx(float(want), rel=1e-14)


def test_tolerances_may_be_arrays():
    a = np.stack([np.diag([1.0, 0.1, 0.01])] * 2)
    assert int(xp.linalg.matrix_rank(to_xp(a[0]), rtol=0.05)) == 2
    assert to_np(xp.linalg.matrix_rank(to_xp(a), rtol=xp.asarray([0.05, 0.5]))).tolist() == [2, 1]
    assert to_np(xp.linalg.pinv(to_xp(a), rtol=xp.asarray([0.05, 0.5])))[:, 1, 1].tolist() == pytest.approx([10.0, 0.0])


def test_eigenvalues_of_the_lower_triangle():
    a = finite_values("complex128", (5, 5))
    low = np.tril(a)
    np.fill_diagonal(low, low.diagonal().real)
    full = low + np.conj(np.tril(low, -1).T)
    assert_close(xp.linalg.eigvalsh(to_xp(np.tril(full) + np.triu(np.full((5, 5), 7.0), 1))), np.linalg.eigvalsh(full), 100)


def test_the_diagonal_is_a_view():
    x = xp.zeros((2, 3, 4))
    d = xp.linalg.diagonal(x, offset=1)
    x[:, 0, 1] = 5.0
    assert to_np(d)[:, 0].tolist() == [5.0, 5.0]
    for offset in (10**30, -(10**30), 4, -3):
        assert xp.linalg.diagonal(x, offset=offset).shape == (2, 0)


def test_without_the_library_one_clear_error_and_the_rest_works():
    code = """
import sys
sys.modules["scipy_openblas32"] = None
import trueno_array as xp
assert float(xp.linalg.vector_norm(xp.asarray([3.0, 4.0]))) == 5.0
assert float(xp.linalg.trace(xp.eye(3) @ xp.eye(3))) == 3.0
for _ in range(2):
    try:
        xp.linalg.inv(xp.eye(2))
    except ImportError as error:
        assert "inv: " in str(error) and "pip install scipy-openblas32" in str(error)
    else:
        raise AssertionError
"""
    run_python(code)


def test_the_package_itself_is_never_imported():
    run_python(
        'import sys, trueno_array as xp; xp.linalg.inv(xp.eye(2)); assert "scipy_openblas32" not in sys.modules and "ctypes" not in sys.modules'
    )


def test_decompositions_in_many_threads():
    a = finite_values("float64", (20, 40, 40)) + np.eye(40) * 9
    x, want, wrong = to_xp(a), np.linalg.inv(a), []

    def work():
        for _ in range(5):
            if not np.allclose(to_np(xp.linalg.inv(x)), want):
                wrong.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize("name", ["float32", "float64", "complex64", "complex128"])
@pytest.mark.parametrize("shape", [(1000, 10), (5, 400, 20), (2000, 1)])
@pytest.mark.parametrize("kind", ["plain", "of lower rank", "tiny", "huge", "graded", "zero"])
def test_svd_of_tall_matrices(name, shape, kind):
    """Which are factored before; the bounds are those of others."""
    rng, single = np.random.default_rng(1), name in ("float32", "complex64")
    a = rng.standard_normal(shape) + (1j * rng.standard_normal(shape) if name[0] == "c" else 0)
    a *= {"tiny": 1e-35 if single else 1e-300, "huge": 1e33 if single else 1e300, "zero": 0}.get(kind, 1)
    if kind == "graded":
        a *= np.logspace(0, -10, shape[-1])
    if kind == "of lower rank":
        a[..., -1] = a[..., 0]
    a = a.astype(name)
    u, s, vh = map(np.asarray, xp.linalg.svd(xp.asarray(a), full_matrices=False))
    want = np.linalg.svd(a.astype(np.result_type(a, np.float64)), full_matrices=False)
    assert u.dtype == vh.dtype == a.dtype and s.dtype == a.real.dtype
    eps, one = 30 * np.finfo(name).eps, np.eye(shape[-1])
    top = want.S[..., :1] + np.finfo(np.float64).tiny
    assert np.abs((s - want.S) / top).max() < eps
    assert np.abs((u.astype(want.U.dtype) * s[..., None, :] @ vh - a) / top[..., None]).max() < eps
    for rows in (np.swapaxes(u, -1, -2), vh):
        assert np.abs(rows @ np.conj(np.swapaxes(rows, -1, -2)) - one).max() < eps


def test_svd_of_tall_matrices_that_are_not_finite():
    for value in (np.nan, np.inf):
        with pytest.raises(xp.linalg.LinAlgError, match="svd: x must be finite"):
            xp.linalg.svd(xp.full((1000, 10), value), full_matrices=False)
