// Words of the bodies of activations. Comparisons put NaN on the side that keeps it.
#pragma once
#include "words.hpp"

namespace {

template <class T> TA_INLINE Vec<T> number_like(Vec<T>, int n) { return Vec<T>(T(n)); }
template <class T> TA_INLINE Mask<T> is_positive(Vec<T> x) { return x > Vec<T>(T(0)); }
// min(max(x, 0), 6); the instructions give the second operand when unordered.
template <class T> TA_INLINE Vec<T> relu6_(Vec<T> x) { return min_word(Vec<T>(T(6)), max_word(Vec<T>(T(0)), x)); }
// scale x, and scale alpha (e^x - 1) below zero (G. Klambauer et al., "Self-normalizing neural networks", 2017).
template <class T> TA_INLINE Vec<T> selu_(Vec<T> x, Vec<T> expm1) {
    const Vec<T> scale(T(1.0507009873554804934193349852946)), product(T(1.7580993408473768599402175208123));
    return select(x * scale, expm1 * product, is_negative(x));
}
template <class T> TA_INLINE Vec<T> softplus_scaled(Vec<T> x, Vec<T> beta, Vec<T> threshold, Vec<T> y) { return select(y / beta, x, x * beta > threshold); }

}  // namespace
