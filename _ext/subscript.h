// x[key], and x[key] = a number or an array, for keys of integers, slices, None and at most one Ellipsis, whose numbers have one digit. Every other
// key, value and error is for the slots that Cython made: a key costs less to read here than a call of what reads any key.
// Included once, by core.pyx, after array_object.h.
#pragma once

#include <string.h>

#include "runtime/dispatch.h"
#include "runtime/loop.h"

enum { ta_short_part = 64 };  // elements that are written here

static binaryfunc ta_any_subscript = NULL;  // the slots that Cython made
static objobjargproc ta_any_ass_subscript = NULL;

struct ta_pick {  // the part of an array that a key leads to
    char* data;
    int ndim;
    int64_t *shape, *stride;  // room for TA_INLINE_NDIM
};

static inline bool ta_small_int(PyObject* object, int64_t* value) {
    if (!PyLong_CheckExact(object)) return false;
#if PY_VERSION_HEX >= 0x030C0000
    if (!PyUnstable_Long_IsCompact((PyLongObject*)object)) return false;
    *value = PyUnstable_Long_CompactValue((PyLongObject*)object);
#else
    const Py_ssize_t n_digits = Py_SIZE(object);  // negative for a negative number
    if ((size_t)(n_digits + 1) > 2) return false;
    *value = n_digits * (int64_t)((PyLongObject*)object)->ob_digit[0];
#endif
    return true;
}

// A bound of a slice, counted from the start, limited to [first, last]; None leaves it.
static inline bool ta_small_bound(PyObject* object, int64_t length, int64_t first, int64_t last, int64_t* bound) {
    if (object == Py_None) return true;
    int64_t at;
    if (!ta_small_int(object, &at)) return false;
    if (at < 0) at += length;
    *bound = at < first ? first : at > last ? last : at;
    return true;
}

// Writes the length and the stride, and moves data to the first element.
__attribute__((always_inline)) static inline bool ta_pick_slice(PyObject* key, int64_t* length, int64_t* stride, char** data) {
    const PySliceObject* slice = (const PySliceObject*)key;
    int64_t first = 0, last = *length, step = 1;
    if (slice->step != Py_None && (!ta_small_int(slice->step, &step) || step == 0)) return false;
    if (step < 0) first--, last--;
    int64_t start = step < 0 ? last : first, stop = step < 0 ? first : last;
    if (!ta_small_bound(slice->start, *length, first, last, &start) || !ta_small_bound(slice->stop, *length, first, last, &stop)) return false;
    int64_t n = step < 0 ? start - stop : stop - start;
    if (n < 0) n = 0;
    if (n > 0) *data += start * *stride;
    if (step != 1) {
        const uint64_t size = step < 0 ? -(uint64_t)step : (uint64_t)step;
        *stride *= step;
        n = (int64_t)((n + size - 1) / size);
    }
    *length = n;
    return true;
}

static inline bool ta_is_integer_array(const ta_array* x) {
    return ta_kind[x->dtype_] == 'i' || (ta_kind[x->dtype_] == 'u' && x->dtype_ != TA_U64);
}

// A small int, or the number in a 0-d array.
static inline bool ta_small_index(PyObject* key, int64_t* value) {
    if (ta_small_int(key, value)) return true;
    const ta_array* x = (const ta_array*)key;
    if (Py_TYPE(key) != ta_array_type || x->ndim_ != 0 || !ta_is_integer_array(x)) return false;
    ta_cast_item(x->data, x->dtype_, value, TA_I64);
    return true;
}

// An array as a key, but for a 0-d one of integers.
static inline bool ta_is_index_array(PyObject* key) {
    const ta_array* x = (const ta_array*)key;
    return Py_TYPE(key) == ta_array_type && (x->ndim_ != 0 || !ta_is_integer_array(x));
}

