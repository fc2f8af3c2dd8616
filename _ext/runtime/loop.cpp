#include "loop.h"

#include <string.h>

#include "alloc.h"
#include "copy.h"
#include "item_size.hpp"
#include "move_table.h"
#include "nest.hpp"
#include "short_rows.hpp"

namespace {

const int64_t TILE = 512;
const int64_t CROSSED_COLUMNS = 2048;
const int64_t LINE_BYTES = 64;
const int64_t LONG_RUN = 8192;      // bytes of the runs that short ones become
const int64_t LEAST_ROWS = 4;       // of so many at least
const int64_t SHORT_RUN = 1024;     // bytes: below, whole planes of rows become one run
const int64_t FEW_COLUMNS = 8;      // shorter rows are worked on across
const int64_t FEW_STRIDED = 14;     // the same where the elements of a row are apart
const int64_t CROSS_ROWS = 256;     // so many of them at once

enum Repeat { AS_IT_IS, REPEATED_ROW, REPEATED_ITEMS, ROWS_APART, PLANE };

// How an input lies in planes of two dimensions, rows of columns, whose rows or columns it repeats.
struct Planes {
    int64_t columns, rows;
    int64_t column_step[MAX_OPERANDS], row_step[MAX_OPERANDS];
};

// One run through a kernel, converting operands whose dtype is not the kernel's in tiles.
struct Kernel {
    ta_map_fn run;
    int n_operands;
    bool converts;
    ta_map_fn to_loop[MAX_OPERANDS];  // NULL where the dtype is the kernel's; [0] converts results back
    int itemsize[MAX_OPERANDS];       // of the kernel's dtypes
    bool is_crossed[MAX_OPERANDS];    // inputs that are turned, block by block
    int64_t n_crossed, crossed_bytes;  // how many, and the largest of their item sizes
    Repeat repeat[MAX_OPERANDS];      // how short rows of an input become the long run that the other operands are
    int64_t long_rows;                // so many of them; 0 where rows are not joined
    int64_t run_step[MAX_OPERANDS];   // bytes between elements of the run that is written
    int64_t item[MAX_OPERANDS];       // bytes of an element
    char* rows_ahead[MAX_OPERANDS];   // a row, long_rows times, where it is the same for every block
    Planes planes;
    bool goes_across;                 // rows are too short: runs along dimension 1 instead
    int64_t own_cost;

