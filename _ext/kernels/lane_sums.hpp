// The sums of the lanes of several vectors, side by side.
#pragma once
#include "../simd/simd.hpp"

namespace {

template <int... i> struct Lanes {};
template <int n, int... i> struct LaneList : LaneList<n - 1, n - 1, i...> {};
template <int... i> struct LaneList<0, i...> { typedef Lanes<i...> Type; };
// Registers hold groups of `width` lanes; those of a, then those of b: the lower halves of all groups, or the upper ones.
template <int width, bool upper, class R, int... i> TA_INLINE R halves(R a, R b, Lanes<i...>) {
    return __builtin_shufflevector(a, b, (i / (width / 2) * width + (upper ? width / 2 : 0) + i % (width / 2))...);
}
template <int width, class T> TA_INLINE Vec<T> add_halves(Vec<T> a, Vec<T> b) {
    typedef typename LaneList<Vec<T>::lanes>::Type Every;
    return Vec<T>(halves<width, false>(a.raw, b.raw, Every{})) + Vec<T>(halves<width, true>(a.raw, b.raw, Every{}));
}
// The sums of the lanes of n vectors, each lane with the one half a vector further on, and so on; side by side from the first register on.
template <class T, int n, int width = Vec<T>::lanes> TA_INLINE void sums_of_lanes(Vec<T>* v) {
    if constexpr (width > 1) {
        if constexpr (n == 1) v[0] = add_halves<width>(v[0], v[0]);
        else
#pragma GCC unroll 8
            for (int i = 0; i < n / 2; i++) v[i] = add_halves<width>(v[2 * i], v[2 * i + 1]);
        sums_of_lanes<T, n == 1 ? 1 : n / 2, width / 2>(v);
    }
}
// Rows of `depth` elements, one behind another, each in a group of `width` lanes of its own, with zeros behind it.
template <int depth, int width, class R, int... i> TA_INLINE R spread_rows(R rows, Lanes<i...>) {
    return __builtin_shufflevector(rows, R{}, (i % width < depth ? i / width * depth + i % width : int(sizeof...(i)))...);
}
template <int depth, int width, class T> TA_INLINE Vec<T> spread_rows(Vec<T> rows) {
    return Vec<T>(spread_rows<depth, width>(rows.raw, typename LaneList<Vec<T>::lanes>::Type{}));
}

}  // namespace
