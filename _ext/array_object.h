// The objects of the public array class: made and freed here, because a generated tp_new and tp_dealloc cost more than a small computation.
// Included once, by core.pyx, after the layout of ArrayBase.
#pragma once

#include <structmember.h>
#include <string.h>

#include "runtime/abi.h"
#include "runtime/alloc.h"
#include "ta_ops.h"

typedef struct __pyx_obj_12trueno_array_4_ext_4core_ArrayBase ta_array;

enum { TA_C_CONTIGUOUS = 1, TA_READONLY = 2, TA_INLINE_NDIM = 4 };  // as in core.pxd

static PyTypeObject* ta_array_type = NULL;
static PyObject* ta_device = NULL;  // of every new array
static PyObject* ta_dtype_objects[TA_N_DTYPES];
static int (*ta_raise_refused)(int dtype, int ndim, const int64_t* shape, int64_t n_bytes) = NULL;  // the error for an array that cannot be

#if defined(Py_GIL_DISABLED) || defined(Py_TRACE_REFS)
#define TA_KEEPS_OBJECTS 0
#else
#define TA_KEEPS_OBJECTS 1
static ta_array* ta_kept[128];  // freed objects, as ta_make_whole leaves them; the GIL guards them
static int ta_n_kept = 0;
#endif

// Blocks of freed arrays up to 1 KiB, by their size in units of 64 bytes: the allocator, which any thread may call, must lock.
enum { ta_spare_limit = 1024, ta_spare_depth = 16 };
#if TA_KEEPS_OBJECTS
static void* ta_spare[ta_spare_limit / 64 + 1][ta_spare_depth];
static int ta_n_spare[ta_spare_limit / 64 + 1];
#endif
static uint64_t ta_n_taken = 0;  // spare blocks that served again

static inline void* ta_take_block(int64_t n_bytes) {
#if TA_KEEPS_OBJECTS
    if (n_bytes <= ta_spare_limit) {
        const int64_t units = (n_bytes + 63) / 64;
        if (ta_n_spare[units] > 0) {
            ta_n_taken++;
            return ta_spare[units][--ta_n_spare[units]];
        }
    }
#endif
    return ta_alloc(n_bytes);
}

static inline void ta_give_block(void* block, int64_t n_bytes) {
#if TA_KEEPS_OBJECTS
    if (n_bytes <= ta_spare_limit) {
        const int64_t units = (n_bytes + 63) / 64;
        if (ta_n_spare[units] < ta_spare_depth) {
            ta_spare[units][ta_n_spare[units]++] = block;
            return;
        }
    }
#endif
    ta_free(block, n_bytes);
}

static inline void* ta_take_zeroed(int64_t n_bytes) {
    if (n_bytes > ta_spare_limit) return ta_alloc_zeroed(n_bytes);
    void* block = ta_take_block(n_bytes);
    return block == NULL ? NULL : memset(block, 0, n_bytes);
}

// What every object has before it becomes an array: no block, no weak references, room for lengths and strides in itself.
static inline void ta_make_whole(ta_array* x) {
    x->__weakref__ = NULL;
    x->block = NULL;
    x->shape_tuple = NULL;
    x->shape_ = x->inline_;
    x->stride_ = x->inline_ + TA_INLINE_NDIM;
    Py_INCREF(ta_device);
    x->device_ = ta_device;
}

static ta_array* ta_fresh_object(void) {
    ta_array* x = (ta_array*)PyObject_Malloc(sizeof(ta_array));
    if (x == NULL) return (ta_array*)PyErr_NoMemory();
    PyObject_Init((PyObject*)x, ta_array_type);
    ta_make_whole(x);
    return x;
}

// An array without data, size, layout, lengths and strides, which the caller sets.
static inline ta_array* ta_new_object(int dtype, int ndim, PyObject* owner) {
    ta_array* x;
#if TA_KEEPS_OBJECTS
    if (__builtin_expect(ta_n_kept > 0, 1)) {
        x = ta_kept[--ta_n_kept];
        Py_SET_REFCNT((PyObject*)x, 1);
    } else
#endif
    {
        x = ta_fresh_object();
        if (x == NULL) return NULL;
    }
    Py_INCREF(owner);
    x->owner = owner;
    x->dtype_ = dtype;
    x->dtype_object = ta_dtype_objects[dtype];
    x->ndim_ = ndim;
    if (__builtin_expect(ndim > TA_INLINE_NDIM, 0)) {
        int64_t* room = (int64_t*)PyMem_Malloc(2 * ndim * sizeof(int64_t));
        if (room == NULL) {
            Py_DECREF((PyObject*)x);
            return (ta_array*)PyErr_NoMemory();
        }
        x->shape_ = room;
        x->stride_ = room + ndim;
    }
    return x;
}

