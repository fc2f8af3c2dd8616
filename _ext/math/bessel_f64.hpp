// Modified Bessel functions of float64.
#pragma once
#include "math/scaled_exp_f64.hpp"

namespace {

// I0 for any x: a polynomial of x^2 up to 10, e^x / sqrt x times one of 1/x beyond (own minimax fits). NaN for +-inf, as in SciPy.
static __attribute__((noinline)) Vec<f64> i0_f64(Vec<f64> x) {
    const Vec<f64> zero(0.0), one(1.0);
    Vec<f64> a = abs_(x), y = a;
    Mask<f64> near = a < Vec<f64>(10.0);
    if (any(near)) {
        DoubleDouble square = two_product(a, a);
        Vec<f64> z = square.high;
        Vec<f64> p = polynomial(z, 0.25, 0.015625, 0.00043402777777777775, 6.781684027777777e-06, 6.781684027777798e-08, 4.709502797067598e-10,
                                2.402807549527517e-12, 9.385966990110529e-15, 2.896903393214322e-17, 7.242258436197056e-20,
                                1.4963345258377233e-22, 2.5977998708001825e-25, 3.842953610458352e-28, 4.900999763785317e-31,
                                5.452942056068936e-34, 5.269078009334653e-37, 4.865564644344496e-40, 2.6027279462860745e-43,
                                4.435289765434808e-46);
        y = fma_(z, p, one);
        // What the square lost, by the logarithmic derivative.
        Vec<f64> h = polynomial(z, 0.23765914291442725, -0.017027842468665202, 0.0008199370355836473, -2.1360837732354656e-05, 2.9875165405118415e-07,
                                -2.1132478709332845e-09, 5.932017944293558e-12);
        y = fma_(y, square.low * h, y);
    }
    if (!all(near)) {
        Vec<f64> held = min_word(Vec<f64>(720.0), max_word(Vec<f64>(10.0), a)), t = one / held;
        Vec<f64> p = polynomial(t, 0.04986778505016433, 0.028050629112373864, 0.029219392684182426, 0.0447461088047393, 0.08986778657693274,
                                0.32088579460167516, -7.506784613936484, 533.5821127618296, -25822.351647429507, 959348.1704971715,
                                -27498505.481753554, 611631955.427244, -10554708179.860775, 140513062175.32333, -1425457477656.8342,
                                10788516953527.387, -58836969808886.66, 217978515637953.8, -490276267828944.56, 504785097719561.2);
        ScaledPair e = scaled_exp_pair({held, zero});
        Vec<f64> factor = fma_(t, p, Vec<f64>(0.3989422804014327)) / sqrt_(held);
        Vec<f64> far = scale_by_power(fma_(e.m.high, factor, e.m.low * factor), e.n);
        far = select(far, a - a, a == Vec<f64>(__builtin_inf()));
        y = select(far, y, near);
    }
    return y;
}

}  // namespace
