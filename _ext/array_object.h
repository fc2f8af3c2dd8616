// The objects of the public array class: made and freed here, because a generated tp_new and tp_dealloc cost more than a small computation.
// Included once, by core.pyx, after the layout of ArrayBase.
#pragma once

#include "runtime/alloc.h"

typedef struct __pyx_obj_12trueno_array_4_ext_4core_ArrayBase ta_array;

static PyTypeObject* ta_array_type = NULL;

#if defined(Py_GIL_DISABLED) || defined(Py_TRACE_REFS)
#define TA_KEEPS_OBJECTS 0
#else
#define TA_KEEPS_OBJECTS 1
static ta_array* ta_kept[128];  // freed objects, whose type and __weakref__ stay valid; the GIL guards them
static int ta_n_kept = 0;
#endif

static inline ta_array* ta_raw_object(void) {
#if TA_KEEPS_OBJECTS
    if (ta_n_kept > 0) {
        ta_array* kept = ta_kept[--ta_n_kept];
        Py_SET_REFCNT((PyObject*)kept, 1);
        return kept;
    }
#endif
    ta_array* x = (ta_array*)PyObject_Malloc(sizeof(ta_array));
    if (x == NULL) return (ta_array*)PyErr_NoMemory();
    PyObject_Init((PyObject*)x, ta_array_type);
    x->__weakref__ = NULL;
    return x;
}

// An array without block, data, size, lengths and strides, which the caller sets.
static ta_array* ta_new_object(int dtype, int ndim, PyObject* owner, PyObject* device) {
    ta_array* x = ta_raw_object();
    if (x == NULL) return NULL;
    Py_INCREF(owner);
    Py_INCREF(device);
    x->owner = owner;
    x->device_ = device;
    x->dtype_ = dtype;
    x->ndim_ = ndim;
    x->layout = 0;
    x->block = NULL;
    x->shape_ = x->inline_;
    if (2 * ndim * sizeof(int64_t) > sizeof(x->inline_)) {
        x->shape_ = (int64_t*)PyMem_Malloc(2 * ndim * sizeof(int64_t));
        if (x->shape_ == NULL) {
            Py_DECREF((PyObject*)x);
            return (ta_array*)PyErr_NoMemory();
        }
    }
    x->stride_ = x->shape_ + ndim;
    return x;
}

static void ta_free_object(PyObject* object) {
    ta_array* x = (ta_array*)object;
    PyObject *owner = x->owner, *device = x->device_;
    if (x->__weakref__ != NULL) PyObject_ClearWeakRefs(object);
    if (x->block != NULL) ta_free(x->block, x->block_bytes);
    if (x->shape_ != x->inline_) PyMem_Free(x->shape_);
#if TA_KEEPS_OBJECTS
    if (ta_n_kept < (int)(sizeof(ta_kept) / sizeof(ta_kept[0]))) {
        x->__weakref__ = NULL;
        ta_kept[ta_n_kept++] = x;
    } else
#endif
    {
        PyTypeObject* type = Py_TYPE(object);
        PyObject_Free(object);
        if (type->tp_flags & Py_TPFLAGS_HEAPTYPE) Py_DECREF((PyObject*)type);
    }
    Py_XDECREF(owner);
    Py_XDECREF(device);
}

// The type, which is final and has no objects yet, takes these functions. As NumPy's, its objects are not seen by the cycle collector.
static void ta_adopt_type(PyTypeObject* type) {
    type->tp_flags &= ~Py_TPFLAGS_HAVE_GC;
    type->tp_traverse = NULL;
    type->tp_clear = NULL;
    type->tp_free = PyObject_Free;
    type->tp_dealloc = ta_free_object;
    PyType_Modified(type);
    ta_array_type = type;
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
