// The special functions. float64 over Vec<f64>; float32 in float64 lanes where shaders/math has no text.
#pragma once
#include "math/exp2_f64.hpp"

namespace {

// The float32 form of a float64 function, correct to 0.51 ULP where that is within 2^20 ULP.
#define TA_IN_WIDE_LANES_1(name)                                                                                                     \
    TA_INLINE Vec<f32> name##_f32(Vec<f32> x) { return narrow(name##_f64(widen_low(x)), name##_f64(widen_high(x))); }
#define TA_IN_WIDE_LANES_2(name)                                                                                                     \
    TA_INLINE Vec<f32> name##_f32(Vec<f32> x, Vec<f32> y) {                                                                          \
        return narrow(name##_f64(widen_low(x), widen_low(y)), name##_f64(widen_high(x), widen_high(y)));                             \
    }
TA_IN_WIDE_LANES_1(exp2)

}  // namespace
