// Random numbers into contiguous memory, split over threads in tasks of a fixed size.
#pragma once
#include "abi.h"
#include "random_table.h"

#ifdef __cplusplus
extern "C" {
#endif

// n float32 or float64 at out: offset + scale * a number of the distribution, from the blocks from first_block on.
// Takes ta_random_blocks(n, bytes of an element) blocks.
void ta_random_floats(int distribution, int dtype, uint64_t key, uint64_t first_block, int64_t n, double offset, double scale, void* out);

// n integers of the dtype at out, from low on, of `span` values (0: 2^64). Takes ta_random_blocks(n, 8) blocks.
void ta_random_integers(int dtype, uint64_t key, uint64_t first_block, int64_t n, uint64_t low, uint64_t span, void* out);

// n_bytes of random bits; takes ta_random_blocks(n_bytes, 1) blocks.
void ta_random_bytes(uint64_t key, uint64_t first_block, int64_t n_bytes, void* out);

// The numbers 0 ... n - 1 in out, of which the first n_drawn are a random sample in random order (Fisher and Yates).
// Takes ta_random_blocks(n_drawn, 8) blocks.
void ta_random_permutation(uint64_t key, uint64_t first_block, int64_t n, int64_t n_drawn, int64_t* out);

// n int64 at out, one by one: Poisson numbers of the means, and binomial ones of the trials and the probabilities, which are `step` elements
// apart (0: the one). Return the blocks that were taken; -1, with the numbers undefined, for a parameter that there is none of.
int64_t ta_random_poisson(uint64_t key, uint64_t first_block, int64_t n, const double* mean, int64_t step, int64_t* out);
int64_t ta_random_binomial(uint64_t key, uint64_t first_block, int64_t n, const double* trials, int64_t trials_step, const double* p, int64_t p_step, int64_t* out);

int64_t ta_random_blocks(int64_t n, int64_t bytes_each);

#ifdef __cplusplus
}
#endif
