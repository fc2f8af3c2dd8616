// Normalisation of one contiguous row: its moments in float64 lanes by sums of tiles, then one pass that writes.
//
// The mean is kept in two parts, so that rows far from zero lose nothing; the variance is the mean of squared deviations from it.
#pragma once
#include "reduce_float.hpp"
#include "../runtime/norm_table.h"

namespace {

// Four sums side by side, which need no tile.
template <class Step, class T> TA_INLINE f64 short_sum(const T* x, i64 n, f64 parameter) {
    f64 sums[4] = {Step::identity, Step::identity, Step::identity, Step::identity};
    i64 i = 0;
    for (; i + 4 <= n; i += 4)
        for (int k = 0; k < 4; k++) sums[k] = Step::step(sums[k], f64(x[i + k]), parameter);
    for (int k = 0; i + k < n; k++) sums[k] = Step::step(sums[k], f64(x[i + k]), parameter);
    return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}
template <class Step, class T> TA_INLINE f64 sum_of(const T* x, i64 n, f64 parameter) {
    if (n <= TA_NORM_SHORT) return short_sum<Step>(x, n, parameter);
    f64 sum, none;
    run_float<Step, T, false>(x, n, parameter, sum, none);
    return sum;
}
TA_INLINE f64 square_root(f64 x) { return sqrt_(Vec<f64>(x))[0]; }

template <class T> void norm_moments(const char* data, i64 n, f64* mean, f64* rest, f64* variance) {
    const T* x = (const T*)data;
    *mean = sum_of<SumStep>(x, n, 0.0) / f64(n);
    *rest = IsSame<T, f64>::value ? sum_of<ShiftStep>(x, n, *mean) / f64(n) : 0.0;
    f64 squares = sum_of<DeviationStep>(x, n, *mean);
    *variance = squares / f64(n) - *rest * *rest;
}
template <class T> f64 norm_mean_square(const char* data, i64 n) { return sum_of<SquareStep>((const T*)data, n, 0.0) / f64(n); }

// The Euclidean norm; where the squares leave the range of float64 they are taken of x / max |x|.
template <class T> f64 norm_length(const char* data, i64 n) {
    const T* x = (const T*)data;
    f64 squares = sum_of<SquareStep>(x, n, 0.0);
    if (__builtin_expect((squares > 1e-280 && squares < 1e300) || IsSame<T, f32>::value || squares != squares, 1)) return square_root(squares);
    f64 largest = 0.0, sum = 0.0;
    for (i64 i = 0; i < n; i++) largest = __builtin_fabs(x[i]) > largest ? __builtin_fabs(x[i]) : largest;
    if (largest == 0.0 || largest == __builtin_inf()) return largest;
    for (i64 i = 0; i < n; i++) sum += (x[i] / largest) * (x[i] / largest);
    return largest * square_root(sum);
}

template <class T> TA_INLINE Vec<T> normal_of(Vec<T> x, Vec<T> mean, Vec<T> rest, Vec<T> scale, Vec<T> weight, Vec<T> bias) {
    return fma_(((x - mean) - rest) * scale, weight, bias);
}
template <class T, bool each_weight, bool each_bias>
TA_INLINE void normalise(T* out, const T* x, i64 n, const T* weight, const T* bias, f64 mean, f64 rest, f64 scale) {
    typedef Vec<T> V;
    constexpr int lanes = V::lanes;
    const V m = T(mean), r = T((mean - f64(T(mean))) + rest), s = T(scale);
    V w = *weight, b = *bias;
    i64 i = 0;
    for (; i + lanes <= n; i += lanes) {
        if constexpr (each_weight) w = load(weight + i);
        if constexpr (each_bias) b = load(bias + i);
        store(out + i, normal_of(load(x + i), m, r, s, w, b));
    }
    if (i == n) return;
    const int last = int(n - i);
    if constexpr (each_weight) w = load_n(weight + i, last);
    if constexpr (each_bias) b = load_n(bias + i, last);
    store_n(out + i, normal_of(load_n(x + i, last), m, r, s, w, b), last);
}
template <class T> void norm_write(char* out, const char* x, i64 n, const char* weight, const char* bias, int each, f64 mean, f64 rest, f64 scale) {
    T* to = (T*)out;
    const T *from = (const T*)x, *w = (const T*)weight, *b = (const T*)bias;
    if (each == 3) normalise<T, true, true>(to, from, n, w, b, mean, rest, scale);
    else if (each == 2) normalise<T, false, true>(to, from, n, w, b, mean, rest, scale);
    else if (each == 1) normalise<T, true, false>(to, from, n, w, b, mean, rest, scale);
    else normalise<T, false, false>(to, from, n, w, b, mean, rest, scale);
}
template <class T> void norm_divide(char* out, const char* data, i64 n, f64 divisor) {
    T* to = (T*)out;
    const T* x = (const T*)data;
    const Vec<T> d = T(divisor);
    constexpr int lanes = Vec<T>::lanes;
    i64 i = 0;
    for (; i + lanes <= n; i += lanes) store(to + i, load(x + i) / d);
    if (i < n) store_n(to + i, load_n(x + i, int(n - i)) / d, int(n - i));
}

}  // namespace
