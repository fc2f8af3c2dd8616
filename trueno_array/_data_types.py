"""Data type functions of the standard."""

from . import _errors
from ._ext import core as _core
from ._ext.apply import result_type
from ._ext.array import Array
from ._ext.creation import astype
from ._ops.dtypes import promotion_table

__all__ = ("astype", "can_cast", "finfo", "iinfo", "isdtype", "result_type")

_PROMOTION = promotion_table()

# The kinds of `isdtype` and of the inspection -> NumPy's letters of the dtypes that they name.
KINDS = {
    "bool": "b",
    "signed integer": "i",
    "unsigned integer": "u",
    "integral": "iu",
    "real floating": "f",
    "complex floating": "c",
    "numeric": "iufc",
}


def _dtype_of(value, function, argument):
    """The DType of a dtype, or of an array."""
    if isinstance(value, _core.DType):
        return value
    dtype = value.dtype if isinstance(value, Array) else value
    try:
        return _core.dtypes[_core.code_of(dtype)]
    except TypeError:
        raise _errors.type_error(function, argument, "be an array or a dtype of the namespace", _errors.describe(value)) from None


def can_cast(from_, to, /):
    """Whether promotion takes one dtype to another.

    Parameters
    ----------
    from_ : array or DType
        Where the cast begins.
    to : DType
        Where it ends.

    Returns
    -------
    bool
        True if the promotion of both is `to`.
    """
    source = _dtype_of(from_, "can_cast", "from_")
    target = _dtype_of(to, "can_cast", "to")
    return _PROMOTION[source.code][target.code] == target.code


class _Info:
    """The limits of a dtype as plain attributes."""

    __slots__ = ("__dict__",)

    def __init__(self, **values):
        self.__dict__.update(values)

    def __repr__(self):
        values = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({values})"

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash((type(self).__name__, self.dtype))

    def __setattr__(self, name, value):
        raise AttributeError(f"{type(self).__name__}: the limits of a dtype cannot be changed")

    def __reduce__(self):
        return globals()[type(self).__name__.removesuffix("_object")], (self.dtype,)


class finfo_object(_Info):
    """Limits of a floating-point dtype: bits, eps, max, min, smallest_normal, dtype."""


class iinfo_object(_Info):
    """Limits of an integer dtype: bits, max, min, dtype."""


_finfo, _iinfo = {}, {}  # by the code of a dtype: the objects are immutable, so one for each

# bits of the exponent and of the stored fraction of each real floating dtype
_FLOAT_LAYOUT = {"float16": (5, 10), "float32": (8, 23), "float64": (11, 52)}


def finfo(type, /):
    """Limits of a floating-point dtype.

    Parameters
    ----------
    type : DType or array
        A real or complex floating-point dtype; a complex one has the limits of its parts.

    Returns
    -------
    finfo_object
        With bits, eps, max, min, smallest_normal and dtype.
    """
    dtype = type if isinstance(type, _core.DType) else _dtype_of(type, "finfo", "type")
    if known := _finfo.get(dtype.code):
        return known
    if dtype.kind not in "fc":
        raise _errors.type_error("finfo", "type", "be a floating-point dtype", str(dtype))
    part = {"complex64": "float32", "complex128": "float64"}.get(dtype.name, dtype.name)
    exponent_bits, fraction_bits = _FLOAT_LAYOUT[part]
    bias = 2 ** (exponent_bits - 1) - 1
    largest = (2.0 - 2.0**-fraction_bits) * 2.0**bias
    part = _core.dtypes[_core.code_of(part)]
    _finfo[dtype.code] = finfo_object(
        bits=8 * part.itemsize, eps=2.0**-fraction_bits, max=largest, min=-largest, smallest_normal=2.0 ** (1 - bias), dtype=part
    )
    return _finfo[dtype.code]


def iinfo(type, /):
    """Limits of an integer dtype.

    Parameters
    ----------
    type : DType or array
        An integer dtype.

    Returns
    -------
    iinfo_object
        With bits, max, min and dtype.
    """
    dtype = type if isinstance(type, _core.DType) else _dtype_of(type, "iinfo", "type")
    if known := _iinfo.get(dtype.code):
        return known
    if dtype.kind not in "iu":
        raise _errors.type_error("iinfo", "type", "be an integer dtype", str(dtype))
    bits = 8 * dtype.itemsize
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if dtype.kind == "i" else (0, 2**bits - 1)
    _iinfo[dtype.code] = iinfo_object(bits=bits, max=high, min=low, dtype=dtype)
    return _iinfo[dtype.code]


def isdtype(dtype, kind):
    """Whether a dtype is of a kind.

    Parameters
    ----------
    dtype : DType
        The dtype in question.
    kind : DType, str or tuple of these
        A dtype, or "bool", "signed integer", "unsigned integer", "integral", "real floating", "complex floating", "numeric".

    Returns
    -------
    bool
        True if dtype is the one named, or of the kind, or of one of those in the tuple.
    """
    dtype = dtype if isinstance(dtype, _core.DType) else _dtype_of(dtype, "isdtype", "dtype")
    if not isinstance(kind, tuple):
        return _is_of_kind(dtype, kind)
    found = False
    for one in kind:
        found = _is_of_kind(dtype, one) or found
    return found


def _is_of_kind(dtype, kind):
    letters = KINDS.get(kind) if isinstance(kind, str) else None
    if letters is not None:
        return dtype.kind in letters
    if isinstance(kind, str):
        raise _errors.value_error("isdtype", "kind", "be a dtype or one of " + ", ".join(map(repr, KINDS)), repr(kind))
    try:
        return dtype is _dtype_of(kind, "isdtype", "kind")
    except TypeError:
        raise _errors.type_error("isdtype", "kind", "be a dtype, a string or a tuple of these", _errors.describe(kind)) from None
