// Activations of neural networks in float64. Each e^t that may be subnormal is kept as m 2^n and scaled last.
#pragma once
#include "math/log_f64.hpp"
#include "math/scaled_exp_f64.hpp"

namespace {

// tail below zero, x - tail above; a product with zero makes -inf NaN, as the formulas have it.
TA_INLINE Vec<f64> with_tail(Vec<f64> x, Vec<f64> tail) { return select(x * Vec<f64>(0.0) - tail, x - tail, x > Vec<f64>(0.0)); }

// -|x|, at least -760; NaN stays.
TA_INLINE Vec<f64> held_below_zero(Vec<f64> x) { return max_word(Vec<f64>(-760.0), bitcast<f64>(bitcast<u64>(x) | bitcast<u64>(Vec<f64>(-0.0)))); }

// e^x for |x| < 1100.
TA_INLINE ScaledExp exp_parts(Vec<f64> x) {
#if defined(TA_ISA_AVX512)
    PowerByTable e = exp_by_table(x);
    return {e.m, e.n};
#else
    ExpReduction e = reduce_exp(x);
    return {Vec<f64>(1.0) + (e.r + (exp_tail(e.r) + e.r_low)), e.n};
#endif
}

// q 2^n where `scaled`, else q.
TA_INLINE Vec<f64> scale_where(Vec<f64> q, Vec<f64> n, Mask<f64> scaled) {
#if defined(TA_ISA_AVX512)
    return Vec<f64>(_mm512_mask_scalef_pd(q.raw, scaled.bits, q.raw, n.raw));
#else
    return select(q, scale_by_power(q, n), scaled);
#endif
}

// e^x - 1 for x <= 0, to 1.6 ULP; what it is for positive x is left open.
TA_INLINE Vec<f64> expm1_below_zero(Vec<f64> x) {
#if defined(TA_ISA_AVX512)
    return expm1_by_table(max_word(Vec<f64>(-40.0), x));
#else
    return expm1_f64(x);
#endif
}
TA_INLINE Vec<f32> expm1_below_zero(Vec<f32> x) { return expm1_f32(x); }

// 1 / (1 + e^-x). sigmoid(-inf) = 0, sigmoid(inf) = 1.
TA_INLINE Vec<f64> sigmoid_f64(Vec<f64> x) {
    const Vec<f64> one(1.0);
    ScaledExp e = exp_parts(held_below_zero(x));
    Mask<f64> negative = x < Vec<f64>(0.0);
    Vec<f64> q = select(one, e.m, negative) / (one + scale_by_power(e.m, e.n));
    return scale_where(q, e.n, negative);
}

// min(x, 0) - log(1 + e^-|x|). logsigmoid(-inf) = -inf, logsigmoid(inf) = 0.
// log(1 + e) = 2 atanh(v / 2) with v = e / (1 + e / 2) in [0, 2/3]; polynomial of v^2 (own fit).
TA_INLINE Vec<f64> logsigmoid_f64(Vec<f64> x) {
    const Vec<f64> one(1.0), half(0.5);
    ScaledExp parts = exp_parts(held_below_zero(x));
    Vec<f64> e = scale_by_power(parts.m, parts.n), v = e / fma_(half, e, one), w = v * v;
    Vec<f64> p = polynomial(w, 0.08333333333333333, 0.012500000000004558, 0.0022321428568053718, 0.00043402778744976297,
                            8.877826873111747e-05, 1.8781213458201444e-05, 4.063154360856609e-06, 9.156091926262446e-07,
                            1.6786076519288395e-07, 7.707617574664846e-08);
    return min_word(Vec<f64>(0.0), x) - fma_(v * w, p, v);
}

// x / (1 + e^-x). silu(+-0) = +-0, silu(inf) = inf, silu(-inf) = NaN.
TA_INLINE Vec<f64> silu_f64(Vec<f64> x) {
    const Vec<f64> zero(0.0), one(1.0);
    Vec<f64> t = held_below_zero(x);
    ScaledExp e = exp_parts(t);
    Mask<f64> negative = x < zero;
    Vec<f64> q = select(x, fma_(x, zero, t * e.m), negative) / (one + scale_by_power(e.m, e.n));
    return scale_where(q, e.n, negative);
}

// x tanh(log(1 + e^x)) = x d / (d + 2), d = e^x (e^x + 2). mish(+-0) = +-0, mish(inf) = inf, mish(-inf) = NaN.
TA_INLINE Vec<f64> mish_f64(Vec<f64> x) {
    const Vec<f64> zero(0.0), two(2.0);
    Vec<f64> t = clamp_f64(x, -760.0, 40.0);
    ScaledExp p = exp_parts(t);
    Vec<f64> e = scale_by_power(p.m, p.n), q = (e + two) / fma_(e, e + two, two);
    return select(x * (q * e), scale_by_power(t * (q * p.m) + x * zero, p.n), x < zero);
}

// log(1 + e^x). softplus(-inf) = 0, softplus(inf) = inf.
TA_INLINE Vec<f64> softplus_f64(Vec<f64> x) { return max_word(x, Vec<f64>(0.0)) + log1p_f64(exp_f64(-abs_(x))); }

// x Phi(x), Phi the distribution of a normal variable. gelu(+-0) = +-0, gelu(inf) = inf, gelu(-inf) = NaN.
// Phi(-y) = e^(-y^2 / 2) R(y) with (y + 5/2) R(y) a polynomial of (y - 5/2) / (y + 5/2) (own fit); the square is taken in two parts.
TA_INLINE Vec<f64> gelu_f64(Vec<f64> x) {
    const Vec<f64> center(2.5), half(-0.5);
    Vec<f64> y = min_word(Vec<f64>(39.0), abs_(x));
    DoubleDouble square = two_product(y, y);
    ScaledExp e = scaled_exp({square.high * half, square.low * half});
    DoubleDouble sum = two_sum(y, center);
    Vec<f64> inverse = Vec<f64>(1.0) / sum.high, t = (y - center) * inverse;
    Vec<f64> p = polynomial(t, -0.4336921418469835, 0.13198727850249042, 0.009239174616332838, -0.016390025391493573,
                            -0.0016250100091361281, 0.002538158553388829, 0.0007592017634112677, -0.0003242236109186101,
                            -0.00026254347916759147, -1.823726678121897e-05, 5.641892711199924e-05, 2.9469772767999732e-05,
                            -8.561390886819465e-07, -8.51789730659716e-06, -4.389408382605178e-06, -5.573252491223542e-08,
                            1.2876340751940015e-06, 8.79010833367594e-07, 1.6336257422034593e-07, -2.436117202767163e-07,
                            -2.2323503901904629e-07, -1.8403263459028708e-08, 6.478062188344845e-08, 2.295656026523655e-08,
                            -6.764706164851928e-09, -3.5832850873331815e-09);
    DoubleDouble r = fast_two_sum(Vec<f64>(0.7066566569028765), fma_(t, p, Vec<f64>(5.1882223909779356e-17)));
    DoubleDouble n = two_product(e.m, r.high);
    Vec<f64> q = n.high * inverse, rest = remainder_of_product(q, sum.high, n.high);
    Vec<f64> low = fnma_(q, sum.low, fma_(e.m, r.low, rest + n.low)) * inverse;
    return with_tail(x, scale_by_power(y * (q + low), e.n));
}

// x / (1 + e^-2u), u = sqrt(2 / pi) (x + 0.044715 x^3). gelu_tanh(+-0) = +-0, gelu_tanh(inf) = inf, gelu_tanh(-inf) = NaN.
TA_INLINE Vec<f64> gelu_tanh_f64(Vec<f64> x) {
    const Vec<f64> one(1.0), c0(0x1.9884533d43651p+0), c1(0x1.2444f2a4d8b4bp-4);
    Vec<f64> y = min_word(Vec<f64>(22.0), abs_(x));
    DoubleDouble square = two_product(y, y), cubic = two_product(square.high, c1);
    DoubleDouble v = two_sum(c0, cubic.high);
    Vec<f64> low = fma_(square.low, c1, cubic.low) + fma_(square.high, Vec<f64>(-0x1.6c843a29d1c70p-61), Vec<f64>(-0x1.cbc0d30ebfd15p-54));
    DoubleDouble u = two_product(y, v.high);
    ScaledExp e = scaled_exp({-u.high, -fma_(y, v.low + low, u.low)});
    return with_tail(x, scale_by_power(y * e.m / (one + scale_by_power(e.m, e.n)), e.n));
}

}  // namespace
