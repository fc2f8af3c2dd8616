# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Elements of sorted rows, and numbers between two of them, at given parts of the rows."""

from libc.math cimport NAN, ceil, floor, fmod, rint
from libc.stdint cimport int64_t, uint16_t
from libc.string cimport memcpy

from trueno_array._ext.core cimport ArrayBase, TA_F16, TA_F32, TA_F64, new_array, ta_itemsize, ta_kind

cdef extern from "runtime/dispatch.h" nogil:
    void ta_cast_item(const void* source, int from_dtype, void* to, int to_dtype)

cdef enum Kind:
    CONTINUOUS  # between the two elements around n q + alpha + q (1 - alpha - beta) - 1
    LINEAR      # between those around (n - 1) q
    MEDIAN      # half the sum of the two in the middle
    MIDPOINT
    AVERAGED
    LOWER       # this kind and those below choose an element
    HIGHER
    NEAREST
    INVERTED
    CLOSEST

cdef dict kinds = {
    "linear": (LINEAR, 1.0, 1.0),
    "weibull": (CONTINUOUS, 0.0, 0.0),
    "hazen": (CONTINUOUS, 0.5, 0.5),
    "median_unbiased": (CONTINUOUS, 1.0 / 3, 1.0 / 3),
    "normal_unbiased": (CONTINUOUS, 0.375, 0.375),
    "interpolated_inverted_cdf": (CONTINUOUS, 0.0, 1.0),
    "lower": (LOWER, 0.0, 0.0),
    "higher": (HIGHER, 0.0, 0.0),
    "nearest": (NEAREST, 0.0, 0.0),
    "inverted_cdf": (INVERTED, 0.0, 0.0),
    "closest_observation": (CLOSEST, 0.0, 0.0),
    "midpoint": (MIDPOINT, 0.0, 0.0),
    "averaged_inverted_cdf": (AVERAGED, 0.0, 0.0),
    "median": (MEDIAN, 0.0, 0.0),
}
METHODS = tuple([name for name in kinds if name != "median"])


def chooses(str method):
    """Whether the method gives an element, not a number between two."""
    return kinds[method][0] >= LOWER


cdef struct Method:
    int kind
    double alpha
    double beta


cdef struct Place:  # two positions, which may lie beyond the ends, and the part of the way from the one to the other
    double low
    double high
    double part


cdef double in_dtype(double x, int dtype) noexcept nogil:
    """x rounded to a floating-point dtype."""
    cdef uint16_t half
    cdef double y
    if dtype == TA_F32:
        return <float>x
    if dtype != TA_F16:
        return x
    ta_cast_item(&x, TA_F64, &half, TA_F16)
    ta_cast_item(&half, TA_F16, &y, TA_F64)
    return y


cdef double position_of(Method method, double n, double q, int dtype) noexcept nogil:
    """Where a method looks in n sorted elements, every step rounded to the dtype of q: at a whole number if it chooses an element."""
    cdef double at = in_dtype(in_dtype(n - 1, dtype) * q, dtype), product = in_dtype(in_dtype(n, dtype) * q, dtype), rest
    if method.kind == LOWER:
        return floor(at)
    if method.kind == HIGHER:
        return ceil(at)
    if method.kind == NEAREST:
        return rint(at)
    if method.kind == MIDPOINT:
        return in_dtype(0.5 * in_dtype(floor(at) + ceil(at), dtype), dtype)
    if method.kind == INVERTED:
        return ceil(in_dtype(product - 1, dtype))
    if method.kind == CLOSEST:
        at = in_dtype(in_dtype(product - 1, dtype) - 0.5, dtype)
        return at if at == floor(at) and fmod(at, 2) != 0 else floor(at) + 1
    if method.kind == AVERAGED:
        return in_dtype(product - 1, dtype)
    if method.kind == CONTINUOUS:
        rest = in_dtype(q * in_dtype(1 - method.alpha - method.beta, dtype), dtype)
        rest = in_dtype(in_dtype(method.alpha, dtype) + rest, dtype)
        return in_dtype(in_dtype(product + rest, dtype) - 1, dtype)
    return at


