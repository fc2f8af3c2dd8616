// Floating-point remainder and floor division, exact for every pair of operands.
//
// The truncated remainder r = x1 - trunc(x1/x2) * x2 is representable, so one fused multiply-add gives it while the quotient
// is an exact integer; f32 does the same in f64 lanes. Lanes with larger quotients, and f64 without fma, use long division.
#pragma once
#include "../simd/simd.hpp"

namespace {

// fmod of finite x and finite y != 0 by long division of the mantissas.
template <class T> T fmod_by_bits(T x, T y) {
    typedef UnsignedOf<T> U;
    const int mantissa_bits = sizeof(T) == 4 ? 23 : 52;
    const U sign = bitcast_scalar<U>(x) & (U(1) << (8 * sizeof(T) - 1));
    const U hidden = U(1) << mantissa_bits;
    U a = bitcast_scalar<U>(x) ^ sign, b = U(bitcast_scalar<U>(y) << 1) >> 1;
    if (a < b) return x;
    int exponent_a = int(a >> mantissa_bits), exponent_b = int(b >> mantissa_bits);
    U mantissa_a = exponent_a ? (a & (hidden - 1)) | hidden : a, mantissa_b = exponent_b ? (b & (hidden - 1)) | hidden : b;
    exponent_a += exponent_a == 0;
    exponent_b += exponent_b == 0;
    for (; mantissa_a < hidden; exponent_a--) mantissa_a <<= 1;
    for (; mantissa_b < hidden; exponent_b--) mantissa_b <<= 1;
    for (; exponent_a > exponent_b; exponent_a--) {
        if (mantissa_a >= mantissa_b) mantissa_a -= mantissa_b;
        mantissa_a <<= 1;
    }
    if (mantissa_a >= mantissa_b) mantissa_a -= mantissa_b;
    if (mantissa_a == 0) return bitcast_scalar<T>(sign);
    for (; mantissa_a < hidden && exponent_a > 1; exponent_a--) mantissa_a <<= 1;
    if (exponent_a < 1) mantissa_a >>= 1 - exponent_a;
    U bits = mantissa_a < hidden ? mantissa_a : (mantissa_a ^ hidden) | (U(exponent_a) << mantissa_bits);
    return bitcast_scalar<T>(U(bits | sign));
}

template <class T> TA_INLINE Vec<T> patch_fmod(Vec<T> r, Vec<T> x1, Vec<T> x2, Mask<T> far) {
    if (!any(far)) return r;
    T lanes[Vec<T>::lanes], a[Vec<T>::lanes], b[Vec<T>::lanes];
    store(lanes, r);
    store(a, x1);
    store(b, x2);
    for (u64 bits = bits_of(far); bits; bits &= bits - 1) {
        int lane = __builtin_ctzll(bits);
        lanes[lane] = fmod_by_bits(a[lane], b[lane]);
    }
    return load(lanes);
}

// r with the sign of x1 for a quotient q = trunc(x1 / x2) that may be one too far.
template <class T> TA_INLINE Vec<T> step_back(Vec<T> r, Vec<T> x1, Vec<T> x2) {
    const Vec<T> zero = T(0);
    Mask<T> beyond = ((r < zero) & (x1 > zero)) | ((r > zero) & (x1 < zero));
    return select(r, r + copysign_(x2, x1), beyond);
}

template <class T> TA_INLINE Mask<T> finite_division(Vec<T> x1, Vec<T> x2) {
    const Vec<T> infinity = T(__builtin_inff()), zero = T(0);
    return (abs_(x1) < infinity) & (abs_(x2) < infinity) & (x2 != zero);
}

TA_INLINE Vec<f64> fmod_(Vec<f64> x1, Vec<f64> x2) {
#if TA_HAS_FMA
    Vec<f64> q = trunc_(x1 / x2);
    Vec<f64> r = step_back(fnma_(q, x2, x1), x1, x2);
    Mask<f64> far = finite_division(x1, x2) & !(abs_(q) < Vec<f64>(4503599627370496.0));
#else
    Vec<f64> r = (x1 - x1) / x2 * x2;  // NaN for infinite x1 or zero x2
    r = select(r, r * Vec<f64>(__builtin_nan("")), x2 == Vec<f64>(0.0));
    Mask<f64> far = finite_division(x1, x2) & (abs_(x1) >= abs_(x2));
#endif
    r = select(r, x1, (abs_(x1) < abs_(x2)));
    return copysign_(patch_fmod(r, x1, x2, far), x1);
}
TA_INLINE Vec<f64> fmod_half(Vec<f64> x1, Vec<f64> x2) {
    Vec<f64> q = trunc_(x1 / x2);
    return step_back(x1 - q * x2, x1, x2);
}
TA_INLINE Vec<f32> fmod_(Vec<f32> x1, Vec<f32> x2) {
    Vec<f32> r = narrow(fmod_half(widen_low(x1), widen_low(x2)), fmod_half(widen_high(x1), widen_high(x2)));
    Mask<f32> far = finite_division(x1, x2) & !(abs_(x1 / x2) < Vec<f32>(268435456.0f));
    r = select(r, x1, (abs_(x1) < abs_(x2)));
    return copysign_(patch_fmod(r, x1, x2, far), x1);
}

template <class T> TA_INLINE Vec<T> float_remainder(Vec<T> x1, Vec<T> x2) {
    const Vec<T> zero = T(0);
    Vec<T> r = fmod_(x1, x2);
    r = select(r, r + x2, ((r < zero) & (x2 > zero)) | ((r > zero) & (x2 < zero)));
    return select(r, copysign_(zero, x2), r == zero);
}

template <class T> TA_INLINE Vec<T> float_floor_divide(Vec<T> x1, Vec<T> x2) {
    const Vec<T> zero = T(0), one = T(1), half = T(0.5);
    Vec<T> quotient = x1 / x2, r = fmod_(x1, x2);
    Vec<T> exact = (x1 - r) / x2;
    exact = select(exact, exact - one, ((r < zero) & (x2 > zero)) | ((r > zero) & (x2 < zero)));
    Vec<T> down = floor_(exact);
    down = select(down, down + one, exact - down > half);
    down = select(down, copysign_(zero, quotient), down == zero);
    return select(floor_(quotient), down, finite_division(x1, x2));
}

}  // namespace
