// Exponential and hyperbolic functions of float64.
//
// x = n ln 2 + r, |r| <= ln 2 / 2, with r as a double-double (Cody and Waite, "Software Manual for the Elementary Functions");
// minimax polynomials (Remez) of e^r, or of sinh r and cosh r, and a compensated sum of their leading terms.
#pragma once
#include "math/double_double.hpp"
#if defined(TA_ISA_AVX512)
#include "kernels/override/exp_f64_avx512.hpp"
#endif

namespace {

struct ExpReduction {
    Vec<f64> n, r, r_low;
};
// For |x| < 1100.
TA_INLINE ExpReduction reduce_exp(Vec<f64> x) {
    const Vec<f64> magic(6755399441055744.0);
    Vec<f64> n = fma_(x, Vec<f64>(1.4426950408889634), magic) - magic;
    Vec<f64> exact = fnma_(n, Vec<f64>(0x1.62e42fefa3800p-1), x);
    Vec<f64> low(0x1.ef35793c76730p-45);
    Vec<f64> r = fnma_(n, low, exact);
    return {n, r, fnma_(n, low, exact - r)};
}
// e^r - 1 - r, relative error 2^-59 of e^r - 1, and the same as half_square + rest.
TA_INLINE Vec<f64> exp_tail(Vec<f64> r) {
    return (r * r) * polynomial(r, 0.5, 0.16666666666666674, 0.041666666666666456, 0.008333333333324462, 0.0013888888888990332,
                                0.0001984126987816544, 2.480158716338961e-05, 2.7557252115363034e-06, 2.7557359739007974e-07,
                                2.5106469929313235e-08, 2.0904463976169647e-09);
}

struct ExpTail {
    Vec<f64> half_square, rest;
};
TA_INLINE ExpTail exp_tail_in_two_parts(Vec<f64> r) {
    Vec<f64> square = r * r, half = square * Vec<f64>(0.5);
    Vec<f64> rest = (r * square) * polynomial(r, 0.16666666666666674, 0.041666666666666456, 0.008333333333324462, 0.0013888888888990332,
                                              0.0001984126987816544, 2.480158716338961e-05, 2.7557252115363034e-06, 2.7557359739007974e-07,
                                              2.5106469929313235e-08, 2.0904463976169647e-09);
#if TA_HAS_FMA
    rest = fma_(Vec<f64>(0.5), fms_(r, r, square), rest);
#endif
    return {half, rest};
}

// e^x for any x; at most 0.78 ULP (0.6 for normal results). exp(-inf) = 0; inf above 709.78, 0 below -745.13.
TA_INLINE Vec<f64> exp_f64(Vec<f64> x) {
    ExpReduction e = reduce_exp(clamp_f64(x, -746.0, 710.0));
    DoubleDouble sum = fast_two_sum(Vec<f64>(1.0), e.r);
    return scale_by_power(sum.high + (sum.low + (exp_tail(e.r) + e.r_low)), e.n);
}

// e^x - 1 for any x; at most 0.92 ULP. expm1(+-0) = +-0, expm1(-inf) = -1, expm1(inf) = inf.
TA_INLINE Vec<f64> expm1_f64(Vec<f64> x) {
    ExpReduction e = reduce_exp(clamp_f64(x, -40.0, 710.0));
    Vec<f64> power = power_of_two(-min_word(Vec<f64>(1000.0), e.n));
    Vec<f64> minus = Vec<f64>(1.0) - power, minus_low = (Vec<f64>(1.0) - minus) - power;
    ExpTail tail = exp_tail_in_two_parts(e.r);
    DoubleDouble first = fast_two_sum(minus, e.r), second = fast_two_sum(first.high, tail.half_square);
    Vec<f64> y = second.high + ((first.low + second.low) + (tail.rest + (e.r_low + minus_low)));
    return copysign_(scale_by_power(y, e.n), x);
}

// tanh x for any x, as (e^2x - 1) / (e^2x + 1), both divided by 2^n; at most 0.80 ULP. tanh(+-0) = +-0, tanh(+-inf) = +-1.
TA_INLINE Vec<f64> tanh_f64(Vec<f64> x) {
#if defined(TA_ISA_AVX512)
    return tanh_by_table(x);
#else
    Vec<f64> size = min_word(Vec<f64>(20.0), abs_(x));
    ExpReduction e = reduce_exp(size + size);
    ExpTail tail = exp_tail_in_two_parts(e.r);
    const Vec<f64> one(1.0);
    Vec<f64> power = power_of_two(-e.n), minus = one - power, plus = one + power, rest = tail.rest + e.r_low;
    DoubleDouble n = fast_two_sum(minus, e.r), n_more = fast_two_sum(n.high, tail.half_square);
    n = fast_two_sum(n_more.high, (n.low + n_more.low) + (rest + ((one - minus) - power)));
    DoubleDouble d = fast_two_sum(plus, e.r);
    d = fast_two_sum(d.high, d.low + (tail.half_square + (rest + ((one - plus) + power))));
    DoubleDouble q = quotient(n, d);
    return copysign_(q.high + q.low, x);
#endif
}

struct HyperbolicParts {
    Vec<f64> n, power;     // power = 2^-2n
    Vec<f64> r, sinh_low;  // sinh r = r + sinh_low
    Vec<f64> cosh_low;     // cosh r = 1 + cosh_low
};
// For 0 <= x < 720.
TA_INLINE HyperbolicParts hyperbolic_parts(Vec<f64> x) {
    ExpReduction e = reduce_exp(x);
    Vec<f64> n = min_word(Vec<f64>(500.0), e.n), z = e.r * e.r;
    Vec<f64> c = polynomial(z, 0.5, 0.04166666666666667, 0.0013888888888880949, 2.4801587334315696e-05, 2.7557264047710424e-07, 2.0918148541140075e-09);
    Vec<f64> s = polynomial(z, 0.16666666666666677, 0.008333333333321384, 0.00019841269886822295, 2.7557243443641216e-06, 2.510932457832563e-08);
    return {e.n, power_of_two(-(n + n)), e.r, fma_(z * e.r, s, e.r_low), fma_(z, c, e.r * e.r_low)};
}

// sinh x for any x, as 2^(n-1) ((1 - p) cosh r + (1 + p) sinh r), p = 2^-2n; at most 0.87 ULP. sinh(+-0) = +-0,
// sinh(+-inf) = +-inf, infinite beyond 710.47.
TA_INLINE Vec<f64> sinh_f64(Vec<f64> x) {
    HyperbolicParts h = hyperbolic_parts(min_word(Vec<f64>(720.0), abs_(x)));
    const Vec<f64> one(1.0);
    Vec<f64> minus = one - h.power, plus = one + h.power;
    Vec<f64> minus_low = (one - minus) - h.power;
    DoubleDouble first = fast_two_sum(minus, h.r), second = fast_two_sum(first.high, h.power * h.r);
    Vec<f64> tail = fma_(plus, h.sinh_low, fma_(minus, h.cosh_low, minus_low));
    return copysign_(scale_by_power(second.high + ((first.low + second.low) + tail), h.n - one), x);
}

// cosh x for any x, as 2^(n-1) ((1 + p) cosh r + (1 - p) sinh r), p = 2^-2n; at most 0.71 ULP. cosh(+-inf) = inf.
TA_INLINE Vec<f64> cosh_f64(Vec<f64> x) {
    HyperbolicParts h = hyperbolic_parts(min_word(Vec<f64>(720.0), abs_(x)));
    const Vec<f64> one(1.0);
    Vec<f64> minus = one - h.power, plus = one + h.power;
    Vec<f64> plus_low = (one - plus) + h.power;
    DoubleDouble first = fast_two_sum(plus, h.r), second = fast_two_sum(first.high, -(h.power * h.r));
    Vec<f64> tail = fma_(plus, h.cosh_low, fma_(minus, h.sinh_low, plus_low));
    return scale_by_power(second.high + ((first.low + second.low) + tail), h.n - one);
}

}  // namespace
