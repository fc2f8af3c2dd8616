# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Discrete Fourier transforms along the dimensions of an array."""

from libc.math cimport sqrt
from libc.stdint cimport int64_t
from libc.string cimport memcpy

from trueno_array._ext.apply cimport as_array, binary, cast_copy
from trueno_array._ext.core cimport (
    ArrayBase, C_CONTIGUOUS, TA_C64, TA_C128, TA_F16, TA_F32, TA_F64, TA_MAX_NDIM, check, check_device, dtype_of, errors, new_array, ta_kind,
)

cdef extern from "ta_ops.h" nogil:
    enum: TA_OP_DIVIDE

cdef extern from "runtime/fft.h" nogil:
    enum: TA_FFT_FORWARD, TA_FFT_INVERSE, TA_FFT_REAL, TA_FFT_REAL_INVERSE
    int ta_fft(int kind, int dtype, const void* x, void* out, int64_t outer, int64_t n_in, int64_t inner, int64_t n, double scale)

cdef enum:
    BACKWARD, ORTHO, FORWARD  # which direction is divided by n

cdef dict kinds = {"fft": TA_FFT_FORWARD, "ifft": TA_FFT_INVERSE, "rfft": TA_FFT_REAL, "irfft": TA_FFT_REAL_INVERSE}


cdef int norm_of(object norm, str function) except -1:
    if norm == "backward":
        return BACKWARD
    if isinstance(norm, str):
        if norm == "ortho":
            return ORTHO
        if norm == "forward":
            return FORWARD
    raise errors.value_error(function, "norm", "be 'backward', 'ortho' or 'forward'", errors.describe(norm))


cdef int64_t integer(object value, str argument, str function) except? -1:
    if not hasattr(value, "__index__"):
        raise errors.type_error(function, argument, "be an integer", errors.describe(value))
    return errors.int64_of(function, argument, value)


cdef int axis_of(object value, int ndim, str argument, str function) except -1:
    cdef object axis = value if type(value) is int else integer(value, argument, function)
    if not -ndim <= axis < ndim:
        raise errors.axis_range_error(function, axis, ndim, argument)
    return axis + ndim if axis < 0 else axis


cdef int64_t length_of(object n, int64_t fallback, str argument, str function) except -1:
    cdef int64_t length = fallback if n is None else integer(n, argument, function)
    if length < 1:
        raise errors.value_error(function, argument, "be at least 1", str(length))
    return length


cdef inline int complex_dtype(int dtype) noexcept:
    return TA_C64 if dtype == TA_F32 or dtype == TA_C64 else TA_C128


cdef ArrayBase operand(object x, int kind, str function):
    """x as an array of floats, or of complex numbers where they are allowed."""
    cdef ArrayBase a = as_array(x, function)
    if ta_kind[a.dtype_] == c"c":
        if kind == TA_FFT_REAL:
            raise errors.type_error(function, "x", "have a real-valued dtype", str(dtype_of(a)))
        return a
    if a.dtype_ == TA_F16:
        return cast_copy(a, TA_F32)
    return a if ta_kind[a.dtype_] == c"f" else cast_copy(a, TA_F64)


cdef ArrayBase transform(ArrayBase x, int kind, int axis, int64_t n, int norm, bint may_overwrite, str function):
    """The transform along one axis. x itself where it may be overwritten and has the shape and dtype of the result."""
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t outer = 1, inner = 1
    cdef int d, code, dtype = complex_dtype(x.dtype_)
    cdef double scale = 1
    cdef ArrayBase out
    for d in range(axis):
        outer *= x.shape_[d]
    for d in range(axis + 1, x.ndim_):
        inner *= x.shape_[d]
    if kind == TA_FFT_REAL_INVERSE:
        if x.dtype_ != dtype:
            x, may_overwrite = cast_copy(x, dtype), True
    if not x.layout & C_CONTIGUOUS:
        x, may_overwrite = cast_copy(x, x.dtype_), True
    if norm == ORTHO:
        scale = 1 / sqrt(<double>n)
    elif (norm == BACKWARD) == (kind == TA_FFT_INVERSE or kind == TA_FFT_REAL_INVERSE):
        scale = 1 / <double>n
    if may_overwrite and x.dtype_ == dtype and x.shape_[axis] == n and kind != TA_FFT_REAL_INVERSE:
        out = x
    else:
        memcpy(shape, x.shape_, x.ndim_ * sizeof(int64_t))
        shape[axis] = n // 2 + 1 if kind == TA_FFT_REAL else n
        if kind == TA_FFT_REAL_INVERSE:
            dtype = TA_F32 if dtype == TA_C64 else TA_F64
        out = new_array(dtype, x.ndim_, shape)
    if out.size_ < 2048:
        code = ta_fft(kind, x.dtype_, x.data, out.data, outer, x.shape_[axis], inner, n, scale)
    else:
        with nogil:
            code = ta_fft(kind, x.dtype_, x.data, out.data, outer, x.shape_[axis], inner, n, scale)
    check(code, function)
    return out