// Bytes of an array of these lengths; -1 where it has too many dimensions, or 2**62 bytes or more.
static inline int64_t ta_packed_bytes(int dtype, int ndim, const int64_t* shape) {
    int64_t n_bytes = ta_itemsize[dtype];
    bool too_large = ndim > TA_MAX_NDIM;
    for (int d = 0; d < ndim; d++) {
        if (shape[d] == 0) return ndim > TA_MAX_NDIM ? -1 : 0;
        too_large |= __builtin_mul_overflow(n_bytes, shape[d], &n_bytes);
    }
    return too_large || n_bytes > (int64_t)1 << 62 ? -1 : n_bytes;
}

// A C-contiguous array with memory of its own.
static inline ta_array* ta_new_packed(int dtype, int ndim, const int64_t* shape, bool zeroed) {
    const int64_t n_bytes = ta_packed_bytes(dtype, ndim, shape);
    void* block = n_bytes < 0 ? NULL : zeroed ? ta_take_zeroed(n_bytes) : ta_take_block(n_bytes);
    if (__builtin_expect(block == NULL, 0)) {
        ta_raise_refused(dtype, ndim, shape, n_bytes);
        return NULL;
    }
    ta_array* x = ta_new_object(dtype, ndim, Py_None);
    if (__builtin_expect(x == NULL, 0)) {
        ta_free(block, n_bytes);
        return NULL;
    }
    uint64_t step = ta_itemsize[dtype], size = 1;
    for (int d = ndim - 1; d >= 0; d--) {
        const uint64_t length = (uint64_t)shape[d];
        x->shape_[d] = (int64_t)length;
        x->stride_[d] = (int64_t)step;
        size *= length;
        if (length != 0) step *= length;
    }
    x->size_ = (int64_t)size;
    x->layout = TA_C_CONTIGUOUS;
    x->data = (char*)block;
    x->block = block;
    x->block_bytes = n_bytes;
    return x;
}

// The size and the contiguity of an array with lengths and strides, whose product of lengths is known to be a 64-bit count.
static inline void ta_measure(ta_array* x, int readonly) {
    uint64_t step = ta_itemsize[x->dtype_], size = 1;
    int layout = TA_C_CONTIGUOUS;
    for (int d = x->ndim_ - 1; d >= 0; d--) {
        const uint64_t length = (uint64_t)x->shape_[d];
        if (length != 1 && (uint64_t)x->stride_[d] != step) layout = 0;
        step *= length;
        size *= length;
    }
    x->size_ = (int64_t)size;
    x->layout = (size == 0 ? TA_C_CONTIGUOUS : layout) | readonly;
}

// An array over memory that `owner` keeps alive; the product of its lengths is known to be a 64-bit count.
static inline ta_array* ta_new_seen(PyObject* owner, char* data, int dtype, int ndim, const int64_t* shape, const int64_t* stride, int readonly) {
    ta_array* x = ta_new_object(dtype, ndim, owner);
    if (x == NULL) return NULL;
    for (int d = 0; d < ndim; d++) {
        x->shape_[d] = shape[d];
        x->stride_[d] = stride[d];
    }
    x->data = data;
    ta_measure(x, readonly);
    return x;
}

// The transpose of a matrix, as a view.
static ta_array* ta_new_transpose(ta_array* matrix) {
    ta_array* x = ta_new_object(matrix->dtype_, 2, matrix->owner == Py_None ? (PyObject*)matrix : matrix->owner);
    if (x == NULL) return NULL;
    x->shape_[0] = matrix->shape_[1];
    x->shape_[1] = matrix->shape_[0];
    x->stride_[0] = matrix->stride_[1];
    x->stride_[1] = matrix->stride_[0];
    x->data = matrix->data;
    ta_measure(x, matrix->layout & TA_READONLY);
    return x;
}

