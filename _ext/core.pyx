# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True, preliminary_late_includes_cy28=True
"""Arrays as memory: dtypes, the layout of an array, allocation, views, axes and shapes. No computation."""

cimport cython
from cpython.long cimport PyLong_AsLongLongAndOverflow
from cpython.number cimport PyNumber_Index as index_of
from cpython.object cimport PyObject, PyTypeObject, Py_TYPE
from libc.stdint cimport int8_t, int32_t, int64_t, uint8_t, uint64_t, uintptr_t
from libc.string cimport memcmp, memcpy
import sys

from trueno_array import _errors
from trueno_array._ops import dtypes as dtype_rows

cdef extern from "runtime/alloc.h" nogil:
    uint64_t ta_alloc_count()

cdef extern from *:
    """
    #include "array_object.h"
    #include "subscript.h"
    """
    uint64_t ta_n_taken
    int (*ta_raise_refused)(int dtype, int ndim, const int64_t* shape, int64_t n_bytes) except -1
    ArrayBase ta_new_packed(int dtype, int ndim, const int64_t* shape, bint zeroed)
    ArrayBase ta_new_seen(PyObject* owner, char* data, int dtype, int ndim, const int64_t* shape, const int64_t* stride, int readonly)
    ArrayBase ta_new_transpose(ArrayBase matrix)
    int ta_adopt_type(PyTypeObject* type) except -1
    PyObject* ta_dtype_objects[]
    void ta_adopt_device(PyObject* device)
    PyObject* ta_device
    void ta_adopt_subscript(PyTypeObject* type)
    bint ta_put_plain(object value, int dtype, char* to)
    bint ta_views_overlap(const ta_view* a, const ta_view* b)
    tuple ta_tuple(int n, const int64_t* values)
    tuple ta_shape(ArrayBase x)

cdef object errors = _errors
cdef PyTypeObject* array_type = NULL
cdef object array_class = None


@cython.final
cdef class DType:
    """A data type of the standard. Calling it converts: ``xp.float32(3)`` is a 0-d float32 array."""

    def __init__(self):
        raise TypeError("DType: instances are the names of the namespace, such as trueno_array.float32")

    def __repr__(self):
        return f"trueno_array.{self.name}"

    def __str__(self):
        return self.name

    def __eq__(self, other):
        return self is other

    def __hash__(self):
        return 7919 * (self.code + 1)

    def __reduce__(self):
        return _dtype_by_name, (self.name,)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __call__(self, value=0, /):
        from trueno_array import asarray

        return asarray(value, dtype=self)

    @property
    def __numpy_dtype__(self):
        """The NumPy dtype of the same name; needs NumPy."""
        from trueno_array._ext.interop import numpy_dtype

        return numpy_dtype(self.name)

    @property
    def type(self):
        """NumPy's scalar type of the same name once NumPy is loaded, for functions such as ``np.iscomplexobj``; else the dtype itself."""
        return self.__numpy_dtype__.type if "numpy" in sys.modules else self


def _dtype_by_name(str name):
    return next(d for d in dtype_objects if d.name == name)


cdef list _make_dtypes():
    cdef DType d
    made = []
    for code, row in enumerate(dtype_rows.DTYPES):
        d = DType.__new__(DType)
        d.code = code
        d.name, d.short, d.kind, d.itemsize, d.format = row[:5]
        made.append(d)
    return made


cdef list dtype_objects = _make_dtypes()
for _dtype in dtype_objects:
    ta_dtype_objects[(<DType>_dtype).code] = <PyObject*>_dtype
del _dtype
dtypes = tuple(dtype_objects)

# What else stands for a dtype: its name, and the Python types as NumPy reads them.
cdef dict dtype_aliases = {d.name: d.code for d in dtype_objects}
dtype_aliases.update({bool: TA_BOOL, int: TA_I64, float: TA_F64, complex: TA_C128})


