// The allocator of alloc.h: one free list and one spin lock per size class.
#include "alloc.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#if defined(__linux__) || defined(__APPLE__)
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>
#define TA_HAS_MMAP 1
#else
#define TA_HAS_MMAP 0
#endif

namespace {

// Classes: multiples of 64 up to 1 KiB, then eight for each doubling.
enum : int { n_fine = 16, n_doublings = 37, n_classes = n_fine + 8 * n_doublings, last_small_class = n_fine + 8 * 5 - 1 };
const size_t fine_limit = 1024;
const size_t largest_block = size_t(1) << 46;
const size_t small_limit = size_t(512) << 10;       // kept in one small class
const size_t mapped_from = size_t(2) << 20;         // such blocks are mapped, at huge page boundaries
const size_t huge_page = size_t(2) << 20;
const size_t link_space = size_t(64) << 10;         // behind a mapped block, at least a page of any system
const size_t renewed_from = size_t(32) << 20;       // zeros from here on are new pages, below they are written: caches are faster than faults

struct Link { void* next; };

struct alignas(64) SizeClass {
    int locked;
    uint32_t n_free;
    void* first;
    uint64_t n_allocated, n_released;  // calls
    uint64_t last_use;
};

SizeClass classes[n_classes];
size_t large_bytes;       // kept in the large classes
uint64_t large_clock;
size_t large_limit;       // 0 until it is known

template <class T> T relaxed(const T& x) { return __atomic_load_n(&x, __ATOMIC_RELAXED); }
template <class T> void set_relaxed(T& x, T value) { __atomic_store_n(&x, value, __ATOMIC_RELAXED); }

// What is rare is kept out of line, so that the common way needs few registers.
__attribute__((noinline)) void wait_and_lock(SizeClass& c) {
    int spins = 0;
    do {
        while (relaxed(c.locked)) {
            if (++spins > 100) sched_yield();
        }
    } while (__atomic_exchange_n(&c.locked, 1, __ATOMIC_ACQUIRE));
}
inline void lock(SizeClass& c) {
    if (__builtin_expect(__atomic_exchange_n(&c.locked, 1, __ATOMIC_ACQUIRE), 0)) wait_and_lock(c);
}
void unlock(SizeClass& c) { __atomic_store_n(&c.locked, 0, __ATOMIC_RELEASE); }

int class_of(size_t n_bytes) {
    if (n_bytes <= fine_limit) return n_bytes == 0 ? 0 : int((n_bytes - 1) / 64);
    const size_t last = n_bytes - 1;
    const int doubling = 63 - __builtin_clzll((unsigned long long)last) - 10;  // 1024 << doubling <= last
    return n_fine + 8 * doubling + int((last >> (doubling + 7)) & 7);
}
size_t size_of_class(int index) {
    if (index < n_fine) return size_t(index + 1) * 64;
    const int doubling = (index - n_fine) / 8;
    return size_t((index - n_fine) % 8 + 9) << (doubling + 7);
}

// Where a free block of a class keeps its link: a mapped block behind itself, so that to free it touches none of its pages.
size_t link_offset(size_t n_bytes) { return TA_HAS_MMAP && n_bytes >= mapped_from ? n_bytes : 0; }
inline Link* link_of(void* block, size_t offset) { return (Link*)((char*)block + offset); }

#if TA_HAS_MMAP
void lock_all() { for (SizeClass& c : classes) lock(c); }
void unlock_all() { for (SizeClass& c : classes) unlock(c); }

// Mapped at a huge page boundary, with huge pages where the system has them; link_space follows.
void* map_block(size_t n_bytes) {
    const size_t n_used = n_bytes + link_space, n_mapped = n_used + huge_page;
    char* base = (char*)mmap(nullptr, n_mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == (char*)MAP_FAILED) return nullptr;
    char* block = (char*)(((uintptr_t)base + huge_page - 1) & ~(uintptr_t)(huge_page - 1));
    if (block != base) munmap(base, size_t(block - base));
    const size_t n_behind = n_mapped - size_t(block - base) - n_used;
    if (n_behind) munmap(block + n_used, n_behind);
#ifdef MADV_HUGEPAGE
    madvise(block, n_bytes, MADV_HUGEPAGE);
#endif
    return block;
}
#endif

void* take_from_system(size_t n_bytes) {
#if TA_HAS_MMAP
    if (n_bytes >= mapped_from) return map_block(n_bytes);
#endif
    void* block = nullptr;
    return posix_memalign(&block, 64, n_bytes) ? nullptr : block;
}
void give_to_system(void* block, size_t n_bytes) {
#if TA_HAS_MMAP
    if (n_bytes >= mapped_from) {
        munmap(block, n_bytes + link_space);
        return;
    }
#endif
    (void)n_bytes;
    free(block);
}

size_t find_limit() {
    size_t limit = size_t(256) << 20;
#if TA_HAS_MMAP
    const long n_pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    if (n_pages > 0 && page > 0 && size_t(n_pages) / 16 * size_t(page) < limit) limit = size_t(n_pages) / 16 * size_t(page);
#endif
    return limit < mapped_from ? mapped_from : limit;
}

// The first block of a class, or NULL.
inline void* pop(SizeClass& c, size_t offset) {
    void* block = c.first;
    if (!block) return nullptr;
    c.first = link_of(block, offset)->next;
    set_relaxed(c.n_free, c.n_free - 1);
    return block;
}
inline void push(SizeClass& c, void* block, size_t offset) {
    link_of(block, offset)->next = c.first;
    c.first = block;
    set_relaxed(c.n_free, c.n_free + 1);
}

// Gives back blocks of the large classes, oldest use first, until the limit holds.
void evict(size_t limit) {
    while (relaxed(large_bytes) > limit) {
        int oldest = -1;
        uint64_t oldest_use = ~uint64_t(0);
        for (int i = last_small_class + 1; i < n_classes; i++) {
            if (relaxed(classes[i].n_free) && relaxed(classes[i].last_use) < oldest_use) {
                oldest = i;
                oldest_use = relaxed(classes[i].last_use);
            }
        }
        if (oldest < 0) return;
        const size_t n_bytes = size_of_class(oldest);
        lock(classes[oldest]);
        void* block = pop(classes[oldest], link_offset(n_bytes));
        unlock(classes[oldest]);
        if (!block) continue;
        __atomic_sub_fetch(&large_bytes, n_bytes, __ATOMIC_RELAXED);
        give_to_system(block, n_bytes);
    }
}

void trim_small() {
    for (int i = 0; i <= last_small_class; i++) {
        lock(classes[i]);
        void* block = classes[i].first;
        classes[i].first = nullptr;
        set_relaxed(classes[i].n_free, uint32_t(0));
        unlock(classes[i]);
        while (block) {
            void* next = link_of(block, 0)->next;
            give_to_system(block, size_of_class(i));
            block = next;
        }
    }
}

// No block of the class is free. Runs at most a few times per microsecond.
__attribute__((noinline)) void* allocate_new(SizeClass& c, int index) {
    static int has_started;
    if (!__atomic_exchange_n(&has_started, 1, __ATOMIC_RELAXED)) {
#if TA_HAS_MMAP
        pthread_atfork(lock_all, unlock_all, unlock_all);
#endif
    }
    const size_t n_bytes = size_of_class(index);
    void* block = take_from_system(n_bytes);
    if (!block) {
        ta_pool_trim();
        block = take_from_system(n_bytes);
    }
    if (!block) return nullptr;
    lock(c);
    set_relaxed(c.n_allocated, c.n_allocated + 1);
    unlock(c);
    return block;
}

void free_large(int index, void* block) {
    SizeClass& c = classes[index];
    const size_t n_bytes = size_of_class(index), limit = ta_pool_limit();
    const bool keeps = n_bytes <= limit;
    const uint64_t now = __atomic_add_fetch(&large_clock, 1, __ATOMIC_RELAXED);
    if (keeps) __atomic_add_fetch(&large_bytes, n_bytes, __ATOMIC_RELAXED);
    lock(c);
    set_relaxed(c.n_released, c.n_released + 1);
    set_relaxed(c.last_use, now);
    if (keeps) push(c, block, link_offset(n_bytes));
    unlock(c);
    if (!keeps) give_to_system(block, n_bytes);
    else if (relaxed(large_bytes) > limit) evict(limit);
}

inline void* take(SizeClass& c, size_t offset) {
    lock(c);
    void* block = pop(c, offset);
    if (block) set_relaxed(c.n_allocated, c.n_allocated + 1);
    unlock(c);
    return block;
}

__attribute__((noinline)) void* allocate_coarse(size_t n_bytes) {
    if (n_bytes > largest_block) return nullptr;
    const int index = class_of(n_bytes);
    void* block = take(classes[index], link_offset(size_of_class(index)));
    if (!block) return allocate_new(classes[index], index);
    if (index > last_small_class) __atomic_sub_fetch(&large_bytes, size_of_class(index), __ATOMIC_RELAXED);
    return block;
}

inline void free_small(SizeClass& c, void* block, size_t block_bytes) {
    lock(c);
    set_relaxed(c.n_released, c.n_released + 1);
    const bool keeps = (c.n_free + 1) * block_bytes <= small_limit;
    if (keeps) push(c, block, 0);
    unlock(c);
    if (__builtin_expect(!keeps, 0)) give_to_system(block, block_bytes);
}

__attribute__((noinline)) void free_coarse(void* block, size_t n_bytes) {
    const int index = class_of(n_bytes);
    if (index > last_small_class) free_large(index, block);
    else free_small(classes[index], block, size_of_class(index));
}

}  // namespace

