// Copies between views of one dtype.
#pragma once
#include "dispatch.h"

#ifdef __cplusplus
extern "C" {
#endif

// out[i] = in[i]; the views have one shape and do not overlap, or are the same.
int ta_copy_view(const ta_view* out, const ta_view* in);

// n copies of one item, side by side.
void ta_repeat_item(char* to, const char* item, int64_t item_size, int64_t n);

// The n views in, of the dtype and, but along axis, the shape of out, one behind the other along axis. No overlap.
int ta_concat(const ta_view* out, int axis, int n, const ta_view* in);

#ifdef __cplusplus
}
#endif
