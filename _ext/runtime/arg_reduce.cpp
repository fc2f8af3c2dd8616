// Positions of extremes: along one axis, or in the flattened array, whatever the layout.
#include <string.h>
#include "alloc.h"
#include "pool.h"
#include "reduce.h"
#include "reduce_plan.h"

namespace {

const int64_t fold_rows = 128;
const int64_t fold_columns = 1024;
const int64_t wide_columns = 128;

int64_t magnitude(int64_t stride) { return stride < 0 ? -stride : stride; }
int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }

// A dimension of the flattened search: its step in memory and in the logical index.
struct FlatDim { int64_t n, x_stride, index_stride; };
struct Flat {
    int64_t task_elements;
    const ta_arg_entry* entry;
    const char* x;
    int64_t first_index, chunk;
    int n_dims;
    FlatDim dim[TA_MAX_NDIM];
    ta_arg_state* state;
};

// Broadcast dimensions hold nothing new; the others go from large strides to small, joined where memory and index allow.
void plan_flat(const ta_view* x, Flat* flat) {
    int64_t index_stride = 1;
    flat->n_dims = 0;
    flat->task_elements = ta_task_elements(x->dtype);
    for (int i = x->ndim - 1; i >= 0; i--) {
        FlatDim dim = {x->shape[i], x->stride_bytes[i], index_stride};
        index_stride *= dim.n;
        if (dim.n == 1 || dim.x_stride == 0) continue;
        int k = flat->n_dims++;
        for (; k > 0 && magnitude(dim.x_stride) > magnitude(flat->dim[k - 1].x_stride); k--) flat->dim[k] = flat->dim[k - 1];
        flat->dim[k] = dim;
    }
    int m = 0;
    for (int i = 1; i < flat->n_dims; i++) {
        FlatDim *a = &flat->dim[m], b = flat->dim[i];
        if (a->x_stride == b.n * b.x_stride && a->index_stride == b.n * b.index_stride) *a = {a->n * b.n, b.x_stride, b.index_stride};
        else flat->dim[++m] = b;
    }
    if (flat->n_dims) flat->n_dims = m + 1;
    else flat->dim[flat->n_dims++] = {1, 0, 1};
}
void search(const Flat* flat, int d, const char* x, int64_t index, int64_t n, ta_arg_state* state) {
    const FlatDim* dim = &flat->dim[d];
    if (d == flat->n_dims - 1) {
        flat->entry->run(x, dim->x_stride, n, index, dim->index_stride, state);
        return;
    }
    for (int64_t i = 0; i < n; i++) search(flat, d + 1, x + i * dim->x_stride, index + i * dim->index_stride, flat->dim[d + 1].n, state);
}
void search_chunk(void* context, int64_t task) {
    const Flat* flat = (const Flat*)context;
    int64_t low = task * flat->chunk, n = flat->dim[0].n - low < flat->chunk ? flat->dim[0].n - low : flat->chunk;
    flat->state[task].index = -1;
    search(flat, 0, flat->x + low * flat->dim[0].x_stride, flat->first_index + low * flat->dim[0].index_stride, n, &flat->state[task]);
}
int64_t search_flat(Flat* flat, const char* x) {
    const int64_t most_tasks = 256;
    ta_arg_state state[most_tasks];
    int64_t inner = 1;
    for (int d = 1; d < flat->n_dims; d++) inner *= flat->dim[d].n;
    flat->x = x;
    flat->first_index = 0;
    flat->state = state;
    flat->chunk = flat->task_elements / inner > 0 ? flat->task_elements / inner : 1;
    if (ceil_div(flat->dim[0].n, flat->chunk) > most_tasks) flat->chunk = ceil_div(flat->dim[0].n, most_tasks);
    int64_t n_tasks = ceil_div(flat->dim[0].n, flat->chunk);
    ta_parallel_for(n_tasks, search_chunk, flat);
    for (int64_t i = 1; i < n_tasks; i++) flat->entry->merge(&state[0], &state[i]);
    return state[0].index;
}

// Along one axis: every kept element is a run, or columns of the innermost kept dimension are folded.
struct Along {
    const ta_arg_entry* entry;
    int64_t n, x_stride;  // of the axis
    int64_t item;         // bytes of an element
    int64_t together;     // so many rows of few columns are folded as one
    bool folds;
    int64_t chunk, n_chunks, per_task, n_items;  // an item: a chunk of the innermost kept dimension
    ReducePlan plan;      // of the kept dimensions
};

// Rows of few columns, one behind the other in memory, are folded as rows of many, and these columns joined.
// How many rows of n columns become one, 1 for none. As many columns are joined in the end, each for the time of 10 rows (23 of bytes); two or three
// vectors bring nothing.
int64_t rows_of_wide(const Along* a, int64_t column_stride, int64_t n) {
    const int64_t vector_bytes = 64;
    if (n > wide_columns / 4 || a->x_stride != n * column_stride) return 1;
    int64_t together = wide_columns / n;
    while (together > 1 && (a->item == 1 ? 46 : 20) * together * together * n > 2 * a->n) together--;
    const int64_t n_bytes = together * n * a->item;
    if (n_bytes > vector_bytes && n_bytes < 4 * vector_bytes) together = vector_bytes / (n * a->item);
    return together > 1 ? together : 1;
}
void fold_wide(const Along* a, const char* x, int64_t column_stride, int64_t n, char* value, int64_t* index) {
    const int64_t together = a->together, n_wide = a->n / together, wide = together * n, step = together * a->x_stride;
    for (int64_t row = 0; row < n_wide; row += fold_rows)
        a->entry->fold(x + row * step, step, n_wide - row < fold_rows ? n_wide - row : fold_rows, column_stride, wide, row, value, index);
    int64_t found[wide_columns];
    for (int64_t j = 0; j < n; j++) {
        ta_arg_state best = {{}, -1}, other;
        for (int64_t k = 0; k < together; k++) {
            memcpy(other.value, value + (k * n + j) * a->item, size_t(a->item));
            other.index = index[k * n + j] * together + k;
            a->entry->merge(&best, &other);
        }
        const int64_t done = n_wide * together;
        if (done < a->n) a->entry->run(x + done * a->x_stride + j * column_stride, a->x_stride, a->n - done, done, 1, &best);
        found[j] = best.index;
    }
    memcpy(index, found, size_t(n) * sizeof(int64_t));
}

