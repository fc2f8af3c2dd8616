# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""DLPack both ways: the legacy and the versioned capsule, on the CPU."""

cimport cython
from cpython.pycapsule cimport PyCapsule_GetPointer, PyCapsule_IsValid, PyCapsule_New, PyCapsule_SetName
from cpython.ref cimport Py_DECREF, Py_INCREF, PyObject
from libc.stdint cimport int32_t, int64_t, uint16_t, uint32_t, uint64_t, uint8_t
from libc.stdlib cimport free, malloc

from trueno_array._ext.apply cimport cast_copy
from trueno_array._ext.core cimport (
    ArrayBase, READONLY, TA_MAX_NDIM, dtype_of, check_device, errors, is_array, new_view, ta_itemsize,
)
from trueno_array._ext.interop cimport from_ndarray, is_ndarray, settled

from trueno_array._ops import dtypes as dtype_rows

# The structures of dlpack.h, version 1.0.
ctypedef struct DLDevice:
    int32_t device_type
    int32_t device_id

ctypedef struct DLDataType:
    uint8_t code
    uint8_t bits
    uint16_t lanes

ctypedef struct DLTensor:
    void* data
    DLDevice device
    int32_t ndim
    DLDataType dtype
    int64_t* shape
    int64_t* strides
    uint64_t byte_offset

ctypedef struct DLManagedTensor:
    DLTensor dl_tensor
    void* manager_ctx
    void (*deleter)(DLManagedTensor*) noexcept

ctypedef struct DLManagedTensorVersioned:
    uint32_t major
    uint32_t minor
    void* manager_ctx
    void (*deleter)(DLManagedTensorVersioned*) noexcept
    uint64_t flags
    DLTensor dl_tensor

cdef enum:
    CPU = 1
    FLAG_READ_ONLY = 1
    FLAG_IS_COPIED = 2

cdef const char* LEGACY = "dltensor"
cdef const char* VERSIONED = "dltensor_versioned"
cdef const char* USED_LEGACY = "used_dltensor"
cdef const char* USED_VERSIONED = "used_dltensor_versioned"

# Device types whose memory the CPU reads: the CPU itself, and host memory pinned for CUDA or ROCm.
cdef tuple readable_devices = (1, 3, 11)

cdef list type_codes = [row[5] for row in dtype_rows.DTYPES]
cdef dict dtype_of_type = {(row[5], 8 * row[3]): code for code, row in enumerate(dtype_rows.DTYPES)}


# Out

cdef void delete_legacy(DLManagedTensor* managed) noexcept with gil:
    Py_DECREF(<object>managed.manager_ctx)
    free(managed)


cdef void delete_versioned(DLManagedTensorVersioned* managed) noexcept with gil:
    Py_DECREF(<object>managed.manager_ctx)
    free(managed)


cdef void drop_legacy(object capsule) noexcept:
    """Destroys what nobody took."""
    cdef DLManagedTensor* managed
    if PyCapsule_IsValid(capsule, LEGACY):
        managed = <DLManagedTensor*>PyCapsule_GetPointer(capsule, LEGACY)
        if managed.deleter != NULL:
            managed.deleter(managed)


cdef void drop_versioned(object capsule) noexcept:
    """Destroys what nobody took."""
    cdef DLManagedTensorVersioned* managed
    if PyCapsule_IsValid(capsule, VERSIONED):
        managed = <DLManagedTensorVersioned*>PyCapsule_GetPointer(capsule, VERSIONED)
        if managed.deleter != NULL:
            managed.deleter(managed)


cdef void fill_tensor(DLTensor* tensor, ArrayBase x, int64_t* lengths) noexcept:
    """lengths has room for the shape and the strides."""
    cdef int d
    tensor.data = x.data
    tensor.device.device_type = CPU
    tensor.device.device_id = 0
    tensor.ndim = x.ndim_
    tensor.shape = lengths
    tensor.strides = lengths + x.ndim_
    tensor.byte_offset = 0
    for d in range(x.ndim_):
        tensor.shape[d] = x.shape_[d]
        tensor.strides[d] = x.stride_[d] // ta_itemsize[x.dtype_]


cdef object legacy_capsule(ArrayBase x):
    cdef DLManagedTensor* managed = <DLManagedTensor*>malloc(sizeof(DLManagedTensor) + 2 * x.ndim_ * sizeof(int64_t))
    if managed == NULL:
        raise MemoryError()
    fill_tensor(&managed.dl_tensor, x, <int64_t*>(managed + 1))
    fill_type(&managed.dl_tensor, x)
    managed.manager_ctx = <void*>x
    managed.deleter = delete_legacy
    Py_INCREF(x)
    return PyCapsule_New(managed, LEGACY, drop_legacy)


