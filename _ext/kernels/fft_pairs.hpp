// Complex numbers of single or double precision on their way into double-precision lanes, and out of them.
#pragma once
#include "fft_butterfly.hpp"

namespace {
namespace fft {

// n numbers from p in the first lanes, zero in the others.
TA_INLINE V load_reals(const f64* p, int n) { return n == lanes ? load(p) : load_n(p, n); }
TA_INLINE V load_reals(const f32* p, int n) { return widen_low(load_n(p, n)); }
TA_INLINE void store_reals(f64* p, V x, int n) {
    if (n == lanes) store(p, x);
    else store_n(p, x, n);
}
TA_INLINE void store_reals(f32* p, V x, int n) { store_n(p, narrow(x, x), n); }

TA_INLINE Z load_pair_lanes(const f64* p) {
    Z x;
    load_pairs(p, x.re, x.im);
    return x;
}
TA_INLINE Z load_pair_lanes(const f32* p) {
    if constexpr (lanes == 1) return {V(p[0]), V(p[1])};
    const Vec<f32> both = load(p);
    Z x;
    deinterleave(widen_low(both), widen_high(both), x.re, x.im);
    return x;
}
TA_INLINE void store_pair_lanes(f64* p, Z x) { store_pairs(p, x.re, x.im); }
TA_INLINE void store_pair_lanes(f32* p, Z x) {
    if constexpr (lanes == 1) {
        p[0] = f32(x.re[0]);
        p[1] = f32(x.im[0]);
        return;
    }
    V a, b;
    interleave(x.re, x.im, a, b);
    store(p, narrow(a, b));
}
// n < lanes of them; the lanes behind are zero.
TA_INLINE Z load_pair_lanes(const f64* p, int n) {
    const int low = 2 * n < lanes ? 2 * n : lanes;
    Z x;
    deinterleave(load_n(p, low), load_n(p + low, 2 * n - low), x.re, x.im);
    return x;
}
TA_INLINE Z load_pair_lanes(const f32* p, int n) {
    const Vec<f32> both = load_n(p, 2 * n);
    Z x;
    deinterleave(widen_low(both), widen_high(both), x.re, x.im);
    return x;
}
TA_INLINE void store_pair_lanes(f64* p, Z x, int n) {
    const int low = 2 * n < lanes ? 2 * n : lanes;
    V a, b;
    interleave(x.re, x.im, a, b);
    store_n(p, a, low);
    store_n(p + low, b, 2 * n - low);
}
TA_INLINE void store_pair_lanes(f32* p, Z x, int n) {
    V a, b;
    interleave(x.re, x.im, a, b);
    store_n(p, narrow(a, b), 2 * n);
}

template <bool condition> TA_INLINE Z swap_if(Z x) { return condition ? Z{x.im, x.re} : x; }
TA_INLINE Z swap_if(Z x, bool condition) { return condition ? Z{x.im, x.re} : x; }
TA_INLINE Z scaled(Z x, V scale) { return {x.re * scale, x.im * scale}; }

// Sides of a pass: element e of all lanes.
struct PlanesIn {
    const f64* data;
    i64 stride;
    TA_INLINE Z get(i64 e) const { return load_plane(data + e * stride); }
};
template <class S, bool swapped> struct PairsIn {
    const S* data;
    i64 stride;
    TA_INLINE Z get(i64 e) const { return swap_if<swapped>(load_pair_lanes(data + e * stride)); }
};
struct PlanesOut {
    f64* data;
    i64 stride;
    TA_INLINE void put(i64 e, Z x) const { store_plane(data + e * stride, x); }
};
template <class S, bool swapped> struct PairsOut {
    S* data;
    i64 stride;
    V scale;
    TA_INLINE void put(i64 e, Z x) const { store_pair_lanes(data + e * stride, scaled(swap_if<swapped>(x), scale)); }
};

// Calls `use` with the side that the form names.
template <class Use> TA_INLINE void with_pairs_in(ta_fft_side side, Use use) {
    switch (side.form) {
        case TA_FFT_PAIRS: return use(PairsIn<f64, false>{(const f64*)side.data, side.stride});
        case TA_FFT_PAIRS + TA_FFT_SWAPPED: return use(PairsIn<f64, true>{(const f64*)side.data, side.stride});
        case TA_FFT_PAIRS + TA_FFT_SINGLE: return use(PairsIn<f32, false>{(const f32*)side.data, side.stride});
        default: return use(PairsIn<f32, true>{(const f32*)side.data, side.stride});
    }
}
template <class Use> TA_INLINE void with_pairs_out(ta_fft_side side, V scale, Use use) {
    switch (side.form) {
        case TA_FFT_PAIRS: return use(PairsOut<f64, false>{(f64*)side.data, side.stride, scale});
        case TA_FFT_PAIRS + TA_FFT_SWAPPED: return use(PairsOut<f64, true>{(f64*)side.data, side.stride, scale});
        case TA_FFT_PAIRS + TA_FFT_SINGLE: return use(PairsOut<f32, false>{(f32*)side.data, side.stride, scale});
        default: return use(PairsOut<f32, true>{(f32*)side.data, side.stride, scale});
    }
}

}  // namespace fft
}  // namespace
