// The transform of one sequence in each lane: Stockham passes, which sort as they go.
#pragma once
#include "fft_pairs.hpp"

namespace {
namespace fft {

// Butterfly q of group p takes the elements q + s * (p + m * k) to q + s * (radix * p + j).
template <class B, bool has_twiddles, class In, class Out> void pass(const ta_fft_pass& g, In in, Out out) {
    const i64 m = g.m, s = g.s, leg = m * s;
    const f64* w = (const f64*)g.twiddles;
    for (i64 p = 0; p < m; p++, w += 2 * (B::radix - 1)) {
        const i64 from = s * p, to = s * B::radix * p;
        for (i64 q = 0; q < s; q++) {
            Z x[B::radix];
#pragma GCC unroll 16
            for (int k = 0; k < B::radix; k++) x[k] = in.get(from + q + leg * k);
            B::run(x);
            out.put(to + q, x[0]);
#pragma GCC unroll 16
            for (int j = 1; j < B::radix; j++) out.put(to + q + s * j, has_twiddles ? times(x[j], spread(w + 2 * (j - 1))) : x[j]);
        }
    }
}

template <class In, class Out> void pass_any(const ta_fft_pass& g, In in, Out out) {
    const int radix = int(g.radix);
    const i64 m = g.m, s = g.s, leg = m * s;
    const f64* roots = (const f64*)g.twiddles;
    const f64* w = roots + 2 * radix;
    for (i64 p = 0; p < m; p++, w += 2 * (radix - 1)) {
        for (i64 q = 0; q < s; q++) {
            Z x[TA_FFT_MAX_RADIX];
            for (int k = 0; k < radix; k++) x[k] = in.get(s * p + q + leg * k);
            any_radix(x, radix, roots);
            out.put(s * radix * p + q, x[0]);
            for (int j = 1; j < radix; j++) out.put(s * radix * p + q + s * j, m > 1 ? times(x[j], spread(w + 2 * (j - 1))) : x[j]);
        }
    }
}

template <bool has_twiddles, class In, class Out> TA_INLINE void one_pass(const ta_fft_pass& g, In in, Out out) {
    switch (g.radix) {
        case 2: return pass<Radix2, has_twiddles>(g, in, out);
        case 3: return pass<RadixOdd<3>, has_twiddles>(g, in, out);
        case 4: return pass<Radix4, has_twiddles>(g, in, out);
        case 5: return pass<RadixOdd<5>, has_twiddles>(g, in, out);
        case 7: return pass<RadixOdd<7>, has_twiddles>(g, in, out);
        case 8: return pass<Radix8, has_twiddles>(g, in, out);
        default: return pass_any(g, in, out);
    }
}

template <class In, class Out> TA_INLINE void copy(i64 n, In in, Out out) {
    for (i64 e = 0; e < n; e++) out.put(e, in.get(e));
}

// See ta_fft_table.
inline void run(const ta_fft_lanes* plan, ta_fft_side in, ta_fft_side out, double scale, void* a_, void* b_) {
    f64 *a = (f64*)a_, *b = (f64*)b_;
    const int last = plan->n_passes - 1;
    const bool reads_pairs = in.form != TA_FFT_PLANES, writes_pairs = out.form != TA_FFT_PLANES;
    PlanesIn from = {(const f64*)in.data, in.stride};
    int i = 0;
    if (reads_pairs && (last < 0 || (last == 0 && writes_pairs))) {
        with_pairs_in(in, [&](auto side) { copy(plan->n, side, PlanesOut{a, plane}); });
        from = {a, plane};
    } else if (reads_pairs) {
        const PlanesOut to = last == 0 ? PlanesOut{(f64*)out.data, out.stride} : PlanesOut{a, plane};
        with_pairs_in(in, [&](auto side) { one_pass<true>(plan->passes[0], side, to); });
        if (last == 0) return;
        from = {a, plane};
        i = 1;
    }
    for (; i < last; i++) {
        f64* to = from.data == a ? b : a;
        one_pass<true>(plan->passes[i], from, PlanesOut{to, plane});
        from = {to, plane};
    }
    if (last < 0) {
        if (writes_pairs) with_pairs_out(out, scale, [&](auto side) { copy(plan->n, from, side); });
        else copy(plan->n, from, PlanesOut{(f64*)out.data, out.stride});
    } else if (writes_pairs) {
        with_pairs_out(out, scale, [&](auto side) { one_pass<false>(plan->passes[last], from, side); });
    } else {
        one_pass<false>(plan->passes[last], from, PlanesOut{(f64*)out.data, out.stride});
    }
}

}  // namespace fft
}  // namespace