cdef object versioned_capsule(ArrayBase x, bint is_copied):
    cdef DLManagedTensorVersioned* managed = <DLManagedTensorVersioned*>malloc(sizeof(DLManagedTensorVersioned) + 2 * x.ndim_ * sizeof(int64_t))
    if managed == NULL:
        raise MemoryError()
    managed.major, managed.minor = 1, 0
    managed.flags = (FLAG_READ_ONLY if x.layout & READONLY else 0) | (FLAG_IS_COPIED if is_copied else 0)
    fill_tensor(&managed.dl_tensor, x, <int64_t*>(managed + 1))
    fill_type(&managed.dl_tensor, x)
    managed.manager_ctx = <void*>x
    managed.deleter = delete_versioned
    Py_INCREF(x)
    return PyCapsule_New(managed, VERSIONED, drop_versioned)


cdef int fill_type(DLTensor* tensor, ArrayBase x) except -1:
    tensor.dtype.code = type_codes[x.dtype_]
    tensor.dtype.bits = 8 * ta_itemsize[x.dtype_]
    tensor.dtype.lanes = 1
    return 0


cdef bint has_whole_strides(ArrayBase x) noexcept:
    """DLPack counts strides in elements."""
    cdef int d
    for d in range(x.ndim_):
        if x.stride_[d] % ta_itemsize[x.dtype_]:
            return False
    return True


cdef bint is_cpu(object device) except -1:
    try:
        kind, number = device
        return int(kind) == CPU and int(number) == 0
    except (TypeError, ValueError):
        raise errors.type_error("__dlpack__", "dl_device", "be a pair (device type, device number)", errors.describe(device)) from None


cdef bint wants_versioned(object max_version) except -1:
    if max_version is None:
        return False
    try:
        major, minor = max_version
        return int(major) >= 1
    except (TypeError, ValueError):
        raise errors.type_error("__dlpack__", "max_version", "be None or a pair (major, minor)", errors.describe(max_version)) from None


cdef object to_dlpack(ArrayBase x, object stream, object max_version, object dl_device, object copy):
    """A capsule over the memory of x, or over a copy of it."""
    cdef bint is_versioned = wants_versioned(max_version), is_copied = False, needs_copy
    if stream is not None:
        raise errors.buffer_error("__dlpack__", "stream", "be None on the CPU", errors.describe(stream))
    if dl_device is not None and not is_cpu(dl_device):
        raise errors.buffer_error("__dlpack__", "dl_device", "be (1, 0), the CPU", str(tuple(dl_device)), "import on the CPU, then move the array")
    needs_copy = not has_whole_strides(x) or (x.layout & READONLY and not is_versioned)
    if needs_copy and copy is not None and not copy:
        raise errors.copy_error("__dlpack__", "copy", "not be False for a read-only array without max_version=(1, 0), or for strides between elements", "False")
    if needs_copy or copy:
        x, is_copied = cast_copy(x, x.dtype_), True
    return versioned_capsule(x, is_copied) if is_versioned else legacy_capsule(x)


# In

@cython.final
cdef class Imported:
    """Keeps the tensor of another library; gives it back when the last array over it is gone."""
    cdef DLManagedTensor* legacy
    cdef DLManagedTensorVersioned* versioned

    def __dealloc__(self):
        if self.legacy != NULL and self.legacy.deleter != NULL:
            self.legacy.deleter(self.legacy)
        if self.versioned != NULL and self.versioned.deleter != NULL:
            self.versioned.deleter(self.versioned)


cdef bint is_producer(object x):
    """Whether the class of x speaks DLPack."""
    return hasattr(type(x), "__dlpack__")


cdef int check_tensor(DLTensor* tensor, str function) except -1:
    """The code of the dtype, for a tensor that can be read."""
    cdef int d
    if tensor.device.device_type not in readable_devices:
        raise errors.buffer_error(function, "x", "be in memory of the CPU", f"DLPack device ({tensor.device.device_type}, {tensor.device.device_id})")
    code = dtype_of_type.get((tensor.dtype.code, tensor.dtype.bits))
    if code is None or tensor.dtype.lanes != 1:
        raise errors.buffer_error(function, "x", "have a dtype of the namespace",
                                  f"DLPack type code {tensor.dtype.code}, {tensor.dtype.bits} bits, {tensor.dtype.lanes} lanes", "convert it first")
    if not 0 <= tensor.ndim <= TA_MAX_NDIM:
        raise errors.buffer_error(function, "x", f"have at most {TA_MAX_NDIM} dimensions", str(tensor.ndim))
    for d in range(tensor.ndim):
        if tensor.shape[d] < 0:
            raise errors.buffer_error(function, "x", "have non-negative lengths", str(tensor.shape[d]))
    return code


