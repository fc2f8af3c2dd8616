// Plans: dropping, turning, ordering and joining dimensions; walking what is left with kernels; splitting over threads.
#include "reduce_plan.h"
#include <stdlib.h>
#include <string.h>
#include "alloc.h"
#include "pool.h"

namespace {

const int64_t run_elements = 32768;       // the longest run of one kernel call: kernels sum it pairwise
const int64_t rows_per_call = 128;        // rows of one call of fold
const int64_t cascade_radix = 16;         // accumulators join so many times before they join a higher level
const int64_t part_accumulators = 2048;   // outputs of one part
const int64_t task_bytes = 1 << 20;       // of one thread task
const int64_t short_run = 16;
const int64_t small_bytes = 16384;        // of the accumulators of all tasks, which then need no memory of their own
const int64_t wide_bytes = 256;           // rows of few columns are folded side by side, so many bytes of them
const int64_t wide_rows_per_call = 2048;

// Broadcast dimensions come first, then large strides.
bool comes_before(const ReduceDim& a, const ReduceDim& b) {
    if (a.x_stride == 0 || b.x_stride == 0) return a.x_stride == 0 && b.x_stride != 0;
    return a.x_stride > b.x_stride;
}
void append_ordered(ReducePlan* plan, ReduceDim dim) {
    int i = plan->n_dims++;
    for (; i > 0 && comes_before(dim, plan->dim[i - 1]); i--) plan->dim[i] = plan->dim[i - 1];
    plan->dim[i] = dim;
}
void join_dims(ReducePlan* plan) {
    int m = 0;
    for (int i = 1; i < plan->n_dims; i++) {
        ReduceDim *a = &plan->dim[m], *b = &plan->dim[i];
        bool joins = a->is_reduced == b->is_reduced && a->x_stride == b->n * b->x_stride && (a->is_reduced || a->out_stride == b->n * b->out_stride);
        if (joins) *a = {a->n * b->n, b->x_stride, b->out_stride, a->is_reduced};
        else plan->dim[++m] = *b;
    }
    if (plan->n_dims) plan->n_dims = m + 1;
}

}  // namespace

int64_t ta_item_size(int dtype) {
    return ta_itemsize[dtype];
}

int64_t ta_task_elements(int dtype) { return task_bytes / ta_itemsize[dtype]; }

void ta_plan_reduction(const ta_view* x, const uint8_t* is_reduced, const ta_view* out, ReducePlan* plan) {
    plan->x = x->data;
    plan->source = nullptr;
    plan->task_elements = ta_task_elements(x->dtype);
    plan->out = out->data;
    plan->n_dims = 0;
    plan->n_kept = plan->n_reduced = 1;
    bool keeps_dims = out->ndim == x->ndim;
    int out_dim = 0;
    for (int i = 0; i < x->ndim; i++) {
        ReduceDim dim = {x->shape[i], x->stride_bytes[i], 0, is_reduced[i] != 0};
        if (!dim.is_reduced) dim.out_stride = out->stride_bytes[keeps_dims ? i : out_dim++];
        *(dim.is_reduced ? &plan->n_reduced : &plan->n_kept) *= dim.n;
        if (dim.n <= 1) continue;
        if (dim.x_stride < 0) {
            plan->x += (dim.n - 1) * dim.x_stride;
            plan->out += (dim.n - 1) * dim.out_stride;
            dim.x_stride = -dim.x_stride;
            dim.out_stride = -dim.out_stride;
        }
        append_ordered(plan, dim);
    }
    join_dims(plan);
}

void ta_drop_repeats(ReducePlan* plan) {
    int m = 0;
    for (int i = 0; i < plan->n_dims; i++) {
        ReduceDim* dim = &plan->dim[i];
        if (dim->is_reduced && dim->x_stride == 0) plan->n_reduced /= dim->n;
        else plan->dim[m++] = *dim;
    }
    plan->n_dims = m;
    join_dims(plan);
}

