// log(e^x + e^y) where it is small beside x and y: one number at a time, in sums of two float64.
#pragma once
#include "simd/types.hpp"

namespace {

struct TwoF64 {
    f64 high, low;
};
inline TwoF64 exact_sum(f64 a, f64 b) {
    const f64 sum = a + b, part = sum - a;
    return TwoF64{sum, (a - (sum - part)) + (b - part)};
}
// The product by halves of the significands; a and b must be far from overflow.
inline TwoF64 exact_product(f64 a, f64 b) {
    const f64 splitter = 134217729.0, p = a * splitter, q = b * splitter;
    const f64 a_high = p - (p - a), b_high = q - (q - b), a_low = a - a_high, b_low = b - b_high, product = a * b;
    return TwoF64{product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}
inline TwoF64 operator+(TwoF64 a, TwoF64 b) {
    const TwoF64 sum = exact_sum(a.high, b.high);
    return exact_sum(sum.high, sum.low + (a.low + b.low));
}
inline TwoF64 operator*(TwoF64 a, TwoF64 b) {
    const TwoF64 product = exact_product(a.high, b.high);
    return exact_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}
inline TwoF64 divide(TwoF64 a, f64 b) {
    const f64 quotient = a.high / b;
    const TwoF64 back = exact_product(quotient, b);
    return exact_sum(quotient, ((a.high - back.high) - back.low + a.low) / b);
}

// e^x, or e^x - 1, for -104 < x < 1 to 2^-98: x = n ln2 + r, ln2 in parts of 32 bits, the series of exp.
inline TwoF64 exp_of_two(f64 x, bool minus_one) {
    const f64 magic = 6755399441055744.0, n = (x * 1.4426950408889634 + magic) - magic;
    const TwoF64 one = {1.0, 0.0};
    const TwoF64 r = exact_sum(x, n * -0.6931471803691238) + exact_sum(n * -1.9082149288430703e-10, n * -4.275175589747649e-20);
    TwoF64 p = one;
    for (int k = 24; k > 1; k--) p = one + divide(p * r, f64(k));
    p = p * r;
    if (n == 0.0) return minus_one ? p : one + p;
    const f64 scale = bitcast_scalar<f64>(u64(1023 + i64(n)) << 52);
    p = one + p;
    p = TwoF64{p.high * scale, p.low * scale};
    return minus_one ? TwoF64{-1.0, 0.0} + p : p;
}

inline f32 logaddexp_near_zero(f32 large, f32 small) {
    const f64 s = (exp_of_two(large, true) + exp_of_two(small, false)).high;
    return f32(s * (1.0 - s * (0.5 - s * (1.0 / 3.0 - s * (0.25 - s * 0.2)))));
}

}  // namespace
