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

// Element i of every line, and its powers, which are written over it for softmax; for the others the greatest are counted and left out.
template <bool stores, class T> struct LinePowers {
    typedef Vec<T> V;
    T* x;
    V top, tops = T(0);

    TA_INLINE V operator()(i64 i) {
        const V zero(T(0)), one(T(1)), v = load(x + i * V::lanes), e = exp_below_zero(v - top);
        if (stores) {
            store(x + i * V::lanes, e);
            return e;
        }
        const Mask<T> is_top = v == top;
        tops = tops + select(zero, one, is_top);
        return select(e, zero, is_top);
    }
    TA_INLINE void counts(Vec<f64>* count) const {
        count[0] = LineSums<T>::widen_low_of(tops);
        if constexpr (LineSums<T>::parts == 2) count[1] = widen_high(tops);
    }
};
// rest and count of every line; x is `lanes` numbers for each of n elements.
template <bool stores, class T> __attribute__((noinline)) void line_sums(T* x, i64 n, Vec<T> top, Vec<f64>* rest, Vec<f64>* count) {
    typedef LineSums<T> Sums;
    constexpr int lanes = Vec<T>::lanes, n_sums = Sums::n_sums;
    const Vec<T> zero(T(0));
    Sums sums;
    LinePowers<stores, T> power = {x, top};
    for (i64 first = 0; first < n; first += lanes) {
        const int n_here = n - first < lanes ? int(n - first) : lanes, n_pairs = n_here < n_sums ? n_here : n_sums;
        for (int i = 0; i < n_pairs; i++) sums.add(i, power(first + i), Sums::parts == 1 || i + n_sums >= n_here ? zero : power(first + i + n_sums));
        if ((first / lanes + 1) % SUM_BLOCK == 0) sums.end_block();
    }
    sums.end_block();
    for (int part = 0; part < Sums::parts; part++) rest[part] = sums.result(part);
    power.counts(count);
}

TA_INLINE Vec<f64> narrowed(const Vec<f64>* x, Vec<f64>) { return x[0]; }
TA_INLINE Vec<f32> narrowed(const Vec<f64>* x, Vec<f32>) { return narrow(x[0], x[Vec<f32>::lanes / Vec<f64>::lanes - 1]); }

// What is left to do with the lines at x, `lanes` numbers for each of n elements, of which `greatest` are the greatest; softmax finds the
// powers there then. Of logsumexp `factor` is the result.
template <int operation, class T> struct LineEnd {
    typedef Vec<T> V;
    V shift, factor;

    LineEnd() = default;
    template <class Sums> TA_INLINE LineEnd(Sums find_sums, T* x, i64 n, V greatest) {
        constexpr int parts = LineSums<T>::parts;
        const V zero(T(0));
        const Mask<T> is_finite = (greatest - greatest) == zero;
        Vec<f64> rest[parts], count[parts], f[parts];
        shift = select(zero, greatest, is_finite);
        find_sums(x, n, greatest, rest, count);
        const V wide = operation == TA_LOG_SOFTMAX ? greatest - shift : greatest;
        for (int part = 0; part < parts; part++) {
            if (operation == TA_SOFTMAX) f[part] = Vec<f64>(1.0) / (rest[part] + count[part]);
            else if constexpr (parts == 2) f[part] = logs_of(rest[part], count[part]) + (part ? widen_high(wide) : widen_low(wide));
            else f[part] = logs_of(rest[part], count[part]) + LineSums<T>::widen_low_of(wide);
        }
        factor = narrowed(f, V());
        if (operation == TA_SOFTMAX) factor = select(V(T(__builtin_nan(""))), factor, is_finite);
    }
    TA_INLINE V of(V v) const { return operation == TA_SOFTMAX ? v * factor : (v - shift) - factor; }
};

template <int operation, class T> void softmax_rows_side_by_side(const ta_softmax_lines& g) {
    typedef Vec<T> V;
    constexpr int lanes = V::lanes;
    T* lines = (T*)g.scratch;
    for (i64 first = 0; first < g.n_lines; first += lanes) {
        const i64 n_here = g.n_lines - first < lanes ? g.n_lines - first : lanes;
        rows_to_lines(g.x + first * g.line_step, g.line_step, n_here, g.n, lines);
        V greatest = T(-__builtin_inf());
        for (i64 i = 0; i < g.n; i++) greatest = max_word(load(lines + i * lanes), greatest);
        const LineEnd<operation, T> end(line_sums<operation == TA_SOFTMAX, T>, lines, g.n, greatest);
        if (operation == TA_LOGSUMEXP) {
            store_n((T*)g.out + first, end.factor, int(n_here));
        } else {
            for (i64 i = 0; i < g.n; i++) store(lines + i * lanes, end.of(load(lines + i * lanes)));
            lines_to_rows(lines, n_here, g.n, g.out + first * g.line_step, g.line_step);
        }
    }
}

// n_vectors columns of vectors side by side, because neighbours share pages; the last of n_last columns. Each becomes a tile of n vectors.
template <int operation, class T, int n_vectors> TA_INLINE void softmax_panel(const ta_softmax_lines& g, i64 first, int n_last) {
    typedef Vec<T> V;
    typedef LineEnd<operation, T> End;
    constexpr int lanes = V::lanes;
    const bool is_whole = n_last == lanes;
    const i64 n = g.n;
    T* lines = (T*)g.scratch;
    V greatest[n_vectors];
    for (int k = 0; k < n_vectors; k++) greatest[k] = T(-__builtin_inf());
    const char* from = (const char*)((const T*)g.x + first);
    for (i64 i = 0; i < n; i++, from += g.element_step)
#pragma GCC unroll 4
        for (int k = 0; k < n_vectors; k++) {
            const V v = is_whole ? load((const T*)from + k * lanes) : load_n((const T*)from, n_last);
            store(lines + (k * n + i) * lanes, v);
            greatest[k] = max_word(v, greatest[k]);
        }
    End ends[n_vectors];
    for (int k = 0; k < n_vectors; k++) {
        ends[k] = End(line_sums<operation == TA_SOFTMAX, T>, lines + k * n * lanes, n, greatest[k]);
        if (operation == TA_LOGSUMEXP) store_n((T*)g.out + first + k * lanes, ends[k].factor, n_last);
    }
    if (operation == TA_LOGSUMEXP) return;
    char* to = (char*)((T*)g.out + first);
    for (i64 i = 0; i < n; i++, to += g.element_step)
#pragma GCC unroll 4
        for (int k = 0; k < n_vectors; k++) {
            const V v = ends[k].of(load(lines + (k * n + i) * lanes));
            if (is_whole) store((T*)to + k * lanes, v);
            else store_n((T*)to, v, n_last);
        }
}
template <int operation, class T> void softmax_columns(const ta_softmax_lines& g) {
    constexpr int lanes = Vec<T>::lanes, width = TA_SOFTMAX_TILES * lanes;
    i64 first = 0;
    for (; first + width <= g.n_lines; first += width) softmax_panel<operation, T, TA_SOFTMAX_TILES>(g, first, lanes);
    for (; first < g.n_lines; first += lanes) softmax_panel<operation, T, 1>(g, first, g.n_lines - first < lanes ? int(g.n_lines - first) : lanes);
}
template <int operation, class T> void softmax_lines(const ta_softmax_lines* g) {
    if (g->element_step == i64(sizeof(T))) softmax_rows_side_by_side<operation, T>(*g);
    else softmax_columns<operation, T>(*g);
}

}  // namespace
