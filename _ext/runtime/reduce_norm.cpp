// Euclidean norms: the root of the sum of squares in float64. Where squares of float64 leave its range, the elements are scaled
// by a power of two in a second pass.
#include <string.h>
#include "alloc.h"
#include "reduce.h"
#include "reduce_plan.h"

namespace {

// Sums of squares above this are right: what underflowed was smaller than their last bit.
const double least_squares = 0x1p-918;

struct Job { int dtype, out_dtype; };

bool accumulate(int op, const Job* job, const ReducePlan* part, double* to, const double* parameter, bool may_split) {
    ta_fill_identity(op, TA_F64, (char*)to, part->n_kept);
    return ta_accumulate(&ta_active_reduce->reduce[op][job->dtype], op, part, (char*)to, (const char*)parameter, may_split);
}
bool leaves_range(double squares) { return squares < least_squares || squares == __builtin_inf(); }

// The power of two that brings the greatest size near 1; 1 where there is none.
double scale_for(double size) {
    if (!(size > 0.0 && size < __builtin_inf())) return 1.0;
    uint64_t bits;
    memcpy(&bits, &size, sizeof(bits));
    int64_t exponent = int64_t(bits >> 52) - 1023;
    uint64_t scale_bits = uint64_t(1023 - (exponent < -1022 ? -1022 : exponent > 1022 ? 1022 : exponent)) << 52;
    double scale;
    memcpy(&scale, &scale_bits, sizeof(scale));
    return scale;
}
// Norms of the outputs whose squares leave the range; scale and squares have room for n_kept.
bool scaled_norms(const Job* job, const ReducePlan* part, double* norm, double* scale, double* squares, bool may_split) {
    int64_t n = part->n_kept;
    if (!accumulate(TA_REDUCE_MAX_ABS, job, part, scale, nullptr, may_split)) return false;
    for (int64_t i = 0; i < n; i++) scale[i] = scale_for(scale[i]);
    if (!accumulate(TA_REDUCE_SCALED_SQUARES, job, part, squares, scale, may_split)) return false;
    for (int64_t i = 0; i < n; i++) norm[i] = leaves_range(norm[i]) ? __builtin_sqrt(squares[i]) / scale[i] : __builtin_sqrt(norm[i]);
    return true;
}

bool norms_of_part(const Job* job, const ReducePlan* part, double* norm, double* scale, double* squares, bool may_split) {
    int64_t n = part->n_kept;
    if (part->n_reduced == 0) {
        memset(norm, 0, size_t(n) * sizeof(double));
        return true;
    }
    if (!accumulate(TA_REDUCE_SUM_SQUARES, job, part, norm, nullptr, may_split)) return false;
    if (job->dtype == TA_F64 || job->dtype == TA_C128)
        for (int64_t i = 0; i < n; i++)
            if (leaves_range(norm[i])) return scaled_norms(job, part, norm, scale, squares, may_split);
    for (int64_t i = 0; i < n; i++) norm[i] = __builtin_sqrt(norm[i]);
    return true;
}

int norm_part(const void* job_, const ReducePlan* part, bool may_split) {
    const Job* job = (const Job*)job_;
    int64_t n = part->n_kept;
    alignas(64) double small[96];
    double* memory = 3 * n <= 96 ? small : (double*)ta_alloc(size_t(3 * n) * sizeof(double));
    if (!memory) return TA_NO_MEMORY;
    bool done = norms_of_part(job, part, memory, memory + n, memory + 2 * n, may_split);
    if (done) ta_write_outputs(part, (const char*)memory, TA_F64, job->out_dtype);
    if (memory != small) ta_free(memory, size_t(3 * n) * sizeof(double));
    return done ? TA_OK : TA_NO_MEMORY;
}

}  // namespace

int ta_norm(const ta_view* x, const uint8_t* is_reduced, const ta_view* out) {
    if (out->dtype != TA_F32 && out->dtype != TA_F64) return TA_UNSUPPORTED;
    Job job = {x->dtype, out->dtype};
    ReducePlan plan;
    ta_plan_reduction(x, is_reduced, out, &plan);
    return plan.n_kept == 0 ? TA_OK : ta_for_parts(&plan, norm_part, &job);
}
