# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Convolution and pooling of images (..., height, width): sizes of windows, and the layers, for which sizes are right already.

dtype is the code of the result. An axis is its number of windows and their kernel, stride, padding and dilation.
"""

from libc.stdint cimport int32_t, int64_t

from trueno_array._ext.apply cimport as_array, cast_copy
from trueno_array._ext.core cimport ArrayBase, C_CONTIGUOUS, TA_F32, TA_F64, TA_I64, check, errors, new_array

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
        const double *counts[2]
    int ta_convolve_images(const ta_convolution* convolution)
    int ta_pool(const ta_pooling* pooling)
    int ta_pool_adaptive(const ta_windows* windows, int64_t n_planes, const char* x, char* out)


DEF GIL_ELEMENTS = 32768  # elements from which the GIL is released


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


def sizes(str function, str name, value, int least, int n_axes=2):
    """An int, or one for each axis, as a tuple of ints that are at least `least`."""
    if type(value) is int and least <= value < 1 << 62:
        return (value,) * n_axes
    given = (value,) * n_axes if hasattr(value, "__index__") else tuple(value) if isinstance(value, (tuple, list)) else None
    if given is None or not all([hasattr(size, "__index__") for size in given]):
        raise errors.type_error(function, name, f"be an int or a tuple of {n_axes} ints", type(value).__name__)
    if len(given) == 1:
        given *= n_axes
    if len(given) != n_axes:
        raise errors.value_error(function, name, f"be an int or a tuple of {n_axes} ints", str(value))
    given = tuple([errors.int64_of(function, name, size) for size in given])
    if min(given) < least:
        raise errors.value_error(function, name, f"be at least {least}", str(value))
    return given


def reach(tuple kernel, tuple dilation):
    """The lengths that a window covers."""
    return tuple([(k - 1) * d + 1 for k, d in zip(kernel, dilation)])


def window_counts(str function, tuple shape, tuple covered, tuple stride, tuple before, tuple after, bint ceil_mode=False):
    """How many windows there are along each of the last axes of a shape."""
    cdef list counts = []
    cdef Py_ssize_t i, first = len(shape) - len(covered)
    for i in range(len(covered)):
        n, k, s, b = shape[first + i], covered[i], stride[i], before[i]
        room = n + b + after[i] - k
        count = (room + (s - 1 if ceil_mode else 0)) // s + 1
        if ceil_mode and (count - 1) * s >= n + b:  # every window begins inside
            count -= 1
        if room < 0 and count < 1:
            raise errors.value_error(function, "x", f"be at least as large as a window with its padding, {covered}", str(shape))
        counts.append(count)
    return tuple(counts)


def pooled_axes(str function, tuple shape, int n_axes, kernel_size, stride, padding, dilation, bint ceil_mode):
    """The last axes of a shape."""
    cdef tuple kernel = sizes(function, "kernel_size", kernel_size, 1, n_axes), steps, apart, before, counts
    cdef int d
    steps = kernel if stride is None else sizes(function, "stride", stride, 1, n_axes)
    apart, before = sizes(function, "dilation", dilation, 1, n_axes), sizes(function, "padding", padding, 0, n_axes)
    for d in range(n_axes):
        if 2 * before[d] > kernel[d]:
            raise errors.value_error(function, "padding", f"be at most half of kernel_size, {kernel}", str(padding))
    counts = window_counts(function, shape, reach(kernel, apart), steps, before, before, ceil_mode)
    return [(counts[d], kernel[d], steps[d], before[d], apart[d]) for d in range(n_axes)]


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


cdef ta_pooling pooling(int kind, ArrayBase source, ArrayBase out, list axes):
    cdef ta_pooling p
    cdef tuple rows = axes[0], columns = axes[1]
    p.windows = windows_of(source, (rows[0], columns[0]), (rows[1], columns[1]), (rows[2], columns[2]), (rows[3], columns[3]), (rows[4], columns[4]))
    p.kind, p.x, p.out = kind, source.data, out.data
    p.n_planes = source.shape_[0] * (source.shape_[1] if source.ndim_ == 4 else 1)
    p.counts[0] = p.counts[1] = NULL
    p.indices = NULL
    return p


cdef pool(const ta_pooling* p, ArrayBase source, str function):
    cdef int code
    if source.size_ < GIL_ELEMENTS:
        code = ta_pool(p)
    else:
        with nogil:
            code = ta_pool(p)
    check(code, function)


def pool_max(str function, int dtype, x, list axes, bint with_indices):
    """The largest elements, and their positions or None. x of shape (N, C, H, W) or (C, H, W)."""
    cdef tuple out_size = (axes[0][0], axes[1][0])
    cdef ArrayBase source = prepared(x, loop_of(dtype), function), out = images(source, source.dtype_, -1, out_size), indices = None
    cdef ta_pooling p = pooling(TA_POOL_MAX, source, out, axes)
    if with_indices:
        indices = images(source, TA_I64, -1, out_size)
        p.indices = <int64_t*>indices.data
    pool(&p, source, function)
    return given(out, dtype), indices


cdef void fill_counts(double* counts, const ta_windows* w, int d, bint includes_padding) noexcept nogil:
    """What the sums along an axis are divided by: the elements of each window; what lies behind the padding never counts."""
    cdef int64_t i, first, end
    for i in range(w.out_size[d]):
        first = i * w.stride[d] - w.before[d]
        end = min(first + w.kernel[d], w.size[d] + w.before[d])
        counts[i] = <double>(end - first if includes_padding else max(min(end, w.size[d]) - max(first, <int64_t>0), <int64_t>1))


def pool_mean(str function, int dtype, x, list axes, bint includes_padding, divisor):
    """The means, or the sums divided by `divisor` where it is not None. x of shape (N, C, H, W) or (C, H, W)."""
    cdef ArrayBase source = prepared(x, loop_of(dtype), function), out = images(source, source.dtype_, -1, (axes[0][0], axes[1][0])), counts
    cdef ta_pooling p = pooling(TA_POOL_MEAN, source, out, axes)
    cdef int64_t i, n_rows = p.windows.out_size[0], n = n_rows + p.windows.out_size[1]
    cdef double by
    counts = new_array(TA_F64, 1, &n)
    cdef double* each = <double*>counts.data
    if divisor is None:
        fill_counts(each, &p.windows, 0, includes_padding)
        fill_counts(each + n_rows, &p.windows, 1, includes_padding)
    else:
        by = divisor
        for i in range(n):
            each[i] = by if i < n_rows else 1.0
    p.counts[0], p.counts[1] = each, each + n_rows
    pool(&p, source, function)
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
