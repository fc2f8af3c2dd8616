# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Anything that holds numbers as an array: nested sequences, buffers, DLPack, NumPy. Also the operands that operators meet."""

cimport cython
from cpython.bool cimport PyBool_Check
from cpython.buffer cimport PyObject_CheckBuffer
from cpython.complex cimport PyComplex_Check
from cpython.float cimport PyFloat_AS_DOUBLE, PyFloat_Check, PyFloat_CheckExact
from cpython.list cimport PyList_Check
from cpython.long cimport PyLong_AsLongLongAndOverflow, PyLong_Check, PyLong_CheckExact
from cpython.object cimport PyObject, Py_TYPE
from cpython.tuple cimport PyTuple_Check
from libc.stdint cimport int64_t
import sys

from trueno_array._ext import apply as _apply
from trueno_array._ext.apply cimport assign, cast_copy, copied, in_dtype, is_scalar, scalar_array, store_scalar
from trueno_array._ext.core cimport (
    ArrayBase, READONLY, TA_BOOL, TA_C128, TA_F32, TA_F64, TA_I64, TA_MAX_NDIM, TA_U8, dtype_objects, errors, is_array, new_array, new_foreign, ta_itemsize, ta_kind,
    ta_promotion,
)
from trueno_array._ext.dlpack cimport import_dlpack, is_producer
from trueno_array._ext.interop cimport by_array_interface, from_buffer, from_ndarray, is_ndarray

cdef extern from "Python.h":
    Py_ssize_t PySequence_Fast_GET_SIZE(object sequence)
    PyObject** PySequence_Fast_ITEMS(object sequence)

# Kinds of the leaves of a nested sequence.
cdef enum:
    HAS_BOOL = 1
    HAS_INT = 2
    HAS_FLOAT = 4
    HAS_COMPLEX = 8


# Foreign objects

cdef object from_foreign(object obj, object copy, str function):
    """An array over a buffer, a DLPack producer, or the result of ``__array__``, tried in this order; None for strangers."""
    if is_ndarray(obj):
        return from_ndarray(obj, copy, function)
    cls = type(obj)
    failure = None
    if PyObject_CheckBuffer(obj):
        try:
            made = from_buffer(obj, copy, function)
            if made.dtype_ == TA_U8 and hasattr(cls, "dtype") and getattr(obj.dtype, "kind", "u") in "mMV":
                raise errors.type_error(function, "obj", "hold numbers of a dtype of the namespace", f"a {cls.__name__}")  # it shows its bytes
            return made
        except (BufferError, ValueError, NotImplementedError) as error:
            if isinstance(error, errors.CopyError):
                raise
            failure = error
    if isinstance(obj, type):
        return None
    has_array = (hasattr(cls, "__array__") or hasattr(cls, "__array_interface__")) and not cls.__module__.startswith("numpy")
    if failure is None and is_producer(obj):
        try:
            return import_dlpack(obj, copy, function)
        except (BufferError, ValueError, TypeError, RuntimeError) as error:
            if not has_array or isinstance(error, errors.CopyError):
                raise
            failure = error
    if has_array:
        return from_buffer(call_array(obj, copy, function), copy, function)
    if failure is not None:
        raise errors.type_error(function, "obj", "hold numbers of a dtype of the namespace", errors.describe(obj)) from failure
    return None


cdef object call_array(object obj, object copy, str function):
    if not hasattr(type(obj), "__array__"):
        return by_array_interface(obj)
    if copy is not None and not copy:
        try:
            result = obj.__array__(copy=False)
        except TypeError:
            raise errors.copy_error(function, "copy", "not be False for this object", errors.describe(obj)) from None
    else:
        try:
            result = obj.__array__()
        except (RuntimeError, BufferError) as error:
            raise errors.type_error(function, "obj", "give its values by __array__", f"{errors.describe(obj)}, which says: {error}") from error
    if not PyObject_CheckBuffer(result):
        raise errors.type_error(function, "obj.__array__()", "return an object with a buffer", errors.describe(result))
    return result


