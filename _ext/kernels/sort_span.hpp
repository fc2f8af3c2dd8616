// Spans: what is sorted, as the sorting algorithms see it. A span is keys alone, or (for the radix sort) keys with an index each.
#pragma once
#include "sort_network.hpp"

namespace {

template <class K> struct KeySpan {
    typedef K One;
    static constexpr int key_bytes = sizeof(K), max_rows = TA_VECTOR_BYTES == 64 ? 16 : 8;
    K* key;

    TA_INLINE KeySpan from(i64 i) const { return {key + i}; }
    TA_INLINE One get(i64 i) const { return key[i]; }
    TA_INLINE void put(i64 i, One x) const { key[i] = x; }
    static TA_INLINE K key_of(One x) { return x; }
    static TA_INLINE bool less_one(One a, One b) { return a < b; }
#if TA_HAS_COMPRESS
    typedef KeyCell<K> Cell;
    TA_INLINE Cell load(i64 i) const { return {::load(key + i)}; }
    // Missing elements are not below any other.
    TA_INLINE Cell load_padded(i64 i, int n) const { return {select(Vec<K>(K(~sign_bit_of<K>())), load_n(key + i, n), first_lanes<K>(n))}; }
    TA_INLINE void store(i64 i, Cell c) const { ::store(key + i, c.key); }
    TA_INLINE void store_n(i64 i, Cell c, int n) const { ::store_n(key + i, c.key, n); }
    static TA_INLINE Cell broadcast(One x) { return {Vec<K>(x)}; }
    static TA_INLINE Cell compress_cell(Cell c, Mask<K> m) { return {compress(c.key, m)}; }
    static TA_INLINE Cell reverse_cell(Cell c) { return swap_cell<Cell::lanes - 1>(c); }
    typedef Mask<K> CellMask;
    static TA_INLINE CellMask first(int n) { return first_lanes<K>(n); }
    template <int n> struct Buffer {
        alignas(TA_VECTOR_BYTES) K keys[n];
        TA_INLINE KeySpan span() { return {keys}; }
    };
#endif
};

struct PairSpan {
    struct One { i64 key, index; };
    static constexpr int key_bytes = 8;
    i64 *key, *index;

    TA_INLINE One get(i64 i) const { return {key[i], index[i]}; }
    TA_INLINE void put(i64 i, One x) const { key[i] = x.key; index[i] = x.index; }
    static TA_INLINE i64 key_of(One x) { return x.key; }
};

}  // namespace