namespace {

// A loop over a dimension, or over pieces of it, outside the kernel.
struct Loop {
    int64_t n, step, x_stride, accumulator_step;  // accumulators per element
    int64_t inner_accumulators;                   // that the loops inside and the kernel touch
    bool is_reduced;
    int8_t sets;  // what a piece's size sets in the kernel call: 0 nothing, 1 n_rows, 2 n
};
struct Walk {
    const ta_reduce_entry* entry;
    const ReduceSource* source;
    ta_reduce_fn kernel;
    int op;
    int64_t row_stride, n_rows, stride, n, accumulator_size;
    bool cascades;
    bool is_narrow;  // folds rows of few columns, one behind the other, in any order
    int32_t n_loops;
    int32_t split;  // the outermost reduced loop, or -1
    int64_t scratch_bytes;
    Loop loop[TA_MAX_NDIM + 2];
};
struct Place {
    const char* x;
    char* accumulator;
    const char* parameter;
    char* scratch;
    int64_t n_rows, n;
};

void add_loop(Walk* w, const ReduceDim& dim, int64_t step, int sets) {
    w->loop[w->n_loops++] = {dim.n, step, dim.x_stride, 0, 1, dim.is_reduced, int8_t(sets)};
}

// The innermost dimension is reduced: runs. A short run between many outputs is folded instead.
void plan_runs(Walk* w, const ReducePlan* plan) {
    int last = plan->n_dims - 1;
    ReduceDim run = plan->dim[last];
    w->kernel = w->entry->reduce;
    w->stride = run.x_stride;
    w->n = run.n;
    bool has_rows = last > 0 && !plan->dim[last - 1].is_reduced && run.n <= run_elements;
    for (int i = 0; i < last - has_rows; i++) add_loop(w, plan->dim[i], 1, 0);
    if (has_rows) {
        ReduceDim rows = plan->dim[last - 1];
        w->n_rows = rows.n;
        w->row_stride = rows.x_stride;
        if (run.n < short_run && rows.n > run.n) {
            w->kernel = w->entry->fold;
            w->n_rows = run.n, w->row_stride = run.x_stride;
            w->n = rows.n, w->stride = rows.x_stride;
        }
    }
    if (run.n > run_elements) add_loop(w, run, run_elements, 2);
}

// Whether accumulators may be joined in any order: integers, and extremes.
bool joins_exactly(const Walk* w) {
    switch (w->op) {
        case TA_REDUCE_MAX: case TA_REDUCE_MIN: case TA_REDUCE_MAX_ABS: case TA_REDUCE_MIN_ABS: case TA_REDUCE_MAX_NUMBER: case TA_REDUCE_MIN_NUMBER: return true;
        default: return w->entry->accumulator <= TA_U64;
    }
}
// The innermost dimension is kept: rows of the nearest reduced dimension are folded.
void plan_folds(Walk* w, const ReducePlan* plan) {
    int last = plan->n_dims - 1, rows = last;
    while (rows >= 0 && !plan->dim[rows].is_reduced) rows--;
    w->kernel = w->entry->fold;
    w->stride = plan->dim[last].x_stride;
    w->n = plan->dim[last].n;
    w->is_narrow = rows >= 0 && !w->source && w->stride > 0 && plan->dim[rows].x_stride == w->n * w->stride && 4 * w->n * w->stride <= wide_bytes && joins_exactly(w);
    const int64_t rows_at_once = w->is_narrow ? wide_rows_per_call : rows_per_call;
    for (int i = 0; i < last; i++) {
        if (i != rows) add_loop(w, plan->dim[i], 1, 0);
        else if (plan->dim[i].n > rows_at_once) add_loop(w, plan->dim[i], rows_at_once, 1);
    }
    if (rows >= 0) {
        w->n_rows = plan->dim[rows].n;
        w->row_stride = plan->dim[rows].x_stride;
    }
}

int cascade_levels(int64_t n_steps) {
    int levels = 0;
    for (int64_t reach = cascade_radix; reach < n_steps; reach *= cascade_radix) levels++;
    return levels;
}

void plan_walk(Walk* w, const ta_reduce_entry* entry, int op, const ReducePlan* plan) {
    w->entry = entry;
    w->source = plan->source;
    w->op = op;
    w->accumulator_size = ta_item_size(entry->accumulator);
    w->row_stride = w->stride = 0;
    w->n_rows = w->n = 1;
    w->n_loops = 0;
    w->split = -1;
    w->scratch_bytes = 0;
    w->cascades = entry->rounds != 0;
    w->is_narrow = false;
    if (plan->n_dims == 0) w->kernel = entry->reduce;
    else if (plan->dim[plan->n_dims - 1].is_reduced) plan_runs(w, plan);
    else plan_folds(w, plan);
    int64_t inner = 1;  // kept elements inside the loop at hand
    bool kernel_keeps = plan->n_dims > 0 && (w->kernel == entry->fold || w->n_rows > 1);
    if (kernel_keeps) inner = w->kernel == entry->fold ? w->n : w->n_rows;
    for (int i = w->n_loops - 1; i >= 0; i--) {
        Loop* loop = &w->loop[i];
        loop->inner_accumulators = inner;
        loop->accumulator_step = loop->is_reduced ? 0 : inner;
        if (loop->is_reduced) {
            w->split = i;
            w->scratch_bytes += w->cascades ? cascade_levels((loop->n + loop->step - 1) / loop->step) * inner * w->accumulator_size : 0;
        } else {
            inner *= loop->n;
        }
    }
}

void walk(const Walk* w, int depth, Place at);
void walk_loop(const Walk* w, int depth, Place at, int64_t low, int64_t high);

// A long reduced loop: stretches of radix^k steps are summed apart, then joined.
void walk_cascade(const Walk* w, int depth, Place at, int64_t low, int64_t high) {
    const Loop* loop = &w->loop[depth];
    int64_t reach = cascade_radix * loop->step;
    while (reach * cascade_radix < high - low) reach *= cascade_radix;
    int64_t n_bytes = loop->inner_accumulators * w->accumulator_size;
    Place inner = at;
    inner.accumulator = at.scratch;
    inner.scratch = at.scratch + n_bytes;
    for (int64_t i = low; i < high; i += reach) {
        ta_fill_identity(w->op, w->entry->accumulator, inner.accumulator, loop->inner_accumulators);
        walk_loop(w, depth, inner, i, i + reach < high ? i + reach : high);
        w->entry->combine(at.accumulator, inner.accumulator, loop->inner_accumulators);
    }
}

void walk_loop(const Walk* w, int depth, Place at, int64_t low, int64_t high) {
    const Loop* loop = &w->loop[depth];
    if (w->cascades && loop->is_reduced && high - low > cascade_radix * loop->step) {
        walk_cascade(w, depth, at, low, high);
        return;
    }
    Place inner = at;
    for (int64_t i = low; i < high; i += loop->step) {
        int64_t m = high - i < loop->step ? high - i : loop->step;
        inner.x = at.x + i * loop->x_stride;
        inner.accumulator = at.accumulator + i * loop->accumulator_step * w->accumulator_size;
        if (at.parameter) inner.parameter = at.parameter + i * loop->accumulator_step * int64_t(sizeof(double));
        if (loop->sets == 1) inner.n_rows = m;
        if (loop->sets == 2) inner.n = m;
        walk(w, depth + 1, inner);
    }
}

// Rows of few columns as rows of many, whose columns are joined in the end.
void fold_narrow(const Walk* w, Place at) {
    alignas(64) char wide[wide_bytes * 8];
    int64_t together = 1;
    while (at.n_rows >= 64 && 2 * together * w->n * w->stride <= wide_bytes && 16 * together <= at.n_rows) together *= 2;
    const int64_t n_wide = together > 1 ? at.n_rows / together : 0, rest = at.n_rows - n_wide * together;
    if (n_wide) {
        int64_t columns = together * w->n;
        ta_fill_identity(w->op, w->entry->accumulator, wide, columns);
        w->kernel(at.x, together * w->row_stride, n_wide, w->stride, columns, wide, nullptr);
        for (; columns > w->n; columns /= 2) w->entry->combine(wide, wide + columns / 2 * w->accumulator_size, columns / 2);
        w->entry->combine(at.accumulator, wide, w->n);
    }
    if (rest) w->kernel(at.x + n_wide * together * w->row_stride, w->row_stride, rest, w->stride, w->n, at.accumulator, nullptr);
}

void walk(const Walk* w, int depth, Place at) {
    if (depth < w->n_loops) walk_loop(w, depth, at, 0, w->loop[depth].n);
    else if (w->is_narrow) fold_narrow(w, at);
    else if (w->source) w->source->run(w->source, w->entry, w->kernel == w->entry->fold, at.x, w->row_stride, at.n_rows, w->stride, at.n, at.accumulator, at.parameter);
    else w->kernel(at.x, w->row_stride, at.n_rows, w->stride, at.n, at.accumulator, at.parameter);
}

// The outermost reduced loop is cut into tasks, each with accumulators of its own.
struct SplitWalk {
    const Walk* w;
    Place at;
    int64_t n_accumulators, task_steps, task_bytes;
    char* memory;
};
void walk_outer(const Walk* w, int depth, Place at, int64_t low, int64_t high) {
    if (depth == w->split) walk_loop(w, depth, at, low, high);
    else {
        const Loop* loop = &w->loop[depth];  // kept
        Place inner = at;
        for (int64_t i = 0; i < loop->n; i++) {
            inner.x = at.x + i * loop->x_stride;
            inner.accumulator = at.accumulator + i * loop->accumulator_step * w->accumulator_size;
            if (at.parameter) inner.parameter = at.parameter + i * loop->accumulator_step * int64_t(sizeof(double));
            walk_outer(w, depth + 1, inner, low, high);
        }
    }
}
void run_split_task(void* context, int64_t index) {
    const SplitWalk* s = (const SplitWalk*)context;
    const Loop* loop = &s->w->loop[s->w->split];
    Place at = s->at;
    at.accumulator = s->memory + index * s->task_bytes;
    at.scratch = at.accumulator + s->n_accumulators * s->w->accumulator_size;
    ta_fill_identity(s->w->op, s->w->entry->accumulator, at.accumulator, s->n_accumulators);
    int64_t low = index * s->task_steps * loop->step, high = low + s->task_steps * loop->step;
    walk_outer(s->w, 0, at, low, high < loop->n ? high : loop->n);
}
bool walk_split(const Walk* w, Place at, int64_t n_accumulators, int64_t n_tasks) {
    const Loop* loop = &w->loop[w->split];
    int64_t n_steps = (loop->n + loop->step - 1) / loop->step;
    int64_t task_bytes = n_accumulators * w->accumulator_size + w->scratch_bytes;
    SplitWalk s = {w, at, n_accumulators, (n_steps + n_tasks - 1) / n_tasks, (task_bytes + 63) & ~int64_t(63), nullptr};
    n_tasks = (n_steps + s.task_steps - 1) / s.task_steps;
    alignas(64) char small[small_bytes];
    const size_t n_bytes = size_t(n_tasks * s.task_bytes);
    s.memory = n_bytes <= sizeof(small) ? small : (char*)ta_alloc(n_bytes);
    if (!s.memory) return false;
    ta_parallel_for(n_tasks, run_split_task, &s);
    for (int64_t apart = 1; apart < n_tasks; apart *= 2)
        for (int64_t i = 0; i + apart < n_tasks; i += 2 * apart) w->entry->combine(s.memory + i * s.task_bytes, s.memory + (i + apart) * s.task_bytes, n_accumulators);
    w->entry->combine(at.accumulator, s.memory, n_accumulators);
    if (s.memory != small) ta_free(s.memory, n_bytes);
    return true;
}

}  // namespace

