// Angles of any size for sin, cos and tan in float64 lanes, and the sine of them.
// Up to 2^20 in size the angle is reduced by pi in two parts; beyond, by the digits of 1/pi that count for its exponent (Payne and Hanek).
#pragma once
#include "kernels/override/wide.hpp"

namespace {

constexpr f32 large_angle = 1048576.0f;

// 2^(e - 23) / pi modulo 2, for the exponents e of large angles, times 2^(23 - e): 29 bits, 29 bits and 53 bits. The products of the first
// two with a float32 are exact.
struct DigitsOfTurns {
    static constexpr int first = 20, n = 108;
    f64 high[n], middle[n], low[n];
    static constexpr u64 window(int position) {  // 64 binary digits of 2/pi, which 64 zeros precede
        constexpr u64 digits[5] = {0, 0xa2f9836e4e441529ULL, 0xfc2757d1f534ddc0ULL, 0xdb6295993c439041ULL, 0xfe5163abdebbc561ULL};
        const int word = position >> 6, shift = position & 63;
        return shift ? digits[word] << shift | digits[word + 1] >> (64 - shift) : digits[word];
    }
    constexpr DigitsOfTurns() : high(), middle(), low() {
        f64 unit = 1.0 / 33554432;  // 2^-28 times 2^(23 - first)
        for (int i = 0; i < n; i++, unit *= 0.5) {
            const int position = first + i + 39;
            high[i] = f64(window(position) >> 35) * unit;
            middle[i] = f64(window(position + 29) >> 35) * unit / 536870912;
            low[i] = f64(window(position + 58) >> 11) * unit / 536870912 / 9007199254740992;
        }
    }
};
constexpr DigitsOfTurns digits_of_turns;

// x = (high + middle + low) pi modulo 2 pi, for finite |x| >= 2^20.
struct HalfTurns {
    WideF64 high, middle, low;
};
TA_INLINE HalfTurns half_turns_of(Vec<f32> x) {
    constexpr int lanes = Vec<f64>::lanes;
    u32 exponents[Vec<f32>::lanes];
    f64 high[2 * lanes] = {}, middle[2 * lanes] = {}, low[2 * lanes] = {};
    store(exponents, bitcast<u32>(abs_(x)) >> 23);
    for (int lane = 0; lane < Vec<f32>::lanes; lane++) {
        const u32 row = exponents[lane] - (127 + DigitsOfTurns::first), i = row < DigitsOfTurns::n ? row : 0;
        high[lane] = digits_of_turns.high[i];
        middle[lane] = digits_of_turns.middle[i];
        low[lane] = digits_of_turns.low[i];
    }
    const WideF64 v = widen(x);
    const auto both = [](const f64* p) { return WideF64(load(p), load(p + lanes)); };
    return {v * both(high), v * both(middle), v * both(low)};
}

// sin(r) for |r| <= pi/2: r + r^3 p(r^2), relative error 2^-35 (own minimax fit). The sign of zero stays.
TA_INLINE WideF64 sin_polynomial(WideF64 r) {
    typedef WideF64 W;
    const W z = r * r;
    const W a = fma_(W(-2.3887748602097192e-08), z, W(2.7525320048325114e-06)), b = fma_(W(-0.00019840866987109215), z, W(0.008333331099517118));
    const W p = fma_(fma_(a, z * z, b), z, W(-0.1666666662594148));
    return r * fma_(p, z, W(1.0));
}

// sin(x + quarters pi/2), quarters being 0 or 1, for |x| < 2^20: x = (n - quarters/2) pi + r, pi in a part of 32 bits and the rest.
template <int quarters> TA_INLINE WideF64 sin_of_angle(WideF64 x) {
    typedef WideF64 W;
    const W magic(rounding_magic), turns(0.3183098861837907);
    const W shifted = quarters ? fma_(x, turns, W(0.5)) + magic : fma_(x, turns, magic);
    const W n = quarters ? (shifted - magic) - W(0.5) : shifted - magic;
    const W r = fma_(n, W(-1.2154201013012384e-10), fma_(n, W(-3.1415926534682512), x));
    return negate_if_odd(sin_polynomial(r), shifted);
}

// The same for finite |x| >= 2^20.
template <int quarters> __attribute__((noinline)) Vec<f32> sin_of_large_angle(Vec<f32> x) {
    typedef WideF64 W;
    const W magic(rounding_magic);
    const HalfTurns turns = half_turns_of(x);
    const W size = turns.high + turns.middle, shifted = quarters ? (size + W(0.5)) + magic : size + magic;
    const W n = quarters ? (shifted - magic) - W(0.5) : shifted - magic;
    const W r = (((turns.high - n) + turns.middle) + turns.low) * W(3.141592653589793);
    return narrow(negate_if_odd(sin_polynomial(r), shifted));
}
// y, or for large angles what f makes of x; infinities stay as in y.
template <class F> TA_INLINE Vec<f32> with_large_angles(Vec<f32> x, Vec<f32> y, F f) {
    const Vec<f32> size = abs_(x);
    if (__builtin_expect(!any(size >= Vec<f32>(large_angle)), 1)) return y;
    return select(y, f(x), (size >= Vec<f32>(large_angle)) & (size < Vec<f32>(__builtin_inff())));
}

template <int quarters> TA_INLINE Vec<f32> sin_of_angle(Vec<f32> x) {
    return with_large_angles(x, narrow(sin_of_angle<quarters>(widen(x))), sin_of_large_angle<quarters>);
}

}  // namespace
