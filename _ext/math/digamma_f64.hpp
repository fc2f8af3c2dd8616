// digamma of float64: the derivative of log gamma.
//
// a < 8: a = z + k or z - 1 with 1 <= z <= 2, (z - root) Q(z) with a minimax polynomial Q (own fit), and the reciprocals of the steps;
// a >= 8: log a - 1/2a - P(1/a^2) / a^2. x < 0: digamma(x) = digamma(-x) - 1/x + pi cot(-pi x), and a polynomial about the first root.
#pragma once
#include "math/log_f64.hpp"
#include "math/scaled_exp_f64.hpp"
#include "math/sinpi_f64.hpp"

namespace {

// digamma(a) for 2^-60 < a < 8; digamma(a + 1) instead for a < 1 where `no_step`.
TA_INLINE Vec<f64> digamma_by_steps(Vec<f64> a, Mask<f64> no_step) {
    const Vec<f64> zero(0.0), one(1.0), two(2.0);
    Mask<f64> below = a < one;
    DoubleDouble z = two_sum(select(a, one, below), select(zero, a, below));
    // The sum of the reciprocals of the steps as slope / steps, both in two parts.
    DoubleDouble steps = {select(one, a, below & !no_step), zero}, slope = {select(zero, -one, below & !no_step), zero};
    for (Mask<f64> above = z.high > two; any(above); above = z.high > two) {
        z.high = select(z.high, z.high - one, above);
        DoubleDouble p = two_product(slope.high, z.high);
        p.low = fma_(slope.low, z.high, p.low);
        slope = select(slope, sum(p, steps), above);
        steps = select(steps, product(steps, {z.high, zero}), above);
    }
    Vec<f64> t = z.high - Vec<f64>(1.5);
    Vec<f64> p = polynomial(t, -0.4236274212814606, 0.24054248424078697, -0.14840492305388092, 0.09498872445289039, -0.06192213327548831,
                            0.040760833940846085, -0.026975796659787055, 0.017907248317313294, -0.011908220105959716, 0.007927021796868154,
                            -0.005279937255532708, 0.003518106563802472, -0.0023454947398380833, 0.0015633696313653504,
                            -0.0010364584817312839, 0.0006909255761282986, -0.00048595039220036254, 0.00032395945401345196,
                            -0.00014480643368061614, 9.653646261410062e-05, -0.0001782188548855923, 0.00011881232908510335);
    DoubleDouble distance = two_sum(z.high - Vec<f64>(0x1.762d86356be3fp+0), z.low - Vec<f64>(0x1.b86a722197829p-54));
    DoubleDouble q = fast_two_sum(Vec<f64>(0x1.e6f0cbb873616p-1), t * p);
    q.low = q.low + Vec<f64>(0x1.8f70c7a125e6ap-55);
    DoubleDouble total = sum(quotient(slope, steps), product(distance, q));
    return total.high + total.low;
}

// digamma(a) - log a, and digamma(a), for 8 <= a.
TA_INLINE Vec<f64> digamma_less_log(Vec<f64> a) {
    Vec<f64> inverse = Vec<f64>(1.0) / a, w = inverse * inverse;
    Vec<f64> p = polynomial(w, 0.08333333333333333, -0.008333333333331664, 0.003968253965999701, -0.004166665501516725, 0.007575459920369175,
                            -0.02105106090804764, 0.08002337465397329, -0.299425370626662);
    return -fma_(w, p, inverse * Vec<f64>(0.5));
}
TA_INLINE Vec<f64> digamma_far(Vec<f64> a) { return log_f64(a) + digamma_less_log(a); }

// pi cot(pi a) for a > 0: cos(pi r) / (r sin(pi r) / (pi r)), r = a - rint(a). inf at the whole numbers.
TA_INLINE Vec<f64> pi_cotangent(Vec<f64> a) {
    Vec<f64> r = a - rint_(a), z = r * r;
    Vec<f64> p = polynomial(z, 4.058712126416736, -1.3352627688518803, 0.2353306302721577, -0.02580689002587539, 0.0019295626524798658,
                            -0.00010458286368326534, 4.166399462726408e-06);
    Vec<f64> cosine = Vec<f64>(1.0) + z * fma_(z, p, Vec<f64>(-4.934802200544679));
    return cosine / (r * sinpi_quotient(z));
}

// digamma x for |x - first negative root| < 0.2.
TA_INLINE Vec<f64> digamma_at_root(Vec<f64> x) {
    Vec<f64> t = (x - Vec<f64>(-0x1.02172b05ee260p-1)) + Vec<f64>(0x1.2cd704405bff6p-57);
    return t * polynomial(t, 8.939798558792134, -0.809345462530651, 32.258572064915505, -2.761011648790106, 128.27342343090328,
                          -14.706721736178139, 513.2704629614518, -75.37700039346706, 2055.5357097927226, -368.57841362965553,
                          8234.66760394184, -1743.3553944691016, 32997.712074602285, -8052.70296292512, 132270.02617001795, -36472.11168283777,
                          529817.6693080104, -166059.0748093626, 2147494.2979881857, -642643.9083420623, 7882784.2339119185,
                          -4838826.084037068, 47654588.94368023, 7695724.424119753, -36765851.14214318, -206422513.68343118, 1752549240.5680804);
}

// For any x. digamma(+-0) = -+inf, digamma(inf) = inf, NaN for the negative whole numbers and -inf.
static __attribute__((noinline)) Vec<f64> digamma_f64(Vec<f64> x) {
    const Vec<f64> zero(0.0), one(1.0), tiny(0x1p-60);
    Vec<f64> a = abs_(x), y = x;
    Mask<f64> near = a < Vec<f64>(8.0), small = a <= tiny, negative = (x < zero) & !small;
    if (any(near)) y = digamma_by_steps(select(one, a, near & !small), negative);
    if (!all(near)) y = select(digamma_far(a), y, near);
    if (any(negative)) {
        Vec<f64> more = select(zero, one / a, a >= one), cotangent = pi_cotangent(select(Vec<f64>(0.5), a, negative));
        DoubleDouble s = two_sum(y, cotangent);
        Vec<f64> reflected = s.high + (s.low + more);
        reflected = select(reflected, Vec<f64>(__builtin_nan("")), rint_(x) == x);
        Mask<f64> at_root = abs_(x + Vec<f64>(0.504)) < Vec<f64>(0.199);
        if (any(at_root)) reflected = select(reflected, digamma_at_root(x), at_root);
        y = select(y, reflected, negative);
    }
    return any(small) ? select(y, -one / x, small) : y;
}

}  // namespace
