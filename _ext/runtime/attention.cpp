// Attention with an online softmax: a task takes some queries through the keys and values, block by block, so that scores exist for one
// block only. See M. Milakov and N. Gimelshein, "Online normalizer calculation for softmax", 2018, and T. Dao et al., "FlashAttention", 2022.
#include "runtime/attention.h"

#include <string.h>

#include "runtime/alloc.h"
#include "runtime/attention_table.h"
#include "runtime/gemm_table.h"
#include "runtime/pool.h"
#include "ta_ops.h"

namespace {

enum { block_queries = 128, block_keys = 256 };
enum { few_queries = 3 };  // so many do not pay for packing keys and values

int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
int64_t round_up(int64_t n, int64_t step) { return (n + step - 1) / step * step; }

struct Job {
    const ta_attention* a;
    const ta_gemm_kernels* gemm;
    const ta_attention_kernels* kernels;
    int64_t item, n_queries, n_keys, length, width;  // length of a key, width of a value
    int64_t blocks;                                  // of queries, in a member of the batch
    bool is_direct;                                  // few queries, and operands that are read as they lie
    int64_t score_bytes;                             // a row of scores; not a power of two, for the sake of the cache
    int result;
};

// The operands of one member of the batch.
struct Member {
    const char *query, *key, *value, *mask;
    char* out;
};

struct Space {
    char *query, *key, *value, *scores, *mask;
    ta_softmax_state* states;
};

Member member_of(const ta_attention& a, int64_t index) {
    Member m = {a.query.data, a.key.data, a.value.data, a.mask ? a.mask->data : nullptr, a.out.data};
    for (int d = a.out.ndim - 3; d >= 0; d--) {
        const int64_t i = index % a.out.shape[d];
        index /= a.out.shape[d];
        m.query += i * a.query.stride_bytes[d];
        m.key += i * a.key.stride_bytes[d];
        m.value += i * a.value.stride_bytes[d];
        m.out += i * a.out.stride_bytes[d];
        if (a.mask) m.mask += i * a.mask->stride_bytes[d];
    }
    return m;
}

// The mask of one row from key `first` on, contiguous.
const char* mask_row(const Job& j, const Member& m, int64_t row, int64_t first, int64_t n, char* buffer) {
    if (!m.mask) return nullptr;
    const ta_view& mask = *j.a->mask;
    const int64_t item = mask.dtype == TA_BOOL ? 1 : j.item, stride = mask.stride_bytes[mask.ndim - 1];
    const char* from = m.mask + row * mask.stride_bytes[mask.ndim - 2] + first * stride;
    if (stride == item) return from;
    for (int64_t i = 0; i < n; i++) memcpy(buffer + i * item, from + i * stride, size_t(item));
    return buffer;
}

void multiply(const Job& j, const char* a, bool a_is_packed, int64_t a_row_stride, const char* panels, int64_t rows, int64_t columns, int64_t depth, char* out,
              int64_t out_row_stride, bool accumulates) {
    ta_gemm_block block = {};
    block.a = a;
    block.a_is_packed = a_is_packed;
    block.a_row_stride = a_row_stride;
    block.a_depth_stride = j.item;
    block.b = panels;
    block.b_depth_stride = j.gemm->tile_columns * j.item;
    block.b_panel_stride = block.b_depth_stride * depth;
    block.rows = rows;
    block.columns = columns;
    block.depth = depth;
    block.out = out;
    block.out_row_stride = out_row_stride;
    block.out_column_stride = j.item;
    block.accumulates = accumulates;
    block.n_products = 1;
    j.gemm->multiply(&block);
}

void scores_of(const Job& j, const Member& m, int64_t row, int64_t n, int64_t first, int64_t n_keys, const Space& s) {
    const int64_t *query = j.a->query.stride_bytes + j.a->query.ndim - 2, *key = j.a->key.stride_bytes + j.a->key.ndim - 2;
    const char* keys = m.key + first * key[0];
    if (!j.length) memset(s.scores, 0, size_t(n * j.score_bytes));
    else if (j.is_direct) {
        for (int64_t i = 0; i < n; i++) j.gemm->dots(keys, key[0], m.query + (row + i) * query[0], s.scores + i * j.score_bytes, j.item, n_keys, j.length);
    } else {
        j.gemm->pack_b(keys, key[0], key[1], n_keys, j.length, s.key);
        multiply(j, s.query, true, 0, s.key, n, n_keys, j.length, s.scores, j.score_bytes, false);
    }
}

// out += scores values, or = for the first keys.
void add_values(const Job& j, const Member& m, int64_t n, int64_t first, int64_t n_keys, const Space& s, char* out) {
    const int64_t *value = j.a->value.stride_bytes + j.a->value.ndim - 2, row_bytes = j.width * j.item;
    const char* values = m.value + first * value[0];
    if (!j.is_direct) {
        j.gemm->pack_b(values, value[1], value[0], j.width, n_keys, s.value);
        return multiply(j, s.scores, false, j.score_bytes, s.value, n, j.width, n_keys, out, row_bytes, first > 0);
    }
    for (int64_t i = 0; i < n; i++, out += row_bytes) {
        j.gemm->sums(values, value[0], s.scores + i * j.score_bytes, first ? s.value : out, j.item, j.width, n_keys);
        if (first) j.kernels->add(out, s.value, j.width);
    }
}

// Queries [row, row + n) and keys [first, first + n_keys).
void attend_block(const Job& j, const Member& m, int64_t row, int64_t n, int64_t first, int64_t n_keys, const Space& s) {
    const ta_attention& a = *j.a;
    scores_of(j, m, row, n, first, n_keys, s);
    const int mask_kind = !m.mask ? TA_NO_MASK : a.mask->dtype == TA_BOOL ? TA_BOOL_MASK : TA_FLOAT_MASK;
    char* out = m.out + row * j.width * j.item;
    for (int64_t i = 0; i < n; i++) {
        const int64_t seen = a.is_causal ? smaller(n_keys, row + i + 1 - first) : n_keys;
        const char* mask = mask_row(j, m, row + i, first, n_keys, s.mask);
        const double scaling = j.kernels->weights(s.scores + i * j.score_bytes, n_keys, seen < 0 ? 0 : seen, a.scale, mask, mask_kind, s.states + i);
        if (first > 0 && scaling != 1.0) j.kernels->multiply(out + i * j.width * j.item, j.width, scaling);
    }
    add_values(j, m, n, first, n_keys, s, out);
}

void attend_queries(const Job& j, const Member& m, int64_t row, const Space& s) {
    const ta_attention& a = *j.a;
    const int64_t n = smaller(block_queries, j.n_queries - row), *query = a.query.stride_bytes + a.query.ndim - 2;
    const int64_t n_keys = a.is_causal ? smaller(j.n_keys, row + n) : j.n_keys;
    if (!j.is_direct) j.gemm->pack_a(m.query + row * query[0], query[0], query[1], n, j.length, s.query);
    for (int64_t i = 0; i < n; i++) s.states[i] = {-__builtin_inf(), 0.0};
    for (int64_t first = 0; first < n_keys; first += block_keys) attend_block(j, m, row, n, first, smaller(block_keys, n_keys - first), s);
    const int64_t row_bytes = j.width * j.item;
    for (int64_t i = 0; i < n; i++) {
        char* out = m.out + (row + i) * row_bytes;
        if (s.states[i].sum == 0.0) memset(out, 0, size_t(row_bytes));
        else j.kernels->divide(out, j.width, s.states[i].sum);
    }
}

void attend_task(void* job, int64_t index) {
    Job& j = *(Job*)job;
    const int64_t slack = 256, keys = round_up(smaller(block_keys, j.n_keys), j.gemm->tile_columns);
    const size_t query = size_t(round_up(block_queries, j.gemm->tile_rows) * j.length * j.item + slack), key = size_t(keys * j.length * j.item + slack);
    const size_t value = size_t(round_up(j.width, j.gemm->tile_columns) * block_keys * j.item + slack), scores = size_t(block_queries * j.score_bytes);
    const size_t mask = size_t(block_keys * j.item), states = block_queries * sizeof(ta_softmax_state);
    const size_t at_key = (query + 63) / 64 * 64, at_value = at_key + (key + 63) / 64 * 64, at_scores = at_value + (value + 63) / 64 * 64;
    const size_t n_bytes = at_scores + scores + mask + states;
    char* memory = (char*)ta_alloc(n_bytes);
    if (!memory) return __atomic_store_n(&j.result, TA_NO_MEMORY, __ATOMIC_RELAXED);
    const Space space = {memory, memory + at_key, memory + at_value, memory + at_scores, memory + at_scores + scores, (ta_softmax_state*)(memory + at_scores + scores + mask)};
    attend_queries(j, member_of(*j.a, index / j.blocks), index % j.blocks * block_queries, space);
    ta_free(memory, n_bytes);
}

}  // namespace

