// Exponential, hyperbolic and circular functions of a complex number in f64 lanes.
// Special cases: the tables of the Array API standard 2025.12 (C99 Annex G); unspecified signs are +. Each is lanewise pure.
#pragma once
#include "math/complex.hpp"
#include "math/math_f64.hpp"

namespace {

// Defines name(z): the body exists once in a unit, behind a call that passes vectors in registers and gives the result in memory
// (a Complex by value would be copied in pieces, which stalls its loads).
#define TA_COMPLEX_FUNCTION(name)                                                                   \
    TA_INLINE Complex<f64> name##_inline(Complex<f64> z);                                           \
    __attribute__((noinline)) void name##_outlined(Vec<f64> re, Vec<f64> im, f64* result) {         \
        Complex<f64> w = name##_inline({re, im});                                                   \
        store(result, w.re);                                                                        \
        store(result + Vec<f64>::lanes, w.im);                                                      \
    }                                                                                               \
    TA_INLINE Complex<f64> name(Complex<f64> z) {                                                   \
        alignas(TA_VECTOR_BYTES) f64 result[2 * Vec<f64>::lanes];                                   \
        name##_outlined(z.re, z.im, result);                                                        \
        return {load(result), load(result + Vec<f64>::lanes)};                                      \
    }                                                                                               \
    TA_INLINE Complex<f64> name##_inline(Complex<f64> z)

namespace complex_exp {

TA_INLINE Mask<f64> is_not_finite(Vec<f64> x) { return !(abs_(x) < Vec<f64>(__builtin_inf())); }
TA_INLINE Mask<f64> is_infinite(Vec<f64> x) { return abs_(x) == Vec<f64>(__builtin_inf()); }
TA_INLINE Complex<f64> swapped(Complex<f64> z) { return {z.im, z.re}; }

// e^x = value * half * half, where value is neither 0 nor infinite for |x| < 1455: beyond, every product with a sine or a cosine is 0 or infinite.
struct ScaledPower {
    Vec<f64> value, half;
};
TA_INLINE ScaledPower scaled_exp(Vec<f64> x) {
    const Vec<f64> one = 1.0;
    Mask<f64> large = abs_(x) > Vec<f64>(700.0);
    if (__builtin_expect(!any(large), 1)) return {exp_f64(x), one};
    // 1100 ln 2 = 762.46... - 4.2e-15; the difference from x is exact.
    Mask<f64> positive = x > Vec<f64>(0.0);
    Vec<f64> value = exp_f64(select(x, x - copysign_(Vec<f64>(0x1.7d3b1f7e6cc3cp+9), x), large));
    Vec<f64> correction = select(Vec<f64>(1.0 - 0x1.31d881984ecf1p-48), Vec<f64>(1.0 + 0x1.31d881984ecf1p-48), positive);
    Vec<f64> half = select(Vec<f64>(0x1p-550), Vec<f64>(0x1p+550), positive);
    return {select(value, value * correction, large), select(one, half, large)};
}
// value * half * half * x: x first meets half, which keeps a small sine out of the subnormals.
TA_INLINE Vec<f64> scaled_product(Vec<f64> value, Vec<f64> half, Vec<f64> x) { return ((x * half) * value) * half; }

struct SinCos {
    Vec<f64> sin, cos;
};
// sin y and cos y beside a function of x; where y is no finite number, an infinite x makes the product with the cosine infinite.
TA_INLINE SinCos sincos_beside(Vec<f64> x, Vec<f64> y) {
    SinCos t;
    sincos_f64(y, t.sin, t.cos);
    t.cos = select(t.cos, Vec<f64>(1.0), is_infinite(x) & is_not_finite(y));
    return t;
}
// The same beside e^x, which makes both products zeros for x = -inf.
TA_INLINE SinCos sincos_beside_exp(Vec<f64> x, Vec<f64> y) {
    SinCos t = sincos_beside(x, y);
    Vec<f64> signed_zero = select(copysign_(Vec<f64>(0.0), y), Vec<f64>(0.0), is_nan(y));
    t.sin = select(t.sin, signed_zero, (x == Vec<f64>(-__builtin_inf())) & is_not_finite(y));
    return t;
}

}  // namespace complex_exp

