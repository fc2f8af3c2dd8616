// What reductions share. A reduction is a struct R with
//   Element, Accumulator           types of x and of the accumulator
//   lift(x, parameter)             one element as an accumulator
//   join(a, b)                     two accumulators
//   run(x, n, a, parameter)        a contiguous run joins *a
// From it come the three kernels of a table entry: reduce, fold, combine.
#pragma once
#include "reduce_words.hpp"
#include "strided.hpp"
#include "../runtime/reduce_table.h"

namespace {

template <class T> struct Pair {
    T re, im;
};

constexpr i64 tile_elements = TA_REDUCE_TILE;  // a strided run is packed into tiles of so many elements
constexpr i64 first_tile = 64;       // but for the first one where a search may end early
constexpr int fold_group = 8;        // rows that a fold reads at once
constexpr i64 fold_block = 16;       // columns of the vectorised loop of a fold
constexpr i64 byte_fold_block = 64;  // before that one, for bytes

template <class T> TA_INLINE void pack(const char* x, i64 stride, i64 n, T* tile) { pack_items<sizeof(T)>(x, stride, n, (char*)tile); }

TA_INLINE i64 at_most(i64 n, i64 limit) { return n < limit ? n : limit; }
TA_INLINE f64 parameter_at(const char* parameter, i64 i) { return parameter ? ((const f64*)parameter)[i] : 0.0; }

template <class R> TA_NOINLINE void run_of(const typename R::Element* x, i64 n, typename R::Accumulator* a, f64 parameter) { R::run(x, n, a, parameter); }

template <class R> TA_NOINLINE void run_strided(const char* x, i64 stride, i64 n, typename R::Accumulator* a, f64 parameter) {
    typename R::Element tile[tile_elements];
    for (i64 i = 0; i < n; i += tile_elements) {
        i64 m = at_most(n - i, tile_elements);
        pack(x + i * stride, stride, m, tile);
        run_of<R>(tile, m, a, parameter);
    }
}
template <class R> void reduce_rows(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char* parameter) {
    typedef typename R::Element T;
    typename R::Accumulator* a = (typename R::Accumulator*)accumulator;
    for (i64 r = 0; r < n_rows; r++, x += row_stride) {
        f64 p = parameter_at(parameter, r);
        if (stride == i64(sizeof(T))) run_of<R>((const T*)x, n, a + r, p);
        else run_strided<R>(x, stride, n, a + r, p);
    }
}

template <class R, int rows> TA_INLINE typename R::Accumulator join_column(const char* x, i64 row_stride, f64 parameter) {
    if constexpr (rows == 1) return R::lift(*(const typename R::Element*)x, parameter);
    else return R::join(join_column<R, rows / 2>(x, row_stride, parameter), join_column<R, rows / 2>(x + rows / 2 * row_stride, row_stride, parameter));
}
// Contiguous columns; the rows are joined as a tree, then with the accumulator.
template <class R, int rows>
TA_INLINE void fold_columns(const char* x, i64 row_stride, i64 n, typename R::Accumulator* __restrict a, const f64* __restrict parameter) {
    constexpr i64 size = sizeof(typename R::Element);
    i64 j = 0;
    if constexpr (size == 1)
        for (; j + byte_fold_block <= n; j += byte_fold_block)
            for (i64 k = j; k < j + byte_fold_block; k++) a[k] = R::join(a[k], join_column<R, rows>(x + k * size, row_stride, 0.0));
    for (; j + fold_block <= n; j += fold_block)
        for (i64 k = j; k < j + fold_block; k++) a[k] = R::join(a[k], join_column<R, rows>(x + k * size, row_stride, R::has_parameter ? parameter[k] : 0.0));
    for (; j < n; j++) {
        TA_PLAIN_LOOP(j);
        a[j] = R::join(a[j], join_column<R, rows>(x + j * size, row_stride, R::has_parameter ? parameter[j] : 0.0));
    }
}
// Strided columns are packed, fold_group rows at a time. fold is the kernel, which is called with contiguous columns.
template <class T, class A, ta_reduce_fn fold>
TA_NOINLINE void fold_packed(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char* parameter) {
    constexpr i64 width = 512;
    T tile[width * fold_group];
    for (i64 r = 0; r < n_rows; r += fold_group)
        for (i64 j = 0; j < n; j += width) {
            i64 m = at_most(n - j, width), rows = at_most(n_rows - r, fold_group);
            for (i64 k = 0; k < rows; k++) pack(x + (r + k) * row_stride + j * stride, stride, m, tile + k * width);
            fold((const char*)tile, width * i64(sizeof(T)), rows, sizeof(T), m, (char*)((A*)accumulator + j), parameter ? (const char*)((const f64*)parameter + j) : nullptr);
        }
}
template <class R> void fold_rows(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char* parameter_) {
    typedef typename R::Accumulator A;
    A* a = (A*)accumulator;
    const f64* parameter = (const f64*)parameter_;
    if (stride != i64(sizeof(typename R::Element))) {
        fold_packed<typename R::Element, A, fold_rows<R>>(x, row_stride, n_rows, stride, n, accumulator, parameter_);
        return;
    }
    i64 r = 0;
    for (; r + fold_group <= n_rows; r += fold_group) fold_columns<R, fold_group>(x + r * row_stride, row_stride, n, a, parameter);
    for (; r < n_rows; r++) fold_columns<R, 1>(x + r * row_stride, row_stride, n, a, parameter);
}

template <class R> struct Joined {
    typedef typename R::Accumulator Element;
    typedef typename R::Accumulator Accumulator;
    static constexpr bool has_parameter = false;
    static TA_INLINE Accumulator lift(Accumulator x, f64) { return x; }
    static TA_INLINE Accumulator join(Accumulator a, Accumulator b) { return R::join(a, b); }
};
template <class R> void combine_rows(char* accumulator, const char* other, i64 n) {
    fold_columns<Joined<R>, 1>(other, 0, n, (typename R::Accumulator*)accumulator, nullptr);
}

// The fold of a reduction of contiguous columns.
template <class R> struct FoldOf {
    static TA_NOINLINE void fold(const char* x, i64 row_stride, i64 n_rows, i64 n, char* accumulator) {
        fold_rows<R>(x, row_stride, n_rows, sizeof(typename R::Element), n, accumulator, nullptr);
    }
};

// For operations and dtypes that are asked for less: x is converted, tile by tile, to the element of a core reduction that
// is compiled once. Convert::tile(x, stride, n, tile).
template <class Convert, class Core> struct Converted {
    typedef typename Core::Element Item;
    typedef typename Core::Accumulator A;
    static void reduce(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char*) {
        Item tile[tile_elements];
        if (n > 0 && n <= tile_elements / 8 && row_stride == n * stride) {  // rows one behind the other: many at once
            const i64 together = tile_elements / n;
            for (i64 r = 0; r < n_rows; r += together) {
                const i64 rows = at_most(n_rows - r, together);
                Convert::tile(x + r * row_stride, stride, rows * n, tile);
                for (i64 k = 0; k < rows; k++) run_of<Core>(tile + k * n, n, (A*)accumulator + r + k, 0.0);
            }
            return;
        }
        for (i64 r = 0; r < n_rows; r++)
            for (i64 i = 0; i < n; i += tile_elements) {
                i64 m = at_most(n - i, tile_elements);
                Convert::tile(x + r * row_stride + i * stride, stride, m, tile);
                run_of<Core>(tile, m, (A*)accumulator + r, 0.0);
            }
    }
    static void fold(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char*) {
        constexpr i64 width = tile_elements / fold_group;
        Item tile[tile_elements];
        if (n > 0 && n <= width && row_stride == n * stride) {  // rows one behind the other: many at once
            const i64 together = tile_elements / n / fold_group * fold_group;
            for (i64 r = 0; r < n_rows; r += together) {
                const i64 rows = at_most(n_rows - r, together);
                Convert::tile(x + r * row_stride, stride, rows * n, tile);
                FoldOf<Core>::fold((const char*)tile, n * i64(sizeof(Item)), rows, n, accumulator);
            }
            return;
        }
        for (i64 r = 0; r < n_rows; r += fold_group)
            for (i64 j = 0; j < n; j += width) {
                i64 m = at_most(n - j, width), rows = at_most(n_rows - r, fold_group);
                for (i64 k = 0; k < rows; k++) Convert::tile(x + (r + k) * row_stride + j * stride, stride, m, tile + k * width);
                FoldOf<Core>::fold((const char*)tile, width * i64(sizeof(Item)), rows, m, (char*)((A*)accumulator + j));
            }
    }
};

// The element as another type, which wraps, rounds or is exact as the language has it.
template <class T, class To> struct Widened {
    static TA_INLINE To of(T x) { return To(x); }
};
template <class T, class To> struct Widened<Pair<T>, Pair<To>> {
    static TA_INLINE Pair<To> of(Pair<T> x) { return {To(x.re), To(x.im)}; }
};
template <class T, class To> struct Widen {
    static TA_NOINLINE void tile(const char* x, i64 stride, i64 n, To* tile) {
        if (stride == i64(sizeof(T))) {
            i64 i = 0;
            if constexpr (sizeof(T) == 1)
                for (; i + byte_fold_block <= n; i += byte_fold_block)
                    for (i64 k = i; k < i + byte_fold_block; k++) tile[k] = Widened<T, To>::of(((const T*)x)[k]);
            for (; i + 16 <= n; i += 16)
                for (i64 k = i; k < i + 16; k++) tile[k] = Widened<T, To>::of(((const T*)x)[k]);
            for (; i < n; i++) {
                TA_PLAIN_LOOP(i);
                tile[i] = Widened<T, To>::of(((const T*)x)[i]);
            }
        } else {
            for (i64 i = 0; i < n; i++) {
                TA_PLAIN_LOOP(i);
                tile[i] = Widened<T, To>::of(*(const T*)(x + i * stride));
            }
        }
    }
};

}  // namespace
