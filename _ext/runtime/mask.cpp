// Masks: counting, compressing, scattering, coordinates.
#include "gather.h"
#include "dispatch.h"
#include "gather_move.hpp"
#include "item_size.hpp"
#include "ta_ops.h"

namespace {

constexpr int64_t tile_elements = 4096, chunk_elements = 65536, short_elements = 256;

// The elements of an array in C order, a tile at a time, as bytes that say which are not zero.
struct Tiles {
    Walk<1> walk;
    int dtype;
    int64_t item_bytes, n, done;
    bool flat;
    uint8_t mask[tile_elements];
    alignas(64) char items[tile_elements * 16];

    void start(const ta_view* x) {
        walk.base[0] = x->data;
        for (int d = 0; d < x->ndim; d++) walk.add(x->shape[d], {x->stride_bytes[d]});
        dtype = x->dtype;
        item_bytes = ta_itemsize[dtype];
        n = walk.size();
        done = 0;
        flat = walk.ndim == 0 || (walk.ndim == 1 && walk.stride_bytes[0][0] == item_bytes);
        if (n) walk.seek(0);
    }
    void pack(int64_t n_tile) {
        const int last = walk.ndim - 1, of_size = dtype_of_size[size_index(item_bytes)];
        const int64_t step = walk.stride_bytes[last][0], steps[2] = {item_bytes, step};
        for (int64_t i = 0, n_run; i < n_tile; i += n_run, walk.next()) {
            n_run = walk.shape[last] - walk.index[last] < n_tile - i ? walk.shape[last] - walk.index[last] : n_tile - i;
            char* const run[2] = {items + i * item_bytes, walk.at[0]};
            ta_active_cast->cast[of_size][of_size](run, steps, n_run);
            walk.index[last] += n_run - 1;
            walk.at[0] += (n_run - 1) * step;
        }
    }
    // The next tile; *bytes points at its mask. Returns its size, 0 at the end.
    int64_t next(const uint8_t** bytes) {
        const int64_t n_tile = n - done < tile_elements ? n - done : tile_elements;
        if (n_tile == 0) return 0;
        const char* data = flat ? walk.base[0] + done * item_bytes : items;
        if (!flat) pack(n_tile);
        *bytes = mask;
        if (dtype == TA_BOOL) *bytes = (const uint8_t*)data;
        else ta_active_gather->is_nonzero[dtype](data, n_tile, mask);
        done += n_tile;
        return n_tile;
    }
};

// Byte offsets, from the start, of the leading dimensions of x where the mask is true.
void true_offsets(const ta_view* x, const ta_view* mask, int64_t* offsets) {
    Tiles tiles;
    tiles.start(mask);
    Walk<1> lead;
    lead.base[0] = x->data;
    for (int d = 0; d < mask->ndim; d++) lead.add(x->shape[d], {x->stride_bytes[d]});
    const int64_t inner = lead.ndim ? lead.shape[lead.ndim - 1] : 1, inner_stride = lead.ndim ? lead.stride_bytes[lead.ndim - 1][0] : 0;
    if (lead.ndim) lead.ndim--;
    int64_t row = -1, row_end = 0, row_offset = 0, first = 0, n_done = 0;
    const uint8_t* bytes;
    for (int64_t n = tiles.next(&bytes); n; first += n, n = tiles.next(&bytes)) {
        const int64_t n_here = ta_active_gather->count_true(bytes, n);
        int64_t* here = offsets + n_done;
        ta_active_gather->positions(bytes, n, first, here, n_here);
        for (int64_t i = 0; i < n_here; i++) {
            if (here[i] >= row_end) {
                row = here[i] / inner;
                row_end = (row + 1) * inner;
                lead.seek(row);
                row_offset = lead.at[0] - lead.base[0] - row * inner * inner_stride;
            }
            here[i] = row_offset + here[i] * inner_stride;
        }
        n_done += n_here;
    }
}

struct MaskMove {
    Move move;
    const int64_t* offsets;
    int64_t n, dense_stride, n_rest, per_task;
};
void mask_move_task(void* context, int64_t task) {
    const MaskMove* job = (const MaskMove*)context;
    const int64_t first = task * job->per_task, n = job->n - first < job->per_task ? job->n - first : job->per_task;
    Move move = job->move;
    move.rest.base[1] += first * job->dense_stride;
    move_places(move, {job->offsets + first, 1, nullptr, job->dense_stride, n}, 0, job->n_rest);
}

// Between the true positions of x and the rows of dense.
int move_masked(const ta_view* x, const ta_view* mask, int64_t n_true, const ta_view* dense, bool scatter) {
    MaskMove job;
    job.n = n_true;
    job.dense_stride = dense->stride_bytes[0];
    job.move.scatter = scatter;
    job.move.item_bytes = ta_itemsize[x->dtype];
    job.move.rest.base[0] = x->data;
    job.move.rest.base[1] = dense->data;
    for (int d = mask->ndim; d < x->ndim; d++)
        job.move.rest.add(x->shape[d], {x->stride_bytes[d], dense->stride_bytes[d - mask->ndim + 1]});
    if (n_true == 0 || job.move.rest.size() == 0) return TA_OK;
    int64_t* offsets = (int64_t*)ta_alloc(size_t(n_true) * 8);
    if (offsets == nullptr) return TA_NO_MEMORY;
    true_offsets(x, mask, offsets);
    find_block(&job.move);
    job.offsets = offsets;
    job.n_rest = job.move.rest.size();
    job.per_task = 1 + (1 << 18) / (job.move.block_bytes * job.n_rest);
    ta_parallel_for((n_true + job.per_task - 1) / job.per_task, mask_move_task, &job);
    ta_free(offsets, size_t(n_true) * 8);
    return TA_OK;
}

struct FlatMask {
    char *x, *out;
    const uint8_t* mask;
    int64_t n, item_bytes;
    int64_t* counts;  // per chunk; then the positions of the chunks in out, and the end
    const char* value;
};
int64_t chunk_size(const FlatMask* job, int64_t chunk) {
    const int64_t left = job->n - chunk * chunk_elements;
    return left < chunk_elements ? left : chunk_elements;
}
void count_chunk(void* context, int64_t chunk) {
    FlatMask* job = (FlatMask*)context;
    job->counts[chunk + 1] = ta_active_gather->count_true(job->mask + chunk * chunk_elements, chunk_size(job, chunk));
}
void compress_chunk(void* context, int64_t chunk) {
    const FlatMask* job = (const FlatMask*)context;
    const int64_t first = chunk * chunk_elements, begin = job->counts[chunk], end = job->counts[chunk + 1];
    ta_active_gather->compress[size_index(job->item_bytes)](job->x + first * job->item_bytes, job->mask + first, chunk_size(job, chunk),
                                                         job->out + begin * job->item_bytes, end - begin);
}
void place_chunk(void* context, int64_t chunk) {
    const FlatMask* job = (const FlatMask*)context;
    const int64_t first = chunk * chunk_elements, begin = job->counts[chunk], end = job->counts[chunk + 1];
    ta_active_gather->place[size_index(job->item_bytes)](job->x + first * job->item_bytes, job->mask + first, chunk_size(job, chunk),
                                                      job->out + begin * job->item_bytes, end - begin);
}
void fill_chunk(void* context, int64_t chunk) {
    const FlatMask* job = (const FlatMask*)context;
    const int64_t first = chunk * chunk_elements;
    ta_active_gather->fill[size_index(job->item_bytes)](job->x + first * job->item_bytes, job->mask + first, chunk_size(job, chunk), job->value);
}

// Runs the task on every chunk, with the numbers of true elements before the chunks in counts.
int run_counted(FlatMask* job, int64_t n_true, void (*task)(void*, int64_t)) {
    const int64_t n_chunks = (job->n + chunk_elements - 1) / chunk_elements;
    if (n_chunks <= 1) {
        int64_t counts[2] = {0, n_true};
        FlatMask small = *job;
        small.counts = counts;
        if (n_chunks) task(&small, 0);
        return TA_OK;
    }
    const size_t n_bytes = size_t(n_chunks + 1) * 8;
    job->counts = (int64_t*)ta_alloc(n_bytes);
    if (job->counts == nullptr) return TA_NO_MEMORY;
    job->counts[0] = 0;
    ta_parallel_for(n_chunks, count_chunk, job);
    for (int64_t chunk = 0; chunk < n_chunks; chunk++) job->counts[chunk + 1] += job->counts[chunk];
    ta_parallel_for(n_chunks, task, job);
    ta_free(job->counts, n_bytes);
    return TA_OK;
}

bool is_scalar(const ta_view* x) {
    for (int d = 0; d < x->ndim; d++)
        if (x->shape[d] != 1 && x->stride_bytes[d] != 0) return false;
    return true;
}

}  // namespace

