// Matrix times vector, at the speed of reading the matrix once.
#pragma once
#include "kernels/gemm_scheme.hpp"
#include "kernels/lane_sums.hpp"

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

// Writes the sums of n vectors out_stride apart; n is a power of two.
template <class T, int n> TA_INLINE void store_sums(Vec<T>* v, char* out, int64_t out_stride) {
    constexpr int lanes = Vec<T>::lanes;
    if constexpr (lanes == 1 || sizeof(T) < 4) {
        for (int i = 0; i < n; i++) store_scalar(out + i * out_stride, sum_of_lanes(v[i]));
    } else {
        sums_of_lanes<T, n>(v);
        constexpr int vectors = n > lanes ? n / lanes : 1;
        T sums[vectors * lanes];
        T* const to = n >= lanes && out_stride == int64_t(sizeof(T)) ? (T*)out : sums;
#pragma GCC unroll 4
        for (int i = 0; i < vectors; i++) store(to + i * lanes, v[i]);
        if (to != sums) return;
        if (out_stride == int64_t(sizeof(T))) __builtin_memcpy(out, sums, n * sizeof(T));
        else
            for (int i = 0; i < n; i++) store_scalar(out + i * out_stride, sums[i]);
    }
}

// The first n lanes; the others are 0.
template <class T> TA_INLINE Vec<T> load_tail(const T* p, int n) {
#if TA_VECTOR_BYTES == 32
    typedef typename Vec<T>::Raw Raw;
    if constexpr (sizeof(T) == 4) return Vec<T>((Raw)_mm256_maskload_epi32((const int*)p, (__m256i)first_lanes<T>(n).raw));
    if constexpr (sizeof(T) == 8) return Vec<T>((Raw)_mm256_maskload_epi64((const long long*)p, (__m256i)first_lanes<T>(n).raw));
#endif
    return load_n(p, n);
}

constexpr bool has_many_registers = TA_VECTOR_BYTES == 64;
constexpr int dot_chains = has_many_registers ? 4 : 2;
constexpr int prefetch_bytes = 1024;  // ahead, where matrices come from the outer caches

// `rows` dot products with one vector; every row is summed in the same order whatever `rows` is.
template <class T, int rows, bool is_short = false> void dots_of_rows(const char* matrix, int64_t row_stride, const T* vector, char* out, int64_t out_stride, int64_t depth) {
    constexpr int lanes = Vec<T>::lanes, chains = dot_chains;
    Vec<T> total[rows];
#pragma GCC unroll 16
    for (int i = 0; i < rows; i++) total[i] = Vec<T>(T(0));
    int64_t k = 0;
    if (!is_short && depth >= chains * lanes) {
        Vec<T> sum[rows][chains];
#pragma GCC unroll 4
        for (int i = 0; i < rows; i++)
#pragma GCC unroll 4
            for (int c = 0; c < chains; c++) sum[i][c] = Vec<T>(T(0));
        for (; k + chains * lanes <= depth; k += chains * lanes) {
#pragma GCC unroll 4
            for (int c = 0; c < chains; c++) {
                const Vec<T> x = load(vector + k + c * lanes);
#pragma GCC unroll 4
                for (int i = 0; i < rows; i++) {
                    const T* p = (const T*)(matrix + i * row_stride) + k + c * lanes;
                    if (has_many_registers || c == 0) __builtin_prefetch((const char*)p + prefetch_bytes, 0, 3);
                    sum[i][c] = multiply_add(load(p), x, sum[i][c]);
                }
            }
        }
#pragma GCC unroll 4
        for (int i = 0; i < rows; i++) {
            total[i] = sum[i][0] + sum[i][1];
            if constexpr (chains == 4) total[i] = total[i] + (sum[i][2] + sum[i][3]);
        }
    }
    for (; k < depth; k += lanes) {
        const int n = int(depth - k < lanes ? depth - k : lanes);
        const Vec<T> x = load_tail(vector + k, n);
#pragma GCC unroll 16
        for (int i = 0; i < rows; i++) total[i] = multiply_add(load_tail((const T*)(matrix + i * row_stride) + k, n), x, total[i]);
    }
    store_sums<T, rows>(total, out, out_stride);
}

