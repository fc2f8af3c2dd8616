# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Keys of short vectors of integers, one for each dimension: x[rows, columns], x[rows, 0]."""

from cpython.long cimport PyLong_AsLongLongAndOverflow
from cpython.object cimport PyObject, PyTypeObject
from libc.stdint cimport int64_t

from trueno_array._ext.core cimport ArrayBase, TA_I64, is_array

cdef extern from "Python.h":
    PyObject* tuple_item "PyTuple_GET_ITEM"(object items, Py_ssize_t i)
    PyTypeObject* type_of "Py_TYPE"(PyObject* item)
    PyTypeObject PyLong_Type


cdef bint is_vector(object key) noexcept:
    """A short vector of int64."""
    return (is_array(key) and (<ArrayBase>key).ndim_ == 1 and (<ArrayBase>key).dtype_ == TA_I64 and (<ArrayBase>key).size_ <= TA_SHORT_INDEX)


cdef bint find_points(ArrayBase x, object key, Points* to) noexcept:
    """Finds the elements that a tuple of short int64 vectors of one length and integers, one for each dimension, leads to; False for other keys."""
    cdef ArrayBase index
    cdef PyObject* item
    cdef int64_t i, at
    cdef int d
    if type(key) is not tuple or len(<tuple>key) != x.ndim_:
        return False
    to.n = -1
    for d in range(x.ndim_):
        item = tuple_item(key, d)
        if is_vector(<object>item) and (to.n == -1 or (<ArrayBase>item).size_ == to.n):
            to.n = (<ArrayBase>item).size_
        elif type_of(item) != &PyLong_Type:
            return False
    if to.n < 0:
        return False
    for i in range(to.n):
        to.offset[i] = 0
    for d in range(x.ndim_):
        item = tuple_item(key, d)
        at = small_integer(<object>item) if type_of(item) == &PyLong_Type else 0
        for i in range(to.n):
            if type_of(item) != &PyLong_Type:
                index = <ArrayBase>item
                at = (<int64_t*>(index.data + i * index.stride_[0]))[0]
            if not -x.shape_[d] <= at < x.shape_[d]:
                return False
            to.offset[i] += (at + x.shape_[d] if at < 0 else at) * x.stride_[d]
            if to.offset[i] < 0:
                return False
    to.length, to.stride, to.offset_stride = (<int64_t>1) << 62, 1, sizeof(int64_t)
    to.x.data, to.x.shape, to.x.stride_bytes, to.x.ndim, to.x.dtype = x.data, &to.length, &to.stride, 1, x.dtype_
    to.offsets.data, to.offsets.shape, to.offsets.stride_bytes, to.offsets.ndim, to.offsets.dtype = <char*>to.offset, &to.n, &to.offset_stride, 1, TA_I64
    return True


cdef int64_t small_integer(object number) noexcept:
    """A Python integer; one that no dimension is as long as for those beyond int64."""
    cdef int overflow = 0
    cdef int64_t value = PyLong_AsLongLongAndOverflow(number, &overflow)
    return (<int64_t>1) << 62 if overflow else value
