// What the layers of the compiled core say to each other: views of memory, kernel signatures, result codes. Plain C.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { TA_MAX_NDIM = 64, TA_MAX_INPUTS = 3 };

// Result codes of the drivers. The caller turns them into Python errors; nothing is written when one is not TA_OK.
enum { TA_OK = 0, TA_NO_MEMORY = -1, TA_UNSUPPORTED = -2 };

// A strided view. shape and stride_bytes have ndim entries; a broadcast dimension has stride 0; strides may be negative.
typedef struct ta_view {
    char* data;
    const int64_t* shape;
    const int64_t* stride_bytes;
    int32_t ndim;
    int32_t dtype;  // TA_BOOL ... of the generated ta_ops.h
} ta_view;

// Kernels see one run: n elements at a constant byte stride per operand; stride 0 is a broadcast scalar.
// Elementwise: data[0] is the output, data[1..] the inputs. The output may be exactly one of the inputs.
typedef void (*ta_map_fn)(char* const* data, const int64_t* stride_bytes, int64_t n_elements);

#ifdef __cplusplus
}
#endif
