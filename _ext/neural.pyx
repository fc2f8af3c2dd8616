# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Layers of neural networks that are one pass over memory."""

from libc.stdint cimport int64_t

from trueno_array._ext.apply cimport as_array, cast_copy
from trueno_array._ext.core cimport (
    ArrayBase, C_CONTIGUOUS, TA_F32, TA_F64, TA_I64, TA_MAX_NDIM, errors, new_array, new_zeros, ta_kind, ta_promotion,
)

cdef extern from "runtime/norm.h" nogil:
    enum: TA_NORM_LAYER, TA_NORM_RMS, TA_NORM_UNIT
    ctypedef struct ta_norm_rows:
        int kind, dtype
        char* out
        const char *x
        const char *weight
        const char *bias
        int64_t n_rows, n, channels, groups
        double eps
    void ta_normalise(const ta_norm_rows* rows)

DEF GIL_ELEMENTS = 32768  # elements from which the GIL is released

cdef dict kinds = {"layer": TA_NORM_LAYER, "rms": TA_NORM_RMS, "unit": TA_NORM_UNIT}


cdef ArrayBase prepared(ArrayBase x, int dtype):
    return x if x.dtype_ == dtype and x.layout & C_CONTIGUOUS else cast_copy(x, dtype)


def floating_dtype(str function, *arrays):
    """The code of the promoted dtype, which must be real floating-point, of arrays of which some may be None."""
    cdef int dtype = -1
    for x in arrays:
        if x is None:
            continue
        array = as_array(x, function)
        dtype = (<ArrayBase>array).dtype_ if dtype < 0 else ta_promotion[dtype][(<ArrayBase>array).dtype_]
    if ta_kind[dtype] != c"f":
        raise errors.type_error(function, "x", "have a real floating-point dtype", errors.describe(arrays[0]), "convert it with astype")
    return dtype


def normalise_rows(str function, str kind, x, int64_t n, weight=None, bias=None, int64_t channels=0, int64_t groups=1, eps=0.0):
    """Every n consecutive elements of x normalised (runtime/norm.h); the sizes of weight and bias are right already."""
    cdef int dtype = floating_dtype(function, x, weight, bias), loop = TA_F64 if dtype == TA_F64 else TA_F32
    cdef ArrayBase source = prepared(as_array(x, function), loop), w, b
    cdef ArrayBase out = new_array(loop, source.ndim_, source.shape_)
    cdef ta_norm_rows rows
    rows.kind, rows.dtype, rows.out, rows.x = kinds[kind], loop, out.data, source.data
    rows.weight = rows.bias = NULL
    if weight is not None:
        w = prepared(weight, loop)
        rows.weight = w.data
    if bias is not None:
        b = prepared(bias, loop)
        rows.bias = b.data
    rows.n, rows.n_rows = n, source.size_ // n if n else 0
    rows.channels, rows.groups = channels, groups
    rows.eps = eps if type(eps) is float else errors.number_of(function, "eps", eps)
    if source.size_ >= GIL_ELEMENTS:
        with nogil:
            ta_normalise(&rows)
    else:
        ta_normalise(&rows)
    return out if dtype == loop else cast_copy(out, dtype)


def one_hot(ArrayBase indices, int64_t n):
    """int64 of the shape of indices, whose last length is 1, with n for it: 1 where an index, all of which are in [0, n), says so."""
    cdef ArrayBase source = prepared(indices, TA_I64), out
    cdef int64_t shape[TA_MAX_NDIM]
    cdef const int64_t* at = <const int64_t*>source.data
    cdef int64_t* to
    cdef int64_t i
    cdef int d
    for d in range(source.ndim_ - 1):
        shape[d] = source.shape_[d]
    shape[source.ndim_ - 1] = n
    out = new_zeros(TA_I64, source.ndim_, shape)
    to = <int64_t*>out.data
    with nogil:
        for i in range(source.size_):
            to[i * n + at[i]] = 1
    return out
