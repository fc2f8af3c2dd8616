// Drivers of sort and argsort: rows, columns in tiles, threads.
#include "sort.h"
#include <string.h>
#include "alloc.h"
#include "dispatch.h"
#include "item_size.hpp"
#include "move_table.h"
#include "pool.h"
#include "sort_long.h"
#include "ta_ops.h"
#include "walk.hpp"

namespace {

constexpr int64_t task_elements = 16384;
constexpr int max_tile = 16, max_slots = 64;

struct Job {
    ta_sort_run_fn run;
    int64_t n, x_stride, out_stride, n_rows, rows_per_task;
    int x_bytes, out_bytes, tile, descending;
    bool direct;  // the kernel writes to the output itself
    int64_t pitch;
    size_t scratch_bytes, x_rows_bytes, slot_bytes;
    char* slots;
    int n_slots;
    uint64_t taken;  // one bit per slot
    Walk<2> walk;
};

char* take_slot(Job* job, int* number) {
    for (;;) {
        for (int slot = 0; slot < job->n_slots; slot++) {
            const uint64_t bit = uint64_t(1) << slot;
            if (!(__atomic_fetch_or(&job->taken, bit, __ATOMIC_ACQUIRE) & bit)) {
                *number = slot;
                return job->slots + size_t(slot) * job->slot_bytes;
            }
        }
    }
}
void give_slot(Job* job, int number) { __atomic_fetch_and(&job->taken, ~(uint64_t(1) << number), __ATOMIC_RELEASE); }

// tile columns that lie side by side, n elements each, to rows of a buffer; and back.
void pack(const char* x, int64_t stride, int64_t n, int tile, char* buffer, int64_t pitch, int item_bytes) {
    ta_active_move->transpose[size_index(item_bytes)](buffer, pitch * item_bytes, x, stride, tile, n);
}
void unpack(char* out, int64_t stride, int64_t n, int tile, const char* buffer, int64_t pitch, int item_bytes) {
    ta_active_move->transpose[size_index(item_bytes)](out, stride, buffer, pitch * item_bytes, n, tile);
}

void sort_rows_task(void* context, int64_t task) {
    Job* job = (Job*)context;
    int slot;
    char* scratch = take_slot(job, &slot);
    char* x_rows = scratch + job->scratch_bytes;
    char* out_rows = job->x_bytes == job->out_bytes ? x_rows : x_rows + job->x_rows_bytes;
    Walk<2> walk = job->walk;
    int64_t row = task * job->rows_per_task, end = row + job->rows_per_task;
    if (end > job->n_rows) end = job->n_rows;
    walk.seek(row);
    while (row < end) {
        if (job->direct) {
            job->run(walk.at[0], job->x_stride, walk.at[1], job->n, job->descending, scratch);
            walk.next();
            row++;
            continue;
        }
        int64_t tile = walk.ndim ? walk.shape[walk.ndim - 1] - walk.index[walk.ndim - 1] : 1;
        if (tile > job->tile) tile = job->tile;
        if (tile > end - row) tile = end - row;
        pack(walk.at[0], job->x_stride, job->n, int(tile), x_rows, job->pitch, job->x_bytes);
        for (int64_t i = 0; i < tile; i++) {
            char* out_row = out_rows + i * job->pitch * job->out_bytes;
            job->run(x_rows + i * job->pitch * job->x_bytes, job->x_bytes, out_row, job->n, job->descending, scratch);
        }
        unpack(walk.at[1], job->out_stride, job->n, int(tile), out_rows, job->pitch, job->out_bytes);
        for (int64_t i = 0; i < tile; i++) walk.next();
        row += tile;
    }
    give_slot(job, slot);
}

void plan_rows(Job* job, const ta_view* x, const ta_view* out, int axis) {
    job->walk.base[0] = x->data;
    job->walk.base[1] = out->data;
    for (int d = 0; d < x->ndim; d++)
        if (d != axis) job->walk.add(x->shape[d], {x->stride_bytes[d], out->stride_bytes[d]});
    job->n_rows = job->walk.size();
    job->x_stride = x->stride_bytes[axis];
    job->out_stride = out->stride_bytes[axis];
    job->direct = job->n == 1 || job->out_stride == job->out_bytes;
    if (job->direct && x->data == out->data && job->x_stride != job->x_bytes) job->direct = false;
    const int last = job->walk.ndim - 1;
    const bool side_by_side = last >= 0 && job->walk.stride_bytes[last][0] == job->x_bytes && job->walk.stride_bytes[last][1] == job->out_bytes;
    job->tile = job->direct || !side_by_side ? 1 : max_tile;
    job->pitch = job->n + 64 / job->x_bytes;
    job->rows_per_task = job->n >= task_elements ? 1 : task_elements / job->n;
    if (job->rows_per_task < job->tile) job->rows_per_task = job->tile;
}

size_t aligned(size_t n_bytes) { return (n_bytes + 63) / 64 * 64; }

int sort_long_rows(const Job* job, int dtype, bool order) {
    Walk<2> walk = job->walk;
    walk.seek(0);
    for (int64_t row = 0; row < job->n_rows; row++, walk.next()) {
        const int result = order ? ta_argsort_long(dtype, walk.at[0], job->x_stride, (int64_t*)walk.at[1], job->n, job->descending)
                                 : ta_sort_long(dtype, walk.at[0], job->x_stride, walk.at[1], job->n, job->descending);
        if (result != TA_OK) return result;
    }
    return TA_OK;
}

int sort_rows(const ta_view* x, ta_view* out, int axis, bool order, ta_sort_run_fn run, int descending, size_t scratch_bytes, bool long_rows = true) {
    if (size_of(x) == 0) return TA_OK;
    if (run == nullptr) return TA_UNSUPPORTED;
    Job job;
    job.run = run;
    job.n = x->shape[axis];
    job.x_bytes = ta_itemsize[x->dtype];
    job.out_bytes = order ? 8 : job.x_bytes;
    job.descending = descending != 0;
    plan_rows(&job, x, out, axis);
    if (long_rows && job.direct && ta_sort_is_long(x->dtype, job.n, job.n_rows)) return sort_long_rows(&job, x->dtype, order);
    job.scratch_bytes = aligned(scratch_bytes);
    const size_t tile_elements = job.direct ? 0 : size_t(job.tile) * size_t(job.pitch);
    job.x_rows_bytes = aligned(tile_elements * size_t(job.x_bytes));
    job.slot_bytes = job.scratch_bytes + job.x_rows_bytes + aligned(tile_elements * size_t(job.out_bytes));
    const int64_t n_tasks = (job.n_rows + job.rows_per_task - 1) / job.rows_per_task;
    int64_t n_slots = n_tasks < 2 ? 1 : ta_get_num_threads();
    if (n_slots > n_tasks) n_slots = n_tasks;
    if (n_slots > max_slots) n_slots = max_slots;
    job.n_slots = int(n_slots);
    job.taken = 0;
    const size_t n_bytes = job.slot_bytes * size_t(n_slots);
    job.slots = (char*)ta_alloc(n_bytes);
    if (job.slots == nullptr) return TA_NO_MEMORY;
    ta_parallel_for(n_tasks, sort_rows_task, &job);
    ta_free(job.slots, n_bytes);
    return TA_OK;
}

bool is_complex(int dtype) { return dtype == TA_C64 || dtype == TA_C128; }

ta_sort_run_fn run_of(const ta_sort_run_fn* table, const ta_sort_run_fn* complex_table, int dtype) {
    return is_complex(dtype) ? complex_table[dtype - TA_C64] : table[dtype];
}

// Complex numbers are copied, divided by where they are NaN, and ordered by positions or by keys.
size_t complex_scratch_bytes(int64_t n) { return (size_t(n) + 128) * 96 + ta_argsort_scratch_bytes(8, n); }

}  // namespace

