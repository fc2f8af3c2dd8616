# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Sums of shifted products."""

from libc.stdint cimport int64_t

from trueno_array._ext.apply cimport cast_copy
from trueno_array._ext.core cimport ArrayBase, C_CONTIGUOUS, TA_MAX_NDIM, check, new_array, ta_itemsize, ta_view, view_of

cdef extern from "runtime/convolve.h" nogil:
    int ta_correlate(const ta_view* x, const ta_view* taps, const ta_view* out)

DEF GIL_WORK = 32768  # multiplications from which the GIL is released


def correlate(ArrayBase x not None, ArrayBase taps not None, str function):
    """The sums over all t of taps[t] * x[i + t], where taps lies wholly within x; integers wrap around.

    Both have one dtype that the driver supports and as many dimensions; taps is nowhere longer than x, and neither is empty.
    """
    cdef int64_t shape[TA_MAX_NDIM]
    cdef ArrayBase out
    cdef ta_view views[3]
    cdef int d, code
    if x.ndim_ != taps.ndim_ or not x.ndim_ or x.dtype_ != taps.dtype_ or not x.size_ or not taps.size_:
        raise ValueError("correlate: arguments out of contract")
    for d in range(x.ndim_):
        shape[d] = x.shape_[d] - taps.shape_[d] + 1
        if shape[d] < 1:
            raise ValueError("correlate: arguments out of contract")
    if x.shape_[x.ndim_ - 1] > 1 and x.stride_[x.ndim_ - 1] != ta_itemsize[x.dtype_]:
        x = cast_copy(x, x.dtype_)
    if not taps.layout & C_CONTIGUOUS:
        taps = cast_copy(taps, taps.dtype_)
    out = new_array(x.dtype_, x.ndim_, shape)
    views[0], views[1], views[2] = view_of(x), view_of(taps), view_of(out)
    if out.size_ * taps.size_ >= GIL_WORK:
        with nogil:
            code = ta_correlate(&views[0], &views[1], &views[2])
    else:
        code = ta_correlate(&views[0], &views[1], &views[2])
    check(code, function)
    return out
