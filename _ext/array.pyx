# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True, binding=False, embedsignature=True, embedsignature.format=clinic
# Not bound, the methods are of the kind that the interpreter calls at once; "clinic" gives them their signatures all the same.
"""The public array class: operators, attributes and methods over the functions of the other modules."""

cimport cython
from cpython.long cimport PyLong_AsLongLongAndOverflow
from libc.stdint cimport int64_t

from trueno_array._ext.apply cimport assign, as_array, binary, cast_copy, converted, inplace, is_scalar, ta_loop_dtype, ta_output_dtype, unary, weak_dtype
from trueno_array._ext.core cimport (
    ArrayBase, C_CONTIGUOUS, INLINE_NDIM, READONLY, TA_BOOL, TA_F64, TA_I64, TA_MAX_NDIM, check_device, dtype_of, errors, is_array, new_transpose, new_view,
    shape_tuple, stride_tuple, ta_itemsize, ta_kind, ta_promotion,
)
from trueno_array._ext.dlpack cimport to_dlpack
from trueno_array._ext.indexing cimport getitem, setitem
from trueno_array._ext.interop cimport component, fill_buffer, is_f_contiguous, item_at, item_of, numpy_ufunc, reduce_array, to_list, to_numpy
from trueno_array._ext.products cimport product
from trueno_array._ext.reduce cimport TA_ARG_MAX, TA_ARG_MIN, position
from trueno_array._ext.views cimport permute, reshape_as, reshaped, reversed_dims, view_as, without_ones

from trueno_array._ext import core as _core

cdef extern from "ta_ops.h" nogil:
    enum: TA_OP_ABS, TA_OP_ADD, TA_OP_BITWISE_AND, TA_OP_BITWISE_INVERT, TA_OP_BITWISE_LEFT_SHIFT, TA_OP_BITWISE_OR, TA_OP_BITWISE_RIGHT_SHIFT
    enum: TA_OP_BITWISE_XOR, TA_OP_DIVIDE, TA_OP_EQUAL, TA_OP_FLOOR_DIVIDE, TA_OP_GREATER, TA_OP_GREATER_EQUAL, TA_OP_LESS, TA_OP_LESS_EQUAL
    enum: TA_OP_MULTIPLY, TA_OP_NEGATIVE, TA_OP_NOT_EQUAL, TA_OP_POSITIVE, TA_OP_POW, TA_OP_REMAINDER, TA_OP_SUBTRACT

cdef extern from "temporary.h":
    bint ta_held_once(object x)
    bint ta_called_by_the_loop()

DEF SPARED_BYTES = 262144  # from here on memory costs more than a look at the stack

cdef object namespace = None


cdef object xp():
    """The public namespace, for what methods share with functions."""
    global namespace
    if namespace is None:
        import trueno_array

        namespace = trueno_array
    return namespace


cdef ArrayBase swapped_last(ArrayBase x):
    """x with its last two dimensions exchanged, as a view."""
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int d, n = x.ndim_
    for d in range(n):
        shape[d], stride[d] = x.shape_[d], x.stride_[d]
    shape[n - 2], shape[n - 1] = x.shape_[n - 1], x.shape_[n - 2]
    stride[n - 2], stride[n - 1] = x.stride_[n - 1], x.stride_[n - 2]
    return new_view(x, x.data, x.dtype_, n, shape, stride)


cdef object single(ArrayBase x, str function):
    if x.size_ != 1:
        raise errors.type_error(function, "x", "have exactly one element", f"shape {shape_tuple(x)}", "reduce it with any, all or another function")
    return item_of(x)


cdef inline bint may_be_spare(object x) noexcept:
    return ta_held_once(x) and is_array(x) and (<ArrayBase>x).size_ * ta_itemsize[(<ArrayBase>x).dtype_] >= SPARED_BYTES


cdef bint is_spare(int op, ArrayBase x, int dtype) noexcept:
    """Whether x, which may be spare, is a temporary whose memory can take the result of an operation in dtype."""
    return (x.block != NULL and x.layout & C_CONTIGUOUS and not x.layout & READONLY and dtype == x.dtype_ and ta_loop_dtype[op][dtype] == dtype
            and ta_output_dtype[op][dtype] == dtype and ta_called_by_the_loop())


