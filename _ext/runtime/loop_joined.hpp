// Elementwise loops over short rows that are one run but for inputs that repeat a row or an item, or whose rows are apart: what those
// inputs repeat is written out, and many rows go through the kernel as one run.
#pragma once
#include <string.h>

#include "alloc.h"
#include "dispatch.h"
#include "item_size.hpp"
#include "move_table.h"
#include "nest.hpp"

namespace {

const int64_t LONG_RUN = 8192;   // bytes of the runs that short ones become
const int64_t LEAST_ROWS = 4;    // of so many at least, or of two where the kernel costs more than writing them
const int64_t DEAR_COST = 80;
const int64_t SHORT_RUN = 1024;  // bytes: below, whole planes of rows become one run
const int64_t SHORT_ROW = 128;   // bytes: rows above that are apart stay where they are

// n items that are `step` bytes apart, `times` times.
inline void repeat_row(char* to, char* from, int64_t step, int64_t item, int64_t n, int64_t times) {
    char* const data[2] = {to, from};
    const int64_t stride[2] = {item, step}, total = n * item * times;
    const int dtype = dtype_of_size[size_index(item)];
    ta_active_cast->cast[dtype][dtype](data, stride, n);
    for (int64_t done = n * item; done < total; done *= 2) memcpy(to + done, to, size_t(done < total - done ? done : total - done));
}

// n rows of at most SHORT_ROW bytes, `step` bytes apart, side by side. Nothing is read from `end` on; up to SHORT_ROW bytes behind them are written.
template <int64_t size> void copy_rows_of(char* to, const char* from, int64_t step, int64_t bytes, int64_t n, const char* end) {
    struct Line { char bytes[size]; } line;
    for (int64_t j = 0; j < n; j++, from += step, to += bytes) {
        if (from + size <= end) memcpy(&line, from, size);
        else {
            const int64_t left = end - from;
            memcpy(&line, from, size_t(left < bytes ? left : bytes));
        }
        memcpy(to, &line, size);
    }
}
inline void copy_short_rows(char* to, const char* from, int64_t step, int64_t bytes, int64_t n, const char* end) {
    if (bytes <= 16) copy_rows_of<16>(to, from, step, bytes, n, end);
    else if (bytes <= 32) copy_rows_of<32>(to, from, step, bytes, n, end);
    else if (bytes <= 64) copy_rows_of<64>(to, from, step, bytes, n, end);
    else copy_rows_of<SHORT_ROW>(to, from, step, bytes, n, end);
}

// Rows of n items, `item` bytes each, item_step bytes apart, as one run with the same step. Where its first item is.
inline char* gather_rows(char* to, const char* from, int64_t step, int64_t item_step, int64_t item, int64_t n, int64_t rows) {
    const int64_t apart = item_step < 0 ? -item_step : item_step, bytes = n * apart;
    const char* low = item_step < 0 ? from + (n - 1) * item_step : from;
    const char* end = low + (rows - 1) * step + (n - 1) * apart + item;
    if (item_step > 0) {
        copy_short_rows(to, low, step, bytes, rows, end);
        return to;
    }
    copy_short_rows(to, low + (rows - 1) * step, -step, bytes, rows, end);
    return to + (rows * n - 1) * apart;
}

enum Repeat { AS_IT_IS, REPEATED_ROW, REPEATED_ITEMS, ROWS_APART, PLANE };

struct Joined {
    Repeat repeat[MAX_OPERANDS];      // how the rows of an input become the run that the other operands are
    int64_t run_step[MAX_OPERANDS];   // bytes between elements of the run that is written
    int64_t item[MAX_OPERANDS];       // bytes of an element
    char* rows_ahead[MAX_OPERANDS];   // an input that is the same for every block, written once
    int64_t least_rows;
    int64_t plane_columns, plane_rows;  // of an input whose rows lie in planes, which repeat rows or columns
    int64_t column_step[MAX_OPERANDS], row_step[MAX_OPERANDS];

