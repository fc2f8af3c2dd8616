// Transforms of 2 * half real numbers through those of half complex numbers: the even ones are their real parts.
#pragma once
#include "fft_move.hpp"

namespace {
namespace fft {

// The elements k and half - k at once. u = -i w^k.
TA_INLINE void real_pair(Z& a, Z& b, Z u) {
    const V one_half = 0.5;
    const Z s = {(a.re + b.re) * one_half, (a.im - b.im) * one_half}, d = {(a.re - b.re) * one_half, (a.im + b.im) * one_half};
    const Z t = times(d, u);
    a = s + t;
    b = conj(s - t);
}
// The reverse, times 2.
TA_INLINE void half_pair(Z& a, Z& b, Z u) {
    const Z s = {a.re + b.re, a.im - b.im}, d = {a.re - b.re, a.im + b.im};
    const Z t = times(d, conj(u));
    a = s + t;
    b = conj(s - t);
}

// n + 1 elements in place, n of them in use on the side of the complex numbers; see ta_fft_table.
TA_INLINE void real_from_half_in(Z* z, int n, const f64* u) {
    const V zero = 0.0;
    const Z first = z[0];
#pragma GCC unroll 8
    for (int k = 1; 2 * k <= n; k++) {
        Z a = z[k], b = z[n - k];
        real_pair(a, b, spread(u + 2 * k));
        z[n - k] = b;
        z[k] = a;
    }
    z[0] = {first.re + first.im, zero};
    z[n] = {first.re - first.im, zero};
}
TA_INLINE void half_from_real_in(Z* z, int n, const f64* u) {
    const V first = z[0].re, last = z[n].re;
#pragma GCC unroll 8
    for (int k = 1; 2 * k <= n; k++) {
        Z a = z[k], b = z[n - k];
        half_pair(a, b, spread(u + 2 * k));
        z[n - k] = swap_if<true>(b);
        z[k] = swap_if<true>(a);
    }
    z[0] = {first - last, first + last};
}

inline void real_from_half(void* planes_, i64 half, const void* twiddles) {
    f64* planes = (f64*)planes_;
    const f64* u = (const f64*)twiddles;
    const V zero = 0.0;
    const Z first = load_plane(planes);
    for (i64 k = 1; 2 * k <= half; k++) {
        f64 *at = planes + k * plane, *mirror = planes + (half - k) * plane;
        Z a = load_plane(at), b = load_plane(mirror);
        real_pair(a, b, spread(u + 2 * k));
        store_plane(mirror, b);
        store_plane(at, a);
    }
    store_plane(planes, {first.re + first.im, zero});
    store_plane(planes + half * plane, {first.re - first.im, zero});
}

// The imaginary parts of the first and the last element are taken to be zero.
inline void half_from_real(void* planes_, i64 half, const void* twiddles) {
    f64* planes = (f64*)planes_;
    const f64* u = (const f64*)twiddles;
    const V first = load_plane(planes).re, last = load_plane(planes + half * plane).re;
    for (i64 k = 1; 2 * k <= half; k++) {
        f64 *at = planes + k * plane, *mirror = planes + (half - k) * plane;
        Z a = load_plane(at), b = load_plane(mirror);
        half_pair(a, b, spread(u + 2 * k));
        store_plane(mirror, swap_if<true>(b));
        store_plane(at, swap_if<true>(a));
    }
    store_plane(planes, {first - last, first + last});
}

// The lanes from the last to the first.
template <class X> TA_INLINE X reverse(X x) {
    if constexpr (lanes == 8) return X(__builtin_shufflevector(x.raw, x.raw, 7, 6, 5, 4, 3, 2, 1, 0));
    else if constexpr (lanes == 4) return X(__builtin_shufflevector(x.raw, x.raw, 3, 2, 1, 0));
    else if constexpr (lanes == 2) return X(__builtin_shufflevector(x.raw, x.raw, 1, 0));
    else return x;
}
TA_INLINE Z backwards(Z x) { return {reverse(x.re), reverse(x.im)}; }

template <bool to_half> TA_INLINE void one_pair(Z& a, Z& b, Z u) { to_half ? half_pair(a, b, u) : real_pair(a, b, u); }

// Elements [k, k + lanes) of a row and their mirror images; each is read before any is written.
template <bool to_half, class From, class To> TA_INLINE void row_step(const From* in, i64 half, i64 k, const f64* u, V scale, To* out) {
    const i64 at = 2 * k, mirror = 2 * (half - k - (lanes - 1));
    Z a = load_pair_lanes(in + at), b = backwards(load_pair_lanes(in + mirror));
    one_pair<to_half>(a, b, load_pair_lanes(u + at));
    store_pair_lanes(out + mirror, backwards(scaled(b, scale)));
    store_pair_lanes(out + at, scaled(a, scale));
}
// The same for fewer than `lanes` elements.
template <bool to_half, class From, class To> TA_INLINE void row_rest(const From* in, i64 half, i64 k, const f64* u, V scale, To* out, int n) {
    From mirrored[2 * lanes] = {};
    To result[2 * lanes];
    for (int i = 0; i < n; i++) {
        mirrored[2 * i] = in[2 * (half - k - i)];
        mirrored[2 * i + 1] = in[2 * (half - k - i) + 1];
    }
    Z a = load_pair_lanes(in + 2 * k, n), b = load_pair_lanes(mirrored);
    one_pair<to_half>(a, b, load_pair_lanes(u + 2 * k, n));
    store_pair_lanes(result, scaled(b, scale));
    for (int i = 0; i < n; i++) {
        out[2 * (half - k - i)] = result[2 * i];
        out[2 * (half - k - i) + 1] = result[2 * i + 1];
    }
    store_pair_lanes(out + 2 * k, scaled(a, scale), n);
}
template <bool to_half, class From, class To> TA_INLINE void row_steps(const From* in, i64 half, const f64* u, V scale, To* out) {
    i64 k = 1;
    for (; 2 * (k + lanes - 1) <= half; k += lanes) row_step<to_half>(in, half, k, u, scale, out);
    if (2 * k <= half) row_rest<to_half>(in, half, k, u, scale, out, int(half / 2 - k + 1));
}

template <class To> TA_INLINE void row_from_half_of(const f64* in, i64 half, const void* twiddles, f64 scale, To* out) {
    const f64 re = in[0], im = in[1];
    row_steps<false>(in, half, (const f64*)twiddles, scale, out);
    out[0] = To((re + im) * scale);
    out[2 * half] = To((re - im) * scale);
    out[1] = out[2 * half + 1] = To(0);
}
inline void row_from_half(const void* in, i64 half, const void* twiddles, double scale, void* out, i32 out_form) {
    if (out_form & TA_FFT_SINGLE) row_from_half_of((const f64*)in, half, twiddles, scale, (f32*)out);
    else row_from_half_of((const f64*)in, half, twiddles, scale, (f64*)out);
}

template <class From> TA_INLINE void half_from_row_of(const From* in, i64 half, const void* twiddles, f64* out) {
    const f64 first = in[0], last = in[2 * half];
    row_steps<true>(in, half, (const f64*)twiddles, 1.0, out);
    out[0] = first + last;
    out[1] = first - last;
}
inline void half_from_row(const void* in, i64 half, const void* twiddles, i32 in_form, void* out) {
    if (in_form & TA_FFT_SINGLE) half_from_row_of((const f32*)in, half, twiddles, (f64*)out);
    else half_from_row_of((const f64*)in, half, twiddles, (f64*)out);
}

}  // namespace fft
}  // namespace
