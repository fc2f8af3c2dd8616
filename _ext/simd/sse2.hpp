// SSE2, the x86-64 baseline: 16-byte vectors, no fma, no round, no blend, no gather.
#pragma once
#include <emmintrin.h>
#include "vector_mask.hpp"

namespace {

template <class T> TA_INLINE u64 bits_of(Mask<T> m) {
    if constexpr (sizeof(T) == 8) return u32(_mm_movemask_pd((__m128d)m.raw));
    else if constexpr (sizeof(T) == 4) return u32(_mm_movemask_ps((__m128)m.raw));
    else if constexpr (sizeof(T) == 2) return u32(_mm_movemask_epi8(_mm_packs_epi16((__m128i)m.raw, _mm_setzero_si128())));
    else return u32(_mm_movemask_epi8((__m128i)m.raw));
}
template <class T> TA_INLINE bool any(Mask<T> m) { return _mm_movemask_epi8((__m128i)m.raw) != 0; }
template <class T> TA_INLINE bool all(Mask<T> m) { return _mm_movemask_epi8((__m128i)m.raw) == 0xFFFF; }

template <class T> TA_INLINE Vec<T> select(Vec<T> if_false, Vec<T> if_true, Mask<T> m) {
    __m128i mask = (__m128i)m.raw;
    return Vec<T>((typename Vec<T>::Raw)_mm_or_si128(_mm_and_si128(mask, (__m128i)if_true.raw), _mm_andnot_si128(mask, (__m128i)if_false.raw)));
}
// One byte, 0 or 1, per lane.
template <class T> TA_INLINE void store_mask(b8* p, Mask<T> m) {
    __m128i mask = (__m128i)m.raw;
    const __m128i one = _mm_set1_epi8(1);
    if constexpr (sizeof(T) == 8) {
        int bits = _mm_movemask_pd((__m128d)mask);
        p[0] = b8(bits & 1);
        p[1] = b8(bits >> 1);
    } else if constexpr (sizeof(T) == 4) {
        __m128i words = _mm_packs_epi32(mask, mask);
        u32 packed = u32(_mm_cvtsi128_si32(_mm_and_si128(_mm_packs_epi16(words, words), one)));
        __builtin_memcpy(p, &packed, 4);
    } else if constexpr (sizeof(T) == 2) {
        _mm_storel_epi64((__m128i*)p, _mm_and_si128(_mm_packs_epi16(mask, mask), one));
    } else {
        _mm_storeu_si128((__m128i*)p, _mm_and_si128(mask, one));
    }
}
template <class T> TA_INLINE void stream(T* p, Vec<T> v) { _mm_stream_si128((__m128i*)p, (__m128i)v.raw); }

TA_INLINE Vec<f32> sqrt_(Vec<f32> x) { return Vec<f32>(_mm_sqrt_ps(x.raw)); }
TA_INLINE Vec<f64> sqrt_(Vec<f64> x) { return Vec<f64>(_mm_sqrt_pd(x.raw)); }
TA_INLINE Vec<f32> fma_(Vec<f32> a, Vec<f32> b, Vec<f32> c) { return a * b + c; }
TA_INLINE Vec<f64> fma_(Vec<f64> a, Vec<f64> b, Vec<f64> c) { return a * b + c; }
TA_INLINE Vec<f32> min_word(Vec<f32> a, Vec<f32> b) { return Vec<f32>(_mm_min_ps(a.raw, b.raw)); }
TA_INLINE Vec<f64> min_word(Vec<f64> a, Vec<f64> b) { return Vec<f64>(_mm_min_pd(a.raw, b.raw)); }
TA_INLINE Vec<f32> max_word(Vec<f32> a, Vec<f32> b) { return Vec<f32>(_mm_max_ps(a.raw, b.raw)); }
TA_INLINE Vec<f64> max_word(Vec<f64> a, Vec<f64> b) { return Vec<f64>(_mm_max_pd(a.raw, b.raw)); }

// Adding and subtracting 2^23 (2^52) rounds to an integer, half to even; larger numbers are integers already.
template <class T> TA_INLINE Vec<T> rint_(Vec<T> x) {
    static_assert(IsFloat<T>::value, "rint_ of a float");
    typedef UnsignedOf<T> U;
    const Vec<T> magic = IsSame<T, f32>::value ? Vec<T>(T(8388608.0)) : Vec<T>(T(4503599627370496.0));
    Vec<U> sign = bitcast<U>(x) & Vec<U>(U(1) << (8 * sizeof(T) - 1));
    Vec<T> size = bitcast<T>(bitcast<U>(x) ^ sign);
    Vec<T> rounded = bitcast<T>(bitcast<U>((size + magic) - magic) | sign);
    return select(x, rounded, size < magic);
}
template <class T> TA_INLINE Vec<T> with_sign_of_(Vec<T> x, Vec<T> sign) {
    typedef UnsignedOf<T> U;
    return bitcast<T>(bitcast<U>(x) | (bitcast<U>(sign) & Vec<U>(U(1) << (8 * sizeof(T) - 1))));
}
template <class T> TA_INLINE Vec<T> floor_(Vec<T> x) {
    Vec<T> r = rint_(x);
    return with_sign_of_(select(r, r - Vec<T>(T(1)), r > x), x);
}
template <class T> TA_INLINE Vec<T> ceil_(Vec<T> x) {
    Vec<T> r = rint_(x);
    return with_sign_of_(select(r, r + Vec<T>(T(1)), r < x), x);
}
template <class T> TA_INLINE Vec<T> trunc_(Vec<T> x) { return select(ceil_(x), floor_(x), x > Vec<T>(T(0))); }

TA_INLINE Vec<i32> to_int(Vec<f32> x) { return Vec<i32>((Vec<i32>::Raw)_mm_cvttps_epi32(x.raw)); }
TA_INLINE Vec<f32> to_float(Vec<i32> x) { return Vec<f32>(_mm_cvtepi32_ps((__m128i)x.raw)); }
TA_INLINE Vec<u16> mul_high(Vec<u16> a, Vec<u16> b) { return Vec<u16>((Vec<u16>::Raw)_mm_mulhi_epu16((__m128i)a.raw, (__m128i)b.raw)); }
TA_INLINE Vec<u64> mul_halves(Vec<u64> a, Vec<u64> b) { return Vec<u64>((Vec<u64>::Raw)_mm_mul_epu32((__m128i)a.raw, (__m128i)b.raw)); }
TA_INLINE Vec<f64> widen_low(Vec<f32> x) { return Vec<f64>(_mm_cvtps_pd(x.raw)); }
TA_INLINE Vec<f64> widen_high(Vec<f32> x) { return Vec<f64>(_mm_cvtps_pd(_mm_movehl_ps(x.raw, x.raw))); }
TA_INLINE Vec<f32> narrow(Vec<f64> low, Vec<f64> high) { return Vec<f32>(_mm_movelh_ps(_mm_cvtpd_ps(low.raw), _mm_cvtpd_ps(high.raw))); }
template <class Step> TA_INLINE void lanes_to_two(Vec<f64> a, Vec<f64> b, f64& even, f64& odd) {
    const Vec<f64> x = Step::join(a, b);
    even = x.raw[0], odd = x.raw[1];
}

template <class T, class I> TA_INLINE Vec<T> gather_(const T* table, Vec<I> index) {
    typename Vec<T>::Raw raw;
    for (int lane = 0; lane < Vec<T>::lanes; lane++) raw[lane] = table[index.raw[lane]];
    return Vec<T>(raw);
}
TA_INLINE Vec<f32> gather(const f32* table, Vec<i32> index) { return gather_(table, index); }
TA_INLINE Vec<i32> gather(const i32* table, Vec<i32> index) { return gather_(table, index); }
TA_INLINE Vec<f64> gather(const f64* table, Vec<i64> index) { return gather_(table, index); }
TA_INLINE Vec<i64> gather(const i64* table, Vec<i64> index) { return gather_(table, index); }

}  // namespace
