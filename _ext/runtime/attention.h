// Scaled dot-product attention, tile by tile.
#pragma once
#include "runtime/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

// out = softmax(query key^T * scale + mask) value over the last two dimensions: (..., L, E), (..., S, E), (..., S, D), mask (..., L, S),
// out (..., L, D) contiguous. One ndim for all, batch dimensions already broadcast (stride 0), any strides. float32 or float64;
// the mask is of that dtype, or bool (true: takes part), or NULL. Causal: position i sees the keys up to i. A row that sees no key is zero.
// The result does not depend on the number of threads.
typedef struct ta_attention {
    ta_view query, key, value, out;
    const ta_view* mask;
    int is_causal;
    double scale;
} ta_attention;
int ta_attend(const ta_attention* attention);

#ifdef __cplusplus
}
#endif