cdef bint fits_over(ArrayBase x, ArrayBase b) noexcept:
    """Whether b broadcasts to the shape of x, and its dimensions lie in memory in their order."""
    cdef int d, extra = x.ndim_ - b.ndim_
    cdef int64_t step, last = 0
    if extra < 0:
        return False
    for d in range(b.ndim_ - 1, -1, -1):
        if b.shape_[d] == 1:
            continue
        step = abs(b.stride_[d])
        if b.shape_[d] != x.shape_[extra + d] or step < last and step:
            return False
        last = max(step, last)
    return True


cdef bint takes(int op, ArrayBase x, object other) noexcept:
    """Whether the result of the operation on x, which may be spare, and other can lie in the memory of x."""
    if is_array(other):
        return fits_over(x, <ArrayBase>other) and is_spare(op, x, ta_promotion[x.dtype_][(<ArrayBase>other).dtype_])
    return is_scalar(other) and is_spare(op, x, weak_dtype(x.dtype_, other))


cdef object operated(int op, object x1, object x2):
    """binary for an operator of Python: a large result lies in the memory of an operand that is a temporary."""
    if may_be_spare(x1) and takes(op, <ArrayBase>x1, x2):
        return binary(op, x1, x2, <ArrayBase>x1)
    if may_be_spare(x2) and takes(op, <ArrayBase>x2, x1):
        return binary(op, x1, x2, <ArrayBase>x2)
    return binary(op, x1, x2, None)


cdef object delivered(object result, object out):
    """result, or `out` with its values where the caller gave one."""
    if out is None:
        return result
    out[...] = result
    return out


cdef ArrayBase in_dtype(ArrayBase x, object dtype):
    return x if dtype is None else xp().astype(x, dtype, copy=False)


cdef bint may_be_written(ArrayBase x):
    """Whether the memory is an array's that allows it, with a place for each element."""
    cdef object owner = x.owner
    cdef int d
    for d in range(x.ndim_):
        if x.stride_[d] == 0 and x.shape_[d] > 1:
            return False
    return x.block != NULL or (is_array(owner) and not (<ArrayBase>owner).layout & READONLY)


cdef dict FLAG_NAMES = {
    "C_CONTIGUOUS": "c_contiguous", "C": "c_contiguous", "CONTIGUOUS": "c_contiguous", "F_CONTIGUOUS": "f_contiguous", "F": "f_contiguous", "FORTRAN": "f_contiguous",
    "OWNDATA": "owndata", "O": "owndata", "WRITEABLE": "writeable", "W": "writeable", "ALIGNED": "aligned", "A": "aligned", "FNC": "fnc", "FORC": "forc",
}


@cython.final
cdef class Flags:
    """What an array's memory is and allows, by NumPy's names, as attributes or keys; `writeable` may be set."""

    cdef ArrayBase x

    @property
    def c_contiguous(self):
        """Whether the elements lie side by side in C order."""
        return self.x.layout & C_CONTIGUOUS != 0

    @property
    def contiguous(self):
        """Another name of c_contiguous."""
        return self.c_contiguous

    @property
    def f_contiguous(self):
        """Whether the elements lie side by side in Fortran's order."""
        return is_f_contiguous(self.x)

    @property
    def owndata(self):
        """Whether the memory is the array's own."""
        return self.x.block != NULL

    @property
    def aligned(self):
        """True: elements of every array are read at any address."""
        return True

    @property
    def fnc(self):
        """Fortran's order and not C's."""
        return self.f_contiguous and not self.c_contiguous

    @property
    def forc(self):
        """Either order."""
        return self.f_contiguous or self.c_contiguous

    @property
    def writeable(self):
        """Whether elements may be assigned."""
        return self.x.layout & READONLY == 0

    @writeable.setter
    def writeable(self, value):
        if not value:
            self.x.layout |= READONLY
        elif self.writeable or may_be_written(self.x):
            self.x.layout &= ~READONLY
        else:
            raise errors.value_error("flags", "writeable", "stay False where memory is not to be written or elements are repeated", "True", "copy the array")

    def __getitem__(self, name):
        if name not in FLAG_NAMES:
            raise KeyError(f"flags: the name must be one of {', '.join(FLAG_NAMES)}, got {name!r}")
        return getattr(self, FLAG_NAMES[name])

    def __setitem__(self, name, value):
        if name not in ("WRITEABLE", "W"):
            raise KeyError(f"flags: the name must be WRITEABLE to be set, got {name!r}")
        self.writeable = value

    def __repr__(self):
        return "\n".join([f"  {name} : {self[name]}" for name in ("C_CONTIGUOUS", "F_CONTIGUOUS", "OWNDATA", "WRITEABLE", "ALIGNED")])


