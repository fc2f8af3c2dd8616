// Sums of shifted products over all dimensions, split over threads in tasks of a fixed size.
#pragma once
#include "abi.h"
#include "convolve_table.h"

#ifdef __cplusplus
extern "C" {
#endif

// out[i...] = the sum over all positions t... of taps[t...] * x[i... + t...]. Views of the same dtype and of as many dimensions, at least
// one, none of them empty: int32, int64, uint32, uint64, float32, float64, complex64 or complex128. The last dimension of x is
// contiguous, out and taps are wholly; the lengths of out are those of x less those of taps plus 1.
int ta_correlate(const ta_view* x, const ta_view* taps, const ta_view* out);

#ifdef __cplusplus
}
#endif