cdef int dtype_code(object dtype, str function) except -1:
    """Code of a DType, its name, a Python scalar type, or a NumPy dtype or scalar type."""
    if type(dtype) is DType:
        return (<DType>dtype).code
    try:
        code = dtype_aliases.get(dtype)
    except TypeError:
        code = None
    if code is None:
        name = getattr(dtype, "name", None) or getattr(dtype, "__name__", None)
        if type(dtype).__module__.partition(".")[0] == "numpy" or getattr(dtype, "__module__", None) == "numpy":
            code = dtype_aliases.get({"bool_": "bool"}.get(name, name))
    if code is None:
        raise errors.type_error(function, "dtype", "be a dtype of the namespace", errors.describe(dtype), "use for instance trueno_array.float32")
    return code


@cython.no_gc
cdef class ArrayBase:
    """The memory of an array. The public class adds behaviour, not layout; array_object.h makes and frees its objects, subscript.h indexes them."""


def _set_array_class(cls):
    """Names the public class, which every new array is an instance of."""
    global array_class, array_type
    array_class = cls
    array_type = <PyTypeObject*>cls
    ta_adopt_type(array_type)
    ta_adopt_subscript(array_type)


cdef bint put_plain(object value, int dtype, char* to) noexcept:
    """Writes a Python number as an element; False, and nothing written, for those that need to be checked or converted."""
    return ta_put_plain(value, dtype, to)


cdef object as_device = None
cdef object cpu_name = None


def _set_devices(cpu, lookup):
    """Names the device object that new arrays carry, and the function that finds a device by its name or refuses it."""
    global as_device, cpu_name
    cpu_name = cpu.name
    ta_adopt_device(<PyObject*>cpu)
    as_device = lookup


cdef int check_device(object device, str function) except -1:
    """Raises where the device of an argument, None for the default one, cannot be had."""
    if device is not None and <PyObject*>device != ta_device and device is not cpu_name:
        as_device(device, function)
    return 0


cdef bint is_array(object x):
    return Py_TYPE(x) == array_type


# Operands that stand for arrays while fuse reads a function; functions ask only where an operand is no array.

cdef PyTypeObject* traced_array = NULL
cdef PyTypeObject* traced_scalar = NULL
cdef object traced_call = None


def _set_traced(array, scalar, call):
    """Names the classes of traced operands, and what is called as call(function, args, kwargs) where a function meets one."""
    global traced_array, traced_scalar, traced_call
    traced_array, traced_scalar, traced_call = <PyTypeObject*>array, <PyTypeObject*>scalar, call


cdef bint is_traced(object x):
    return Py_TYPE(x) == traced_array or Py_TYPE(x) == traced_scalar


cdef object traced(str function, tuple args, dict kwargs):
    return traced_call(function, args, kwargs)


def traces(*operands):
    """Whether one of the operands is traced; for functions written in Python."""
    return any([is_traced(x) for x in operands])


def trace(function, *args, **kwargs):
    """The traced result of a function of the namespace."""
    return traced_call(function, args, kwargs)


cdef DType dtype_of(ArrayBase x):
    return <DType>x.dtype_object


cdef int _raise_refused(int dtype, int ndim, const int64_t* shape, int64_t n_bytes) except -1:
    if ndim > TA_MAX_NDIM:
        raise errors.value_error("array", "ndim", f"be at most {TA_MAX_NDIM}", str(ndim))
    if n_bytes >= 0:
        raise errors.memory_error("array", n_bytes)
    raise errors.memory_error("array", " * ".join([str(shape[d]) for d in range(ndim)] + [str(ta_itemsize[dtype])]))


ta_raise_refused = _raise_refused


cdef ArrayBase new_array(int dtype, int ndim, const int64_t* shape):
    """A C-contiguous array with memory of its own, whose contents are undefined."""
    return ta_new_packed(dtype, ndim, shape, False)


cdef ArrayBase new_zeros(int dtype, int ndim, const int64_t* shape):
    """A C-contiguous array of zeros."""
    return ta_new_packed(dtype, ndim, shape, True)


