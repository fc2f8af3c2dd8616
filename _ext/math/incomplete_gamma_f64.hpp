// The regularized incomplete gamma functions of float64.
//
// a >= 32 next to x: N. M. Temme's uniform expansion (The asymptotic expansion of the incomplete gamma functions, SIAM J. Math. Anal. 10
// (1979), 757); elsewhere the series of P where x <= a or x is small, the continued fraction of Q (DLMF 8.9.2) by J. Steed's sums, and the
// series of Q for small a and x (DLMF 8.7.3). The common factor x^a e^-x / Gamma(a + 1) is taken in two parts and to base 2.
#pragma once
#include "math/erf_f64.hpp"
#include "math/gamma_f64.hpp"

namespace {

constexpr f64 LOG2_E = 0x1.71547652b82fep+0, LOG2_E_LOW = 0x1.777d0ffda0d24p-56;
constexpr f64 TEMME_FROM = 32.0, TEMME_NEAR = 0.3, SHIFT = 8.0;

// log2(u.high + u.low) to about 2^-66, for u.high > 0.
static __attribute__((noinline)) DoubleDouble log2_of(DoubleDouble u) {
    DoubleDouble l = log2_in_two_parts(decompose(u.high, is_normal_positive(u.high)));
    return fast_two_sum(l.high, fma_(u.low / u.high, Vec<f64>(LOG2_E), l.low));
}
// 2^(w.high + w.low) times factor; 0 far below the least number.
static __attribute__((noinline)) ScaledExp power_times(DoubleDouble w, Vec<f64> factor) {
    Mask<f64> lost = !(w.high > Vec<f64>(-1200.0));
    w = select(w, {Vec<f64>(-1200.0), Vec<f64>(0.0)}, lost);
    Vec<f64> n = rint_(w.high);
    DoubleDouble f = product(fast_two_sum(w.high - n, w.low), {Vec<f64>(0x1.62e42fefa39efp-1), Vec<f64>(0x1.abc9e3b39803fp-56)});
    ScaledPair e = scaled_exp_pair(f);
    return {(e.m.high + e.m.low) * factor, e.n + n};
}
// log Gamma(a) - (a - 1/2) log a + a - log(2 pi) / 2 for a >= 8.
TA_INLINE Vec<f64> stirling_rest(Vec<f64> a) {
    Vec<f64> inverse = Vec<f64>(1.0) / a, w = inverse * inverse;
    return inverse * polynomial(w, 0.08333333333333333, -0.0027777777777776747, 0.0007936507935117282, -0.0005952380234291254,
                                0.0008417325268022404, -0.0019149659121629008, 0.006208136766229528, -0.0208558208374586);
}
// a (a + 1) ... (a + 7)
static __attribute__((noinline)) Vec<f64> rising_by_eight(DoubleDouble a) {
    DoubleDouble p = a;
    for (f64 k = 1.0; k < SHIFT; k += 1.0) p = product(p, sum(a, {Vec<f64>(k), Vec<f64>(0.0)}));
    return p.high + p.low;
}

// x^a e^-x / Gamma(a + 1).
static __attribute__((noinline)) ScaledExp gamma_factor(Vec<f64> a, Vec<f64> x) {
    const Vec<f64> zero(0.0), one(1.0);
    Mask<f64> small = a < Vec<f64>(SHIFT);
    DoubleDouble shifted = two_sum(a, select(zero, Vec<f64>(SHIFT), small));
    DoubleDouble u = select(quotient({x, zero}, {a, zero}), {x, zero}, small);
    DoubleDouble w = product(log2_of(u), {a, zero});
    Vec<f64> factor(0.3989422804014327);
    if (any(small)) {
        DoubleDouble l = product(log2_of(shifted), shifted);
        w = select(w, sum(w, {-l.high, -l.low}), small);
        factor = select(factor, factor * rising_by_eight(two_sum(a, one)), small);
    }
    DoubleDouble rest = sum(shifted, {-x, zero});
    w = sum(w, product(rest, {Vec<f64>(LOG2_E), Vec<f64>(LOG2_E_LOW)}));
    w.low = w.low - stirling_rest(shifted.high) * Vec<f64>(LOG2_E);
    w.high = select(w.high, Vec<f64>(-2000.0), u.high == zero);
    return power_times(w, factor / sqrt_(shifted.high));
}

// Coefficients of eta^i / a^k in the expansion, k after k.
constexpr f64 temme_terms[] = {
    -0.3333333333333333, 0.08333333333333333, -0.014814814814814815, 0.0011574074074074073, 0.0003527336860670194, -0.0001787551440329218,
    3.919263178522438e-05, -2.185448510679992e-06, -1.85406221071516e-06, 8.296711340953087e-07, -1.7665952736826078e-07, 6.707853543401498e-09,
    1.0261809784240309e-08, -4.382036018453353e-09, 9.14769958223679e-10, -2.5514193994946248e-11, -5.830772132550426e-11,
    -0.001851851851851852, -0.003472222222222222, 0.0026455026455026454, -0.0009902263374485596, 0.00020576131687242798, -4.018775720164609e-07,
    -1.8098550334489977e-05, 7.64916091608111e-06, -1.6120900894563446e-06, 4.647127802807434e-09, 1.378633446915721e-07, -5.752545603517705e-08,
    1.1951628599778148e-08,
    0.004133597883597883, -0.0026813271604938273, 0.0007716049382716049, 2.0093878600823047e-06, -0.0001073665322636516, 5.2923448829120125e-05,
    -1.2760635188618728e-05, 3.423578734096138e-08, 1.3721957309062934e-06, -6.298992138380055e-07, 1.4280614206064242e-07, -2.0477098421990866e-10,
    -1.409252991086752e-08, 6.228974084922022e-09,
    0.0006494341563786008, 0.00022947209362139917, -0.0004691894943952557, 0.00026772063206283885, -7.561801671883977e-05, -2.396505113867297e-07,
    1.1082654115347302e-05, -5.6749528269915965e-06, 1.4230900732435883e-06,
    -0.0008618882909167117, 0.0007840392217200666, -0.0002990724803031902, -1.4638452578843418e-06, 6.641498215465122e-05, -3.968365047179435e-05,
    1.1375726970678419e-05,
    -0.00033679855336635813, -6.972813758365857e-05, 0.0002772753244959392, -0.00019932570516188847, 6.797780477937208e-05, 1.419062920643967e-07,
    -1.3594048189768693e-05, 8.018470256334202e-06, -2.291481176508095e-06,
    0.0005313079364639922, -0.0005921664373536939, 0.0002708782096718045, 7.902353232660328e-07, -8.153969367561969e-05, 5.61168275310625e-05,
    -1.8329116582843375e-05,
    0.00034436760689237765, 5.171790908260592e-05, -0.00033493161081142234, 0.0002812695154763237, -0.00010976582244684731,
    -0.0006526239185953094, 0.0008394987206720873, -0.000438297098541721};
constexpr signed char temme_counts[] = {17, 13, 14, 9, 7, 9, 7, 5, 3};
enum { TEMME_ORDERS = sizeof(temme_counts), TEMME_TERMS = sizeof(temme_terms) / sizeof(f64) };

// Q(a, x) where x >= a, else P(a, x), for |x - a| < 0.3 a.
static __attribute__((noinline)) Vec<f64> gamma_uniform(Vec<f64> a, Vec<f64> x) {
    const Vec<f64> zero(0.0);
    Vec<f64> d = x - a;
    DoubleDouble m = quotient({d, zero}, {a, zero});
    // a (m - log(1 + m)) = a m^2 (1/2 - m/3 + ...)
    Vec<f64> p = m.high * polynomial(m.high, 0.24999999999999986, -0.19999999999999954, 0.16666666666674965, -0.1428571428573347, 0.1249999999836949,
                                            -0.1111111110807734, 0.10000000155078966, -0.09090909338017798, 0.08333324968761743,
                                            -0.07692295845234656, 0.07143133525826395, -0.06667023222576766, 0.062442149194249945,
                                            -0.05875438101475954, 0.05632241640418443, -0.053491397808663216, 0.04381828738453954,
                                            -0.0410587457724912, 0.07235665215973068, -0.07066071171846028);
    DoubleDouble c = fast_two_sum(Vec<f64>(-0x1.5555555555555p-2), p);
    c.low = c.low + Vec<f64>(-0x1.5555555555555p-56);
    c = product(c, m);
    DoubleDouble half = fast_two_sum(Vec<f64>(0.5), c.high);
    half.low = half.low + c.low;
    DoubleDouble square = product(product({d, zero}, m), half);
    Vec<f64> z = sqrt_(square.high), eta = copysign_(sqrt_((square.high + square.high) / a), d), inverse = Vec<f64>(1.0) / a, s = zero;
    const f64* term = temme_terms + TEMME_TERMS;
    for (int k = TEMME_ORDERS - 1; k >= 0; k--) {
        Vec<f64> row = zero;
        for (int i = temme_counts[k]; i > 0; i--) row = fma_(row, eta, Vec<f64>(*--term));
        s = fma_(s, inverse, row);
    }
    s = copysign_(Vec<f64>(0.3989422804014327), d) * s / sqrt_(a);
    DoubleDouble e = erfcx_in_two_parts(min_word(Vec<f64>(28.0), z));
    ScaledExp y = power_times(product({-square.high, -square.low}, {Vec<f64>(LOG2_E), Vec<f64>(LOG2_E_LOW)}), fma_(Vec<f64>(0.5), e.high, s));
    return scale_by_power(y.m, y.n);
}

// The sum of x^n / ((a + 1) ... (a + n)) for the lanes in use.
TA_INLINE Vec<f64> gamma_series(Vec<f64> a, Vec<f64> x) {
    Vec<f64> total(1.0), term(1.0), d = a;
    for (int n = 0; n < 1000 && any(term > total * Vec<f64>(0x1p-55)); n++) {
        d = d + Vec<f64>(1.0);
        term = term * (x / d);
        total = total + term;
    }
    return total;
}
// Gamma(a, x) e^x x^-a by its continued fraction, for x > a and x > 1.
TA_INLINE Vec<f64> gamma_fraction(Vec<f64> a, Vec<f64> x) {
    Vec<f64> b = (x - a) + Vec<f64>(1.0), inverse = Vec<f64>(1.0) / b, total = inverse, term = inverse;
    Mask<f64> going = total == total;
    for (f64 n = 1.0; n < 1000.0 && any(going); n += 1.0) {
        Vec<f64> c = Vec<f64>(n) * (a - Vec<f64>(n));
        b = b + Vec<f64>(2.0);
        Vec<f64> next = Vec<f64>(1.0) / fma_(c, inverse, b);
        term = -(c * inverse * next * term);
        total = total + term;
        inverse = next;
        going = abs_(term) > total * Vec<f64>(0x1p-56);
    }
    return total;
}
// Q(a, x) for a < 1.5 and x <= 1.1: 1 - e^l (1 + a sum (-x)^n / (n! (a + n))), e^l = x^a / Gamma(1 + a).
static __attribute__((noinline)) Vec<f64> gamma_small(Vec<f64> a, Vec<f64> x, Vec<f64> log_x) {
    NearGamma g = near_gamma(a);
    Vec<f64> of_gamma = g.log.high + g.log.low;
    of_gamma = select(of_gamma, of_gamma - log1p_f64(a), a < Vec<f64>(0.5));
    Vec<f64> e = expm1_f64(fma_(a, log_x, -of_gamma)), total(0.0), power(1.0);
    for (f64 n = 1.0; n < 20.0; n += 1.0) {
        power = power * (x / Vec<f64>(-n));
        total = total + power / (a + Vec<f64>(n));
    }
    Vec<f64> s = a * total;
    return -fma_(e, s, e + s);
}

// P(a, x), or Q(a, x) = 1 - P where `upper`. NaN for negative a or x, for a = x = 0 and a = x = inf.
static __attribute__((noinline)) Vec<f64> incomplete_gamma(Vec<f64> a, Vec<f64> x, bool upper) {
    const Vec<f64> zero(0.0), one(1.0), vast(0x1p400);
    Mask<f64> usual = (a > zero) & (x > zero) & (a < vast) & (x < vast), above = x > a;
    Vec<f64> distance = abs_(x - a), y = zero;
    Mask<f64> uniform = usual & (a >= Vec<f64>(TEMME_FROM)) & (distance < a * Vec<f64>(TEMME_NEAR)), rest = usual & !uniform;
    Mask<f64> fraction = rest & above & (x > Vec<f64>(1.1)), is_upper = (uniform & (x >= a)) | (above & !usual), series = rest & !fraction;
    if (any(uniform)) y = gamma_uniform(select(Vec<f64>(TEMME_FROM), a, uniform), select(Vec<f64>(TEMME_FROM), x, uniform));
    Mask<f64> low = series & (x <= Vec<f64>(1.1));
    if (upper && any(low)) {
        Vec<f64> l = log_f64(select(one, x, low));
        Mask<f64> tiny = x <= Vec<f64>(0.5), small = low & ((tiny & (a * l > Vec<f64>(-0.4))) | ((a < x * Vec<f64>(1.1)) & !tiny));
        if (any(small)) {
            y = select(y, gamma_small(select(one, a, small), select(one, x, small), l), small);
            series = series & !small;
            is_upper = is_upper | small;
        }
    }
    Mask<f64> by_factor = series | fraction;
    if (any(by_factor)) {
        ScaledExp f = gamma_factor(select(one, a, by_factor), select(one, x, by_factor));
        if (any(series)) y = select(y, scale_by_power(f.m * gamma_series(select(one, a, series), select(zero, x, series)), f.n), series);
        if (any(fraction)) {
            Vec<f64> q = f.m * (a * gamma_fraction(select(one, a, fraction), select(Vec<f64>(1e9), x, fraction)));
            y = select(y, scale_by_power(q, f.n), fraction);
            is_upper = is_upper | fraction;
        }
    }
    if (!all(usual)) {
        Mask<f64> invalid = ((x == a) & ((a == zero) | (a == Vec<f64>(__builtin_inf())))) | !((a >= zero) & (x >= zero));
        y = select(select(select(zero, Vec<f64>(0.5), x == a), Vec<f64>(__builtin_nan("")), invalid), y, usual);
    }
    y = min_word(one, y);
    return upper ? select(one - y, y, is_upper) : select(y, one - y, is_upper);
}

static __attribute__((noinline)) Vec<f64> gammainc_f64(Vec<f64> a, Vec<f64> x) { return incomplete_gamma(a, x, false); }
static __attribute__((noinline)) Vec<f64> gammaincc_f64(Vec<f64> a, Vec<f64> x) { return incomplete_gamma(a, x, true); }
TA_INLINE Vec<f64> chdtr_f64(Vec<f64> v, Vec<f64> x) { return gammainc_f64(v * Vec<f64>(0.5), x * Vec<f64>(0.5)); }
TA_INLINE Vec<f64> chdtrc_f64(Vec<f64> v, Vec<f64> x) { return gammaincc_f64(v * Vec<f64>(0.5), x * Vec<f64>(0.5)); }

}  // namespace
