// Elementwise kernels: one functor applied to runs, for real and complex numbers and results of another dtype.
//
// A kernel takes any byte stride. Contiguous and broadcast operands go straight; other strides are packed into tiles on the
// stack, so the functor and its bits are the same everywhere. Lanes past the end are computed on zeros, or on the first of the last
// elements where zeros may take a long way, and not stored.
#pragma once
#include "../simd/simd.hpp"
#include "../runtime/abi.h"
#include "../runtime/map_table.h"
#include "../math/integer.hpp"
#include "complex_lanes.hpp"
#include "strided.hpp"

namespace {

// Elements of a tile: 4 KiB. Two streams of bytes that are read in turns, 512 elements each, take three times as long at 1e7.
template <class E> constexpr i64 TILE = 4096 / i64(sizeof(E));

template <class T> __attribute__((noinline)) void unpack(char* p, i64 stride, const T* tile, i64 n) {
    for (i64 i = 0; i < n; i++) __builtin_memcpy(p + i * stride, tile + i, sizeof(T));
}

// How the elements of dtype E are held in lanes: the lane type V, how many elements a V has, and how they come and go.
template <class E> struct Elements {
    typedef Vec<E> V;
    static constexpr int count = Vec<E>::lanes, cheap_unroll = 2;
    static TA_INLINE V get(const E* p) { return load(p); }
    static TA_INLINE V get_n(const E* p, int n) { return load_n(p, n); }
    static TA_INLINE V get_n_repeated(const E* p, int n) { return select(one(p), get_n(p, n), first_lanes<E>(n)); }
    static TA_INLINE V one(const E* p) { return V(*p); }
    static TA_INLINE void put(E* p, V v) { store(p, v); }
    static TA_INLINE void put_n(E* p, V v, int n) { store_n(p, v, n); }
};
// Pairs whose two numbers are treated alike: two vectors as they lie in memory, named as if they were parts.
template <class T> struct Twin { T re, im; };
template <class T> struct Elements<Twin<T>> {
    typedef Complex<T> V;
    static constexpr int count = Vec<T>::lanes, cheap_unroll = 1;
    static TA_INLINE V get(const Twin<T>* p) { return V{load(&p->re), load(&p->re + count)}; }
    static TA_INLINE V get_n(const Twin<T>* p, int n) {
        const int first = 2 * n < count ? 2 * n : count;
        return V{load_n(&p->re, first), load_n(&p->re + first, 2 * n - first)};
    }
    static TA_INLINE V get_n_repeated(const Twin<T>* p, int n) {
        const int first = 2 * n < count ? 2 * n : count;
        const V v = get_n(p, n), rest = one(p);
        return V{select(rest.re, v.re, first_lanes<T>(first)), select(rest.im, v.im, first_lanes<T>(2 * n - first))};
    }
    static TA_INLINE V one(const Twin<T>* p) {
        V v;
        interleave(Vec<T>(p->re), Vec<T>(p->im), v.re, v.im);
        return v;
    }
    static TA_INLINE void put(Twin<T>* p, V v) { store(&p->re, v.re), store(&p->re + count, v.im); }
    static TA_INLINE void put_n(Twin<T>* p, V v, int n) {
        const int first = 2 * n < count ? 2 * n : count;
        store_n(&p->re, v.re, first), store_n(&p->re + first, v.im, 2 * n - first);
    }
};
template <class T> struct Elements<Pair<T>> {
    typedef Complex<T> V;
    typedef Elements<Twin<T>> Halves;
    static constexpr int count = Vec<T>::lanes, cheap_unroll = 1;
    // Held: c64 products of operands 16 bytes off a line, 1e6 of them, 262 us; 420 us with the loads that gcc repeats (NumPy 306).
    static TA_INLINE V parts_of(V halves) {
        V v;
        deinterleave(held(halves.re), held(halves.im), v.re, v.im);
        return v;
    }
    static TA_INLINE V halves_of(V v) {
        V halves;
        interleave(v.re, v.im, halves.re, halves.im);
        return halves;
    }
    static TA_INLINE V get(const Pair<T>* p) { return parts_of(Halves::get((const Twin<T>*)p)); }
    static TA_INLINE V get_n(const Pair<T>* p, int n) { return parts_of(Halves::get_n((const Twin<T>*)p, n)); }
    static TA_INLINE V get_n_repeated(const Pair<T>* p, int n) { return parts_of(Halves::get_n_repeated((const Twin<T>*)p, n)); }
    static TA_INLINE V one(const Pair<T>* p) { return V{Vec<T>(p->re), Vec<T>(p->im)}; }
    static TA_INLINE void put(Pair<T>* p, V v) { Halves::put((Twin<T>*)p, halves_of(v)); }
    static TA_INLINE void put_n(Pair<T>* p, V v, int n) { Halves::put_n((Twin<T>*)p, halves_of(v), n); }
};

// A result: lanes of the same kind as the operands', a mask that becomes bools, or the real lanes of a complex operand.
template <class R, class V> struct Result {
    static TA_INLINE void put(R* p, V v) { Elements<R>::put(p, v); }
    static TA_INLINE void put_n(R* p, V v, int n) { Elements<R>::put_n(p, v, n); }
};
template <class T> struct Result<b8, Mask<T>> {
    static TA_INLINE void put(b8* p, Mask<T> m) { store_mask(p, m); }
    static TA_INLINE void put_n(b8* p, Mask<T> m, int n) { store_mask_n(p, m, n); }
};

// An input of a contiguous run: its elements, or its first element broadcast. repeats: what the lanes past the end hold.
template <class E, bool scalar, bool repeats = false> struct Operand {
    typedef Elements<E> In;
    typedef typename In::V V;
    typedef E Item;
    static constexpr bool is_scalar = scalar;
    const E* at;
    V first;
    explicit TA_INLINE Operand(const void* p) : at((const E*)p), first(scalar ? In::one(at) : V()) {}
    TA_INLINE V get(i64 i) const { return scalar ? first : In::get(at + i); }
    TA_INLINE V get_n(i64 i, int n) const { return scalar ? first : repeats ? In::get_n_repeated(at + i, n) : In::get_n(at + i, n); }
};

template <class X, class... Y> TA_INLINE i64 before_line(X x, Y... y) {
    if constexpr (X::is_scalar && sizeof...(Y) > 0) return before_line(y...);
    else {
        const i64 item = sizeof(*x.at), past = i64(u64(x.at) & 63);
        return past && past % item == 0 ? (64 - past) / item % Elements<typename X::Item>::count : 0;
    }
}
// One contiguous output run over n elements of every operand.
template <class Op, class E, class R, int unroll, class... X> TA_INLINE void run(R* out, i64 n, X... x) {
    typedef decltype(Op::apply(x.get(0)...)) Value;
    typedef Result<R, Value> Out;
    constexpr int count = Elements<E>::count;
    i64 i = 0, part = n >= 16384 ? before_line(x...) : 0;
    for (;;) {
        if (part) Out::put_n(out + i, Op::apply(x.get_n(i, int(part))...), int(part));
        i += part;
        for (; i + unroll * count <= n; i += unroll * count) {
            Value values[unroll];
            for (int u = 0; u < unroll; u++) values[u] = Op::apply(x.get(i + u * count)...);
            for (int u = 0; u < unroll; u++) Out::put(out + i + u * count, values[u]);
        }
        if (unroll > 1)
            for (; i + count <= n; i += count) Out::put(out + i, Op::apply(x.get(i)...));
        if (i == n) return;
        part = n - i;
    }
}

// Every second element of 4 or 8 bytes, without a tile: what streams in is read side by side.
template <class E> struct Alternate {
    typedef typename Elements<E>::V V;
    const E* at;
    explicit TA_INLINE Alternate(const void* p) : at((const E*)p) {}
    TA_INLINE V get(i64 i) const {
        V even, odd;
        deinterleave(load(at + 2 * i), load(at + 2 * i + Elements<E>::count), even, odd);
        return even;
    }
};
#if TA_VECTOR_BYTES > 8
template <> struct Alternate<Twin<f32>> {
    typedef Elements<Twin<f32>>::V V;
    const f64* at;  // a pair each
    explicit TA_INLINE Alternate(const void* p) : at((const f64*)p) {}
    TA_INLINE V get(i64 i) const {
        const f64* p = at + 2 * i;
        constexpr i64 count = Vec<f64>::lanes;
        Vec<f64> low, high, odd;
        deinterleave(load(p), load(p + count), low, odd);
        deinterleave(load(p + 2 * count), load(p + 3 * count), high, odd);
        return V{bitcast<f32>(low), bitcast<f32>(high)};
    }
};
template <> struct Alternate<Pair<f32>> : Alternate<Twin<f32>> {
    using Alternate<Twin<f32>>::Alternate;
    TA_INLINE V get(i64 i) const { return Elements<Pair<f32>>::parts_of(Alternate<Twin<f32>>::get(i)); }
};
#endif
template <class E> struct TakesAlternate { static constexpr bool value = sizeof(E) >= 4 && Elements<E>::count > 1; };
template <> struct TakesAlternate<Pair<f64>> { static constexpr bool value = false; };
template <> struct TakesAlternate<Twin<f64>> { static constexpr bool value = false; };
template <class Op, class E, class R, class... X> TA_INLINE i64 whole_vectors(R* out, i64 n, X... x) {
    typedef decltype(Op::apply(x.get(0)...)) Value;
    i64 i = 0;
    for (; i + Elements<E>::count < n; i += Elements<E>::count) Result<R, Value>::put(out + i, Op::apply(x.get(i)...));  // reads no element behind the last
    return i;
}
// How many elements are done of a run whose inputs are all alternate ones.
template <class Op, class E, class R, int n_in> TA_INLINE i64 alternate_run(char* const* data, const i64* stride, i64 n) {
    const i64 step = 2 * sizeof(E);
    if constexpr (n_in <= 2 && TakesAlternate<E>::value) {
        if (stride[0] == i64(sizeof(R)) && stride[1] == step && stride[n_in] == step) {
            if constexpr (n_in == 1) return whole_vectors<Op, E, R>((R*)data[0], n, Alternate<E>(data[1]));
            else return whole_vectors<Op, E, R>((R*)data[0], n, Alternate<E>(data[1]), Alternate<E>(data[2]));
        }
    }
    return 0;
}

// Any strides: operands that are not contiguous are packed tile by tile, broadcast ones once.
template <int n_in, class E, class R, class Go> TA_INLINE void tiled(char* const* data, const i64* stride, i64 n, Go go) {
    constexpr i64 tile = TILE<E>;
    alignas(64) E tiles[n_in][tile];
    alignas(64) R result[tile];
    for (i64 i = 0; i < n; i += tile) {
        i64 m = n - i < tile ? n - i : tile;
        const E* in[n_in];
        for (int k = 0; k < n_in; k++) {
            i64 step = stride[k + 1];
            const char* p = data[k + 1] + i * step;
            in[k] = step == i64(sizeof(E)) ? (const E*)p : tiles[k];
            if (step != i64(sizeof(E)) && (step || i == 0)) pack_items<sizeof(E)>(p, step, m, (char*)tiles[k]);
        }
        bool direct = stride[0] == i64(sizeof(R));
        char* out = data[0] + i * stride[0];
        go(direct ? (R*)out : result, in, m);
        if (!direct) unpack(out, stride[0], result, m);
    }
}

template <class Op, class E, class R, int n_in, int unroll, bool repeats = false> TA_INLINE void map_run(char* const* data, const i64* stride, i64 n) {
    typedef Operand<E, false, repeats> Each;
    typedef Operand<E, true> One;
    const i64 in = sizeof(E);
    R* out = (R*)data[0];
    const bool direct = stride[0] == i64(sizeof(R));
    if constexpr (n_in == 1) {
        if (direct && stride[1] == in) return run<Op, E, R, unroll>(out, n, Each(data[1]));
        tiled<1, E, R>(data, stride, n, [](R* o, const E* const* x, i64 m) { run<Op, E, R, 1>(o, m, Each(x[0])); });
    } else if constexpr (n_in == 2) {
        if (direct && stride[1] == in && stride[2] == in) return run<Op, E, R, unroll>(out, n, Each(data[1]), Each(data[2]));
        if (direct && stride[1] == in && stride[2] == 0) return run<Op, E, R, unroll>(out, n, Each(data[1]), One(data[2]));
        if (direct && stride[1] == 0 && stride[2] == in) return run<Op, E, R, unroll>(out, n, One(data[1]), Each(data[2]));
        tiled<2, E, R>(data, stride, n, [](R* o, const E* const* x, i64 m) { run<Op, E, R, 1>(o, m, Each(x[0]), Each(x[1])); });
    } else {
        if (direct && stride[1] == in && stride[2] == 0 && stride[3] == 0) return run<Op, E, R, unroll>(out, n, Each(data[1]), One(data[2]), One(data[3]));
        if (direct && stride[1] == in && stride[2] == in && stride[3] == in) return run<Op, E, R, unroll>(out, n, Each(data[1]), Each(data[2]), Each(data[3]));
        if (unroll > 1 && direct && stride[1] == in && stride[2] == in && stride[3] == 0)
            return run<Op, E, R, unroll>(out, n, Each(data[1]), Each(data[2]), One(data[3]));
        tiled<3, E, R>(data, stride, n, [](R* o, const E* const* x, i64 m) { run<Op, E, R, 1>(o, m, Each(x[0]), Each(x[1]), Each(x[2])); });
    }
}

// Complex quotients take a long way over zeros: a thousand c64 in rows of 40 1.6 us, 1.2 us where the last lanes repeat an element.
template <class Tag> struct Op_divide;
template <class Op> struct IsQuotient { static constexpr bool value = false; };
template <class Tag> struct IsQuotient<Op_divide<Tag>> { static constexpr bool value = true; };

// The shapes that a row can ask for.
template <class Op, class E, class R, int n_in> struct map_cheap {
    static void run(char* const* data, const i64* stride, i64 n) {
        const i64 done = alternate_run<Op, E, R, n_in>(data, stride, n);
        char* rest[n_in + 1];
        for (int k = 0; k <= n_in; k++) {
            char* p = data[k] + done * stride[k];
            __asm__("" : "+r"(p));  // one address after the other: two in a vector cost 6 ns a call, for the stores of `data` and a 64-bit product
            rest[k] = p;
        }
        map_run<Op, E, R, n_in, Elements<E>::cheap_unroll, IsQuotient<Op>::value && Elements<E>::cheap_unroll == 1>(rest, stride, n - done);
    }
};
template <class Op, class E, class R, int n_in> struct map_dear {
    static void run(char* const* data, const i64* stride, i64 n) { map_run<Op, E, R, n_in, 1, n_in <= 2>(data, stride, n); }
};
template <class Op, class E, class R, int n_in> struct map_parts;
template <class Op, class T, int n_in> struct map_parts<Op, Pair<T>, Pair<T>, n_in> : map_cheap<Op, Twin<T>, Twin<T>, n_in> {};
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

// Division of integers of at most 32 bits: plain scalars for the compiler's vectoriser; by one divisor, products.
template <class Op, class E, class R, int n_in> struct map_loop {
    static __attribute__((noinline)) void by_each(R* __restrict out, const E* x1, const E* x2, i64 n) {
        for (i64 i = 0; i < n; i++) out[i] = Op::apply(x1[i], x2[i]);
    }
    static __attribute__((noinline)) void by_one(R* out, const E* x, const Divisor<E>& divisor, i64 n) {
        constexpr int lanes = Vec<E>::lanes;
        if (divisor.is_zero) {
            __builtin_memset(out, 0, u64(n) * sizeof(R));
            return;
        }
        i64 i = 0;
        for (; i + lanes <= n; i += lanes) store(out + i, in_halves<Op>(load(x + i), divisor));
        if (i < n) store_n(out + i, in_halves<Op>(load_n(x + i, int(n - i)), divisor), int(n - i));
    }
    static void run(char* const* data, const i64* stride, i64 n) {
        static_assert(n_in == 2 && IsSame<E, R>::value, "loops are binary");
        const bool direct = stride[0] == i64(sizeof(R)) && stride[1] == i64(sizeof(E));
        if (stride[2] == 0) {
            const Divisor<E> divisor(*(const E*)data[2]);
            if (direct) return by_one((R*)data[0], (const E*)data[1], divisor, n);
            return tiled<1, E, R>(data, stride, n, [&divisor](R* out, const E* const* x, i64 m) { by_one(out, x[0], divisor, m); });
        }
        if (direct && stride[2] == i64(sizeof(E))) return by_each((R*)data[0], (const E*)data[1], (const E*)data[2], n);
        tiled<2, E, R>(data, stride, n, [](R* out, const E* const* x, i64 m) { by_each(out, x[0], x[1], m); });
    }
};

}  // namespace
