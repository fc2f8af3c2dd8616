// The distributions of Poisson and of Fisher's F, by the incomplete gamma and beta functions.
#pragma once
#include "math/incomplete_beta_f64.hpp"

namespace {

// The probability that a Poisson variable of mean m is at most k, and that it is above. NaN for k < 0 and m < 0;
// for m = 0 they are 1 and 0, also of a k that is NaN.
TA_INLINE Vec<f64> poisson_sum(Vec<f64> k, Vec<f64> m, bool upper) {
    Vec<f64> y = incomplete_gamma(floor_(k) + Vec<f64>(1.0), m, !upper);
    y = select(y, Vec<f64>(upper ? 0.0 : 1.0), m == Vec<f64>(0.0));
    return select(y, Vec<f64>(__builtin_nan("")), k < Vec<f64>(0.0));
}
static __attribute__((noinline)) Vec<f64> pdtr_f64(Vec<f64> k, Vec<f64> m) { return poisson_sum(k, m, false); }
static __attribute__((noinline)) Vec<f64> pdtrc_f64(Vec<f64> k, Vec<f64> m) { return poisson_sum(k, m, true); }

// The probability that Fisher's F of m and n degrees of freedom is at most x, and that it is above: I(m / 2, n / 2) at m x / (n + m x),
// which is taken in two parts. NaN for x < 0 and for m, n that are not positive and, but for x = inf, finite.
static __attribute__((noinline)) Vec<f64> fisher_sum(Vec<f64> m, Vec<f64> n, Vec<f64> x, bool upper) {
    const Vec<f64> zero(0.0), one(1.0), half(0.5), vast(VAST_PARAMETER), infinity(__builtin_inf());
    Mask<f64> valid = (m > zero) & (n > zero) & (m < infinity) & (n < infinity) & (x >= zero), none = x != x;
    Mask<f64> usual = valid & (m <= vast) & (n <= vast) & (x < Vec<f64>(0x1p300)) & (m * x > Vec<f64>(0x1p-900)) & (n > Vec<f64>(0x1p-900));
    Vec<f64> free = select(one, n, usual);
    DoubleDouble w = two_product(select(one, m, usual), select(one, x, usual)), all_of = sum(w, {free, zero});
    DoubleDouble at = quotient(w, all_of), other = quotient({free, zero}, all_of);
    Vec<f64> y = incomplete_beta(select(one, m * half, usual), select(one, n * half, usual), at, other, upper ? usual & !none : usual & none);
    if (all(usual)) return y;
    DoubleDouble odds = sum(sum(log2_of({select(one, m, valid), zero}), log2_of({select(one, x, valid & (x > zero)), zero})), negative(log2_of({select(one, n, valid), zero})));
    Mask<f64> at_zero = odds.high < Vec<f64>(-200.0), beyond = valid & (x > zero) & (x < infinity) & ((odds.high > Vec<f64>(200.0)) | at_zero);
    beyond = beyond & (select(m, n, at_zero) < Vec<f64>(0x1p30));
    Vec<f64> ratio = scaled_value(exp2_apart(odds));
    ratio = select(min_word(Vec<f64>(0x1p400), max_word(Vec<f64>(0x1p-400), ratio)), one, beyond | !valid);
    DoubleDouble sum_of = two_sum(one, ratio);
    at = quotient({ratio, zero}, sum_of);
    other = quotient({one, zero}, sum_of);
    Vec<f64> whole_a = select(one, max_word(Vec<f64>(0x1p-1070), m * half), valid), whole_b = select(one, max_word(Vec<f64>(0x1p-1070), n * half), valid);
    Vec<f64> a = min_word(Vec<f64>(VAST_PARAMETER), whole_a), b = min_word(Vec<f64>(VAST_PARAMETER), whole_b);
    Vec<f64> limit = incomplete_beta(a, b, at, other, upper ? valid & !none : valid & none);
    Mask<f64> is_vast = valid & (max_word(m, n) > Vec<f64>(VAST_PARAMETER));
    if (any(is_vast)) limit = select(limit, beta_of_vast(whole_a, whole_b, whole_a * x, whole_b / x, upper), is_vast);
    limit = select(limit, upper ? one : zero, x == zero);
    if (any(beyond)) {
        Vec<f64> first = select(one, select(b, a, at_zero), beyond), second = select(one, select(a, b, at_zero), beyond);
        limit = select(limit, beta_of_nearly_zero(first, second, select(negative(odds), odds, at_zero), upper ? at_zero : !at_zero), beyond);
    }
    limit = select(Vec<f64>(__builtin_nan("")), limit, valid);
    limit = select(limit, upper ? zero : one, (m > zero) & (n > zero) & (x == infinity));
    return select(limit, y, usual);
}
static __attribute__((noinline)) Vec<f64> fdtr_f64(Vec<f64> m, Vec<f64> n, Vec<f64> x) { return fisher_sum(m, n, x, false); }
static __attribute__((noinline)) Vec<f64> fdtrc_f64(Vec<f64> m, Vec<f64> n, Vec<f64> x) { return fisher_sum(m, n, x, true); }

}  // namespace
