// Sums and products of integers (modulo 2^64), counts, any and all.
#pragma once
#include "kernels/reduce.hpp"

namespace {

template <class T> TA_INLINE bool is_nonzero(T x) { return x != T(0); }
template <class T> TA_INLINE bool is_nonzero(Pair<T> x) { return (x.re != T(0)) | (x.im != T(0)); }
template <class T> struct ComponentOf { typedef T Type; static constexpr int count = 1; };
template <class T> struct ComponentOf<Pair<T>> { typedef T Type; static constexpr int count = 2; };

// The sum of bytes, each seen as unsigned.
TA_INLINE u64 run_bytes(const u8* x, i64 n, u8 flip) {
    constexpr int lanes = Vec<u8>::lanes;
    Vec<u64> a(u64(0)), b(u64(0));
    const Vec<u8> flips(flip);
    i64 i = 0;
    for (; i + 2 * lanes <= n; i += 2 * lanes) {
        a = a + sum_bytes(load(x + i) ^ flips);
        b = b + sum_bytes(load(x + i + lanes) ^ flips);
    }
    u64 sum = across_lanes(a + b, [](u64 u, u64 v) { return u + v; });
    for (; i < n; i++) sum += u8(x[i] ^ flip);
    return sum;
}

// i64 or u64 accumulators are the same bits: A is u64, lift extends by the sign of T.
template <class T> struct IntegerSum {
    typedef T Element;
    typedef u64 Accumulator;
    static constexpr bool has_parameter = false;
    static TA_INLINE u64 lift(T x, f64) { return IsSigned<T>::value ? u64(i64(x)) : u64(x); }
    static TA_INLINE u64 join(u64 a, u64 b) { return a + b; }
    static TA_INLINE void run(const T* x, i64 n, u64* a, f64 p) {
        if constexpr (sizeof(T) == 1) *a += run_bytes((const u8*)x, n, IsSigned<T>::value ? 0x80 : 0) - (IsSigned<T>::value ? u64(n) * 128 : 0);
        else if constexpr (sizeof(T) == 2) run_words(x, n, a);
        else run_plain<IntegerSum>(x, n, a, p);
    }
    // 2^14 words of 16 bits fit 32 bits.
    static TA_INLINE void run_words(const T* x, i64 n, u64* a) {
        typedef typename Either<IsSigned<T>::value, i32, u32>::Type Wide;
        for (i64 i = 0; i < n; i += 16384) {
            i64 m = n - i < 16384 ? n - i : 16384;
            Wide sum = 0;
            for (i64 j = 0; j < m; j++) sum += x[i + j];
            *a += u64(i64(sum));
        }
    }
};
template <class T> struct IntegerProd : IntegerSum<T> {
    static TA_INLINE u64 join(u64 a, u64 b) { return a * b; }
    static TA_INLINE void run(const T* x, i64 n, u64* a, f64) {
        u64 v[4] = {1, 1, 1, 1};
        i64 i = 0;
        for (; i + 4 <= n; i += 4)
            for (int k = 0; k < 4; k++) v[k] *= IntegerSum<T>::lift(x[i + k], 0.0);
        for (; i < n; i++) v[0] *= IntegerSum<T>::lift(x[i], 0.0);
        *a *= (v[0] * v[1]) * (v[2] * v[3]);
    }
};
// Integers as float64.
template <class T, bool is_prod> struct IntegerAsFloat {
    typedef T Element;
    typedef f64 Accumulator;
    static constexpr bool has_parameter = false;
    static TA_INLINE f64 lift(T x, f64) { return f64(x); }
    static TA_INLINE f64 join(f64 a, f64 b) { return is_prod ? a * b : a + b; }
    static TA_INLINE void run(const T* x, i64 n, f64* a, f64) {
        constexpr i64 most = 256;
        for (i64 i = 0; i < n; i += most) {
            i64 m = n - i < most ? n - i : most;
            f64 v[8];
            for (int k = 0; k < 8; k++) v[k] = is_prod ? 1.0 : -0.0;
            i64 j = i;
            for (; j + 8 <= i + m; j += 8)
                for (int k = 0; k < 8; k++) v[k] = join(v[k], f64(x[j + k]));
            for (; j < i + m; j++) v[0] = join(v[0], f64(x[j]));
            *a = join(*a, join(join(join(v[0], v[1]), join(v[2], v[3])), join(join(v[4], v[5]), join(v[6], v[7]))));
        }
    }
};

// Element T, of one component or two.
template <class T> struct NonzeroCount {
    typedef T Element;
    typedef i64 Accumulator;
    typedef typename ComponentOf<T>::Type C;
    static constexpr int lanes = Vec<C>::lanes;
    static constexpr bool has_parameter = false;
    static TA_INLINE i64 lift(T x, f64) { return is_nonzero(x); }
    static TA_INLINE i64 join(i64 a, i64 b) { return a + b; }
    static TA_INLINE Mask<C> zeros(const C* x) {  // of lanes elements
        if constexpr (ComponentOf<T>::count == 1 || lanes == 1) {
            return load(x) == Vec<C>(C(0));
        } else {
            Vec<C> re, im;
            load_pairs(x, re, im);
            return (re == Vec<C>(C(0))) & (im == Vec<C>(C(0)));
        }
    }
    static TA_INLINE void run(const T* x, i64 n, i64* a, f64) {
        typedef UnsignedOf<C> U;
        constexpr i64 most = (sizeof(C) == 1 ? 255 : 32768) * lanes;  // what a lane can count
        i64 zero_count = 0, i = 0;
        for (; lanes > 1 && i + lanes <= n;) {
            i64 end = n - i < most ? n : i + most;
            Vec<U> zero(U(0));
            for (; i + lanes <= end; i += lanes) zero = zero + select(Vec<U>(U(0)), Vec<U>(U(1)), mask_cast<U>(zeros((const C*)(x + i))));
            alignas(64) U lane[lanes];
            store(lane, zero);
            for (int k = 0; k < lanes; k++) zero_count += i64(lane[k]);
        }
        i64 vectored = i;
        i64 count = vectored - zero_count;
        for (; i < n; i++) count += is_nonzero(x[i]);
        *a += count;
    }
};

template <class T, bool is_all> struct Logical {
    typedef T Element;
    typedef b8 Accumulator;
    typedef typename ComponentOf<T>::Type C;
    typedef NonzeroCount<T> Count;
    static constexpr int lanes = Vec<C>::lanes;
    static constexpr bool has_parameter = false;
    static TA_INLINE b8 lift(T x, f64) { return is_nonzero(x); }
    static TA_INLINE b8 join(b8 a, b8 b) { return is_all ? a & b : a | b; }
    static TA_INLINE bool decides(Mask<C> zero) { return is_all ? any(zero) : !all(zero); }
    // Stops at the first group of vectors that decides.
    static TA_INLINE void run(const T* x, i64 n, b8* a, f64) {
        if (*a != b8(is_all)) return;
        i64 i = 0;
        if constexpr (lanes > 1) {
            for (; i + 4 * lanes <= n; i += 4 * lanes) {
                Mask<C> z0 = Count::zeros((const C*)(x + i)), z1 = Count::zeros((const C*)(x + i + lanes));
                Mask<C> z2 = Count::zeros((const C*)(x + i + 2 * lanes)), z3 = Count::zeros((const C*)(x + i + 3 * lanes));
                if (decides(is_all ? (z0 | z1) | (z2 | z3) : (z0 & z1) & (z2 & z3))) {
                    *a = b8(!is_all);
                    return;
                }
            }
        }
        for (; i < n; i++)
            if (is_nonzero(x[i]) != is_all) {
                *a = b8(!is_all);
                return;
            }
    }
};

}  // namespace
