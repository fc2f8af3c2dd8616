// Integer indexing: take, gather, scatter, along an axis, repeat.
#include "gather.h"
#include "copy.h"
#include "dispatch.h"
#include "gather_move.hpp"
#include "item_size.hpp"
#include "move_table.h"
#include "sort_types.hpp"
#include "ta_ops.h"

namespace {

constexpr int64_t chunk_positions = 1024, task_bytes = 1 << 18, along_task = 16384, far_bytes = 1 << 17;
constexpr int max_joined = 4;

// offsets[i] += index[first + i] * stride, in C order.
void add_offsets(const ta_view* index, int64_t first, int64_t n, int64_t stride, int64_t* offsets) {
    Walk<1> walk;
    walk.base[0] = index->data;
    for (int d = 0; d < index->ndim; d++) walk.add(index->shape[d], {index->stride_bytes[d]});
    walk.seek(first);
    if (walk.ndim <= 1) {
        const int64_t step = walk.ndim ? walk.stride_bytes[0][0] : 0;
        if (step == 8)
            for (int64_t i = 0; i < n; i++) offsets[i] += ((const int64_t*)walk.at[0])[i] * stride;
        else
            for (int64_t i = 0; i < n; i++) offsets[i] += *(const int64_t*)(walk.at[0] + i * step) * stride;
        return;
    }
    for (int64_t i = 0; i < n; i++, walk.next()) offsets[i] += *(const int64_t*)walk.at[0] * stride;
}

struct Indexing {
    Move move;
    int n_index;
    const int* dims;
    const ta_view *indices, *table;
    const char* direct;  // a single contiguous index, or NULL
    int direct_dtype;    // int64, or narrower where size is not 0
    int64_t size;  // of the dimension of a direct index that is neither wrapped nor checked yet; 0: it is
    int is_outside;  // set when such an index has a position outside
    Walk<1> dense;  // the dimensions of the indices, in the dense array
    int64_t n_positions, n_rest, positions_per_task, rest_per_task, n_rest_tasks;
};

// Whether single items move between a dense array and a table that leaves the nearer caches.
bool moves_far_items(const Indexing* job) {
    const int64_t item_bytes = job->move.item_bytes, step = job->dense.ndim ? job->dense.stride_bytes[0][0] : 0;
    const bool is_dense = job->dense.ndim <= 1 && (step == item_bytes || (step == 0 && job->move.scatter));
    return job->size && is_dense && job->n_rest == 1 && job->move.block_bytes == item_bytes && job->size * item_bytes > far_bytes;
}
// n of them from a position on.
bool move_far_items(const Indexing* job, const int64_t* place, int64_t position, int64_t n) {
    const int64_t scale = job->table->stride_bytes[job->dims[0]], step = job->dense.ndim ? job->dense.stride_bytes[0][0] : 0;
    char *table = job->move.rest.base[0], *dense = job->move.rest.base[1] + position * step;
    bool inside = true;
    with_item(job->move.item_bytes, [&](auto item) {
        typedef decltype(item) T;
        T* items = (T*)dense;
        const bool whole = scale == int64_t(sizeof(T));
        if (job->move.scatter && step == 0) inside = move_wrapping<true, true, false>(table, job->size, scale, place, n, items);
        else if (job->move.scatter) inside = move_wrapping<true, false, false>(table, job->size, scale, place, n, items);
        else if (whole) inside = move_wrapping<false, false, true>(table, job->size, scale, place, n, items);
        else inside = move_wrapping<false, false, false>(table, job->size, scale, place, n, items);
    });
    return inside;
}

void index_task(void* context, int64_t task) {
    Indexing* job = (Indexing*)context;
    int64_t position = task / job->n_rest_tasks * job->positions_per_task, end = position + job->positions_per_task;
    int64_t rest = task % job->n_rest_tasks * job->rest_per_task, rest_end = rest + job->rest_per_task;
    if (end > job->n_positions) end = job->n_positions;
    if (rest_end > job->n_rest) rest_end = job->n_rest;
    const bool is_wide = job->direct_dtype == TA_I64, is_far = moves_far_items(job);
    if (is_far && is_wide) {
        if (!move_far_items(job, (const int64_t*)job->direct + position, position, end - position)) __atomic_store_n(&job->is_outside, 1, __ATOMIC_RELAXED);
        return;
    }
    for (; position < end; position += chunk_positions) {
        int64_t table[chunk_positions], dense[chunk_positions];
        Places places = {table, 1, nullptr, 0, end - position < chunk_positions ? end - position : chunk_positions};
        if (job->direct) {
            const int64_t* given = (const int64_t*)job->direct + position;
            if (!is_wide) {
                ta_cast_items(job->direct + position * ta_itemsize[job->direct_dtype], job->direct_dtype, dense, TA_I64, places.n);
                given = dense;
            }
            if (job->size == 0) places.table = given;
            else if (is_far ? !move_far_items(job, given, position, places.n) : ta_active_gather->wrap(given, places.n, job->size, table) != 0) {
                __atomic_store_n(&job->is_outside, 1, __ATOMIC_RELAXED);
                return;
            }
            if (is_far) continue;
            places.scale = job->table->stride_bytes[job->dims[0]];
        } else {
            memset(table, 0, size_t(places.n) * 8);
            for (int k = 0; k < job->n_index; k++)
                add_offsets(&job->indices[k], position, places.n, job->table->stride_bytes[job->dims[k]], table);
        }
        if (job->dense.ndim > 1) {
            Walk<1> walk = job->dense;
            walk.seek(position);
            for (int64_t i = 0; i < places.n; i++, walk.next()) dense[i] = walk.at[0] - walk.base[0];
            places.dense = dense;
            move_places(job->move, places, rest, rest_end);
        } else {
            places.dense_stride = job->dense.ndim ? job->dense.stride_bytes[0][0] : 0;
            Move move = job->move;
            move.rest.base[1] += position * places.dense_stride;
            move_places(move, places, rest, rest_end);
        }
    }
}

// Positions are shared out when gathering; when scattering only the rest is, because of equal places.
void share_out(Indexing* job) {
    const int64_t n_blocks_per_task = task_bytes / job->move.block_bytes + 1;
    job->rest_per_task = job->n_rest;
    job->positions_per_task = job->n_positions;
    if (job->n_positions >= n_blocks_per_task || job->move.scatter) {
        if (!job->move.scatter) {
            job->positions_per_task = n_blocks_per_task < chunk_positions ? chunk_positions : n_blocks_per_task;
            job->rest_per_task = 1 + n_blocks_per_task / job->positions_per_task;
        }
    }
    if (job->n_positions < n_blocks_per_task) job->rest_per_task = 1 + n_blocks_per_task / job->n_positions;
    job->n_rest_tasks = (job->n_rest + job->rest_per_task - 1) / job->rest_per_task;
}

// table and dense as in ta_gather_nd. wraps: the single index is contiguous and as the user gave it; false when a position is outside.
bool run_indexing(const ta_view* table, int n_index, const int* dims, const ta_view* indices, const ta_view* dense, int first, bool scatter, bool wraps) {
    Indexing job;
    job.size = wraps ? table->shape[dims[0]] : 0;
    job.is_outside = 0;
    const int index_ndim = indices[0].ndim;
    job.n_index = n_index;
    job.dims = dims;
    job.indices = indices;
    job.table = table;
    job.move.scatter = scatter;
    job.move.item_bytes = ta_itemsize[table->dtype];
    job.move.rest.base[0] = table->data;
    job.move.rest.base[1] = job.dense.base[0] = dense->data;
    for (int d = 0; d < index_ndim; d++) job.dense.add(indices[0].shape[d], {dense->stride_bytes[first + d]});
    for (int d = 0, k = 0, place = 0; d < table->ndim; d++) {
        if (k < n_index && dims[k] == d) k++;
        else {
            job.move.rest.add(table->shape[d], {table->stride_bytes[d], dense->stride_bytes[place < first ? place : place + index_ndim]});
            place++;
        }
    }
    job.direct = wraps || (n_index == 1 && is_contiguous(&indices[0], 8)) ? indices[0].data : nullptr;
    job.direct_dtype = wraps ? indices[0].dtype : TA_I64;
    job.n_positions = job.dense.size();
    if (job.n_positions == 0 || job.move.rest.size() == 0) return true;
    find_block(&job.move);
    job.n_rest = job.move.rest.size();
    share_out(&job);
    const int64_t n_position_tasks = (job.n_positions + job.positions_per_task - 1) / job.positions_per_task;
    ta_parallel_for(n_position_tasks * job.n_rest_tasks, index_task, &job);
    return !job.is_outside;
}

struct Along {
    bool scatter;
    int64_t item_bytes, axis_stride, n, rows_per_task, n_rows;
    int64_t inner[3];  // strides of the last dimension: table, index, dense
    Walk<3> walk;
};

template <bool scatter, class T> void move_along(const Along* job, char* table, const char* index, char* dense) {
    for (int64_t i = 0; i < job->n; i++) {
        const int64_t place = *(const int64_t*)(index + i * job->inner[1]);
        T* in_table = (T*)(table + i * job->inner[0] + place * job->axis_stride);
        T* in_dense = (T*)(dense + i * job->inner[2]);
        if (scatter) *in_table = *in_dense;
        else *in_dense = *in_table;
    }
}
void along_rows(void* context, int64_t task) {
    const Along* job = (const Along*)context;
    int64_t row = task * job->rows_per_task, end = row + job->rows_per_task;
    if (end > job->n_rows) end = job->n_rows;
    Walk<3> walk = job->walk;
    walk.seek(row);
    with_item(job->item_bytes, [&](auto item) {
        typedef decltype(item) T;
        for (; row < end; row++, walk.next()) {
            if (job->scatter) move_along<true, T>(job, walk.at[0], walk.at[1], walk.at[2]);
            else move_along<false, T>(job, walk.at[0], walk.at[1], walk.at[2]);
        }
    });
}
int run_along(const ta_view* table, const ta_view* index, int axis, const ta_view* dense, bool scatter) {
    if (size_of(index) == 0) return TA_OK;
    Along job;
    const int last = index->ndim - 1;
    job.scatter = scatter;
    job.item_bytes = ta_itemsize[table->dtype];
    job.axis_stride = table->stride_bytes[axis];
    job.n = index->shape[last];
    job.inner[0] = last == axis ? 0 : table->stride_bytes[last];
    job.inner[1] = index->stride_bytes[last];
    job.inner[2] = dense->stride_bytes[last];
    job.walk.base[0] = table->data;
    job.walk.base[1] = index->data;
    job.walk.base[2] = dense->data;
    for (int d = 0; d < last; d++)
        job.walk.add(index->shape[d], {d == axis ? 0 : table->stride_bytes[d], index->stride_bytes[d], dense->stride_bytes[d]});
    job.n_rows = job.walk.size();
    job.rows_per_task = scatter ? job.n_rows : 1 + along_task / job.n;
    ta_parallel_for((job.n_rows + job.rows_per_task - 1) / job.rows_per_task, along_rows, &job);
    return TA_OK;
}

int64_t count_at(const ta_view* counts, int64_t i) { return *(const int64_t*)(counts->data + i * counts->stride_bytes[0]); }

inline bool is_power_up_to_16(int64_t n) { return n <= 16 && (n & (n - 1)) == 0; }

// Every block of contiguous memory so many times.
struct EqualRepeat {
    const char* x;
    char* out;
    int64_t n, block_bytes, count;
};
// Blocks between size and twice that, by their two ends.
template <int64_t size> void repeat_ends(const EqualRepeat& job, const char* from, char* to, int64_t n) {
    struct Piece { char bytes[size]; } first, last;
    const int64_t n_bytes = job.block_bytes, behind = n_bytes - size;
    for (; n > 0; n--, from += n_bytes) {
        memcpy(&first, from, size);
        memcpy(&last, from + behind, size);
        for (int64_t k = 0; k < job.count; k++, to += n_bytes) {
            memcpy(to, &first, size);
            memcpy(to + behind, &last, size);
        }
    }
}
void repeat_short_blocks(const EqualRepeat& job, const char* from, char* to, int64_t n) {
    const int64_t n_bytes = job.block_bytes;
    if (n_bytes >= 64) repeat_ends<64>(job, from, to, n);
    else if (n_bytes >= 32) repeat_ends<32>(job, from, to, n);
    else if (n_bytes >= 16) repeat_ends<16>(job, from, to, n);
    else if (n_bytes >= 8) repeat_ends<8>(job, from, to, n);
    else if (n_bytes >= 4) repeat_ends<4>(job, from, to, n);
    else if (n_bytes >= 2) repeat_ends<2>(job, from, to, n);
    else repeat_ends<1>(job, from, to, n);
}
// A few times: the items of equal runs, side by side. More often: whole vectors, which reach behind what they fill.
void repeat_few_bytes(const EqualRepeat& job, const char* from, char* to, int64_t n) {
    const int64_t item = job.block_bytes, row_bytes = item * job.count;
    if (job.count <= max_joined) {
        const char* const sources[max_joined] = {from, from, from, from};
        return ta_active_move->join[size_index(item)](to, sources, job.count, n);
    }
    const int64_t n_last = 1 + 64 / row_bytes, n_whole = n > n_last ? n - n_last : 0;
    ta_active_move->spread[size_index(item)](to, from, item, n_whole, job.count);
    repeat_short_blocks(job, from + n_whole * item, to + n_whole * row_bytes, n - n_whole);
}
void equal_repeat_task(void* context, int64_t task) {
    const EqualRepeat& job = *(const EqualRepeat*)context;
    const int64_t first = task * along_task, n = job.n - first < along_task ? job.n - first : along_task;
    const char* const from = job.x + first * job.block_bytes;
    char* to = job.out + first * job.count * job.block_bytes;
    if (is_power_up_to_16(job.block_bytes)) repeat_few_bytes(job, from, to, n);
    else repeat_short_blocks(job, from, to, n);
}
// One count for all: a copy in which x is broadcast along a dimension behind the axis.
int repeat_equally(const ta_view* x, int64_t count, int axis, const ta_view* out) {
    const int64_t item_bytes = ta_itemsize[x->dtype];
    int64_t block_bytes = item_bytes, shape[TA_MAX_NDIM], from[TA_MAX_NDIM], to[TA_MAX_NDIM];
    for (int d = axis + 1; d < x->ndim; d++) block_bytes *= x->shape[d];
    if (block_bytes <= 128 && is_contiguous(x, item_bytes) && is_contiguous(out, item_bytes)) {
        EqualRepeat job = {x->data, out->data, size_of(x) * item_bytes / block_bytes, block_bytes, count};
        ta_parallel_for((job.n + along_task - 1) / along_task, equal_repeat_task, &job);
        return TA_OK;
    }
    for (int d = 0; d <= x->ndim; d++) {
        const int source = d <= axis ? d : d - 1;
        shape[d] = d == axis + 1 ? count : x->shape[source];
        from[d] = d == axis + 1 ? 0 : x->stride_bytes[source];
        to[d] = d == axis ? count * out->stride_bytes[axis] : out->stride_bytes[source];
    }
    const ta_view wide = {x->data, shape, from, x->ndim + 1, x->dtype}, target = {out->data, shape, to, x->ndim + 1, x->dtype};
    return ta_copy_view(&target, &wide);
}
template <class T> void repeat_items(const T* x, const ta_view* counts, int64_t n, T* out, const T* last) {
    for (int64_t i = 0; i < n; i++) {
        const T item = x[i];
        const int64_t times = count_at(counts, i);
        if (times <= 4 && last - out >= 4) {  // without a branch that depends on the count
            for (int k = 0; k < 4; k++) out[k] = item;
            out += times;
        } else
            for (T* end = out + times; out < end; out++) *out = item;
    }
}
// Both are contiguous: what follows the axis is one block.
void repeat_blocks(const ta_view* x, const ta_view* counts, int axis, const ta_view* out, int64_t item_bytes) {
    const int64_t n = x->shape[axis];
    int64_t n_outer = 1, block_bytes = item_bytes;
    for (int d = 0; d < axis; d++) n_outer *= x->shape[d];
    for (int d = axis + 1; d < x->ndim; d++) block_bytes *= x->shape[d];
    const int64_t x_bytes = n * block_bytes, out_bytes = out->shape[axis] * block_bytes;
    for (int64_t outer = 0; outer < n_outer; outer++) {
        const char* from = x->data + outer * x_bytes;
        char* to = out->data + outer * out_bytes;
        if (block_bytes == 1 || block_bytes == 2 || block_bytes == 4 || block_bytes == 8 || block_bytes == 16)
            with_item(block_bytes, [&](auto item) { repeat_items((const decltype(item)*)from, counts, n, (decltype(item)*)to, (const decltype(item)*)(to + out_bytes)); });
        else
            for (int64_t i = 0; i < n; i++, from += block_bytes)
                for (int64_t left = count_at(counts, i); left > 0; left--, to += block_bytes) copy_bytes(to, from, block_bytes);
    }
}

// Returns the first of n indices that is outside [-size, size), or -1.
template <class T> int64_t first_outside(const char* index, int64_t stride, int64_t n, int64_t size) {
    for (int64_t i = 0; i < n; i++) {
        const T given = *(const T*)(index + i * stride);
        const bool too_big = sizeof(T) == 8 && T(-1) > T(0) && given > T(INT64_MAX);
        const int64_t wrapped = int64_t(given) + (given < T(0) ? size : 0);
        if (too_big || uint64_t(wrapped) >= uint64_t(size)) return i;
    }
    return -1;
}
// Blocks are widened to int64 where they are not, and wrapped there.
template <class T> int64_t check_run(const char* index, int64_t stride, int64_t n, int64_t size, int64_t* out) {
    int64_t buffer[chunk_positions];
    for (int64_t i = 0; i < n; i += chunk_positions) {
        const int64_t n_here = n - i < chunk_positions ? n - i : chunk_positions;
        const char* here = index + i * stride;
        int64_t* wrapped = out ? out + i : buffer;
        const int64_t* given = (const int64_t*)here;
        if (sizeof(T) < 8 || stride != 8) {
            uint64_t n_too_big = 0;
            for (int64_t k = 0; k < n_here; k++) {
                const T one = *(const T*)(here + k * stride);
                n_too_big += sizeof(T) == 8 && T(-1) > T(0) && one > T(INT64_MAX);
                wrapped[k] = int64_t(one);
            }
            if (n_too_big) return i + first_outside<T>(here, stride, n_here, size);
            given = wrapped;
        } else if (T(-1) > T(0)) {
            int64_t signs = 0;
            for (int64_t k = 0; k < n_here; k++) signs |= given[k];
            if (signs < 0) return i + first_outside<T>(here, stride, n_here, size);
        }
        if (ta_active_gather->wrap(given, n_here, size, wrapped)) return i + first_outside<T>(here, stride, n_here, size);
    }
    return -1;
}

}  // namespace

