// Sine and cosine of multiples of pi, for |r| <= 1/2 (own minimax fits).
#pragma once
#include "math/double_double.hpp"

namespace {

// sin(pi r) / (pi r) - 1 as a function of z = r^2.
TA_INLINE Vec<f64> sinpi_rest(Vec<f64> z) {
    Vec<f64> p = polynomial(z, 0.8117424252833536, -0.19075182412208389, 0.026147847817640922, -0.002346081035170168, 0.00014842878972770888,
                            -6.975851212142347e-06, 2.5303274566671354e-07, -7.114052818769393e-09);
    return z * fma_(z, p, Vec<f64>(-1.6449340668482264));
}
TA_INLINE Vec<f64> sinpi_quotient(Vec<f64> z) { return Vec<f64>(1.0) + sinpi_rest(z); }

// Whether a whole number is odd.
TA_INLINE Mask<f64> is_odd(Vec<f64> n) {
    Vec<f64> half = n * Vec<f64>(0.5);
    return rint_(half) != half;
}

}  // namespace
