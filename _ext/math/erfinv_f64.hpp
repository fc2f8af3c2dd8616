// Inverses of the error function and of the normal distribution, of float64.
//
// |y| <= 5/8: y P(y^2). Beyond, from q = 1 - |y|, which is exact: a first value from sqrt(-log q) (own fits), good to 2^-25, and one step
// of Halley on log erfc(x) = log q, which has no cancellation in the tail.
#pragma once
#include "math/erf_f64.hpp"

namespace {

// erfinv(y) times `factor` = first (1 + low), for |y| <= 5/8.
TA_INLINE Vec<f64> erfinv_near_zero(Vec<f64> y, f64 scale, f64 leading_high, f64 leading_low) {
    Vec<f64> z = y * y;
    Vec<f64> p = polynomial(z, 0.2320136665346545, 0.12755617530559776, 0.08655212924160335, 0.06495961773861576, 0.05173128241730541, 0.04283670382729194,
                            0.0364663625325495, 0.03168120353173525, 0.02808253721416522, 0.024032811988107455, 0.029864325987470904,
                            -0.01989376086079835, 0.1913773322143306, -0.5395238809604797, 1.360895353428029, -2.3445652618608275,
                            2.8751876956349123, -2.154521377736745, 0.8089157516401613);
    DoubleDouble leading = two_product(y, Vec<f64>(leading_high));
    return leading.high + fma_(y, fma_(z * Vec<f64>(scale), p, Vec<f64>(leading_low)), leading.low);
}

// x > 0 with erfc(x) = q, for 0 < q < 0.376, as a sum.
TA_INLINE DoubleDouble erfc_inverse(Vec<f64> q) {
    const Vec<f64> zero(0.0), one(1.0), root_pi_half(0.886226925452758);
    Vec<f64> w = -log_f64(q), s = sqrt_(w), t = (s - Vec<f64>(3.0)) / (s + Vec<f64>(3.0));
    Vec<f64> p = polynomial(t, 2.714761001507082, 3.535755225644916, -0.19591523675959227, -0.1809652019452083, 0.30058463177712424, -0.3263910090425504,
                            0.2676015201221556, -0.17772570468013357, 0.0745893232255362, 0.04357512490908407, -0.14181331749981432,
                            0.13078852330013904, -0.044816985553108826);
    Vec<f64> x = p / (one - t);
    DoubleDouble erfcx = erfcx_in_two_parts(x);
    Vec<f64> slope = root_pi_half * erfcx.high;
    DoubleDouble square = two_product(x, x);
    Vec<f64> excess = ((w - square.high) - square.low) + log_of_sum(erfcx, zero), step = excess * slope;
    return {x, step / fnma_(excess, fma_(x, slope, Vec<f64>(-0.5)), one)};
}

// For any y. erfinv(+-1) = +-inf, NaN for |y| > 1.
static __attribute__((noinline)) Vec<f64> erfinv_f64(Vec<f64> y) {
    Vec<f64> a = abs_(y), x = y;
    const Vec<f64> one(1.0);
    Mask<f64> near = a <= Vec<f64>(0.625);
    if (any(near)) x = erfinv_near_zero(y, 1.0, 0x1.c5bf891b4ef6bp-1, -0x1.618f13eb7ca89p-55);
    if (!all(near)) {
        DoubleDouble far = erfc_inverse(select(one - a, Vec<f64>(0.25), near | (a >= one)));
        Vec<f64> value = select(far.high + far.low, Vec<f64>(__builtin_inf()), a == one);
        value = select(value, Vec<f64>(__builtin_nan("")), !(a <= one));
        x = select(value, x, near);
    }
    return copysign_(x, y);
}

// The x with ndtr(x) = p. ndtri(0) = -inf, ndtri(1) = inf, NaN outside [0, 1].
static __attribute__((noinline)) Vec<f64> ndtri_f64(Vec<f64> p) {
    const Vec<f64> zero(0.0), one(1.0), half(0.5);
    Vec<f64> c = p - half, x = p;
    Mask<f64> near = abs_(c) <= Vec<f64>(0.3125), inside = (p > zero) & (p < one);
    if (any(near)) x = erfinv_near_zero(c + c, 1.4142135623730951, 0x1.40d931ff62706p+0, -0x1.a6a0d6f814637p-54);
    if (!all(near)) {
        Vec<f64> tail = min_word(p, one - p);
        DoubleDouble far = erfc_inverse(select(tail + tail, Vec<f64>(0.25), near | !inside));
        const Vec<f64> root(0x1.6a09e667f3bcdp+0);
        DoubleDouble product = two_product(far.high, root);
        Vec<f64> value = product.high + fma_(far.low, root, fma_(far.high, Vec<f64>(-0x1.bdd3413b26456p-54), product.low));
        value = copysign_(value, c);
        value = select(value, select(Vec<f64>(-__builtin_inf()), Vec<f64>(__builtin_inf()), p == one), (p == zero) | (p == one));
        value = select(value, Vec<f64>(__builtin_nan("")), !((p >= zero) & (p <= one)));
        x = select(value, x, near);
    }
    return x;
}

}  // namespace
