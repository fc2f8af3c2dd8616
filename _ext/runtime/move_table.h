// Kernels that only move items, for one ISA. Items have 1, 2, 4, 8 or 16 bytes: tables go by the logarithm. Memory does not overlap.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ta_move_table {
    // Row r of out, which is contiguous and out_step bytes behind the row before, is column r of in, whose rows are in_step bytes apart.
    void (*transpose[5])(char* out, int64_t out_step, const char* in, int64_t in_step, int64_t rows, int64_t columns);
    // out[i * n_sources + k] = sources[k][i]
    void (*join[5])(char* out, const char* const* sources, int64_t n_sources, int64_t n_items);
} ta_move_table;

// Set once by the dispatch.
extern const struct ta_move_table* ta_active_move;

#ifdef __cplusplus
}
#endif
