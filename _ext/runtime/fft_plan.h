// How a Fourier transform of one length is computed, and the tables for it. Private to the driver.
#pragma once
#include <stddef.h>

#include "fft_table.h"

namespace fft {

enum Method {
    one_lane,   // in one lane of the kernels
    two_steps,  // columns x rows: transforms of length `rows` in the columns, then of length `columns` across them
    chirp,      // as a convolution of a length with small factors
};

// One sequence of n complex numbers.
struct Row {
    int64_t n;
    Method method;
    double cost;                   // in instructions, for the choice between methods
    bool has_whole;
    ta_fft_lanes whole;            // all of it as passes; of short sequences with two_steps, the same arithmetic
    double lanes_cost;             // of `lanes` sequences side by side; negative where that is not done
    int64_t rows, columns;         // two_steps
    int64_t n_blocks, block_rows;  // blocks of columns; rows of a block, at least as many as there are lanes
    ta_fft_lanes down, across;
    const void* tile_twiddles;     // by block, row, plane
    Row* inner;                    // chirp
    const void *chirps, *spectrum;
};

struct Plan {
    int64_t n;
    int32_t is_real, level;  // is_real with an even n: row has the length n / 2
    const ta_fft_table* kernels;
    Row row;
    const void* real_twiddles;
    // of the cache
    int32_t n_users;
    uint64_t last_use;
    size_t n_bytes;
    struct Block* blocks;
};

// The plan of n > 0 points; NULL when memory is exhausted. Any thread may call it. To be given back.
Plan* take_plan(int64_t n, bool is_real);
void give_plan(Plan* plan);

}  // namespace fft
