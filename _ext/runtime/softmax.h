// softmax, log_softmax and logsumexp along one dimension of contiguous arrays.
#pragma once
#include "abi.h"
#include "softmax_table.h"

#ifdef __cplusplus
extern "C" {
#endif

// x: of the shape (outer, n, inner), n > 0, of TA_F32 or TA_F64; so is out, but for logsumexp of the shape (outer, inner). The bits of a
// line's results depend on nothing but its elements. log_softmax of a line with inf is x - log_of_inf.
int ta_softmax(int operation, int dtype, char* out, const char* x, int64_t outer, int64_t n, int64_t inner, double log_of_inf);

#ifdef __cplusplus
}
#endif
