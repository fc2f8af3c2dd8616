// Sums and products of integers, modulo 2^64, and of integers as float64.
#pragma once
#include "reduce.hpp"

namespace {

// The sum of bytes, each seen as unsigned after the flip.
TA_NOINLINE u64 sum_of_bytes(const u8* x, i64 n, u8 flip) {
    constexpr int lanes = Vec<u8>::lanes;
    Vec<u64> a(u64(0)), b(u64(0));
    const Vec<u8> flips(flip);
    i64 i = 0;
    for (; i + 2 * lanes <= n; i += 2 * lanes) {
        a = a + sum_bytes(load(x + i) ^ flips);
        b = b + sum_bytes(load(x + i + lanes) ^ flips);
    }
    if (i + lanes <= n) {
        a = a + sum_bytes(load(x + i) ^ flips);
        i += lanes;
    }
#if defined(TA_ISA_AVX512)
    if (i < n) {
        b = b + sum_bytes(select(Vec<u8>(u8(0)), load_n(x + i, int(n - i)) ^ flips, first_lanes<u8>(int(n - i))));
        i = n;
    }
#endif
    u64 sum = across_lanes(a + b, [](Vec<u64> u, Vec<u64> v) { return u + v; });
    for (; i < n; i++) {
        TA_PLAIN_LOOP(i);
        sum += u8(x[i] ^ flip);
    }
    return sum;
}

// Accumulators of i64 and u64 are the same bits. lift extends by the sign of T.
template <class T> struct IntegerSum {
    typedef T Element;
    typedef u64 Accumulator;
    static constexpr bool has_parameter = false;
    static TA_INLINE u64 lift(T x, f64) { return IsSigned<T>::value ? u64(i64(x)) : u64(x); }
    static TA_INLINE u64 join(u64 a, u64 b) { return a + b; }
    static TA_INLINE void run(const T* x, i64 n, u64* a, f64) {
        if constexpr (sizeof(T) == 1) *a += sum_of_bytes((const u8*)x, n, IsSigned<T>::value ? 0x80 : 0) - (IsSigned<T>::value ? u64(n) * 128 : 0);
        else if constexpr (sizeof(T) == 2) run_words(x, n, a);
        else run_wide(x, n, a);
    }
#if defined(TA_ISA_AVX512) || defined(TA_ISA_AVX2)
    static TA_INLINE Vec<u64> widened(const T* x) {
        if constexpr (sizeof(T) == 8) return load((const u64*)x);
#if defined(TA_ISA_AVX512)
        const __m256i few = _mm256_loadu_si256((const __m256i*)x);
        return Vec<u64>((Vec<u64>::Raw)(IsSigned<T>::value ? _mm512_cvtepi32_epi64(few) : _mm512_cvtepu32_epi64(few)));
#else
        const __m128i few = _mm_loadu_si128((const __m128i*)x);
        return Vec<u64>((Vec<u64>::Raw)(IsSigned<T>::value ? _mm256_cvtepi32_epi64(few) : _mm256_cvtepu32_epi64(few)));
#endif
    }
    // Four vectors at a time, then one: what is left of short rows is little.
    static TA_INLINE void run_wide(const T* x, i64 n, u64* a) {
        constexpr int lanes = Vec<u64>::lanes;
        Vec<u64> s[4];
        for (int k = 0; k < 4; k++) s[k] = Vec<u64>(u64(0));
        i64 i = 0;
        for (; i + 4 * lanes <= n; i += 4 * lanes)
            for (int k = 0; k < 4; k++) s[k] = s[k] + widened(x + i + k * lanes);
        for (; i + lanes <= n; i += lanes) s[0] = s[0] + widened(x + i);
        u64 sum = across_lanes((s[0] + s[1]) + (s[2] + s[3]), [](Vec<u64> u, Vec<u64> v) { return u + v; });
        for (; i < n; i++) {
            TA_PLAIN_LOOP(i);
            sum += lift(x[i], 0.0);
        }
        *a += sum;
    }
#else
    static TA_INLINE void run_wide(const T* x, i64 n, u64* a) {
        u64 sum = 0;
        for (i64 i = 0; i < n; i++) sum += lift(x[i], 0.0);
        *a += sum;
    }
#endif
    // 2^14 words of 16 bits fit 32 bits.
    static TA_INLINE void run_words(const T* x, i64 n, u64* a) {
        typedef typename Either<IsSigned<T>::value, i32, u32>::Type Wide;
        for (i64 i = 0; i < n; i += 16384) {
            i64 m = at_most(n - i, 16384);
            Wide sum = 0;
            for (i64 j = 0; j < m; j++) sum += x[i + j];
            *a += u64(i64(sum));
        }
    }
};

// Eight products or sums at a time, of u64 or f64.
template <class T, bool is_prod> struct Chains {
    typedef T Element;
    typedef T Accumulator;
    static constexpr bool has_parameter = false;
    static TA_INLINE T lift(T x, f64) { return x; }
    static TA_INLINE T join(T a, T b) { return is_prod ? a * b : a + b; }
    static TA_INLINE void run(const T* x, i64 n, T* a, f64) {
        T v[8];
        for (int k = 0; k < 8; k++) v[k] = T(is_prod ? 1 : 0);
        i64 i = 0;
        for (; i + 8 <= n; i += 8)
            for (int k = 0; k < 8; k++) v[k] = join(v[k], x[i + k]);
        for (; i < n; i++) {
            TA_PLAIN_LOOP(i);
            v[0] = join(v[0], x[i]);
        }
        *a = join(*a, join(join(join(v[0], v[1]), join(v[2], v[3])), join(join(v[4], v[5]), join(v[6], v[7]))));
    }
};

}  // namespace
