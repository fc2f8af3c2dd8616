// What reductions share. A reduction is a struct R with
//   Element, Accumulator           types of x and of the accumulator
//   lift(x, parameter)             one element as an accumulator
//   join(a, b)                     two accumulators
//   run(x, n, a, parameter)        a contiguous run joins *a
// From it come the three kernels of a table entry: reduce, fold, combine.
#pragma once
#include "kernels/reduce_words.hpp"

namespace {

template <class T> struct Pair {
    T re, im;
};

constexpr i64 tile_elements = 1024;  // a strided run is packed into tiles of so many elements
constexpr int fold_group = 8;        // rows that a fold reads at once

template <class T> TA_INLINE void pack(const char* x, i64 stride, i64 n, T* tile) {
    for (i64 i = 0; i < n; i++) tile[i] = *(const T*)(x + i * stride);
}
TA_INLINE f64 parameter_at(const char* parameter, i64 i) { return parameter ? ((const f64*)parameter)[i] : 0.0; }

template <class R> void reduce_rows(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char* parameter) {
    typedef typename R::Element T;
    typename R::Accumulator* a = (typename R::Accumulator*)accumulator;
    for (i64 r = 0; r < n_rows; r++, x += row_stride) {
        f64 p = parameter_at(parameter, r);
        if (stride == i64(sizeof(T))) {
            R::run((const T*)x, n, a + r, p);
        } else {
            T tile[tile_elements];
            for (i64 i = 0; i < n; i += tile_elements) {
                i64 m = n - i < tile_elements ? n - i : tile_elements;
                pack(x + i * stride, stride, m, tile);
                R::run(tile, m, a + r, p);
            }
        }
    }
}

template <class R, int rows> TA_INLINE typename R::Accumulator join_column(const char* x, i64 row_stride, f64 parameter) {
    if constexpr (rows == 1) return R::lift(*(const typename R::Element*)x, parameter);
    else return R::join(join_column<R, rows / 2>(x, row_stride, parameter), join_column<R, rows / 2>(x + rows / 2 * row_stride, row_stride, parameter));
}
// Eight rows are joined as a tree, then with the accumulator.
template <class R, bool is_contiguous, int rows>
TA_INLINE void fold_group_of(const char* x, i64 row_stride, i64 stride, i64 n, typename R::Accumulator* __restrict a, const f64* __restrict parameter) {
    if constexpr (is_contiguous) stride = sizeof(typename R::Element);
    for (i64 j = 0; j < n; j++) a[j] = R::join(a[j], join_column<R, rows>(x + j * stride, row_stride, R::has_parameter ? parameter[j] : 0.0));
}
template <class R, bool is_contiguous>
void fold_rows_(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char* parameter) {
    typename R::Accumulator* a = (typename R::Accumulator*)accumulator;
    i64 r = 0;
    for (; r + fold_group <= n_rows; r += fold_group) fold_group_of<R, is_contiguous, fold_group>(x + r * row_stride, row_stride, stride, n, a, (const f64*)parameter);
    for (; r < n_rows; r++) fold_group_of<R, is_contiguous, 1>(x + r * row_stride, row_stride, stride, n, a, (const f64*)parameter);
}
template <class R> void fold_rows(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char* parameter) {
    if (stride == i64(sizeof(typename R::Element))) fold_rows_<R, true>(x, row_stride, n_rows, stride, n, accumulator, parameter);
    else fold_rows_<R, false>(x, row_stride, n_rows, stride, n, accumulator, parameter);
}

template <class R> void combine_rows(char* accumulator, const char* other, i64 n) {
    typename R::Accumulator* __restrict a = (typename R::Accumulator*)accumulator;
    const typename R::Accumulator* __restrict b = (const typename R::Accumulator*)other;
    for (i64 j = 0; j < n; j++) a[j] = R::join(a[j], b[j]);
}

// A plain loop is a good run where joining is cheap and the compiler can vectorise it.
template <class R> TA_INLINE void run_plain(const typename R::Element* x, i64 n, typename R::Accumulator* a, f64 parameter) {
    typename R::Accumulator v = *a;
    for (i64 i = 0; i < n; i++) v = R::join(v, R::lift(x[i], parameter));
    *a = v;
}

}  // namespace
