// Means and variances. A variance is two passes over a part: the mean as first element + mean of the differences from it (exact for constant
// data), then the squared deviations.
#include <string.h>
#include "alloc.h"
#include "dispatch.h"
#include "reduce.h"
#include "reduce_plan.h"

namespace {

struct Job {
    const ReduceSource* source;
    const ta_view* x;
    const uint8_t* is_reduced;
    int out_dtype;
    double correction;
    bool takes_root;
};

// x[i] = x[i] joined with y, by the kernel of an operation.
void join_all(int op, double* x, const double* y, int64_t y_step, int64_t n) {
    char* const data[3] = {(char*)x, (char*)x, (char*)y};
    const int64_t stride[3] = {sizeof(double), sizeof(double), y_step};
    ta_map_kernel[op][TA_F64](data, stride, n);
}
void divide_all(double* x, double divisor, int64_t n) { join_all(TA_OP_DIVIDE, x, &divisor, 0, n); }

int mean_part(const void* job_, const ReducePlan* part, bool may_split) {
    const Job* job = (const Job*)job_;
    int op = job->x->dtype == TA_I64 || job->x->dtype == TA_U64 ? TA_REDUCE_SUM_F64 : TA_REDUCE_SUM;
    const ta_reduce_entry* entry = &ta_active_reduce->reduce[op][job->x->dtype];
    int accumulator = entry->accumulator == TA_C128 ? TA_C128 : TA_F64;
    int64_t n_doubles = part->n_kept * (accumulator == TA_C128 ? 2 : 1);
    alignas(64) double small[4096];
    double* sum = n_doubles <= 4096 ? small : (double*)ta_alloc(size_t(n_doubles) * sizeof(double));
    if (!sum) return TA_NO_MEMORY;
    ta_fill_identity(op, entry->accumulator, (char*)sum, part->n_kept);
    bool done = ta_accumulate(entry, op, part, (char*)sum, nullptr, may_split);
    if (entry->accumulator != accumulator) ta_cast_items(sum, TA_I64, sum, TA_F64, n_doubles);  // integer sums are below 2^63
    divide_all(sum, part->n_reduced ? double(part->n_reduced) : __builtin_nan(""), n_doubles);
    if (done) ta_write_outputs(part, (const char*)sum, accumulator, job->out_dtype);
    if (sum != small) ta_free(sum, size_t(n_doubles) * sizeof(double));
    return done ? TA_OK : TA_NO_MEMORY;
}

// n elements of x, x_stride bytes apart, as double.
void take_run(const ReducePlan* part, int dtype, const char* x, int64_t x_stride, int64_t n, double* first) {
    if (!part->source) return ta_cast_run(x, dtype, x_stride, first, TA_F64, n);
    for (int64_t i = 0; i < n; i++, x += x_stride) {
        alignas(8) char copy[8];
        part->source->copy(part->source, x, copy);
        first[i] = dtype == TA_F32 ? double(*(const float*)copy) : *(const double*)copy;
    }
}
// The first element of every output, as double.
void take_first(const ReducePlan* part, int dtype, double* first) {
    const ReduceDim* kept[TA_MAX_NDIM];
    int64_t index[TA_MAX_NDIM] = {};
    int n_dims = 0;
    for (int d = 0; d < part->n_dims; d++)
        if (!part->dim[d].is_reduced) kept[n_dims++] = &part->dim[d];
    if (!n_dims) return take_run(part, dtype, part->x, 0, 1, first);
    const ReduceDim* inner = kept[--n_dims];
    const char* x = part->x;
    for (int64_t done = 0; done < part->n_kept; done += inner->n) {
        take_run(part, dtype, x, inner->x_stride, inner->n, first + done);
        for (int d = n_dims - 1; d >= 0; d--) {
            x += kept[d]->x_stride;
            if (++index[d] < kept[d]->n) break;
            x -= kept[d]->n * kept[d]->x_stride;
            index[d] = 0;
        }
    }
}

bool accumulate_deviations(const Job* job, const ReducePlan* part, bool may_split, double* centre, double* sum) {
    int dtype = job->x->dtype;
    int64_t n = part->n_kept;
    take_first(part, dtype, centre);
    for (int op = TA_REDUCE_SHIFTED_SUM; op <= TA_REDUCE_SQUARED_DEVIATION; op++) {
        ta_fill_identity(op, TA_F64, (char*)sum, n);
        if (!ta_accumulate(&ta_active_reduce->reduce[op][dtype], op, part, (char*)sum, (const char*)centre, may_split)) return false;
        if (op == TA_REDUCE_SQUARED_DEVIATION) break;
        divide_all(sum, double(part->n_reduced), n);
        join_all(TA_OP_ADD, centre, sum, sizeof(double), n);
    }
    return true;
}

int var_part(const void* job_, const ReducePlan* part, bool may_split) {
    const Job* job = (const Job*)job_;
    int64_t n = part->n_kept;
    alignas(64) double small[4096];
    double* sum = 2 * n <= 4096 ? small : (double*)ta_alloc(size_t(2 * n) * sizeof(double));
    if (!sum) return TA_NO_MEMORY;
    const double divisor = double(part->n_reduced) - job->correction;
    bool done = true;
    if (part->n_reduced > 0) done = accumulate_deviations(job, part, may_split, sum + n, sum);
    if (divisor > 0) divide_all(sum, divisor, n);
    else
        for (int64_t i = 0; i < n; i++) sum[i] = __builtin_nan("");
    if (job->takes_root) {
        char* const data[2] = {(char*)sum, (char*)sum};
        const int64_t stride[2] = {sizeof(double), sizeof(double)};
        ta_map_kernel[TA_OP_SQRT][TA_F64](data, stride, n);
    }
    if (done) ta_write_outputs(part, (const char*)sum, TA_F64, job->out_dtype);
    if (sum != small) ta_free(sum, size_t(2 * n) * sizeof(double));
    return done ? TA_OK : TA_NO_MEMORY;
}

int run_job(const Job* job, const ta_view* out, int (*process)(const void*, const ReducePlan*, bool)) {
    ReducePlan plan;
    ta_plan_reduction(job->x, job->is_reduced, out, &plan);
    plan.source = job->source;
    return plan.n_kept == 0 ? TA_OK : ta_for_parts(&plan, process, job);
}

}  // namespace

