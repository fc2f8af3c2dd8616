// Arrays put side by side along an axis.
#include "copy.h"
#include "gather_move.hpp"
#include "item_size.hpp"
#include "move_table.h"

namespace {

const int64_t TASK_BYTES = 1 << 18;
const int MAX_JOINED = 64;

// Contiguous sources and result: every row of the result is one block of each source.
struct Rows {
    char* out;
    const ta_view* in;
    const int64_t* block_bytes;  // of each source
    int n;
    int64_t row_bytes, n_rows, rows_per_task;
    bool are_items;  // every block is an item of the same size
};

void rows_task(void* context, int64_t task) {
    const Rows& job = *(const Rows*)context;
    int64_t row = task * job.rows_per_task, end = row + job.rows_per_task < job.n_rows ? row + job.rows_per_task : job.n_rows;
    char* out = job.out + row * job.row_bytes;
    if (job.are_items) {
        const char* sources[MAX_JOINED];
        for (int k = 0; k < job.n; k++) sources[k] = job.in[k].data + row * job.block_bytes[k];
        return ta_active_move->join[size_index(job.block_bytes[0])](out, sources, job.n, end - row);
    }
    for (; row < end; row++)
        for (int k = 0; k < job.n; k++) {
            copy_bytes(out, job.in[k].data + row * job.block_bytes[k], job.block_bytes[k]);
            out += job.block_bytes[k];
        }
}

void copy_rows(Rows& job) {
    job.are_items = job.n <= MAX_JOINED;
    for (int k = 0; k < job.n; k++)
        job.are_items = job.are_items && job.block_bytes[k] == job.block_bytes[0] && job.block_bytes[k] <= 16 && (job.block_bytes[k] & (job.block_bytes[k] - 1)) == 0;
    job.rows_per_task = 1 + TASK_BYTES / job.row_bytes;
    ta_parallel_for((job.n_rows + job.rows_per_task - 1) / job.rows_per_task, rows_task, &job);
}

int copy_each(const ta_view* out, int axis, int n, const ta_view* in) {
    ta_view part = *out;
    for (int k = 0; k < n; k++) {
        part.shape = in[k].shape;
        const int code = ta_copy_view(&part, &in[k]);
        if (code != TA_OK) return code;
        part.data += in[k].shape[axis] * out->stride_bytes[axis];
    }
    return TA_OK;
}

int concat_in_c_order(const ta_view* out, int axis, int n, const ta_view* in) {
    const int64_t item = ta_itemsize[out->dtype];
    int64_t n_rows = 1, inner = item;
    for (int d = 0; d < axis; d++) n_rows *= out->shape[d];
    for (int d = axis + 1; d < out->ndim; d++) inner *= out->shape[d];
    if (n_rows * inner == 0) return TA_OK;
    bool contiguous = n_rows > 1 && is_contiguous(out, item);
    for (int k = 0; k < n && contiguous; k++) contiguous = is_contiguous(&in[k], item);
    if (!contiguous) return copy_each(out, axis, n, in);
    int64_t* block_bytes = (int64_t*)ta_alloc(size_t(n) * 8);
    if (!block_bytes) return TA_NO_MEMORY;
    for (int k = 0; k < n; k++) block_bytes[k] = in[k].shape[axis] * inner;
    Rows job = {out->data, in, block_bytes, n, out->shape[axis] * inner, n_rows, 1, false};
    if (job.row_bytes) copy_rows(job);
    ta_free(block_bytes, size_t(n) * 8);
    return TA_OK;
}

// The dimensions of out from the outermost to the innermost; false when that is the order they are in.
bool memory_order(const ta_view* out, int* order) {
    bool moved = false;
    for (int d = 0; d < out->ndim; d++) {
        int e = d;
        for (; e > 0 && out->stride_bytes[order[e - 1]] < out->stride_bytes[d]; e--) order[e] = order[e - 1];
        order[e] = d;
        moved = moved || e < d;
    }
    return moved;
}

// Views with their dimensions in an order. room has 2 * ndim entries.
ta_view in_order(const ta_view* x, const int* order, int64_t* room) {
    for (int d = 0; d < x->ndim; d++) {
        room[d] = x->shape[order[d]];
        room[x->ndim + d] = x->stride_bytes[order[d]];
    }
    return {x->data, room, room + x->ndim, x->ndim, x->dtype};
}

}  // namespace

extern "C" int ta_concat(const ta_view* out, int axis, int n, const ta_view* in) {
    int order[TA_MAX_NDIM], place = 0;
    if (!memory_order(out, order)) return concat_in_c_order(out, axis, n, in);
    const size_t view_bytes = sizeof(ta_view) + 2 * size_t(out->ndim) * 8, n_bytes = size_t(n + 1) * view_bytes;
    ta_view* views = (ta_view*)ta_alloc(n_bytes);
    if (!views) return TA_NO_MEMORY;
    int64_t* room = (int64_t*)(views + n + 1);
    for (int k = 0; k <= n; k++) views[k] = in_order(k ? &in[k - 1] : out, order, room + k * 2 * out->ndim);
    while (order[place] != axis) place++;
    const int code = concat_in_c_order(views, place, n, views + 1);
    ta_free(views, n_bytes);
    return code;
}
