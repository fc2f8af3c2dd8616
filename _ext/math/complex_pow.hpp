// Powers of complex numbers in f64 lanes: z^w = exp(w log z), with log z and the product as double-doubles.
#pragma once
#include "math/complex_log.hpp"
#include "math/pow_f64.hpp"

namespace {

namespace complex_pow {

TA_INLINE DoubleDouble product(DoubleDouble a, DoubleDouble b) {
    DoubleDouble p = two_product(a.high, b.high);
    return {p.high, p.low + (a.high * b.low + a.low * b.high)};
}
TA_INLINE DoubleDouble sum(DoubleDouble a, DoubleDouble b) {
    DoubleDouble s = two_sum(a.high, b.high);
    return fast_two_sum(s.high, s.low + (a.low + b.low));
}
TA_INLINE DoubleDouble single(Vec<f64> x) { return {x, Vec<f64>(0.0)}; }

// log2 |z| for finite z that is not 0: |z|^2 as a double-double, relative error about 2^-65.
TA_INLINE DoubleDouble log2_of_size(Complex<f64> z) {
    const Vec<f64> zero = 0.0, one = 1.0, half = 0.5;
    complex_log::Norm n = complex_log::norm_of(z);
    DoubleDouble l = log2_in_two_parts(decompose(n.high, is_normal_positive(n.high)));
    l.low = l.low + (n.low / n.high) * Vec<f64>(0x1.71547652b82fep+0);
    Vec<f64> scale_log = select(select(Vec<f64>(600.0), Vec<f64>(-600.0), n.scale > one), zero, n.scale == one);
    DoubleDouble s = two_sum(scale_log, l.high * half);
    return fast_two_sum(s.high, s.low + l.low * half);
}

// The exponent of the result: |z^w| = 2^size, arg z^w = angle.
struct Polar {
    DoubleDouble size, angle;
};
TA_INLINE Polar polar_power(Complex<f64> z, Complex<f64> w) {
    const DoubleDouble log2_e = {Vec<f64>(0x1.71547652b82fep+0), Vec<f64>(0x1.777d0ffda0d24p-56)};
    const DoubleDouble ln2 = {Vec<f64>(0x1.62e42fefa39efp-1), Vec<f64>(0x1.abc9e3b39803fp-56)};
    DoubleDouble size = log2_of_size(z), angle = atan2_in_two_parts(z.im, z.re);
    DoubleDouble re = single(clamp_f64(w.re, -0x1p900, 0x1p900)), im = single(clamp_f64(w.im, -0x1p900, 0x1p900));
    DoubleDouble spiral = product(im, product(angle, log2_e)), turn = product(im, product(size, ln2));
    return {sum(product(re, size), {-spiral.high, -spiral.low}), sum(product(re, angle), turn)};
}

// cos and sin of a sum; the low part enters to first order where it is small.
TA_INLINE Complex<f64> cis(DoubleDouble angle) {
    Vec<f64> sin, cos, low_sin = angle.low, low_cos = 1.0;
    sincos_f64(angle.high, sin, cos);
    Mask<f64> large = abs_(angle.high) > Vec<f64>(0x1p20);
    if (__builtin_expect(any(large), 0)) {
        Vec<f64> s, c;
        sincos_f64(angle.low, s, c);
        low_sin = select(low_sin, s, large);
        low_cos = select(low_cos, c, large);
    }
    return {cos * low_cos - sin * low_sin, sin * low_cos + cos * low_sin};
}

// Whole powers of numbers on an axis stay on an axis.
TA_INLINE Complex<f64> cis_on_axis(Complex<f64> z, Vec<f64> n, Complex<f64> plain) {
    const Vec<f64> zero = 0.0, one = 1.0, two = 2.0, four = 4.0, quarter = 0.25;
    Mask<f64> real = z.im == zero, on_axis = (real | (z.re == zero)) & (n == rint_(n));
    if (!any(on_axis)) return plain;
    Vec<f64> quarters = select(copysign_(one, z.im), select(zero, two, z.re < zero), real);
    Vec<f64> turns = quarters * (n - four * floor_(n * quarter));
    turns = turns - four * floor_(turns * quarter);
    Vec<f64> cos = select(zero, one - turns, (turns == zero) | (turns == two));
    Vec<f64> sin = select(copysign_(zero, z.im), two - turns, (turns == one) | (turns == two + one));
    return select(plain, Complex<f64>{cos, sin}, on_axis);
}

// For finite z that is not 0 and finite w.
TA_INLINE Complex<f64> general(Complex<f64> z, Complex<f64> w) {
    const Vec<f64> zero = 0.0, one = 1.0;
    Polar p = polar_power(z, w);
    Complex<f64> direction = cis(p.angle);
    direction = select(direction, cis_on_axis(z, w.re, direction), w.im == zero);
    // 2^size as value * half * half.
    Mask<f64> large = abs_(p.size.high) > Vec<f64>(1000.0);
    Vec<f64> limited = clamp_f64(p.size.high, -2200.0, 2200.0), low = select(p.size.low, zero, limited != p.size.high);
    Vec<f64> high = select(limited, limited - copysign_(Vec<f64>(1500.0), limited), large);
    Vec<f64> value = exp2_of_sum({high, low});
    Vec<f64> half = select(one, select(Vec<f64>(0x1p+750), Vec<f64>(0x1p-750), limited < zero), large);
    return {complex_exp::scaled_product(value, half, direction.re), complex_exp::scaled_product(value, half, direction.im)};
}

// a * b and whether neither component was rounded.
TA_INLINE Complex<f64> exact_product(Complex<f64> a, Complex<f64> b, Mask<f64>& exact) {
    const Vec<f64> zero = 0.0;
    DoubleDouble rr = two_product(a.re, b.re), ii = two_product(a.im, b.im), ri = two_product(a.re, b.im), ir = two_product(a.im, b.re);
    DoubleDouble re = two_sum(rr.high, -ii.high), im = two_sum(ri.high, ir.high);
    Vec<f64> lost = ((abs_(rr.low) + abs_(ii.low)) + (abs_(ri.low) + abs_(ir.low))) + (abs_(re.low) + abs_(im.low));
    exact = exact & (lost == zero);
    return {re.high, im.high};
}
TA_INLINE Mask<f64> choose(Mask<f64> if_false, Mask<f64> if_true, Mask<f64> m) { return (if_false & !m) | (if_true & m); }
// z^n for whole |n| <= 64 by products: taken where nothing was rounded, and for |n| <= 3, where z^2 is z * z to the bit.
TA_INLINE Complex<f64> whole_power(Complex<f64> general, Complex<f64> z, Vec<f64> n, Mask<f64> whole) {
    const Vec<f64> zero = 0.0, half = 0.5;
    const Complex<f64> one = {Vec<f64>(1.0), zero};
    Complex<f64> result = one, base = z;
    Vec<f64> rest = select(zero, abs_(n), whole);
    Mask<f64> exact = whole;
    while (any(rest > zero)) {
        Vec<f64> next = floor_(rest * half);
        Mask<f64> odd = rest != next + next, first = result == one, product_exact = exact, square_exact = exact;
        Complex<f64> product = exact_product(result, base, product_exact), square = exact_product(base, base, square_exact);
        exact = choose(exact, product_exact, odd & !first);
        result = select(result, select(product, base, first), odd);
        exact = choose(exact, square_exact, next > zero);
        base = square;
        rest = next;
    }
    Mask<f64> in_range = is_finite(result) & (result != Complex<f64>{zero, zero});
    Mask<f64> taken = whole & in_range & (exact | (abs_(n) <= Vec<f64>(3.0)));
    return select(general, select(result, reciprocal(result), n < zero), taken);
}

// Zero, infinite and NaN operands: exp(w log z). A real w multiplies the components, so that infinity^2 is infinity.
__attribute__((noinline)) Complex<f64> special_power(Complex<f64> z, Complex<f64> w) {
    const Vec<f64> zero = 0.0;
    Complex<f64> log = log_c128(z), exponent = w * log;
    Mask<f64> base_is_zero = (z.re == zero) & (z.im == zero);
    exponent = select(exponent, Complex<f64>{w.re * log.re, w.re * log.im}, (w.im == zero) & !base_is_zero);
    Mask<f64> vanishes = base_is_zero & (w.re > zero) & is_finite(w);
    return select(exp_c128(exponent), Complex<f64>{zero, zero}, vanishes);
}

TA_INLINE Complex<f64> power(Complex<f64> z, Complex<f64> w) {
    const Vec<f64> zero = 0.0, one = 1.0;
    Complex<f64> result = general(z, w);
    Mask<f64> real_power = w.im == zero, whole = real_power & (w.re == rint_(w.re)) & (abs_(w.re) <= Vec<f64>(64.0));
    if (any(whole)) result = whole_power(result, z, w.re, whole);
    Mask<f64> usual = is_finite(z) & is_finite(w) & ((z.re != zero) | (z.im != zero));
    if (__builtin_expect(!all(usual), 0)) result = select(special_power(z, w), result, usual);
    return select(result, Complex<f64>{one, zero}, real_power & (w.re == zero));
}
__attribute__((noinline)) void power_outlined(Vec<f64> z_re, Vec<f64> z_im, Vec<f64> w_re, Vec<f64> w_im, f64* result) {
    Complex<f64> power_of_z = power({z_re, z_im}, {w_re, w_im});
    store(result, power_of_z.re);
    store(result + Vec<f64>::lanes, power_of_z.im);
}

}  // namespace complex_pow

// z^w. Cut in z: the negative real axis. z^0 is 1 for every z, 0^w is 0 for re w > 0 and infinite (inf + NaNj) for re w < 0; other
// special values as exp(w log z). Exact where a whole power |n| <= 64 is, z^2 is z * z; whole powers of real and imaginary numbers
// stay on the axes. Normwise within 3 ULP while |w log z| < 30; the error grows with |w arg z|, known to about 2^-58 of it.
TA_INLINE Complex<f64> pow_c128(Complex<f64> z, Complex<f64> w) {
    alignas(TA_VECTOR_BYTES) f64 result[2 * Vec<f64>::lanes];
    complex_pow::power_outlined(z.re, z.im, w.re, w.im, result);
    return {load(result), load(result + Vec<f64>::lanes)};
}

}  // namespace
