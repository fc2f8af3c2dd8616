// The kernels of normalisation that one ISA provides, by dtype: float32, float64. A kernel sees one contiguous row of n > 0 elements, or a block
// of short ones.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { TA_NORM_LAYER, TA_NORM_RMS, TA_NORM_UNIT };
enum { TA_NORM_EACH_WEIGHT = 1, TA_NORM_EACH_BIAS = 2 };
enum { TA_NORM_SHORT = 32 };

// Short rows, one after another, of n <= TA_NORM_SHORT elements; weight and bias have n elements, or are NULL.
typedef struct ta_norm_block {
    int32_t kind;
    char* out;
    const char *x, *weight, *bias;
    int64_t n_rows, n;
    double eps;
} ta_norm_block;

typedef struct ta_norm_table {
    // The mean is mean + rest; the variance divides by n.
    void (*moments[2])(const char* x, int64_t n, double* mean, double* rest, double* variance);
    double (*mean_square[2])(const char* x, int64_t n);
    double (*length[2])(const char* x, int64_t n);  // the Euclidean norm
    // out = (x - mean - rest) * scale * weight + bias; weight and bias are n elements where `each` says so, else one.
    void (*write[2])(char* out, const char* x, int64_t n, const char* weight, const char* bias, int each, double mean, double rest, double scale);
    void (*divide[2])(char* out, const char* x, int64_t n, double divisor);
    // What the others give for each row, bit by bit.
    void (*short_rows[2])(const ta_norm_block* block);
} ta_norm_table;

#ifdef __cplusplus
}
#endif
