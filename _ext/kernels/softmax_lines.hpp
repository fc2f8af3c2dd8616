// softmax, log_softmax and logsumexp of as many lines as there are lanes: columns of an array, or short rows, which are turned. What
// each lane adds, it adds in the order of one row's kernel: the results are the same bits.
#pragma once
#include "softmax.hpp"
#include "turn.hpp"

namespace {

// The sums of `lanes` lines: what one row keeps in the lanes of a vector is here a vector each.
template <class T> struct LineSums {
    typedef Vec<T> V;
    static constexpr int lanes = V::lanes, n_sums = Vec<f64>::lanes, parts = lanes / n_sums;
    LongSum sums[n_sums][parts];
    bool has_total = false;

    // Elements at and at + n_sums of the lines.
    TA_INLINE void add(int at, V a, V b) {
        if constexpr (parts == 1) {
            sums[at][0].block = sums[at][0].block + widen_low_of(a);
        } else {
            sums[at][0].block = sums[at][0].block + (widen_low(a) + widen_low(b));
            sums[at][1].block = sums[at][1].block + (widen_high(a) + widen_high(b));
        }
    }
    static TA_INLINE Vec<f64> widen_low_of(Vec<f64> x) { return x; }
    static TA_INLINE Vec<f64> widen_low_of(Vec<f32> x) { return widen_low(x); }
    TA_INLINE void end_block() {
        for (int i = 0; i < n_sums; i++)
            for (int part = 0; part < parts; part++) {
                LongSum& s = sums[i][part];
                if (has_total) {
                    s.end_block();
                } else {
                    s.total = s.block;
                    s.block = Vec<f64>(0.0);
                }
            }
        has_total = true;
    }
    TA_INLINE Vec<f64> result(int part) {
        for (int half = n_sums / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++) {
                sums[i][part].total = sums[i][part].total + sums[i + half][part].total;
                sums[i][part].lost = sums[i][part].lost + sums[i + half][part].lost;
            }
        return sums[0][part].total + sums[0][part].lost;
    }
};

// rest and count of every line; x is `lanes` numbers for each of n elements. Powers are written over x.
template <bool stores, class T> __attribute__((noinline)) void line_sums(T* x, i64 n, Vec<T> top, Vec<f64>* rest, Vec<f64>* count) {
    typedef Vec<T> V;
    typedef LineSums<T> Sums;
    constexpr int lanes = V::lanes, n_sums = Sums::n_sums;
    enum { BLOCK = 64 };
    const V zero(T(0)), one(T(1));
    Sums sums;
    V tops = zero;
    const auto power = [&](i64 i) {
        const V v = load(x + i * lanes), e = exp_of(v - top);
        const Mask<T> is_top = v == top;
        if (stores) store(x + i * lanes, e);
        tops = tops + select(zero, one, is_top);
        return select(e, zero, is_top);
    };
    const i64 n_whole = n / lanes * lanes;
    for (i64 first = 0; first < n; first += lanes) {
        const int n_here = first < n_whole ? lanes : int(n - first), n_pairs = n_here < n_sums ? n_here : n_sums;
        if (first == n_whole && first) sums.end_block();
        for (int i = 0; i < n_pairs; i++) sums.add(i, power(first + i), Sums::parts == 1 || i + n_sums >= n_here ? zero : power(first + i + n_sums));
        if ((first / lanes + 1) % BLOCK == 0) sums.end_block();
    }
    sums.end_block();
    for (int part = 0; part < Sums::parts; part++) rest[part] = sums.result(part);
    count[0] = Sums::widen_low_of(tops);
    if constexpr (Sums::parts == 2) count[1] = widen_high(tops);
}

TA_INLINE Vec<f64> narrowed(const Vec<f64>* x, Vec<f64>) { return x[0]; }
TA_INLINE Vec<f32> narrowed(const Vec<f64>* x, Vec<f32>) { return narrow(x[0], x[Vec<f32>::lanes / Vec<f64>::lanes - 1]); }

// The lines at x, `lanes` numbers for each of n elements, in place; of logsumexp the first element is the result.
template <int operation, class T> TA_INLINE void lines_in_place(T* x, i64 n) {
    typedef Vec<T> V;
    constexpr int lanes = V::lanes, parts = LineSums<T>::parts;
    const V zero(T(0));
    V greatest = T(-__builtin_inf());
    for (i64 i = 0; i < n; i++) greatest = max_word(load(x + i * lanes), greatest);
    const Mask<T> is_finite = (greatest - greatest) == zero;
    const V shift = select(zero, greatest, is_finite);
    Vec<f64> rest[parts], count[parts], factor[parts];
    line_sums<operation == TA_SOFTMAX>(x, n, greatest, rest, count);
    V wide = operation == TA_LOG_SOFTMAX ? greatest - shift : greatest;
    for (int part = 0; part < parts; part++) {
        if (operation == TA_SOFTMAX) factor[part] = Vec<f64>(1.0) / (rest[part] + count[part]);
        else if constexpr (parts == 2) factor[part] = logs_of(rest[part], count[part]) + (part ? widen_high(wide) : widen_low(wide));
        else factor[part] = logs_of(rest[part], count[part]) + LineSums<T>::widen_low_of(wide);
    }
    V f = narrowed(factor, V());
    if (operation == TA_LOGSUMEXP) return store(x, f);
    if (operation == TA_SOFTMAX) f = select(V(T(__builtin_nan(""))), f, is_finite);
    for (i64 i = 0; i < n; i++) {
        const V v = load(x + i * lanes);
        store(x + i * lanes, operation == TA_SOFTMAX ? v * f : (v - shift) - f);
    }
}

// Columns to the columns of tiles, each of n vectors, and back. n_vectors of them side by side: neighbours share pages.
template <class T> TA_INLINE void columns_to_lines(const char* x, i64 step, int n_vectors, int n_last, i64 n, T* lines) {
    constexpr int lanes = Vec<T>::lanes;
    for (i64 i = 0; i < n; i++)
        for (int k = 0; k < n_vectors; k++) {
            const T* from = (const T*)(x + i * step) + k * lanes;
            store(lines + (k * n + i) * lanes, k + 1 < n_vectors || n_last == lanes ? load(from) : load_n(from, n_last));
        }
}
template <class T> TA_INLINE void lines_to_columns(const T* lines, int n_vectors, int n_last, i64 n, char* out, i64 step) {
    constexpr int lanes = Vec<T>::lanes;
    for (i64 i = 0; i < n; i++)
        for (int k = 0; k < n_vectors; k++) {
            T* to = (T*)(out + i * step) + k * lanes;
            const Vec<T> v = load(lines + (k * n + i) * lanes);
            if (k + 1 < n_vectors || n_last == lanes) store(to, v);
            else store_n(to, v, n_last);
        }
}

template <int operation, class T> void softmax_rows_side_by_side(const ta_softmax_lines& g) {
    constexpr int lanes = Vec<T>::lanes;
    T* lines = (T*)g.scratch;
    for (i64 first = 0; first < g.n_lines; first += lanes) {
        const i64 n_here = g.n_lines - first < lanes ? g.n_lines - first : lanes;
        rows_to_lines(g.x + first * g.line_step, g.line_step, n_here, g.n, lines);
        lines_in_place<operation>(lines, g.n);
        if (operation == TA_LOGSUMEXP) store_n((T*)g.out + first, load(lines), int(n_here));
        else lines_to_rows(lines, n_here, g.n, g.out + first * g.line_step, g.line_step);
    }
}
template <int operation, class T> void softmax_columns(const ta_softmax_lines& g) {
    constexpr int lanes = Vec<T>::lanes;
    const i64 width = i64(TA_SOFTMAX_TILES) * lanes;
    T* lines = (T*)g.scratch;
    for (i64 first = 0; first < g.n_lines; first += width) {
        const int n_here = int(g.n_lines - first < width ? g.n_lines - first : width);
        const int n_vectors = (n_here + lanes - 1) / lanes, n_last = n_here - (n_vectors - 1) * lanes;
        columns_to_lines((const char*)((const T*)g.x + first), g.element_step, n_vectors, n_last, g.n, lines);
        for (int k = 0; k < n_vectors; k++) {
            T* tile = lines + k * g.n * lanes;
            lines_in_place<operation>(tile, g.n);
            if (operation == TA_LOGSUMEXP) store_n((T*)g.out + first + k * lanes, load(tile), k + 1 < n_vectors ? lanes : n_last);
        }
        if (operation != TA_LOGSUMEXP) lines_to_columns(lines, n_vectors, n_last, g.n, (char*)((T*)g.out + first), g.element_step);
    }
}
template <int operation, class T> void softmax_lines(const ta_softmax_lines* g) {
    if (g->element_step == i64(sizeof(T))) softmax_rows_side_by_side<operation, T>(*g);
    else softmax_columns<operation, T>(*g);
}

}  // namespace
