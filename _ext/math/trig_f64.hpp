// sin, cos and tan of float64, for every finite x.
//
// Minimax polynomials (Remez) of sin and cos on [-pi/4, pi/4]; the low part of the reduced argument enters to first order.
#pragma once
#include "math/trig_reduction_f64.hpp"

namespace {

struct SinCosParts {
    Vec<f64> sin_high, sin_low, cos_high, cos_low;
};
TA_INLINE SinCosParts sin_cos_parts(TrigReduction t) {
    DoubleDouble square = two_product(t.r, t.r);
    Vec<f64> z = square.high, half = z * Vec<f64>(0.5), w = Vec<f64>(1.0) - half;
    Vec<f64> s = polynomial(z, -0.16666666666666632, 0.008333333333322486, -0.00019841269829853182, 2.75573137049203e-06,
                            -2.5050759852845542e-08, 1.5896883457690278e-10);
    Vec<f64> c = polynomial(z, 0.0416666666666666, -0.001388888888887447, 2.4801587289666787e-05, -2.7557314399183587e-07,
                            2.0875728976332904e-09, -1.1359916074286844e-11);
    Vec<f64> cos_low = fnma_(Vec<f64>(0.5), square.low, (Vec<f64>(1.0) - w) - half);
    return {t.r, fma_(z * t.r, s, t.r_low * w), w, fma_(z * z, c, fnma_(t.r, t.r_low, cos_low))};
}
TA_INLINE Mask<f64> odd_quadrant(Vec<u64> quadrant) { return mask_cast<f64>((quadrant & Vec<u64>(1)) != Vec<u64>(0)); }
// The sign bit of sin in this quadrant, and of cos for quadrant + 1.
TA_INLINE Vec<u64> sign_of_quadrant(Vec<u64> quadrant) { return (quadrant & Vec<u64>(2)) << 62; }
TA_INLINE Vec<u64> sign_bit_f64(Vec<f64> x) { return bitcast<u64>(x) & Vec<u64>(0x8000000000000000ULL); }
TA_INLINE Vec<f64> flip_sign(Vec<f64> x, Vec<u64> sign) { return bitcast<f64>(bitcast<u64>(x) ^ sign); }

// sin x and cos x for any x, huge ones too; at most 0.80 ULP. sin(+-0) = +-0, NaN for infinite x.
TA_INLINE void sincos_f64(Vec<f64> x, Vec<f64>& sin, Vec<f64>& cos) {
    TrigReduction t = reduce_trig(abs_(x));
    SinCosParts p = sin_cos_parts(t);
    Vec<f64> s = p.sin_high + p.sin_low, c = p.cos_high + p.cos_low;
    Mask<f64> odd = odd_quadrant(t.quadrant);
    sin = flip_sign(select(s, c, odd), sign_of_quadrant(t.quadrant) ^ sign_bit_f64(x));
    cos = flip_sign(select(c, s, odd), sign_of_quadrant(t.quadrant + Vec<u64>(1)));
}
TA_INLINE Vec<f64> sin_f64(Vec<f64> x) {
    Vec<f64> sin, cos;
    sincos_f64(x, sin, cos);
    return sin;
}
TA_INLINE Vec<f64> cos_f64(Vec<f64> x) {
    Vec<f64> sin, cos;
    sincos_f64(x, sin, cos);
    return cos;
}

// tan x for any x; at most 0.93 ULP. tan(+-0) = +-0, NaN for infinite x.
TA_INLINE Vec<f64> tan_f64(Vec<f64> x) {
    TrigReduction t = reduce_trig(abs_(x));
    SinCosParts p = sin_cos_parts(t);
    DoubleDouble s = fast_two_sum(p.sin_high, p.sin_low), c = fast_two_sum(p.cos_high, p.cos_low);
    Mask<f64> odd = odd_quadrant(t.quadrant);
    DoubleDouble q = quotient({select(s.high, c.high, odd), select(s.low, c.low, odd)}, {select(c.high, s.high, odd), select(c.low, s.low, odd)});
    return flip_sign(q.high + q.low, (t.quadrant << 63) ^ sign_bit_f64(x));
}

}  // namespace
