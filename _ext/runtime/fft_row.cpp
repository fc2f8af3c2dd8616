#include "fft_row.h"

#include <string.h>

#include "alloc.h"
#include "pool.h"

namespace fft {

namespace {

const int64_t parallel_from = 1 << 15;  // elements of a sequence that is worth more than one thread

int64_t plane_of(const Plan* plan) { return int64_t(2 * sizeof(double)) * plan->kernels->lanes; }
// Bytes of a number of that form, and of a pair.
int64_t item_of(int form) { return form & TA_FFT_SINGLE ? 4 : 8; }
int64_t pair_of(int form) { return 2 * item_of(form); }

const int64_t double_pair = 16;

int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

// ---- columns x rows ----

struct Steps {
    const Plan* plan;
    const Row* row;
    const char* in;
    char *out, *blocks, *scratch;  // scratch NULL: each task gets its own
    int in_form, out_form;
    double scale;
    int64_t blocks_per_task;
    int result;
};

int64_t steps_scratch(const Row* row, int64_t plane) { return 2 * larger(row->rows, row->columns) * plane; }

void step_down(Steps& s, int64_t block, char* scratch) {
    const int64_t plane = plane_of(s.plan);
    const Row& row = *s.row;
    const int64_t first = block_start(block, s.plan->kernels->lanes, row.columns);
    const ta_fft_side in = {(void*)(s.in + first * pair_of(s.in_form)), 2 * row.columns, s.in_form};
    const ta_fft_side out = {s.blocks + block * row.block_rows * plane, plane / 8, TA_FFT_PLANES};
    s.plan->kernels->run(&row.down, in, out, 1, scratch, scratch + row.rows * plane);
}

// Transforms across, for as many rows as there are lanes. Fewer rows than lanes go through the second half of the scratch.
void step_across(Steps& s, int64_t block, char* scratch) {
    const int64_t plane = plane_of(s.plan);
    const ta_fft_table& k = *s.plan->kernels;
    const Row& row = *s.row;
    const int64_t first = block_start(block, k.lanes, row.rows), at = first * plane;
    k.tiles_in(s.blocks + at, (const char*)row.tile_twiddles + at, row.block_rows * plane / 8, row.columns, scratch);
    const ta_fft_side in = {scratch, plane / 8, TA_FFT_PLANES};
    char* other = scratch + row.columns * plane;
    if (row.rows >= k.lanes) {
        k.run(&row.across, in, {s.out + first * pair_of(s.out_form), 2 * row.rows, s.out_form}, s.scale, scratch, other);
        return;
    }
    char* wide_rows = s.blocks;  // read by now
    k.run(&row.across, in, {wide_rows, plane / 8, s.out_form}, s.scale, scratch, other);
    const int64_t row_bytes = row.rows * pair_of(s.out_form), step = plane / 8 * item_of(s.out_form);
    for (int64_t j = 0; j < row.columns; j++) memcpy(s.out + j * row_bytes, wide_rows + j * step, size_t(row_bytes));
}

template <void (*step)(Steps&, int64_t, char*), bool is_down> void steps_task(void* context, int64_t task) {
    Steps& s = *(Steps*)context;
    const int64_t n = is_down ? s.row->n_blocks : (s.row->rows + s.plan->kernels->lanes - 1) / s.plan->kernels->lanes;
    const int64_t first = task * s.blocks_per_task, end = first + s.blocks_per_task < n ? first + s.blocks_per_task : n;
    const size_t n_bytes = size_t(steps_scratch(s.row, plane_of(s.plan)));
    char* scratch = s.scratch ? s.scratch : (char*)ta_alloc(n_bytes);
    if (!scratch) {
        __atomic_store_n(&s.result, int(TA_NO_MEMORY), __ATOMIC_RELAXED);
        return;
    }
    for (int64_t b = first; b < end; b++) step(s, b, scratch);
    if (!s.scratch) ta_free(scratch, n_bytes);
}

// Too few columns to read whole vectors, or too few rows to write them without touching what is behind.
bool is_padded(const Row* row, int64_t lanes) { return row->columns < lanes; }

int64_t padded_bytes(const Plan* plan, const Row* row) {
    const int64_t plane = plane_of(plan);
    return is_padded(row, plan->kernels->lanes) ? row->n * double_pair + plane : 0;
}

int64_t blocks_bytes(const Plan* plan, const Row* row) {
    const int64_t plane = plane_of(plan);
    return larger(row->n_blocks * row->block_rows, row->columns) * plane;
}

int run_two_steps(const Plan* plan, const Row* row, const void* in, void* out, int in_form, int out_form, double scale, char* workspace) {
    const int64_t plane = plane_of(plan);
    const int64_t lanes = plan->kernels->lanes;
    Steps s = {plan, row, (const char*)in, (char*)out, workspace, nullptr, in_form, out_form, scale, 0, TA_OK};
    workspace += blocks_bytes(plan, row);
    if (is_padded(row, lanes)) {
        const int64_t n_bytes = row->n * pair_of(in_form);
        memcpy(workspace, in, size_t(n_bytes));
        memset(workspace + n_bytes, 0, size_t(plane));
        s.in = workspace;
    }
    workspace += padded_bytes(plan, row);
    const int64_t n_across = (row->rows + lanes - 1) / lanes;
    if (row->n < parallel_from) {
        for (int64_t b = 0; b < row->n_blocks; b++) step_down(s, b, workspace);
        for (int64_t b = 0; b < n_across; b++) step_across(s, b, workspace);
        return TA_OK;
    }
    s.scratch = ta_get_num_threads() == 1 ? workspace : nullptr;
    s.blocks_per_task = larger(1, (1 << 13) / (row->rows * lanes));
    ta_parallel_for((row->n_blocks + s.blocks_per_task - 1) / s.blocks_per_task, steps_task<step_down, true>, &s);
    if (s.result != TA_OK) return s.result;
    s.blocks_per_task = larger(1, (1 << 13) / (row->columns * lanes));
    ta_parallel_for((n_across + s.blocks_per_task - 1) / s.blocks_per_task, steps_task<step_across, false>, &s);
    return s.result;
}

// ---- one lane, chirp ----

void run_one_lane(const Plan* plan, const Row* row, const void* in, void* out, int in_form, int out_form, double scale, char* workspace) {
    const ta_fft_table& k = *plan->kernels;
    const int64_t bytes = row->n * plane_of(plan);
    const ta_fft_side side = {workspace, plane_of(plan) / 8, TA_FFT_PLANES};
    k.columns_in(in, 2, row->n, row->n, 1, in_form, workspace);
    k.run(&row->whole, side, side, 1, workspace + bytes, workspace + 2 * bytes);
    k.columns_out(workspace, row->n, 1, out_form, scale, out, 2);
}

int run_chirp(const Plan* plan, const Row* row, const void* in, void* out, int in_form, int out_form, double scale, char* workspace) {
    const ta_fft_table& k = *plan->kernels;
    const int64_t length = row->inner->n;
    const int pairs = TA_FFT_PAIRS, swapped = TA_FFT_PAIRS | TA_FFT_SWAPPED;
    char* x = workspace;
    workspace += length * double_pair;
    k.multiply(in, in_form, row->chirps, x, pairs, row->n, 1);
    memset(x + row->n * double_pair, 0, size_t((length - row->n) * double_pair));
    int result = run_row(plan, row->inner, x, x, pairs, pairs, 1, workspace);
    if (result != TA_OK) return result;
    k.multiply(x, pairs, row->spectrum, x, pairs, length, 1);
    result = run_row(plan, row->inner, x, x, swapped, swapped, 1, workspace);
    k.multiply(x, pairs, row->chirps, out, out_form, row->n, scale);
    return result;
}

// ---- side by side ----

int64_t number_of(const ta_fft_side& side) { return side.form == TA_FFT_PLANES ? 8 : item_of(side.form); }

// Columns x rows, each sequence in its lane: what run_two_steps computes, operation by operation.
void run_lanes_two_steps(const Plan* plan, const Row* row, ta_fft_side in, ta_fft_side out, double scale, char* workspace) {
    const ta_fft_table& k = *plan->kernels;
    const int64_t plane = plane_of(plan), lanes = k.lanes, in_step = in.stride * number_of(in), out_step = out.stride * number_of(out);
    char *blocks = workspace, *a = blocks + row->n * plane, *b = a + larger(row->rows, row->columns) * plane;
    for (int64_t c = 0; c < row->columns; c++) {
        char* column = blocks + c * row->rows * plane;
        k.run(&row->down, {(char*)in.data + c * in_step, row->columns * in.stride, in.form}, {column, plane / 8, TA_FFT_PLANES}, 1, a, b);
        const int64_t block = c / lanes, lane = c - block_start(block, lanes, row->columns);
        k.twiddle(column, row->rows, (const char*)row->tile_twiddles + block * row->block_rows * plane + lane * 8);
    }
    for (int64_t r = 0; r < row->rows; r++) {
        const ta_fft_side from = {blocks + r * plane, row->rows * plane / 8, TA_FFT_PLANES};
        k.run(&row->across, from, {(char*)out.data + r * out_step, row->rows * out.stride, out.form}, scale, a, b);
    }
}

}  // namespace

size_t lanes_workspace(const Plan* plan, const Row* row) {
    const int64_t plane = plane_of(plan);
    return size_t(row->has_whole ? 2 * row->n * plane : row->n * plane + steps_scratch(row, plane));
}

void run_lanes(const Plan* plan, const Row* row, ta_fft_side in, ta_fft_side out, double scale, void* workspace) {
    if (row->has_whole) plan->kernels->run(&row->whole, in, out, scale, workspace, (char*)workspace + row->n * plane_of(plan));
    else run_lanes_two_steps(plan, row, in, out, scale, (char*)workspace);
}

size_t row_workspace(const Plan* plan, const Row* row) {
    const int64_t plane = plane_of(plan);
    switch (row->method) {
        case one_lane: return size_t(3 * row->n * plane);
        case two_steps: return size_t(blocks_bytes(plan, row) + padded_bytes(plan, row) + steps_scratch(row, plane));
        default: return size_t(row->inner->n * double_pair) + row_workspace(plan, row->inner);
    }
}

int run_row(const Plan* plan, const Row* row, const void* in, void* out, int in_form, int out_form, double scale, void* workspace) {
    const size_t n_bytes = workspace ? 0 : row_workspace(plan, row);
    char* memory = workspace ? (char*)workspace : (char*)ta_alloc(n_bytes);
    if (!memory) return TA_NO_MEMORY;
    int result = TA_OK;
    if (row->method == two_steps) result = run_two_steps(plan, row, in, out, in_form, out_form, scale, memory);
    else if (row->method == chirp) result = run_chirp(plan, row, in, out, in_form, out_form, scale, memory);
    else run_one_lane(plan, row, in, out, in_form, out_form, scale, memory);
    if (!workspace) ta_free(memory, n_bytes);
    return result;
}

}  // namespace fft