def one(str function, str kind_name, object x, object n, object axis, object norm):
    """The transform `kind_name` along one axis, with the arguments as the caller gave them."""
    cdef int kind = kinds[kind_name], how = norm_of(norm, function), at
    cdef ArrayBase a = operand(x, kind, function)
    cdef int64_t length
    at = axis_of(axis, a.ndim_, "axis", function)
    length = a.shape_[at]
    return transform(a, kind, at, length_of(n, 2 * (length - 1) if kind == TA_FFT_REAL_INVERSE else length, "n", function), how, False, function)


cdef list plan_of(ArrayBase x, int kind, object s, object axes, str function):
    """The axes and lengths of a transform over several; the last ones belong to the kind that is not the complex one."""
    cdef int64_t length
    if s is not None and not isinstance(s, (tuple, list)):
        raise errors.type_error(function, "s", "be a sequence of integers", errors.describe(s))
    if axes is None:
        axes = range(x.ndim_) if s is None else range(-len(s), 0)
    elif not isinstance(axes, (tuple, list)):
        raise errors.type_error(function, "axes", "be a sequence of integers", errors.describe(axes))
    found = [axis_of(axis, x.ndim_, "axes", function) for axis in axes]
    if len(set(found)) != len(found):
        raise errors.value_error(function, "axes", "name each dimension once", str(tuple(axes)))
    if s is not None and len(s) != len(found):
        raise errors.value_error(function, "s", "have as many lengths as axes", f"{len(s)} lengths and {len(found)} axes")
    plan = []
    for position, axis in enumerate(found):
        n = None if s is None or s[position] == -1 else s[position]
        length = x.shape_[<int>axis]
        if kind == TA_FFT_REAL_INVERSE and position == len(found) - 1:
            length = 2 * (length - 1)
        plan.append((axis, length_of(n, length, "s", function)))
    return plan


def many(str function, str kind_name, object x, object s, object axes, object norm):
    """A transform over several dimensions; a real one is real along the last of them."""
    cdef int kind = kinds[kind_name], how = norm_of(norm, function), others = TA_FFT_FORWARD
    cdef ArrayBase given = operand(x, kind, function), a = given
    cdef list plan = plan_of(a, kind, s, axes, function)
    if kind == TA_FFT_INVERSE or kind == TA_FFT_REAL_INVERSE:
        others = TA_FFT_INVERSE
    if not plan:
        if kind == TA_FFT_REAL or kind == TA_FFT_REAL_INVERSE:
            raise errors.value_error(function, "axes", "name at least one dimension", "none")
        return cast_copy(a, complex_dtype(a.dtype_))
    last, n = plan.pop()
    if kind != TA_FFT_REAL_INVERSE:
        a = transform(a, kind, last, n, how, False, function)
    for axis, length in reversed(plan):
        a = transform(a, others, axis, length, how, a is not given, function)
    return transform(a, kind, last, n, how, False, function) if kind == TA_FFT_REAL_INVERSE else a


def frequencies(int64_t positive, int64_t negative, double span, device, str function):
    """0, 1, ..., positive - 1, -negative, ..., -1, divided by span: float64."""
    cdef int64_t n = positive + negative, i
    check_device(device, function)
    cdef ArrayBase out = new_array(TA_F64, 1, &n)
    cdef double* to = <double*>out.data
    for i in range(positive):
        to[i] = <double>i
    for i in range(negative):
        to[positive + i] = <double>(i - negative)
    return binary(TA_OP_DIVIDE, out, span, out)
