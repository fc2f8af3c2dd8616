// Positions that sort a run. A key and its position are packed into one integer where both fit, which makes the integers unique and so
// the order stable; else pairs are sorted.
#pragma once
#include "sort.hpp"

namespace {

// Writes the keys of a run; both zeros have one key.
template <class T> void encode_order(const char* x, i64 x_stride_bytes, SignedOf<T>* keys, i64 n, SignedOf<T> flip) {
    typedef SignedOf<T> K;
    if (!encode_keys<T>(x, x_stride_bytes, keys, n, flip)) return;
    const K negative_zero = K(K(-1) ^ flip), zero = flip;
    for (i64 i = 0; i < n; i++) keys[i] = keys[i] == negative_zero ? zero : keys[i];
}

template <class T> void order_by_counting(const char* x, i64 x_stride_bytes, i64* out, i64 n, int descending, i64* places) {
    for (int value = 0; value < 256; value++) places[value] = 0;
    const int mask = (IsSigned<T>::value ? 0x80 : 0) ^ (descending ? 0xFF : 0);
    for (i64 i = 0; i < n; i++) places[u8(load_one<u8>(x + i * x_stride_bytes) ^ mask)]++;
    i64 place = 0;
    for (int value = 0; value < 256; value++) {
        i64 n_here = places[value];
        places[value] = place;
        place += n_here;
    }
    for (i64 i = 0; i < n; i++) out[places[u8(load_one<u8>(x + i * x_stride_bytes) ^ mask)]++] = i;
}

// 1- and 2-byte elements.
template <class T> void sort_order_small(const char* x, i64 x_stride_bytes, char* out_bytes, i64 n, int descending, void* scratch) {
    i64* out = (i64*)out_bytes;
    const i32 flip = descending ? -1 : 0;
    if (sizeof(T) == 1 && n > 512) {
        order_by_counting<T>(x, x_stride_bytes, out, n, descending, (i64*)scratch);
    } else if (n <= 65536) {
        i32* keys = (i32*)scratch;
        for (i64 i = 0; i < n; i++) keys[i] = i32(u32(i32(key_of_small(load_one<T>(x + i * x_stride_bytes))) ^ flip) << 16 | u32(i));
        sort_keys(keys, n, keys + n + 64);
        for (i64 i = 0; i < n; i++) out[i] = keys[i] & 0xFFFF;
    } else {
        for (i64 i = 0; i < n; i++) out[i] = i64(u64(i64(key_of_small(load_one<T>(x + i * x_stride_bytes))) ^ flip) << 40 | u64(i));
        sort_keys(out, n, (i64*)scratch);
        for (i64 i = 0; i < n; i++) out[i] &= 0xFFFFFFFFFF;
    }
}

TA_INLINE int bits_for(u64 greatest) { return greatest == 0 ? 0 : 64 - __builtin_clzll(greatest); }

// Keys whose range and the positions fit into 63 bits together. Returns false, with nothing written, when they do not fit.
template <class K> bool sort_order_packed(const K* keys, i64* out, i64 n, i64* room) {
    K least = keys[0], greatest = keys[0];
    for (i64 i = 1; i < n; i++) {
        least = keys[i] < least ? keys[i] : least;
        greatest = keys[i] > greatest ? keys[i] : greatest;
    }
    const int index_bits = bits_for(u64(n - 1));
    if (bits_for(u64(greatest) - u64(least)) + index_bits > 63) return false;
    for (i64 i = 0; i < n; i++) out[i] = i64((u64(keys[i]) - u64(least)) << index_bits | u64(i));
    sort_keys(out, n, room);
    const i64 index_mask = (i64(1) << index_bits) - 1;
    for (i64 i = 0; i < n; i++) out[i] &= index_mask;
    return true;
}
void sort_order_pairs(i64* keys, i64* out, i64 n, i64* room) {
    if (in_order(keys, n)) {
        for (i64 i = 0; i < n; i++) out[i] = i;
        return;
    }
    if (sort_order_packed(keys, out, n, room)) return;
    for (i64 i = 0; i < n; i++) out[i] = i;
    sort_span(PairSpan{keys, out}, n, PairSpan{room, room + n + 64});
}

// 4- and 8-byte elements.
template <class T> void sort_order(const char* x, i64 x_stride_bytes, char* out_bytes, i64 n, int descending, void* scratch) {
    i64* out = (i64*)out_bytes;
    typedef SignedOf<T> K;
    if (n == 0) return;
    const K flip = descending ? K(-1) : K(0);
    K* keys = (K*)scratch;
    encode_order<T>(x, x_stride_bytes, keys, n, flip);
    if constexpr (sizeof(T) == 8) sort_order_pairs(keys, out, n, keys + n);
    else if (n >> 31 == 0) {
        for (i64 i = 0; i < n; i++) out[i] = i64(u64(i64(keys[i])) << 32 | u64(i));
        sort_keys(out, n, (i64*)scratch);
        for (i64 i = 0; i < n; i++) out[i] &= 0xFFFFFFFF;
    } else {
        i64* wide = (i64*)scratch;
        for (i64 i = n - 1; i >= 0; i--) wide[i] = i64(keys[i]);
        sort_order_pairs(wide, out, n, wide + n);
    }
}

}  // namespace
