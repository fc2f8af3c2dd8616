"""Every public error is made here: ``<function>: <argument> must <requirement>, got <what>; <remedy>``."""


class CopyError(BufferError, ValueError):
    """A copy is needed that ``copy=False`` forbids. The standard asks for both base classes in different places."""


class AxisError(ValueError, IndexError):
    """An axis is out of range. Both bases, because callers look for either."""


class TraceError(TypeError):
    """A function cannot be read once for all values of its arrays."""


class LinAlgError(ValueError):
    """A matrix has no such inverse, factor or decomposition."""


def message(function, argument, requirement, got, remedy=None):
    """The text of an error, in the one form that all have."""
    text = f"{function}: {argument} must {requirement}, got {got}"
    return f"{text}; {remedy}" if remedy else text


def type_error(function, argument, requirement, got, remedy=None):
    """The kind or dtype of an argument is wrong."""
    return TypeError(message(function, argument, requirement, got, remedy))


def value_error(function, argument, requirement, got, remedy=None):
    """The shape, axis, device or value of an argument is wrong."""
    return ValueError(message(function, argument, requirement, got, remedy))


def index_error(function, argument, requirement, got, remedy=None):
    """An index is out of range or of a wrong kind."""
    return IndexError(message(function, argument, requirement, got, remedy))


def axis_error(function, argument, requirement, got, remedy=None):
    """An axis is out of range."""
    return AxisError(message(function, argument, requirement, got, remedy))


def axis_range_error(function, axis, ndim, argument="axis"):
    """An axis is not one of the ndim axes. The remedy's words are NumPy's, which callers look for."""
    requirement = f"be in [{-ndim}, {ndim})" if ndim else "not be given for a 0-d array"
    return axis_error(function, argument, requirement, str(axis), f"axis {axis} is out of bounds for array of dimension {ndim}")


def bounds_error(function, argument, axis, length, got):
    """An index is not one of the length positions along an axis. The remedy's words are NumPy's, which callers look for."""
    return index_error(function, argument, f"be in [{-length}, {length})", got, f"it is out of bounds for axis {axis} with size {length}")


def broadcast_error(function, got, argument="shapes"):
    """Shapes do not broadcast. The remedy's words are NumPy's, which callers look for."""
    remedy = "sizes that differ, where neither is 1, cannot be broadcast together"
    return value_error(function, argument, "broadcast with each other", got, remedy)


def overflow_error(function, argument, requirement, got, remedy=None):
    """A Python scalar does not fit the dtype."""
    return OverflowError(message(function, argument, requirement, got, remedy))


def buffer_error(function, argument, requirement, got, remedy=None):
    """A DLPack or buffer exchange is impossible."""
    return BufferError(message(function, argument, requirement, got, remedy))


def copy_error(function, argument, requirement, got, remedy=None):
    """copy=False, and a copy would be needed."""
    return CopyError(message(function, argument, requirement, got, remedy))


def linalg_error(function, argument, requirement, got, remedy=None):
    """A matrix is singular, not positive definite, or an iteration does not converge."""
    return LinAlgError(message(function, argument, requirement, got, remedy))


def trace_error(got, remedy="use fuse(fn, fallback='eager')"):
    """Something in a function that fuse cannot follow."""
    requirement = "be traceable: elementwise functions, where, clip, casts and reductions of arrays"
    return TraceError(message("fuse", "fn", requirement, got, remedy))


def import_error(function, package, got, remedy):
    """A package that the function needs is not there."""
    return ImportError(message(function, f"the package {package}", "be installed", got, remedy))


def memory_error(function, n_bytes):
    """The result does not fit in memory."""
    return MemoryError(f"{function}: the result must fit in memory, got {n_bytes} bytes")


def renamed(error, function):
    """An error that a function called by this one made, as an error of this one; any other error as it is."""
    inner, _, rest = str(error).partition(": ")
    if isinstance(error, TraceError) or inner == function or not inner.isidentifier() or " must " not in rest:
        return error
    return type(error)(f"{function}: {rest}")


def in_its_name(function):
    """A decorator: errors made by the functions that this one calls begin with its name, without an underscore."""
    name = function.__name__.lstrip("_")

    def named(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except (TypeError, ValueError, IndexError, OverflowError, MemoryError) as error:
            raise renamed(error, name) from None

    for attribute in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(named, attribute, getattr(function, attribute))
    named.__wrapped__ = function
    return named


def axis_of(function, axis, ndim):
    """The axis, counted from the first; an error where it is none of the ndim."""
    axis = integer_of(function, "axis", axis)
    if not -ndim <= axis < ndim:
        raise axis_range_error(function, axis, ndim)
    return axis % ndim


def integer_of(function, argument, value):
    """The value as a Python int; an error where it is none."""
    try:
        return value.__index__()
    except (AttributeError, TypeError):
        raise type_error(function, argument, "be an integer", describe(value)) from None


def int64_of(function, argument, value):
    """The value as a Python int; an error where it is none, or does not fit int64."""
    number = integer_of(function, argument, value)
    if not -(1 << 63) <= number < 1 << 63:
        raise overflow_error(function, argument, "fit in int64", describe(number))
    return number


def number_of(function, argument, value):
    """The value as a float; an error where it is none, or beyond float64."""
    try:
        if not isinstance(value, str | bytes):
            return float(value)
    except OverflowError:
        raise overflow_error(function, argument, "fit in float64", "a huge integer") from None
    except (TypeError, ValueError):
        pass
    raise type_error(function, argument, "be a real number", describe(value))


def describe(value):
    """A short name of a value for the "got" part: the dtype and shape of an array, else the type."""
    dtype, shape = getattr(value, "dtype", None), getattr(value, "shape", None)
    if dtype is not None and isinstance(shape, tuple):
        return f"an array of {dtype} of shape {shape}"
    if isinstance(value, str):
        return f"the str {value!r}" if len(value) <= 60 else f"a str of {len(value)} characters"
    if isinstance(value, bool | int | float | complex | None):
        text = repr(value)
        return text if len(text) <= 60 else text[:57] + "..."
    return f"a {type(value).__name__}"
