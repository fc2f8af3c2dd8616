# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Random numbers as new arrays or into given ones. A stream is its key and the count of its blocks that were used."""

cimport cython
from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport int64_t, uint64_t

from trueno_array._ext.apply cimport cast_copy
from trueno_array._ext.core cimport ArrayBase, C_CONTIGUOUS, TA_BOOL, TA_F32, TA_F64, TA_I64, TA_MAX_NDIM, dtype_code, errors, new_array, parse_shape, require_writable

cdef extern from "ta_ops.h" nogil:
    const signed char ta_itemsize[]

cdef extern from "runtime/random.h" nogil:
    enum: TA_RANDOM_UNIFORM
    enum: TA_RANDOM_NORMAL
    enum: TA_RANDOM_EXPONENTIAL
    void ta_random_floats(int distribution, int dtype, uint64_t key, uint64_t first_block, int64_t n, double offset, double scale, void* out)
    void ta_random_integers(int dtype, uint64_t key, uint64_t first_block, int64_t n, uint64_t low, uint64_t span, void* out)
    void ta_random_bytes(uint64_t key, uint64_t first_block, int64_t n_bytes, void* out)
    void ta_random_permutation(uint64_t key, uint64_t first_block, int64_t n, int64_t n_drawn, int64_t* out)
    int64_t ta_random_poisson(uint64_t key, uint64_t first_block, int64_t n, const double* mean, int64_t step, int64_t* out)
    int64_t ta_random_binomial(uint64_t key, uint64_t first_block, int64_t n, const double* trials, int64_t trials_step, const double* p, int64_t p_step, int64_t* out)
    int64_t ta_random_blocks(int64_t n, int64_t bytes_each)

DEF GIL_WORK = 8192  # elements from which the GIL is released

UNIFORM, NORMAL, EXPONENTIAL = TA_RANDOM_UNIFORM, TA_RANDOM_NORMAL, TA_RANDOM_EXPONENTIAL


cdef ArrayBase target(object shape, object out, int dtype, str function):
    """A new array of the shape, or `out` if it can be written as it lies."""
    cdef int64_t lengths[TA_MAX_NDIM]
    cdef int ndim
    cdef ArrayBase array
    if out is None:
        ndim = parse_shape(() if shape is None else shape, lengths, function)
        return new_array(dtype, ndim, lengths)
    if not isinstance(out, ArrayBase):
        raise errors.type_error(function, "out", "be an array", errors.describe(out))
    array = out
    require_writable(array, function)
    if array.dtype_ != dtype or not array.layout & C_CONTIGUOUS:
        raise errors.value_error(function, "out", "be contiguous and of the dtype asked for", errors.describe(out))
    if shape is not None and tuple(array.shape) != ((shape,) if hasattr(shape, "__index__") else tuple(shape)):
        raise errors.value_error(function, "size", f"be the shape {array.shape} of out", str(shape))
    return array


cdef class Parameter:
    """float64 for each element, or one for all of them."""

    cdef ArrayBase array
    cdef double number
    cdef const double* data
    cdef int64_t step

    def __cinit__(self, value, int64_t n):
        self.array = value if isinstance(value, ArrayBase) else None
        self.step = self.array is not None
        if self.array is None:
            self.number = value
            self.data = &self.number
        else:
            assert self.array.dtype_ == TA_F64 and self.array.size_ == n
            if not self.array.layout & C_CONTIGUOUS:
                self.array = cast_copy(self.array, TA_F64)
            self.data = <const double*>self.array.data