bool ta_accumulate(const ta_reduce_entry* entry, int op, const ReducePlan* plan, char* accumulator, const char* parameter, bool may_split) {
    if (plan->n_kept == 0 || plan->n_reduced == 0) return true;
    Walk w;
    plan_walk(&w, entry, op, plan);
    Place at = {plan->x, accumulator, parameter, nullptr, w.n_rows, w.n};
    if (may_split && w.split >= 0) {
        int64_t n_tasks = plan->n_kept * plan->n_reduced / plan->task_elements;
        if (n_tasks > 64) n_tasks = 64;
        if (n_tasks > 1) return walk_split(&w, at, plan->n_kept, n_tasks);
    }
    alignas(64) char small[1024];
    at.scratch = small;
    if (w.scratch_bytes > int64_t(sizeof(small))) at.scratch = (char*)ta_alloc(size_t(w.scratch_bytes));
    if (!at.scratch) return false;
    walk(&w, 0, at);
    if (at.scratch != small) ta_free(at.scratch, size_t(w.scratch_bytes));
    return true;
}

namespace {

struct Parts {
    const ReducePlan* plan;
    int (*process)(const void*, const ReducePlan*, bool);
    const void* job;
    int32_t cut;                // the kept dimension that is cut; kept dimensions before it are taken one by one
    int64_t chunk, n_chunks;    // of the cut dimension
    bool may_split;
    int result;
};

void run_part(void* context, int64_t index) {
    Parts* parts = (Parts*)context;
    ReducePlan part = *parts->plan;
    int64_t chunk_index = index % parts->n_chunks;
    index /= parts->n_chunks;
    ReduceDim* cut = &part.dim[parts->cut];
    int64_t low = chunk_index * parts->chunk, high = low + parts->chunk < cut->n ? low + parts->chunk : cut->n;
    part.x += low * cut->x_stride;
    part.out += low * cut->out_stride;
    part.n_kept = high - low;
    for (int i = part.n_dims - 1; i > parts->cut; i--) part.n_kept *= part.dim[i].is_reduced ? 1 : part.dim[i].n;
    cut->n = high - low;
    for (int i = parts->cut - 1; i >= 0; i--) {
        ReduceDim* dim = &part.dim[i];
        if (dim->is_reduced) continue;
        part.x += index % dim->n * dim->x_stride;
        part.out += index % dim->n * dim->out_stride;
        index /= dim->n;
        dim->n = 1;
    }
    int m = 0;
    for (int i = 0; i < part.n_dims; i++)
        if (part.dim[i].n != 1) part.dim[m++] = part.dim[i];
    part.n_dims = m;
    int result = parts->process(parts->job, &part, parts->may_split);
    if (result != TA_OK) __atomic_store_n(&parts->result, result, __ATOMIC_RELAXED);
}

}  // namespace

