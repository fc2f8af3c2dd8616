// pow, hypot and logaddexp of float64.
#pragma once
#include "math/exp_f64.hpp"
#include "math/log_f64.hpp"

namespace {

// log2 of 2^k m, relative error about 2^-65: s (c1 + c3 s^2 + s^4 P(s^2)) with s = f / (2 + f), all but P in two parts.
TA_INLINE DoubleDouble log2_in_two_parts(Decomposition d) {
    Vec<f64> f = d.m - Vec<f64>(1.0);
    DoubleDouble s = quotient({f, Vec<f64>(0.0)}, fast_two_sum(Vec<f64>(2.0), f));
    DoubleDouble z = two_product(s.high, s.high);
    z.low = fma_(s.high + s.high, s.low, z.low);
    Vec<f64> tail = z.high * polynomial(z.high, 0.577078016355618, 0.41219858309193846, 0.32059890227408255, 0.2623077010606553,
                                        0.22198400152685027, 0.19125505737414916, 0.19038651878813312);
    DoubleDouble v = fast_two_sum(Vec<f64>(0x1.ec709dc3a03fdp-1), tail);
    v.low = v.low + Vec<f64>(0x1.d27f05548af0cp-55);
    DoubleDouble t = two_product(z.high, v.high);
    t.low = fma_(z.high, v.low, fma_(z.low, v.high, t.low));
    DoubleDouble c = fast_two_sum(Vec<f64>(0x1.71547652b82fep+1), t.high);
    c.low = c.low + (t.low + Vec<f64>(0x1.777d0ffda0d24p-55));
    DoubleDouble p = two_product(s.high, c.high);
    p.low = fma_(s.high, c.low, fma_(s.low, c.high, p.low));
    DoubleDouble sum = fast_two_sum(d.k, p.high);
    return fast_two_sum(sum.high, sum.low + p.low);
}

// 2^(w.high + w.low).
TA_INLINE Vec<f64> exp2_of_sum(DoubleDouble w) {
    const Vec<f64> magic(6755399441055744.0), ln2(0x1.62e42fefa39efp-1);
    Vec<f64> low = select(Vec<f64>(0.0), w.low, abs_(w.high) < Vec<f64>(1100.0));
    Vec<f64> high = clamp_f64(w.high, -1100.0, 1100.0);
    Vec<f64> n = (high + magic) - magic, fraction = high - n;
    DoubleDouble r = two_product(fraction, ln2);
    r = fast_two_sum(r.high, fma_(fraction, Vec<f64>(0x1.abc9e3b39803fp-56), fma_(low, ln2, r.low)));
    DoubleDouble sum = fast_two_sum(Vec<f64>(1.0), r.high);
    return scale_by_power(sum.high + (sum.low + (exp_tail(r.high) + r.low)), n);
}

// The rules of C99 Annex F (the Array API standard has the same) where x is not a positive normal number or y not finite;
// power is |x|^y where both are finite and x is not zero.
TA_INLINE Vec<f64> pow_specials(Vec<f64> power, Vec<f64> x, Vec<f64> y) {
    const Vec<f64> zero(0.0), one(1.0), infinity(__builtin_inf()), nan(__builtin_nan(""));
    Vec<f64> size = abs_(x), half = y * Vec<f64>(0.5);
    Mask<f64> whole = rint_(y) == y, odd = whole & (rint_(half) != half) & (abs_(y) < infinity), negative = sign_is_set(x);
    Mask<f64> size_extreme = (size == zero) | (size == infinity), y_infinite = abs_(y) == infinity;
    // Zero or infinity by whether the size and the sign of y agree.
    Mask<f64> grows = (size > one) ^ (y < zero);
    power = select(power, select(zero, infinity, grows), size_extreme | y_infinite);
    power = select(power, -power, negative & odd);
    power = select(power, nan, negative & !whole & !size_extreme);
    power = select(power, nan, is_nan(x) | is_nan(y));
    return select(power, one, (y == zero) | (x == one) | ((size == one) & y_infinite));
}

TA_INLINE Vec<f64> pow_f64(Vec<f64> x, Vec<f64> y) {
    Mask<f64> usual = is_normal_positive(x) & (abs_(y) < Vec<f64>(__builtin_inf()));
    Vec<f64> size = abs_(x);
    DoubleDouble l = log2_in_two_parts(decompose(size, is_normal_positive(size)));
    Vec<f64> exponent = clamp_f64(y, -0x1p80, 0x1p80);
    DoubleDouble w = two_product(l.high, exponent);
    w.low = fma_(l.low, exponent, w.low);
    Vec<f64> power = exp2_of_sum(w);
    return __builtin_expect(all(usual), 1) ? power : pow_specials(power, x, y);
}

TA_INLINE Vec<f64> hypot_f64(Vec<f64> x, Vec<f64> y) {
    // NaN in either reaches one of the two: the words give their second operand when unordered.
    Vec<f64> a = abs_(x), b = abs_(y), large = max_word(a, b), small = min_word(b, a);
    Mask<f64> usual = (large >= Vec<f64>(0x1p-400)) & (large <= Vec<f64>(0x1p500));
    Vec<f64> scale(1.0), unscale(1.0);
    bool all_usual = __builtin_expect(all(usual), 1);
    if (!all_usual) {
        Mask<f64> high = large > Vec<f64>(0x1p500), low = large < Vec<f64>(0x1p-400);
        scale = select(select(scale, Vec<f64>(0x1p-600), high), Vec<f64>(0x1p600), low);
        unscale = select(select(unscale, Vec<f64>(0x1p600), high), Vec<f64>(0x1p-600), low);
        large = large * scale;
        small = small * scale;
    }
    DoubleDouble p = two_product(large, large), q = two_product(small, small);
    Vec<f64> root = sqrt_(p.high + (q.high + (p.low + q.low)));
    if (all_usual) return root;
    const Vec<f64> infinity(__builtin_inf());
    return select(root * unscale, infinity, (a == infinity) | (b == infinity));
}

// max + log1p(exp(min - max)).
TA_INLINE Vec<f64> logaddexp_f64(Vec<f64> x, Vec<f64> y) {
    Vec<f64> large = max_word(x, y), small = min_word(y, x);
    DoubleDouble difference = two_sum(small, -large);
    // Equal infinities have difference 0.
    Vec<f64> d = select(difference.high, Vec<f64>(0.0), small == large);
    ExpReduction e = reduce_exp(clamp_f64(d, -746.0, 0.0));
    Vec<f64> low = clamp_f64(difference.low, -0x1p-40, 0x1p-40);
    low = select(Vec<f64>(0.0), low, is_normal_positive(-d));
    DoubleDouble sum = fast_two_sum(Vec<f64>(1.0), e.r);
    sum = fast_two_sum(sum.high, sum.low + (exp_tail(e.r) + (e.r_low + low)));
    DoubleDouble t = {scale_by_power(sum.high, e.n), scale_by_power(sum.low, e.n)};
    return large + log1p_of_sum(t);
}

}  // namespace