    // False where rows are not to be joined. Changes the dimensions: where planes are joined, a plane is a row.
    bool find(Nest& nest, const int64_t* item_bytes, int64_t cost) {
        least_rows = cost >= DEAR_COST ? 2 : LEAST_ROWS;
        for (int k = 0; k < nest.n_operands; k++) {
            item[k] = run_step[k] = item_bytes[k];
            repeat[k] = AS_IT_IS;
            rows_ahead[k] = nullptr;
        }
        if (!find_planes(nest) && !find_rows(nest)) return false;
        write_ahead(nest);
        return true;
    }
    bool find_planes(Nest& nest) {
        if (nest.ndim < 3) return false;
        plane_columns = nest.shape[0], plane_rows = nest.shape[1];
        const int64_t size = plane_columns * plane_rows;
        int64_t largest = item[0];
        if (nest.stride[0][0] != item[0] || nest.stride[1][0] != plane_columns * item[0] || nest.stride[2][0] != size * item[0]) return false;
        Repeat found[MAX_OPERANDS] = {};
        for (int k = 1; k < nest.n_operands; k++) {
            const int64_t own = item[k];
            if (nest.stride[0][k] && nest.stride[0][k] != own) return false;
            const bool is_run = nest.stride[0][k] && nest.stride[1][k] == plane_columns * own && nest.stride[2][k] == size * own;
            found[k] = is_run ? AS_IT_IS : PLANE;
            if (own > largest) largest = own;
        }
        const int64_t most = LONG_RUN / (size * largest);
        if (most < LEAST_ROWS || size * largest > SHORT_RUN || nest.shape[2] < LEAST_ROWS) return false;
        for (int k = 0; k < nest.n_operands; k++) {
            repeat[k] = found[k];
            column_step[k] = nest.stride[0][k], row_step[k] = nest.stride[1][k];
            nest.stride[0][k] = item[k];
        }
        nest.shape[0] = size;
        for (int d = 1; d + 1 < nest.ndim; d++) swap_dimensions(nest, d, d + 1);
        nest.ndim--;
        nest.block_rows = most < nest.shape[1] ? most : nest.shape[1];
        return true;
    }
    bool find_rows(Nest& nest) {
        const int64_t n = nest.shape[0];
        if (nest.ndim < 2 || nest.shape[1] < least_rows || nest.stride[1][0] != n * nest.stride[0][0] || nest.stride[0][0] != item[0]) return false;
        int64_t largest = 1;
        for (int k = 1; k < nest.n_operands; k++) {
            const bool is_row = nest.stride[1][k] == 0;
            if (nest.stride[1][k] == n * nest.stride[0][k]) continue;
            const bool is_apart = !is_row && nest.stride[0][k];
            if (is_apart && (nest.stride[1][k] < 0 || n * absolute(nest.stride[0][k]) > SHORT_ROW)) return false;
            repeat[k] = is_row ? REPEATED_ROW : is_apart ? ROWS_APART : REPEATED_ITEMS;
            if (is_apart) run_step[k] = nest.stride[0][k];
            if (absolute(run_step[k]) > largest) largest = absolute(run_step[k]);
        }
        const int64_t rows = LONG_RUN / (n * largest);
        if (rows < least_rows) return false;
        nest.block_rows = rows < nest.shape[1] ? rows : nest.shape[1];
        return true;
    }
    void write_ahead(const Nest& nest) {
        for (int k = 1; k < nest.n_operands; k++) {
            bool is_same = repeat[k] == REPEATED_ROW || repeat[k] == PLANE;
            for (int d = 1; d < nest.ndim; d++) is_same = is_same && nest.stride[d][k] == 0;
            if (is_same) rows_ahead[k] = (char*)ta_alloc(LONG_RUN + SHORT_ROW);
            if (rows_ahead[k]) write(nest, k, rows_ahead[k], nest.data[k], nest.block_rows);
        }
    }
    void release(int n_operands) {
        for (int k = 1; k < n_operands; k++)
            if (rows_ahead[k]) ta_free(rows_ahead[k], LONG_RUN + SHORT_ROW);
    }

    template <class Run> void block(const Run& run, const Nest& nest, char* const* data, int64_t rows) const {
        alignas(64) char tiles[MAX_OPERANDS - 1][LONG_RUN + SHORT_ROW];
        char* at[MAX_OPERANDS];
        int64_t step[MAX_OPERANDS];
        for (int k = 0; k < nest.n_operands; k++) {
            const bool is_written = repeat[k] != AS_IT_IS;
            at[k] = !is_written ? data[k] : rows_ahead[k] ? rows_ahead[k] : write(nest, k, tiles[k - 1], data[k], rows);
            step[k] = is_written ? run_step[k] : nest.stride[0][k];
        }
        run(at, step, rows * nest.shape[0]);
    }
    // n rows of an input as one run. Where that starts.
    char* write(const Nest& nest, int k, char* to, char* from, int64_t n) const {
        const int64_t columns = nest.shape[0], step = nest.stride[1][k];
        if (repeat[k] == ROWS_APART) return gather_rows(to, from, step, run_step[k], item[k], columns, n);
        if (repeat[k] == PLANE) write_planes(k, to, from, step, n);
        else if (repeat[k] == REPEATED_ITEMS) ta_active_move->spread[size_index(item[k])](to, from, step, n, columns);
        else repeat_row(to, from, nest.stride[0][k], item[k], columns, n);
        return to;
    }
    // n planes, `step` bytes apart, side by side.
    void write_planes(int k, char* to, const char* from, int64_t step, int64_t n) const {
        const int64_t bytes = plane_columns * item[k], apart = row_step[k];
        const char* end = from + (n - 1) * step + (plane_rows - 1) * apart + bytes;
        for (int64_t i = 0; i < n; i++, from += step, to += plane_rows * bytes) {
            if (column_step[k] == 0) ta_active_move->spread[size_index(item[k])](to, from, apart, plane_rows, plane_columns);
            else if (bytes <= SHORT_ROW && step >= 0 && apart >= 0) copy_short_rows(to, from, apart, bytes, plane_rows, end);
            else
                for (int64_t j = 0; j < plane_rows; j++) memcpy(to + j * bytes, from + j * apart, size_t(bytes));
        }
    }
};

}  // namespace
