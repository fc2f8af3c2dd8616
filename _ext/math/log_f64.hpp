// Logarithms of float64.
//
// x = 2^k m, 3/4 <= m < 3/2, f = m - 1, s = f / (2 + f): log m = f - f^2/2 + s (f^2/2 + R(s^2)), R a minimax polynomial
// (Remez) of 2 atanh(s)/s - 2. Source of the identity: FDLIBM's documentation of log; J.-M. Muller, "Elementary Functions", 11.
#pragma once
#include "math/double_double.hpp"
#if defined(TA_ISA_AVX512)
#include "kernels/override/log_f64_avx512.hpp"
#endif

namespace {

struct Decomposition {
    Vec<f64> k, m;  // x = 2^k m, m in [3/4, 3/2)
};
// For normal positive x.
TA_INLINE Decomposition decompose_normal(Vec<f64> x) {
#if defined(TA_ISA_AVX512)
    Vec<f64> m(_mm512_maskz_getmant_pd(0xff, x.raw, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src));
    return {Vec<f64>(_mm512_maskz_getexp_pd(0xff, x.raw)) - Vec<f64>(_mm512_maskz_getexp_pd(0xff, m.raw)), m};
#else
    const Vec<u64> least(0x3fe8000000000000ULL), mantissa(0x000fffffffffffffULL), one(0x3ff0000000000000ULL);
    Vec<u64> bits = bitcast<u64>(x) + (one - least);
    Vec<f64> biased = bitcast<f64>((bits >> 52) | Vec<u64>(0x4330000000000000ULL));
    return {biased - Vec<f64>(4503599627370496.0 + 1023.0), bitcast<f64>((bits & mantissa) + least)};
#endif
}
TA_INLINE Mask<f64> is_normal_positive(Vec<f64> x) { return (x >= Vec<f64>(0x1p-1022)) & (x < Vec<f64>(__builtin_inf())); }
// Subnormal x are multiplied by 2^54; zero, negative numbers, inf and NaN give a harmless value.
TA_INLINE Decomposition decompose(Vec<f64> x, Mask<f64> normal) {
    if (__builtin_expect(all(normal), 1)) return decompose_normal(x);
    Mask<f64> small = x < Vec<f64>(0x1p-1022);
    Decomposition d = decompose_normal(select(x, x * Vec<f64>(0x1p54), small));
    return {select(d.k, d.k - Vec<f64>(54.0), small), d.m};
}
// What a logarithm gives for zero, negative numbers, inf and NaN; y elsewhere.
TA_INLINE Vec<f64> log_specials(Vec<f64> y, Vec<f64> x) {
    const Vec<f64> infinity(__builtin_inf()), zero(0.0);
    y = select(y, x, !(x < infinity));
    y = select(y, -infinity, x == zero);
    return select(y, Vec<f64>(__builtin_nan("")), x < zero);
}

struct LogParts {
    Vec<f64> f, half_square, tail;  // log(1 + f) = f - half_square + tail
};
TA_INLINE LogParts log_parts(Vec<f64> f) {
    Vec<f64> s = f / (Vec<f64>(2.0) + f), z = s * s;
    Vec<f64> r = z * polynomial(z, 0.666666666666666, 0.4000000000005664, 0.2857142855584224, 0.22222224294514242, 0.18181666008547892,
                                0.15391107238284013, 0.13173683035738054, 0.13842449695516187);
    Vec<f64> half = f * Vec<f64>(0.5), half_square = half * f, tail = s * (half_square + r);
#if TA_HAS_FMA
    tail = tail - fms_(half, f, half_square);
#endif
    return {f, half_square, tail};
}
// k ln 2 + log(1 + f) + low, low below 2^-52.
TA_INLINE Vec<f64> log_sum(Vec<f64> k, LogParts p, Vec<f64> low) {
    DoubleDouble first = fast_two_sum(k * Vec<f64>(0x1.62e42fefa3800p-1), p.f), second = fast_two_sum(first.high, -p.half_square);
    low = fma_(k, Vec<f64>(0x1.ef35793c76730p-45), (first.low + second.low) + low);
    return second.high + (low + p.tail);
}
TA_INLINE DoubleDouble log_of_mantissa(LogParts p) {
    DoubleDouble sum = fast_two_sum(p.f, -p.half_square);
    return {sum.high, sum.low + p.tail};
}

// log_of_sum: log(u.high + u.low) + more ln 2, with |u.low| below an ulp of u.high; the specials are those of u.high.
// log_f64: log x for any x; at most 0.75 ULP, 0.55 with tables. All logarithms: log(+-0) = -inf, log(inf) = inf, NaN below zero.
#if defined(TA_ISA_AVX512)
TA_INLINE Vec<f64> log_of_sum(DoubleDouble u, Vec<f64> more) {
    Vec<f64> x = u.high;
    bool all_middling = __builtin_expect(all(is_middling(x)), 1);
    if (!all_middling) {
        Middling m = make_middling(x);
        u = {x * m.unit, u.low * m.unit};
        more = more + m.more;
    }
    Vec<f64> y = log_by_table(u, more);
    return all_middling ? y : log_specials(y, x);
}
TA_INLINE Vec<f64> log_f64(Vec<f64> x) {
    Vec<f64> size = x, more(0.0);
    bool all_middling = __builtin_expect(all(is_middling(x)), 1);
    if (!all_middling) {
        Middling m = make_middling(x);
        size = x * m.unit;
        more = m.more;
    }
    Vec<f64> y = log_by_table(size, more);
    return all_middling ? y : log_specials(y, x);
}
#else
TA_INLINE Vec<f64> log_of_sum(DoubleDouble u, Vec<f64> more) {
    Mask<f64> normal = is_normal_positive(u.high);
    Decomposition d = decompose(u.high, normal);
    LogParts p = log_parts(d.m - Vec<f64>(1.0));
    Vec<f64> y = log_sum(d.k + more, p, u.low / u.high);
    return __builtin_expect(all(normal), 1) ? y : log_specials(y, u.high);
}
TA_INLINE Vec<f64> log_f64(Vec<f64> x) {
    Mask<f64> normal = is_normal_positive(x);
    Decomposition d = decompose(x, normal);
    Vec<f64> y = log_sum(d.k, log_parts(d.m - Vec<f64>(1.0)), Vec<f64>(0.0));
    return __builtin_expect(all(normal), 1) ? y : log_specials(y, x);
}
#endif

// log(1 + t.high + t.low): what 1 + t.high loses goes to the low part.
TA_INLINE Vec<f64> log1p_of_sum(DoubleDouble t) {
    DoubleDouble u = two_sum(Vec<f64>(1.0), t.high);
    return log_of_sum({u.high, u.low + t.low}, Vec<f64>(0.0));
}
// log(1 + x) for any x; at most 0.77 ULP. log1p(+-0) = +-0, log1p(-1) = -inf, NaN below -1.
TA_INLINE Vec<f64> log1p_f64(Vec<f64> x) {
    Vec<f64> y = log_of_sum(two_sum(Vec<f64>(1.0), x), Vec<f64>(0.0));
    return select(y, fnma_(x * Vec<f64>(0.5), x, x), abs_(x) < Vec<f64>(0x1p-28));
}

// log2 x for any x; at most 0.94 ULP, exact for powers of two.
TA_INLINE Vec<f64> log2_f64(Vec<f64> x) {
    Mask<f64> normal = is_normal_positive(x);
    Decomposition d = decompose(x, normal);
    DoubleDouble m = log_of_mantissa(log_parts(d.m - Vec<f64>(1.0)));
    DoubleDouble product = two_product(m.high, Vec<f64>(0x1.71547652b82fep+0));
    Vec<f64> low = fma_(m.high, Vec<f64>(0x1.777d0ffda0d24p-56), fma_(m.low, Vec<f64>(0x1.71547652b82fep+0), product.low));
    DoubleDouble sum = fast_two_sum(d.k, product.high);
    Vec<f64> y = sum.high + (sum.low + low);
    return __builtin_expect(all(normal), 1) ? y : log_specials(y, x);
}

// log10 x for any x; at most 0.84 ULP, exact for powers of ten.
TA_INLINE Vec<f64> log10_f64(Vec<f64> x) {
    Mask<f64> normal = is_normal_positive(x);
    Decomposition d = decompose(x, normal);
    DoubleDouble m = log_of_mantissa(log_parts(d.m - Vec<f64>(1.0)));
    const Vec<f64> factor(0x1.bcb7b1526e50ep-2), factor_low(0x1.95355baaafad3p-57);
    DoubleDouble product = two_product(m.high, factor);
    Vec<f64> low = fma_(m.high, factor_low, fma_(m.low, factor, product.low));
    // log10(2) with eleven zero bits at its end, so that k times it is exact.
    DoubleDouble sum = fast_two_sum(d.k * Vec<f64>(0x1.34413509f7800p-2), product.high);
    Vec<f64> y = sum.high + (sum.low + fma_(d.k, Vec<f64>(0x1.fef311f12b358p-46), low));
    return __builtin_expect(all(normal), 1) ? y : log_specials(y, x);
}

}  // namespace
