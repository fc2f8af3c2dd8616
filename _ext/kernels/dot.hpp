// Sums of products: floats in float64 lanes, integers modulo 2^32 (at most 32 bits) or 2^64, complex numbers with the first one conjugated.
#pragma once
#include "reduce_float.hpp"

namespace {

template <class T> struct FloatDot {
    typedef T Element;
    typedef f64 Accumulator;
    static constexpr int lanes = Vec<f64>::lanes;
    static TA_INLINE void join(f64& a, T x, T y) { a += f64(x) * f64(y); }
    // At most tile_elements.
    static TA_INLINE f64 tile(const T* x, const T* y, i64 n) {
        constexpr int unit = 2 * lanes;
        Vec<f64> a[4], b[4];
        for (int k = 0; k < 4; k++) a[k] = b[k] = Vec<f64>(0.0);
        i64 i = 0;
        for (; i + 4 * unit <= n; i += 4 * unit)
            for (int k = 0; k < 4; k++) add(x + i + k * unit, y + i + k * unit, a[k], b[k]);
        for (; i + unit <= n; i += unit) add(x + i, y + i, a[0], b[0]);
        f64 rest = 0.0;
        for (; i < n; i++) join(rest, x[i], y[i]);
        Vec<f64> sum = ((a[0] + a[1]) + (a[2] + a[3])) + ((b[0] + b[1]) + (b[2] + b[3]));
        return across_lanes(sum, [](f64 u, f64 v) { return u + v; }) + rest;
    }
    static TA_INLINE void add(const T* x, const T* y, Vec<f64>& a, Vec<f64>& b) {
        Vec<f64> x0, x1, y0, y1;
        load_two(x, x0, x1);
        load_two(y, y0, y1);
        a = fma_(x0, y0, a);
        b = fma_(x1, y1, b);
    }
    static TA_INLINE void run(const T* x, const T* y, i64 n, f64& a) { a += tile(x, y, n); }
};

template <class T> struct ComplexDot {
    typedef Pair<T> Element;
    typedef Pair<f64> Accumulator;
    static constexpr int lanes = Vec<T>::lanes;
    static TA_INLINE void join(Pair<f64>& a, Pair<T> x, Pair<T> y) {
        a.re += f64(x.re) * f64(y.re) + f64(x.im) * f64(y.im);
        a.im += f64(x.re) * f64(y.im) - f64(x.im) * f64(y.re);
    }
    struct Sums { Vec<f64> re, im; };
    static TA_INLINE void add(Vec<f64> xr, Vec<f64> xi, Vec<f64> yr, Vec<f64> yi, Sums& s) {
        s.re = fma_(xi, yi, fma_(xr, yr, s.re));
        s.im = fnma_(xi, yr, fma_(xr, yi, s.im));
    }
    static TA_INLINE void add_vectors(const T* x, const T* y, Sums& low, Sums& high) {
        Vec<T> xr, xi, yr, yi;
        load_pairs(x, xr, xi);
        load_pairs(y, yr, yi);
        if constexpr (IsSame<T, f64>::value) {
            add(xr, xi, yr, yi, low);
        } else {
            add(widen_low(xr), widen_low(xi), widen_low(yr), widen_low(yi), low);
            if constexpr (lanes > 1) add(widen_high(xr), widen_high(xi), widen_high(yr), widen_high(yi), high);
        }
    }
    static TA_INLINE void run(const Pair<T>* x, const Pair<T>* y, i64 n, Pair<f64>& a) {
        Sums s[4];
        for (int k = 0; k < 4; k++) s[k].re = s[k].im = Vec<f64>(0.0);
        i64 i = 0;
        for (; i + 2 * lanes <= n; i += 2 * lanes) {
            add_vectors((const T*)(x + i), (const T*)(y + i), s[0], s[1]);
            add_vectors((const T*)(x + i + lanes), (const T*)(y + i + lanes), s[2], s[3]);
        }
        Pair<f64> rest = {0.0, 0.0};
        for (; i < n; i++) join(rest, x[i], y[i]);
        auto plus = [](f64 u, f64 v) { return u + v; };
        a.re += across_lanes((s[0].re + s[1].re) + (s[2].re + s[3].re), plus) + rest.re;
        a.im += across_lanes((s[0].im + s[1].im) + (s[2].im + s[3].im), plus) + rest.im;
    }
};

template <class T> struct IntegerDot {
    typedef T Element;
    typedef u64 Accumulator;
    typedef typename Either<sizeof(T) == 8, u64, u32>::Type Work;
    static TA_INLINE void join(u64& a, T x, T y) { a += Work(x) * Work(y); }
    static TA_INLINE void run(const T* x, const T* y, i64 n, u64& a) {
        Work sum = 0;
        for (i64 i = 0; i < n; i++) sum += Work(x[i]) * Work(y[i]);
        a += sum;
    }
};

template <class D> void dot_run(const char* x1, i64 stride1, const char* x2, i64 stride2, i64 n, char* accumulator) {
    typedef typename D::Element T;
    typename D::Accumulator a = *(typename D::Accumulator*)accumulator;
    T tile1[tile_elements], tile2[tile_elements];
    for (i64 i = 0; i < n; i += tile_elements) {
        i64 m = n - i < tile_elements ? n - i : tile_elements;
        const T *p1 = (const T*)(x1 + i * stride1), *p2 = (const T*)(x2 + i * stride2);
        if (stride1 != i64(sizeof(T))) pack((const char*)p1, stride1, m, tile1), p1 = tile1;
        if (stride2 != i64(sizeof(T))) pack((const char*)p2, stride2, m, tile2), p2 = tile2;
        D::run(p1, p2, m, a);
    }
    *(typename D::Accumulator*)accumulator = a;
}
template <class D, bool is_contiguous> TA_INLINE void dot_row_(const char* x1, i64 stride1, const char* x2, i64 stride2, i64 n, typename D::Accumulator* __restrict a) {
    typedef typename D::Element T;
    if constexpr (is_contiguous) stride1 = stride2 = sizeof(T);
    for (i64 j = 0; j < n; j++) D::join(a[j], *(const T*)(x1 + j * stride1), *(const T*)(x2 + j * stride2));
}
template <class D> void dot_row(const char* x1, i64 stride1, const char* x2, i64 stride2, i64 n, char* accumulator) {
    typedef typename D::Accumulator A;
    if (stride1 == i64(sizeof(typename D::Element)) && stride2 == stride1) dot_row_<D, true>(x1, stride1, x2, stride2, n, (A*)accumulator);
    else dot_row_<D, false>(x1, stride1, x2, stride2, n, (A*)accumulator);
}

}  // namespace
