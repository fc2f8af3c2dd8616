"""Normalisation and the layers of trueno_array.nn.functional: values in wider floats, far from zero, shapes, errors, PyTorch."""

import numpy as np
import pytest
from support import FLOATS, assert_bits, assert_equal, layouts, to_np, to_xp

import trueno_array as xp
import trueno_array.nn.functional as F

wide = np.longdouble


def normal(name, shape, seed=0, mean=0.0):
    return (np.random.default_rng([seed, *shape]).standard_normal(shape) + mean).astype(name)


def close(got, want, name, units=8):
    """Within a few roundings of each element, or of the largest where elements cancel."""
    got = to_np(got)
    assert got.dtype == name and got.shape == want.shape
    if got.size:
        limit = units * np.finfo(name).eps * np.maximum(abs(want), 0.1 * np.max(abs(want)))
        assert np.all(abs(got - want) <= limit), np.max(abs(got - want) / limit)


def layer(x, axes, eps):
    x = x.astype(wide)
    d = x - x.mean(axis=axes, keepdims=True)
    d = d - d.mean(axis=axes, keepdims=True)
    return d / np.sqrt((d * d).mean(axis=axes, keepdims=True) + wide(eps))


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize(
    "shape, n_last", [((5, 37), 1), ((3, 4, 16), 2), ((1, 1), 1), ((2, 5000), 1), ((300, 257), 1), ((6,), 1), ((7, 3), 1)]
)
def test_layer_and_rms_norm_are_their_formulas(shape, n_last, name, isa):
    x, axes, last = normal(name, shape, mean=2.0), tuple(range(len(shape) - n_last, len(shape))), shape[len(shape) - n_last :]
    weight, bias = normal(name, last, 1), normal(name, last, 2)
    exact = layer(x, axes, 1e-5)
    close(F.layer_norm(to_xp(x), last), exact, name)
    close(F.layer_norm(to_xp(x), last, to_xp(weight), to_xp(bias), 1e-5), exact * weight + bias, name)
    close(F.layer_norm(to_xp(x), last, None, to_xp(bias)), exact + bias, name)
    close(F.layer_norm(to_xp(x), last, to_xp(weight)), exact * weight, name)
    wider = x.astype(wide)
    size = np.sqrt((wider * wider).mean(axis=axes, keepdims=True) + wide(np.finfo(name).eps))
    close(F.rms_norm(to_xp(x), last), wider / size, name)
    close(F.rms_norm(to_xp(x), last, to_xp(weight)), wider / size * weight, name)


@pytest.mark.parametrize("name, mean", [("float32", 1e4), ("float32", -1e6), ("float64", 1e9), ("float64", 1e13)])
def test_rows_far_from_zero_lose_nothing(name, mean, isa):
    x = normal(name, (9, 200), mean=mean)
    close(F.layer_norm(to_xp(x), 200), layer(x, (1,), 1e-5), name, 16)
    close(F.group_norm(to_xp(x), 1), layer(x, (1,), 1e-5), name, 16)
    assert not to_np(F.layer_norm(xp.full((3, 1000), mean, dtype=getattr(xp, name)), 1000)).any()


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize(
    "shape, groups", [((2, 6), 3), ((2, 6, 5), 2), ((3, 8, 4, 9), 8), ((3, 8, 4, 9), 1), ((1, 64, 40, 40), 32), ((2, 3, 1), 3)]
)
def test_group_norm_is_its_formula(shape, groups, name, isa):
    x, weight, bias = normal(name, shape, mean=1.0), normal(name, shape[1:2], 1), normal(name, shape[1:2], 2)
    split = x.reshape(shape[0], groups, -1)
    exact = layer(split, (2,), 1e-3).reshape(shape)
    channel = (-1, *(1,) * (len(shape) - 2))
    close(F.group_norm(to_xp(x), groups, eps=1e-3), exact, name)
    close(F.group_norm(to_xp(x), groups, to_xp(weight), to_xp(bias), 1e-3), exact * weight.reshape(channel) + bias.reshape(channel), name)


