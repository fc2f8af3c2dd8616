// Complex numbers in memory (Pair) and in lanes (Complex); the arithmetic is in math/complex.hpp.
#pragma once
#include "../simd/simd.hpp"
#include "../math/complex.hpp"

namespace {

template <class T> struct Pair { T re, im; };
typedef Pair<f32> c64;
typedef Pair<f64> c128;

TA_INLINE Complex<f64> low_of(Complex<f32> z) { return Complex<f64>{widen_low(z.re), widen_low(z.im)}; }
TA_INLINE Complex<f64> high_of(Complex<f32> z) { return Complex<f64>{widen_high(z.re), widen_high(z.im)}; }

}  // namespace
