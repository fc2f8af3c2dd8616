// The dimensions of operands of one shape, simplified, and the walk over their runs, split over threads. Private to the drivers.
#pragma once
#include "abi.h"
#include "pool.h"

namespace {

const int MAX_OPERANDS = 1 + TA_MAX_INPUTS;
// Costs are in bytes of memory that are touched; a kernel adds its own to every element.
const int64_t THREADED_COST = 1 << 21;
const int64_t TASK_COST = 1 << 20;
const int64_t LEAST_TASK = 16384;     // elements
const int64_t LEAST_DEAR_TASK = 256;  // the same of kernels whose own cost is a task's

// Operands side by side: dimension d of length shape[d], operand k steps stride[d][k] bytes. Dimension 0 is the innermost.
struct Nest {
    int ndim, n_operands;
    int64_t block_rows;  // how many runs along dimension 1 are worked on together, by block() of the kernel; 1 for each alone
    int64_t least_rows;  // fewer than so many at the end of dimension 1 join the block before
    int64_t shape[TA_MAX_NDIM];
    int64_t stride[TA_MAX_NDIM][MAX_OPERANDS];
    char* data[MAX_OPERANDS];
};

int64_t absolute(int64_t x) { return x < 0 ? -x : x; }

// True when dimension a should lie outside dimension b: the first operand that tells them apart steps further in a.
bool is_outside(const Nest& nest, int a, int b) {
    for (int k = 0; k < nest.n_operands; k++) {
        int64_t step_a = absolute(nest.stride[a][k]), step_b = absolute(nest.stride[b][k]);
        if (step_a != step_b && step_a && step_b) return step_a > step_b;
    }
    return false;
}

void swap_dimensions(Nest& nest, int a, int b) {
    int64_t length = nest.shape[a];
    nest.shape[a] = nest.shape[b];
    nest.shape[b] = length;
    for (int k = 0; k < nest.n_operands; k++) {
        int64_t step = nest.stride[a][k];
        nest.stride[a][k] = nest.stride[b][k];
        nest.stride[b][k] = step;
    }
}

// Dimensions of length 1 dropped, the output walked forwards in memory order, neighbours that are one run merged.
void simplify(Nest& nest) {
    for (int d = 0; d < nest.ndim; d++)
        if (nest.stride[d][0] < 0)
            for (int k = 0; k < nest.n_operands; k++) {
                nest.data[k] += (nest.shape[d] - 1) * nest.stride[d][k];
                nest.stride[d][k] = -nest.stride[d][k];
            }
    for (int d = 1; d < nest.ndim; d++)
        for (int e = d; e > 0 && is_outside(nest, e - 1, e); e--) swap_dimensions(nest, e - 1, e);
    int kept = 0;
    for (int d = 1; d < nest.ndim; d++) {
        bool joins = true;
        for (int k = 0; k < nest.n_operands; k++) joins = joins && nest.stride[d][k] == nest.shape[kept] * nest.stride[kept][k];
        if (joins) nest.shape[kept] *= nest.shape[d];
        else swap_dimensions(nest, ++kept, d);
    }
    if (nest.ndim > 0) nest.ndim = kept + 1;
}

// False when there is nothing to do.
bool make_nest(Nest& nest, int n_operands, const ta_view* const* views) {
    nest.n_operands = n_operands;
    nest.ndim = 0;
    for (int k = 0; k < n_operands; k++) nest.data[k] = views[k]->data;
    const ta_view* out = views[0];
    for (int d = out->ndim - 1; d >= 0; d--) {
        if (out->shape[d] == 0) return false;
        if (out->shape[d] == 1) continue;
        nest.shape[nest.ndim] = out->shape[d];
        for (int k = 0; k < n_operands; k++) nest.stride[nest.ndim][k] = views[k]->stride_bytes[d];
        nest.ndim++;
    }
    if (nest.ndim == 0) {
        nest.ndim = 1;
        nest.shape[0] = 1;
        for (int k = 0; k < n_operands; k++) nest.stride[0][k] = 0;
    }
    simplify(nest);
    nest.block_rows = nest.least_rows = 1;
    return true;
}

template <class Kernel> struct Work {
    const Nest* nest;
    const Kernel* kernel;
    int64_t outer, pieces, piece;  // runs; tasks per run; elements of a task
    int64_t runs_per_task;
};

// Runs first .. last-1 of the outer index space, counted with dimension 1 fastest.
template <class Kernel> void walk(const Nest& nest, const Kernel& kernel, int64_t first, int64_t last) {
    int64_t index[TA_MAX_NDIM];
    char* data[MAX_OPERANDS];
    for (int k = 0; k < nest.n_operands; k++) data[k] = nest.data[k];
    int64_t rest = first;
    for (int d = 1; d < nest.ndim; d++) {
        index[d] = rest % nest.shape[d];
        rest /= nest.shape[d];
        for (int k = 0; k < nest.n_operands; k++) data[k] += index[d] * nest.stride[d][k];
    }
    if (nest.ndim == 2 && nest.block_rows == 1) {
        for (int64_t i = first; i < last; i++) {
            kernel(data, nest.stride[0], nest.shape[0]);
            for (int k = 0; k < nest.n_operands; k++) data[k] += nest.stride[1][k];
        }
        return;
    }
    for (int64_t i = first, rows = 1; i < last; i += rows) {
        if (nest.block_rows == 1) kernel(data, nest.stride[0], nest.shape[0]);
        else {
            rows = nest.shape[1] - index[1] < last - i ? nest.shape[1] - index[1] : last - i;
            if (rows >= nest.block_rows + nest.least_rows) rows = nest.block_rows;
            kernel.block(nest, data, rows);
        }
        for (int d = 1; d < nest.ndim; d++) {
            int64_t steps = d == 1 ? rows : 1;
            bool wraps = (index[d] += steps) == nest.shape[d];
            if (wraps) steps -= nest.shape[d];
            for (int k = 0; k < nest.n_operands; k++) data[k] += steps * nest.stride[d][k];
            if (!wraps) break;
            index[d] = 0;
        }
    }
}

template <class Kernel> void runs_task(void* context, int64_t i) {
    const Work<Kernel>& work = *(const Work<Kernel>*)context;
    int64_t first = i * work.runs_per_task, last = first + work.runs_per_task;
    walk(*work.nest, *work.kernel, first, last < work.outer ? last : work.outer);
}

template <class Kernel> void piece_task(void* context, int64_t i) {
    const Work<Kernel>& work = *(const Work<Kernel>*)context;
    const Nest& nest = *work.nest;
    int64_t run = i / work.pieces, start = (i % work.pieces) * work.piece;
    int64_t n = nest.shape[0] - start < work.piece ? nest.shape[0] - start : work.piece;
    char* data[MAX_OPERANDS];
    for (int k = 0; k < nest.n_operands; k++) data[k] = nest.data[k] + start * nest.stride[0][k];
    for (int d = 1; d < nest.ndim; d++) {
        for (int k = 0; k < nest.n_operands; k++) data[k] += (run % nest.shape[d]) * nest.stride[d][k];
        run /= nest.shape[d];
    }
    (*work.kernel)(data, nest.stride[0], n);
}

// A piece of dimension 0, over all runs, in blocks.
template <class Kernel> void columns_task(void* context, int64_t i) {
    const Work<Kernel>& work = *(const Work<Kernel>*)context;
    Nest nest = *work.nest;
    const int64_t start = i * work.piece;
    for (int k = 0; k < nest.n_operands; k++) nest.data[k] += start * nest.stride[0][k];
    nest.shape[0] = nest.shape[0] - start < work.piece ? nest.shape[0] - start : work.piece;
    walk(nest, *work.kernel, 0, work.outer);
}

// The bytes that an element of all operands together touches, a broadcast operand none. At least 1.
int64_t bytes_touched(const Nest& nest) {
    int64_t total = 0;
    for (int k = 0; k < nest.n_operands; k++) {
        int64_t nearest = 0;
        for (int d = 0; d < nest.ndim; d++) {
            const int64_t step = absolute(nest.stride[d][k]);
            if (step && (!nearest || step < nearest)) nearest = step;
        }
        total += nearest < 64 ? nearest : 64;
    }
    return total ? total : 1;
}

template <class Kernel> void run_nest(const Nest& nest, const Kernel& kernel) {
    int64_t outer = 1;
    for (int d = 1; d < nest.ndim; d++) outer *= nest.shape[d];
    const int64_t cost = bytes_touched(nest) + kernel.cost();
    if (outer * nest.shape[0] * cost < THREADED_COST) return walk(nest, kernel, 0, outer);
    int64_t task = LEAST_TASK;
    while (2 * task * cost <= TASK_COST) task *= 2;
    while (task > LEAST_DEAR_TASK && task * kernel.cost() > TASK_COST) task /= 2;
    Work<Kernel> work = {&nest, &kernel, outer, 1, 0, 1};
    if (nest.shape[0] >= 2 * task) {
        work.piece = task;
        work.pieces = (nest.shape[0] + work.piece - 1) / work.piece;
        if (nest.block_rows > 1) return ta_parallel_for(work.pieces, columns_task<Kernel>, &work);
        return ta_parallel_for(outer * work.pieces, piece_task<Kernel>, &work);
    }
    work.runs_per_task = (task + nest.shape[0] - 1) / nest.shape[0];
    if (nest.block_rows > 1) work.runs_per_task = (work.runs_per_task + nest.block_rows - 1) / nest.block_rows * nest.block_rows;
    ta_parallel_for((outer + work.runs_per_task - 1) / work.runs_per_task, runs_task<Kernel>, &work);
}

}  // namespace