static inline bool ta_pick_index(PyObject* key, int64_t length, int64_t stride, char** data) {
    int64_t at;
    if (!ta_small_index(key, &at)) return false;
    if (at < 0) at += length;
    *data += at * stride;
    return (uint64_t)at < (uint64_t)length;
}

// The element that as many integers as x has dimensions lead to.
static inline bool ta_pick_element(const ta_array* x, PyObject* const* items, Py_ssize_t n, char** data) {
    if (n != x->ndim_) return false;
    *data = x->data;
    for (Py_ssize_t d = 0; d < n; d++)
        if (!ta_pick_index(items[d], x->shape_[d], x->stride_[d], data)) return false;
    return true;
}

static inline int ta_keep_axes(const ta_array* x, int axis, int end, ta_pick* to) {
    for (; axis < end; axis++) {
        to->shape[to->ndim] = x->shape_[axis];
        to->stride[to->ndim++] = x->stride_[axis];
    }
    return axis;
}

// False, for the slots, where the key is of another kind or out of range.
__attribute__((always_inline)) static inline bool ta_pick_part(const ta_array* x, PyObject* const* items, Py_ssize_t n, ta_pick* to) {
    int axis = 0, n_new = 0, ndim;
    bool has_ellipsis = false;
    to->data = x->data;
    to->ndim = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject* item = items[i];
        if (axis < x->ndim_ && (PyLong_CheckExact(item) || Py_TYPE(item) == ta_array_type)) {
            if (!ta_pick_index(item, x->shape_[axis], x->stride_[axis], &to->data)) return false;
            axis++;
        } else if (axis < x->ndim_ && PySlice_Check(item)) {
            ndim = to->ndim++;
            to->shape[ndim] = x->shape_[axis];
            to->stride[ndim] = x->stride_[axis++];
            if (!ta_pick_slice(item, to->shape + ndim, to->stride + ndim, &to->data)) return false;
        } else if (item == Py_None) {
            if (x->ndim_ + ++n_new > TA_INLINE_NDIM) return false;
            to->shape[to->ndim] = 1;
            to->stride[to->ndim++] = 0;
        } else if (item == Py_Ellipsis) {
            int rest = 0;
            for (Py_ssize_t k = i + 1; k < n; k++) rest += items[k] != Py_None;
            axis = ta_keep_axes(x, axis, x->ndim_ - rest, to);
            if (has_ellipsis) return false;
            has_ellipsis = true;
        } else {
            return false;
        }
    }
    ta_keep_axes(x, axis, x->ndim_, to);
    return true;
}

static inline ta_array* ta_pick_view(ta_array* x) {
    return ta_new_object(x->dtype_, 0, x->owner == Py_None ? (PyObject*)x : x->owner);
}

static PyObject* ta_view_element(ta_array* x, char* data) {
    ta_array* view = ta_pick_view(x);
    if (view == NULL) return NULL;
    view->size_ = 1;
    view->layout = TA_C_CONTIGUOUS | (x->layout & TA_READONLY);
    view->data = data;
    return (PyObject*)view;
}

static PyObject* ta_view_slice(ta_array* x, PyObject* key) {
    int64_t length = x->shape_[0], stride = x->stride_[0];
    char* data = x->data;
    if (!ta_pick_slice(key, &length, &stride, &data)) return ta_any_subscript((PyObject*)x, key);
    ta_array* view = ta_pick_view(x);
    if (view == NULL) return NULL;
    view->ndim_ = 1;
    view->size_ = view->shape_[0] = length;
    view->stride_[0] = stride;
    view->layout = (length <= 1 || stride == ta_itemsize[x->dtype_] ? TA_C_CONTIGUOUS : 0) | (x->layout & TA_READONLY);
    view->data = data;
    return (PyObject*)view;
}

