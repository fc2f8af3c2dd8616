#include "fuse.h"

#include "fuse_sum.hpp"
#include "pool.h"
#include "reduce.h"
#include "reduce_plan.h"

namespace {

const int64_t TASK_ELEMENTS = 32768;
const int64_t THREADED_ELEMENTS = 65536;

struct MapWork {
    const Frame* frame;
    int64_t task;  // elements
    char* target[TA_FUSE_MAX_OPERANDS];
    int64_t item[TA_FUSE_MAX_OPERANDS];
};

void map_task(void* context, int64_t index) {
    const MapWork& work = *(const MapWork*)context;
    Tile tile;
    set_fixed_places(*work.frame, tile);
    int64_t first = index * work.task, left = work.frame->size - first;
    evaluate(*work.frame, tile, first, left < work.task ? left : work.task, -1, [&](int t, int64_t i) { return work.target[t] + i * work.item[t]; });
}

// Elements that a reduction asks for, computed into memory that the cache holds.
struct Source : ReduceSource {
    const Frame* frame;
    int64_t item;
    bool sums;  // of floats
};

char* const BASE = (char*)(int64_t(1) << 40);  // what an address of the reduction is counted from

const int64_t SCRATCH_BYTES = 16384;  // of a piece of a row
const int64_t FOLD_BYTES = 32768;     // eight rows of a tile

void compute(const Source* source, Tile& tile, int64_t first, int64_t n, int64_t then, char* to) {
    evaluate(*source->frame, tile, first, n, then, [&](int, int64_t i) { return to + (i - first) * source->item; });
}

// One long row, in pieces of 2^k tiles: the tree of their sums is that of the whole row.
void reduce_long_row(const Source* source, Tile& tile, const ta_reduce_entry* entry, int64_t first, int64_t row_step, int64_t n, char* accumulator,
                     const char* parameter) {
    alignas(64) char scratch[SCRATCH_BYTES];
    const int64_t piece = SCRATCH_BYTES / source->item;
    const bool multiplies = source->frame->pass->reduction == TA_REDUCE_PROD;
    Tree tree(multiplies);
    for (int64_t i = 0; i < n; i += piece) {
        int64_t m = n - i < piece ? n - i : piece, at = first + i;
        double x;
        compute(source, tile, at, m, i + m < n ? at + m : first + row_step, scratch);
        ta_fill_identity(multiplies ? TA_REDUCE_PROD : TA_REDUCE_SUM, TA_F64, (char*)&x, 1);
        entry->reduce(scratch, 0, 1, source->item, m, (char*)&x, parameter);
        tree.add(x);
    }
    const double x = tree.joined();
    entry->combine(accumulator, (const char*)&x, 1);
}

// Rows that are reduced, each of n elements side by side: as many at a time as the scratch memory holds, a row never in parts where rounding matters.
void reduce_rows(const Source* source, Tile& tile, const ta_reduce_entry* entry, int64_t first, int64_t row_step, int64_t n_rows, int64_t n, char* accumulator,
                 const char* parameter) {
    const RowsOf sums = {first, row_step, n_rows, n};
    const ta_fuse_chain* chain = source->sums ? sum_chain(*source->frame, sums) : nullptr;
    if (chain) return sum_rows(*source->frame, tile, *chain, sums, (double*)accumulator);
    const int64_t item = source->item, room = SCRATCH_BYTES / item, piece = entry->rounds || n < room ? n : room;
    const int64_t rows = row_step == n && n < room ? room / n : 1, size = ta_item_size(entry->accumulator);
    if (entry->rounds && entry->accumulator == TA_F64 && n > room) {
        for (int64_t r = 0; r < n_rows; r++)
            reduce_long_row(source, tile, entry, first + r * row_step, row_step, n, accumulator + r * size, parameter ? parameter + 8 * r : nullptr);
        return;
    }
    char* scratch = (char*)(((uintptr_t)__builtin_alloca(size_t((rows > 1 ? rows * n : piece) * item + 64)) + 63) & ~uintptr_t(63));
    for (int64_t r = 0; r < n_rows; r += rows) {
        int64_t now = n_rows - r < rows ? n_rows - r : rows;
        for (int64_t i = 0; i < n; i += piece) {
            int64_t m = n - i < piece ? n - i : piece, at = first + r * row_step + i;
            compute(source, tile, at, now > 1 ? now * n : m, i + m < n ? at + m : at - i + now * row_step, scratch);
            entry->reduce(scratch, n * item, now, item, m, accumulator + r * size, parameter ? parameter + 8 * r : nullptr);
        }
    }
}

// Rows that are folded: the kernel joins eight at a time, so rows are computed in eights: whole where they are short and side by side,
// else some columns of them.
void fold_rows(const Source* source, Tile& tile, const ta_reduce_entry* entry, int64_t first, int64_t row_step, int64_t n_rows, int64_t n, char* accumulator,
               const char* parameter) {
    alignas(64) char scratch[FOLD_BYTES];
    const int64_t item = source->item, size = ta_item_size(entry->accumulator);
    const int64_t width = FOLD_BYTES / item / 8;
    if (row_step == n && n <= width) {
        const int64_t most = FOLD_BYTES / item / n & ~int64_t(7);
        for (int64_t r = 0; r < n_rows; r += most) {
            int64_t rows = n_rows - r < most ? n_rows - r : most;
            compute(source, tile, first + r * n, rows * n, first + (r + rows) * n, scratch);
            entry->fold(scratch, n * item, rows, item, n, accumulator, parameter);
        }
        return;
    }
    for (int64_t j = 0; j < n; j += width) {
        int64_t m = n - j < width ? n - j : width;
        for (int64_t r = 0; r < n_rows; r += 8) {
            int64_t rows = n_rows - r < 8 ? n_rows - r : 8;
            for (int64_t k = 0; k < rows; k++) {
                const int64_t at = first + (r + k) * row_step + j;
                compute(source, tile, at, m, at + row_step, scratch + k * width * item);
            }
            entry->fold(scratch, width * item, rows, item, m, accumulator + j * size, parameter ? parameter + 8 * j : nullptr);
        }
    }
}

// Short runs of n_rows elements side by side are folded across n columns, step elements apart.
void fold_runs(const Source* source, Tile& tile, const ta_reduce_entry* entry, int64_t first, int64_t n_rows, int64_t step, int64_t n, char* accumulator,
               const char* parameter) {
    alignas(64) char scratch[FOLD_BYTES];
    const int64_t item = source->item, size = ta_item_size(entry->accumulator), width = FOLD_BYTES / item / n_rows;
    for (int64_t j = 0; j < n; j += width) {
        int64_t m = n - j < width ? n - j : width;
        if (step == n_rows) compute(source, tile, first + j * step, m * n_rows, first + (j + m) * step, scratch);
        else
            for (int64_t k = 0; k < m; k++) compute(source, tile, first + (j + k) * step, n_rows, first + (j + k + 1) * step, scratch + k * n_rows * item);
        entry->fold(scratch, item, n_rows, n_rows * item, m, accumulator + j * size, parameter ? parameter + 8 * j : nullptr);
    }
}

void source_run(const ReduceSource* source_, const ta_reduce_entry* entry, bool folds, const char* x, int64_t row_stride, int64_t n_rows, int64_t stride, int64_t n,
                char* accumulator, const char* parameter) {
    const Source* source = (const Source*)source_;
    Tile tile;
    set_fixed_places(*source->frame, tile);
    const int64_t item = source->item, first = (x - BASE) / item;
    if (!folds) reduce_rows(source, tile, entry, first, row_stride / item, n_rows, n, accumulator, parameter);
    else if (n == 1 || stride == item) fold_rows(source, tile, entry, first, row_stride / item, n_rows, n, accumulator, parameter);
    else fold_runs(source, tile, entry, first, n_rows, stride / item, n, accumulator, parameter);
}

void source_copy(const ReduceSource* source_, const char* x, char* to) {
    const Source* source = (const Source*)source_;
    Tile tile;
    set_fixed_places(*source->frame, tile);
    compute(source, tile, (x - BASE) / source->item, 1, -1, to);
}

int reduce_view(const ta_fuse_pass* pass, const ta_view* x, const ReduceSource* source, const uint8_t* is_reduced, const ta_view* out) {
    switch (pass->reduction) {
        case TA_FUSE_MEAN: return ta_mean_from(source, x, is_reduced, out);
        case TA_FUSE_VAR: return ta_var_from(source, x, is_reduced, pass->correction, false, out);
        case TA_FUSE_STD: return ta_var_from(source, x, is_reduced, pass->correction, true, out);
        default: return ta_reduce_from(source, pass->reduction, x, is_reduced, out);
    }
}

}  // namespace