cdef ArrayBase new_like(ArrayBase x, int dtype):
    return new_array(dtype, x.ndim_, x.shape_)


cdef inline int32_t _contiguity(int64_t item, int ndim, const int64_t* shape, const int64_t* stride) noexcept:
    cdef int d
    cdef int64_t step = item
    for d in range(ndim):
        if shape[d] == 0:
            return C_CONTIGUOUS
    for d in range(ndim - 1, -1, -1):
        if shape[d] != 1:
            if stride[d] != step:
                return 0
            step *= shape[d]
    return C_CONTIGUOUS


cdef inline int _lies_outside(int a, int b, int n, const ta_view* operands) noexcept:
    """1 where the operands that tell agree that dimension a steps further than dimension b before it, 0 where they do not, -1 where none tells."""
    cdef int k, found = -1
    cdef int64_t step_a, step_b
    for k in range(n):
        if operands[k].shape[a] == 1 or operands[k].shape[b] == 1:
            continue
        step_a, step_b = operands[k].stride_bytes[a], operands[k].stride_bytes[b]
        step_a, step_b = -step_a if step_a < 0 else step_a, -step_b if step_b < 0 else step_b
        if step_a and step_b:
            if step_a <= step_b:
                return 0
            found = 1
    return found


cdef bint result_order(int ndim, int n, const ta_view* operands, int32_t* order) noexcept:
    """Writes the dimensions, from the outermost to the innermost, of a result whose dimensions are those of n operands; False for C order."""
    cdef int d, e, place, found
    cdef bint moved = False
    for d in range(ndim):
        place = d
        for e in range(d - 1, -1, -1):  # past dimensions of which nothing is known
            found = _lies_outside(d, order[e], n, operands)
            if found == 0:
                break
            if found == 1:
                place = e
        for e in range(d, place, -1):
            order[e] = order[e - 1]
        order[place] = d
        moved = moved or place < d
    return moved


cdef ArrayBase new_result(int dtype, int ndim, const int64_t* shape, int n, const ta_view* operands):
    """An undefined array of a shape whose dimensions lie in memory as those of the n operands do; in C order where they disagree."""
    cdef int32_t order[TA_MAX_NDIM]
    return new_ordered(dtype, ndim, shape, order) if result_order(ndim, n, operands, order) else new_array(dtype, ndim, shape)


cdef ArrayBase new_as(ArrayBase x, int dtype):
    """An undefined array of the shape of x whose dimensions lie in memory as those of x do."""
    if x.layout & C_CONTIGUOUS or x.ndim_ == 1:
        return new_array(dtype, x.ndim_, x.shape_)
    cdef ta_view view = view_of(x)
    return new_result(dtype, x.ndim_, x.shape_, 1, &view)


cdef ArrayBase new_ordered(int dtype, int ndim, const int64_t* shape, const int32_t* order):
    """An undefined array whose dimensions lie in memory in an order, given from the outermost to the innermost."""
    cdef int64_t lengths[TA_MAX_NDIM]
    cdef int64_t step = ta_itemsize[dtype]
    cdef int d
    lengths[0] = 0
    for d in range(ndim):
        lengths[d] = shape[order[d]]
    cdef ArrayBase x = new_array(dtype, ndim, lengths)
    for d in range(ndim - 1, -1, -1):
        x.shape_[order[d]], x.stride_[order[d]] = lengths[d], step
        step *= lengths[d] if lengths[d] > 1 else 1
    x.layout = _contiguity(ta_itemsize[dtype], ndim, x.shape_, x.stride_)
    return x


cdef int64_t element_count(int ndim, const int64_t* shape) except -1:
    """The product of the lengths; views may be larger than memory, but not than a 64-bit count."""
    cdef int64_t size = 1, limit = (<int64_t>1) << 62
    cdef int d
    for d in range(ndim):
        if shape[d] == 0:
            return 0
    for d in range(ndim):
        if size > limit // shape[d]:
            raise errors.value_error("array", "shape", "have less than 2**62 elements", " * ".join([str(shape[e]) for e in range(ndim)]))
        size *= shape[d]
    return size