// Rows of few elements, one behind another: several in a vector, each in a group of `width` lanes, and as many vectors as make one vector
// of sums. The number of rows done; the vectors may not read behind the last row.
template <class T, int depth> int64_t dots_of_short_rows(const T* matrix, const T* vector, T* out, int64_t n) {
    constexpr int lanes = Vec<T>::lanes, width = depth == 2 ? 2 : depth <= 4 ? 4 : 8, rows = lanes / width;
    T factors[lanes];
    for (int i = 0; i < lanes; i++) factors[i] = i % width < depth ? vector[i % width] : T(0);
    const Vec<T> x = load(factors);
    const int64_t n_behind = (lanes - rows * depth + depth - 1) / depth;
    int64_t i = 0;
    for (; i + lanes + n_behind <= n; i += lanes) {
        Vec<T> v[width];
#pragma GCC unroll 8
        for (int j = 0; j < width; j++) v[j] = multiply_add(spread_rows<depth, width>(load(matrix + (i + j * rows) * depth)), x, Vec<T>(T(0)));
        sums_of_lanes<T, width, width>(v);
        store(out + i, v[0]);
    }
    return i;
}
template <class T, int depth = 2> TA_INLINE int64_t short_dots(const T* matrix, const T* vector, T* out, int64_t n, int64_t depth_of_rows) {
    if constexpr (depth <= Vec<T>::lanes / 2) return depth == depth_of_rows ? dots_of_short_rows<T, depth>(matrix, vector, out, n) : short_dots<T, depth + 1>(matrix, vector, out, n, depth_of_rows);
    return 0;
}

template <class T> void dots(const char* matrix, int64_t row_stride, const char* vector, char* out, int64_t out_stride, int64_t n, int64_t depth) {
    constexpr int lanes = Vec<T>::lanes;
    int64_t i = 0;
    if constexpr (IsFloat<T>::value)
        if (row_stride == depth * int64_t(sizeof(T)) && out_stride == int64_t(sizeof(T))) i = short_dots<T>((const T*)matrix, (const T*)vector, (T*)out, n, depth);
    if constexpr (lanes > 4 && sizeof(T) >= 4)
        if (depth < dot_chains * lanes)
            for (; i + lanes <= n; i += lanes) dots_of_rows<T, lanes, true>(matrix + i * row_stride, row_stride, (const T*)vector, out + i * out_stride, out_stride, depth);
    for (; i + 4 <= n; i += 4) dots_of_rows<T, 4>(matrix + i * row_stride, row_stride, (const T*)vector, out + i * out_stride, out_stride, depth);
    for (; i < n; i++) dots_of_rows<T, 1>(matrix + i * row_stride, row_stride, (const T*)vector, out + i * out_stride, out_stride, depth);
}

// Complex: sums of a * x lane by lane (re re, im im) and of a * x with its parts exchanged (re im, im re); a stays as it lies.
template <class T, int rows> struct ComplexDots {
    typedef Vec<T> V;
    V same[rows][2], crossed[rows][2];

    // `n` numbers of the two vectors exist.
    template <bool is_whole> TA_INLINE void step(const char* matrix, int64_t row_stride, const T* vector, int n) {
        const int n_low = is_whole || 2 * n > V::lanes ? V::lanes : 2 * n, n_high = 2 * n - n_low;
        V x[2], exchanged[2];
        x[0] = is_whole ? load(vector) : load_tail(vector, n_low);
        x[1] = is_whole ? load(vector + V::lanes) : load_tail(vector + V::lanes, n_high);
        exchange_parts(x, exchanged);
#pragma GCC unroll 4
        for (int i = 0; i < rows; i++) {
            const T* p = (const T*)(matrix + i * row_stride);
#pragma GCC unroll 2
            for (int c = 0; c < 2; c++) {
                if (!is_whole && c && !n_high) break;
                const V a = is_whole ? load(p + c * V::lanes) : load_tail(p + c * V::lanes, c ? n_high : n_low);
                same[i][c] = fma_(a, x[c], same[i][c]);
                crossed[i][c] = fma_(a, exchanged[c], crossed[i][c]);
            }
        }
    }
};

