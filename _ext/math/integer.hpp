// Integer division, remainder and power. Division by zero gives zero.
#pragma once
#include "../simd/simd.hpp"

namespace {

// The floating type in which a quotient of two T is exact before truncation; 64-bit integers have none.
template <class T> using QuotientType = typename Either<(sizeof(T) <= 2), f32, f64>::Type;

// Quotient and remainder rounded towards -infinity. No ISA here divides integers, so up to 32 bits the division is a
// floating-point one: operands below 2^24 (2^53) make the truncated quotient exact.
template <class T> TA_INLINE T int_floor_divide(T x1, T x2) {
    if constexpr (sizeof(T) < 8) {
        typedef QuotientType<T> F;
        typedef typename Either<(sizeof(T) < 4), i32, i64>::Type Wide;
        T divisor = x2 == T(0) ? T(1) : x2;
        Wide q = Wide(F(x1) / F(divisor));
        if (IsSigned<T>::value) q -= Wide((Wide(x1) - q * Wide(divisor) != 0) & ((x1 < T(0)) != (x2 < T(0))));
        return x2 == T(0) ? T(0) : T(q);
    } else {
        if (x2 == T(0)) return T(0);
        if (IsSigned<T>::value && x2 == T(-1)) return T(-u64(x1));
        T q = T(x1 / x2);
        if (IsSigned<T>::value && q * x2 != x1 && (x1 < T(0)) != (x2 < T(0))) q -= T(1);
        return q;
    }
}
template <class T> TA_INLINE T int_remainder(T x1, T x2) {
    typedef UnsignedOf<T> U;
    typedef typename Either<(sizeof(T) < 4), u32, U>::Type Wide;
    return x2 == T(0) ? T(0) : T(U(Wide(U(x1)) - Wide(U(int_floor_divide(x1, x2))) * Wide(U(x2))));
}

// x1**x2 by squaring, wrapping around; a negative power of anything but 1 and -1 is zero (0**-1 too).
template <class T> TA_INLINE Vec<T> int_pow(Vec<T> x1, Vec<T> x2) {
    const Vec<T> zero = T(0), one = T(1);
    Vec<T> result = one, base = x1, power = x2;
    if constexpr (IsSigned<T>::value) {
        Mask<T> is_unit = (x1 == one) | (x1 == zero - one);
        result = select(one, zero, (x2 < zero) & !is_unit);
        power = select(power, x2 & one, x2 < zero);
    }
    while (any(power != zero)) {
        result = select(result, result * base, (power & one) != zero);
        base = base * base;
        power = bitcast<T>(bitcast<UnsignedOf<T>>(power) >> 1);
    }
    return result;
}

}  // namespace
