// Normalisation of rows, and of groups of channels, of contiguous arrays.
#pragma once
#include "dispatch.h"
#include "norm_table.h"

#ifdef __cplusplus
extern "C" {
#endif

// x and out are n_rows rows of n elements of dtype TA_F32 or TA_F64. A row has its own mean and size.
//   TA_NORM_LAYER  (x - mean) / sqrt(variance + eps) * weight + bias
//   TA_NORM_RMS    x / sqrt(mean square + eps) * weight + bias
//   TA_NORM_UNIT   x / max(norm, eps)
// With channels = 0, weight and bias (NULL: 1 and 0) have n elements. Otherwise a row holds `channels` channels of n / channels
// elements, and row r takes weight and bias from the element (r % groups) * channels on, one a channel.
typedef struct ta_norm_rows {
    int kind, dtype;
    char* out;
    const char *x, *weight, *bias;
    int64_t n_rows, n, channels, groups;
    double eps;
} ta_norm_rows;

void ta_normalise(const ta_norm_rows* rows);

#ifdef __cplusplus
}
#endif
