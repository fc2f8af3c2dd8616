// The exponential of float64 lanes in float32: as exact on every instruction set, with and without fma.
#pragma once
#include "kernels/override/wide.hpp"
#include "math/dialect_words.hpp"

namespace {

// e^t = m 2^n, m in (0.7, 1.42).
struct ExpOfWide {
    Vec<f32> m, n;
};
TA_INLINE ExpOfWide exp_of_wide(WideF64 t) {
    typedef WideF64 W;
    typedef Vec<f32> V;
    const W n = fma_(t, W(1.4426950408889634), W(rounding_magic)) - W(rounding_magic);
    const V r = narrow(fma_(n, W(-0.6931471805599453), t));
    const V q = fma_(fma_(fma_(fma_(V(0.00138207187f), r, V(0.00836867653f)), r, V(0.0416682661f)), r, V(0.166665211f)), r, V(0.49999994f));
    return {V(1.0f) + fma_(r * r, q, r), narrow(n)};
}

}  // namespace
