// The regularized incomplete beta function of float64 and Student's distribution.
//
// x <= a / (a + b), or the complement with the operands exchanged: x^a y^b / B(a, b) times the continued fraction of A. DiDonato and
// A. Morris (Algorithm 708, ACM TOMS 18 (1992), 360) by J. Steed's sums. The factor is taken in two parts and to base 2 from Stirling's
// series, gamma functions of a, b < 8 eight steps above.
#pragma once
#include "math/small_parameter_f64.hpp"

namespace {

// a y - b x
static __attribute__((noinline)) DoubleDouble lead_of(Vec<f64> a, Vec<f64> b, DoubleDouble x, DoubleDouble y) {
    return sum(product(y, {a, Vec<f64>(0.0)}), negative(product(x, {b, Vec<f64>(0.0)})));
}
// x^a y^b / B(a, b), for x + y = 1.
static __attribute__((noinline)) ScaledExp beta_factor(Vec<f64> a, Vec<f64> b, DoubleDouble x, DoubleDouble y) {
    const Vec<f64> zero(0.0), one(1.0), eight(SHIFT);
    Mask<f64> small_a = a < eight, small_b = b < eight, both = small_a & small_b;
    DoubleDouble sides[2] = {x, y}, total = two_sum(a, b), shifted = total, w = {zero, zero};
    Vec<f64> each[2] = {a, b}, rises[2] = {one, one}, factor(0.3989422804014327), rest = zero, steps = zero;
    Mask<f64> small[2] = {small_a, small_b};
    DoubleDouble reach = select(total, {one, zero}, both), lead = negative(lead_of(a, b, x, y));
    for (int i = 0; i < 2; i++) {
        DoubleDouble u = product(sides[i], reach), top = two_sum(each[i], select(zero, eight, small[i]));
        u = select(quotient(u, {each[i], zero}), u, small[i]);
        DoubleDouble power = product(log2_of(u), {each[i], zero});
        Mask<f64> little = (abs_(lead.high) < each[i] * Vec<f64>(0x1p-20)) & !small[i];
        if (any(little)) power = select(power, little_log(lead, each[i]), little);
        w = sum(w, power);
        lead = negative(lead);
        if (any(small[i])) {
            w = select(w, sum(w, negative(product(log2_of(top), top))), small[i]);
            rises[i] = select(one, rising_by_eight({each[i], zero}), small[i]);
            steps = select(steps, steps + eight, small[i]);
        }
        factor = factor * sqrt_(top.high);
        rest = rest - stirling_rest(top.high);
    }
    Vec<f64> more = max_word(rises[0], rises[1]);
    if (any(both)) {
        Mask<f64> low = both & (total.high < eight);
        shifted = sum(total, {select(zero, eight, low), zero});
        w = select(w, sum(w, product(log2_of(shifted), shifted)), both);
        if (any(low)) {
            more = select(more, more / rising_by_eight(total), low);
            steps = select(steps, eight, low);
        }
    }
    rest = rest + stirling_rest(shifted.high);
    w = sum(w, product({steps, zero}, {Vec<f64>(LOG2_E), Vec<f64>(LOG2_E_LOW)}));
    w.low = fma_(rest, Vec<f64>(LOG2_E), w.low);
    return power_times(w, factor * more * min_word(rises[0], rises[1]) / sqrt_(shifted.high));
}

// What beta_factor is multiplied with, for x <= a / (a + b); NaN where it does not converge, which takes a and b of more than 5 10^9.
static __attribute__((noinline)) Vec<f64> beta_fraction(Vec<f64> a, Vec<f64> b, DoubleDouble x, DoubleDouble y) {
    const Vec<f64> one(1.0), two(2.0);
    Vec<f64> base = one + lead_of(a, b, x, y).high, more = one + y.high, odd = a + one, r = one / odd;
    Vec<f64> inverse = odd / (a * base), total = inverse, term = inverse;
    Mask<f64> going = total == total;
    for (f64 k = 1.0; k < 20000.0 && any(going); k += 1.0) {
        Vec<f64> n(k), previous = r;
        odd = odd + two;
        r = one / odd;
        Vec<f64> t = (n * previous) * ((b - n) * x.high), before = a + (n - one);
        Vec<f64> c = (before * previous) * ((before + b) * x.high) * t;
        Vec<f64> next = one / fma_(c, inverse, n + t + ((a + n) * r) * fma_(n, more, base));
        term = -(c * inverse * next * term);
        total = total + term;
        inverse = next;
        going = abs_(term) > total * Vec<f64>(0x1p-56);
    }
    return select(total, Vec<f64>(__builtin_nan("")), going);
}

// The same product for a and b from 3 10^9 on, as the normal distribution with its first correction: N. M. Temme, "Uniform asymptotic
// expansions of the incomplete gamma functions and the incomplete beta function", Math. Comp. 29 (1975), 1109. The exponent is
// u L / 2 + v L / 2 (1 + rest) with L = a y - b x, u = L / a, v = L / b.
static __attribute__((noinline)) Vec<f64> beta_near_mean(Vec<f64> a, Vec<f64> b, DoubleDouble x, DoubleDouble y) {
    const Vec<f64> zero(0.0), one(1.0), two(2.0), little(0x1p-6), beyond(1000.0);
    DoubleDouble lead = lead_of(a, b, x, y), u = quotient(lead, {a, zero}), v = quotient(lead, {b, zero});
    Mask<f64> is_near = (u.high < little) & (v.high < little);
    lead = {select(zero, max_word(zero, lead.high), is_near), select(zero, lead.low, is_near & (lead.high > zero))};
    u = {select(zero, u.high, is_near), select(zero, u.low, is_near)};
    v = {select(zero, v.high, is_near), select(zero, v.low, is_near)};
    DoubleDouble each = sum(u, v), square = product(lead, each);
    Vec<f64> rest = zero, h = one, w = one;
    for (int k = 1; k <= 8; k++) {
        w = -(v.high * w);
        h = fma_(u.high, h, w);
        rest = fma_(Vec<f64>(2.0 / (k + 2)), h, rest);
    }
    DoubleDouble exponent = fast_two_sum(Vec<f64>(0.5) * square.high, Vec<f64>(0.5) * fma_(square.high, rest, square.low));
    Vec<f64> root = sqrt_(exponent.high), wide = sqrt_(one + rest), inverse = one / a + one / b;
    Vec<f64> skew = rest / (sqrt_(square.high) * (wide * (one + wide)));
    Mask<f64> is_mean = lead.high <= Vec<f64>(1e-10) * sqrt_(min_word(a, b));
    skew = select(skew, (one / a - one / b) / (Vec<f64>(3.0) * sqrt_(inverse)), is_mean);
    Vec<f64> tail = scaled_erfc(root, {select(beyond, exponent.high, is_near), select(zero, exponent.low, is_near)}, -1.0);
    return fma_(tail, two * Vec<f64>(0.3989422804014327) * skew / erfcx_in_two_parts(min_word(Vec<f64>(28.0), root)).high, tail);
}

constexpr f64 VAST_PARAMETER = 0x1p150;
// I_x(a, b) for positive a and b below 2^900 and x + y = 1, or 1 - I where `upper`; `factor`, if given, becomes that of beta_factor. Of a next
// to 0 1 - I is a part, and so is I of b.
static __attribute__((noinline)) Vec<f64> incomplete_beta(Vec<f64> a, Vec<f64> b, DoubleDouble x, DoubleDouble y, Mask<f64> upper, ScaledExp* factor = nullptr) {
    // 1 - I has few digits where b is small, but the fraction of one side converges slowly where the other is next to 0.
    const Vec<f64> zero(0.0), one(1.0), half(0.5), little(0.1), next(0x1p-900), lift(0x1p150), least(0x1p-16), slow(0x1p-8);
    Mask<f64> vanish = max_word(a, b) < Vec<f64>(0x1p-200), lifted = select(b, a, upper) < next;
    Vec<f64> both = select(b, a, upper) / (a + b);
    a = select(a, a * lift, a < next);
    b = select(b, b * lift, b < next);
    Mask<f64> is_slow = (y.high < least) & (b < one) & (a * y.high < slow), other_is_slow = (x.high < least) & (a < one) & (b * x.high < slow);
    Mask<f64> below = ((x.high <= a / (a + b)) & !(upper & (a < little))) | ((b < little) & !upper);
    Mask<f64> direct = (below & !is_slow) | other_is_slow;
    DoubleDouble one_side = select(y, x, direct), other = select(x, y, direct);
    Vec<f64> p = select(b, a, direct), q = select(a, b, direct);
    Mask<f64> vast = min_word(p, q) >= Vec<f64>(3e9);
    Vec<f64> value = zero, p_held = select(p, one, vast), q_held = select(q, one, vast);
    if (!all(vast)) {
        ScaledExp f = beta_factor(p_held, q_held, one_side, other);
        value = scale_by_power(f.m * beta_fraction(p_held, q_held, one_side, other), f.n);
        if (factor) *factor = f;
    }
    if (factor && any(vast)) *factor = beta_factor(a, b, x, y);
    if (any(vast)) value = select(value, beta_near_mean(p, q, one_side, other), vast);
    value = select(value, one, value > one);
    value = select(value, one - value, upper ^ !direct);
    DoubleDouble from_end = select(y, x, upper);
    Vec<f64> of_end = select(b, a, upper), of_other = select(a, b, upper);
    Mask<f64> at_end = (of_end < Vec<f64>(SMALL_PARAMETER)) & !vanish & is_at_end(of_other, from_end.high);
    if (any(at_end)) {
        from_end = select({half, zero}, from_end, at_end);
        value = select(value, beta_complement_at_end(select(half, of_end, at_end), select(one, of_other, at_end), from_end), at_end);
    }
    if (any(lifted)) value = select(value, value / lift, lifted);
    return any(vanish) ? select(value, both, vanish) : value;
}

// I_x(a, b), or 1 - I where `upper`, of x < 2^-200 and b < 2^30: its first term.
static __attribute__((noinline)) Vec<f64> beta_of_nearly_zero(Vec<f64> a, Vec<f64> b, DoubleDouble log2_x, Mask<f64> upper) {
    const Vec<f64> one(1.0), half(0.5);
    Mask<f64> small = a < Vec<f64>(SMALL_PARAMETER);
    DoubleDouble power = log2_of_beta_at_end(select(half, a, small), b, log2_x), unit = {one, Vec<f64>(0.0)};
    Vec<f64> rest = -expm1_f64((power.high + power.low) * Vec<f64>(0.6931471805599453)), value = scaled_value(exp2_apart(power));
    if (!all(small)) {
        Vec<f64> held = select(clamp_f64(a, 0.0, 7.5), one, small);
        ScaledExp f = beta_factor(held, b, unit, unit), e = exp2_apart(product(log2_x, {held, Vec<f64>(0.0)}));
        value = select(scaled_value({e.m * (f.m / held), e.n + f.n}), value, small);
        rest = select(one - value, rest, small);
    }
    return select(value, rest, upper);
}

// I_x(a, b), or 1 - I where `upper`, where the greater of a and b is vast, a gamma distribution: x / (1 - x) is `of_b` / b = a / `of_a`.
static __attribute__((noinline)) Vec<f64> beta_of_vast(Vec<f64> a, Vec<f64> b, Vec<f64> of_b, Vec<f64> of_a, bool upper) {
    Mask<f64> first = a <= b;
    Vec<f64> least = min_word(a, b), x = max_word(Vec<f64>(0x1p-1074), select(of_a, of_b, first));
    return select(incomplete_gamma(least, x, !upper), incomplete_gamma(least, x, upper), first);
}

static __attribute__((noinline)) Vec<f64> beta_ratio(Vec<f64> a, Vec<f64> b, Vec<f64> x, bool upper) {
    const Vec<f64> zero(0.0), one(1.0), half(0.5), infinity(__builtin_inf()), vast(VAST_PARAMETER);
    Mask<f64> usual = (a > zero) & (b > zero) & (x > zero) & (x < one) & (a < infinity) & (b < infinity), none = x != x;
    Vec<f64> v = select(half, x, usual), y = min_word(vast, select(one, a, usual));
    y = incomplete_beta(y, min_word(vast, select(one, b, usual)), {v, zero}, two_sum(one, -v), upper ? usual & !none : usual & none);
    Mask<f64> is_vast = (max_word(a, b) > vast) & usual;
    if (all(usual & !is_vast)) return y;
    if (any(is_vast)) y = select(y, beta_of_vast(a, b, b * (v / (one - v)), a * ((one - v) / v), upper), is_vast);
    Mask<f64> whole = (x == one) | ((x > zero) & ((a == zero) | (b == infinity)));
    Mask<f64> invalid = ((a == b) & ((a == zero) | (a == infinity))) | !((a >= zero) & (b >= zero) & (x >= zero) & (x <= one));
    Vec<f64> limit = select(select(zero, one, whole), Vec<f64>(__builtin_nan("")), invalid);
    return select(upper ? one - limit : limit, y, usual);
}
static __attribute__((noinline)) Vec<f64> betainc_f64(Vec<f64> a, Vec<f64> b, Vec<f64> x) { return beta_ratio(a, b, x, false); }
static __attribute__((noinline)) Vec<f64> betaincc_f64(Vec<f64> a, Vec<f64> b, Vec<f64> x) { return beta_ratio(a, b, x, true); }

// The probability that Student's t of n degrees of freedom is below t: half of I(n / 2, 1 / 2) at n / (n + t^2) on the left.
static __attribute__((noinline)) Vec<f64> stdtr_f64(Vec<f64> n, Vec<f64> t) {
    const Vec<f64> zero(0.0), one(1.0), half(0.5), infinity(__builtin_inf()), far(0x1p490);
    Vec<f64> a = abs_(t);
    Mask<f64> valid = (n > zero) & (n < infinity) & (a < infinity), beyond = valid & (a >= far) & (n < Vec<f64>(0x1p100));
    Mask<f64> normal = n > Vec<f64>(0x1p100), usual = valid & !beyond & !normal & (a > Vec<f64>(0x1p-490));
    Vec<f64> held = select(one, max_word(Vec<f64>(0x1p-100), n), usual), size = select(one, a, usual);
    DoubleDouble square = two_product(size, size), all_of = sum({held, zero}, square);
    DoubleDouble x = quotient({held, zero}, all_of), y = quotient(square, all_of);
    Vec<f64> tail = half * incomplete_beta(held * half, half, x, y, is_nan(held));
    if (any(beyond)) {
        DoubleDouble of_t = log2_of({select(one, a, beyond), zero});
        DoubleDouble ratio = sum(log2_of({select(one, n, beyond), zero}), {of_t.high * Vec<f64>(-2.0), of_t.low * Vec<f64>(-2.0)});
        tail = select(tail, half * beta_of_nearly_zero(select(one, n, beyond) * half, half, ratio, is_nan(held)), beyond);
        usual = usual | beyond;
    }
    tail = select(tail, one - tail, t > zero);
    if (all(usual)) return tail;
    Vec<f64> limit = select(half, select(zero, one, t > zero), a == infinity);
    limit = select(limit, ndtr_f64(t), normal);
    return select(select(limit, Vec<f64>(__builtin_nan("")), is_nan(t) | !(n > zero)), tail, usual);
}

}  // namespace
