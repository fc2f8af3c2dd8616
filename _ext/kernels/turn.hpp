// Squares of registers, transposed, and rows side by side in the lanes.
#pragma once
#include "../simd/simd.hpp"

namespace {

// As many vectors as they have lanes: each round rotates the bits of (vector, lane) by one.
template <class T> TA_INLINE void turn(Vec<T>* v) {
    constexpr int lanes = Vec<T>::lanes;
    Vec<T> other[lanes];
#pragma GCC unroll 8
    for (int rest = lanes; rest > 1; rest /= 2) {
#pragma GCC unroll 16
        for (int i = 0; i < lanes / 2; i++) interleave(v[i], v[i + lanes / 2], other[2 * i], other[2 * i + 1]);
#pragma GCC unroll 16
        for (int i = 0; i < lanes; i++) v[i] = other[i];
    }
}

// Rows to the columns of a tile, and back. Lanes without a row repeat the last one.
template <class T> __attribute__((noinline)) void rows_to_lines(const char* x, i64 step, i64 n_rows, i64 n, T* lines) {
    constexpr int lanes = Vec<T>::lanes;
    for (i64 at = 0; at < n; at += lanes) {
        Vec<T> v[lanes];
        const int n_here = n - at < lanes ? int(n - at) : lanes;
        for (int i = 0; i < lanes; i++) {
            const T* row = (const T*)(x + (i < n_rows ? i : n_rows - 1) * step) + at;
            v[i] = n_here == lanes ? load(row) : load_n(row, n_here);
        }
        turn(v);
        for (int i = 0; i < n_here; i++) store(lines + (at + i) * lanes, v[i]);
    }
}
template <class T> __attribute__((noinline)) void lines_to_rows(const T* lines, i64 n_rows, i64 n, char* out, i64 step) {
    constexpr int lanes = Vec<T>::lanes;
    for (i64 at = 0; at < n; at += lanes) {
        Vec<T> v[lanes];
        const int n_here = n - at < lanes ? int(n - at) : lanes;
        for (int i = 0; i < lanes; i++) v[i] = load(lines + (at + (i < n_here ? i : 0)) * lanes);
        turn(v);
        for (int i = 0; i < n_rows; i++) {
            T* row = (T*)(out + i * step) + at;
            if (n_here == lanes) store(row, v[i]);
            else store_n(row, v[i], n_here);
        }
    }
}

}  // namespace
