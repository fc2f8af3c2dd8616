"""Bad input: the exception, and a message of the form `<function>: <argument> must <requirement>, got <what>`."""

import numpy as np
import pytest
from support import assert_bits, to_np

import trueno_array as xp

f = xp.asarray([1.0, 2.0, 3.0])
i = xp.asarray([1, 2, 3])
b = xp.asarray([True, False, True])
z = xp.asarray([1j, 2.0, 3.0])
m = xp.ones((2, 3))
rng = xp.random.default_rng(1)
FORM = r"^{name}: .* must .*, got .*"

# fmt: off
# function, call, exception; the message must begin with the function's name and have the form above.
TABLE = [
    ("exp",            lambda: xp.exp("a"),                          TypeError),
    ("exp",            lambda: xp.exp(None),                         TypeError),
    ("floor",          lambda: xp.floor(z),                          TypeError),
    ("bitwise_invert", lambda: xp.bitwise_invert(f),                 TypeError),
    ("bitwise_and",    lambda: xp.bitwise_and(f, f),                 TypeError),
    ("bitwise_left_shift", lambda: xp.bitwise_left_shift(f, i),      TypeError),
    ("less",           lambda: xp.less(z, z),                        TypeError),
    ("atan2",          lambda: xp.atan2(z, z),                       TypeError),
    ("add",            lambda: xp.add(f, "a"),                       TypeError),
    ("add",            lambda: xp.add(f, None),                      TypeError),
    ("add",            lambda: xp.add(xp.ones(2), xp.ones(3)),       ValueError),
    ("add",            lambda: xp.add(xp.asarray([1], dtype=xp.int8), 200), OverflowError),
    ("where",          lambda: xp.where(b, f, xp.ones(5)),           ValueError),
    ("clip",           lambda: xp.clip(z, 0, 1),                     TypeError),
    ("std",            lambda: xp.std(f, correction=(1,)),           TypeError),
    ("var",            lambda: xp.var(f, correction="1"),            TypeError),
    ("nanvar",         lambda: xp.nanvar(f, correction="1"),         TypeError),
    ("nansum",         lambda: xp.nansum(f, dtype="a"),              TypeError),
    ("nanprod",        lambda: xp.nanprod(z, dtype=xp.int8),         TypeError),
    ("nanmean",        lambda: xp.nanmean(f, dtype=3),               (TypeError, ValueError)),
    ("nanvar",         lambda: xp.nanvar(f, dtype="a"),              TypeError),
    ("nanargmax",      lambda: xp.nanargmax(z),                      TypeError),
    ("nanargmin",      lambda: xp.nanargmin(f, axis=3),              ValueError),
    ("histogram",      lambda: xp.stats.histogram(f, bins=2**62),    MemoryError),
    ("pad",            lambda: xp.pad(f, 2**62),                     (MemoryError, ValueError)),
    ("clip",           lambda: xp.clip(f, xp.ones(7), None),         ValueError),
    ("clip",           lambda: xp.clip(i, 0, z),                     TypeError),
    ("diff",           lambda: xp.diff(m, prepend=f),                ValueError),
    ("diag",           lambda: xp.diag(f, k=1.5),                    TypeError),
    ("trace",          lambda: xp.linalg.trace(m, offset="a"),       TypeError),
    ("vecdot",         lambda: xp.vecdot(f, f, axis="0"),            TypeError),
    ("roll",           lambda: xp.roll(f, 1.5),                      TypeError),
    ("tensordot",      lambda: xp.tensordot(f, f, axes="ab"),        TypeError),
    ("logspace",       lambda: xp.logspace(0, 1, 3, dtype="a"),      TypeError),
    ("fftfreq",        lambda: xp.fft.fftfreq(3, dtype="a"),         TypeError),
    ("broadcast_arrays", lambda: xp.broadcast_arrays(f, xp.ones(2)), ValueError),
    ("add",            lambda: xp.add(f, [[1], 2]),                  ValueError),
    ("sin",            lambda: xp.sin([[1], 2]),                     ValueError),
    ("logsumexp",      lambda: xp.special.logsumexp(f, b=xp.ones(2)), ValueError),
    ("hardtanh",       lambda: xp.nn.functional.hardtanh(z),         TypeError),
    ("normalize",      lambda: xp.nn.functional.normalize(m, p="2"), TypeError),
    ("normalize",      lambda: xp.stats.normalize(m, eps="a"),       TypeError),
    ("group_norm",     lambda: xp.nn.functional.group_norm(m, 1, eps="a"), TypeError),
    ("one_hot",        lambda: xp.nn.functional.one_hot(i, 2**62),   MemoryError),
    ("embedding",      lambda: xp.nn.functional.embedding(i, m),     IndexError),
    ("corrcoef",       lambda: xp.stats.corrcoef(m, axis="0"),       TypeError),
    ("pearsonr",       lambda: xp.stats.pearsonr(m, xp.ones((2, 4))), ValueError),
    ("fftconvolve",    lambda: xp.signal.fftconvolve(f, f, axes="0"), TypeError),
    ("lognormal",      lambda: rng.lognormal(0, -1.0),               ValueError),
    ("poisson",        lambda: rng.poisson(3.0, size="a"),           TypeError),
    ("binomial",       lambda: rng.binomial(3, 0.5, size=1.5),       TypeError),
    ("choice",         lambda: rng.choice(5, size=range(2**62)),     TypeError),
    ("integers",       lambda: rng.integers(5, dtype="a"),           TypeError),
    ("random",         lambda: rng.random(3, dtype="a"),             TypeError),
    ("zscore",         lambda: xp.stats.zscore(f, ddof=[1]),         TypeError),
    ("cov",            lambda: xp.stats.cov(f, correction=None),     TypeError),
    ("histogram",      lambda: xp.stats.histogram(xp.asarray(2.0**60)), ValueError),
    ("correlation_lags", lambda: xp.signal.correlation_lags(2, "3"), TypeError),
    ("meshgrid",       lambda: xp.meshgrid(f, object()),             TypeError),
    ("einsum",         lambda: xp.einsum("i,i", f, object()),        TypeError),
    ("permute_dims",   lambda: xp.permute_dims(m, 1.5),              ValueError),
    ("split",          lambda: xp.split(f, 1.5),                     TypeError),
    ("split",          lambda: xp.split(f, (1, 2.5)),                TypeError),
    ("one_hot",        lambda: xp.nn.functional.one_hot(i, "3"),     TypeError),
    ("group_norm",     lambda: xp.nn.functional.group_norm(m, 1.0),  TypeError),
    ("layer_norm",     lambda: xp.nn.functional.layer_norm(m, 3.0),  TypeError),
    ("layer_norm",     lambda: xp.nn.functional.layer_norm(m, (3.0,)), TypeError),
    ("conv1d",         lambda: xp.nn.functional.conv1d(m, xp.ones((1, 2, 1)), groups="1"), TypeError),
    ("bytes",          lambda: xp.random.default_rng(1).bytes(-1),   ValueError),
    ("bytes",          lambda: xp.random.default_rng(1).bytes("a"),  TypeError),
    ("spawn",          lambda: xp.random.default_rng(1).spawn(1.5),  TypeError),
    ("permutation",    lambda: xp.random.default_rng(1).permutation(f, axis=1), ValueError),
    ("shuffle",        lambda: xp.random.default_rng(1).shuffle(f, axis="0"), TypeError),
    ("choice",         lambda: xp.random.default_rng(1).choice(f, axis=3), ValueError),
    ("sum",            lambda: xp.sum(m, axis=2),                    (ValueError, IndexError)),
    ("sum",            lambda: xp.sum(m, axis=(0, 0)),               ValueError),
    ("sum",            lambda: xp.sum("abc"),                        TypeError),
    ("max",            lambda: xp.max(xp.zeros(0)),                  ValueError),
    ("argmax",         lambda: xp.argmax(xp.zeros(0)),               ValueError),
    ("max",            lambda: xp.max(z),                            TypeError),
    ("mean",           lambda: xp.mean(m, axis=5),                   (ValueError, IndexError)),
    ("cumulative_sum", lambda: xp.cumulative_sum(m),                 ValueError),
    ("sort",           lambda: xp.sort(m, axis=2),                   (ValueError, IndexError)),
    ("searchsorted",   lambda: xp.searchsorted(m, f),                ValueError),
    ("searchsorted",   lambda: xp.searchsorted(f, f, side="middle"), ValueError),
    ("nonzero",        lambda: xp.nonzero(xp.asarray(1)),            ValueError),
    ("take",           lambda: xp.take(f, xp.asarray([3])),          IndexError),
    ("take",           lambda: xp.take(f, f),                        (TypeError, IndexError)),
    ("take",           lambda: xp.take(m, i),                        ValueError),
    ("take_along_axis", lambda: xp.take_along_axis(f, xp.asarray([[0]])), (ValueError, IndexError)),
    ("reshape",        lambda: xp.reshape(m, (4, 2)),                ValueError),
    ("reshape",        lambda: xp.reshape(m, (-1, -1)),              ValueError),
    ("reshape",        lambda: xp.reshape(m, (-2, 3)),               ValueError),
    ("reshape",        lambda: xp.reshape(m, "ab"),                  TypeError),
    ("reshape",        lambda: xp.reshape(m.T, (6,), copy=False),    ValueError),
    ("permute_dims",   lambda: xp.permute_dims(m, (0, 0)),           ValueError),
    ("permute_dims",   lambda: xp.permute_dims(m, (0,)),             ValueError),
    ("moveaxis",       lambda: xp.moveaxis(m, 0, 2),                 (ValueError, IndexError)),
    ("expand_dims",    lambda: xp.expand_dims(m, 3),                 IndexError),
    ("expand_dims",    lambda: xp.expand_dims(m, (0, 0)),            (ValueError, IndexError)),
    ("squeeze",        lambda: xp.squeeze(m, 0),                     ValueError),
    ("flip",           lambda: xp.flip(m, axis=2),                   (ValueError, IndexError)),
    ("concat",         lambda: xp.concat([]),                        ValueError),
    ("concat",         lambda: xp.concat([m, xp.ones((2, 4))]),      ValueError),
    ("concat",         lambda: xp.concat(5),                         TypeError),
    ("stack",          lambda: xp.stack([f, xp.ones(2)]),            ValueError),
    ("stack",          lambda: xp.stack([]),                         ValueError),
    ("broadcast_to",   lambda: xp.broadcast_to(m, (2, 4)),           ValueError),
    ("broadcast_to",   lambda: xp.broadcast_to(m, (3,)),             ValueError),
    ("broadcast_shapes", lambda: xp.broadcast_shapes((2,), (3,)),    ValueError),
    ("repeat",         lambda: xp.repeat(f, -1),                     ValueError),
    ("repeat",         lambda: xp.repeat(f, xp.asarray([1, 2])),     ValueError),
    ("tile",           lambda: xp.tile(f, (-1,)),                    ValueError),
    ("diff",           lambda: xp.diff(f, n=-1),                     ValueError),
    ("zeros",          lambda: xp.zeros((2, -1)),                    ValueError),
    ("zeros",          lambda: xp.zeros(1.5),                        TypeError),
    ("zeros",          lambda: xp.zeros((2,), dtype="no"),           TypeError),
    ("zeros",          lambda: xp.zeros((2,), dtype=object),         TypeError),
    ("full",           lambda: xp.full((2,), "a"),                   TypeError),
    ("full",           lambda: xp.full((2,), 300, dtype=xp.uint8),   OverflowError),
    ("arange",         lambda: xp.arange(0, 5, 0),                   ValueError),
    ("arange",         lambda: xp.arange("a"),                       TypeError),
    ("linspace",       lambda: xp.linspace(0, 1, -1),                ValueError),
    ("linspace",       lambda: xp.linspace(0, 1, 2.5),               TypeError),
    ("eye",            lambda: xp.eye(-1),                           ValueError),
    ("tril",           lambda: xp.tril(f),                           ValueError),
    ("meshgrid",       lambda: xp.meshgrid(f, indexing="no"),        ValueError),
    ("asarray",        lambda: xp.asarray("abc"),                    TypeError),
    ("asarray",        lambda: xp.asarray([[1], [1, 2]]),            ValueError),
    ("asarray",        lambda: xp.asarray([1], device="tpu"),        ValueError),
    ("asarray",        lambda: xp.asarray([1.0], copy=False),        ValueError),
    ("astype",         lambda: xp.astype(z, xp.float64),             TypeError),
    ("astype",         lambda: xp.astype(f, "nothing"),              TypeError),
    ("finfo",          lambda: xp.finfo(xp.int8),                    TypeError),
    ("iinfo",          lambda: xp.iinfo(xp.float32),                 TypeError),
    ("isdtype",        lambda: xp.isdtype(xp.int8, "int"),           ValueError),
    ("result_type",    lambda: xp.result_type(),                     (TypeError, ValueError)),
    ("matmul",         lambda: xp.matmul(m, m),                      ValueError),
    ("matmul",         lambda: xp.matmul(m, xp.asarray(1.0)),        ValueError),
    ("matmul",         lambda: xp.matmul(m, 2.0),                    (TypeError, ValueError)),
    ("vecdot",         lambda: xp.vecdot(f, xp.ones(4)),             ValueError),
    ("tensordot",      lambda: xp.tensordot(m, m, axes=1),           ValueError),
    ("matrix_transpose", lambda: xp.matrix_transpose(f),             ValueError),
    ("inv",            lambda: xp.linalg.inv(m),                     ValueError),
    ("cholesky",       lambda: xp.linalg.cholesky(-xp.eye(2)),       ValueError),
    ("solve",          lambda: xp.linalg.solve(xp.eye(3), xp.ones(2)), ValueError),
    ("cross",          lambda: xp.linalg.cross(xp.ones(2), xp.ones(2)), ValueError),
    ("qr",             lambda: xp.linalg.qr(m, mode="raw"),          ValueError),
    ("matrix_power",   lambda: xp.linalg.matrix_power(m, 2),         ValueError),
    ("matrix_norm",    lambda: xp.linalg.matrix_norm(m, ord="x"),    ValueError),
    ("outer",          lambda: xp.linalg.outer(m, f),                ValueError),
    ("fft",            lambda: xp.fft.fft(z, n=0),                   ValueError),
    ("fft",            lambda: xp.fft.fft(z, norm="x"),              ValueError),
    ("fft",            lambda: xp.fft.fft(z, axis=1),                (ValueError, IndexError)),
    ("rfft",           lambda: xp.fft.rfft(z),                       TypeError),
    ("fftfreq",        lambda: xp.fft.fftfreq(0),                    ValueError),
    ("fftfreq",        lambda: xp.fft.fftfreq(10**20),               MemoryError),
    ("fftn",           lambda: xp.fft.fftn(m, s=(10**20,), axes=(0,)),          OverflowError),
    ("choice",         lambda: rng.choice(10**20),                   OverflowError),
    ("choice",         lambda: rng.choice(-1),                       ValueError),
    ("choice",         lambda: rng.choice(-1, 0),                    ValueError),
    ("bytes",          lambda: rng.bytes(10**20),                    MemoryError),
    ("permutation",    lambda: rng.permutation(10**20),              MemoryError),
    ("normal",         lambda: rng.normal(10**400),                  OverflowError),
    ("uniform",        lambda: rng.uniform(0, 10**400),              OverflowError),
    ("linspace",       lambda: xp.linspace(0, 10**400, 3),           OverflowError),
    ("std",            lambda: xp.std(m, correction=10**400),        OverflowError),
    ("vector_norm",    lambda: xp.linalg.vector_norm(m, ord=10**400), OverflowError),
    ("bincount",       lambda: xp.bincount(xp.asarray([1]), minlength=10**20), OverflowError),
    ("split",          lambda: xp.split(m, 10**20),                  OverflowError),
    ("softmax",        lambda: xp.special.softmax(m, axis=10**20),   ValueError),
    ("max_pool2d",     lambda: xp.nn.functional.max_pool2d(m[None], 10**20), OverflowError),
    ("cumsum",         lambda: xp.cumsum(m, axis=2),                 ValueError),
    ("cumprod",        lambda: xp.cumprod(m, dtype="zz"),            TypeError),
    ("nancumsum",      lambda: xp.nancumsum(m, axis=2),              ValueError),
    ("nansum",         lambda: xp.nansum(m, axis=2),                 ValueError),
    ("nanvar",         lambda: xp.nanvar(m, axis=10**20),            ValueError),
]
# fmt: on


