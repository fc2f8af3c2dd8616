// x1 * x2 + x3 with one rounding on every instruction set: the instruction where there is one, else float32 in float64 lanes
// rounded to odd (S. Boldo and G. Melquiond, "Emulation of a FMA and correctly rounded sums", 2008) and float64 in integers.
#pragma once
#include "math/double_double.hpp"

namespace {

#if TA_HAS_FMA
template <class T> TA_INLINE Vec<T> fma_exact(Vec<T> a, Vec<T> b, Vec<T> c) { return fma_(a, b, c); }
#else
// The product of float32 numbers is exact in float64; a sum rounded to odd can be rounded again without harm.
TA_INLINE Vec<f64> fma_to_odd(Vec<f64> a, Vec<f64> b, Vec<f64> c) {
    DoubleDouble sum = two_sum(a * b, c);
    Vec<i64> bits = bitcast<i64>(sum.high);
    Mask<f64> inexact = (abs_(sum.high) < Vec<f64>(__builtin_inf())) & (sum.low != Vec<f64>(0.0));
    Vec<i64> towards = select(Vec<i64>(1), Vec<i64>(-1), mask_cast<i64>(sign_is_set(sum.high) ^ sign_is_set(sum.low)));
    Vec<i64> even = (bits & Vec<i64>(1)) ^ Vec<i64>(1);
    return select(sum.high, bitcast<f64>(bits + (towards & -even)), inexact);
}
TA_INLINE Vec<f32> fma_exact(Vec<f32> a, Vec<f32> b, Vec<f32> c) {
    return narrow(fma_to_odd(widen_low(a), widen_low(b), widen_low(c)), fma_to_odd(widen_high(a), widen_high(b), widen_high(c)));
}

// (-1)^negative * mantissa * 2^exponent, not zero; 2^52 <= mantissa < 2^53.
struct WholeNumber {
    bool negative;
    u64 mantissa;
    int exponent;
};
TA_INLINE WholeNumber whole_number(f64 x) {
    u64 bits = bitcast_scalar<u64>(x), mantissa = bits & 0x000fffffffffffffULL;
    int exponent = int(bits >> 52 & 0x7ff);
    if (exponent) return {bool(bits >> 63), mantissa | 0x0010000000000000ULL, exponent - 1075};
    int shift = __builtin_clzll(mantissa) - 11;
    return {bool(bits >> 63), mantissa << shift, -1074 - shift};
}

typedef unsigned __int128 u128;

// x >> count, the last bit set when any lost bit was.
TA_INLINE u128 shift_with_sticky(u128 x, int count) {
    if (count > 127) return x != 0;
    return x >> count | u128((x & ((u128(1) << count) - 1)) != 0);
}
// sum * 2^exponent rounded, half to even.
TA_INLINE f64 rounded_number(bool negative, u128 sum, int exponent) {
    u64 top = u64(sum >> 64);
    int width = top ? 128 - __builtin_clzll(top) : 64 - __builtin_clzll(u64(sum));
    int count = width - 53 > -1074 - exponent ? width - 53 : -1074 - exponent;
    u64 bits;
    if (count <= 0) bits = u64(sum << -count);
    else if (count > 127) bits = 0;
    else {
        u128 rest = sum & ((u128(1) << count) - 1), half = u128(1) << (count - 1);
        bits = u64(sum >> count);
        bits += rest > half || (rest == half && (bits & 1));
    }
    int field = exponent + count + 1074;  // adding the mantissa's top bit makes it the exponent of a normal number
    if (field >= 2046 || (field == 2045 && bits >> 53)) bits = 0x7ff0000000000000ULL;
    else bits += u64(field) << 52;
    return bitcast_scalar<f64>(bits | u64(negative) << 63);
}
inline __attribute__((noinline)) f64 fma_in_integers(f64 a, f64 b, f64 c) {
    const f64 infinity = __builtin_inf();
    if (!(__builtin_fabs(a) < infinity) || !(__builtin_fabs(b) < infinity) || a == 0 || b == 0) return a * b + c;
    if (!(__builtin_fabs(c) < infinity)) return c;
    if (c == 0) return a * b;
    WholeNumber x = whole_number(a), y = whole_number(b), z = whole_number(c);
    bool negative = x.negative != y.negative;
    u128 product = u128(x.mantissa) * y.mantissa << 20, addend = u128(z.mantissa) << 72;
    int exponent = x.exponent + y.exponent - 20, apart = exponent - (z.exponent - 72);
    if (apart >= 0) addend = shift_with_sticky(addend, apart);
    else product = shift_with_sticky(product, -apart), exponent -= apart;
    if (negative == z.negative) return rounded_number(negative, product + addend, exponent);
    if (product == addend) return 0.0;
    return product > addend ? rounded_number(negative, product - addend, exponent) : rounded_number(!negative, addend - product, exponent);
}
TA_INLINE Vec<f64> fma_exact(Vec<f64> a, Vec<f64> b, Vec<f64> c) {
    alignas(64) f64 x[Vec<f64>::lanes], y[Vec<f64>::lanes], z[Vec<f64>::lanes];
    store(x, a), store(y, b), store(z, c);
    for (int i = 0; i < Vec<f64>::lanes; i++) x[i] = fma_in_integers(x[i], y[i], z[i]);
    return load(x);
}
#endif

}  // namespace
