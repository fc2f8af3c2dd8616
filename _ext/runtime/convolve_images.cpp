// Convolution as products of matrices: tiles of the matrix of windows are packed straight into the panels that the matrix kernels read,
// so it never exists as a whole. Where every group has one input channel, rows of windows are summed directly.
#include <string.h>

#include "runtime/alloc.h"
#include "runtime/gemm_table.h"
#include "runtime/pool.h"
#include "runtime/window.hpp"

namespace {

const int64_t panel_bytes = 384 << 10;      // packed windows of a task
const int64_t direct_weight_bytes = 1 << 19;  // weights that are read as they lie
const int64_t parallel_from = 1 << 18;      // products

struct Product {
    const ta_convolution* c;
    const ta_gemm_kernels* gemm;
    const ta_window_kernels* window;
    int64_t item, taps, depth, step;          // elements of the depth in one step
    int64_t columns, row_blocks;              // columns of a block; blocks in a row of windows, or 0 where a block has several rows
    int64_t n_blocks;                         // of an image
    bool is_pointwise;
    char* packed_weight;                      // by group, step and panel; NULL where weights are read as they lie
    int64_t packed_group_bytes, padded_rows;
    int result;
};

// The windows of one task.
struct Block {
    int64_t first, n;  // positions in the flattened output
    Band band;
};

struct Space {
    char *panels, *image;
    int64_t *taps, *offsets;
};

int64_t positions_of(const ta_windows& w) { return w.out_size[0] * w.out_size[1]; }

Block block_of(const Product& p, int64_t index) {
    const ta_windows& w = p.c->windows;
    const int64_t width = w.out_size[1];
    if (p.row_blocks) {
        const int64_t row = index / p.row_blocks, column = index % p.row_blocks * p.columns;
        const int64_t n = smaller(p.columns, width - column);
        return {row * width + column, n, band_of(w, row, 1, column, n, 0.0)};
    }
    const int64_t first = index * p.columns, n = smaller(p.columns, positions_of(w) - first);
    const int64_t row = first / width;
    return {first, n, band_of(w, row, (first + n - 1) / width - row + 1, 0, width, 0.0)};
}

// The stretches of rows of windows that the panel's columns are.
int64_t segments_of(const Product& p, const Block& block, int64_t column, int64_t n, ta_segment* segments) {
    const ta_windows& w = p.c->windows;
    const int64_t width = block.band.n_columns, down = w.stride[0] * block.band.pitch;
    int64_t count = 0, at = block.first + column - block.band.row * w.out_size[1] - block.band.column;
    for (int64_t to = 0; to < n;) {
        const int64_t row = at / width, x = at % width, length = smaller(width - x, n - to);
        segments[count++] = {row * down + x, to, length};
        to += length;
        at += length;
    }
    return count;
}

void pack_windows(const Product& p, const Block& block, const char* x, int64_t k, int64_t n_deep, const Space& space) {
    const ta_windows& w = p.c->windows;
    const int64_t image_bytes = w.size[0] * w.size[1] * p.item, width = p.gemm->tile_columns;
    if (p.is_pointwise) return p.gemm->pack_b(x + k * image_bytes + block.first * p.item, p.item, image_bytes, block.n, n_deep, space.panels);
    const int64_t channel = k / p.taps, end = (k + n_deep - 1) / p.taps + 1;
    for (int64_t c = channel; c < end; c++) bring(w, block.band, *p.window, x + c * image_bytes, space.image + (c - channel) * block.band.plane * p.item);
    int64_t tap = k % p.taps, plane = 0;
    for (int64_t i = 0; i < n_deep; i++) {
        space.offsets[i] = plane + space.taps[tap];
        if (++tap == p.taps) tap = 0, plane += block.band.plane;
    }
    ta_segment segments[64];
    for (int64_t column = 0; column < block.n; column += width) {
        const int64_t n_segments = segments_of(p, block, column, smaller(width, block.n - column), segments);
        p.window->pack(space.image, space.offsets, n_deep, segments, n_segments, width, space.panels + column * n_deep * p.item);
    }
}

template <class T> void fill_bias(const T* bias, int64_t rows, int64_t n, T* out, int64_t row_elements) {
    for (int64_t i = 0; i < rows; i++, out += row_elements)
        for (int64_t j = 0; j < n; j++) out[j] = bias[i];
}

void multiply_block(const Product& p, const Block& at, int64_t group, int64_t k, int64_t n_deep, const char* panels, char* out) {
    const ta_gemm_kernels& gemm = *p.gemm;
    const int64_t rows = p.c->channels_out, step = round_up(larger((160 << 10) / (n_deep * p.item), 1), gemm.tile_rows);
    ta_gemm_block block = {};
    block.b = panels;
    block.b_depth_stride = gemm.tile_columns * p.item;
    block.b_panel_stride = block.b_depth_stride * n_deep;
    block.columns = at.n;
    block.depth = n_deep;
    block.a_row_stride = p.depth * p.item;
    block.a_depth_stride = p.item;
    block.a_is_packed = p.packed_weight != nullptr;
    block.out_row_stride = positions_of(p.c->windows) * p.item;
    block.out_column_stride = p.item;
    block.accumulates = k > 0 || p.c->bias;
    block.n_products = 1;
    for (int64_t row = 0; row < rows; row += step) {
        block.rows = smaller(step, rows - row);
        block.a = p.packed_weight ? p.packed_weight + group * p.packed_group_bytes + (k * p.padded_rows + row * n_deep) * p.item
                                  : p.c->weight + ((group * rows + row) * p.depth + k) * p.item;
        block.out = out + row * block.out_row_stride;
        gemm.multiply(&block);
    }
}

// Bytes of each part of a task's memory.
struct Sizes {
    size_t panels, image, taps, offsets;
    size_t all() const { return panels + image + taps + offsets; }
};
Sizes sizes_of(const Product& p, const Block& block) {
    Sizes s;
    s.panels = size_t(round_up(block.n, p.gemm->tile_columns) * p.step * p.item + slack_bytes);
    s.image = p.is_pointwise ? 0 : size_t(round_up(smaller(p.c->channels_in, p.step / p.taps + 2) * block.band.plane * p.item + slack_bytes, 64));
    s.taps = size_t(round_up(p.taps * 8, 64));
    s.offsets = size_t(round_up(p.step * 8, 64));
    return s;
}

void product_task(void* product, int64_t index) {
    Product& p = *(Product*)product;
    const ta_convolution& c = *p.c;
    const int64_t image = index / (p.n_blocks * c.groups), group = index / p.n_blocks % c.groups;
    const Block block = block_of(p, index % p.n_blocks);
    const Sizes sizes = sizes_of(p, block);
    char* memory = (char*)ta_alloc(sizes.all());
    if (!memory) return __atomic_store_n(&p.result, TA_NO_MEMORY, __ATOMIC_RELAXED);
    Space space = {memory, memory + sizes.panels, (int64_t*)(memory + sizes.panels + sizes.image), (int64_t*)(memory + sizes.panels + sizes.image + sizes.taps)};
    tap_offsets(c.windows, block.band, space.taps);
    const int64_t positions = positions_of(c.windows), channel_in = (image * c.groups + group) * c.channels_in;
    const int64_t channel_out = (image * c.groups + group) * c.channels_out;
    const char* x = c.x + channel_in * c.windows.size[0] * c.windows.size[1] * p.item;
    char* out = c.out + (channel_out * positions + block.first) * p.item;
    if (c.bias && p.item == 4) fill_bias((const float*)c.bias + group * c.channels_out, c.channels_out, block.n, (float*)out, positions);
    else if (c.bias) fill_bias((const double*)c.bias + group * c.channels_out, c.channels_out, block.n, (double*)out, positions);
    for (int64_t k = 0; k < p.depth; k += p.step) {
        const int64_t n_deep = smaller(p.step, p.depth - k);
        pack_windows(p, block, x, k, n_deep, space);
        multiply_block(p, block, group, k, n_deep, space.panels, out);
    }
    ta_free(memory, sizes.all());
}

void pack_weight_task(void* product, int64_t index) {
    const Product& p = *(const Product*)product;
    const int64_t n_steps = count_of(p.depth, p.step), group = index / n_steps, k = index % n_steps * p.step;
    p.gemm->pack_a(p.c->weight + (group * p.c->channels_out * p.depth + k) * p.item, p.depth * p.item, p.item, p.c->channels_out, smaller(p.step, p.depth - k),
                   p.packed_weight + group * p.packed_group_bytes + k * p.padded_rows * p.item);
}

// How the positions are cut: a task's windows stay in the cache, and there are tasks for all threads.
void cut(Product& p) {
    const ta_convolution& c = *p.c;
    const ta_windows& w = c.windows;
    const int64_t width = p.gemm->tile_columns;
    const int64_t positions = positions_of(w), n_threads = ta_get_num_threads();
    p.step = round_up(count_of(p.depth, count_of(p.depth, 3072 / p.item)), 8);
    int64_t most = larger(panel_bytes / (p.step * p.item) / width, 1) * width;
    most = smaller(most, 4096);
    for (; n_threads > 1 && most > width && c.n_images * c.groups * count_of(positions, most) < 4 * n_threads;) most = round_up(most / 2, width);
    p.row_blocks = w.out_size[1] >= most && !p.is_pointwise ? count_of(w.out_size[1], most) : 0;
    const int64_t whole = p.row_blocks ? w.out_size[1] : positions;
    p.columns = round_up(count_of(whole, count_of(whole, most)), width);
    if (p.row_blocks) p.row_blocks = count_of(whole, p.columns);
    p.n_blocks = p.row_blocks ? p.row_blocks * w.out_size[0] : count_of(positions, p.columns);
}

bool is_pointwise(const ta_windows& w) {
    for (int d = 0; d < 2; d++)
        if (w.kernel[d] != 1 || w.stride[d] != 1 || w.before[d] != 0 || w.out_size[d] != w.size[d]) return false;
    return true;
}

int multiply_windows(const ta_convolution& c) {
    Product p = {};
    p.c = &c;
    p.gemm = &ta_active_gemm->kernels[c.windows.dtype];
    p.window = &window_kernels(c.windows.dtype);
    p.item = item_of(c.windows.dtype);
    p.taps = c.windows.kernel[0] * c.windows.kernel[1];
    p.depth = c.channels_in * p.taps;
    p.is_pointwise = is_pointwise(c.windows);
    p.padded_rows = round_up(c.channels_out, p.gemm->tile_rows);
    p.packed_group_bytes = p.padded_rows * p.depth * p.item;
    cut(p);
    const int64_t panels = c.n_images * count_of(positions_of(c.windows), p.gemm->tile_columns);
    const bool packs = !p.gemm->reads_unpacked || (c.channels_out * p.depth * p.item > direct_weight_bytes && panels > 8);
    const size_t weight_bytes = packs ? size_t(c.groups * p.packed_group_bytes + slack_bytes) : 0;
    if (packs && !(p.packed_weight = (char*)ta_alloc(weight_bytes))) return TA_NO_MEMORY;
    const double work = double(c.n_images * c.groups * p.n_blocks) * double(p.columns) * double(p.depth) * double(c.channels_out);
    const bool uses_threads = work >= double(parallel_from);
    if (packs) {
        const int64_t n = c.groups * count_of(p.depth, p.step);
        if (uses_threads) ta_parallel_for(n, pack_weight_task, &p);
        else for (int64_t i = 0; i < n; i++) pack_weight_task(&p, i);
    }
    const int64_t n = c.n_images * c.groups * p.n_blocks;
    if (uses_threads) ta_parallel_for(n, product_task, &p);
    else for (int64_t i = 0; i < n; i++) product_task(&p, i);
    if (packs) ta_free(p.packed_weight, weight_bytes);
    return p.result;
}

// ---- one input channel in a group ----

struct Planes {
    const ta_convolution* c;
    int64_t rows, columns, n_row_bands, n_column_bands, planes_per_task, n_planes;
    int result;
};

void direct_band(const Planes& d, int64_t plane, const Band& band, char* memory, const int64_t* taps) {
    const ta_convolution& c = *d.c;
    const ta_windows& w = c.windows;
    const ta_window_kernels& kernels = window_kernels(w.dtype);
    const int64_t item = item_of(w.dtype), n_taps = w.kernel[0] * w.kernel[1], group = plane % c.groups;
    bring(w, band, kernels, c.x + plane * w.size[0] * w.size[1] * item, memory);
    for (int64_t m = 0; m < c.channels_out; m++) {
        const int64_t channel = group * c.channels_out + m;
        const double bias = !c.bias ? 0.0 : item == 4 ? double(((const float*)c.bias)[channel]) : ((const double*)c.bias)[channel];
        const ta_window_rows rows = rows_of(w, band, memory, taps, c.out + (plane * c.channels_out + m) * positions_of(w) * item);
        kernels.weighted(&rows, c.weight + channel * n_taps * item, bias);
    }
}

void direct_task(void* planes, int64_t index) {
    Planes& d = *(Planes*)planes;
    const ta_windows& w = d.c->windows;
    const int64_t bands = d.n_row_bands * d.n_column_bands, first = index / bands * d.planes_per_task;
    const int64_t row = index % bands / d.n_column_bands * d.rows, column = index % d.n_column_bands * d.columns;
    Band band = band_of(w, row, smaller(d.rows, w.out_size[0] - row), column, smaller(d.columns, w.out_size[1] - column), 0.0);
    const size_t image_bytes = size_t(round_up(band.plane * item_of(w.dtype) + slack_bytes, 64)), n_bytes = image_bytes + size_t(w.kernel[0] * w.kernel[1] * 8);
    char* memory = (char*)ta_alloc(n_bytes);
    if (!memory) return __atomic_store_n(&d.result, TA_NO_MEMORY, __ATOMIC_RELAXED);
    int64_t* taps = (int64_t*)(memory + image_bytes);
    tap_offsets(w, band, taps);
    for (int64_t plane = first; plane < smaller(first + d.planes_per_task, d.n_planes); plane++) {
        direct_band(d, plane, band, memory, taps);
        band.spread.is_filled = true;
    }
    ta_free(memory, n_bytes);
}

int sum_windows(const ta_convolution& c) {
    Planes d = {};
    d.c = &c;
    d.n_planes = c.n_images * c.groups;
    cut_planes(c.windows, d.n_planes, d.rows, d.columns, d.planes_per_task);
    d.n_row_bands = count_of(c.windows.out_size[0], d.rows);
    d.n_column_bands = count_of(c.windows.out_size[1], d.columns);
    ta_parallel_for(count_of(d.n_planes, d.planes_per_task) * d.n_row_bands * d.n_column_bands, direct_task, &d);
    return d.result;
}

}  // namespace

extern "C" int ta_convolve_images(const ta_convolution* convolution) {
    const ta_convolution& c = *convolution;
    const int64_t positions = positions_of(c.windows);
    if (c.n_images * c.groups * c.channels_out * positions == 0) return TA_OK;
    if (c.channels_in == 1 && c.channels_out <= 4) return sum_windows(c);
    if (c.channels_in * c.windows.kernel[0] * c.windows.kernel[1] > 0) return multiply_windows(c);
    const int64_t item = item_of(c.windows.dtype), rows = c.groups * c.channels_out;
    for (int64_t image = 0; image < c.n_images; image++) {
        char* out = c.out + image * rows * positions * item;
        if (!c.bias) memset(out, 0, size_t(rows * positions * item));
        else if (item == 4) fill_bias((const float*)c.bias, rows, positions, (float*)out, positions);
        else fill_bias((const double*)c.bias, rows, positions, (double*)out, positions);
    }
    return TA_OK;
}
