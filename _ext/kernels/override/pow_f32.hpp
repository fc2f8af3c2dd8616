// float32 pow in float64 lanes: |x|^y = 2^(y log2|x|), 0.51 ULP.
#pragma once
#include "math/dialect_words.hpp"

namespace {

// n + log2(1 + f) for -1/4 <= f < 1/2: s = f / (2 + f), log2 = s p(s^2) with a relative error of 2^-42 (own minimax fit).
TA_INLINE Vec<f64> log2_of_parts(Vec<f64> n, Vec<f64> f) {
    typedef Vec<f64> V;
    const V s = f / (f + V(2.0)), z = s * s, w = z * z;
    const V a = fma_(V(0.29087463455562135), z, V(0.31928114236202854)), b = fma_(V(0.4122262942861134), z, V(0.5770777540892152));
    const V c = fma_(V(0.9617966948318367), z, V(2.8853900817774183));
    return fma_(s, fma_(fma_(a, w, b), w, c), n);
}

// 2^t; |t| is held to 200, beyond which float32 has only 0 and inf. Relative error 2^-34 (own minimax fit). NaN stays.
TA_INLINE Vec<f64> exp2_lanes(Vec<f64> t) {
    typedef Vec<f64> V;
    const V magic(6755399441055744.0);
    const V held = min_word(V(200.0), max_word(V(-200.0), t));
    const V shifted = held + magic;
    const V f = held - (shifted - magic), w = f * f;
    const V a = fma_(V(1.5201901032411286e-05), f, V(0.00015469317316082858)), b = fma_(V(0.001333392285556883), f, V(0.009618027172733176));
    const V c = fma_(V(0.0555041035283269), f, V(0.2402265119875499)), d = fma_(V(0.6931471807287157), f, V(0.9999999999616214));
    const V p = fma_(fma_(fma_(a, w, b), w, c), w, d);
    return bitcast<f64>(bitcast<i64>(p) + (bitcast<i64>(shifted) << 52));
}

// The special cases of the standard, from the power of |x|.
TA_INLINE Vec<f32> pow_edges_f32(Vec<f32> x, Vec<f32> y, Vec<f32> power) {
    typedef Vec<f32> V;
    const V zero(0.0f), one(1.0f), infinity = infinity_f32(), half = y * V(0.5f);
    // Of x = 0 and |x| = inf only the sign of the exponent counts.
    const Mask<f32> none = x == zero, endless = abs_(x) == infinity;
    V size = select(power, select(zero, infinity, (none & (y < zero)) | (endless & (y > zero))), none | endless);
    const Mask<f32> whole = rint_(y) == y, odd = whole & (rint_(half) != half);
    size = select(size, -size, odd & sign_is_set(x));
    size = select(size, nan_f32(), (!whole) & (x < zero) & (!endless));
    size = select(size, x + y, is_nan(x) | is_nan(y));
    return select(size, one, (y == zero) | (x == one) | ((abs_(x) == one) & (abs_(y) == infinity)));
}

TA_INLINE Vec<f32> pow_f32(Vec<f32> x, Vec<f32> y) {
    const Vec<f32> size = abs_(x), n = exponent_f32(size), f = mantissa_f32(size) - Vec<f32>(1.0f);
    const Vec<f64> low = exp2_lanes(widen_low(y) * log2_of_parts(widen_low(n), widen_low(f)));
    const Vec<f64> high = exp2_lanes(widen_high(y) * log2_of_parts(widen_high(n), widen_high(f)));
    const Vec<f32> power = narrow(low, high);
    const Vec<f32> infinity = infinity_f32();
    if (__builtin_expect(all((x > Vec<f32>(0.0f)) & (x < infinity) & (abs_(y) < infinity)), 1)) return power;
    return pow_edges_f32(x, y, power);
}

}  // namespace
