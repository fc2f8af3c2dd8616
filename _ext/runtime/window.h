// Sliding windows over contiguous images (..., height, width): convolution and pooling.
#pragma once
#include "runtime/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

// Along each of the two axes: window i begins at element i * stride - before, and its taps are `dilation` apart.
typedef struct ta_windows {
    int64_t size[2], out_size[2], kernel[2], stride[2], before[2], dilation[2];
    int32_t dtype;  // TA_F32 or TA_F64
} ta_windows;

// x (n_images, groups * channels_in, ...), weight (groups * channels_out, channels_in, kernel), bias (groups * channels_out) or NULL,
// out (n_images, groups * channels_out, ...), all contiguous. Outside the images are zeros. The result does not depend on the number of threads.
typedef struct ta_convolution {
    ta_windows windows;
    int64_t n_images, groups, channels_in, channels_out;
    const char *x, *weight, *bias;
    char* out;
} ta_convolution;
int ta_convolve_images(const ta_convolution* convolution);

enum { TA_POOL_MAX, TA_POOL_MEAN };

// Each plane of x to a plane of out. A mean divides by counts[0][row] * counts[1][column]. `indices` (or NULL) gets the positions of the
// largest, row * width + column; the last NaN, else the first of equals.
typedef struct ta_pooling {
    ta_windows windows;
    int kind;
    int64_t n_planes;
    const char* x;
    char* out;
    int64_t* indices;
    const double* counts[2];
} ta_pooling;
int ta_pool(const ta_pooling* pooling);

// The mean of the elements [i * n / m, ceil((i + 1) * n / m)) along both axes, for n of size and m of out_size.
int ta_pool_adaptive(const ta_windows* windows, int64_t n_planes, const char* x, char* out);

#ifdef __cplusplus
}
#endif
