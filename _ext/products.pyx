# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Matrix products."""

from libc.stdint cimport int64_t
from libc.string cimport memcpy

from trueno_array._ext.apply cimport as_array, in_dtype, is_scalar
from trueno_array._ext.core cimport (
    ArrayBase, C_CONTIGUOUS, TA_BOOL, TA_MAX_NDIM, broadcast_into, broadcast_view, check, errors, new_array, new_view, shape_tuple, ta_computed_in, ta_kind, ta_promotion,
    ta_view, view_of,
)
from trueno_array._ext.reduce cimport dotted

cdef extern from "runtime/gemm.h" nogil:
    int ta_matmul(const ta_view* x1, const ta_view* x2, ta_view* out)

DEF GIL_WORK = 32768  # multiplications from which the GIL is released


cdef ArrayBase as_matrix(ArrayBase x, bint as_row):
    """A vector as a matrix of one row or one column; others as they are."""
    cdef int64_t shape[2]
    cdef int64_t stride[2]
    cdef int along = 1 if as_row else 0
    if x.ndim_ != 1:
        return x
    shape[along], shape[1 - along] = x.shape_[0], 1
    stride[along], stride[1 - along] = x.stride_[0], 0
    return new_view(x, x.data, x.dtype_, 2, shape, stride)


cdef int common_batch(ArrayBase left, ArrayBase right, int64_t* shape) except -2:
    """Writes the shape that the batch dimensions of both broadcast to; returns their number, or -1 where they do not."""
    memcpy(shape, left.shape_, (left.ndim_ - 2) * sizeof(int64_t))
    return broadcast_into(left.ndim_ - 2, shape, new_view(right, right.data, right.dtype_, right.ndim_ - 2, right.shape_, right.stride_))


cdef ArrayBase spread(ArrayBase x, int n_batch, const int64_t* batch):
    cdef int64_t shape[TA_MAX_NDIM]
    memcpy(shape, batch, n_batch * sizeof(int64_t))
    shape[n_batch], shape[n_batch + 1] = x.shape_[x.ndim_ - 2], x.shape_[x.ndim_ - 1]
    return broadcast_view(x, n_batch + 2, shape)


def matmul(x1, x2, /):
    """The matrix product of the last two dimensions; the others broadcast.

    Parameters
    ----------
    x1, x2 : array
        Shapes (..., K) or (..., M, K) and (K,) or (..., K, N); numeric dtypes, promoted to one. A vector is taken as a row
        (x1) or a column (x2), and its dimension dropped from the result.

    Returns
    -------
    array
        Shape (..., M, N); integers wrap around. The result does not depend on the number of threads.

    Raises
    ------
    TypeError
        If the dtypes are boolean.
    ValueError
        If an operand has no dimension, or the shapes do not fit.
    """
    return product(x1, x2)


cdef ArrayBase product(object x1, object x2):
    """`matmul`."""
    cdef ArrayBase a, b, left, right, out
    cdef int dtype, inner, n_batch, code
    cdef int64_t shape[TA_MAX_NDIM]
    cdef ta_view first, second, target
    if is_scalar(x1) or is_scalar(x2):
        raise errors.type_error("matmul", "x1 and x2", "be arrays", errors.describe(x1 if is_scalar(x1) else x2), "use multiply")
    a, b = as_array(x1, "matmul"), as_array(x2, "matmul")
    dtype = ta_promotion[a.dtype_][b.dtype_]
    if a.ndim_ == 0 or b.ndim_ == 0:
        raise errors.value_error("matmul", "x1 and x2", "have at least 1 dimension", "a 0-d array", "use multiply")
    if dtype == TA_BOOL:
        raise errors.type_error("matmul", "x1 and x2", "have a numeric dtype", "bool")
    left, right = as_matrix(a, True), as_matrix(b, False)
    if left.shape_[left.ndim_ - 1] != right.shape_[right.ndim_ - 2]:
        raise errors.value_error("matmul", "x1 and x2", "have shapes (..., M, K) and (..., K, N)", f"{shape_tuple(a)} and {shape_tuple(b)}")
    if a.ndim_ == 1 and b.ndim_ == 1 and ta_kind[dtype] != c"c" and not a.layout & b.layout & C_CONTIGUOUS:
        return dotted(a, b, -1)  # which packs tiles, where a product of matrices packs all of its vectors
    n_batch = 0 if left.ndim_ == 2 and right.ndim_ == 2 else common_batch(left, right, shape)
    if n_batch < 0:
        raise errors.broadcast_error("matmul", f"{shape_tuple(a)} and {shape_tuple(b)}", "the leading shapes")
    inner = ta_computed_in[dtype]
    left, right = in_dtype(left, inner), in_dtype(right, inner)
    shape[n_batch], shape[n_batch + 1] = left.shape_[left.ndim_ - 2], right.shape_[right.ndim_ - 1]
    if n_batch:
        left, right = spread(left, n_batch, shape), spread(right, n_batch, shape)
        if shape[n_batch] == 1 and shape[n_batch + 1] == 1 and ta_kind[dtype] != c"c":
            out = dotted(without_vector_dims(left, True, False), without_vector_dims(right, False, True), -1)
            return without_vector_dims(as_products(in_dtype(out, dtype)), a.ndim_ == 1, b.ndim_ == 1)
    out = new_array(inner, n_batch + 2, shape)
    first, second, target = view_of(left), view_of(right), view_of(out)
    if out.size_ and left.shape_[left.ndim_ - 1] >= GIL_WORK // out.size_:
        with nogil:
            code = ta_matmul(&first, &second, &target)
    else:
        code = ta_matmul(&first, &second, &target)
    check(code, "matmul")
    return without_vector_dims(in_dtype(out, dtype), a.ndim_ == 1, b.ndim_ == 1)


cdef ArrayBase as_products(ArrayBase x):
    """Every element as a matrix of one row and one column."""
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    memcpy(shape, x.shape_, x.ndim_ * sizeof(int64_t))
    memcpy(stride, x.stride_, x.ndim_ * sizeof(int64_t))
    shape[x.ndim_] = shape[x.ndim_ + 1] = 1
    stride[x.ndim_] = stride[x.ndim_ + 1] = 0
    return new_view(x, x.data, x.dtype_, x.ndim_ + 2, shape, stride)


cdef ArrayBase without_vector_dims(ArrayBase x, bint no_rows, bint no_columns):
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t stride[TA_MAX_NDIM]
    cdef int d, ndim = 0
    if not no_rows and not no_columns:
        return x
    for d in range(x.ndim_):
        if (no_rows and d == x.ndim_ - 2) or (no_columns and d == x.ndim_ - 1):
            continue
        shape[ndim], stride[ndim] = x.shape_[d], x.stride_[d]
        ndim += 1
    return new_view(x, x.data, x.dtype_, ndim, shape, stride)
