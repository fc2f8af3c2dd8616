# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False, freethreading_compatible=True
"""Scaled dot-product attention."""

from libc.math cimport sqrt
from libc.stdint cimport int64_t

from trueno_array._ext.apply cimport as_array, in_dtype
from trueno_array._ext.core cimport (
    ArrayBase, TA_BOOL, TA_F32, TA_F64, TA_MAX_NDIM, broadcast_into, broadcast_view, check, errors, new_array, new_view, shape_tuple, ta_kind, ta_promotion, ta_view, view_of,
)

cdef extern from "runtime/attention.h" nogil:
    ctypedef struct ta_attention:
        ta_view query, key, value, out
        const ta_view* mask
        int is_causal
        double scale
    int ta_attend(const ta_attention* attention)

cdef str NAME = "scaled_dot_product_attention"


cdef ArrayBase batch_of(ArrayBase x):
    return new_view(x, x.data, x.dtype_, x.ndim_ - 2, x.shape_, x.stride_)


cdef ArrayBase spread(ArrayBase x, int n_batch, int64_t* shape, int64_t rows, int64_t columns):
    shape[n_batch], shape[n_batch + 1] = rows, columns
    return broadcast_view(x, n_batch + 2, shape)


cdef ArrayBase mask_of(ArrayBase mask, int dtype, int n_batch, int64_t* shape, int64_t rows, int64_t columns):
    """The mask seen with the shape of the scores."""
    cdef int64_t wanted[TA_MAX_NDIM]
    cdef int d
    shape[n_batch], shape[n_batch + 1] = rows, columns
    for d in range(n_batch + 2):
        wanted[d] = shape[d]
    if broadcast_into(n_batch + 2, wanted, mask) != n_batch + 2 or any([wanted[d] != shape[d] for d in range(n_batch + 2)]):
        scores = tuple([shape[d] for d in range(n_batch + 2)])
        raise errors.value_error(NAME, "attn_mask", f"broadcast to the shape {scores} of the scores", str(shape_tuple(mask)))
    if mask.dtype_ != TA_BOOL:
        if ta_kind[mask.dtype_] != c"f":
            raise errors.type_error(NAME, "attn_mask", "be bool or have a real floating-point dtype", errors.describe(mask))
        mask = in_dtype(mask, dtype)
    return broadcast_view(mask, n_batch + 2, shape)


def attend(query, key, value, mask, bint is_causal, scale):
    """The arguments of nn.functional.scaled_dot_product_attention."""
    cdef ArrayBase q = as_array(query, NAME), k = as_array(key, NAME), v = as_array(value, NAME), m, out
    cdef int dtype = ta_promotion[ta_promotion[q.dtype_][k.dtype_]][v.dtype_], loop, n, code
    cdef int64_t shape[TA_MAX_NDIM]
    cdef int64_t queries, keys, length, width
    cdef ta_attention a
    cdef ta_view mask_view
    if ta_kind[dtype] != c"f":
        raise errors.type_error(NAME, "q, k and v", "have a real floating-point dtype", errors.describe(query), "convert them with astype")
    if q.ndim_ < 2 or k.ndim_ < 2 or v.ndim_ < 2 or q.shape_[q.ndim_ - 1] != k.shape_[k.ndim_ - 1] or k.shape_[k.ndim_ - 2] != v.shape_[v.ndim_ - 2]:
        raise errors.value_error(NAME, "q, k and v", "have shapes (..., L, E), (..., S, E) and (..., S, D)", f"{shape_tuple(q)}, {shape_tuple(k)} and {shape_tuple(v)}")
    queries, length = q.shape_[q.ndim_ - 2], q.shape_[q.ndim_ - 1]
    keys, width = v.shape_[v.ndim_ - 2], v.shape_[v.ndim_ - 1]
    n = broadcast_into(0, shape, batch_of(q))
    n = broadcast_into(n, shape, batch_of(k))
    if n >= 0:
        n = broadcast_into(n, shape, batch_of(v))
    if n < 0:
        raise errors.broadcast_error(NAME, f"{shape_tuple(q)}, {shape_tuple(k)} and {shape_tuple(v)}", "the leading shapes")
    loop = TA_F64 if dtype == TA_F64 else TA_F32
    a.mask = NULL
    if mask is not None:
        if is_causal:
            raise errors.value_error(NAME, "attn_mask", "be None where is_causal is set", errors.describe(mask))
        m = mask_of(as_array(mask, NAME), loop, n, shape, queries, keys)
        mask_view = view_of(m)
        a.mask = &mask_view
    q = spread(in_dtype(q, loop), n, shape, queries, length)
    k = spread(in_dtype(k, loop), n, shape, keys, length)
    v = spread(in_dtype(v, loop), n, shape, keys, width)
    shape[n], shape[n + 1] = queries, width
    out = new_array(loop, n + 2, shape)
    a.query, a.key, a.value, a.out = view_of(q), view_of(k), view_of(v), view_of(out)
    a.is_causal = is_causal
    a.scale = (1.0 / sqrt(<double>length) if length else 1.0) if scale is None else scale
    with nogil:
        code = ta_attend(&a)
    check(code, NAME)
    return in_dtype(out, dtype)
