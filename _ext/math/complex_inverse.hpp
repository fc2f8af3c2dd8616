// Inverse circular and hyperbolic functions of a complex number in f64 lanes. Cuts as in C99, a signed zero tells the side.
// Special cases: the tables of the Array API standard 2025.12 (C99 Annex G). Each is lanewise pure.
// Source: T. E. Hull, T. F. Fairgrieve, P. T. P. Tang, "Implementing the complex arcsine and arccosine functions using
// exception handling", ACM TOMS 23 (1997); W. Kahan, "Branch cuts for complex elementary functions" (1987).
#pragma once
#include "math/complex_log.hpp"

namespace {

namespace complex_inverse {

// asin(x + iy) = atan2(x, adjacent) + i height for x, y >= 0.
struct ArcSine {
    Vec<f64> adjacent, height;
};
// a = (|z + 1| + |z - 1|) / 2, adjacent = sqrt(a^2 - x^2), height = log1p(a - 1 + sqrt(a^2 - 1)). a - 1 and a - x are sums of
// positive terms, of which y is a factor on one side of x = 1: it is taken out of the root, and nothing underflows.
TA_INLINE ArcSine arc_sine_parts(Vec<f64> x, Vec<f64> y) {
    const Vec<f64> one = 1.0, half = 0.5;
    Mask<f64> inside = x < one, at_one = x == one;
    Vec<f64> to_one = abs_(x - one), beyond = x + one;
    Vec<f64> r = sqrt_(beyond * beyond + y * y);
    Vec<f64> s = select(sqrt_(to_one * to_one + y * y), y, at_one);
    Vec<f64> a = half * (r + s);
    Vec<f64> r_sum = r + beyond, s_sum = s + to_one, r_inverse = one / r_sum;
    Vec<f64> p = (y * y) * r_inverse + s_sum, q = r_inverse + one / s_sum;
    Vec<f64> root_p = sqrt_(p * (half * (a + select(one, x, inside))));
    Vec<f64> root_q = y * sqrt_(q * (half * (a + select(x, one, inside))));
    Vec<f64> height = select(half * p + root_p, half * (y * (y * q)) + root_q, inside);
    return {select(root_q, root_p, inside | at_one), log1p_f64(height)};
}
// The same for any z: where |z| is large, log(2|z|). NaN beside an infinity leaves an infinite height.
TA_INLINE ArcSine arc_sine(Complex<f64> z) {
    Vec<f64> x = abs_(z.re), y = abs_(z.im);
    ArcSine w = arc_sine_parts(x, y);
    Mask<f64> large = (!(max_word(x, y) < Vec<f64>(0x1p+100))) | is_nan(x);
    if (__builtin_expect(!any(large), 1)) return w;
    const Vec<f64> quarter = 0.25, log_8 = 0x1.0a2b23f3bab73p+1;
    Vec<f64> height = log_f64(hypot_f64(x * quarter, y * quarter)) + log_8;
    return {select(w.adjacent, y, large), select(w.height, height, large)};
}

}  // namespace complex_inverse

// re in [-pi/2, pi/2]; cuts: the real axis beyond -1 and 1. Each component within 4 ULP.
TA_COMPLEX_FUNCTION(asin_c128) {
    complex_inverse::ArcSine w = complex_inverse::arc_sine(z);
    Vec<f64> re = atan2_f64(z.re, w.adjacent);
    return {select(re, z.re, z.re == Vec<f64>(0.0)), copysign_(w.height, z.im)};
}
// re in [0, pi]; cuts: the real axis beyond -1 and 1. Each component within 4 ULP.
TA_COMPLEX_FUNCTION(acos_c128) {
    complex_inverse::ArcSine w = complex_inverse::arc_sine(z);
    Vec<f64> re = atan2_f64(w.adjacent, z.re);
    return {select(re, Vec<f64>(0x1.921fb54442d18p+0), z.re == Vec<f64>(0.0)), copysign_(w.height, -z.im)};
}
// asinh z = -i asin iz; cuts: the imaginary axis beyond -i and i.
TA_INLINE Complex<f64> asinh_c128(Complex<f64> z) { return complex_exp::swapped(asin_c128(complex_exp::swapped(z))); }
// +-i acos z with re >= 0; cut: the real axis below 1.
TA_INLINE Complex<f64> acosh_c128(Complex<f64> z) {
    Complex<f64> w = acos_c128(z);
    return {abs_(w.im), copysign_(w.re, z.im)};
}

namespace complex_inverse {

// atanh(x + iy) for x, y >= 0: the real part is log1p(4x / ((1 - x)^2 + y^2)) / 4, the imaginary arg((1 - x)(1 + x) - y^2 + 2iy) / 2.
TA_INLINE Complex<f64> arc_tangent_parts(Vec<f64> x, Vec<f64> y) {
    const Vec<f64> one = 1.0, half = 0.5, quarter = 0.25;
    Vec<f64> to_one = one - x, y_square = y * y;
    Vec<f64> re = quarter * log1p_f64((x * Vec<f64>(4.0)) / (to_one * to_one + y_square));
    Vec<f64> im = half * atan2_f64(y + y, to_one * (one + x) - y_square);
    return {re, im};
}
// Where the formula leaves its range: 1/z + i pi/2 for large |z|, log(2 / y) / 2 above 1, and the special values.
__attribute__((noinline)) Complex<f64> patch_arc_tangent(Complex<f64> w, Vec<f64> x, Vec<f64> y) {
    const Vec<f64> zero = 0.0, one = 1.0, half = 0.5, quarter = 0.25, half_pi = 0x1.921fb54442d18p+0, nan = __builtin_nan("");
    Mask<f64> large = max_word(x, y) > Vec<f64>(0x1p+60);
    Vec<f64> size = hypot_f64(x * quarter, y * quarter), part = ((x * quarter) / size / size) * quarter;
    w = select(w, Complex<f64>{part, half_pi}, large);
    w.re = select(w.re, half * (Vec<f64>(0x1.62e42fefa39efp-1) - log_f64(y)), (x == one) & (y < Vec<f64>(0x1p-100)));
    Mask<f64> infinite = complex_exp::is_infinite(x) | complex_exp::is_infinite(y), any_nan = is_nan(x) | is_nan(y);
    w = select(w, Complex<f64>{select(nan, zero, x == zero), nan}, any_nan & !infinite);
    return select(w, Complex<f64>{zero, select(half_pi, nan, is_nan(y))}, infinite);
}

}  // namespace complex_inverse

// Cuts: the real axis beyond -1 and 1. Each component within 4 ULP.
TA_COMPLEX_FUNCTION(atanh_c128) {
    Vec<f64> x = abs_(z.re), y = abs_(z.im);
    Complex<f64> w = complex_inverse::arc_tangent_parts(x, y);
    Mask<f64> usual = (x < Vec<f64>(0x1p+60)) & (y < Vec<f64>(0x1p+60)) & !((x == Vec<f64>(1.0)) & (y < Vec<f64>(0x1p-100)));
    if (__builtin_expect(!all(usual), 0)) w = select(complex_inverse::patch_arc_tangent(w, x, y), w, usual);
    return {copysign_(w.re, z.re), copysign_(w.im, z.im)};
}
// atan z = -i atanh iz; cuts: the imaginary axis beyond -i and i.
TA_INLINE Complex<f64> atan_c128(Complex<f64> z) { return complex_exp::swapped(atanh_c128(complex_exp::swapped(z))); }

}  // namespace
