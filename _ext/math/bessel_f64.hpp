// Modified Bessel functions of float64, and the same times e^-|x|.
//
// |x| < 10: a polynomial of x^2; beyond, e^x / sqrt x times one of 1/x (own minimax fits).
#pragma once
#include "math/scaled_exp_f64.hpp"

namespace {

// What the squaring of x lost is restored by the logarithmic derivative.
TA_INLINE Vec<f64> i0_near(DoubleDouble square) {
    Vec<f64> z = square.high;
    Vec<f64> p = polynomial(z, 0.25, 0.015625, 0.00043402777777777775, 6.781684027777777e-06, 6.781684027777798e-08, 4.709502797067598e-10,
                            2.402807549527517e-12, 9.385966990110529e-15, 2.896903393214322e-17, 7.242258436197056e-20,
                            1.4963345258377233e-22, 2.5977998708001825e-25, 3.842953610458352e-28, 4.900999763785317e-31,
                            5.452942056068936e-34, 5.269078009334653e-37, 4.865564644344496e-40, 2.6027279462860745e-43,
                            4.435289765434808e-46);
    Vec<f64> y = fma_(z, p, Vec<f64>(1.0));
    Vec<f64> h = polynomial(z, 0.23765914291442725, -0.017027842468665202, 0.0008199370355836473, -2.1360837732354656e-05, 2.9875165405118415e-07,
                            -2.1132478709332845e-09, 5.932017944293558e-12);
    return fma_(y, square.low * h, y);
}
TA_INLINE Vec<f64> i0_far(Vec<f64> t) {
    return polynomial(t, 0.04986778505016433, 0.028050629112373864, 0.029219392684182426, 0.0447461088047393, 0.08986778657693274,
                      0.32088579460167516, -7.506784613936484, 533.5821127618296, -25822.351647429507, 959348.1704971715,
                      -27498505.481753554, 611631955.427244, -10554708179.860775, 140513062175.32333, -1425457477656.8342,
                      10788516953527.387, -58836969808886.66, 217978515637953.8, -490276267828944.56, 504785097719561.2);
}
// I1(x) / x
TA_INLINE Vec<f64> i1_near(DoubleDouble square) {
    Vec<f64> z = square.high;
    Vec<f64> p = polynomial(z, 0.0625, 0.0026041666666666665, 5.425347222222222e-05, 6.781684027777778e-07, 5.651403356481485e-09,
                                3.363930569334162e-11, 1.501754718453298e-13, 5.21442610570176e-16, 1.4484516962319515e-18, 3.2919356652114842e-21,
                                6.234726881171667e-24, 9.991543861836443e-27, 1.3724748882510435e-29, 1.6337600704896623e-32, 1.703285334601159e-35,
                                1.5541603240404103e-38, 1.3339678376987158e-41, 7.273285914894997e-45, 1.0618928447389696e-47);
    Vec<f64> y = fma_(z, p, Vec<f64>(0.5));
    Vec<f64> h = polynomial(z, 0.1227625875225334, -0.003582849055296872, 7.911969238577569e-05, -8.419173336116767e-07, 3.2976341919559295e-09);
    return fma_(y, square.low * h, y);
}
TA_INLINE Vec<f64> i1_far(Vec<f64> t) {
    return polynomial(t, -0.1496033551505316, -0.04675104849517914, -0.04090716037938364, -0.057528078810816737, -0.11025684932851151,
                                -0.3338287259383498, 5.143952914581036, -403.6354013318684, 20179.235011832516, -772684.5832871333,
                                22724229.03475851, -516613236.7315705, 9080655960.305943, -122752254103.44641, 1260892529197.4856,
                                -9637758768399.553, 52958760471472.48, -197270570059056.62, 445296497225926.7, -459394507754475.5);
}

// I0 or I1 of a >= 0, times e^-a where `scaled`.
template <int order, bool scaled> static __attribute__((noinline)) Vec<f64> modified_bessel(Vec<f64> a) {
    const Vec<f64> zero(0.0), one(1.0), infinity(__builtin_inf());
    Vec<f64> y = a;
    Mask<f64> near = a < Vec<f64>(10.0);
    if (any(near)) {
        DoubleDouble square = two_product(min_word(Vec<f64>(10.0), a), min_word(Vec<f64>(10.0), a));
        y = order ? a * i1_near(square) : i0_near(square);
        if (scaled) y = y * exp_f64(-a);
    }
    if (!all(near)) {
        Vec<f64> held = max_word(Vec<f64>(10.0), scaled ? a : min_word(Vec<f64>(720.0), a)), t = one / held;
        Vec<f64> factor = fma_(t, order ? i1_far(t) : i0_far(t), Vec<f64>(0.3989422804014327)) / sqrt_(held);
        if (!scaled) {
            ScaledPair e = scaled_exp_pair({held, zero});
            factor = scale_by_power(fma_(e.m.high, factor, e.m.low * factor), e.n);
            factor = select(factor, a - a, a == infinity);
        }
        y = select(select(factor, a, is_nan(a)), y, near);
    }
    return y;
}

// For any x. i0(+-inf) and i1(+-inf) are NaN, as in SciPy; i0e(+-inf) = 0, i1e(+-inf) = +-0.
TA_INLINE Vec<f64> i0_f64(Vec<f64> x) { return modified_bessel<0, false>(abs_(x)); }
TA_INLINE Vec<f64> i0e_f64(Vec<f64> x) { return modified_bessel<0, true>(abs_(x)); }
TA_INLINE Vec<f64> i1_f64(Vec<f64> x) { return copysign_(modified_bessel<1, false>(abs_(x)), x); }
TA_INLINE Vec<f64> i1e_f64(Vec<f64> x) { return copysign_(modified_bessel<1, true>(abs_(x)), x); }

}  // namespace
