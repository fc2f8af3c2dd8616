// The special functions. float64 over Vec<f64>; float32 in float64 lanes, within 0.51 ULP, which the rows ask for.
#pragma once
#include "math/bessel_f64.hpp"
#include "math/digamma_f64.hpp"
#include "math/erfinv_f64.hpp"
#include "math/exp2_f64.hpp"
#include "math/gamma_f64.hpp"
#include "math/logistic_f64.hpp"
#include "math/quantiles_f64.hpp"

namespace {

// f over float64 lanes, for float32 operands.
template <class F, class... V> TA_INLINE Vec<f32> in_wide_lanes(F f, V... x) { return narrow(f(widen_low(x)...), f(widen_high(x)...)); }

}  // namespace
