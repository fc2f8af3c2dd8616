// Logarithms and the square root of a complex number in f64 lanes. Cut: the negative real axis; -0 lies below it.
// Special cases: the tables of the Array API standard 2025.12 (C99 Annex G). Each is lanewise pure.
#pragma once
#include "math/complex_exp.hpp"
#include "math/double_double.hpp"

namespace {

namespace complex_log {

// A base: its real logarithms, log_b e as a double-double, and 600 log_b 2.
struct Natural {
    static TA_INLINE Vec<f64> log(Vec<f64> x) { return log_f64(x); }
    static TA_INLINE Vec<f64> from_natural(Vec<f64> x) { return x; }
    static constexpr f64 of_scale = 0x1.9fe3682cd3be4p+8;
};
struct Two {
    static TA_INLINE Vec<f64> log(Vec<f64> x) { return log2_f64(x); }
    static TA_INLINE Vec<f64> from_natural(Vec<f64> x) { return fma_(x, Vec<f64>(0x1.71547652b82fep+0), x * Vec<f64>(0x1.777d0ffda0d24p-56)); }
    static constexpr f64 of_scale = 600.0;
};
struct Ten {
    static TA_INLINE Vec<f64> log(Vec<f64> x) { return log10_f64(x); }
    static TA_INLINE Vec<f64> from_natural(Vec<f64> x) { return fma_(x, Vec<f64>(0x1.bcb7b1526e50ep-2), x * Vec<f64>(0x1.95355baaafad3p-57)); }
    static constexpr f64 of_scale = 0x1.693c6a27ae2f7p+7;
};

// |z|^2 as a double-double times scale^2; scale is not 1 where the squares would leave the range.
struct Norm {
    DoubleDouble re_square, im_square;
    Vec<f64> high, low, scale;
};
TA_INLINE Norm norm_of(Complex<f64> z) {
    const Vec<f64> one = 1.0;
    Vec<f64> size = max_word(abs_(z.re), abs_(z.im));
    Norm n;
    n.scale = select(one, Vec<f64>(0x1p-600), size > Vec<f64>(0x1p+500));
    n.scale = select(n.scale, Vec<f64>(0x1p+600), size < Vec<f64>(0x1p-500));
    Vec<f64> re = z.re * n.scale, im = z.im * n.scale;
    n.re_square = two_product(re, re);
    n.im_square = two_product(im, im);
    DoubleDouble sum = two_sum(n.re_square.high, n.im_square.high);
    n.high = sum.high;
    n.low = sum.low + (n.re_square.low + n.im_square.low);
    return n;
}
// first + the squares of n, where first is what makes it |z|^2 - 1: the two terms that may cancel are followed by what they lost.
TA_INLINE DoubleDouble excess(Vec<f64> first, Norm n) {
    DoubleDouble sum = two_sum(first, n.re_square.high), total = two_sum(sum.high, n.im_square.high);
    DoubleDouble lost = two_sum(sum.low, total.low), squares = two_sum(n.re_square.low, n.im_square.low);
    DoubleDouble low = two_sum(lost.high, squares.high), result = two_sum(total.high, low.high);
    return {result.high, result.low + (low.low + (lost.low + squares.low))};
}

// log_b |z|: half of log_b(|z|^2), or of log1p(|z|^2 - 1) where |z|^2 is in (1/2, 2).
template <class Base> TA_INLINE Vec<f64> log_of_norm(Norm n, DoubleDouble excess) {
    const Vec<f64> zero = 0.0, one = 1.0, half = 0.5;
    Vec<f64> correction = select(n.low / n.high, zero, n.high == zero);
    Vec<f64> far = half * (Base::log(n.high) + Base::from_natural(correction));
    Vec<f64> of_scale = select(Vec<f64>(Base::of_scale), Vec<f64>(-Base::of_scale), n.scale > one);
    far = far + select(of_scale, zero, n.scale == one);
    Mask<f64> is_near = (n.high > half) & (n.high < Vec<f64>(2.0)) & (n.scale == one);
    if (!any(is_near)) return far;
    Vec<f64> near = log1p_f64(excess.high) + excess.low / (one + excess.high);
    return select(far, half * Base::from_natural(near), is_near);
}
template <class Base> TA_INLINE Complex<f64> log_base(Complex<f64> z) {
    Norm n = norm_of(z);
    Vec<f64> re = log_of_norm<Base>(n, excess(Vec<f64>(-1.0), n));
    return {select(re, Vec<f64>(__builtin_inf()), is_inf(z)), Base::from_natural(atan2_f64(z.im, z.re))};
}

}  // namespace complex_log

// ln |z| + i arg z. Each component within 2 ULP, near |z| = 1 too.
TA_COMPLEX_FUNCTION(log_c128) { return complex_log::log_base<complex_log::Natural>(z); }
// log z / ln 2 and log z / ln 10, exact for real powers of the base below 2^500. Each component within 3 ULP.
TA_COMPLEX_FUNCTION(log2_c128) { return complex_log::log_base<complex_log::Two>(z); }
TA_COMPLEX_FUNCTION(log10_c128) { return complex_log::log_base<complex_log::Ten>(z); }

// log(1 + z); 1 + x is kept as a double-double. Each component within 2 ULP, near 0 and near |1 + z| = 1 too.
TA_COMPLEX_FUNCTION(log1p_c128) {
    using namespace complex_log;
    DoubleDouble u = two_sum(Vec<f64>(1.0), z.re);
    Complex<f64> w = {u.high, z.im};
    Norm n = norm_of(w), squares = n;
    n.low = n.low + (Vec<f64>(2.0) * (u.high * n.scale)) * (u.low * n.scale);
    squares.re_square = two_product(z.re, z.re);
    Vec<f64> re = log_of_norm<Natural>(n, excess(z.re + z.re, squares));
    return {select(re, Vec<f64>(__builtin_inf()), is_inf(z)), atan2_f64(w.im, w.re)};
}

// The root with re >= 0: t = sqrt((|x| + |z|) / 2), and y / (2 t) for the other component. Each component within 3 ULP.
TA_COMPLEX_FUNCTION(sqrt_c128) {
    const Vec<f64> zero = 0.0, one = 1.0, half = 0.5, infinity = __builtin_inf(), nan = __builtin_nan("");
    Vec<f64> size = max_word(abs_(z.re), abs_(z.im));
    Mask<f64> large = size > Vec<f64>(0x1p+500), small = size < Vec<f64>(0x1p-500);
    Vec<f64> scale = select(select(one, Vec<f64>(0x1p-600), large), Vec<f64>(0x1p+600), small);
    Vec<f64> back = select(select(one, Vec<f64>(0x1p+300), large), Vec<f64>(0x1p-300), small);
    Vec<f64> x = abs_(z.re) * scale, y = z.im * scale;
    Vec<f64> root = sqrt_(half * (x + sqrt_(x * x + y * y))) * back;
    Vec<f64> other = abs_(z.im) / (root + root);
    other = select(other, zero, root == zero);
    Mask<f64> left = sign_is_set(z.re);
    Complex<f64> w = {select(root, other, left), copysign_(select(other, root, left), z.im)};
    Mask<f64> re_infinite = abs_(z.re) == infinity;
    if (__builtin_expect(all(is_finite(z)), 1)) return w;
    Vec<f64> beside = select(zero, nan, is_nan(z.im));
    Complex<f64> along = {select(infinity, beside, left), copysign_(select(beside, infinity, left), z.im)};
    w = select(w, along, re_infinite);
    w = select(w, Complex<f64>{nan, nan}, is_nan(z) & !re_infinite);
    return select(w, Complex<f64>{infinity, z.im}, abs_(z.im) == infinity);
}

}  // namespace