@pytest.mark.parametrize("name", FLOATS)
def test_normalize_divides_by_the_norm(name, isa):
    x = normal(name, (6, 7, 45))
    for axis in (0, 1, 2, -1, (1, 2)):
        for p in (1, 2, 3, np.inf):
            size = (
                (abs(x.astype(wide)) ** wide(min(p, 1000))).sum(axis=axis, keepdims=True) ** (1 / wide(p))
                if p != np.inf
                else abs(x).max(axis=axis, keepdims=True)
            )
            close(F.normalize(to_xp(x), p, axis), x / size, name)
    tiny, huge = np.finfo(name).tiny, np.finfo(name).max
    extreme = np.array([[3, 4, 0], [0, 0, 0]], name)
    close(F.normalize(to_xp(extreme * (huge / 8)), axis=1), extreme / wide(5), name)
    close(F.normalize(to_xp(extreme * tiny), axis=1, eps=0.25 * float(tiny)), extreme / wide(5), name)
    close(F.normalize(to_xp(extreme * 1e-3), axis=1, eps=0.5), extreme * wide(2e-3), name)


@pytest.mark.parametrize("name", FLOATS)
def test_layouts_give_the_same_bits(name, isa):
    x = normal(name, (6, 40))
    weight = normal(name, (40,), 1)
    wanted = [
        to_np(f(to_xp(x))) for f in (lambda v: F.layer_norm(v, 40, to_xp(weight)), lambda v: F.group_norm(v, 8), lambda v: F.normalize(v))
    ]
    for layout, v in layouts(x):
        for want, f in zip(
            wanted,
            (lambda v: F.layer_norm(v, 40, to_xp(np.repeat(weight, 2))[::2]), lambda v: F.group_norm(v, 8), lambda v: F.normalize(v)),
        ):
            assert_bits(f(v), want, layout)


def test_results_do_not_depend_on_the_number_of_threads():
    x = to_xp(normal("float32", (900, 333)))
    before = xp.backends.get_num_threads()
    try:
        results = []
        for n in (1, 3):
            xp.backends.set_num_threads(n)
            results.append(to_np(F.layer_norm(x, 333)))
    finally:
        xp.backends.set_num_threads(before)
    assert_bits(results[0], results[1])


def test_empty_and_special_rows():
    assert F.layer_norm(xp.ones((0, 4)), 4).shape == (0, 4)
    assert F.layer_norm(xp.ones((3, 0)), 0).shape == (3, 0)
    assert F.group_norm(xp.ones((0, 4, 2)), 2).shape == (0, 4, 2)
    assert F.normalize(xp.ones((2, 0))).shape == (2, 0)
    got = to_np(F.layer_norm(xp.asarray([[1.0, np.nan, 2.0], [1.0, np.inf, 2.0], [1.0, 2.0, 3.0]]), 3))
    assert np.isnan(got[:2]).all() and np.isfinite(got[2]).all()


def test_linear_embedding_and_one_hot(isa):
    x, weight, bias = (np.arange(n, dtype="f8").reshape(s) for n, s in ((24, (2, 3, 4)), (20, (5, 4)), (5, (5,))))
    assert_equal(F.linear(to_xp(x), to_xp(weight), to_xp(bias)), x @ weight.T + bias)
    assert_equal(F.linear(to_xp(x), to_xp(weight)), x @ weight.T)
    assert_equal(F.linear(to_xp(x), to_xp(weight[0]), xp.asarray(2.0)), x @ weight[0] + 2)
    assert_equal(F.linear(to_xp(x[0, 0]), to_xp(weight)), weight @ x[0, 0])
    assert_equal(F.linear(to_xp(x.astype("f4")), to_xp(weight), to_xp(bias)), x @ weight.T + bias)
    assert F.linear(xp.ones((0, 3, 4)), to_xp(weight), to_xp(bias)).shape == (0, 3, 5)
    indices = np.array([[0, 4, 2], [1, 1, 3]])
    assert_equal(F.embedding(to_xp(indices), to_xp(weight)), weight[indices])
    assert_equal(F.embedding(to_xp(indices.astype("u1")), to_xp(weight)), weight[indices])
    assert F.embedding(xp.zeros((0, 2), dtype=xp.int64), to_xp(weight)).shape == (0, 2, 4)
    assert_equal(F.one_hot(to_xp(indices)), np.eye(5, dtype="i8")[indices])
    assert_equal(F.one_hot(to_xp(indices.astype("i4")), 7), np.eye(7, dtype="i8")[indices])
    assert F.one_hot(xp.zeros((2, 0), dtype=xp.int64), 3).shape == (2, 0, 3)


