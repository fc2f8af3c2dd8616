// Sets, on top of sort and argsort: runs of equal elements, unique, isin.
#include <string.h>
#include "alloc.h"
#include "copy.h"
#include "gather_table.h"
#include "pool.h"
#include "sort.h"
#include "sort_types.hpp"
#include "walk.hpp"

namespace {

// A block that is freed at the end of its scope.
struct Block {
    size_t n_bytes;
    void* data;
    explicit Block(size_t n) : n_bytes(n), data(n ? ta_alloc(n) : nullptr) {}
    ~Block() {
        if (data) ta_free(data, n_bytes);
    }
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
    bool failed() const { return n_bytes && !data; }
};

// starts has room for n positions.
template <class T> int64_t run_starts(const T* sorted, int64_t n, int64_t* starts) {
    if (n == 0) return 0;
    int64_t n_runs = 0, start = 0;
    for (int64_t i = 0; i + 1 < n; i++) {
        starts[n_runs] = start;
        const bool ends = !(sorted[i] == sorted[i + 1]);
        n_runs += ends;
        start = ends ? i + 1 : start;
    }
    starts[n_runs] = start;
    return n_runs + 1;
}

template <class T> void copy_items(const ta_view* x, T* out) {
    Walk<1> walk;
    walk.base[0] = x->data;
    for (int d = 0; d < x->ndim; d++) walk.add(x->shape[d], {x->stride_bytes[d]});
    const int64_t n = walk.size();
    if (n == 0) return;
    walk.seek(0);
    for (int64_t i = 0; i < n; i++, walk.next()) memcpy(&out[i], walk.at[0], sizeof(T));
}

// To the front of sorted values the first of each that are equal; how many.
template <class T> int64_t keep_different(T* values, int64_t n) {
    int64_t kept = 1;
    T last = values[0];
    for (int64_t i = 1; i < n; i++) {
        const T value = values[i];
        values[kept] = value;
        kept += !(value == last);
        last = value;
    }
    return kept;
}

// The items of x in C order.
const char* packed_items(const ta_view* x, char* to) {
    int64_t stride[TA_MAX_NDIM], step = ta_itemsize[x->dtype];
    for (int d = x->ndim - 1; d >= 0; d--) stride[d] = step, step *= x->shape[d];
    const ta_view out = {to, x->shape, stride, x->ndim, x->dtype};
    ta_copy_view(&out, x);
    return to;
}

template <class T> void keep_first(T* values, const int64_t* starts, int64_t n_runs) {
    for (int64_t i = 0; i < n_runs; i++) values[i] = values[starts[i]];
}
void count_runs(const int64_t* starts, int64_t n_runs, int64_t n, int64_t* counts) {
    for (int64_t i = 0; i < n_runs; i++) counts[i] = (i + 1 < n_runs ? starts[i + 1] : n) - starts[i];
}
void number_runs(const int64_t* starts, int64_t n_runs, int64_t n, const int64_t* order, int64_t* inverse) {
    for (int64_t run = 0; run < n_runs; run++)
        for (int64_t i = starts[run], end = run + 1 < n_runs ? starts[run + 1] : n; i < end; i++) inverse[order[i]] = run;
}

// Arrays of very few values need no sort: every value is looked for among those before it. values, which may be the items, gets the
// sorted values, counts (or NULL) how often each occurs; 0 where there are more, or NaN.
const int most_values = 8;
const int64_t few_from = 1024, few_tile = 4096;
template <class T> int64_t unique_few(const T* items, int64_t n, int dtype, T* values, int64_t* counts) {
    const auto is_any_of = dtype < TA_SORT_DTYPES ? ta_active_sort->is_any_of[dtype] : nullptr;
    if (!is_any_of || n < few_from) return 0;
    T found[most_values] = {items[0]};
    int64_t n_found = 1;
    char flags[few_tile];
    for (int64_t at = 0, tile = 64; at < n;) {
        const int64_t m = n - at < tile ? n - at : tile;
        is_any_of((const char*)(items + at), (const char*)found, n_found, 1, flags, m);
        const char* other = (const char*)memchr(flags, 1, size_t(m));
        if (!other) {
            at += m;
            tile = 2 * tile < few_tile ? 2 * tile : few_tile;
        } else {
            at += other - flags;
            if (n_found == most_values) return 0;
            found[n_found++] = items[at];
            const T value = items[at];
            if (!(value == value)) return 0;
        }
    }
    const int64_t stride = sizeof(T);
    const ta_view view = {(char*)found, &n_found, &stride, 1, dtype};
    ta_view sorted = view;
    if (ta_sort(&view, &sorted, 0, 0) != TA_OK) return 0;
    for (int64_t i = 0; counts && i < n_found; i++) {
        counts[i] = 0;
        for (int64_t at = 0; at < n; at += few_tile) {
            const int64_t m = n - at < few_tile ? n - at : few_tile;
            is_any_of((const char*)(items + at), (const char*)(found + i), 1, 0, flags, m);
            counts[i] += ta_active_gather->count_true((const uint8_t*)flags, m);
        }
    }
    memcpy(values, found, size_t(n_found) * sizeof(T));
    return n_found;
}

template <class T> int unique(const ta_view* x, T* values, int64_t* first, int64_t* counts, int64_t* inverse, int64_t* n_unique) {
    const int64_t n = size_of(x);
    *n_unique = 0;
    if (n == 0) return TA_OK;
    const bool ordered = first || inverse, packed = is_contiguous(x, sizeof(T));
    Block copy(ordered && !packed ? size_t(n) * sizeof(T) : 0), order(ordered ? size_t(n) * 8 : 0), starts(ordered || counts ? size_t(n) * 8 : 0);
    if (copy.failed() || order.failed() || starts.failed()) return TA_NO_MEMORY;
    const T* items = (const T*)x->data;
    if (!packed) {
        T* target = ordered ? (T*)copy.data : values;
        copy_items(x, target);
        items = target;
    }
    if (!ordered) *n_unique = unique_few(items, n, x->dtype, values, counts);
    if (*n_unique) return TA_OK;
    const int64_t item_stride = sizeof(T), order_stride = 8;
    const ta_view flat = {(char*)items, &n, &item_stride, 1, x->dtype};
    if (ordered) {
        ta_view positions = {(char*)order.data, &n, &order_stride, 1, TA_I64};
        const int result = ta_argsort(&flat, &positions, 0, 0, 1);
        if (result != TA_OK) return result;
        for (int64_t i = 0; i < n; i++) values[i] = items[((const int64_t*)order.data)[i]];
    } else {
        ta_view sorted = {(char*)values, &n, &item_stride, 1, x->dtype};
        const int result = ta_sort(&flat, &sorted, 0, 0);
        if (result != TA_OK) return result;
    }
    if (!starts.data) {
        *n_unique = keep_different(values, n);
        return TA_OK;
    }
    const int64_t* start = (const int64_t*)starts.data;
    const int64_t n_runs = run_starts(values, n, (int64_t*)starts.data);
    keep_first(values, start, n_runs);
    if (counts) count_runs(start, n_runs, n, counts);
    if (inverse) number_runs(start, n_runs, n, (const int64_t*)order.data, inverse);
    if (first)
        for (int64_t i = 0; i < n_runs; i++) first[i] = ((const int64_t*)order.data)[start[i]];
    *n_unique = n_runs;
    return TA_OK;
}

// Keys: every integer as an int64 of the same order; uint64 is shifted.
template <class T> int64_t key_of(T x) { return sizeof(T) == 8 && T(-1) > T(0) ? int64_t(uint64_t(x) ^ uint64_t(1) << 63) : int64_t(x); }

struct Pool {
    const int64_t* sorted;
    int64_t n, least, greatest;
};
bool contains(const Pool& pool, int64_t key) {
    if (key < pool.least || key > pool.greatest) return false;
    const int64_t* at = pool.sorted;
    for (int64_t length = pool.n; length > 1;) {
        const int64_t half = length / 2;
        at += at[half] <= key ? half : 0;
        length -= half;
    }
    return *at == key;
}

// One task is a piece of x, which is contiguous.
struct Search {
    const char *x, *members;
    Pool pool;
    const uint8_t* present;  // a byte for every key in [least, greatest], and one behind
    int64_t n, n_members;
    int dtype, invert;
    uint8_t* out;
    bool is_few;  // members that may be compared with one by one
};
const int64_t search_task = 16384;

void search_few(void* context, int64_t task) {
    const Search* s = (const Search*)context;
    const int64_t first = task * search_task, n = s->n - first < search_task ? s->n - first : search_task;
    ta_active_sort->is_any_of[s->dtype](s->x + first * ta_itemsize[s->dtype], s->members, s->n_members, s->invert, (char*)s->out + first, n);
}
template <class T> void search_many(void* context, int64_t task) {
    const Search* s = (const Search*)context;
    const T* x = (const T*)s->x;
    const uint64_t least = uint64_t(s->pool.least), range = uint64_t(s->pool.greatest) - least;
    const int64_t first = task * search_task, end = s->n - first < search_task ? s->n : first + search_task;
    if (s->present)
        for (int64_t i = first; i < end; i++) {
            const uint64_t place = uint64_t(key_of(x[i])) - least;
            s->out[i] = s->present[place <= range ? place : range + 1] != s->invert;
        }
    else
        for (int64_t i = first; i < end; i++) s->out[i] = contains(s->pool, key_of(x[i])) != s->invert;
}
void run_search(Search* search, void (*task)(void*, int64_t)) { ta_parallel_for((search->n + search_task - 1) / search_task, task, search); }

template <class T> void load_keys(const ta_view* x, int64_t* keys) {
    Walk<1> walk;
    walk.base[0] = x->data;
    for (int d = 0; d < x->ndim; d++) walk.add(x->shape[d], {x->stride_bytes[d]});
    const int64_t n = walk.size();
    walk.seek(0);
    for (int64_t i = 0; i < n; i++, walk.next()) keys[i] = key_of(*(const T*)walk.at[0]);
}

template <class T> int is_in(Search* search, const ta_view* members) {
    const int64_t n_members = search->n_members;
    Block keys(size_t(n_members) * 8);
    if (keys.failed()) return TA_NO_MEMORY;
    int64_t* key = (int64_t*)keys.data;
    load_keys<T>(members, key);
    Pool& pool = search->pool = {key, n_members, key[0], key[0]};
    for (int64_t i = 1; i < n_members; i++) {
        pool.least = key[i] < pool.least ? key[i] : pool.least;
        pool.greatest = key[i] > pool.greatest ? key[i] : pool.greatest;
    }
    const uint64_t range = uint64_t(pool.greatest) - uint64_t(pool.least);
    if (search->is_few && range >= 65536) {
        run_search(search, search_few);
        return TA_OK;
    }
    const bool by_table = range < 65536 || range / 4 < uint64_t(search->n) + uint64_t(n_members);
    Block table(by_table ? size_t(range) + 2 : 0);
    if (table.failed()) return TA_NO_MEMORY;
    if (by_table) {
        memset(table.data, 0, size_t(range) + 2);
        for (int64_t i = 0; i < n_members; i++) ((uint8_t*)table.data)[uint64_t(key[i]) - uint64_t(pool.least)] = 1;
        search->present = (const uint8_t*)table.data;
    } else {
        const int64_t stride = 8;
        const ta_view view = {(char*)key, &n_members, &stride, 1, TA_I64};
        ta_view sorted = view;
        const int result = ta_sort(&view, &sorted, 0, 0);
        if (result != TA_OK) return result;
    }
    run_search(search, search_many<T>);
    return TA_OK;
}

// Floats and complex numbers as bits that are equal where the numbers are; those of numbers that are NaN are never looked for.
struct Bits128 {
    uint64_t low, high;
    bool operator==(Bits128 other) const { return ((low ^ other.low) | (high ^ other.high)) == 0; }
};
template <class To, class From> To bits_of(From x) {
    To bits;
    memcpy(&bits, &x, sizeof(bits));
    return bits;
}
uint32_t exact_bits(float x) { return bits_of<uint32_t>(x + 0.0f); }
uint64_t exact_bits(double x) { return bits_of<uint64_t>(x + 0.0); }
uint64_t exact_bits(ComplexItem<float> z) { return uint64_t(exact_bits(z.re)) << 32 | exact_bits(z.im); }
Bits128 exact_bits(ComplexItem<double> z) { return {exact_bits(z.re), exact_bits(z.im)}; }
const size_t near_bytes = 1 << 17;
const uint64_t no_bits = ~uint64_t(0);
bool is_none(uint32_t bits) { return bits == uint32_t(no_bits); }
bool is_none(uint64_t bits) { return bits == no_bits; }
bool is_none(Bits128 bits) { return (bits.low & bits.high) == no_bits; }

uint64_t mixed(uint64_t bits) {
    bits *= 0x9E3779B97F4A7C15u;
    return (bits ^ (bits >> 32)) * 0xD6E8FEB86659FD93u;
}
uint64_t mixed(uint32_t bits) { return mixed(uint64_t(bits)); }
uint64_t mixed(Bits128 bits) { return mixed(bits.low + (bits.high ^ (bits.high >> 32)) * 0xC2B2AE3D27D4EB4Fu); }

// Places by hash; after a taken one the next. Most are free, and hold no bits.
template <class Bits> struct Places {
    Bits* place;
    int shift;
    uint64_t last;

    void insert(Bits bits) {
        uint64_t at = mixed(bits) >> shift;
        while (!is_none(place[at]) && !(place[at] == bits)) at = (at + 1) & last;
        place[at] = bits;
    }
    bool holds(Bits bits, uint64_t at) const {
        for (;; at = (at + 1) & last) {
            const bool is_free = is_none(place[at]), is_there = place[at] == bits;
            if (is_free | is_there) return is_there & !is_free;
        }
    }
};
template <class T> struct HashSearch {
    typedef decltype(exact_bits(T())) Bits;
    const T* x;
    Places<Bits> places;
    int64_t n;
    int invert;
    uint8_t* out;

    static void task(void* context, int64_t task) {
        const HashSearch& s = *(const HashSearch*)context;
        const int64_t first = task * search_task, end = s.n - first < search_task ? s.n : first + search_task;
        const Places<Bits> places = s.places;
        for (int64_t i = first; i < end; i += 32) {  // so that their cache misses overlap
            const int n = end - i < 32 ? int(end - i) : 32;
            uint64_t at[32];
            for (int k = 0; k < n; k++) at[k] = mixed(exact_bits(s.x[i + k])) >> places.shift;
            for (int k = 0; k < n; k++) __builtin_prefetch(&places.place[at[k]]);
            for (int k = 0; k < n; k++) s.out[i + k] = places.holds(exact_bits(s.x[i + k]), at[k]) != s.invert;
        }
    }
};
template <class T> int is_in_by_hash(const Search& search) {
    typedef typename HashSearch<T>::Bits Bits;
    int n_bits = 3;
    while (int64_t(1) << n_bits < 2 * search.n_members) n_bits++;
    for (int spare = 0; spare < 2 && sizeof(Bits) << n_bits < near_bytes; spare++) n_bits++;
    const size_t n_bytes = sizeof(Bits) << n_bits;
    Block table(n_bytes);
    if (table.failed()) return TA_NO_MEMORY;
    memset(table.data, 255, n_bytes);
    HashSearch<T> job = {(const T*)search.x, {(Bits*)table.data, 64 - n_bits, (uint64_t(1) << n_bits) - 1}, search.n, search.invert, search.out};
    for (int64_t i = 0; i < search.n_members; i++) {
        const T member = ((const T*)search.members)[i];
        if (member == member) job.places.insert(exact_bits(member));
    }
    ta_parallel_for((job.n + search_task - 1) / search_task, HashSearch<T>::task, &job);
    return TA_OK;
}

}  // namespace