    int64_t cost() const { return own_cost; }

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
    void block(const Nest& nest, char* const* data, int64_t rows) const {
        if (long_rows) join_rows(nest, data, rows);
        else if (goes_across) go_across(nest, data, rows);
        else turn_block(nest, data, rows);
    }
    void go_across(const Nest& nest, char* const* data, int64_t rows) const {
        char* at[MAX_OPERANDS];
        for (int k = 0; k < nest.n_operands; k++) at[k] = data[k];
        for (int64_t column = 0; column < nest.shape[0]; column++) {
            (*this)(at, nest.stride[1], rows);
            for (int k = 0; k < nest.n_operands; k++) at[k] += nest.stride[0][k];
        }
    }
    // `rows` runs along dimension 1 as one: what the inputs repeat is written out.
    void join_rows(const Nest& nest, char* const* data, int64_t rows) const {
        alignas(64) char tiles[MAX_OPERANDS - 1][LONG_RUN + SHORT_ROW];
        char* at[MAX_OPERANDS];
        int64_t step[MAX_OPERANDS];
        for (int k = 0; k < nest.n_operands; k++) {
            const bool is_written = repeat[k] != AS_IT_IS;
            at[k] = !is_written ? data[k] : rows_ahead[k] ? rows_ahead[k] : tiles[k - 1];
            step[k] = is_written ? run_step[k] : nest.stride[0][k];
            if (repeat[k] == PLANE && !rows_ahead[k]) write_planes(k, at[k], data[k], nest.stride[1][k], rows);
            else if (repeat[k] == ROWS_APART) at[k] = gather_rows(at[k], data[k], nest.stride[1][k], step[k], item[k], nest.shape[0], rows);
            else if (repeat[k] == REPEATED_ITEMS) ta_active_move->spread[size_index(step[k])](at[k], data[k], nest.stride[1][k], rows, nest.shape[0]);
            else if (repeat[k] == REPEATED_ROW && !rows_ahead[k]) repeat_row(at[k], data[k], nest.stride[0][k], step[k], nest.shape[0], rows);
        }
        (*this)(at, step, rows * nest.shape[0]);
    }
    // n planes of an input, `step` bytes apart, side by side.
    void write_planes(int k, char* to, const char* from, int64_t step, int64_t n) const {
        const int64_t item = this->item[k], columns = planes.columns, rows = planes.rows, row_step = planes.row_step[k], bytes = columns * item;
        const char* end = from + (n - 1) * step + (rows - 1) * row_step + bytes;
        for (int64_t i = 0; i < n; i++, from += step, to += rows * bytes) {
            if (planes.column_step[k] == 0) ta_active_move->spread[size_index(item)](to, from, row_step, rows, columns);
            else if (bytes <= SHORT_ROW && step >= 0 && row_step >= 0) copy_short_rows(to, from, row_step, bytes, rows, end);
            else
                for (int64_t j = 0; j < rows; j++) memcpy(to + j * bytes, from + j * row_step, size_t(bytes));
        }
    }
    // Looks for planes that are one run but for inputs that repeat their rows or columns; then dimension 0 is a plane.
    void find_planes(Nest& nest) {
        if (n_crossed || nest.ndim < 3) return;
        planes.columns = nest.shape[0], planes.rows = nest.shape[1];
        const int64_t size = planes.columns * planes.rows;
        int64_t largest = item[0];
        if (nest.stride[0][0] != item[0] || nest.stride[1][0] != planes.columns * item[0] || nest.stride[2][0] != size * item[0]) return;
        Repeat found[MAX_OPERANDS] = {};
        for (int k = 1; k < nest.n_operands; k++) {
            const int64_t own = item[k];
            if (nest.stride[0][k] && nest.stride[0][k] != own) return;
            const bool is_run = nest.stride[0][k] && nest.stride[1][k] == planes.columns * own && nest.stride[2][k] == size * own;
            found[k] = is_run ? AS_IT_IS : PLANE;
            if (own > largest) largest = own;
        }
        const int64_t most = LONG_RUN / (size * largest);
        if (most < LEAST_ROWS || size * largest > SHORT_RUN || nest.shape[2] < LEAST_ROWS) return;
        for (int k = 0; k < nest.n_operands; k++) {
            repeat[k] = found[k], run_step[k] = item[k];
            planes.column_step[k] = nest.stride[0][k], planes.row_step[k] = nest.stride[1][k];
            nest.stride[0][k] = run_step[k];
        }
        nest.shape[0] = size;
        for (int d = 1; d + 1 < nest.ndim; d++) swap_dimensions(nest, d, d + 1);
        nest.ndim--;
        nest.block_rows = long_rows = most < nest.shape[1] ? most : nest.shape[1];
        for (int k = 1; k < nest.n_operands; k++) {
            bool is_same = repeat[k] == PLANE;
            for (int d = 1; d < nest.ndim; d++) is_same = is_same && nest.stride[d][k] == 0;
            if (is_same) rows_ahead[k] = (char*)ta_alloc(LONG_RUN + SHORT_ROW);
            if (rows_ahead[k]) write_planes(k, rows_ahead[k], nest.data[k], 0, long_rows);
        }
    }
    // Looks for rows so short that runs across them are better.
    void find_few_columns(Nest& nest) {
        bool are_runs = true;
        for (int k = 0; k < nest.n_operands; k++) are_runs = are_runs && (nest.stride[0][k] == 0 || nest.stride[0][k] == item[k]);
        if (n_crossed || long_rows || nest.ndim < 2 || nest.shape[0] >= (are_runs ? FEW_COLUMNS : FEW_STRIDED)) return;
        int longest = 1;
        for (int d = 2; d < nest.ndim; d++)
            if (nest.shape[d] > nest.shape[longest]) longest = d;
        if (nest.shape[longest] < 2 * FEW_STRIDED) return;
        if (longest > 1) swap_dimensions(nest, 1, longest);
        goes_across = true;
        nest.block_rows = CROSS_ROWS;
    }
    // Looks for short rows that are one run but for inputs that repeat a row, or an item along a row, or whose rows are apart.
    void find_repeated(Nest& nest) {
        const int64_t n = nest.shape[0];
        if (n_crossed || long_rows || nest.ndim < 2 || nest.shape[1] < LEAST_ROWS || nest.stride[1][0] != n * nest.stride[0][0]) return;
        if (nest.stride[0][0] != item[0]) return;
        int64_t largest = 1;
        for (int k = 1; k < nest.n_operands; k++) {
            const bool is_row = nest.stride[1][k] == 0;
            if (nest.stride[1][k] == n * nest.stride[0][k]) continue;
            const bool is_apart = !is_row && nest.stride[0][k];
            if (is_apart && (nest.stride[1][k] < 0 || n * absolute(nest.stride[0][k]) > SHORT_ROW)) return;
            repeat[k] = is_row ? REPEATED_ROW : is_apart ? ROWS_APART : REPEATED_ITEMS;
            run_step[k] = is_apart ? nest.stride[0][k] : item[k];
            if (absolute(run_step[k]) > largest) largest = absolute(run_step[k]);
        }
        const int64_t rows = LONG_RUN / (n * largest);
        if (rows < LEAST_ROWS) return;
        nest.block_rows = long_rows = rows < nest.shape[1] ? rows : nest.shape[1];
        for (int k = 1; k < nest.n_operands; k++) {
            bool is_same = repeat[k] == REPEATED_ROW;
            for (int d = 2; d < nest.ndim; d++) is_same = is_same && nest.stride[d][k] == 0;
            if (is_same) rows_ahead[k] = (char*)ta_alloc(LONG_RUN + SHORT_ROW);
            if (rows_ahead[k]) repeat_row(rows_ahead[k], nest.data[k], nest.stride[0][k], run_step[k], n, long_rows);
        }
    }
    void free_rows() {
        for (int k = 1; long_rows && k < n_operands; k++)
            if (rows_ahead[k]) ta_free(rows_ahead[k], LONG_RUN + SHORT_ROW);
    }
    // Crossed inputs are turned first. Long pieces: what streams is what is prefetched.
    void turn_block(const Nest& nest, char* const* data, int64_t rows) const {
        const int64_t piece = nest.shape[0] < CROSSED_COLUMNS ? nest.shape[0] : CROSSED_COLUMNS, tile_bytes = (rows * piece * crossed_bytes + 63) & ~int64_t(63);
        char* tiles = (char*)ta_alloc(size_t(n_crossed * tile_bytes));
        for (int64_t column = 0; column < nest.shape[0]; column += piece) {
            const int64_t n = nest.shape[0] - column < piece ? nest.shape[0] - column : piece;
            char *at[MAX_OPERANDS], *tile = tiles;
            int64_t step[MAX_OPERANDS], next[MAX_OPERANDS];
            for (int k = 0; k < nest.n_operands; k++) {
                at[k] = data[k] + column * nest.stride[0][k];
                step[k] = nest.stride[0][k];
                next[k] = nest.stride[1][k];
                if (!is_crossed[k] || !tiles) continue;
                step[k] = nest.stride[1][k];
                next[k] = n * step[k];
                ta_active_move->transpose[size_index(step[k])](tile, next[k], at[k], nest.stride[0][k], rows, n);
                at[k] = tile;
                tile += tile_bytes;
            }
            for (int64_t row = 0; row < rows; row++) {
                (*this)(at, step, n);
                for (int k = 0; k < nest.n_operands; k++) at[k] += next[k];
            }
        }
        ta_free(tiles, size_t(n_crossed * tile_bytes));
    }
    // Looks for inputs whose neighbours in memory lie along another dimension than those of the output.
    void find_crossed(Nest& nest) {
        if (nest.ndim < 2 || nest.shape[0] < 8) return;
        int64_t largest = 0;
        for (int d = 1; d < nest.ndim && !largest; d++) {
            for (int k = 1; k < nest.n_operands; k++) {
                is_crossed[k] = nest.shape[d] >= 8 && nest.stride[d][k] == item[k] && nest.stride[0][k] != 0;
                if (is_crossed[k] && item[k] > largest) largest = item[k];
            }
            if (largest && d > 1) swap_dimensions(nest, 1, d);
        }
        if (!largest) return;
        for (int k = 1; k < nest.n_operands; k++) n_crossed += is_crossed[k];
        crossed_bytes = largest;
        nest.block_rows = largest > 8 ? 8 : LINE_BYTES / largest;
    }
};

void run_over(Kernel& kernel, int n_operands, const ta_view* const* views) {
    Nest nest;
    if (!make_nest(nest, n_operands, views)) return;
    for (int k = 0; k < n_operands; k++) kernel.item[k] = ta_itemsize[views[k]->dtype];
    kernel.find_crossed(nest);
    kernel.find_planes(nest);
    kernel.find_repeated(nest);
    kernel.find_few_columns(nest);
    run_nest(nest, kernel);
    kernel.free_rows();
}

// A power of 0.5 is the square root but for -0 and -inf.
struct Root {
    ta_map_fn square_root;
    bool is_double;

