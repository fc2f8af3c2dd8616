// asin, acos, atan and atan2 of float64.
//
// atan: t = (y - c x) / (x + c y) for c = 0, 1, infinity, so that |t| <= tan(pi/8), as a double-double, and a minimax polynomial
// (Remez) of atan t. asin, acos: a minimax polynomial for |x| <= 1/2, and asin x = pi/2 - 2 asin(sqrt((1 - x) / 2)) above.
#pragma once
#include "math/double_double.hpp"

namespace {

// (asin(sqrt z) / sqrt z - 1) / z on [0, 1/4].
TA_INLINE Vec<f64> asin_polynomial(Vec<f64> z) {
    return polynomial(z, 0.16666666666666763, 0.07499999999970118, 0.04464285717527224, 0.030381942675782814, 0.02237221589502654,
                      0.01735159565042494, 0.013981017159597146, 0.011397301449161647, 0.010789287674440056, 0.0036722664885943646,
                      0.021790547535381136, -0.02111670599640949, 0.03270222802801529);
}
// (atan(sqrt z) / sqrt z - 1) / z on [0, tan(pi/8)^2].
TA_INLINE Vec<f64> atan_polynomial(Vec<f64> z) {
    return polynomial(z, -0.333333333333332, 0.1999999999995382, -0.14285714280221032, 0.1111111078470912, -0.09090897793918308,
                      0.076920608568068, -0.06663111263677367, 0.05847940863076143, -0.05039531774471408, 0.038070181317452476,
                      -0.017913192471276027);
}

struct AsinParts {
    Mask<f64> large;      // |x| > 1/2
    Vec<f64> high, low;   // asin |x|, or for large asin(sqrt((1 - |x|) / 2))
};
TA_INLINE AsinParts asin_parts(Vec<f64> size) {
    const Vec<f64> half(0.5);
    Mask<f64> large = size > half;
    Vec<f64> z = select(size * size, fnma_(size, half, half), large);
    Vec<f64> root = sqrt_(z), high = select(size, root, large);
    Vec<f64> root_low = remainder_of_product(root, root, z) * (half / (root + Vec<f64>(1e-300)));
    return {large, high, fma_(high * z, asin_polynomial(z), select(Vec<f64>(0.0), root_low, large))};
}

// asin x; at most 0.66 ULP. asin(+-0) = +-0, NaN for |x| > 1.
TA_INLINE Vec<f64> asin_f64(Vec<f64> x) {
    AsinParts p = asin_parts(abs_(x));
    const Vec<f64> zero(0.0), minus_two(-2.0);
    DoubleDouble sum = fast_two_sum(select(zero, Vec<f64>(0x1.921fb54442d18p+0), p.large), select(p.high, minus_two * p.high, p.large));
    Vec<f64> low = select(p.low, fma_(minus_two, p.low, Vec<f64>(0x1.1a62633145c07p-54)), p.large);
    return copysign_(sum.high + (sum.low + low), x);
}

// acos x; at most 0.63 ULP. acos(1) = +0, NaN for |x| > 1.
TA_INLINE Vec<f64> acos_f64(Vec<f64> x) {
    AsinParts p = asin_parts(abs_(x));
    Mask<f64> negative = x < Vec<f64>(0.0);
    // pi/2 - asin x, or 2 asin, or pi - 2 asin.
    Vec<f64> factor = copysign_(select(Vec<f64>(-1.0), Vec<f64>(2.0), p.large), select(-x, x, p.large));
    Vec<f64> base = select(select(Vec<f64>(0.0), Vec<f64>(0x1.921fb54442d18p+1), negative), Vec<f64>(0x1.921fb54442d18p+0), !p.large);
    Vec<f64> base_low = select(select(Vec<f64>(0.0), Vec<f64>(0x1.1a62633145c07p-53), negative), Vec<f64>(0x1.1a62633145c07p-54), !p.large);
    DoubleDouble sum = fast_two_sum(base, factor * p.high);
    return sum.high + (sum.low + fma_(factor, p.low, base_low));
}

// base + sign * atan(n / d), sign a sign bit; good to about 2^-58.
TA_INLINE DoubleDouble atan_of_quotient(DoubleDouble n, DoubleDouble d, DoubleDouble base, Vec<u64> sign) {
    DoubleDouble t = quotient(n, d);
    Vec<f64> z = t.high * t.high, low = fma_(t.high * z, atan_polynomial(z), t.low);
    DoubleDouble sum = fast_two_sum(base.high, bitcast<f64>(bitcast<u64>(t.high) ^ sign));
    return {sum.high, sum.low + (base.low + bitcast<f64>(bitcast<u64>(low) ^ sign))};
}

// atan x for any x; at most 0.82 ULP. atan(+-0) = +-0, atan(+-inf) = +-pi/2.
TA_INLINE Vec<f64> atan_f64(Vec<f64> x) {
    const Vec<f64> zero(0.0), one(1.0);
    Vec<f64> a = min_word(Vec<f64>(0x1p100), abs_(x));
    Mask<f64> above = a > Vec<f64>(0x1.a827999fcef32p-2), large = a > Vec<f64>(0x1.3504f333f9de6p+1), middle = above & !large;
    Vec<f64> minus = a - one, plus = a + one;
    DoubleDouble n = {select(select(a, minus, above), -one, large), select(zero, a - (minus + one), middle)};
    DoubleDouble d = {select(select(one, plus, above), a, large), select(zero, a - (plus - one), middle)};
    DoubleDouble base = {select(select(zero, Vec<f64>(0x1.921fb54442d18p-1), above), Vec<f64>(0x1.921fb54442d18p+0), large),
                         select(select(zero, Vec<f64>(0x1.1a62633145c07p-55), above), Vec<f64>(0x1.1a62633145c07p-54), large)};
    DoubleDouble y = atan_of_quotient(n, d, base, Vec<u64>(0));
    return copysign_(y.high + y.low, x);
}

// Brings lanes whose quotient could overflow, underflow or be undefined to harmless numbers with the same angle.
TA_INLINE void rescale_atan2(Vec<f64>& y, Vec<f64>& x) {
    const Vec<f64> zero(0.0), one(1.0), infinity(__builtin_inf());
    Mask<f64> nan = is_nan(x) | is_nan(y), infinite = (x == infinity) | (y == infinity);
    x = select(x, select(zero, one, x == infinity), infinite);
    y = select(y, select(zero, one, y == infinity), infinite);
    x = select(x, one, (x == zero) & (y == zero));
    Vec<f64> larger = max_word(x, y);
    Vec<f64> scale = select(select(one, Vec<f64>(0x1p400), larger < Vec<f64>(0x1p500)), Vec<f64>(0x1p-200), larger > Vec<f64>(0x1p900));
    x = x * scale;
    y = select(y * scale, Vec<f64>(__builtin_nan("")), nan);
}

// The angle as high + low; both have the sign of y.
TA_INLINE DoubleDouble atan2_in_two_parts(Vec<f64> y, Vec<f64> x) {
    const Vec<f64> zero(0.0), low_limit(0x1p-900), high_limit(0x1p900);
    const Vec<u64> sign_bit(0x8000000000000000ULL);
    Vec<u64> x_sign = bitcast<u64>(x) & sign_bit, y_sign = bitcast<u64>(y) & sign_bit;
    Vec<f64> b = abs_(x), a = abs_(y);
    Mask<f64> safe = (a >= low_limit) & (a <= high_limit) & (b >= low_limit) & (b <= high_limit);
    if (__builtin_expect(!all(safe), 0)) {
        Vec<f64> a_scaled = a, b_scaled = b;
        rescale_atan2(a_scaled, b_scaled);
        a = select(a_scaled, a, safe);
        b = select(b_scaled, b, safe);
    }
    Mask<f64> above = a > b * Vec<f64>(0x1.a827999fcef32p-2), large = a > b * Vec<f64>(0x1.3504f333f9de6p+1), middle = above & !large;
    DoubleDouble minus = two_sum(a, -b), plus = two_sum(a, b);
    DoubleDouble n = {select(select(a, minus.high, above), -b, large), select(zero, minus.low, middle)};
    DoubleDouble d = {select(select(b, plus.high, above), a, large), select(zero, plus.low, middle)};
    Mask<f64> left = mask_cast<f64>(x_sign != Vec<u64>(0));
    Vec<f64> side = select(zero, Vec<f64>(0x1.921fb54442d18p+1), left), side_low = select(zero, Vec<f64>(0x1.1a62633145c07p-53), left);
    Vec<f64> diagonal = select(Vec<f64>(0x1.921fb54442d18p-1), Vec<f64>(0x1.2d97c7f3321d2p+1), left);
    Vec<f64> diagonal_low = select(Vec<f64>(0x1.1a62633145c07p-55), Vec<f64>(0x1.a79394c9e8a0ap-54), left);
    DoubleDouble base = {select(select(side, diagonal, above), Vec<f64>(0x1.921fb54442d18p+0), large),
                         select(select(side_low, diagonal_low, above), Vec<f64>(0x1.1a62633145c07p-54), large)};
    DoubleDouble angle = atan_of_quotient(n, d, base, x_sign);
    return {bitcast<f64>(bitcast<u64>(angle.high) ^ y_sign), bitcast<f64>(bitcast<u64>(angle.low) ^ y_sign)};
}
// The angle of (x, y) for any x and y; at most 0.80 ULP. The rules of C99 Annex F for zeros and infinities; NaN in either gives NaN.
TA_INLINE Vec<f64> atan2_f64(Vec<f64> y, Vec<f64> x) {
    DoubleDouble angle = atan2_in_two_parts(y, x);
    return copysign_(angle.high + angle.low, y);
}

}  // namespace
