// Matrix multiplication of strided views.
#pragma once
#include "runtime/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

// out = x1 @ x2 for (..., rows, depth) and (..., depth, columns), all of one dtype and one ndim >= 2, batch dimensions already broadcast
// (stride 0 allowed in x1 and x2). Any strides; out must overlap neither. Integers wrap. Every dtype but bool, else TA_UNSUPPORTED.
// TA_NO_MEMORY leaves out undefined. The result does not depend on the number of threads.
int ta_matmul(const ta_view* x1, const ta_view* x2, ta_view* out);

#ifdef __cplusplus
}
#endif
