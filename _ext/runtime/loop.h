// The loop driver: elementwise kernels and casts over strided views, converted and split over threads as needed.
#pragma once
#include "dispatch.h"

#ifdef __cplusplus
extern "C" {
#endif

// out[i] = kernel(in[0][i], ...), all views of one shape. `run` is a kernel over operands of loop_dtype with a result of
// result_dtype; views of other dtypes are converted tile by tile. out may be one of the inputs, exactly; no other overlap.
// cost: what an element costs beyond its memory, in bytes of that.
int ta_map(ta_map_fn run, int64_t cost, int loop_dtype, int result_dtype, const ta_view* out, int n_in, const ta_view* in);

// out[i] = minimum(maximum(x[i], *low), *high), all of one dtype, which is that of the kernels. of_floats: the kernel of hardtanh, NULL for integers.
int ta_clip(ta_map_fn of_floats, const ta_view* out, const ta_view* x, char* low, char* high);

// out[i] = pow(x[i], 0.5) by the kernel of the square root; float32 or float64, both of one dtype.
int ta_root(ta_map_fn square_root, const ta_view* out, const ta_view* x);

// out[i] = in[i] converted to out's dtype; the views do not overlap, or are the same.
int ta_cast_view(const ta_view* out, const ta_view* in);

// out[i] = condition[i] ? if_true[i] : if_false[i]; out, if_true and if_false have one dtype, condition is bool.
int ta_where(const ta_view* out, const ta_view* condition, const ta_view* if_true, const ta_view* if_false);

#ifdef __cplusplus
}
#endif
