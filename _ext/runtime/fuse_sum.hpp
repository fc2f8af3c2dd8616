// Sums of rows of a fused pass whose steps are one chain: the values stay in registers, and the sums have the bits of the kernel over memory.
#pragma once
#include "fuse_tile.hpp"
#include "reduce_table.h"

namespace {

const int MAX_LEVELS = 48;

// Sums, or products, joined as a binary tree: partial[k] holds 2^k of them.
struct Tree {
    bool multiplies;
    int depth = 0;
    int64_t n = 0;
    double partial[MAX_LEVELS];

    explicit Tree(bool multiplies) : multiplies(multiplies) {}
    double join(double a, double b) const { return multiplies ? a * b : a + b; }
    void add(double x) {
        for (int64_t bits = ++n; !(bits & 1); bits >>= 1) x = join(partial[--depth], x);
        partial[depth++] = x;
    }
    double joined() const {
        double x = partial[depth - 1];
        for (int k = depth - 1; k-- > 0;) x = join(partial[k], x);
        return x;
    }
};

// The dtype of the values that a pass with steps reduces.
int dtype_of_values(const ta_fuse_pass* pass) { return pass->places[pass->steps[pass->n_steps - 1].out].dtype; }

// Whether a pass is a sum that the kernels keep in float64.
bool sums_floats(const ta_fuse_pass* pass) {
    const int dtype = dtype_of_values(pass);
    return (pass->reduction == TA_REDUCE_SUM || pass->reduction == TA_FUSE_MEAN) && (dtype == TA_F32 || dtype == TA_F64);
}

// The chain that sums these rows, or NULL.
const ta_fuse_chain* sum_chain(const Frame& frame, const RowsOf& rows) {
    return has_plain_rows(frame, rows) ? ta_fuse_sum_for(frame.pass, spread_of_rows(frame)) : nullptr;
}

// Rows of at most TA_REDUCE_TILE elements.
void sum_short_rows(const Frame& frame, const Tile& tile, const ta_fuse_chain& chain, RowsOf rows, double* sums) {
    ta_fuse_run run;
    const uint64_t bits = (uint64_t(1) << (rows.n & 15)) - 1;
    run.n_fours = rows.n & ~int64_t(63), run.n_units = rows.n & ~int64_t(15);
    run.low = chain.lanes == 16 ? bits : bits & 255, run.high = bits >> 8;
    while (rows.n_rows) {
        const int64_t now = place_rows(frame, tile, chain, rows, run);
        run.n_rows = now, run.sums = sums;
        (rows.n == 16 ? chain.run_unit : chain.run)(&run);
        rows.first += now * rows.row_step, rows.n_rows -= now, sums += now;
    }
}

// sums[r] joins the sum of row r. Of rows for which sum_chain gave a chain, at most 32768 elements each.
void sum_rows(const Frame& frame, const Tile& tile, const ta_fuse_chain& chain, const RowsOf& rows, double* sums) {
    if (rows.n <= TA_REDUCE_TILE) return sum_short_rows(frame, tile, chain, rows, sums);
    double tile_sums[33];
    for (int64_t r = 0; r < rows.n_rows; r++) {
        const int64_t n_whole = rows.n / TA_REDUCE_TILE, rest = rows.n % TA_REDUCE_TILE;
        const RowsOf whole = {rows.first + r * rows.row_step, TA_REDUCE_TILE, n_whole, TA_REDUCE_TILE};
        for (int64_t t = 0; t <= n_whole; t++) tile_sums[t] = -0.0;
        sum_short_rows(frame, tile, chain, whole, tile_sums);
        if (rest) sum_short_rows(frame, tile, chain, {whole.first + n_whole * TA_REDUCE_TILE, rest, 1, rest}, tile_sums + n_whole);
        Tree tree(false);
        for (int64_t t = 0; t < n_whole + (rest != 0); t++) tree.add(tile_sums[t]);
        sums[r] += tree.joined();
    }
}

}  // namespace
