// float32 logaddexp in float64 lanes: 0.501 ULP, because the result can be the small rest of a cancellation, near e^x + e^y = 1. What
// comes out below |x|, |y| / 2^10 is computed again with more digits. AVX-512 1.3 ns per element where the dialect's form takes 0.7.
#pragma once
#include "kernels/override/logaddexp_near_zero.hpp"
#include "kernels/override/wide.hpp"

namespace {

// e^d for -745 < d <= 0, by 2^n and the series of exp.
TA_INLINE WideF64 exp_of_negative(WideF64 d) {
    typedef WideF64 W;
    const W magic(rounding_magic);
    const W shifted = fma_(d, W(1.4426950408889634), magic);
    const W n = shifted - magic;
    const W r = fma_(n, W(-1.9082149292705877e-10), fma_(n, W(-0.6931471803691238), d));
    constexpr f64 factorials[] = {6227020800.0, 479001600.0, 39916800.0, 3628800.0, 362880.0, 40320.0, 5040.0, 720.0, 120.0, 24.0, 6.0, 2.0, 1.0, 1.0};
    W p(1.0 / factorials[0]);
    for (int i = 1; i < 14; i++) p = fma_(p, r, W(1.0 / factorials[i]));
    return scale_by_shifted(p, shifted);
}

// log(1 + e) = 2 atanh(s), s = e / (2 + e), for 0 <= e <= 1: minimax polynomial in s^2 <= 1/9 (own fit).
TA_INLINE WideF64 log1p_of_fraction(WideF64 e) {
    typedef WideF64 W;
    const W s = e / (e + W(2.0)), z = s * s;
    constexpr f64 coefficients[] = {0.0007473401234944979, 0.003934532480613057, 0.017892723568622083, 0.06453774954402908,
                                    0.15247331817354126,   0.12499091681110834,  0.1548426869112548,   0.18175104285925564,
                                    0.2222248229202395,    0.28571423038397387,  0.4000000005669889,   0.6666666666646855};
    W p(coefficients[0]);
    for (int i = 1; i < 12; i++) p = fma_(p, z, W(coefficients[i]));
    return fma_(s * z, p, s + s);
}

TA_INLINE WideF64 logaddexp_lanes(WideF64 x, WideF64 y) {
    typedef WideF64 W;
    const W distance = max_word(W(-700.0), W(0.0) - abs_(x - y));
    return max_word(x, y) + log1p_of_fraction(exp_of_negative(distance));
}

__attribute__((noinline)) static void logaddexp_near_zeros(const f32* large, const f32* small, f32* sum) {
    for (int lane = 0; lane < Vec<f32>::lanes; lane++) {
        const f32 limit = large[lane] * -0.0009765625f;
        if (sum[lane] > -limit && sum[lane] < limit) sum[lane] = logaddexp_near_zero(large[lane], small[lane]);
    }
}

TA_INLINE Vec<f32> logaddexp_f32(Vec<f32> x, Vec<f32> y) {
    typedef Vec<f32> V;
    const V large = max_word(x, y);
    V sum = narrow(logaddexp_lanes(widen(x), widen(y)));
    if (__builtin_expect(any(abs_(sum) < large * V(-0.0009765625f)), 0)) {
        f32 larger[V::lanes], smaller[V::lanes], sums[V::lanes];
        store(larger, large);
        store(smaller, min_word(x, y));
        store(sums, sum);
        logaddexp_near_zeros(larger, smaller, sums);
        sum = load(sums);
    }
    const V plain = select(sum, large, abs_(large) == V(__builtin_inff()));
    return select(plain, x + y, is_nan(x) | is_nan(y));
}

}  // namespace
