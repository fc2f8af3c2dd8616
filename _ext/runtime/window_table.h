// The kernels of sliding windows of one ISA as the drivers see them: rows of elements, offsets in elements. Plain C.
//
// A band of an image is laid out so that every tap of a window is a contiguous row: along x the elements are split by their remainder
// by the stride, and what lies outside the image is there, filled. Kernels may read one vector further than a row reaches.
#pragma once
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// `n` elements at `from` of a band's row go to `to` of a slice of a panel.
typedef struct ta_segment {
    int64_t from, to, n;
} ta_segment;

// Rows of an image, `n` elements each, to rows of a band: phase p of n_phases is at out + p * length and holds x[i * stride + p - before].
typedef struct ta_spread {
    int64_t n, before, stride, n_phases, length;
    double fill;
    bool is_filled;  // what lies outside the image is there already
} ta_spread;

// Windows of a band: tap t of window i in row r is source[r * pitch + offsets[t] + i], its result out[r * out_pitch + i].
typedef struct ta_window_rows {
    const char* source;
    char* out;
    const int64_t* offsets;
    int64_t n_taps, pitch, out_pitch, n_rows, n;
    int64_t height, tap_pitch;  // the taps are `height` rows, so far apart
} ta_window_rows;

typedef struct ta_window_kernels {
    void (*spread)(const ta_spread* plan, const char* x, char* out, int64_t n_rows);  // x is NULL for rows outside the image
    // n_deep slices of `width` elements: segments of source + offsets[k]. Writes up to a vector more than that.
    void (*pack)(const char* source, const int64_t* offsets, int64_t n_deep, const ta_segment* segments, int64_t n_segments, int64_t width, char* packed);
    // bias + the sum of weights[t] * tap t, in the order of the taps.
    void (*weighted)(const ta_window_rows* rows, const char* weights, double bias);
    // The largest tap; NaN wins.
    void (*largest)(const ta_window_rows* rows);
    // The sum of the taps / (row_counts[r] * counts[i]), in float64.
    void (*mean)(const ta_window_rows* rows, const double* row_counts, const double* counts);
    // sums[i] += x[i]
    void (*add)(const char* x, int64_t n, double* sums);
} ta_window_kernels;

typedef struct ta_window_table {
    ta_window_kernels kernels[2];  // float32, float64
} ta_window_table;

extern const ta_window_table* ta_active_window;  // set by the dispatch
extern const ta_window_table ta_window_scalar, ta_window_sse2, ta_window_avx2, ta_window_avx512;

#ifdef __cplusplus
}
#endif
