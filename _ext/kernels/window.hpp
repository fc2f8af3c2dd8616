// Rows of sliding windows: laying out, packing for matrix products, weighted sums, extrema and means. See runtime/window_table.h.
#pragma once
#include "../runtime/window_table.h"
#include "../simd/simd.hpp"

namespace {
namespace window {

template <class T> TA_INLINE void store_some(T* out, Vec<T> value, i64 n) {
    if (n >= Vec<T>::lanes) store(out, value);
    else store_n(out, value, int(n));
}

// Writes whole vectors: what is too much is the beginning of what is written next.
template <class T> TA_INLINE void fill_row(T* out, i64 n, T value) {
    for (i64 i = 0; i < n; i += Vec<T>::lanes) store(out + i, Vec<T>(value));
}
template <class T> TA_INLINE void copy_row(const T* x, i64 n, T* out) {
    constexpr int lanes = Vec<T>::lanes;
    i64 i = 0;
    for (; i + lanes <= n; i += lanes) store(out + i, load(x + i));
    if (i < n) store_n(out + i, load_n(x + i, int(n - i)), int(n - i));
}
template <class T> TA_INLINE void copy_every(const T* x, i64 stride, i64 n, T* out) {
    for (i64 i = 0; i < n; i++) out[i] = x[i * stride];
}
// Elements 0, 2, ... to `even`, the others to `odd`: n_even is n_odd or one more.
template <class T> TA_INLINE void copy_pairs(const T* x, i64 n_even, i64 n_odd, T* even, T* odd) {
    constexpr int lanes = Vec<T>::lanes;
    Vec<T> a, b;
    i64 i = 0;
    for (; i + lanes <= n_odd; i += lanes) {
        load_pairs(x + 2 * i, a, b);
        store(even + i, a);
        store(odd + i, b);
    }
    const int last = int(n_even + n_odd - 2 * i);
    if (last <= 0) return;
    const Vec<T> first = last < lanes ? load_n(x + 2 * i, last) : load(x + 2 * i);
    deinterleave(first, last <= lanes ? Vec<T>(T(0)) : load_n(x + 2 * i + lanes, last - lanes), a, b);
    store_some(even + i, a, n_even - i);
    if (n_odd > i) store_some(odd + i, b, n_odd - i);
}
TA_INLINE i64 ceil_divide(i64 n, i64 by) { return n <= 0 ? 0 : (n + by - 1) / by; }
TA_INLINE i64 limited(i64 n, i64 low, i64 high) { return n < low ? low : n > high ? high : n; }

// Phase p of the rows of a band: elements [first, end) are in the image, from `from` on.
struct Phase {
    i64 first, end, from;
};
TA_INLINE Phase phase_of(const ta_spread& s, i64 p) {
    const i64 first = limited(ceil_divide(s.before - p, s.stride), 0, s.length);
    return {first, limited(ceil_divide(s.n + s.before - p, s.stride), first, s.length), first * s.stride + p - s.before};
}
template <class T> TA_INLINE void fill_outside(const ta_spread& s, const Phase& phase, T* out) {
    fill_row(out, phase.first, T(s.fill));
    fill_row(out + phase.end, s.length - phase.end, T(s.fill));
}
template <class T> TA_INLINE void copy_phase(const ta_spread& s, const Phase& phase, const T* x, T* out) {
    const i64 n = phase.end - phase.first;
    if (s.stride == 1) copy_row(x + phase.from, n, out + phase.first);
    else copy_every(x + phase.from, s.stride, n, out + phase.first);
}
// Both phases of stride 2 of a row.
template <class T> TA_INLINE void copy_two_phases(const ta_spread& s, const Phase (&phases)[4], const T* x, T* out) {
    const int at = phases[1].from < phases[0].from;  // the phase of the first element
    const Phase &a = phases[at], &b = phases[1 - at];
    copy_pairs(x + a.from, a.end - a.first, b.end - b.first, out + at * s.length + a.first, out + (1 - at) * s.length + b.first);
}
template <class T> void spread(const ta_spread* plan, const char* x_, char* out_, int64_t n_rows) {
    const ta_spread s = *plan;
    const T* x = (const T*)x_;
    T* out = (T*)out_;
    if (!x) return fill_row(out, n_rows * s.n_phases * s.length, T(s.fill));
    Phase phases[4];
    for (i64 p = 0; p < s.n_phases && p < 4; p++) phases[p] = phase_of(s, p);
    const bool is_pair = s.stride == 2 && s.n_phases == 2 && phases[0].end - phases[0].first + phases[1].end - phases[1].first > 1;
    for (i64 r = 0; r < n_rows; r++, x += s.n, out += s.n_phases * s.length) {
        for (i64 p = 0; p < s.n_phases && !s.is_filled; p++) fill_outside(s, p < 4 ? phases[p] : phase_of(s, p), out + p * s.length);
        if (is_pair) {
            copy_two_phases(s, phases, x, out);
            continue;
        }
        for (i64 p = 0; p < s.n_phases; p++) copy_phase(s, p < 4 ? phases[p] : phase_of(s, p), x, out + p * s.length);
    }
}

// What a segment writes too much is the beginning of the next one, which is written after it.
template <class T>
void pack(const char* source, const int64_t* offsets, int64_t n_deep, const ta_segment* segments, int64_t n_segments, int64_t width, char* packed) {
    constexpr int lanes = Vec<T>::lanes;
    T* to = (T*)packed;
    for (i64 k = 0; k < n_deep; k++, to += width) {
        const T* from = (const T*)source + offsets[k];
        for (const ta_segment* s = segments; s < segments + n_segments; s++)
            for (i64 i = 0; i < s->n; i += lanes) store(to + s->to + i, load(from + s->from + i));
    }
}

template <class T> struct WeightedSum {
    typedef Vec<T> V;
    const T* weights;
    T bias;
    TA_INLINE V first() const { return V(bias); }
    TA_INLINE V step(V sum, V x, i64 tap) const { return fma_(V(weights[tap]), x, sum); }
};
template <class T> struct Largest {
    typedef Vec<T> V;
    TA_INLINE V first() const { return V(T(-__builtin_inf())); }
    TA_INLINE V step(V most, V x, i64) const { return select(most, x, (x > most) | is_nan(x)); }
};

// Vectors of windows, `step` elements apart in the source: independent sums, which wait for nothing.
template <int n_vectors, class T, class Fold>
TA_INLINE void fold_taps(const Fold& fold, const T* source, i64 step, const int64_t* offsets, i64 n_taps, Vec<T> (&value)[n_vectors]) {
#pragma GCC unroll 4
    for (int v = 0; v < n_vectors; v++) value[v] = fold.first();
    for (i64 t = 0; t < n_taps; t++) {
        const T* x = source + offsets[t];
#pragma GCC unroll 4
        for (int v = 0; v < n_vectors; v++) value[v] = fold.step(value[v], load(x + v * step), t);
    }
}
// How many rows before the last few are folded again, with the same results, because four rows at once take less time than these alone.
template <class T> TA_INLINE i64 rows_again(i64 n_left, i64 n_done, i64 n) {
    const i64 again = 4 - n_left;
    return n_left > 0 && again > 0 && again <= n_done && (again == 1 || n <= 3 * Vec<T>::lanes) ? again : 0;
}
template <class T, class Fold> TA_INLINE void fold_rows(const Fold& fold, const ta_window_rows* rows) {
    constexpr int lanes = Vec<T>::lanes;
    const ta_window_rows w = *rows;
    const T* source = (const T*)w.source;
    T* out = (T*)w.out;
    i64 r = 0;
    for (; r < w.n_rows; r += 4, source += 4 * w.pitch, out += 4 * w.out_pitch) {
        if (r + 4 > w.n_rows) {
            const i64 again = rows_again<T>(w.n_rows - r, r, w.n);
            if (!again) break;
            r -= again, source -= again * w.pitch, out -= again * w.out_pitch;
        }
        for (i64 i = 0; i < w.n; i += lanes) {
            Vec<T> value[4];
            fold_taps<4>(fold, source + i, w.pitch, w.offsets, w.n_taps, value);
            for (int v = 0; v < 4; v++) store_some(out + v * w.out_pitch + i, value[v], w.n - i);
        }
    }
    for (; r < w.n_rows; r++, source += w.pitch, out += w.out_pitch) {
        i64 i = 0;
        for (; i + 3 * lanes < w.n; i += 4 * lanes) {
            Vec<T> value[4];
            fold_taps<4>(fold, source + i, lanes, w.offsets, w.n_taps, value);
            for (int v = 0; v < 4; v++) store_some(out + i + v * lanes, value[v], w.n - i - v * lanes);
        }
        for (; i < w.n; i += lanes) {
            Vec<T> value[1];
            fold_taps<1>(fold, source + i, lanes, w.offsets, w.n_taps, value);
            store_some(out + i, value[0], w.n - i);
        }
    }
}

// Four rows of windows that are one row apart, as their taps are: an element of the band serves all rows that see it.
template <class T, int n_vectors> struct FourRows {
    typedef Vec<T> V;
    V sum[4][n_vectors];

    // One row of the band, the tap row `ky` of row 0; rows [first, end) see it.
    template <int first, int end> TA_INLINE void add_row(const T* x, const int64_t* offsets, const T* weights, i64 ky, i64 width) {
        for (i64 t = 0; t < width; t++) {
#pragma GCC unroll 4
            for (int v = 0; v < n_vectors; v++) {
                const V here = load(x + offsets[t] + v * V::lanes);
#pragma GCC unroll 4
                for (int r = first; r < end; r++) sum[r][v] = fma_(V(weights[(ky - r) * width + t]), here, sum[r][v]);
            }
        }
    }
    TA_INLINE void run(const T* x, i64 pitch, const int64_t* offsets, const T* weights, i64 height, i64 width, V bias) {
        for (int r = 0; r < 4; r++)
            for (int v = 0; v < n_vectors; v++) sum[r][v] = bias;
        add_row<0, 1>(x, offsets, weights, 0, width);
        add_row<0, 2>(x + pitch, offsets, weights, 1, width);
        add_row<0, 3>(x + 2 * pitch, offsets, weights, 2, width);
        i64 y = 3;
        for (; y < height; y++) add_row<0, 4>(x + y * pitch, offsets, weights, y, width);
        add_row<1, 4>(x + y * pitch, offsets, weights, y, width);
        add_row<2, 4>(x + (y + 1) * pitch, offsets, weights, y + 1, width);
        add_row<3, 4>(x + (y + 2) * pitch, offsets, weights, y + 2, width);
    }
    TA_INLINE void write(T* out, i64 out_pitch, i64 n) const {
        for (int r = 0; r < 4; r++)
            for (int v = 0; v < n_vectors && v * V::lanes < n; v++) store_some(out + r * out_pitch + v * V::lanes, sum[r][v], n - v * V::lanes);
    }
};

template <class T> void weighted(const ta_window_rows* rows, const char* weights, double bias) {
    constexpr i64 lanes = Vec<T>::lanes, item = i64(sizeof(T));
    const T* weight = (const T*)weights;
    const bool shares = rows->height >= 3 && rows->tap_pitch == rows->pitch && lanes > 1;
    ta_window_rows w = *rows;
    for (; shares && w.n_rows > 0; w.n_rows -= 4, w.source += 4 * w.pitch * item, w.out += 4 * w.out_pitch * item) {
        if (w.n_rows < 4) {
            const i64 again = rows_again<T>(w.n_rows, rows->n_rows - w.n_rows, w.n);
            if (!again) break;
            w.n_rows += again, w.source -= again * w.pitch * item, w.out -= again * w.out_pitch * item;
        }
        for (i64 i = 0; i < w.n;) {
            const T* x = (const T*)w.source + i;
            T* out = (T*)w.out + i;
            if (w.n - i > lanes) {
                FourRows<T, 2> four;
                four.run(x, w.pitch, w.offsets, weight, w.height, w.n_taps / w.height, Vec<T>(T(bias)));
                four.write(out, w.out_pitch, w.n - i);
                i += 2 * lanes;
            } else {
                FourRows<T, 1> four;
                four.run(x, w.pitch, w.offsets, weight, w.height, w.n_taps / w.height, Vec<T>(T(bias)));
                four.write(out, w.out_pitch, w.n - i);
                i += lanes;
            }
        }
    }
    fold_rows<T>(WeightedSum<T>{weight, T(bias)}, &w);
}
template <class T> void largest(const ta_window_rows* rows) { fold_rows<T>(Largest<T>{}, rows); }

TA_INLINE void mean_row(const f64* source, const ta_window_rows& w, double count, const double* counts, f64* out) {
    typedef Vec<f64> V;
    for (i64 i = 0; i < w.n; i += V::lanes) {
        const int last = int(w.n - i < V::lanes ? w.n - i : V::lanes);
        V sum(0.0);
        for (i64 t = 0; t < w.n_taps; t++) sum = sum + load(source + w.offsets[t] + i);
        store_n(out + i, sum / (V(count) * load_n(counts + i, last)), last);
    }
}
TA_INLINE void mean_row(const f32* source, const ta_window_rows& w, double count, const double* counts, f32* out) {
    constexpr int lanes = Vec<f32>::lanes, half = Vec<f64>::lanes;
    for (i64 i = 0; i < w.n; i += lanes) {
        const int last = int(w.n - i < lanes ? w.n - i : lanes);
        Vec<f64> low(0.0), high(0.0);
        for (i64 t = 0; t < w.n_taps; t++) {
            const Vec<f32> x = load(source + w.offsets[t] + i);
            low = low + widen_low(x);
            high = high + widen_high(x);
        }
        low = low / (Vec<f64>(count) * load_n(counts + i, last < half ? last : half));
        high = high / (Vec<f64>(count) * load_n(counts + i + half, last < half ? 0 : last - half));
        store_n(out + i, narrow(low, high), last);
    }
}
template <class T> void mean(const ta_window_rows* rows, const double* row_counts, const double* counts) {
    for (i64 r = 0; r < rows->n_rows; r++) mean_row((const T*)rows->source + r * rows->pitch, *rows, row_counts[r], counts, (T*)rows->out + r * rows->out_pitch);
}
template <class T> void add(const char* x, int64_t n, double* sums) {
    for (i64 i = 0; i < n; i++) sums[i] += f64(((const T*)x)[i]);
}

}  // namespace window
}  // namespace