template <class T, int rows> void complex_dots_of_rows(const char* matrix, int64_t row_stride, const T* vector, char* out, int64_t out_stride, int64_t depth) {
    constexpr int lanes = Vec<T>::lanes;
    ComplexDots<T, rows> sums;
#pragma GCC unroll 4
    for (int i = 0; i < rows; i++)
#pragma GCC unroll 2
        for (int c = 0; c < 2; c++) sums.same[i][c] = sums.crossed[i][c] = Vec<T>(T(0));
    int64_t k = 0;
    for (; k + lanes <= depth; k += lanes) sums.template step<true>(matrix + k * 2 * int64_t(sizeof(T)), row_stride, vector + 2 * k, lanes);
    if (k < depth) sums.template step<false>(matrix + k * 2 * int64_t(sizeof(T)), row_stride, vector + 2 * k, int(depth - k));
    Vec<T> re[rows], im[rows];
#pragma GCC unroll 4
    for (int i = 0; i < rows; i++) {
        Vec<T> re_re, im_im;
        deinterleave(sums.same[i][0], sums.same[i][1], re_re, im_im);
        re[i] = re_re - im_im;
        im[i] = sums.crossed[i][0] + sums.crossed[i][1];
    }
    store_sums<T, rows>(re, out, out_stride);
    store_sums<T, rows>(im, out + sizeof(T), out_stride);
}

template <class T> void complex_dots(const char* matrix, int64_t row_stride, const char* vector, char* out, int64_t out_stride, int64_t n, int64_t depth) {
    constexpr int rows = has_many_registers ? 4 : 2;
    int64_t i = 0;
    for (; i + rows <= n; i += rows) complex_dots_of_rows<T, rows>(matrix + i * row_stride, row_stride, (const T*)vector, out + i * out_stride, out_stride, depth);
    for (; i < n; i++) complex_dots_of_rows<T, 1>(matrix + i * row_stride, row_stride, (const T*)vector, out + i * out_stride, out_stride, depth);
}

// All results are in registers, `vectors` of them, the last one in part; as many chains of sums side by side as hide the latency of
// the additions. The matrix is read once, each of its columns being contiguous.
template <class T, int vectors> void sums_of_short_columns(const char* matrix, int64_t column_stride, const T* vector, T* out, int n_last, int64_t depth) {
    constexpr int lanes = Vec<T>::lanes, chains = vectors == 1 ? 8 : vectors == 2 ? 4 : vectors <= 4 ? 2 : 1;
    const auto column = [n_last](const char* from, int v) {
        const T* p = (const T*)from + v * lanes;
        if (v + 1 < vectors || lanes == 1 || (TA_VECTOR_BYTES < 32 && n_last == lanes)) return load(p);
        return load_tail(p, n_last);
    };
    Vec<T> sum[chains][vectors];
#pragma GCC unroll 8
    for (int c = 0; c < chains; c++)
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++) sum[c][v] = Vec<T>(T(0));
    int64_t k = 0;
    for (; k + chains <= depth; k += chains, matrix += chains * column_stride) {
#pragma GCC unroll 8
        for (int c = 0; c < chains; c++) {
            const Vec<T> x(vector[k + c]);
#pragma GCC unroll 8
            for (int v = 0; v < vectors; v++) sum[c][v] = multiply_add(column(matrix + c * column_stride, v), x, sum[c][v]);
        }
    }
#pragma GCC unroll 8
    for (int n = chains / 2; n >= 1; n /= 2)
#pragma GCC unroll 8
        for (int c = 0; c < n; c++)
#pragma GCC unroll 8
            for (int v = 0; v < vectors; v++) sum[c][v] = sum[c][v] + sum[c + n][v];
    for (; k < depth; k++, matrix += column_stride) {
        const Vec<T> x(vector[k]);
#pragma GCC unroll 8
        for (int v = 0; v < vectors; v++) sum[0][v] = multiply_add(column(matrix, v), x, sum[0][v]);
    }
