#include "loop.h"

#include "pool.h"

namespace {

const int MAX_OPERANDS = 1 + TA_MAX_INPUTS;
const int64_t TILE = 512;
const int64_t TASK_ELEMENTS = 65536;
const int64_t THREADED_ELEMENTS = 131072;
const int64_t BLOCK_COLUMNS = 128;
const int64_t BLOCK_BYTES = 128;
const int64_t LONG_RUN = 4096;

// Operands side by side: dimension d of length shape[d], operand k steps stride[d][k] bytes. Dimension 0 is the innermost.
struct Nest {
    int ndim, n_operands;
    int64_t block_rows;
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

// True when an input steps further along dimension 0 than along d, where neighbours share a cache line that a whole run
// would push out: runs are long, their steps fall into few sets of the cache, or the line serves many elements.
bool is_crossed(const Nest& nest, int d) {
    for (int k = 1; k < nest.n_operands; k++) {
        int64_t step = absolute(nest.stride[d][k]), far = absolute(nest.stride[0][k]);
        if (!step || step >= BLOCK_BYTES / 2 || step >= far) continue;
        if (step == 1 || far % 1024 == 0 || nest.shape[0] > LONG_RUN) return true;
    }
    return false;
}

// How many runs along dimension 1 are walked together: as many as use up the cache lines of a crossed input, else one.
int64_t block_rows(Nest& nest) {
    if (nest.ndim < 2 || nest.shape[0] < 8) return 1;
    for (int d = 1; d < nest.ndim; d++)
        if (is_crossed(nest, d)) {
            if (d > 1) swap_dimensions(nest, 1, d);
            int64_t least = BLOCK_BYTES;
            for (int k = 1; k < nest.n_operands; k++) {
                int64_t step = absolute(nest.stride[1][k]);
                if (step && step < least) least = step;
            }
            return BLOCK_BYTES / least < 8 ? 8 : BLOCK_BYTES / least;
        }
    return 1;
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
    nest.block_rows = block_rows(nest);
    return true;
}

// One run through a kernel, converting operands whose dtype is not the kernel's in tiles.
struct Kernel {
    ta_map_fn run;
    int n_operands;
    bool converts;
    ta_map_fn to_loop[MAX_OPERANDS];  // NULL where the dtype is the kernel's; [0] converts results back
    int itemsize[MAX_OPERANDS];       // of the kernel's dtypes

