// ta_reduce: one operation over a plan, from identity to output.
#include "reduce.h"
#include <string.h>
#include "alloc.h"
#include "reduce_plan.h"

namespace {

const int64_t probed_elements = 4096;

struct Job {
    const ta_reduce_entry* entry;
    int op, out_dtype;
};

template <class T> void fill(char* to, int64_t n, T value) {
    T* p = (T*)to;
    for (int64_t i = 0; i < n; i++) p[i] = value;
}
template <class T> void fill_extreme(char* to, int64_t n, bool is_max, T lowest, T highest) { fill<T>(to, n, is_max ? lowest : highest); }

void fill_extremes(int dtype, char* to, int64_t n, bool is_max) {
    switch (dtype) {
        case TA_BOOL: fill_extreme<uint8_t>(to, n, is_max, 0, 1); break;
        case TA_U8: fill_extreme<uint8_t>(to, n, is_max, 0, UINT8_MAX); break;
        case TA_I8: fill_extreme<int8_t>(to, n, is_max, INT8_MIN, INT8_MAX); break;
        case TA_I16: fill_extreme<int16_t>(to, n, is_max, INT16_MIN, INT16_MAX); break;
        case TA_I32: fill_extreme<int32_t>(to, n, is_max, INT32_MIN, INT32_MAX); break;
        case TA_I64: fill_extreme<int64_t>(to, n, is_max, INT64_MIN, INT64_MAX); break;
        case TA_U16: fill_extreme<uint16_t>(to, n, is_max, 0, UINT16_MAX); break;
        case TA_U32: fill_extreme<uint32_t>(to, n, is_max, 0, UINT32_MAX); break;
        case TA_U64: fill_extreme<uint64_t>(to, n, is_max, 0, UINT64_MAX); break;
        case TA_F32: fill_extreme<float>(to, n, is_max, -__builtin_inff(), __builtin_inff()); break;
        default: fill_extreme<double>(to, n, is_max, -__builtin_inf(), __builtin_inf()); break;
    }
}

bool is_integer(int dtype) { return dtype >= TA_I8 && dtype <= TA_U64; }
bool is_float(int dtype) { return dtype == TA_F32 || dtype == TA_F64; }

}  // namespace

void ta_fill_identity(int op, int dtype, char* to, int64_t n) {
    bool is_prod = op == TA_REDUCE_PROD || op == TA_REDUCE_PROD_F64;
    if (op == TA_REDUCE_MAX_NUMBER || op == TA_REDUCE_MIN_NUMBER) {
        if (dtype == TA_F32) fill<float>(to, n, __builtin_nanf(""));
        else fill<double>(to, n, __builtin_nan(""));
    } else if (op == TA_REDUCE_MAX || op == TA_REDUCE_MAX_ABS || op == TA_REDUCE_MIN || op == TA_REDUCE_MIN_ABS) {
        fill_extremes(dtype, to, n, op == TA_REDUCE_MAX || op == TA_REDUCE_MAX_ABS);
    } else if (dtype == TA_BOOL) {
        fill<uint8_t>(to, n, op == TA_REDUCE_ALL);
    } else if (dtype == TA_I64 || dtype == TA_U64) {
        fill<int64_t>(to, n, is_prod);
    } else if (dtype == TA_F64) {
        fill<double>(to, n, is_prod ? 1.0 : 0.0);
    } else {
        for (int64_t i = 0; i < n; i++) {
            ((double*)to)[2 * i] = is_prod ? 1.0 : 0.0;
            ((double*)to)[2 * i + 1] = 0.0;
        }
    }
}

