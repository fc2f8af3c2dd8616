// The words of shaders/math/words.wgsl and of the dialect's own that _ext/simd does not have under a C++ name.
#pragma once
#include "simd/simd.hpp"

namespace {

TA_INLINE Vec<f32> opaque_(Vec<f32> x) { return x; }

TA_INLINE Vec<f32> as_f32_(Vec<i32> x) { return to_float(x); }
TA_INLINE Vec<i32> as_i32_(Vec<f32> x) { return to_int(x); }
TA_INLINE Vec<i32> as_i32_(Vec<u32> x) { return bitcast<i32>(x); }
TA_INLINE Vec<u32> as_u32_(Vec<i32> x) { return bitcast<u32>(x); }

// The dialect has one bool: masks of other lane types of the same size meet here.
template <class T, class U> TA_INLINE Mask<T> operator&(Mask<T> a, Mask<U> b) { return a & mask_cast<T>(b); }
template <class T, class U> TA_INLINE Mask<T> operator|(Mask<T> a, Mask<U> b) { return a | mask_cast<T>(b); }
template <class T, class U> TA_INLINE Vec<T> select(Vec<T> if_false, Vec<T> if_true, Mask<U> m) { return select(if_false, if_true, mask_cast<T>(m)); }
TA_INLINE Vec<i32> operator>>(Vec<i32> a, Vec<u32> count) { return a >> bitcast<i32>(count); }
TA_INLINE Vec<i32> operator<<(Vec<i32> a, Vec<u32> count) { return a << bitcast<i32>(count); }

TA_INLINE Mask<f32> is_nan_f32(Vec<f32> x) { return is_nan(x); }
TA_INLINE Vec<f32> infinity_f32() { return Vec<f32>(__builtin_inff()); }
TA_INLINE Vec<f32> nan_f32() { return Vec<f32>(__builtin_nanf("")); }
TA_INLINE Vec<f32> copysign_f32(Vec<f32> x, Vec<f32> s) { return copysign_(x, s); }
// min_word and max_word give the second operand when unordered: x must be the second.
TA_INLINE Vec<f32> at_most_f32(Vec<f32> x, Vec<f32> high) { return min_word(high, x); }
TA_INLINE Vec<f32> clamp_f32(Vec<f32> x, Vec<f32> low, Vec<f32> high) { return min_word(high, max_word(low, x)); }

#if defined(TA_ISA_AVX512) || defined(TA_ISA_AVX2)
TA_INLINE Vec<f32> round_small_f32(Vec<f32> x) { return rint_(x); }
#else
TA_INLINE Vec<f32> round_small_f32(Vec<f32> x) {
    const Vec<f32> magic(12582912.0f);
    return (x + magic) - magic;
}
#endif

#if defined(TA_ISA_AVX512)
TA_INLINE Vec<f32> scale_f32(Vec<f32> y, Vec<f32> n) { return Vec<f32>(_mm512_scalef_ps(y.raw, n.raw)); }
TA_INLINE Vec<f32> mantissa_f32(Vec<f32> x) { return Vec<f32>(_mm512_getmant_ps(x.raw, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src)); }
TA_INLINE Vec<f32> exponent_f32(Vec<f32> x) {
    // A mantissa below 1 was halved: its own exponent is -1 then.
    return Vec<f32>(_mm512_getexp_ps(x.raw)) - Vec<f32>(_mm512_getexp_ps(mantissa_f32(x).raw));
}
TA_INLINE Vec<f32> unscale_f32(Vec<f32> y, Vec<f32> n) { return Vec<f32>(_mm512_scalef_ps(y.raw, (-n).raw)); }
TA_INLINE Vec<f32> power_of_two_f32(Vec<f32> n) { return Vec<f32>(_mm512_scalef_ps(Vec<f32>(1.0f).raw, n.raw)); }
TA_INLINE Vec<f32> log_edges_f32(Vec<f32> x, Vec<f32> y) {
    // What becomes of y by the class of x, four bits each: quiet and signalling NaN: x made quiet; +-0: -inf; 1: y; -inf: NaN; inf: inf;
    // negative: NaN; positive: y.
    const Vec<i32> action(0x03530422);
    return Vec<f32>(_mm512_fixupimm_ps(y.raw, x.raw, (__m512i)action.raw, 0));
}
#else
// Branches, because subnormal numbers are rare and selects dear without blend instructions.
TA_INLINE Vec<f32> scale_f32(Vec<f32> y, Vec<f32> n) {
    const Vec<i32> whole = to_int(n);
    if (__builtin_expect(all(abs_(n) < Vec<f32>(124.0f)), 1)) return bitcast<f32>(bitcast<i32>(y) + (whole << 23));
    const Vec<i32> half = whole >> 1;
    const Vec<f32> first = bitcast<f32>((half + Vec<i32>(127)) << 23), second = bitcast<f32>((whole - half + Vec<i32>(127)) << 23);
    return (y * first) * second;
}
TA_INLINE Vec<f32> exponent_f32(Vec<f32> x) {
    const Mask<f32> small = x < Vec<f32>(1.17549435e-38f);
    const Vec<i32> bias(0x3f400000);
    if (__builtin_expect(!any(small), 1)) return to_float((bitcast<i32>(x) - bias) >> 23);
    const Vec<f32> n = to_float((bitcast<i32>(select(x, x * Vec<f32>(16777216.0f), small)) - bias) >> 23);
    return select(n, n - Vec<f32>(24.0f), small);
}
TA_INLINE Vec<f32> mantissa_f32(Vec<f32> x) {
    const Mask<f32> small = x < Vec<f32>(1.17549435e-38f);
    Vec<i32> bits = bitcast<i32>(x);
    if (__builtin_expect(any(small), 0)) bits = bitcast<i32>(select(x, x * Vec<f32>(16777216.0f), small));
    return bitcast<f32>(bits - (((bits - Vec<i32>(0x3f400000)) >> 23) << 23));
}
TA_INLINE Vec<f32> power_of_two_f32(Vec<f32> n) { return bitcast<f32>((to_int(n) + Vec<i32>(127)) << 23); }
TA_INLINE Vec<f32> unscale_f32(Vec<f32> y, Vec<f32> n) {
    return y * bitcast<f32>((Vec<i32>(127) - to_int(min_word(n, Vec<f32>(126.0f)))) << 23);
}
TA_INLINE Vec<f32> log_edges_f32(Vec<f32> x, Vec<f32> y) {
    if (__builtin_expect(all((x > Vec<f32>(0.0f)) & (x < infinity_f32())), 1)) return y;
    Vec<f32> zero_or_less = select(nan_f32(), -infinity_f32(), x == Vec<f32>(0.0f));
    Vec<f32> positive = select(y, x, x == infinity_f32());
    return select(positive, select(zero_or_less, x, is_nan(x)), !(x > Vec<f32>(0.0f)));
}
#endif

}  // namespace
