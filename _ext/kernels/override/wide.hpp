// Wide: the lanes of one float32 vector in float64, two registers of them. Every word works on both halves at once, so that the
// latencies of two chains overlap (5 to 12 % of sin, tan and logaddexp against one half after the other).
#pragma once
#include "simd/simd.hpp"

namespace {

template <class T> struct Wide {
    Vec<T> low, high;
    TA_INLINE Wide(Vec<T> l, Vec<T> h) : low(l), high(h) {}
    TA_INLINE Wide(T s) : low(s), high(s) {}
};
typedef Wide<f64> WideF64;

TA_INLINE WideF64 widen(Vec<f32> x) { return WideF64(widen_low(x), widen_high(x)); }
TA_INLINE Vec<f32> narrow(WideF64 x) { return narrow(x.low, x.high); }

#define TA_WIDE(op)                                                                                                     \
    template <class T> TA_INLINE Wide<T> operator op(Wide<T> a, Wide<T> b) { return Wide<T>(a.low op b.low, a.high op b.high); }
TA_WIDE(+)
TA_WIDE(-)
TA_WIDE(*)
TA_WIDE(/)
TA_WIDE(&)
TA_WIDE(^)
#undef TA_WIDE
template <class T> TA_INLINE Wide<T> operator<<(Wide<T> a, int count) { return Wide<T>(a.low << count, a.high << count); }
TA_INLINE WideF64 fma_(WideF64 a, WideF64 b, WideF64 c) { return WideF64(fma_(a.low, b.low, c.low), fma_(a.high, b.high, c.high)); }
TA_INLINE WideF64 sqrt_(WideF64 a) { return WideF64(sqrt_(a.low), sqrt_(a.high)); }
TA_INLINE WideF64 abs_(WideF64 a) { return WideF64(abs_(a.low), abs_(a.high)); }
TA_INLINE WideF64 min_word(WideF64 a, WideF64 b) { return WideF64(min_word(a.low, b.low), min_word(a.high, b.high)); }
TA_INLINE WideF64 max_word(WideF64 a, WideF64 b) { return WideF64(max_word(a.low, b.low), max_word(a.high, b.high)); }
template <class U, class T> TA_INLINE Wide<U> bitcast(Wide<T> a) { return Wide<U>(bitcast<U>(a.low), bitcast<U>(a.high)); }
// if_true where the sign bit of s is set.
TA_INLINE WideF64 select_by_sign(WideF64 if_false, WideF64 if_true, WideF64 s) {
    return WideF64(select(if_false.low, if_true.low, sign_is_set(s.low)), select(if_false.high, if_true.high, sign_is_set(s.high)));
}

// Adding this rounds to an integer, half to even, and leaves the integer in the low bits.
constexpr f64 rounding_magic = 6755399441055744.0;

// p * 2^n for the n that `shifted` = n + rounding_magic holds; p must be near 1 and |n| below 1000.
TA_INLINE WideF64 scale_by_shifted(WideF64 p, WideF64 shifted) { return bitcast<f64>(bitcast<i64>(p) + (bitcast<i64>(shifted) << 52)); }
// a with its sign changed where the n that `shifted` holds is odd.
TA_INLINE WideF64 negate_if_odd(WideF64 a, WideF64 shifted) { return bitcast<f64>(bitcast<i64>(a) ^ (bitcast<i64>(shifted) << 63)); }

}  // namespace
