# Exchange with Python, the buffer protocol, DLPack and NumPy.
from trueno_array._ext.core cimport ArrayBase

cdef object item_of(ArrayBase x)
cdef int fill_buffer(ArrayBase x, Py_buffer* buffer, int flags) except -1