extern "C" int64_t ta_count_nonzero(const ta_view* x) {
    const int64_t n = size_of(x);
    if (n <= short_elements && is_contiguous(x, ta_itemsize[x->dtype])) {
        uint8_t mask[short_elements];
        if (x->dtype == TA_BOOL) return ta_active_gather->count_true((const uint8_t*)x->data, n);
        ta_active_gather->is_nonzero[x->dtype](x->data, n, mask);
        return ta_active_gather->count_true(mask, n);
    }
    Tiles tiles;
    tiles.start(x);
    if (tiles.flat && x->dtype == TA_BOOL) return ta_active_gather->count_true((const uint8_t*)x->data, tiles.n);
    int64_t total = 0;
    const uint8_t* bytes;
    for (int64_t n = tiles.next(&bytes); n; n = tiles.next(&bytes)) total += ta_active_gather->count_true(bytes, n);
    return total;
}

extern "C" int64_t ta_count_true(const ta_view* mask) { return ta_count_nonzero(mask); }

extern "C" int ta_compress(const ta_view* x, const ta_view* mask, int64_t n_true, ta_view* out) {
    const int64_t item_bytes = ta_itemsize[x->dtype];
    if (x->ndim == mask->ndim && is_contiguous(x, item_bytes) && is_contiguous(mask, 1)) {
        FlatMask job = {x->data, out->data, (const uint8_t*)mask->data, size_of(x), item_bytes, nullptr, nullptr};
        return run_counted(&job, n_true, compress_chunk);
    }
    return move_masked(x, mask, n_true, out, false);
}