@cython.final
cdef class Stream:
    """The blocks of one key, from the first that was not used yet."""

    cdef readonly uint64_t key
    cdef readonly uint64_t block

    def __init__(self, uint64_t key, uint64_t block=0):
        self.key, self.block = key, block

    def __reduce__(self):
        return Stream, (self.key, self.block)

    cdef uint64_t reserve(self, int64_t n, int64_t bytes_each):
        cdef uint64_t first = self.block
        self.block += ta_random_blocks(n, bytes_each)
        return first

    def floats(self, str function, int distribution, dtype, shape, double offset, double scale, out=None):
        """An array of float32 or float64: offset + scale * a number of the distribution."""
        cdef int code = dtype_code(dtype, function)
        cdef ArrayBase result
        cdef uint64_t first
        if code != TA_F32 and code != TA_F64:
            raise errors.type_error(function, "dtype", "be float32 or float64", str(dtype))
        result = target(shape, out, code, function)
        first = self.reserve(result.size_, ta_itemsize[code])
        if result.size_ >= GIL_WORK:
            with nogil:
                ta_random_floats(distribution, code, self.key, first, result.size_, offset, scale, result.data)
        else:
            ta_random_floats(distribution, code, self.key, first, result.size_, offset, scale, result.data)
        return result

    def integers(self, dtype, shape, uint64_t low, uint64_t span):
        """An array of an integer dtype or bool. low and span are taken modulo 2^64."""
        cdef int code = dtype_code(dtype, "integers")
        cdef ArrayBase result = target(shape, None, code, "integers")
        cdef uint64_t first = self.reserve(result.size_, 8)
        with nogil:
            ta_random_integers(code, self.key, first, result.size_, low, span, result.data)
        return result

    def bools(self, shape):
        """An array of bool, both values alike."""
        cdef ArrayBase result = target(shape, None, TA_BOOL, "integers")
        cdef uint64_t first = self.reserve(result.size_, 1)
        cdef int64_t i, n_words = result.size_ // 8
        cdef uint64_t* words = <uint64_t*>result.data
        with nogil:
            ta_random_bytes(self.key, first, result.size_, result.data)
            for i in range(n_words):
                words[i] &= <uint64_t>0x0101010101010101
            for i in range(8 * n_words, result.size_):
                result.data[i] &= 1
        return result

    def bytes(self, int64_t length):
        """That many random bytes."""
        cdef bytearray result = bytearray(length)
        cdef char* data = result
        ta_random_bytes(self.key, self.reserve(length, 1), length, data)
        return PyBytes_FromStringAndSize(data, length)

    def counts(self, str function, shape, int64_t most, first, second=None):
        """int64 of the Poisson numbers of mean `first`, or the binomial ones of `first` trials of the probability `second`: floats, or
        arrays of float64 with as many elements. None for more than `most` elements, and where a parameter is wrong."""
        cdef int64_t lengths[TA_MAX_NDIM]
        cdef int64_t n = 1, used
        cdef int d, ndim = parse_shape(() if shape is None else shape, lengths, function)
        cdef Parameter a, b
        cdef ArrayBase result
        for d in range(ndim):
            if lengths[d] > most:
                return None
            n *= max(lengths[d], 1)
            if n > most:
                return None
        result = new_array(TA_I64, ndim, lengths)
        n = result.size_
        a = Parameter(first, n)
        if second is None:
            used = ta_random_poisson(self.key, self.block, n, a.data, a.step, <int64_t*>result.data)
        else:
            b = Parameter(second, n)
            used = ta_random_binomial(self.key, self.block, n, a.data, a.step, b.data, b.step, <int64_t*>result.data)
        if used < 0:
            return None
        self.block += used
        return result

    def permutation(self, int64_t n, int64_t n_drawn):
        """n_drawn of the numbers 0 ... n - 1 without repetition, as int64."""
        cdef ArrayBase every = new_array(TA_I64, 1, &n)
        cdef uint64_t first = self.reserve(n_drawn, 8)
        with nogil:
            ta_random_permutation(self.key, first, n, n_drawn, <int64_t*> every.data)
        return every if n_drawn == n else every[:n_drawn]


def invert(ArrayBase uniform, ArrayBase first, ArrayBase up, ArrayBase down, ArrayBase most):
    """For each element the least k for which the probabilities of 0 ... k sum to more than `uniform`, at most `most`, as int64.

    The probability of 0 is `first`, and each further one up / k - down times that before. Float64 arrays of one dimension and length.
    """
    cdef int64_t n = uniform.size_, i, k
    cdef ArrayBase out = new_array(TA_I64, 1, &n)
    cdef Parameter starts = Parameter(first, n), rises = Parameter(up, n), falls = Parameter(down, n), ends = Parameter(most, n)
    cdef const double* u = <const double*>uniform.data
    cdef const double* p0 = starts.data
    cdef const double* a = rises.data
    cdef const double* b = falls.data
    cdef const double* last = ends.data
    cdef int64_t* to = <int64_t*>out.data
    cdef double term, total
    with nogil:
        for i in range(n):
            k, term, total = 0, p0[i], p0[i]
            while u[i] >= total and k < last[i]:
                k += 1
                term *= a[i] / k - b[i]
                total += term
            to[i] = k
    return out
