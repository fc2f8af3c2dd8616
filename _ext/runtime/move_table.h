// Kernels that move items, and that count, for one ISA. Items have 1, 2, 4, 8 or 16 bytes: tables go by the logarithm. Memory does not overlap.
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
    // out[r * columns + c] = item r of in, whose items are in_step bytes apart. Writes up to 64 bytes behind the last item.
    void (*spread[5])(char* out, const char* in, int64_t in_step, int64_t rows, int64_t columns);
    // out[i] = start + (first + i) * step, contiguous; integers modulo their size, of 1, 2, 4 and 8 bytes.
    void (*integer_ramp[4])(char* out, int64_t first, int64_t n, uint64_t start, uint64_t step);
    // To float32 and float64, computed in float64.
    void (*float_ramp[2])(char* out, int64_t first, int64_t n, double start, double step);
} ta_move_table;

// Set once by the dispatch.
extern const struct ta_move_table* ta_active_move;

#ifdef __cplusplus
}
#endif