cdef ArrayBase array_of_tensor(object owner, DLTensor* tensor, int dtype, bint readonly, object copy, str function):
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int64_t step = ta_itemsize[dtype]
    cdef int d
    for d in range(tensor.ndim - 1, -1, -1):
        if tensor.strides != NULL:
            stride[d] = tensor.strides[d] * ta_itemsize[dtype]
        else:
            stride[d] = step
            step *= tensor.shape[d]
    return settled(owner, <char*>tensor.data + tensor.byte_offset, dtype, tensor.ndim, tensor.shape, stride, readonly, copy, function)


cdef ArrayBase take_capsule(object capsule, object copy, str function):
    """The array of a capsule. A capsule that is refused stays whole, and cleans up after itself."""
    cdef Imported owner = Imported()
    cdef DLTensor* tensor
    cdef int dtype
    cdef bint readonly = False
    if PyCapsule_IsValid(capsule, VERSIONED):
        versioned = <DLManagedTensorVersioned*>PyCapsule_GetPointer(capsule, VERSIONED)
        if versioned.major > 1:
            raise errors.buffer_error(function, "x", "speak DLPack version 1", f"version {versioned.major}.{versioned.minor}")
        tensor = &versioned.dl_tensor
        dtype = check_tensor(tensor, function)
        readonly = versioned.flags & FLAG_READ_ONLY
        if versioned.flags & FLAG_IS_COPIED and copy:
            copy = None
        PyCapsule_SetName(capsule, USED_VERSIONED)
        owner.versioned = versioned
    elif PyCapsule_IsValid(capsule, LEGACY):
        legacy = <DLManagedTensor*>PyCapsule_GetPointer(capsule, LEGACY)
        tensor = &legacy.dl_tensor
        dtype = check_tensor(tensor, function)
        PyCapsule_SetName(capsule, USED_LEGACY)
        owner.legacy = legacy
    else:
        raise errors.buffer_error(function, "x.__dlpack__()", "return an unused DLPack capsule", errors.describe(capsule))
    return array_of_tensor(owner, tensor, dtype, readonly, copy, function)


cdef object ask_capsule(object x, bint elsewhere, object copy):
    """Calls x.__dlpack__ with the keywords of the standard, or without when the producer is older than they are."""
    options = {"max_version": (1, 0)}
    if elsewhere:
        options["dl_device"] = (CPU, 0)
    if copy is not None:
        options["copy"] = copy
    try:
        return x.__dlpack__(**options)
    except TypeError:
        if elsewhere:
            raise
        return x.__dlpack__()


cdef ArrayBase import_dlpack(object x, object copy, str function):
    """An array over the memory of a producer on the CPU."""
    device = x.__dlpack_device__() if hasattr(type(x), "__dlpack_device__") else (CPU, 0)
    if int(device[0]) not in readable_devices:
        raise errors.buffer_error(function, "x", "be in memory of the CPU", f"an array on DLPack device {tuple(map(int, device))}",
                                  "ask for device='cpu' in from_dlpack")
    return take_capsule(ask_capsule(x, False, copy), copy, function)


def from_dlpack(x, /, *, device=None, copy=None):
    """An array over the memory of an array of another library.

    Parameters
    ----------
    x : object
        An object with the methods ``__dlpack__`` and ``__dlpack_device__``.
    device : Device or str, optional
        Where the result lives; None is the device of x, which must then be the CPU.
    copy : bool, optional
        True always copies, False never does, None copies where sharing is impossible.

    Returns
    -------
    array
        Shape and dtype of x; read-only if x says that it is.

    Raises
    ------
    TypeError
        If x does not speak DLPack.
    BufferError
        If the memory, the dtype or the device of x cannot be shared, or copy=False and a copy would be needed.
    """
    cdef ArrayBase own
    check_device(device, "from_dlpack")
    if is_array(x):
        own = <ArrayBase>x
        return cast_copy(own, own.dtype_) if copy else new_view(own, own.data, own.dtype_, own.ndim_, own.shape_, own.stride_)
    if is_ndarray(x):
        return from_ndarray(x, copy, "from_dlpack")
    if not is_producer(x):
        raise errors.type_error("from_dlpack", "x", "have the method __dlpack__", errors.describe(x), "use asarray for sequences and buffers")
    if device is None:
        return import_dlpack(x, copy, "from_dlpack")
    place = x.__dlpack_device__() if hasattr(type(x), "__dlpack_device__") else (CPU, 0)
    return take_capsule(ask_capsule(x, int(place[0]) not in readable_devices, copy), copy, "from_dlpack")
