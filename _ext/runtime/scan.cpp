// Cumulative sums and products along one axis: run by run, or row by row where another dimension is closer in memory.
#include <string.h>
#include "dispatch.h"
#include "pool.h"
#include "reduce.h"
#include "reduce_plan.h"

namespace {

const int64_t task_elements = 1 << 17;
const int64_t tile_elements = 512;

int64_t magnitude(int64_t stride) { return stride < 0 ? -stride : stride; }
int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }

struct Scan {
    const ta_scan_entry* entry;
    int identity_op, x_dtype, out_dtype;
    bool is_direct;                   // the accumulator's dtype is that of out
    bool by_rows, writes_initial;
    bool keeps_first;                 // complex products: 1 times an element with an infinite part is another one
    int64_t n, x_stride, out_stride;  // of the axis
    int64_t chunk, n_chunks, per_task, n_items;
    ReducePlan plan;                  // of the other dimensions
};

void write_initial(const Scan* s, char* out, int64_t out_stride, int64_t n) {
    alignas(64) int64_t one_or_zero[tile_elements];
    for (int64_t i = 0; i < n; i++) one_or_zero[i] = s->identity_op == TA_REDUCE_PROD;
    ta_convert_run((const char*)one_or_zero, TA_I64, out, out_stride, s->out_dtype, n);
}

// A first element of -0 is kept.
void start(const Scan* s, char* accumulator, int64_t n) {
    const int dtype = s->entry->accumulator;
    ta_fill_identity(s->identity_op, dtype, accumulator, n);
    const int64_t n_doubles = s->identity_op != TA_REDUCE_SUM ? 0 : dtype == TA_F64 ? n : dtype == TA_C128 ? 2 * n : 0;
    for (int64_t i = 0; i < n_doubles; i++) ((double*)accumulator)[i] = -0.0;
}

// The first n elements as they are, as results and in the accumulator.
void keep_first(const Scan* s, const char* x, int64_t x_stride, char* out, int64_t out_stride, int64_t n, char* accumulator) {
    for (int64_t i = 0; i < n; i++) {
        ta_cast_item(x + i * x_stride, s->x_dtype, accumulator + i * ta_item_size(s->entry->accumulator), s->entry->accumulator);
        ta_cast_item(x + i * x_stride, s->x_dtype, out + i * out_stride, s->out_dtype);
    }
}

void scan_run(const Scan* s, const char* x, char* out) {
    alignas(64) char accumulator[16];
    alignas(64) char tile[tile_elements * 16];
    start(s, accumulator, 1);
    if (s->writes_initial) {
        write_initial(s, out, 0, 1);
        out += s->out_stride;
    }
    const int64_t first = s->keeps_first, n = s->n - first;
    if (first) keep_first(s, x, 0, out, 0, 1, accumulator);
    x += first * s->x_stride, out += first * s->out_stride;
    if (s->is_direct && s->out_stride == ta_item_size(s->out_dtype)) {
        s->entry->run(x, s->x_stride, n, out, accumulator);
        return;
    }
    for (int64_t i = 0; i < n; i += tile_elements) {
        int64_t m = n - i < tile_elements ? n - i : tile_elements;
        s->entry->run(x + i * s->x_stride, s->x_stride, m, tile, accumulator);
        ta_convert_run(tile, s->entry->accumulator, out + i * s->out_stride, s->out_stride, s->out_dtype, m);
    }
}
void scan_rows(const Scan* s, const char* x, int64_t x_stride, char* out, int64_t out_stride, int64_t n) {
    alignas(64) char accumulator[tile_elements * 16];
    alignas(64) char tile[tile_elements * 16];
    start(s, accumulator, n);
    if (s->writes_initial) {
        write_initial(s, out, out_stride, n);
        out += s->out_stride;
    }
    const int64_t first = s->keeps_first;
    if (first) keep_first(s, x, x_stride, out, out_stride, n, accumulator);
    bool is_direct = s->is_direct && out_stride == ta_item_size(s->out_dtype);
    if (is_direct) {
        for (int64_t i = first; i < s->n; i++) s->entry->row(x + i * s->x_stride, x_stride, n, out + i * s->out_stride, accumulator);
        return;
    }
    // Rows that lie one behind the other are converted together.
    const int64_t together = s->out_stride == n * out_stride ? tile_elements / n : 1, row_bytes = n * ta_item_size(s->entry->accumulator);
    for (int64_t i = first; i < s->n; i += together) {
        const int64_t m = s->n - i < together ? s->n - i : together;
        for (int64_t k = 0; k < m; k++) s->entry->row(x + (i + k) * s->x_stride, x_stride, n, tile + k * row_bytes, accumulator);
        ta_convert_run(tile, s->entry->accumulator, out + i * s->out_stride, out_stride, s->out_dtype, m * n);
    }
}
void scan_item(const Scan* s, int64_t item) {
    const ReduceDim* inner = &s->plan.dim[s->plan.n_dims - 1];
    int64_t low = item % s->n_chunks * s->chunk, n = inner->n - low < s->chunk ? inner->n - low : s->chunk;
    const char* x = s->plan.x + low * inner->x_stride;
    char* out = s->plan.out + low * inner->out_stride;
    item /= s->n_chunks;
    for (int d = s->plan.n_dims - 2; d >= 0; d--) {
        const ReduceDim* dim = &s->plan.dim[d];
        x += item % dim->n * dim->x_stride;
        out += item % dim->n * dim->out_stride;
        item /= dim->n;
    }
    if (s->by_rows) {
        scan_rows(s, x, inner->x_stride, out, inner->out_stride, n);
    } else {
        for (int64_t i = 0; i < n; i++) scan_run(s, x + i * inner->x_stride, out + i * inner->out_stride);
    }
}
void scan_items(void* context, int64_t task) {
    const Scan* s = (const Scan*)context;
    int64_t end = (task + 1) * s->per_task < s->n_items ? (task + 1) * s->per_task : s->n_items;
    for (int64_t item = task * s->per_task; item < end; item++) scan_item(s, item);
}