extern "C" int ta_mask_scatter(ta_view* x, const ta_view* mask, int64_t n_true, const ta_view* values) {
    const int64_t item_bytes = ta_itemsize[x->dtype];
    if (n_true && x->ndim == mask->ndim && is_contiguous(x, item_bytes) && is_contiguous(mask, 1)) {
        FlatMask job = {x->data, values->data, (const uint8_t*)mask->data, size_of(x), item_bytes, nullptr, values->data};
        if (is_contiguous(values, item_bytes)) return run_counted(&job, n_true, place_chunk);
        if (is_scalar(values)) {
            ta_parallel_for((job.n + chunk_elements - 1) / chunk_elements, fill_chunk, &job);
            return TA_OK;
        }
    }
    return move_masked(x, mask, n_true, values, true);
}

extern "C" int ta_nonzero(const ta_view* x, int64_t n_nonzero, int64_t* const* coordinates) {
    if (n_nonzero == 0 || x->ndim == 0) return TA_OK;
    Tiles tiles;
    tiles.start(x);
    const int last = x->ndim - 1;
    const int64_t inner = x->shape[last];
    int64_t index[TA_MAX_NDIM] = {}, row_begin = 0, first = 0, n_done = 0;
    const uint8_t* bytes;
    for (int64_t n = tiles.next(&bytes); n; first += n, n = tiles.next(&bytes)) {
        const int64_t n_here = ta_active_gather->count_true(bytes, n);
        int64_t* here = coordinates[last] + n_done;
        ta_active_gather->positions(bytes, n, first, here, n_here);
        for (int64_t i = 0; last > 0 && i < n_here; i++) {
            while (here[i] >= row_begin + inner) {
                row_begin += inner;
                for (int d = last - 1; d >= 0; d--) {
                    if (++index[d] < x->shape[d]) break;
                    index[d] = 0;
                }
            }
            for (int d = 0; d < last; d++) coordinates[d][n_done + i] = index[d];
            here[i] -= row_begin;
        }
        n_done += n_here;
    }
    return TA_OK;
}
