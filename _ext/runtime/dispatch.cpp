#include "dispatch.h"

#include <string.h>

#include "attention_table.h"
#include "convolve_table.h"
#include "fft_table.h"
#include "gather_table.h"
#include "gemm_table.h"
#include "move_table.h"
#include "norm_table.h"
#include "random_table.h"
#include "reduce_table.h"
#include "softmax_table.h"
#include "sort_table.h"
#include "window_table.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

// Every family of kernels. Elementwise families are lists that are merged (TA_LISTS, from the rows); the others are one table of
// which one is active.
#define TA_TABLES(X) \
    X(attention) X(cast) X(convolve) X(fft) X(gather) X(gemm) X(move) X(norm) X(random) X(reduce) X(softmax) X(sort) X(window)

extern "C" {

#define TA_DECLARE(type, family) extern const type ta_##family##_scalar, ta_##family##_sse2, ta_##family##_avx2, ta_##family##_avx512;
#define TA_DECLARE_LIST(family) TA_DECLARE(ta_map_list, family)
#define TA_DECLARE_TABLE(family) TA_DECLARE(ta_##family##_table, family)
TA_LISTS(TA_DECLARE_LIST)
TA_TABLES(TA_DECLARE_TABLE)

ta_map_fn ta_map_kernel[TA_N_OPS][TA_N_DTYPES];
int8_t ta_map_level[TA_N_OPS][TA_N_DTYPES];
#define TA_ACTIVE(family) const ta_##family##_table* ta_active_##family;
TA_TABLES(TA_ACTIVE)

}  // extern "C"

namespace {

// The build says which levels it compiled.
#ifdef TA_WITH_SCALAR
#define TA_IF_SCALAR(table) &table
#else
#define TA_IF_SCALAR(table) nullptr
#endif
#ifdef TA_WITH_SSE2
#define TA_IF_SSE2(table) &table
#else
#define TA_IF_SSE2(table) nullptr
#endif
#ifdef TA_WITH_AVX2
#define TA_IF_AVX2(table) &table
#else
#define TA_IF_AVX2(table) nullptr
#endif
#ifdef TA_WITH_AVX512
#define TA_IF_AVX512(table) &table
#else
#define TA_IF_AVX512(table) nullptr
#endif
#define TA_LEVELS(family) \
    {TA_IF_SCALAR(ta_##family##_scalar), TA_IF_SSE2(ta_##family##_sse2), TA_IF_AVX2(ta_##family##_avx2), TA_IF_AVX512(ta_##family##_avx512)}
#define TA_LIST_ROW(family) TA_LEVELS(family),
const ta_map_list* const map_lists[][TA_N_LEVELS] = {TA_LISTS(TA_LIST_ROW)};
#define TA_TABLE_ROW(family) const ta_##family##_table* const family##_tables[TA_N_LEVELS] = TA_LEVELS(family);
TA_TABLES(TA_TABLE_ROW)

const char* const level_names[TA_N_LEVELS] = {"scalar", "sse2", "avx2", "avx512"};
int level_in_use = TA_SCALAR;

#if defined(__x86_64__)
// The register state that the operating system saves: bits 1-2 for AVX, 5-7 for AVX-512.
unsigned saved_state(void) {
    unsigned low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

int detect_level(void) {
    unsigned a, b, c, d, b7, c7;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return TA_SSE2;
    const unsigned fma = 1u << 12, osxsave = 1u << 27, avx = 1u << 28, f16c = 1u << 29;
    if ((c & (fma | osxsave | avx | f16c)) != (fma | osxsave | avx | f16c) || (saved_state() & 0x6) != 0x6) return TA_SSE2;
    if (!__get_cpuid_count(7, 0, &a, &b7, &c7, &d)) return TA_SSE2;
    const unsigned bmi1 = 1u << 3, avx2 = 1u << 5, bmi2 = 1u << 8;
    if ((b7 & (bmi1 | avx2 | bmi2)) != (bmi1 | avx2 | bmi2)) return TA_SSE2;
    const unsigned avx512 = (1u << 16) | (1u << 17) | (1u << 28) | (1u << 30) | (1u << 31);  // F DQ CD BW VL
    return (b7 & avx512) == avx512 && (saved_state() & 0xE6) == 0xE6 ? TA_AVX512 : TA_AVX2;
}
bool detect_vbmi2(void) {
    unsigned a, b, c, d;
    return detect_level() == TA_AVX512 && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (c >> 6 & 1);
}
#else
int detect_level(void) { return TA_SCALAR; }
bool detect_vbmi2(void) { return false; }
#endif

void use_maps(int level) {
    memset(ta_map_level, -1, sizeof ta_map_level);
    for (auto& family : map_lists)
        for (int k = 0; k <= level; k++)
            for (int i = 0; family[k] && i < family[k]->n_entries; i++) {
                const ta_map_entry& entry = family[k]->entries[i];
                ta_map_kernel[entry.op][entry.dtype] = entry.run;
                ta_map_level[entry.op][entry.dtype] = int8_t(k);
            }
}

}  // namespace

extern "C" {

const char* ta_level_name(int level) { return level >= 0 && level < TA_N_LEVELS ? level_names[level] : nullptr; }

int ta_level_is_available(int level) {
    static const int detected = detect_level();
    return level >= 0 && level <= detected && cast_tables[level] != nullptr;
}

int ta_level_in_use(void) { return level_in_use; }

int ta_has_vbmi2(void) {
    static const bool detected = detect_vbmi2();
    return detected && level_in_use == TA_AVX512;
}

void ta_dispatch_use(int level) {
    level_in_use = level;
    use_maps(level);
#define TA_ACTIVATE(family) ta_active_##family = family##_tables[level];
    TA_TABLES(TA_ACTIVATE)
}

int ta_dispatch_start(const char* cap_name) {
    int best = -1;
    bool capped = false;
    for (int level = 0; level < TA_N_LEVELS && !capped; level++) {
        if (!ta_level_is_available(level)) continue;
        best = level;
        capped = cap_name && strcmp(cap_name, level_names[level]) == 0;
    }
    if (best < 0 || (cap_name && !capped)) return -1;
    ta_dispatch_use(best);
    return 0;
}

}  // extern "C"
