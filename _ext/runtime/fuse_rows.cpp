// Passes that run row by row: where values are reduced along rows and broadcast back over them, a row stays in the cache between the passes.
#include "fuse.h"

#include "fuse_sum.hpp"
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
    const ta_fuse_chain* sum[MAX_PASSES];  // of passes that sum the values of a chain
    int64_t block, task;  // rows
    int64_t value_bytes;  // of an element that is computed for the kernel of a reduction; 0: there is none
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

// The accumulators of a reduction other than VAR and STD.
struct Accumulators {
    const ta_reduce_entry* entry;
    int type;
    alignas(64) double value[2 * MAX_ROWS];

    Accumulators(const ta_fuse_pass* pass, int dtype, int out_dtype, int64_t n_rows) {
        int op = pass->reduction == TA_FUSE_MEAN ? int(TA_REDUCE_SUM) : ta_reduce_kernel_op(pass->reduction, dtype, out_dtype);
        entry = &ta_active_reduce->reduce[op][dtype];
        type = entry->accumulator;
        start(op, type, (char*)value, n_rows);
    }
    void write(const ta_fuse_pass* pass, int64_t n, char* out, int out_dtype, int64_t n_rows) {
        if (pass->reduction == TA_FUSE_MEAN) divide(value, type == TA_C128 ? 2 * n_rows : n_rows, double(n));
        ta_convert_run((const char*)value, type, out, ta_item_size(out_dtype), out_dtype, n_rows);
    }
};

// n_rows contiguous rows of n elements to as many contiguous results.
void reduce_rows(const ta_fuse_pass* pass, int dtype, const char* x, int64_t n_rows, int64_t n, char* out, int out_dtype) {
    if (pass->reduction == TA_FUSE_VAR || pass->reduction == TA_FUSE_STD) {
        double spread[MAX_ROWS];
        spread_of_rows(pass, dtype, x, n_rows, n, spread);
        ta_convert_run((const char*)spread, TA_F64, out, ta_item_size(out_dtype), out_dtype, n_rows);
        return;
    }
    Accumulators a(pass, dtype, out_dtype, n_rows);
    const int64_t item = ta_item_size(dtype);
    a.entry->reduce(x, n * item, n_rows, item, n, (char*)a.value, nullptr);
    a.write(pass, n, out, out_dtype, n_rows);
}

char* base_of(const ta_fuse_rows_job* job, const Bases& bases, int view) {
    int own = job->own_of[view];
    return own < 0 ? job->call->views[view].data : bases.data[own];
}

// The reduction of rows that are computed: in registers, or into `values`.
void reduce_values(const Rows& rows, int k, Tile& tile, int64_t first, int64_t n_rows, char* values, char* out, int out_dtype) {
    const ta_fuse_pass* pass = rows.job->passes[k];
    const int64_t n = rows.job->n;
    const int dtype = dtype_of_values(pass);
    if (rows.sum[k]) {
        Accumulators a(pass, dtype, out_dtype, n_rows);
        sum_rows(rows.frame[k], tile, *rows.sum[k], {first * n, n, n_rows, n}, a.value);
        a.write(pass, n, out, out_dtype, n_rows);
        return;
    }
    const int64_t item = ta_item_size(dtype);
    evaluate(rows.frame[k], tile, first * n, n_rows * n, -1, [&](int, int64_t i) { return values + (i - first * n) * item; });
    reduce_rows(pass, dtype, values, n_rows, n, out, out_dtype);
}

void run_block(const Rows& rows, Tile& tile, const Bases& bases, char* values, int64_t first, int64_t n_rows) {
    const ta_fuse_rows_job* job = rows.job;
    for (int k = 0; k < job->n_passes; k++) {
        const ta_fuse_pass* pass = job->passes[k];
        const Frame& frame = rows.frame[k];
        const ta_view* result = &job->call->views[pass->targets[0]];
        char* out = result->data + first * ta_item_size(result->dtype);
        if (pass->n_steps == 0) {
            int view = pass->places[0].index, dtype = job->call->views[view].dtype;
            const char* x = base_of(job, bases, view) + first * job->n * ta_item_size(dtype);
            reduce_rows(pass, dtype, x, n_rows, job->n, out, result->dtype);
            continue;
        }
        const int64_t length = job->is_row[k] ? 1 : job->n;
        set_fixed_places(frame, tile);
        for (int i = 0; i < frame.n_operands; i++) tile.base[i] = base_of(job, bases, pass->places[frame.operand[i].place].index);
        if (pass->reduction != TA_FUSE_ELEMENTWISE) {
            reduce_values(rows, k, tile, first, n_rows, values, out, result->dtype);
            continue;
        }
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
    const int64_t value_bytes = rows.block * job->n * rows.value_bytes + 64;
    int64_t bytes = 64 + value_bytes;
    for (int i = 0; i < job->n_own; i++) bytes += (rows.block * job->n * job->own_item[i] + 255) & ~int64_t(63);
    char* memory = (char*)(((uintptr_t)__builtin_alloca(size_t(bytes)) + 63) & ~uintptr_t(63));
    int64_t end = (index + 1) * rows.task < job->n_rows ? (index + 1) * rows.task : job->n_rows;
    for (int64_t first = index * rows.task; first < end; first += rows.block) {
        char* at = memory + (value_bytes & ~int64_t(63));
        for (int i = 0; i < job->n_own; i++) {
            bases.data[i] = at - first * job->n * job->own_item[i];
            at += (rows.block * job->n * job->own_item[i] + 255) & ~int64_t(63);
        }
        run_block(rows, tile, bases, memory, first, end - first < rows.block ? end - first : rows.block);
    }
}

}  // namespace

int ta_fuse_rows(const ta_fuse_rows_job* job) {
    if (job->n_passes > MAX_PASSES || job->n_own > TA_FUSE_MAX_OPERANDS) return TA_UNSUPPORTED;
    Rows rows;
    rows.job = job;
    rows.value_bytes = 0;
    int64_t item = 1;
    for (int k = 0; k < job->n_passes; k++) {
        const ta_fuse_pass* pass = job->passes[k];
        if (pass->n_steps == 0) continue;
        if (!make_frame(rows.frame[k], pass, job->call, job->ndim[k], job->shape[k])) return TA_UNSUPPORTED;
        rows.frame[k].streams = false;  // a reduction has read the rows
        if (pass->itemsize > item) item = pass->itemsize;
        if (pass->reduction == TA_FUSE_ELEMENTWISE) continue;
        const int dtype = dtype_of_values(pass);
        rows.sum[k] = sums_floats(pass) ? sum_chain(rows.frame[k], {0, job->n, job->n_rows, job->n}) : nullptr;
        if (!rows.sum[k] && ta_item_size(dtype) > rows.value_bytes) rows.value_bytes = ta_item_size(dtype);
    }
    if (rows.value_bytes > item) item = rows.value_bytes;
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
