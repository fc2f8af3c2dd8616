// Inverses of the incomplete gamma and beta functions, and the quantiles on them.
//
// Halley's method for the logarithm of a probability of at most 1/2, over log x or log(x / (1 - x)), in which it is concave, from an
// approximation; after a few steps Newton's, which run from outside the root up to it and not beyond. Bounds on that side: of gamma by
// B. Laurent and P. Massart (Ann. Statist. 28 (2000), 1302), of beta by O. Marchal and J. Arbel (Electron. Commun. Probab. 22 (2017), 54),
// of both by the leading term at 0. Parameters below 1/2, which multiply the relative error of a root by their inverse, have small_parameter_f64.hpp
// where the root is next to 0. Approximations: of gamma by E. Wilson and M. Hilferty (Proc. Nat. Acad. Sci. 17 (1931), 684), of beta
// by M. Abramowitz and I. Stegun (26.5.22), of Student's t by D. Wallace (Ann. Math. Statist. 30 (1959), 1124).
#pragma once
#include "math/distributions_f64.hpp"
#include "math/erfinv_f64.hpp"

namespace {

enum { MOST_STEPS = 60, STEPS_OF_HALLEY = 8 };
constexpr f64 BOUND_ERROR = 0x1p-20;

// Step k towards p from `value`, whose derivative is `slope` times that of log x, and the derivative of log(slope) is `bend`: x times what it
// returns. Where the value is lost it is a part of the way to `middle`. `rising`: 1 or -1.
struct QuantileStep {
    Vec<f64> factor;
    Mask<f64> going;
};
static __attribute__((noinline)) QuantileStep quantile_step(int k, Vec<f64> p, Vec<f64> value, Vec<f64> slope, Vec<f64> bend, Vec<f64> x, Vec<f64> middle, Vec<f64> rising) {
    const Vec<f64> zero(0.0), one(1.0), half(0.5);
    const bool is_halley = k < STEPS_OF_HALLEY;
    Mask<f64> lost = (!(value > select(zero, p * Vec<f64>(0x1p-900), middle > Vec<f64>(0x1p-300)))) | (!(slope > zero));
    Vec<f64> ratio = p / select(value, one, lost), near = (p - value) / value, distance = log_f64(ratio);
    distance = select(distance, near - near * near * half, abs_(near) < Vec<f64>(1e-6));
    Vec<f64> rate = rising * (slope / value), step = distance / rate;
    if (is_halley) step = step / select(one, clamp_f64(fma_(step * half, bend - rate, one), 0.5, 2.0), abs_(step) < one);
    step = clamp_f64(step, -700.0, 700.0);
    Vec<f64> part = sqrt_(sqrt_(middle / x));
    return {select(one + expm1_f64(step), part, lost), lost | (abs_(distance) > Vec<f64>(is_halley ? 0x1p-18 : 0x1p-27))};
}

// The root lies in [low, high], but for rounding; a step out of it becomes one to the geometric mean of its ends.
struct Bracket {
    Vec<f64> low, high;
};
static __attribute__((noinline)) Vec<f64> step_within(Bracket* bracket, Vec<f64> x, Vec<f64> factor, Mask<f64> root_above, Mask<f64> root_below) {
    Vec<f64> next = x * factor, low = select(bracket->low, max_word(bracket->low, x), root_above), high = select(bracket->high, min_word(bracket->high, x), root_below);
    *bracket = {low, high};
    Mask<f64> outside = (next < low * Vec<f64>(1.0 - BOUND_ERROR)) | (next > high * Vec<f64>(1.0 + BOUND_ERROR));
    return select(next, sqrt_(low) * sqrt_(high), outside);
}

// x^a e^-x / Gamma(a), to about 2^-40.
static __attribute__((noinline)) Vec<f64> gamma_slope(Vec<f64> a, Vec<f64> x, Vec<f64> gammaln_of_a) {
    Mask<f64> near = (a >= Vec<f64>(SHIFT)) & (abs_(x - a) < a * Vec<f64>(0.5));
    Vec<f64> exponent = fma_(a, log_f64(x), -x) - gammaln_of_a;
    if (!any(near)) return exp_f64(exponent);
    Vec<f64> held = select(Vec<f64>(SHIFT), a, near), m = select(Vec<f64>(0.0), (x - held) / held, near);
    Vec<f64> by_stirling = held * (log1p_f64(m) - m) - stirling_rest(held);
    return exp_f64(select(exponent, by_stirling, near)) * select(Vec<f64>(1.0), sqrt_(held * Vec<f64>(0.15915494309189535)), near);
}
// An approximation of x with P(a, x) = p, or Q(a, x) = p where `upper`. `leading`: (P Gamma(a + 1))^(1 / a).
static __attribute__((noinline)) Vec<f64> gamma_guess(Vec<f64> a, Vec<f64> p, Mask<f64> upper, Vec<f64> leading) {
    const Vec<f64> one(1.0), third(1.0 / 9.0), more = a + one;
    Vec<f64> z = ndtri_f64(p), c = third / a, root = fma_(select(z, -z, upper), sqrt_(c), one - c);
    Vec<f64> by_cube = a * (root * root * root), t = leading / more;
    Vec<f64> by_series = leading * fma_(t, fma_(t, fma_(Vec<f64>(1.5), a, Vec<f64>(2.5)) / (a + Vec<f64>(2.0)), one), one);
    return select(by_cube, by_series, t < Vec<f64>(0.2));
}

// log2 of the same x <= 1/2 for a < 1/2; 0 elsewhere.
static __attribute__((noinline)) DoubleDouble gamma_end_root(Vec<f64> a, Vec<f64> p, Mask<f64> upper) {
    const Vec<f64> zero(0.0), one(1.0);
    Mask<f64> small = a < Vec<f64>(SMALL_PARAMETER);
    if (!any(small)) return {zero, zero};
    Vec<f64> held = select(one, max_word(Vec<f64>(0x1p-1000), a), small);
    DoubleDouble lead = quotient(log2_of_sum(select({p, zero}, two_sum(one, -p), upper)), {held, zero});
    lead = sum(lead, product({gamma_rate(held), zero}, {Vec<f64>(LOG2_E), Vec<f64>(LOG2_E_LOW)}));
    return select({zero, zero}, end_root(held, one, lead, false), small);
}
// x with P(a, x) = p, or Q(a, x) = p where `upper`, for positive finite a and 0 < p <= 1/2.
static __attribute__((noinline)) Vec<f64> gamma_quantile(Vec<f64> a, Vec<f64> p, Mask<f64> upper) {
    const Vec<f64> zero(0.0), one(1.0), least(0x1p-1022);
    Vec<f64> log_p = log_f64(p), spread = sqrt_(Vec<f64>(-2.0) * (a * log_p)), gammaln_of_next = gammaln_f64(a + one);
    gammaln_of_next = select(gammaln_of_next, a * gamma_rate(min_word(one, a)), a < Vec<f64>(SMALL_PARAMETER));
    Vec<f64> leading = exp_f64((select(log_p, log1p_f64(-p), upper) + gammaln_of_next) / a), gammaln_of_a = gammaln_of_next - log_f64(a);
    Vec<f64> bound = select(max_word(leading, a - spread), max_word(leading, (a + spread) - log_p), upper), x = gamma_guess(a, p, upper, leading);
    DoubleDouble root = gamma_end_root(a, p, upper);
    Mask<f64> at_end = root.high <= Vec<f64>(-1.0), nothing = ((bound < least) & !upper) | at_end, going = !nothing, fits = (upper & (x < bound) & (x > leading)) | ((x > bound) & !upper);
    x = select(select(bound, x, fits & (x > zero)), one, nothing);
    Bracket bracket = {leading * Vec<f64>(1.0 - BOUND_ERROR), select(a, bound * Vec<f64>(1.0 + BOUND_ERROR), upper)};
    for (int k = 0; k < MOST_STEPS && any(going); k++) {
        Vec<f64> value = zero;
        if (!all(upper)) value = incomplete_gamma(a, x, false);
        if (any(upper)) value = select(value, incomplete_gamma(a, x, true), upper);
        QuantileStep step = quantile_step(k, p, value, gamma_slope(a, x, gammaln_of_a), a - x, x, a, select(one, -one, upper));
        Mask<f64> is_less = value < p, is_more = value > p;
        x = select(x, step_within(&bracket, x, step.factor, (is_less & !upper) | (is_more & upper), (is_more & !upper) | (is_less & upper)), going);
        going = going & step.going & (x > zero);
    }
    return select(select(x, leading, nothing), scaled_value(exp2_apart(root)), at_end);
}
static __attribute__((noinline)) Vec<f64> gamma_inverse(Vec<f64> a, Vec<f64> p, bool upper) {
    const Vec<f64> zero(0.0), one(1.0), half(0.5), infinity(__builtin_inf());
    Mask<f64> usual = (a > zero) & (a < infinity) & (p > zero) & (p < one);
    Vec<f64> held = select(half, p, usual);
    Mask<f64> is_small = held <= half;
    Vec<f64> parameter = select(one, a, usual), most(VAST_PARAMETER);  // from which on the distribution is as narrow as a number
    Vec<f64> x = gamma_quantile(min_word(most, parameter), select(one - held, held, is_small), upper ? is_small : held > half);
    x = select(x, a, usual & (a > most));
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
// An approximation of x / (1 - x) with I_x(a, b) = p, for a, b >= 1.
static __attribute__((noinline)) Vec<f64> beta_guess(Vec<f64> a, Vec<f64> b, Vec<f64> p) {
    const Vec<f64> one(1.0);
    Vec<f64> z = -ndtri_f64(p), u = one / (a + a - one), v = one / (b + b - one), inverse = Vec<f64>(0.5) * (u + v);
    Vec<f64> l = fma_(z, z, Vec<f64>(-3.0)) * Vec<f64>(1.0 / 6.0), root = sqrt_(max_word(Vec<f64>(0.0), one / inverse + l));
    Vec<f64> w = fma_(z * root, inverse, (u - v) * (l + fma_(inverse, Vec<f64>(-2.0 / 3.0), Vec<f64>(5.0 / 6.0))));
    return a / b * exp_f64(clamp_f64(Vec<f64>(-2.0) * w, -600.0, 600.0));
}
// The power of two of the odds x / (1 - x) kept apart.
struct EndOdds {
    ScaledExp odds;
    Mask<f64> found;
};
// x / (1 - x) with I_x(a, b) = p, or 1 - p where `upper`, where a is small and x <= 1/2, or a < 5/4 and x, about `bound`, below 2^-900.
static __attribute__((noinline)) EndOdds beta_end_odds(Vec<f64> a, Vec<f64> b, Vec<f64> p, Vec<f64> bound, bool upper) {
    const Vec<f64> zero(0.0), one(1.0);
    Mask<f64> small = a < Vec<f64>(SMALL_PARAMETER), tiny = (a < Vec<f64>(1.25)) & (bound < Vec<f64>(0x1p-900)) & !small, usable = small | tiny;
    if (!any(usable)) return {{one, zero}, usable};
    Vec<f64> held = select(one, max_word(Vec<f64>(0x1p-1000), a), usable), other = select(one, b, usable);
    DoubleDouble share = log2_of_share(upper ? two_sum(one, -p) : DoubleDouble{p, zero}, held, other);
    DoubleDouble lead = sum(quotient(share, {held, zero}), beta_rate(held, other));
    if (any(small)) lead = select(lead, end_root(held, other, lead, true), small);
    ScaledExp x = exp2_apart(lead);
    Vec<f64> rest = one - min_word(Vec<f64>(0.5), scaled_value(x));
    return {{upper ? rest / x.m : x.m / rest, upper ? -x.n : x.n}, (small & (lead.high <= Vec<f64>(-1.0 + 0x1p-40))) | tiny};
}
// x / (1 - x) with I_x(a, b) = p, for positive a and b below 2^900 and 0 < p <= 1/2; inf from 2^1000 on where a and b are not small. `guess`
// approximates it or is 0.
static __attribute__((noinline)) ScaledExp beta_odds(Vec<f64> a, Vec<f64> b, Vec<f64> p, Vec<f64> guess) {
    const Vec<f64> zero(0.0), one(1.0), most(0x1p1000), least(0x1p-1000);
    Vec<f64> log_p = log_f64(p), total = a + b;
    Vec<f64> low = a / total - sqrt_(log_p / (Vec<f64>(-2.0) * (total + one)));
    Vec<f64> bound = max_word(exp_f64((log_p + (log_f64(a) + log_beta(a, b))) / a), select(zero, low / (one - low), low > zero));
    EndOdds first = beta_end_odds(a, b, p, bound, false), second = beta_end_odds(b, a, p, one, true);
    Mask<f64> at_end = first.found | second.found, nothing = (bound < least) | at_end, going = !nothing, usual = min_word(a, b) >= one;
    if (any(usual)) guess = select(guess, beta_guess(select(one, a, usual), select(one, b, usual), p), usual & (guess == zero));
    Vec<f64> odds = select(min_word(most, max_word(bound, guess)), one, nothing);
    Bracket bracket = {bound * Vec<f64>(1.0 - BOUND_ERROR), Vec<f64>(__builtin_inf())};
    for (int k = 0; k < MOST_STEPS && any(going); k++) {
        DoubleDouble whole = two_sum(one, odds), x = quotient({odds, zero}, whole), y = quotient({one, zero}, whole);
        ScaledExp f;
        Vec<f64> value = incomplete_beta(a, b, x, y, odds != odds, &f);
        QuantileStep step = quantile_step(k, p, value, scale_by_power(f.m, f.n), a * y.high - b * x.high, odds, a / b, one);
        odds = select(odds, min_word(most, step_within(&bracket, odds, step.factor, value < p, value > p)), going);
        going = going & step.going & (odds < most) & (odds > zero);
    }
    odds = select(select(odds, Vec<f64>(__builtin_inf()), odds >= most), bound, nothing);
    ScaledExp ends = {select(second.odds.m, first.odds.m, first.found), select(second.odds.n, first.odds.n, first.found)};
    return {select(odds, ends.m, at_end), select(zero, ends.n, at_end)};
}
// The odds, or where `swapped` their inverse, of I_x(a, b) = p, or 1 - I_x = p where `upper`.
struct BetaQuantile {
    ScaledExp odds;
    Mask<f64> swapped;
};
TA_INLINE BetaQuantile beta_quantile(Vec<f64> a, Vec<f64> b, Vec<f64> p, bool upper, Vec<f64> guess = Vec<f64>(0.0)) {
    const Vec<f64> half(0.5);
    Mask<f64> swapped = upper ? p <= half : p > half;
    guess = select(guess, Vec<f64>(1.0) / guess, swapped & (guess > Vec<f64>(0.0)));
    return {beta_odds(select(a, b, swapped), select(b, a, swapped), select(p, Vec<f64>(1.0) - p, p > half), guess), swapped};
}
TA_INLINE Mask<f64> has_beta_quantile(Vec<f64> a, Vec<f64> b, Vec<f64> p) {
    const Vec<f64> zero(0.0), infinity(__builtin_inf());
    return (a > zero) & (b > zero) & (a < infinity) & (b < infinity) & (p > zero) & (p < Vec<f64>(1.0));
}
// The odds with I_x(a, b) = p, or 1 - I = p where `upper`, times b where a <= b, a over them elsewhere, where the greater of a and b is vast.
static __attribute__((noinline)) Vec<f64> vast_quantile(Vec<f64> a, Vec<f64> b, Vec<f64> p, bool upper) {
    Vec<f64> least = min_word(a, b);
    return select(gamma_inverse(least, p, !upper), gamma_inverse(least, p, upper), a <= b);
}
// What quantiles are at p = 0 and p = 1 for a, b > 0; NaN elsewhere.
TA_INLINE Vec<f64> beta_ends(Vec<f64> a, Vec<f64> b, Vec<f64> p, f64 at_zero, f64 at_one) {
    const Vec<f64> zero(0.0), nan(__builtin_nan(""));
    Vec<f64> y = select(select(nan, Vec<f64>(at_zero), p == zero), Vec<f64>(at_one), p == Vec<f64>(1.0));
    return select(nan, y, (a > zero) & (b > zero));
}
static __attribute__((noinline)) Vec<f64> beta_inverse(Vec<f64> a, Vec<f64> b, Vec<f64> p, bool upper) {
    const Vec<f64> one(1.0), half(0.5);
    Mask<f64> usual = has_beta_quantile(a, b, p), is_vast = usual & (max_word(a, b) > Vec<f64>(VAST_PARAMETER)), mild = usual & !is_vast;
    BetaQuantile q = beta_quantile(select(one, a, mild), select(one, b, mild), select(half, p, mild), upper);
    Vec<f64> odds = scaled_value(q.odds), x = select(odds / (one + odds), one, odds == Vec<f64>(__builtin_inf()));
    if (any(q.swapped)) {
        Vec<f64> inverse = scaled_value({one / q.odds.m, -q.odds.n});
        x = select(x, select(inverse, one / (one + odds), odds < Vec<f64>(0x1p500)), q.swapped);
    }
    if (any(is_vast)) {
        Vec<f64> ratio = vast_quantile(a, b, p, upper) / max_word(a, b);
        x = select(x, select(one, ratio, a <= b) / (one + ratio), is_vast);
    }
    const Vec<f64> infinity(__builtin_inf());
    Mask<f64> all_at_end = (min_word(a, b) == one) & (max_word(a, b) == infinity) & (p > Vec<f64>(0.0)) & (p < one);
    x = select(x, select(Vec<f64>(0.0), one, a == infinity), all_at_end);
    return select(beta_ends(a, b, p, upper, !upper), x, usual | all_at_end);
}
static __attribute__((noinline)) Vec<f64> betaincinv_f64(Vec<f64> a, Vec<f64> b, Vec<f64> p) { return beta_inverse(a, b, p, false); }
static __attribute__((noinline)) Vec<f64> betainccinv_f64(Vec<f64> a, Vec<f64> b, Vec<f64> q) { return beta_inverse(a, b, q, true); }

// x with fdtr(m, n, x) = p.
static __attribute__((noinline)) Vec<f64> fdtri_f64(Vec<f64> m, Vec<f64> n, Vec<f64> p) {
    const Vec<f64> one(1.0), half(0.5);
    Mask<f64> usual = has_beta_quantile(m, n, p), is_vast = usual & (max_word(m, n) > Vec<f64>(VAST_PARAMETER)), mild = usual & !is_vast;
    Vec<f64> a = select(one, m * half, mild), b = select(one, n * half, mild);
    BetaQuantile q = beta_quantile(a, b, select(half, p, mild), false);
    const Vec<f64> infinity(__builtin_inf());
    Vec<f64> ends = select(Vec<f64>(__builtin_nan("")), beta_ends(m, n, p, 0.0, __builtin_inf()), (m < infinity) & (n < infinity));
    Vec<f64> x = scaled_value({select(q.odds.m * b, b / q.odds.m, q.swapped) / a, select(q.odds.n, -q.odds.n, q.swapped)});
    if (any(is_vast)) {
        Vec<f64> found = vast_quantile(m * half, n * half, p, false);
        x = select(x, select(n * half / found, found / (m * half), m <= n), is_vast);
    }
    return select(ends, x, usual);
}
// t with stdtr(n, t) = p: n / t^2 are the odds of I(n / 2, 1 / 2) = 2 min(p, 1 - p).
static __attribute__((noinline)) Vec<f64> stdtrit_f64(Vec<f64> n, Vec<f64> p) {
    const Vec<f64> zero(0.0), one(1.0), half(0.5);
    Mask<f64> normal = n > Vec<f64>(0x1p100), usual = has_beta_quantile(n, one, p) & (p != half) & !normal;
    Vec<f64> tail = select(p, one - p, p > half), held = select(Vec<f64>(30.0), n, usual);  // of lanes without, one that is found at once
    Vec<f64> z = ndtri_f64(select(half * half, tail, usual)), part = fma_(Vec<f64>(8.0), held, Vec<f64>(3.0)) / fma_(Vec<f64>(8.0), held, one);
    Vec<f64> guess = one / expm1_f64(min_word(Vec<f64>(600.0), part * part * (z * z) / held));
    BetaQuantile q = beta_quantile(held * half, half, select(half, tail + tail, usual), false, guess);
    Vec<f64> n_of_odds = select(-q.odds.n, q.odds.n, q.swapped), even = rint_(n_of_odds * half) * Vec<f64>(2.0), unit = scale_by_power(one, n_of_odds - even);
    Vec<f64> t = scaled_value({sqrt_(select(held / q.odds.m, held * q.odds.m, q.swapped) * unit), even * half});
    t = select(t, -t, p < half);
    if (all(usual)) return t;
    Vec<f64> limit = select(beta_ends(n, one, p, -__builtin_inf(), __builtin_inf()), zero, (p == half) & (n > zero));
    return select(select(limit, ndtri_f64(p), normal), t, usual);
}

}  // namespace
