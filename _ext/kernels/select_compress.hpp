// compress(v, m), compress_bits(v, bits): the lanes of v whose mask is set, in order, at the front; the other lanes are undefined.
#pragma once
#include "../simd/simd.hpp"

#if defined(TA_ISA_AVX512) || defined(TA_ISA_AVX2)
#define TA_HAS_COMPRESS 1
#else
#define TA_HAS_COMPRESS 0
#endif

namespace {

#if defined(TA_ISA_AVX512)
// In registers: compressing to memory is microcoded on AMD. 2-byte lanes need VBMI2, which not every CPU of this level has.
// The instruction waits for what its destination held, even when it writes zeros there: a zero that the compiler cannot see ends that.
template <class T> TA_INLINE Vec<T> compress_bits(Vec<T> v, u64 bits) {
    static_assert(sizeof(T) >= 2, "2-, 4- and 8-byte lanes");
    __m512i nothing;
    __asm__("vpxor %x0, %x0, %x0" : "=x"(nothing));
    if constexpr (sizeof(T) == 8) return Vec<T>((typename Vec<T>::Raw)_mm512_mask_compress_epi64(nothing, __mmask8(bits), (__m512i)v.raw));
    else if constexpr (sizeof(T) == 2) {
        __asm__("vpcompressw %1, %0%{%2%}" : "+v"(nothing) : "v"((__m512i)v.raw), "Yk"(__mmask32(bits)));
        return Vec<T>((typename Vec<T>::Raw)nothing);
    }
    else return Vec<T>((typename Vec<T>::Raw)_mm512_mask_compress_epi32(nothing, __mmask16(bits), (__m512i)v.raw));
}
#elif defined(TA_ISA_AVX2)
// For every mask of 8 lanes the numbers of the set lanes, one byte each.
struct CompressTable {
    u64 lanes[256];
    constexpr CompressTable() : lanes() {
        for (int mask = 0; mask < 256; mask++) {
            u64 packed = 0;
            int count = 0;
            for (int lane = 0; lane < 8; lane++)
                if (mask >> lane & 1) packed |= u64(lane) << (8 * count++);
            lanes[mask] = packed;
        }
    }
};
struct CompressTable64 {
    u64 lanes[16];
    constexpr CompressTable64() : lanes() {
        for (int mask = 0; mask < 16; mask++) {
            u64 packed = 0;
            int count = 0;
            for (int lane = 0; lane < 4; lane++)
                if (mask >> lane & 1) packed |= u64(2 * lane | (2 * lane + 1) << 8) << (16 * count++);
            lanes[mask] = packed;
        }
    }
};
constexpr CompressTable compress_table;
constexpr CompressTable64 compress_table64;

template <class T> TA_INLINE Vec<T> compress_bits(Vec<T> v, u64 bits) {
    static_assert(sizeof(T) >= 4, "4- and 8-byte lanes");
    const u64* entry = sizeof(T) == 8 ? &compress_table64.lanes[bits] : &compress_table.lanes[bits];
    __m256i index = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i*)entry));
    return Vec<T>((typename Vec<T>::Raw)_mm256_permutevar8x32_epi32((__m256i)v.raw, index));
}
#endif

#if TA_HAS_COMPRESS
template <class T> TA_INLINE Vec<T> compress(Vec<T> v, Mask<T> m) { return compress_bits(v, bits_of(m)); }
template <class T> TA_INLINE int count_set(Mask<T> m) { return __builtin_popcountll(bits_of(m)); }

// The bits of 4, 8 or 16 bytes of 0 or 1.
template <int n> TA_INLINE u64 bits_of_bytes(const u8* mask) {
    __m128i bytes;
    if constexpr (n == 16) bytes = _mm_loadu_si128((const __m128i*)mask);
    else if constexpr (n == 8) bytes = _mm_loadl_epi64((const __m128i*)mask);
    else {
        i32 word;
        __builtin_memcpy(&word, mask, 4);
        bytes = _mm_cvtsi32_si128(word);
    }
    return u64(u32(_mm_movemask_epi8(_mm_slli_epi16(bytes, 7))));
}
#endif

}  // namespace
