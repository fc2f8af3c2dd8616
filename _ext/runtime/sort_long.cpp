// Long runs: keys are made, split into parts around pivots, round by round, and the parts are sorted. The sorted order is unique, so the
// number of parts may depend on the number of threads.
#include "sort_long.h"
#include "abi.h"
#include "alloc.h"
#include "pool.h"
#include "sort_table.h"
#include "ta_ops.h"

namespace {

constexpr int64_t long_elements = 1 << 17, chunk_elements = 1 << 15, least_part = 1 << 15;
constexpr int max_parts = 256, room_per_part = 64;

struct Sorting {
    const ta_sort_steps* steps;
    const ta_sort_span* span;
    const char* x;
    int64_t x_stride, n;
    int descending, item_bytes, key_bytes, any_negative_zero;
    char *keys, *scratch;
    const int64_t* order_keys;  // what was packed
    ta_key_packing packing;
    int64_t begin[max_parts + 1], front[max_parts];  // parts, and how many of each go to the front
    int64_t largest_whole;                            // parts up to this size are not split
    int n_parts;
};

int64_t chunk_count(int64_t n) { return (n + chunk_elements - 1) / chunk_elements; }
int64_t chunk_size(const Sorting* s, int64_t chunk) {
    const int64_t left = s->n - chunk * chunk_elements;
    return left < chunk_elements ? left : chunk_elements;
}

void split_part(void* context, int64_t part) {
    Sorting* s = (Sorting*)context;
    const int64_t begin = s->begin[part], n = s->begin[part + 1] - begin, room = begin + part * room_per_part;
    if (n <= s->largest_whole) s->front[part] = 0;
    else s->front[part] = s->span->split(s->keys + begin * s->key_bytes, n, s->scratch + room * s->key_bytes);
}
void sort_part(void* context, int64_t part) {
    const Sorting* s = (const Sorting*)context;
    const int64_t begin = s->begin[part], room = begin + part * room_per_part;
    s->span->sort(s->keys + begin * s->key_bytes, s->begin[part + 1] - begin, s->scratch + room * s->key_bytes);
}
// Returns whether there are more parts than before.
bool split_round(Sorting* s) {
    ta_parallel_for(s->n_parts, split_part, s);
    int64_t begin[max_parts + 1] = {0};
    int n_parts = 0;
    for (int part = 0; part < s->n_parts; part++) {
        const int64_t end = s->begin[part + 1], cut = s->begin[part] + s->front[part];
        if (cut > s->begin[part] && cut < end) begin[++n_parts] = cut;
        begin[++n_parts] = end;
    }
    const bool more = n_parts > s->n_parts;
    for (int part = 0; part <= n_parts; part++) s->begin[part] = begin[part];
    s->n_parts = n_parts;
    return more;
}
void sort_parts(Sorting* s) {
    if (s->span->in_order(s->keys, s->n) || s->span->count(s->keys, s->n, s->scratch)) return;
    s->begin[0] = 0;
    s->begin[1] = s->n;
    s->n_parts = 1;
    s->largest_whole = s->n / (6 * ta_get_num_threads());
    if (s->largest_whole < least_part) s->largest_whole = least_part;
    while (s->n_parts * 2 <= max_parts && split_round(s)) {}
    ta_parallel_for(s->n_parts, sort_part, s);
}

void encode_chunk(void* context, int64_t chunk) {
    Sorting* s = (Sorting*)context;
    const int64_t first = chunk * chunk_elements;
    if (s->steps->encode(s->x + first * s->x_stride, s->x_stride, s->keys + first * s->key_bytes, chunk_size(s, chunk), s->descending))
        __atomic_store_n(&s->any_negative_zero, 1, __ATOMIC_RELAXED);
}
void decode_chunk(void* context, int64_t chunk) {
    Sorting* s = (Sorting*)context;
    s->steps->decode(s->keys + chunk * chunk_elements * s->key_bytes, chunk_size(s, chunk), s->descending);
}
void encode_order_chunk(void* context, int64_t chunk) {
    Sorting* s = (Sorting*)context;
    const int64_t first = chunk * chunk_elements;
    s->steps->encode_order(s->x + first * s->x_stride, s->x_stride, (int64_t*)s->keys + first, chunk_size(s, chunk), first, s->descending);
}
void pack_chunk(void* context, int64_t chunk) {
    Sorting* s = (Sorting*)context;
    const int64_t first = chunk * chunk_elements;
    ta_active_sort->packed.pack(s->order_keys + first, (int64_t*)s->keys + first, first, chunk_size(s, chunk), &s->packing);
}
void unpack_chunk(void* context, int64_t chunk) {
    Sorting* s = (Sorting*)context;
    const int64_t first = chunk * chunk_elements;
    ta_active_sort->packed.settle(nullptr, (int64_t*)s->keys + first, chunk_size(s, chunk), &s->packing, nullptr);
}

Sorting start(int dtype, const char* x, int64_t x_stride, int64_t n, int descending) {
    Sorting s;
    s.steps = &ta_active_sort->steps[dtype];
    s.x = x;
    s.x_stride = x_stride;
    s.n = n;
    s.descending = descending;
    s.item_bytes = ta_itemsize[dtype];
    s.any_negative_zero = 0;
    s.packing = {0, 0, 32, 1};
    return s;
}

}  // namespace

