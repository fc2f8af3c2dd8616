// Sums of rows of a fused pass whose steps are one chain: the values stay in registers, and the sums have the bits of the kernel over memory.
#pragma once
#include "fuse_tile.hpp"
#include "reduce_table.h"

namespace {

const int MAX_LEVELS = 48;

// Sums joined as a binary tree: partial[k] holds 2^k of them.
struct SumTree {
    double partial[MAX_LEVELS];
    int depth = 0;
    int64_t n = 0;

    void add(double sum) {
        for (int64_t bits = ++n; !(bits & 1); bits >>= 1) sum = partial[--depth] + sum;
        partial[depth++] = sum;
    }
    double joined() const {
        double sum = partial[depth - 1];
        for (int k = depth - 1; k-- > 0;) sum = partial[k] + sum;
        return sum;
    }
};

// Whether a pass is a sum that the kernels keep in float64.
bool sums_floats(const ta_fuse_pass* pass, int dtype) {
    return (pass->reduction == TA_REDUCE_SUM || pass->reduction == TA_FUSE_MEAN) && (dtype == TA_F32 || dtype == TA_F64);
}

// Rows of n elements that begin row_step elements apart.
struct RowsOf {
    int64_t first, row_step, n_rows, n;
};

// Whether each row lies in the innermost dimension of every operand, side by side or as one value.
bool has_plain_rows(const Frame& frame, const RowsOf& rows) {
    for (int k = 0; k < frame.n_operands; k++) {
        const Operand& x = frame.operand[k];
        if (x.stride[0] != x.item && x.stride[0] != 0) return false;
        if (x.n_dims > 1 && (x.shape[0] % rows.n || rows.first % rows.n || rows.row_step % rows.n)) return false;
    }
    return true;
}

// The bits of ta_fuse_sum_for.
uint32_t spread_of_rows(const Frame& frame) {
    uint32_t spread = 0;
    for (int k = 0; k < frame.n_operands; k++)
        if (frame.operand[k].stride[0] == 0) spread |= 1u << k;
    return spread;
}

// The chain that sums these rows, or NULL.
const ta_fuse_chain* sum_chain(const Frame& frame, const RowsOf& rows) {
    return has_plain_rows(frame, rows) ? ta_fuse_sum_for(frame.pass, spread_of_rows(frame)) : nullptr;
}

// Points data at element `at` of an operand; step: to the next row. The number of rows for which that holds.
int64_t place_row(const Operand& x, char* base, int64_t at, const RowsOf& rows, char*& data, int64_t& step) {
    if (x.n_dims == 1) {
        data = base + at * x.stride[0], step = rows.row_step * x.stride[0];
        return rows.n_rows;
    }
    int64_t inner = at % x.shape[0], rest = at / x.shape[0], index = rest % x.shape[1];
    data = base + inner * x.stride[0];
    for (int d = 1; d < x.n_dims; d++) {
        data += rest % x.shape[d] * x.stride[d];
        rest /= x.shape[d];
    }
    if (rows.row_step < x.shape[0]) {
        step = rows.row_step * x.stride[0];
        return (x.shape[0] - rows.n - inner) / rows.row_step + 1;
    }
    const int64_t across = rows.row_step / x.shape[0];
    step = across * x.stride[1];
    return rows.row_step % x.shape[0] ? 1 : (x.shape[1] - 1 - index) / across + 1;
}

// Rows of at most TA_REDUCE_TILE elements.
void sum_short_rows(const Frame& frame, const Tile& tile, const ta_fuse_chain& chain, const RowsOf& rows, double* sums) {
    ta_fuse_sums call;
    const int rest = int(rows.n & 15), low = chain.lanes == 16 ? 16 : 8;
    const uint64_t bits = (uint64_t(1) << rest) - 1;
    call.n_fours = rows.n & ~int64_t(63), call.n_units = rows.n & ~int64_t(15);
    call.low_rest = bits & ((1 << low) - 1), call.high_rest = bits >> 8;
    for (int64_t r = 0; r < rows.n_rows; r += call.n_rows) {
        const int64_t at = rows.first + r * rows.row_step;
        call.n_rows = rows.n_rows - r;
        for (int i = 0, k = 0; i < chain.n_slots; i++) {
            const int p = chain.place[i];
            call.data[i] = tile.data[p], call.step[i] = 0;
            if (frame.pass->places[p].kind != TA_FUSE_VIEW) continue;
            for (k = 0; frame.operand[k].place != p;) k++;
            const int64_t n = place_row(frame.operand[k], tile.base[k], at, rows, call.data[i], call.step[i]);
            if (n < call.n_rows) call.n_rows = n;
        }
        call.sums = sums + r;
        const int64_t n_rows = call.n_rows;
        (rows.n == 16 ? chain.sum_unit : chain.sum)(&call);
        call.n_rows = n_rows;
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
        SumTree tree;
        for (int64_t t = 0; t < n_whole + (rest != 0); t++) tree.add(tile_sums[t]);
        sums[r] += tree.joined();
    }
}

}  // namespace
