# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""The creation functions of the standard."""

from cpython.bool cimport PyBool_Check
from cpython.number cimport PyNumber_Index as index_of
from libc.math cimport ceil, isfinite
from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memset

from trueno_array._ext.apply cimport as_array, assign, cast_copy, converted, is_scalar, scalar_array, store_scalar
from trueno_array._ext.convert cimport from_any
from trueno_array._ext.interop cimport item_of
from trueno_array._ext.core cimport (
    ArrayBase, TA_BOOL, TA_C128, TA_F32, TA_F64, TA_I64, TA_MAX_NDIM, check_device, dtype_code, dtype_objects, errors, is_array, is_traced, new_array,
    new_like, new_view, new_zeros, parse_shape, ta_itemsize, ta_kind, traced,
)


cdef extern from "runtime/copy.h" nogil:
    void ta_repeat_item(char* to, const char* item, int64_t item_size, int64_t n)

cdef extern from "runtime/ramp.h" nogil:
    void ta_integer_ramp(char* out, int64_t item_size, int64_t n, uint64_t start, uint64_t step)
    void ta_float_ramp(char* out, int is_f64, int64_t n, double start, double step)

DEF GIL_ELEMENTS = 32768  # elements from which the GIL is released

cdef inline int code_or(object dtype, int default, str function) except -2:
    return default if dtype is None else dtype_code(dtype, function)


cdef ArrayBase make(object shape, int dtype, bint zeroed, str function):
    cdef int64_t lengths[TA_MAX_NDIM]
    cdef int ndim = parse_shape(shape, lengths, function)
    return new_zeros(dtype, ndim, lengths) if zeroed else new_array(dtype, ndim, lengths)


cdef ArrayBase filled(ArrayBase x, object value, str function):
    """x, which is contiguous, with every element set to a scalar or to what broadcasts to its shape."""
    cdef ArrayBase source
    cdef char item[16]
    if is_scalar(value):
        if isinstance(value, complex) and ta_kind[x.dtype_] not in (c"c", c"b"):
            raise errors.type_error(function, "dtype", "be complex for a complex fill value", str(dtype_objects[x.dtype_]))
        if x.size_ >= GIL_ELEMENTS:
            assign(x, scalar_array(value, x.dtype_, function), function)
            return x
        store_scalar(value, x.dtype_, item, function)
        ta_repeat_item(x.data, item, ta_itemsize[x.dtype_], x.size_)
        return x
    source = from_any(value, x.dtype_, None, function)
    if x.size_:
        assign(x, source, function)
    return x


def empty(shape, *, dtype=None, device=None):
    """An array with undefined contents.

    Parameters
    ----------
    shape : int or tuple of int
        Lengths of the dimensions.
    dtype : DType, optional
        Default float64.
    device : Device or str, optional
        Where the array lives; None is the default device.

    Returns
    -------
    array
        Undefined elements.
    """
    check_device(device, "empty")
    return make(shape, code_or(dtype, TA_F64, "empty"), False, "empty")


def zeros(shape, *, dtype=None, device=None):
    """An array of zeros.

    Parameters
    ----------
    shape : int or tuple of int
        Lengths of the dimensions.
    dtype : DType, optional
        Default float64.
    device : Device or str, optional
        Where the array lives; None is the default device.

    Returns
    -------
    array
        Every element 0.
    """
    check_device(device, "zeros")
    return make(shape, code_or(dtype, TA_F64, "zeros"), True, "zeros")


def ones(shape, *, dtype=None, device=None):
    """An array of ones.

    Parameters
    ----------
    shape : int or tuple of int
        Lengths of the dimensions.
    dtype : DType, optional
        Default float64.
    device : Device or str, optional
        Where the array lives; None is the default device.

    Returns
    -------
    array
        Every element 1.
    """
    check_device(device, "ones")
    return filled(make(shape, code_or(dtype, TA_F64, "ones"), False, "ones"), 1, "ones")