bool ta_sort_is_long(int dtype, int64_t n_elements, int64_t n_rows) {
    if (n_elements < long_elements || n_elements >> 31 || n_rows > 2) return false;
    return dtype <= TA_F64 && ta_itemsize[dtype] >= 4 && ta_get_num_threads() > 1;
}

int ta_sort_long(int dtype, const char* x, int64_t x_stride_bytes, char* out, int64_t n_elements, int descending) {
    Sorting s = start(dtype, x, x_stride_bytes, n_elements, descending);
    s.key_bytes = s.item_bytes;
    s.span = s.item_bytes == 4 ? &ta_active_sort->keys32 : &ta_active_sort->keys64;
    s.keys = out;
    const size_t room_bytes = size_t(n_elements + (max_parts + 1) * room_per_part) * size_t(s.key_bytes), n_bytes = room_bytes + size_t(n_elements);
    s.scratch = (char*)ta_alloc(n_bytes);
    if (s.scratch == nullptr) return TA_NO_MEMORY;
    ta_parallel_for(chunk_count(n_elements), encode_chunk, &s);
    uint8_t* signs = (uint8_t*)s.scratch + room_bytes;
    const int64_t n_zeros = s.any_negative_zero ? s.steps->remember_zeros(s.keys, n_elements, signs) : 0;
    sort_parts(&s);
    s.steps->restore_zeros(s.keys, n_elements, signs, n_zeros);
    ta_parallel_for(chunk_count(n_elements), decode_chunk, &s);
    ta_free(s.scratch, n_bytes);
    return TA_OK;
}

int ta_argsort_long(int dtype, const char* x, int64_t x_stride_bytes, int64_t* out, int64_t n_elements, int descending) {
    Sorting s = start(dtype, x, x_stride_bytes, n_elements, descending);
    const bool wide = s.item_bytes == 8;
    const size_t room = size_t(n_elements + (max_parts + 1) * room_per_part), n_bytes = room * 8 * (wide ? 4 : 1);
    int64_t* scratch = (int64_t*)ta_alloc(n_bytes);
    if (scratch == nullptr) return TA_NO_MEMORY;
    const int64_t n_chunks = chunk_count(n_elements);
    s.key_bytes = 8;
    s.span = &ta_active_sort->keys64;
    s.scratch = (char*)(wide ? scratch + room : scratch);
    s.keys = (char*)(wide ? scratch : out);
    ta_parallel_for(n_chunks, encode_order_chunk, &s);
    if (wide) {
        s.order_keys = scratch;
        s.keys = (char*)out;
        ta_active_sort->packed.plan(scratch, n_elements, &s.packing);
        ta_parallel_for(n_chunks, pack_chunk, &s);
    }
    sort_parts(&s);
    if (s.packing.exact) ta_parallel_for(n_chunks, unpack_chunk, &s);
    else ta_active_sort->packed.settle(scratch, out, n_elements, &s.packing, (int64_t*)s.scratch);
    ta_free(scratch, n_bytes);
    return TA_OK;
}
