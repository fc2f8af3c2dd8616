// AVX2 + FMA: 32-byte vectors, masks in vectors.
#pragma once
#include <immintrin.h>
#include "vector_mask.hpp"

namespace {

template <class T> TA_INLINE u64 bits_of(Mask<T> m) {
    if constexpr (sizeof(T) == 8) return u32(_mm256_movemask_pd((__m256d)m.raw));
    else if constexpr (sizeof(T) == 4) return u32(_mm256_movemask_ps((__m256)m.raw));
    else if constexpr (sizeof(T) == 2) {
        __m256i bytes = _mm256_permute4x64_epi64(_mm256_packs_epi16((__m256i)m.raw, _mm256_setzero_si256()), 0xD8);
        return u32(_mm256_movemask_epi8(bytes));
    } else return u32(_mm256_movemask_epi8((__m256i)m.raw));
}
template <class T> TA_INLINE bool any(Mask<T> m) { return !_mm256_testz_si256((__m256i)m.raw, (__m256i)m.raw); }
template <class T> TA_INLINE bool all(Mask<T> m) { return _mm256_movemask_epi8((__m256i)m.raw) == -1; }

template <class T> TA_INLINE Vec<T> select(Vec<T> if_false, Vec<T> if_true, Mask<T> m) {
    return Vec<T>((typename Vec<T>::Raw)_mm256_blendv_epi8((__m256i)if_false.raw, (__m256i)if_true.raw, (__m256i)m.raw));
}
// One byte, 0 or 1, per lane.
template <class T> TA_INLINE void store_mask(b8* p, Mask<T> m) {
    const __m128i one = _mm_set1_epi8(1);
    if constexpr (sizeof(T) == 8) {
        // packs_epi32 of 64-bit masks leaves each mask as two equal words: 4 lanes are 4 pairs of bytes after one more pack.
        __m128i pairs = _mm_packs_epi16(_mm_packs_epi32(_mm256_castsi256_si128((__m256i)m.raw), _mm256_extracti128_si256((__m256i)m.raw, 1)), _mm_setzero_si128());
        pairs = _mm_and_si128(_mm_shuffle_epi8(pairs, _mm_setr_epi8(0, 2, 4, 6, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)), one);
        u32 packed = u32(_mm_cvtsi128_si32(pairs));
        __builtin_memcpy(p, &packed, 4);
    } else if constexpr (sizeof(T) == 4) {
        __m128i words = _mm_packs_epi32(_mm256_castsi256_si128((__m256i)m.raw), _mm256_extracti128_si256((__m256i)m.raw, 1));
        _mm_storel_epi64((__m128i*)p, _mm_and_si128(_mm_packs_epi16(words, words), one));
    } else if constexpr (sizeof(T) == 2) {
        __m128i bytes = _mm_packs_epi16(_mm256_castsi256_si128((__m256i)m.raw), _mm256_extracti128_si256((__m256i)m.raw, 1));
        _mm_storeu_si128((__m128i*)p, _mm_and_si128(bytes, one));
    } else {
        _mm256_storeu_si256((__m256i*)p, _mm256_and_si256((__m256i)m.raw, _mm256_set1_epi8(1)));
    }
}
template <class T> TA_INLINE void stream(T* p, Vec<T> v) { _mm256_stream_si256((__m256i*)p, (__m256i)v.raw); }

TA_INLINE Vec<f32> sqrt_(Vec<f32> x) { return Vec<f32>(_mm256_sqrt_ps(x.raw)); }
TA_INLINE Vec<f64> sqrt_(Vec<f64> x) { return Vec<f64>(_mm256_sqrt_pd(x.raw)); }
TA_INLINE Vec<f32> fma_(Vec<f32> a, Vec<f32> b, Vec<f32> c) { return Vec<f32>(_mm256_fmadd_ps(a.raw, b.raw, c.raw)); }
TA_INLINE Vec<f64> fma_(Vec<f64> a, Vec<f64> b, Vec<f64> c) { return Vec<f64>(_mm256_fmadd_pd(a.raw, b.raw, c.raw)); }
TA_INLINE Vec<f32> min_word(Vec<f32> a, Vec<f32> b) { return Vec<f32>(_mm256_min_ps(a.raw, b.raw)); }
TA_INLINE Vec<f64> min_word(Vec<f64> a, Vec<f64> b) { return Vec<f64>(_mm256_min_pd(a.raw, b.raw)); }
TA_INLINE Vec<f32> max_word(Vec<f32> a, Vec<f32> b) { return Vec<f32>(_mm256_max_ps(a.raw, b.raw)); }
TA_INLINE Vec<f64> max_word(Vec<f64> a, Vec<f64> b) { return Vec<f64>(_mm256_max_pd(a.raw, b.raw)); }
#define TA_ROUND(name, mode)                                                                            \
    TA_INLINE Vec<f32> name(Vec<f32> x) { return Vec<f32>(_mm256_round_ps(x.raw, (mode) | _MM_FROUND_NO_EXC)); } \
    TA_INLINE Vec<f64> name(Vec<f64> x) { return Vec<f64>(_mm256_round_pd(x.raw, (mode) | _MM_FROUND_NO_EXC)); }
TA_ROUND(rint_, _MM_FROUND_TO_NEAREST_INT)
TA_ROUND(floor_, _MM_FROUND_TO_NEG_INF)
TA_ROUND(ceil_, _MM_FROUND_TO_POS_INF)
TA_ROUND(trunc_, _MM_FROUND_TO_ZERO)
#undef TA_ROUND
TA_INLINE Vec<i32> to_int(Vec<f32> x) { return Vec<i32>((Vec<i32>::Raw)_mm256_cvttps_epi32(x.raw)); }
TA_INLINE Vec<f32> to_float(Vec<i32> x) { return Vec<f32>(_mm256_cvtepi32_ps((__m256i)x.raw)); }
TA_INLINE Vec<u16> mul_high(Vec<u16> a, Vec<u16> b) { return Vec<u16>((Vec<u16>::Raw)_mm256_mulhi_epu16((__m256i)a.raw, (__m256i)b.raw)); }
TA_INLINE Vec<u64> mul_halves(Vec<u64> a, Vec<u64> b) { return Vec<u64>((Vec<u64>::Raw)_mm256_mul_epu32((__m256i)a.raw, (__m256i)b.raw)); }
TA_INLINE Vec<f64> widen_low(Vec<f32> x) { return Vec<f64>(_mm256_cvtps_pd(_mm256_castps256_ps128(x.raw))); }
TA_INLINE Vec<f64> widen_high(Vec<f32> x) { return Vec<f64>(_mm256_cvtps_pd(_mm256_extractf128_ps(x.raw, 1))); }
TA_INLINE Vec<f32> narrow(Vec<f64> low, Vec<f64> high) {
    return Vec<f32>(_mm256_insertf128_ps(_mm256_castps128_ps256(_mm256_cvtpd_ps(low.raw)), _mm256_cvtpd_ps(high.raw), 1));
}
template <class Step> TA_INLINE void lanes_to_two(Vec<f64> a, Vec<f64> b, f64& even, f64& odd) {
    const Vec<f64> x = Step::join(a, b);
    __m128d two = Step::join(_mm256_castpd256_pd128(x.raw), _mm256_extractf128_pd(x.raw, 1));
    even = two[0], odd = two[1];
}
TA_INLINE Vec<f32> load_halves(const u16* p) { return Vec<f32>(_mm256_cvtph_ps(_mm_loadu_si128((const __m128i*)p))); }
TA_INLINE void store_halves(u16* p, Vec<f32> x) { _mm_storeu_si128((__m128i*)p, _mm256_cvtps_ph(x.raw, _MM_FROUND_TO_NEAREST_INT)); }
TA_INLINE Vec<f32> gather(const f32* table, Vec<i32> index) { return Vec<f32>(_mm256_i32gather_ps(table, (__m256i)index.raw, 4)); }
TA_INLINE Vec<i32> gather(const i32* table, Vec<i32> index) { return Vec<i32>((Vec<i32>::Raw)_mm256_i32gather_epi32(table, (__m256i)index.raw, 4)); }
TA_INLINE Vec<f64> gather(const f64* table, Vec<i64> index) { return Vec<f64>(_mm256_i64gather_pd(table, (__m256i)index.raw, 8)); }
TA_INLINE Vec<i64> gather(const i64* table, Vec<i64> index) { return Vec<i64>((Vec<i64>::Raw)_mm256_i64gather_epi64((const long long*)table, (__m256i)index.raw, 8)); }

}  // namespace
