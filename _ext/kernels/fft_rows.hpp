// Many short sequences, each contiguous: as many rows at a time as there are lanes. Number j of all rows is one vector, so that the
// planes are the rows transposed.
#pragma once
#include "fft_real.hpp"

namespace {
namespace fft {

constexpr int whole_tiles(int n) { return (n + lanes - 1) / lanes * lanes; }

// The numbers [at, at + lanes) of `lanes` rows, one in each vector; zero from n_given on.
template <class S> TA_INLINE void load_tile(const void* const* rows, i64 at, i64 n_given, V* v) {
    const int n = n_given - at >= lanes ? lanes : n_given > at ? int(n_given - at) : 0;
    if (n == lanes) {
#pragma GCC unroll 16
        for (int i = 0; i < lanes; i++) v[i] = load_reals((const S*)rows[i] + at, lanes);
    } else {
#pragma GCC unroll 16
        for (int i = 0; i < lanes; i++) v[i] = load_reals((const S*)rows[i] + (n ? at : 0), n);
    }
    turn(v);
}
template <class S> TA_INLINE void store_tile(V* v, i64 at, i64 n_numbers, void* const* rows) {
    const int n = n_numbers - at >= lanes ? lanes : int(n_numbers - at);
    turn(v);
    if (n == lanes) {
#pragma GCC unroll 16
        for (int i = 0; i < lanes; i++) store_reals((S*)rows[i] + at, v[i], lanes);
    } else {
#pragma GCC unroll 16
        for (int i = 0; i < lanes; i++) store_reals((S*)rows[i] + at, v[i], n);
    }
}

// ---- in registers: one pass ----

template <int n_numbers, class S> TA_INLINE void load_numbers(const void* const* rows, V* v) {
#pragma GCC unroll 32
    for (int at = 0; at < n_numbers; at += lanes) load_tile<S>(rows, at, n_numbers, v + at);
}
template <int n_numbers, class S> TA_INLINE void store_numbers(V* v, void* const* rows) {
#pragma GCC unroll 32
    for (int at = 0; at < n_numbers; at += lanes) store_tile<S>(v + at, at, n_numbers, rows);
}
template <int n> TA_INLINE void load_elements(const void* const* rows, i32 form, Z* z) {
    V v[whole_tiles(2 * n)];
    if (form & TA_FFT_SINGLE) load_numbers<2 * n, f32>(rows, v);
    else load_numbers<2 * n, f64>(rows, v);
#pragma GCC unroll 16
    for (int e = 0; e < n; e++) z[e] = form & TA_FFT_SWAPPED ? Z{v[2 * e + 1], v[2 * e]} : Z{v[2 * e], v[2 * e + 1]};
}
template <int n> TA_INLINE void store_elements(const Z* z, i32 form, V scale, void* const* rows) {
    V v[whole_tiles(2 * n)];
    for (V& x : v) x = V(0.0);
#pragma GCC unroll 16
    for (int e = 0; e < n; e++) {
        const Z x = scaled(swap_if(z[e], form & TA_FFT_SWAPPED), scale);
        v[2 * e] = x.re;
        v[2 * e + 1] = x.im;
    }
    if (form & TA_FFT_SINGLE) store_numbers<2 * n, f32>(v, rows);
    else store_numbers<2 * n, f64>(v, rows);
}

template <class B> TA_INLINE void group_at_once(const ta_fft_rows& g, const void* const* in, void* const* out) {
    constexpr int n = B::radix;
    Z z[n + 1];
    const f64* u = (const f64*)g.real_twiddles;
    if (g.out_form & TA_FFT_HALVES) {
        load_elements<n + 1>(in, g.in_form & TA_FFT_SINGLE, z);
        half_from_real_in(z, n, u);
    } else {
        load_elements<n>(in, g.in_form, z);
    }
    B::run(z);
    if (g.in_form & TA_FFT_HALVES) {
        real_from_half_in(z, n, u);
        store_elements<n + 1>(z, g.out_form, g.scale, out);
    } else {
        store_elements<n>(z, g.out_form, g.scale, out);
    }
}

// ---- through planes ----

template <class S> TA_INLINE void numbers_in(const void* const* rows, i64 n_given, i64 n, int flip, int step, f64* planes) {
    for (i64 at = 0; at < n; at += lanes) {
        V v[lanes];
        load_tile<S>(rows, at, n_given, v);
#pragma GCC unroll 16
        for (int j = 0; j < lanes; j++) {
            if (at + j >= n) break;
            store(planes + ((at + j) ^ flip) * step, v[j]);
        }
    }
}
template <class S> TA_INLINE void numbers_out(const f64* planes, i64 n, int flip, int step, V scale, void* const* rows) {
    for (i64 at = 0; at < n; at += lanes) {
        V v[lanes];
#pragma GCC unroll 16
        for (int j = 0; j < lanes; j++) v[j] = load(planes + ((at + (at + j < n ? j : 0)) ^ flip) * step) * scale;
        store_tile<S>(v, at, n, rows);
    }
}

// The second half of a Hermitian sequence of n elements, in swapped planes.
inline void mirror(void* planes_, i64 n) {
    f64* planes = (f64*)planes_;
    store(planes, V(0.0));
    for (i64 k = 1; k <= n / 2; k++) {
        const Z x = load_plane(planes + k * plane);
        store_plane(planes + (n - k) * plane, {-x.re, x.im});
    }
}

inline void planes_from_rows(const ta_fft_rows& g, i64 n, const void* const* in, f64* planes) {
    const bool is_reals = g.in_form & TA_FFT_REALS, halves = g.out_form & TA_FFT_HALVES;
    const i64 n_elements = halves ? n + 1 : g.out_form & TA_FFT_REALS ? n / 2 + 1 : n;
    const i64 n_numbers = is_reals ? n : 2 * n_elements, n_given = g.in_form & (TA_FFT_REALS | TA_FFT_HALVES) ? g.n_in : 2 * g.n_in;
    const int step = is_reals ? plane : lanes, flip = g.in_form & TA_FFT_SWAPPED && !halves ? 1 : 0;
    if (g.in_form & TA_FFT_SINGLE) numbers_in<f32>(in, n_given, n_numbers, flip, step, planes);
    else numbers_in<f64>(in, n_given, n_numbers, flip, step, planes);
    const V zero = 0.0;
    for (i64 e = 0; e < n && is_reals; e++) store(planes + e * plane + lanes, zero);
    if (g.out_form & TA_FFT_REALS) mirror(planes, n);
    if (halves) half_from_real(planes, n, g.real_twiddles);
}
inline void rows_from_planes(const ta_fft_rows& g, i64 n, f64* planes, void* const* out) {
    if (g.in_form & TA_FFT_HALVES) real_from_half(planes, n, g.real_twiddles);
    const bool is_reals = g.out_form & TA_FFT_REALS;
    const i64 n_elements = g.in_form & TA_FFT_HALVES ? n + 1 : g.in_form & TA_FFT_REALS ? n / 2 + 1 : n;
    const int step = is_reals ? plane : lanes, flip = g.out_form & TA_FFT_SWAPPED && !is_reals ? 1 : 0;
    const f64* from = is_reals ? planes + lanes : planes;
    if (g.out_form & TA_FFT_SINGLE) numbers_out<f32>(from, is_reals ? n : 2 * n_elements, flip, step, g.scale, out);
    else numbers_out<f64>(from, is_reals ? n : 2 * n_elements, flip, step, g.scale, out);
}
inline void group_through_planes(const ta_fft_lanes* plan, const ta_fft_rows& g, const void* const* in, void* const* out) {
    const i64 n = plan->n;
    f64 *planes = (f64*)g.scratch, *a = planes + (n + 1) * plane, *b = a + n * plane;
    planes_from_rows(g, n, in, planes);
    const ta_fft_side side = {planes, plane, TA_FFT_PLANES};
    run(plan, side, side, 1, a, b);
    rows_from_planes(g, n, planes, out);
}

// Asks for the rows some groups ahead, where they are short: long ones are streams that the machine sees by itself.
TA_INLINE void ask_ahead(const char* x, i64 step, bool writes) {
    constexpr i64 ahead = 4, line = 64;
    if (step > 4 * line) return;
    for (i64 at = 0; at < lanes * step; at += line) {
        if (writes) __builtin_prefetch(x + ahead * lanes * step + at, 1);
        else __builtin_prefetch(x + ahead * lanes * step + at, 0);
    }
}
template <class Use> TA_INLINE void each_group(const ta_fft_rows& g, Use use) {
    const void* in[lanes];
    void* out[lanes];
    for (i64 first = 0; first < g.n_rows; first += lanes) {
        for (int i = 0; i < lanes; i++) {  // the lanes that are left repeat the last row
            const i64 row = first + i < g.n_rows ? first + i : g.n_rows - 1;
            in[i] = (const char*)g.x + row * g.in_step;
            out[i] = (char*)g.out + row * g.out_step;
        }
        ask_ahead((const char*)in[0], g.in_step, false);
        ask_ahead((const char*)out[0], g.out_step, true);
        use(in, out);
    }
}
template <class B> void rows_at_once(const ta_fft_rows& g) {
    each_group(g, [&](const void* const* in, void* const* out) { group_at_once<B>(g, in, out); });
}

// See ta_fft_table.
inline void rows(const ta_fft_lanes* plan, const ta_fft_rows* g) {
    const bool is_real = (g->in_form | g->out_form) & TA_FFT_REALS, from_halves = g->in_form & TA_FFT_HALVES;
    const i64 n_needed = from_halves ? 2 * plan->n : g->out_form & TA_FFT_HALVES ? plan->n + 1 : plan->n;
    if (plan->n_passes == 1 && !is_real && g->n_in == n_needed) {
        switch (plan->n) {
            case 2: return rows_at_once<Radix2>(*g);
            case 3: return rows_at_once<RadixOdd<3>>(*g);
            case 4: return rows_at_once<Radix4>(*g);
            case 5: return rows_at_once<RadixOdd<5>>(*g);
            case 7: return rows_at_once<RadixOdd<7>>(*g);
            case 8: return rows_at_once<Radix8>(*g);
        }
    }
    each_group(*g, [&](const void* const* in, void* const* out) { group_through_planes(plan, *g, in, out); });
}

}  // namespace fft
}  // namespace
