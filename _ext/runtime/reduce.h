// Reductions, arg-reductions, scans, means, variances and dot products over strided views of any rank. No Python; callable without the GIL.
//
// Common to all of them:
//   is_reduced     one flag per dimension of x; all 0 is legal (each element is reduced alone)
//   out            its shape is that of x without the reduced dimensions, or with them as 1: both are understood, the strides of
//                  dimensions of size 1 are not read. Any strides. out must not overlap x.
//   result         TA_OK; TA_NO_MEMORY; TA_UNSUPPORTED when the operation has no kernel for the pair of dtypes. Nothing is written unless TA_OK,
//                  but for TA_NO_MEMORY within a large reduction, where some elements of out may have been written
// Work is split over threads in pieces whose size depends on shapes only: results never depend on the number of threads.
#pragma once
#include "abi.h"
#include "reduce_table.h"

#ifdef __cplusplus
extern "C" {
#endif

// op is TA_REDUCE_*; output dtypes:
//   SUM PROD              bool and integers: any integer dtype (modulo its size; int64 or uint64 is exact modulo 2^64) or float or complex (accumulated
//                         in float64); floats: float or complex; complex: complex. float32 accumulates in float64. Empty: 0 and 1.
//   MAX MIN               not complex; the dtype of x. NaN wins, -0 < +0. Reducing an empty dimension is the caller's error: TA_UNSUPPORTED.
//   ANY ALL               bool. COUNT_NONZERO: any integer dtype.
//   SUM_ABS               floats and complex: float32 or float64. SUM_SQUARES: any dtype (no guard against overflow of the squares of float64)
//   MAX_ABS MIN_ABS       floats and complex: float32 or float64. Not empty.
// The remaining operations of reduce_table.h are internal.
int ta_reduce(int op, const ta_view* x, const uint8_t* is_reduced, const ta_view* out);

// Any dtype; out of the same kind, any size, or a float for integers and bool, which are summed exactly up to 32 bits. Empty: NaN.
int ta_mean(const ta_view* x, const uint8_t* is_reduced, const ta_view* out);
// Floats; out float32 or float64. Two passes; constant data give exactly 0. NaN where the number of elements does not exceed correction.
// ta_std is its square root.
int ta_var(const ta_view* x, const uint8_t* is_reduced, double correction, const ta_view* out);
int ta_std(const ta_view* x, const uint8_t* is_reduced, double correction, const ta_view* out);

// The root of the sum of squares. Any dtype; out float32 or float64. Neither squares nor sums of float64 overflow or underflow on the way.
int ta_norm(const ta_view* x, const uint8_t* is_reduced, const ta_view* out);

// op is TA_ARG_MAX or TA_ARG_MIN; not complex; out is int64. axis in [0, ndim), or -1 for the position in the flattened array (out has one element).
int ta_arg_reduce(int op, const ta_view* x, int axis, const ta_view* out);

// op is TA_SCAN_SUM or TA_SCAN_PROD along axis; dtypes of out as for SUM and PROD. The shape of out is that of x; with include_initial out has one more
// element along axis, the first being 0 or 1.
int ta_scan(int op, const ta_view* x, const ta_view* out, int axis, int include_initial);

// out = sum over axis of conj(x1) * x2: same shapes (broadcast by strides), same numeric dtype for all three; out has the shape without axis.
int ta_vecdot(const ta_view* x1, const ta_view* x2, const ta_view* out, int axis);

#ifdef __cplusplus
}
#endif
