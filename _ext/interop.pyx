# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Exchange with Python, the buffer protocol, DLPack and NumPy."""

from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from trueno_array._ext.apply cimport as_array
from trueno_array._ext.core cimport ArrayBase, new_array, new_view, ta_itemsize, ta_kind, dtype_of, errors, TA_BOOL, TA_C128, TA_C64, TA_F32, TA_F64, TA_I8, TA_I16, TA_I32, TA_I64, TA_U8, TA_U16, TA_U32, TA_U64


cdef object item_of(ArrayBase x):
    """The first element as a Python scalar."""
    cdef char* p = x.data
    cdef int dtype = x.dtype_
    if dtype == TA_BOOL:
        return p[0] != 0
    if dtype == TA_I8:
        return (<int8_t*>p)[0]
    if dtype == TA_I16:
        return (<int16_t*>p)[0]
    if dtype == TA_I32:
        return (<int32_t*>p)[0]
    if dtype == TA_I64:
        return (<int64_t*>p)[0]
    if dtype == TA_U8:
        return (<uint8_t*>p)[0]
    if dtype == TA_U16:
        return (<uint16_t*>p)[0]
    if dtype == TA_U32:
        return (<uint32_t*>p)[0]
    if dtype == TA_U64:
        return (<uint64_t*>p)[0]
    if dtype == TA_F32:
        return <double>(<float*>p)[0]
    if dtype == TA_F64:
        return (<double*>p)[0]
    if dtype == TA_C64:
        return complex((<float*>p)[0], (<float*>p)[1])
    return complex((<double*>p)[0], (<double*>p)[1])


cdef int fill_buffer(ArrayBase x, Py_buffer* buffer, int flags) except -1:
    raise BufferError("interop: not built yet")


cdef ArrayBase component(x, int which, str function):
    """The real (0) or imaginary (1) parts of a complex array, as a view."""
    cdef ArrayBase z = as_array(x, function)
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
    cdef ArrayBase z = as_array(x, "real")
    return component(z, 0, "real") if ta_kind[z.dtype_] == c"c" else z


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
    cdef ArrayBase z = as_array(x, "imag")
    if ta_kind[z.dtype_] == c"c":
        return component(z, 1, "imag")
    from trueno_array import zeros_like

    return zeros_like(z)
