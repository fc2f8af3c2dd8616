// float32 gelu_tanh with its exponent in float64 lanes: as exact on every instruction set, with and without fma, and no slower.
#pragma once
#include "kernels/override/wide.hpp"
#include "math/dialect_words.hpp"

namespace {

TA_INLINE Vec<f32> gelu_tanh_f32(Vec<f32> x) {
    typedef WideF64 W;
    typedef Vec<f32> V;
    const V y = at_most_f32(abs_(x), V(11.0f));
    const W v = widen(y), t = v * fma_(v * v, W(-0.0713548162726002494), W(-1.59576912160573081));
    const W n_wide = fma_(t, W(1.4426950408889634), W(rounding_magic)) - W(rounding_magic);
    const V n = narrow(n_wide), r = narrow(fma_(n_wide, W(-0.6931471805599453), t));
    const V q = fma_(fma_(fma_(fma_(V(0.00138207187f), r, V(0.00836867653f)), r, V(0.0416682661f)), r, V(0.166665211f)), r, V(0.49999994f));
    const V m = V(1.0f) + fma_(r * r, q, r);
    const V tail = scale_f32(y * m / (V(1.0f) + scale_f32(m, n)), n);
    return select(fma_(x, V(0.0f), -tail), x - tail, x > V(0.0f));
}

}  // namespace
