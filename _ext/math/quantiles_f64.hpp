// Inverses of the incomplete gamma and beta functions, and the quantiles on them.
//
// Newton's method for the logarithm of a probability of at most 1/2, over log x or log(x / (1 - x)), in which it is concave: from a bound
// outside the root the steps run up to the root and not beyond. Bounds: of gamma by B. Laurent and P. Massart (Ann. Statist. 28 (2000),
// 1302), of beta by O. Marchal and J. Arbel (Electron. Commun. Probab. 22 (2017), 54), of both by the leading term at 0.
#pragma once
#include "math/distributions_f64.hpp"
#include "math/erfinv_f64.hpp"

namespace {

enum { MOST_STEPS = 60 };

// One step towards p from `value`, whose derivative is `slope` times that of x: x times what it returns. Where the value is lost it is a
// part of the way to `middle`. `rising`: 1 or -1.
struct QuantileStep {
    Vec<f64> factor;
    Mask<f64> going;
};
static __attribute__((noinline)) QuantileStep quantile_step(Vec<f64> p, Vec<f64> value, Vec<f64> slope, Vec<f64> x, Vec<f64> middle, Vec<f64> rising) {
    const Vec<f64> zero(0.0), one(1.0);
    Mask<f64> lost = (!(value > select(zero, p * Vec<f64>(0x1p-900), middle > Vec<f64>(0x1p-300)))) | (!(slope > zero));
    Vec<f64> ratio = p / select(value, one, lost), near = (p - value) / value, distance = log_f64(ratio);
    distance = select(distance, near - near * near * Vec<f64>(0.5), abs_(near) < Vec<f64>(1e-6));
    Vec<f64> step = clamp_f64(rising * (distance * (value / slope)), -700.0, 700.0);
    Vec<f64> part = sqrt_(sqrt_(middle / x));
    return {select(one + expm1_f64(step), part, lost), lost | (abs_(distance) > Vec<f64>(0x1p-27))};
}

// x with P(a, x) = p, or Q(a, x) = p where `upper`, for positive finite a and 0 < p <= 1/2.
static __attribute__((noinline)) Vec<f64> gamma_quantile(Vec<f64> a, Vec<f64> p, Mask<f64> upper) {
    const Vec<f64> zero(0.0), one(1.0), least(0x1p-1022);
    Vec<f64> log_p = log_f64(p), spread = sqrt_(Vec<f64>(-2.0) * (a * log_p));
    Vec<f64> leading = exp_f64((log_p + gammaln_f64(a + one)) / a);
    Vec<f64> x = select(max_word(leading, a - spread), (a + spread) - log_p, upper);
    Mask<f64> nothing = (x < least) & !upper, going = !nothing;
    x = select(x, one, nothing);
    for (int k = 0; k < MOST_STEPS && any(going); k++) {
        Vec<f64> value = zero;
        if (!all(upper)) value = incomplete_gamma(a, x, false);
        if (any(upper)) value = select(value, incomplete_gamma(a, x, true), upper);
        ScaledExp f = gamma_factor(a, x);
        QuantileStep step = quantile_step(p, value, scale_by_power(f.m * a, f.n), x, a, select(one, -one, upper));
        x = select(x, x * step.factor, going);
        going = going & step.going & (x > zero);
    }
    return select(x, leading, nothing);
}
static __attribute__((noinline)) Vec<f64> gamma_inverse(Vec<f64> a, Vec<f64> p, bool upper) {
    const Vec<f64> zero(0.0), one(1.0), half(0.5), infinity(__builtin_inf());
    Mask<f64> usual = (a > zero) & (a < infinity) & (p > zero) & (p < one);
    Vec<f64> held = select(half, p, usual);
    Mask<f64> is_small = held <= half;
    Vec<f64> x = gamma_quantile(select(one, a, usual), select(one - held, held, is_small), upper ? is_small : held > half);
    if (all(usual)) return x;
    Vec<f64> limit = select(Vec<f64>(__builtin_nan("")), upper ? infinity : zero, (p == zero) & (a >= zero));
    limit = select(limit, upper ? zero : infinity, (p == one) & (a >= zero));
    return select(limit, x, usual);
}
static __attribute__((noinline)) Vec<f64> gammaincinv_f64(Vec<f64> a, Vec<f64> p) { return gamma_inverse(a, p, false); }
static __attribute__((noinline)) Vec<f64> gammainccinv_f64(Vec<f64> a, Vec<f64> q) { return gamma_inverse(a, q, true); }
TA_INLINE Vec<f64> chdtri_f64(Vec<f64> v, Vec<f64> q) { return Vec<f64>(2.0) * gammainccinv_f64(v * Vec<f64>(0.5), q); }

// log(Gamma(a) Gamma(b) / Gamma(a + b)), to about 2^-50 of the logarithm of the smaller one's gamma function.
static __attribute__((noinline)) Vec<f64> log_beta(Vec<f64> a, Vec<f64> b) {
    Vec<f64> less = min_word(a, b), more = max_word(a, b), total = a + b;
    Vec<f64> growth = gammaln_f64(total) - gammaln_f64(more);
    Mask<f64> large = more >= Vec<f64>(SHIFT);
    if (any(large)) {
        Vec<f64> from = max_word(Vec<f64>(SHIFT), more), to = max_word(Vec<f64>(SHIFT), total);
        Vec<f64> by_stirling = fma_(from - Vec<f64>(0.5), log1p_f64(less / from), less * (log_f64(to) - Vec<f64>(1.0)));
        growth = select(growth, by_stirling + (stirling_rest(to) - stirling_rest(from)), large);
    }
    return gammaln_f64(less) - growth;
}
// x / (1 - x) with I_x(a, b) = p, for positive a and b below 2^900 and 0 < p <= 1/2; inf from 2^1000 on.
static __attribute__((noinline)) Vec<f64> beta_odds(Vec<f64> a, Vec<f64> b, Vec<f64> p) {
    const Vec<f64> zero(0.0), one(1.0), most(0x1p1000), least(0x1p-1000);
    Vec<f64> log_p = log_f64(p), total = a + b;
    Vec<f64> low = a / total - sqrt_(log_p / (Vec<f64>(-2.0) * (total + one)));
    Vec<f64> bound = max_word(exp_f64((log_p + (log_f64(a) + log_beta(a, b))) / a), select(zero, low / (one - low), low > zero));
    Mask<f64> nothing = bound < least, going = !nothing;
    Vec<f64> odds = select(min_word(most, bound), one, nothing);
    for (int k = 0; k < MOST_STEPS && any(going); k++) {
        DoubleDouble whole = two_sum(one, odds), x = quotient({odds, zero}, whole), y = quotient({one, zero}, whole);
        ScaledExp f = beta_factor(a, b, x, y);
        QuantileStep step = quantile_step(p, incomplete_beta(a, b, x, y, odds != odds), scale_by_power(f.m, f.n), odds, a / b, one);
        odds = select(odds, min_word(most, odds * step.factor), going);
        going = going & step.going & (odds < most) & (odds > zero);
    }
    return select(select(odds, Vec<f64>(__builtin_inf()), odds >= most), bound, nothing);
}
// The odds, or where `swapped` their inverse, of I_x(a, b) = p, or 1 - I_x = p where `upper`.
struct BetaQuantile {
    Vec<f64> odds;
    Mask<f64> swapped;
};
TA_INLINE BetaQuantile beta_quantile(Vec<f64> a, Vec<f64> b, Vec<f64> p, bool upper) {
    const Vec<f64> half(0.5);
    Mask<f64> swapped = upper ? p <= half : p > half;
    return {beta_odds(select(a, b, swapped), select(b, a, swapped), select(p, Vec<f64>(1.0) - p, p > half)), swapped};
}
TA_INLINE Mask<f64> has_beta_quantile(Vec<f64> a, Vec<f64> b, Vec<f64> p) {
    const Vec<f64> zero(0.0), vast(0x1p900);
    return (a > zero) & (b > zero) & (a < vast) & (b < vast) & (p > zero) & (p < Vec<f64>(1.0));
}
// What quantiles are at p = 0 and p = 1 for a, b > 0; NaN elsewhere.
TA_INLINE Vec<f64> beta_ends(Vec<f64> a, Vec<f64> b, Vec<f64> p, f64 at_zero, f64 at_one) {
    const Vec<f64> zero(0.0), nan(__builtin_nan(""));
    Vec<f64> y = select(select(nan, Vec<f64>(at_zero), p == zero), Vec<f64>(at_one), p == Vec<f64>(1.0));
    return select(nan, y, (a > zero) & (b > zero));
}
static __attribute__((noinline)) Vec<f64> beta_inverse(Vec<f64> a, Vec<f64> b, Vec<f64> p, bool upper) {
    const Vec<f64> one(1.0), half(0.5);
    Mask<f64> usual = has_beta_quantile(a, b, p);
    BetaQuantile q = beta_quantile(select(one, a, usual), select(one, b, usual), select(half, p, usual), upper);
    Vec<f64> x = select(select(q.odds, one, q.swapped) / (one + q.odds), one, (q.odds == Vec<f64>(__builtin_inf())) & !q.swapped);
    return select(beta_ends(a, b, p, upper, !upper), x, usual);
}
static __attribute__((noinline)) Vec<f64> betaincinv_f64(Vec<f64> a, Vec<f64> b, Vec<f64> p) { return beta_inverse(a, b, p, false); }
static __attribute__((noinline)) Vec<f64> betainccinv_f64(Vec<f64> a, Vec<f64> b, Vec<f64> q) { return beta_inverse(a, b, q, true); }

// x with fdtr(m, n, x) = p.
static __attribute__((noinline)) Vec<f64> fdtri_f64(Vec<f64> m, Vec<f64> n, Vec<f64> p) {
    const Vec<f64> one(1.0), half(0.5);
    Mask<f64> usual = has_beta_quantile(m, n, p);
    Vec<f64> a = select(one, m * half, usual), b = select(one, n * half, usual);
    BetaQuantile q = beta_quantile(a, b, select(half, p, usual), false);
    const Vec<f64> infinity(__builtin_inf());
    Vec<f64> ends = select(Vec<f64>(__builtin_nan("")), beta_ends(m, n, p, 0.0, __builtin_inf()), (m < infinity) & (n < infinity));
    return select(ends, select(q.odds * b, b / q.odds, q.swapped) / a, usual);
}
// t with stdtr(n, t) = p: n / t^2 are the odds of I(n / 2, 1 / 2) = 2 min(p, 1 - p).
static __attribute__((noinline)) Vec<f64> stdtrit_f64(Vec<f64> n, Vec<f64> p) {
    const Vec<f64> zero(0.0), one(1.0), half(0.5), infinity(__builtin_inf());
    Mask<f64> usual = has_beta_quantile(n, one, p) & (p != half);
    Vec<f64> tail = select(p, one - p, p > half), held = select(one, n, usual);
    BetaQuantile q = beta_quantile(held * half, half, select(half, tail + tail, usual), false);
    Vec<f64> t = sqrt_(select(held / q.odds, held * q.odds, q.swapped));
    t = select(t, -t, p < half);
    if (all(usual)) return t;
    Vec<f64> limit = select(beta_ends(n, one, p, -__builtin_inf(), __builtin_inf()), zero, (p == half) & (n > zero));
    return select(select(limit, ndtri_f64(p), n == infinity), t, usual);
}

}  // namespace
