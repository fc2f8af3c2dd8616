// Angles of any size for sin, cos and tan in float64 lanes, and the sine of them.
// Up to 2^20 in size the angle is reduced in the lanes; beyond, one lane at a time in fixed point of 128 bits (Payne and Hanek).
#pragma once
#include "kernels/override/wide.hpp"

namespace {

constexpr f32 large_angle = 1048576.0f;

// A signed fixed-point number of quarter turns, modulo 4: 2 integer and 126 fraction bits.
struct Turns {
    u64 high, low;
};

// |x| plus `quarters` quarter turns, for finite |x| >= 2^20: the bits of 2/pi that count, times the significand.
inline Turns turns_of_large_angle(f32 x, int quarters) {
    static constexpr u32 two_over_pi[9] = {0, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561};
    const u32 bits = bitcast_scalar<u32>(x) & 0x7fffffffu;
    const u32 first = (bits >> 23) - 120, part = first & 31;
    const u32* word = two_over_pi + (first >> 5);
    const u64 significand = (bits & 0x7fffffu) | 0x800000u;
    u32 product[4];
    u64 carry = 0;
    for (int i = 3; i >= 0; i--) {
        const u32 window = u32((((u64(word[i]) << 32) | word[i + 1]) << part) >> 32);
        carry += window * significand;
        product[i] = u32(carry);
        carry >>= 32;
    }
    return Turns{((u64(product[0]) << 32) | product[1]) + (u64(quarters) << 62), (u64(product[2]) << 32) | product[3]};
}

inline f64 radians_of_turns(Turns turns) {
    return (f64(i64(turns.high)) * 18446744073709551616.0 + f64(turns.low)) * (1.5707963267948966 / 85070591730234615865843651857942052864.0);
}

// sin(r) for |r| <= pi/2: r + r^3 p(r^2), relative error 2^-35 (own minimax fit). The sign of zero stays.
TA_INLINE WideF64 sin_polynomial(WideF64 r) {
    typedef WideF64 W;
    const W z = r * r;
    const W a = fma_(W(-2.3887748602097192e-08), z, W(2.7525320048325114e-06)), b = fma_(W(-0.00019840866987109215), z, W(0.008333331099517118));
    const W p = fma_(fma_(a, z * z, b), z, W(-0.1666666662594148));
    return r * fma_(p, z, W(1.0));
}
inline f64 sin_polynomial(f64 r) {
    const f64 z = r * r;
    const f64 a = -2.3887748602097192e-08 * z + 2.7525320048325114e-06, b = -0.00019840866987109215 * z + 0.008333331099517118;
    return r * (((a * (z * z) + b) * z + -0.1666666662594148) * z + 1.0);
}

// The sine of lanes beyond `large_angle`, `quarters` quarter turns on; other lanes of y stay.
__attribute__((noinline)) static void sin_of_large_angles(const f32* x, f32* y, int quarters) {
    for (int lane = 0; lane < Vec<f32>::lanes; lane++) {
        const f32 size = bitcast_scalar<f32>(bitcast_scalar<u32>(x[lane]) & 0x7fffffffu);
        if (!(size >= large_angle && size < __builtin_inff())) continue;
        Turns turns = turns_of_large_angle(size, quarters);
        const bool odd = (u32(turns.high >> 62) + 1) & 2;
        if (odd) turns.high += u64(2) << 62;
        const f64 sine = sin_polynomial(radians_of_turns(turns));
        y[lane] = f32(odd != (quarters == 0 && x[lane] < 0) ? -sine : sine);
    }
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

template <int quarters> TA_INLINE Vec<f32> sin_of_angle(Vec<f32> x) {
    Vec<f32> y = narrow(sin_of_angle<quarters>(widen(x)));
    if (__builtin_expect(any(abs_(x) >= Vec<f32>(large_angle)), 0)) {
        f32 angles[Vec<f32>::lanes], sines[Vec<f32>::lanes];
        store(angles, x);
        store(sines, y);
        sin_of_large_angles(angles, sines, quarters);
        y = load(sines);
    }
    return y;
}

}  // namespace
