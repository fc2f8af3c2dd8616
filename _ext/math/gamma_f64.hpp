// The gamma function, its logarithm and its logarithmic derivative, of float64.
//
// a < 8: a = z + k or z - k with 3/2 <= z <= 5/2, log gamma(z) = e R(e), e = z - 2 exact, R a minimax polynomial (own fit), times or over the
// product of the k steps in two parts. a >= 8: Stirling's series with a minimax polynomial for its rest, in two parts and to base 2.
// x < 0: gamma(x) gamma(-x) = -pi / (x sin(pi x)).
#pragma once
#include "math/logaddexp_f64.hpp"
#include "math/scaled_exp_f64.hpp"
#include "math/sinpi_f64.hpp"

namespace {

constexpr f64 STIRLING_FROM = 8.0;
constexpr f64 LOG2_ROOT_2PI = 0x1.536439a4c6efcp+0, LOG2_ROOT_2PI_LOW = -0x1.49e49a361efebp-54;

// gamma(a) = e^log * steps, or e^log / steps where `below`.
struct NearGamma {
    DoubleDouble log, steps;
    Mask<f64> below;
};
// For 2^-60 < a < 8.
TA_INLINE NearGamma near_gamma(Vec<f64> a) {
    const Vec<f64> zero(0.0), one(1.0), two(2.0), limit(2.5);
    Mask<f64> below = a < Vec<f64>(1.5), far_below = a < Vec<f64>(0.5);
    DoubleDouble steps = {select(one, a, below), zero};
    if (any(far_below)) steps = select(steps, product(steps, fast_two_sum(one, a)), far_below);
    Vec<f64> z = a;
    for (Mask<f64> above = z > limit; any(above); above = z > limit) {
        z = select(z, z - one, above);
        steps = select(steps, product(steps, {z, zero}), above);
    }
    Vec<f64> e = select(select(z - two, a - one, below), a, far_below);
    Vec<f64> p = polynomial(e, 0.32246703342411326, -0.0673523010531981, 0.02058080842778038, -0.0073855510286719986, 0.002890510331034267,
                            -0.0011927539118428156, 0.0005096695154115458, -0.00022315475400520507, 9.945767355819498e-05,
                            -4.49263133791557e-05, 2.0505590755833454e-05, -9.438715099211532e-06, 4.38470440459836e-06,
                            -2.0439048107029907e-06, 9.200527894968101e-07, -4.3252393445604814e-07, 2.78740805211359e-07,
                            -1.3219945666117874e-07);
    DoubleDouble leading = two_product(e, Vec<f64>(0x1.b0ee6072093cep-2));
    DoubleDouble rest = two_product(e, fma_(e, p, Vec<f64>(0x1.6cb90701fbfabp-58)));
    return {fast_two_sum(leading.high, rest.high + leading.low), steps, below};
}

// log2 gamma(a) for 8 <= a < 2^500.
TA_INLINE DoubleDouble far_log2_gamma(Vec<f64> a) {
    const Vec<f64> log2_e(0x1.71547652b82fep+0), log2_e_low(0x1.777d0ffda0d24p-56);
    DoubleDouble l = log2_in_two_parts(decompose_normal(a));
    DoubleDouble factor = fast_two_sum(a, Vec<f64>(-0.5)), main = product(factor, l);
    DoubleDouble minus = product({-a, Vec<f64>(0.0)}, {log2_e, log2_e_low});
    Vec<f64> inverse = Vec<f64>(1.0) / a, w = inverse * inverse;
    Vec<f64> s = inverse * polynomial(w, 0.08333333333333333, -0.0027777777777776747, 0.0007936507935117282, -0.0005952380234291254,
                                      0.0008417325268022404, -0.0019149659121629008, 0.006208136766229528, -0.0208558208374586);
    // log2 sqrt(2 pi)
    DoubleDouble constant = fast_two_sum(Vec<f64>(LOG2_ROOT_2PI), s * log2_e);
    constant.low = constant.low + Vec<f64>(LOG2_ROOT_2PI_LOW);
    return sum(sum(main, minus), constant);
}

// log(x.high + x.low) to about 2^-58, absolutely, for normal x > 0; to 2^-105 of x - 1 next to 1.
TA_INLINE DoubleDouble log_in_two_parts(DoubleDouble x) {
    Decomposition d = decompose_normal(x.high);
    LogParts p = log_parts(d.m - Vec<f64>(1.0));
    DoubleDouble first = fast_two_sum(d.k * Vec<f64>(0x1.62e42fefa3800p-1), p.f), second = fast_two_sum(first.high, -p.half_square);
    Vec<f64> low = fma_(d.k, Vec<f64>(0x1.ef35793c76730p-45), (first.low + second.low) + x.low / x.high);
#if !TA_HAS_FMA
    low = low - two_product(p.f * Vec<f64>(0.5), p.f).low;  // with fma the tail has it
#endif
    return fast_two_sum(second.high, low + p.tail);
}

// x sin(pi x) / pi for x < 0 in two parts; both factors are taken positive.
TA_INLINE DoubleDouble reflection(Vec<f64> a) {
    Vec<f64> r = abs_(a - rint_(a));
    return product(two_product(a, r), fast_two_sum(Vec<f64>(1.0), sinpi_rest(r * r)));
}

// log |gamma(x)| for any x. gammaln(+-inf) = +-inf; inf for 0 and the negative whole numbers.
static __attribute__((noinline)) Vec<f64> gammaln_f64(Vec<f64> x) {
    const Vec<f64> zero(0.0), infinity(__builtin_inf()), tiny(0x1p-60), huge(0x1p500);
    Vec<f64> a = abs_(x);
    Mask<f64> near = a < Vec<f64>(STIRLING_FROM), usual = (a > tiny) & (a < huge);
    DoubleDouble y = {zero, zero};
    if (any(near)) {
        NearGamma g = near_gamma(select(Vec<f64>(2.0), a, near & usual));
        DoubleDouble l = log_in_two_parts(g.steps);
        y = sum(select(l, {-l.high, -l.low}, g.below), g.log);
    }
    if (!all(near)) {
        DoubleDouble w = far_log2_gamma(select(Vec<f64>(10.0), a, usual & !near));
        y = select(product(w, {Vec<f64>(0x1.62e42fefa39efp-1), Vec<f64>(0x1.abc9e3b39803fp-56)}), y, near);
    }
    Mask<f64> negative = (x < zero) & usual;
    if (any(negative)) {
        DoubleDouble q = reflection(select(Vec<f64>(0.5), a, negative));
        Mask<f64> pole = q.high == zero;
        q = select(q, {Vec<f64>(1.0), zero}, pole);
        DoubleDouble reflected = sum(log_in_two_parts(q), y);
        y = select(y, {select(-reflected.high, infinity, pole), select(-reflected.low, zero, pole)}, negative);
    }
    Vec<f64> result = y.high + y.low;
    if (all(usual)) return result;
    Vec<f64> l = log_f64(a), outside = select(select(a * (l - Vec<f64>(1.0)), -l, a <= tiny), x, a == infinity);
    outside = select(outside, infinity, (x <= -huge) & (a < infinity));
    return select(select(outside, x, is_nan(x)), result, usual);
}

// gamma(a) for 2^-60 < a < 190.
TA_INLINE ScaledPair scaled_gamma(Vec<f64> a) {
    const Vec<f64> zero(0.0);
    Mask<f64> near = a < Vec<f64>(STIRLING_FROM);
    ScaledPair y = {{zero, zero}, zero};
    if (any(near)) {
        NearGamma g = near_gamma(select(Vec<f64>(2.0), a, near));
        y = scaled_exp_pair(g.log);
        y.m = select(product(y.m, g.steps), quotient(y.m, g.steps), g.below);
    }
    if (!all(near)) {
        DoubleDouble w = far_log2_gamma(select(a, Vec<f64>(10.0), near));
        Vec<f64> n = rint_(w.high);
        DoubleDouble f = product(fast_two_sum(w.high - n, w.low), {Vec<f64>(0x1.62e42fefa39efp-1), Vec<f64>(0x1.abc9e3b39803fp-56)});
        ScaledPair far = scaled_exp_pair(f);
        y = {select(far.m, y.m, near), select(far.n + n, y.n, near)};
    }
    return y;
}

// gamma(x) for any x. gamma(+-0) = +-inf, NaN for the negative whole numbers and -inf.
static __attribute__((noinline)) Vec<f64> gamma_f64(Vec<f64> x) {
    const Vec<f64> zero(0.0), one(1.0), tiny(0x1p-60), nan(__builtin_nan(""));
    Vec<f64> a = min_word(Vec<f64>(190.0), abs_(x));
    Mask<f64> small = a <= tiny, negative = (x < zero) & !small;
    ScaledPair g = scaled_gamma(select(a, one, small));
    Vec<f64> y = scale_by_power(g.m.high + g.m.low, g.n);
    if (any(negative)) {
        Vec<f64> below = floor_(x);
        DoubleDouble q = quotient({one, zero}, product(reflection(select(Vec<f64>(0.5), a, negative)), g.m));
        Vec<f64> value = scale_by_power(q.high + q.low, -g.n);
        value = select(value, -value, is_odd(below));
        value = select(value, zero, x < Vec<f64>(-189.0));
        y = select(y, select(value, nan, x == below), negative);
    }
    return any(small) ? select(y, one / x, small) : y;
}

}  // namespace
