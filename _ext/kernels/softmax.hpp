// softmax, log_softmax and logsumexp of rows: the greatest element, the sum of e^(x - greatest), then the scaling.
//
// The sum is kept without the greatest elements, which are counted: log(sum) = log1p(rest / count) + log(count) keeps the digits of a
// rest that is small beside 1.
#pragma once
#include "math/math_f64.hpp"
#include "math_f32.hpp"
#include "runtime/softmax_table.h"

namespace {

TA_INLINE Vec<f32> exp_of(Vec<f32> x) { return exp_f32(x); }
TA_INLINE Vec<f64> exp_of(Vec<f64> x) { return exp_f64(x); }

// The sum of vectors in float64 lanes: blocks of a few, then their sums with what each addition loses.
struct LongSum {
    Vec<f64> block = 0.0, total = 0.0, lost = 0.0;
    TA_INLINE void add(Vec<f64> x) { block = block + x; }
    TA_INLINE void add(Vec<f32> x) { block = block + (widen_low(x) + (Vec<f32>::lanes > Vec<f64>::lanes ? widen_high(x) : Vec<f64>(0.0))); }
    TA_INLINE void end_block() {
        DoubleDouble s = two_sum(total, block);
        total = s.high;
        lost = lost + s.low;
        block = Vec<f64>(0.0);
    }
    TA_INLINE f64 result() {
        end_block();
        f64 sum = 0, rest = 0;
        for (int lane = 0; lane < Vec<f64>::lanes; lane++) sum += total[lane], rest += lost[lane];
        return sum + rest;
    }
};

// The greatest element, NaN left out; -inf when there is none.
template <class T> TA_INLINE T row_max(const T* x, i64 n) {
    typedef Vec<T> V;
    const V least(T(-__builtin_inf()));
    V m[4] = {least, least, least, least};
    i64 i = 0;
    for (; i + 4 * V::lanes <= n; i += 4 * V::lanes)
        for (int k = 0; k < 4; k++) m[k] = max_word(load(x + i + k * V::lanes), m[k]);
    for (; i + V::lanes <= n; i += V::lanes) m[0] = max_word(load(x + i), m[0]);
    if (i < n) m[0] = max_word(select(least, load_n(x + i, int(n - i)), first_lanes<T>(int(n - i))), m[0]);
    V all = max_word(max_word(m[0], m[1]), max_word(m[2], m[3]));
    T greatest = all[0];
    for (int lane = 1; lane < V::lanes; lane++) greatest = all[lane] > greatest ? all[lane] : greatest;
    return greatest;
}

// sum of e^(x - shift) over the elements that are not `greatest`, and how many those others are.
struct RowSum {
    f64 rest, count;
};
template <bool stores, class T> TA_INLINE RowSum row_sum(T* out, const T* x, i64 n, T greatest, T shift) {
    typedef Vec<T> V;
    enum { BLOCK = 64 };
    const V zero(T(0)), one(T(1)), top = greatest, s = shift;
    LongSum sum, count;
    i64 i = 0;
    while (i + V::lanes <= n) {
        i64 last = i + BLOCK * V::lanes <= n ? i + BLOCK * V::lanes : n - V::lanes + 1;
        V tops = zero;
        for (; i < last; i += V::lanes) {
            V v = load(x + i), e = exp_of(v - s);
            Mask<T> is_top = v == top;
            if (stores) store(out + i, e);
            tops = tops + select(zero, one, is_top);
            sum.add(select(e, zero, is_top));
        }
        sum.end_block();
        count.add(tops);
    }
    if (i < n) {
        int left = int(n - i);
        V v = load_n(x + i, left), e = exp_of(v - s);
        Mask<T> there = first_lanes<T>(left), is_top = (v == top) & there;
        if (stores) store_n(out + i, e, left);
        count.add(select(zero, one, is_top));
        sum.add(select(select(zero, e, there), zero, is_top));
    }
    return {sum.result(), count.result()};
}
TA_INLINE f64 log_of_row(RowSum s) {
    if (!(s.count > 0)) return s.rest;  // NaN only: the rest is NaN
    Vec<f64> y = log1p_f64(Vec<f64>(s.rest / s.count));
    if (s.count > 1) y = y + log_f64(Vec<f64>(s.count));
    return y[0];
}
template <class T> TA_INLINE T finite_or_zero(T x) { return x - x == T(0) ? x : T(0); }

template <class T> void softmax_rows(char* out_, const char* x_, i64 n, i64 n_rows) {
    typedef Vec<T> V;
    for (i64 row = 0; row < n_rows; row++) {
        T* out = (T*)out_ + row * n;
        const T* x = (const T*)x_ + row * n;
        T greatest = row_max(x, n);
        RowSum s = row_sum<true>(out, x, n, greatest, greatest);
        const V scale = greatest - greatest == T(0) ? T(1.0 / (s.rest + s.count)) : T(__builtin_nan(""));
        i64 i = 0;
        for (; i + V::lanes <= n; i += V::lanes) store(out + i, load(out + i) * scale);
        if (i < n) store_n(out + i, load_n(out + i, int(n - i)) * scale, int(n - i));
    }
}
template <class T> void log_softmax_rows(char* out_, const char* x_, i64 n, i64 n_rows) {
    typedef Vec<T> V;
    for (i64 row = 0; row < n_rows; row++) {
        T* out = (T*)out_ + row * n;
        const T* x = (const T*)x_ + row * n;
        T greatest = row_max(x, n), shift = finite_or_zero(greatest);
        const V l = T(log_of_row(row_sum<false>(out, x, n, greatest, shift)) + f64(greatest - shift)), s = shift;
        i64 i = 0;
        for (; i + V::lanes <= n; i += V::lanes) store(out + i, (load(x + i) - s) - l);
        if (i < n) store_n(out + i, (load_n(x + i, int(n - i)) - s) - l, int(n - i));
    }
}
template <class T> void logsumexp_rows(char* out, const char* x_, i64 n, i64 n_rows) {
    for (i64 row = 0; row < n_rows; row++) {
        const T* x = (const T*)x_ + row * n;
        T greatest = row_max(x, n);
        f64 l = log_of_row(row_sum<false>((T*)nullptr, x, n, greatest, finite_or_zero(greatest)));
        ((T*)out)[row] = T(l + f64(greatest));
    }
}

}  // namespace
