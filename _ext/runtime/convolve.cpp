#include "convolve.h"

#include <stdlib.h>

#include "pool.h"
#include "ta_ops.h"

namespace {

const int64_t chunk_elements = 4096, task_products = 1 << 18;

struct Correlation {
    const ta_view *x, *out;
    const char* taps;
    const int64_t* offset_bytes;  // of each tap
    int64_t n_taps, n_chunks, chunks_per_row, chunks_per_task;
    ta_convolve_fn run;
};

int kernel_of(int dtype) {
    switch (dtype) {
        case TA_I32: case TA_U32: return TA_CONVOLVE_U32;
        case TA_I64: case TA_U64: return TA_CONVOLVE_U64;
        case TA_F32: return TA_CONVOLVE_F32;
        case TA_F64: return TA_CONVOLVE_F64;
        case TA_C64: return TA_CONVOLVE_C64;
        case TA_C128: return TA_CONVOLVE_C128;
        default: return -1;
    }
}

// Where the position with the number i, counted in C order over the first ndim dimensions of shape, lies in x.
int64_t offset_of(int64_t i, int ndim, const int64_t* shape, const int64_t* stride_bytes) {
    int64_t offset = 0;
    for (int d = ndim - 1; d >= 0; d--) {
        offset += i % shape[d] * stride_bytes[d];
        i /= shape[d];
    }
    return offset;
}

void run_task(void* context, int64_t index) {
    const Correlation* c = (const Correlation*)context;
    const int last = c->out->ndim - 1;
    const int64_t length = c->out->shape[last], item_bytes = ta_itemsize[c->x->dtype];
    const int64_t first = index * c->chunks_per_task, end = first + c->chunks_per_task < c->n_chunks ? first + c->chunks_per_task : c->n_chunks;
    for (int64_t chunk = first; chunk < end; chunk++) {
        const int64_t row = chunk / c->chunks_per_row, start = chunk % c->chunks_per_row * chunk_elements;
        const char* x = c->x->data + offset_of(row, last, c->out->shape, c->x->stride_bytes) + start * item_bytes;
        const int64_t n = length - start < chunk_elements ? length - start : chunk_elements;
        c->run(x, c->offset_bytes, c->taps, c->n_taps, c->out->data + (row * length + start) * item_bytes, n);
    }
}

}  // namespace

extern "C" int ta_correlate(const ta_view* x, const ta_view* taps, const ta_view* out) {
    const int kernel = kernel_of(x->dtype);
    if (kernel < 0) return TA_UNSUPPORTED;
    Correlation c = {};
    c.x = x, c.out = out, c.taps = taps->data, c.run = ta_active_convolve->run[kernel];
    c.n_taps = 1;
    for (int d = 0; d < taps->ndim; d++) c.n_taps *= taps->shape[d];
    int64_t* offsets = (int64_t*)malloc(size_t(c.n_taps) * sizeof(int64_t));
    if (!offsets) return TA_NO_MEMORY;
    for (int64_t t = 0; t < c.n_taps; t++) offsets[t] = offset_of(t, taps->ndim, taps->shape, x->stride_bytes);
    c.offset_bytes = offsets;

    const int64_t length = out->shape[out->ndim - 1], chunk = length < chunk_elements ? length : chunk_elements;
    int64_t n_rows = 1;
    for (int d = 0; d + 1 < out->ndim; d++) n_rows *= out->shape[d];
    c.chunks_per_row = (length + chunk_elements - 1) / chunk_elements;
    c.n_chunks = n_rows * c.chunks_per_row;
    c.chunks_per_task = task_products / (chunk * c.n_taps);
    if (c.chunks_per_task < 1) c.chunks_per_task = 1;
    ta_parallel_for((c.n_chunks + c.chunks_per_task - 1) / c.chunks_per_task, run_task, &c);
    free(offsets);
    return TA_OK;
}