def full(shape, fill_value, *, dtype=None, device=None):
    """An array of one value.

    Parameters
    ----------
    shape : int or tuple of int
        Lengths of the dimensions.
    fill_value : Python scalar or array
        The value; an array must broadcast to the shape.
    dtype : DType, optional
        Default: bool, int64, float64 or complex128 by the kind of a Python scalar; the dtype of an array.
    device : Device or str, optional
        Where the array lives; None is the default device.

    Returns
    -------
    array
        Every element fill_value.
    """
    cdef int code
    check_device(device, "full")
    if not is_scalar(fill_value):
        fill_value = from_any(fill_value, -1, None, "full")
        code = (<ArrayBase>fill_value).dtype_
    else:
        code = TA_BOOL if PyBool_Check(fill_value) else TA_I64 if isinstance(fill_value, int) else TA_F64 if isinstance(fill_value, float) else TA_C128
    return filled(make(shape, code_or(dtype, code, "full"), False, "full"), fill_value, "full")


def empty_like(x, /, *, dtype=None, device=None):
    """An array of the shape of x with undefined contents.

    Parameters
    ----------
    x : array
        Gives the shape.
    dtype : DType, optional
        Default: the dtype of x.
    device : Device or str, optional
        Default: the device of x.

    Returns
    -------
    array
        Undefined elements.
    """
    if is_traced(x):
        return traced("full_like", (x, 0, dtype, "empty_like"), None)
    cdef ArrayBase like = as_array(x, "empty_like")
    check_device(device, "empty_like")
    return new_like(like, code_or(dtype, like.dtype_, "empty_like"))


def zeros_like(x, /, *, dtype=None, device=None):
    """An array of zeros of the shape of x.

    Parameters
    ----------
    x : array
        Gives the shape.
    dtype : DType, optional
        Default: the dtype of x.
    device : Device or str, optional
        Default: the device of x.

    Returns
    -------
    array
        Every element 0.
    """
    if is_traced(x):
        return traced("full_like", (x, 0, dtype, "zeros_like"), None)
    cdef ArrayBase like = as_array(x, "zeros_like")
    check_device(device, "zeros_like")
    return new_zeros(code_or(dtype, like.dtype_, "zeros_like"), like.ndim_, like.shape_)


def ones_like(x, /, *, dtype=None, device=None):
    """An array of ones of the shape of x.

    Parameters
    ----------
    x : array
        Gives the shape.
    dtype : DType, optional
        Default: the dtype of x.
    device : Device or str, optional
        Default: the device of x.

    Returns
    -------
    array
        Every element 1.
    """
    if is_traced(x):
        return traced("full_like", (x, 1, dtype, "ones_like"), None)
    cdef ArrayBase like = as_array(x, "ones_like")
    check_device(device, "ones_like")
    return filled(new_like(like, code_or(dtype, like.dtype_, "ones_like")), 1, "ones_like")


def full_like(x, /, fill_value, *, dtype=None, device=None):
    """An array of one value and of the shape of x.

    Parameters
    ----------
    x : array
        Gives the shape.
    fill_value : Python scalar or array
        The value; an array must broadcast to the shape.
    dtype : DType, optional
        Default: the dtype of x.
    device : Device or str, optional
        Default: the device of x.

    Returns
    -------
    array
        Every element fill_value.
    """
    if is_traced(x):
        return traced("full_like", (x, fill_value, dtype, "full_like"), None)
    cdef ArrayBase like = as_array(x, "full_like")
    check_device(device, "full_like")
    return filled(new_like(like, code_or(dtype, like.dtype_, "full_like")), fill_value, "full_like")


