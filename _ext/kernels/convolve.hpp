// Sums of shifted products along one run: a stretch of the result stays in registers over a block of taps.
#pragma once
#include "kernels/gemm_scheme.hpp"

namespace {
namespace convolve {

using gemm::combine_parts;
using gemm::multiply_add;

// Partial sums of blocks are added up, so that rounding errors grow with the block and the number of blocks, not with the taps.
template <class T> constexpr int64_t taps_at_once = IsFloat<T>::value ? 32 : int64_t(1) << 40;
constexpr int vectors_at_once = 8;

template <class T> TA_INLINE const T* shifted(const T* x, int64_t offset_bytes) { return (const T*)((const char*)x + offset_bytes); }

// n_lanes, at most those of one vector, of the result.
template <class T, bool is_whole> TA_INLINE Vec<T> load_some(const T* p, int n_lanes) { return is_whole ? load(p) : load_n(p, n_lanes); }
template <class T, bool is_whole> TA_INLINE void store_some(T* p, Vec<T> v, int n_lanes) {
    if constexpr (is_whole) store(p, v);
    else store_n(p, v, n_lanes);
}

template <class T, int vectors, bool is_whole>
TA_INLINE void real_tile(const T* x, const int64_t* offset, const T* taps, int64_t n_taps, T* out, int n_lanes) {
    constexpr int lanes = Vec<T>::lanes;
    for (int64_t first = 0; first < n_taps; first += taps_at_once<T>) {
        const int64_t end = n_taps - first < taps_at_once<T> ? n_taps : first + taps_at_once<T>;
        Vec<T> sum[vectors];
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++) sum[v] = Vec<T>(T(0));
        for (int64_t t = first; t < end; t++) {
            const Vec<T> tap(taps[t]);
            const T* p = shifted(x, offset[t]);
#pragma GCC unroll 8
            for (int v = 0; v < vectors; v++) sum[v] = multiply_add(load_some<T, is_whole>(p + v * lanes, n_lanes), tap, sum[v]);
        }
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++) {
            T* to = out + v * lanes;
            store_some<T, is_whole>(to, first ? load_some<T, is_whole>(to, n_lanes) + sum[v] : sum[v], n_lanes);
        }
    }
}

template <class T> void real(const char* x_, const int64_t* offset, const char* taps_, int64_t n_taps, char* out_, int64_t n) {
    constexpr int lanes = Vec<T>::lanes, wide = vectors_at_once * lanes;
    const T *x = (const T*)x_, *taps = (const T*)taps_;
    T* out = (T*)out_;
    int64_t i = 0;
    for (; i + wide <= n; i += wide) real_tile<T, vectors_at_once, true>(x + i, offset, taps, n_taps, out + i, lanes);
    for (; i + lanes <= n; i += lanes) real_tile<T, 1, true>(x + i, offset, taps, n_taps, out + i, lanes);
    if (i < n) real_tile<T, 1, false>(x + i, offset, taps, n_taps, out + i, int(n - i));
}

// Complex: the parts of a tap times x as it lies, summed apart and combined at the end. Two vectors are `lanes` numbers.
template <class T, int pairs, bool is_whole>
TA_INLINE void complex_tile(const T* x, const int64_t* offset, const T* taps, int64_t n_taps, T* out, int n_items) {
    constexpr int lanes = Vec<T>::lanes, vectors = 2 * pairs;
    const int n_low = 2 * n_items < lanes ? 2 * n_items : lanes, n_lanes[2] = {n_low, 2 * n_items - n_low};
    for (int64_t first = 0; first < n_taps; first += taps_at_once<T>) {
        const int64_t end = n_taps - first < taps_at_once<T> ? n_taps : first + taps_at_once<T>;
        Vec<T> re[pairs][2], im[pairs][2];
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++) re[v / 2][v % 2] = im[v / 2][v % 2] = Vec<T>(T(0));
        for (int64_t t = first; t < end; t++) {
            const Vec<T> tap_re(taps[2 * t]), tap_im(taps[2 * t + 1]);
            const T* p = shifted(x, offset[t]);
#pragma GCC unroll 8
            for (int v = 0; v < vectors; v++) {
                const Vec<T> a = load_some<T, is_whole>(p + v * lanes, n_lanes[v % 2]);
                re[v / 2][v % 2] = multiply_add(a, tap_re, re[v / 2][v % 2]);
                im[v / 2][v % 2] = multiply_add(a, tap_im, im[v / 2][v % 2]);
            }
        }
#pragma GCC unroll 4
        for (int pair = 0; pair < pairs; pair++) {
            Vec<T> sum[2];
            combine_parts(re[pair], im[pair], sum);
#pragma GCC unroll 2
            for (int v = 0; v < 2; v++) {
                T* to = out + (2 * pair + v) * lanes;
                store_some<T, is_whole>(to, first ? load_some<T, is_whole>(to, n_lanes[v]) + sum[v] : sum[v], n_lanes[v]);
            }
        }
    }
}

template <class T> void complex(const char* x_, const int64_t* offset, const char* taps_, int64_t n_taps, char* out_, int64_t n) {
    constexpr int lanes = Vec<T>::lanes, wide = 2 * lanes;
    const T *x = (const T*)x_, *taps = (const T*)taps_;
    T* out = (T*)out_;
    int64_t i = 0;
    for (; i + wide <= n; i += wide) complex_tile<T, 2, true>(x + 2 * i, offset, taps, n_taps, out + 2 * i, lanes);
    for (; i + lanes <= n; i += lanes) complex_tile<T, 1, true>(x + 2 * i, offset, taps, n_taps, out + 2 * i, lanes);
    if (i < n) complex_tile<T, 1, false>(x + 2 * i, offset, taps, n_taps, out + 2 * i, int(n - i));
}

}  // namespace convolve
}  // namespace
