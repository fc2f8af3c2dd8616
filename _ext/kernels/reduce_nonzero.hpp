// any, all, count_nonzero: elements become bytes 0 or 1, tile by tile; the rest is written once, for bytes.
#pragma once
#include "reduce_integer.hpp"

namespace {

template <class T> TA_INLINE bool is_nonzero(T x) { return x != T(0); }
template <class T> TA_INLINE bool is_nonzero(Pair<T> x) { return (x.re != T(0)) | (x.im != T(0)); }

template <class T> TA_INLINE i64 nonzero_vectors(const T* x, i64 n, b8* tile) {
    constexpr int lanes = Vec<T>::lanes;
    i64 i = 0;
    for (; i + lanes <= n; i += lanes) store_mask(tile + i, load(x + i) != Vec<T>(T(0)));
    return i;
}
template <class T> TA_INLINE i64 nonzero_vectors(const Pair<T>* x, i64 n, b8* tile) {
    constexpr int lanes = Vec<T>::lanes;
    i64 i = 0;
    for (; lanes > 1 && i + lanes <= n; i += lanes) {
        Vec<T> re, im;
        load_pairs((const T*)(x + i), re, im);
        store_mask(tile + i, (re != Vec<T>(T(0))) | (im != Vec<T>(T(0))));
    }
    return i;
}
template <class T> struct Nonzero {
    static TA_NOINLINE void tile(const char* x, i64 stride, i64 n, b8* tile) {
        i64 i = stride == i64(sizeof(T)) ? nonzero_vectors((const T*)x, n, tile) : 0;
        for (; i < n; i++) {
            TA_PLAIN_LOOP(i);
            tile[i] = is_nonzero(*(const T*)(x + i * stride));
        }
    }
};

struct ByteCount {
    typedef b8 Element;
    typedef u64 Accumulator;
    static constexpr bool has_parameter = false;
    static TA_INLINE u64 lift(b8 x, f64) { return x; }
    static TA_INLINE u64 join(u64 a, u64 b) { return a + b; }
    static TA_INLINE void run(const b8* x, i64 n, u64* a, f64) { *a += sum_of_bytes(x, n, 0); }
};
template <bool is_all> struct ByteLogic {
    typedef b8 Element;
    typedef b8 Accumulator;
    static constexpr bool has_parameter = false;
    static TA_INLINE b8 lift(b8 x, f64) { return x; }
    static TA_INLINE b8 join(b8 a, b8 b) { return is_all ? a & b : a | b; }
    static TA_INLINE bool decides(Vec<b8> v) { return is_all ? any(v == Vec<b8>(b8(0))) : any(v != Vec<b8>(b8(0))); }
    static TA_INLINE void run(const b8* x, i64 n, b8* a, f64) {
        constexpr int lanes = Vec<b8>::lanes;
        bool decided = *a != b8(is_all);
        i64 i = 0;
        if constexpr (lanes > 1) {
            for (; i + 4 * lanes <= n && !decided; i += 4 * lanes) {
                Vec<b8> v = load(x + i), w = load(x + i + lanes), y = load(x + i + 2 * lanes), z = load(x + i + 3 * lanes);
                decided = decides(is_all ? (v & w) & (y & z) : (v | w) | (y | z));
            }
            for (; i + lanes <= n && !decided; i += lanes) decided = decides(load(x + i));
            if (i < n && n >= lanes && !decided) decided = decides(load(x + n - lanes)), i = n;
        }
        for (; i < n && !decided; i++) decided = (x[i] != 0) != is_all;
        *a = b8(decided ? !is_all : is_all);
    }
};

// Stops at the first tile that decides.
template <class T, bool is_all> void reduce_logic(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char*) {
    b8 tile[tile_elements];
    for (i64 r = 0; r < n_rows; r++) {
        b8* a = (b8*)accumulator + r;
        for (i64 i = 0; i < n && *a == b8(is_all); i += tile_elements) {
            i64 m = at_most(n - i, tile_elements);
            Nonzero<T>::tile(x + r * row_stride + i * stride, stride, m, tile);
            run_of<ByteLogic<is_all>>(tile, m, a, 0.0);
        }
    }
}

}  // namespace