extern "C" int64_t ta_check_indices(const ta_view* index, int64_t size, int64_t* normalised_out) {
    Walk<1> walk;
    walk.base[0] = index->data;
    for (int d = 0; d < index->ndim; d++) walk.add(index->shape[d], {index->stride_bytes[d]});
    if (walk.size() == 0) return -1;
    int64_t n = 1, stride = 0, done = 0, offender = -1;
    if (walk.ndim) {
        n = walk.shape[walk.ndim - 1];
        stride = walk.stride_bytes[--walk.ndim][0];
    }
    const int64_t n_rows = walk.size();
    walk.seek(0);
    with_integer_type(index->dtype, [&](auto tag) {
        typedef typename decltype(tag)::Type T;
        for (int64_t row = 0; row < n_rows && offender < 0; row++, walk.next(), done += n) {
            offender = check_run<T>(walk.at[0], stride, n, size, normalised_out ? normalised_out + done : nullptr);
            if (offender >= 0) offender += done;
        }
    });
    return offender;
}

// The check comes first, so that nothing is written when one is outside.
extern "C" int64_t ta_index_vector(const ta_view* x, const ta_view* index, const ta_view* dense, int scatter) {
    const int64_t n = index->shape[0], size = x->shape[0], step = x->stride_bytes[0], dense_step = dense->stride_bytes[0];
    int64_t offsets[TA_SHORT_INDEX];
    for (int64_t i = 0; i < n; i++) {
        const int64_t given = *(const int64_t*)(index->data + i * index->stride_bytes[0]), place = given < 0 ? given + size : given;
        if (uint64_t(place) >= uint64_t(size)) return i;
        offsets[i] = place * step;
    }
    with_item(ta_itemsize[x->dtype], [&](auto item) {
        typedef decltype(item) T;
        if (scatter)
            for (int64_t i = 0; i < n; i++) *(T*)(x->data + offsets[i]) = *(const T*)(dense->data + i * dense_step);
        else
            for (int64_t i = 0; i < n; i++) *(T*)(dense->data + i * dense_step) = *(const T*)(x->data + offsets[i]);
    });
    return -1;
}

