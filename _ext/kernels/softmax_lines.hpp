// softmax, log_softmax and logsumexp of as many lines as there are lanes: columns of an array, or short rows, which are turned. What
// each lane adds, it adds in the order of one row's kernel: the results are the same bits.
#pragma once
#include "softmax.hpp"
#include "turn.hpp"

namespace {

// The sums of `lanes` lines: what one row keeps in the lanes of a vector is here a vector each. Lanes that a short row leaves at zero are
// left out, which changes no sum.
template <class T> struct LineSums {
    typedef Vec<T> V;
    static constexpr int lanes = V::lanes, n_sums = Vec<f64>::lanes, parts = lanes / n_sums;
    Vec<f64> block[n_sums][parts], total[n_sums][parts], lost[n_sums][parts];
    int n_total = 0;  // sums that total has

    // Elements at and at + n_sums of the lines.
    TA_INLINE void add(int at, V a, V b, bool is_first) {
        Vec<f64> sum[parts];
        if constexpr (parts == 1) {
            sum[0] = widen_low_of(a);
        } else {
            sum[0] = widen_low(a) + widen_low(b);
            sum[1] = widen_high(a) + widen_high(b);
        }
        for (int part = 0; part < parts; part++) block[at][part] = is_first ? sum[part] : block[at][part] + sum[part];
    }
    static TA_INLINE Vec<f64> widen_low_of(Vec<f64> x) { return x; }
    static TA_INLINE Vec<f64> widen_low_of(Vec<f32> x) { return widen_low(x); }
    TA_INLINE void end_block(int n_block) {
#pragma GCC unroll 1
        for (int i = 0; i < n_block; i++)
            for (int part = 0; part < parts; part++) {
                if (!n_total) {
                    total[i][part] = block[i][part];
                    lost[i][part] = Vec<f64>(0.0);
                    continue;
                }
                const DoubleDouble s = two_sum(total[i][part], block[i][part]);
                total[i][part] = s.high;
                lost[i][part] = lost[i][part] + s.low;
            }
        if (!n_total) n_total = n_block;
    }
    // After the last block, of n_block sums or none.
    TA_INLINE void finish(int n_block, Vec<f64>* results) {
        if (!n_total) return join(block, n_block, results);
        end_block(n_block);
        Vec<f64> losses[parts];
        join(total, n_total, results);
        join(lost, n_total, losses);
        for (int part = 0; part < parts; part++) results[part] = results[part] + losses[part];
    }
    static TA_INLINE void join(Vec<f64> (&sums)[n_sums][parts], int n, Vec<f64>* results) {
#pragma GCC unroll 1
        for (int half = n_sums / 2; half > 0; half /= 2)
            for (int i = 0; i < half && i + half < n; i++)
                for (int part = 0; part < parts; part++) sums[i][part] = sums[i][part] + sums[i + half][part];
        for (int part = 0; part < parts; part++) results[part] = sums[0][part];
    }
};

// What is needed next is fetched while the powers are computed: a vector each of what is read and of what is written.
struct Ahead {
    u64 read = 0, write = 0;
    i64 step = 0;
    bool is_far = false;
    TA_INLINE void fetch(i64 i) const {
        if (!is_far) return;
        __builtin_prefetch((const void*)(read + u64(i * step)), 0, 2);
        __builtin_prefetch((const void*)(write + u64(i * step)), 0, 2);
    }
};

// Element i of every line, and its powers, which are written over it for softmax; for the others the greatest are counted and left out.
template <bool stores, class T> struct LinePowers {
    typedef Vec<T> V;
    T* x;
    V top;
    Ahead ahead;
    V tops = T(0);

    TA_INLINE V operator()(i64 i) {
        ahead.fetch(i);
        const V zero(T(0)), one(T(1)), v = load(x + i * V::lanes), e = exp_below_zero(v - top);
        if (stores) {
            store(x + i * V::lanes, e);
            return e;
        }
        const Mask<T> is_top = v == top;
        tops = tops + select(zero, one, is_top);
        return select(e, zero, is_top);
    }
    // The sum of the element at i and those that a row adds to it first, of as many as are left from i on.
    TA_INLINE V group(i64 i, i64 n_left) {
        constexpr i64 lanes = V::lanes;
        if (n_left > 3 * lanes) {
            const V a = (*this)(i), b = (*this)(i + lanes), c = (*this)(i + 2 * lanes), d = (*this)(i + 3 * lanes);
            return (a + b) + (c + d);
        }
        V sum = (*this)(i);
        if (n_left > lanes) sum = sum + (*this)(i + lanes);
        return n_left > 2 * lanes ? sum + (*this)(i + 2 * lanes) : sum;
    }
    TA_INLINE void counts(Vec<f64>* count) const {
        count[0] = LineSums<T>::widen_low_of(tops);
        if constexpr (LineSums<T>::parts == 2) count[1] = widen_high(tops);
    }
};
// rest and count of every line; x is `lanes` numbers for each of n elements.
template <bool stores, class T> __attribute__((noinline)) void line_sums(T* x, i64 n, Vec<T> top, const Ahead& ahead, Vec<f64>* rest, Vec<f64>* count) {
    typedef LineSums<T> Sums;
    typedef Vec<T> V;
    constexpr int lanes = V::lanes, n_sums = Sums::n_sums;
    const V zero(T(0));
    Sums sums;
    LinePowers<stores, T> power = {x, top, ahead};
    int n_added = 0, n_block = 0;
    for (i64 first = 0; first < n; first += SUM_GROUP * lanes) {
        const i64 n_left = n - first;
        const int n_here = n_left < lanes ? int(n_left) : lanes, n_pairs = n_here < n_sums ? n_here : n_sums;
        if (n_added == 0) n_block = n_pairs;
        for (int i = 0; i < n_pairs; i++) {
            const V a = power.group(first + i, n_left - i);
            sums.add(i, a, Sums::parts == 1 || i + n_sums >= n_here ? zero : power.group(first + i + n_sums, n_left - i - n_sums), n_added == 0);
        }
        if (++n_added == SUM_BLOCK) {
            sums.end_block(n_block);
            n_added = 0;
        }
    }
    sums.finish(n_added ? n_block : 0, rest);
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
    template <class Sums> TA_INLINE LineEnd(Sums find_sums, T* x, i64 n, V greatest, const Ahead& ahead, f64 log_of_inf) {
        constexpr int parts = LineSums<T>::parts;
        const V zero(T(0));
        const Mask<T> is_finite = (greatest - greatest) == zero;
        Vec<f64> rest[parts], count[parts], f[parts];
        shift = select(zero, greatest, is_finite);
        find_sums(x, n, greatest, ahead, rest, count);
        V wide = greatest;
        if (operation == TA_LOG_SOFTMAX) wide = select(greatest - shift, V(T(log_of_inf)), greatest == V(T(__builtin_inf())));
        if (operation == TA_SOFTMAX) {
            for (int part = 0; part < parts; part++) f[part] = Vec<f64>(1.0) / (rest[part] + count[part]);
        } else {
            logs_of<T>(rest, count, f);
            f[0] = f[0] + LineSums<T>::widen_low_of(wide);
            if constexpr (parts == 2) f[1] = f[1] + widen_high(wide);
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
        const LineEnd<operation, T> end(line_sums<operation == TA_SOFTMAX, T>, lines, g.n, greatest, Ahead(), g.log_of_inf);
        if (operation == TA_LOGSUMEXP) {
            store_n((T*)g.out + first, end.factor, int(n_here));
        } else {
            for (i64 i = 0; i < g.n; i++) store(lines + i * lanes, end.of(load(lines + i * lanes)));
            lines_to_rows(lines, n_here, g.n, g.out + first * g.line_step, g.line_step);
        }
    }
}

// What is left to do with n_vectors tiles of no more elements than there are sums: they are taken in turns, because one of them alone
// would wait for each of its steps.
template <int operation, class T, int n_vectors> TA_INLINE void short_ends(const ta_softmax_lines& g, const Vec<T>* greatest, LineEnd<operation, T>* ends) {
    typedef LineSums<T> Sums;
    typedef LinePowers<operation == TA_SOFTMAX, T> Powers;
    Powers power[n_vectors];
    Vec<f64> sums[n_vectors][Sums::n_sums][Sums::parts];
    for (int k = 0; k < n_vectors; k++) power[k] = Powers{(T*)g.scratch + k * g.n * Sums::lanes, greatest[k], Ahead()};
    for (i64 i = 0; i < g.n; i++)
#pragma GCC unroll 8
        for (int k = 0; k < n_vectors; k++) {
            const Vec<T> e = power[k](i);
            sums[k][i][0] = Sums::widen_low_of(e);
            if constexpr (Sums::parts == 2) sums[k][i][1] = widen_high(e);
        }
#pragma GCC unroll 1
    for (int k = 0; k < n_vectors; k++) {
        const auto find_sums = [&](T*, i64 n, Vec<T>, const Ahead&, Vec<f64>* rest, Vec<f64>* count) {
            Sums::join(sums[k], int(n), rest);
            power[k].counts(count);
        };
        ends[k] = LineEnd<operation, T>(find_sums, (T*)nullptr, g.n, greatest[k], Ahead(), g.log_of_inf);
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
#pragma GCC unroll 8
        for (int k = 0; k < n_vectors; k++) {
            const V v = is_whole ? load((const T*)from + k * lanes) : load_n((const T*)from, n_last);
            store(lines + (k * n + i) * lanes, v);
            greatest[k] = max_word(v, greatest[k]);
        }
    End ends[n_vectors];
    const bool is_short = n_vectors == TA_SOFTMAX_TILES / 2 && LineSums<T>::n_sums >= 4 && n <= LineSums<T>::n_sums;
    if (is_short) short_ends<operation, T, n_vectors>(g, greatest, ends);
#pragma GCC unroll 1
    for (int k = 0; k < n_vectors && !is_short; k++) {
        const u64 at = u64((first + k * lanes) * i64(sizeof(T)));
        const Ahead ahead = {u64(g.x) + at + n_vectors * sizeof(V), u64(g.out) + at, g.element_step, g.is_far};
        ends[k] = End(line_sums<operation == TA_SOFTMAX, T>, lines + k * n * lanes, n, greatest[k], ahead, g.log_of_inf);
    }
    if (operation == TA_LOGSUMEXP) {
        for (int k = 0; k < n_vectors; k++) store_n((T*)g.out + first + k * lanes, ends[k].factor, n_last);
        return;
    }
    char* to = (char*)((T*)g.out + first);
    for (i64 i = 0; i < n; i++, to += g.element_step)
#pragma GCC unroll 8
        for (int k = 0; k < n_vectors; k++) {
            const V v = ends[k].of(load(lines + (k * n + i) * lanes));
            if (is_whole) store((T*)to + k * lanes, v);
            else store_n((T*)to, v, n_last);
        }
}
// Panels of n_vectors from `first` on, as many as there are.
template <int operation, class T, int n_vectors> TA_INLINE i64 softmax_panels(const ta_softmax_lines& g, i64 first) {
    constexpr int lanes = Vec<T>::lanes, width = n_vectors * lanes;
    for (; first + width <= g.n_lines; first += width) softmax_panel<operation, T, n_vectors>(g, first, lanes);
    return first;
}
template <int operation, class T> void softmax_columns(const ta_softmax_lines& g) {
    constexpr int lanes = Vec<T>::lanes;
    // Wide where the first cache holds the tiles, and where the rows of a panel fall into the same sets of the caches.
    const bool is_wide = (g.n <= 64 && g.n > LineSums<T>::n_sums) || g.element_step % 4096 == 0;
    i64 first = is_wide ? softmax_panels<operation, T, TA_SOFTMAX_TILES>(g, 0) : 0;
    first = softmax_panels<operation, T, TA_SOFTMAX_TILES / 2>(g, first);
    for (; first < g.n_lines; first += lanes) softmax_panel<operation, T, 1>(g, first, g.n_lines - first < lanes ? int(g.n_lines - first) : lanes);
}
template <int operation, class T> void softmax_lines(const ta_softmax_lines* g) {
    if (g->element_step == i64(sizeof(T))) softmax_rows_side_by_side<operation, T>(*g);
    else softmax_columns<operation, T>(*g);
}

}  // namespace
