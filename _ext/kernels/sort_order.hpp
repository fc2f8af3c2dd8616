// Positions that sort a run. A key and its position are packed into one integer, which makes the integers unique and so the order stable.
// Where both do not fit, the key loses low bits, and runs of equal remains are put in order afterwards, by their whole keys.
#pragma once
#include "sort.hpp"
#include "../runtime/sort_table.h"

namespace {

// Writes the keys of a run; both zeros have one key.
template <class T> void encode_order(const char* x, i64 x_stride_bytes, SignedOf<T>* keys, i64 n, SignedOf<T> flip) {
    typedef SignedOf<T> K;
    if (!encode_keys<T>(x, x_stride_bytes, keys, n, flip)) return;
    const K negative_zero = K(K(-1) ^ flip), zero = flip;
    for (i64 i = 0; i < n; i++) keys[i] = keys[i] == negative_zero ? zero : keys[i];
}

#if TA_HAS_COMPRESS
// Few keys: the place of each is the number of those that go before it. keys has room for a register more.
template <class K> TA_INLINE bool order_few(K* keys, i64* out, i64 n) {
    constexpr int lanes = Vec<K>::lanes;
    if (n > 32) return false;
    store(keys + n, Vec<K>(greatest_key<K>()));
    for (int i = 0; i < n; i++) {
        const Vec<K> mine(keys[i]);
        int place = 0;
        for (int j = 0; j < n; j += lanes) {
            const Vec<K> other = load(keys + j);
            const u64 earlier = i <= j ? 0 : ~u64(0) >> (i - j < 64 ? 64 - (i - j) : 0);
            place += __builtin_popcountll(bits_of(other < mine)) + __builtin_popcountll(bits_of(other == mine) & earlier);
        }
        out[place] = i;
    }
    return true;
}
#else
template <class K> TA_INLINE bool order_few(K*, i64*, i64) { return false; }
#endif
// Keys in order, in falling order, or in a small range. places has room for one position a key and n / 4 more.
template <class K> bool order_easily(const K* keys, i64* out, i64 n, i64* places) {
    if (in_order(keys, n)) {
        for (i64 i = 0; i < n; i++) out[i] = i;
        return true;
    }
    if (never_rises(keys, n)) {
        for (i64 i = 0; i < n; i++) out[i] = n - 1 - i;
        constexpr int lanes = Vec<K>::lanes;
        for (i64 begin = 0, end; begin + 1 < n; begin = end) {  // equal ones stay in their order
            if (begin + lanes < n && !any(load(keys + begin) == load(keys + begin + 1))) {
                end = begin + lanes;
                continue;
            }
            for (end = begin + 1; end < n && keys[end] == keys[begin];) end++;
            for (i64 i = begin; i < end; i++) out[n - end + i - begin] = i;
        }
        return true;
    }
    K least, greatest;
    if (n < 1024 || !is_countable(keys, n, &least, &greatest)) return false;
    const i64 range = i64(greatest - least) + 1;
    for (i64 value = 0; value < range; value++) places[value] = 0;
    for (i64 i = 0; i < n; i++) places[keys[i] - least]++;
    for (i64 value = 0, place = 0; value < range; value++) {
        const i64 here = places[value];
        places[value] = place;
        place += here;
    }
    for (i64 i = 0; i < n; i++) out[places[keys[i] - least]++] = i;
    return true;
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

// 2-byte elements, fewer than 2^24: the low bytes are counted and moved, then the high ones, which travel above the positions.
template <class T> void order_by_counting_twice(const char* x, i64 x_stride_bytes, i64* out, i64 n, int descending, u32* scratch) {
    u32 *low = scratch, *high = scratch + 256, *moved = scratch + 512;
    for (int value = 0; value < 512; value++) scratch[value] = 0;
    const u32 mask = (IsSigned<T>::value ? 0x8000 : 0) ^ (descending ? 0xFFFF : 0);
    for (i64 i = 0; i < n; i++) {
        const u32 key = load_one<u16>(x + i * x_stride_bytes) ^ mask;
        low[key & 255]++;
        high[key >> 8]++;
    }
    u32 low_place = 0, high_place = 0;
    for (int value = 0; value < 256; value++) {
        const u32 n_low = low[value], n_high = high[value];
        low[value] = low_place;
        high[value] = high_place;
        low_place += n_low;
        high_place += n_high;
    }
    for (i64 i = 0; i < n; i++) {
        const u32 key = load_one<u16>(x + i * x_stride_bytes) ^ mask;
        moved[low[key & 255]++] = (key >> 8) << 24 | u32(i);
    }
    for (i64 i = 0; i < n; i++) out[high[moved[i] >> 24]++] = moved[i] & 0xFFFFFF;
}

// Whether the run is in order already.
template <class T> bool is_ordered(const char* x, i64 x_stride_bytes, i64 n, i32 flip) {
    i32 before = i32(load_one<T>(x)) ^ flip;
    for (i64 i = 1; i < n; i++) {
        const i32 here = i32(load_one<T>(x + i * x_stride_bytes)) ^ flip;
        if (here < before) return false;
        before = here;
    }
    return true;
}
// 1- and 2-byte elements.
template <class T> void sort_order_small(const char* x, i64 x_stride_bytes, char* out_bytes, i64 n, int descending, void* scratch) {
    i64* out = (i64*)out_bytes;
    const i32 flip = descending ? -1 : 0;
    if (n > 512 && is_ordered<T>(x, x_stride_bytes, n, flip)) {
        for (i64 i = 0; i < n; i++) out[i] = i;
    } else if (sizeof(T) == 1 && n > 512) {
        order_by_counting<T>(x, x_stride_bytes, out, n, descending, (i64*)scratch);
    } else if (sizeof(T) == 2 && n > 32768 && n >> 24 == 0) {
        order_by_counting_twice<T>(x, x_stride_bytes, out, n, descending, (u32*)scratch);
    } else if (n <= 65536) {
        i32* keys = (i32*)scratch;
        for (i64 i = 0; i < n && n <= 32; i++) keys[i] = i32(key_of_small(load_one<T>(x + i * x_stride_bytes))) ^ flip;
        if (order_few(keys, out, n)) return;
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

void plan_packing(const i64* keys, i64 n, ta_key_packing* packing) {
    i64 least = keys[0], greatest = keys[0], varying = 0;
    for (i64 i = 1; i < n; i++) {
        least = keys[i] < least ? keys[i] : least;
        greatest = keys[i] > greatest ? keys[i] : greatest;
        varying |= keys[i] ^ keys[0];
    }
    packing->least = least;
    packing->index_bits = bits_for(u64(n - 1));
    const int n_excess = bits_for(u64(greatest) - u64(least)) + packing->index_bits - 63;
    packing->shift = n_excess > 0 ? n_excess : 0;
    packing->exact = n_excess <= 0 || varying == 0 || n_excess <= __builtin_ctzll(u64(varying));
}
void pack_keys(const i64* keys, i64* packed, i64 first, i64 n, const ta_key_packing* packing) {
    for (i64 i = 0; i < n; i++)
        packed[i] = i64((u64(keys[i]) - u64(packing->least)) >> packing->shift << packing->index_bits | u64(first + i));
}

void settle_order(const i64* keys, i64* packed, i64 n, const ta_key_packing* packing, i64* room);

// The positions of a run of equal remains become ordered by their whole keys.
void settle_run(const i64* keys, i64* index, i64 n, i64* room) {
    i64* run_keys = room;
    bool ordered = true;
    for (i64 i = 0; i < n; i++) {
        run_keys[i] = keys[index[i]];
        ordered &= i == 0 || run_keys[i - 1] <= run_keys[i];
    }
    if (ordered) return;
    if (n <= 64) {
        for (i64 i = 1; i < n; i++) {
            const i64 key = run_keys[i], position = index[i];
            i64 hole = i;
            for (; hole > 0 && key < run_keys[hole - 1]; hole--) {
                run_keys[hole] = run_keys[hole - 1];
                index[hole] = index[hole - 1];
            }
            run_keys[hole] = key;
            index[hole] = position;
        }
        return;
    }
    // The keys of the run differ in so few bits that they fit now.
    i64 *order = room + n, *rest = room + 2 * n;
    ta_key_packing packing;
    plan_packing(run_keys, n, &packing);
    pack_keys(run_keys, order, 0, n, &packing);
    sort_keys(order, n, rest);
    settle_order(run_keys, order, n, &packing, rest);
    for (i64 i = 0; i < n; i++) run_keys[i] = index[order[i]];
    for (i64 i = 0; i < n; i++) index[i] = run_keys[i];
}

// From sorted packed keys to positions. keys are those that were packed; room has 3 n + 64 elements.
void settle_order(const i64* keys, i64* packed, i64 n, const ta_key_packing* packing, i64* room) {
    const int index_bits = packing->index_bits;
    const i64 index_mask = (i64(1) << index_bits) - 1;
    i64 begin = 0;
    for (i64 i = 1; !packing->exact && i <= n; i++) {
        if (i < n && packed[i] >> index_bits == packed[begin] >> index_bits) continue;
        if (i - begin > 1) {
            const i64 high = packed[begin] & ~index_mask;
            for (i64 k = begin; k < i; k++) packed[k] &= index_mask;
            settle_run(keys, packed + begin, i - begin, room);
            for (i64 k = begin; k < i; k++) packed[k] |= high;
        }
        begin = i;
    }
    for (i64 i = 0; i < n; i++) packed[i] &= index_mask;
}

void sort_order_wide(i64* keys, i64* out, i64 n, i64* room) {
    if (order_few(keys, out, n) || order_easily(keys, out, n, room)) return;
    if (n >> 31) {
        for (i64 i = 0; i < n; i++) out[i] = i;
        radix_sort(PairSpan{keys, out}, n, PairSpan{room, room + n});
        return;
    }
    ta_key_packing packing;
    plan_packing(keys, n, &packing);
    pack_keys(keys, out, 0, n, &packing);
    sort_keys(out, n, room);
    settle_order(keys, out, n, &packing, room);
}

// 4- and 8-byte elements.
template <class T> void sort_order(const char* x, i64 x_stride_bytes, char* out_bytes, i64 n, int descending, void* scratch) {
    typedef SignedOf<T> K;
    i64* out = (i64*)out_bytes;
    if (n == 0) return;
    const K flip = descending ? K(-1) : K(0);
    K* keys = (K*)scratch;
    encode_order<T>(x, x_stride_bytes, keys, n, flip);
    if constexpr (sizeof(T) == 8) sort_order_wide(keys, out, n, keys + n);
    else if (n >> 31 == 0) {
        if (order_few(keys, out, n) || order_easily(keys, out, n, (i64*)(keys + n + (n & 1)))) return;
        for (i64 i = 0; i < n; i++) out[i] = i64(u64(i64(keys[i])) << 32 | u64(i));
        sort_keys(out, n, (i64*)scratch);
        for (i64 i = 0; i < n; i++) out[i] &= 0xFFFFFFFF;
    } else {
        i64* wide = (i64*)scratch;
        for (i64 i = n - 1; i >= 0; i--) wide[i] = i64(keys[i]);
        sort_order_wide(wide, out, n, wide + n);
    }
}

}  // namespace
