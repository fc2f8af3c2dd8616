// Error-free sums and products, polynomials and powers of two for the float64 functions.
//
// A double-double is an unevaluated sum high + low. Source: T. J. Dekker, "A floating-point technique for extending the
// available precision" (1971), and D. E. Knuth, TAOCP 2, 4.2.2.
#pragma once
#include "simd/simd.hpp"

namespace {

struct DoubleDouble {
    Vec<f64> high, low;
};

// a + b = high + low exactly, for any a and b.
TA_INLINE DoubleDouble two_sum(Vec<f64> a, Vec<f64> b) {
    Vec<f64> sum = a + b, b_part = sum - a;
    return {sum, (a - (sum - b_part)) + (b - b_part)};
}
// The same where |a| >= |b| or a = 0.
TA_INLINE DoubleDouble fast_two_sum(Vec<f64> a, Vec<f64> b) {
    Vec<f64> sum = a + b;
    return {sum, b - (sum - a)};
}
// a * b = high + low exactly, for |a|, |b| < 2^995 and a product that is not near the subnormals.
TA_INLINE DoubleDouble two_product(Vec<f64> a, Vec<f64> b) {
    Vec<f64> product = a * b;
#if TA_HAS_FMA
    return {product, fms_(a, b, product)};
#else
    const Vec<f64> splitter(134217729.0);
    Vec<f64> a_wide = a * splitter, b_wide = b * splitter;
    Vec<f64> a_high = a_wide - (a_wide - a), b_high = b_wide - (b_wide - b);
    Vec<f64> a_low = a - a_high, b_low = b - b_high;
    return {product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
#endif
}
// c - a * b with one rounding where the difference is representable: the remainder of a quotient or of a square root.
TA_INLINE Vec<f64> remainder_of_product(Vec<f64> a, Vec<f64> b, Vec<f64> c) {
#if TA_HAS_FMA
    return fnma_(a, b, c);
#else
    DoubleDouble product = two_product(a, b);
    return (c - product.high) - product.low;
#endif
}
// (n.high + n.low) / (d.high + d.low), good to about 2^-100 relative before the last sum. d.high must be normal.
TA_INLINE DoubleDouble quotient(DoubleDouble n, DoubleDouble d) {
    Vec<f64> inverse = Vec<f64>(1.0) / d.high, q = n.high * inverse;
    Vec<f64> rest = remainder_of_product(q, d.high, n.high);
    return {q, fnma_(q, d.low, rest + n.low) * inverse};
}

// c0 + c1 x + c2 x^2 + ...: Horner's rule over groups of coefficients (G. Estrin), which shortens the chain of dependent operations.
TA_INLINE Vec<f64> polynomial_pairs(Vec<f64>, Vec<f64>, f64 c0) { return Vec<f64>(c0); }
TA_INLINE Vec<f64> polynomial_pairs(Vec<f64> x, Vec<f64>, f64 c0, f64 c1) { return fma_(x, Vec<f64>(c1), Vec<f64>(c0)); }
template <class... Rest> TA_INLINE Vec<f64> polynomial_pairs(Vec<f64> x, Vec<f64> square, f64 c0, f64 c1, Rest... rest) {
    return fma_(square, polynomial_pairs(x, square, rest...), fma_(x, Vec<f64>(c1), Vec<f64>(c0)));
}
TA_INLINE Vec<f64> polynomial_fours(Vec<f64>, Vec<f64>, Vec<f64>, f64 c0) { return Vec<f64>(c0); }
TA_INLINE Vec<f64> polynomial_fours(Vec<f64> x, Vec<f64>, Vec<f64>, f64 c0, f64 c1) { return fma_(x, Vec<f64>(c1), Vec<f64>(c0)); }
TA_INLINE Vec<f64> polynomial_fours(Vec<f64> x, Vec<f64> square, Vec<f64>, f64 c0, f64 c1, f64 c2) {
    return fma_(square, Vec<f64>(c2), fma_(x, Vec<f64>(c1), Vec<f64>(c0)));
}
template <class... Rest>
TA_INLINE Vec<f64> polynomial_fours(Vec<f64> x, Vec<f64> square, Vec<f64> fourth, f64 c0, f64 c1, f64 c2, f64 c3, Rest... rest) {
    Vec<f64> low = fma_(square, fma_(x, Vec<f64>(c3), Vec<f64>(c2)), fma_(x, Vec<f64>(c1), Vec<f64>(c0)));
    if constexpr (sizeof...(rest) == 0) return low;
    else return fma_(fourth, polynomial_fours(x, square, fourth, rest...), low);
}
template <class... C> TA_INLINE Vec<f64> polynomial(Vec<f64> x, C... c) {
    Vec<f64> square = x * x;
    if constexpr (sizeof...(c) >= 7) return polynomial_fours(x, square, square * square, c...);
    else return polynomial_pairs(x, square, c...);
}

// 2^n for whole n in [-1022, 1023].
TA_INLINE Vec<f64> power_of_two(Vec<f64> n) {
    return bitcast<f64>(bitcast<u64>(n + Vec<f64>(6755399441055744.0 + 1023.0)) << 52);
}
// y * 2^n with one rounding, for whole n in [-2044, 2044].
TA_INLINE Vec<f64> scale_by_power(Vec<f64> y, Vec<f64> n) {
#if defined(TA_ISA_AVX512)
    return Vec<f64>(_mm512_maskz_scalef_pd(0xff, y.raw, n.raw));
#else
    Vec<u64> biased = bitcast<u64>(n + Vec<f64>(6755399441055744.0 + 2046.0)), half = biased >> 1;
    return (y * bitcast<f64>(half << 52)) * bitcast<f64>((biased - half) << 52);
#endif
}
// x within [low, high]; NaN stays.
TA_INLINE Vec<f64> clamp_f64(Vec<f64> x, f64 low, f64 high) { return min_word(Vec<f64>(high), max_word(Vec<f64>(low), x)); }

}  // namespace