int ta_fuse_map(const ta_fuse_pass* pass, const ta_fuse_call* call, int ndim, const int64_t* shape) {
    Frame frame;
    if (!make_frame(frame, pass, call, ndim, shape)) return TA_UNSUPPORTED;
    if (frame.size == 0) return TA_OK;
    MapWork work;
    work.frame = &frame;
    work.task = frame.size;
    for (int t = 0; t < pass->n_targets; t++) {
        work.target[t] = call->views[pass->targets[t]].data;
        work.item[t] = ta_itemsize[call->views[pass->targets[t]].dtype];
    }
    if (frame.size < THREADED_ELEMENTS) map_task(&work, 0);
    else {
        int64_t unit = frame.run ? frame.run : 1;
        work.task = unit < TASK_ELEMENTS ? TASK_ELEMENTS / unit * unit : unit >= 2 * TASK_ELEMENTS ? TASK_ELEMENTS : unit;
        ta_parallel_for((frame.size + work.task - 1) / work.task, map_task, &work);
    }
    return TA_OK;
}

int ta_fuse_reduce(const ta_fuse_pass* pass, const ta_fuse_call* call, int ndim, const int64_t* shape, const uint8_t* is_reduced, const ta_view* out) {
    if (pass->n_steps == 0) return reduce_view(pass, &call->views[pass->places[0].index], nullptr, is_reduced, out);
    Frame frame;
    if (!make_frame(frame, pass, call, ndim, shape)) return TA_UNSUPPORTED;
    int dtype = dtype_of_values(pass);
    Source source;
    source.run = source_run;
    source.copy = source_copy;
    source.frame = &frame;
    source.item = ta_itemsize[dtype];
    source.sums = sums_floats(pass);
    int64_t stride[TA_MAX_NDIM], step = source.item;
    for (int i = ndim - 1; i >= 0; i--) {
        const int d = call->order ? call->order[i] : i;
        stride[d] = step;
        if (shape[d] > 1) step *= shape[d];
    }
    ta_view x = {BASE, shape, stride, ndim, dtype};
    return reduce_view(pass, &x, &source, is_reduced, out);
}
