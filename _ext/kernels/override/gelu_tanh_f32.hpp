// float32 gelu_tanh with its exponent in float64 lanes: as exact on every instruction set, with and without fma, and no slower.
#pragma once
#include "kernels/override/exp_of_wide.hpp"

namespace {

TA_INLINE Vec<f32> gelu_tanh_f32(Vec<f32> x) {
    typedef WideF64 W;
    typedef Vec<f32> V;
    const V y = at_most_f32(abs_(x), V(11.0f));
    const W v = widen(y), t = v * fma_(v * v, W(-0.0713548162726002494), W(-1.59576912160573081));
    const ExpOfWide e = exp_of_wide(t);
    const V tail = scale_f32(y * e.m / (V(1.0f) + scale_f32(e.m, e.n)), e.n);
    return select(fma_(x, V(0.0f), -tail), x - tail, x > V(0.0f));
}

}  // namespace
