// Cumulative sums and products. x is converted to the accumulator's type tile by tile, then scanned: in place in out.
#pragma once
#include "reduce_float.hpp"
#include "reduce_integer.hpp"

namespace {

template <class R> TA_NOINLINE void scan_tile(typename R::Accumulator* out, i64 n, typename R::Accumulator* a_) {
    typename R::Accumulator a = *a_;
    for (i64 i = 0; i < n; i++) {
        TA_PLAIN_LOOP(i);
        out[i] = a = R::join(a, out[i]);
    }
    *a_ = a;
}
template <class R> TA_NOINLINE void scan_columns(typename R::Accumulator* __restrict out, i64 n, typename R::Accumulator* __restrict a) {
    for (i64 j = 0; j < n; j++) out[j] = a[j] = R::join(a[j], out[j]);
}

// R joins accumulators; Convert is as in Converted.
template <class Convert, class R> struct Scanned {
    typedef typename R::Accumulator A;
    static void run(const char* x, i64 stride, i64 n, char* out, char* accumulator) {
        for (i64 i = 0; i < n; i += tile_elements) {
            i64 m = at_most(n - i, tile_elements);
            Convert::tile(x + i * stride, stride, m, (A*)out + i);
            scan_tile<R>((A*)out + i, m, (A*)accumulator);
        }
    }
    static void row(const char* x, i64 stride, i64 n, char* out, char* accumulator) {
        Convert::tile(x, stride, n, (A*)out);
        scan_columns<R>((A*)out, n, (A*)accumulator);
    }
};

}  // namespace
