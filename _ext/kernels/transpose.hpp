// Transposed copies, and items of several runs side by side. The contracts are those of move_table.h.
//
// A matrix is moved in squares of one cache line or vector a side, which are turned in registers; what is left at the edges is
// covered by squares that overlap their neighbours. Narrow matrices are loops over all of their few rows or columns at once.
#pragma once
#include "../simd/simd.hpp"

namespace {

struct Item16 { u64 low, high; };

#if TA_VECTOR_BYTES > 8
// n x n items, one row a register: log2(n) rounds of interleaving row i with row i + n / 2.
template <class T, int bytes = sizeof(T) < 4 ? 16 : TA_VECTOR_BYTES> struct Square {
    static constexpr int n = bytes / int(sizeof(T));
    typedef T Row __attribute__((vector_size(bytes)));
    template <int rounds> static TA_INLINE void turn(Row (&rows)[n]) {
        Row next[n];
#pragma GCC unroll 16
        for (int i = 0; i < n / 2; i++) {
            next[2 * i] = shuffle::Index<n>::low(rows[i], rows[i + n / 2]);
            next[2 * i + 1] = shuffle::Index<n>::high(rows[i], rows[i + n / 2]);
        }
#pragma GCC unroll 16
        for (int i = 0; i < n; i++) rows[i] = next[i];
        if constexpr (rounds > 2) turn<rounds / 2>(rows);
    }
    static TA_INLINE void move(char* out, i64 out_step, const char* in, i64 in_step) {
        Row rows[n];
#pragma GCC unroll 16
        for (int i = 0; i < n; i++) __builtin_memcpy(&rows[i], in + i * in_step, bytes);
        turn<n>(rows);
#pragma GCC unroll 16
        for (int i = 0; i < n; i++) __builtin_memcpy(out + i * out_step, &rows[i], bytes);
    }
};
#endif

#if TA_VECTOR_BYTES > 8
TA_INLINE i64 covered(i64 rows, i64 columns, i64 side) { return (rows + side - 1) / side * ((columns + side - 1) / side) * side * side; }
template <class Block, class T> void in_squares(char* out, i64 out_step, const char* in, i64 in_step, i64 rows, i64 columns) {
    const i64 n = Block::n, size = sizeof(T);
    for (i64 r = 0; r < rows; r += n) {
        const i64 row = r + n <= rows ? r : rows - n;
        for (i64 c = 0; c < columns; c += n) {
            const i64 column = c + n <= columns ? c : columns - n;
            Block::move(out + row * out_step + column * size, out_step, in + column * in_step + row * size, in_step);
        }
    }
}
#endif

template <class T> TA_INLINE void transpose_items(char* out, i64 out_step, const char* in, i64 in_step, i64 rows, i64 columns) {
    for (i64 r = 0; r < rows; r++)
        for (i64 c = 0; c < columns; c++) __builtin_memcpy(out + r * out_step + c * i64(sizeof(T)), in + c * in_step + r * i64(sizeof(T)), sizeof(T));
}

// out[i * k + j] = source j, item i, for a known k.
template <class T, int k> TA_INLINE void join_few(T* __restrict out, const char* const* sources, i64 n) {
    const T* from[k];
    for (int j = 0; j < k; j++) from[j] = (const T*)sources[j];
    for (i64 i = 0; i < n; i++)
        for (int j = 0; j < k; j++) out[i * k + j] = from[j][i];
}
template <class T, int k> TA_INLINE void split_few(char* out, i64 out_step, const T* __restrict in, i64 n) {
    T* to[k];
    for (int j = 0; j < k; j++) to[j] = (T*)(out + j * out_step);
    for (i64 i = 0; i < n; i++)
        for (int j = 0; j < k; j++) to[j][i] = in[i * k + j];
}

template <class T> void join(char* out_bytes, const char* const* sources, i64 k, i64 n) {
    T* out = (T*)out_bytes;
    if (k == 2) return join_few<T, 2>(out, sources, n);
    if (k == 3) return join_few<T, 3>(out, sources, n);
    if (k == 4) return join_few<T, 4>(out, sources, n);
    for (i64 i = 0; i < n; i++)
        for (i64 j = 0; j < k; j++) out[i * k + j] = ((const T*)sources[j])[i];
}

template <class T> void transpose(char* out, i64 out_step, const char* in, i64 in_step, i64 rows, i64 columns) {
    const i64 size = sizeof(T);
    const bool is_aligned = ((u64(out) | u64(in) | u64(out_step) | u64(in_step)) & (alignof(T) - 1)) == 0;
    if (is_aligned && columns > 1 && columns <= 4 && out_step == columns * size) {
        const char* sources[4];
        for (i64 c = 0; c < columns; c++) sources[c] = in + c * in_step;
        return join<T>(out, sources, columns, rows);
    }
    if (is_aligned && in_step == rows * size) {
        if (rows == 2) return split_few<T, 2>(out, out_step, (const T*)in, columns);
        if (rows == 3) return split_few<T, 3>(out, out_step, (const T*)in, columns);
        if (rows == 4) return split_few<T, 4>(out, out_step, (const T*)in, columns);
    }
#if TA_VECTOR_BYTES > 8
    if constexpr (sizeof(T) <= 8) {
        typedef Square<T> Block;
        const i64 n = Block::n;
        const bool fits = rows >= n && columns >= n;
        // Squares of half a vector where whole ones do not fit (a transposed add of 25 x 40 float32 takes 0.47 us, not 0.56), and for words of
        // four bytes where whole ones cover too much twice.
        if constexpr (sizeof(T) >= 4 && TA_VECTOR_BYTES == 64) {
            typedef Square<T, 32> Small;
            const bool is_less = sizeof(T) == 4 && covered(rows, columns, n) * 16 > covered(rows, columns, Small::n) * 19;
            if ((!fits || is_less) && rows >= Small::n && columns >= Small::n) return in_squares<Small, T>(out, out_step, in, in_step, rows, columns);
        }
        if (fits) return in_squares<Block, T>(out, out_step, in, in_step, rows, columns);
    }
#endif
    transpose_items<T>(out, out_step, in, in_step, rows, columns);
}

template <class T> void spread(char* out, const char* in, i64 in_step, i64 rows, i64 columns) {
    for (i64 r = 0; r < rows; r++, in += in_step, out += columns * i64(sizeof(T))) {
        T item;
        __builtin_memcpy(&item, in, sizeof(T));
        if constexpr (sizeof(T) > 8)
            for (i64 c = 0; c < columns; c++) ((T*)out)[c] = item;
        else
            for (i64 c = 0; c < columns; c += Vec<T>::lanes) store((T*)out + c, Vec<T>(item));
    }
}

}  // namespace
