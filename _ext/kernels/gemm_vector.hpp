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

template <class T> void complex_dots(const char* matrix, int64_t row_stride, const char* vector_, char* out, int64_t out_stride, int64_t n, int64_t depth) {
    constexpr int lanes = Vec<T>::lanes;
    const T* vector = (const T*)vector_;
    for (int64_t i = 0; i < n; i++, matrix += row_stride, out += out_stride) {
        const T* row = (const T*)matrix;
        Vec<T> sum_re[2] = {Vec<T>(T(0)), Vec<T>(T(0))}, sum_im[2] = {Vec<T>(T(0)), Vec<T>(T(0))};
        int64_t k = 0;
        for (; k + 2 * lanes <= depth; k += 2 * lanes) {
#pragma GCC unroll 2
            for (int c = 0; c < 2; c++) {
                Vec<T> a_re, a_im, x_re, x_im;
                load_pairs(row + 2 * (k + c * lanes), a_re, a_im);
                load_pairs(vector + 2 * (k + c * lanes), x_re, x_im);
                sum_re[c] = multiply_subtract(a_im, x_im, multiply_add(a_re, x_re, sum_re[c]));
                sum_im[c] = multiply_add(a_im, x_re, multiply_add(a_re, x_im, sum_im[c]));
            }
        }
        T re = sum_of_lanes(sum_re[0] + sum_re[1]), im = sum_of_lanes(sum_im[0] + sum_im[1]);
        for (; k < depth; k++) {
            re += row[2 * k] * vector[2 * k] - row[2 * k + 1] * vector[2 * k + 1];
            im += row[2 * k] * vector[2 * k + 1] + row[2 * k + 1] * vector[2 * k];
        }
        store_scalar(out, re);
        store_scalar(out + sizeof(T), im);
    }
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

// Complex numbers: the parts are taken apart on the way.
template <class T> void complex_sums(const char* matrix, int64_t column_stride, const char* vector_, char* out_, int64_t, int64_t n, int64_t depth) {
    constexpr int lanes = Vec<T>::lanes, vectors = 2;
    const T* vector = (const T*)vector_;
    T* out = (T*)out_;
    int64_t i = 0;
    for (; i + vectors * lanes <= n; i += vectors * lanes) {
        Vec<T> re[vectors], im[vectors];
        for (int v = 0; v < vectors; v++) re[v] = im[v] = Vec<T>(T(0));
        const char* p = matrix + i * 2 * int64_t(sizeof(T));
        for (int64_t k = 0; k < depth; k++, p += column_stride) {
            const Vec<T> x_re(vector[2 * k]), x_im(vector[2 * k + 1]);
#pragma GCC unroll 4
            for (int v = 0; v < vectors; v++) {
                Vec<T> a_re, a_im;
                load_pairs((const T*)p + 2 * v * lanes, a_re, a_im);
                re[v] = multiply_subtract(a_im, x_im, multiply_add(a_re, x_re, re[v]));
                im[v] = multiply_add(a_im, x_re, multiply_add(a_re, x_im, im[v]));
            }
        }
        for (int v = 0; v < vectors; v++) store_pairs(out + 2 * (i + v * lanes), re[v], im[v]);
    }
    for (; i < n; i++) {
        Vec<T> re(T(0)), im(T(0));
        const char* p = matrix + i * 2 * int64_t(sizeof(T));
        for (int64_t k = 0; k < depth; k++, p += column_stride) {
            const Vec<T> a_re(((const T*)p)[0]), a_im(((const T*)p)[1]), x_re(vector[2 * k]), x_im(vector[2 * k + 1]);
            re = multiply_subtract(a_im, x_im, multiply_add(a_re, x_re, re));
            im = multiply_add(a_im, x_re, multiply_add(a_re, x_im, im));
        }
        out[2 * i] = re[0];
        out[2 * i + 1] = im[0];
    }
}

}  // namespace gemm
}  // namespace
