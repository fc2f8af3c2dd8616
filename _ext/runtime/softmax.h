// softmax, log_softmax and logsumexp over the last dimension of contiguous arrays.
#pragma once
#include "abi.h"
#include "softmax_table.h"

#ifdef __cplusplus
extern "C" {
#endif

// x: n_rows rows of n > 0 elements of TA_F32 or TA_F64. The result does not depend on the number of threads.
int ta_softmax(int operation, int dtype, char* out, const char* x, int64_t n, int64_t n_rows);

#ifdef __cplusplus
}
#endif
