# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Indexing. Integers, slices, Ellipsis and None give views."""

from cpython.slice cimport PySlice_AdjustIndices, PySlice_Unpack
from libc.stdint cimport int64_t
import operator

from trueno_array._ext.apply cimport as_array, assign, is_scalar, scalar_array
from trueno_array._ext.core cimport ArrayBase, TA_MAX_NDIM, errors, is_array, new_view, shape_tuple

cdef object index_of = operator.index


cdef int wrapped(object item, int64_t length, int axis, int64_t* at) except -1:
    """An integer index counted from the start."""
    cdef object value = index_of(item)
    if not -length <= value < length:
        raise errors.index_error("index", f"the index of axis {axis}", f"be in [{-length}, {length})", str(value))
    at[0] = value + length if value < 0 else value
    return 0


cdef ArrayBase getitem(ArrayBase x, object key):
    """x[key]."""
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int64_t at
    cdef Py_ssize_t start, stop, step, length
    cdef int axis = 0, ndim = 0, d, named = 0, missing
    cdef char* data = x.data
    cdef tuple items = <tuple>key if type(key) is tuple else (key,)
    cdef bint has_ellipsis = False
    for item in items:
        if item is Ellipsis:
            if has_ellipsis:
                raise errors.index_error("index", "the key", "have at most one Ellipsis", "two")
            has_ellipsis = True
        elif item is not None:
            named += 1
    missing = x.ndim_ - named
    if missing < 0:
        raise errors.index_error("index", "the key", f"have at most {x.ndim_} indices", str(named))
    if not has_ellipsis:
        items += (Ellipsis,)
    for item in items:
        if item is None:
            shape[ndim], stride[ndim] = 1, 0
            ndim += 1
        elif item is Ellipsis:
            for d in range(missing):
                shape[ndim], stride[ndim] = x.shape_[axis], x.stride_[axis]
                ndim += 1
                axis += 1
        elif isinstance(item, slice):
            PySlice_Unpack(item, &start, &stop, &step)
            length = PySlice_AdjustIndices(x.shape_[axis], &start, &stop, step)
            if length > 0:
                data += start * x.stride_[axis]
            shape[ndim], stride[ndim] = length, step * x.stride_[axis]
            ndim += 1
            axis += 1
        else:
            wrapped(item, x.shape_[axis], axis, &at)
            data += at * x.stride_[axis]
            axis += 1
    return new_view(x, data, x.dtype_, ndim, shape, stride)


cdef int setitem(ArrayBase x, object key, object value) except -1:
    """x[key] = value."""
    cdef ArrayBase part = getitem(x, key)
    cdef ArrayBase source = scalar_array(value, x.dtype_, "setitem") if is_scalar(value) else as_array(value, "setitem")
    assign(part, source, "setitem")
    return 0
