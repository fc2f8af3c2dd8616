// AVX-512 (F, CD, VL, BW, DQ): 64-byte vectors, masks in mask registers.
#pragma once
#include <immintrin.h>

namespace {

template <int lanes> struct MaskBits;
template <> struct MaskBits<8> { typedef __mmask8 Type; };
template <> struct MaskBits<16> { typedef __mmask16 Type; };
template <> struct MaskBits<32> { typedef __mmask32 Type; };
template <> struct MaskBits<64> { typedef __mmask64 Type; };

template <class T> struct Mask {
    typedef typename MaskBits<Vec<T>::lanes>::Type Bits;
    Bits bits;
    Mask() = default;
    TA_INLINE explicit Mask(Bits b) : bits(b) {}
};
template <class T> TA_INLINE Mask<T> operator&(Mask<T> a, Mask<T> b) { return Mask<T>(typename Mask<T>::Bits(a.bits & b.bits)); }
template <class T> TA_INLINE Mask<T> operator|(Mask<T> a, Mask<T> b) { return Mask<T>(typename Mask<T>::Bits(a.bits | b.bits)); }
template <class T> TA_INLINE Mask<T> operator^(Mask<T> a, Mask<T> b) { return Mask<T>(typename Mask<T>::Bits(a.bits ^ b.bits)); }
template <class T> TA_INLINE Mask<T> operator!(Mask<T> a) { return Mask<T>(typename Mask<T>::Bits(~a.bits)); }
template <class T> TA_INLINE u64 bits_of(Mask<T> m) { return u64(m.bits); }
template <class T> TA_INLINE bool any(Mask<T> m) { return m.bits != 0; }
template <class T> TA_INLINE bool all(Mask<T> m) { return m.bits == typename Mask<T>::Bits(~u64(0)); }
template <class T> TA_INLINE Mask<T> first_lanes(int n) { return Mask<T>(typename Mask<T>::Bits(_bzhi_u64(~u64(0), unsigned(n)))); }

// A mask for lanes of another type of the same size.
template <class U, class T> TA_INLINE Mask<U> mask_cast(Mask<T> m) {
    static_assert(sizeof(U) == sizeof(T), "mask_cast between sizes");
    return Mask<U>(m.bits);
}

#define TA_COMPARE_INT(T, suffix)                                                                                        \
    TA_INLINE Mask<T> operator<(Vec<T> a, Vec<T> b) { return Mask<T>(_mm512_cmplt_##suffix##_mask((__m512i)a.raw, (__m512i)b.raw)); } \
    TA_INLINE Mask<T> operator<=(Vec<T> a, Vec<T> b) { return Mask<T>(_mm512_cmple_##suffix##_mask((__m512i)a.raw, (__m512i)b.raw)); } \
    TA_INLINE Mask<T> operator>(Vec<T> a, Vec<T> b) { return Mask<T>(_mm512_cmpgt_##suffix##_mask((__m512i)a.raw, (__m512i)b.raw)); } \
    TA_INLINE Mask<T> operator>=(Vec<T> a, Vec<T> b) { return Mask<T>(_mm512_cmpge_##suffix##_mask((__m512i)a.raw, (__m512i)b.raw)); } \
    TA_INLINE Mask<T> operator==(Vec<T> a, Vec<T> b) { return Mask<T>(_mm512_cmpeq_##suffix##_mask((__m512i)a.raw, (__m512i)b.raw)); } \
    TA_INLINE Mask<T> operator!=(Vec<T> a, Vec<T> b) { return Mask<T>(_mm512_cmpneq_##suffix##_mask((__m512i)a.raw, (__m512i)b.raw)); }
TA_COMPARE_INT(i8, epi8)
TA_COMPARE_INT(i16, epi16)
TA_COMPARE_INT(i32, epi32)
TA_COMPARE_INT(i64, epi64)
TA_COMPARE_INT(u8, epu8)
TA_COMPARE_INT(u16, epu16)
TA_COMPARE_INT(u32, epu32)
TA_COMPARE_INT(u64, epu64)
#undef TA_COMPARE_INT
#define TA_COMPARE_FLOAT(T, suffix)                                                                                      \
    TA_INLINE Mask<T> operator<(Vec<T> a, Vec<T> b) { return Mask<T>(_mm512_cmp_##suffix##_mask(a.raw, b.raw, _CMP_LT_OQ)); }  \
    TA_INLINE Mask<T> operator<=(Vec<T> a, Vec<T> b) { return Mask<T>(_mm512_cmp_##suffix##_mask(a.raw, b.raw, _CMP_LE_OQ)); } \
    TA_INLINE Mask<T> operator>(Vec<T> a, Vec<T> b) { return Mask<T>(_mm512_cmp_##suffix##_mask(a.raw, b.raw, _CMP_GT_OQ)); }  \
    TA_INLINE Mask<T> operator>=(Vec<T> a, Vec<T> b) { return Mask<T>(_mm512_cmp_##suffix##_mask(a.raw, b.raw, _CMP_GE_OQ)); } \
    TA_INLINE Mask<T> operator==(Vec<T> a, Vec<T> b) { return Mask<T>(_mm512_cmp_##suffix##_mask(a.raw, b.raw, _CMP_EQ_OQ)); } \
    TA_INLINE Mask<T> operator!=(Vec<T> a, Vec<T> b) { return Mask<T>(_mm512_cmp_##suffix##_mask(a.raw, b.raw, _CMP_NEQ_UQ)); }
TA_COMPARE_FLOAT(f32, ps)
TA_COMPARE_FLOAT(f64, pd)
#undef TA_COMPARE_FLOAT

template <class T> TA_INLINE Vec<T> select(Vec<T> if_false, Vec<T> if_true, Mask<T> m) {
    typedef typename Vec<T>::Raw Raw;
    if constexpr (sizeof(T) == 8) return Vec<T>((Raw)_mm512_mask_blend_epi64(m.bits, (__m512i)if_false.raw, (__m512i)if_true.raw));
    else if constexpr (sizeof(T) == 4) return Vec<T>((Raw)_mm512_mask_blend_epi32(m.bits, (__m512i)if_false.raw, (__m512i)if_true.raw));
    else if constexpr (sizeof(T) == 2) return Vec<T>((Raw)_mm512_mask_blend_epi16(m.bits, (__m512i)if_false.raw, (__m512i)if_true.raw));
    else return Vec<T>((Raw)_mm512_mask_blend_epi8(m.bits, (__m512i)if_false.raw, (__m512i)if_true.raw));
}

template <class T> TA_INLINE Vec<T> held(Vec<T> v) {
    asm("" : "+v"(v.raw));
    return v;
}
template <class T> TA_INLINE Vec<T> load_n(const T* p, int n) {
    typedef typename Vec<T>::Raw Raw;
    auto m = first_lanes<T>(n).bits;
    if constexpr (sizeof(T) == 8) return Vec<T>((Raw)_mm512_maskz_loadu_epi64(m, p));
    else if constexpr (sizeof(T) == 4) return Vec<T>((Raw)_mm512_maskz_loadu_epi32(m, p));
    else if constexpr (sizeof(T) == 2) return Vec<T>((Raw)_mm512_maskz_loadu_epi16(m, p));
    else return Vec<T>((Raw)_mm512_maskz_loadu_epi8(m, p));
}
template <class T> TA_INLINE void store_n(T* p, Vec<T> v, int n) {
    auto m = first_lanes<T>(n).bits;
    if constexpr (sizeof(T) == 8) _mm512_mask_storeu_epi64(p, m, (__m512i)v.raw);
    else if constexpr (sizeof(T) == 4) _mm512_mask_storeu_epi32(p, m, (__m512i)v.raw);
    else if constexpr (sizeof(T) == 2) _mm512_mask_storeu_epi16(p, m, (__m512i)v.raw);
    else _mm512_mask_storeu_epi8(p, m, (__m512i)v.raw);
}
template <class T> TA_INLINE void store_mask(b8* p, Mask<T> m) {
    if constexpr (sizeof(T) == 8) _mm_storel_epi64((__m128i*)p, _mm_maskz_set1_epi8(m.bits, 1));
    else if constexpr (sizeof(T) == 4) _mm_storeu_si128((__m128i*)p, _mm_maskz_set1_epi8(m.bits, 1));
    else if constexpr (sizeof(T) == 2) _mm256_storeu_si256((__m256i*)p, _mm256_maskz_set1_epi8(m.bits, 1));
    else _mm512_storeu_si512(p, _mm512_maskz_set1_epi8(m.bits, 1));
}
template <class T> TA_INLINE void store_mask_n(b8* p, Mask<T> m, int n) {
    const auto first = first_lanes<T>(n).bits;
    if constexpr (sizeof(T) >= 4) _mm_mask_storeu_epi8(p, __mmask16(first), _mm_maskz_set1_epi8(__mmask16(m.bits), 1));
    else if constexpr (sizeof(T) == 2) _mm256_mask_storeu_epi8(p, first, _mm256_maskz_set1_epi8(m.bits, 1));
    else _mm512_mask_storeu_epi8(p, first, _mm512_maskz_set1_epi8(m.bits, 1));
}
template <class T> TA_INLINE void stream(T* p, Vec<T> v) { _mm512_stream_si512((__m512i*)p, (__m512i)v.raw); }

TA_INLINE Vec<f32> sqrt_(Vec<f32> x) { return Vec<f32>(_mm512_sqrt_ps(x.raw)); }
TA_INLINE Vec<f64> sqrt_(Vec<f64> x) { return Vec<f64>(_mm512_sqrt_pd(x.raw)); }
TA_INLINE Vec<f32> fma_(Vec<f32> a, Vec<f32> b, Vec<f32> c) { return Vec<f32>(_mm512_fmadd_ps(a.raw, b.raw, c.raw)); }
TA_INLINE Vec<f64> fma_(Vec<f64> a, Vec<f64> b, Vec<f64> c) { return Vec<f64>(_mm512_fmadd_pd(a.raw, b.raw, c.raw)); }
TA_INLINE Vec<f32> min_word(Vec<f32> a, Vec<f32> b) { return Vec<f32>(_mm512_min_ps(a.raw, b.raw)); }
TA_INLINE Vec<f64> min_word(Vec<f64> a, Vec<f64> b) { return Vec<f64>(_mm512_min_pd(a.raw, b.raw)); }
TA_INLINE Vec<f32> max_word(Vec<f32> a, Vec<f32> b) { return Vec<f32>(_mm512_max_ps(a.raw, b.raw)); }
TA_INLINE Vec<f64> max_word(Vec<f64> a, Vec<f64> b) { return Vec<f64>(_mm512_max_pd(a.raw, b.raw)); }
#define TA_ROUND(name, mode)                                                                            \
    TA_INLINE Vec<f32> name(Vec<f32> x) { return Vec<f32>(_mm512_roundscale_ps(x.raw, (mode) | _MM_FROUND_NO_EXC)); } \
    TA_INLINE Vec<f64> name(Vec<f64> x) { return Vec<f64>(_mm512_roundscale_pd(x.raw, (mode) | _MM_FROUND_NO_EXC)); }
TA_ROUND(rint_, _MM_FROUND_TO_NEAREST_INT)
TA_ROUND(floor_, _MM_FROUND_TO_NEG_INF)
TA_ROUND(ceil_, _MM_FROUND_TO_POS_INF)
TA_ROUND(trunc_, _MM_FROUND_TO_ZERO)
#undef TA_ROUND
TA_INLINE Vec<i32> to_int(Vec<f32> x) { return Vec<i32>((Vec<i32>::Raw)_mm512_cvttps_epi32(x.raw)); }
TA_INLINE Vec<f32> to_float(Vec<i32> x) { return Vec<f32>(_mm512_cvtepi32_ps((__m512i)x.raw)); }
TA_INLINE Vec<i64> to_int(Vec<f64> x) { return Vec<i64>((Vec<i64>::Raw)_mm512_cvttpd_epi64(x.raw)); }
TA_INLINE Vec<f64> to_float(Vec<i64> x) { return Vec<f64>(_mm512_cvtepi64_pd((__m512i)x.raw)); }
TA_INLINE Vec<u16> mul_high(Vec<u16> a, Vec<u16> b) { return Vec<u16>((Vec<u16>::Raw)_mm512_mulhi_epu16((__m512i)a.raw, (__m512i)b.raw)); }
TA_INLINE Vec<u64> mul_halves(Vec<u64> a, Vec<u64> b) { return Vec<u64>((Vec<u64>::Raw)_mm512_mul_epu32((__m512i)a.raw, (__m512i)b.raw)); }
TA_INLINE Vec<f64> widen_low(Vec<f32> x) { return Vec<f64>(_mm512_cvtps_pd(_mm512_castps512_ps256(x.raw))); }
TA_INLINE Vec<f64> widen_high(Vec<f32> x) { return Vec<f64>(_mm512_cvtps_pd(_mm512_extractf32x8_ps(x.raw, 1))); }
TA_INLINE Vec<f32> narrow(Vec<f64> low, Vec<f64> high) {
    return Vec<f32>(_mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(low.raw)), _mm512_cvtpd_ps(high.raw), 1));
}
template <class Step> TA_INLINE void lanes_to_two(Vec<f64> a, Vec<f64> b, f64& even, f64& odd) {
    const Vec<f64> x = Step::join(a, b);
    __m256d four = Step::join(_mm512_castpd512_pd256(x.raw), _mm512_extractf64x4_pd(x.raw, 1));
    __m128d two = Step::join(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
    even = two[0], odd = two[1];
}
TA_INLINE Vec<f32> load_halves(const u16* p) { return Vec<f32>(_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i*)p))); }
TA_INLINE void store_halves(u16* p, Vec<f32> x) { _mm256_storeu_si256((__m256i*)p, _mm512_cvtps_ph(x.raw, _MM_FROUND_TO_NEAREST_INT)); }
TA_INLINE Vec<f32> gather(const f32* table, Vec<i32> index) { return Vec<f32>(_mm512_i32gather_ps((__m512i)index.raw, table, 4)); }
TA_INLINE Vec<i32> gather(const i32* table, Vec<i32> index) { return Vec<i32>((Vec<i32>::Raw)_mm512_i32gather_epi32((__m512i)index.raw, table, 4)); }
TA_INLINE Vec<f64> gather(const f64* table, Vec<i64> index) { return Vec<f64>(_mm512_i64gather_pd((__m512i)index.raw, table, 8)); }
TA_INLINE Vec<i64> gather(const i64* table, Vec<i64> index) { return Vec<i64>((Vec<i64>::Raw)_mm512_i64gather_epi64((__m512i)index.raw, table, 8)); }

}  // namespace