extern "C" int ta_sort(const ta_view* x, ta_view* out, int axis, int descending) {
    const int itemsize = ta_itemsize[x->dtype];
    ta_sort_run_fn run = run_of(ta_active_sort->values, ta_sort_complex_values, x->dtype);
    if ((x->dtype == TA_I16 || x->dtype == TA_U16) && ta_has_vbmi2()) run = ta_active_sort->words[x->dtype == TA_U16];
    const int64_t n = x->shape[axis];
    const size_t scratch_bytes = is_complex(x->dtype) ? complex_scratch_bytes(n) : ta_sort_scratch_bytes(itemsize, n);
    return sort_rows(x, out, axis, false, run, descending, scratch_bytes);
}

extern "C" int ta_sort_middle(const ta_view* x, ta_view* out) {
    const int axis = x->ndim - 1;
    return sort_rows(x, out, axis, false, ta_active_sort->middle[x->dtype], 0, ta_sort_scratch_bytes(ta_itemsize[x->dtype], x->shape[axis]), false);
}

extern "C" int ta_argsort(const ta_view* x, ta_view* out, int axis, int descending, int stable) {
    (void)stable;
    const ta_sort_run_fn run = run_of(ta_active_sort->order, ta_sort_complex_order, x->dtype);
    const int64_t n = x->shape[axis];
    const size_t scratch_bytes = is_complex(x->dtype) ? complex_scratch_bytes(n) : ta_argsort_scratch_bytes(ta_itemsize[x->dtype], n);
    return sort_rows(x, out, axis, true, run, descending, scratch_bytes);
}
