// Pooling: the largest or the mean element of every window, row by row.
#include <string.h>

#include "runtime/alloc.h"
#include "runtime/pool.h"
#include "runtime/window.hpp"

namespace {

struct Job {
    const ta_pooling* p;
    int64_t rows, columns, n_row_bands, n_column_bands, planes_per_task;
    int result;
};

void pool_band(const ta_pooling& p, int64_t plane, const Band& band, char* memory, const int64_t* taps) {
    const ta_windows& w = p.windows;
    const ta_window_kernels& kernels = window_kernels(w.dtype);
    const int64_t item = item_of(w.dtype);
    bring(w, band, kernels, p.x + plane * w.size[0] * w.size[1] * item, memory);
    const ta_window_rows rows = rows_of(w, band, memory, taps, p.out + plane * w.out_size[0] * w.out_size[1] * item);
    if (p.kind == TA_POOL_MAX) kernels.largest(&rows);
    else kernels.mean(&rows, p.counts[0] + band.row, p.counts[1] + band.column);
}

// The first and the end of the taps of window i that lie inside.
void taps_inside(const ta_windows& w, int d, int64_t i, int64_t& first, int64_t& end) {
    const int64_t at = i * w.stride[d] - w.before[d], step = w.dilation[d];
    first = at < 0 ? count_of(-at, step) : 0;
    end = at >= w.size[d] ? 0 : smaller(w.kernel[d], count_of(w.size[d] - at, step));
}

// Windows of narrow images one by one: laying rows out for vectors takes longer.
enum { most_columns = 48 };
inline bool is_narrow(const ta_pooling& p) {
    const ta_windows& w = p.windows;
    return w.out_size[1] <= most_columns && w.out_size[1] * w.kernel[0] * w.kernel[1] <= w.stride[0] * (p.kind == TA_POOL_MAX ? 24 : 48);
}
template <class T> T largest_of(const T* x, const ta_windows& w, int64_t rows, int64_t columns) {
    T most = T(-__builtin_inf()), none = T(0);
    for (int64_t y = 0; y < rows; y++, x += w.dilation[0] * w.size[1])
        for (int64_t k = 0; k < columns; k++) {
            const T here = x[k * w.dilation[1]];
            most = here > most ? here : most;
            none = here != here ? here : none;
        }
    return none != none ? none : most;
}
template <class T> double sum_of(const T* x, const ta_windows& w, int64_t rows, int64_t columns) {
    double sum = 0.0;
    for (int64_t y = 0; y < rows; y++, x += w.size[1])
        for (int64_t k = 0; k < columns; k++) sum += double(x[k]);
    return sum;
}
template <class T> void pool_narrow(const ta_pooling& p, const T* x, T* out) {
    const ta_windows& w = p.windows;
    int64_t first[most_columns], end[most_columns];
    for (int64_t j = 0; j < w.out_size[1]; j++) taps_inside(w, 1, j, first[j], end[j]);
    for (int64_t i = 0; i < w.out_size[0]; i++) {
        int64_t y, y_end;
        taps_inside(w, 0, i, y, y_end);
        const int64_t row = (i * w.stride[0] - w.before[0] + y * w.dilation[0]) * w.size[1] - w.before[1];
        for (int64_t j = 0; j < w.out_size[1]; j++) {
            const T* from = x + (row + j * w.stride[1] + first[j] * w.dilation[1]);
            if (p.kind == TA_POOL_MAX) *out++ = largest_of(from, w, y_end - y, end[j] - first[j]);
            else *out++ = T(sum_of(from, w, y_end - y, end[j] - first[j]) / (p.counts[0][i] * p.counts[1][j]));
        }
    }
}
void narrow_task(void* job, int64_t index) {
    const Job& j = *(Job*)job;
    const ta_pooling& p = *j.p;
    const ta_windows& w = p.windows;
    for (int64_t plane = index * j.planes_per_task; plane < smaller((index + 1) * j.planes_per_task, p.n_planes); plane++) {
        const int64_t n_in = plane * w.size[0] * w.size[1], n_out = plane * w.out_size[0] * w.out_size[1];
        if (w.dtype == TA_F32) pool_narrow(p, (const float*)p.x + n_in, (float*)p.out + n_out);
        else pool_narrow(p, (const double*)p.x + n_in, (double*)p.out + n_out);
    }
}

template <class T> void largest_with_positions(const ta_windows& w, const T* x, T* out, int64_t* indices) {
    for (int64_t i = 0; i < w.out_size[0]; i++)
        for (int64_t j = 0; j < w.out_size[1]; j++) {
            int64_t y, y_end, first, x_end;
            taps_inside(w, 0, i, y, y_end);
            taps_inside(w, 1, j, first, x_end);
            const int64_t top = i * w.stride[0] - w.before[0], left = j * w.stride[1] - w.before[1];
            int64_t at = (top + y * w.dilation[0]) * w.size[1] + left + first * w.dilation[1];
            T most = T(-__builtin_inf());
            for (; y < y_end; y++)
                for (int64_t k = first; k < x_end; k++) {
                    const int64_t here = (top + y * w.dilation[0]) * w.size[1] + left + k * w.dilation[1];
                    if (x[here] > most || x[here] != x[here]) most = x[here], at = here;
                }
            *out++ = most;
            *indices++ = at;
        }
}

void pool_task(void* job, int64_t index) {
    Job& j = *(Job*)job;
    const ta_pooling& p = *j.p;
    const ta_windows& w = p.windows;
    const int64_t bands = j.n_row_bands * j.n_column_bands, first = index / bands * j.planes_per_task;
    const int64_t row = index % bands / j.n_column_bands * j.rows, column = index % j.n_column_bands * j.columns;
    Band band = band_of(w, row, smaller(j.rows, w.out_size[0] - row), column, smaller(j.columns, w.out_size[1] - column), p.kind == TA_POOL_MAX ? -__builtin_inf() : 0.0);
    const size_t image_bytes = size_t(round_up(band.plane * item_of(w.dtype) + slack_bytes, 64)), n_bytes = image_bytes + size_t(w.kernel[0] * w.kernel[1] * 8);
    char* memory = (char*)ta_alloc(n_bytes);
    if (!memory) return __atomic_store_n(&j.result, TA_NO_MEMORY, __ATOMIC_RELAXED);
    int64_t* taps = (int64_t*)(memory + image_bytes);
    tap_offsets(w, band, taps);
    for (int64_t plane = first; plane < smaller(first + j.planes_per_task, p.n_planes); plane++) {
        pool_band(p, plane, band, memory, taps);
        band.spread.is_filled = true;
    }
    ta_free(memory, n_bytes);
}

void position_task(void* job, int64_t plane) {
    const ta_pooling& p = *((Job*)job)->p;
    const ta_windows& w = p.windows;
    const int64_t n_in = plane * w.size[0] * w.size[1], n_out = plane * w.out_size[0] * w.out_size[1];
    if (w.dtype == TA_F32) largest_with_positions(w, (const float*)p.x + n_in, (float*)p.out + n_out, p.indices + n_out);
    else largest_with_positions(w, (const double*)p.x + n_in, (double*)p.out + n_out, p.indices + n_out);
}

struct Adaptive {
    const ta_windows* w;
    const char* x;
    char* out;
    int64_t n_planes, planes_per_task;
    int result;
};

void write_mean(int dtype, char* out, int64_t i, double mean) {
    if (dtype == TA_F32) ((float*)out)[i] = float(mean);
    else ((double*)out)[i] = mean;
}

// Rows are added up first, then the parts of their sum; sums has place for a row.
void pool_adaptive_plane(const Adaptive& a, int64_t plane, double* sums) {
    const ta_windows& w = *a.w;
    const int64_t item = item_of(w.dtype), width = w.size[1], n = w.out_size[1];
    for (int64_t i = 0; i < w.out_size[0]; i++) {
        const int64_t top = i * w.size[0] / w.out_size[0], bottom = count_of((i + 1) * w.size[0], w.out_size[0]);
        memset(sums, 0, size_t(width) * 8);
        for (int64_t y = top; y < bottom; y++) window_kernels(w.dtype).add(a.x + (plane * w.size[0] + y) * width * item, width, sums);
        for (int64_t j = 0; j < n; j++) {
            const int64_t left = j * width / n, right = count_of((j + 1) * width, n);
            double sum = 0.0;
            for (int64_t k = left; k < right; k++) sum += sums[k];
            write_mean(w.dtype, a.out, (plane * w.out_size[0] + i) * n + j, sum / double((bottom - top) * (right - left)));
        }
    }
}
void adaptive_task(void* adaptive, int64_t index) {
    Adaptive& a = *(Adaptive*)adaptive;
    const size_t n_bytes = size_t(a.w->size[1]) * 8;
    double* sums = (double*)ta_alloc(n_bytes);
    if (!sums) return __atomic_store_n(&a.result, TA_NO_MEMORY, __ATOMIC_RELAXED);
    const int64_t first = index * a.planes_per_task, end = smaller(first + a.planes_per_task, a.n_planes);
    for (int64_t plane = first; plane < end; plane++) pool_adaptive_plane(a, plane, sums);
    ta_free(sums, n_bytes);
}

}  // namespace