static inline void ta_extent(const ta_view* x, char** low, char** high) {
    *low = x->data;
    *high = x->data + ta_itemsize[x->dtype];
    for (int d = 0; d < x->ndim; d++) {
        const int64_t way = (x->shape[d] - 1) * x->stride_bytes[d];
        if (way < 0) *low += way;
        else *high += way;
    }
}

// False only when the two, which are not empty, certainly share no byte.
static bool ta_views_overlap(const ta_view* a, const ta_view* b) {
    char *low_a, *high_a, *low_b, *high_b;
    ta_extent(a, &low_a, &high_a);
    ta_extent(b, &low_b, &high_b);
    return low_a < high_b && low_b < high_a;
}

static void ta_free_to_system(ta_array* x) {
    PyTypeObject* type = Py_TYPE((PyObject*)x);
    PyObject* device = x->device_;
    PyObject_Free(x);
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE) Py_DECREF((PyObject*)type);
    Py_XDECREF(device);
}

// An object with room of its own for lengths; or one of a refused Array(), which has none at all.
static void ta_free_room(ta_array* x) {
    PyMem_Free(x->shape_);
    Py_XDECREF(x->device_);
    ta_make_whole(x);
}

static void ta_free_object(PyObject* object) {
    ta_array* x = (ta_array*)object;
    PyObject* owner = x->owner;
    if (__builtin_expect(x->__weakref__ != NULL, 0)) {
        PyObject_ClearWeakRefs(object);
        x->__weakref__ = NULL;
    }
    if (x->block != NULL) {
        ta_give_block(x->block, x->block_bytes);
        x->block = NULL;
    }
    Py_CLEAR(x->shape_tuple);
    if (__builtin_expect(x->shape_ != x->inline_, 0)) ta_free_room(x);
#if TA_KEEPS_OBJECTS
    if (__builtin_expect(ta_n_kept < (int)(sizeof(ta_kept) / sizeof(ta_kept[0])), 1)) ta_kept[ta_n_kept++] = x;
    else
#endif
        ta_free_to_system(x);
    Py_DECREF(owner);
}

// Attributes that are fields: the interpreter reads these without a call.
static PyMemberDef ta_members[] = {
    {"dtype", T_OBJECT_EX, offsetof(ta_array, dtype_object), READONLY, "The data type of the elements."},
    {"device", T_OBJECT_EX, offsetof(ta_array, device_), READONLY, "The device that holds the elements."},
};

static int ta_add_members(PyTypeObject* type) {
    for (size_t i = 0; i < sizeof(ta_members) / sizeof(ta_members[0]); i++) {
        PyObject* member = PyDescr_NewMember(type, &ta_members[i]);
        if (member == NULL || PyDict_SetItemString(type->tp_dict, ta_members[i].name, member) < 0) return -1;
        Py_DECREF(member);
    }
    return 0;
}

// The type, which is final and has no objects yet, takes these functions and attributes. As NumPy's, its objects are not seen by the cycle collector.
static int ta_adopt_type(PyTypeObject* type) {
    if (ta_add_members(type) < 0) return -1;
    type->tp_flags &= ~Py_TPFLAGS_HAVE_GC;
    type->tp_traverse = NULL;
    type->tp_clear = NULL;
    type->tp_free = PyObject_Free;
    type->tp_dealloc = ta_free_object;
    PyType_Modified(type);
    ta_array_type = type;
    return 0;
}

static void ta_adopt_device(PyObject* device) {
    Py_INCREF(device);
    Py_XDECREF(ta_device);
    ta_device = device;
}

static PyObject* ta_tuple(int n, const int64_t* values) {
    PyObject* made = PyTuple_New(n);
    for (int i = 0; made != NULL && i < n; i++) {
        PyObject* value = PyLong_FromLongLong(values[i]);
        if (value == NULL) {
            Py_CLEAR(made);
            break;
        }
        PyTuple_SET_ITEM(made, i, value);
    }
    return made;
}

// The lengths of an array, which never change once it can be seen: the tuple is kept.
static PyObject* ta_shape(ta_array* x) {
#if TA_KEEPS_OBJECTS
    if (x->shape_tuple == NULL) x->shape_tuple = ta_tuple(x->ndim_, x->shape_);
    Py_XINCREF(x->shape_tuple);
    return x->shape_tuple;
#else
    return ta_tuple(x->ndim_, x->shape_);
#endif
}
