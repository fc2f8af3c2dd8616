// Reading runs at a constant byte stride; shared by the kernels that take any stride.
#pragma once
#include "../simd/types.hpp"

#define TA_NOINLINE __attribute__((noinline))

namespace {

// f(i, element i) for i < n. Steps of 1, -1 and 2 elements, and a repeated element, are plain loops for the vectoriser.
template <class T, class F> TA_INLINE void each_strided(const char* p, i64 stride, i64 n, F f) {
    const i64 size = sizeof(T);
    const T* x = (const T*)p;
    const bool is_aligned = (u64(p) & (alignof(T) - 1)) == 0;
    if (is_aligned && stride == size)
        for (i64 i = 0; i < n; i++) f(i, x[i]);
    else if (is_aligned && stride == 2 * size)
        for (i64 i = 0; i < n; i++) f(i, x[2 * i]);
    else if (is_aligned && stride == -size)
        for (i64 i = 0; i < n; i++) f(i, x[-i]);
    else if (is_aligned && stride == 0) {
        const T value = *x;
        for (i64 i = 0; i < n; i++) f(i, value);
    } else
        for (i64 i = 0; i < n; i++) {
            T value;
            __builtin_memcpy(&value, p + i * stride, sizeof(T));
            f(i, value);
        }
}

// Keeps a loop from being vectorised: for the strided and the last few elements, where it would only make the code long.
#define TA_PLAIN_LOOP(index) __asm__("" : "+r"(index))

// Elements as bits, at any address of any array.
template <int size> struct ItemOf { typedef UnsignedOf<typename IntOfSize<size>::Unsigned> Type __attribute__((may_alias)); };
struct __attribute__((may_alias)) WideItem { u64 low, high; };
template <> struct ItemOf<16> { typedef WideItem Type; };

template <int size, int step> TA_INLINE void pack_steps(const char* x_, i64 n, char* tile_) {
    typedef typename ItemOf<size>::Type Item;
    const Item* __restrict x = (const Item*)x_;
    Item* __restrict tile = (Item*)tile_;
    i64 i = 0;
    if constexpr (step == 2 && size < 8) {  // the lower halves of items of twice the size; the element behind the last one is not read
        constexpr int count = 32 / size;
        typedef UnsignedOf<typename IntOfSize<size>::Unsigned> Narrow __attribute__((vector_size(32), aligned(1), may_alias));
        typedef UnsignedOf<typename IntOfSize<2 * size>::Unsigned> Wide __attribute__((vector_size(64), aligned(1), may_alias));
        for (; i + count < n; i += count) *(Narrow*)(tile + i) = __builtin_convertvector(*(const Wide*)(x + 2 * i), Narrow);
        for (; i < n; i++) {
            TA_PLAIN_LOOP(i);
            tile[i] = x[i * step];
        }
        return;
    }
    for (; i < n; i++) tile[i] = x[i * step];
}
// The same for elements of 16 bytes, four at a time, of the first of the n; how many.
typedef u64 EightWords __attribute__((vector_size(64), aligned(1), may_alias));
template <int step> TA_INLINE i64 pack_pairs(const char* x_, i64 n, char* tile) {
    const u64* x = (const u64*)x_;
    i64 i = 0;
    for (; i + 4 < n; i += 4) {
        EightWords* out = (EightWords*)(tile + i * 16);
        if (step < 0) *out = __builtin_shufflevector(*(const EightWords*)(x - 2 * i - 6), *(const EightWords*)(x - 2 * i - 6), 6, 7, 4, 5, 2, 3, 0, 1);
        else *out = __builtin_shufflevector(*(const EightWords*)(x + 4 * i), *(const EightWords*)(x + 4 * i + 8), 0, 1, 4, 5, 8, 9, 12, 13);
    }
    return i;
}
// n elements, stride bytes apart, to contiguous memory.
template <int size> TA_NOINLINE void pack_items(const char* x, i64 stride, i64 n, char* tile) {
    i64 i = 0;
    if constexpr (size == 16) {
        if (stride == 2 * size) i = pack_pairs<2>(x, n, tile);
        if (stride == -size) i = pack_pairs<-1>(x, n, tile);
        x += i * stride;
    } else {
        if (stride == 2 * size && n > 4) return pack_steps<size, 2>(x, n, tile);
        if (stride == -size) return pack_steps<size, -1>(x, n, tile);
    }
    for (; i + 4 <= n; i += 4, x += 4 * stride)
        for (i64 k = 0; k < 4; k++) __builtin_memcpy(tile + (i + k) * size, x + k * stride, size);
    for (; i < n; i++, x += stride) {
        TA_PLAIN_LOOP(i);
        __builtin_memcpy(tile + i * size, x, size);
    }
}
}  // namespace
