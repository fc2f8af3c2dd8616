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

#ifndef TA_ISA_SCALAR
TA_INLINE Vec<u32> mul_high(Vec<u32> a, Vec<u32> b) {
    const Vec<u64> upper = u64(0xffffffff00000000);
    Vec<u64> even = mul_halves(bitcast<u64>(a), bitcast<u64>(b)) >> 32, odd = mul_halves(bitcast<u64>(a) >> 32, bitcast<u64>(b) >> 32) & upper;
    return bitcast<u32>(even | odd);
}
#endif

// A divisor of many dividends, for lanes of T, which are wider than a byte: unsigned division by a product (Granlund and Montgomery,
// "Division by invariant integers using multiplication", 1994, figure 4.1). A negative quotient is ~(~x / d); with a negative divisor, x is -x.
template <class T> struct LaneDivisor {
    typedef UnsignedOf<T> U;
    static constexpr int bits = 8 * int(sizeof(T));
    T value;
    bool is_zero;
    U factor;
    int first_shift, second_shift;
    T flip;  // all bits of a negative divisor
    explicit LaneDivisor(T d) : value(d), is_zero(d == T(0)), flip(IsSigned<T>::value && d < T(0) ? T(-1) : T(0)) {
        const u64 size = is_zero ? u64(1) : u64(U((U(d) ^ U(flip)) - U(flip)));
        int log = 0;
        while ((u64(1) << log) < size) log++;
        factor = U((((u64(1) << log) - size) << bits) / size + 1);
        first_shift = log > 0;
        second_shift = log > 0 ? log - 1 : 0;
    }
    TA_INLINE Vec<U> of_unsigned(Vec<U> x) const {
        const Vec<U> product = mul_high(x, Vec<U>(factor));
        return (product + ((x - product) >> first_shift)) >> second_shift;
    }
    TA_INLINE Vec<T> quotient(Vec<T> x) const {
        if constexpr (!IsSigned<T>::value) return of_unsigned(x);
        else {
            const Vec<T> negate(flip), y = (x ^ negate) - negate, below = (y & ~(x & negate)) >> (bits - 1);
            return bitcast<T>(of_unsigned(bitcast<U>(y ^ below))) ^ below;
        }
    }
};
template <class T> TA_INLINE Vec<T> int_floor_divide(Vec<T> x, const LaneDivisor<T>& divisor) { return divisor.quotient(x); }
template <class T> TA_INLINE Vec<T> int_remainder(Vec<T> x, const LaneDivisor<T>& divisor) { return x - divisor.quotient(x) * Vec<T>(divisor.value); }

// Bytes are divided in lanes of 16 bits.
template <class T> using DivisionLane = typename Either<(sizeof(T) > 1), T, typename Either<IsSigned<T>::value, i16, u16>::Type>::Type;
template <class T> using Divisor = LaneDivisor<DivisionLane<T>>;

// Op on a vector of dividends.
template <class Op, class T> TA_INLINE Vec<T> in_halves(Vec<T> x, const Divisor<T>& divisor) {
    typedef DivisionLane<T> W;
    if constexpr (sizeof(T) > 1) return Op::apply(x, divisor);
    else if constexpr (Vec<T>::lanes == 1) return Vec<T>(T(Op::apply(Vec<W>(W(x.raw)), divisor).raw));
    else {
        const Vec<W> pairs = bitcast<W>(x), low = W(0xff);
        return bitcast<T>((Op::apply((pairs << 8) >> 8, divisor) & low) | (Op::apply(pairs >> 8, divisor) << 8));
    }
}

// 64-bit integers below 2^51 are divided as float64, whose quotient never reaches the next integer.
constexpr u64 EXACT_LIMIT = u64(1) << 51;

template <class T> TA_INLINE Mask<u64> is_exact(Vec<T> x) {
    const Vec<u64> limit = IsSigned<T>::value ? 2 * EXACT_LIMIT : EXACT_LIMIT;
    const Vec<u64> offset = IsSigned<T>::value ? EXACT_LIMIT : u64(0);
    return bitcast<u64>(x) + offset < limit;
}

// Any u64 as the nearest f64, and an integral f64 below 2^64 as u64, by halves of 32 bits.
TA_INLINE Vec<f64> long_to_float(Vec<u64> x) {
    const Vec<f64> two_32 = 4294967296.0;
    const Vec<u64> low = u64(0xffffffff);
    return to_float(bitcast<i64>(x >> 32)) * two_32 + to_float(bitcast<i64>(x & low));
}
TA_INLINE Vec<u64> float_to_long(Vec<f64> x) {
    const Vec<f64> two_32 = 4294967296.0, two_m32 = 0x1p-32;
    Vec<f64> high = floor_(x * two_m32);
    return (bitcast<u64>(to_int(high)) << 32) + bitcast<u64>(to_int(x - high * two_32));
}

// x1 / x2 for x2 > 0. An estimate made small by 2^-50, which exceeds the four roundings in it, leaves a remainder of at most
// 2^15 divisors; the estimate of that one is at most one too small.
TA_INLINE Vec<u64> unsigned_quotient(Vec<u64> x1, Vec<u64> x2) {
    const Vec<f64> slightly_less = 1.0 - 0x1p-50;
    Vec<f64> divisor = long_to_float(x2);
    Vec<u64> first = float_to_long(floor_(long_to_float(x1) / divisor * slightly_less));
    Vec<u64> rest = x1 - first * x2;
    Vec<u64> second = bitcast<u64>(to_int(floor_(long_to_float(rest) / divisor * slightly_less)));
    rest = rest - second * x2;
    Vec<u64> quotient = first + second;
    return select(quotient, quotient + Vec<u64>(u64(1)), rest >= x2);
}
template <class T> TA_INLINE Vec<T> long_floor_divide(Vec<T> x1, Vec<T> x2) {
    const Vec<T> zero = T(0), one = T(1);
    Vec<T> divisor = select(x2, one, x2 == zero), quotient = zero;
    if (all(is_exact(x1) & is_exact(x2))) {
        quotient = bitcast<T>(to_int(floor_(to_float(bitcast<i64>(x1)) / to_float(bitcast<i64>(divisor)))));
    } else if constexpr (Vec<T>::lanes <= 2) {  // no product and no comparison of 64 bits: 10 times slower than the divider of the CPU
        T a[Vec<T>::lanes], b[Vec<T>::lanes];
        store(a, x1);
        store(b, x2);
        for (int lane = 0; lane < Vec<T>::lanes; lane++) a[lane] = int_floor_divide(a[lane], b[lane]);
        quotient = load(a);
    } else if constexpr (IsSigned<T>::value) {
        Vec<T> size1 = select(x1, zero - x1, x1 < zero), size2 = select(divisor, zero - divisor, divisor < zero);
        Vec<T> size = bitcast<T>(unsigned_quotient(bitcast<u64>(size1), bitcast<u64>(size2)));
        Vec<T> below = select(size, size + one, size * size2 != size1);
        quotient = select(size, zero - below, (x1 < zero) ^ (divisor < zero));
    } else {
        quotient = unsigned_quotient(x1, divisor);
    }
    return select(quotient, zero, x2 == zero);
}
template <class T> TA_INLINE Vec<T> long_remainder(Vec<T> x1, Vec<T> x2) {
    return select(x1 - long_floor_divide(x1, x2) * x2, Vec<T>(T(0)), x2 == Vec<T>(T(0)));
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
