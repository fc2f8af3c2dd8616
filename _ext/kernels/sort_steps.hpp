// The steps of sort_table.h, for long runs that threads share.
#pragma once
#include "sort_order.hpp"

namespace {

template <class T> int encode_step(const char* x, i64 x_stride_bytes, char* keys, i64 n, int descending) {
    return encode_keys<T>(x, x_stride_bytes, (SignedOf<T>*)keys, n, SignedOf<T>(descending ? -1 : 0));
}
template <class T> i64 remember_step(const char* keys, i64 n, u8* signs) { return remember_zeros((const SignedOf<T>*)keys, n, signs); }
template <class T> void restore_step(char* keys, i64 n, const u8* signs, i64 n_zeros) { restore_zeros((SignedOf<T>*)keys, n, signs, n_zeros); }
template <class T> void decode_step(char* keys, i64 n, int descending) {
    decode_keys<T>((SignedOf<T>*)keys, n, SignedOf<T>(descending ? -1 : 0));
}
template <class T> void encode_order_step(const char* x, i64 x_stride_bytes, i64* keys, i64 n, i64 first, int descending) {
    typedef SignedOf<T> K;
    const K flip = K(descending ? -1 : 0);
    if constexpr (sizeof(T) == 8) encode_order<T>(x, x_stride_bytes, keys, n, flip);
    else {
        constexpr i64 tile = 1024;
        K buffer[tile];
        for (i64 i = 0; i < n; i += tile) {
            const i64 n_here = n - i < tile ? n - i : tile;
            encode_order<T>(x + i * x_stride_bytes, x_stride_bytes, buffer, n_here, flip);
            for (i64 k = 0; k < n_here; k++) keys[i + k] = i64(u64(i64(buffer[k])) << 32 | u64(first + i + k));
        }
    }
}

template <class K> int in_order_step(const char* keys, i64 n) { return in_order((const K*)keys, n); }
template <class K> int count_step(char* keys, i64 n, char* scratch) { return sort_countable((K*)keys, n, (K*)scratch); }
template <class K> i64 split_step(char* keys, i64 n, char* scratch) { return split_span(KeySpan<K>{(K*)keys}, n, KeySpan<K>{(K*)scratch}); }
template <class K> void sort_step(char* keys, i64 n, char* scratch) { sort_keys((K*)keys, n, (K*)scratch); }

#define TA_SORT_STEPS(T) {encode_step<T>, remember_step<T>, restore_step<T>, decode_step<T>, encode_order_step<T>}

}  // namespace