    void operator()(char* const* data, const int64_t* stride, int64_t n) const {
        if (!converts) return run(data, stride, n);
        alignas(64) char tiles[MAX_OPERANDS][TILE * 16];
        for (int64_t i = 0; i < n; i += TILE) {
            int64_t m = n - i < TILE ? n - i : TILE;
            char* at[MAX_OPERANDS];
            int64_t step[MAX_OPERANDS];
            for (int k = 0; k < n_operands; k++) {
                char* p = data[k] + i * stride[k];
                at[k] = to_loop[k] ? tiles[k] : p;
                step[k] = to_loop[k] ? itemsize[k] : stride[k];
                if (k == 0 || !to_loop[k]) continue;
                char* const pair[2] = {tiles[k], p};
                const int64_t steps[2] = {itemsize[k], stride[k]};
                to_loop[k](pair, steps, stride[k] ? m : 1);
                if (!stride[k]) step[k] = 0;
            }
            run(at, step, m);
            if (to_loop[0]) {
                char* const pair[2] = {data[0] + i * stride[0], tiles[0]};
                const int64_t steps[2] = {stride[0], itemsize[0]};
                to_loop[0](pair, steps, m);
            }
        }
    }
};

struct Work {
    const Nest* nest;
    const Kernel* kernel;
    int64_t outer, pieces, piece;  // runs; tasks per run; elements of a task
    int64_t runs_per_task;
};

// `rows` runs along dimension 1, a few columns of all of them at a time.
void block(const Nest& nest, const Kernel& kernel, char* const* data, int64_t rows) {
    for (int64_t column = 0; column < nest.shape[0]; column += BLOCK_COLUMNS) {
        int64_t n = nest.shape[0] - column < BLOCK_COLUMNS ? nest.shape[0] - column : BLOCK_COLUMNS;
        char* at[MAX_OPERANDS];
        for (int k = 0; k < nest.n_operands; k++) at[k] = data[k] + column * nest.stride[0][k];
        for (int64_t row = 0; row < rows; row++) {
            kernel(at, nest.stride[0], n);
            for (int k = 0; k < nest.n_operands; k++) at[k] += nest.stride[1][k];
        }
    }
}

// Runs first .. last-1 of the outer index space, counted with dimension 1 fastest.
void walk(const Nest& nest, const Kernel& kernel, int64_t first, int64_t last) {
    int64_t index[TA_MAX_NDIM];
    char* data[MAX_OPERANDS];
    for (int k = 0; k < nest.n_operands; k++) data[k] = nest.data[k];
    int64_t rest = first;
    for (int d = 1; d < nest.ndim; d++) {
        index[d] = rest % nest.shape[d];
        rest /= nest.shape[d];
        for (int k = 0; k < nest.n_operands; k++) data[k] += index[d] * nest.stride[d][k];
    }
    for (int64_t i = first, rows = 1; i < last; i += rows) {
        if (nest.block_rows == 1) kernel(data, nest.stride[0], nest.shape[0]);
        else {
            rows = nest.shape[1] - index[1] < last - i ? nest.shape[1] - index[1] : last - i;
            if (rows > nest.block_rows) rows = nest.block_rows;
            block(nest, kernel, data, rows);
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

void runs_task(void* context, int64_t i) {
    const Work& work = *(const Work*)context;
    int64_t first = i * work.runs_per_task, last = first + work.runs_per_task;
    walk(*work.nest, *work.kernel, first, last < work.outer ? last : work.outer);
}

void piece_task(void* context, int64_t i) {
    const Work& work = *(const Work*)context;
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

void run_nest(const Nest& nest, const Kernel& kernel) {
    int64_t outer = 1;
    for (int d = 1; d < nest.ndim; d++) outer *= nest.shape[d];
    if (outer * nest.shape[0] < THREADED_ELEMENTS) return walk(nest, kernel, 0, outer);
    Work work = {&nest, &kernel, outer, 1, 0, 1};
    if (nest.shape[0] >= 2 * TASK_ELEMENTS) {
        work.piece = TASK_ELEMENTS;
        work.pieces = (nest.shape[0] + work.piece - 1) / work.piece;
        return ta_parallel_for(outer * work.pieces, piece_task, &work);
    }
    work.runs_per_task = (TASK_ELEMENTS + nest.shape[0] - 1) / nest.shape[0];
    ta_parallel_for((outer + work.runs_per_task - 1) / work.runs_per_task, runs_task, &work);
}

}  // namespace

extern "C" {

int ta_map(ta_map_fn run, int loop_dtype, int result_dtype, const ta_view* out, int n_in, const ta_view* in) {
    Kernel kernel = {};
    kernel.run = run;
    kernel.n_operands = n_in + 1;
    kernel.itemsize[0] = ta_itemsize[result_dtype];
    if (out->dtype != result_dtype) kernel.to_loop[0] = ta_active_cast->cast[result_dtype][out->dtype], kernel.converts = true;
    const ta_view* views[MAX_OPERANDS] = {out};
    for (int k = 0; k < n_in; k++) {
        views[k + 1] = in + k;
        kernel.itemsize[k + 1] = ta_itemsize[loop_dtype];
        if (in[k].dtype != loop_dtype) kernel.to_loop[k + 1] = ta_active_cast->cast[in[k].dtype][loop_dtype], kernel.converts = true;
    }
    Nest nest;
    if (make_nest(nest, n_in + 1, views)) run_nest(nest, kernel);
    return TA_OK;
}

int ta_cast_view(const ta_view* out, const ta_view* in) {
    Kernel kernel = {};
    kernel.run = ta_active_cast->cast[in->dtype][out->dtype];
    kernel.n_operands = 2;
    const ta_view* views[2] = {out, in};
    Nest nest;
    if (make_nest(nest, 2, views)) run_nest(nest, kernel);
    return TA_OK;
}

int ta_where(const ta_view* out, const ta_view* condition, const ta_view* if_true, const ta_view* if_false) {
    Kernel kernel = {};
    int size = ta_itemsize[out->dtype];
    kernel.run = ta_active_cast->where[size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : size == 8 ? 3 : 4];
    kernel.n_operands = 4;
    const ta_view* views[4] = {out, condition, if_true, if_false};
    Nest nest;
    if (make_nest(nest, 4, views)) run_nest(nest, kernel);
    return TA_OK;
}

}  // extern "C"
