// The allocator: 64-byte aligned blocks from a bounded pool of size classes. Contents are undefined.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

void* ta_alloc(size_t n_bytes);               // never NULL for n_bytes == 0; NULL when memory is exhausted
void ta_free(void* block, size_t n_bytes);    // n_bytes as given to ta_alloc
size_t ta_pool_bytes(void);                   // bytes kept for reuse
void ta_pool_trim(void);                      // gives them back
uint64_t ta_alloc_count(void);                // calls of ta_alloc since the start

#ifdef __cplusplus
}
#endif