extern "C" int ta_gather_nd(const ta_view* x, int n_index, const int* dims, const ta_view* indices, int first, ta_view* out) {
    run_indexing(x, n_index, dims, indices, out, first, false, false);
    return TA_OK;
}

extern "C" int ta_scatter_nd(ta_view* x, int n_index, const int* dims, const ta_view* indices, int first, const ta_view* values) {
    run_indexing(x, n_index, dims, indices, values, first, true, false);
    return TA_OK;
}

extern "C" int ta_take(const ta_view* x, const ta_view* index, int axis, ta_view* out) {
    run_indexing(x, 1, &axis, index, out, axis, false, false);
    return TA_OK;
}

extern "C" int64_t ta_take_wrapping(const ta_view* x, const ta_view* index, int axis, const ta_view* out) {
    const int64_t size = x->shape[axis];
    if (size_of(out) == 0 || size == 0) return ta_check_indices(index, size, nullptr);
    return run_indexing(x, 1, &axis, index, out, axis, false, true) ? -1 : ta_check_indices(index, size, nullptr);
}

extern "C" int64_t ta_put_wrapping(ta_view* x, const ta_view* index, int axis, const ta_view* values) {
    const int64_t size = x->shape[axis], offender = ta_check_indices(index, size, nullptr);
    if (offender < 0 && size > 0) run_indexing(x, 1, &axis, index, values, axis, true, true);
    return offender;
}

