// Matrix times vector, at the speed of reading the matrix once.
#pragma once
#include "kernels/gemm_scheme.hpp"

namespace {
namespace gemm {

template <class T> TA_INLINE T sum_of_lanes(Vec<T> v) {
    T lanes[Vec<T>::lanes];
    store(lanes, v);
#pragma GCC unroll 8
    for (int n = Vec<T>::lanes / 2; n >= 1; n /= 2)
        for (int i = 0; i < n; i++) lanes[i] = add_scalar(lanes[i], lanes[i + n]);
    return lanes[0];
}

// `rows` dot products with one vector; every row is summed in the same order whatever `rows` is.
template <class T, int rows> void dots_of_rows(const char* matrix, int64_t row_stride, const T* vector, char* out, int64_t out_stride, int64_t depth) {
    constexpr int lanes = Vec<T>::lanes, chains = 4;
    Vec<T> sum[rows][chains];
    for (int i = 0; i < rows; i++)
        for (int c = 0; c < chains; c++) sum[i][c] = Vec<T>(T(0));
    int64_t k = 0;
    for (; k + chains * lanes <= depth; k += chains * lanes) {
#pragma GCC unroll 4
        for (int c = 0; c < chains; c++) {
            const Vec<T> x = load(vector + k + c * lanes);
#pragma GCC unroll 4
            for (int i = 0; i < rows; i++) sum[i][c] = multiply_add(load((const T*)(matrix + i * row_stride) + k + c * lanes), x, sum[i][c]);
        }
    }
    for (; k < depth; k += lanes) {
        const int n = int(depth - k < lanes ? depth - k : lanes);
        const Vec<T> x = load_n(vector + k, n);
        for (int i = 0; i < rows; i++) sum[i][0] = multiply_add(load_n((const T*)(matrix + i * row_stride) + k, n), x, sum[i][0]);
    }
    for (int i = 0; i < rows; i++) store_scalar(out + i * out_stride, sum_of_lanes((sum[i][0] + sum[i][1]) + (sum[i][2] + sum[i][3])));
}

template <class T> void dots(const char* matrix, int64_t row_stride, const char* vector, char* out, int64_t out_stride, int64_t n, int64_t depth) {
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) dots_of_rows<T, 4>(matrix + i * row_stride, row_stride, (const T*)vector, out + i * out_stride, out_stride, depth);
    for (; i < n; i++) dots_of_rows<T, 1>(matrix + i * row_stride, row_stride, (const T*)vector, out + i * out_stride, out_stride, depth);
}

// Complex: sums of a * x lane by lane (re re, im im) and of a * x with its parts exchanged (re im, im re); a stays as it lies.
template <class T, int rows> void complex_dots_of_rows(const char* matrix, int64_t row_stride, const T* vector, char* out, int64_t out_stride, int64_t depth) {
    constexpr int lanes = Vec<T>::lanes;
    Vec<T> same[rows][2], crossed[rows][2];
    for (int i = 0; i < rows; i++)
        for (int c = 0; c < 2; c++) same[i][c] = crossed[i][c] = Vec<T>(T(0));
    for (int64_t k = 0; k < depth; k += lanes) {
        const int n = int(depth - k < lanes ? depth - k : lanes) * 2, n_low = n < lanes ? n : lanes;
        const bool is_whole = n == 2 * lanes;
        Vec<T> x[2], exchanged[2], re, im;
        x[0] = is_whole ? load(vector + 2 * k) : load_n(vector + 2 * k, n_low);
        x[1] = is_whole ? load(vector + 2 * k + lanes) : load_n(vector + 2 * k + lanes, n - n_low);
        deinterleave(x[0], x[1], re, im);
        interleave(im, re, exchanged[0], exchanged[1]);
#pragma GCC unroll 4
        for (int i = 0; i < rows; i++) {
            const T* p = (const T*)(matrix + i * row_stride) + 2 * k;
#pragma GCC unroll 2
            for (int c = 0; c < 2; c++) {
                const Vec<T> a = is_whole ? load(p + c * lanes) : load_n(p + c * lanes, c ? n - n_low : n_low);
                same[i][c] = fma_(a, x[c], same[i][c]);
                crossed[i][c] = fma_(a, exchanged[c], crossed[i][c]);
            }
        }
    }
    for (int i = 0; i < rows; i++, out += out_stride) {
        Vec<T> re_re, im_im;
        deinterleave(same[i][0], same[i][1], re_re, im_im);
        store_scalar(out, sum_of_lanes(re_re - im_im));
        store_scalar(out + sizeof(T), sum_of_lanes(crossed[i][0] + crossed[i][1]));
    }
}

template <class T> void complex_dots(const char* matrix, int64_t row_stride, const char* vector, char* out, int64_t out_stride, int64_t n, int64_t depth) {
    constexpr int rows = TA_VECTOR_BYTES == 64 ? 4 : 2;
    int64_t i = 0;
    for (; i + rows <= n; i += rows) complex_dots_of_rows<T, rows>(matrix + i * row_stride, row_stride, (const T*)vector, out + i * out_stride, out_stride, depth);
    for (; i < n; i++) complex_dots_of_rows<T, 1>(matrix + i * row_stride, row_stride, (const T*)vector, out + i * out_stride, out_stride, depth);
}

// n results are built up in registers, tile by tile, from the contiguous columns of the matrix.
template <class T, int vectors> TA_INLINE void sums_of_columns(const char* matrix, int64_t column_stride, const T* vector, T* out, int64_t depth) {
    constexpr int lanes = Vec<T>::lanes;
    Vec<T> sum[vectors];
    for (int v = 0; v < vectors; v++) sum[v] = Vec<T>(T(0));
    for (int64_t k = 0; k < depth; k++, matrix += column_stride) {
        const Vec<T> x(vector[k]);
#pragma GCC unroll 16
        for (int v = 0; v < vectors; v++) sum[v] = multiply_add(load((const T*)matrix + v * lanes), x, sum[v]);
    }
    for (int v = 0; v < vectors; v++) store(out + v * lanes, sum[v]);
}

template <class T> void sums(const char* matrix, int64_t column_stride, const char* vector, char* out_, int64_t, int64_t n, int64_t depth) {
    constexpr int lanes = Vec<T>::lanes;
    T* out = (T*)out_;
    int64_t i = 0;
    for (; i + 16 * lanes <= n; i += 16 * lanes) sums_of_columns<T, 16>(matrix + i * int64_t(sizeof(T)), column_stride, (const T*)vector, out + i, depth);
    for (; i + 4 * lanes <= n; i += 4 * lanes) sums_of_columns<T, 4>(matrix + i * int64_t(sizeof(T)), column_stride, (const T*)vector, out + i, depth);
    for (; i < n; i += lanes) {
        const int n_left = int(n - i < lanes ? n - i : lanes);
        Vec<T> sum(T(0));
        const char* p = matrix + i * int64_t(sizeof(T));
        for (int64_t k = 0; k < depth; k++, p += column_stride) sum = multiply_add(load_n((const T*)p, n_left), Vec<T>(((const T*)vector)[k]), sum);
        store_n(out + i, sum, n_left);
    }
}

// The first n_items (as many as 2 * vectors registers hold, or fewer) of the results.
template <class T, int vectors> TA_INLINE void complex_sums_of_columns(const char* matrix, int64_t column_stride, const T* vector, T* out, int64_t depth, int n_items) {
    constexpr int lanes = Vec<T>::lanes;
    const bool is_whole = n_items == vectors * lanes;
    Vec<T> re[2 * vectors], im[2 * vectors];
    int n_lanes[2 * vectors];
    for (int v = 0; v < 2 * vectors; v++) {
        re[v] = im[v] = Vec<T>(T(0));
        const int n_left = 2 * n_items - v * lanes;
        n_lanes[v] = n_left < 0 ? 0 : n_left < lanes ? n_left : lanes;
    }
    for (int64_t k = 0; k < depth; k++, matrix += column_stride) {
        const Vec<T> x_re(vector[2 * k]), x_im(vector[2 * k + 1]);
#pragma GCC unroll 8
        for (int v = 0; v < 2 * vectors; v++) {
            const T* p = (const T*)matrix + v * lanes;
            const Vec<T> a = is_whole ? load(p) : load_n(p, n_lanes[v]);
            re[v] = fma_(x_re, a, re[v]);
            im[v] = fma_(x_im, a, im[v]);
        }
    }
    for (int v = 0; v < 2 * vectors; v += 2) {
        Vec<T> sum[2];
        combine_parts(re[v], re[v + 1], im[v], im[v + 1], sum[0], sum[1]);
        for (int c = 0; c < 2; c++) {
            if (is_whole) store(out + (v + c) * lanes, sum[c]);
            else store_n(out + (v + c) * lanes, sum[c], n_lanes[v + c]);
        }
    }
}

template <class T> void complex_sums(const char* matrix, int64_t column_stride, const char* vector, char* out_, int64_t, int64_t n, int64_t depth) {
    constexpr int lanes = Vec<T>::lanes, many = TA_VECTOR_BYTES == 64 ? 4 : 2;
    const int64_t item_bytes = 2 * int64_t(sizeof(T));
    T* out = (T*)out_;
    int64_t i = 0;
    for (; i + many * lanes <= n; i += many * lanes) {
        complex_sums_of_columns<T, many>(matrix + i * item_bytes, column_stride, (const T*)vector, out + 2 * i, depth, many * lanes);
    }
    for (; i < n; i += lanes) {
        complex_sums_of_columns<T, 1>(matrix + i * item_bytes, column_stride, (const T*)vector, out + 2 * i, depth, int(n - i < lanes ? n - i : lanes));
    }
}

}  // namespace gemm
}  // namespace
