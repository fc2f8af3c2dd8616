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
    for (i64 i = 0; i < n; i++) tile[i] = x[i * step];
}
// n elements, stride bytes apart, to contiguous memory.
template <int size> TA_NOINLINE void pack_items(const char* x, i64 stride, i64 n, char* tile) {
    if (stride == 2 * size && n > 4) {
        pack_steps<size, 2>(x, n, tile);
        return;
    }
    if (stride == -size) {
        pack_steps<size, -1>(x, n, tile);
        return;
    }
    i64 i = 0;
    for (; i + 4 <= n; i += 4, x += 4 * stride)
        for (i64 k = 0; k < 4; k++) __builtin_memcpy(tile + (i + k) * size, x + k * stride, size);
    for (; i < n; i++, x += stride) {
        TA_PLAIN_LOOP(i);
        __builtin_memcpy(tile + i * size, x, size);
    }
}
}  // namespace
