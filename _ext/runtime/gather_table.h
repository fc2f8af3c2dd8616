// Kernels of masks and indices for one ISA. Masks are bytes, 0 or 1; runs are contiguous.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { TA_GATHER_DTYPES = 16, TA_ITEM_SIZES = 5 };  // item sizes 1, 2, 4, 8, 16: by their logarithm

typedef struct ta_gather_table {
    int64_t (*count_true)(const uint8_t* mask, int64_t n_elements);
    // The elements whose mask is 1, of which there are n_out; nothing is written behind them.
    void (*compress[TA_ITEM_SIZES])(const char* x, const uint8_t* mask, int64_t n_elements, char* out, int64_t n_out);
    // first + i for every i whose mask is 1, of which there are n_out.
    void (*positions)(const uint8_t* mask, int64_t n_elements, int64_t first, int64_t* out, int64_t n_out);
    // x = *value where mask is 1.
    void (*fill[TA_ITEM_SIZES])(char* x, const uint8_t* mask, int64_t n_elements, const char* value);
    // x = the next of the values where mask is 1; n_values of them.
    void (*place[TA_ITEM_SIZES])(char* x, const uint8_t* mask, int64_t n_elements, const char* values, int64_t n_values);
    // Adds size to what is negative; returns whether something is outside [0, size) then. out may be index.
    int (*wrap)(const int64_t* index, int64_t n_elements, int64_t size, int64_t* out);
    // mask = x is not zero; NaN is not zero. By dtype.
    void (*is_nonzero[TA_GATHER_DTYPES])(const char* x, int64_t n_elements, uint8_t* mask);
} ta_gather_table;

// Set once by the dispatch.
extern const struct ta_gather_table* ta_active_gather;

#ifdef __cplusplus
}
#endif