static PyObject* ta_view_part(ta_array* x, PyObject* key, PyObject* const* items, Py_ssize_t n) {
    ta_pick part;
    if (x->ndim_ > TA_INLINE_NDIM) return ta_any_subscript((PyObject*)x, key);
    ta_array* view = ta_pick_view(x);
    if (view == NULL) return NULL;
    part.shape = view->shape_;
    part.stride = view->stride_;
    if (!ta_pick_part(x, items, n, &part)) {
        Py_DECREF((PyObject*)view);
        return ta_any_subscript((PyObject*)x, key);
    }
    view->ndim_ = part.ndim;
    view->data = part.data;
    ta_measure(view, x->layout & TA_READONLY);
    return (PyObject*)view;
}

static PyObject* ta_subscript(PyObject* self, PyObject* key) {
    ta_array* x = (ta_array*)self;
    char* data;
    if (PyLong_CheckExact(key) && ta_pick_element(x, &key, 1, &data)) return ta_view_element(x, data);
    if (PyTuple_CheckExact(key)) {
        PyObject* const* items = ((PyTupleObject*)key)->ob_item;
        const Py_ssize_t n = PyTuple_GET_SIZE(key);
        return ta_pick_element(x, items, n, &data) ? ta_view_element(x, data) : ta_view_part(x, key, items, n);
    }
    if (x->ndim_ == 1 && PySlice_Check(key)) return ta_view_slice(x, key);
    return ta_is_index_array(key) ? ta_any_subscript(self, key) : ta_view_part(x, key, &key, 1);
}

template <class T> static inline bool ta_put(T value, char* to) {
    memcpy(to, &value, sizeof(T));
    return true;
}

// Writes a number as an element; false, and nothing written, for those that need to be checked or converted.
static inline bool ta_put_plain(PyObject* value, int dtype, char* to) {
    int64_t whole;
    if (PyFloat_CheckExact(value)) {
        const double real = PyFloat_AS_DOUBLE(value);
        return dtype == TA_F64 ? ta_put(real, to) : dtype == TA_F32 && ta_put((float)real, to);
    }
    if (PyBool_Check(value)) return dtype == TA_BOOL && ta_put((char)(value == Py_True), to);
    if (!ta_small_int(value, &whole)) return false;
    if (dtype == TA_F64) return ta_put((double)whole, to);
    if (dtype == TA_F32) return ta_put((float)whole, to);
    if (dtype == TA_I64) return ta_put(whole, to);
    return dtype == TA_I32 && ta_put((int32_t)whole, to);
}

// Writes the element of a 0-d array of the dtype, which may be the very element; false for other values.
static inline bool ta_put_element(PyObject* value, int dtype, char* to) {
    const ta_array* x = (const ta_array*)value;
    if (Py_TYPE(value) != ta_array_type || x->ndim_ != 0 || x->dtype_ != dtype) return false;
    memmove(to, x->data, ta_itemsize[dtype]);
    return true;
}

// Seen in the shape of a part, an array that broadcasts to it; writes the strides.
static inline bool ta_broadcasts(const ta_array* value, const ta_pick* part, int64_t* stride) {
    const int extra = part->ndim - value->ndim_;
    if (extra < 0) return false;
    for (int d = 0; d < part->ndim; d++) {
        const int64_t length = d < extra ? 1 : value->shape_[d - extra];
        if (length != 1 && length != part->shape[d]) return false;
        stride[d] = length == 1 ? 0 : value->stride_[d - extra];
    }
    return true;
}

static inline int64_t ta_count(const ta_pick* part) {
    int64_t n = 1;
    for (int d = 0; d < part->ndim; d++) n *= part->shape[d];
    return n;
}

static inline bool ta_is_same(const ta_view* a, const ta_view* b) {
    const size_t bytes = a->ndim * sizeof(int64_t);
    return a->data == b->data && a->dtype == b->dtype && memcmp(a->stride_bytes, b->stride_bytes, bytes) == 0;
}