@cython.final
@cython.freelist(8)
@cython.no_gc
cdef class Parts:
    """The parts of an array along its first dimension, one after the other."""

    cdef ArrayBase whole
    cdef int64_t at

    def __iter__(self):
        return self

    def __next__(self):
        cdef ArrayBase x = self.whole
        if self.at == x.shape_[0]:
            raise StopIteration
        self.at += 1
        return new_view(x, x.data + (self.at - 1) * x.stride_[0], x.dtype_, x.ndim_ - 1, x.shape_ + 1, x.stride_ + 1)

    def __length_hint__(self):
        return self.whole.shape_[0] - self.at


@cython.final
cdef class Array(ArrayBase):
    """An N-dimensional array of one data type. Made by the functions of the namespace, such as ``asarray`` and ``zeros``."""

    __array_priority__ = 1000

    def __cinit__(self, *args, **kwargs):
        raise TypeError("Array: arrays are made by functions of the namespace; use trueno_array.asarray")

    # attributes; array_object.h adds dtype and device

    @property
    def shape(self):
        """The lengths of the dimensions."""
        return shape_tuple(self)

    @property
    def ndim(self):
        """The number of dimensions."""
        return self.ndim_

    @property
    def size(self):
        """The number of elements."""
        return self.size_

    @property
    def itemsize(self):
        """Bytes of one element."""
        return ta_itemsize[self.dtype_]

    @property
    def nbytes(self):
        """Bytes of all elements."""
        return self.size_ * ta_itemsize[self.dtype_]

    @property
    def strides(self):
        """Bytes from an element to the next one along each dimension."""
        return stride_tuple(self)

    @property
    def T(self):
        """The transpose of a matrix, as a view; arrays of other ranks need ``mT`` or ``permute_dims``."""
        if self.ndim_ != 2:
            raise errors.value_error("T", "x", "have 2 dimensions", str(self.ndim_), "use x.mT or permute_dims")
        return new_transpose(self)

    @property
    def mT(self):
        """The transpose of the matrices in the last two dimensions, as a view."""
        if self.ndim_ < 2:
            raise errors.value_error("mT", "x", "have at least 2 dimensions", str(self.ndim_))
        return swapped_last(self)

    @property
    def real(self):
        """The real part; a view for a complex array."""
        return component(self, 0) if ta_kind[self.dtype_] == c"c" else self

    @property
    def imag(self):
        """The imaginary part; a view for a complex array."""
        return component(self, 1) if ta_kind[self.dtype_] == c"c" else xp().imag(self)

    @property
    def flags(self):
        """What the memory is and allows, with NumPy's names; `flags.writeable` may be set."""
        cdef Flags flags = Flags.__new__(Flags)
        flags.x = self
        return flags

    def setflags(self, write=None, align=None, uic=None):
        """Sets `flags.writeable`, as NumPy's method does."""
        if write is not None:
            self.flags.writeable = write

    def __array_namespace__(self, /, *, api_version=None):
        """The namespace that computes with this array."""
        if api_version not in (None, "2021.12", "2022.12", "2023.12", "2024.12", "2025.12"):
            raise errors.value_error("__array_namespace__", "api_version", "be a version up to '2025.12'", errors.describe(api_version))
        return xp()

    # conversion

    def __bool__(self):
        """The only element as a bool."""
        if self.dtype_ == TA_BOOL and self.size_ == 1:
            return self.data[0] != 0
        return bool(single(self, "bool"))

    def __int__(self):
        """The only element as an int."""
        if self.dtype_ == TA_I64 and self.size_ == 1:
            return (<int64_t*>self.data)[0]
        if ta_kind[self.dtype_] == c"c":
            raise errors.type_error("int", "x", "be real-valued", str(dtype_of(self)))
        return int(single(self, "int"))

    def __float__(self):
        """The only element as a float."""
        if self.dtype_ == TA_F64 and self.size_ == 1:
            return (<double*>self.data)[0]
        if ta_kind[self.dtype_] == c"c":
            raise errors.type_error("float", "x", "be real-valued", str(dtype_of(self)))
        return float(single(self, "float"))

    def __complex__(self):
        """The only element as a complex."""
        return complex(single(self, "complex"))

    def __index__(self):
        """The element of a 0-d integer array as an int."""
        if ta_kind[self.dtype_] not in (c"i", c"u") or self.ndim_ != 0:
            raise errors.type_error("index", "x", "be a 0-d integer array", errors.describe(self))
        return item_of(self)

    def __len__(self):
        """The length of the first dimension."""
        if self.ndim_ == 0:
            raise errors.type_error("len", "x", "have at least 1 dimension", "a 0-d array")
        return self.shape_[0]

    def __iter__(self):
        """The parts along the first dimension."""
        if self.ndim_ == 0:
            raise errors.type_error("iter", "x", "have at least 1 dimension", "a 0-d array")
        cdef Parts parts = Parts.__new__(Parts)
        parts.whole = self
        return parts

    def __contains__(self, value):
        """Whether an element equals the value."""
        return bool(xp().any(binary(TA_OP_EQUAL, self, value, None)))

    __hash__ = None

    def __repr__(self):
        """The array as text that names its dtype where it is not the default."""
        from trueno_array._printing import array_repr

        return array_repr(self)

    def __str__(self):
        """The elements as text."""
        from trueno_array._printing import array_str

        return array_str(self)

    def __format__(self, spec):
        """A 0-d array as its element would be formatted."""
        if not isinstance(spec, str):
            raise errors.type_error("format", "the specification", "be a str", errors.describe(spec))
        if self.ndim_ == 0:
            return format(item_of(self), spec)
        if spec:
            raise errors.type_error("format", "the specification", "be empty for an array with dimensions", repr(spec))
        return str(self)

    # indexing

    def __getitem__(self, key):
        """The part of the array that a key selects: a view for integers, slices, Ellipsis and None."""
        return getitem(self, key)

    def __setitem__(self, key, value):
        """Write to the part of the array that a key selects."""
        setitem(self, key, value)

    def __delitem__(self, key):
        """Arrays cannot be shortened."""
        raise errors.type_error("del", "x", "be a container whose elements can be deleted", "an array", "build a new one with concat")

    # exchange

    def __getbuffer__(self, Py_buffer* buffer, int flags):
        fill_buffer(self, buffer, flags)

    def __releasebuffer__(self, Py_buffer* buffer):
        pass

    def __dlpack__(self, /, *, stream=None, max_version=None, dl_device=None, copy=None):
        """A DLPack capsule of the elements; see the standard."""
        return to_dlpack(self, stream, max_version, dl_device, copy)

    def __dlpack_device__(self):
        """DLPack's device type and number: (1, 0), the CPU."""
        return (1, 0)

    def __array__(self, dtype=None, copy=None):
        """The elements as a NumPy array; shares memory unless `dtype` or `copy` asks for a copy."""
        return to_numpy(self, dtype, copy)

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        """Run a NumPy ufunc on arrays of this kind."""
        return numpy_ufunc(ufunc, method, inputs, kwargs)

    def __reduce_ex__(self, protocol):
        """The state for pickle."""
        return reduce_array(self, protocol)

    def __copy__(self):
        """A C-contiguous copy."""
        return cast_copy(self, self.dtype_)

    def __deepcopy__(self, memo):
        """A C-contiguous copy."""
        return cast_copy(self, self.dtype_)

    def to_device(self, device, /, *, stream=None):
        """The array on `device`; itself when it is there already."""
        if stream is not None:
            raise errors.value_error("to_device", "stream", "be None on the CPU", errors.describe(stream))
        if device is None:
            raise errors.type_error("to_device", "device", "be a device or its name", "None")
        check_device(device, "to_device")
        return self

    # operators

    def __abs__(self):
        """abs(self): see ``trueno_array.abs``."""
        return unary(TA_OP_ABS, self)

    def __neg__(self):
        """-self: see ``trueno_array.negative``."""
        return unary(TA_OP_NEGATIVE, self)

    def __pos__(self):
        """+self: see ``trueno_array.positive``."""
        return unary(TA_OP_POSITIVE, self)

    def __invert__(self):
        """~self: see ``trueno_array.bitwise_invert``."""
        return unary(TA_OP_BITWISE_INVERT, self)

    def __add__(self, other):
        """self + other."""
        return operated(TA_OP_ADD, self, other)

    def __radd__(self, other):
        """other + self."""
        return operated(TA_OP_ADD, other, self)

    def __iadd__(self, other):
        """self += other."""
        return inplace(TA_OP_ADD, self, other)

    def __sub__(self, other):
        """self - other."""
        return operated(TA_OP_SUBTRACT, self, other)

    def __rsub__(self, other):
        """other - self."""
        return operated(TA_OP_SUBTRACT, other, self)

    def __isub__(self, other):
        """self -= other."""
        return inplace(TA_OP_SUBTRACT, self, other)

    def __mul__(self, other):
        """self * other."""
        return operated(TA_OP_MULTIPLY, self, other)

    def __rmul__(self, other):
        """other * self."""
        return operated(TA_OP_MULTIPLY, other, self)

    def __imul__(self, other):
        """self *= other."""
        return inplace(TA_OP_MULTIPLY, self, other)

    def __truediv__(self, other):
        """self / other."""
        return operated(TA_OP_DIVIDE, self, other)

    def __rtruediv__(self, other):
        """other / self."""
        return operated(TA_OP_DIVIDE, other, self)

    def __itruediv__(self, other):
        """self /= other."""
        return inplace(TA_OP_DIVIDE, self, other)

    def __floordiv__(self, other):
        """self // other."""
        return operated(TA_OP_FLOOR_DIVIDE, self, other)

    def __rfloordiv__(self, other):
        """other // self."""
        return operated(TA_OP_FLOOR_DIVIDE, other, self)

    def __ifloordiv__(self, other):
        """self //= other."""
        return inplace(TA_OP_FLOOR_DIVIDE, self, other)

    def __mod__(self, other):
        """self % other."""
        return operated(TA_OP_REMAINDER, self, other)

    def __rmod__(self, other):
        """other % self."""
        return operated(TA_OP_REMAINDER, other, self)

    def __imod__(self, other):
        """self %= other."""
        return inplace(TA_OP_REMAINDER, self, other)

    def __divmod__(self, other):
        """The floor quotient and the remainder."""
        return binary(TA_OP_FLOOR_DIVIDE, self, other, None), binary(TA_OP_REMAINDER, self, other, None)

    def __pow__(self, other, modulo):
        """self ** other."""
        if modulo is not None:
            return NotImplemented
        return operated(TA_OP_POW, self, other)

    def __rpow__(self, other, modulo):
        """other ** self."""
        if modulo is not None:
            return NotImplemented
        return operated(TA_OP_POW, other, self)

    def __ipow__(self, other):
        """self **= other."""
        return inplace(TA_OP_POW, self, other)

    def __matmul__(self, other):
        """self @ other."""
        return _matmul(self, other, self)

    def __rmatmul__(self, other):
        """other @ self."""
        return _matmul(other, self, self)

    def __imatmul__(self, other):
        """self @= other."""
        product = _matmul(self, other, self)
        if product is NotImplemented:
            return product
        if shape_tuple(product) != shape_tuple(self) or (<ArrayBase>product).dtype_ != self.dtype_:
            raise errors.value_error("matmul", "x2", "keep shape and dtype of x1 in place", errors.describe(product), "write x1 = x1 @ x2")
        assign(self, product, "matmul")
        return self

    def __and__(self, other):
        """self & other."""
        return operated(TA_OP_BITWISE_AND, self, other)

    def __rand__(self, other):
        """other & self."""
        return operated(TA_OP_BITWISE_AND, other, self)

    def __iand__(self, other):
        """self &= other."""
        return inplace(TA_OP_BITWISE_AND, self, other)

    def __or__(self, other):
        """self | other."""
        return operated(TA_OP_BITWISE_OR, self, other)

    def __ror__(self, other):
        """other | self."""
        return operated(TA_OP_BITWISE_OR, other, self)

    def __ior__(self, other):
        """self |= other."""
        return inplace(TA_OP_BITWISE_OR, self, other)

    def __xor__(self, other):
        """self ^ other."""
        return operated(TA_OP_BITWISE_XOR, self, other)

    def __rxor__(self, other):
        """other ^ self."""
        return operated(TA_OP_BITWISE_XOR, other, self)

    def __ixor__(self, other):
        """self ^= other."""
        return inplace(TA_OP_BITWISE_XOR, self, other)

    def __lshift__(self, other):
        """self << other."""
        return operated(TA_OP_BITWISE_LEFT_SHIFT, self, other)

    def __rlshift__(self, other):
        """other << self."""
        return operated(TA_OP_BITWISE_LEFT_SHIFT, other, self)

    def __ilshift__(self, other):
        """self <<= other."""
        return inplace(TA_OP_BITWISE_LEFT_SHIFT, self, other)

    def __rshift__(self, other):
        """self >> other."""
        return operated(TA_OP_BITWISE_RIGHT_SHIFT, self, other)

    def __rrshift__(self, other):
        """other >> self."""
        return operated(TA_OP_BITWISE_RIGHT_SHIFT, other, self)

    def __irshift__(self, other):
        """self >>= other."""
        return inplace(TA_OP_BITWISE_RIGHT_SHIFT, self, other)

    def __eq__(self, other):
        """self == other."""
        return binary(TA_OP_EQUAL, self, other, None)

    def __ne__(self, other):
        """self != other."""
        return binary(TA_OP_NOT_EQUAL, self, other, None)

    def __lt__(self, other):
        """self < other."""
        return binary(TA_OP_LESS, self, other, None)

    def __le__(self, other):
        """self <= other."""
        return binary(TA_OP_LESS_EQUAL, self, other, None)

    def __gt__(self, other):
        """self > other."""
        return binary(TA_OP_GREATER, self, other, None)

    def __ge__(self, other):
        """self >= other."""
        return binary(TA_OP_GREATER_EQUAL, self, other, None)

    # the few methods that users and consumers expect

    def item(self, *index):
        """The only element, or the element at `index`, as a Python scalar."""
        if not index:
            if self.size_ != 1:
                raise errors.value_error("item", "x", "have exactly one element", f"shape {shape_tuple(self)}", "give an index")
            return item_of(self)
        cdef int overflow = 0
        cdef int64_t at
        if len(index) == 1 and self.ndim_ == 1 and type(index[0]) is int:
            at = PyLong_AsLongLongAndOverflow(index[0], &overflow)
            if not overflow and -self.shape_[0] <= at < self.shape_[0]:
                return item_at(self.data + (at + self.shape_[0] if at < 0 else at) * self.stride_[0], self.dtype_)
        key = index[0] if len(index) == 1 and isinstance(index[0], tuple) else index
        if len(key) == 1 and self.ndim_ != 1:
            return item_of(getitem(xp().reshape(self, (-1,)), key[0]))
        return item_of(getitem(self, tuple(key)))

    def tolist(self):
        """The elements as nested lists of Python scalars; a scalar for a 0-d array."""
        return to_list(self)

    def tobytes(self):
        """The elements in C order as bytes."""
        cdef ArrayBase x = self if self.layout & C_CONTIGUOUS else cast_copy(self, self.dtype_)
        return x.data[: x.size_ * ta_itemsize[x.dtype_]]

    def copy(self):
        """A C-contiguous copy."""
        return cast_copy(self, self.dtype_)

    def fill(self, value):
        """Set every element to `value`."""
        setitem(self, Ellipsis, value)

    def astype(self, dtype, copy=True):
        """The array in another dtype; see ``trueno_array.astype``."""
        return converted(self, dtype, copy)

    def view(self, dtype):
        """The same memory seen as another dtype; the last dimension is contiguous and changes its length with the item size."""
        return view_as(self, dtype)

    def reshape(self, *shape, copy=None):
        """The array with another shape; see ``trueno_array.reshape``."""
        return reshape_as(self, shape[0] if len(shape) == 1 else shape, copy)

    def flatten(self):
        """A one-dimensional copy in C order."""
        return reshaped(self, 1, &self.size_, True, "flatten")

    def ravel(self):
        """The array in one dimension, a view where possible."""
        return reshaped(self, 1, &self.size_, None, "ravel")

    def squeeze(self, axis=None):
        """The array without dimensions of length 1, or without the named ones."""
        return without_ones(self) if axis is None else xp().squeeze(self, axis)

    def transpose(self, *axes):
        """The array with its dimensions permuted; reversed when no axes are given."""
        if len(axes) == 1 and not isinstance(axes[0], int):
            axes = axes[0]
        return permute(self, tuple(axes)) if axes else reversed_dims(self)

    # as NumPy's functions call them: np.sum(x) is x.sum(axis=None, dtype=None, out=None)

    def sum(self, axis=None, dtype=None, out=None, keepdims=False):
        """See ``trueno_array.sum``."""
        return delivered(xp().sum(self, axis=axis, dtype=dtype, keepdims=keepdims), out)

    def prod(self, axis=None, dtype=None, out=None, keepdims=False):
        """See ``trueno_array.prod``."""
        return delivered(xp().prod(self, axis=axis, dtype=dtype, keepdims=keepdims), out)

    def mean(self, axis=None, dtype=None, out=None, keepdims=False):
        """See ``trueno_array.mean``; computed in `dtype` if it is given."""
        return delivered(xp().mean(in_dtype(self, dtype), axis=axis, keepdims=keepdims), out)

    def std(self, axis=None, dtype=None, out=None, ddof=0.0, keepdims=False):
        """See ``trueno_array.std``; `ddof` is its correction."""
        return delivered(xp().std(in_dtype(self, dtype), axis=axis, correction=ddof, keepdims=keepdims), out)

    def var(self, axis=None, dtype=None, out=None, ddof=0.0, keepdims=False):
        """See ``trueno_array.var``; `ddof` is its correction."""
        return delivered(xp().var(in_dtype(self, dtype), axis=axis, correction=ddof, keepdims=keepdims), out)

    def min(self, axis=None, out=None, keepdims=False):
        """See ``trueno_array.min``."""
        return delivered(xp().min(self, axis=axis, keepdims=keepdims), out)

    def max(self, axis=None, out=None, keepdims=False):
        """See ``trueno_array.max``."""
        return delivered(xp().max(self, axis=axis, keepdims=keepdims), out)

    def argmin(self, axis=None, out=None, keepdims=False):
        """See ``trueno_array.argmin``."""
        return delivered(position(TA_ARG_MIN, self, axis, keepdims, "argmin"), out)

    def argmax(self, axis=None, out=None, keepdims=False):
        """See ``trueno_array.argmax``."""
        return delivered(position(TA_ARG_MAX, self, axis, keepdims, "argmax"), out)

    def any(self, axis=None, out=None, keepdims=False):
        """See ``trueno_array.any``."""
        return delivered(xp().any(self, axis=axis, keepdims=keepdims), out)

    def all(self, axis=None, out=None, keepdims=False):
        """See ``trueno_array.all``."""
        return delivered(xp().all(self, axis=axis, keepdims=keepdims), out)

    def conj(self):
        """See ``trueno_array.conj``."""
        return xp().conj(self)

    def dot(self, other):
        """The matrix product; see ``trueno_array.matmul``."""
        return product(self, other)


cdef object _matmul(x1, x2, Array self):
    if is_scalar(x1) or is_scalar(x2):
        return NotImplemented
    if not is_array(x1) or not is_array(x2):
        try:
            x1, x2 = as_array(x1, "matmul"), as_array(x2, "matmul")
        except TypeError:
            return NotImplemented
    return product(x1, x2)


_core._set_array_class(Array)
