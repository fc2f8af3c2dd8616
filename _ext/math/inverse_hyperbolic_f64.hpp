// asinh, acosh and atanh of float64, as log(1 + t) with t in two parts.
#pragma once
#include "math/log_f64.hpp"

namespace {

// asinh a = log(1 + a + a^2 / (1 + sqrt(1 + a^2))); log 2a above 2^28. For any x; at most 0.99 ULP. asinh(+-0) = +-0,
// asinh(+-inf) = +-inf.
TA_INLINE Vec<f64> asinh_f64(Vec<f64> x) {
    const Vec<f64> zero(0.0), one(1.0);
    Vec<f64> a = abs_(x), square = a * a;
    Mask<f64> large = a > Vec<f64>(0x1p28);
    DoubleDouble t = fast_two_sum(a, square / (one + sqrt_(one + square)));
    DoubleDouble u = two_sum(one, t.high);
    Vec<f64> y = log_of_sum({select(u.high, a, large), select(u.low + t.low, zero, large)}, select(zero, one, large));
    return copysign_(select(y, a, a < Vec<f64>(0x1p-28)), x);
}

// acosh x = log(1 + d + sqrt(d (d + 2))), d = x - 1; log 2x above 2^28. At most 0.77 ULP. acosh(1) = +0, acosh(inf) = inf,
// NaN below 1.
TA_INLINE Vec<f64> acosh_f64(Vec<f64> x) {
    const Vec<f64> zero(0.0), one(1.0);
    x = select(x, Vec<f64>(__builtin_nan("")), x < one);
    Mask<f64> large = x > Vec<f64>(0x1p28);
    Vec<f64> d = select(x - one, one, large);
    DoubleDouble plus = fast_two_sum(Vec<f64>(2.0), d), product = two_product(d, plus.high);
    Vec<f64> root = sqrt_(product.high);
    Vec<f64> rest = remainder_of_product(root, root, product.high) + fma_(d, plus.low, product.low);
    DoubleDouble t = two_sum(d, root);
    DoubleDouble u = two_sum(one, t.high);
    Vec<f64> low = u.low + (t.low + rest * (Vec<f64>(0.5) / (root + Vec<f64>(1e-300))));
    return log_of_sum({select(u.high, x, large), select(low, zero, large)}, select(zero, one, large));
}

// atanh a = log(1 + 2a / (1 - a)) / 2; at most 0.80 ULP. atanh(+-0) = +-0, atanh(+-1) = +-inf, NaN for |x| > 1.
TA_INLINE Vec<f64> atanh_f64(Vec<f64> x) {
    const Vec<f64> one(1.0);
    Vec<f64> a = abs_(x);
    Vec<f64> y = log1p_of_sum(quotient({a + a, Vec<f64>(0.0)}, fast_two_sum(one, -a)));
    y = select(y * Vec<f64>(0.5), Vec<f64>(__builtin_inf()), a == one);
    return copysign_(select(y, a, a < Vec<f64>(0x1p-28)), x);
}

}  // namespace
