// e^-|x| and quotients by 1 + e^-|x| in float32, for AVX-512: a table of 16 powers in a register, a reciprocal and one step of Newton's.
#pragma once
#include "kernels/override/table32_avx512.hpp"
#include "math/dialect_words.hpp"

namespace {

// 2^(i / 16) less what sixteenth_powers has.
alignas(64) constexpr f32 sixteenth_powers_low[16] = {
    0.0f, 4.83347016e-08f, -1.30775399e-08f, 5.38622231e-08f, 3.79763527e-08f, 4.4968381e-08f, -4.01899953e-08f, -1.01233493e-08f,
    2.4203235e-08f, -4.50089885e-08f, 8.07090483e-09f, 9.83621717e-09f, -2.47553267e-08f, -9.23577037e-09f, -1.1239278e-08f, 9.84532811e-09f};

// e^-|x| = m 2^n, where m in (0.97, 2) has 0.6 ULP and n is a multiple of 1/16, of which scale_f32 takes the floor; t is -|x|, at least -112.
struct LogisticParts {
    Vec<f32> t, m, n;
};
TA_INLINE LogisticParts logistic_parts(Vec<f32> x) {
    const Vec<f32> magic(sixteenths_magic), minus_zero(-0.0f);
    const Vec<f32> t = max_word(Vec<f32>(-112.0f), bitcast<f32>(bitcast<u32>(x) | bitcast<u32>(minus_zero)));
    const Vec<f32> shifted = fma_(t, Vec<f32>(1.44269504f), magic), n = shifted - magic;
    const Vec<f32> r = fma_(n, Vec<f32>(1.90465421e-09f), fma_(n, Vec<f32>(-0.693147182f), t));
    const Vec<f32> p = fma_(r * r, fma_(r, Vec<f32>(0.166666672f), Vec<f32>(0.5f)), r);
    const Vec<f32> power = fraction_power(shifted), low(_mm512_permutexvar_ps((__m512i)shifted.raw, load(sixteenth_powers_low).raw));
    return {t, power + fma_(power, p, low), n};
}
// numerator / (1 + m 2^n), and that times 2^n where `scaled`.
TA_INLINE Vec<f32> logistic_quotient(Vec<f32> numerator, const LogisticParts& e, Mask<f32> scaled) {
    const Vec<f32> q = numerator / (Vec<f32>(1.0f) + scale_f32(e.m, e.n));
    return Vec<f32>(_mm512_mask_scalef_ps(q.raw, scaled.bits, q.raw, e.n.raw));
}

}  // namespace