extern "C" int ta_attend(const ta_attention* attention) {
    const ta_attention& a = *attention;
    const int n = a.out.ndim;
    Job j = {};
    j.a = attention;
    j.gemm = &ta_active_gemm->kernels[a.out.dtype];
    j.kernels = &ta_active_attention->kernels[a.out.dtype == TA_F64];
    j.item = j.gemm->item_bytes;
    j.n_queries = a.out.shape[n - 2];
    j.n_keys = a.key.shape[n - 2];
    j.length = a.key.shape[n - 1];
    j.width = a.out.shape[n - 1];
    j.blocks = (j.n_queries + block_queries - 1) / block_queries;
    j.score_bytes = round_up(smaller(block_keys, j.n_keys) * j.item, 64) + 64;
    j.is_direct = j.n_queries <= few_queries;
    const ta_view* const operands[] = {&a.query, &a.key, &a.value};
    for (const ta_view* x : operands) j.is_direct = j.is_direct && x->stride_bytes[n - 1] == j.item;
    int64_t n_members = 1;
    for (int d = 0; d < n - 2; d++) n_members *= a.out.shape[d];
    if (n_members * j.n_queries * j.width == 0) return TA_OK;
    ta_parallel_for(n_members * j.blocks, attend_task, &j);
    return j.result;
}
