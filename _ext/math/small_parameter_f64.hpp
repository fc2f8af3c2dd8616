// The incomplete functions of a small parameter next to their end at 0, and the inverses there.
//
// P(a, x) = (2^-rate x)^a (1 + a s(x)) with 2^(a rate) = Gamma(1 + a); I_x(a, b) = b / (a + b) (2^-rate x)^a (1 + a s(x)) with 2^(a rate) =
// Gamma(1 + a) Gamma(1 + b) / Gamma(1 + a + b) (DLMF 8.7.1, 8.17.7). All powers are to base 2 and in two parts: a root x is a power of 1 / a.
#pragma once
#include "math/digamma_f64.hpp"
#include "math/incomplete_gamma_f64.hpp"

namespace {

constexpr f64 SMALL_PARAMETER = 0.5;

TA_INLINE DoubleDouble negative(DoubleDouble x) { return {-x.high, -x.low}; }

// 2^(w.high + w.low) with the power of two apart; 2^+-5000 beyond.
static __attribute__((noinline)) ScaledExp exp2_apart(DoubleDouble w) {
    Mask<f64> lost = !(abs_(w.high) < Vec<f64>(5000.0));
    w = select(w, {copysign_(Vec<f64>(5000.0), w.high), Vec<f64>(0.0)}, lost);
    Vec<f64> n = rint_(w.high);
    DoubleDouble f = product(fast_two_sum(w.high - n, w.low), {Vec<f64>(0x1.62e42fefa39efp-1), Vec<f64>(0x1.abc9e3b39803fp-56)});
    ScaledPair e = scaled_exp_pair(f);
    return {e.m.high + e.m.low, e.n + n};
}
// m 2^n for whole n of any size.
TA_INLINE Vec<f64> scaled_value(ScaledExp x) {
    Vec<f64> n = clamp_f64(x.n, -4000.0, 4000.0), first = clamp_f64(n, -600.0, 600.0), second = clamp_f64(n - first, -1900.0, 1900.0);
    return scale_by_power(scale_by_power(x.m, first), second);
}

// log(Gamma(1 + a)) / a for 0 < a < 3/2.
static __attribute__((noinline)) Vec<f64> gamma_rate(Vec<f64> a) {
    Vec<f64> held = max_word(Vec<f64>(0x1p-100), a);
    NearGamma g = near_gamma(held);
    Vec<f64> l = g.log.high + g.log.low;
    return select(l, l - log1p_f64(held), held < Vec<f64>(0.5)) / held;
}
// The rate of I_x(a, b) for 0 < a < 3/2 and b < 2^1000: of Gamma(1 + a + b) / Gamma(1 + b), the mean of digamma from 1 + b on, by five points
// of C. F. Gauss about its middle, eight above for b < 7.
static __attribute__((noinline)) DoubleDouble beta_rate(Vec<f64> a, Vec<f64> b) {
    const Vec<f64> zero(0.0), one(1.0), half(0.5);
    Vec<f64> from = one + b, rest = gamma_rate(a), held = max_word(Vec<f64>(0x1p-100), a);
    Mask<f64> small = from < Vec<f64>(SHIFT);
    Vec<f64> middle = fma_(half, held, select(from, from + Vec<f64>(SHIFT), small)), mean = Vec<f64>(0.28444444444444444) * digamma_less_log(middle);
    for (int i = 0; i < 2; i++) {
        Vec<f64> apart = Vec<f64>(i ? 0.4530899229693320 : 0.2692346550528416) * held, q = apart / middle;
        q = q * q;
        Vec<f64> logs = -q * polynomial(q, 1.0, 0.5, 0.3333333333333333, 0.25, 0.2, 0.16666666666666666, 0.14285714285714285);
        Vec<f64> pair = (digamma_less_log(middle - apart) + digamma_less_log(middle + apart)) + logs;
        mean = fma_(Vec<f64>(i ? 0.1184634425280945 : 0.2393143352496832), pair, mean);
    }
    if (any(small)) {
        Vec<f64> logs = zero;
        for (f64 k = SHIFT - 1.0; k >= 0.0; k -= 1.0) logs = logs + log1p_f64(held / (from + Vec<f64>(k)));
        mean = select(mean, mean - logs / held, small);
    }
    DoubleDouble lead = log2_of({middle, zero});
    return sum(negative(lead), product({rest - mean, zero}, {Vec<f64>(LOG2_E), Vec<f64>(LOG2_E_LOW)}));
}
// log2(1 + lead / a) a for |lead| < 2^-20 a, where 1 + lead / a has no digits of lead.
static __attribute__((noinline)) DoubleDouble little_log(DoubleDouble lead, Vec<f64> a) {
    DoubleDouble t = quotient(lead, {a, Vec<f64>(0.0)}), half = product(lead, {t.high * Vec<f64>(-0.5), t.low * Vec<f64>(-0.5)});
    Vec<f64> rest = t.high * fma_(t.high, Vec<f64>(0.5), Vec<f64>(-0.6666666666666666));
    half = product(half, fast_two_sum(Vec<f64>(1.0), rest));
    return product(sum(lead, half), {Vec<f64>(LOG2_E), Vec<f64>(LOG2_E_LOW)});
}
// log2(u.high + u.low) to a relative 2^-66, also next to 1.
static __attribute__((noinline)) DoubleDouble log2_of_sum(DoubleDouble u) {
    const Vec<f64> one(1.0);
    DoubleDouble apart = two_sum(u.high - one, u.low), l = log2_of(u);
    return select(l, little_log(apart, one), abs_(apart.high) < Vec<f64>(0x1p-20));
}
// log2(p (a + b) / b), with the accuracy of log2_of_sum, for 0 < p <= 1 and positive a, b < 2^1000.
static __attribute__((noinline)) DoubleDouble log2_of_share(DoubleDouble p, Vec<f64> a, Vec<f64> b) {
    const Vec<f64> zero(0.0), one(1.0);
    Vec<f64> unit = select(one, Vec<f64>(0x1p500), max_word(a, b) < Vec<f64>(0x1p-400)), more = select(zero, Vec<f64>(300.0), p.high < Vec<f64>(0x1p-700));
    Vec<f64> size = select(one, Vec<f64>(0x1p300), more > zero), least = b * unit;
    DoubleDouble total = two_sum(a * unit, least), scaled = {p.high * size, p.low * size};
    Mask<f64> far = least < total.high * Vec<f64>(0x1p-200);
    DoubleDouble ratio = select(quotient(total, {select(least, one, far), zero}), total, far);
    Vec<f64> small = a / b;
    ratio = select(ratio, {one, small * fma_(small, Vec<f64>(-0.5), one)}, small < Vec<f64>(0x1p-50));
    ratio = select(ratio, {Vec<f64>(2.0), zero}, a == b);
    DoubleDouble l = log2_of_sum(product(scaled, ratio));
    l = sum(l, {-more, zero});
    return any(far) ? select(l, sum(l, negative(log2_of({least, zero}))), far) : l;
}

// s(x), the sum of c_n x^n / (a + n), c_n = c_(n-1) (n - b) / n of the beta function, -c_(n-1) / n of the gamma function.
static __attribute__((noinline)) Vec<f64> end_series(Vec<f64> a, Vec<f64> b, Vec<f64> x, bool is_beta) {
    Vec<f64> power(1.0), total(0.0);
    for (f64 n = 1.0; n < 80.0 && any(abs_(power) > abs_(total) * Vec<f64>(0x1p-60)); n += 1.0) {
        power = power * (x * ((is_beta ? Vec<f64>(n) - b : Vec<f64>(-1.0)) / Vec<f64>(n)));
        total = total + power / (a + Vec<f64>(n));
    }
    return total;
}
// Whether the series converges at once, without cancellation.
TA_INLINE Mask<f64> is_at_end(Vec<f64> b, Vec<f64> x) { return (x <= Vec<f64>(0.5)) & (b * x < Vec<f64>(1.0)); }

// log2 x with log2 x = lead - log2(1 + a s(x)) / a, by Newton's steps on log x, which stop at x = 1/2: what is greater is
// not a root, and 0 where x is not at the end.
static __attribute__((noinline)) DoubleDouble end_root(Vec<f64> a, Vec<f64> b, DoubleDouble lead, bool is_beta) {
    const Vec<f64> zero(0.0), one(1.0), half(0.5);
    Vec<f64> first = scaled_value(exp2_apart(lead)), h = zero;
    Mask<f64> going = is_at_end(b, first * Vec<f64>(0.499)), useful = going;
    first = select(zero, first, useful);
    Vec<f64> most = log_f64(half / first);
    for (int k = 0; k < 12 && any(going); k++) {
        Vec<f64> at = min_word(h, most), x = first * exp_f64(at), s = a * end_series(a, b, x, is_beta);
        Vec<f64> slope = exp_f64(is_beta ? (b - one) * log1p_f64(-x) : -x) / (one + s);
        Vec<f64> step = clamp_f64((at + log1p_f64(s) / a) / slope, -2.0, 2.0);
        h = select(h, at - step, going);
        going = going & (abs_(step) > Vec<f64>(0x1p-30));
    }
    useful = useful & is_at_end(b, min_word(half, first * exp_f64(h)));
    return select({zero, zero}, sum(lead, product({h, zero}, {Vec<f64>(LOG2_E), Vec<f64>(LOG2_E_LOW)})), useful);
}

// log2 of I_x(a, b), but for 1 + a s, for a < 1/2 at the end; 1 - I_x.
static __attribute__((noinline)) DoubleDouble log2_of_beta_at_end(Vec<f64> a, Vec<f64> b, DoubleDouble log2_x) {
    DoubleDouble power = product(sum(log2_x, negative(beta_rate(a, b))), {a, Vec<f64>(0.0)});
    return sum(power, negative(log2_of_share({Vec<f64>(1.0), Vec<f64>(0.0)}, a, b)));
}
static __attribute__((noinline)) Vec<f64> beta_complement_at_end(Vec<f64> a, Vec<f64> b, DoubleDouble x) {
    DoubleDouble power = log2_of_beta_at_end(a, b, log2_of(x));
    Vec<f64> e = expm1_f64((power.high + power.low) * Vec<f64>(0.6931471805599453)), s = a * end_series(a, b, x.high, true);
    return -fma_(e, s, e + s);
}

}  // namespace
