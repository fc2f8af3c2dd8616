// Sums of shifted products along one run: a stretch of the result stays in registers over a block of taps.
#pragma once
#include "kernels/gemm_scheme.hpp"

namespace {
namespace convolve {

using gemm::combine_parts;
using gemm::multiply_add;

constexpr int vectors_at_once = TA_VECTOR_BYTES == 64 ? 8 : 4;

// Floats are summed in blocks of blocks, about as many of each: rounding errors grow with the cube root of the number of taps.
template <class T> TA_INLINE int64_t block_of(int64_t n_taps) {
    if constexpr (!IsFloat<T>::value) return n_taps;
    int64_t n = 1;
    while (n * n * n < n_taps) n++;
    return n;
}
TA_INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

template <class T> TA_INLINE const T* shifted(const T* x, int64_t offset_bytes) { return (const T*)((const char*)x + offset_bytes); }

// n_lanes, at most those of one vector, of the result.
template <class T, bool is_whole> TA_INLINE Vec<T> load_some(const T* p, int n_lanes) { return is_whole ? load(p) : load_n(p, n_lanes); }
template <class T, bool is_whole> TA_INLINE void store_some(T* p, Vec<T> v, int n_lanes) {
    if constexpr (is_whole) store(p, v);
    else store_n(p, v, n_lanes);
}

template <class T, int vectors, bool is_whole>
TA_INLINE void real_tile(const T* x, const int64_t* offset, const T* taps, int64_t n_taps, int64_t block, T* out, int n_lanes) {
    constexpr int lanes = Vec<T>::lanes;
    const int64_t blocks = IsFloat<T>::value ? block * block : block;
    for (int64_t first = 0; first < n_taps; first += blocks) {
        Vec<T> total[vectors];
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++) total[v] = Vec<T>(T(0));
        const int64_t stop = least(first + blocks, n_taps);
        for (int64_t start = first; start < stop; start += block) {
            const int64_t end = least(start + block, stop);
            Vec<T> sum[vectors];
            const Vec<T> tap(taps[start]);
            const T* p = shifted(x, offset[start]);
#pragma GCC unroll 8
            for (int v = 0; v < vectors; v++) sum[v] = load_some<T, is_whole>(p + v * lanes, n_lanes) * tap;
            for (int64_t t = start + 1; t < end; t++) {
                const Vec<T> tap(taps[t]);
                const T* p = shifted(x, offset[t]);
#pragma GCC unroll 8
                for (int v = 0; v < vectors; v++) sum[v] = multiply_add(load_some<T, is_whole>(p + v * lanes, n_lanes), tap, sum[v]);
            }
#pragma GCC unroll 8
            for (int v = 0; v < vectors; v++) total[v] = total[v] + sum[v];
        }
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++) {
            T* to = out + v * lanes;
            store_some<T, is_whole>(to, first ? load_some<T, is_whole>(to, n_lanes) + total[v] : total[v], n_lanes);
        }
    }
}

template <class T> void real(const char* x_, const int64_t* offset, const char* taps_, int64_t n_taps, char* out_, int64_t n) {
    constexpr int lanes = Vec<T>::lanes, wide = vectors_at_once * lanes;
    const T *x = (const T*)x_, *taps = (const T*)taps_;
    T* out = (T*)out_;
    const int64_t block = block_of<T>(n_taps);
    int64_t i = 0;
    for (; i + wide <= n; i += wide) real_tile<T, vectors_at_once, true>(x + i, offset, taps, n_taps, block, out + i, lanes);
    for (; i + lanes <= n; i += lanes) real_tile<T, 1, true>(x + i, offset, taps, n_taps, block, out + i, lanes);
    if (i < n) real_tile<T, 1, false>(x + i, offset, taps, n_taps, block, out + i, int(n - i));
}

// Complex: the parts of a tap times x as it lies, summed apart and combined at the end. Two vectors are `lanes` numbers.
template <class T, int pairs, bool is_whole>
TA_INLINE void complex_tile(const T* x, const int64_t* offset, const T* taps, int64_t n_taps, int64_t block, T* out, int n_items) {
    constexpr int lanes = Vec<T>::lanes, vectors = 2 * pairs;
    const int n_low = 2 * n_items < lanes ? 2 * n_items : lanes, n_lanes[2] = {n_low, 2 * n_items - n_low};
    for (int64_t first = 0; first < n_taps; first += block * block) {
        Vec<T> all_re[pairs][2], all_im[pairs][2];
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++) all_re[v / 2][v % 2] = all_im[v / 2][v % 2] = Vec<T>(T(0));
        const int64_t stop = least(first + block * block, n_taps);
        for (int64_t start = first; start < stop; start += block) {
            const int64_t end = least(start + block, stop);
            Vec<T> re[vectors], im[vectors];
#pragma GCC unroll 8
            for (int v = 0; v < vectors; v++) re[v] = im[v] = Vec<T>(T(0));
            for (int64_t t = start; t < end; t++) {
                const Vec<T> tap_re(taps[2 * t]), tap_im(taps[2 * t + 1]);
                const T* p = shifted(x, offset[t]);
#pragma GCC unroll 8
                for (int v = 0; v < vectors; v++) {
                    const Vec<T> a = load_some<T, is_whole>(p + v * lanes, n_lanes[v % 2]);
                    re[v] = multiply_add(a, tap_re, re[v]);
                    im[v] = multiply_add(a, tap_im, im[v]);
                }
            }
#pragma GCC unroll 8
            for (int v = 0; v < vectors; v++) {
                all_re[v / 2][v % 2] = all_re[v / 2][v % 2] + re[v];
                all_im[v / 2][v % 2] = all_im[v / 2][v % 2] + im[v];
            }
        }
#pragma GCC unroll 4
        for (int pair = 0; pair < pairs; pair++) {
            Vec<T> sum[2];
            combine_parts(all_re[pair], all_im[pair], sum);
#pragma GCC unroll 2
            for (int v = 0; v < 2; v++) {
                T* to = out + (2 * pair + v) * lanes;
                store_some<T, is_whole>(to, first ? load_some<T, is_whole>(to, n_lanes[v]) + sum[v] : sum[v], n_lanes[v]);
            }
        }
    }
}

template <class T> void complex(const char* x_, const int64_t* offset, const char* taps_, int64_t n_taps, char* out_, int64_t n) {
    constexpr int lanes = Vec<T>::lanes, pairs = vectors_at_once / 4, wide = pairs * lanes;
    const T *x = (const T*)x_, *taps = (const T*)taps_;
    T* out = (T*)out_;
    const int64_t block = block_of<T>(n_taps);
    int64_t i = 0;
    for (; i + wide <= n; i += wide) complex_tile<T, pairs, true>(x + 2 * i, offset, taps, n_taps, block, out + 2 * i, lanes);
    for (; i + lanes <= n; i += lanes) complex_tile<T, 1, true>(x + 2 * i, offset, taps, n_taps, block, out + 2 * i, lanes);
    if (i < n) complex_tile<T, 1, false>(x + 2 * i, offset, taps, n_taps, block, out + 2 * i, int(n - i));
}

}  // namespace convolve
}  // namespace