int ta_var_from(const ReduceSource* source, const ta_view* x, const uint8_t* is_reduced, double correction, bool takes_root, const ta_view* out) {
    if ((x->dtype != TA_F32 && x->dtype != TA_F64) || (out->dtype != TA_F32 && out->dtype != TA_F64)) return TA_UNSUPPORTED;
    Job job = {source, x, is_reduced, out->dtype, correction, takes_root};
    return run_job(&job, out, var_part);
}

int ta_mean(const ta_view* x, const uint8_t* is_reduced, const ta_view* out) { return ta_mean_from(nullptr, x, is_reduced, out); }

int ta_mean_from(const ReduceSource* source, const ta_view* x, const uint8_t* is_reduced, const ta_view* out) {
    bool is_complex = x->dtype >= TA_C64;
    if (out->dtype < TA_F32 || is_complex != (out->dtype >= TA_C64)) return TA_UNSUPPORTED;
    Job job = {source, x, is_reduced, out->dtype, 0.0, false};
    return run_job(&job, out, mean_part);
}
int ta_var(const ta_view* x, const uint8_t* is_reduced, double correction, const ta_view* out) { return ta_var_from(nullptr, x, is_reduced, correction, false, out); }
int ta_std(const ta_view* x, const uint8_t* is_reduced, double correction, const ta_view* out) { return ta_var_from(nullptr, x, is_reduced, correction, true, out); }
