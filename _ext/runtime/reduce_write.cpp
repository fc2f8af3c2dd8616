// From accumulators to outputs: dtypes and strides.
#include <string.h>
#include "reduce_plan.h"

namespace {

template <class From, class To> void convert(const char* from, char* to, int64_t stride, int64_t n) {
    const From* p = (const From*)from;
    if (stride == int64_t(sizeof(To))) {
        for (int64_t i = 0; i < n; i++) ((To*)to)[i] = To(p[i]);
    } else {
        for (int64_t i = 0; i < n; i++) *(To*)(to + i * stride) = To(p[i]);
    }
}
template <class T> void copy_strided(const char* from, char* to, int64_t stride, int64_t n) {
    if (stride == int64_t(sizeof(T))) {
        memcpy(to, from, size_t(n) * sizeof(T));
        return;
    }
    for (int64_t i = 0; i < n; i++) memcpy(to + i * stride, from + i * int64_t(sizeof(T)), sizeof(T));
}
struct Pair64 { double re, im; };

void copy_run(const char* from, char* to, int64_t stride, int64_t n, int64_t size) {
    switch (size) {
        case 1: copy_strided<uint8_t>(from, to, stride, n); break;
        case 2: copy_strided<uint16_t>(from, to, stride, n); break;
        case 4: copy_strided<uint32_t>(from, to, stride, n); break;
        case 8: copy_strided<uint64_t>(from, to, stride, n); break;
        default: copy_strided<Pair64>(from, to, stride, n); break;
    }
}
template <class From> void convert_real(const char* from, char* to, int64_t stride, int to_dtype, int64_t n) {
    switch (to_dtype) {
        case TA_F32: convert<From, float>(from, to, stride, n); break;
        case TA_F64: convert<From, double>(from, to, stride, n); break;
        case TA_C64:
            for (int64_t i = 0; i < n; i++) ((float*)(to + i * stride))[0] = float(((const From*)from)[i]), ((float*)(to + i * stride))[1] = 0.0f;
            break;
        case TA_C128:
            for (int64_t i = 0; i < n; i++) ((double*)(to + i * stride))[0] = double(((const From*)from)[i]), ((double*)(to + i * stride))[1] = 0.0;
            break;
        default: break;
    }
}
template <class From> void convert_integer(const char* from, char* to, int64_t stride, int to_dtype, int64_t n) {
    switch (to_dtype) {
        case TA_I8: case TA_U8: convert<From, uint8_t>(from, to, stride, n); break;
        case TA_I16: case TA_U16: convert<From, uint16_t>(from, to, stride, n); break;
        case TA_I32: case TA_U32: convert<From, uint32_t>(from, to, stride, n); break;
        case TA_I64: case TA_U64: convert<From, uint64_t>(from, to, stride, n); break;
        default: convert_real<From>(from, to, stride, to_dtype, n); break;
    }
}

}  // namespace

bool ta_can_convert(int from, int to) {
    if (from == to) return true;
    if (from == TA_I64 || from == TA_U64) return to != TA_BOOL;
    if (from == TA_F64) return to >= TA_F32;
    return from == TA_C128 && to == TA_C64;
}

void ta_convert_run(const char* from, int from_dtype, char* to, int64_t stride, int to_dtype, int64_t n) {
    if (from_dtype == to_dtype) copy_run(from, to, stride, n, ta_item_size(from_dtype));
    else if (from_dtype == TA_I64) convert_integer<int64_t>(from, to, stride, to_dtype, n);
    else if (from_dtype == TA_U64) convert_integer<uint64_t>(from, to, stride, to_dtype, n);
    else if (from_dtype == TA_F64) convert_real<double>(from, to, stride, to_dtype, n);
    else
        for (int64_t i = 0; i < n; i++)
            for (int k = 0; k < 2; k++) ((float*)(to + i * stride))[k] = float(((const double*)from)[2 * i + k]);
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
