// float32 gelu where there is no AVX-512, with its exponent, its quotients and its last products in float64 lanes: the dialect's form rounds them
// all to float32, 4.92 ULP over all inputs; this one 3.53.
#pragma once
#include "kernels/override/exp_of_wide.hpp"

namespace {

TA_INLINE Vec<f32> gelu_f32(Vec<f32> x) {
    typedef WideF64 W;
    typedef Vec<f32> V;
    const V y = at_most_f32(abs_(x), V(15.0f));
    const W v = widen(y), inverse = W(1.0) / (v + W(2.0));
    const ExpOfWide e = exp_of_wide(v * v * W(-0.5));
    const V t = narrow((v - W(2.0)) * inverse);
    const V a = fma_(fma_(fma_(V(-0.0000768509636f), t, V(0.0000299180756f)), t, V(0.000724572397f)), t, V(0.000885239686f));
    const V b = fma_(fma_(fma_(fma_(a, t, V(-0.00189062499f)), t, V(-0.00675198389f)), t, V(-0.000483256037f)), t, V(0.0367216542f));
    const V p = fma_(fma_(fma_(b, t, V(0.0287984051f)), t, V(-0.331404567f)), t, V(0.672407985f));
    const V tail = scale_f32(narrow(widen(e.m) * widen(p) * (v * inverse)), e.n);
    return select(fma_(x, V(0.0f), -tail), x - tail, x > V(0.0f));
}

}  // namespace