void search_item(const Along* a, int64_t item) {
    const ReduceDim* inner = &a->plan.dim[a->plan.n_dims - 1];
    int64_t low = item % a->n_chunks * a->chunk, n = inner->n - low < a->chunk ? inner->n - low : a->chunk;
    const char* x = a->plan.x + low * inner->x_stride;
    char* out = a->plan.out + low * inner->out_stride;
    item /= a->n_chunks;
    for (int d = a->plan.n_dims - 2; d >= 0; d--) {
        const ReduceDim* dim = &a->plan.dim[d];
        x += item % dim->n * dim->x_stride;
        out += item % dim->n * dim->out_stride;
        item /= dim->n;
    }
    alignas(64) char value[fold_columns * 8];
    alignas(64) int64_t index[fold_columns];
    if (a->folds && a->together > 1) fold_wide(a, x, inner->x_stride, n, value, index);
    else if (a->folds) {
        for (int64_t row = 0; row < a->n; row += fold_rows)
            a->entry->fold(x + row * a->x_stride, a->x_stride, a->n - row < fold_rows ? a->n - row : fold_rows, inner->x_stride, n, row, value, index);
    } else {
        a->entry->rows(x, inner->x_stride, n, a->x_stride, a->n, index);
    }
    ta_convert_run((const char*)index, TA_I64, out, inner->out_stride, TA_I64, n);
}
void search_items(void* context, int64_t task) {
    const Along* a = (const Along*)context;
    int64_t end = (task + 1) * a->per_task < a->n_items ? (task + 1) * a->per_task : a->n_items;
    for (int64_t item = task * a->per_task; item < end; item++) search_item(a, item);
}
void search_long_runs(const Along* a) {
    Flat flat;
    flat.entry = a->entry;
    flat.task_elements = a->plan.task_elements;
    flat.n_dims = 1;
    flat.dim[0] = {a->n, a->x_stride, 1};
    for (int64_t item = 0; item < a->plan.n_kept; item++) {
        int64_t rest = item;
        const char* x = a->plan.x;
        char* out = a->plan.out;
        for (int d = a->plan.n_dims - 1; d >= 0; d--) {
            const ReduceDim* dim = &a->plan.dim[d];
            x += rest % dim->n * dim->x_stride;
            out += rest % dim->n * dim->out_stride;
            rest /= dim->n;
        }
        *(int64_t*)out = search_flat(&flat, x);
    }
}
int search_along(Along* a) {
    if (a->plan.n_kept < 16 && a->n > a->plan.task_elements) {
        search_long_runs(a);
        return TA_OK;
    }
    if (a->plan.n_dims == 0) a->plan.dim[a->plan.n_dims++] = {1, 0, 8, false};
    const ReduceDim* inner = &a->plan.dim[a->plan.n_dims - 1];
    a->folds = a->n > 1 && inner->n > 1 && inner->x_stride != 0 && inner->x_stride < magnitude(a->x_stride);
    a->together = rows_of_wide(a, inner->x_stride, inner->n);
    a->chunk = fold_columns;
    a->n_chunks = ceil_div(inner->n, a->chunk);
    a->n_items = a->plan.n_kept / inner->n * a->n_chunks;
    int64_t item_elements = (inner->n < a->chunk ? inner->n : a->chunk) * a->n;
    a->per_task = a->plan.task_elements / item_elements > 0 ? a->plan.task_elements / item_elements : 1;
    ta_parallel_for(ceil_div(a->n_items, a->per_task), search_items, a);
    return TA_OK;
}

}  // namespace

int ta_arg_reduce(int op, const ta_view* x, int axis, const ta_view* out) {
    if (op < 0 || op >= TA_N_ARG_OPS || out->dtype != TA_I64) return TA_UNSUPPORTED;
    const ta_arg_entry* entry = &ta_active_reduce->arg[op][x->dtype];
    if (!entry->run) return TA_UNSUPPORTED;
    if (axis < 0) {
        for (int i = 0; i < x->ndim; i++)
            if (x->shape[i] == 0) return TA_UNSUPPORTED;
        Flat flat;
        flat.entry = entry;
        plan_flat(x, &flat);
        *(int64_t*)out->data = search_flat(&flat, x->data);
        return TA_OK;
    }
    Along along;
    along.entry = entry;
    along.item = ta_itemsize[x->dtype];
    along.n = x->shape[axis];
    along.x_stride = x->stride_bytes[axis];
    if (along.x_stride == 0 && along.n > 1) along.n = 1;  // equal elements: the first one
    uint8_t is_reduced[TA_MAX_NDIM] = {};
    is_reduced[axis] = 1;
    // The plan is of the kept dimensions only: the axis counts as one element.
    int64_t shape[TA_MAX_NDIM];
    memcpy(shape, x->shape, size_t(x->ndim) * sizeof(int64_t));
    shape[axis] = 1;
    ta_view kept = *x;
    kept.shape = shape;
    ta_plan_reduction(&kept, is_reduced, out, &along.plan);
    if (along.plan.n_kept == 0) return TA_OK;
    return along.n == 0 ? TA_UNSUPPORTED : search_along(&along);
}