def asarray(obj, /, *, dtype=None, device=None, copy=None):
    """An array of the values of an object.

    Parameters
    ----------
    obj : array, Python scalar, nested sequence, or object with a buffer, ``__dlpack__`` or ``__array__``
        Nested sequences may contain arrays.
    dtype : DType, optional
        Default: the dtype of an array or buffer; for Python scalars bool, int64, float64 or complex128 by their kinds.
    device : Device or str, optional
        Default: the device of obj.
    copy : bool, optional
        True always copies; False raises where a copy would be needed; None shares memory where it can.

    Returns
    -------
    array
        Over the memory of obj if nothing forbids it; read-only if obj is.

    Raises
    ------
    TypeError
        If obj holds anything but numbers.
    ValueError
        If nested sequences are ragged, or copy=False and a copy is needed.
    OverflowError
        If a Python integer does not fit the dtype.
    """
    if dtype is None and copy is None and device is None and is_array(obj):
        return obj
    check_device(device, "asarray")
    if is_traced(obj):
        return traced("asarray", (obj, dtype, copy), None)
    return from_any(obj, code_or(dtype, -1, "asarray"), copy, "asarray")


# Conversion

def astype(x, dtype, /, *, copy=True, device=None):
    """The array in another dtype.

    Parameters
    ----------
    x : array
        Any shape and dtype.
    dtype : DType
        Complex arrays go to complex dtypes or bool only. Values beyond the range of an integer dtype give undefined elements.
    copy : bool
        False returns x itself when it has the dtype already.
    device : Device or str, optional
        Default: the device of x.

    Returns
    -------
    array
        Shape of x.
    """
    if not is_array(x):
        if is_traced(x):
            return traced("astype", (x, dtype), {"copy": copy})
        raise errors.type_error("astype", "x", "be an array", errors.describe(x), "convert it with trueno_array.asarray")
    check_device(device, "astype")
    return converted(<ArrayBase>x, dtype, copy)


# Ranges

cdef object number(object value, str argument, str function):
    """A Python number from one, or from a 0-d array."""
    cdef ArrayBase x
    if is_scalar(value):
        return value
    try:
        if not is_array(value) and hasattr(value, "__index__") and not hasattr(value, "dtype"):
            return index_of(value)
        x = as_array(value, function)
    except TypeError:
        raise errors.type_error(function, argument, "be a number or a 0-d array", errors.describe(value)) from None
    if x.ndim_ != 0:
        raise errors.value_error(function, argument, "be a number or a 0-d array", errors.describe(value))
    return item_of(x)


cdef int fill_integers(ArrayBase x, object start, object step, str function) except -1:
    """x[i] = start + i * step in x's integer dtype; checks that the first and the last value fit."""
    cdef int64_t n = x.size_
    cdef uint64_t first, delta
    if n == 0:
        return 0
    cdef char checked[16]
    store_scalar(start, x.dtype_, checked, function)
    store_scalar(start + (n - 1) * step, x.dtype_, checked, function)
    first, delta = start & 0xFFFFFFFFFFFFFFFF, step & 0xFFFFFFFFFFFFFFFF
    integer_ramp(x, first, delta)
    return 0


cdef void integer_ramp(ArrayBase x, uint64_t start, uint64_t step) noexcept:
    if x.size_ < GIL_ELEMENTS:
        ta_integer_ramp(x.data, ta_itemsize[x.dtype_], x.size_, start, step)
    else:
        with nogil:
            ta_integer_ramp(x.data, ta_itemsize[x.dtype_], x.size_, start, step)


cdef void float_ramp(ArrayBase x, double start, double step) noexcept:
    """Of float32 or float64."""
    if x.size_ < GIL_ELEMENTS:
        ta_float_ramp(x.data, x.dtype_ == TA_F64, x.size_, start, step)
    else:
        with nogil:
            ta_float_ramp(x.data, x.dtype_ == TA_F64, x.size_, start, step)


cdef ArrayBase float_range(double start, double step, int64_t n, int code):
    cdef ArrayBase x = new_array(TA_F32 if code == TA_F32 else TA_F64, 1, &n)
    float_ramp(x, start, step)
    return x if code == x.dtype_ else cast_copy(x, code)


