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

// The steps of sorting a run of 4- or 8-byte elements, for runs so long that threads share them. Keys are int32 or int64.
typedef struct ta_sort_steps {
    // Keys of elements; returns whether there is a -0.0, whose sign is then remembered (a byte per zero) and restored.
    int (*encode)(const char* x, int64_t x_stride_bytes, char* keys, int64_t n_elements, int descending);
    int64_t (*remember_zeros)(const char* keys, int64_t n_elements, uint8_t* signs);
    void (*restore_zeros)(char* keys, int64_t n_elements, const uint8_t* signs, int64_t n_zeros);
    void (*decode)(char* keys, int64_t n_elements, int descending);
    // Keys for positions, with one key for both zeros, as int64; those of 4-byte elements are shifted by 32 and carry first + i.
    void (*encode_order)(const char* x, int64_t x_stride_bytes, int64_t* keys, int64_t n_elements, int64_t first, int descending);
} ta_sort_steps;

// Sorting of keys. scratch is as large as the keys, and 64 of them more.
typedef struct ta_sort_span {
    int (*in_order)(const char* keys, int64_t n_elements);
    // Sorts keys whose range is worth counting; 0, and nothing done, for others.
    int (*count)(char* keys, int64_t n_elements, char* scratch);
    // Moves what is below some pivot to the front and returns how many that are; 0 or n when they cannot be divided.
    int64_t (*split)(char* keys, int64_t n_elements, char* scratch);
    void (*sort)(char* keys, int64_t n_elements, char* scratch);
} ta_sort_span;

// How keys and their positions share an int64: (key - least) >> shift above index_bits bits of position.
typedef struct ta_key_packing {
    int64_t least;
    int32_t shift, index_bits, exact;
} ta_key_packing;

typedef struct ta_sort_packed {
    void (*plan)(const int64_t* keys, int64_t n_elements, ta_key_packing* packing);
    void (*pack)(const int64_t* keys, int64_t* packed, int64_t first, int64_t n_elements, const ta_key_packing* packing);
    // From sorted packed keys to positions; keys are those that were packed. room has 3 n + 64 elements.
    void (*settle)(const int64_t* keys, int64_t* packed, int64_t n_elements, const ta_key_packing* packing, int64_t* room);
} ta_sort_packed;

// Indexed by dtype; NULL for complex in the tables of the ISAs, steps also for 1- and 2-byte elements.
typedef struct ta_sort_table {
    ta_sort_run_fn values[TA_SORT_DTYPES];
    ta_sort_run_fn order[TA_SORT_DTYPES];
    ta_sort_run_fn middle[TA_SORT_DTYPES];  // as values, ascending, but only places (n - 1) / 2, n / 2 and n - 1 are sure; out is not x
    ta_sort_steps steps[TA_SORT_DTYPES];
    ta_sort_span keys32, keys64;
    ta_sort_packed packed;
    // out[i] (bool) says whether x[i], or with invert no x[i], is one of n_members >= 1 members. NaN is none.
    void (*is_any_of[TA_SORT_DTYPES])(const char* x, const char* members, int64_t n_members, int invert, char* out, int64_t n_elements);
    int64_t vector_bytes;
    ta_sort_run_fn words[2];  // values of int16 and uint16 on CPUs with AVX-512 VBMI2; NULL below AVX-512
} ta_sort_table;

static inline size_t ta_sort_scratch_bytes(int itemsize, int64_t n_elements) {
    size_t padded = (size_t)n_elements + 128;
    if (itemsize == 16) return padded * 32;
    if (itemsize == 8) return padded * 24;
    if (itemsize == 4) return padded * 5;
    return padded * 8 + (n_elements > 65536 ? 65536 * 8 : 8192);
}
static inline size_t ta_argsort_scratch_bytes(int itemsize, int64_t n_elements) {
    size_t padded = (size_t)n_elements + 128;
    return padded * (itemsize == 4 && n_elements >> 31 == 0 ? 8 : itemsize >= 4 ? 40 : 8) + 4096;
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
