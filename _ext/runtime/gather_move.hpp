// Moving items between a table, at listed offsets, and a dense array. Private to the drivers.
#pragma once
#include <string.h>
#include "alloc.h"
#include "pool.h"
#include "walk.hpp"

namespace {

struct Bytes16 { uint64_t low, high; };

// Items are moved as integers of their size, wherever they lie and whatever they are.
template <class T> struct __attribute__((packed, may_alias)) Item { T value; };

// f(an item of that size).
template <class F> void with_item(int64_t item_bytes, F f) {
    switch (item_bytes) {
        case 1: return f(Item<uint8_t>{});
        case 2: return f(Item<uint16_t>{});
        case 4: return f(Item<uint32_t>{});
        case 8: return f(Item<uint64_t>{});
        default: return f(Item<Bytes16>{});
    }
}

inline void copy_bytes(char* to, const char* from, int64_t n) {
    if (n > 256) {
        memcpy(to, from, size_t(n));
        return;
    }
    for (; n >= 16; n -= 16, to += 16, from += 16) memcpy(to, from, 16);
    if (n & 8) memcpy(to, from, 8), to += 8, from += 8;
    if (n & 4) memcpy(to, from, 4), to += 4, from += 4;
    if (n & 2) memcpy(to, from, 2), to += 2, from += 2;
    if (n & 1) *to = *from;
}

// n positions: where each is in the table (offsets are table[i] * scale) and in the dense array (an offset each, or a stride).
struct Places {
    const int64_t* table;
    int64_t scale;
    const int64_t* dense;  // NULL: dense_stride
    int64_t dense_stride;
    int64_t n;
};

// What is moved at every position: the other dimensions, whose innermost is a block of bytes when contiguous on both sides.
struct Move {
    bool scatter;  // from dense to table
    int64_t item_bytes, block_bytes;
    Walk<2> rest;  // table, dense
};

inline int64_t dense_offset(const Places& places, int64_t i) { return places.dense ? places.dense[i] : i * places.dense_stride; }

template <bool scatter, class T> void move_items(char* table, char* dense, Places places) {
    for (int64_t i = 0; i < places.n; i++) {
        T* in_table = (T*)(table + places.table[i] * places.scale);
        T* in_dense = (T*)(dense + dense_offset(places, i));
        if (scatter) *in_table = *in_dense;
        else *in_dense = *in_table;
    }
}
// The dense items are contiguous; whole says that places count items of the table, not bytes.
template <bool scatter, bool whole, class T> void move_dense_items(char* __restrict table, T* __restrict dense, Places places) {
    const int64_t* __restrict place = places.table;
    for (int64_t i = 0, n = places.n; i < n; i++) {
        T* in_table = whole ? (T*)table + place[i] : (T*)(table + place[i] * places.scale);
        if (scatter) *in_table = dense[i];
        else dense[i] = *in_table;
    }
}
template <bool scatter> void move_items_of(int64_t item_bytes, char* table, char* dense, const Places& places) {
    with_item(item_bytes, [&](auto item) {
        typedef decltype(item) T;
        const bool contiguous = !places.dense && places.dense_stride == int64_t(sizeof(T));
        if (contiguous && places.scale == int64_t(sizeof(T))) move_dense_items<scatter, true>(table, (T*)dense, places);
        else if (contiguous) move_dense_items<scatter, false>(table, (T*)dense, places);
        else move_items<scatter, T>(table, dense, places);
    });
}
// Items at positions that are neither wrapped nor checked: in one loop, so that the misses of many overlap. False when one is outside.
// The dense items are contiguous, or one that is repeated.
template <bool scatter, bool repeats, bool whole, class T> bool move_wrapping(char* __restrict table, int64_t size, int64_t scale, const int64_t* __restrict place, int64_t n, T* __restrict dense) {
    for (int64_t i = 0; i < n; i++) {
        const int64_t at = place[i] + (place[i] >> 63 & size);
        if (uint64_t(at) >= uint64_t(size)) return false;
        T* in_table = whole ? (T*)table + at : (T*)(table + at * scale);
        if (scatter) *in_table = dense[repeats ? 0 : i];
        else dense[i] = *in_table;
    }
    return true;
}
template <int64_t n_bytes> struct CopyFixed {  // an object, so that its call is inlined
    void operator()(char* to, const char* from) const { memcpy(to, from, n_bytes); }
};
// Where blocks are a line of the cache or more, those of the next places are asked for.
template <bool scatter, class Copy> void copy_blocks(const Move& move, char* table, char* dense, const Places& places, Copy copy) {
    const int64_t n = places.n, scale = places.scale, n_fetched = move.block_bytes < 64 ? 0 : move.block_bytes < 256 ? move.block_bytes : 256, ahead = 8;
    const int64_t *const place = places.table, *const offset = places.dense, step = places.dense_stride;
    for (int64_t i = 0; i < n; i++) {
        char *in_table = table + place[i] * scale, *in_dense = dense + (offset ? offset[i] : i * step);
        if (n_fetched && i + ahead < n)
            for (int64_t at = 0; at < n_fetched; at += 64) __builtin_prefetch(table + place[i + ahead] * scale + at);
        if (scatter) copy(in_table, in_dense);
        else copy(in_dense, in_table);
    }
}
template <class Copy> void copy_blocks(const Move& move, char* table, char* dense, const Places& places, Copy copy) {
    (move.scatter ? copy_blocks<true, Copy> : copy_blocks<false, Copy>)(move, table, dense, places, copy);
}
inline void move_blocks(const Move& move, char* table, char* dense, const Places& places) {
    const int64_t n_bytes = move.block_bytes;
    if (n_bytes == 24) copy_blocks(move, table, dense, places, CopyFixed<24>());
    else if (n_bytes == 12) copy_blocks(move, table, dense, places, CopyFixed<12>());
    else if (n_bytes == 32) copy_blocks(move, table, dense, places, CopyFixed<32>());
    else if (n_bytes == 64) copy_blocks(move, table, dense, places, CopyFixed<64>());
    else if (n_bytes % 64 == 0 && n_bytes <= 1024)
        copy_blocks(move, table, dense, places, [n_bytes](char* to, const char* from) {
            for (int64_t i = 0; i < n_bytes; i += 64) CopyFixed<64>()(to + i, from + i);
        });
    else copy_blocks(move, table, dense, places, [n_bytes](char* to, const char* from) { copy_bytes(to, from, n_bytes); });
}

template <class T> void copy_column(char* to, int64_t to_step, const char* from, int64_t from_step, int64_t n) {
    for (; n >= 4; n -= 4, to += 4 * to_step, from += 4 * from_step) {
        const T a = *(const T*)from, b = *(const T*)(from + from_step), c = *(const T*)(from + 2 * from_step), d = *(const T*)(from + 3 * from_step);
        *(T*)to = a;
        *(T*)(to + to_step) = b;
        *(T*)(to + 2 * to_step) = c;
        *(T*)(to + 3 * to_step) = d;
    }
    for (; n > 0; n--, to += to_step, from += from_step) *(T*)to = *(const T*)from;
}
// Few places in each of many rows: column by column, of as many rows as stay in the nearest cache. steps are the bytes from row to row.
template <bool scatter, class T> void move_columns(char* table, char* dense, const int64_t (&steps)[2], int64_t n_rows, const Places& places) {
    const int64_t rows_at_once = 128;
    for (; n_rows > 0; n_rows -= rows_at_once, table += rows_at_once * steps[0], dense += rows_at_once * steps[1]) {
        const int64_t n = n_rows < rows_at_once ? n_rows : rows_at_once;
        for (int64_t i = 0; i < places.n; i++) {
            char *in_table = table + places.table[i] * places.scale, *in_dense = dense + dense_offset(places, i);
            if (scatter) copy_column<T>(in_table, steps[0], in_dense, steps[1], n);
            else copy_column<T>(in_dense, steps[1], in_table, steps[0], n);
        }
    }
}
// Fewest rows and most places for which columns are the faster way.
const int64_t column_rows = 16, column_places = 64;
inline bool moves_columns(const Move& move, const Places& places) {
    return places.n <= column_places && move.block_bytes == move.item_bytes && move.rest.ndim > 0 && move.rest.shape[move.rest.ndim - 1] >= column_rows;
}

// The positions at the places [first, end) of the rest.
inline void move_places(const Move& move, const Places& places, int64_t first, int64_t end) {
    Walk<2> rest = move.rest;
    rest.seek(first);
    if (moves_columns(move, places)) {
        const int last = rest.ndim - 1;
        for (int64_t n; first < end; first += n, rest.seek(first)) {
            n = rest.shape[last] - rest.index[last] < end - first ? rest.shape[last] - rest.index[last] : end - first;
            with_item(move.item_bytes, [&](auto item) {
                typedef decltype(item) T;
                (move.scatter ? move_columns<true, T> : move_columns<false, T>)(rest.at[0], rest.at[1], rest.stride_bytes[last], n, places);
            });
        }
        return;
    }
    for (int64_t i = first; i < end; i++, rest.next()) {
        if (move.block_bytes != move.item_bytes) move_blocks(move, rest.at[0], rest.at[1], places);
        else if (move.scatter) move_items_of<true>(move.item_bytes, rest.at[0], rest.at[1], places);
        else move_items_of<false>(move.item_bytes, rest.at[0], rest.at[1], places);
    }
}

// Takes the innermost dimension out of the rest when it is contiguous on both sides.
inline void find_block(Move* move) {
    move->block_bytes = move->item_bytes;
    if (move->rest.ndim == 0) return;
    const int last = move->rest.ndim - 1;
    if (move->rest.stride_bytes[last][0] != move->item_bytes || move->rest.stride_bytes[last][1] != move->item_bytes) return;
    move->block_bytes *= move->rest.shape[last];
    move->rest.ndim--;
    const int64_t n_bytes = move->block_bytes;
    if (n_bytes == 2 || n_bytes == 4 || n_bytes == 8 || n_bytes == 16) move->item_bytes = n_bytes;
}

}  // namespace