extern "C" int ta_pool(const ta_pooling* pooling) {
    const ta_windows& w = pooling->windows;
    if (pooling->n_planes * w.out_size[0] * w.out_size[1] == 0) return TA_OK;
    Job job = {};
    job.p = pooling;
    if (pooling->indices) {
        ta_parallel_for(pooling->n_planes, position_task, &job);
        return TA_OK;
    }
    cut_planes(w, pooling->n_planes, job.rows, job.columns, job.planes_per_task);
    if (is_narrow(*pooling)) {
        ta_parallel_for(count_of(pooling->n_planes, job.planes_per_task), narrow_task, &job);
        return TA_OK;
    }
    job.n_row_bands = count_of(w.out_size[0], job.rows);
    job.n_column_bands = count_of(w.out_size[1], job.columns);
    ta_parallel_for(count_of(pooling->n_planes, job.planes_per_task) * job.n_row_bands * job.n_column_bands, pool_task, &job);
    return job.result;
}

extern "C" int ta_pool_adaptive(const ta_windows* windows, int64_t n_planes, const char* x, char* out) {
    const int64_t work = windows->size[0] * windows->size[1];
    Adaptive adaptive = {windows, x, out, n_planes, larger((1 << 12) / larger(work, 1), 1), TA_OK};
    const int64_t n_tasks = count_of(n_planes, adaptive.planes_per_task);
    const bool uses_threads = n_planes * work >= 1 << 15;
    if (uses_threads) ta_parallel_for(n_tasks, adaptive_task, &adaptive);
    else for (int64_t i = 0; i < n_tasks; i++) adaptive_task(&adaptive, i);
    return adaptive.result;
}
