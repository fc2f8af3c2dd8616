# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Exchange with Python, the buffer protocol and NumPy. The only module that imports NumPy, and only when it is met."""

from cpython.buffer cimport PyBUF_ANY_CONTIGUOUS, PyBUF_C_CONTIGUOUS, PyBUF_F_CONTIGUOUS, PyBUF_FORMAT, PyBUF_ND, PyBUF_STRIDES, PyBUF_WRITABLE
from cpython.buffer cimport PyBuffer_ToContiguous
from cpython.complex cimport PyComplex_FromDoubles
from cpython.list cimport PyList_New, PyList_SET_ITEM
from cpython.memoryview cimport PyMemoryView_FromObject, PyMemoryView_GET_BUFFER
from cpython.object cimport PyObject, PyTypeObject, Py_TYPE
from cpython.ref cimport Py_INCREF
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t
from libc.string cimport memcpy, strchr, strcmp

from trueno_array._ext.apply cimport as_array, cast_copy
from trueno_array._ext.core cimport (
    ArrayBase, C_CONTIGUOUS, READONLY, TA_BOOL, TA_C64, TA_F32, TA_F64, TA_I8, TA_I16, TA_I32, TA_I64, TA_MAX_NDIM, TA_N_DTYPES, TA_U8, TA_U16,
    TA_U32, TA_U64, dtype_code, dtype_of, errors, is_array, is_traced, new_array, new_foreign, new_view, new_zeros, shape_tuple, ta_computed_in, ta_itemsize, ta_kind, traced
)

cdef extern from "runtime/dispatch.h" nogil:
    void ta_cast_item(const void* source, int from_dtype, void* to, int to_dtype)

cdef extern from *:
    """
    #include "ndarray.h"
    """
    ctypedef struct ta_ndarray_dtype:
        char byteorder
        int number
    ctypedef struct ta_ndarray:
        char* data
        int ndim
        Py_ssize_t* shape
        Py_ssize_t* strides
        ta_ndarray_dtype* dtype
        int flags
    enum: TA_NDARRAY_WRITEABLE, TA_NDARRAY_WARNS
    const char* ta_type_name(PyTypeObject* cls)

import sys

from trueno_array._ops import dtypes as dtype_rows


# Elements as Python scalars

cdef extern from *:
    """
    // A new reference, or NULL with an error set. Of every dtype that is computed in itself.
    static inline PyObject* scalar_at(const char* p, int dtype) {
        switch (dtype) {
            case TA_BOOL: return PyBool_FromLong(*p != 0);
            case TA_I8: return PyLong_FromLong(*(const int8_t*)p);
            case TA_I16: return PyLong_FromLong(*(const int16_t*)p);
            case TA_I32: return PyLong_FromLong(*(const int32_t*)p);
            case TA_I64: return PyLong_FromLongLong(*(const int64_t*)p);
            case TA_U8: return PyLong_FromLong(*(const uint8_t*)p);
            case TA_U16: return PyLong_FromLong(*(const uint16_t*)p);
            case TA_U32: return PyLong_FromLongLong(*(const uint32_t*)p);
            case TA_U64: return PyLong_FromUnsignedLongLong(*(const uint64_t*)p);
            case TA_F32: return PyFloat_FromDouble(*(const float*)p);
            case TA_F64: return PyFloat_FromDouble(*(const double*)p);
            case TA_C64: return PyComplex_FromDoubles(((const float*)p)[0], ((const float*)p)[1]);
            default: return PyComplex_FromDoubles(((const double*)p)[0], ((const double*)p)[1]);
        }
    }
    static inline int set_scalars(PyObject* list, Py_ssize_t n, const char* p, int64_t stride, int dtype) {
        for (Py_ssize_t i = 0; i < n; i++, p += stride) {
            PyObject* made = scalar_at(p, dtype);
            if (!made) return -1;
            PyList_SET_ITEM(list, i, made);
        }
        return 0;
    }
    """
    object scalar_at(const char* p, int dtype)
    int set_scalars(list made, Py_ssize_t n, const char* p, int64_t stride, int dtype) except -1


cdef object item_at(const char* p, int dtype):
    cdef double wide
    if ta_computed_in[dtype] == dtype:
        return scalar_at(p, dtype)
    ta_cast_item(p, dtype, &wide, TA_F64)
    return wide


