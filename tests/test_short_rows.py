"""Short rows, and what is left behind the last whole vector: sizes around every width, on every level."""

import numpy as np
import pytest
from support import ALL, COMPLEX, EXTENDED, FLOATS, INTEGERS, assert_bits, assert_close, assert_equal, to_np, to_xp, values

import trueno_array as xp

EDGES = (1, 2, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 32, 33, 40, 63, 64, 65, 100, 127, 128, 129)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("rows, columns", [(63, 5), (64, 5), (200, 5), (130, 1), (2051, 3), (4200, 7), (320, 16), (70, 33)])
def test_many_rows_of_few_columns(isa, name, rows, columns):
    a = values(name, 3 * rows * columns).reshape(3, rows, columns)
    x = to_xp(a)
    for op in ("any", "all", "count_nonzero"):
        assert_equal(getattr(xp, op)(x, axis=1), getattr(np, op)(a, axis=1), op)
    if name in INTEGERS:
        assert_equal(xp.sum(x, axis=1), a.sum(axis=1))
        assert_equal(xp.prod(x, axis=1), a.prod(axis=1))
    if name not in (*COMPLEX, "bool"):
        assert_equal(xp.max(x, axis=1), a.max(axis=1))
        assert_equal(xp.min(x, axis=1), a.min(axis=1))


def test_sums_of_repeated_rows_and_columns(isa):
    one = xp.asarray([[3]], dtype=xp.int16)
    assert (to_np(xp.sum(xp.broadcast_to(one, (2, 500, 5)), axis=1)) == 1500).all()
    assert (to_np(xp.sum(xp.broadcast_to(xp.arange(5), (500, 5)), axis=0)) == np.arange(5) * 500).all()


