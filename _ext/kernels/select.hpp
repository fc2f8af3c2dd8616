// Masks over runs: count, compress, positions, fill. The contracts are those of gather_table.h.
#pragma once
#include "select_compress.hpp"

namespace {

struct Item16 { u64 low, high; };

// Byte lanes count for as long as they cannot overflow, then they are added up.
i64 count_true(const u8* mask, i64 n) {
    constexpr int lanes = Vec<u8>::lanes;
    i64 total = 0, i = 0;
    while (i + lanes <= n) {
        Vec<u8> sums(u8(0));
        i64 end = (n - i) / lanes;
        end = i + (end < 255 ? end : 255) * lanes;
        for (; i < end; i += lanes) sums = sums + load(mask + i);
        u8 parts[lanes];
        store(parts, sums);
        for (int lane = 0; lane < lanes; lane++) total += parts[lane];
    }
    for (; i < n; i++) total += mask[i];
    return total;
}

// Writes stop at n_out, so the store may come before the question.
template <class T> TA_INLINE void compress_rest(const T* x, const u8* mask, i64 i, T* out, i64 j, i64 n_out) {
    for (; j < n_out; i++) {
        out[j] = x[i];
        j += mask[i];
    }
}

#if TA_HAS_COMPRESS
template <class T> void compress_run(const char* x_bytes, const u8* mask, i64 n, char* out_bytes, i64 n_out) {
    constexpr int lanes = Vec<T>::lanes;
    const T* x = (const T*)x_bytes;
    T* out = (T*)out_bytes;
    i64 i = 0, j = 0;
    for (; i + lanes <= n && j + lanes <= n_out; i += lanes) {
        const u64 bits = bits_of_bytes<lanes>(mask + i);
        store(out + j, compress_bits(load(x + i), bits));
        j += __builtin_popcountll(bits);
    }
    compress_rest(x, mask, i, out, j, n_out);
}
#else
template <class T> void compress_run(const char* x, const u8* mask, i64 n, char* out, i64 n_out) {
    (void)n;
    compress_rest((const T*)x, mask, 0, (T*)out, 0, n_out);
}
#endif

#if defined(TA_ISA_AVX512)
// 1- and 2-byte elements go through 32-bit lanes.
template <class T> void compress_small(const char* x_bytes, const u8* mask, i64 n, char* out_bytes, i64 n_out) {
    const T* x = (const T*)x_bytes;
    T* out = (T*)out_bytes;
    i64 i = 0, j = 0;
    for (; i + 16 <= n && j + 16 <= n_out; i += 16) {
        const u64 bits = bits_of_bytes<16>(mask + i);
        if constexpr (sizeof(T) == 1) {
            __m512i wide = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i*)(x + i)));
            _mm_storeu_si128((__m128i*)(out + j), _mm512_cvtepi32_epi8(_mm512_maskz_compress_epi32(__mmask16(bits), wide)));
        } else {
            __m512i wide = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i*)(x + i)));
            _mm256_storeu_si256((__m256i*)(out + j), _mm512_cvtepi32_epi16(_mm512_maskz_compress_epi32(__mmask16(bits), wide)));
        }
        j += __builtin_popcountll(bits);
    }
    compress_rest(x, mask, i, out, j, n_out);
}
#else
template <class T> void compress_small(const char* x, const u8* mask, i64 n, char* out, i64 n_out) {
    (void)n;
    compress_rest((const T*)x, mask, 0, (T*)out, 0, n_out);
}
#endif
#if defined(TA_ISA_AVX512)
TA_INLINE __mmask8 twice_each(u64 bits) { return __mmask8(_pdep_u32(u32(bits), 0x55) * 3); }  // of four items, for their halves
#endif
void compress_wide(const char* x_bytes, const u8* mask, i64 n, char* out_bytes, i64 n_out) {
    const Item16* x = (const Item16*)x_bytes;
    Item16* out = (Item16*)out_bytes;
    i64 i = 0, j = 0;
#if defined(TA_ISA_AVX512)
    for (; i + 4 <= n && j + 4 <= n_out; i += 4) {
        const u64 bits = bits_of_bytes<4>(mask + i);
        _mm512_storeu_si512(out + j, _mm512_maskz_compress_epi64(twice_each(bits), _mm512_loadu_si512(x + i)));
        j += __builtin_popcountll(bits);
    }
#else
    (void)n;
#endif
    compress_rest(x, mask, i, out, j, n_out);
}

