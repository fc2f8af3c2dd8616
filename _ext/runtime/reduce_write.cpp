// From accumulators to outputs: dtypes and strides.
#include "dispatch.h"
#include "reduce_plan.h"

bool ta_can_convert(int from, int to) {
    if (from == to) return true;
    if (from == TA_I64 || from == TA_U64) return to != TA_BOOL;
    if (from == TA_F64) return to >= TA_F32;
    return from == TA_C128 && to == TA_C64;
}

void ta_convert_run(const char* from, int from_dtype, char* to, int64_t stride, int to_dtype, int64_t n) {
    char* const data[2] = {to, (char*)from};
    const int64_t steps[2] = {stride, ta_item_size(from_dtype)};
    ta_active_cast->cast[from_dtype][to_dtype](data, steps, n);
}

bool ta_outputs_are_run(const ReducePlan* part, int64_t item_bytes) {
    for (int i = part->n_dims - 1; i >= 0; i--) {
        if (part->dim[i].is_reduced) continue;
        if (part->dim[i].out_stride != item_bytes) return false;
        item_bytes *= part->dim[i].n;
    }
    return true;
}

void ta_write_outputs(const ReducePlan* part, const char* accumulator, int accumulator_dtype, int out_dtype) {
    ReduceDim dim[TA_MAX_NDIM];
    int n_dims = 0;
    for (int i = 0; i < part->n_dims; i++) {
        if (part->dim[i].is_reduced) continue;
        ReduceDim* outer = n_dims ? &dim[n_dims - 1] : nullptr;
        if (outer && outer->out_stride == part->dim[i].n * part->dim[i].out_stride) *outer = {outer->n * part->dim[i].n, 0, part->dim[i].out_stride, false};
        else dim[n_dims++] = part->dim[i];
    }
    int64_t run = n_dims ? dim[n_dims - 1].n : 1, stride = n_dims ? dim[n_dims - 1].out_stride : ta_item_size(out_dtype);
    int64_t size = ta_item_size(accumulator_dtype), index[TA_MAX_NDIM] = {};
    char* to = part->out;
    for (;;) {
        ta_convert_run(accumulator, accumulator_dtype, to, stride, out_dtype, run);
        accumulator += run * size;
        int d = n_dims - 2;
        for (; d >= 0; d--) {
            to += dim[d].out_stride;
            if (++index[d] < dim[d].n) break;
            to -= dim[d].n * dim[d].out_stride;
            index[d] = 0;
        }
        if (d < 0) return;
    }
}
