// The random kernels of one ISA as the driver sees them. Plain C.
//
// A stream is named by a key; its words of 64 bits are numbered. What is drawn for an element is a function of the key and of the
// element's id alone, so it depends neither on the ISA nor on how the work is split.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// out[i] = f(word i) for n elements whose words are given; element i has the id first_id + i, for those that need more words.
// A float32 has half a word.
typedef void (*ta_random_fn)(uint64_t key, uint64_t first_id, const uint64_t* words, int64_t n, double offset, double scale, void* out);

// out[i] = low + a number in [0, span), wrapping around; a span of 0 is 2^64.
typedef void (*ta_random_integers_fn)(uint64_t key, uint64_t first_id, const uint64_t* words, int64_t n, uint64_t low, uint64_t span, void* out);

enum { TA_RANDOM_UNIFORM, TA_RANDOM_NORMAL, TA_RANDOM_EXPONENTIAL, TA_N_RANDOM };

typedef struct ta_random_table {
    void (*words)(uint64_t key, uint64_t first_block, int64_t n_blocks, uint64_t* out);  // two words a block
    ta_random_fn floats[TA_N_RANDOM][2];                                                // float32, float64
    ta_random_integers_fn integers[4];                                                  // of 1, 2, 4, 8 bytes
} ta_random_table;

extern const ta_random_table* ta_active_random;  // set by the dispatch
extern const ta_random_table ta_random_scalar, ta_random_sse2, ta_random_avx2, ta_random_avx512;

#ifdef __cplusplus
}
#endif
