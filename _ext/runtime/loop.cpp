#include "loop.h"

#include "copy.h"
#include "loop_joined.hpp"
#include "loop_turned.hpp"

namespace {

const int64_t TILE = 512;

// One run through a kernel, converting operands whose dtype is not the kernel's in tiles.
struct Kernel {
    ta_map_fn run;
    int n_operands;
    bool converts;
    ta_map_fn to_loop[MAX_OPERANDS];  // NULL where the dtype is the kernel's; [0] converts results back
    int itemsize[MAX_OPERANDS];       // of the kernel's dtypes
    int64_t own_cost;

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

// A kernel over all runs of a nest, and how its blocks of rows are taken where single rows are no good runs.
struct Loop {
    const Kernel& kernel;
    enum { BY_ROWS, TURNED, JOINED, ACROSS } way;
    Turned turned;
    Joined joined;

    int64_t cost() const { return kernel.own_cost; }
    void operator()(char* const* data, const int64_t* stride, int64_t n) const { kernel(data, stride, n); }
    void block(const Nest& nest, char* const* data, int64_t rows) const {
        if (way == TURNED) turned.block(kernel, nest, data, rows);
        else if (way == JOINED) joined.block(kernel, nest, data, rows);
        else Across::block(kernel, nest, data, rows);
    }
    void choose(Nest& nest, const int64_t* item) {
        if (turned.find(nest, item)) way = TURNED;
        else if (joined.find(nest, item, kernel.own_cost)) way = JOINED;
        else way = Across::find(nest, item) ? ACROSS : BY_ROWS;
    }
};

void run_over(const Kernel& kernel, const ta_view* const* views) {
    Nest nest;
    if (!make_nest(nest, kernel.n_operands, views)) return;
    Loop loop = {kernel, Loop::BY_ROWS, {}, {}};
    int64_t item[MAX_OPERANDS];
    for (int k = 0; k < kernel.n_operands; k++) item[k] = ta_itemsize[views[k]->dtype];
    if (nest.ndim > 1) loop.choose(nest, item);
    run_nest(nest, loop);
    if (loop.way == Loop::JOINED) loop.joined.release(kernel.n_operands);
}

}  // namespace

extern "C" {

int ta_map(ta_map_fn run, int64_t cost, int loop_dtype, int result_dtype, const ta_view* out, int n_in, const ta_view* in) {
    Kernel kernel = {};
    kernel.own_cost = cost;
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
    run_over(kernel, views);
    return TA_OK;
}

int ta_clip(ta_map_fn of_floats, const ta_view* out, const ta_view* x, char* low, char* high) {
    int64_t zeros[TA_MAX_NDIM] = {};
    const ta_view least = {low, x->shape, zeros, x->ndim, x->dtype}, most = {high, x->shape, zeros, x->ndim, x->dtype};
    Kernel kernel = {};
    kernel.run = of_floats ? of_floats : ta_active_cast->clip[x->dtype];
    kernel.n_operands = 4;
    const ta_view* views[4] = {out, x, &least, &most};
    run_over(kernel, views);
    return TA_OK;
}

int ta_cast_view(const ta_view* out, const ta_view* in) {
    if (out->dtype == in->dtype) return ta_copy_view(out, in);
    Kernel kernel = {};
    kernel.run = ta_active_cast->cast[in->dtype][out->dtype];
    kernel.n_operands = 2;
    const ta_view* views[2] = {out, in};
    run_over(kernel, views);
    return TA_OK;
}

int ta_where(const ta_view* out, const ta_view* condition, const ta_view* if_true, const ta_view* if_false) {
    Kernel kernel = {};
    int size = ta_itemsize[out->dtype];
    kernel.run = ta_active_cast->where[size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : size == 8 ? 3 : 4];
    kernel.n_operands = 4;
    const ta_view* views[4] = {out, condition, if_true, if_false};
    run_over(kernel, views);
    return TA_OK;
}

}  // extern "C"