ERRORS = [
    (lambda x: F.layer_norm(x, 3), ValueError, "layer_norm: normalized_shape must be the last dimensions"),
    (lambda x: F.layer_norm(x, ()), ValueError, "layer_norm: normalized_shape"),
    (lambda x: F.layer_norm(x, 4, xp.ones(3)), ValueError, r"layer_norm: weight must have the shape \(4,\)"),
    (lambda x: F.layer_norm(xp.ones(4, dtype=xp.int32), 4), TypeError, "layer_norm: x must have a real floating-point dtype"),
    (lambda x: F.rms_norm(x, 5), ValueError, "rms_norm: normalized_shape"),
    (lambda x: F.group_norm(x, 3), ValueError, "group_norm: num_groups must divide the number of channels, 4"),
    (lambda x: F.group_norm(xp.ones(4), 2), ValueError, "group_norm: x must have the shape"),
    (lambda x: F.normalize(x, axis=2), IndexError, "normalize: axis"),
    (lambda x: F.linear(x, xp.ones((3, 5))), ValueError, "linear: x and weight must have shapes"),
    (lambda x: F.linear(x, xp.ones((3, 4)), xp.ones(4)), ValueError, r"linear: bias must have the shape \(3,\)"),
    (lambda x: F.embedding(x, x), TypeError, "embedding: indices must have an integer dtype"),
    (lambda x: F.embedding(xp.asarray([2]), x), IndexError, "must be in"),
    (lambda x: F.embedding(xp.asarray([-1]), x), IndexError, "embedding: indices must be in"),
    (lambda x: F.embedding(xp.asarray([0]), xp.ones(3)), ValueError, "embedding: weight must have the shape"),
    (lambda x: F.one_hot(x), TypeError, "one_hot: indices must have an integer dtype"),
    (lambda x: F.one_hot(xp.asarray([1, 3]), 3), ValueError, r"one_hot: indices must be in \[0, 3\), got 3"),
    (lambda x: F.one_hot(xp.asarray([1, -3])), ValueError, "one_hot: indices must be in"),
    (lambda x: F.one_hot(xp.zeros(0, dtype=xp.int64)), ValueError, "one_hot: num_classes must be given"),
]


@pytest.mark.parametrize("call, kind, words", ERRORS)
def test_errors_say_what_is_wrong(call, kind, words):
    with pytest.raises(kind, match=words):
        call(xp.ones((2, 4)))


@pytest.mark.parametrize("name", FLOATS)
def test_values_are_pytorchs(name):
    torch = pytest.importorskip("torch")
    theirs = torch.nn.functional
    x, weight, bias = normal(name, (4, 6, 10)), normal(name, (6,), 1), normal(name, (6,), 2)
    v, w, b = map(torch.from_numpy, (x, weight, bias))
    last = normal(name, (6, 10), 3)
    pairs = [
        (
            F.layer_norm(to_xp(x), (6, 10), to_xp(last), to_xp(last)),
            theirs.layer_norm(v, (6, 10), torch.from_numpy(last), torch.from_numpy(last)),
        ),
        (F.rms_norm(to_xp(x), (6, 10), to_xp(last)), theirs.rms_norm(v, (6, 10), torch.from_numpy(last))),
        (F.group_norm(to_xp(x), 3, to_xp(weight), to_xp(bias)), theirs.group_norm(v, 3, w, b)),
        (F.normalize(to_xp(x)), theirs.normalize(v)),
        (F.softmax(to_xp(x), 1), theirs.softmax(v, 1)),
        (F.log_softmax(to_xp(x), -1), theirs.log_softmax(v, -1)),
        (F.linear(to_xp(x), to_xp(last)), theirs.linear(v, torch.from_numpy(last))),
    ]
    for got, want in pairs:
        eps = np.finfo(name).eps
        np.testing.assert_allclose(to_np(got), want.numpy(), rtol=64 * eps, atol=32 * eps)


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("axis", [0, 1, -1, (0, 1), None])
def test_log_softmax_is_nan_where_an_element_is_inf(axis, name, isa):
    """As PyTorch has it; special.log_softmax has -inf beside the NaN, as SciPy."""
    clean = normal(name, (4, 5))
    clean[1, 1] = -np.inf
    for at in ((0, 0), (2, 3), (1, 1)):
        a = clean.copy()
        a[at] = np.inf
        spoiled = np.any(a == np.inf, axis=axis, keepdims=True) & np.ones(a.shape, bool)
        want = np.where(spoiled, np.nan, to_np(xp.special.log_softmax(to_xp(clean), axis=axis)))
        for layout, made in layouts(a):
            assert_equal(F.log_softmax(made, axis=axis), want, layout)
        assert np.array_equal(np.isnan(to_np(F.softmax(to_xp(a), axis=axis))), spoiled)


