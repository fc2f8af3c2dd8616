// Elementwise kernels: one functor applied to runs, for real and complex numbers and results of another dtype.
//
// A kernel takes any byte stride. Contiguous and broadcast operands go straight; other strides are packed into tiles on the
// stack, so the functor and its bits are the same everywhere. Lanes past the end are computed on zeros and not stored.
#pragma once
#include "../simd/simd.hpp"
#include "../runtime/abi.h"
#include "../runtime/map_table.h"
#include "../math/integer.hpp"
#include "complex_lanes.hpp"
#include "strided.hpp"

namespace {

enum { TILE = 512 };

template <class T> TA_INLINE void pack(T* tile, const char* p, i64 stride, i64 n) {
    each_strided<T>(p, stride, n, [tile](i64 i, T value) { tile[i] = value; });
}
template <class T> TA_INLINE void unpack(char* p, i64 stride, const T* tile, i64 n) {
    for (i64 i = 0; i < n; i++) __builtin_memcpy(p + i * stride, tile + i, sizeof(T));
}

// How the elements of dtype E are held in lanes: the lane type V, how many elements a V has, and how they come and go.
template <class E> struct Elements {
    typedef Vec<E> V;
    static constexpr int count = Vec<E>::lanes;
    static TA_INLINE V get(const E* p) { return load(p); }
    static TA_INLINE V get_n(const E* p, int n) { return load_n(p, n); }
    static TA_INLINE V one(const E* p) { return V(*p); }
    static TA_INLINE void put(E* p, V v) { store(p, v); }
    static TA_INLINE void put_n(E* p, V v, int n) { store_n(p, v, n); }
};
template <class T> struct Elements<Pair<T>> {
    typedef Complex<T> V;
    static constexpr int count = Vec<T>::lanes;
    static TA_INLINE V get(const Pair<T>* p) {
        V v;
        load_pairs((const T*)p, v.re, v.im);
        return v;
    }
    static TA_INLINE V get_n(const Pair<T>* p, int n) {
        alignas(64) T buffer[2 * count] = {};
        for (int i = 0; i < 2 * n; i++) buffer[i] = ((const T*)p)[i];
        return get((const Pair<T>*)buffer);
    }
    static TA_INLINE V one(const Pair<T>* p) { return V{Vec<T>(p->re), Vec<T>(p->im)}; }
    static TA_INLINE void put(Pair<T>* p, V v) { store_pairs((T*)p, v.re, v.im); }
    static TA_INLINE void put_n(Pair<T>* p, V v, int n) {
        alignas(64) T buffer[2 * count];
        store_pairs(buffer, v.re, v.im);
        for (int i = 0; i < 2 * n; i++) ((T*)p)[i] = buffer[i];
    }
};

// A result: lanes of the same kind as the operands', a mask that becomes bools, or the real lanes of a complex operand.
template <class R, class V> struct Result {
    static TA_INLINE void put(R* p, V v) { Elements<R>::put(p, v); }
    static TA_INLINE void put_n(R* p, V v, int n) { Elements<R>::put_n(p, v, n); }
};
template <class T> struct Result<b8, Mask<T>> {
    static TA_INLINE void put(b8* p, Mask<T> m) { store_mask(p, m); }
    static TA_INLINE void put_n(b8* p, Mask<T> m, int n) {
        b8 buffer[64];
        store_mask(buffer, m);
        for (int i = 0; i < n; i++) p[i] = buffer[i];
    }
};

// One contiguous output run. `scalar` operands are broadcast from their first element.
template <class Op, class E, class R, bool scalar1, bool scalar2, int unroll> struct Run {
    typedef Elements<E> In;
    typedef typename In::V V;
    static constexpr int count = In::count;

    static TA_INLINE auto value(const E* x1, const E* x2, V s1, V s2) { return Op::apply(scalar1 ? s1 : In::get(x1), scalar2 ? s2 : In::get(x2)); }
    static TA_INLINE auto value_n(const E* x1, const E* x2, V s1, V s2, int n) { return Op::apply(scalar1 ? s1 : In::get_n(x1, n), scalar2 ? s2 : In::get_n(x2, n)); }

    static TA_INLINE void go(R* out, const E* x1, const E* x2, i64 n) {
        typedef decltype(value(x1, x2, V(), V())) Value;
        typedef Result<R, Value> Out;
        V s1 = scalar1 ? In::one(x1) : V(), s2 = scalar2 ? In::one(x2) : V();
        i64 i = 0;
        for (; i + unroll * count <= n; i += unroll * count) {
            Value values[unroll];
            for (int u = 0; u < unroll; u++) values[u] = value(x1 + i + u * count, x2 + i + u * count, s1, s2);
            for (int u = 0; u < unroll; u++) Out::put(out + i + u * count, values[u]);
        }
        if (unroll > 1)
            for (; i + count <= n; i += count) Out::put(out + i, value(x1 + i, x2 + i, s1, s2));
        if (i < n) Out::put_n(out + i, value_n(x1 + i, x2 + i, s1, s2, int(n - i)), int(n - i));
    }
};

template <class Op> struct SecondIgnored {
    template <class V> static TA_INLINE auto apply(V x, V) { return Op::apply(x); }
};

template <class E, class R, class Go> TA_INLINE void tiled(char* const* data, const i64* stride, i64 n, int n_in, Go go) {
    alignas(64) E tiles[2][TILE];
    alignas(64) R result[TILE];
    for (i64 i = 0; i < n; i += TILE) {
        i64 m = n - i < TILE ? n - i : i64(TILE);
        const E* in[2] = {(const E*)data[1], (const E*)data[n_in]};
        for (int k = 0; k < n_in; k++) {
            const char* p = data[k + 1] + i * stride[k + 1];
            if (stride[k + 1] == i64(sizeof(E))) in[k] = (const E*)p;
            else pack(tiles[k], p, stride[k + 1], m), in[k] = tiles[k];
        }
        if (n_in == 1) in[1] = in[0];
        bool direct = stride[0] == i64(sizeof(R));
        char* out = data[0] + i * stride[0];
        go(direct ? (R*)out : result, in[0], in[1], m);
        if (!direct) unpack(out, stride[0], result, m);
    }
}

template <class Op, class E, class R, int n_in, int unroll> TA_INLINE void map_run(char* const* data, const i64* stride, i64 n) {
    const i64 in = sizeof(E);
    const E *x1 = (const E*)data[1], *x2 = (const E*)data[n_in];
    R* out = (R*)data[0];
    if constexpr (n_in == 1) {
        typedef SecondIgnored<Op> Op1;
        if (stride[0] == i64(sizeof(R)) && stride[1] == in) return Run<Op1, E, R, false, true, unroll>::go(out, x1, x1, n);
        tiled<E, R>(data, stride, n, 1, [](R* o, const E* a, const E*, i64 m) { Run<Op1, E, R, false, true, 1>::go(o, a, a, m); });
    } else {
        if (stride[0] == i64(sizeof(R))) {
            if (stride[1] == in && stride[2] == in) return Run<Op, E, R, false, false, unroll>::go(out, x1, x2, n);
            if (stride[1] == in && stride[2] == 0) return Run<Op, E, R, false, true, unroll>::go(out, x1, x2, n);
            if (stride[1] == 0 && stride[2] == in) return Run<Op, E, R, true, false, unroll>::go(out, x1, x2, n);
        }
        tiled<E, R>(data, stride, n, 2, [](R* o, const E* a, const E* b, i64 m) { Run<Op, E, R, false, false, 1>::go(o, a, b, m); });
    }
}

// The shapes that a row can ask for.
template <class Op, class E, class R, int n_in> struct map_cheap {
    static void run(char* const* data, const i64* stride, i64 n) { map_run<Op, E, R, n_in, 2>(data, stride, n); }
};
template <class Op, class E, class R, int n_in> struct map_dear {
    static void run(char* const* data, const i64* stride, i64 n) { map_run<Op, E, R, n_in, 1>(data, stride, n); }
};
// complex64 is widened to float64 lanes for the function and narrowed again.
template <class Op> struct Widened {
    template <class... V> static TA_INLINE Complex<f32> apply(V... x) {
        Complex<f64> low = Op::apply(low_of(x)...), high = Op::apply(high_of(x)...);
        return Complex<f32>{narrow(low.re, high.re), narrow(low.im, high.im)};
    }
};
template <class Op, class E, class R, int n_in> struct map_wide : map_dear<typename Either<IsSame<E, Pair<f32>>::value, Widened<Op>, Op>::Type, E, R, n_in> {};

// One constant for every element.
template <class Op, class E, class R, int n_in> struct map_fill {
    static void run(char* const* data, const i64* stride, i64 n) {
        static_assert(sizeof(R) == 1, "constants are bools");
        const R value = Op::apply(E());
        if (stride[0] == 1) __builtin_memset(data[0], value, u64(n));
        else
            for (i64 i = 0; i < n; i++) *(R*)(data[0] + i * stride[0]) = value;
    }
};

// Division of integers: plain scalars, for the compiler's vectoriser.
template <class Op, class E, class R, int n_in> struct map_loop {
    static void run(char* const* data, const i64* stride, i64 n) {
        static_assert(n_in == 2, "loops are binary");
        const E *x1 = (const E*)data[1], *x2 = (const E*)data[2];
        R* out = (R*)data[0];
        const i64 in = sizeof(E);
        if (stride[0] == i64(sizeof(R)) && stride[1] == in && stride[2] == in)
            for (i64 i = 0; i < n; i++) out[i] = Op::apply(x1[i], x2[i]);
        else if (stride[0] == i64(sizeof(R)) && stride[1] == in && stride[2] == 0) {
            const Divisor<E> s2(*x2);
            for (i64 i = 0; i < n; i++) out[i] = Op::apply(x1[i], s2);
        } else
            for (i64 i = 0; i < n; i++)
                *(R*)(data[0] + i * stride[0]) = Op::apply(*(const E*)(data[1] + i * stride[1]), *(const E*)(data[2] + i * stride[2]));
    }
};

}  // namespace
