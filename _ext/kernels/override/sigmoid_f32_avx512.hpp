// float32 sigmoid of AVX-512: 2.5 ULP.
#pragma once
#include "kernels/override/logistic_avx512.hpp"

namespace {

TA_INLINE Vec<f32> sigmoid_f32(Vec<f32> x) {
    const LogisticParts e = logistic_parts(x);
    const Mask<f32> negative = x < Vec<f32>(0.0f);
    return logistic_quotient(select(Vec<f32>(1.0f), e.m, negative), e, negative);
}

}  // namespace