int ta_for_parts(const ReducePlan* plan, int (*process)(const void*, const ReducePlan*, bool), const void* job) {
    int64_t work = plan->n_kept * plan->n_reduced;
    int64_t most = plan->task_elements / (plan->n_reduced ? plan->n_reduced : 1);
    most = most < 1024 ? 1024 : most > part_accumulators ? part_accumulators : most;
    if (plan->n_kept <= most) return process(job, plan, work > 2 * plan->task_elements);
    Parts parts = {plan, process, job, -1, 0, 1, false, TA_OK};
    int64_t inner = 1;
    for (int i = plan->n_dims - 1; i >= 0; i--) {
        if (plan->dim[i].is_reduced) continue;
        parts.cut = i;
        if (inner * plan->dim[i].n > most) break;
        inner *= plan->dim[i].n;
    }
    int64_t n = plan->dim[parts.cut].n;
    parts.chunk = most / inner > 0 ? most / inner : 1;
    parts.n_chunks = (n + parts.chunk - 1) / parts.chunk;
    int64_t n_parts = parts.n_chunks;
    for (int i = 0; i < parts.cut; i++) n_parts *= plan->dim[i].is_reduced ? 1 : plan->dim[i].n;
    if (work > plan->task_elements && n_parts >= 8) {
        ta_parallel_for(n_parts, run_part, &parts);
    } else {
        parts.may_split = work > 2 * plan->task_elements;
        for (int64_t i = 0; i < n_parts; i++) run_part(&parts, i);
    }
    return parts.result;
}
