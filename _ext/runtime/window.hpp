// Bands of images for sliding windows, laid out as runtime/window_table.h says.
#pragma once
#include "runtime/window.h"
#include "runtime/window_table.h"
#include "ta_ops.h"

namespace {

inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
inline int64_t count_of(int64_t n, int64_t step) { return (n + step - 1) / step; }
inline int64_t round_up(int64_t n, int64_t step) { return count_of(n, step) * step; }

inline const ta_window_kernels& window_kernels(int dtype) { return ta_active_window->kernels[dtype == TA_F64]; }
inline int64_t item_of(int dtype) { return dtype == TA_F64 ? 8 : 4; }

enum { slack_bytes = 256 };  // kernels read and write a vector more

// The rows of a band: windows [row, row + n_rows) x [column, column + n_columns) of the output.
struct Band {
    int64_t row, n_rows, column, n_columns;
    int64_t pitch, plane;  // elements of a row, and of all rows of a channel
    ta_spread spread;
};

inline Band band_of(const ta_windows& w, int64_t row, int64_t n_rows, int64_t column, int64_t n_columns, double fill) {
    Band band = {row, n_rows, column, n_columns, 0, 0, {}};
    const int64_t reach = (w.kernel[1] - 1) * w.dilation[1] + 1;
    band.spread = {w.size[1], w.before[1] - column * w.stride[1], w.stride[1], smaller(w.stride[1], reach), n_columns + (reach - 1) / w.stride[1], fill, false};
    band.pitch = band.spread.n_phases * band.spread.length;
    band.plane = band.pitch * ((n_rows - 1) * w.stride[0] + (w.kernel[0] - 1) * w.dilation[0] + 1);
    return band;
}

// Where the taps of the band's first window begin.
inline void tap_offsets(const ta_windows& w, const Band& band, int64_t* offsets) {
    for (int64_t y = 0; y < w.kernel[0]; y++)
        for (int64_t x = 0; x < w.kernel[1]; x++) {
            const int64_t step = x * w.dilation[1];
            *offsets++ = y * w.dilation[0] * band.pitch + step % w.stride[1] * band.spread.length + step / w.stride[1];
        }
}

// One channel of the image: rows that no window uses are left as they are.
inline void bring(const ta_windows& w, const Band& band, const ta_window_kernels& kernels, const char* image, char* out) {
    const int64_t item = item_of(w.dtype), n = band.plane / band.pitch, first = band.row * w.stride[0] - w.before[0];
    const int64_t above = smaller(larger(-first, 0), n), inside = larger(smaller(w.size[0] - first, n) - above, 0), row_bytes = band.pitch * item;
    if (!band.spread.is_filled) {
        kernels.spread(&band.spread, nullptr, out, above);
        kernels.spread(&band.spread, nullptr, out + (above + inside) * row_bytes, n - above - inside);
    }
    if (inside) kernels.spread(&band.spread, image + (first + above) * w.size[1] * item, out + above * row_bytes, inside);
}

// The rows of a band that lies at `source`; the plane of results begins at `out`.
inline ta_window_rows rows_of(const ta_windows& w, const Band& band, const char* source, const int64_t* offsets, char* out) {
    return {source, out + (band.row * w.out_size[1] + band.column) * item_of(w.dtype), offsets, w.kernel[0] * w.kernel[1], w.stride[0] * band.pitch, w.out_size[1],
            band.n_rows, band.n_columns, w.kernel[0], w.dilation[0] * band.pitch};
}

// How planes are cut into tasks: rows x columns of windows of so many planes, so that a band stays in the cache.
inline void cut_planes(const ta_windows& w, int64_t n_planes, int64_t& rows, int64_t& columns, int64_t& planes_per_task) {
    columns = smaller(w.out_size[1], 4096);
    const Band one = band_of(w, 0, 1, 0, columns, 0.0);
    const int64_t row_bytes = one.pitch * item_of(w.dtype), reach = one.plane / one.pitch;
    rows = smaller(larger(((64 << 10) / row_bytes - reach) / w.stride[0], larger(reach / w.stride[0], 1)), w.out_size[0]);
    const int64_t work = rows * columns * w.kernel[0] * w.kernel[1];
    planes_per_task = smaller(larger((1 << 16) / larger(work, 1), 1), n_planes);
}

}  // namespace