// The dimensions but for the axis, as kept dimensions of a plan.
void plan_others(const ta_view* x, const ta_view* out, int axis, ReducePlan* plan) {
    uint8_t is_reduced[TA_MAX_NDIM] = {};
    int64_t shape[TA_MAX_NDIM];
    memcpy(shape, x->shape, size_t(x->ndim) * sizeof(int64_t));
    shape[axis] = 1;
    ta_view others = *x;
    others.shape = shape;
    ta_plan_reduction(&others, is_reduced, out, plan);
}

}  // namespace

int ta_scan(int op, const ta_view* x, const ta_view* out, int axis, int include_initial) {
    if ((op != TA_SCAN_SUM && op != TA_SCAN_PROD) || axis < 0 || axis >= x->ndim) return TA_UNSUPPORTED;
    bool as_float = x->dtype <= TA_U64 && out->dtype >= TA_F32;
    int kernel_op = !as_float ? op : op == TA_SCAN_SUM ? TA_SCAN_SUM_F64 : TA_SCAN_PROD_F64;
    const ta_scan_entry* entry = &ta_active_reduce->scan[kernel_op][x->dtype];
    if (!ta_can_convert(entry->accumulator, out->dtype)) return TA_UNSUPPORTED;
    bool is_integer = entry->accumulator == TA_I64 || entry->accumulator == TA_U64;
    Scan s;
    s.entry = entry;
    s.identity_op = op == TA_SCAN_SUM ? TA_REDUCE_SUM : TA_REDUCE_PROD;
    s.x_dtype = x->dtype, s.out_dtype = out->dtype;
    s.is_direct = entry->accumulator == out->dtype || (is_integer && ta_item_size(out->dtype) == 8);
    s.writes_initial = include_initial != 0;
    s.n = x->shape[axis];
    s.keeps_first = op == TA_SCAN_PROD && entry->accumulator == TA_C128 && s.n > 0;
    s.x_stride = x->stride_bytes[axis];
    s.out_stride = out->stride_bytes[axis];
    plan_others(x, out, axis, &s.plan);
    if (s.plan.n_kept == 0) return TA_OK;
    if (s.plan.n_dims == 0) s.plan.dim[s.plan.n_dims++] = {1, 0, 0, false};
    const ReduceDim* inner = &s.plan.dim[s.plan.n_dims - 1];
    s.by_rows = inner->n > 1 && inner->x_stride != 0 && inner->x_stride < magnitude(s.x_stride);
    s.chunk = s.by_rows ? tile_elements : 1;
    s.n_chunks = ceil_div(inner->n, s.chunk);
    s.n_items = s.plan.n_kept / inner->n * s.n_chunks;
    int64_t item_elements = (inner->n < s.chunk ? inner->n : s.chunk) * (s.n ? s.n : 1);
    s.per_task = task_elements / item_elements > 0 ? task_elements / item_elements : 1;
    ta_parallel_for(ceil_div(s.n_items, s.per_task), scan_items, &s);
    return TA_OK;
}
