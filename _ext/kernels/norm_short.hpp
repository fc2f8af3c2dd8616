// Normalisation of short rows, one in each lane, with the operations of norm.hpp in the same order.
#pragma once
#include "norm.hpp"
#include "turn.hpp"

namespace {

template <class T> struct ShortRows {
    typedef Vec<T> V;
    typedef Vec<f64> W;
    static constexpr int lanes = V::lanes, parts = lanes / W::lanes;
    struct Wide {
        W part[parts];
    };

    i64 n;
    alignas(64) T x[TA_NORM_SHORT * lanes];

    static TA_INLINE Wide widen(V v) {
        if constexpr (IsSame<T, f64>::value) return {{v}};
        else if constexpr (parts == 1) return {{widen_low(v)}};
        else return {{widen_low(v), widen_high(v)}};
    }
    static TA_INLINE V narrow_to(const Wide& w) {
        if constexpr (IsSame<T, f64>::value) return w.part[0];
        else return narrow(w.part[0], w.part[parts - 1]);
    }
    template <class Op> static TA_INLINE Wide each(Op op) {
        Wide result;
        for (int k = 0; k < parts; k++) result.part[k] = op(k);
        return result;
    }
    // As short_sum.
    template <class Step> TA_INLINE Wide sum(const Wide& parameter) const {
        Wide sums[4];
        for (Wide& s : sums) s = each([](int) { return W(Step::identity); });
        for (i64 i = 0; i < n; i += 4)
#pragma GCC unroll 4
            for (int k = 0; k < 4; k++) {
                if (i + k >= n) break;
                const Wide v = widen(load(x + (i + k) * lanes));
                sums[k] = each([&](int p) { return Step::step(sums[k].part[p], v.part[p], parameter.part[p]); });
            }
        return each([&](int p) { return (sums[0].part[p] + sums[2].part[p]) + (sums[1].part[p] + sums[3].part[p]); });
    }
    TA_INLINE Wide mean_of(const Wide& sums) const {
        const W count = f64(n);
        return each([&](int p) { return sums.part[p] / count; });
    }
    TA_INLINE void write(V mean, V rest, V scale, const T* weight, const T* bias) {
        for (i64 i = 0; i < n; i++) {
            const V w = weight ? weight[i] : T(1), b = bias ? bias[i] : T(-0.0);
            store(x + i * lanes, normal_of(load(x + i * lanes), mean, rest, scale, w, b));
        }
    }
    TA_INLINE V scale_of(const Wide& size, f64 eps) const {
        const W one = 1.0, e = eps;
        return narrow_to(each([&](int p) { return one / sqrt_(size.part[p] + e); }));
    }
    TA_INLINE void layer(const ta_norm_block& g) {
        const Wide zero = each([](int) { return W(0.0); }), mean = mean_of(sum<SumStep>(zero));
        const Wide rest = IsSame<T, f64>::value ? mean_of(sum<ShiftStep>(mean)) : zero;
        const Wide squares = mean_of(sum<DeviationStep>(mean));
        const Wide variance = each([&](int p) { return squares.part[p] - rest.part[p] * rest.part[p]; });
        const V m = narrow_to(mean);
        const Wide m_wide = widen(m);
        const V r = narrow_to(each([&](int p) { return (mean.part[p] - m_wide.part[p]) + rest.part[p]; }));
        write(m, r, scale_of(variance, g.eps), (const T*)g.weight, (const T*)g.bias);
    }
    TA_INLINE void rms(const ta_norm_block& g) {
        const V zero = T(0);
        const Wide squares = mean_of(sum<SquareStep>(each([](int) { return W(0.0); })));
        write(zero, zero, scale_of(squares, g.eps), (const T*)g.weight, (const T*)g.bias);
    }
    // False, and nothing written, where the squares of a row leave the range.
    TA_INLINE bool unit(const ta_norm_block& g) {
        const W eps = g.eps;
        const Wide squares = sum<SquareStep>(each([](int) { return W(0.0); }));
        if constexpr (IsSame<T, f64>::value) {
            const W s = squares.part[0];
            if (!all(((s > W(1e-280)) & (s < W(1e300))) | is_nan(s))) return false;
        }
        const V divisor = narrow_to(each([&](int p) {
            const W length = sqrt_(squares.part[p]);
            return select(length, eps, length < eps);
        }));
        for (i64 i = 0; i < n; i++) store(x + i * lanes, load(x + i * lanes) / divisor);
        return true;
    }
};

template <class T> void unit_rows(const ta_norm_block& g, char* out, const char* x, i64 n_rows) {
    const i64 step = g.n * i64(sizeof(T));
    for (i64 i = 0; i < n_rows; i++) {
        const f64 length = norm_length<T>(x + i * step, g.n);
        norm_divide<T>(out + i * step, x + i * step, g.n, length < g.eps ? g.eps : length);
    }
}
template <class T> void norm_short_rows(const ta_norm_block* g) {
    constexpr int lanes = Vec<T>::lanes;
    ShortRows<T> rows;
    rows.n = g->n;
    const i64 step = g->n * i64(sizeof(T));
    for (i64 first = 0; first < g->n_rows; first += lanes) {
        const i64 n_here = g->n_rows - first < lanes ? g->n_rows - first : lanes;
        const char* x = g->x + first * step;
        char* out = g->out + first * step;
        rows_to_lines(x, step, n_here, g->n, rows.x);
        if (g->kind == TA_NORM_LAYER) {
            rows.layer(*g);
        } else if (g->kind == TA_NORM_RMS) {
            rows.rms(*g);
        } else if (!rows.unit(*g)) {
            unit_rows<T>(*g, out, x, n_here);
            continue;
        }
        lines_to_rows(rows.x, n_here, g->n, out, step);
    }
}

}  // namespace