cdef inline int _require_count(int ndim, const int64_t* shape, const int64_t* stride) except -1:
    cdef int d
    for d in range(ndim):
        if stride[d] == 0:  # only repeated elements can be more than memory holds
            element_count(ndim, shape)
            break
    return 0


cdef ArrayBase new_foreign(object owner, char* data, int dtype, int ndim, const int64_t* shape, const int64_t* stride, bint readonly):
    """A view of memory that `owner` keeps alive. Strides are in bytes."""
    _require_count(ndim, shape, stride)
    return ta_new_seen(<PyObject*>owner, data, dtype, ndim, shape, stride, READONLY if readonly else 0)


cdef ArrayBase new_view(ArrayBase base, char* data, int dtype, int ndim, const int64_t* shape, const int64_t* stride):
    """A view into the memory of `base`, as writable as `base`."""
    _require_count(ndim, shape, stride)
    return ta_new_seen(<PyObject*>base if base.owner is None else <PyObject*>base.owner, data, dtype, ndim, shape, stride, base.layout & READONLY)


cdef ArrayBase new_transpose(ArrayBase matrix):
    """The transpose of a matrix, as a view."""
    return ta_new_transpose(matrix)


cdef ta_view view_of(ArrayBase x) noexcept:
    cdef ta_view v
    v.data = x.data
    v.shape = x.shape_
    v.stride_bytes = x.stride_
    v.ndim = x.ndim_
    v.dtype = x.dtype_
    return v


cdef bint same_shape(ArrayBase a, ArrayBase b) noexcept:
    return a.ndim_ == b.ndim_ and memcmp(a.shape_, b.shape_, a.ndim_ * sizeof(int64_t)) == 0


cdef bint same_view(ArrayBase a, ArrayBase b) noexcept:
    """The same elements in the same order."""
    return (a.data == b.data and a.dtype_ == b.dtype_ and same_shape(a, b)
            and memcmp(a.stride_, b.stride_, a.ndim_ * sizeof(int64_t)) == 0)


cdef bint may_overlap(ArrayBase a, ArrayBase b) noexcept:
    """False only when the two certainly share no byte."""
    cdef ta_view first = view_of(a), second = view_of(b)
    return a.size_ != 0 and b.size_ != 0 and ta_views_overlap(&first, &second)


cdef tuple shape_tuple(ArrayBase x):
    return ta_shape(x)


cdef tuple stride_tuple(ArrayBase x):
    return ta_tuple(x.ndim_, x.stride_)


cdef int check(int code, str function) except -1:
    """Raises what a driver's result code stands for."""
    if code == TA_OK:
        return 0
    if code == TA_NO_MEMORY:
        raise MemoryError(f"{function}: memory for intermediate values is exhausted")
    raise errors.type_error(function, "x", "have a dtype that the operation is defined for", "another")


cdef int require_writable(ArrayBase x, str function) except -1:
    if x.layout & READONLY:
        raise errors.value_error(function, "x", "be writable", "a read-only array", "copy it first with x.copy()")
    return 0


cdef inline bint is_length(int64_t length, str function) noexcept:
    return length >= 0 or (length == -1 and function == "reshape")


