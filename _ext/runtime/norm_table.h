// The kernels of normalisation that one ISA provides, by dtype: float32, float64. A kernel sees one contiguous row of n > 0 elements.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { TA_NORM_EACH_WEIGHT = 1, TA_NORM_EACH_BIAS = 2 };

typedef struct ta_norm_table {
    // The mean is mean + rest; the variance divides by n.
    void (*moments[2])(const char* x, int64_t n, double* mean, double* rest, double* variance);
    double (*mean_square[2])(const char* x, int64_t n);
    double (*length[2])(const char* x, int64_t n);  // the Euclidean norm
    // out = (x - mean - rest) * scale * weight + bias; weight and bias are n elements where `each` says so, else one.
    void (*write[2])(char* out, const char* x, int64_t n, const char* weight, const char* bias, int each, double mean, double rest, double scale);
    void (*divide[2])(char* out, const char* x, int64_t n, double divisor);
} ta_norm_table;

#ifdef __cplusplus
}
#endif
