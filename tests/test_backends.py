"""Kernels per ISA level: what is available, what is chosen, and that the choice is told truly."""

import pytest
from support import ALL, COMPLEX, FLOATS, INTEGERS, dtype, run_python

import trueno_array as xp
from trueno_array._ops.rows import all_rows

ORDER = ("scalar", "sse2", "avx2", "avx512")
SHORT = dict(zip(ALL, ("b8", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "c64", "c128")))


def test_levels_are_ordered_and_the_best_is_the_default():
    levels = tuple(xp.backends.available())
    assert levels and set(levels) <= set(ORDER)
    assert list(levels) in (sorted(levels, key=ORDER.index), sorted(levels, key=ORDER.index, reverse=True))
    code = "import trueno_array as xp; print(xp.backends.current())"
    assert run_python(code).stdout.strip() == max(levels, key=ORDER.index)


def test_use_changes_the_level_and_back():
    before, simplest = xp.backends.current(), xp.backends.available()[0]
    for level in xp.backends.available():
        with xp.backends.use(level):
            assert xp.backends.current() == level
            with xp.backends.use(simplest):
                assert xp.backends.current() == simplest
            assert xp.backends.current() == level
    assert xp.backends.current() == before
    with pytest.raises(ZeroDivisionError), xp.backends.use(simplest):
        raise ZeroDivisionError
    assert xp.backends.current() == before
    with pytest.raises(ValueError), xp.backends.use("avx1024"):
        pass


@pytest.mark.parametrize("row", [row for _, row in all_rows()], ids=lambda row: row.name)
def test_every_operation_has_a_vector_kernel_where_the_isa_can(row, isa):
    """kernel_for names ta_<op>_<dtype>_<isa>."""
    for name in ALL:
        if SHORT[name] not in row.loops():
            continue
        kernel = xp.backends.kernel_for(row.name, dtype(name))
        assert kernel == f"ta_{row.name}_{SHORT[name]}_{isa}"


def test_kernel_for_knows_what_is_not_defined():
    for op, name in (("floor", "complex64"), ("bitwise_and", "float32")):
        assert xp.backends.kernel_for(op, dtype(name)) is None
    with pytest.raises(ValueError):
        xp.backends.kernel_for("nothing", "float32")
    with pytest.raises((TypeError, ValueError)):
        xp.backends.kernel_for("exp", "float99")


@pytest.mark.parametrize("op, names", [("add", INTEGERS + FLOATS + COMPLEX), ("exp", FLOATS + COMPLEX), ("less", INTEGERS + FLOATS)])
def test_kernel_for_takes_dtypes_and_their_names(op, names):
    for name in names:
        assert xp.backends.kernel_for(op, dtype(name)) == xp.backends.kernel_for(op, name)


def test_default_device_and_context():
    xp.set_default_device("cpu")
    with xp.device("cpu"):
        assert xp.zeros(2).device == "cpu"
    with pytest.raises((ValueError, RuntimeError)):
        xp.set_default_device("gpu")
    assert xp.zeros(2).device == "cpu" and xp.devices() == ("cpu",) and isinstance(xp.devices(), tuple)