extern "C" {

void* ta_alloc(size_t n_bytes) {
    if (__builtin_expect(n_bytes > fine_limit, 0)) return allocate_coarse(n_bytes);
    const int index = class_of(n_bytes);
    void* block = take(classes[index], 0);
    return __builtin_expect(!block, 0) ? allocate_new(classes[index], index) : block;
}

void* ta_alloc_zeroed(size_t n_bytes) {
#if TA_HAS_MMAP && defined(__linux__)
    if (n_bytes >= renewed_from && n_bytes <= largest_block) {
        const size_t n_block = size_of_class(class_of(n_bytes));
        void* block = ta_alloc(n_bytes);
        if (block) madvise(block, n_block, MADV_DONTNEED);  // its pages go back and come again as zeros when they are touched
        return block;
    }
#endif
    void* block = ta_alloc(n_bytes);
    if (block) memset(block, 0, n_bytes);
    return block;
}

void ta_free(void* block, size_t n_bytes) {
    if (!block) return;
    if (__builtin_expect(n_bytes > fine_limit, 0)) return free_coarse(block, n_bytes);
    const int index = class_of(n_bytes);
    free_small(classes[index], block, size_of_class(index));
}

size_t ta_pool_limit(void) {
    size_t limit = relaxed(large_limit);
    if (!limit) set_relaxed(large_limit, limit = find_limit());
    return limit;
}

size_t ta_pool_bytes(void) {
    size_t n_bytes = 0;
    for (int i = 0; i < n_classes; i++) n_bytes += relaxed(classes[i].n_free) * size_of_class(i);
    return n_bytes;
}

void ta_pool_trim(void) {
    evict(0);
    trim_small();
}

uint64_t ta_alloc_count(void) {
    uint64_t n_calls = 0;
    for (const SizeClass& c : classes) n_calls += relaxed(c.n_allocated);
    return n_calls;
}

size_t ta_bytes_in_use(void) {
    size_t n_bytes = 0;
    for (int i = 0; i < n_classes; i++) n_bytes += size_t(relaxed(classes[i].n_allocated) - relaxed(classes[i].n_released)) * size_of_class(i);
    return n_bytes;
}

}  // extern "C"
