# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""softmax, log_softmax and logsumexp over one dimension."""

from cpython.long cimport PyLong_AsLongLongAndOverflow
from libc.math cimport INFINITY, NAN
from libc.stdint cimport int64_t

from trueno_array._ext.apply cimport cast_copy
from trueno_array._ext.core cimport ArrayBase, C_CONTIGUOUS, TA_F32, TA_F64, TA_MAX_NDIM, check, new_array

cdef extern from "runtime/softmax.h" nogil:
    enum: TA_LOGSUMEXP
    int ta_softmax(int operation, int dtype, char* out, const char* x, int64_t outer, int64_t n, int64_t inner, double log_of_inf)

OPERATIONS = ("softmax", "log_softmax", "logsumexp")  # by their codes

DEF GIL_ELEMENTS = 4096  # elements from which the GIL is released


DEF LONGEST_COLUMN = 4096  # columns up to here are computed where they are


def is_in_place(ArrayBase x, int axis):
    """Whether over_axis is meant for that dimension, or else for a copy with the dimension last."""
    return axis == x.ndim_ - 1 or x.shape_[axis] <= LONGEST_COLUMN


def at_once(int operation, x, axis, bint inf_is_nan=False):
    """over_axis of what it takes as it is, checked; None for everything else."""
    cdef ArrayBase a
    cdef int overflow = 0
    cdef int64_t d
    if not isinstance(x, ArrayBase) or type(axis) is not int:
        return None
    a = <ArrayBase>x
    d = PyLong_AsLongLongAndOverflow(axis, &overflow)
    if overflow:
        return None
    if d < 0:
        d += a.ndim_
    if not 0 <= d < a.ndim_ or a.size_ == 0 or (a.dtype_ != TA_F32 and a.dtype_ != TA_F64) or not is_in_place(a, d):
        return None
    return over_axis(operation, a, d, inf_is_nan)


def over_axis(int operation, ArrayBase x, int axis, bint inf_is_nan=False):
    """The operation over one dimension of x, which is not empty and of float32 or float64; logsumexp drops it.

    inf_is_nan: log_softmax of a line with inf is NaN, not -inf but for that element.
    """
    cdef double log_of_inf = NAN if inf_is_nan else INFINITY
    cdef ArrayBase source = x if x.layout & C_CONTIGUOUS else cast_copy(x, x.dtype_), out
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t n = x.shape_[axis], outer = 1, inner = 1
    cdef int code, d, n_kept = 0
    for d in range(x.ndim_):
        if d < axis:
            outer *= x.shape_[d]
        elif d > axis:
            inner *= x.shape_[d]
        if operation != TA_LOGSUMEXP or d != axis:
            shape[n_kept] = x.shape_[d]
            n_kept += 1
    out = new_array(x.dtype_, n_kept, shape)
    if x.size_ >= GIL_ELEMENTS:
        with nogil:
            code = ta_softmax(operation, source.dtype_, out.data, source.data, outer, n, inner, log_of_inf)
    else:
        code = ta_softmax(operation, source.dtype_, out.data, source.data, outer, n, inner, log_of_inf)
    check(code, "softmax")
    return out