@pytest.mark.parametrize("name", ["bool", "uint8", "int8", "uint16", "float32", "float64", "complex64", "complex128"])
def test_the_element_that_decides(isa, name):
    for n in EDGES:
        for place in {0, n // 2, n - 1, min(7, n - 1), min(8, n - 1)}:
            zeros, ones = np.zeros((3, n), name), np.ones((3, n), name)
            zeros[1, place], ones[1, place] = 1, 0
            assert to_np(xp.any(to_xp(zeros), axis=1)).tolist() == [False, True, False], (n, place)
            assert to_np(xp.all(to_xp(ones), axis=1)).tolist() == [True, False, True], (n, place)
            if name not in COMPLEX:
                assert to_np(xp.argmax(to_xp(zeros), axis=1)).tolist() == [0, place, 0]
                assert to_np(xp.argmin(to_xp(ones), axis=1)).tolist() == [0, place, 0]


@pytest.mark.parametrize("name", [*INTEGERS, *FLOATS])
def test_rows_of_every_length(isa, name):
    for n in EDGES:
        a = values(name, 4 * n).reshape(4, n)
        x = to_xp(a)
        for op in ("max", "min", "argmax", "argmin"):
            assert_equal(getattr(xp, op)(x, axis=1), getattr(np, op)(a, axis=1), f"{op} {n}")
        if name in INTEGERS:
            assert_equal(xp.sum(x, axis=1), a.sum(axis=1), f"sum {n}")


@pytest.mark.parametrize("name", FLOATS)
def test_a_sum_does_not_know_its_level_where_it_is_exact(isa, name):
    for n in EDGES:
        a = np.arange(3 * n, dtype=name).reshape(3, n)
        assert_equal(xp.sum(to_xp(a), axis=1), a.sum(axis=1))
        assert_close(xp.vecdot(to_xp(a), to_xp(a)), (a * a).sum(axis=1))
        for rows in (2, 7, 8, 12, 19):
            b = np.arange(2 * rows * n, dtype=name).reshape(2, rows, n)
            assert_equal(xp.sum(to_xp(b), axis=1), b.sum(axis=1))


@pytest.mark.parametrize("name", ["int32", "int64", "uint8", *FLOATS, "complex64"])
@pytest.mark.parametrize("initial", [False, True])
def test_scans_over_few_columns(isa, name, initial):
    for columns in (1, 3, 4, 5, 20, 37, 600):
        a = np.arange(2 * 9 * columns).reshape(2, 9, columns).astype(name)
        expected = np.cumsum(a, axis=1)
        if initial:
            expected = np.concatenate([np.zeros_like(expected[:, :1]), expected], axis=1)
        found = xp.cumulative_sum(to_xp(a), axis=1, include_initial=initial)
        assert_equal(xp.astype(found, to_xp(expected).dtype), expected)
        narrow = xp.cumulative_sum(to_xp(a), axis=1, dtype=xp.complex64 if name == "complex64" else xp.float32)
        assert_close(narrow, np.cumsum(a, axis=1, dtype=to_np(narrow).dtype))


@pytest.mark.parametrize("name", ALL)
def test_every_second_element(isa, name):
    for n in EDGES:
        a = values(name, 2 * n - 1)
        assert_bits(xp.asarray(to_xp(a)[::2], copy=True), a[::2])
        if name not in ("bool", *COMPLEX):
            assert_equal(xp.max(to_xp(a)[::2]), a[::2].max())


@pytest.mark.parametrize("name", ["int16", "float32", "float64", "complex64", "complex128"])
def test_transposed_copies_of_every_shape(isa, name):
    for rows in (1, 3, 4, 7, 8, 9, 12, 15, 16, 17, 25, 40):
        for columns in (1, 4, 5, 8, 11, 16, 19, 33):
            a = values(name, rows * columns).reshape(rows, columns)
            assert_bits(xp.asarray(to_xp(a).T, copy=True), a.T.copy())


@pytest.mark.parametrize("name", COMPLEX)
def test_quotients_beside_others(isa, name):
    """Lanes past the end hold an element, also one that is zero or not a number."""
    for first in (1 + 2j, 0, np.inf, complex(np.nan, 1)):
        for n in (2, 3, 5, 8, 9, 17, 20):
            b = np.full(n, 2 + 1j, name)
            b[[0, n // 8 * 8 if n % 8 else 0]] = first
            quotient = to_np(xp.divide(to_xp(np.full(n, 3 - 1j, name)), to_xp(b)))
            assert np.allclose(quotient[b == 2 + 1j], (3 - 1j) / (2 + 1j)), (first, n)


@pytest.mark.parametrize("name", ["uint8", "int8", "bool"])
@pytest.mark.parametrize("descending", [False, True])
def test_sorting_few_bytes(isa, name, descending):
    for n in (1, 2, 3, 8, 10, 15, 16, 17, 40):
        a = values(name, 5 * n).reshape(5, n)
        expected = np.sort(a, axis=1)[:, ::-1] if descending else np.sort(a, axis=1)
        assert_equal(xp.sort(to_xp(a), axis=1, descending=descending), expected)
        assert_equal(xp.sort(to_xp(a.T.copy()), axis=0, descending=descending), expected.T)


@pytest.mark.parametrize("name", ["float32", "float64", "int32", "uint8"])
def test_places_in_runs_of_equal_elements(isa, name):
    """The flattened search goes along memory; the first place counts in the order of indices."""
    for shape in ((40, 25), (70, 8), (3, 200)):
        a = (np.arange(shape[0] * shape[1]) * 7 % 11).reshape(shape).astype(name)
        for x in (to_xp(a).T, to_xp(a)[:, ::-1], to_xp(a)[::-1]):
            c = to_np(x)
            assert int(xp.argmax(x)) == int(c.argmax()) and int(xp.argmin(x)) == int(c.argmin())


@pytest.mark.parametrize("name", COMPLEX)
def test_complex_products_do_not_know_their_column(isa, name):
    """A column of the vectors and the same one behind the last of them have the same bits."""
    a, b = values(name, 5 * 49).reshape(5, 49), values(name, 5 * 49, 1).reshape(5, 49)
    a, b = (np.where(np.isfinite(v) & (np.abs(v) < 1e10), v, 1 + 1j).astype(name) for v in (a, b))
    x, y = to_xp(a), to_xp(b)
    functions = (lambda x, y: xp.prod(x, axis=0), lambda x, y: xp.cumulative_prod(x, axis=0), lambda x, y: xp.linalg.vecdot(x, y, axis=0))
    for function in functions:
        whole = to_np(function(x, y))
        for n in (17, 18, 33, 35, 40):
            assert_bits(function(x[:, :n].copy(), y[:, :n].copy()), whole[..., :n])


@pytest.mark.parametrize("name", EXTENDED)
def test_few_columns_of_many_rows(name):
    a = values(name, 330 * 6).reshape(330, 6)
    for key in ([2], [5, 0], [1, 1, -1, 4], [3] * 70):
        for layout in (a, np.asfortranarray(a)):
            assert_bits(to_xp(layout)[:, key], layout[:, key], f"{key}")
            assert_bits(to_xp(layout.T)[key], layout.T[key], f"{key} of rows")
            assert_bits(to_xp(layout)[::2, key], layout[::2, key], f"{key} of every second row")
            for new in (a[0, 0], a[7:8, : len(key)] if len(key) <= 6 else a[7, 0], values(name, 330 * len(key)).reshape(330, len(key))):
                want, x = layout.copy(order="K"), to_xp(layout.copy(order="K"))
                want[:, key] = new
                x[:, key] = to_xp(np.asarray(new))
                assert_bits(x, want, f"{key} set")


@pytest.mark.parametrize("n_bytes", [1, 2, 3, 4, 8, 12, 16, 24, 32, 48, 64, 65, 128, 192, 256, 320, 1024, 1088])
def test_blocks_of_every_size(n_bytes):
    a = np.random.default_rng(1).integers(0, 256, (3, 50, n_bytes), dtype=np.uint8)
    rows = np.random.default_rng(2).integers(-50, 50, 40)
    assert_bits(to_xp(a[0])[to_xp(rows)], a[0][rows])
    assert_bits(xp.take(to_xp(a), to_xp(rows), axis=1), np.take(a, rows, axis=1))
    want, x = a.copy(), to_xp(a.copy())
    want[:, rows] = a[:, :40]
    x[:, to_xp(rows)] = to_xp(a[:, :40])
    assert_bits(x, want)
