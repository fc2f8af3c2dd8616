// The driver of matrix multiplication: batches, cache blocks, threads. See "Anatomy of High-Performance Matrix Multiplication"
// (Goto and van de Geijn, 2008) for the blocking.
#include "runtime/gemm.h"

#include <string.h>

#include "runtime/alloc.h"
#include "runtime/dispatch.h"
#include "runtime/gemm_table.h"
#include "runtime/item_size.hpp"
#include "runtime/pool.h"

namespace {

typedef const ta_gemm_kernels Kernels;

// One matrix operand: elements at data + row * row_stride + column * column_stride.
struct Operand {
    char* data;
    int64_t row_stride, column_stride;
    Operand transposed() const { return {data, column_stride, row_stride}; }
};

struct Product {
    Kernels* kernels;
    int64_t rows, columns, depth;
    Operand a, b, out;
    bool may_use_threads;
};

const int64_t parallel_from = int64_t(1) << 20;   // products in a matrix
const int64_t vector_parallel_from = int64_t(1) << 18;  // of a matrix and a vector: the bytes of the matrix take longer than its products
const int64_t direct_a_bytes = 512 << 10, direct_b_bytes = 256 << 10;
const int64_t small_a_bytes = 16 << 10, small_b_bytes = 32 << 10;  // packed operands of a small product
const int64_t vector_task_work = int64_t(1) << 16;
const int64_t batch_task_work = int64_t(1) << 18;  // products in a task over a batch

int64_t round_up(int64_t n, int64_t step) { return (n + step - 1) / step * step; }
int64_t count_of(int64_t n, int64_t step) { return (n + step - 1) / step; }
int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

// The block size for n: at most `most`, a multiple of step, blocks about equal.
int64_t balanced(int64_t n, int64_t most, int64_t step) { return n <= most ? n : round_up(count_of(n, count_of(n, most)), step); }

void run(bool may_use_threads, int64_t n_tasks, void (*task)(void*, int64_t), void* context) {
    if (may_use_threads) return ta_parallel_for(n_tasks, task, context);
    for (int64_t i = 0; i < n_tasks; i++) task(context, i);
}

// ---- blocks ----

// One step of the depth of one range of rows and columns, cut into tasks.
struct Step {
    const Product* product;
    int64_t row, n_rows, column, n_columns, k, n_depth;
    int64_t task_rows, task_columns;
    char *packed_a, *packed_b;  // NULL: read in place; packed_b is then the tail panel, if there is one
    bool packs_b_whole;
    int64_t first_packed, n_packed;  // columns of b
    int64_t pack_a_tasks, pack_slices;  // packing is cut in tasks of so many slices
};

// Packs `n_slices` slices of a or b from slice `first` on.
void pack_some(const Step& s, int64_t index) {
    const Product& p = *s.product;
    Kernels& kernels = *p.kernels;
    if (index < s.pack_a_tasks) {
        const int64_t first = index * s.pack_slices * kernels.tile_rows;
        kernels.pack_a(p.a.data + (s.row + first) * p.a.row_stride + s.k * p.a.column_stride, p.a.row_stride, p.a.column_stride,
                       smaller(s.n_rows - first, s.pack_slices * kernels.tile_rows), s.n_depth, s.packed_a + first * s.n_depth * kernels.packed_bytes);
        return;
    }
    const int64_t first = s.first_packed + (index - s.pack_a_tasks) * s.pack_slices * kernels.tile_columns;
    kernels.pack_b(p.b.data + s.k * p.b.row_stride + (s.column + first) * p.b.column_stride, p.b.column_stride, p.b.row_stride,
                   smaller(s.n_columns - first, s.pack_slices * kernels.tile_columns), s.n_depth,
                   s.packed_b + (first - s.first_packed) * s.n_depth * kernels.packed_bytes);
}

void multiply_some(const Step& s, int64_t index) {
    const Product& p = *s.product;
    Kernels& kernels = *p.kernels;
    const int64_t tasks_per_row = count_of(s.n_columns, s.task_columns);
    const int64_t row = index / tasks_per_row * s.task_rows, column = index % tasks_per_row * s.task_columns;
    ta_gemm_block block = {};
    block.rows = smaller(s.task_rows, s.n_rows - row);
    block.columns = smaller(s.task_columns, s.n_columns - column);
    block.depth = s.n_depth;
    block.a_is_packed = s.packed_a != nullptr;
    block.a = s.packed_a ? s.packed_a + row * s.n_depth * kernels.packed_bytes : p.a.data + (s.row + row) * p.a.row_stride + s.k * p.a.column_stride;
    block.a_row_stride = p.a.row_stride;
    block.a_depth_stride = p.a.column_stride;
    if (s.packs_b_whole) {
        block.b = s.packed_b + column * s.n_depth * kernels.packed_bytes;
        block.b_tail = nullptr;
        block.b_depth_stride = int64_t(kernels.tile_columns) * kernels.packed_bytes;
        block.b_panel_stride = block.b_depth_stride * s.n_depth;
    } else {
        block.b = p.b.data + s.k * p.b.row_stride + (s.column + column) * p.b.column_stride;
        block.b_tail = s.packed_b;
        block.b_depth_stride = p.b.row_stride;
        block.b_panel_stride = int64_t(kernels.tile_columns) * kernels.item_bytes;
    }
    block.out = p.out.data + (s.row + row) * p.out.row_stride + (s.column + column) * p.out.column_stride;
    block.out_row_stride = p.out.row_stride;
    block.out_column_stride = p.out.column_stride;
    block.accumulates = s.k > 0;
    block.n_products = 1;
    kernels.multiply(&block);
}

void pack_task(void* step, int64_t index) { pack_some(*(const Step*)step, index); }
void multiply_task(void* step, int64_t index) { multiply_some(*(const Step*)step, index); }

void run_step(Step& s) {
    const Product& p = *s.product;
    const int64_t a_panels = s.packed_a ? count_of(s.n_rows, p.kernels->tile_rows) : 0;
    const int64_t b_panels = count_of(s.n_packed, p.kernels->tile_columns);
    s.pack_slices = p.may_use_threads ? 8 : a_panels + b_panels + 1;
    s.pack_a_tasks = count_of(a_panels, s.pack_slices);
    run(p.may_use_threads, s.pack_a_tasks + count_of(b_panels, s.pack_slices), pack_task, &s);
    run(p.may_use_threads, count_of(s.n_rows, s.task_rows) * count_of(s.n_columns, s.task_columns), multiply_task, &s);
}

// Where packing would not pay: few rows use it, or the cache holds b as it lies.
bool reads_b_in_place(const Product& p) {
    const int64_t row_bytes = p.columns * p.kernels->item_bytes;
    if (!p.kernels->reads_unpacked || p.b.column_stride != p.kernels->item_bytes) return false;
    return p.rows <= 3 * p.kernels->tile_rows || (p.depth * row_bytes <= direct_b_bytes && p.b.row_stride <= 4 * row_bytes && p.b.row_stride >= 0);
}

// The first column of b that is packed.
int64_t first_packed_column(const Product& p, bool packs_b) {
    if (packs_b) return 0;
    return p.kernels->reads_tail ? p.columns : p.columns / p.kernels->tile_columns * p.kernels->tile_columns;
}

// How a product is cut: for the caches, and for the threads.
struct Plan {
    int64_t rows, columns, depth;  // of a step
    int64_t task_rows, task_columns;
    bool packs_a, packs_b;
};

Plan plan_of(const Product& p) {
    Kernels& k = *p.kernels;
    Plan plan;
    const int64_t packed = k.packed_bytes;
    plan.packs_a = !(k.reads_unpacked && (p.columns <= 4 * k.tile_columns || p.rows * p.depth * k.item_bytes <= direct_a_bytes));
    plan.packs_b = !reads_b_in_place(p);
    plan.depth = balanced(p.depth, smaller(3072 / packed, 768), 8);
    plan.columns = balanced(p.columns, round_up(smaller((2 << 20) / (plan.depth * packed), 1 << 14), k.tile_columns), k.tile_columns);
    const int64_t n_threads = p.may_use_threads ? ta_get_num_threads() : 1;
    plan.rows = plan.packs_a ? balanced(p.rows, round_up(n_threads * (384 << 10) / (plan.depth * packed), k.tile_rows), k.tile_rows) : p.rows;
    plan.task_rows = balanced(plan.rows, smaller(round_up((192 << 10) / (plan.depth * packed), k.tile_rows), 16 * k.tile_rows), k.tile_rows);
    plan.task_columns = plan.columns;
    if (!p.may_use_threads) return plan;
    const int64_t n_wanted = 4 * n_threads;
    for (;;) {
        const int64_t n_tasks = count_of(plan.rows, plan.task_rows) * count_of(plan.columns, plan.task_columns);
        if (n_tasks >= n_wanted) break;
        if (plan.task_columns > 4 * k.tile_columns) plan.task_columns = round_up(plan.task_columns / 2, k.tile_columns);
        else if (plan.task_rows > 2 * k.tile_rows) plan.task_rows = round_up(plan.task_rows / 2, k.tile_rows);
        else break;
    }
    return plan;
}

int multiply_blocks(const Product& p) {
    Kernels& kernels = *p.kernels;
    const Plan plan = plan_of(p);
    const size_t a_bytes = plan.packs_a ? size_t(round_up(plan.rows, kernels.tile_rows) * plan.depth * kernels.packed_bytes) : 0;
    const int64_t b_columns = plan.packs_b ? plan.columns : p.columns - first_packed_column(p, false);
    const size_t b_bytes = size_t(round_up(b_columns, kernels.tile_columns) * plan.depth * kernels.packed_bytes);
    // A little more than is used: packing stores whole vectors. Large ones are whole huge pages: with small pages a third of the speed is lost.
    const size_t used_bytes = a_bytes + b_bytes + 256;
    const size_t n_bytes = used_bytes < 256 << 10 ? used_bytes : size_t(round_up(int64_t(used_bytes), 2 << 20));
    char* workspace = a_bytes + b_bytes ? (char*)ta_alloc(n_bytes) : nullptr;
    if (a_bytes + b_bytes && !workspace) return TA_NO_MEMORY;
    Step s;
    s.product = &p;
    s.packs_b_whole = plan.packs_b;
    s.packed_b = b_bytes ? workspace : nullptr;
    s.packed_a = a_bytes ? workspace + b_bytes : nullptr;
    for (s.column = 0; s.column < p.columns; s.column += plan.columns) {
        s.n_columns = smaller(plan.columns, p.columns - s.column);
        for (s.k = 0; s.k < p.depth; s.k += plan.depth) {
            s.n_depth = smaller(plan.depth, p.depth - s.k);
            for (s.row = 0; s.row < p.rows; s.row += plan.rows) {
                s.n_rows = smaller(plan.rows, p.rows - s.row);
                s.first_packed = plan.packs_b ? 0 : kernels.reads_tail ? s.n_columns : s.n_columns / kernels.tile_columns * kernels.tile_columns;
                s.n_packed = s.row == 0 ? s.n_columns - s.first_packed : 0;
                s.task_rows = plan.task_rows;
                s.task_columns = plan.task_columns;
                run_step(s);
            }
        }
    }
    if (workspace) ta_free(workspace, n_bytes);
    return TA_OK;
}

// ---- a matrix and a vector ----

struct VectorProduct {
    Kernels* kernels;
    ta_gemv_fn kernel;
    const char *matrix, *vector;
    char* out;
    int64_t row_stride, stride, out_stride;  // stride: what the kernel takes
    int64_t rows, depth, task_rows, task_depth;
};

bool has_rows(const Product& p) { return p.a.column_stride == p.kernels->item_bytes; }  // each of them contiguous; otherwise columns
bool is_short(const Product& p) { return !has_rows(p) && p.rows <= p.kernels->n_short; }
// Few results: the depth is cut, and the sums of its parts are added in their order, as products with ones. Those of complex numbers would
// make infinities NaN.
bool is_deep(const Product& p) {
    return is_short(p) && p.kernels < ta_active_gemm->kernels + TA_C64 && double(p.rows) * double(p.depth) >= double(vector_parallel_from);
}
int64_t vector_stride(const Product& p) { return has_rows(p) ? p.a.row_stride : p.a.column_stride; }
ta_gemv_fn vector_kernel(const Product& p) { return has_rows(p) ? p.kernels->dots : is_short(p) ? p.kernels->short_sums : p.kernels->sums; }

void vector_task(void* product, int64_t index) {
    const VectorProduct& p = *(const VectorProduct*)product;
    const int64_t row = index * p.task_rows, n = smaller(p.task_rows, p.rows - row);
    p.kernel(p.matrix + row * p.row_stride, p.stride, p.vector, p.out + row * p.out_stride, p.out_stride, n, p.depth);
}
void depth_task(void* product, int64_t index) {
    const VectorProduct& p = *(const VectorProduct*)product;
    const int64_t k = index * p.task_depth, item = p.kernels->item_bytes;
    p.kernel(p.matrix + k * p.stride, p.stride, p.vector + k * item, p.out + index * p.rows * item, item, p.rows, smaller(p.task_depth, p.depth - k));
}
int multiply_deep(VectorProduct v, bool may_use_threads) {
    const int64_t item = v.kernels->item_bytes;
    v.task_depth = vector_task_work / v.rows;
    const int64_t n_tasks = count_of(v.depth, v.task_depth);
    const size_t n_sums = size_t(round_up(n_tasks * v.rows * item, 64)), n_ones = size_t(round_up(n_tasks * item, 64)), n_bytes = n_sums + n_ones + size_t(n_tasks);
    char* workspace = (char*)ta_alloc(n_bytes);
    if (!workspace) return TA_NO_MEMORY;
    char *const out = v.out, *const ones = workspace + n_sums, *const flags = ones + n_ones;
    v.out = workspace;
    run(may_use_threads, n_tasks, depth_task, &v);
    memset(flags, 1, size_t(n_tasks));
    char* const data[2] = {ones, flags};
    const int64_t strides[2] = {item, 1};
    ta_active_cast->cast[TA_BOOL][v.kernels - ta_active_gemm->kernels](data, strides, n_tasks);
    v.kernels->sums(workspace, v.rows * item, ones, out, item, v.rows, n_tasks);
    ta_free(workspace, n_bytes);
    return TA_OK;
}

void copy_strided(char* to, int64_t to_stride, const char* from, int64_t from_stride, int64_t n, int64_t item) {
    char* const data[2] = {to, (char*)from};
    const int64_t stride[2] = {to_stride, from_stride};
    const int dtype = dtype_of_size[size_index(item)];
    ta_active_cast->cast[dtype][dtype](data, stride, n);
}

// p.columns == 1, and a is contiguous in one direction, or one row. What is not read, or written, where it is:
bool copies_row(const Product& p) { return p.rows == 1 && !has_rows(p); }
bool copies_vector(const Product& p) { return p.depth > 1 && p.b.row_stride != p.kernels->item_bytes; }
bool copies_result(const Product& p) { return !has_rows(p) && p.rows > 1 && p.out.row_stride != p.kernels->item_bytes; }
int multiply_vector(const Product& p) {
    const int64_t item = p.kernels->item_bytes;
    VectorProduct v = {p.kernels, vector_kernel(p), p.a.data, p.b.data, p.out.data, p.a.row_stride, vector_stride(p),
                       p.out.row_stride, p.rows, p.depth, p.rows, p.depth};
    const bool copies_in = copies_vector(p), copies_out = copies_result(p), copies_a = copies_row(p);
    const size_t depth_bytes = size_t(round_up(p.depth * item, 64)), in_bytes = (size_t(copies_in) + size_t(copies_a)) * depth_bytes;
    const size_t n_bytes = in_bytes + (copies_out ? size_t(p.rows * item) : 0);
    char* workspace = n_bytes ? (char*)ta_alloc(n_bytes) : nullptr;
    if (n_bytes && !workspace) return TA_NO_MEMORY;
    if (copies_in) {
        copy_strided(workspace, item, p.b.data, p.b.row_stride, p.depth, item);
        v.vector = workspace;
    }
    if (copies_a) {
        char* to = workspace + (copies_in ? depth_bytes : 0);
        copy_strided(to, item, p.a.data, p.a.column_stride, p.depth, item);
        v.matrix = to, v.kernel = p.kernels->dots;
    }
    if (copies_out) {
        v.out = workspace + in_bytes;
        v.out_stride = item;
    }
    int result = TA_OK;
    if (is_deep(p) && !copies_a) {
        result = multiply_deep(v, p.may_use_threads);
    } else {
        if (p.may_use_threads) v.task_rows = round_up(vector_task_work / p.depth + 1, has_rows(p) ? 16 : 1024 / item);  // whole vectors
        run(p.may_use_threads, count_of(p.rows, v.task_rows), vector_task, &v);
    }
    if (copies_out) copy_strided(p.out.data, p.out.row_stride, v.out, item, p.rows, item);
    if (n_bytes) ta_free(workspace, n_bytes);
    return result;
}

// ---- small products ----

// Packing costs more than so few products of bytes do: 4 x 4 times 4 x 4 in 42 ns instead of 113.
const int64_t tiny_products = 256;
bool is_tiny(const Product& p) { return p.kernels->item_bytes == 1 && p.rows * p.columns * p.depth <= tiny_products; }
void multiply_tiny(const Product& p) {
    for (int64_t i = 0; i < p.rows; i++)
        for (int64_t j = 0; j < p.columns; j++) {
            const char *a = p.a.data + i * p.a.row_stride, *b = p.b.data + j * p.b.column_stride;
            unsigned sum = 0;
            for (int64_t k = 0; k < p.depth; k++, a += p.a.column_stride, b += p.b.row_stride) sum += unsigned(*(const uint8_t*)a) * *(const uint8_t*)b;
            *(uint8_t*)(p.out.data + i * p.out.row_stride + j * p.out.column_stride) = uint8_t(sum);
        }
}

// Everything about a product that does not depend on where its matrices lie.
struct Small {
    ta_gemm_block block = {};
    int64_t first_packed;  // column of b
    bool packs_a, packs_b;
};

bool is_small(const Product& p) {
    const Kernels& k = *p.kernels;
    if (p.depth > 512 || p.columns > 2048 || p.rows > 2048) return false;
    if (round_up(p.columns, k.tile_columns) * p.depth * k.packed_bytes > small_b_bytes) return false;
    if (k.reads_unpacked) return p.rows * p.depth * k.item_bytes <= direct_a_bytes;
    return round_up(p.rows, k.tile_rows) * p.depth * k.packed_bytes <= small_a_bytes;
}

Small small_of(const Product& p) {
    const Kernels& k = *p.kernels;
    Small small;
    small.packs_a = !k.reads_unpacked;
    small.packs_b = !reads_b_in_place(p);
    small.first_packed = first_packed_column(p, small.packs_b);
    ta_gemm_block& block = small.block;
    block.rows = p.rows;
    block.columns = p.columns;
    block.depth = p.depth;
    block.a_row_stride = p.a.row_stride;
    block.a_depth_stride = p.a.column_stride;
    block.b_depth_stride = small.packs_b ? int64_t(k.tile_columns) * k.packed_bytes : p.b.row_stride;
    block.b_panel_stride = small.packs_b ? block.b_depth_stride * p.depth : int64_t(k.tile_columns) * k.item_bytes;
    block.out_row_stride = p.out.row_stride;
    block.out_column_stride = p.out.column_stride;
    block.a_is_packed = small.packs_a;
    block.accumulates = 0;
    return small;
}

// n_products can be more than one where nothing is packed.
void multiply_small(const Product& p, Small& small, int64_t n_products, char* workspace) {
    const Kernels& k = *p.kernels;
    ta_gemm_block& block = small.block;
    block.a = p.a.data;
    block.b = p.b.data;
    block.b_tail = nullptr;
    block.out = p.out.data;
    block.n_products = n_products;
    if (small.packs_a) {
        k.pack_a(p.a.data, p.a.row_stride, p.a.column_stride, p.rows, p.depth, workspace + small_b_bytes);
        block.a = workspace + small_b_bytes;
    }
    if (small.first_packed < p.columns) {
        k.pack_b(p.b.data + small.first_packed * p.b.column_stride, p.b.column_stride, p.b.row_stride, p.columns - small.first_packed, p.depth, workspace);
        (small.packs_b ? block.b : block.b_tail) = workspace;
    }
    k.multiply(&block);
}

// ---- batches ----

enum Method { fill_zeros, matrix_vector, tiny_product, small_product, blocked_product };

struct Batch {
    Product product;
    int ndim;  // of the batch
    const int64_t *shape, *a_strides, *b_strides, *out_strides;
    int64_t n, task_size;
    Method method;
    int result;
};

void fill_zero(const Product& p) {
    for (int64_t i = 0; i < p.rows; i++)
        for (int64_t j = 0; j < p.columns; j++)
            memset(p.out.data + i * p.out.row_stride + j * p.out.column_stride, 0, size_t(p.kernels->item_bytes));
}

// out^T = b^T a^T.
void transpose(Batch& batch) {
    Product& p = batch.product;
    const Operand a = p.a;
    p.a = p.b.transposed();
    p.b = a.transposed();
    p.out = p.out.transposed();
    const int64_t rows = p.rows;
    p.rows = p.columns;
    p.columns = rows;
    const int64_t* a_strides = batch.a_strides;
    batch.a_strides = batch.b_strides;
    batch.b_strides = a_strides;
}

// Chooses the method, the same for all products of the batch, and the orientation that suits it.
void choose_method(Batch& batch) {
    Product& p = batch.product;
    const int64_t item = p.kernels->item_bytes;
    batch.method = fill_zeros;
    if (p.depth == 0) return;
    // The strides of an extent of one mean nothing: give it those of a contiguous one.
    if (p.depth == 1) p.a.column_stride = p.b.row_stride = item;
    if (p.rows == 1 && p.columns != 1) transpose(batch);
    if (p.columns == 1) {
        if (p.rows == 1) p.a.row_stride = p.out.row_stride = item;
        batch.method = matrix_vector;
        if (p.a.column_stride == item || p.a.row_stride == item) return;
    }
    if (p.out.column_stride != item && p.out.row_stride == item) transpose(batch);
    batch.method = is_tiny(p) ? tiny_product : is_small(p) ? small_product : blocked_product;
}

// Moves on by n products, none but the last of which ends a run along the last dimension.
void advance(const Batch& batch, Product& p, int64_t* index, int64_t n) {
    for (int d = batch.ndim - 1; d >= 0; d--, n = 1) {
        const bool ends = index[d] + n >= batch.shape[d];
        const int64_t step = ends ? -index[d] : n;
        index[d] += step;
        p.a.data += step * batch.a_strides[d];
        p.b.data += step * batch.b_strides[d];
        p.out.data += step * batch.out_strides[d];
        if (!ends) return;
    }
}

// The products from number `first` to number `end` of the batch.
int multiply_range(const Batch& batch, int64_t first, int64_t end, bool may_use_threads) {
    alignas(64) char workspace[small_a_bytes + small_b_bytes + 256];
    Product p = batch.product;
    const int64_t from = batch.method == matrix_vector ? vector_parallel_from : parallel_from;
    p.may_use_threads = may_use_threads && double(p.rows) * double(p.columns) * double(p.depth) >= double(from);
    Small small;
    if (batch.method == small_product) small = small_of(p);
    int64_t index[TA_MAX_NDIM];
    int64_t rest = first;
    for (int d = batch.ndim - 1; d >= 0; d--) {
        index[d] = rest % batch.shape[d];
        rest /= batch.shape[d];
        p.a.data += index[d] * batch.a_strides[d];
        p.b.data += index[d] * batch.b_strides[d];
        p.out.data += index[d] * batch.out_strides[d];
    }
    // A run of products along the last dimension is one call of the kernel.
    const bool has_runs = batch.ndim > 0 && batch.method == small_product && !small.packs_a && small.first_packed == p.columns;
    if (has_runs) {
        small.block.a_step = batch.a_strides[batch.ndim - 1];
        small.block.b_step = batch.b_strides[batch.ndim - 1];
        small.block.out_step = batch.out_strides[batch.ndim - 1];
    }
    const bool is_plain_vector = batch.method == matrix_vector && !p.may_use_threads && !copies_vector(p) && !copies_result(p) && !copies_row(p) && !is_deep(p);
    const ta_gemv_fn plain = vector_kernel(p);
    const int64_t plain_stride = vector_stride(p);
    int result = TA_OK;
    for (int64_t i = first; i < end && result == TA_OK;) {
        int64_t n = 1;
        if (is_plain_vector) plain(p.a.data, plain_stride, p.b.data, p.out.data, p.out.row_stride, p.rows, p.depth);
        else switch (batch.method) {
            case fill_zeros: fill_zero(p); break;
            case matrix_vector: result = multiply_vector(p); break;
            case tiny_product: multiply_tiny(p); break;
            case small_product:
                if (has_runs) n = smaller(end - i, batch.shape[batch.ndim - 1] - index[batch.ndim - 1]);
                multiply_small(p, small, n, workspace);
                break;
            case blocked_product: result = multiply_blocks(p); break;
        }
        i += n;
        advance(batch, p, index, n);
    }
    return result;
}

void batch_task(void* batch_, int64_t index) {
    Batch& batch = *(Batch*)batch_;
    const int result = multiply_range(batch, index * batch.task_size, smaller(batch.n, (index + 1) * batch.task_size), false);
    if (result != TA_OK) __atomic_store_n(&batch.result, result, __ATOMIC_RELAXED);
}

// One matrix times all of a batch of row blocks that follow each other is one product.
void merge_batch_into_rows(Batch& batch) {
    Product& p = batch.product;
    while (batch.ndim > 0) {
        const int d = batch.ndim - 1;
        if (batch.shape[d] != 1) {
            if (batch.b_strides[d] != 0) return;
            if (p.rows == 1) {
                p.a.row_stride = batch.a_strides[d];
                p.out.row_stride = batch.out_strides[d];
            } else if (batch.a_strides[d] != p.rows * p.a.row_stride || batch.out_strides[d] != p.rows * p.out.row_stride) return;
            p.rows *= batch.shape[d];
        }
        batch.ndim--;
    }
}

int multiply_batch(Batch& batch) {
    const Product& p = batch.product;
    batch.n = 1;
    for (int d = 0; d < batch.ndim; d++) batch.n *= batch.shape[d];
    const double work = double(p.rows) * double(p.columns) * double(p.depth) + 64;
    if (batch.n == 1 || work >= double(4 * parallel_from)) return multiply_range(batch, 0, batch.n, true);
    batch.task_size = work >= double(batch_task_work) ? 1 : int64_t(double(batch_task_work) / work) + 1;
    batch.result = TA_OK;
    ta_parallel_for(count_of(batch.n, batch.task_size), batch_task, &batch);
    return batch.result;
}

}  // namespace

extern "C" int ta_matmul(const ta_view* x1, const ta_view* x2, ta_view* out) {
    const int n = out->ndim - 2;
    Kernels* kernels = &ta_active_gemm->kernels[out->dtype];
    if (kernels->packed_bytes == 0 || x1->dtype != out->dtype || x2->dtype != out->dtype) return TA_UNSUPPORTED;
    for (int d = 0; d < out->ndim; d++)
        if (out->shape[d] == 0) return TA_OK;
    Batch batch;
    batch.product = {kernels, x1->shape[n], x2->shape[n + 1], x1->shape[n + 1], {x1->data, x1->stride_bytes[n], x1->stride_bytes[n + 1]},
                     {x2->data, x2->stride_bytes[n], x2->stride_bytes[n + 1]}, {out->data, out->stride_bytes[n], out->stride_bytes[n + 1]}, true};
    batch.ndim = n;
    batch.shape = out->shape;
    batch.a_strides = x1->stride_bytes;
    batch.b_strides = x2->stride_bytes;
    batch.out_strides = out->stride_bytes;
    merge_batch_into_rows(batch);
    choose_method(batch);
    return multiply_batch(batch);
}
