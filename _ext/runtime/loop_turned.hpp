// Elementwise loops whose runs along dimension 0 are bad ones for some inputs: those are turned, or all run along another dimension.
#pragma once
#include "alloc.h"
#include "item_size.hpp"
#include "move_table.h"
#include "nest.hpp"

namespace {

const int64_t TURNED_COLUMNS = 2048;
const int64_t LINE_BYTES = 64;
const int64_t SHORT_TURNED = 512;  // elements: of shorter rows many are one run
const int64_t FEW_COLUMNS = 8;   // shorter rows are worked on across
const int64_t FEW_STRIDED = 14;  // the same where the elements of a row are apart
const int64_t ACROSS_ROWS = 256;  // so many of them at once

// Inputs whose neighbours in memory lie along dimension 1, not along that of the output.
struct Turned {
    bool is_turned[MAX_OPERANDS];
    int64_t n_turned;
    int64_t item_bytes;  // the largest of theirs
    bool are_runs;       // the rows of a block are one run in all operands, once those inputs are turned

    // False where there are none. Changes the order of the dimensions.
    bool find(Nest& nest, const int64_t* item) {
        n_turned = item_bytes = 0;
        if (nest.ndim < 2 || nest.shape[0] < 8) return false;
        for (int d = 1; d < nest.ndim && !item_bytes; d++) {
            for (int k = 1; k < nest.n_operands; k++) {
                is_turned[k] = nest.shape[d] >= 8 && nest.stride[d][k] == item[k] && nest.stride[0][k] != 0;
                if (is_turned[k] && item[k] > item_bytes) item_bytes = item[k];
            }
            if (item_bytes && d > 1) swap_dimensions(nest, 1, d);
        }
        if (!item_bytes) return false;
        for (int k = 1; k < nest.n_operands; k++) n_turned += is_turned[k];
        const int64_t n = nest.shape[0], line = item_bytes > 8 ? 8 : LINE_BYTES / item_bytes;
        are_runs = n <= SHORT_TURNED;
        for (int k = 0; k < nest.n_operands; k++) are_runs = are_runs && ((k && is_turned[k]) || nest.stride[1][k] == n * nest.stride[0][k]);
        nest.block_rows = are_runs ? (SHORT_TURNED / n + line) & -line : line;
        return true;
    }

    // Long pieces: what streams is what is prefetched.
    template <class Run> void block(const Run& run, const Nest& nest, char* const* data, int64_t rows) const {
        const int64_t piece = nest.shape[0] < TURNED_COLUMNS ? nest.shape[0] : TURNED_COLUMNS, tile_bytes = (rows * piece * item_bytes + 63) & ~int64_t(63);
        char* tiles = (char*)ta_alloc(size_t(n_turned * tile_bytes));
        for (int64_t column = 0; column < nest.shape[0]; column += piece) {
            const int64_t n = nest.shape[0] - column < piece ? nest.shape[0] - column : piece;
            char *at[MAX_OPERANDS], *tile = tiles;
            int64_t step[MAX_OPERANDS], next[MAX_OPERANDS];
            for (int k = 0; k < nest.n_operands; k++) {
                at[k] = data[k] + column * nest.stride[0][k];
                step[k] = nest.stride[0][k];
                next[k] = nest.stride[1][k];
                if (k == 0 || !is_turned[k] || !tiles) continue;
                step[k] = nest.stride[1][k];
                next[k] = n * step[k];
                ta_active_move->transpose[size_index(step[k])](tile, next[k], at[k], nest.stride[0][k], rows, n);
                at[k] = tile;
                tile += tile_bytes;
            }
            if (are_runs && tiles) {
                run(at, step, rows * n);
                continue;
            }
            for (int64_t row = 0; row < rows; row++) {
                run(at, step, n);
                for (int k = 0; k < nest.n_operands; k++) at[k] += next[k];
            }
        }
        ta_free(tiles, size_t(n_turned * tile_bytes));
    }
};

// Rows that are so short that runs along dimension 1 are better.
struct Across {
    // False where rows are long enough. Changes the order of the dimensions.
    static bool find(Nest& nest, const int64_t* item) {
        bool are_runs = true;
        for (int k = 0; k < nest.n_operands; k++) are_runs = are_runs && (nest.stride[0][k] == 0 || nest.stride[0][k] == item[k]);
        if (nest.ndim < 2 || nest.shape[0] >= (are_runs ? FEW_COLUMNS : FEW_STRIDED)) return false;
        int longest = 1;
        for (int d = 2; d < nest.ndim; d++)
            if (nest.shape[d] > nest.shape[longest]) longest = d;
        if (nest.shape[longest] < 2 * FEW_STRIDED) return false;
        if (longest > 1) swap_dimensions(nest, 1, longest);
        nest.block_rows = ACROSS_ROWS;
        return true;
    }
    template <class Run> static void block(const Run& run, const Nest& nest, char* const* data, int64_t rows) {
        char* at[MAX_OPERANDS];
        for (int k = 0; k < nest.n_operands; k++) at[k] = data[k];
        for (int64_t column = 0; column < nest.shape[0]; column++) {
            run(at, nest.stride[1], rows);
            for (int k = 0; k < nest.n_operands; k++) at[k] += nest.stride[0][k];
        }
    }
};

}  // namespace
