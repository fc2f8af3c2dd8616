// The first fields of NumPy's arrays and dtypes, which its binary interface has kept from version 1.7 on; read without NumPy's headers.
// interop.pyx compares them with what NumPy's own attributes say before it trusts them.
#pragma once

typedef struct {
    PyObject_HEAD
    PyTypeObject* scalar;
    char kind, letter, byteorder, other;
    int number;  // of the type
} ta_ndarray_dtype;

typedef struct {
    PyObject_HEAD
    char* data;
    int ndim;
    Py_ssize_t *shape, *strides;
    PyObject* base;
    ta_ndarray_dtype* dtype;
    int flags;
} ta_ndarray;

enum { TA_NDARRAY_WRITEABLE = 0x400, TA_NDARRAY_WARNS = (int)0x80000000u };  // WARNS: where writing is deprecated

static inline const char* ta_type_name(const PyTypeObject* type) { return type->tp_name; }
