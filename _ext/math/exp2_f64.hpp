// exp2 and exp10 of float64.
#pragma once
#include "math/pow_f64.hpp"

namespace {

// 2^x for any x; at most 0.6 ULP for normal results. exp2(-inf) = 0, exp2(inf) = inf.
static __attribute__((noinline)) Vec<f64> exp2_f64(Vec<f64> x) {
    return exp2_of_sum({clamp_f64(x, -1100.0, 1100.0), Vec<f64>(0.0)});
}

}  // namespace