// e^z = e^x (cos y + i sin y). e^x may overflow or underflow where the product does not. Each component within 3 ULP.
TA_COMPLEX_FUNCTION(exp_c128) {
    using namespace complex_exp;
    const Vec<f64> zero = 0.0;
    SinCos t = sincos_beside_exp(z.re, z.im);
    ScaledPower power = scaled_exp(z.re);
    return {scaled_product(power.value, power.half, t.cos), select(scaled_product(power.value, power.half, t.sin), z.im, z.im == zero)};
}

// e^z - 1: re = expm1(x) cos y - (1 - cos y) or e^x cos y - 1, im = e^x sin y.
// Normwise within 3 ULP; the real part may cancel where e^x cos y is near 1.
TA_COMPLEX_FUNCTION(expm1_c128) {
    using namespace complex_exp;
    const Vec<f64> zero = 0.0, one = 1.0;
    SinCos t = sincos_beside_exp(z.re, z.im);
    ScaledPower power = scaled_exp(z.re);
    Vec<f64> one_minus_cos = select(one - t.cos, (t.sin * t.sin) / (one + t.cos), t.cos > zero);
    Vec<f64> near = (expm1_f64(z.re) * t.cos - one_minus_cos) + zero;
    Vec<f64> far = scaled_product(power.value, power.half, t.cos) - one;
    Mask<f64> is_far = (z.re < -one) | (z.re > Vec<f64>(700.0));
    return {select(near, far, is_far), select(scaled_product(power.value, power.half, t.sin), z.im, z.im == zero)};
}

namespace complex_exp {

// sinh x and cosh x, to be multiplied by half twice.
struct ScaledHyperbolic {
    Vec<f64> sinh, cosh, half;
};
TA_INLINE ScaledHyperbolic scaled_sinh_cosh(Vec<f64> x) {
    Vec<f64> sinh = sinh_f64(x), cosh = cosh_f64(x);
    Mask<f64> large = abs_(x) > Vec<f64>(700.0);
    if (__builtin_expect(!any(large), 1)) return {sinh, cosh, Vec<f64>(1.0)};
    ScaledPower power = scaled_exp(abs_(x));
    Vec<f64> value = power.value * Vec<f64>(0.5);
    return {select(sinh, copysign_(value, x), large), select(cosh, value, large), select(Vec<f64>(1.0), power.half, large)};
}

}  // namespace complex_exp

// sinh z = sinh x cos y + i cosh x sin y. Each component within 3 ULP.
TA_COMPLEX_FUNCTION(sinh_c128) {
    using namespace complex_exp;
    const Vec<f64> zero = 0.0;
    SinCos t = sincos_beside(z.re, z.im);
    ScaledHyperbolic h = scaled_sinh_cosh(z.re);
    Vec<f64> re = scaled_product(h.sinh, h.half, t.cos);
    Vec<f64> im = scaled_product(h.cosh, h.half, t.sin);
    return {select(re, z.re, (z.re == zero) & is_not_finite(z.im)), select(im, z.im, z.im == zero)};
}

// cosh z = cosh x cos y + i sinh x sin y. Each component within 3 ULP.
TA_COMPLEX_FUNCTION(cosh_c128) {
    using namespace complex_exp;
    const Vec<f64> zero = 0.0, one = 1.0;
    SinCos t = sincos_beside(z.re, z.im);
    ScaledHyperbolic h = scaled_sinh_cosh(z.re);
    Vec<f64> re = scaled_product(h.cosh, h.half, t.cos);
    Vec<f64> im = scaled_product(h.sinh, h.half, t.sin);
    Vec<f64> signed_zero = copysign_(zero, z.re) * copysign_(one, z.im);
    return {re, select(im, signed_zero, (z.im == zero) | ((z.re == zero) & is_not_finite(z.im)))};
}

