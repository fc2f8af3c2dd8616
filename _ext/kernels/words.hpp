// Words of the rows' bodies beyond those of simd/: predicates, sign, extrema, shifts, neighbours.
#pragma once
#include "../simd/simd.hpp"
#include "complex_lanes.hpp"

namespace {

template <class T> TA_INLINE Vec<T> one_like(Vec<T>) { return Vec<T>(T(1)); }
TA_INLINE Vec<b8> flip_bool(Vec<b8> x) { return x ^ Vec<b8>(b8(1)); }

template <class T> TA_INLINE Mask<T> is_zero(Vec<T> x) { return x == Vec<T>(T(0)); }
template <class T> TA_INLINE Mask<T> is_zero(Complex<T> x) { return is_zero(x.re) & is_zero(x.im); }
template <class T> TA_INLINE Mask<T> is_finite(Vec<T> x) { return abs_(x) < Vec<T>(T(__builtin_inff())); }
template <class T> TA_INLINE Mask<T> is_inf(Vec<T> x) { return abs_(x) == Vec<T>(T(__builtin_inff())); }
template <class T> TA_INLINE Mask<T> is_negative(Vec<T> x) { return x < Vec<T>(T(0)); }

template <class T> TA_INLINE Vec<T> sign_(Vec<T> x) {
    const Vec<T> zero = T(0), one = T(1);
    if constexpr (IsFloat<T>::value) return select(x + zero, copysign_(one, x), abs_(x) > zero);
    else return select(select(zero, one, x > zero), zero - one, x < zero);
}

// NaN wins; the other operand's bits decide between -0 and +0.
template <class T> TA_INLINE Vec<T> maximum_(Vec<T> x1, Vec<T> x2) {
    if constexpr (IsFloat<T>::value) {
        typedef UnsignedOf<T> U;
        Vec<T> equal = bitcast<T>(bitcast<U>(x1) & bitcast<U>(x2));
        return select(select(max_word(x1, x2), equal, x1 == x2), x1, is_nan(x1));
    } else return select(x2, x1, x1 > x2);
}
template <class T> TA_INLINE Vec<T> minimum_(Vec<T> x1, Vec<T> x2) {
    if constexpr (IsFloat<T>::value) {
        typedef UnsignedOf<T> U;
        Vec<T> equal = bitcast<T>(bitcast<U>(x1) | bitcast<U>(x2));
        return select(select(min_word(x1, x2), equal, x1 == x2), x1, is_nan(x1));
    } else return select(x2, x1, x1 < x2);
}
// minimum_(maximum_(x, low), high). Of floats, what low and high alone decide stays outside of loops: adding 0 makes +0 of -0, adding -0
// nothing, adding NaN a NaN; and a sign that is set makes -0 of +0.
template <class T> TA_INLINE Vec<T> clip_(Vec<T> x, Vec<T> low, Vec<T> high) {
    if constexpr (IsFloat<T>::value) {
        typedef UnsignedOf<T> U;
        const Vec<T> zero(T(0)), negative_zero(T(-0.0));
        const Mask<U> low_is_zero = bitcast<U>(low) == bitcast<U>(zero), high_is_negative_zero = bitcast<U>(high) == bitcast<U>(negative_zero);
        Vec<T> offset = bitcast<T>(select(bitcast<U>(negative_zero), bitcast<U>(zero), low_is_zero));
        offset = select(offset, Vec<T>(T(__builtin_nan(""))), is_nan(low) | is_nan(high));
        const Vec<U> sign = select(Vec<U>(U(0)), bitcast<U>(negative_zero), high_is_negative_zero);
        return bitcast<T>(bitcast<U>(min_word(high, max_word(low, x) + offset)) | sign);
    } else return minimum_(maximum_(x, low), high);
}

// start at weight 0, end at weight 1, exactly, for finite operands: the formula starts from the nearer one.
template <class T> TA_INLINE Vec<T> lerp_(Vec<T> start, Vec<T> end, Vec<T> weight) {
    Mask<T> near = abs_(weight) < Vec<T>(T(0.5));
    return fma_(select(weight - Vec<T>(T(1)), weight, near), end - start, select(end, start, near));
}

// The next number after x1 towards x2, by the order of the bit patterns.
template <class T> TA_INLINE Vec<T> nextafter_(Vec<T> x1, Vec<T> x2) {
    typedef SignedOf<T> S;
    const Vec<T> zero = T(0);
    Vec<S> bits = bitcast<S>(x1);
    Mask<T> away = (x1 < x2) ^ (x1 < zero);  // away from zero: the size grows
    Vec<S> step = select(Vec<S>(S(-1)), Vec<S>(S(1)), mask_cast<S>(away));
    Vec<T> from_zero = copysign_(bitcast<T>(Vec<S>(S(1))), x2);
    Vec<T> moved = select(bitcast<T>(bits + step), from_zero, x1 == zero);
    return select(select(moved, x2, x1 == x2), x1 + x2, is_nan(x1) | is_nan(x2));
}

// The same for the bits of float16.
TA_INLINE Vec<i16> nextafter_f16(Vec<i16> x1, Vec<i16> x2) {
    const Vec<i16> zero = i16(0), one = i16(1), size = i16(0x7FFF), sign = i16(-0x8000), inf = i16(0x7C00), nan = i16(0x7E00);
    auto order = [=](Vec<i16> x) { return select(x, zero - (x & size), x < zero); };
    Vec<i16> k1 = order(x1), k2 = order(x2), next = select(k1 - one, k1 + one, k1 < k2);
    Vec<i16> moved = select(select(next, (zero - next) | sign, next < zero), x1 & sign, next == zero);
    return select(select(moved, x2, k1 == k2), nan, ((x1 & size) > inf) | ((x2 & size) > inf));
}

// Counts outside [0, bits) shift everything out.
template <class T> TA_INLINE Vec<T> shift_left(Vec<T> x, Vec<T> count) {
    typedef UnsignedOf<T> U;
    const Vec<U> bits = U(8 * sizeof(T));
    Vec<U> c = bitcast<U>(count);
    return select(Vec<T>(T(0)), x << bitcast<T>(c & Vec<U>(U(8 * sizeof(T) - 1))), mask_cast<T>(c < bits));
}
template <class T> TA_INLINE Vec<T> shift_right(Vec<T> x, Vec<T> count) {
    typedef UnsignedOf<T> U;
    const Vec<U> last = U(8 * sizeof(T) - 1);
    Vec<U> c = bitcast<U>(count);
    Mask<U> inside = c <= last;
    Vec<T> shifted = x >> bitcast<T>(select(last, c, inside));
    if constexpr (IsSigned<T>::value) return shifted;
    else return select(Vec<T>(T(0)), shifted, mask_cast<T>(inside));
}

}  // namespace
