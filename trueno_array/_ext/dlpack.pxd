# Exchange with other array libraries through DLPack.
from trueno_array._ext.core cimport ArrayBase

cdef object to_dlpack(ArrayBase x, object stream, object max_version, object dl_device, object copy)
cdef bint is_producer(object x)
cdef ArrayBase import_dlpack(object x, object copy, str function)
