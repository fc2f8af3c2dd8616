// logaddexp of float64: max + log(1 + e^(min - max)), both functions in two parts because the sum may cancel.
#pragma once
#include "math/exp_f64.hpp"
#include "math/pow_f64.hpp"

namespace {

// c + c_low + a b, for |c| >= |a b|.
TA_INLINE DoubleDouble add_product(f64 c, f64 c_low, DoubleDouble a, DoubleDouble b) {
    DoubleDouble p = two_product(a.high, b.high);
    p.low = fma_(a.high, b.low, fma_(a.low, b.high, p.low));
    DoubleDouble sum = fast_two_sum(Vec<f64>(c), p.high);
    return {sum.high, sum.low + (p.low + Vec<f64>(c_low))};
}

// e^(x + x_low), relative error about 2^-62, for -746 <= x <= 0.
TA_INLINE DoubleDouble exp_in_two_parts(Vec<f64> x, Vec<f64> x_low) {
    ExpReduction e = reduce_exp(x);
    DoubleDouble r = {e.r, e.r_low + x_low};
    Vec<f64> tail = polynomial(e.r, 0.04166666666666641, 0.008333333333327225, 0.0013888888889050047, 0.00019841269875174123, 2.480158697049576e-05,
                               2.755725329338015e-06, 2.7557585906432077e-07, 2.5106323516546334e-08, 2.081745480268865e-09);
    DoubleDouble y = add_product(0x1.5555555555555p-3, 0x1.5555555555555p-57, r, {tail, Vec<f64>(0.0)});
    y = add_product(0.5, 0.0, r, y);
    y = add_product(1.0, 0.0, r, y);
    y = add_product(1.0, 0.0, r, y);
    return {scale_by_power(y.high, e.n), scale_by_power(y.low, e.n)};
}

// log(1 + e.high + e.low), absolute error about 2^-62 with such an e, for 0 <= e <= 1.
TA_INLINE DoubleDouble log1p_in_two_parts(DoubleDouble e) {
    const Vec<f64> ln2(0x1.62e42fefa39efp-1), ln2_low(0x1.abc9e3b39803fp-56), log2_e(0x1.71547652b82fep+0);
    DoubleDouble u = fast_two_sum(Vec<f64>(1.0), e.high);
    DoubleDouble l = log2_in_two_parts(decompose_normal(u.high));
    l.low = fma_((u.low + e.low) / u.high, log2_e, l.low);
    DoubleDouble p = two_product(l.high, ln2);
    p.low = fma_(l.high, ln2_low, fma_(l.low, ln2, p.low));
    Mask<f64> tiny = e.high < Vec<f64>(0x1p-40);
    return {select(p.high, e.high, tiny), select(p.low, fnma_(e.high * Vec<f64>(0.5), e.high, e.low), tiny)};
}

// log(e^x + e^y) for any x and y. The absolute error before the last rounding is below 2^-62: at most 0.6 ULP for results of size
// 2^-7 and more, 4 ULP from 2^-12 on; smaller ones are a sum of x or y and a logarithm that cancel.
// logaddexp(inf, any but NaN) = inf, logaddexp(-inf, y) = y, NaN in either gives NaN.
TA_INLINE Vec<f64> logaddexp_f64(Vec<f64> x, Vec<f64> y) {
    const Vec<f64> zero(0.0), infinity(__builtin_inf());
    Vec<f64> large = max_word(x, y), small = min_word(y, x);
    DoubleDouble d = two_sum(small, -large);
    // Far apart, infinite or NaN.
    Mask<f64> near = d.high > Vec<f64>(-746.0);
    d = {select(Vec<f64>(-746.0), d.high, near), select(zero, d.low, near)};
    DoubleDouble l = log1p_in_two_parts(exp_in_two_parts(d.high, d.low));
    DoubleDouble sum = two_sum(large, l.high);
    Vec<f64> result = sum.high + (sum.low + l.low);
    if (__builtin_expect(all((abs_(large) < infinity) & near), 1)) return result;
    result = select(result, large, abs_(large) == infinity);
    return select(result, Vec<f64>(__builtin_nan("")), is_nan(x) | is_nan(y));
}

}  // namespace
