// Cumulative sums and products, in the accumulator's type.
#pragma once
#include "kernels/reduce_float.hpp"
#include "kernels/reduce_integer.hpp"

namespace {

template <class R> void scan_run(const char* x, i64 stride, i64 n, char* out, char* accumulator) {
    typedef typename R::Accumulator A;
    A a = *(A*)accumulator;
    A* o = (A*)out;
    for (i64 i = 0; i < n; i++) {
        a = R::join(a, R::lift(*(const typename R::Element*)(x + i * stride), 0.0));
        o[i] = a;
    }
    *(A*)accumulator = a;
}
template <class R, bool is_contiguous> TA_INLINE void scan_row_(const char* x, i64 stride, i64 n, typename R::Accumulator* __restrict out, typename R::Accumulator* __restrict a) {
    if constexpr (is_contiguous) stride = sizeof(typename R::Element);
    for (i64 j = 0; j < n; j++) out[j] = a[j] = R::join(a[j], R::lift(*(const typename R::Element*)(x + j * stride), 0.0));
}
template <class R> void scan_row(const char* x, i64 stride, i64 n, char* out, char* accumulator) {
    typedef typename R::Accumulator A;
    if (stride == i64(sizeof(typename R::Element))) scan_row_<R, true>(x, stride, n, (A*)out, (A*)accumulator);
    else scan_row_<R, false>(x, stride, n, (A*)out, (A*)accumulator);
}

}  // namespace
