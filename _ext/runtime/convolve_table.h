// The kernels of convolution of one ISA as the driver sees them. Plain C.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// out[i] = the sum over all taps t of taps[t] * x[i + offset_bytes[t]], for n elements that are contiguous in x and in out.
// Every element is summed in the same order, wherever it lies.
typedef void (*ta_convolve_fn)(const char* x, const int64_t* offset_bytes, const char* taps, int64_t n_taps, char* out, int64_t n);

// Integers wrap around, so that one kernel serves signed and unsigned ones.
enum { TA_CONVOLVE_U32, TA_CONVOLVE_U64, TA_CONVOLVE_F32, TA_CONVOLVE_F64, TA_CONVOLVE_C64, TA_CONVOLVE_C128, TA_N_CONVOLVE };

typedef struct ta_convolve_table {
    ta_convolve_fn run[TA_N_CONVOLVE];
} ta_convolve_table;

extern const ta_convolve_table* ta_active_convolve;  // set by the dispatch
extern const ta_convolve_table ta_convolve_scalar, ta_convolve_sse2, ta_convolve_avx2, ta_convolve_avx512;

#ifdef __cplusplus
}
#endif