cdef Place place_of(Method method, double n, double q, int dtype) noexcept nogil:
    if dtype == TA_F16 and n > 65504:  # which float16 cannot hold
        dtype = TA_F64
    cdef double at = position_of(method, n, q, dtype), below
    cdef Place place
    if method.kind < LOWER:
        at = n - 1 if at >= in_dtype(n - 1, dtype) else at
    below = floor(at)
    place.low, place.high, place.part = below, below + 1, at - below
    if method.kind == AVERAGED:
        place.part = 0.5 if below == at else 1.0
    elif method.kind == MIDPOINT or method.kind == MEDIAN:
        place.part = 0.5 if below != at else 0.0
    return place


cdef inline const char* item_at(const char* row, int64_t n, int64_t item, double position) noexcept nogil:
    """An element of a row, beyond its ends that at the end."""
    return row + item * <int64_t>max(min(position, <double>(n - 1)), 0.0)


ctypedef fused real:
    float
    double


cdef inline real between(real low, real high, Place place, bint is_median) noexcept nogil:
    """low + part (high - low); exactly low or high at the ends, and where both are equal."""
    cdef real part = <real>place.part, rest = 1 - part, step = high - low
    if part <= 0 or low == high:
        return low
    if is_median:
        return (low + high) / 2
    if part >= 1:
        return high
    return low + step * part if part < 0.5 else high - step * rest


cdef void write_between(char* to, int to_dtype, const char* row, int dtype, int64_t n, Place place, bint is_median) noexcept nogil:
    """Writes a float32 or a float64."""
    cdef double low, high
    ta_cast_item(item_at(row, n, ta_itemsize[dtype], place.low), dtype, &low, TA_F64)
    ta_cast_item(item_at(row, n, ta_itemsize[dtype], place.high), dtype, &high, TA_F64)
    if to_dtype == TA_F32:
        (<float*>to)[0] = between[float](<float>low, <float>high, place, is_median)
    else:
        (<double*>to)[0] = between[double](low, high, place, is_median)


cdef inline bint is_nan_at(const char* item, int dtype) noexcept nogil:
    cdef double value
    if ta_kind[dtype] != c"f":
        return False
    ta_cast_item(item, dtype, &value, TA_F64)
    return value != value


def quantiles(ArrayBase ordered, ArrayBase q, int q_dtype, str name, int dtype, bint ignores_nan):
    """For each of q (float64, one dimension, places rounded to q_dtype) and each sorted row, what a method finds; NaN where NaN is among the elements, or all of those that count.

    `ordered` is contiguous, and not empty along its last dimension; dtype is its own if the method chooses an element, else float32 or float64.
    """
    cdef int64_t n = ordered.shape_[ordered.ndim_ - 1], item = ta_itemsize[ordered.dtype_], step = ta_itemsize[dtype], counted, r, k
    cdef int64_t[2] shape
    cdef const double* parts = <const double*>q.data
    cdef double missing = NAN
    cdef const char* row
    cdef char* to
    cdef Method method
    cdef Place place
    method.kind, method.alpha, method.beta = kinds[name]
    shape[0], shape[1] = q.size_, ordered.size_ // n
    cdef ArrayBase out = new_array(dtype, 2, shape)
    with nogil:
        for r in range(shape[1]):
            row, counted = ordered.data + r * n * item, n
            while ignores_nan and counted > 0 and is_nan_at(row + (counted - 1) * item, ordered.dtype_):
                counted -= 1
            for k in range(shape[0]):
                to = out.data + (k * shape[1] + r) * step
                place = place_of(method, <double>counted, parts[k], q_dtype)
                if is_nan_at(row + (n - 1) * item, ordered.dtype_) and not ignores_nan:
                    ta_cast_item(&missing, TA_F64, to, dtype)
                elif method.kind >= LOWER:
                    memcpy(to, item_at(row, counted, item, place.low), item)
                else:
                    write_between(to, dtype, row, ordered.dtype_, counted, place, method.kind == MEDIAN)
    return out