cdef object item_of(ArrayBase x):
    """The first element as a Python scalar."""
    return item_at(x.data, x.dtype_)


cdef object list_at(const char* p, int dtype, int ndim, const int64_t* shape, const int64_t* stride):
    if ndim == 0:
        return item_at(p, dtype)
    cdef int64_t i
    cdef list made = PyList_New(shape[0])
    cdef object part
    if ndim == 1 and ta_computed_in[dtype] == dtype:
        set_scalars(made, shape[0], p, stride[0], dtype)
        return made
    for i in range(shape[0]):
        part = item_at(p, dtype) if ndim == 1 else list_at(p, dtype, ndim - 1, shape + 1, stride + 1)
        Py_INCREF(part)  # which the list takes
        PyList_SET_ITEM(made, i, part)
        p += stride[0]
    return made


cdef object to_list(ArrayBase x):
    """The elements as nested lists of Python scalars; a scalar for a 0-d array."""
    return list_at(x.data, x.dtype_, x.ndim_, x.shape_, x.stride_)


# The buffer protocol, out

# int64 as C's long where that has 64 bits: NumPy has two types of this width and means that one by the name int64.
cdef list formats = [
    (row[4].replace("q", "l").replace("Q", "L") if sizeof(long) == 8 else row[4]).encode() for row in dtype_rows.DTYPES
]


cdef bint is_f_contiguous(ArrayBase x) noexcept:
    cdef int64_t step = ta_itemsize[x.dtype_]
    cdef int d
    if x.size_ == 0:
        return True
    for d in range(x.ndim_):
        if x.shape_[d] != 1:
            if x.stride_[d] != step:
                return False
            step *= x.shape_[d]
    return True


