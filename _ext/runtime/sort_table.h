// Kernels of sorting for one ISA. A run is n_elements of one dtype, x_stride_bytes apart.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { TA_SORT_DTYPES = 16 };

// values: writes the sorted run to out, which is contiguous and may be x itself when x is contiguous. NaN is the greatest value; zeros
// keep their order.
// order: writes the positions (int64) that sort the run to out, equal elements in order of position; all NaNs are equal. out is not x.
// scratch is 64-byte aligned, of ta_sort_scratch_bytes or ta_argsort_scratch_bytes bytes.
typedef void (*ta_sort_run_fn)(const char* x, int64_t x_stride_bytes, char* out, int64_t n_elements, int descending, void* scratch);

// Indexed by dtype; NULL for complex in the tables of the ISAs.
typedef struct ta_sort_table {
    ta_sort_run_fn values[TA_SORT_DTYPES];
    ta_sort_run_fn order[TA_SORT_DTYPES];
} ta_sort_table;

static inline size_t ta_sort_scratch_bytes(int itemsize, int64_t n_elements) {
    size_t padded = (size_t)n_elements + 128;
    if (itemsize == 16) return padded * 32;
    if (itemsize == 8) return padded * 24;  // complex64 is merged
    if (itemsize == 4) return padded * 5;
    return padded * 8 + (n_elements > 65536 ? 65536 * 8 : 8192);
}
static inline size_t ta_argsort_scratch_bytes(int itemsize, int64_t n_elements) {
    size_t padded = (size_t)n_elements + 128;
    return padded * (itemsize == 16 ? 32 : itemsize == 8 || n_elements >> 31 ? 24 : 8) + 4096;
}

// Set once by the dispatch.
extern const struct ta_sort_table* ta_active_sort;

#ifdef __cplusplus
}
#endif
#ifdef __cplusplus
// Complex numbers, in order of (real, imaginary); the same for every ISA.
extern const ta_sort_run_fn ta_sort_complex_values[2], ta_sort_complex_order[2];
#endif
