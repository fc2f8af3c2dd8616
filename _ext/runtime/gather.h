// Indexed and masked movement of data. No driver touches Python; none needs the GIL. Any layout; sizes may be zero; items of 1, 2, 4, 8
// or 16 bytes. Positions are int64, already wrapped and in range: see ta_check_indices. Sources and targets do not overlap.
#pragma once
#include "abi.h"
#include "gather_table.h"

#ifdef __cplusplus
extern "C" {
#endif

// Wraps negative indices (any integer dtype) of a dimension of `size`, and writes them as contiguous int64 in C order unless
// normalised_out is NULL. Returns -1, or the number (in C order) of the first index outside [-size, size).
int64_t ta_check_indices(const ta_view* index, int64_t size, int64_t* normalised_out);

enum { TA_SHORT_INDEX = 128 };  // positions that need no memory of their own
// dense[i] = x[index[i]], or x[index[i]] = dense[i] to scatter, for vectors and at most TA_SHORT_INDEX positions (int64; negative ones count
// from the end). Returns -1, or the number of the first position outside, and then nothing is written.
int64_t ta_index_vector(const ta_view* x, const ta_view* index, const ta_view* dense, int scatter);

// out[i..., index..., k...] = x[i..., index, k...] along axis; out has x's shape with the axis replaced by the shape of index.
int ta_take(const ta_view* x, const ta_view* index, int axis, ta_view* out);

// The same for an index that is contiguous, int64 or narrower, and neither wrapped nor checked; returns as ta_check_indices, and out holds nothing of use when
// a position is outside.
int64_t ta_take_wrapping(const ta_view* x, const ta_view* index, int axis, const ta_view* out);
// x along axis at such an index (int64), which x does not overlap, takes the values; nothing is written when a position is outside.
int64_t ta_put_wrapping(ta_view* x, const ta_view* index, int axis, const ta_view* values);

// n_index views of one shape (broadcast dimensions have stride 0) address the dimensions dims[0] < dims[1] < ... of x.
// out has the other dimensions of x, with the dimensions of the indices put in as number `first` and following.
int ta_gather_nd(const ta_view* x, int n_index, const int* dims, const ta_view* indices, int first, ta_view* out);
// The same places of x take the values, which have that shape too (stride 0 where broadcast). Of equal places the last in C order counts.
int ta_scatter_nd(ta_view* x, int n_index, const int* dims, const ta_view* indices, int first, const ta_view* values);

// out[..., j, ...] = x[..., index[..., j, ...], ...]; out has the shape of index. x is broadcast to that shape except along axis.
int ta_take_along_axis(const ta_view* x, const ta_view* index, int axis, ta_view* out);
int ta_put_along_axis(ta_view* x, const ta_view* index, int axis, const ta_view* values);

// out[bins[i]] += 1 (out is int64), or += weights[i], in this order (out is double) unless weights is NULL. Contiguous vectors; bins are in range.
void ta_bincount(const int64_t* bins, int64_t n, const double* weights, void* out);

// out is x with element i along axis repeated counts[i] times; counts is int64, 1-D, with stride 0 for one count. out's axis is their sum.
int ta_repeat(const ta_view* x, const ta_view* counts, int axis, ta_view* out);

int64_t ta_count_true(const ta_view* mask);
int64_t ta_count_nonzero(const ta_view* x);

// The items of x at the n_true true positions of mask, which has the shape of the leading mask->ndim dimensions of x.
// out has shape (n_true, other dimensions of x) and is contiguous.
int ta_compress(const ta_view* x, const ta_view* mask, int64_t n_true, ta_view* out);
// x[mask] = values, which have shape (n_true, other dimensions of x), with stride 0 where broadcast.
int ta_mask_scatter(ta_view* x, const ta_view* mask, int64_t n_true, const ta_view* values);

// The coordinates of the n_nonzero elements that are not zero, in C order: one contiguous int64 vector per dimension.
int ta_nonzero(const ta_view* x, int64_t n_nonzero, int64_t* const* coordinates);

#ifdef __cplusplus
}
#endif