// Makes a view of few elements one of a copy of them.
static inline void ta_move_aside(ta_view* view, int64_t* stride, char* room) {
    int64_t packed[TA_INLINE_NDIM], step = ta_itemsize[view->dtype];
    for (int d = view->ndim - 1; d >= 0; d--) {
        packed[d] = step;
        step *= view->shape[d];
    }
    const ta_view copy = {room, view->shape, packed, view->ndim, view->dtype};
    ta_cast_view(&copy, view);
    memcpy(stride, packed, view->ndim * sizeof(int64_t));
    view->data = room;
}

template <int itemsize> static inline bool ta_copy_items(const ta_view* to, const ta_view* from) {
    const int64_t n = to->ndim ? to->shape[0] : 1, to_stride = to->ndim ? to->stride_bytes[0] : 0, from_stride = to->ndim ? from->stride_bytes[0] : 0;
    for (int64_t i = 0; i < n; i++) memcpy(to->data + i * to_stride, from->data + i * from_stride, itemsize);
    return true;
}

static inline bool ta_copy_part(const ta_view* to, const ta_view* from) {
    const int itemsize = to->ndim <= 1 && to->dtype == from->dtype ? ta_itemsize[to->dtype] : 0;
    if (itemsize == 8) return ta_copy_items<8>(to, from);
    if (itemsize == 4) return ta_copy_items<4>(to, from);
    if (itemsize == 1) return ta_copy_items<1>(to, from);
    return ta_cast_view(to, from) == TA_OK;
}

// A part with few elements = a number or an array; false, and nothing written, where this is for the slots.
static bool ta_write_part(ta_array* x, PyObject* const* items, Py_ssize_t n, PyObject* value) {
    int64_t shape[TA_INLINE_NDIM], stride[TA_INLINE_NDIM], source_stride[TA_INLINE_NDIM] = {0};
    ta_pick part = {NULL, 0, shape, stride};
    char item[16], aside[16 * ta_short_part];
    if (x->ndim_ > TA_INLINE_NDIM || !ta_pick_part(x, items, n, &part) || ta_count(&part) > ta_short_part) return false;
    const ta_view target = {part.data, shape, stride, part.ndim, x->dtype_};
    ta_view source = {item, shape, source_stride, part.ndim, x->dtype_};
    if (Py_TYPE(value) == ta_array_type) {
        const ta_array* array = (const ta_array*)value;
        source.data = array->data;
        source.dtype = array->dtype_;
        if ((ta_kind[array->dtype_] == 'c' && ta_kind[x->dtype_] != 'c') || !ta_broadcasts(array, &part, source_stride)) return false;
        if (ta_is_same(&target, &source)) return true;
        if (ta_views_overlap(&target, &source)) ta_move_aside(&source, source_stride, aside);
    } else if (!ta_put_plain(value, x->dtype_, item)) {
        return false;
    }
    return ta_copy_part(&target, &source);
}

static int ta_ass_subscript(PyObject* self, PyObject* key, PyObject* value) {
    ta_array* x = (ta_array*)self;
    char* data;
    if (value == NULL || x->layout & TA_READONLY || ta_is_index_array(key)) return ta_any_ass_subscript(self, key, value);
    const bool is_tuple = PyTuple_CheckExact(key);
    PyObject* const* items = is_tuple ? ((PyTupleObject*)key)->ob_item : &key;
    const Py_ssize_t n = is_tuple ? PyTuple_GET_SIZE(key) : 1;
    if (ta_pick_element(x, items, n, &data) && (ta_put_plain(value, x->dtype_, data) || ta_put_element(value, x->dtype_, data))) return 0;
    return ta_write_part(x, items, n, value) ? 0 : ta_any_ass_subscript(self, key, value);
}

static void ta_adopt_subscript(PyTypeObject* type) {
    ta_any_subscript = type->tp_as_mapping->mp_subscript;
    ta_any_ass_subscript = type->tp_as_mapping->mp_ass_subscript;
    type->tp_as_mapping->mp_subscript = ta_subscript;
    type->tp_as_mapping->mp_ass_subscript = ta_ass_subscript;
}
