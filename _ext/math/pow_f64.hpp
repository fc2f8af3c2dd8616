// pow and hypot of float64.
#pragma once
#include "math/exp_f64.hpp"
#include "math/log_f64.hpp"
#if defined(TA_ISA_AVX512)
#include "kernels/override/pow_f64_avx512.hpp"
#endif

namespace {

// log2 of 2^k m, relative error about 2^-66: s (c1 + s^2 (c3 + s^2 (c5 + s^2 P(s^2)))) with s = f / (2 + f), all but P in two parts.
TA_INLINE DoubleDouble log2_in_two_parts(Decomposition d) {
    Vec<f64> f = d.m - Vec<f64>(1.0);
    DoubleDouble divisor = fast_two_sum(Vec<f64>(2.0), f), s, z;
    s.high = f / divisor.high;
    // 1 / (2 + f) = (1 - s) / 2.
    Vec<f64> inverse = fnma_(Vec<f64>(0.5), s.high, Vec<f64>(0.5));
    s.low = fnma_(s.high, divisor.low, remainder_of_product(s.high, divisor.high, f)) * inverse;
    z = two_product(s.high, s.high);
    z.low = fma_(s.high + s.high, s.low, z.low);
    Vec<f64> tail = z.high * polynomial(z.high, 0.4121985831132653, 0.3205988975304549, 0.2623082373413721, 0.2219500788580078,
                                        0.19247185070540937, 0.16724479503248613, 0.18135398091130908);
    DoubleDouble u = fast_two_sum(Vec<f64>(0.5770780163555814), tail), v;
    const Vec<f64> c3(0x1.ec709dc3a03fdp-1), c3_low(0x1.d27f05548af0cp-55);
    v.high = fma_(z.high, u.high, c3);
    v.low = fma_(z.high, u.high, c3 - v.high) + fma_(z.high, u.low, fma_(z.low, u.high, c3_low));
    DoubleDouble t = two_product(z.high, v.high);
    t.low = fma_(z.high, v.low, fma_(z.low, v.high, t.low));
    DoubleDouble c = fast_two_sum(Vec<f64>(0x1.71547652b82fep+1), t.high);
    c.low = c.low + (t.low + Vec<f64>(0x1.777d0ffda0d24p-55));
    DoubleDouble p = two_product(s.high, c.high);
    p.low = fma_(s.high, c.low, fma_(s.low, c.high, p.low));
    DoubleDouble sum = fast_two_sum(d.k, p.high);
    return {sum.high, sum.low + p.low};
}

// 2^(w.high + w.low), |w.low| <= 1.
TA_INLINE Vec<f64> exp2_of_sum(DoubleDouble w) {
    Vec<f64> n = rint_(w.high), fraction = w.high - n;
    DoubleDouble r = two_product(fraction, Vec<f64>(0x1.62e42fefa39efp-1));
    r.low = fma_(fraction, Vec<f64>(0x1.abc9e3b39803fp-56), fma_(w.low, Vec<f64>(0x1.62e42fefa39efp-1), r.low));
    DoubleDouble sum = fast_two_sum(Vec<f64>(1.0), r.high);
    Vec<f64> tail = sum.low + exp_tail(r.high);
#if !defined(TA_ISA_AVX512)
    n = clamp_f64(n, -1100.0, 1100.0);
#endif
    return scale_by_power(sum.high + fma_(r.low, sum.high + tail, tail), n);
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

// x^y for any x and y; at most 0.84 ULP (0.73 for normal results), so exact where the result is a whole number below 2^53.
// The special cases are those of C99 Annex F: see pow_specials.
#if defined(TA_ISA_AVX512)
TA_INLINE Vec<f64> pow_f64(Vec<f64> x, Vec<f64> y) {
    Vec<f64> size = x, exponent = y, more(0.0);
    bool all_usual = __builtin_expect(all(is_middling(x) & (abs_(y) < Vec<f64>(0x1p34))), 1);
    if (!all_usual) {
        size = abs_(x);
        Middling m = make_middling(size);
        size = size * m.unit;
        more = m.more;
        exponent = clamp_f64(y, -0x1p80, 0x1p80);
    }
    DoubleDouble l = log2_by_table(size, more), w = two_product(l.high, exponent);
    w.low = fma_(l.low, exponent, w.low);
    if (!all_usual) w = {clamp_f64(w.high, -0x1p20, 0x1p20), clamp_f64(w.low, -1.0, 1.0)};
    Vec<f64> power = exp2_by_table(w);
    return all_usual ? power : pow_specials(power, x, y);
}
#else
TA_INLINE Vec<f64> pow_f64(Vec<f64> x, Vec<f64> y) {
    // The branch changes no usual lane: its clamps leave them as they are.
    bool all_usual = __builtin_expect(all(is_normal_positive(x) & (abs_(y) < Vec<f64>(0x1p40))), 1);
    Vec<f64> size = x, exponent = y;
    if (!all_usual) {
        size = abs_(x);
        exponent = clamp_f64(y, -0x1p80, 0x1p80);
    }
    DoubleDouble l = log2_in_two_parts(decompose(size, is_normal_positive(size)));
    DoubleDouble w = two_product(l.high, exponent);
    w.low = fma_(l.low, exponent, w.low);
    if (!all_usual) w.low = clamp_f64(w.low, -1.0, 1.0);
    Vec<f64> power = exp2_of_sum(w);
    return all_usual ? power : pow_specials(power, x, y);
}
#endif

// sqrt(x^2 + y^2) without overflow or underflow on the way; at most 1 ULP. hypot(inf, any) = inf, NaN with NaN otherwise.
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

}  // namespace
