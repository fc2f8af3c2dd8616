// Sums of products along one axis of two arrays.
#include <string.h>
#include "alloc.h"
#include "pool.h"
#include "reduce.h"
#include "reduce_plan.h"

namespace {

const int64_t task_elements = 1 << 17;
const int64_t columns = 512;
const int64_t piece_elements = 1 << 15;  // of a run: pieces are joined in pairs
const int64_t level_rows = 256;          // rows are summed so many at a time

int64_t magnitude(int64_t stride) { return stride < 0 ? -stride : stride; }
int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }

struct OtherDim { int64_t n, stride1, stride2, out_stride; };
struct Dot {
    const ta_dot_entry* entry;
    const char *x1, *x2;
    char* out;
    int out_dtype, n_dims;
    bool by_rows;
    int64_t n, stride1, stride2;  // of the axis
    int64_t chunk, n_chunks, per_task, n_items;
    OtherDim dim[TA_MAX_NDIM];
};

// n accumulators of the dtype; complex numbers are two.
void add_accumulators(int dtype, char* accumulator, const char* other, int64_t n) {
    if (dtype == TA_C128) n *= 2;
    if (dtype == TA_I64 || dtype == TA_U64) {
        for (int64_t i = 0; i < n; i++) ((uint64_t*)accumulator)[i] += ((const uint64_t*)other)[i];
    } else {
        for (int64_t i = 0; i < n; i++) ((double*)accumulator)[i] += ((const double*)other)[i];
    }
}

// Pieces low .. low + n_pieces of a run, as a binary tree.
void dot_pieces(const Dot* d, const char* x1, const char* x2, int64_t low, int64_t n_pieces, char* accumulator) {
    memset(accumulator, 0, 16);
    if (n_pieces == 1) {
        int64_t start = low * piece_elements, n = d->n - start < piece_elements ? d->n - start : piece_elements;
        d->entry->rows(x1 + start * d->stride1, 0, d->stride1, x2 + start * d->stride2, 0, d->stride2, 1, n, accumulator);
        return;
    }
    alignas(16) char other[16];
    int64_t half = 1;
    while (2 * half < n_pieces) half *= 2;
    dot_pieces(d, x1, x2, low, half, accumulator);
    dot_pieces(d, x1, x2, low + half, n_pieces - half, other);
    add_accumulators(d->entry->accumulator, accumulator, other, 1);
}

struct SplitRun { const Dot* dot; const char *x1, *x2; int64_t n_pieces, per_task; char (*partial)[16]; };
void dot_split_task(void* context, int64_t task) {
    const SplitRun* s = (const SplitRun*)context;
    int64_t low = task * s->per_task, n = s->n_pieces - low < s->per_task ? s->n_pieces - low : s->per_task;
    dot_pieces(s->dot, s->x1, s->x2, low, n, s->partial[task]);
}
// A very long run over threads.
void dot_split(const Dot* d, const char* x1, const char* x2, char* accumulator) {
    const int64_t most_tasks = 64;
    alignas(64) char partial[most_tasks][16];
    SplitRun s = {d, x1, x2, ceil_div(d->n, piece_elements), 8, partial};
    if (ceil_div(s.n_pieces, s.per_task) > most_tasks) s.per_task = ceil_div(s.n_pieces, most_tasks);
    int64_t n_tasks = ceil_div(s.n_pieces, s.per_task);
    ta_parallel_for(n_tasks, dot_split_task, &s);
    for (int64_t apart = 1; apart < n_tasks; apart *= 2)
        for (int64_t i = 0; i + apart < n_tasks; i += 2 * apart) add_accumulators(d->entry->accumulator, partial[i], partial[i + apart], 1);
    memcpy(accumulator, partial[0], 16);
}
void dot_long_run(const Dot* d, const char* x1, const char* x2, char* out) {
    alignas(16) char accumulator[16] = {};
    if (d->n > 2 * task_elements && d->n_items == 1) dot_split(d, x1, x2, accumulator);
    else dot_pieces(d, x1, x2, 0, ceil_div(d->n, piece_elements), accumulator);
    ta_convert_run(accumulator, d->entry->accumulator, out, 16, d->out_dtype, 1);
}
void dot_runs(const Dot* d, const OtherDim* inner, const char* x1, const char* x2, char* out, int64_t n) {
    if (d->n > piece_elements) {
        for (int64_t i = 0; i < n; i++) dot_long_run(d, x1 + i * inner->stride1, x2 + i * inner->stride2, out + i * inner->out_stride);
        return;
    }
    alignas(64) char accumulator[columns * 16];
    memset(accumulator, 0, size_t(n * ta_item_size(d->entry->accumulator)));
    d->entry->rows(x1, inner->stride1, d->stride1, x2, inner->stride2, d->stride2, n, d->n, accumulator);
    ta_convert_run(accumulator, d->entry->accumulator, out, inner->out_stride, d->out_dtype, n);
}
void dot_columns(const Dot* d, const OtherDim* inner, const char* x1, const char* x2, char* out, int64_t n) {
    alignas(64) char total[columns * 16], level[columns * 16];
    size_t n_bytes = size_t(n * ta_item_size(d->entry->accumulator));
    memset(total, 0, n_bytes);
    for (int64_t low = 0; low < d->n; low += level_rows) {
        memset(level, 0, n_bytes);
        int64_t n_rows = d->n - low < level_rows ? d->n - low : level_rows;
        d->entry->fold(x1 + low * d->stride1, d->stride1, inner->stride1, x2 + low * d->stride2, d->stride2, inner->stride2, n_rows, n, level);
        add_accumulators(d->entry->accumulator, total, level, n);
    }
    ta_convert_run(total, d->entry->accumulator, out, inner->out_stride, d->out_dtype, n);
}
void dot_item(const Dot* d, int64_t item) {
    const OtherDim* inner = &d->dim[d->n_dims - 1];
    int64_t low = item % d->n_chunks * d->chunk, n = inner->n - low < d->chunk ? inner->n - low : d->chunk;
    const char *x1 = d->x1 + low * inner->stride1, *x2 = d->x2 + low * inner->stride2;
    char* out = d->out + low * inner->out_stride;
    item /= d->n_chunks;
    for (int k = d->n_dims - 2; k >= 0; k--) {
        const OtherDim* dim = &d->dim[k];
        x1 += item % dim->n * dim->stride1;
        x2 += item % dim->n * dim->stride2;
        out += item % dim->n * dim->out_stride;
        item /= dim->n;
    }
    if (d->by_rows) dot_columns(d, inner, x1, x2, out, n);
    else dot_runs(d, inner, x1, x2, out, n);
}
void dot_items(void* context, int64_t task) {
    const Dot* d = (const Dot*)context;
    int64_t end = (task + 1) * d->per_task < d->n_items ? (task + 1) * d->per_task : d->n_items;
    for (int64_t item = task * d->per_task; item < end; item++) dot_item(d, item);
}

