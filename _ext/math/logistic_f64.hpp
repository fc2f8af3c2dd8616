// The logistic function, its logarithm and its inverse, and products with logarithms, of float64.
#pragma once
#include "math/exp_f64.hpp"
#include "math/log_f64.hpp"

namespace {

// 1 / (1 + e^-x) for any x, as e^r / (e^r + 2^-n) in two parts with x = n ln 2 + r. expit(-inf) = 0, expit(inf) = 1.
static __attribute__((noinline)) Vec<f64> expit_f64(Vec<f64> x) {
    ExpReduction e = reduce_exp(clamp_f64(x, -760.0, 40.0));
    DoubleDouble sum = fast_two_sum(Vec<f64>(1.0), e.r);
    DoubleDouble power = fast_two_sum(sum.high, sum.low + (exp_tail(e.r) + e.r_low));
    // For x < 0 the quotient is that of e^r and 1 + e^x, scaled by 2^n.
    Mask<f64> negative = e.n < Vec<f64>(0.0);
    Vec<f64> unit = power_of_two(-abs_(max_word(e.n, Vec<f64>(-1000.0)))), one(1.0);
    DoubleDouble small = {select(power.high, power.high * unit, negative), select(power.low, power.low * unit, negative)};
    Vec<f64> other = select(unit, one, negative);
    DoubleDouble d = two_sum(small.high, other);
    DoubleDouble q = quotient(power, {d.high, d.low + small.low});
    Vec<f64> y = q.high + q.low;
    return select(y, scale_by_power(y, e.n), negative);
}

// log(expit(x)) for any x: min(x, 0) - log(1 + e^-|x|). log_expit(inf) = -0, log_expit(-inf) = -inf.
static __attribute__((noinline)) Vec<f64> log_expit_f64(Vec<f64> x) {
    Vec<f64> size = -abs_(x);
    return min_word(Vec<f64>(-0.0), x) - log1p_f64(exp_f64(size));
}

// log(p / (1 - p)), the quotient in two parts. logit(0) = -inf, logit(1) = inf, NaN outside [0, 1].
static __attribute__((noinline)) Vec<f64> logit_f64(Vec<f64> p) {
    return log_of_sum(quotient({p, Vec<f64>(0.0)}, fast_two_sum(Vec<f64>(1.0), -p)), Vec<f64>(0.0));
}

// x log y; 0 for x = 0 unless y is NaN.
static __attribute__((noinline)) Vec<f64> xlogy_f64(Vec<f64> x, Vec<f64> y) {
    const Vec<f64> zero(0.0);
    return select(x * log_f64(y), zero, (x == zero) & !is_nan(y));
}
// x log(1 + y); 0 for x = 0 unless y is NaN.
static __attribute__((noinline)) Vec<f64> xlog1py_f64(Vec<f64> x, Vec<f64> y) {
    const Vec<f64> zero(0.0);
    return select(x * log1p_f64(y), zero, (x == zero) & !is_nan(y));
}
// -x log x; 0 for x = 0, -inf for x < 0.
static __attribute__((noinline)) Vec<f64> entr_f64(Vec<f64> x) {
    const Vec<f64> zero(0.0);
    Vec<f64> y = select(-x * log_f64(x), zero, x == zero);
    return select(y, Vec<f64>(-__builtin_inf()), x < zero);
}
// x log(x / y) for x, y > 0; 0 for x = 0 <= y; inf elsewhere. The quotient is taken of the significands, in two parts.
static __attribute__((noinline)) Vec<f64> rel_entr_f64(Vec<f64> x, Vec<f64> y) {
    const Vec<f64> zero(0.0), infinity(__builtin_inf());
    Mask<f64> inside = (x > zero) & (y > zero);
    Decomposition a = decompose(x, is_normal_positive(x)), b = decompose(y, is_normal_positive(y));
    DoubleDouble q = quotient({a.m, zero}, {b.m, zero});
    Vec<f64> value = select(x * log_of_sum(q, a.k - b.k), zero, x == y);
    Mask<f64> x_infinite = x == infinity, y_infinite = y == infinity;
    value = select(value, select(infinity, -infinity, y_infinite), x_infinite | y_infinite);
    value = select(value, Vec<f64>(__builtin_nan("")), x_infinite & y_infinite);
    Vec<f64> outside = select(infinity, zero, (x == zero) & (y >= zero));
    return select(select(outside, value, inside), Vec<f64>(__builtin_nan("")), is_nan(x) | is_nan(y));
}

}  // namespace