cdef int fill_buffer(ArrayBase x, Py_buffer* buffer, int flags) except -1:
    """Exports the memory of x. The exporter is x itself, whose shape and strides never change."""
    cdef bint is_c = x.layout & C_CONTIGUOUS
    if flags & PyBUF_WRITABLE and x.layout & READONLY:
        raise errors.buffer_error("buffer", "x", "be writable", "a read-only array", "ask for a read-only buffer, or copy the array")
    if (flags & PyBUF_C_CONTIGUOUS) == PyBUF_C_CONTIGUOUS and not is_c:
        raise errors.buffer_error("buffer", "x", "be C-contiguous", "a strided array", "copy it first with x.copy()")
    if (flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS and not is_f_contiguous(x):
        raise errors.buffer_error("buffer", "x", "be Fortran-contiguous", "a strided array")
    if (flags & PyBUF_ANY_CONTIGUOUS) == PyBUF_ANY_CONTIGUOUS and not is_c and not is_f_contiguous(x):
        raise errors.buffer_error("buffer", "x", "be contiguous", "a strided array", "copy it first with x.copy()")
    if (flags & PyBUF_STRIDES) != PyBUF_STRIDES and not is_c:
        raise errors.buffer_error("buffer", "x", "be C-contiguous for a consumer that ignores strides", "a strided array", "copy it first with x.copy()")
    buffer.buf = x.data
    buffer.obj = x
    buffer.itemsize = ta_itemsize[x.dtype_]
    buffer.len = x.size_ * ta_itemsize[x.dtype_]
    buffer.ndim = x.ndim_ if flags & PyBUF_ND else 1  # a consumer that asks for no shape reads len bytes
    buffer.readonly = 1 if x.layout & READONLY else 0
    buffer.format = <char*><bytes>formats[x.dtype_] if flags & PyBUF_FORMAT else NULL
    buffer.shape = <Py_ssize_t*>x.shape_ if flags & PyBUF_ND and x.ndim_ else NULL
    buffer.strides = <Py_ssize_t*>x.stride_ if (flags & PyBUF_STRIDES) == PyBUF_STRIDES and x.ndim_ else NULL
    buffer.suboffsets = NULL
    buffer.internal = NULL
    return 0


# The buffer protocol, in

cdef int dtype_of_kind(char kind, Py_ssize_t itemsize) noexcept:
    cdef int dtype
    for dtype in range(TA_N_DTYPES):
        if ta_kind[dtype] == kind and ta_itemsize[dtype] == itemsize:
            return dtype
    return -1


cdef int dtype_of_format(const char* format, Py_ssize_t itemsize) noexcept:
    """Code of the dtype of a PEP 3118 format, or -1. The item size decides between the integers of a letter."""
    if format == NULL:
        return TA_U8 if itemsize == 1 else -1
    if format[0] in (c"@", c"=", c"<") or (format[0] in (c">", c"!") and itemsize == 1):
        format += 1
    cdef bint is_complex = format[0] == c"Z"
    if is_complex:
        format += 1
    if format[0] == 0 or format[1] != 0:
        return -1
    cdef char letter = format[0]
    if letter in (c"F", c"D") or is_complex:
        return dtype_of_kind(c"c", itemsize) if strchr("fdFD", letter) != NULL else -1
    if letter == c"?":
        return dtype_of_kind(c"b", itemsize)
    if strchr("bhilqn", letter) != NULL:
        return dtype_of_kind(c"i", itemsize)
    if strchr("BHILQN", letter) != NULL:
        return dtype_of_kind(c"u", itemsize)
    return dtype_of_kind(c"f", itemsize) if letter in (c"e", c"f", c"d") else -1


cdef bint has_odd_bools(const char* p, int ndim, const int64_t* shape, const int64_t* stride) noexcept:
    """Whether a byte is neither 0 nor 1; kernels rely on that."""
    cdef int64_t i
    cdef uint8_t bits = 0
    if ndim == 0:
        return (<const uint8_t*>p)[0] > 1
    if ndim == 1:
        if stride[0] == 1:
            for i in range(shape[0]):
                bits |= (<const uint8_t*>p)[i]
        else:
            for i in range(shape[0]):
                bits |= (<const uint8_t*>(p + i * stride[0]))[0]
        return bits > 1
    for i in range(shape[0]):
        if has_odd_bools(p + i * stride[0], ndim - 1, shape + 1, stride + 1):
            return True
    return False


cdef bint is_misaligned(const char* data, int dtype, int ndim, const int64_t* stride) noexcept:
    cdef int64_t align = ta_itemsize[dtype] // 2 if ta_kind[dtype] == c"c" else ta_itemsize[dtype]
    cdef int64_t odd = <int64_t><uintptr_t>data
    cdef int d
    for d in range(ndim):
        odd |= stride[d]
    return odd & (align - 1) != 0


cdef void gather_bytes(char* to, const char* p, int64_t item, int ndim, const int64_t* shape, const int64_t* stride, int64_t step) noexcept:
    """Copies elements at any alignment; step is the size of one entry of the first dimension in `to`."""
    cdef int64_t i
    if ndim == 0:
        memcpy(to, p, item)
        return
    for i in range(shape[0]):
        gather_bytes(to + i * step, p + i * stride[0], item, ndim - 1, shape + 1, stride + 1, step // shape[1] if ndim > 1 else 0)


cdef ArrayBase settled(object owner, char* data, int dtype, int ndim, const int64_t* shape, const int64_t* stride, bint readonly, object copy, str function):
    """An array over foreign memory, or a copy of it where `copy` or its alignment or its bools ask for one."""
    cdef ArrayBase x
    cdef int64_t size = 1
    cdef int d
    for d in range(ndim):
        size *= shape[d]
    if size == 0:
        return new_array(dtype, ndim, shape)
    if is_misaligned(data, dtype, ndim, stride):
        if copy is not None and not copy:
            raise errors.copy_error(function, "copy", "not be False for misaligned memory", "False")
        x = new_array(dtype, ndim, shape)
        gather_bytes(x.data, data, ta_itemsize[dtype], ndim, shape, stride, x.stride_[0] if ndim else 0)
        return x
    if dtype == TA_BOOL and has_odd_bools(data, ndim, shape, stride):
        if copy is not None and not copy:
            raise errors.copy_error(function, "copy", "not be False for bools that are not 0 or 1", "False")
        return cast_copy(new_foreign(owner, data, TA_U8, ndim, shape, stride, readonly), TA_BOOL)
    x = new_foreign(owner, data, dtype, ndim, shape, stride, readonly)
    return cast_copy(x, dtype) if copy else x


cdef ArrayBase from_buffer(object obj, object copy, str function):
    """An array over the memory of a buffer; read-only if the buffer is. `copy` as in asarray."""
    if is_ndarray(obj):
        return from_ndarray(obj, copy, function)
    return from_memory(obj, copy, function)


cdef ArrayBase from_memory(object obj, object copy, str function):
    """`from_buffer` by the buffer protocol."""
    cdef object memory = PyMemoryView_FromObject(obj)
    cdef Py_buffer* b = PyMemoryView_GET_BUFFER(memory)
    cdef int dtype = dtype_of_format(b.format, b.itemsize)
    cdef ArrayBase x
    if dtype < 0:
        raise errors.type_error(function, "the buffer", "hold numbers of a dtype of the namespace, in native byte order", describe_buffer(obj, b))
    if b.ndim > TA_MAX_NDIM:
        raise errors.value_error(function, "the buffer", f"have at most {TA_MAX_NDIM} dimensions", str(b.ndim))
    if b.suboffsets != NULL:
        if copy is not None and not copy:
            raise errors.copy_error(function, "copy", "not be False for a buffer of pointers", "False")
        x = new_array(dtype, b.ndim, <int64_t*>b.shape)
        PyBuffer_ToContiguous(x.data, b, b.len, c"C")
        return x
    return settled(memory, <char*>b.buf, dtype, b.ndim, <int64_t*>b.shape, <int64_t*>b.strides, b.readonly != 0, copy, function)


cdef str describe_buffer(object obj, Py_buffer* b):
    dtype = getattr(obj, "dtype", None)
    if dtype is not None:
        return f"dtype {dtype}"
    return f"format {(b.format if b.format != NULL else b'B').decode('utf-8', 'replace')!r} with items of {b.itemsize} bytes"


# NumPy

DEF N_NUMBERS = 24  # of NumPy's types of numbers, and of those between them

cdef PyTypeObject* ndarray = NULL  # NumPy's arrays, once their fields are known to be where ndarray.h says
cdef bint ndarray_is_known = False  # or known not to be
cdef int8_t dtype_of_number[N_NUMBERS]


cdef bint is_ndarray(object obj) except -1:
    """Whether an object is an array of NumPy's that from_ndarray can read."""
    if not ndarray_is_known and strcmp(ta_type_name(Py_TYPE(obj)), "numpy.ndarray") == 0:
        learn_ndarray(type(obj))
    if Py_TYPE(obj) != ndarray:
        return False
    cdef ta_ndarray_dtype* dtype = (<ta_ndarray*><PyObject*>obj).dtype
    return 0 <= dtype.number < N_NUMBERS and dtype_of_number[dtype.number] >= 0 and dtype.byteorder in (c"=", c"|")


cdef ArrayBase from_ndarray(object obj, object copy, str function):
    """`from_buffer` of an array of NumPy's, which is_ndarray."""
    cdef ta_ndarray* x = <ta_ndarray*><PyObject*>obj
    cdef bint readonly = x.flags & (TA_NDARRAY_WRITEABLE | TA_NDARRAY_WARNS) != TA_NDARRAY_WRITEABLE
    if x.ndim > TA_MAX_NDIM:
        return from_memory(obj, copy, function)
    return settled(obj, x.data, dtype_of_number[x.dtype.number], x.ndim, <int64_t*>x.shape, <int64_t*>x.strides, readonly, copy, function)


cdef int learn_ndarray(object cls) except -1:
    """Sees whether the fields of NumPy's arrays are where ndarray.h says, by one array of each dtype."""
    global ndarray, ndarray_is_known
    ndarray_is_known = True
    module = sys.modules.get("numpy")
    for number in range(N_NUMBERS):
        dtype_of_number[number] = -1
    if getattr(module, "ndarray", None) is not cls or module.__version__.partition(".")[0] not in ("1", "2"):
        return 0
    for letter in "?bhilqBHILQefdFD":
        if not learn_dtype(module.ones((3, 4), letter)[1:, ::2]):
            return 0
    ndarray = <PyTypeObject*>cls
    return 0


cdef bint learn_dtype(object sample) except -1:
    """Notes the dtype of an array of NumPy's; False where its fields are not what its attributes say."""
    cdef ta_ndarray* x = <ta_ndarray*><PyObject*>sample
    cdef ArrayBase seen = from_memory(sample, False, "asarray")
    if (x.data != seen.data or x.ndim != 2 or (x.shape[0], x.shape[1]) != sample.shape or (x.strides[0], x.strides[1]) != sample.strides
            or <PyObject*>sample.dtype != <PyObject*>x.dtype or x.dtype.number != sample.dtype.num or not 0 <= x.dtype.number < N_NUMBERS):
        return False
    sample.flags.writeable = False
    if x.flags & TA_NDARRAY_WRITEABLE or chr(x.dtype.byteorder) not in ("=", "|"):
        return False
    sample.flags.writeable = True
    dtype_of_number[x.dtype.number] = seen.dtype_
    return x.flags & TA_NDARRAY_WRITEABLE != 0


cdef object numpy = None


cdef object np():
    """The module numpy, imported when it is first met."""
    global numpy
    if numpy is None:
        import numpy as module

        numpy = module
    return numpy


def numpy_dtype(name):
    """The NumPy dtype of a name."""
    return np().dtype(name)


cdef object to_numpy(ArrayBase x, object dtype=None, object copy=None):
    """The elements as a NumPy array, which shares memory where dtype and copy allow it."""
    plain = np().asarray(memoryview(x))
    if dtype is not None and np().dtype(getattr(dtype, "name", dtype)) != plain.dtype:
        if copy is not None and not copy:
            raise errors.copy_error("__array__", "copy", f"not be False for a conversion from {plain.dtype} to {dtype}", "False")
        return plain.astype(getattr(dtype, "name", dtype))
    return plain.copy() if copy else plain


cdef object by_array_interface(object obj):
    """What NumPy makes of an object with ``__array_interface__``, without a copy."""
    return np().asarray(obj)


# NumPy's name of a ufunc -> our function, where they differ.
cdef dict our_names = {
    "absolute": "abs", "arccos": "acos", "arccosh": "acosh", "arcsin": "asin", "arcsinh": "asinh", "arctan": "atan", "arctan2": "atan2",
    "arctanh": "atanh", "conjugate": "conj", "invert": "bitwise_invert", "left_shift": "bitwise_left_shift", "power": "pow",
    "right_shift": "bitwise_right_shift", "rint": "round", "true_divide": "divide",
}

NUMPY_NAMES = our_names


cdef tuple UFUNC_METHODS = ("__call__", "reduce", "accumulate", "reduceat", "outer", "at")


cdef bint has_own_ufunc(object x):
    """Whether x is of a class that answers NumPy's ufuncs in its own way."""
    cls = type(x)
    override = getattr(cls, "__array_ufunc__", None)
    return override is not None and not is_array(x) and override is not np().ndarray.__array_ufunc__


cdef object numpy_ufunc(object ufunc, object method, tuple inputs, dict kwargs):
    """``ufunc(*inputs)`` where one operand is an array: by our function of the same name, else by NumPy on our memory."""
    cdef tuple out
    if not isinstance(ufunc, np().ufunc) or not isinstance(kwargs.get("out", ()), tuple) or method not in UFUNC_METHODS:
        raise errors.type_error("__array_ufunc__", "the arguments", "be a NumPy ufunc, a method of it, and operands", errors.describe(ufunc))
    out = kwargs.pop("out", ())
    for x in inputs + out:
        if has_own_ufunc(x):
            return NotImplemented
    ours = our_function(ufunc, inputs) if method == "__call__" and set(kwargs) <= {"casting", "order", "subok"} else None
    if ours is not None:
        try:
            result = ours(*inputs)
        except TypeError:
            ours = None  # a dtype that NumPy may still know what to do with
        else:
            return write_out(out, result, kwargs) if out and out[0] is not None else result
    inputs = tuple([to_numpy(x) if is_array(x) else x for x in inputs])
    if out:
        kwargs["out"] = tuple([to_numpy(x) if is_array(x) else x for x in out])
    if is_array(kwargs.get("where")):
        kwargs["where"] = to_numpy(kwargs["where"])
    results = getattr(ufunc, method)(*inputs, **kwargs)
    if results is None:
        return None
    if not isinstance(results, tuple):
        return out[0] if out and out[0] is not None else of_numpy(results)
    return tuple([given if given is not None else of_numpy(made) for given, made in zip(out or (None,) * len(results), results)])


cdef object our_function(object ufunc, tuple inputs):
    import trueno_array

    if getattr(np(), ufunc.__name__, None) is not ufunc and ufunc.__name__ not in our_names:
        return None
    return getattr(trueno_array, our_names.get(ufunc.__name__, ufunc.__name__), None)


cdef object of_numpy(object result):
    return from_buffer(np().asarray(result), None, "__array_ufunc__")


cdef object write_out(tuple out, object result, dict kwargs):
    """result in the array that the caller gave, under NumPy's rules of casting."""
    cdef object to = out[0]
    np().copyto(to_numpy(to) if is_array(to) else to, to_numpy(result), casting=kwargs.get("casting", "same_kind"))
    return to


# Pickling

def rebuild_array(str dtype, tuple shape, data):
    """The array that `reduce_array` took apart. Memory that pickle hands out of band is used where it lies."""
    cdef ArrayBase flat = from_buffer(data, isinstance(data, bytes), "pickle")
    cdef int64_t lengths[TA_MAX_NDIM]
    cdef int code = dtype_code(dtype, "pickle"), d
    cdef int64_t size = ta_itemsize[code], step = ta_itemsize[code]
    cdef ArrayBase x
    cdef int64_t strides[TA_MAX_NDIM]
    cdef int ndim = len(shape)
    if ndim > TA_MAX_NDIM:
        raise errors.value_error("pickle", "shape", f"have at most {TA_MAX_NDIM} dimensions", str(ndim))
    for d in range(ndim - 1, -1, -1):
        lengths[d] = shape[d]
        strides[d] = step
        step *= lengths[d]
    for d in range(ndim):
        size *= lengths[d]
    if size != flat.size_ or not flat.layout & C_CONTIGUOUS or flat.dtype_ != TA_U8:
        raise errors.value_error("pickle", "the data", f"have {size} bytes", str(flat.size_))
    return settled(flat, flat.data, code, ndim, lengths, strides, flat.layout & READONLY, None, "pickle")


cdef tuple reduce_array(ArrayBase x, int protocol):
    """What pickle stores: dtype, shape, and the bytes, out of band where the protocol can."""
    cdef ArrayBase plain = x if x.layout & C_CONTIGUOUS else cast_copy(x, x.dtype_)
    cdef int64_t n_bytes = plain.size_ * ta_itemsize[plain.dtype_], one = 1
    name, shape = dtype_of(x).name, shape_tuple(x)
    if protocol >= 5:
        from pickle import PickleBuffer

        flat = new_foreign(plain, plain.data, TA_U8, 1, &n_bytes, &one, plain.layout & READONLY)
        return rebuild_array, (name, shape, PickleBuffer(flat))
    return rebuild_array, (name, shape, plain.data[:n_bytes])


# Parts of complex arrays

cdef ArrayBase component(ArrayBase z, int which):
    """The real (0) or imaginary (1) parts of a complex array, as a view."""
    cdef int dtype = TA_F32 if z.dtype_ == TA_C64 else TA_F64
    return new_view(z, z.data + which * ta_itemsize[dtype], dtype, z.ndim_, z.shape_, z.stride_)


def real(x, /):
    """The real part of each element.

    Parameters
    ----------
    x : array
        Any shape; a numeric dtype.

    Returns
    -------
    array
        Shape of x; float32 for complex64, float64 for complex128, a view in both cases; x itself when it is real-valued.
    """
    if is_traced(x):
        return traced("real", (x,), None)
    cdef ArrayBase z = as_array(x, "real")
    return component(z, 0) if ta_kind[z.dtype_] == c"c" else z


def imag(x, /):
    """The imaginary part of each element.

    Parameters
    ----------
    x : array
        Any shape; a numeric dtype.

    Returns
    -------
    array
        Shape of x; float32 for complex64, float64 for complex128, a view in both cases; zeros when x is real-valued.
    """
    if is_traced(x):
        return traced("imag", (x,), None)
    cdef ArrayBase z = as_array(x, "imag")
    return component(z, 1) if ta_kind[z.dtype_] == c"c" else new_zeros(z.dtype_, z.ndim_, z.shape_)
