// Sorting of runs, by values and by positions. The contracts are those of sort_table.h.
#pragma once
#include "sort_keys.hpp"
#include "sort_quick.hpp"
#include "sort_radix.hpp"

namespace {

template <class K> TA_INLINE bool in_order(const K* keys, i64 n) {
    constexpr int lanes = Vec<K>::lanes;
    i64 i = 0;
    for (; i + lanes < n; i += lanes)
        if (any(load(keys + i + 1) < load(keys + i))) return false;
    for (; i + 1 < n; i++)
        if (keys[i + 1] < keys[i]) return false;
    return true;
}
template <class K> bool strictly_falling(const K* keys, i64 n) {
    for (i64 i = 0; i + 1 < n; i++)
        if (keys[i] <= keys[i + 1]) return false;
    return true;
}
template <class K> void sort_keys(K* keys, i64 n, K* scratch) {
    if (n > 64) {
        if (in_order(keys, n)) return;
        if (strictly_falling(keys, n)) {
            for (i64 i = 0, j = n - 1; i < j; i++, j--) {
                K kept = keys[i];
                keys[i] = keys[j];
                keys[j] = kept;
            }
            return;
        }
    }
    sort_span(KeySpan<K>{keys}, n, KeySpan<K>{scratch});
}

// 4- and 8-byte elements: the output holds the keys while they are sorted.
template <class T> void sort_values(const char* x, i64 x_stride_bytes, char* out, i64 n, int descending, void* scratch) {
    typedef SignedOf<T> K;
    K *keys = (K*)out, *room = (K*)scratch;
    const K flip = descending ? K(-1) : K(0);
    const bool has_negative_zero = encode_keys<T>(x, x_stride_bytes, keys, n, flip);
    b8* signs = (b8*)(room + n + 64);
    const i64 n_zeros = has_negative_zero ? remember_zeros(keys, n, signs) : 0;
    sort_keys(keys, n, room);
    restore_zeros(keys, n, signs, n_zeros);
    if (IsFloat<T>::value || !IsSigned<T>::value || flip) decode_keys<T>(keys, n, flip);
}

// 1- and 2-byte elements: few are sorted as 32-bit keys, many are counted.
template <class T> void sort_few_small(const char* x, i64 x_stride_bytes, T* out, i64 n, i32 flip, i32* keys) {
    for (i64 i = 0; i < n; i++) keys[i] = i32(load_one<T>(x + i * x_stride_bytes)) ^ flip;
    sort_keys(keys, n, keys + n + 64);
    for (i64 i = 0; i < n; i++) out[i] = T(keys[i] ^ flip);
}
template <class T, class Count> void sort_by_counting(const char* x, i64 x_stride_bytes, T* out, i64 n, int descending, Count* counts) {
    constexpr int n_values = 1 << (8 * sizeof(T)), bias = IsSigned<T>::value ? n_values / 2 : 0;
    // More than one table, so that equal neighbours do not wait for one another.
    constexpr int n_tables = sizeof(T) == 1 ? 4 : 1;
    for (int i = 0; i < n_values * n_tables; i++) counts[i] = 0;
    for (i64 i = 0; i < n; i++) counts[(i % n_tables) * n_values + int(load_one<T>(x + i * x_stride_bytes)) + bias]++;
    for (int step = 0; step < n_values; step++) {
        const int value = descending ? n_values - 1 - step : step;
        i64 n_here = 0;
        for (int table = 0; table < n_tables; table++) n_here += i64(counts[table * n_values + value]);
        const T filler = T(value - bias);
        for (i64 i = 0; i < n_here; i++) out[i] = filler;
        out += n_here;
    }
}
template <class T> void sort_small_values(const char* x, i64 x_stride_bytes, char* out, i64 n, int descending, void* scratch) {
    const i64 few = sizeof(T) == 1 ? 192 : 200000;
    if (n <= few) sort_few_small<T>(x, x_stride_bytes, (T*)out, n, descending ? -1 : 0, (i32*)scratch);
    else if (n >> 32 == 0) sort_by_counting<T>(x, x_stride_bytes, (T*)out, n, descending, (u32*)scratch);
    else sort_by_counting<T>(x, x_stride_bytes, (T*)out, n, descending, (u64*)scratch);
}

}  // namespace
