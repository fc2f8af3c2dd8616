// Masks as vectors of 0 and -1, for ISAs without mask registers (SSE2, AVX2).
#pragma once

namespace {

template <class T> struct Mask {
    typedef SignedOf<T> Lane;
    typedef typename Vec<Lane>::Raw Raw;
    Raw raw;
    Mask() = default;
    TA_INLINE explicit Mask(Raw r) : raw(r) {}
};
template <class T> TA_INLINE Mask<T> operator&(Mask<T> a, Mask<T> b) { return Mask<T>(a.raw & b.raw); }
template <class T> TA_INLINE Mask<T> operator|(Mask<T> a, Mask<T> b) { return Mask<T>(a.raw | b.raw); }
template <class T> TA_INLINE Mask<T> operator^(Mask<T> a, Mask<T> b) { return Mask<T>(a.raw ^ b.raw); }
template <class T> TA_INLINE Mask<T> operator!(Mask<T> a) { return Mask<T>(~a.raw); }
template <class U, class T> TA_INLINE Mask<U> mask_cast(Mask<T> m) {
    static_assert(sizeof(U) == sizeof(T), "mask_cast between sizes");
    return Mask<U>((typename Mask<U>::Raw)m.raw);
}
#define TA_COMPARE(op)                                                                       \
    template <class T> TA_INLINE Mask<T> operator op(Vec<T> a, Vec<T> b) { return Mask<T>((typename Mask<T>::Raw)(a.raw op b.raw)); }
TA_COMPARE(<)
TA_COMPARE(<=)
TA_COMPARE(>)
TA_COMPARE(>=)
TA_COMPARE(==)
TA_COMPARE(!=)
#undef TA_COMPARE

// Lanes 0..n-1.
template <class T> TA_INLINE Mask<T> first_lanes(int n) {
    alignas(TA_VECTOR_BYTES) static const i8 ramp8[64] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                                          22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
                                                          44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    typedef SignedOf<T> S;
    typename Vec<S>::Raw ramp;
    for (int lane = 0; lane < Vec<S>::lanes; lane++) ramp[lane] = ramp8[lane];
    return Mask<T>((typename Mask<T>::Raw)(ramp < Vec<S>(S(n > Vec<S>::lanes ? Vec<S>::lanes : n)).raw));
}

template <class T> TA_INLINE Vec<T> load_n(const T* p, int n) {
    alignas(TA_VECTOR_BYTES) T buffer[Vec<T>::lanes] = {};
    for (int lane = 0; lane < n; lane++) buffer[lane] = p[lane];
    return load(buffer);
}
template <class T> TA_INLINE void store_n(T* p, Vec<T> v, int n) {
    alignas(TA_VECTOR_BYTES) T buffer[Vec<T>::lanes];
    store(buffer, v);
    for (int lane = 0; lane < n; lane++) p[lane] = buffer[lane];
}

}  // namespace
