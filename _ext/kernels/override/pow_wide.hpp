// float32 pow in float64 lanes: |x|^y = 2^(y log2|x|), 0.51 ULP.
#pragma once
#include "kernels/override/wide.hpp"
#include "math/dialect_words.hpp"

namespace {

// n + log2(1 + f) for -1/4 <= f < 1/2: s = f / (2 + f), log2 = s p(s^2) with a relative error of 2^-42 (own minimax fit).
TA_INLINE WideF64 log2_of_parts(WideF64 n, WideF64 f) {
    typedef WideF64 W;
    const W s = f / (f + W(2.0)), z = s * s, w = z * z;
    const W a = fma_(W(0.29087463455562135), z, W(0.31928114236202854)), b = fma_(W(0.4122262942861134), z, W(0.5770777540892152));
    const W c = fma_(W(0.9617966948318367), z, W(2.8853900817774183));
    return fma_(s, fma_(fma_(a, w, b), w, c), n);
}

// 2^t; |t| is held to 200, beyond which float32 has only 0 and inf. Relative error 2^-34 (own minimax fit). NaN stays.
TA_INLINE WideF64 exp2_lanes(WideF64 t) {
    typedef WideF64 W;
    const W magic(rounding_magic);
    const W held = min_word(W(200.0), max_word(W(-200.0), t));
    const W shifted = held + magic;
    const W f = held - (shifted - magic), w = f * f;
    const W a = fma_(W(1.5201901032411286e-05), f, W(0.00015469317316082858)), b = fma_(W(0.001333392285556883), f, W(0.009618027172733176));
    const W c = fma_(W(0.0555041035283269), f, W(0.2402265119875499)), d = fma_(W(0.6931471807287157), f, W(0.9999999999616214));
    const W p = fma_(fma_(fma_(a, w, b), w, c), w, d);
    return scale_by_shifted(p, shifted);
}

// pow_edges_f32 comes with the translated shaders/math/pow.wgsl.
TA_INLINE Vec<f32> pow_wide(Vec<f32> x, Vec<f32> y) {
    const Vec<f32> size = abs_(x), n = exponent_f32(size), f = mantissa_f32(size) - Vec<f32>(1.0f);
    const Vec<f32> power = narrow(exp2_lanes(widen(y) * log2_of_parts(widen(n), widen(f))));
    const Vec<f32> infinity = infinity_f32();
    if (__builtin_expect(all((x > Vec<f32>(0.0f)) & (x < infinity) & (abs_(y) < infinity)), 1)) return power;
    return pow_edges_f32(x, y, power);
}

}  // namespace
