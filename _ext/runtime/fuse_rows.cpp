// Passes that run row by row: where values are reduced along rows and broadcast back over them, a row stays in the cache between the passes.
#include "fuse.h"

#include "fuse_tile.hpp"
#include "pool.h"
#include "reduce_plan.h"

namespace {

const int64_t BLOCK_BYTES = 16384;   // of the rows that the passes take together
const int64_t TASK_ELEMENTS = 32768;
const int64_t THREADED_ELEMENTS = 65536;
const int MAX_PASSES = 12, MAX_ROWS = 64;

struct Rows {
    const ta_fuse_rows_job* job;
    Frame frame[MAX_PASSES];
    int64_t block, task;  // rows
};

// Where element 0 of a view would be: of memory, or of the rows that this thread has at hand.
struct Bases {
    char* data[TA_FUSE_MAX_OPERANDS];
};

void divide(double* sum, int64_t n, double divisor) {
    for (int64_t i = 0; i < n; i++) sum[i] /= divisor;
}

void start(int op, int accumulator, char* to, int64_t n) { ta_fill_identity(op, accumulator, to, n); }

// As mean_part and var_part of reduce_statistics.cpp have it, over rows.
void spread_of_rows(const ta_fuse_pass* pass, int dtype, const char* x, int64_t n_rows, int64_t n, double* sum) {
    const int64_t item = ta_item_size(dtype);
    double centre[MAX_ROWS];
    for (int64_t r = 0; r < n_rows; r++) {
        const char* first = x + r * n * item;
        centre[r] = dtype == TA_F32 ? double(*(const float*)first) : *(const double*)first;
    }
    for (int op = TA_REDUCE_SHIFTED_SUM; op <= TA_REDUCE_SQUARED_DEVIATION; op++) {
        start(op, TA_F64, (char*)sum, n_rows);
        ta_active_reduce->reduce[op][dtype].reduce(x, n * item, n_rows, item, n, (char*)sum, (const char*)centre);
        if (op == TA_REDUCE_SHIFTED_SUM)
            for (int64_t r = 0; r < n_rows; r++) centre[r] += sum[r] / double(n);
    }
    double divisor = double(n) - pass->correction;
    for (int64_t r = 0; r < n_rows; r++) {
        double var = divisor > 0 ? sum[r] / divisor : __builtin_nan("");
        sum[r] = pass->reduction == TA_FUSE_STD ? __builtin_sqrt(var) : var;
    }
}

// n_rows contiguous rows of n elements to as many contiguous results.
void reduce_rows(const ta_fuse_pass* pass, int dtype, const char* x, int64_t n_rows, int64_t n, char* out, int out_dtype) {
    alignas(64) double accumulator[2 * MAX_ROWS];
    int type = TA_F64;
    if (pass->reduction == TA_FUSE_VAR || pass->reduction == TA_FUSE_STD) spread_of_rows(pass, dtype, x, n_rows, n, accumulator);
    else {
        int op = pass->reduction == TA_FUSE_MEAN ? int(TA_REDUCE_SUM) : ta_reduce_kernel_op(pass->reduction, dtype, out_dtype);
        const ta_reduce_entry* entry = &ta_active_reduce->reduce[op][dtype];
        const int64_t item = ta_item_size(dtype);
        type = entry->accumulator;
        start(op, type, (char*)accumulator, n_rows);
        entry->reduce(x, n * item, n_rows, item, n, (char*)accumulator, nullptr);
        if (pass->reduction == TA_FUSE_MEAN) divide(accumulator, type == TA_C128 ? 2 * n_rows : n_rows, double(n));
    }
    ta_convert_run((const char*)accumulator, type, out, ta_item_size(out_dtype), out_dtype, n_rows);
}

char* base_of(const ta_fuse_rows_job* job, const Bases& bases, int view) {
    int own = job->own_of[view];
    return own < 0 ? job->call->views[view].data : bases.data[own];
}

void run_block(const Rows& rows, Tile& tile, const Bases& bases, int64_t first, int64_t n_rows) {
    const ta_fuse_rows_job* job = rows.job;
    for (int k = 0; k < job->n_passes; k++) {
        const ta_fuse_pass* pass = job->passes[k];
        const Frame& frame = rows.frame[k];
        if (pass->reduction != TA_FUSE_ELEMENTWISE) {
            const ta_view* out = &job->call->views[pass->targets[0]];
            int view = pass->places[0].index, dtype = job->call->views[view].dtype;
            const char* x = base_of(job, bases, view) + first * job->n * ta_item_size(dtype);
            reduce_rows(pass, dtype, x, n_rows, job->n, out->data + first * ta_item_size(out->dtype), out->dtype);
            continue;
        }
        const int64_t length = job->is_row[k] ? 1 : job->n;
        set_fixed_places(frame, tile);
        for (int i = 0; i < frame.n_operands; i++) tile.base[i] = base_of(job, bases, pass->places[frame.operand[i].place].index);
        evaluate(frame, tile, first * length, n_rows * length, -1, [&](int t, int64_t i) {
            int view = pass->targets[t];
            return base_of(job, bases, view) + i * ta_itemsize[job->call->views[view].dtype];
        });
    }
}

void rows_task(void* context, int64_t index) {
    const Rows& rows = *(const Rows*)context;
    const ta_fuse_rows_job* job = rows.job;
    Tile tile;
    Bases bases;
    int64_t bytes = 64;
    for (int i = 0; i < job->n_own; i++) bytes += (rows.block * job->n * job->own_item[i] + 255) & ~int64_t(63);
    char* memory = (char*)(((uintptr_t)__builtin_alloca(size_t(bytes)) + 63) & ~uintptr_t(63));
    int64_t end = (index + 1) * rows.task < job->n_rows ? (index + 1) * rows.task : job->n_rows;
    for (int64_t first = index * rows.task; first < end; first += rows.block) {
        char* at = memory;
        for (int i = 0; i < job->n_own; i++) {
            bases.data[i] = at - first * job->n * job->own_item[i];
            at += (rows.block * job->n * job->own_item[i] + 255) & ~int64_t(63);
        }
        run_block(rows, tile, bases, first, end - first < rows.block ? end - first : rows.block);
    }
}

}  // namespace

int ta_fuse_rows(const ta_fuse_rows_job* job) {
    if (job->n_passes > MAX_PASSES || job->n_own > TA_FUSE_MAX_OPERANDS) return TA_UNSUPPORTED;
    Rows rows;
    rows.job = job;
    int64_t item = 1;
    for (int k = 0; k < job->n_passes; k++) {
        if (job->passes[k]->reduction != TA_FUSE_ELEMENTWISE) continue;
        if (!make_frame(rows.frame[k], job->passes[k], job->call, job->ndim[k], job->shape[k])) return TA_UNSUPPORTED;
        rows.frame[k].streams = false;  // a reduction has read the rows
        if (job->passes[k]->itemsize > item) item = job->passes[k]->itemsize;
    }
    rows.block = BLOCK_BYTES / (job->n * item);
    rows.block = rows.block < 1 ? 1 : rows.block > MAX_ROWS ? int64_t(MAX_ROWS) : rows.block;
    if (job->n * job->n_rows < THREADED_ELEMENTS) {
        rows.task = job->n_rows;
        rows_task(&rows, 0);
    } else {
        rows.task = (TASK_ELEMENTS / job->n / rows.block + 1) * rows.block;
        ta_parallel_for((job->n_rows + rows.task - 1) / rows.task, rows_task, &rows);
    }
    return TA_OK;
}