#pragma GCC unroll 8
    for (int v = 0; v + 1 < vectors; v++) store(out + v * lanes, sum[0][v]);
    store_n(out + (vectors - 1) * lanes, sum[0][vectors - 1], n_last);
}

constexpr int most_vectors = 8;
enum { columns_at_once = TA_VECTOR_BYTES == 64 ? 8 : 4, nearest_cache_bytes = 8192 };

template <class T, int vectors = 1> void short_sums(const char* matrix, int64_t column_stride, const char* vector, char* out, int64_t out_stride, int64_t n, int64_t depth) {
    constexpr int lanes = Vec<T>::lanes;
    if (n <= vectors * lanes) sums_of_short_columns<T, vectors>(matrix, column_stride, (const T*)vector, (T*)out, int(n) - (vectors - 1) * lanes, depth);
    else if constexpr (vectors < most_vectors) short_sums<T, vectors + 1>(matrix, column_stride, vector, out, out_stride, n, depth);
}

// The same of complex numbers that fit one vector: sums times the parts of the vector, a block at a time, which are combined.
template <class T> void complex_short_sums(const char* matrix, int64_t column_stride, const char* vector_, char* out_, int64_t, int64_t n, int64_t depth) {
    constexpr int block = 256, n_parts = Vec<T>::lanes < 2 ? 2 : Vec<T>::lanes;
    const T* vector = (const T*)vector_;
    T re[block], im[block], by_re[n_parts], by_im[n_parts], *out = (T*)out_;
    for (int64_t k = 0; k < depth; k += block, matrix += block * column_stride, vector += 2 * block) {
        const int64_t n_deep = depth - k < block ? depth - k : block;
        for (int64_t i = 0; i < n_deep; i++) re[i] = vector[2 * i], im[i] = vector[2 * i + 1];
        short_sums<T>(matrix, column_stride, (const char*)re, (char*)by_re, 0, 2 * n, n_deep);
        short_sums<T>(matrix, column_stride, (const char*)im, (char*)by_im, 0, 2 * n, n_deep);
        for (int64_t i = 0; i < 2 * n; i += 2) {
            const T sum[2] = {by_re[i] - by_im[i + 1], by_re[i + 1] + by_im[i]};
            out[i] = k ? out[i] + sum[0] : sum[0];
            out[i + 1] = k ? out[i + 1] + sum[1] : sum[1];
        }
    }
}

// Adds `columns` columns to n results, which the nearest cache holds, in the order of the columns.
template <class T, int columns> void add_columns(const char* matrix, int64_t column_stride, const T* vector, T* out, int64_t n, bool is_first) {
    constexpr int lanes = Vec<T>::lanes, vectors = 2;
    Vec<T> x[columns];
    for (int c = 0; c < columns; c++) x[c] = Vec<T>(vector[c]);
    int64_t i = 0;
    for (; i + vectors * lanes <= n; i += vectors * lanes) {
        Vec<T> sum[vectors];
#pragma GCC unroll 4
        for (int v = 0; v < vectors; v++) sum[v] = is_first ? Vec<T>(T(0)) : load(out + i + v * lanes);
#pragma GCC unroll 8
        for (int c = 0; c < columns; c++)
#pragma GCC unroll 4
            for (int v = 0; v < vectors; v++) sum[v] = multiply_add(load((const T*)(matrix + c * column_stride) + i + v * lanes), x[c], sum[v]);
#pragma GCC unroll 4
        for (int v = 0; v < vectors; v++) store(out + i + v * lanes, sum[v]);
    }
    for (; i < n; i += lanes) {
        const int n_left = int(n - i < lanes ? n - i : lanes);
        Vec<T> sum = is_first ? Vec<T>(T(0)) : load_tail(out + i, n_left);
        for (int c = 0; c < columns; c++) sum = multiply_add(load_tail((const T*)(matrix + c * column_stride) + i, n_left), x[c], sum);
        store_n(out + i, sum, n_left);
    }
}