void positions_of(const u8* mask, i64 n, i64 first, i64* out, i64 n_out) {
    i64 i = 0, j = 0;
    constexpr int bytes = Vec<u8>::lanes;
    if (bytes > 1 && n_out < n / 5) {  // bit by bit: 1e5 of which 1 % are set, 3.2 us where compressing takes 12
        for (; i + bytes <= n; i += bytes)
            for (u64 bits = bits_of(load(mask + i) != Vec<u8>(u8(0))); bits && j < n_out; bits &= bits - 1) out[j++] = first + i + __builtin_ctzll(bits);
    }
#if TA_HAS_COMPRESS
    constexpr int lanes = Vec<i64>::lanes;
    alignas(64) static const i64 ramp[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    Vec<i64> here = load(ramp) + Vec<i64>(first + i);
    for (; i + lanes <= n && j + lanes <= n_out; i += lanes, here = here + Vec<i64>(i64(lanes))) {
        const u64 bits = bits_of_bytes<lanes>(mask + i);
        store(out + j, compress_bits(here, bits));
        j += __builtin_popcountll(bits);
    }
#else
    (void)n;
#endif
    for (; j < n_out; i++) {
        out[j] = first + i;
        j += mask[i];
    }
}

template <class T> void fill_run(char* x_bytes, const u8* mask, i64 n, const char* value_bytes) {
    T* x = (T*)x_bytes;
    T value;
    __builtin_memcpy(&value, value_bytes, sizeof(T));
    for (i64 i = 0; i < n; i++) x[i] = mask[i] ? value : x[i];
}

// Without a branch: a mask without a pattern is guessed wrongly at every other element.
template <class T> TA_INLINE void place_rest(T* x, const u8* mask, i64 i, const T* values, i64 j, i64 n_values) {
    for (; j < n_values; i++) {
        if constexpr (sizeof(T) <= 8) x[i] = T(x[i] ^ ((x[i] ^ values[j]) & T(-T(mask[i]))));
        else {
            const T* sources[2] = {x + i, values + j};
            x[i] = *sources[mask[i] != 0];
        }
        j += mask[i];
    }
}
template <class T> void place_run(char* x_bytes, const u8* mask, i64 n, const char* values_bytes, i64 n_values) {
    T* x = (T*)x_bytes;
    const T* values = (const T*)values_bytes;
    i64 i = 0, j = 0;
#if defined(TA_ISA_AVX512)
    if constexpr (sizeof(T) == 4 || sizeof(T) == 8) {
        constexpr int lanes = Vec<T>::lanes;
        for (; i + lanes <= n && j + lanes <= n_values; i += lanes) {
            const u64 bits = bits_of_bytes<lanes>(mask + i);
            __m512i next = _mm512_loadu_si512(values + j);
            if (sizeof(T) == 8 && bits == 255) {}
            else if constexpr (sizeof(T) == 8) next = _mm512_mask_expand_epi64(_mm512_loadu_si512(x + i), __mmask8(bits), next);
            else next = _mm512_mask_expand_epi32(_mm512_loadu_si512(x + i), __mmask16(bits), next);
            _mm512_storeu_si512(x + i, next);
            j += __builtin_popcountll(bits);
        }
    } else if constexpr (sizeof(T) == 16) {
        for (; i + 4 <= n && j + 4 <= n_values; i += 4) {
            const u64 bits = bits_of_bytes<4>(mask + i);
            if (bits == 0) continue;  // its lines of memory stay clean
            __m512i next = _mm512_loadu_si512(values + j);
            if (bits != 15) next = _mm512_mask_expand_epi64(_mm512_loadu_si512(x + i), twice_each(bits), next);
            _mm512_storeu_si512(x + i, next);
            j += __builtin_popcountll(bits);
        }
    }
#else
    (void)n;
#endif
    place_rest(x, mask, i, values, j, n_values);
}

int wrap_indices(const i64* index, i64 n, i64 size, i64* out) {
    constexpr int lanes = Vec<i64>::lanes;
    const Vec<i64> sizes(size), last(size - 1), zero(i64(0));
    Vec<i64> outside(i64(0));
    i64 i = 0;
    for (; i + lanes <= n; i += lanes) {
        const Vec<i64> given = load(index + i), wrapped = given + select(zero, sizes, given < zero);
        outside = outside | wrapped | (last - wrapped);
        store(out + i, wrapped);
    }
    if (i < n) {
        const int n_left = int(n - i);
        const Vec<i64> given = load_n(index + i, n_left), wrapped = given + select(zero, sizes, given < zero);
        outside = outside | select(zero, wrapped | (last - wrapped), first_lanes<i64>(n_left));
        store_n(out + i, wrapped, n_left);
    }
    return any(outside < zero);
}

template <class T> void is_nonzero(const char* x_bytes, i64 n, u8* mask) {
    const T* x = (const T*)x_bytes;
    for (i64 i = 0; i < n; i++) mask[i] = x[i] != T(0);
}
inline void is_nonzero_half(const char* x_bytes, i64 n, u8* mask) {
    const u16* x = (const u16*)x_bytes;
    for (i64 i = 0; i < n; i++) mask[i] = (x[i] & 0x7FFF) != 0;
}
template <class T> void is_nonzero_complex(const char* x_bytes, i64 n, u8* mask) {
    const T* x = (const T*)x_bytes;
    for (i64 i = 0; i < n; i++) mask[i] = (x[2 * i] != T(0)) | (x[2 * i + 1] != T(0));
}

}  // namespace