namespace {

// Whether the first elements alone settle any or all of a long run.
bool is_settled(const Job* job, const ReducePlan* part, char* accumulator) {
    if (job->entry->accumulator != TA_BOOL || part->source || part->n_dims != 1 || part->n_reduced <= probed_elements) return false;
    const char before = *accumulator;
    job->entry->reduce(part->x, 0, 1, part->dim[0].x_stride, probed_elements, accumulator, nullptr);
    return *accumulator != before;
}

int reduce_part(const void* job_, const ReducePlan* part, bool may_split) {
    const Job* job = (const Job*)job_;
    int dtype = job->entry->accumulator;
    alignas(64) char small[16384];  // of a whole part, but for complex numbers
    const size_t n_bytes = size_t(part->n_kept * ta_item_size(dtype));
    const bool in_place = dtype == job->out_dtype && ta_outputs_are_run(part, ta_item_size(dtype));
    char* accumulator = in_place ? part->out : n_bytes <= sizeof(small) ? small : (char*)ta_alloc(n_bytes);
    if (!accumulator) return TA_NO_MEMORY;
    ta_fill_identity(job->op, dtype, accumulator, part->n_kept);
    const bool done = part->n_reduced == 0 || is_settled(job, part, accumulator) || ta_accumulate(job->entry, job->op, part, accumulator, nullptr, may_split);
    if (done && !in_place) ta_write_outputs(part, accumulator, dtype, job->out_dtype);
    if (!in_place && accumulator != small) ta_free(accumulator, n_bytes);
    return done ? TA_OK : TA_NO_MEMORY;
}

}  // namespace

// The kernel for a pair of dtypes: integers to a float output are summed as float64, unless the exact integer sum does.
int ta_reduce_kernel_op(int op, int x_dtype, int out_dtype) {
    if (x_dtype > TA_U64 || out_dtype < TA_F32) return op;
    if (op == TA_REDUCE_SUM && (x_dtype == TA_I64 || x_dtype == TA_U64)) return TA_REDUCE_SUM_F64;
    return op == TA_REDUCE_PROD ? TA_REDUCE_PROD_F64 : op;
}

namespace {

bool out_dtype_fits(int op, int x_dtype, int accumulator, int out_dtype) {
    switch (op) {
        case TA_REDUCE_MAX: case TA_REDUCE_MIN: case TA_REDUCE_MAX_NUMBER: case TA_REDUCE_MIN_NUMBER: return out_dtype == x_dtype;
        case TA_REDUCE_ANY: case TA_REDUCE_ALL: return out_dtype == TA_BOOL;
        case TA_REDUCE_COUNT_NONZERO: return is_integer(out_dtype);
        case TA_REDUCE_SUM_ABS: case TA_REDUCE_SUM_SQUARES: case TA_REDUCE_MAX_ABS: case TA_REDUCE_MIN_ABS: return is_float(out_dtype);
        default: return ta_can_convert(accumulator, out_dtype);
    }
}
bool needs_elements(int op) {
    return op == TA_REDUCE_MAX || op == TA_REDUCE_MIN || op == TA_REDUCE_MAX_ABS || op == TA_REDUCE_MIN_ABS || op == TA_REDUCE_MAX_NUMBER || op == TA_REDUCE_MIN_NUMBER;
}
bool ignores_repeats(int op) { return needs_elements(op) || op == TA_REDUCE_ANY || op == TA_REDUCE_ALL; }

}  // namespace

int ta_reduce(int op, const ta_view* x, const uint8_t* is_reduced, const ta_view* out) { return ta_reduce_from(nullptr, op, x, is_reduced, out); }

int ta_reduce_from(const ReduceSource* source, int op, const ta_view* x, const uint8_t* is_reduced, const ta_view* out) {
    if (op < 0 || op > TA_REDUCE_MIN_NUMBER) return TA_UNSUPPORTED;
    Job job = {nullptr, ta_reduce_kernel_op(op, x->dtype, out->dtype), out->dtype};
    job.entry = &ta_active_reduce->reduce[job.op][x->dtype];
    if (!job.entry->reduce || !out_dtype_fits(op, x->dtype, job.entry->accumulator, out->dtype)) return TA_UNSUPPORTED;
    ReducePlan plan;
    ta_plan_reduction(x, is_reduced, out, &plan);
    plan.source = source;
    if (plan.n_kept == 0) return TA_OK;
    if (plan.n_reduced == 0 && needs_elements(op)) return TA_UNSUPPORTED;
    if (plan.n_reduced > 1 && ignores_repeats(op)) ta_drop_repeats(&plan);
    return ta_for_parts(&plan, reduce_part, &job);
}
