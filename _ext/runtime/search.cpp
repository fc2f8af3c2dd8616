// searchsorted: branch-free binary searches, several at a time so that their cache misses overlap.
#include "alloc.h"
#include "pool.h"
#include "sort.h"
#include "sort_types.hpp"
#include "walk.hpp"
#include <string.h>

namespace {

constexpr int64_t task_queries = 8192;
constexpr int block_queries = 64, abreast = 8;

// The sorted run, contiguous or reached through strides and a sorter.
template <class T> struct Plain {
    const T* data;
    T operator[](int64_t i) const { return data[i]; }
};
template <class T> struct Indirect {
    const char *data, *sorter;
    int64_t stride, sorter_stride;
    T operator[](int64_t i) const {
        if (sorter) i = *(const int64_t*)(sorter + i * sorter_stride);
        return *(const T*)(data + i * stride);
    }
};

template <bool right, class T> bool goes_before(T element, T value) { return right ? !(value < element) : element < value; }

// The positions of n <= abreast values in run[low, high).
template <bool right, class T, class Run>
__attribute__((noinline)) void search_abreast(Run run, int64_t low, int64_t high, const T* values, int n, int64_t* out) {
    int64_t at[abreast];
    T value[abreast];
    for (int q = 0; q < abreast; q++) {
        at[q] = low;
        value[q] = values[q < n ? q : 0];
    }
    int64_t length = high - low;
    while (length > 1) {
        const int64_t half = length / 2;
        for (int q = 0; q < abreast; q++) at[q] += goes_before<right>(run[at[q] + half - 1], value[q]) ? half : 0;
        length -= half;
    }
    for (int q = 0; q < n; q++) out[q] = at[q] + (length == 1 && goes_before<right>(run[at[q]], value[q]));
}

// What the blocks before have taught.
template <class T> struct Past {
    T last;                 // value of an ascending block, found
    int64_t at = -1;        // here: values that go on ascending are searched from there
    int idle = 0, wait = 0;  // blocks that are not to be bounded, now and after the next vain attempt
};

// The positions of n <= block_queries values. Those of the least and the greatest bound the others.
template <bool right, class T, class Run>
void search_block(Run run, int64_t n_run, const T* values, int n, int64_t* out, Past<T>* past) {
    int64_t low = 0, high = n_run;
    bool ascending = true;
    for (int q = 1; q < n; q++) ascending &= !(values[q] < values[q - 1]);
    if (n > 2 * abreast && (ascending || past->idle-- <= 0)) {
        T ends[2] = {values[0], values[n - 1]};
        if (ascending) {
            if (past->at >= 0 && !(values[0] < past->last)) low = past->at;
            for (int64_t step = n; low + step < n_run; step *= 4)
                if (!goes_before<right>(run[low + step], values[n - 1])) {
                    high = low + step + 1;
                    break;
                }
        } else
            for (int q = 0; q < n; q++) {
                ends[0] = values[q] < ends[0] ? values[q] : ends[0];
                ends[1] = ends[1] < values[q] ? values[q] : ends[1];
            }
        int64_t bounds[2];
        search_abreast<right>(run, low, high, ends, 2, bounds);
        low = bounds[0];
        high = bounds[1];
        if (ascending) past->last = values[n - 1], past->at = high;
        else {
            past->wait = high - low < n_run / 16 ? 0 : 2 * past->wait + 1;
            past->idle = past->wait;
        }
    }
    if (low == high)
        for (int q = 0; q < n; q++) out[q] = low;
    else
        for (int q = 0; q < n; q += abreast) search_abreast<right>(run, low, high, values + q, n - q < abreast ? n - q : abreast, out + q);
}

template <class T> struct Search {
    Indirect<T> indirect;
    const T* plain;
    int64_t n_run, n_numbers;  // n_numbers elements are not NaN
    bool right, contiguous;  // the queries and what is found lie in order
    int64_t n_queries;
    Walk<2> walk;  // values, out
};

template <class T, class Run> int64_t count_numbers(Run run, int64_t n) {
    int64_t low = 0, high = n;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (run[middle] == run[middle]) low = middle + 1;
        else high = middle;
    }
    return low;
}

