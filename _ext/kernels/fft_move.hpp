// Sequences to planes and back.
#pragma once
#include "fft_pass.hpp"
#include "turn.hpp"

namespace {
namespace fft {

template <class S> TA_INLINE void columns_in_of(const S* x, i64 stride, i64 n_valid, i64 n, int n_lanes, i32 form, f64* planes) {
    const V zero = 0.0;
    for (i64 e = 0; e < n; e++, planes += plane) {
        Z value = {zero, zero};
        if (form & TA_FFT_HALVES) {
            if (2 * e < n_valid) value.re = load_reals(x + 2 * e * stride, n_lanes);
            if (2 * e + 1 < n_valid) value.im = load_reals(x + (2 * e + 1) * stride, n_lanes);
        } else if (e < n_valid) {
            const S* p = x + e * stride;
            if (form & TA_FFT_REALS) value.re = load_reals(p, n_lanes);
            else value = swap_if(n_lanes == lanes ? load_pair_lanes(p) : load_pair_lanes(p, n_lanes), form & TA_FFT_SWAPPED);
        }
        store_plane(planes, value);
    }
}
inline void columns_in(const void* x, i64 stride, i64 n_valid, i64 n, i64 n_lanes, i32 form, void* planes) {
    if (form & TA_FFT_SINGLE) columns_in_of((const f32*)x, stride, n_valid, n, int(n_lanes), form, (f64*)planes);
    else columns_in_of((const f64*)x, stride, n_valid, n, int(n_lanes), form, (f64*)planes);
}

template <class S> TA_INLINE void columns_out_of(const f64* planes, i64 n, int n_lanes, i32 form, V scale, S* x, i64 stride) {
    for (i64 e = 0; e < n; e++, planes += plane) {
        Z value = scaled(load_plane(planes), scale);
        S* p = x + e * stride;
        if (form & TA_FFT_HALVES) {
            store_reals(p + e * stride, value.im, n_lanes);
            store_reals(p + (e + 1) * stride, value.re, n_lanes);
        } else if (form & TA_FFT_REALS) {
            store_reals(p, value.im, n_lanes);
        } else {
            value = swap_if(value, form & TA_FFT_SWAPPED);
            if (n_lanes == lanes) store_pair_lanes(p, value);
            else store_pair_lanes(p, value, n_lanes);
        }
    }
}
inline void columns_out(const void* planes, i64 n, i64 n_lanes, i32 form, double scale, void* x, i64 stride) {
    if (form & TA_FFT_SINGLE) columns_out_of((const f64*)planes, n, int(n_lanes), form, scale, (f32*)x, stride);
    else columns_out_of((const f64*)planes, n, int(n_lanes), form, scale, (f64*)x, stride);
}

inline void tiles_in(const void* blocks, const void* twiddles, i64 block_stride, i64 columns, void* planes) {
    const f64 *x = (const f64*)blocks, *w = (const f64*)twiddles;
    for (i64 c = 0; c < columns; c += lanes, x += block_stride, w += block_stride) {
        V re[lanes], im[lanes];
#pragma GCC unroll 16
        for (int i = 0; i < lanes; i++) {
            const Z product = times(load_plane(x + i * plane), load_plane(w + i * plane));
            re[i] = product.re;
            im[i] = product.im;
        }
        turn(re);
        turn(im);
        const i64 first = c + lanes <= columns || columns < lanes ? c : columns - lanes;
        const int n = columns < lanes ? int(columns) : lanes;
        f64* to = (f64*)planes + first * plane;
#pragma GCC unroll 16
        for (int i = 0; i < lanes; i++) {
            if (i == n) break;
            store_plane(to + i * plane, {re[i], im[i]});
        }
    }
}

// Planes times one lane of the planes at w.
inline void twiddle(void* planes_, i64 n, const void* w_) {
    f64* p = (f64*)planes_;
    const f64* w = (const f64*)w_;
    for (i64 e = 0; e < n; e++, p += plane, w += plane) store_plane(p, times(load_plane(p), {V(w[0]), V(w[lanes])}));
}

template <class From, class To> TA_INLINE void multiply_of(const From* a, bool swaps_in, const f64* b, To* out, bool swaps_out, i64 n, V scale) {
    i64 i = 0;
    for (; i + lanes <= n; i += lanes, a += plane, b += plane, out += plane)
        store_pair_lanes(out, scaled(swap_if(times(swap_if(load_pair_lanes(a), swaps_in), load_pair_lanes(b)), swaps_out), scale));
    const int rest = int(n - i);
    if (rest) store_pair_lanes(out, scaled(swap_if(times(swap_if(load_pair_lanes(a, rest), swaps_in), load_pair_lanes(b, rest)), swaps_out), scale), rest);
}
inline void multiply(const void* a, i32 a_form, const void* b_, void* out, i32 out_form, i64 n, double scale) {
    const bool swaps_in = a_form & TA_FFT_SWAPPED, swaps_out = out_form & TA_FFT_SWAPPED;
    const f64* b = (const f64*)b_;
    if (a_form & TA_FFT_SINGLE) multiply_of((const f32*)a, swaps_in, b, (f64*)out, swaps_out, n, scale);
    else if (out_form & TA_FFT_SINGLE) multiply_of((const f64*)a, swaps_in, b, (f32*)out, swaps_out, n, scale);
    else multiply_of((const f64*)a, swaps_in, b, (f64*)out, swaps_out, n, scale);
}

}  // namespace fft
}  // namespace