@pytest.mark.parametrize("name, call, exception", TABLE, ids=[f"{row[0]}-{n}" for n, row in enumerate(TABLE)])
def test_error_has_the_type_and_the_form(name, call, exception):
    with pytest.raises(exception) as caught:
        call()
    import re

    text = str(caught.value)
    assert re.search(FORM.format(name=rf"(linalg\.|fft\.)?{name}"), text, re.S), text


# Errors of the language itself, of operators and of indexing: the type is what matters.
# fmt: off
TYPES_ONLY = [
    (lambda: xp.exp(),                        TypeError),
    (lambda: xp.exp(f, f),                    TypeError),
    (lambda: xp.exp(x=f),                     TypeError),
    (lambda: xp.sum(f, 0),                    TypeError),
    (lambda: f + "a",                         TypeError),
    (lambda: f + None,                        TypeError),
    (lambda: f & f,                           TypeError),
    (lambda: f @ 2,                           (TypeError, ValueError)),
    (lambda: ~f,                              TypeError),
    (lambda: m + xp.ones(4),                  ValueError),
    (lambda: f[3],                            IndexError),
    (lambda: f["a"],                          (IndexError, TypeError)),
    (lambda: f[0, 0],                         IndexError),
    (lambda: bool(f),                         (ValueError, TypeError)),
    (lambda: int(f),                          (ValueError, TypeError)),
    (lambda: float(z[0]),                     TypeError),
    (lambda: f[0].__index__(),                TypeError),
    (lambda: f.to_device("nowhere"),          ValueError),
    (lambda: xp.ones(2, device="gpu"),        (ValueError, RuntimeError)),
    (lambda: f.T if f.ndim != 2 else None,    ValueError),
    (lambda: f.mT,                            ValueError),
    (lambda: xp.ones((2, 2, 2)).T,            ValueError),
    (lambda: xp.zeros((2**40, 2**40)),        (MemoryError, ValueError)),
    (lambda: xp.zeros(2**62),                 (MemoryError, ValueError)),
    (lambda: xp.empty((2**31, 2**31, 2**31)), (MemoryError, ValueError)),
    (lambda: xp.zeros(2**70),                 (MemoryError, ValueError, OverflowError)),
    (lambda: xp.eye(2**33),                   (MemoryError, ValueError)),
    (lambda: xp.arange(2**62),                (MemoryError, ValueError)),
    (lambda: xp.tile(f, (2**62,)),            (MemoryError, ValueError)),
    (lambda: xp.repeat(f, 2**62),             (MemoryError, ValueError)),
    (lambda: xp.broadcast_to(f, (2**40, 2**40, 3)), (MemoryError, ValueError)),
    (lambda: xp.ones((1,) * 65),              ValueError),
    (lambda: xp.reshape(f, (1,) * 64 + (3,)), ValueError),
    (lambda: xp.linspace(0, 1, 2**62),        (MemoryError, ValueError)),
    (lambda: xp.linalg.outer(xp.zeros(2**20), xp.broadcast_to(xp.zeros(1), (2**44,))), (MemoryError, ValueError)),
]
# fmt: on