template <class T> void sums(const char* matrix, int64_t column_stride, const char* vector_, char* out_, int64_t, int64_t n, int64_t depth) {
    constexpr int64_t chunk = nearest_cache_bytes / int64_t(sizeof(T));
    const T* vector = (const T*)vector_;
    T* out = (T*)out_;
    for (int64_t i = 0; i < n; i += chunk) {
        const char* p = matrix + i * int64_t(sizeof(T));
        const int64_t n_here = n - i < chunk ? n - i : chunk;
        int64_t k = 0;
        for (; k + columns_at_once <= depth; k += columns_at_once) add_columns<T, columns_at_once>(p + k * column_stride, column_stride, vector + k, out + i, n_here, k == 0);
        for (; k < depth; k++) add_columns<T, 1>(p + k * column_stride, column_stride, vector + k, out + i, n_here, k == 0);
    }
}

// Complex: columns are summed times the parts of x, and the two sums are combined. n_items exist, lanes of them at most.
template <class T, int columns, bool is_whole>
TA_INLINE void add_complex_items(const char* matrix, int64_t column_stride, const Vec<T> (&x)[columns][2], T* to, int n_items, bool is_first) {
    constexpr int lanes = Vec<T>::lanes;
    const int n_low = is_whole || 2 * n_items > lanes ? lanes : 2 * n_items, n_high = 2 * n_items - n_low;
    Vec<T> re[2], im[2], sum[2];
    re[0] = re[1] = im[0] = im[1] = Vec<T>(T(0));
#pragma GCC unroll 8
    for (int c = 0; c < columns; c++) {
        const T* p = (const T*)(matrix + c * column_stride);
        const Vec<T> a[2] = {is_whole ? load(p) : load_tail(p, n_low), is_whole ? load(p + lanes) : load_tail(p + lanes, n_high)};
#pragma GCC unroll 2
        for (int v = 0; v < 2; v++) {
            re[v] = fma_(a[v], x[c][0], re[v]);
            im[v] = fma_(a[v], x[c][1], im[v]);
        }
    }
    combine_parts(re, im, sum);
    if constexpr (is_whole) {
        store(to, is_first ? sum[0] : load(to) + sum[0]);
        store(to + lanes, is_first ? sum[1] : load(to + lanes) + sum[1]);
    } else {
        store_n(to, is_first ? sum[0] : load_tail(to, n_low) + sum[0], n_low);
        store_n(to + lanes, is_first ? sum[1] : load_tail(to + lanes, n_high) + sum[1], n_high);
    }
}

template <class T, int columns> void add_complex_columns(const char* matrix, int64_t column_stride, const T* vector, T* out, int64_t n, bool is_first) {
    constexpr int lanes = Vec<T>::lanes;
    Vec<T> x[columns][2];
    for (int c = 0; c < columns; c++)
        for (int part = 0; part < 2; part++) x[c][part] = Vec<T>(vector[2 * c + part]);
    int64_t i = 0;
    for (; i + lanes <= n; i += lanes) add_complex_items<T, columns, true>(matrix + i * 2 * int64_t(sizeof(T)), column_stride, x, out + 2 * i, lanes, is_first);
    if (i < n) add_complex_items<T, columns, false>(matrix + i * 2 * int64_t(sizeof(T)), column_stride, x, out + 2 * i, int(n - i), is_first);
}

template <class T> void complex_sums(const char* matrix, int64_t column_stride, const char* vector_, char* out_, int64_t, int64_t n, int64_t depth) {
    constexpr int at_once = columns_at_once;
    constexpr int64_t chunk = nearest_cache_bytes / (2 * int64_t(sizeof(T)));
    const T* vector = (const T*)vector_;
    for (int64_t i = 0; i < n; i += chunk) {
        const char* p = matrix + i * 2 * int64_t(sizeof(T));
        T* out = (T*)out_ + 2 * i;
        const int64_t n_here = n - i < chunk ? n - i : chunk;
        int64_t k = 0;
        for (; k + at_once <= depth; k += at_once) add_complex_columns<T, at_once>(p + k * column_stride, column_stride, vector + 2 * k, out, n_here, k == 0);
        for (; k < depth; k++) add_complex_columns<T, 1>(p + k * column_stride, column_stride, vector + 2 * k, out, n_here, k == 0);
    }
}

}  // namespace gemm
}  // namespace