extern "C" int ta_take_along_axis(const ta_view* x, const ta_view* index, int axis, ta_view* out) { return run_along(x, index, axis, out, false); }

extern "C" int ta_put_along_axis(ta_view* x, const ta_view* index, int axis, const ta_view* values) { return run_along(x, index, axis, values, true); }

extern "C" void ta_bincount(const int64_t* bins, int64_t n, const double* weights, void* out) {
    if (weights)
        for (int64_t i = 0; i < n; i++) ((double*)out)[bins[i]] += weights[i];
    else
        for (int64_t i = 0; i < n; i++) ((int64_t*)out)[bins[i]]++;
}

extern "C" int ta_repeat(const ta_view* x, const ta_view* counts, int axis, ta_view* out) {
    if (size_of(out) == 0) return TA_OK;
    const int64_t item_bytes = ta_itemsize[x->dtype];
    if (counts->stride_bytes[0] == 0 && x->ndim < TA_MAX_NDIM) return repeat_equally(x, count_at(counts, 0), axis, out);
    if (is_contiguous(x, item_bytes) && is_contiguous(out, item_bytes)) {
        repeat_blocks(x, counts, axis, out, item_bytes);
        return TA_OK;
    }
    const int64_t n = x->shape[axis], n_out = out->shape[axis], stride = 8;
    int64_t* index = (int64_t*)ta_alloc(size_t(n_out) * 8);
    if (index == nullptr) return TA_NO_MEMORY;
    for (int64_t i = 0, place = 0; i < n; i++)
        for (int64_t left = count_at(counts, i); left > 0 && place < n_out; left--) index[place++] = i;
    const ta_view positions = {(char*)index, &n_out, &stride, 1, TA_I64};
    const int result = ta_take(x, &positions, axis, out);
    ta_free(index, size_t(n_out) * 8);
    return result;
}