namespace complex_exp {

// |sin y cos y| and cos^2 y as double-doubles, and the sign bit of the former.
struct CircularProducts {
    DoubleDouble sin_cos, cos_square;
    Vec<u64> sign;
};
TA_INLINE CircularProducts circular_products(Vec<f64> y) {
    TrigReduction t = reduce_trig(abs_(y));
    SinCosParts parts = sin_cos_parts(t);
    Mask<f64> odd = odd_quadrant(t.quadrant);
    DoubleDouble s = fast_two_sum(parts.sin_high, parts.sin_low), c = fast_two_sum(parts.cos_high, parts.cos_low);
    Vec<f64> high = select(c.high, s.high, odd), low = select(c.low, s.low, odd);
    DoubleDouble product = two_product(s.high, c.high), square = two_product(high, high);
    product.low = product.low + (s.high * c.low + s.low * c.high);
    Vec<u64> reduced_sign = sign_bit_f64(t.r);
    DoubleDouble size = {flip_sign(product.high, reduced_sign), flip_sign(product.low, reduced_sign)};
    return {size, {square.high, square.low + (high + high) * low}, (t.quadrant << 63) ^ sign_bit_f64(y) ^ reduced_sign};
}
TA_INLINE Vec<f64> rounded(DoubleDouble x) { return x.high + x.low; }

}  // namespace complex_exp

// tanh z = (sinh x cosh x + i sin y cos y) / (sinh^2 x + cos^2 y), sums of one sign; +-1 + 4i sin y cos y e^-2|x| for |x| > 22,
// +-1 with a zero of y's sign for infinite x. Each component within 3 ULP.
TA_COMPLEX_FUNCTION(tanh_c128) {
    using namespace complex_exp;
    const Vec<f64> zero = 0.0, one = 1.0;
    CircularProducts t = circular_products(z.im);
    Vec<f64> size = min_word(abs_(z.re), Vec<f64>(22.0)), sinh = sinh_f64(size);
    DoubleDouble sinh_square = two_product(sinh, sinh), denominator = two_sum(sinh_square.high, t.cos_square.high);
    denominator.low = denominator.low + (sinh_square.low + t.cos_square.low);
    DoubleDouble re = quotient(two_product(sinh, cosh_f64(size)), denominator);
    Complex<f64> w = {copysign_(rounded(re), z.re), flip_sign(rounded(quotient(t.sin_cos, denominator)), t.sign)};
    Mask<f64> large = abs_(z.re) > Vec<f64>(22.0);
    if (any(large)) {
        Vec<f64> decay = exp_f64(-abs_(z.re));
        Complex<f64> far = {copysign_(one, z.re), ((flip_sign(rounded(t.sin_cos), t.sign) * Vec<f64>(4.0)) * decay) * decay};
        w = select(w, far, large);
    }
    Mask<f64> special = is_not_finite(z.re) | is_not_finite(z.im);
    if (__builtin_expect(!any(special), 1)) return w;
    const Vec<f64> nan = __builtin_nan("");
    Complex<f64> patched = {select(nan, z.re, z.re == zero), select(nan, z.im, z.im == zero)};
    Complex<f64> limit = {copysign_(one, z.re), select(copysign_(zero, z.im), zero, is_nan(z.im))};
    return select(w, select(patched, limit, is_infinite(z.re)), special);
}

// sin z = -i sinh iz, tan z = -i tanh iz: both are odd and commute with conj, so that the components change places.
TA_INLINE Complex<f64> sin_c128(Complex<f64> z) { return complex_exp::swapped(sinh_c128(complex_exp::swapped(z))); }
TA_INLINE Complex<f64> tan_c128(Complex<f64> z) { return complex_exp::swapped(tanh_c128(complex_exp::swapped(z))); }
// cos z = cosh iz.
TA_INLINE Complex<f64> cos_c128(Complex<f64> z) { return cosh_c128({-z.im, z.re}); }

}  // namespace
