// Kernels of softmax for one ISA: over rows of contiguous elements.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { TA_SOFTMAX, TA_LOG_SOFTMAX, TA_LOGSUMEXP, TA_N_SOFTMAX };

// n_rows rows of n > 0 elements, one after another. softmax and log_softmax write as many; logsumexp writes one element a row.
// NaN in a row makes all its results NaN. float32 is summed in float64.
typedef void (*ta_softmax_fn)(char* out, const char* x, int64_t n, int64_t n_rows);

typedef struct ta_softmax_table {
    ta_softmax_fn f32[TA_N_SOFTMAX], f64[TA_N_SOFTMAX];
} ta_softmax_table;

#ifdef __cplusplus
}
#endif
