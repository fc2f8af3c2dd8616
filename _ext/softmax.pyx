# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""softmax, log_softmax and logsumexp over the last dimension."""

from libc.stdint cimport int64_t

from trueno_array._ext.apply cimport cast_copy
from trueno_array._ext.core cimport ArrayBase, C_CONTIGUOUS, check, new_array

cdef extern from "runtime/softmax.h" nogil:
    enum: TA_LOGSUMEXP
    int ta_softmax(int operation, int dtype, char* out, const char* x, int64_t n, int64_t n_rows)

OPERATIONS = ("softmax", "log_softmax", "logsumexp")  # by their codes

DEF GIL_ELEMENTS = 4096  # elements from which the GIL is released


def over_last(int operation, ArrayBase x):
    """The operation over the last dimension of x, which has one, is not empty and is of float32 or float64."""
    cdef ArrayBase source = x if x.layout & C_CONTIGUOUS else cast_copy(x, x.dtype_), out
    cdef int64_t n = x.shape_[x.ndim_ - 1], n_rows = x.size_ // n
    cdef int code
    out = new_array(x.dtype_, x.ndim_ - 1 if operation == TA_LOGSUMEXP else x.ndim_, x.shape_)
    if x.size_ >= GIL_ELEMENTS:
        with nogil:
            code = ta_softmax(operation, source.dtype_, out.data, source.data, n, n_rows)
    else:
        code = ta_softmax(operation, source.dtype_, out.data, source.data, n, n_rows)
    check(code, "softmax")
    return out
