// Machine code for the simple steps of a fused pass: a chain of additions, products, comparisons and the like runs as one loop that keeps what lies between
// its steps in registers. Each step has the instructions of its kernel, so the bits are the same.
#pragma once
#include <stdbool.h>
#include "fuse.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TA_CHAIN_MAX_SLOTS = 24 };

// Rows of a chain. data[k] is the first row's first element of place[k], which is contiguous, or one element for the row; step[k] bytes before the next row's.
// A row has n_vectors elements, a multiple of `lanes`, then those whose bits `low` has. Where rows are summed: n_units elements, a multiple of 16, the
// first n_fours of them of 64, then those of one more unit whose bits low (8 for float64, 16 for float32) and high (8, the upper half) have; each sum joins
// its own of `sums`. data is changed. n_rows > 0.
typedef struct ta_fuse_run {
    char* data[TA_CHAIN_MAX_SLOTS];
    int64_t step[TA_CHAIN_MAX_SLOTS];
    int64_t n_rows, n_vectors, n_units, n_fours;
    uint64_t low, high;
    double* sums;
} ta_fuse_run;
typedef void (*ta_fuse_fn)(ta_fuse_run* rows);

// Steps first .. first + n_steps - 1 of a pass as a loop. Or, of all steps, loops that sum: `run`, and `run_unit` for rows of 16 elements.
typedef struct ta_fuse_chain {
    ta_fuse_fn run, run_unit;
    int32_t first, n_steps, lanes, n_slots;
    int16_t place[TA_CHAIN_MAX_SLOTS];
} ta_fuse_chain;

// The chains of a pass, for one set of operands that have one value for all elements of a tile.
struct ta_fuse_code {
    struct ta_fuse_code* next;
    uint32_t spread;  // bit k: the operand of the k-th VIEW
    bool sums;        // one chain, which sums
    void* memory;
    int64_t n_bytes;
    int32_t n_chains, n_units;  // units: chains, and steps outside of them
    ta_fuse_chain chains[1];
};

// Written at the first call and kept in pass->codes. NULL where no chain is found, the CPU or the platform has no code here, the level in use is not
// AVX-512, or no memory may be executed. Any thread may call.
const struct ta_fuse_code* ta_fuse_code_for(const ta_fuse_pass* pass, uint32_t spread);
// The sum of the last step's values, if that is of a float dtype and the whole pass is one chain. `spread`: operands that have one value for all elements of a row.
const struct ta_fuse_chain* ta_fuse_sum_for(const ta_fuse_pass* pass, uint32_t spread);
// The number of chains, at most `most`, where all operands are contiguous.
int ta_fuse_chains_of(const ta_fuse_pass* pass, int32_t* first, int32_t* n_steps, int most);
void ta_fuse_codes_free(struct ta_fuse_code* codes);

#ifdef __cplusplus
}
#endif
