// Words that follow from the words of the ISA; the same text for all of them.
#pragma once

namespace {

#if TA_VECTOR_BYTES == 16 || TA_VECTOR_BYTES == 32
// |x| < 2^51 only: the integer sits in the low mantissa bits of 1.5 * 2^52 + x.
TA_INLINE Vec<i64> to_int(Vec<f64> x) {
    const Vec<f64> magic(6755399441055744.0);
    return bitcast<i64>(trunc_(x) + magic) - bitcast<i64>(magic);
}
TA_INLINE Vec<f64> to_float(Vec<i64> x) {
    const Vec<f64> magic(6755399441055744.0);
    return bitcast<f64>(x + bitcast<i64>(magic)) - magic;
}
#endif

template <class T> constexpr UnsignedOf<T> sign_bit_of() { return UnsignedOf<T>(UnsignedOf<T>(1) << (8 * sizeof(T) - 1)); }

template <class T> TA_INLINE Vec<T> abs_(Vec<T> x) {
    typedef UnsignedOf<T> U;
    if constexpr (IsFloat<T>::value) return bitcast<T>(bitcast<U>(x) & Vec<U>(U(~sign_bit_of<T>())));
    else if constexpr (IsSigned<T>::value) return select(x, -x, x < Vec<T>(T(0)));
    else return x;
}
// The size of x with the sign of s.
template <class T> TA_INLINE Vec<T> copysign_(Vec<T> x, Vec<T> s) {
    typedef UnsignedOf<T> U;
    const Vec<U> sign(sign_bit_of<T>());
    return bitcast<T>((bitcast<U>(x) & ~sign) | (bitcast<U>(s) & sign));
}
template <class T> TA_INLINE Mask<T> is_nan(Vec<T> x) { return x != x; }
template <class T> TA_INLINE Mask<T> sign_is_set(Vec<T> x) { return mask_cast<T>(bitcast<SignedOf<T>>(x) < Vec<SignedOf<T>>(SignedOf<T>(0))); }
// a * b - c and c - a * b.
template <class T> TA_INLINE Vec<T> fms_(Vec<T> a, Vec<T> b, Vec<T> c) { return fma_(a, b, -c); }
template <class T> TA_INLINE Vec<T> fnma_(Vec<T> a, Vec<T> b, Vec<T> c) { return fma_(-a, b, c); }
#if TA_VECTOR_BYTES != 64
template <class T> TA_INLINE Vec<T> held(Vec<T> v) { return v; }
template <class T> TA_INLINE void store_mask_n(b8* p, Mask<T> m, int n) {
    b8 buffer[64];
    store_mask(buffer, m);
    for (int i = 0; i < n; i++) p[i] = buffer[i];
}
#endif
template <class T> TA_INLINE int first_set(Mask<T> m) { return __builtin_ctzll(bits_of(m)); }

#if TA_VECTOR_BYTES != 8
namespace shuffle {
template <int lanes> struct Index;
#define TA_PAIRS(lanes, evens, odds, lows, highs)                                                       \
    template <> struct Index<lanes> {                                                                   \
        template <class R> static TA_INLINE R even(R a, R b) { return __builtin_shufflevector(a, b, evens); } \
        template <class R> static TA_INLINE R odd(R a, R b) { return __builtin_shufflevector(a, b, odds); }   \
        template <class R> static TA_INLINE R low(R a, R b) { return __builtin_shufflevector(a, b, lows); }   \
        template <class R> static TA_INLINE R high(R a, R b) { return __builtin_shufflevector(a, b, highs); } \
    };
#define TA_LIST(...) __VA_ARGS__
TA_PAIRS(2, TA_LIST(0, 2), TA_LIST(1, 3), TA_LIST(0, 2), TA_LIST(1, 3))
TA_PAIRS(4, TA_LIST(0, 2, 4, 6), TA_LIST(1, 3, 5, 7), TA_LIST(0, 4, 1, 5), TA_LIST(2, 6, 3, 7))
TA_PAIRS(8, TA_LIST(0, 2, 4, 6, 8, 10, 12, 14), TA_LIST(1, 3, 5, 7, 9, 11, 13, 15), TA_LIST(0, 8, 1, 9, 2, 10, 3, 11), TA_LIST(4, 12, 5, 13, 6, 14, 7, 15))
TA_PAIRS(16, TA_LIST(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), TA_LIST(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31),
         TA_LIST(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), TA_LIST(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31))
#undef TA_LIST
#undef TA_PAIRS
}  // namespace shuffle
template <class T> TA_INLINE void deinterleave(Vec<T> a, Vec<T> b, Vec<T>& even, Vec<T>& odd) {
    typedef shuffle::Index<Vec<T>::lanes> Shuffle;
    even = Vec<T>(Shuffle::even(a.raw, b.raw));
    odd = Vec<T>(Shuffle::odd(a.raw, b.raw));
}
template <class T> TA_INLINE void interleave(Vec<T> even, Vec<T> odd, Vec<T>& a, Vec<T>& b) {
    typedef shuffle::Index<Vec<T>::lanes> Shuffle;
    a = Vec<T>(Shuffle::low(even.raw, odd.raw));
    b = Vec<T>(Shuffle::high(even.raw, odd.raw));
}
#endif

// Loads and stores of interleaved pairs: complex numbers.
template <class T> TA_INLINE void load_pairs(const T* p, Vec<T>& even, Vec<T>& odd) { deinterleave(load(p), load(p + Vec<T>::lanes), even, odd); }
template <class T> TA_INLINE void store_pairs(T* p, Vec<T> even, Vec<T> odd) {
    Vec<T> a, b;
    interleave(even, odd, a, b);
    store(p, a);
    store(p + Vec<T>::lanes, b);
}

}  // namespace
