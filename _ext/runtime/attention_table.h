// The kernels of attention of one ISA as the driver sees them. Plain C.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { TA_NO_MASK, TA_BOOL_MASK, TA_FLOAT_MASK };

// What is known of a row of scores so far: the largest, and the sum of e^(score - largest).
typedef struct ta_softmax_state {
    double largest, sum;
} ta_softmax_state;

typedef struct ta_attention_kernels {
    // scores[i] becomes e^(scores[i] * scale + mask[i] - largest) for i < n_valid, 0 for n_valid <= i < n; `state` goes on.
    // Gives what the sums made before must be multiplied by.
    double (*weights)(char* scores, int64_t n, int64_t n_valid, double scale, const char* mask, int mask_kind, ta_softmax_state* state);
    void (*add)(char* x, const char* y, int64_t n);  // x += y
    void (*multiply)(char* x, int64_t n, double by);
    void (*divide)(char* x, int64_t n, double by);
} ta_attention_kernels;

typedef struct ta_attention_table {
    ta_attention_kernels kernels[2];  // float32, float64
} ta_attention_table;

extern const ta_attention_table* ta_active_attention;  // set by the dispatch
extern const ta_attention_table ta_attention_scalar, ta_attention_sse2, ta_attention_avx2, ta_attention_avx512;

#ifdef __cplusplus
}
#endif
