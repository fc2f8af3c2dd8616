// Vector words that only reductions need.
#pragma once
#include "../simd/simd.hpp"

namespace {

#if defined(TA_ISA_AVX512)
constexpr bool HAS_MASKED_LOADS = true;  // load_n is one instruction
#else
constexpr bool HAS_MASKED_LOADS = false;
#endif

template <class T> TA_INLINE Vec<T> max_int(Vec<T> a, Vec<T> b) { return select(b, a, a > b); }
template <class T> TA_INLINE Vec<T> min_int(Vec<T> a, Vec<T> b) { return select(b, a, a < b); }
#define TA_EXTREMES(T, Register, prefix, suffix)                                                                                                              \
    TA_INLINE Vec<T> max_int(Vec<T> a, Vec<T> b) { return Vec<T>((Vec<T>::Raw)prefix##_max_##suffix((Register)a.raw, (Register)b.raw)); } \
    TA_INLINE Vec<T> min_int(Vec<T> a, Vec<T> b) { return Vec<T>((Vec<T>::Raw)prefix##_min_##suffix((Register)a.raw, (Register)b.raw)); }
#if defined(TA_ISA_AVX512)
TA_EXTREMES(i8, __m512i, _mm512, epi8)
TA_EXTREMES(i16, __m512i, _mm512, epi16)
TA_EXTREMES(i32, __m512i, _mm512, epi32)
TA_EXTREMES(i64, __m512i, _mm512, epi64)
TA_EXTREMES(u8, __m512i, _mm512, epu8)
TA_EXTREMES(u16, __m512i, _mm512, epu16)
TA_EXTREMES(u32, __m512i, _mm512, epu32)
TA_EXTREMES(u64, __m512i, _mm512, epu64)
#elif defined(TA_ISA_AVX2)
TA_EXTREMES(i8, __m256i, _mm256, epi8)
TA_EXTREMES(i16, __m256i, _mm256, epi16)
TA_EXTREMES(i32, __m256i, _mm256, epi32)
TA_EXTREMES(u8, __m256i, _mm256, epu8)
TA_EXTREMES(u16, __m256i, _mm256, epu16)
TA_EXTREMES(u32, __m256i, _mm256, epu32)
#elif defined(TA_ISA_SSE2)
TA_EXTREMES(i16, __m128i, _mm, epi16)
TA_EXTREMES(u8, __m128i, _mm, epu8)
#endif
#undef TA_EXTREMES

// Lanes where a or b is NaN.
#if defined(TA_ISA_AVX512)
TA_INLINE Mask<f32> unordered(Vec<f32> a, Vec<f32> b) { return Mask<f32>(_mm512_cmp_ps_mask(a.raw, b.raw, _CMP_UNORD_Q)); }
TA_INLINE Mask<f64> unordered(Vec<f64> a, Vec<f64> b) { return Mask<f64>(_mm512_cmp_pd_mask(a.raw, b.raw, _CMP_UNORD_Q)); }
#elif defined(TA_ISA_AVX2)
TA_INLINE Mask<f32> unordered(Vec<f32> a, Vec<f32> b) { return Mask<f32>((Mask<f32>::Raw)_mm256_cmp_ps(a.raw, b.raw, _CMP_UNORD_Q)); }
TA_INLINE Mask<f64> unordered(Vec<f64> a, Vec<f64> b) { return Mask<f64>((Mask<f64>::Raw)_mm256_cmp_pd(a.raw, b.raw, _CMP_UNORD_Q)); }
#elif defined(TA_ISA_SSE2)
TA_INLINE Mask<f32> unordered(Vec<f32> a, Vec<f32> b) { return Mask<f32>((Mask<f32>::Raw)_mm_cmpunord_ps(a.raw, b.raw)); }
TA_INLINE Mask<f64> unordered(Vec<f64> a, Vec<f64> b) { return Mask<f64>((Mask<f64>::Raw)_mm_cmpunord_pd(a.raw, b.raw)); }
#else
template <class T> TA_INLINE Mask<T> unordered(Vec<T> a, Vec<T> b) { return is_nan(a) | is_nan(b); }
#endif

// Sums of eight neighbouring bytes.
#if defined(TA_ISA_AVX512)
TA_INLINE Vec<u64> sum_bytes(Vec<u8> x) { return Vec<u64>((Vec<u64>::Raw)_mm512_sad_epu8((__m512i)x.raw, _mm512_setzero_si512())); }
#elif defined(TA_ISA_AVX2)
TA_INLINE Vec<u64> sum_bytes(Vec<u8> x) { return Vec<u64>((Vec<u64>::Raw)_mm256_sad_epu8((__m256i)x.raw, _mm256_setzero_si256())); }
#elif defined(TA_ISA_SSE2)
TA_INLINE Vec<u64> sum_bytes(Vec<u8> x) { return Vec<u64>((Vec<u64>::Raw)_mm_sad_epu8((__m128i)x.raw, _mm_setzero_si128())); }
#elif defined(TA_ISA_SCALAR)
TA_INLINE Vec<u64> sum_bytes(Vec<u8> x) { return Vec<u64>(u64(x.raw)); }
#else
TA_INLINE Vec<u64> sum_bytes(Vec<u8> x) {
    const Vec<u64> bytes(u64(0x00FF00FF00FF00FF)), pairs(u64(0x0000FFFF0000FFFF)), fours(u64(0x00000000FFFFFFFF));
    Vec<u64> v = bitcast<u64>(x);
    v = (v & bytes) + ((v >> 8) & bytes);
    v = (v & pairs) + ((v >> 16) & pairs);
    return (v & fours) + (v >> 32);
}
#endif

// Keeps a loaded vector in a register: the compiler would rather load it again for every use.
#if defined(__x86_64__) && TA_VECTOR_BYTES > 8
#define TA_KEEP(vector) __asm__("" : "+x"(vector.raw))
#else
#define TA_KEEP(vector) (void)vector
#endif

// Neighbouring lanes change places: (1, 0, 3, 2 ...).
#if defined(TA_ISA_AVX512)
TA_INLINE Vec<f64> swap_pairs(Vec<f64> v) { return Vec<f64>(_mm512_permute_pd(v.raw, 0x55)); }
#elif defined(TA_ISA_AVX2)
TA_INLINE Vec<f64> swap_pairs(Vec<f64> v) { return Vec<f64>(_mm256_permute_pd(v.raw, 5)); }
#elif defined(TA_ISA_SSE2)
TA_INLINE Vec<f64> swap_pairs(Vec<f64> v) { return Vec<f64>(_mm_shuffle_pd(v.raw, v.raw, 1)); }
#else
TA_INLINE Vec<f64> swap_pairs(Vec<f64> v) {
    Vec<f64> even, odd, low, high;
    deinterleave(v, v, even, odd);
    interleave(odd, even, low, high);
    return low;
}
#endif

// Half a vector of f32, widened by the load.
#if defined(TA_ISA_AVX512)
TA_INLINE Vec<f64> load_wide(const f32* p) { return Vec<f64>(_mm512_cvtps_pd(_mm256_loadu_ps(p))); }
#elif defined(TA_ISA_AVX2)
TA_INLINE Vec<f64> load_wide(const f32* p) { return Vec<f64>(_mm256_cvtps_pd(_mm_loadu_ps(p))); }
#endif

// The vector moved down: its lower half, of those `bytes` above it. What is higher is anything.
template <int bytes, class T> TA_INLINE Vec<T> moved_down(Vec<T> v) {
#if defined(TA_ISA_AVX512)
    const __m512i x = (__m512i)v.raw;
    __m512i y;
    if constexpr (bytes == 32) y = _mm512_shuffle_i64x2(x, x, 0x4E);
    else if constexpr (bytes == 16) y = _mm512_shuffle_i64x2(x, x, 0xB1);
    else if constexpr (bytes == 8) y = _mm512_shuffle_epi32(x, _MM_PERM_ENUM(0x4E));
    else if constexpr (bytes == 4) y = _mm512_shuffle_epi32(x, _MM_PERM_ENUM(0xB1));
    else if constexpr (bytes == 2) y = _mm512_srli_epi32(x, 16);
    else y = _mm512_srli_epi16(x, 8);
#elif defined(TA_ISA_AVX2)
    const __m256i x = (__m256i)v.raw;
    __m256i y;
    if constexpr (bytes == 16) y = _mm256_permute2x128_si256(x, x, 1);
    else if constexpr (bytes == 8) y = _mm256_shuffle_epi32(x, 0x4E);
    else if constexpr (bytes == 4) y = _mm256_shuffle_epi32(x, 0xB1);
    else if constexpr (bytes == 2) y = _mm256_srli_epi32(x, 16);
    else y = _mm256_srli_epi16(x, 8);
#elif defined(TA_ISA_SSE2)
    const __m128i x = (__m128i)v.raw;
    __m128i y;
    if constexpr (bytes == 8) y = _mm_shuffle_epi32(x, 0x4E);
    else if constexpr (bytes == 4) y = _mm_shuffle_epi32(x, 0xB1);
    else if constexpr (bytes == 2) y = _mm_srli_epi32(x, 16);
    else y = _mm_srli_epi16(x, 8);
#else
    const Vec<T> y = v;
    return y;
#endif
#if defined(TA_ISA_AVX512) || defined(TA_ISA_AVX2) || defined(TA_ISA_SSE2)
    return Vec<T>((typename Vec<T>::Raw)y);
#endif
}

// The lanes of v joined in a fixed order: halves, until one is left. join is of vectors.
template <class T, class Join, int n_lanes = Vec<T>::lanes> TA_INLINE T across_lanes(Vec<T> v, Join join) {
    if constexpr (n_lanes == 1) return v[0];
    else return across_lanes<T, Join, n_lanes / 2>(join(v, moved_down<n_lanes / 2 * int(sizeof(T))>(v)), join);
}

}  // namespace
