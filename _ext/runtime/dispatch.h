// The kernels in use: one table per family, chosen once at start from the levels that the CPU has, or by ta_dispatch_use.
#pragma once
#include "map_table.h"
#include "ta_ops.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TA_SCALAR, TA_SSE2, TA_AVX2, TA_AVX512, TA_N_LEVELS };

const char* ta_level_name(int level);
int ta_level_is_available(int level);  // compiled in, and the CPU and the operating system have it
int ta_level_in_use(void);
int ta_has_vbmi2(void);  // the CPU compresses vectors of bytes and words, at a level of AVX-512

// Chooses the best available level, at most the one named (NULL: no cap). -1 if the name is unknown or not available.
int ta_dispatch_start(const char* cap_name);
void ta_dispatch_use(int level);  // level must be available

extern ta_map_fn ta_map_kernel[TA_N_OPS][TA_N_DTYPES];
extern int8_t ta_map_level[TA_N_OPS][TA_N_DTYPES];  // level of that kernel, -1 where there is none
extern const ta_cast_table* ta_active_cast;

// to[i] = from[i], converted to another dtype; the elements of `from` are `step` bytes apart.
static inline void ta_cast_run(const void* from, int from_dtype, int64_t step, void* to, int to_dtype, int64_t n) {
    char* const data[2] = {(char*)to, (char*)from};
    const int64_t stride[2] = {ta_itemsize[to_dtype], step};
    ta_active_cast->cast[from_dtype][to_dtype](data, stride, n);
}
static inline void ta_cast_items(const void* from, int from_dtype, void* to, int to_dtype, int64_t n) {
    ta_cast_run(from, from_dtype, ta_itemsize[from_dtype], to, to_dtype, n);
}
static inline void ta_cast_item(const void* from, int from_dtype, void* to, int to_dtype) { ta_cast_items(from, from_dtype, to, to_dtype, 1); }

#ifdef __cplusplus
}
#endif
