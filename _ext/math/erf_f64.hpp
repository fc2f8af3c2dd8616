// Error functions and the normal distribution of float64.
//
// erf x = x P(x^2) near zero; elsewhere erfc x = e^(-x^2) erfcx x with (1 + 2x) erfcx x, for all x >= 0, as one polynomial of
// (x - 4) / (x + 4) (own fits; the variable is that of M. Shepherd and J. Laframboise, Math. Comp. 36 (1981), 249). The square is
// taken in two parts, so that the error of erfc and ndtr does not grow with x.
#pragma once
#include "math/log_f64.hpp"
#include "math/scaled_exp_f64.hpp"

namespace {

// e^(x^2) erfc x for 0 <= x <= 28, to about 2^-55.
TA_INLINE DoubleDouble erfcx_in_two_parts(Vec<f64> x) {
    Vec<f64> t = (x - Vec<f64>(4.0)) / (x + Vec<f64>(4.0));
    Vec<f64> p = polynomial(t, -0.13962111684056253, 0.015379652102619558, 0.06809705425469323, -0.10103906603629459, 0.09373283499833023,
                            -0.0663303658124095, 0.03716751553777026, -0.01619773405599449, 0.005031969975753176, -0.0007577732973669146,
                            -0.00019925668432389153, 0.00015062169704678355, -2.439924428312988e-05, -1.1222046316669005e-05,
                            5.709784760966506e-06, 2.9377854943443786e-07, -8.254699744871162e-07, 7.471952780500971e-08,
                            1.1005996198640057e-07, -1.799947545903142e-08, -1.4091982822555755e-08, 1.868487385473519e-09,
                            1.263782858042137e-09);
    DoubleDouble n = fast_two_sum(Vec<f64>(0x1.3ba5916e9fd7fp+0), t * p);
    return quotient({n.high, n.low + Vec<f64>(-0x1.9ec6b05d1f8fep-55)}, two_sum(x + x, Vec<f64>(1.0)));
}

// The same for x > 28: 1 / (x sqrt pi) (1 - 1 / 2x^2 ...).
TA_INLINE Vec<f64> erfcx_beyond(Vec<f64> x) {
    Vec<f64> inverse = Vec<f64>(1.0) / x;
    return Vec<f64>(0.5641895835477563) * inverse * polynomial(inverse * inverse, 1.0, -0.5, 0.75, -1.875, 6.5625, -29.53125, 162.421875);
}

// e^(-square) erfcx x times 2^exponent, for 0 <= x <= 28; 0 beyond.
TA_INLINE Vec<f64> scaled_erfc(Vec<f64> x, DoubleDouble square, f64 exponent) {
    x = min_word(Vec<f64>(28.0), x);
    Mask<f64> far = square.high > Vec<f64>(760.0);
    ScaledPair e = scaled_exp_pair({select(-square.high, Vec<f64>(-760.0), far), select(-square.low, Vec<f64>(0.0), far)});
    DoubleDouble y = product(e.m, erfcx_in_two_parts(x));
    return scale_by_power(y.high + y.low, e.n + Vec<f64>(exponent));
}

// erf x for |x| < 1.
TA_INLINE Vec<f64> erf_near_zero(Vec<f64> x) {
    Vec<f64> z = x * x;
    Vec<f64> p = polynomial(z, -0.3761263890318375, 0.11283791670954388, -0.026866170644835378, 0.005223977620813342, -0.0008548326651491136,
                            0.0001205531550982753, -1.4925137231357617e-05, 1.6452392414362667e-06, -1.6246587956850554e-07,
                            1.3884625207331278e-08, -8.101869546204036e-10);
    DoubleDouble leading = two_product(x, Vec<f64>(0x1.20dd750429b6dp+0));
    return leading.high + fma_(x, fma_(z, p, Vec<f64>(0x1.1ae3a914fed80p-56)), leading.low);
}

// erf x for any x. erf(+-0) = +-0, erf(+-inf) = +-1.
static __attribute__((noinline)) Vec<f64> erf_f64(Vec<f64> x) {
    const Vec<f64> one(1.0);
    Vec<f64> a = abs_(x), y = x;
    Mask<f64> near = a < one;
    if (any(near)) y = erf_near_zero(x);
    if (!all(near)) {
        a = min_word(Vec<f64>(6.5), a);
        y = select(one - scaled_erfc(a, two_product(a, a), 0.0), y, near);
    }
    return copysign_(y, x);
}

// erfc x for any x. erfc(-inf) = 2, erfc(inf) = 0.
static __attribute__((noinline)) Vec<f64> erfc_f64(Vec<f64> x) {
    Vec<f64> a = abs_(x), y = x;
    Mask<f64> near = a < Vec<f64>(0.5);
    if (any(near)) y = Vec<f64>(1.0) - erf_near_zero(x);
    if (!all(near)) {
        a = min_word(Vec<f64>(28.0), a);
        Vec<f64> tail = scaled_erfc(a, two_product(a, a), 0.0);
        y = select(select(tail, Vec<f64>(2.0) - tail, x < Vec<f64>(0.0)), y, near);
    }
    return y;
}

// e^(x^2) erfc x for any x. erfcx(-inf) = inf, erfcx(inf) = 0.
static __attribute__((noinline)) Vec<f64> erfcx_f64(Vec<f64> x) {
    Vec<f64> a = abs_(x);
    DoubleDouble q = erfcx_in_two_parts(min_word(Vec<f64>(28.0), a));
    Vec<f64> y = select(q.high + q.low, erfcx_beyond(a), a > Vec<f64>(28.0));
    Mask<f64> negative = x < Vec<f64>(0.0);
    if (any(negative)) {
        Vec<f64> held = min_word(Vec<f64>(27.0), a);
        ScaledPair e = scaled_exp_pair(two_product(held, held));
        y = select(y, scale_by_power(e.m.high + e.m.low, e.n + Vec<f64>(1.0)) - y, negative);
    }
    return y;
}

// x^2 / 2 in two parts, for |x| < 2^500.
TA_INLINE DoubleDouble half_square(Vec<f64> x) {
    DoubleDouble square = two_product(x, x);
    return {square.high * Vec<f64>(0.5), square.low * Vec<f64>(0.5)};
}
constexpr f64 SQRT_HALF = 0.7071067811865476;

// The probability that a normal variable is below x. ndtr(-inf) = 0, ndtr(inf) = 1.
static __attribute__((noinline)) Vec<f64> ndtr_f64(Vec<f64> x) {
    const Vec<f64> half(0.5), factor(SQRT_HALF);
    Vec<f64> a = abs_(x), y = x;
    Mask<f64> near = a < Vec<f64>(0.7);
    if (any(near)) y = fma_(half, erf_near_zero(x * factor), half);
    if (!all(near)) {
        a = min_word(Vec<f64>(40.0), a);
        Vec<f64> tail = scaled_erfc(a * factor, half_square(a), -1.0);
        y = select(select(tail, Vec<f64>(1.0) - tail, x > Vec<f64>(0.0)), y, near);
    }
    return y;
}

// log(ndtr(x)) for any x, also where ndtr underflows: -x^2/2 + log(erfcx(-x / sqrt 2) / 2) on the left.
static __attribute__((noinline)) Vec<f64> log_ndtr_f64(Vec<f64> x) {
    const Vec<f64> zero(0.0), one(1.0), half(0.5);
    Mask<f64> left = x < Vec<f64>(-0.7), right = x > Vec<f64>(0.7);
    Vec<f64> u = fma_(half, erf_near_zero(x * Vec<f64>(SQRT_HALF)), half), low = zero;
    DoubleDouble square = {zero, zero};
    if (any(right)) {
        DoubleDouble sum = fast_two_sum(one, -ndtr_f64(-x));
        u = select(u, sum.high, right);
        low = select(low, sum.low, right);
    }
    if (any(left)) {
        Vec<f64> far = abs_(x) * Vec<f64>(SQRT_HALF), beyond = erfcx_beyond(far);
        DoubleDouble q = erfcx_in_two_parts(min_word(Vec<f64>(28.0), far));
        Mask<f64> is_beyond = far > Vec<f64>(28.0);
        u = select(u, select(q.high, beyond, is_beyond) * half, left);
        low = select(low, select(q.low, zero, is_beyond) * half, left);
        square = half_square(select(zero, x, left & (x > Vec<f64>(-0x1p500))));
    }
    Vec<f64> y = log_of_sum({u, low}, zero);
    y = (-square.high) + (y - square.low);
    y = select(y, low, right & (u == one));
    Mask<f64> endless = x < Vec<f64>(-0x1p500);
    return any(endless) ? select(y, (x * half) * -x, endless) : y;
}

}  // namespace
