// Complex arithmetic over the vector words, for f32 and f64 lanes. Every function is lanewise pure.
// Source: ISO C99 Annex G, and the special cases of the Array API standard 2025.12.
#pragma once
#include "simd/simd.hpp"

namespace {

template <class T> struct Complex {
    Vec<T> re, im;
};

template <class T> TA_INLINE Complex<T> operator+(Complex<T> z, Complex<T> w) { return {z.re + w.re, z.im + w.im}; }
template <class T> TA_INLINE Complex<T> operator-(Complex<T> z, Complex<T> w) { return {z.re - w.re, z.im - w.im}; }
template <class T> TA_INLINE Complex<T> operator-(Complex<T> z) { return {-z.re, -z.im}; }
// The textbook formula without fma: the same bits on every ISA. Infinities follow the formula (the standard leaves them open).
template <class T> TA_INLINE Complex<T> operator*(Complex<T> z, Complex<T> w) {
    return {z.re * w.re - z.im * w.im, z.re * w.im + z.im * w.re};
}
template <class T> TA_INLINE Mask<T> operator==(Complex<T> z, Complex<T> w) { return (z.re == w.re) & (z.im == w.im); }
template <class T> TA_INLINE Mask<T> operator!=(Complex<T> z, Complex<T> w) { return (z.re != w.re) | (z.im != w.im); }
template <class T> TA_INLINE Complex<T> select(Complex<T> if_false, Complex<T> if_true, Mask<T> m) {
    return {select(if_false.re, if_true.re, m), select(if_false.im, if_true.im, m)};
}
template <class T> TA_INLINE Complex<T> conj(Complex<T> z) { return {z.re, -z.im}; }
template <class T> TA_INLINE Complex<T> square(Complex<T> z) { return z * z; }
// Half to even, for each component.
template <class T> TA_INLINE Complex<T> rint_(Complex<T> z) { return {rint_(z.re), rint_(z.im)}; }

template <class T> TA_INLINE Mask<T> is_nan(Complex<T> z) { return is_nan(z.re) | is_nan(z.im); }
template <class T> TA_INLINE Mask<T> is_inf(Complex<T> z) {
    const Vec<T> infinity = T(__builtin_inff());
    return (abs_(z.re) == infinity) | (abs_(z.im) == infinity);
}
template <class T> TA_INLINE Mask<T> is_finite(Complex<T> z) {
    const Vec<T> infinity = T(__builtin_inff());
    return (abs_(z.re) < infinity) & (abs_(z.im) < infinity);
}

namespace complex_scale {

template <class T> struct Format;
template <> struct Format<f32> { static constexpr int mantissa_bits = 23; static constexpr u32 fields = 256; };
template <> struct Format<f64> { static constexpr int mantissa_bits = 52; static constexpr u64 fields = 2048; };

// The power of two at the larger component of z, moved into [2^(1 - bias), 2^(bias - 1)] so that it and its inverse are normal.
template <class T> TA_INLINE Vec<T> power_of_two(Complex<T> z) {
    typedef UnsignedOf<T> U;
    constexpr int bits = Format<T>::mantissa_bits;
    const Vec<T> least = bitcast<T>(Vec<U>(U(1) << bits));
    const Vec<T> greatest = bitcast<T>(Vec<U>(U(Format<T>::fields - 3) << bits));
    Vec<T> size = min_word(max_word(max_word(abs_(z.re), abs_(z.im)), least), greatest);
    return bitcast<T>(bitcast<U>(size) & Vec<U>(U(Format<T>::fields - 1) << bits));
}
// 1 / p for a result of power_of_two.
template <class T> TA_INLINE Vec<T> inverse(Vec<T> p) {
    typedef UnsignedOf<T> U;
    return bitcast<T>(Vec<U>(U(Format<T>::fields - 2) << Format<T>::mantissa_bits) - bitcast<U>(p));
}
template <class T> TA_INLINE Complex<T> scaled(Complex<T> z, Vec<T> factor) { return {z.re * factor, z.im * factor}; }

// z * p / q for results of power_of_two: in two halves, so that it is rounded once at most.
template <class T> TA_INLINE Complex<T> times_ratio(Complex<T> z, Vec<T> p, Vec<T> q) {
    typedef UnsignedOf<T> U;
    constexpr int bits = Format<T>::mantissa_bits;
    constexpr U fields = Format<T>::fields;
    Vec<U> exponent = (bitcast<U>(p) >> bits) - (bitcast<U>(q) >> bits) + Vec<U>(U(2 * fields));
    Vec<U> half = exponent >> 1;
    const Vec<U> to_field = U(fields / 2 - 1 - fields);
    Vec<T> first = bitcast<T>((half + to_field) << bits);
    Vec<T> second = bitcast<T>((exponent - half + to_field) << bits);
    return scaled(scaled(z, first), second);
}

template <class T> TA_INLINE Vec<T> one_where_infinite(Vec<T> x) {
    return copysign_(select(Vec<T>(T(0)), Vec<T>(T(1)), abs_(x) == Vec<T>(T(__builtin_inff()))), x);
}

// Annex G 5.1.2: quotients whose plain value is no number although the operands tell more.
template <class T> __attribute__((noinline)) Complex<T> patch_quotient(Complex<T> plain, Complex<T> z, Complex<T> w) {
    const Vec<T> zero = T(0), infinity = T(__builtin_inff());
    Complex<T> result = plain;
    Mask<T> lost = is_nan(plain.re) & is_nan(plain.im);
    Complex<T> direction = {one_where_infinite(z.re), one_where_infinite(z.im)};
    Complex<T> product = direction * conj(w);
    result = select(result, scaled(product, infinity), lost & is_inf(z) & is_finite(w));
    direction = {one_where_infinite(w.re), one_where_infinite(w.im)};
    product = z * conj(direction);
    result = select(result, scaled(product, zero), lost & is_inf(w) & is_finite(z));
    Mask<T> by_zero = (w.re == zero) & (w.im == zero);
    return select(result, scaled(z, copysign_(infinity, w.re)), by_zero);
}

// z / w where no product leaves the range. On an axis the numerators are the components of z themselves and the denominator is |w|.
template <class T> TA_INLINE Complex<T> plain_quotient(Complex<T> z, Complex<T> w, Vec<T>& denominator) {
    const Vec<T> zero = T(0), one = T(1);
    Mask<T> is_real = w.im == zero, is_imaginary = w.re == zero;
    Vec<T> re = select(w.re, copysign_(one, w.re), is_real), im = select(w.im, copysign_(one, w.im), is_imaginary & !is_real);
    denominator = select(w.re * w.re + w.im * w.im, abs_(w.re) + abs_(w.im), is_real | is_imaginary);
    return {(z.re * re + z.im * im) / denominator, (z.im * re - z.re * im) / denominator};
}
// Any z / w: both are scaled by powers of two.
template <class T> __attribute__((noinline)) Complex<T> scaled_quotient(Complex<T> z, Complex<T> w) {
    Vec<T> z_power = power_of_two(z), w_power = power_of_two(w), denominator;
    Complex<T> q = plain_quotient(scaled(z, inverse(z_power)), scaled(w, inverse(w_power)), denominator);
    q = times_ratio(q, z_power, w_power);
    Mask<T> special = (is_nan(q.re) & is_nan(q.im)) | (denominator == Vec<T>(T(0)));
    if (any(special)) q = select(q, patch_quotient(q, z, w), special);
    return q;
}
// 2^n for a constant n.
template <class T> constexpr T constant_power(int n) { return n == 0 ? T(1) : n > 0 ? constant_power<T>(n - 1) * T(2) : constant_power<T>(n + 1) * T(0.5); }

}  // namespace complex_scale

// z / w without overflow or underflow on the way. A real or imaginary w divides the components exactly rounded; z / z is exactly 1.
// Normwise error below 2 ULP. Infinities and zeros as in Annex G: nonzero / 0 is infinite, infinite / finite is infinite,
// finite / infinite is 0.
template <class T> TA_INLINE Complex<T> operator/(Complex<T> z, Complex<T> w) {
    using namespace complex_scale;
    constexpr int range = int(Format<T>::fields / 8);
    const Vec<T> least = constant_power<T>(-range), greatest = constant_power<T>(range);
    Vec<T> denominator, size = max_word(abs_(z.re), abs_(z.im));
    Complex<T> q = plain_quotient(z, w, denominator);
    Mask<T> usual = (size > least) & (size < greatest) & (denominator > least * least) & (denominator < greatest * greatest);
    // A NaN or an infinity hides in the size or in the denominator, unless it meets an exact zero: the quotient tells.
    usual = usual & !is_nan(q);
    if (__builtin_expect(!all(usual), 0)) q = select(scaled_quotient(z, w), q, usual);
    return q;
}
template <class T> TA_INLINE Complex<T> reciprocal(Complex<T> z) { return Complex<T>{Vec<T>(T(1)), Vec<T>(T(0))} / z; }

// |z|, +inf where a component is infinite, even beside NaN. hypot_f32 and hypot_f64 are found where this is instantiated.
template <class T> TA_INLINE Vec<T> abs(Complex<T> z) {
    if constexpr (IsSame<T, f32>::value) return hypot_f32(z.re, z.im);
    else return hypot_f64(z.re, z.im);
}

// z / |z|: 0 for 0, NaN + NaNj where a component is NaN. Error below 2 ULP for each component; no overflow or underflow on the way.
// One infinite component gives +-1 and a zero of the other's sign, two give NaN + NaNj (as inf / inf does, and as NumPy).
template <class T> TA_INLINE Complex<T> sign(Complex<T> z) {
    using namespace complex_scale;
    const Vec<T> zero = T(0);
    Mask<T> infinite = is_inf(z);
    Complex<T> u = select(z, Complex<T>{one_where_infinite(z.re), one_where_infinite(z.im)}, infinite);
    u = scaled(u, inverse(power_of_two(u)));
    Vec<T> size = sqrt_(u.re * u.re + u.im * u.im);
    u = {u.re / size, u.im / size};
    u = select(u, Complex<T>{zero, zero}, (z.re == zero) & (z.im == zero));
    const Vec<T> nan = T(__builtin_nanf(""));
    Mask<T> both_infinite = infinite & (abs_(z.re) == abs_(z.im));
    return select(u, Complex<T>{nan, nan}, is_nan(z) | both_infinite);
}

}  // namespace