// The dimensions but for the axis, from large strides to small. Returns how many elements they have.
int64_t plan_others(Dot* d, const ta_view* x1, const ta_view* x2, const ta_view* out, int axis) {
    int64_t n_others = 1;
    d->n_dims = 0;
    for (int i = 0; i < x1->ndim; i++) {
        if (i == axis) continue;
        OtherDim dim = {x1->shape[i], x1->stride_bytes[i], x2->stride_bytes[i], out->stride_bytes[i - (i > axis)]};
        n_others *= dim.n;
        if (dim.n == 1) continue;
        int k = d->n_dims++;
        int64_t size = magnitude(dim.stride1) + magnitude(dim.stride2);
        for (; k > 0 && size > magnitude(d->dim[k - 1].stride1) + magnitude(d->dim[k - 1].stride2); k--) d->dim[k] = d->dim[k - 1];
        d->dim[k] = dim;
    }
    if (d->n_dims == 0) d->dim[d->n_dims++] = {1, 0, 0, 16};
    return n_others;
}

}  // namespace

int ta_vecdot(const ta_view* x1, const ta_view* x2, const ta_view* out, int axis) {
    const ta_dot_entry* entry = &ta_active_reduce->dot[x1->dtype];
    if (!entry->rows || x2->dtype != x1->dtype || out->dtype != x1->dtype || axis < 0 || axis >= x1->ndim) return TA_UNSUPPORTED;
    Dot d;
    d.entry = entry;
    d.x1 = x1->data;
    d.x2 = x2->data;
    d.out = out->data;
    d.out_dtype = out->dtype;
    d.n = x1->shape[axis];
    d.stride1 = x1->stride_bytes[axis];
    d.stride2 = x2->stride_bytes[axis];
    int64_t n_others = plan_others(&d, x1, x2, out, axis);
    if (n_others == 0) return TA_OK;
    const OtherDim* inner = &d.dim[d.n_dims - 1];
    d.by_rows = inner->n > 1 && magnitude(inner->stride1) + magnitude(inner->stride2) < magnitude(d.stride1) + magnitude(d.stride2);
    d.chunk = columns;
    d.n_chunks = ceil_div(inner->n, d.chunk);
    d.n_items = n_others / inner->n * d.n_chunks;
    int64_t item_elements = (inner->n < d.chunk ? inner->n : d.chunk) * (d.n ? d.n : 1);
    d.per_task = task_elements / item_elements > 0 ? task_elements / item_elements : 1;
    ta_parallel_for(ceil_div(d.n_items, d.per_task), dot_items, &d);
    return TA_OK;
}