    int64_t cost() const { return 8; }

    template <class T> void prepare(char* const* data, const int64_t* stride, int64_t n) const {
        const T infinity = T(__builtin_inf()), zero = T(0);
        if (stride[0] == int64_t(sizeof(T)) && stride[1] == int64_t(sizeof(T))) {
            const T* x = (const T*)data[1];
            T* out = (T*)data[0];
            for (int64_t i = 0; i < n; i++) out[i] = x[i] == -infinity ? infinity : x[i] + zero;
        } else
            for (int64_t i = 0; i < n; i++) {
                const T x = *(const T*)(data[1] + i * stride[1]);
                *(T*)(data[0] + i * stride[0]) = x == -infinity ? infinity : x + zero;
            }
    }
    void operator()(char* const* data, const int64_t* stride, int64_t n) const {
        const int64_t piece = 4 * TILE;
        for (int64_t i = 0; i < n; i += piece) {
            const int64_t m = n - i < piece ? n - i : piece, steps[2] = {stride[0], stride[0]};
            char *const at[2] = {data[0] + i * stride[0], data[1] + i * stride[1]}, *const again[2] = {at[0], at[0]};
            if (is_double) prepare<double>(at, stride, m);
            else prepare<float>(at, stride, m);
            square_root(again, steps, m);
        }
    }
    void block(const Nest&, char* const*, int64_t) const {}
};

}  // namespace

