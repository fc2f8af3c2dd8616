// Vec<T> over the compiler's vector extension: what needs no instruction of a particular ISA.
#pragma once
#include "types.hpp"

namespace {

template <class T> struct RawOf;
#define TA_RAW(T) template <> struct RawOf<T> { typedef T Type __attribute__((vector_size(TA_VECTOR_BYTES))); };
TA_RAW(i8) TA_RAW(i16) TA_RAW(i32) TA_RAW(i64) TA_RAW(u8) TA_RAW(u16) TA_RAW(u32) TA_RAW(u64) TA_RAW(f32) TA_RAW(f64)
#undef TA_RAW

template <class T> struct Vec {
    typedef T Lane;
    typedef typename RawOf<T>::Type Raw;
    static constexpr int lanes = TA_VECTOR_BYTES / int(sizeof(T));
    Raw raw;
    Vec() = default;
    TA_INLINE Vec(Raw r) : raw(r) {}
    TA_INLINE Vec(T s) : raw(s - Raw{}) {}
    TA_INLINE T operator[](int lane) const { return raw[lane]; }
};

template <class U, class T> TA_INLINE Vec<U> bitcast(Vec<T> v) { return Vec<U>((typename Vec<U>::Raw)v.raw); }

template <class T> TA_INLINE Vec<T> load(const T* p) {
    typename Vec<T>::Raw raw;
    __builtin_memcpy(&raw, p, TA_VECTOR_BYTES);
    return Vec<T>(raw);
}
template <class T> TA_INLINE void store(T* p, Vec<T> v) { __builtin_memcpy(p, &v.raw, TA_VECTOR_BYTES); }

#define TA_ARITHMETIC(op)                                                                    \
    template <class T> TA_INLINE Vec<T> operator op(Vec<T> a, Vec<T> b) {                    \
        typedef ArithmeticOf<T> A;                                                           \
        return bitcast<T>(Vec<A>(bitcast<A>(a).raw op bitcast<A>(b).raw));                   \
    }
TA_ARITHMETIC(+)
TA_ARITHMETIC(-)
TA_ARITHMETIC(*)
#undef TA_ARITHMETIC

template <class T> TA_INLINE Vec<T> operator/(Vec<T> a, Vec<T> b) {
    static_assert(IsFloat<T>::value, "integer division is in math/integer.hpp");
    return Vec<T>(a.raw / b.raw);
}
#define TA_BITWISE(op)                                                                       \
    template <class T> TA_INLINE Vec<T> operator op(Vec<T> a, Vec<T> b) {                    \
        typedef UnsignedOf<T> U;                                                             \
        return bitcast<T>(Vec<U>(bitcast<U>(a).raw op bitcast<U>(b).raw));                   \
    }
TA_BITWISE(&)
TA_BITWISE(|)
TA_BITWISE(^)
#undef TA_BITWISE
template <class T> TA_INLINE Vec<T> operator~(Vec<T> a) { return bitcast<T>(Vec<UnsignedOf<T>>(~bitcast<UnsignedOf<T>>(a).raw)); }

// Counts must be in [0, bits). >> is arithmetic for signed lanes.
template <class T> TA_INLINE Vec<T> operator<<(Vec<T> a, int count) { return bitcast<T>(Vec<UnsignedOf<T>>(bitcast<UnsignedOf<T>>(a).raw << count)); }
template <class T> TA_INLINE Vec<T> operator>>(Vec<T> a, int count) { return Vec<T>(a.raw >> count); }
template <class T> TA_INLINE Vec<T> operator<<(Vec<T> a, Vec<T> count) {
    typedef UnsignedOf<T> U;
    return bitcast<T>(Vec<U>(bitcast<U>(a).raw << bitcast<U>(count).raw));
}
template <class T> TA_INLINE Vec<T> operator>>(Vec<T> a, Vec<T> count) { return Vec<T>(a.raw >> count.raw); }

template <class T> TA_INLINE Vec<T> operator-(Vec<T> a) {
    if constexpr (IsFloat<T>::value) return Vec<T>(-a.raw);
    else return Vec<T>(T(0)) - a;
}

template <class T> TA_INLINE void deinterleave(Vec<T> a, Vec<T> b, Vec<T>& even, Vec<T>& odd);
template <class T> TA_INLINE void interleave(Vec<T> even, Vec<T> odd, Vec<T>& a, Vec<T>& b);

}  // namespace
