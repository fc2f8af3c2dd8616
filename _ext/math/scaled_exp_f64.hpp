// e^x with its power of two kept apart, for products that must be rounded once.
#pragma once
#include "math/exp_f64.hpp"

namespace {

// Products and sums of double-doubles to about 2^-104.
TA_INLINE DoubleDouble product(DoubleDouble a, DoubleDouble b) {
    DoubleDouble p = two_product(a.high, b.high);
    return fast_two_sum(p.high, fma_(a.high, b.low, fma_(a.low, b.high, p.low)));
}
TA_INLINE DoubleDouble sum(DoubleDouble a, DoubleDouble b) {
    DoubleDouble s = two_sum(a.high, b.high);
    return fast_two_sum(s.high, s.low + (a.low + b.low));
}
TA_INLINE DoubleDouble select(DoubleDouble a, DoubleDouble b, Mask<f64> m) { return {select(a.high, b.high, m), select(a.low, b.low, m)}; }

// m 2^n
struct ScaledExp {
    Vec<f64> m, n;
};
// e^(x.high + x.low), for |x| < 1100.
TA_INLINE ScaledExp scaled_exp(DoubleDouble x) {
    ExpReduction e = reduce_exp(x.high);
    DoubleDouble sum = fast_two_sum(Vec<f64>(1.0), e.r);
    Vec<f64> tail = sum.low + exp_tail(e.r);
    return {sum.high + fma_(e.r_low + x.low, sum.high + tail, tail), e.n};
}

// (m.high + m.low) 2^n
struct ScaledPair {
    DoubleDouble m;
    Vec<f64> n;
};
// e^(x.high + x.low) to about 2^-58, for |x| < 1100.
TA_INLINE ScaledPair scaled_exp_pair(DoubleDouble x) {
    ExpReduction e = reduce_exp(x.high);
    DoubleDouble sum = fast_two_sum(Vec<f64>(1.0), e.r);
    ExpTail parts = exp_tail_in_two_parts(e.r);
    DoubleDouble more = fast_two_sum(sum.high, parts.half_square);
    Vec<f64> low = (sum.low + more.low) + (parts.rest + (e.r_low + x.low) * (more.high + parts.rest));
    return {fast_two_sum(more.high, low), e.n};
}

}  // namespace
