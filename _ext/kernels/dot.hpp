// Sums of products: floats in float64 lanes, integers modulo 2^32 (at most 32 bits) or 2^64, complex numbers with the first one conjugated.
#pragma once
#include "lane_sums.hpp"
#include "reduce_float.hpp"

namespace {

#if defined(TA_ISA_AVX512)
// The first n < 2 * lanes elements at x, and zeros.
template <class T> TA_INLINE void load_some(const T* x, int n, Vec<f64>& a, Vec<f64>& b) {
    constexpr int lanes = Vec<f64>::lanes;
    if constexpr (IsSame<T, f32>::value) {
        const Vec<f32> v = load_n(x, n);
        a = widen_low(v);
        b = widen_high(v);
    } else {
        a = load_n(x, n);
        b = load_n(x + lanes, n > lanes ? n - lanes : 0);
    }
}
#endif

template <class T> struct FloatDot {
    typedef T Element;
    typedef f64 Accumulator;
    static constexpr int lanes = Vec<f64>::lanes;
    static TA_INLINE void join(f64& a, T x, T y) { a += f64(x) * f64(y); }
    static TA_INLINE void add(const T* x, const T* y, Vec<f64>& a, Vec<f64>& b) {
        Vec<f64> x0, x1, y0, y1;
        load_two(x, x0, x1);
        load_two(y, y0, y1);
        a = fma_(x0, y0, a);
        b = fma_(x1, y1, b);
    }
    static TA_INLINE f64 vectors(const T* x, const T* y, i64 n) {
        constexpr int unit = 2 * lanes;
        Vec<f64> a[4], b[4];
        for (int k = 0; k < 4; k++) a[k] = b[k] = Vec<f64>(0.0);
        i64 i = 0;
        for (; i + 4 * unit <= n; i += 4 * unit)
            for (int k = 0; k < 4; k++) add(x + i + k * unit, y + i + k * unit, a[k], b[k]);
        for (; i + unit <= n; i += unit) add(x + i, y + i, a[0], b[0]);
#if defined(TA_ISA_AVX512)
        if (i < n) {
            Vec<f64> x0, x1, y0, y1;
            load_some(x + i, int(n - i), x0, x1);
            load_some(y + i, int(n - i), y0, y1);
            a[1] = fma_(x0, y0, a[1]);
            b[1] = fma_(x1, y1, b[1]);
        }
#endif
        Vec<f64> sum = ((a[0] + a[1]) + (a[2] + a[3])) + ((b[0] + b[1]) + (b[2] + b[3]));
        return across_lanes(sum, [](Vec<f64> u, Vec<f64> v) { return u + v; });
    }
#if defined(TA_ISA_AVX512)
    // Rows of 2 to 4 elements, one behind another: a group of 2 or 4 lanes each. The number of rows done; nothing is read behind the last.
    template <int depth> static TA_INLINE i64 short_rows(const T* x, const T* y, i64 n_rows, f64* a) {
        constexpr int width = depth == 2 ? 2 : 4, rows = lanes / width;
        const auto wide = [](const T* p) {
            if constexpr (IsSame<T, f32>::value) return widen_low(load_n(p, lanes));
            else return load(p);
        };
        i64 r = 0;
        for (; r + 2 * lanes <= n_rows; r += lanes) {
            Vec<f64> products[width];
#pragma GCC unroll 4
            for (int j = 0; j < width; j++) {
                const i64 at = (r + j * rows) * depth;
                products[j] = spread_rows<depth, width>(wide(x + at) * wide(y + at));
            }
            sums_of_lanes<f64, width, width>(products);
            store(a + r, load(a + r) + products[0]);
        }
        return r;
    }
    static TA_INLINE i64 short_rows(const T* x, const T* y, i64 n_rows, i64 n, f64* a) {
        return n == 2 ? short_rows<2>(x, y, n_rows, a) : n == 3 ? short_rows<3>(x, y, n_rows, a) : n == 4 ? short_rows<4>(x, y, n_rows, a) : 0;
    }
#endif
    static TA_INLINE void run(const T* x, const T* y, i64 n, f64& a) {
        if constexpr (HAS_MASKED_LOADS) {
            a += vectors(x, y, n);
            return;
        }
        i64 n_vectored = n & -i64(2 * lanes);
        f64 rest = 0.0;
        for (i64 i = n_vectored; i < n; i++) {
            TA_PLAIN_LOOP(i);
            join(rest, x[i], y[i]);
        }
        a += n_vectored ? vectors(x, y, n_vectored) + rest : rest;
    }
};

// Sums over interleaved components: of x * y, and of x * y with the components of y swapped.
template <class T> struct ComplexDot {
    typedef Pair<T> Element;
    typedef Pair<f64> Accumulator;
    static constexpr int lanes = Vec<f64>::lanes;
    static TA_INLINE void join(Pair<f64>& a, Pair<T> x, Pair<T> y) {
        a.re += f64(x.re) * f64(y.re) + f64(x.im) * f64(y.im);
        a.im += f64(x.re) * f64(y.im) + negated(x.im) * f64(y.re);
    }
    struct Sums { Vec<f64> same, crossed; };
    static TA_INLINE void add(Vec<f64> x, Vec<f64> y, Sums& s) {
        TA_KEEP(x);
        TA_KEEP(y);
        s.same = fma_(x, y, s.same);
        s.crossed = fma_(x, swap_pairs(y), s.crossed);
    }
    static TA_INLINE f64 across(Vec<f64> sum) { return across_lanes(sum, [](Vec<f64> u, Vec<f64> v) { return u + v; }); }
    // Where loads are not masked, n_components is a multiple of four vectors.
    static TA_INLINE void vectors(const T* x, const T* y, i64 n_components, Pair<f64>& a) {
        constexpr int unit = 2 * lanes;
        const Vec<f64> zero(0.0);
        Sums s0 = {zero, zero}, s1 = s0, s2 = s0, s3 = s0;
        i64 i = 0;
        for (; i + 2 * unit <= n_components; i += 2 * unit) {
            Vec<f64> x0, x1, x2, x3, y0, y1, y2, y3;
            load_two(x + i, x0, x1);
            load_two(y + i, y0, y1);
            load_two(x + i + unit, x2, x3);
            load_two(y + i + unit, y2, y3);
            add(x0, y0, s0);
            add(x1, y1, s1);
            add(x2, y2, s2);
            add(x3, y3, s3);
        }
#if defined(TA_ISA_AVX512)
        for (; i < n_components; i += unit) {
            Vec<f64> x0, x1, y0, y1;
            const int n = n_components - i < unit ? int(n_components - i) : unit;
            load_some(x + i, n, x0, x1);
            load_some(y + i, n, y0, y1);
            add(x0, y0, s0);
            add(x1, y1, s1);
        }
#endif
        const Vec<f64> crossed = (s0.crossed + s1.crossed) + (s2.crossed + s3.crossed), even_less_odd = crossed - swap_pairs(crossed);
        Vec<f64> differences, others;
        deinterleave(even_less_odd, zero, differences, others);
        a.im += across(differences);
        a.re += across((s0.same + s1.same) + (s2.same + s3.same));
    }
    static TA_INLINE void run(const Pair<T>* x, const Pair<T>* y, i64 n, Pair<f64>& a) {
        i64 n_vectored = HAS_MASKED_LOADS ? n : lanes > 1 ? n & -i64(2 * lanes) : 0;
        Pair<f64> rest = {0.0, 0.0};
        for (i64 i = n_vectored; i < n; i++) {
            TA_PLAIN_LOOP(i);
            join(rest, x[i], y[i]);
        }
        if constexpr (lanes > 1)
            if (n_vectored) vectors((const T*)x, (const T*)y, 2 * n_vectored, rest);
        a.re += rest.re;
        a.im += rest.im;
    }
};

template <class T> struct IntegerDot {
    typedef T Element;
    typedef u64 Accumulator;
    typedef typename Either<sizeof(T) == 8, u64, u32>::Type Work;
    static TA_INLINE void join(u64& a, T x, T y) { a += Work(x) * Work(y); }
    static TA_INLINE void run(const T* x, const T* y, i64 n, u64& a) {
        Work sum = 0;
        if (n < fold_block) {
            for (i64 i = 0; i < n; i++) {
                TA_PLAIN_LOOP(i);
                sum += Work(x[i]) * Work(y[i]);
            }
        } else {
            for (i64 i = 0; i < n; i++) sum += Work(x[i]) * Work(y[i]);
        }
        a += sum;
    }
};

template <class D> TA_NOINLINE void dot_contiguous(const typename D::Element* x1, const typename D::Element* x2, i64 n, typename D::Accumulator& a) {
    for (i64 i = 0; i < n; i += tile_elements) D::run(x1 + i, x2 + i, at_most(n - i, tile_elements), a);
}
template <class D> TA_NOINLINE void dot_strided(const char* x1, i64 stride1, const char* x2, i64 stride2, i64 n, typename D::Accumulator& a) {
    typename D::Element tile1[tile_elements], tile2[tile_elements];
    for (i64 i = 0; i < n; i += tile_elements) {
        i64 m = at_most(n - i, tile_elements);
        pack(x1 + i * stride1, stride1, m, tile1);
        pack(x2 + i * stride2, stride2, m, tile2);
        dot_contiguous<D>(tile1, tile2, m, a);
    }
}
template <class D> void dot_rows(const char* x1, i64 row_stride1, i64 stride1, const char* x2, i64 row_stride2, i64 stride2, i64 n_rows, i64 n, char* accumulator) {
    typedef typename D::Element T;
    typename D::Accumulator* a = (typename D::Accumulator*)accumulator;
    const bool is_contiguous = stride1 == i64(sizeof(T)) && stride2 == i64(sizeof(T));
    i64 r = 0;
#if defined(TA_ISA_AVX512)
    if constexpr (IsFloat<T>::value)
        if (is_contiguous && row_stride1 == n * stride1 && row_stride2 == row_stride1) r = D::short_rows((const T*)x1, (const T*)x2, n_rows, n, a);
#endif
    for (; r < n_rows; r++) {
        const char *p1 = x1 + r * row_stride1, *p2 = x2 + r * row_stride2;
        if (is_contiguous) dot_contiguous<D>((const T*)p1, (const T*)p2, n, a[r]);
        else dot_strided<D>(p1, stride1, p2, stride2, n, a[r]);
    }
}
template <class D> void dot_fold(const char* x1, i64 row_stride1, i64 stride1, const char* x2, i64 row_stride2, i64 stride2, i64 n_rows, i64 n, char* accumulator) {
    typedef typename D::Element T;
    typename D::Accumulator* __restrict a = (typename D::Accumulator*)accumulator;
    const bool is_contiguous = stride1 == i64(sizeof(T)) && stride2 == i64(sizeof(T));
    for (i64 r = 0; r < n_rows; r++, x1 += row_stride1, x2 += row_stride2) {
        i64 j = 0;
        for (; is_contiguous && j + fold_block <= n; j += fold_block)
            for (i64 k = j; k < j + fold_block; k++) D::join(a[k], ((const T*)x1)[k], ((const T*)x2)[k]);
        for (; j < n; j++) {
            TA_PLAIN_LOOP(j);
            D::join(a[j], *(const T*)(x1 + j * stride1), *(const T*)(x2 + j * stride2));
        }
    }
}

}  // namespace