def test_log_softmax_of_a_long_column_of_inf():
    a = np.zeros((5000, 2))
    a[3, 1] = np.inf
    got = to_np(F.log_softmax(to_xp(a), axis=0))
    assert np.isnan(got[:, 1]).all() and np.allclose(got[:, 0], -np.log(5000))


@pytest.mark.parametrize("function", [F.softmax, F.log_softmax])
def test_softmax_of_nothing_is_nothing(function):
    for shape, axis in (((0,), 0), ((3, 0), -1), ((3, 0), 0), ((0, 4), 0), ((2, 0, 3), (0, 1)), ((0,), None)):
        got = function(xp.zeros(shape, dtype=xp.float32), axis=axis)
        assert got.shape == shape and got.dtype == xp.float32
    assert function(xp.zeros((0, 2), dtype=xp.int8), axis=0).dtype == xp.float64
    with pytest.raises(ValueError, match="softmax: axis must"):
        function(xp.zeros((0, 2)), axis=2)
    with pytest.raises(TypeError, match="softmax: x must"):
        function(xp.zeros((0, 2), dtype=xp.complex64))


LINES = (1, 2, 7, 8, 9, 16, 17, 31, 33, 64, 100, 129, 257, 1000, 2100)


@pytest.mark.parametrize("name", FLOATS)
def test_bits_of_a_line_depend_on_nothing_but_its_elements(name, isa):
    special = [np.inf, -np.inf, np.nan, 0.0, -0.0, 800.0]
    for n in LINES:
        a = normal(name, (21, n))
        a[3, n // 2], a[4, :], a[5, 0], a[6, :], a[7, :] = special[0], special[1], special[2], special[3], special[4]
        a[8, : n // 2] = special[0]
        a[8, n // 2 :] = special[5]
        for function in (F.softmax, F.log_softmax, xp.special.logsumexp, F.normalize):
            want = np.stack([to_np(function(to_xp(row), axis=0)) for row in a])
            assert_bits(function(to_xp(a), axis=1), want)
            if function is not F.normalize:
                got = function(to_xp(np.ascontiguousarray(a.T)), axis=0)
                assert_bits(got, want if want.ndim == 1 else np.ascontiguousarray(want.T))
        weight, bias = to_xp(normal(name, (n,), 1)), to_xp(normal(name, (n,), 2))
        for function in (lambda x: F.layer_norm(x, (n,), weight, bias), lambda x: F.rms_norm(x, (n,), weight)):  # noqa: B023
            assert_bits(function(to_xp(a)), np.stack([to_np(function(to_xp(row[None])))[0] for row in a]))


def test_long_rows_are_taken_in_pieces(isa):
    a = normal("float64", (2, 70_000))
    a[1, 69_999] = 9.0
    shifted = a.astype(wide) - a.max(axis=1, keepdims=True)
    logs = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    for name in FLOATS:
        x = to_xp(a.astype(name))
        units = 8 if name == "float64" else 64
        close(F.softmax(x, axis=1), np.exp(shifted - logs), name, units)
        close(F.log_softmax(x, axis=1), shifted - logs, name, units)
        close(xp.special.logsumexp(x, axis=1), (logs + a.max(axis=1, keepdims=True))[:, 0], name, units)


@pytest.mark.parametrize("function", [F.softmax, F.log_softmax, xp.special.logsumexp])
@pytest.mark.parametrize("name", FLOATS)
def test_softmax_of_a_line_does_not_depend_on_its_axis(name, function, isa):
    for n, m in (
        (2, 150),
        (3, 17),
        (9, 70),
        (17, 3),
        (33, 33),
        (50, 90),
        (64, 129),
        (65, 5),
        (129, 18),
        (1024, 3),
        (1025, 17),
        (2100, 20),
        (64, 1024),
    ):
        x = normal(name, (n, m), mean=3.0)
        x[n // 2, ::3] = x[0, ::3] = x.max(axis=0)[::3]
        columns, rows = to_np(function(to_xp(x), axis=0)), to_np(function(to_xp(np.ascontiguousarray(x.T)), axis=1))
        assert_bits(columns, rows.T, f"{n}, {m}")
        assert_bits(to_np(function(to_xp(np.ascontiguousarray(x[:, 2])), axis=0)), rows[2])