cdef inline bint is_short(object value):
    return type(value) is int and -(<int64_t>1 << 40) < value < <int64_t>1 << 40


cdef ArrayBase short_range(int64_t start, int64_t stop, int64_t step):
    """The int64 range of numbers that cannot overflow."""
    cdef int64_t n = (stop - start + step + (-1 if step > 0 else 1)) // step if (stop > start) == (step > 0) and stop != start else 0
    cdef ArrayBase x = new_array(TA_I64, 1, &n)
    integer_ramp(x, <uint64_t>start, <uint64_t>step)
    return x


cdef object range_length(object start, object stop, object step, bint is_whole):
    """ceil((stop - start) / step), at least 0."""
    if step == 0:
        raise errors.value_error("arange", "step", "not be 0", "0")
    if is_whole:
        return max(0, -((start - stop) // step))
    cdef double length = (stop - start) / step
    if not isfinite(length):
        raise errors.value_error("arange", "start, stop and step", "give a finite length", f"{start}, {stop}, {step}")
    return max(0, int(<object>ceil(length)))


def arange(start, /, stop=None, step=1, *, dtype=None, device=None):
    """Evenly spaced values from start up to, and without, stop.

    Parameters
    ----------
    start : int or float
        First value; the end, with 0 as the first value, if stop is None.
    stop : int or float, optional
        The end, which is not included.
    step : int or float
        Distance of two values, not 0.
    dtype : DType, optional
        Default: int64 if all three are integers, else float64.
    device : Device or str, optional
        Where the array lives; None is the default device.

    Returns
    -------
    array
        One dimension, ceil((stop - start) / step) elements: start + i * step.
    """
    cdef int64_t n
    cdef int code
    cdef ArrayBase x
    check_device(device, "arange")
    if dtype is None and is_short(start) and is_short(step) and step != 0 and (stop is None or is_short(stop)):
        return short_range(0, start, step) if stop is None else short_range(start, stop, step)
    start = number(start, "start", "arange")
    start, stop = (0, start) if stop is None else (start, number(stop, "stop", "arange"))
    step = number(step, "step", "arange")
    if isinstance(start, complex) or isinstance(stop, complex) or isinstance(step, complex):
        raise errors.type_error("arange", "start, stop and step", "be real numbers", f"{start}, {stop}, {step}")
    cdef bint is_whole = isinstance(start, int) and isinstance(stop, int) and isinstance(step, int)
    code = code_or(dtype, TA_I64 if is_whole else TA_F64, "arange")
    if code == TA_BOOL:
        raise errors.type_error("arange", "dtype", "be numeric", "bool")
    length = range_length(start, stop, step, is_whole)
    if length > 1 << 60:
        raise errors.memory_error("arange", length * ta_itemsize[code])
    n = length
    if ta_kind[code] in (c"i", c"u"):
        if not is_whole:
            start, step = int(start), int(start + step) - int(start)
        x = new_array(code, 1, &n)
        fill_integers(x, start, step, "arange")
        return x
    return float_range(start, step, n, code)


cdef int fill_line(double* to, int64_t n, int64_t apart, double start, double stop, bint endpoint) noexcept:
    """Every `apart`-th of to: n values from start to stop. The last is stop itself."""
    cdef int64_t i, parts = n - 1 if endpoint else n
    cdef double delta = stop - start, step
    if n == 1 or parts <= 0:
        if n > 0:
            to[0] = start
        return 0
    step = delta / parts
    if step == 0.0:  # too small for a step of its own
        for i in range(n):
            to[i * apart] = start + (<double>i / parts) * delta
    else:
        for i in range(n):
            to[i * apart] = start + i * step
    if endpoint:
        to[(n - 1) * apart] = stop
    return 0


def linspace(start, stop, /, num, *, dtype=None, device=None, endpoint=True):
    """num evenly spaced values from start to stop.

    Parameters
    ----------
    start, stop : int, float or complex
        The ends.
    num : int
        Number of values.
    dtype : DType, optional
        Default float64, or complex128 for complex ends; integers are rounded towards minus infinity.
    device : Device or str, optional
        Where the array lives; None is the default device.
    endpoint : bool
        Whether stop is the last value.

    Returns
    -------
    array
        One dimension, num elements.
    """
    cdef double complex first, last
    cdef double apart = 0.0
    cdef int64_t n
    cdef int code, wide
    cdef ArrayBase x
    check_device(device, "linspace")
    start, stop = number(start, "start", "linspace"), number(stop, "stop", "linspace")
    try:
        count = index_of(num)
    except TypeError:
        raise errors.type_error("linspace", "num", "be an integer", errors.describe(num)) from None
    if count < 0:
        raise errors.value_error("linspace", "num", "not be negative", str(count))
    if count > 1 << 59:
        raise errors.memory_error("linspace", count * 8)
    wide = TA_C128 if isinstance(start, complex) or isinstance(stop, complex) else TA_F64
    code = code_or(dtype, wide, "linspace")
    if wide == TA_C128 and ta_kind[code] != c"c":
        raise errors.type_error("linspace", "dtype", "be complex for complex ends", str(dtype_objects[code]))
    if isinstance(start, int):
        start = errors.number_of("linspace", "start", start)
    if isinstance(stop, int):
        stop = errors.number_of("linspace", "stop", stop)
    n, first, last = count, start, stop
    if n > 1:
        apart = (last.real - first.real) / (n - 1 if endpoint else n)
    if wide == TA_F64 and code in (TA_F32, TA_F64) and apart != 0.0:
        x = new_array(code, 1, &n)
        float_ramp(x, first.real, apart)
        if endpoint:
            store_scalar(last.real, code, x.data + (n - 1) * ta_itemsize[code], "linspace")
        return x
    x = new_array(wide, 1, &n)
    if wide == TA_C128:
        fill_line(<double*>x.data, n, 2, first.real, last.real, endpoint)
        fill_line(<double*>x.data + 1, n, 2, first.imag, last.imag, endpoint)
    else:
        fill_line(<double*>x.data, n, 1, first.real, last.real, endpoint)
    return to_dtype(x, code)


cdef ArrayBase to_dtype(ArrayBase x, int code):
    """A line of float64 values in another dtype; integers by floor."""
    cdef double* value = <double*>x.data
    cdef int64_t i
    if code == x.dtype_:
        return x
    if ta_kind[code] in (c"i", c"u"):
        for i in range(x.size_):
            value[i] = math_floor(value[i])
    return cast_copy(x, code)


cdef extern from "math.h" nogil:
    double math_floor "floor"(double)


# Matrices

def eye(n_rows, n_cols=None, /, *, k=0, dtype=None, device=None):
    """A matrix with ones on a diagonal and zeros elsewhere.

    Parameters
    ----------
    n_rows : int
        Number of rows.
    n_cols : int, optional
        Number of columns; default n_rows.
    k : int
        The diagonal: 0 is the main one, positive ones lie above it.
    dtype : DType, optional
        Default float64.
    device : Device or str, optional
        Where the array lives; None is the default device.

    Returns
    -------
    array
        Shape (n_rows, n_cols).
    """
    cdef int code = code_or(dtype, TA_F64, "eye")
    cdef int64_t row, column, rows, columns
    cdef ArrayBase x, one
    check_device(device, "eye")
    try:
        offset = index_of(k)
        x = make((index_of(n_rows), index_of(n_rows if n_cols is None else n_cols)), code, True, "eye")
    except TypeError:
        raise errors.type_error("eye", "n_rows, n_cols and k", "be integers", f"{errors.describe(n_rows)}, {errors.describe(n_cols)} and {errors.describe(k)}") from None
    rows, columns = x.shape_[0], x.shape_[1]
    if offset >= columns or -offset >= rows:
        return x
    column, row = max(offset, 0), max(-offset, 0)
    cdef int64_t length = min(rows - row, columns - column), step = x.stride_[0] + x.stride_[1]
    if length > 0:
        one = scalar_array(1, code, "eye")
        assign(new_view(x, x.data + row * x.stride_[0] + column * x.stride_[1], code, 1, &length, &step), one, "eye")
    return x


cdef ArrayBase triangle(object x, object k, bint upper, str function):
    """A copy of x, zero below (upper) or above the k-th diagonal of each matrix."""
    cdef ArrayBase source = as_array(x, function)
    cdef int64_t rows, columns, row, matrix, item, start, stop, offset
    if source.ndim_ < 2:
        raise errors.value_error(function, "x", "have at least 2 dimensions", str(source.ndim_))
    try:
        diagonal = index_of(k)
    except TypeError:
        raise errors.type_error(function, "k", "be an integer", errors.describe(k)) from None
    cdef ArrayBase out = cast_copy(source, source.dtype_)
    rows, columns, item = out.shape_[out.ndim_ - 2], out.shape_[out.ndim_ - 1], ta_itemsize[out.dtype_]
    offset = min(max(diagonal, -rows - 1), columns + 1)
    if out.size_ == 0:
        return out
    for matrix in range(out.size_ // (rows * columns)):
        for row in range(rows):
            start = 0 if upper else max(row + offset + 1, 0)
            stop = min(row + offset, columns) if upper else columns
            if start < stop:
                memset(out.data + ((matrix * rows + row) * columns + start) * item, 0, (stop - start) * item)
    return out


def tril(x, /, *, k=0):
    """The lower triangle of each matrix, zeros above it.

    Parameters
    ----------
    x : array
        At least 2 dimensions; the last two are the matrices.
    k : int
        The last diagonal that is kept.

    Returns
    -------
    array
        Shape and dtype of x.
    """
    return triangle(x, k, False, "tril")


def triu(x, /, *, k=0):
    """The upper triangle of each matrix, zeros below it.

    Parameters
    ----------
    x : array
        At least 2 dimensions; the last two are the matrices.
    k : int
        The first diagonal that is kept.

    Returns
    -------
    array
        Shape and dtype of x.
    """
    return triangle(x, k, True, "triu")


def meshgrid(*arrays, indexing="xy"):
    """Coordinate matrices of coordinate vectors.

    Parameters
    ----------
    *arrays : array
        One dimension each.
    indexing : {"xy", "ij"}
        "xy" exchanges the first two dimensions of the results, as in plots.

    Returns
    -------
    tuple of array
        As many arrays as were given, each of the shape of all the lengths.
    """
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int n = len(arrays), at, d
    cdef ArrayBase x
    if not isinstance(indexing, str) or indexing not in ("xy", "ij"):
        raise errors.value_error("meshgrid", "indexing", "be 'xy' or 'ij'", errors.describe(indexing))
    if n > TA_MAX_NDIM:
        raise errors.value_error("meshgrid", "arrays", f"be at most {TA_MAX_NDIM}", str(n))
    sources = [as_array(item, "meshgrid") for item in arrays]
    for at in range(n):
        x = <ArrayBase>sources[at]
        if x.ndim_ > 1:
            raise errors.value_error("meshgrid", "arrays", "have one dimension each", str(x.ndim_))
        shape[axis_of(at, n, indexing == "xy")] = x.size_
    made = []
    for at in range(n):
        x = <ArrayBase>sources[at]
        for d in range(n):
            stride[d] = 0
        if x.ndim_:
            stride[axis_of(at, n, indexing == "xy")] = x.stride_[0]
        made.append(cast_copy(new_view(x, x.data, x.dtype_, n, shape, stride), x.dtype_))
    return tuple(made)


cdef inline int axis_of(int at, int n, bint swapped) noexcept:
    return 1 - at if swapped and n > 1 and at < 2 else at
