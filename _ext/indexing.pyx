# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Indexing. Integers, slices, Ellipsis and None give views; masks and integer arrays gather and scatter.

A key is read once into a Selection: the view that its basic parts make of the array, and index arrays for some dimensions of
that view. Masks become the positions of their true elements, so that one mechanism serves both.
"""

from cpython.complex cimport PyComplex_Check
from cpython.float cimport PyFloat_AS_DOUBLE, PyFloat_CheckExact
from cpython.long cimport PyLong_AsLongLongAndOverflow
from cpython.number cimport PyIndex_Check
from cpython.number cimport PyNumber_Index as index_of
from cpython.object cimport PyObject, PyTypeObject
from cpython.slice cimport PySlice_AdjustIndices, PySlice_Unpack
from libc.stdint cimport int64_t
from libc.string cimport memcmp, memcpy

from trueno_array._ext.apply cimport as_array, assign, cast_copy, is_scalar, scalar_array, seen_as, store_scalar
from trueno_array._ext.core cimport (
    ArrayBase, C_CONTIGUOUS, READONLY, TA_BOOL, TA_F64, TA_I64, TA_MAX_NDIM, broadcast_into, check, dtype_of, errors, is_array, may_overlap, new_array, new_view,
    require_writable, shape_tuple, ta_itemsize, ta_kind, ta_view, view_of,
)

from trueno_array._ext.points cimport Points, find_points, is_vector

cdef extern from "runtime/gather.h" nogil:
    enum: TA_SHORT_INDEX
    int64_t ta_check_indices(const ta_view* index, int64_t size, int64_t* normalised_out)
    int ta_take(const ta_view* x, const ta_view* index, int axis, ta_view* out)
    int64_t ta_take_wrapping(const ta_view* x, const ta_view* index, int axis, const ta_view* out)
    int64_t ta_put_wrapping(ta_view* x, const ta_view* index, int axis, const ta_view* values)
    int ta_gather_nd(const ta_view* x, int n_index, const int* dims, const ta_view* indices, int first, ta_view* out)
    int ta_scatter_nd(ta_view* x, int n_index, const int* dims, const ta_view* indices, int first, const ta_view* values)
    int64_t ta_index_vector(const ta_view* x, const ta_view* index, const ta_view* dense, int scatter)
    int64_t ta_count_true(const ta_view* mask)
    int64_t ta_count_nonzero(const ta_view* x)
    int ta_compress(const ta_view* x, const ta_view* mask, int64_t n_true, ta_view* out)
    int ta_mask_scatter(ta_view* x, const ta_view* mask, int64_t n_true, const ta_view* values)
    int ta_nonzero(const ta_view* x, int64_t n_nonzero, int64_t* const* coordinates)

cdef extern from "runtime/alloc.h" nogil:
    void* ta_alloc(size_t n_bytes)
    void ta_free(void* block, size_t n_bytes)

cdef extern from "runtime/loop.h" nogil:
    int ta_cast_view(const ta_view* out, const ta_view* x)

cdef extern from "Python.h":
    PyObject* tuple_item "PyTuple_GET_ITEM"(object items, Py_ssize_t i)
    PyTypeObject* type_of "Py_TYPE"(PyObject* item)
    PyTypeObject PyLong_Type, PySlice_Type
    PyObject* Py_None
    PyObject* Py_Ellipsis

DEF GIL_ELEMENTS = 32768  # elements from which the GIL is released


cdef int wrapped(object item, int64_t length, int axis, int64_t* at) except -1:
    """An integer index counted from the start."""
    cdef int overflow = 0
    cdef object value = item if type(item) is int else index_of(item)
    cdef int64_t place = PyLong_AsLongLongAndOverflow(value, &overflow)
    if overflow or not -length <= place < length:
        raise errors.index_error("index", f"the index of axis {axis}", f"be in [{-length}, {length})", str(value))
    at[0] = place + length if place < 0 else place
    return 0


cdef int64_t sliced(object item, ArrayBase x, int axis, int64_t* length, int64_t* stride) except? -1:
    """Length and stride of a slice of an axis; returns the byte offset of its first element."""
    cdef Py_ssize_t start, stop, step
    try:
        PySlice_Unpack(item, &start, &stop, &step)
    except TypeError:
        raise errors.index_error("index", "the bounds of a slice", "be integers or None", repr(item)) from None
    length[0] = PySlice_AdjustIndices(x.shape_[axis], &start, &stop, step)
    stride[0] = step * x.stride_[axis]
    return start * x.stride_[axis] if length[0] > 0 else 0


cdef struct Part:  # where a basic key leads
    char* data
    PyObject* index  # an integer array that addresses dimension dim of the part, axis `axis` of the array; or NULL
    int dim
    int axis
    int ndim
    int64_t shape[TA_MAX_NDIM]
    int64_t stride[TA_MAX_NDIM]


cdef inline bint is_index_array(object key):
    """True for an array of integers with dimensions."""
    return is_array(key) and (<ArrayBase>key).ndim_ > 0 and ta_kind[(<ArrayBase>key).dtype_] in (c"i", c"u")


cdef int rest_of_key(object key, Py_ssize_t i, Py_ssize_t n) noexcept:
    """How many dimensions the items of a tuple from number i address; -1 if they are neither basic nor integer arrays."""
    cdef int named = 0
    cdef PyObject* item
    for i in range(i, n):
        item = tuple_item(key, i)
        if type_of(item) == &PyLong_Type or type_of(item) == &PySlice_Type or is_index_array(<object>item):
            named += 1
        elif item != Py_None:
            return -1
    return named


cdef int basic_part(ArrayBase x, object key, Part* to) except -1:
    """Writes what a key of integers, slices, None and at most one Ellipsis selects, and returns 1; 2 if there is an integer array, but no
    integer, among them; 0 for other keys, which select() reads or refuses."""
    cdef bint is_tuple = type(key) is tuple, has_integers = False
    cdef Py_ssize_t n = len(<tuple>key) if is_tuple else 1, i
    cdef int axis = 0, ndim = 0, rest
    cdef int64_t at
    cdef PyObject* item = <PyObject*>key
    if n + x.ndim_ > TA_MAX_NDIM:
        return 0
    to.data = x.data
    to.index = NULL
    for i in range(n):
        if is_tuple:
            item = tuple_item(key, i)
        if item == Py_None:
            to.shape[ndim], to.stride[ndim] = 1, 0
            ndim += 1
        elif item == Py_Ellipsis:
            rest = rest_of_key(key, i + 1, n) if is_tuple else 0
            if rest < 0:
                return 0
            for axis in range(axis, x.ndim_ - rest):
                to.shape[ndim], to.stride[ndim] = x.shape_[axis], x.stride_[axis]
                ndim += 1
            axis = max(axis, x.ndim_ - rest)
        elif axis == x.ndim_:
            return 0
        elif type_of(item) == &PyLong_Type:
            wrapped(<object>item, x.shape_[axis], axis, &at)
            to.data += at * x.stride_[axis]
            axis += 1
            has_integers = True
        elif type_of(item) == &PySlice_Type:
            to.data += sliced(<object>item, x, axis, to.shape + ndim, to.stride + ndim)
            ndim += 1
            axis += 1
        elif to.index == NULL and is_index_array(<object>item):
            to.index, to.dim, to.axis = item, ndim, axis
            to.shape[ndim], to.stride[ndim] = x.shape_[axis], x.stride_[axis]
            ndim += 1
            axis += 1
        elif is_integer(<object>item):
            wrapped(<object>item, x.shape_[axis], axis, &at)
            to.data += at * x.stride_[axis]
            axis += 1
            has_integers = True
        else:
            return 0
    for axis in range(axis, x.ndim_):
        to.shape[ndim], to.stride[ndim] = x.shape_[axis], x.stride_[axis]
        ndim += 1
    to.ndim = ndim
    return 1 if to.index == NULL else 0 if has_integers else 2


cdef inline ta_view part_view(Part* part, int dtype) noexcept:
    cdef ta_view view
    view.data, view.shape, view.stride_bytes, view.ndim, view.dtype = part.data, part.shape, part.stride, part.ndim, dtype
    return view


cdef int64_t* checked_indices(ArrayBase index, Part* part, int64_t* buffer) except NULL:
    """The indices wrapped, as contiguous int64: in the buffer of TA_SHORT_INDEX, else in memory that the caller frees."""
    cdef int64_t* places = buffer if index.size_ <= TA_SHORT_INDEX else <int64_t*>ta_alloc(index.size_ * sizeof(int64_t))
    cdef ta_view view = view_of(index)
    cdef int64_t offender, length = part.shape[part.dim]
    if places == NULL:
        raise MemoryError()
    if index.size_ < GIL_ELEMENTS:
        offender = ta_check_indices(&view, length, places)
    else:
        with nogil:
            offender = ta_check_indices(&view, length, places)
    if offender >= 0:
        free_indices(index, places, buffer)
        raise outside(part, offender)
    return places


cdef object outside(Part* part, int64_t offender):
    cdef int64_t length = part.shape[part.dim]
    return errors.index_error("index", f"the indices of axis {part.axis}", f"be in [{-length}, {length})", f"one outside, number {offender} of the index array")


cdef inline void free_indices(ArrayBase index, int64_t* places, int64_t* buffer) noexcept:
    if places != buffer:
        ta_free(places, index.size_ * sizeof(int64_t))


cdef ta_view packed_view(char* data, int dtype, int ndim, const int64_t* shape, int64_t* stride) noexcept:
    """A C-contiguous view; writes its strides."""
    cdef ta_view view
    cdef int64_t step = ta_itemsize[dtype]
    cdef int d
    for d in range(ndim - 1, -1, -1):
        stride[d] = step
        step *= shape[d]
    view.data, view.shape, view.stride_bytes, view.ndim, view.dtype = data, shape, stride, ndim, dtype
    return view


cdef int taken_shape(Part* part, ArrayBase index, int64_t* shape) except -1:
    """The shape of what the index of a part takes from it; returns its ndim."""
    cdef int ndim = index.ndim_ + part.ndim - 1, rest = part.ndim - part.dim - 1
    if ndim > TA_MAX_NDIM:
        raise errors.index_error("index", "the result", f"have at most {TA_MAX_NDIM} dimensions", "more")
    memcpy(shape, part.shape, part.dim * sizeof(int64_t))
    memcpy(shape + part.dim, index.shape_, index.ndim_ * sizeof(int64_t))
    memcpy(shape + ndim - rest, part.shape + part.dim + 1, rest * sizeof(int64_t))
    return ndim


cdef inline bint is_short(ArrayBase x, object key) noexcept:
    """Whether ta_index_vector may index x."""
    return x.ndim_ == 1 and is_vector(key)


cdef ArrayBase taken_wrapping(ArrayBase x, Part* part, const int64_t* shape, int ndim):
    """What the contiguous int64 index of a part of x takes from it, in one pass."""
    cdef ArrayBase out = new_array(x.dtype_, ndim, shape)
    cdef ta_view source = part_view(part, x.dtype_), index = view_of(<ArrayBase>part.index), target = view_of(out)
    cdef int64_t offender
    if out.size_ < GIL_ELEMENTS:
        offender = ta_take_wrapping(&source, &index, part.dim, &target)
    else:
        with nogil:
            offender = ta_take_wrapping(&source, &index, part.dim, &target)
    if offender >= 0:
        raise outside(part, offender)
    return out


cdef ArrayBase taken(ArrayBase x, Part* part):
    """What the index of a part of x takes from it."""
    cdef int64_t shape[2 * TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int64_t buffer[TA_SHORT_INDEX]
    cdef ArrayBase index = <ArrayBase>part.index, out
    cdef int ndim = taken_shape(part, index, shape), code
    cdef ta_view source = part_view(part, x.dtype_), places_view, target
    cdef int64_t* places
    if index.dtype_ == TA_I64 and index.layout & C_CONTIGUOUS:
        return taken_wrapping(x, part, shape, ndim)
    places = checked_indices(index, part, buffer)
    places_view = packed_view(<char*>places, TA_I64, index.ndim_, index.shape_, stride)
    try:
        out = new_array(x.dtype_, ndim, shape)
        target = view_of(out)
        if out.size_ < GIL_ELEMENTS:
            code = ta_take(&source, &places_view, part.dim, &target)
        else:
            with nogil:
                code = ta_take(&source, &places_view, part.dim, &target)
    finally:
        free_indices(index, places, buffer)
    check(code, "index")
    return out


cdef int put(ArrayBase x, Part* part, const ta_view* values) except -1:
    """Writes to what the index of a part of x addresses: values of the dtype of x and the very shape, which share no memory with x."""
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int64_t buffer[TA_SHORT_INDEX]
    cdef ArrayBase index = <ArrayBase>part.index
    cdef int64_t offender
    cdef int code
    cdef ta_view target = part_view(part, x.dtype_), places_view = view_of(index)
    cdef int64_t* places
    if index.size_ >= GIL_ELEMENTS and index.dtype_ == TA_I64 and index.layout & C_CONTIGUOUS and not may_overlap(index, x):
        with nogil:
            offender = ta_put_wrapping(&target, &places_view, part.dim, values)
        if offender >= 0:
            raise outside(part, offender)
        return 0
    places = checked_indices(index, part, buffer)
    places_view = packed_view(<char*>places, TA_I64, index.ndim_, index.shape_, stride)
    if index.size_ < GIL_ELEMENTS:
        code = ta_scatter_nd(&target, 1, &part.dim, &places_view, part.dim, values)
    else:
        with nogil:
            code = ta_scatter_nd(&target, 1, &part.dim, &places_view, part.dim, values)
    free_indices(index, places, buffer)
    return check(code, "setitem")


cdef bint put_array(ArrayBase x, Part* part, ArrayBase values) except -1:
    """Writes to what the index of a part of x addresses; False, and nothing done, where values must be converted, repeated or copied first."""
    cdef int64_t shape[2 * TA_MAX_NDIM]
    cdef int ndim = taken_shape(part, <ArrayBase>part.index, shape)
    cdef ta_view source = view_of(values)
    if values.dtype_ != x.dtype_ or values.ndim_ != ndim or memcmp(values.shape_, shape, ndim * sizeof(int64_t)) != 0 or may_overlap(values, x):
        return False
    put(x, part, &source)
    return True


cdef struct Repeated:  # a Python scalar in the shape of what it is written to
    char item[16]
    int64_t shape[2 * TA_MAX_NDIM]
    int64_t stride[TA_MAX_NDIM]
    ta_view view


cdef int repeat(Repeated* to, object scalar, ArrayBase x, int ndim) except -1:
    """Makes the view of a scalar in the dtype of x; its shape is set already."""
    cdef int d
    require_writable(x, "setitem")
    store_scalar(scalar, x.dtype_, to.item, "setitem")
    for d in range(ndim):
        to.stride[d] = 0
    to.view.data, to.view.shape, to.view.stride_bytes, to.view.ndim, to.view.dtype = to.item, to.shape, to.stride, ndim, x.dtype_
    return 0


cdef list positions(ArrayBase mask):
    """The coordinates of the true elements, an int64 vector for each dimension."""
    cdef int64_t* coordinates[TA_MAX_NDIM]
    if not mask.layout & C_CONTIGUOUS:
        mask = cast_copy(mask, mask.dtype_)
    cdef ta_view view = view_of(mask)
    cdef int64_t n = ta_count_nonzero(&view)
    cdef ArrayBase vector
    cdef list made = []
    cdef int d, code
    for d in range(mask.ndim_):
        vector = new_array(TA_I64, 1, &n)
        coordinates[d] = <int64_t*>vector.data
        made.append(vector)
    if mask.size_ < GIL_ELEMENTS:
        code = ta_nonzero(&view, n, coordinates)
    else:
        with nogil:
            code = ta_nonzero(&view, n, coordinates)
    check(code, "nonzero")
    return made


cdef ArrayBase index_array(object item):
    """An array of bools or integers from a part of a key that is not basic."""
    cdef ArrayBase x
    cdef int64_t zero = 0
    if isinstance(item, (list, tuple)) and len(item) == 0:
        return new_array(TA_I64, 1, &zero)
    try:
        x = as_array(item, "index")
    except (TypeError, ValueError):
        raise errors.index_error("index", "the key", "hold integers, slices, Ellipsis, None, and arrays of bools or integers", errors.describe(item)) from None
    if ta_kind[x.dtype_] not in (c"b", c"i", c"u"):
        raise errors.index_error("index", "an index array", "have a boolean or integer dtype", str(dtype_of(x)))
    return x


cdef class Selection:
    """What a key selects from an array."""
    cdef ArrayBase view      # the array with the basic parts of the key applied; indexed dimensions are whole
    cdef list arrays         # int64 index arrays, wrapped, of the dimensions in dims
    cdef int dims[TA_MAX_NDIM]
    cdef int n_arrays
    cdef bint apart          # index arrays with a slice, None or Ellipsis between them: their dimensions come first
    cdef int first           # where the dimensions of the index arrays go otherwise

    cdef int add(self, ArrayBase index, int64_t length, int dim, int axis) except -1:
        """Index array number n_arrays, for dimension dim of the view, which is `length` long."""
        cdef ArrayBase wrapped_index = new_array(TA_I64, index.ndim_, index.shape_)
        cdef ta_view view = view_of(index)
        cdef int64_t offender = ta_check_indices(&view, length, <int64_t*>wrapped_index.data)
        if offender >= 0:
            raise errors.bounds_error("index", f"the indices of axis {axis}", axis, length, f"one outside, number {offender} of the index array")
        self.arrays.append(wrapped_index)
        self.dims[self.n_arrays] = dim
        self.n_arrays += 1
        return 0


cdef bint is_basic(object item):
    return item is None or item is Ellipsis or isinstance(item, slice) or (type(item) is int)


cdef bint is_integer(object item):
    """An integer or a 0-d integer array, but no bool."""
    if isinstance(item, bool):
        return False
    if is_array(item):
        return (<ArrayBase>item).ndim_ == 0 and ta_kind[(<ArrayBase>item).dtype_] != c"b"
    return PyIndex_Check(item) and getattr(item, "ndim", 0) == 0


cdef list expanded(ArrayBase x, object key, int* missing):
    """The items of the key with one Ellipsis; writes how many dimensions that stands for."""
    cdef tuple items = <tuple>key if type(key) is tuple else (key,)
    cdef int named = 0
    cdef bint has_ellipsis = False
    cdef list made = []
    for item in items:
        if item is Ellipsis:
            if has_ellipsis:
                raise errors.index_error("index", "the key", "have at most one Ellipsis", "two")
            has_ellipsis = True
        elif item is not None:
            if not is_basic(item) and not is_integer(item):
                item = index_array(item)
                named += (<ArrayBase>item).ndim_ if (<ArrayBase>item).dtype_ == TA_BOOL else 1
            else:
                named += 1
        made.append(item)
    if named > x.ndim_:
        raise errors.index_error("index", "the key", f"have at most {x.ndim_} indices", str(named))
    if not has_ellipsis:
        made.append(Ellipsis)
    missing[0] = x.ndim_ - named
    return made


cdef Selection select(ArrayBase x, object key):
    """Reads a key."""
    cdef Selection s = Selection.__new__(Selection)
    cdef int64_t shape[TA_MAX_NDIM + 1]
    cdef int64_t stride[TA_MAX_NDIM + 1]
    cdef int64_t at
    cdef int axis = 0, ndim = 0, d, missing = 0, last_array = -1, item_number = 0
    cdef char* data = x.data
    cdef ArrayBase index
    cdef list items = expanded(x, key, &missing)
    cdef bint has_arrays = False
    for item in items:
        has_arrays = has_arrays or is_array(item) and not is_integer(item)
    s.arrays, s.n_arrays, s.apart, s.first = [], 0, False, -1
    for item in items:
        if ndim >= TA_MAX_NDIM - 1:
            raise errors.index_error("index", "the result", f"have at most {TA_MAX_NDIM} dimensions", "more")
        if item is None:
            shape[ndim], stride[ndim] = 1, 0
            ndim += 1
        elif item is Ellipsis:
            for d in range(missing):
                shape[ndim], stride[ndim] = x.shape_[axis], x.stride_[axis]
                ndim += 1
                axis += 1
        elif isinstance(item, slice):
            data += sliced(item, x, axis, shape + ndim, stride + ndim)
            ndim += 1
            axis += 1
        elif not has_arrays:
            wrapped(item, x.shape_[axis], axis, &at)
            data += at * x.stride_[axis]
            axis += 1
        else:
            if s.first < 0:
                s.first = ndim
            elif last_array != item_number - 1:
                s.apart = True
            last_array = item_number
            index = <ArrayBase>item if is_array(item) else scalar_array(index_of(item), TA_I64, "index")
            if index.dtype_ != TA_BOOL:
                shape[ndim], stride[ndim] = x.shape_[axis], x.stride_[axis]
                s.add(index, x.shape_[axis], ndim, axis)
                ndim += 1
                axis += 1
            elif index.ndim_ == 0:  # a 0-d mask is a new dimension of length 0 or 1
                shape[ndim], stride[ndim] = 1, 0
                at = index.data[0] != 0
                index = new_array(TA_I64, 1, &at)
                if at:
                    (<int64_t*>index.data)[0] = 0
                s.add(index, 1, ndim, axis)
                ndim += 1
            else:
                for d in range(index.ndim_):
                    if index.shape_[d] != x.shape_[axis + d] and index.shape_[d] != 0:
                        raise errors.index_error("index", "a mask", f"have the length {x.shape_[axis + d]} along axis {axis + d}", str(index.shape_[d]))
                for vector in positions(index):
                    shape[ndim], stride[ndim] = x.shape_[axis], x.stride_[axis]
                    s.add(<ArrayBase>vector, x.shape_[axis], ndim, axis)
                    ndim += 1
                    axis += 1
        item_number += 1
    s.view = new_view(x, data, x.dtype_, ndim, shape, stride)
    return s


cdef int index_shape(Selection s, int64_t* shape) except -1:
    """The shape that the index arrays broadcast to; returns its ndim."""
    cdef int ndim = 0
    for index in s.arrays:
        ndim = broadcast_into(ndim, shape, <ArrayBase>index)
        if ndim < 0:
            raise errors.index_error("index", "index arrays", "have shapes that broadcast with each other", ", ".join([str(shape_tuple(i)) for i in s.arrays]))
    return ndim


cdef int result_shape(Selection s, int n_index, int64_t* shape) except -1:
    """Puts the dimensions that no index array addresses around the n_index lengths in shape, as the user sees them; returns the ndim of both."""
    cdef int64_t index_lengths[TA_MAX_NDIM]
    cdef int d, k = 0, ndim = 0, to = 0 if s.apart else s.first
    if n_index + s.view.ndim_ - s.n_arrays > TA_MAX_NDIM:
        raise errors.index_error("index", "the result", f"have at most {TA_MAX_NDIM} dimensions", "more")
    memcpy(index_lengths, shape, n_index * sizeof(int64_t))
    for d in range(s.view.ndim_):
        if k < s.n_arrays and s.dims[k] == d:
            k += 1
            continue
        shape[ndim if ndim < to else ndim + n_index] = s.view.shape_[d]
        ndim += 1
    memcpy(shape + to, index_lengths, n_index * sizeof(int64_t))
    return ndim + n_index


cdef int index_views(Selection s, int n_index, const int64_t* shape, ta_view* views, list keep) except -1:
    for k in range(s.n_arrays):
        wide = seen_as(<ArrayBase>s.arrays[k], n_index, shape)
        keep.append(wide)
        views[k] = view_of(<ArrayBase>wide)
    return 0


cdef ArrayBase gathered(Selection s):
    cdef int64_t shape[TA_MAX_NDIM * 2]
    cdef ta_view indices[TA_MAX_NDIM]
    cdef ta_view source, target
    cdef list keep = []
    cdef int n_index = index_shape(s, shape), ndim, code
    index_views(s, n_index, shape, indices, keep)
    ndim = result_shape(s, n_index, shape)
    cdef ArrayBase out = new_array(s.view.dtype_, ndim, shape)
    source, target = view_of(s.view), view_of(out)
    cdef int to = 0 if s.apart else s.first
    if out.size_ < GIL_ELEMENTS:
        code = ta_gather_nd(&source, s.n_arrays, s.dims, indices, to, &target)
    else:
        with nogil:
            code = ta_gather_nd(&source, s.n_arrays, s.dims, indices, to, &target)
    check(code, "index")
    return out


cdef bint whole_mask(ArrayBase x, object key):
    """True for a single mask of the leading dimensions, which has kernels of its own."""
    cdef int d
    if not is_array(key) or (<ArrayBase>key).dtype_ != TA_BOOL or (<ArrayBase>key).ndim_ == 0 or (<ArrayBase>key).ndim_ > x.ndim_:
        return False
    for d in range((<ArrayBase>key).ndim_):
        if (<ArrayBase>key).shape_[d] != x.shape_[d]:
            return False
    return True


cdef int mask_result_shape(ArrayBase x, ArrayBase mask, int64_t n_true, int64_t* shape) noexcept:
    shape[0] = n_true
    memcpy(shape + 1, x.shape_ + mask.ndim_, (x.ndim_ - mask.ndim_) * sizeof(int64_t))
    return x.ndim_ - mask.ndim_ + 1


cdef int64_t true_count(const ta_view* mask, int64_t size):
    cdef int64_t n
    if size < GIL_ELEMENTS:
        return ta_count_true(mask)
    with nogil:
        n = ta_count_true(mask)
    return n


cdef ArrayBase compressed(ArrayBase x, ArrayBase mask):
    """x[mask]."""
    cdef int64_t shape[TA_MAX_NDIM + 1]
    cdef ta_view source = view_of(x), mask_view = view_of(mask), target
    cdef int64_t n_true = true_count(&mask_view, mask.size_)
    cdef int code
    cdef ArrayBase out = new_array(x.dtype_, mask_result_shape(x, mask, n_true, shape), shape)
    target = view_of(out)
    if x.size_ < GIL_ELEMENTS:
        code = ta_compress(&source, &mask_view, n_true, &target)
    else:
        with nogil:
            code = ta_compress(&source, &mask_view, n_true, &target)
    check(code, "index")
    return out


cdef ArrayBase getitem(ArrayBase x, object key):
    """x[key]."""
    cdef ArrayBase out
    cdef Points points
    cdef ta_view source, places, target
    if is_short(x, key):
        out = new_array(x.dtype_, 1, (<ArrayBase>key).shape_)
        source, places, target = view_of(x), view_of(<ArrayBase>key), view_of(out)
        if ta_index_vector(&source, &places, &target, 0) < 0:
            return out
    elif whole_mask(x, key):
        return compressed(x, <ArrayBase>key)
    elif find_points(x, key, &points):
        out = new_array(x.dtype_, 1, &points.n)
        target = view_of(out)
        ta_index_vector(&points.x, &points.offsets, &target, 0)
        return out
    return getpart(x, key)


cdef ArrayBase getpart(ArrayBase x, object key):
    """x[key] for any key; subscript.h reads the commonest ones before."""
    cdef Selection s
    cdef Part to
    cdef int kind = basic_part(x, key, &to)
    if kind == 1:
        return new_view(x, to.data, x.dtype_, to.ndim, to.shape, to.stride)
    if kind == 2:
        return taken(x, &to)
    if type(key) is list:
        return getitem(x, index_array(key))
    s = select(x, key)
    return s.view if s.n_arrays == 0 else gathered(s)


cdef ArrayBase fitted(ArrayBase value, ArrayBase x, int ndim, const int64_t* shape, str function="setitem"):
    """value in the dtype of x, apart from its memory, broadcast to a shape."""
    cdef int64_t wide[TA_MAX_NDIM]
    cdef ArrayBase v = value
    cdef int d
    while v.ndim_ > ndim and v.shape_[0] == 1:
        v = new_view(v, v.data, v.dtype_, v.ndim_ - 1, v.shape_ + 1, v.stride_ + 1)
    memcpy(wide, shape, ndim * sizeof(int64_t))
    if broadcast_into(ndim, wide, v) != ndim or memcmp(wide, shape, ndim * sizeof(int64_t)) != 0:
        raise errors.value_error(function, "value", f"broadcast to the selected shape {tuple([shape[d] for d in range(ndim)])}", str(shape_tuple(value)))
    if v.dtype_ != x.dtype_ or may_overlap(v, x):
        v = cast_copy(v, x.dtype_)
    return seen_as(v, ndim, shape)


cdef int scatter(Selection s, ArrayBase value) except -1:
    cdef int64_t shape[TA_MAX_NDIM * 2]
    cdef ta_view indices[TA_MAX_NDIM]
    cdef ta_view target, source
    cdef list keep = []
    cdef int n_index = index_shape(s, shape), ndim, code, to = 0 if s.apart else s.first
    index_views(s, n_index, shape, indices, keep)
    ndim = result_shape(s, n_index, shape)
    cdef ArrayBase values = fitted(value, s.view, ndim, shape)
    target, source = view_of(s.view), view_of(values)
    if values.size_ < GIL_ELEMENTS:
        code = ta_scatter_nd(&target, s.n_arrays, s.dims, indices, to, &source)
    else:
        with nogil:
            code = ta_scatter_nd(&target, s.n_arrays, s.dims, indices, to, &source)
    return check(code, "setitem")


cdef int mask_assign(ArrayBase x, ArrayBase mask, object value) except -1:
    """x[mask] = value, an array or a Python scalar."""
    cdef Repeated scalar
    cdef ta_view target = view_of(x), mask_view, source
    cdef ArrayBase own_mask = cast_copy(mask, TA_BOOL) if may_overlap(mask, x) else mask, values
    cdef int64_t n_true
    cdef int code, ndim
    mask_view = view_of(own_mask)
    n_true = true_count(&mask_view, mask.size_)
    ndim = mask_result_shape(x, mask, n_true, scalar.shape)
    if is_array(value):
        values = fitted(<ArrayBase>value, x, ndim, scalar.shape)
        source = view_of(values)
    else:
        repeat(&scalar, value, x, ndim)
        source = scalar.view
    if x.size_ < GIL_ELEMENTS:
        code = ta_mask_scatter(&target, &mask_view, n_true, &source)
    else:
        with nogil:
            code = ta_mask_scatter(&target, &mask_view, n_true, &source)
    return check(code, "setitem")


cdef ArrayBase assignable(object value, ArrayBase x, str function):
    """A value that may be written to x, as an array."""
    cdef ArrayBase source
    if is_array(value):
        source = <ArrayBase>value
    else:
        source = scalar_array(value, x.dtype_, function) if is_scalar(value) else as_array(value, function)
    require_writable(x, function)
    if ta_kind[source.dtype_] == c"c" and ta_kind[x.dtype_] != c"c":
        raise errors.type_error(function, "value", f"be real-valued for an array of {dtype_of(x)}", str(dtype_of(source)), "take xp.real(value) first")
    return source


cdef int fill_part(ArrayBase x, Part* to, object scalar) except -1:
    """A part of x = a Python scalar."""
    cdef Repeated value
    cdef ta_view target
    cdef int code
    if to.ndim == 0:
        require_writable(x, "setitem")
        return store_scalar(scalar, x.dtype_, to.data, "setitem")
    repeat(&value, scalar, x, to.ndim)
    target.data, target.shape, target.stride_bytes, target.ndim, target.dtype = to.data, to.shape, to.stride, to.ndim, x.dtype_
    value.view.shape = to.shape
    if x.size_ < GIL_ELEMENTS:
        code = ta_cast_view(&target, &value.view)
    else:
        with nogil:
            code = ta_cast_view(&target, &value.view)
    return check(code, "setitem")


cdef bint put_short(ArrayBase x, ArrayBase index, const ta_view* values):
    """Writes to x[index], where is_short(x, index); False, and nothing done, where an index is out of range."""
    cdef ta_view target = view_of(x), places = view_of(index)
    return ta_index_vector(&target, &places, values, 1) < 0


cdef bint put_vector(ArrayBase x, ArrayBase index, ArrayBase values):
    """x[index] = values, where is_short(x, index); False, and nothing done, where values must be converted, repeated or copied first."""
    cdef ta_view source = view_of(values)
    return is_plain_vector(values, x, index.size_) and put_short(x, index, &source)


cdef inline bint is_plain_vector(ArrayBase values, ArrayBase x, int64_t n):
    """Whether n elements of x may be set to values as they are."""
    return values.dtype_ == x.dtype_ and values.ndim_ == 1 and values.size_ == n and not x.layout & READONLY and not may_overlap(values, x)


cdef bint put_points(ArrayBase x, object key, ArrayBase values):
    """x[key] = values by find_points; False, and nothing done, where it does not find them, or values are not plain."""
    cdef Points points
    cdef ta_view source = view_of(values)
    return (find_points(x, key, &points) and is_plain_vector(values, x, points.n)
            and ta_index_vector(&points.x, &points.offsets, &source, 1) < 0)


cdef int fill(ArrayBase x, object key, object scalar) except -1:
    """x[key] = a Python scalar that is not complex; 0, and nothing done, for keys that only select() reads."""
    cdef Part to
    cdef int kind
    cdef Repeated value
    cdef Points points
    if find_points(x, key, &points):
        value.shape[0] = points.n
        repeat(&value, scalar, x, 1)
        ta_index_vector(&points.x, &points.offsets, &value.view, 1)
        return 1
    if is_short(x, key):
        value.shape[0] = (<ArrayBase>key).size_
        repeat(&value, scalar, x, 1)
        if put_short(x, <ArrayBase>key, &value.view):
            return 1
    elif whole_mask(x, key):
        mask_assign(x, <ArrayBase>key, scalar)
        return 1
    kind = basic_part(x, key, &to)
    if kind == 1:
        fill_part(x, &to, scalar)
    elif kind == 2:
        repeat(&value, scalar, x, taken_shape(&to, <ArrayBase>to.index, value.shape))
        put(x, &to, &value.view)
    return kind


cdef int setitem(ArrayBase x, object key, object value) except -1:
    """x[key] = value."""
    cdef Selection s
    cdef Part to
    cdef ArrayBase source
    cdef int kind
    if is_array(value) and (put_vector(x, <ArrayBase>key, <ArrayBase>value) if is_short(x, key) else put_points(x, key, <ArrayBase>value)):
        return 0
    if type(key) is list:
        key = index_array(key)
    if not is_array(value) and is_scalar(value) and not PyComplex_Check(value) and fill(x, key, value):
        return 0
    source = assignable(value, x, "setitem")
    if whole_mask(x, key):
        return mask_assign(x, <ArrayBase>key, source)
    kind = basic_part(x, key, &to)
    if kind == 1:
        return assign(new_view(x, to.data, x.dtype_, to.ndim, to.shape, to.stride), source, "setitem")
    if kind == 2 and put_array(x, &to, source):
        return 0
    s = select(x, key)
    if s.n_arrays:
        scatter(s, source)
    else:
        assign(s.view, source, "setitem")
    return 0
