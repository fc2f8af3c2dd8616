// float32 silu of AVX-512: 3.1 ULP.
#pragma once
#include "kernels/override/logistic_avx512.hpp"

namespace {

// The product with zero makes -inf NaN, as the formula has it.
TA_INLINE Vec<f32> silu_f32(Vec<f32> x) {
    const LogisticParts e = logistic_parts(x);
    const Mask<f32> negative = x < Vec<f32>(0.0f);
    return logistic_quotient(select(x, fma_(x, Vec<f32>(0.0f), e.t * e.m), negative), e, negative);
}

}  // namespace
