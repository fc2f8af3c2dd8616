// Conversions between all dtypes, and copies: plain loops that the compiler's vectoriser turns into vector code.
//
// Float to integer truncates; out of range, infinite and NaN values give what the ISA's conversion gives, cut to the width.
// Anything but zero becomes True. Complex to real drops the imaginary part; the caller decides whether that is allowed.
#pragma once
#include "../simd/types.hpp"
#include "../runtime/map_table.h"
#include "strided.hpp"

namespace {

struct Bool { b8 value; };
template <class T> struct Couple { T re, im; };

template <class To, class From> struct Convert {
    static TA_INLINE To of(From x) {
        if constexpr (IsFloat<From>::value && !IsFloat<To>::value) {
            if constexpr (sizeof(To) < 4) return To(i32(x));
            else if constexpr (IsSame<To, u32>::value) return To(i64(x));
            else if constexpr (IsSame<To, u64>::value) {
                const From two63 = From(9223372036854775808.0);
                return x >= two63 ? u64(i64(x - two63)) ^ (u64(1) << 63) : u64(i64(x));
            } else return To(x);
        } else return To(x);
    }
};
template <class From> struct Convert<Bool, From> { static TA_INLINE Bool of(From x) { return Bool{b8(x != From(0))}; } };
template <class To> struct Convert<To, Bool> { static TA_INLINE To of(Bool x) { return To(x.value); } };
template <> struct Convert<Bool, Bool> { static TA_INLINE Bool of(Bool x) { return x; } };
template <class T, class From> struct Convert<Couple<T>, From> { static TA_INLINE Couple<T> of(From x) { return Couple<T>{Convert<T, From>::of(x), T(0)}; } };
template <class T> struct Convert<Couple<T>, Bool> { static TA_INLINE Couple<T> of(Bool x) { return Couple<T>{T(x.value), T(0)}; } };
template <class To, class F> struct Convert<To, Couple<F>> { static TA_INLINE To of(Couple<F> x) { return Convert<To, F>::of(x.re); } };
template <class F> struct Convert<Bool, Couple<F>> { static TA_INLINE Bool of(Couple<F> x) { return Bool{b8((x.re != F(0)) | (x.im != F(0)))}; } };
template <class T, class F> struct Convert<Couple<T>, Couple<F>> { static TA_INLINE Couple<T> of(Couple<F> x) { return Couple<T>{T(x.re), T(x.im)}; } };

template <class To, class From> void cast_run(char* const* data, const i64* stride, i64 n) {
    if (stride[0] == i64(sizeof(To))) {
        To* out = (To*)data[0];
        each_strided<From>(data[1], stride[1], n, [out](i64 i, From x) { out[i] = Convert<To, From>::of(x); });
    } else {
        char* out = data[0];
        const i64 step = stride[0];
        each_strided<From>(data[1], stride[1], n, [out, step](i64 i, From x) {
            To y = Convert<To, From>::of(x);
            __builtin_memcpy(out + i * step, &y, sizeof(To));
        });
    }
}

template <class T> struct IsInteger { static constexpr bool value = false; };
#define TA_INTEGER(T) template <> struct IsInteger<T> { static constexpr bool value = true; };
TA_INTEGER(i8) TA_INTEGER(i16) TA_INTEGER(i32) TA_INTEGER(i64) TA_INTEGER(u8) TA_INTEGER(u16) TA_INTEGER(u32) TA_INTEGER(u64)
#undef TA_INTEGER
template <class T, bool is_sign_free> struct WithoutSign { typedef T Type; };
template <class T> struct WithoutSign<T, true> { typedef UnsignedOf<T> Type; };

// The kernel of a conversion, shared by those that do the same to the bits: the sign of an integer source matters only where it is
// widened or made a float, that of an integer result only where a float of more than 16 bits is made one.
template <class To, class From> constexpr ta_map_fn cast_kernel() {
    constexpr bool from_float = !IsInteger<From>::value && !IsSame<From, Bool>::value;
    constexpr bool free_to = IsInteger<To>::value && (!from_float || sizeof(To) < 4);
    constexpr bool free_from = IsInteger<From>::value && (IsSame<To, Bool>::value || (IsInteger<To>::value && sizeof(To) <= sizeof(From)));
    return cast_run<typename WithoutSign<To, free_to>::Type, typename WithoutSign<From, free_from>::Type>;
}

struct Sixteen { u64 low, high; };
// Without a branch, also where the compiler sees no vectors: conditions are as often as not at random.
template <class T> TA_INLINE T chosen(b8 condition, T x, T y) { return T(y ^ ((x ^ y) & T(T(0) - T(condition)))); }
TA_INLINE Sixteen chosen(b8 condition, Sixteen x, Sixteen y) {
    const u64 keeps_y = u64(condition) - 1;
    return {x.low ^ ((x.low ^ y.low) & keeps_y), x.high ^ ((x.high ^ y.high) & keeps_y)};
}

// out = condition ? if_true : if_false, by item size.
template <class T> void where_run(char* const* data, const i64* stride, i64 n) {
    const i64 size = sizeof(T);
    const b8* condition = (const b8*)data[1];
    if (stride[0] == size && stride[1] == 1 && (stride[2] == size || stride[2] == 0) && (stride[3] == size || stride[3] == 0)) {
        T* out = (T*)data[0];
        const T *a = (const T*)data[2], *b = (const T*)data[3];
        if (stride[2] && stride[3])
            for (i64 i = 0; i < n; i++) out[i] = chosen(condition[i], a[i], b[i]);
        else if (stride[2]) {
            const T y = *b;
            for (i64 i = 0; i < n; i++) { T x = a[i]; out[i] = chosen(condition[i], x, y); }
        } else if (stride[3]) {
            const T x = *a;
            for (i64 i = 0; i < n; i++) { T y = b[i]; out[i] = chosen(condition[i], x, y); }
        } else {
            const T x = *a, y = *b;
            for (i64 i = 0; i < n; i++) out[i] = chosen(condition[i], x, y);
        }
    } else if (stride[0] == size && stride[1] == 0) {
        T* out = (T*)data[0];
        const int chosen = *condition ? 2 : 3;
        each_strided<T>(data[chosen], stride[chosen], n, [out](i64 i, T x) { out[i] = x; });
    } else
        for (i64 i = 0; i < n; i++) {
            T x, y;
            __builtin_memcpy(&x, data[2] + i * stride[2], sizeof(T));
            __builtin_memcpy(&y, data[3] + i * stride[3], sizeof(T));
            x = chosen(*(const b8*)(data[1] + i * stride[1]), x, y);
            __builtin_memcpy(data[0] + i * stride[0], &x, sizeof(T));
        }
}

}  // namespace
