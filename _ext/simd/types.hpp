// The element types of kernels and the integer types of the same size. No C++ library here: see docs/decisions/0002.
#pragma once
#include <stdint.h>

#define TA_INLINE inline __attribute__((always_inline))

typedef uint8_t b8;
typedef int8_t i8;
typedef int16_t i16;
typedef int32_t i32;
typedef int64_t i64;
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef float f32;
typedef double f64;

namespace {

template <int n_bytes> struct IntOfSize;
template <> struct IntOfSize<1> { typedef i8 Signed; typedef u8 Unsigned; };
template <> struct IntOfSize<2> { typedef i16 Signed; typedef u16 Unsigned; };
template <> struct IntOfSize<4> { typedef i32 Signed; typedef u32 Unsigned; };
template <> struct IntOfSize<8> { typedef i64 Signed; typedef u64 Unsigned; };

template <class T> using SignedOf = typename IntOfSize<sizeof(T)>::Signed;
template <class T> using UnsignedOf = typename IntOfSize<sizeof(T)>::Unsigned;

template <class T> struct IsFloat { static constexpr bool value = false; };
template <> struct IsFloat<f32> { static constexpr bool value = true; };
template <> struct IsFloat<f64> { static constexpr bool value = true; };

template <class T> struct IsSigned { static constexpr bool value = T(-1) < T(0); };

// The type in which + - * wrap instead of overflowing: unsigned for integers, itself for floats.
template <class T, bool is_float> struct ArithmeticOf_ { typedef UnsignedOf<T> Type; };
template <class T> struct ArithmeticOf_<T, true> { typedef T Type; };
template <class T> using ArithmeticOf = typename ArithmeticOf_<T, IsFloat<T>::value>::Type;

template <class To, class From> TA_INLINE To bitcast_scalar(From x) {
    static_assert(sizeof(To) == sizeof(From), "bitcast between sizes");
    To to;
    __builtin_memcpy(&to, &x, sizeof(To));
    return to;
}

template <class A, class B> struct IsSame { static constexpr bool value = false; };
template <class A> struct IsSame<A, A> { static constexpr bool value = true; };

template <bool condition, class A, class B> struct Either { typedef A Type; };
template <class A, class B> struct Either<false, A, B> { typedef B Type; };

}  // namespace
