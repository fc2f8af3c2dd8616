"""fuse: memory, traces by structure, what cannot be traced, errors, threads."""

import threading

import numpy as np
import pytest
from fusing import allocations, arrays, check, mixed, same_bits, softmax

import trueno_array as xp
from trueno_array._ext import control


@pytest.mark.parametrize("n", [10, 5000, 200000])
def test_one_allocation(n):
    x, y, z = arrays(n, n, n, dtype="float32")
    fused, total = xp.fuse(mixed), xp.fuse(lambda x, y: xp.sum(x * y))
    assert allocations(lambda: fused(x, y, z)) == 1
    assert allocations(lambda: total(x, y)) == 1
    a, b = arrays((40, 1), (1, n // 5))
    spread = xp.fuse(lambda a, b: xp.exp(a - b) * a)
    assert allocations(lambda: spread(a, b)) == 1


@pytest.mark.parametrize("function", [xp.sum, xp.prod, xp.max, xp.mean, xp.std, xp.any, xp.count_nonzero])
def test_one_allocation_of_a_reduction_by_many_tasks(function):
    x, y = arrays(1_500_000, 1_500_000)
    fused = check(lambda x, y: function(x - y), x, y)
    assert allocations(lambda: fused(x, y)) == 1


def test_one_allocation_beside_a_scalar_array_of_another_dtype():
    x, one = arrays((17, 33))[0].T, xp.ones((), dtype=xp.float32)
    for fn in (lambda x, one: x * 2 * (x + one), lambda x, one: xp.where(one > one, one, x) - 1):
        fused = check(fn, x, one)
        assert allocations(lambda: fused(x, one)) == 1  # noqa: B023


def test_copies_are_copies():
    x = xp.broadcast_to(arrays((2, 1, 1))[0], (2, 33, 1))
    narrow = xp.permute_dims(xp.broadcast_to(arrays((1, 33, 2))[0][:, :1], (1, 33, 2)), (2, 1, 0))
    for fn in (lambda x: xp.astype(x, xp.float64), lambda x: x.astype(xp.float64), xp.clip):
        assert not np.shares_memory(np.asarray(xp.fuse(fn)(x)), np.asarray(x))
        for v in (x, narrow):
            check(fn, v)
            check(lambda x: xp.std(fn(x)), v)  # noqa: B023 - the copy is dense: its elements are added in another order than those of x
    same = xp.fuse(lambda x: xp.astype(x, xp.float64, copy=False))
    assert np.shares_memory(np.asarray(same(x)), np.asarray(x))


def test_traces_are_kept_by_structure():
    count = 0

    def fn(x, y, a):
        nonlocal count
        count += 1
        return x * a + y

    fused = xp.fuse(fn)
    for shape in ((3, 4), (5, 6), (7, 2)):
        for a in (1.0, 2.0, -1.5):
            x, y = arrays(shape, shape)
            same_bits(fused(x, y, a), x * a + y)
    assert count == 1
    x, y = arrays((3, 4), (1, 4))
    for args in ((x, y, 1.0), (x, x, 1), (xp.astype(x, xp.float32), x, 1.0)):
        expected = args[0] * args[2] + args[1]
        same_bits(fused(*args), expected)
    assert count == 4


def test_values_and_lengths_that_are_read_are_part_of_the_trace():
    def fn(x, k, axis=0):
        if k > 2:
            x = x * k
        return xp.sum(x, axis=axis) / x.shape[axis]

    fused = xp.fuse(fn)
    for shape in ((3, 4), (5, 6)):
        (x,) = arrays(shape)
        for k in (1, 3, 4):
            for axis in (0, 1, -1):
                same_bits(fused(x, k, axis=axis), fn(x, k, axis=axis))


def test_lengths_that_do_not_fit_are_refused_as_by_the_functions():
    fused = xp.fuse(lambda x, y: xp.exp(x) * y)
    x, y, z = arrays((3, 4), (3, 4), (3, 5))
    fused(x, y)
    with pytest.raises(ValueError, match=r"^multiply: shapes must broadcast with each other, got \(3, 4\) and \(3, 5\)"):
        fused(x, z)
    with pytest.raises(ValueError, match=r"^max: x must have at least one element"):
        xp.fuse(lambda x: xp.max(x * 2))(xp.zeros((0, 3)))


def branches(x):
    return x if xp.sum(x) > 0 else -x


@pytest.mark.parametrize(
    "fn",
    [
        *(branches, lambda x: [v * 2 for v in x], lambda x: float(x[0, 0]) * x, lambda x: xp.sort(x * 2), lambda x: xp.reshape(x * 2, (-1,))),
        *(lambda x: xp.pad(x * 2, 1), lambda x: xp.nansum(x * 2, axis=0)),
    ],
)
def test_what_cannot_be_traced_is_refused_or_runs_eagerly(fn):
    (x,) = arrays((3, 4))
    with pytest.raises(TypeError, match=r"^fuse: fn must be traceable: .*, got .*fallback='eager'"):
        xp.fuse(fn)(x)
    eager = xp.fuse(fn, fallback="eager")
    for _ in range(2):
        got, expected = eager(x), fn(x)
        for a, b in zip(got, expected, strict=True) if isinstance(expected, list) else [(got, expected)]:
            same_bits(a, b)


@pytest.mark.parametrize("fn", [lambda x: x @ x, lambda x: x.tolist(), lambda x: divmod(x, 2.0), lambda x: x.flatten()])
def test_other_methods_of_arrays_are_refused(fn):
    (x,) = arrays((3, 3))
    with pytest.raises(TypeError, match=r"^fuse: fn must be traceable: "):
        xp.fuse(fn)(x)
    got, expected = xp.fuse(fn, fallback="eager")(x), fn(x)
    same_bits(got, expected) if isinstance(expected, xp.Array) else None


def test_an_array_that_was_brought_along_is_no_argument():
    (x,) = arrays((3, 3))
    check(lambda x, t: xp.where(t, x, -x), x, True)  # the condition becomes an array that equals its position
    check(lambda x, t: xp.where(t, x, -x), x, False)


def test_fused_functions_in_fused_functions():
    (x,) = arrays((4, 5))
    inner = xp.fuse(lambda x, y: xp.exp(x) * y)
    check(lambda x: inner(x, 2.0) + inner(x * 2, y=x), x)

    @xp.fuse
    def power(x, n):
        return x if n == 0 else power(x * 2.0, n - 1)

    same_bits(power(x, 3), x * 8)


def test_arrays_in_containers_are_operands():
    x, y = arrays((4, 5), (4, 5))
    fused = xp.fuse(lambda p, k=1.0: p["w"][0] * p["b"] + k)
    parameters = {"w": [x], "b": 2.0}
    same_bits(fused(parameters, k=3.0), x * 2 + 3)
    parameters["w"][0] = y
    parameters["b"] = 5.0
    same_bits(fused(parameters, k=4.0), y * 5 + 4)
    assert fused.trace_count == 1
    axes = [0]
    fused = xp.fuse(lambda x, axes: xp.sum(x * 2, axis=tuple(axes)))
    same_bits(fused(x, axes), xp.sum(x * 2, axis=0))
    axes[0] = 1
    same_bits(fused(x, axes), xp.sum(x * 2, axis=1))
    assert "in1" in xp.fuse.explain(lambda p: p[0] + p[1], [x, y])


def test_arrays_like_operands_and_functions_of_numpy():
    (y,) = arrays((4, 5))
    for x in (y, y.T):
        check(lambda x: x + xp.ones_like(x) - xp.zeros_like(x, dtype=xp.int8), x)
        check(lambda x, s: xp.sum(xp.full_like(x, 0.1) + xp.full_like(x, s), axis=0), x, 0.7)
        check(lambda x: xp.asarray(x) * 2 + xp.asarray(x * 3, dtype=xp.float32), x)
        check(lambda x: np.sin(x) + np.ones(x.shape[-1]) * x - np.float32(3), x)
        check(lambda x: xp.sum(xp.full_like(x > 0, 0.1, dtype=xp.float64), axis=0), x)
        with pytest.raises(TypeError, match=r"^fuse: fn must be traceable: .*, got NumPy's modf of a traced operand"):
            xp.fuse(lambda x: np.modf(x))(x)


def test_methods_take_their_arguments_as_arrays_do():
    (y,) = arrays((4, 5))
    for x in (y, y.T):
        check(lambda x: x.sum(0, xp.float32) + x.T.std(1, None, None, 1.0), x)
        check(lambda x: x.max(1, None, True) - x.min(axis=1, keepdims=True), x)
        check(lambda x: x.mean(0, xp.float32) * x.copy().sum(0), x)
        check(lambda x: x.transpose(1, 0).conj() + x.transpose() * x[None].squeeze().T, x)
        check(lambda x: x.ravel() * 2, x)


def test_errors_of_fuse_itself_and_of_dtypes():
    with pytest.raises(TypeError, match=r"^fuse: fn must be callable, got 3"):
        xp.fuse(3)
    with pytest.raises(ValueError, match=r"^fuse: fallback must be None or 'eager', got the str 'x'"):
        xp.fuse(mixed, fallback="x")
    with pytest.raises(OverflowError, match=r"^add: the Python integer must fit in int8, got 300"):
        xp.fuse(lambda x: x + 300)(xp.zeros(3, dtype=xp.int8))
    with pytest.raises(OverflowError, match=r"^add: the Python integer must fit in int8, got 400"):
        xp.fuse(lambda x, a: x + a)(xp.zeros(3, dtype=xp.int8), 400)
    with pytest.raises(TypeError, match=r"^fuse: fn must be traceable: .* an operand changed in place"):
        xp.fuse(lambda x: x.__iadd__(1))(xp.zeros(3))


def test_decorator_keeps_the_function():
    @xp.fuse(fallback="eager")
    def documented(x, /, scale=2.0):
        """Text."""
        return x * scale

    assert documented.__name__ == "documented"
    assert documented.__doc__ == "Text."
    assert documented(xp.ones(2), scale=3.0).tolist() == [3.0, 3.0]
    assert documented(np.ones(2)).tolist() == [2.0, 2.0]


def test_captured_arrays_and_foreign_operands():
    (w,) = arrays((30,))
    (x,) = arrays((4, 30))
    check(lambda x: x * w + w, x)
    host = np.asarray(w).copy()
    same_bits(xp.fuse(lambda x: x * host)(x), x * w)
    same_bits(xp.fuse(lambda x, y: x * y)(x, host), x * w)


def test_explain_names_passes_and_bytes():
    text = xp.fuse.explain(softmax, *arrays((50, 1000)))
    assert "4 passes, 1 outputs" in text and "row by row" in text
    text = xp.fuse.explain(softmax, *arrays((50, 3)))
    assert "4 passes, 1 outputs" in text and "row by row" not in text
    assert "max(in0)" in text and text.count("exp_f64") == 1
    text = xp.fuse.explain(xp.fuse(lambda x: xp.exp(x) + xp.exp(x) + 0 * (x - 1) ** 2), *arrays(10))
    assert text.count("exp_f64") == 1


def test_results_do_not_depend_on_threads_or_levels():
    x, y, z = arrays(300000, 300000, 300000)
    (rows,) = arrays((500, 700))
    before, level = control.get_num_threads(), control.current()
    try:
        for name in control.available():
            control.use_level(name)
            for n_threads in (1, 3):
                control.set_num_threads(n_threads)
                check(mixed, x, y, z)
                check(softmax, rows)
                check(lambda x, y: xp.sum(x * y), x, y)
    finally:
        control.set_num_threads(before)
        control.use_level(level)


def test_calls_from_many_threads():
    fused = xp.fuse(mixed)
    x, y, z = arrays(30000, 30000, 30000)
    expected, failures = mixed(x, y, z), []

    def work():
        for _ in range(10):
            if not bool(xp.all(fused(x, y, z) == expected)):
                failures.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
