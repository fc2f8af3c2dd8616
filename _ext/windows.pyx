# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Convolution and pooling of images (..., height, width). dtype is the code of the result; the sizes of the arguments are right already."""

from libc.stdint cimport int32_t, int64_t

from trueno_array._ext.apply cimport as_array, cast_copy
from trueno_array._ext.core cimport ArrayBase, C_CONTIGUOUS, TA_F32, TA_F64, TA_I64, check, new_array

cdef extern from "runtime/window.h" nogil:
    enum: TA_POOL_MAX, TA_POOL_MEAN
    ctypedef struct ta_windows:
        int64_t size[2]
        int64_t out_size[2]
        int64_t kernel[2]
        int64_t stride[2]
        int64_t before[2]
        int64_t dilation[2]
        int32_t dtype
    ctypedef struct ta_convolution:
        ta_windows windows
        int64_t n_images, groups, channels_in, channels_out
        const char *x
        const char *weight
        const char *bias
        char* out
    ctypedef struct ta_pooling:
        ta_windows windows
        int kind
        int64_t n_planes
        const char* x
        char* out
        int64_t* indices
        const double* counts[2]
    int ta_convolve_images(const ta_convolution* convolution)
    int ta_pool(const ta_pooling* pooling)
    int ta_pool_adaptive(const ta_windows* windows, int64_t n_planes, const char* x, char* out)


cdef ArrayBase prepared(x, int loop, str function):
    """Contiguous, in the dtype of the loops."""
    cdef ArrayBase array = as_array(x, function)
    return array if array.dtype_ == loop and array.layout & C_CONTIGUOUS else cast_copy(array, loop)


cdef inline int loop_of(int dtype) noexcept:
    return TA_F64 if dtype == TA_F64 else TA_F32


cdef ta_windows windows_of(ArrayBase x, out_size, kernel, stride, before, dilation):
    cdef ta_windows w
    cdef int d
    for d in range(2):
        w.size[d], w.out_size[d] = x.shape_[x.ndim_ - 2 + d], out_size[d]
        w.kernel[d], w.stride[d], w.before[d], w.dilation[d] = kernel[d], stride[d], before[d], dilation[d]
    w.dtype = x.dtype_
    return w


cdef ArrayBase images(ArrayBase x, int dtype, int64_t channels, out_size):
    """A new array for the result: the shape of x with other channels (-1: the same) and other sizes."""
    cdef int64_t shape[4]
    cdef int d
    for d in range(x.ndim_ - 2):
        shape[d] = x.shape_[d]
    if channels >= 0:
        shape[x.ndim_ - 3] = channels
    shape[x.ndim_ - 2], shape[x.ndim_ - 1] = out_size
    return new_array(dtype, x.ndim_, shape)


cdef ArrayBase given(ArrayBase out, int dtype):
    return out if out.dtype_ == dtype else cast_copy(out, dtype)


def convolve(str function, int dtype, x, weight, bias, out_size, stride, before, dilation, int64_t groups):
    """x of shape (N, C, H, W) or (C, H, W)."""
    cdef ArrayBase source = prepared(x, loop_of(dtype), function), kernel = prepared(weight, loop_of(dtype), function), shift
    cdef ArrayBase out = images(source, source.dtype_, kernel.shape_[0], out_size)
    cdef ta_convolution c
    cdef int code
    c.windows = windows_of(source, out_size, (kernel.shape_[2], kernel.shape_[3]), stride, before, dilation)
    c.n_images, c.groups = source.shape_[0] if source.ndim_ == 4 else 1, groups
    c.channels_in, c.channels_out = kernel.shape_[1], kernel.shape_[0] // groups
    c.x, c.weight, c.out = source.data, kernel.data, out.data
    c.bias = NULL
    if bias is not None:
        shift = prepared(bias, loop_of(dtype), function)
        c.bias = shift.data
    with nogil:
        code = ta_convolve_images(&c)
    check(code, function)
    return given(out, dtype)


def pool_max(str function, int dtype, x, out_size, kernel, stride, before, dilation, bint with_indices):
    """The largest elements, and their positions or None. x of shape (N, C, H, W) or (C, H, W)."""
    cdef ArrayBase source = prepared(x, loop_of(dtype), function), out = images(source, source.dtype_, -1, out_size), indices = None
    cdef ta_pooling p
    cdef int code
    p.windows = windows_of(source, out_size, kernel, stride, before, dilation)
    p.kind, p.x, p.out = TA_POOL_MAX, source.data, out.data
    p.indices = NULL
    p.n_planes = source.shape_[0] * (source.shape_[1] if source.ndim_ == 4 else 1)
    p.counts[0] = p.counts[1] = NULL
    if with_indices:
        indices = images(source, TA_I64, -1, out_size)
        p.indices = <int64_t*>indices.data
    with nogil:
        code = ta_pool(&p)
    check(code, function)
    return given(out, dtype), indices


def pool_mean(str function, int dtype, x, out_size, kernel, stride, before, rows, columns):
    """The sums divided by rows[i] * columns[j], two contiguous arrays of float64. x of shape (N, C, H, W) or (C, H, W)."""
    cdef ArrayBase source = prepared(x, loop_of(dtype), function), out = images(source, source.dtype_, -1, out_size), row_counts = rows, column_counts = columns
    cdef ta_pooling p
    cdef int code
    p.windows = windows_of(source, out_size, kernel, stride, before, (1, 1))
    p.kind, p.x, p.out = TA_POOL_MEAN, source.data, out.data
    p.indices = NULL
    p.n_planes = source.shape_[0] * (source.shape_[1] if source.ndim_ == 4 else 1)
    p.counts[0], p.counts[1] = <double*>row_counts.data, <double*>column_counts.data
    with nogil:
        code = ta_pool(&p)
    check(code, function)
    return given(out, dtype)


def pool_adaptive(str function, int dtype, x, out_size):
    """x of shape (N, C, H, W) or (C, H, W)."""
    cdef ArrayBase source = prepared(x, loop_of(dtype), function), out = images(source, source.dtype_, -1, out_size)
    cdef ta_windows w = windows_of(source, out_size, (1, 1), (1, 1), (0, 0), (1, 1))
    cdef int64_t n_planes = source.shape_[0] * (source.shape_[1] if source.ndim_ == 4 else 1)
    cdef int code
    with nogil:
        code = ta_pool_adaptive(&w, n_planes, source.data, out.data)
    check(code, function)
    return given(out, dtype)