template <class T> void search_values(const Search<T>* s, T* values, int n, int64_t* out, Past<T>* past) {
    uint8_t is_nan[block_queries];
    uint8_t any_nan = 0;
    for (int q = 0; q < n; q++) {
        is_nan[q] = values[q] != values[q];
        any_nan |= is_nan[q];
    }
    if (any_nan)
        for (int q = 0; q < n; q++) values[q] = is_nan[q] ? T(0) : values[q];
    if (s->plain && s->right) search_block<true>(Plain<T>{s->plain}, s->n_numbers, values, n, out, past);
    else if (s->plain) search_block<false>(Plain<T>{s->plain}, s->n_numbers, values, n, out, past);
    else if (s->right) search_block<true>(s->indirect, s->n_numbers, values, n, out, past);
    else search_block<false>(s->indirect, s->n_numbers, values, n, out, past);
    if (any_nan)
        for (int q = 0; q < n; q++)
            if (is_nan[q]) out[q] = s->right ? s->n_run : s->n_numbers;
}

template <class T> void search_task(void* context, int64_t task) {
    const Search<T>* s = (const Search<T>*)context;
    int64_t query = task * task_queries, end = query + task_queries < s->n_queries ? query + task_queries : s->n_queries;
    Walk<2> walk = s->walk;
    if (!s->contiguous) walk.seek(query);
    Past<T> past;
    while (query < end) {
        T values[block_queries];
        int64_t found[block_queries];
        char* places[block_queries];
        const int n = end - query < block_queries ? int(end - query) : block_queries;
        if (s->contiguous) {
            memcpy(values, s->walk.base[0] + query * int64_t(sizeof(T)), size_t(n) * sizeof(T));
            search_values(s, values, n, (int64_t*)s->walk.base[1] + query, &past);
        } else {
            for (int q = 0; q < n; q++, walk.next()) {
                values[q] = *(const T*)walk.at[0];
                places[q] = walk.at[1];
            }
            search_values(s, values, n, found, &past);
            for (int q = 0; q < n; q++) *(int64_t*)places[q] = found[q];
        }
        query += n;
    }
}

template <class T> int search_sorted(const ta_view* sorted, const ta_view* values, ta_view* out, bool right, const ta_view* sorter) {
    Search<T> s;
    s.n_run = sorted->shape[0];
    s.n_queries = size_of(values);
    s.right = right;
    s.indirect = {sorted->data, sorter ? sorter->data : nullptr, sorted->stride_bytes[0], sorter ? sorter->stride_bytes[0] : 0};
    s.plain = !sorter && (s.n_run < 2 || s.indirect.stride == int64_t(sizeof(T))) ? (const T*)sorted->data : nullptr;
    T* packed = nullptr;
    const size_t packed_bytes = size_t(s.n_run) * sizeof(T);
    if (!s.plain && s.n_queries * 16 > s.n_run) {
        packed = (T*)ta_alloc(packed_bytes);
        if (packed == nullptr) return TA_NO_MEMORY;
        for (int64_t i = 0; i < s.n_run; i++) packed[i] = s.indirect[i];
        s.plain = packed;
    }
    s.n_numbers = s.plain ? count_numbers<T>(Plain<T>{s.plain}, s.n_run) : count_numbers<T>(s.indirect, s.n_run);
    s.contiguous = is_contiguous(values, sizeof(T)) && is_contiguous(out, sizeof(int64_t));
    s.walk.base[0] = values->data;
    s.walk.base[1] = out->data;
    for (int d = 0; d < values->ndim; d++) s.walk.add(values->shape[d], {values->stride_bytes[d], out->stride_bytes[d]});
    ta_parallel_for((s.n_queries + task_queries - 1) / task_queries, search_task<T>, &s);
    if (packed) ta_free(packed, packed_bytes);
    return TA_OK;
}

}  // namespace

extern "C" int ta_searchsorted(const ta_view* sorted, const ta_view* values, ta_view* out, int side_right, const ta_view* sorter) {
    int result = TA_UNSUPPORTED;
    with_real_type(sorted->dtype, [&](auto tag) {
        typedef typename decltype(tag)::Type T;
        result = search_sorted<T>(sorted, values, out, side_right != 0, sorter);
    });
    return result;
}