extern "C" {

int ta_root(ta_map_fn square_root, const ta_view* out, const ta_view* x) {
    const Root kernel = {square_root, x->dtype == TA_F64};
    const ta_view* views[2] = {out, x};
    Nest nest;
    if (make_nest(nest, 2, views)) run_nest(nest, kernel);
    return TA_OK;
}

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
    run_over(kernel, n_in + 1, views);
    return TA_OK;
}

int ta_clip(ta_map_fn of_floats, const ta_view* out, const ta_view* x, char* low, char* high) {
    int64_t zeros[TA_MAX_NDIM] = {};
    const ta_view least = {low, x->shape, zeros, x->ndim, x->dtype}, most = {high, x->shape, zeros, x->ndim, x->dtype};
    Kernel kernel = {};
    kernel.run = of_floats ? of_floats : ta_active_cast->clip[x->dtype];
    kernel.n_operands = 4;
    const ta_view* views[4] = {out, x, &least, &most};
    run_over(kernel, 4, views);
    return TA_OK;
}

int ta_cast_view(const ta_view* out, const ta_view* in) {
    if (out->dtype == in->dtype) return ta_copy_view(out, in);
    Kernel kernel = {};
    kernel.run = ta_active_cast->cast[in->dtype][out->dtype];
    kernel.n_operands = 2;
    const ta_view* views[2] = {out, in};
    run_over(kernel, 2, views);
    return TA_OK;
}

int ta_where(const ta_view* out, const ta_view* condition, const ta_view* if_true, const ta_view* if_false) {
    Kernel kernel = {};
    int size = ta_itemsize[out->dtype];
    kernel.run = ta_active_cast->where[size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : size == 8 ? 3 : 4];
    kernel.n_operands = 4;
    const ta_view* views[4] = {out, condition, if_true, if_false};
    run_over(kernel, 4, views);
    return TA_OK;
}

}  // extern "C"