cdef int parse_shape(object shape, int64_t* lengths, str function) except -1:
    """Writes the lengths and returns their number; an integer is a shape of one dimension."""
    cdef int ndim = 0, overflow = 0
    cdef object value
    if type(shape) is int:
        lengths[0] = PyLong_AsLongLongAndOverflow(shape, &overflow)
        if is_length(lengths[0], function) and not overflow:
            return 1
        shape = (shape,)
    elif not isinstance(shape, (tuple, list)):
        if hasattr(shape, "__index__"):
            shape = (shape,)
        else:
            try:
                shape = tuple(shape)
            except TypeError:
                raise errors.type_error(function, "shape", "be an integer or a tuple of integers", errors.describe(shape)) from None
    if len(shape) > TA_MAX_NDIM:
        raise errors.value_error(function, "shape", f"have at most {TA_MAX_NDIM} dimensions", str(len(shape)))
    for item in shape:
        if type(item) is int:
            lengths[ndim] = PyLong_AsLongLongAndOverflow(item, &overflow)
            if is_length(lengths[ndim], function) and not overflow:
                ndim += 1
                continue
        try:
            value = index_of(item)
        except TypeError:
            raise errors.type_error(function, "shape", "hold integers", errors.describe(item)) from None
        if value < -1 or (value < 0 and function != "reshape"):
            raise errors.value_error(function, "shape", "hold non-negative lengths", str(value))
        if value > <int64_t>9223372036854775807:
            raise errors.memory_error(function, value)
        lengths[ndim] = value
        ndim += 1
    return ndim


cdef int parse_axis(object axis, int ndim, str function) except -1:
    """An axis in [0, ndim)."""
    cdef object value
    cdef int overflow = 0
    cdef int64_t at
    if type(axis) is int:
        at = PyLong_AsLongLongAndOverflow(axis, &overflow)
        if not overflow and -ndim <= at < ndim:
            return <int>(at + ndim if at < 0 else at)
    try:
        value = index_of(axis)
    except TypeError:
        raise errors.type_error(function, "axis", "be an integer", errors.describe(axis)) from None
    if not -ndim <= value < ndim:
        raise errors.axis_range_error(function, value, ndim)
    return value + ndim if value < 0 else value


cdef int parse_axes(object axis, int ndim, uint8_t* chosen, str function) except -1:
    """Flags the dimensions that an axis, a tuple of axes or None (all) names; returns their number."""
    cdef int d, found = 0
    for d in range(ndim):
        chosen[d] = 1 if axis is None else 0
    if axis is None:
        return ndim
    if type(axis) is int:
        chosen[parse_axis(axis, ndim, function)] = 1
        return 1
    for item in axis if isinstance(axis, (tuple, list)) else (axis,):
        d = parse_axis(item, ndim, function)
        if chosen[d]:
            raise errors.value_error(function, "axis", "name each dimension once", repr(axis))
        chosen[d] = 1
        found += 1
    return found


cdef int broadcast_into(int ndim, int64_t* shape, ArrayBase x) noexcept:
    """Broadcasts the shape of x into shape, which has room for TA_MAX_NDIM lengths; the new ndim, or -1 if they do not fit."""
    cdef int d, wide = x.ndim_ if x.ndim_ > ndim else ndim
    cdef int64_t a, b
    cdef int64_t result[TA_MAX_NDIM]
    for d in range(wide):
        a = shape[ndim - 1 - d] if d < ndim else 1
        b = x.shape_[x.ndim_ - 1 - d] if d < x.ndim_ else 1
        if a != b and a != 1 and b != 1:
            return -1
        result[wide - 1 - d] = b if a == 1 else a
    memcpy(shape, result, wide * sizeof(int64_t))
    return wide


cdef ArrayBase broadcast_view(ArrayBase x, int ndim, const int64_t* shape):
    """x seen with a shape that it is known to broadcast to; stride 0 where it repeats."""
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int d, shift = ndim - x.ndim_
    for d in range(ndim):
        stride[d] = 0 if d < shift or (x.shape_[d - shift] == 1 and shape[d] != 1) else x.stride_[d - shift]
    return new_view(x, x.data, x.dtype_, ndim, shape, stride)


def allocation_count():
    """Blocks that arrays and intermediate values have asked for since the start."""
    return ta_alloc_count() + ta_n_taken


def code_of(dtype):
    """Code of a dtype, its name or a Python scalar type."""
    return dtype_code(dtype, "dtype")


def axes_of(axis, int ndim, str function):
    """One flag per dimension: whether an axis, a tuple of axes or None (all) names it."""
    cdef uint8_t chosen[TA_MAX_NDIM]
    parse_axes(axis, ndim, chosen, function)
    return bytes(chosen[:ndim])
