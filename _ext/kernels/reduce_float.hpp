// Sums and products of floats in float64 lanes, blocked: float32 is widened, complex numbers are streams of two components.
#pragma once
#include "reduce.hpp"

namespace {

struct SumStep {
    static constexpr bool has_parameter = false;
    static constexpr f64 identity = -0.0;
    template <class V> static TA_INLINE V step(V a, V x, V) { return a + x; }
    template <class V> static TA_INLINE V join(V a, V b) { return a + b; }
};
struct ProdStep {
    static constexpr bool has_parameter = false;
    static constexpr f64 identity = 1.0;
    template <class V> static TA_INLINE V step(V a, V x, V) { return a * x; }
    template <class V> static TA_INLINE V join(V a, V b) { return a * b; }
};
struct SquareStep : SumStep {
    template <class V> static TA_INLINE V step(V a, V x, V) { return a + x * x; }
};
struct ScaledSquareStep : SumStep {
    static constexpr bool has_parameter = true;
    template <class V> static TA_INLINE V step(V a, V x, V p) { V y = x * p; return a + y * y; }
};
struct ShiftStep : SumStep {
    static constexpr bool has_parameter = true;
    template <class V> static TA_INLINE V step(V a, V x, V p) { return a + (x - p); }
};
struct DeviationStep : SumStep {
    static constexpr bool has_parameter = true;
    template <class V> static TA_INLINE V step(V a, V x, V p) { V d = x - p; return a + d * d; }
};

// 2 * lanes elements at x as two float64 vectors.
template <class T> TA_INLINE void load_two(const T* x, Vec<f64>& a, Vec<f64>& b) {
    constexpr int lanes = Vec<f64>::lanes;
    if constexpr (lanes == 1) {
        a = Vec<f64>(f64(x[0]));
        b = Vec<f64>(f64(x[1]));
    } else if constexpr (IsSame<T, f32>::value) {
#if defined(TA_ISA_AVX512) || defined(TA_ISA_AVX2)
        a = load_wide(x);
        b = load_wide(x + lanes);
#else
        Vec<f32> v = load(x);
        a = widen_low(v);
        b = widen_high(v);
#endif
    } else {
        a = load(x);
        b = load(x + lanes);
    }
}

// The sum of at most tile_elements elements, apart for even and odd positions.
template <class Step, class T> struct FloatTile {
    static constexpr int lanes = Vec<f64>::lanes;
    static constexpr int unit = 2 * lanes;

    static TA_INLINE void add(const T* x, Vec<f64> p, Vec<f64>& a, Vec<f64>& b) {
        Vec<f64> u, v;
        load_two(x, u, v);
        a = Step::step(a, u, p);
        b = Step::step(b, v, p);
    }
#if defined(TA_ISA_AVX512)
    // Masked, n <= lanes: the other lanes stay.
    static TA_INLINE Vec<f64> add_few(const T* x, int n, Vec<f64> p, Vec<f64> a) {
        const Mask<f64> m = first_lanes<f64>(n);
        Vec<f64> u;
        if constexpr (IsSame<T, f32>::value) u = Vec<f64>(_mm512_cvtps_pd(_mm256_maskz_loadu_ps(m.bits, x)));
        else u = load_n(x, n);
        return select(a, Step::step(a, u, p), m);
    }
    // n < unit.
    static TA_INLINE void add_tail(const T* x, int n, Vec<f64> p, Vec<f64>& a, Vec<f64>& b) {
        if (n <= lanes) {
            a = add_few(x, n, p, a);
            return;
        }
        a = add_few(x, lanes, p, a);
        b = add_few(x + lanes, n - lanes, p, b);
    }
#endif
    struct Sums {
        Vec<f64> even = Vec<f64>(Step::identity), odd = even;

        TA_INLINE void add(const T* x, Vec<f64> p) { FloatTile::add(x, p, even, odd); }
        TA_INLINE void join(Sums other) {
            even = Step::join(even, other.even);
            odd = Step::join(odd, other.odd);
        }
    };
    static TA_INLINE void sum(const T* x, i64 n, f64 parameter, f64& even, f64& odd) {
        const Vec<f64> p(parameter);
        Sums s0, s1, s2, s3;
        if (n == unit) {  // short rows: the other sums are the identity
            s0.add(x, p);
            return lanes_to_two<Step>(s0.even, s0.odd, even, odd);
        }
#if defined(TA_ISA_AVX512)
        if (n < unit) {
            add_tail(x, int(n), p, s0.even, s0.odd);
            return lanes_to_two<Step>(s0.even, s0.odd, even, odd);
        }
#endif
        i64 i = 0;
        for (; i + 4 * unit <= n; i += 4 * unit) {
            s0.add(x + i, p);
            s1.add(x + i + unit, p);
            s2.add(x + i + 2 * unit, p);
            s3.add(x + i + 3 * unit, p);
        }
        if (i + unit <= n) s0.add(x + i, p), i += unit;
        if (i + unit <= n) s1.add(x + i, p), i += unit;
        if (i + unit <= n) s2.add(x + i, p), i += unit;
#if defined(TA_ISA_AVX512)
        if (i < n) add_tail(x + i, int(n - i), p, s3.even, s3.odd);
        i = n;
#endif
        s0.join(s1);
        s2.join(s3);
        s0.join(s2);
        lanes_to_two<Step>(s0.even, s0.odd, even, odd);
        for (; i < n; i++) *(i & 1 ? &odd : &even) = Step::step(i & 1 ? odd : even, f64(x[i]), parameter);
    }
};

// The sum of a tile; unless they stay apart, the odd positions have joined the even ones.
template <class Step, class T, bool apart> TA_INLINE void sum_tile(const T* x, i64 n, f64 parameter, f64& even, f64& odd) {
    FloatTile<Step, T>::sum(x, n < tile_elements ? n : tile_elements, parameter, even, odd);
    if constexpr (!apart) even = Step::join(even, odd), odd = Step::identity;
}
// A run as a binary tree of tiles: partial[k] holds 2^k tiles.
template <class Step, class T, bool apart> TA_NOINLINE void run_float(const T* x, i64 n, f64 parameter, f64& even, f64& odd) {
    sum_tile<Step, T, apart>(x, n, parameter, even, odd);
    if (n <= tile_elements) return;
    f64 partial_even[48], partial_odd[48];
    i64 n_tiles = 1;
    partial_even[0] = even;
    partial_odd[0] = odd;
    int depth = 1;
    for (i64 i = tile_elements; i < n; i += tile_elements) {
        sum_tile<Step, T, apart>(x + i, n - i, parameter, even, odd);
        n_tiles++;
        for (i64 bits = n_tiles; !(bits & 1); bits >>= 1) {
            depth--;
            even = Step::join(partial_even[depth], even);
            odd = Step::join(partial_odd[depth], odd);
        }
        partial_even[depth] = even;
        partial_odd[depth++] = odd;
    }
    for (even = partial_even[--depth], odd = partial_odd[depth]; depth > 0;) {
        depth--;
        even = Step::join(partial_even[depth], even);
        odd = Step::join(partial_odd[depth], odd);
    }
}

template <class Step, class T> struct RealReduction {
    typedef T Element;
    typedef f64 Accumulator;
    static constexpr bool has_parameter = Step::has_parameter;
    static TA_INLINE f64 lift(T x, f64 p) { return Step::step(Step::identity, f64(x), p); }
    static TA_INLINE f64 join(f64 a, f64 b) { return Step::join(a, b); }
    static TA_INLINE void run(const T* x, i64 n, f64* a, f64 p) {
        f64 sum, none;
        run_float<Step, T, false>(x, n, p, sum, none);
        *a = join(*a, sum);
    }
};

// Elements of 2 * lanes columns as two float64 vectors: all, or the first n of them, n < 2 * lanes.
struct AllColumns {
    template <class T> TA_INLINE void get(const T* x, Vec<f64>& a, Vec<f64>& b) const { load_two(x, a, b); }
    TA_INLINE void put(f64* p, Vec<f64> a, Vec<f64> b) const { store(p, a), store(p + Vec<f64>::lanes, b); }
};
struct SomeColumns {
    int n;
    template <class T> TA_INLINE void get(const T* x, Vec<f64>& a, Vec<f64>& b) const {
        constexpr int lanes = Vec<f64>::lanes;
        if constexpr (IsSame<T, f32>::value) {
            Vec<f32> v = load_n(x, n);
            a = widen_low(v), b = widen_high(v);
        } else {
            const int first = n < lanes ? n : lanes;
            a = load_n(x, first), b = load_n(x + first, n - first);
        }
    }
    TA_INLINE void put(f64* p, Vec<f64> a, Vec<f64> b) const {
        const int first = n < Vec<f64>::lanes ? n : Vec<f64>::lanes;
        store_n(p, a, first), store_n(p + first, b, n - first);
    }
};

#if defined(TA_ISA_AVX512)
// The first n of them, n <= lanes; what is put into b is of no use.
struct FewColumns {
    int n;
    TA_INLINE void get(const f32* x, Vec<f64>& a, Vec<f64>& b) const { b = a = Vec<f64>(_mm512_cvtps_pd(_mm256_maskz_loadu_ps(__mmask8((1u << n) - 1), x))); }
    TA_INLINE void get(const f64* x, Vec<f64>& a, Vec<f64>& b) const { b = a = load_n(x, n); }
    TA_INLINE void put(f64* p, Vec<f64> a, Vec<f64>) const { store_n(p, a, n); }
};
#endif

// Contiguous columns of floats: rows as a tree, then the accumulators.
template <class Step, class T, int rows, class Columns>
TA_INLINE void join_rows(const char* x, i64 row_stride, Columns columns, Vec<f64> p, Vec<f64> q, Vec<f64>& a, Vec<f64>& b) {
    if constexpr (rows == 1) {
        columns.get((const T*)x, a, b);
        a = Step::step(Vec<f64>(Step::identity), a, p);
        b = Step::step(Vec<f64>(Step::identity), b, q);
    } else {
        Vec<f64> c, d;
        join_rows<Step, T, rows / 2>(x, row_stride, columns, p, q, a, b);
        join_rows<Step, T, rows / 2>(x + rows / 2 * row_stride, row_stride, columns, p, q, c, d);
        a = Step::join(a, c);
        b = Step::join(b, d);
    }
}
template <class Step, class T, int rows, class Columns> TA_INLINE void fold_vectors(const char* x, i64 row_stride, Columns columns, f64* a, const f64* parameter) {
    Vec<f64> u, v, held, held_high, p(0.0), q(0.0);
    if constexpr (Step::has_parameter) columns.get(parameter, p, q);
    join_rows<Step, T, rows>(x, row_stride, columns, p, q, u, v);
    columns.get(a, held, held_high);
    columns.put(a, Step::join(held, u), Step::join(held_high, v));
}
template <class Step, class T, int rows> TA_INLINE void fold_float_group(const char* x, i64 row_stride, i64 n, f64* a, const f64* parameter) {
    typedef RealReduction<Step, T> R;
    constexpr int unit = 2 * Vec<f64>::lanes;
    i64 j = 0;
    for (; j + unit <= n; j += unit) fold_vectors<Step, T, rows>(x + j * i64(sizeof(T)), row_stride, AllColumns(), a + j, Step::has_parameter ? parameter + j : nullptr);
    for (; j < n; j++) {
        TA_PLAIN_LOOP(j);
        a[j] = R::join(a[j], join_column<R, rows>(x + j * i64(sizeof(T)), row_stride, Step::has_parameter ? parameter[j] : 0.0));
    }
}
// Rows one after another, below those that eight at a time take.
template <class Step, class T, class Columns>
TA_INLINE void join_last_rows(const char* x, i64 row_stride, i64 n_rows, Columns columns, Vec<f64> p, Vec<f64> q, Vec<f64>& a, Vec<f64>& b) {
    for (i64 r = 0; r < n_rows; r++) {
        Vec<f64> u, v;
        join_rows<Step, T, 1>(x + r * row_stride, row_stride, columns, p, q, u, v);
        a = Step::join(a, u);
        b = Step::join(b, v);
    }
}
template <class Step, class T> TA_INLINE void fold_last_rows(const char* x, i64 row_stride, i64 n_rows, i64 n, f64* a, const f64* parameter) {
    typedef RealReduction<Step, T> R;
    constexpr int unit = 2 * Vec<f64>::lanes;
    i64 j = 0;
    for (; j + unit <= n; j += unit) {
        Vec<f64> held, held_high, p(0.0), q(0.0);
        if constexpr (Step::has_parameter) AllColumns().get(parameter + j, p, q);
        AllColumns().get(a + j, held, held_high);
        join_last_rows<Step, T>(x + j * i64(sizeof(T)), row_stride, n_rows, AllColumns(), p, q, held, held_high);
        AllColumns().put(a + j, held, held_high);
    }
    for (i64 r = 0; r < n_rows; r++)
        for (i64 k = j; k < n; k++) {
            TA_PLAIN_LOOP(k);
            a[k] = R::join(a[k], R::lift(*(const T*)(x + r * row_stride + k * i64(sizeof(T))), Step::has_parameter ? parameter[k] : 0.0));
        }
}
// Up to two vectors of columns, whose accumulators stay in registers: what was stored masked is not read again soon.
template <class Step, class T, class Columns> TA_INLINE void fold_strip(const char* x, i64 row_stride, i64 n_rows, Columns columns, f64* a, const f64* parameter) {
    Vec<f64> u, v, held, held_high, p(0.0), q(0.0);
    if constexpr (Step::has_parameter) columns.get(parameter, p, q);
    columns.get(a, held, held_high);
    i64 r = 0;
    for (; r + fold_group <= n_rows; r += fold_group) {
        join_rows<Step, T, fold_group>(x + r * row_stride, row_stride, columns, p, q, u, v);
        held = Step::join(held, u);
        held_high = Step::join(held_high, v);
    }
    join_last_rows<Step, T>(x + r * row_stride, row_stride, n_rows - r, columns, p, q, held, held_high);
    columns.put(a, held, held_high);
}
template <class Step, class T> TA_NOINLINE void fold_narrow(const char* x, i64 row_stride, i64 n_rows, i64 n, f64* a, const f64* parameter) {
#if defined(TA_ISA_AVX512)
    constexpr int unit = 2 * Vec<f64>::lanes;
    for (i64 j = 0; j < n; j += unit) {
        const char* columns = x + j * i64(sizeof(T));
        const f64* p = Step::has_parameter ? parameter + j : nullptr;
        const int left = int(n - j);
        if (left >= unit) fold_strip<Step, T>(columns, row_stride, n_rows, AllColumns(), a + j, p);
        else if (left > unit / 2) fold_strip<Step, T>(columns, row_stride, n_rows, SomeColumns{left}, a + j, p);
        else fold_strip<Step, T>(columns, row_stride, n_rows, FewColumns{left}, a + j, p);
    }
#endif
}
// Less than a vector's worth, which masks take longer for: the variance of 10 x 2 x 5 float64 along the middle takes 0.46 us, not 0.52.
constexpr i64 few_elements = 12;
template <class Step, class T> TA_NOINLINE void fold_contiguous(const char* x, i64 row_stride, i64 n_rows, i64 n, char* accumulator, const char* parameter) {
    if (n_rows < fold_group && n_rows * n <= few_elements) {
        fold_last_rows<Step, T>(x, row_stride, n_rows, n, (f64*)accumulator, (const f64*)parameter);
        return;
    }
    if constexpr (HAS_MASKED_LOADS) {  // what is left of the columns, or all of few
        constexpr i64 unit = 2 * Vec<f64>::lanes;
        const i64 done = n <= 4 * unit ? 0 : n & -unit;
        const f64* p = (const f64*)parameter;
        if (done < n) fold_narrow<Step, T>(x + done * i64(sizeof(T)), row_stride, n_rows, n - done, (f64*)accumulator + done, p ? p + done : nullptr);
        n = done;
    }
    i64 r = 0;
    for (; r + fold_group <= n_rows; r += fold_group) fold_float_group<Step, T, fold_group>(x + r * row_stride, row_stride, n, (f64*)accumulator, (const f64*)parameter);
    if (r < n_rows) fold_last_rows<Step, T>(x + r * row_stride, row_stride, n_rows - r, n, (f64*)accumulator, (const f64*)parameter);
}
template <class Step, class T> void fold_float(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char* parameter) {
    if (stride == i64(sizeof(T))) fold_contiguous<Step, T>(x, row_stride, n_rows, n, accumulator, parameter);
    else fold_packed<T, f64, fold_float<Step, T>>(x, row_stride, n_rows, stride, n, accumulator, parameter);
}

template <class Step, class T> struct FoldOf<RealReduction<Step, T>> {
    static TA_INLINE void fold(const char* x, i64 row_stride, i64 n_rows, i64 n, char* accumulator) {
        fold_contiguous<Step, T>(x, row_stride, n_rows, n, accumulator, nullptr);
    }
};

// Sum of squares of complex numbers: of both components.
template <class Step, class T> struct ComplexSquares {
    typedef Pair<T> Element;
    typedef f64 Accumulator;
    static constexpr bool has_parameter = Step::has_parameter;
    static TA_INLINE f64 lift(Pair<T> x, f64 p) { return Step::step(Step::step(Step::identity, f64(x.re), p), f64(x.im), p); }
    static TA_INLINE f64 join(f64 a, f64 b) { return a + b; }
    static TA_INLINE void run(const Pair<T>* x, i64 n, f64* a, f64 p) {
        f64 sum, none;
        run_float<Step, T, false>((const T*)x, 2 * n, p, sum, none);
        *a = join(*a, sum);
    }
};

template <class T> struct ComplexSum {
    typedef Pair<T> Element;
    typedef Pair<f64> Accumulator;
    static constexpr bool has_parameter = false;
    static TA_INLINE Pair<f64> lift(Pair<T> x, f64) { return {f64(x.re), f64(x.im)}; }
    static TA_INLINE Pair<f64> join(Pair<f64> a, Pair<f64> b) { return {a.re + b.re, a.im + b.im}; }
    static TA_INLINE void run(const Pair<T>* x, i64 n, Pair<f64>* a, f64) {
        Pair<f64> sum;
        run_float<SumStep, T, true>((const T*)x, 2 * n, 0.0, sum.re, sum.im);
        *a = join(*a, sum);
    }
};

// Contiguous columns of complex numbers fold as twice as many real columns.
template <class T> void fold_complex_sum(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char* parameter) {
    if (stride == i64(sizeof(Pair<T>))) fold_float<SumStep, T>(x, row_stride, n_rows, sizeof(T), 2 * n, accumulator, parameter);
    else fold_packed<Pair<T>, Pair<f64>, fold_complex_sum<T>>(x, row_stride, n_rows, stride, n, accumulator, nullptr);
}
template <class T> void combine_complex_sum(char* accumulator, const char* other, i64 n) { combine_rows<RealReduction<SumStep, T>>(accumulator, other, 2 * n); }

// -x, of which the compiler does not know: where it sees a difference beside a sum, gcc 12 fuses both with their products (vfmaddsub), against
// -ffp-contract=off, and bits depend on what it has vectorised.
TA_INLINE f64 negated(f64 x) {
    u64 bits;
    __builtin_memcpy(&bits, &x, sizeof(x));
    bits ^= u64(1) << 63;
    __builtin_memcpy(&x, &bits, sizeof(x));
    return x;
}
struct ComplexVector { Vec<f64> re, im; };
TA_INLINE ComplexVector operator*(ComplexVector a, ComplexVector b) { return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }
// 2 * lanes complex numbers.
TA_INLINE void load_complex(const f64* x, ComplexVector& a, ComplexVector& b) {
    load_pairs(x, a.re, a.im);
    load_pairs(x + 2 * Vec<f64>::lanes, b.re, b.im);
}
TA_INLINE void load_complex(const f32* x, ComplexVector& a, ComplexVector& b) {
    Vec<f32> re, im;
    load_pairs(x, re, im);
    a = {widen_low(re), widen_low(im)};
    b = {widen_high(re), widen_high(im)};
}

template <class T> struct ComplexProd {
    typedef Pair<T> Element;
    typedef Pair<f64> Accumulator;
    static constexpr int lanes = Vec<f64>::lanes;
    static constexpr bool has_parameter = false;
    static TA_INLINE Pair<f64> lift(Pair<T> x, f64) { return {f64(x.re), f64(x.im)}; }
    static TA_INLINE Pair<f64> join(Pair<f64> a, Pair<f64> b) { return {a.re * b.re + negated(a.im) * b.im, a.re * b.im + a.im * b.re}; }
    static TA_INLINE void run_vectors(const Pair<T>* x, i64 n, Pair<f64>* a) {
        ComplexVector v[2], u[2];
        for (int k = 0; k < 2; k++) v[k] = {Vec<f64>(1.0), Vec<f64>(0.0)};
        for (i64 i = 0; i < n; i += 2 * lanes) {
            load_complex((const T*)(x + i), u[0], u[1]);
            for (int k = 0; k < 2; k++) v[k] = v[k] * u[k];
        }
        alignas(64) Pair<f64> lane[lanes];
        v[0] = v[0] * v[1];
        store_pairs((f64*)lane, v[0].re, v[0].im);
        for (int k = 0; k < lanes; k++) *a = join(*a, lane[k]);
    }
    static TA_INLINE void run(const Pair<T>* x, i64 n, Pair<f64>* a, f64) {
        i64 i = 0;
        if constexpr (lanes > 1) {
            i = n & -i64(2 * lanes);
            if (i) run_vectors(x, i, a);
        }
        for (; i < n; i++) {
            TA_PLAIN_LOOP(i);
            *a = join(*a, lift(x[i], 0.0));
        }
    }
};

template <class T, int rows> TA_INLINE void product_of_rows(const char* x, i64 row_stride, ComplexVector* v) {
    if constexpr (rows == 1) {
        load_complex((const T*)x, v[0], v[1]);
    } else {
        ComplexVector u[2];
        product_of_rows<T, rows / 2>(x, row_stride, v);
        product_of_rows<T, rows / 2>(x + rows / 2 * row_stride, row_stride, u);
        for (int k = 0; k < 2; k++) v[k] = v[k] * u[k];
    }
}
template <class T, int rows> TA_INLINE void fold_complex_group(const char* x, i64 row_stride, i64 n, Pair<f64>* a) {
    typedef ComplexProd<T> R;
    constexpr int lanes = Vec<f64>::lanes;
    i64 j = 0;
    if constexpr (lanes > 1)
        for (; j + 2 * lanes <= n; j += 2 * lanes) {
            ComplexVector v[2], total[2];
            product_of_rows<T, rows>(x + j * i64(sizeof(Pair<T>)), row_stride, v);
            f64* p = (f64*)(a + j);
            load_complex(p, total[0], total[1]);
            for (int k = 0; k < 2; k++) {
                v[k] = total[k] * v[k];
                store_pairs(p + 2 * k * lanes, v[k].re, v[k].im);
            }
        }
    for (; j < n; j++) {
        TA_PLAIN_LOOP(j);
        a[j] = R::join(a[j], join_column<R, rows>(x + j * i64(sizeof(Pair<T>)), row_stride, 0.0));
    }
}
template <class T> void fold_complex_prod(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char*) {
    if (stride != i64(sizeof(Pair<T>))) {
        fold_packed<Pair<T>, Pair<f64>, fold_complex_prod<T>>(x, row_stride, n_rows, stride, n, accumulator, nullptr);
        return;
    }
    i64 r = 0;
    for (; r + fold_group <= n_rows; r += fold_group) fold_complex_group<T, fold_group>(x + r * row_stride, row_stride, n, (Pair<f64>*)accumulator);
    for (; r < n_rows; r++) fold_complex_group<T, 1>(x + r * row_stride, row_stride, n, (Pair<f64>*)accumulator);
}

// |z| without overflow or underflow of the squares, in float64.
TA_INLINE f64 complex_abs(f64 re, f64 im) {
    re = __builtin_fabs(re);
    im = __builtin_fabs(im);
    f64 large = re > im ? re : im, small = re > im ? im : re;
    if (re > 1.7976931348623157e308 || im > 1.7976931348623157e308) return __builtin_inf();
    if (large == 0.0) return large + small;
    f64 scale = large > 0x1p500 ? 0x1p-600 : large < 0x1p-500 ? 0x1p600 : 1.0, back = large > 0x1p500 ? 0x1p600 : large < 0x1p-500 ? 0x1p-600 : 1.0;
    large *= scale;
    small *= scale;
    return __builtin_sqrt(large * large + small * small) * back;
}
// |x|, in float64 where sums are to come.
template <class T, class To = f64> struct AbsOf {
    static TA_NOINLINE void tile(const char* x, i64 stride, i64 n, To* tile) {
        if (stride == i64(sizeof(T))) {
            for (i64 i = 0; i < n; i++) tile[i] = To(__builtin_fabs(((const T*)x)[i]));
            return;
        }
        Widen<T, To>::tile(x, stride, n, tile);
        for (i64 i = 0; i < n; i++) tile[i] = To(__builtin_fabs(tile[i]));
    }
};
template <class T> struct AbsOf<Pair<T>, f64> {
    static TA_NOINLINE void tile(const char* x, i64 stride, i64 n, f64* tile) {
        for (i64 i = 0; i < n; i++) {
            TA_PLAIN_LOOP(i);
            const Pair<T>* p = (const Pair<T>*)(x + i * stride);
            tile[i] = complex_abs(p->re, p->im);
        }
    }
};

}  // namespace
