// The allocator: 64-byte aligned blocks from a bounded pool of size classes. Contents are undefined.
// Any thread may call any function; a block may be freed by another thread than the one that asked for it. Survives fork().
// What is kept for reuse is bounded: at most 512 KiB in each class up to 32 KiB, and above that ta_pool_limit() bytes in all
// (256 MiB, or a sixteenth of the memory where that is less); past it the classes that were not used for longest go back.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

void* ta_alloc(size_t n_bytes);               // never NULL for n_bytes == 0; NULL when memory is exhausted
void* ta_alloc_zeroed(size_t n_bytes);        // the same, filled with zeros; pages of large blocks cost nothing until they are touched
void ta_free(void* block, size_t n_bytes);    // n_bytes as given to ta_alloc; NULL is allowed
size_t ta_pool_bytes(void);                   // bytes kept for reuse
size_t ta_pool_limit(void);                   // the most that is kept in blocks above 32 KiB
void ta_pool_trim(void);                      // gives them back
uint64_t ta_alloc_count(void);                // calls of ta_alloc that gave a block since the start
size_t ta_bytes_in_use(void);                 // bytes of the blocks that are not freed, rounded up to their classes

#ifdef __cplusplus
}
#endif
