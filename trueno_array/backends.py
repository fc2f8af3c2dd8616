"""The kernels and threads in use: which levels the CPU has, which kernel an operation takes, how many threads work."""

from ._errors import describe, type_error, value_error
from ._ext import apply as _apply
from ._ext import control as _control
from ._ext import core as _core

__all__ = ["available", "current", "get_num_threads", "kernel_for", "set_num_threads", "use"]


def available():
    """Names of the instruction-set levels that this CPU has, from the simplest to the widest.

    Returns
    -------
    list of str
        A part of "scalar", "sse2", "avx2", "avx512".
    """
    return _control.available()


def current():
    """Name of the level in use.

    Returns
    -------
    str
        One of ``available()``; at most the level that the environment variable TRUENO_ISA names.
    """
    return _control.current()


class use:
    """Take the kernels of one level, at once; as a context manager, until its end.

    The level is one for the whole process: other threads see it too.

    Parameters
    ----------
    level : str
        One of ``available()``.

    Raises
    ------
    ValueError
        If the level is unknown or the CPU does not have it.
    """

    def __init__(self, level, /):
        if level not in available():
            raise value_error("backends.use", "level", f"be one of {', '.join(available())}", describe(level))
        self._outer = current()
        self._level = level
        _control.use_level(level)

    def __enter__(self):
        return self._level

    def __exit__(self, *exception):
        _control.use_level(self._outer)


def kernel_for(op, dtype):
    """Name of the kernel that an elementwise operation runs over arrays of a dtype.

    Parameters
    ----------
    op : str
        Name of the operation, such as "exp".
    dtype : dtype
        Of the (promoted) operands.

    Returns
    -------
    str
        ``ta_<op>_<dtype>_<level>``, where dtype is the one that is computed in. None where the operation is not defined.

    Raises
    ------
    ValueError
        If there is no such operation.
    """
    from ._ops.rows import find

    row = find(op)
    if row is None:
        raise value_error("backends.kernel_for", "op", "be the name of an elementwise operation", describe(op))
    loop = row.loop_dtypes()[_core.code_of(dtype)]
    if loop < 0:
        return None
    short = _core.dtypes[loop].short
    level = _control.map_level(_apply.op_codes()[op], loop)
    return f"ta_{op}_{short}_{level}"


def get_num_threads():
    """The number of threads that large operations are split over.

    Returns
    -------
    int
        From TRUENO_NUM_THREADS, else OMP_NUM_THREADS, else the number of CPUs of this process, unless it was set.
    """
    return _control.get_num_threads()


def set_num_threads(n):
    """Set the number of threads that large operations are split over. Results never depend on it.

    Parameters
    ----------
    n : int
        At least 1.

    Raises
    ------
    TypeError, ValueError
        If n is not a positive integer.
    """
    if not hasattr(n, "__index__") or isinstance(n, bool):
        raise type_error("backends.set_num_threads", "n", "be an integer", describe(n))
    if n.__index__() < 1:
        raise value_error("backends.set_num_threads", "n", "be at least 1", describe(n))
    _control.set_num_threads(min(n.__index__(), 1 << 16))