extern "C" int ta_run_starts(const ta_view* sorted, int64_t* starts, int64_t* n_runs) {
    const bool known = with_type(sorted->dtype, [&](auto tag) {
        typedef typename decltype(tag)::Type T;
        *n_runs = run_starts((const T*)sorted->data, sorted->shape[0], starts);
    });
    return known ? TA_OK : TA_UNSUPPORTED;
}

extern "C" int ta_unique(const ta_view* x, char* values, int64_t* first_position, int64_t* counts, int64_t* inverse, int64_t* n_unique) {
    int result = TA_UNSUPPORTED;
    with_type(x->dtype, [&](auto tag) {
        typedef typename decltype(tag)::Type T;
        result = unique<T>(x, (T*)values, first_position, counts, inverse, n_unique);
    });
    return result;
}

extern "C" int ta_isin(const ta_view* x, const ta_view* members, int invert, ta_view* out) {
    const int64_t n = size_of(x), n_members = size_of(members), item = ta_itemsize[x->dtype];
    if (n == 0) return TA_OK;
    if (n_members == 0) {
        memset(out->data, invert != 0, size_t(n));
        return TA_OK;
    }
    const bool is_integer = x->dtype <= TA_U64;
    const bool is_few = ta_active_sort->is_any_of[x->dtype] && n_members * item <= (item < 4 ? 2 : 8) * ta_active_sort->vector_bytes;
    const bool packs_members = (is_few || !is_integer) && !is_contiguous(members, item);
    Block x_copy(is_contiguous(x, item) ? 0 : size_t(n * item)), members_copy(packs_members ? size_t(n_members * item) : 0);
    if (x_copy.failed() || members_copy.failed()) return TA_NO_MEMORY;
    Search search = {x->data, members->data, {}, nullptr, n, n_members, x->dtype, invert != 0, (uint8_t*)out->data, is_few};
    if (x_copy.data) search.x = packed_items(x, (char*)x_copy.data);
    if (members_copy.data) search.members = packed_items(members, (char*)members_copy.data);
    // A table takes 0.7 ns an element, 16 comparisons with 8-byte members as much: if they are more, is_in looks whether a table would do.
    if (is_few && !(is_integer && n_members * item > 2 * ta_active_sort->vector_bytes)) {
        run_search(&search, search_few);
        return TA_OK;
    }
    int result = TA_UNSUPPORTED;
    with_integer_type(x->dtype, [&](auto tag) {
        typedef typename decltype(tag)::Type T;
        result = is_in<T>(&search, members);
    });
    switch (x->dtype) {
        case TA_F32: return is_in_by_hash<float>(search);
        case TA_F64: return is_in_by_hash<double>(search);
        case TA_C64: return is_in_by_hash<ComplexItem<float>>(search);
        case TA_C128: return is_in_by_hash<ComplexItem<double>>(search);
        default: return result;
    }
}
