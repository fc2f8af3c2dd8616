// softmax, log_softmax and logsumexp of rows: the greatest element, the sum of e^(x - greatest), then the scaling.
//
// Powers are added four by four, and these sums in float64. For logarithms the sum is kept without the greatest elements, which are counted: log(sum) = log1p(rest / count) + log(count) keeps the
// digits of a rest that is small beside 1.
#pragma once
#include "exp_below_zero.hpp"
#include "runtime/softmax_table.h"

namespace {

// The lanes, the upper half joined to the lower until one is left.
template <class T, class Join> TA_INLINE T fold_lanes(Vec<T> x, Join join) {
    constexpr int lanes = Vec<T>::lanes;
    alignas(64) T v[lanes];
    store(v, x);
#pragma GCC unroll 8
    for (int half = lanes / 2; half > 0; half /= 2)
#pragma GCC unroll 16
        for (int i = 0; i < half; i++) v[i] = join(v[i], v[i + half]);
    return v[0];
}
#if defined(TA_ISA_AVX512)
TA_INLINE f64 add_lanes(Vec<f64> x) { return _mm512_reduce_add_pd(x.raw); }
TA_INLINE f64 greatest_lane(Vec<f64> x) { return _mm512_reduce_max_pd(x.raw); }
TA_INLINE f32 greatest_lane(Vec<f32> x) { return _mm512_reduce_max_ps(x.raw); }
#else
TA_INLINE f64 add_lanes(Vec<f64> x) {
    return fold_lanes(x, [](f64 a, f64 b) { return a + b; });
}
template <class T> TA_INLINE T greatest_lane(Vec<T> x) {
    return fold_lanes(x, [](T a, T b) { return a > b ? a : b; });
}
#endif

// The sum of vectors in float64 lanes: blocks of a few, then their sums with what each addition loses. What is added is the sum of
// SUM_GROUP vectors of a row, because widening takes as long as half a power.
enum { SUM_GROUP = 4, SUM_BLOCK = 16 };
struct LongSum {
    Vec<f64> block = 0.0, total = 0.0, lost = 0.0;
    bool is_long = false;
    TA_INLINE void add(Vec<f64> x) { block = block + x; }
    TA_INLINE void add(Vec<f32> x) { block = block + (widen_low(x) + (Vec<f32>::lanes > Vec<f64>::lanes ? widen_high(x) : Vec<f64>(0.0))); }
    TA_INLINE void end_block() {
        DoubleDouble s = two_sum(total, block);
        total = s.high;
        lost = lost + s.low;
        block = Vec<f64>(0.0);
        is_long = true;
    }
    TA_INLINE f64 result() {
        if (!is_long) return add_lanes(block);
        end_block();
        return add_lanes(total) + add_lanes(lost);
    }
};

template <class T> TA_INLINE i64 lanes_set(Mask<T> m) {
#if defined(__POPCNT__)
    return __builtin_popcountll(bits_of(m));
#else
    static_assert(Vec<T>::lanes <= 4, "a digit for each pattern of four lanes");
    return i64(0x4332322132212110 >> 4 * bits_of(m)) & 15;
#endif
}

// The greatest element, NaN left out; -inf when there is none.
template <class T> __attribute__((noinline)) T row_max(const T* x, i64 n) {
    typedef Vec<T> V;
    const V least(T(-__builtin_inf()));
    V m[4] = {least, least, least, least};
    i64 i = 0;
    for (; i + 4 * V::lanes <= n; i += 4 * V::lanes)
        for (int k = 0; k < 4; k++) m[k] = max_word(load(x + i + k * V::lanes), m[k]);
    for (; i + V::lanes <= n; i += V::lanes) m[0] = max_word(load(x + i), m[0]);
    if (i < n) m[0] = max_word(select(least, load_n(x + i, int(n - i)), first_lanes<T>(int(n - i))), m[0]);
    return greatest_lane(max_word(max_word(m[0], m[1]), max_word(m[2], m[3])));
}

// sum of e^(x - greatest) over the elements that are not `greatest`, and how many the others are: 0 where the powers are stored, and
// all are in the sum. Where `greatest` is infinite the sum is 0, or NaN.
struct RowSum {
    f64 rest, count;
};
template <bool stores, class T> struct RowPowers {
    typedef Vec<T> V;
    T* out;
    const T* x;
    V top;
    i64 count = 0;

    TA_INLINE V operator()(i64 i) {
        const V v = load(x + i), e = exp_below_zero(v - top);
        if (stores) {
            store(out + i, e);
            return e;
        }
        const Mask<T> is_top = v == top;
        count += lanes_set(is_top);
        return select(e, V(T(0)), is_top);
    }
    TA_INLINE V first(i64 i, int n) {
        const V v = load_n(x + i, n), e = exp_below_zero(v - top);
        const Mask<T> there = first_lanes<T>(n), is_top = (v == top) & there;
        if (stores) store_n(out + i, e, n);
        else count += lanes_set(is_top);
        return select(V(T(0)), e, stores ? there : there & !is_top);
    }
};
template <bool stores, class T> __attribute__((noinline)) RowSum row_sum(T* out, const T* x, i64 n, T greatest) {
    typedef Vec<T> V;
    constexpr i64 lanes = V::lanes, group = SUM_GROUP * lanes;
    RowPowers<stores, T> power = {out, x, greatest};
    LongSum sum;
    i64 i = 0;
    while (i + group <= n) {
        const i64 whole = i + SUM_BLOCK * group, last = whole <= n ? whole : n - group + 1;
        for (; i < last; i += group) {
            const V a = power(i), b = power(i + lanes), c = power(i + 2 * lanes), d = power(i + 3 * lanes);
            sum.add((a + b) + (c + d));
        }
        if (i == whole) sum.end_block();
    }
    if (i < n) {
        V low(T(0)), high(T(0));  // of the first two, and of the others
        for (const i64 second = i + 2 * lanes; i < n; i += lanes) {
            const V e = i + lanes <= n ? power(i) : power.first(i, int(n - i));
            if (i < second) low = low + e;
            else high = high + e;
        }
        sum.add(low + high);
    }
    return {sum.result(), f64(power.count)};
}
// The logarithms of the sums of as many rows as there are lanes, in parts that float64 has; NaN stays. Those of float32 are found in
// float32.
template <class T> struct Parts {
    static constexpr int lanes = Vec<T>::lanes, width = Vec<f64>::lanes, n = lanes / width;
};
TA_INLINE void log1p_of(Vec<f64>* x, Vec<f64>) { x[0] = log1p_f64(x[0]); }
TA_INLINE void log1p_of(Vec<f64>* x, Vec<f32>) {
    constexpr int last = Parts<f32>::n - 1;
    const Vec<f32> y = log1p_f32(narrow(x[0], x[last]));
    x[0] = widen_low(y);
    if (last) x[last] = widen_high(y);
}
template <class T> __attribute__((noinline)) void logs_of(const Vec<f64>* rest, const Vec<f64>* count, Vec<f64>* logs) {
    constexpr int n = Parts<T>::n;
    const Vec<f64> zero(0.0), one(1.0);
    const bool any_several = any((count[0] > one) | (count[n - 1] > one));
    for (int i = 0; i < n; i++) logs[i] = any_several ? rest[i] / count[i] : rest[i];
    log1p_of(logs, Vec<T>());
    for (int i = 0; i < n; i++) {
        logs[i] = select(rest[i], logs[i], count[i] > zero);
        if (any_several) logs[i] = select(logs[i], logs[i] + log_f64(count[i]), count[i] > one);
    }
}
template <class T> TA_INLINE f64 log_of_row(RowSum s) {
    const Vec<f64> rest[2] = {s.rest, s.rest}, count[2] = {s.count, s.count};
    Vec<f64> logs[2];
    logs_of<T>(rest, count, logs);
    return logs[0][0];
}
template <class T> TA_INLINE T finite_or_zero(T x) { return x - x == T(0) ? x : T(0); }

// What multiplies the powers, and what is left to subtract from x - shift.
template <class T> TA_INLINE T scale_of(T greatest, RowSum s) { return greatest - greatest == T(0) ? T(1.0 / (s.rest + s.count)) : T(__builtin_nan("")); }
template <class T> TA_INLINE T log_of(T greatest, T shift, f64 log, f64 log_of_inf) {
    return T(log + (greatest == T(__builtin_inf()) ? log_of_inf : f64(greatest - shift)));
}

template <class T> TA_INLINE void multiply_row(T* out, i64 n, T scale_) {
    typedef Vec<T> V;
    const V scale = scale_;
    i64 i = 0;
    for (; i + V::lanes <= n; i += V::lanes) store(out + i, load(out + i) * scale);
    if (i < n) store_n(out + i, load_n(out + i, int(n - i)) * scale, int(n - i));
}
template <class T> TA_INLINE void subtract_row(T* out, const T* x, i64 n, T shift, T log) {
    typedef Vec<T> V;
    const V s = shift, l = log;
    i64 i = 0;
    for (; i + V::lanes <= n; i += V::lanes) store(out + i, (load(x + i) - s) - l);
    if (i < n) store_n(out + i, (load_n(x + i, int(n - i)) - s) - l, int(n - i));
}

template <class T> void softmax_rows(char* out_, const char* x_, i64 n, i64 n_rows, f64) {
    for (i64 row = 0; row < n_rows; row++) {
        T* out = (T*)out_ + row * n;
        const T* x = (const T*)x_ + row * n;
        const T greatest = row_max(x, n);
        multiply_row(out, n, scale_of(greatest, row_sum<true>(out, x, n, greatest)));
    }
}
// As many rows as there are lanes, whose logarithms are taken at once; long rows are taken one by one, while they are near.
template <class T> struct RowLogs {
    static constexpr int lanes = Parts<T>::lanes, width = Parts<T>::width, n_parts = Parts<T>::n;
    T greatest[lanes];
    f64 logs[lanes];

    static TA_INLINE i64 n_rows(i64 n, i64 n_left) { return n > 2048 ? 1 : n_left < lanes ? n_left : lanes; }
    TA_INLINE RowLogs(const T* x, i64 n, i64 n_rows) {
        f64 rest[lanes] = {}, count[lanes] = {};
        for (i64 i = 0; i < n_rows; i++) greatest[i] = row_max(x + i * n, n);
        for (i64 i = 0; i < n_rows; i++) {
            const RowSum s = row_sum<false>((T*)nullptr, x + i * n, n, greatest[i]);
            rest[i] = s.rest;
            count[i] = s.count;
        }
        Vec<f64> r[n_parts], c[n_parts], l[n_parts];
        for (int i = 0; i < n_parts; i++) r[i] = load(rest + i * width), c[i] = load(count + i * width);
        logs_of<T>(r, c, l);
        for (int i = 0; i < n_parts; i++) store(logs + i * width, l[i]);
    }
};
template <class T> void log_softmax_rows(char* out_, const char* x_, i64 n, i64 n_rows, f64 log_of_inf) {
    for (i64 row = 0, n_here; row < n_rows; row += n_here) {
        T* out = (T*)out_ + row * n;
        const T* x = (const T*)x_ + row * n;
        n_here = RowLogs<T>::n_rows(n, n_rows - row);
        const RowLogs<T> r(x, n, n_here);
        for (i64 i = 0; i < n_here; i++) {
            const T shift = finite_or_zero(r.greatest[i]);
            subtract_row(out + i * n, x + i * n, n, shift, log_of(r.greatest[i], shift, r.logs[i], log_of_inf));
        }
    }
}
template <class T> void logsumexp_rows(char* out, const char* x, i64 n, i64 n_rows, f64) {
    for (i64 row = 0, n_here; row < n_rows; row += n_here) {
        n_here = RowLogs<T>::n_rows(n, n_rows - row);
        const RowLogs<T> r((const T*)x + row * n, n, n_here);
        for (i64 i = 0; i < n_here; i++) ((T*)out)[row + i] = T(r.logs[i] + f64(r.greatest[i]));
    }
}

// Pieces of one long row; see softmax_table.h.
template <class T> f64 piece_max(const char* x, i64 n) { return row_max((const T*)x, n); }
template <class T> void piece_sum(char* out, const char* x, i64 n, f64 greatest, f64* rest, f64* count) {
    const RowSum s = out ? row_sum<true>((T*)out, (const T*)x, n, T(greatest)) : row_sum<false>((T*)out, (const T*)x, n, T(greatest));
    *rest = s.rest;
    *count = s.count;
}
template <class T> f64 row_factor(int operation, f64 greatest_, f64 rest, f64 count, f64 log_of_inf) {
    const T greatest = T(greatest_), shift = finite_or_zero(greatest);
    const RowSum s = {rest, count};
    if (operation == TA_SOFTMAX) return scale_of(greatest, s);
    return operation == TA_LOG_SOFTMAX ? log_of(greatest, shift, log_of_row<T>(s), log_of_inf) : T(log_of_row<T>(s) + f64(greatest));
}
template <class T> void piece_write(int operation, char* out, const char* x, i64 n, f64 greatest, f64 factor) {
    if (operation == TA_SOFTMAX) multiply_row((T*)out, n, T(factor));
    else subtract_row((T*)out, (const T*)x, n, finite_or_zero(T(greatest)), T(factor));
}

}  // namespace