cdef ArrayBase from_range(object obj):
    """The int64 array of a range, without a list in between."""
    cdef int64_t n, at, value, step
    cdef char checked[16]
    length = max(0, -((obj.start - obj.stop) // obj.step))
    if length > 1 << 59:
        raise errors.memory_error("asarray", 8 * length)
    n = length
    cdef ArrayBase x = new_array(TA_I64, 1, &n)
    if n:
        store_scalar(obj[0], TA_I64, checked, "asarray")
        store_scalar(obj[n - 1], TA_I64, checked, "asarray")
        value, step = obj.start, obj.step if n > 1 else 0
        for at in range(n):
            (<int64_t*>x.data)[at] = value + at * step
    return x


cdef bint is_sequence(object obj):
    if PyList_Check(obj) or PyTuple_Check(obj):
        return True
    if isinstance(obj, range) or is_scalar(obj) or is_array(obj) or isinstance(obj, (str, bytes, bytearray, memoryview)) or PyObject_CheckBuffer(obj):
        return False
    cls = type(obj)
    if isinstance(obj, type) or hasattr(cls, "keys") or hasattr(cls, "__array__") or hasattr(cls, "__dlpack__") or hasattr(cls, "__array_interface__"):
        return False
    return hasattr(cls, "__getitem__") and hasattr(cls, "__len__")


cdef object as_row(object obj):
    return obj if PyList_Check(obj) or PyTuple_Check(obj) else list(obj)


# Nested sequences

@cython.final
cdef class Nested:
    """A nested sequence on its way to an array: first its shape and the kinds of its leaves, then its values."""
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int depth        # levels of sequences
    cdef int ndim         # depth, and the dimensions of the leaves where these are arrays
    cdef int kinds        # of the leaves that are Python scalars
    cdef int promoted     # dtype of the leaves that are arrays, or -1
    cdef list arrays      # those, in order
    cdef Py_ssize_t cursor
    cdef str function

    def __init__(self, obj, str function):
        self.function = function
        self.promoted = -1
        self.arrays = []
        while is_sequence(obj):
            if self.depth >= TA_MAX_NDIM:
                raise errors.value_error(function, "obj", f"have at most {TA_MAX_NDIM} levels of sequences", "more")
            obj = as_row(obj)
            self.shape[self.depth] = len(obj)
            self.depth += 1
            if len(obj) == 0:
                break
            obj = obj[0]
        self.ndim = self.depth
        if is_sequence(obj) or is_scalar(obj):
            return
        first = self.array_of(obj)
        if self.ndim + first.ndim_ > TA_MAX_NDIM:
            raise errors.value_error(function, "obj", f"have at most {TA_MAX_NDIM} dimensions", str(self.ndim + first.ndim_))
        for d in range(first.ndim_):
            self.shape[self.ndim] = first.shape_[d]
            self.ndim += 1

    cdef ArrayBase array_of(self, object leaf):
        if is_array(leaf):
            return <ArrayBase>leaf
        if is_sequence(leaf):
            return from_nested(leaf, -1, self.function)
        if isinstance(leaf, range):
            return from_range(leaf)
        made = None if isinstance(leaf, bytes) else from_foreign(leaf, None, self.function)
        if made is None:
            raise errors.type_error(self.function, "obj", "hold numbers, bools, arrays or sequences of them", errors.describe(leaf))
        return <ArrayBase>made

    cdef object ragged(self, int depth, object got):
        return errors.value_error(self.function, "obj", f"have sequences of one length at each level (here {self.shape[depth]} at level {depth})" if depth < self.ndim
                                  else f"have the same number of levels everywhere (here {self.ndim})", got, "ragged sequences make no array")

    cdef int check_leaf(self, ArrayBase leaf, int depth) except -1:
        cdef int d
        if leaf.ndim_ != self.ndim - depth:
            raise self.ragged(self.ndim, f"an array of {leaf.ndim_} dimensions at level {depth}")
        for d in range(leaf.ndim_):
            if leaf.shape_[d] != self.shape[depth + d]:
                raise self.ragged(depth + d, f"an array of length {leaf.shape_[d]}")
        return 0

    cdef int scan(self, object obj, int depth) except -1:
        """Checks the shape and collects kinds and arrays."""
        if depth < self.depth and is_sequence(obj):
            obj = as_row(obj)
            if len(obj) != self.shape[depth]:
                raise self.ragged(depth, f"one of length {len(obj)}")
            depth += 1
            for item in obj:
                if depth < self.ndim:
                    self.scan(item, depth)
                elif PyFloat_CheckExact(item):
                    self.kinds |= HAS_FLOAT
                elif PyLong_CheckExact(item):
                    self.kinds |= HAS_INT
                else:
                    self.scan(item, depth)
            return 0
        if not is_scalar(obj):
            if depth >= self.ndim and is_sequence(obj):
                raise self.ragged(depth, f"a sequence at level {depth}")
            leaf = self.array_of(obj)
            self.check_leaf(leaf, depth)
            self.arrays.append(leaf)
            self.promoted = leaf.dtype_ if self.promoted < 0 else ta_promotion[self.promoted][leaf.dtype_]
        elif depth != self.ndim:
            raise self.ragged(self.ndim, f"a scalar at level {depth}")
        else:
            self.kinds |= HAS_BOOL if PyBool_Check(obj) else HAS_INT if PyLong_Check(obj) else HAS_FLOAT if PyFloat_Check(obj) else HAS_COMPLEX
        return 0

    cdef int inferred(self) noexcept:
        """The dtype that the leaves ask for; the default float for none."""
        cdef int dtype = TA_C128 if self.kinds & HAS_COMPLEX else TA_F64 if self.kinds & HAS_FLOAT else TA_I64 if self.kinds & HAS_INT else TA_BOOL
        if self.kinds == 0:
            return TA_F64 if self.promoted < 0 else self.promoted
        return dtype if self.promoted < 0 else ta_promotion[dtype][self.promoted]

    cdef char* fill(self, object obj, int depth, int dtype, char* to) except NULL:
        """Writes the values in C order and returns where it stopped. Checks again: a leaf's own code may change a list."""
        cdef int64_t n = 0
        if depth < self.depth and is_sequence(obj):
            obj = as_row(obj)
            if depth + 1 == self.ndim and (dtype == TA_F64 or dtype == TA_I64):
                return self.fill_row(obj, depth, dtype, to)
            for item in obj:
                if n == self.shape[depth]:
                    raise self.ragged(depth, "a list that changed its length meanwhile")
                to = self.fill(item, depth + 1, dtype, to)
                n += 1
            if n != self.shape[depth]:
                raise self.ragged(depth, "a list that changed its length meanwhile")
            return to
        if is_scalar(obj) and depth == self.ndim:
            store_scalar(obj, dtype, to, self.function)
            return to + ta_itemsize[dtype]
        return self.fill_array(depth, dtype, to)

    cdef char* fill_row(self, object row, int depth, int dtype, char* to) except NULL:
        """The same for a row of float64 or int64 elements."""
        cdef int64_t n = 0
        cdef int overflow = 0
        for item in row:
            if n == self.shape[depth]:
                raise self.ragged(depth, "a list that changed its length meanwhile")
            n += 1
            if dtype == TA_F64 and PyFloat_CheckExact(item):
                (<double*>to)[0] = PyFloat_AS_DOUBLE(item)
                to += 8
            elif dtype == TA_I64 and PyLong_CheckExact(item):
                (<int64_t*>to)[0] = PyLong_AsLongLongAndOverflow(item, &overflow)
                if overflow:
                    raise errors.overflow_error(self.function, "the Python integers", "fit in int64", "a larger one", "give dtype=trueno_array.uint64 or float64")
                to += 8
            else:
                to = self.fill(item, depth + 1, dtype, to)
        if n != self.shape[depth]:
            raise self.ragged(depth, "a list that changed its length meanwhile")
        return to

    cdef char* fill_array(self, int depth, int dtype, char* to) except NULL:
        if self.cursor >= len(self.arrays):
            raise self.ragged(depth, "a list that changed meanwhile")
        leaf = <ArrayBase>self.arrays[self.cursor]
        self.cursor += 1
        self.check_leaf(leaf, depth)
        cdef int64_t stride[TA_MAX_NDIM]
        cdef int64_t step = ta_itemsize[dtype]
        cdef int d
        for d in range(self.ndim - 1, depth - 1, -1):
            stride[d] = step
            step *= self.shape[d]
        if leaf.size_:
            assign(new_foreign(None, to, dtype, self.ndim - depth, self.shape + depth, stride + depth, False), leaf, self.function)
        return to + leaf.size_ * ta_itemsize[dtype]


cdef ArrayBase from_nested(object obj, int dtype, str function):
    """The array of a nested sequence; dtype -1 is inferred from the leaves."""
    cdef Nested nested = Nested(obj, function)
    nested.scan(obj, 0)
    cdef int natural = nested.inferred()
    if dtype < 0:
        dtype = natural
    else:
        refuse_complex(natural, dtype, function)
    cdef ArrayBase out = new_array(dtype, nested.ndim, nested.shape)
    nested.fill(obj, 0, dtype, out.data)
    return out


cdef int refuse_complex(int given, int dtype, str function) except -1:
    if ta_kind[given] == c"c" and ta_kind[dtype] != c"c" and ta_kind[dtype] != c"b":
        raise errors.type_error(function, "dtype", "be complex for complex values", str(dtype_objects[dtype]), "take xp.real of an array first")
    return 0


cdef ArrayBase cast_safely(ArrayBase x, int dtype, str function):
    """A copy of x in dtype; complex values are never cut to real ones."""
    refuse_complex(x.dtype_, dtype, function)
    return cast_copy(x, dtype)


# Any object

cdef ArrayBase from_numbers(object numbers):
    """The array of a list or tuple of floats only, or of ints only that fit int64; None for others."""
    cdef int64_t n = PySequence_Fast_GET_SIZE(numbers), i
    cdef PyObject** items = PySequence_Fast_ITEMS(numbers)  # which no code of theirs can change meanwhile
    cdef int overflow = 0
    cdef bint are_floats = n > 0 and PyFloat_CheckExact(<object>items[0])
    cdef ArrayBase x
    if n == 0 or not (are_floats or PyLong_CheckExact(<object>items[0])):
        return None
    x = new_array(TA_F64 if are_floats else TA_I64, 1, &n)
    for i in range(n):
        if Py_TYPE(<object>items[i]) != Py_TYPE(<object>items[0]):
            return None
        if are_floats:
            (<double*>x.data)[i] = PyFloat_AS_DOUBLE(<object>items[i])
        else:
            (<int64_t*>x.data)[i] = PyLong_AsLongLongAndOverflow(<object>items[i], &overflow)
            if overflow:
                return None
    return x


cdef inline bint rounds_once(int natural, int dtype) noexcept:
    """Whether numbers of their natural dtype, float64 or int64, may be converted to a dtype as elements."""
    return dtype < 0 or dtype == natural or dtype == TA_F64 or (dtype == TA_F32 and natural == TA_F64)


cdef ArrayBase from_any(object obj, int dtype, object copy, str function):
    """The array of any object; dtype -1 keeps the object's own. `copy` as in asarray."""
    cdef ArrayBase x
    cdef bint forbids = copy is not None and not copy
    if is_array(obj):
        x = <ArrayBase>obj
    elif is_ndarray(obj):
        x = from_ndarray(obj, False if forbids else None, function)
    elif is_scalar(obj) or is_sequence(obj):
        if forbids:
            raise errors.copy_error(function, "copy", "not be False for Python scalars and sequences", "False")
        if not is_scalar(obj):
            x = from_numbers(obj) if PyList_Check(obj) or PyTuple_Check(obj) else None
            if x is not None and rounds_once(x.dtype_, dtype):
                return x if dtype < 0 else in_dtype(x, dtype)
            return from_nested(obj, dtype, function)
        return scalar_of(obj, dtype, function)
    elif isinstance(obj, range) and not forbids:
        x = from_range(obj)
    else:
        made = None if isinstance(obj, str) else from_foreign(obj, False if forbids else None, function)
        if made is None:
            raise errors.type_error(function, "obj", "be an array, a number, a nested sequence of numbers, or an object with a buffer, __dlpack__ or __array__",
                                    errors.describe(obj))
        x = <ArrayBase>made
        if not forbids and x.ndim_ == 0 and (x.layout & READONLY):
            x = cast_copy(x, x.dtype_)  # a scalar of NumPy shows its value read-only
    if dtype >= 0 and dtype != x.dtype_:
        if forbids:
            raise errors.copy_error(function, "copy", f"not be False for a conversion from {dtype_objects[x.dtype_]} to {dtype_objects[dtype]}", "False")
        return cast_safely(x, dtype, function)
    return copied(x, x.dtype_) if copy and not isinstance(obj, range) else x


cdef ArrayBase scalar_of(object value, int dtype, str function):
    """A 0-d array of a Python scalar."""
    cdef int natural = TA_BOOL if PyBool_Check(value) else TA_I64 if PyLong_Check(value) else TA_F64 if PyFloat_Check(value) else TA_C128
    if dtype >= 0:
        refuse_complex(natural, dtype, function)
    return scalar_array(value, natural if dtype < 0 else dtype, function)


# Operands

cdef bint answers_for_itself(object cls) except -1:
    """Whether a class computes with arrays in its own way: another namespace, or a wrapper such as xarray's or pandas'."""
    override = getattr(cls, "__array_ufunc__", cls)
    if override is not cls:
        numpy = sys.modules.get("numpy")
        return numpy is None or override is not numpy.ndarray.__array_ufunc__ or cls.__module__.startswith("numpy.ma")
    return hasattr(cls, "__array_namespace__") and not cls.__module__.startswith("numpy")


def convert_operand(x, str function="array"):
    """The array that an operand of the function stands for, or NotImplemented."""
    if PyList_Check(x) or PyTuple_Check(x):
        return from_nested(x, -1, function)
    if is_ndarray(x):
        return from_ndarray(x, None, function)
    if isinstance(x, (str, bytes, type)) or x is None or answers_for_itself(type(x)):
        return NotImplemented
    made = from_foreign(x, None, function)
    return NotImplemented if made is None else made


_apply._set_converter(convert_operand)