@pytest.mark.parametrize("call, exception", TYPES_ONLY, ids=range(len(TYPES_ONLY)))
def test_error_has_the_type(call, exception):
    with pytest.raises(exception):
        call()


def test_asking_for_the_gpu_says_why_not_and_what_to_do():
    with pytest.raises((ValueError, RuntimeError), match="gpu"):
        xp.zeros(3, device="gpu")


def test_the_offending_value_is_named():
    for call, word in [
        (lambda: xp.exp("a"), "'a'"),
        (lambda: xp.floor(z), "complex128"),
        (lambda: xp.reshape(m, (4, 2)), r"\(4, 2\)|6"),
        (lambda: xp.sum(m, axis=7), "7"),
        (lambda: xp.add(xp.ones(2), xp.ones(3)), r"\(2,\).*\(3,\)"),
        (lambda: xp.asarray([1], device="tpu"), "tpu"),
    ]:
        with pytest.raises((TypeError, ValueError, IndexError), match=word):
            call()


def test_arrays_are_unchanged_after_errors():
    x = xp.asarray([1.0, 2.0, 3.0])
    for attempt in (
        lambda: x.__setitem__(slice(0, 2), xp.ones(3)),
        lambda: x.__setitem__(0, "a"),
        lambda: x.__setitem__(xp.asarray([0, 7]), 9.0),
        lambda: x.__iadd__(xp.ones(2)),
        lambda: x.__setitem__(slice(None), [[1.0, 2.0], [3.0]]),
        lambda: x.__setitem__(0, 1j),
    ):
        with pytest.raises((ValueError, TypeError, IndexError)):
            attempt()
        assert_bits(x, np.array([1.0, 2.0, 3.0]))
    assert to_np(f).tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    "bad",
    [
        np.array(["a", "b"]),
        np.array([object()]),
        np.array([1, "a"], dtype=object),
        np.zeros(2, "M8[s]"),
        np.zeros(2, "i4,f4"),
        np.zeros(2, np.longdouble),
    ],
    ids=lambda a: str(a.dtype),
)
def test_numpy_arrays_of_other_types_raise(bad):
    with pytest.raises((TypeError, ValueError, BufferError), match=r".+"):
        xp.asarray(bad)
    with pytest.raises((TypeError, ValueError, BufferError)):
        xp.add(f, bad)
