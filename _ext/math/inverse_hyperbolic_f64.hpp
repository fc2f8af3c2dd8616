// asinh, acosh and atanh of float64, as logarithms of sums and quotients in two parts.
#pragma once
#include "math/log_f64.hpp"

namespace {

// asinh a = log(a + sqrt(a^2 + 1)), both sums and the root in two parts; log 2a above 2^28. For any x; at most 0.8 ULP.
// asinh(+-0) = +-0, asinh(+-inf) = +-inf.
TA_INLINE Vec<f64> asinh_f64(Vec<f64> x) {
    const Vec<f64> one(1.0);
    Vec<f64> a = abs_(x), usual = min_word(Vec<f64>(0x1p28), a);
    DoubleDouble square = two_product(usual, usual), sum = two_sum(one, square.high);
    Vec<f64> root = sqrt_(sum.high);
    Vec<f64> rest = remainder_of_product(root, root, sum.high) + (sum.low + square.low);
    DoubleDouble u = fast_two_sum(root, usual);
    u.low = u.low + rest / (root + root);
    Vec<f64> more(0.0);
    Mask<f64> large = a > Vec<f64>(0x1p28);
    if (__builtin_expect(any(large), 0)) {
        u = {select(u.high, a, large), select(u.low, more, large)};
        more = select(more, one, large);
    }
    return copysign_(select(log_of_sum(u, more), a, a < Vec<f64>(0x1p-28)), x);
}

// acosh x = log(x + sqrt((x - 1) (x + 1))), in two parts; log 2x above 2^28. At most 0.77 ULP. acosh(1) = +0, acosh(inf) = inf,
// NaN below 1.
TA_INLINE Vec<f64> acosh_f64(Vec<f64> x) {
    const Vec<f64> one(1.0), limit(0x1p28);
    // x - 1 is exact.
    Vec<f64> t = min_word(limit, x);
    DoubleDouble plus = fast_two_sum(t, one), product = two_product(t - one, plus.high);
    Vec<f64> root = sqrt_(product.high);
    Vec<f64> rest = remainder_of_product(root, root, product.high) + fma_(t - one, plus.low, product.low);
    DoubleDouble u = fast_two_sum(t, root);
    u.low = u.low + rest / (root + max_word(Vec<f64>(0x1p-400), root));
    Vec<f64> more(0.0);
    bool all_usual = __builtin_expect(all((x >= one) & (x <= limit)), 1);
    if (!all_usual) {
        Mask<f64> large = x > limit;
        u = {select(u.high, x, large), select(u.low, more, large)};
        more = select(more, one, large);
    }
    Vec<f64> y = log_of_sum(u, more);
    return all_usual ? y : select(Vec<f64>(__builtin_nan("")), y, x >= one);
}

// atanh a = log((1 + a) / (1 - a)) / 2, the quotient in two parts; at most 0.80 ULP. atanh(+-0) = +-0, atanh(+-1) = +-inf,
// NaN for |x| > 1.
TA_INLINE Vec<f64> atanh_f64(Vec<f64> x) {
    const Vec<f64> one(1.0), half(0.5);
    Vec<f64> a = abs_(x);
    Vec<f64> y = half * log_of_sum(quotient(fast_two_sum(one, a), fast_two_sum(one, -a)), Vec<f64>(0.0));
    y = select(y, a, a < Vec<f64>(0x1p-28));
    Mask<f64> inside = a < one;
    if (__builtin_expect(all(inside), 1)) return copysign_(y, x);
    Vec<f64> outside = select(Vec<f64>(__builtin_nan("")), Vec<f64>(__builtin_inf()), a == one);
    return copysign_(select(outside, y, inside), x);
}

}  // namespace
