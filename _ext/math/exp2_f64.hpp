// exp2, exp10, exprel, cbrt and sinc of float64.
#pragma once
#include "math/pow_f64.hpp"
#include "math/sinpi_f64.hpp"

namespace {

// 2^x for any x. exp2(-inf) = 0, exp2(inf) = inf.
static __attribute__((noinline)) Vec<f64> exp2_f64(Vec<f64> x) {
    return exp2_of_sum({clamp_f64(x, -1100.0, 1100.0), Vec<f64>(0.0)});
}

// 10^x for any x, exact where the result is a whole number below 2^53. exp10(-inf) = 0, exp10(inf) = inf.
static __attribute__((noinline)) Vec<f64> exp10_f64(Vec<f64> x) {
    Vec<f64> t = clamp_f64(x, -400.0, 400.0);
    DoubleDouble w = two_product(t, Vec<f64>(0x1.a934f0979a371p+1));
    return exp2_of_sum({w.high, fma_(t, Vec<f64>(0x1.7f2495fb7fa6dp-53), w.low)});
}

// (e^x - 1) / x for any x: 1 for 0, 0 for -inf.
static __attribute__((noinline)) Vec<f64> exprel_f64(Vec<f64> x) {
    const Vec<f64> one(1.0), infinity(__builtin_inf());
    Mask<f64> small = abs_(x) < Vec<f64>(0x1p-54), large = x > Vec<f64>(700.0);
    Vec<f64> y = select(expm1_f64(x) / x, one, small);
    if (any(large)) {
        Vec<f64> root = exp_f64(x * Vec<f64>(0.5));
        y = select(y, select((root / x) * root, infinity, x == infinity), large);
    }
    return y;
}

// The cube root of any x: m^(-1/3) by a polynomial and one step of Newton, then the root with its remainder taken exactly.
// cbrt(+-0) = +-0, cbrt(+-inf) = +-inf.
static __attribute__((noinline)) Vec<f64> cbrt_f64(Vec<f64> x) {
    const Vec<f64> one(1.0), third(0.3333333333333333);
    Vec<f64> a = abs_(x);
    Mask<f64> normal = is_normal_positive(a);
    Decomposition d = decompose(a, normal);
    Vec<f64> q = rint_(d.k * third), r = d.k - (q + q + q);
    Vec<f64> m = d.m * select(select(one, Vec<f64>(2.0), r > Vec<f64>(0.5)), Vec<f64>(0.5), r < Vec<f64>(-0.5));
    Vec<f64> root(0x1.428a2f98d728bp+0), inverse_root(0x1.965fea53d6e3dp-1);  // of 2
    Vec<f64> z = polynomial(d.m, 2.0654982740538825, -2.894042656744828, 3.82303148033357, -3.266704676434857, 1.7085720748016517,
                            -0.4986077703290605, 0.062253904634204396);
    z = z * select(select(one, inverse_root, r > Vec<f64>(0.5)), root, r < Vec<f64>(-0.5));
    z = fma_(z * third, fnma_(m * z, z * z, one), z);
    Vec<f64> square = z * z, y = m * square;
    DoubleDouble s = two_product(y, y), p = two_product(s.high, y);
    Vec<f64> rest = (m - p.high) - fma_(s.low, y, p.low);
    y = scale_by_power(fma_(rest * third, square, y), q);
    if (!__builtin_expect(all(normal), 1)) y = select(y, x, !((a > Vec<f64>(0.0)) & (a < Vec<f64>(__builtin_inf()))));
    return copysign_(y, x);
}

// sin(pi x) / (pi x) for any x: 1 for 0, +0 for other whole numbers, NaN for +-inf.
static __attribute__((noinline)) Vec<f64> sinc_f64(Vec<f64> x) {
    const Vec<f64> one(1.0), zero(0.0);
    Vec<f64> n = rint_(x), r = x - n;
    Vec<f64> rest = sinpi_rest(r * r);
    Vec<f64> y = select(fma_(r, rest, r) / x, one + rest, n == zero);
    return select(y, zero - y, is_odd(n)) + zero;
}

}  // namespace
