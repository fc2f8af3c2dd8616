// Positions of maxima and minima: the first one; the first NaN when there is one.
#pragma once
#include "reduce_extreme.hpp"
#include "transpose.hpp"
#include "../runtime/reduce_table.h"

namespace {

// is_bool: bytes 0 and 1, where the first winner ends the search.
template <class T, bool is_max, bool is_bool> struct ArgReduction {
    typedef ExtremeReduction<T, is_max> Values;
    typedef UnsignedOf<T> U;
    static constexpr int lanes = Vec<T>::lanes;
    static constexpr i64 block_elements = 8192 / i64(sizeof(T));
    struct Found { T value; i64 position; };

    static TA_INLINE bool is_nan_(T x) { return x != x; }
    // Nothing is better than x.
    static TA_INLINE bool is_final(T x) {
        if constexpr (IsFloat<T>::value) return is_nan_(x);
        else return x == (is_bool ? T(is_max) : is_max ? Limits<T>::highest : Limits<T>::lowest);
    }
    static TA_INLINE bool is_better(T x, T best) { return (is_max ? x > best : x < best) || (is_nan_(x) && !is_nan_(best)); }
    static TA_INLINE bool is_equal(T x, T y) { return x == y || (is_nan_(x) && is_nan_(y)); }
    static TA_INLINE Mask<T> is_better(Vec<T> x, Vec<T> best) {
        if constexpr (IsFloat<T>::value) return (is_max ? !(x <= best) : !(x >= best)) & (best == best);
        else return is_max ? x > best : x < best;
    }
    // The first place of value; n - 1 when it is not before that.
    static TA_NOINLINE i64 place_of(T value, const T* x, i64 n) {
        const Vec<T> wanted(value);
        const bool want_nan = is_nan_(value);
        i64 i = 0;
        if (want_nan) {
            while (i < n - 1 && !is_nan_(x[i])) i++;
            return i;
        }
        if constexpr (lanes > 1) {
            for (; i + 4 * lanes <= n; i += 4 * lanes) {
                Mask<T> m0 = load(x + i) == wanted, m1 = load(x + i + lanes) == wanted, m2 = load(x + i + 2 * lanes) == wanted, m3 = load(x + i + 3 * lanes) == wanted;
                if (any((m0 | m1) | (m2 | m3))) break;
            }
            for (; i + lanes <= n; i += lanes) {
                Mask<T> hit = load(x + i) == wanted;
                if (any(hit)) return i + first_set(hit);
            }
            if (i > 0) {
                Mask<T> hit = load(x + n - lanes) == wanted;
                return any(hit) ? n - lanes + first_set(hit) : n - 1;
            }
#if defined(TA_ISA_AVX512)
            if (n < lanes) {
                Mask<T> hit = (load_n(x, int(n)) == wanted) & first_lanes<T>(int(n));
                return any(hit) ? first_set(hit) : n - 1;
            }
#endif
        }
        while (i < n - 1 && x[i] != value) i++;
        return i;
    }
    static TA_INLINE Found find(const T* x, i64 n) {
        Found found = {x[0], 0};
        if constexpr (is_bool) {
            i64 place = place_of(T(is_max), x, n);
            return {x[place], is_final(x[place]) ? place : 0};
        }
        i64 i = 0;
        if constexpr (lanes > 1) {
            while (n - i >= lanes && !is_final(found.value)) {
                i64 m = n - i < block_elements ? n - i : block_elements;
                const T best = Values::state_of(x + i, m).across();
                if (is_better(best, found.value)) found = {best, i + place_of(best, x + i, m)};
                i += m;
            }
            if (HAS_MASKED_LOADS && n - i > 2) {
                typename Values::State rest;
                rest.start();
                rest.add(select(Vec<T>(Values::State::neutral), load_n(x + i, int(n - i)), first_lanes<T>(int(n - i))));
                const T best = rest.across();
                if (is_better(best, found.value)) found = {best, i + place_of(best, x + i, n - i)};
                return found;
            }
        }
        join_places(found, x, i, n);
        return found;
    }
    // An integer in the order of x: both zeros are 0, NaN wins.
    static TA_INLINE SignedOf<T> key_of(T x) {
        typedef SignedOf<T> Key;
        constexpr Key winner = Key(is_max ? Key(U(~sign_bit_of<T>())) : Key(sign_bit_of<T>()));
        if constexpr (IsFloat<T>::value) {
            const Key bits = bitcast_scalar<Key>(x + T(0)), size = Key(bits & Key(U(~sign_bit_of<T>())));
            const Key key = Key(bits ^ Key(U(bits >> (8 * sizeof(T) - 1)) >> 1));
            return size > bitcast_scalar<Key>(Limits<T>::highest) ? winner : key;
        } else {
            return IsSigned<T>::value ? Key(x) : Key(U(x) ^ sign_bit_of<T>());
        }
    }
    // Without branches: places in random data are not to be foreseen.
    static TA_INLINE void join_places(Found& found, const T* x, i64 i, i64 n) {
        i64 best = key_of(found.value);
        for (; i < n; i++) {
            const i64 key = key_of(x[i]);
            const i64 better = -i64(is_max ? key > best : key < best);
            best ^= (best ^ key) & better;
            found.position ^= (found.position ^ i) & better;
        }
        found.value = x[found.position];
    }
    static TA_NOINLINE Found find_strided(const char* x, i64 stride, i64 n) {
        if (stride == i64(sizeof(T))) return find((const T*)x, n);
        Found found = {*(const T*)x, 0};
        T tile[tile_elements];
        i64 m;
        for (i64 i = 0; i < n && !is_final(found.value); i += m) {
            m = at_most(n - i, is_bool && i == 0 ? first_tile : tile_elements);
            pack(x + i * stride, stride, m, tile);
            Found local = find(tile, m);
            if (is_better(local.value, found.value)) found = {local.value, i + local.position};
        }
        return found;
    }

    static TA_INLINE void join_state(ta_arg_state* state, T value, i64 index) {
        T held;
        __builtin_memcpy(&held, state->value, sizeof(T));
        if (state->index >= 0 && !is_better(value, held) && !(is_equal(value, held) && index < state->index)) return;
        __builtin_memcpy(state->value, &value, sizeof(T));
        state->index = index;
    }
    static void run(const char* x, i64 stride, i64 n, i64 first_index, i64 index_step, ta_arg_state* state) {
        T held;
        __builtin_memcpy(&held, state->value, sizeof(T));
        if (state->index >= 0 && state->index < first_index && is_final(held)) return;
        if constexpr (!is_bool && lanes > 1)  // places are looked for only where one is wanted: few runs of many beat those before
            if (state->index >= 0 && stride == i64(sizeof(T)) && n >= lanes && n <= block_elements) {
                const T best = Values::state_of((const T*)x, n).across();
                if (!is_better(best, held) && !is_equal(best, held)) return;
            }
        Found found = find_strided(x, stride, n);
        join_state(state, found.value, first_index + found.position * index_step);
    }
    static void merge(ta_arg_state* state, const ta_arg_state* other) {
        T value;
        __builtin_memcpy(&value, other->value, sizeof(T));
        if (other->index >= 0) join_state(state, value, other->index);
    }
    // Rows are turned to columns, some elements at a time, while they are short: 2000 rows of 70 float32 take 61 us, turned 21 us; of 200, 51 and 54 us.
    // Not bools under masks: of 1000 rows of 10 the first vectors take 1.0 us, turned 4.2 us.
    static constexpr i64 short_row = is_bool ? 64 : 512 / i64(sizeof(T)), turned = 64, rows_ahead = 16;
    static TA_NOINLINE void short_rows(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, i64* index) {
        constexpr i64 width = 4 * lanes;
        alignas(64) T tile[turned * width];
        alignas(64) T value[width];
        for (i64 r = 0; r < n_rows; r += width) {
            const i64 m = at_most(n_rows - r, width);
            for (i64 first = 0; first < n; first += turned) {
                const i64 k = at_most(n - first, turned);
                const char* from = x + r * row_stride + first * stride;
                if (stride == i64(sizeof(T))) transpose<UnsignedOf<SignedOf<T>>>((char*)tile, width * i64(sizeof(T)), from, row_stride, k, m);
                else
                    for (i64 i = 0; i < k; i++) pack(from + i * stride, row_stride, m, tile + i * width);
                fold_contiguous((const char*)tile, width * i64(sizeof(T)), k, m, first, value, index + r);
            }
        }
    }
    static void rows(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, i64* index) {
        if (!(is_bool && HAS_MASKED_LOADS) && lanes > 1 && n > 1 && n <= short_row && n_rows >= 8) {
            short_rows(x, row_stride, n_rows, stride, n, index);
            return;
        }
        for (i64 r = 0; r < n_rows; r++) {
            const char* row = x + r * row_stride;
            if constexpr (is_bool && lanes > 1) {  // the first winner is near the begin, if there is one
                __builtin_prefetch(row + rows_ahead * row_stride);
                if (stride == 1 && (n >= lanes || HAS_MASKED_LOADS)) {
                    const int first = n < lanes ? int(n) : lanes;
                    const Mask<T> hit = HAS_MASKED_LOADS ? (load_n((const T*)row, first) == Vec<T>(T(is_max))) & first_lanes<T>(first) : load((const T*)row) == Vec<T>(T(is_max));
                    if (any(hit) || n <= lanes) {
                        index[r] = any(hit) ? first_set(hit) : 0;
                        continue;
                    }
                }
            }
            index[r] = find_strided(row, stride, n).position;
        }
    }

    static TA_INLINE void join_row(Vec<T>& best, Vec<U>& row, Vec<T> other, Vec<U> other_row) {
        const Mask<T> m = is_better(other, best);
        best = select(best, other, m);
        row = select(row, other_row, mask_cast<U>(m));
    }
    template <int n_vectors> static TA_INLINE void fold_columns(const char* x, i64 row_stride, i64 n_rows, T* best_out, U* row_out) {
        Vec<T> best[n_vectors];
        Vec<U> row[n_vectors];
        for (int k = 0; k < n_vectors; k++) {
            best[k] = load((const T*)x + k * lanes);
            row[k] = Vec<U>(U(0));
        }
        for (i64 r = 1; r < n_rows; r++) {
            const T* p = (const T*)(x + r * row_stride);
            for (int k = 0; k < n_vectors; k++) join_row(best[k], row[k], load(p + k * lanes), Vec<U>(U(r)));
        }
        for (int k = 0; k < n_vectors; k++) {
            store(best_out + k * lanes, best[k]);
            store(row_out + k * lanes, row[k]);
        }
    }
    // One vector, of n columns: parts of the rows side by side, so that no row waits for the one before.
    static TA_INLINE void fold_vector(const char* x, i64 row_stride, i64 n_rows, int n, T* best_out, U* row_out) {
        constexpr int n_parts = 4;
        const auto columns = [=](i64 r) { return n < lanes ? load_n((const T*)(x + r * row_stride), n) : load((const T*)(x + r * row_stride)); };
        Vec<T> best[n_parts];
        Vec<U> row[n_parts];
        best[0] = columns(0);
        row[0] = Vec<U>(U(0));
        i64 r = 1;
        if (n_rows >= 4 * n_parts) {
            const i64 part = n_rows / n_parts;
            for (int k = 1; k < n_parts; k++) {
                best[k] = columns(k * part);
                row[k] = Vec<U>(U(k * part));
            }
            for (; r < part; r++)
                for (int k = 0; k < n_parts; k++) join_row(best[k], row[k], columns(k * part + r), Vec<U>(U(k * part + r)));
            for (int k = 1; k < n_parts; k++) join_row(best[0], row[0], best[k], row[k]);
            r = n_parts * part;
        }
        for (; r < n_rows; r++) join_row(best[0], row[0], columns(r), Vec<U>(U(r)));
        store(best_out, best[0]);
        store(row_out, row[0]);
    }
    static TA_NOINLINE void join_columns(const T* best, const U* row, i64 n, i64 first_row, T* value, i64* index) {
        for (i64 j = 0; j < n; j++)
            if (first_row == 0 || is_better(best[j], value[j])) {
                value[j] = best[j];
                index[j] = first_row + i64(row[j]);
            }
    }
    static TA_NOINLINE void fold_contiguous(const char* x, i64 row_stride, i64 n_rows, i64 n, i64 first_row, T* value, i64* index) {
        constexpr int n_vectors = 4;
        alignas(64) T best[n_vectors * lanes];
        alignas(64) U row[n_vectors * lanes];
        i64 j = 0;
        for (; j + n_vectors * lanes <= n; j += n_vectors * lanes) {
            fold_columns<n_vectors>(x + j * i64(sizeof(T)), row_stride, n_rows, best, row);
            join_columns(best, row, n_vectors * lanes, first_row, value + j, index + j);
        }
        for (; j + lanes <= n; j += lanes) {
            fold_vector(x + j * i64(sizeof(T)), row_stride, n_rows, lanes, best, row);
            join_columns(best, row, lanes, first_row, value + j, index + j);
        }
#if defined(TA_ISA_AVX512)
        if (j < n) {
            fold_vector(x + j * i64(sizeof(T)), row_stride, n_rows, int(n - j), best, row);
            join_columns(best, row, n - j, first_row, value + j, index + j);
        }
#else
        for (; j < n; j++) {
            T held = ((const T*)x)[j];
            U held_row = 0;
            for (i64 r = 1; r < n_rows; r++) {
                T v = ((const T*)(x + r * row_stride))[j];
                if (is_better(v, held)) held = v, held_row = U(r);
            }
            join_columns(&held, &held_row, 1, first_row, value + j, index + j);
        }
#endif
    }
    static void fold(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, i64 first_row, char* value_, i64* index) {
        constexpr i64 width = 128, height = 16;
        T* value = (T*)value_;
        if (stride == i64(sizeof(T))) {
            fold_contiguous(x, row_stride, n_rows, n, first_row, value, index);
            return;
        }
        T tile[height * width];
        for (i64 r = 0; r < n_rows; r += height)
            for (i64 j = 0; j < n; j += width) {
                i64 m = at_most(n - j, width), rows = at_most(n_rows - r, height);
                for (i64 k = 0; k < rows; k++) pack(x + (r + k) * row_stride + j * stride, stride, m, tile + k * width);
                fold_contiguous((const char*)tile, width * i64(sizeof(T)), rows, m, first_row + r, value + j, index + j);
            }
    }
};

}  // namespace
