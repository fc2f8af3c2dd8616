// any, all, count_nonzero: elements become bytes 0 or 1, tile by tile; the rest is written once, for bytes.
#pragma once
#include "reduce_integer.hpp"

namespace {

// Elements as unsigned integers that are 0 where the element is: without the signs of zeros, with both components of complex numbers.
template <class T> struct Bits {
    typedef UnsignedOf<T> U;
    static constexpr U relevant = IsFloat<T>::value ? U(~sign_bit_of<T>()) : U(~U(0));
    static TA_INLINE Vec<U> load_bits(const T* x) { return bitcast<U>(load(x)); }
    static TA_INLINE Vec<U> load_bits_n(const T* x, int n) { return bitcast<U>(load_n(x, n)); }
    static TA_INLINE bool is_nonzero(T x) { return x != T(0); }
};
template <class T> struct Bits<Pair<T>> {
    typedef u64 U;
    static constexpr u64 relevant = sizeof(T) == 4 ? 0x7FFFFFFF7FFFFFFFu : 0x7FFFFFFFFFFFFFFFu;
    static TA_INLINE Vec<u64> load_bits(const Pair<T>* x) {
        if constexpr (sizeof(T) == 4) return load((const u64*)x);
        Vec<u64> re, im;
        load_pairs((const u64*)x, re, im);
        return re | im;
    }
    static TA_INLINE Vec<u64> load_bits_n(const Pair<T>* x, int n) {
        const u64* p = (const u64*)x;
        if constexpr (sizeof(T) == 4) return load_n(p, n);
        constexpr int lanes = Vec<u64>::lanes;
        const int first = 2 * n < lanes ? 2 * n : lanes;
        Vec<u64> re, im;
        deinterleave(load_n(p, first), load_n(p + first, 2 * n - first), re, im);
        return re | im;
    }
    static TA_INLINE bool is_nonzero(Pair<T> x) { return (x.re != T(0)) | (x.im != T(0)); }
};

template <class T> struct Nonzero {
    typedef typename Bits<T>::U U;
    static constexpr int lanes = Vec<U>::lanes;
    static TA_INLINE Mask<U> is_nonzero(Vec<U> bits) { return (bits & Vec<U>(Bits<T>::relevant)) != Vec<U>(U(0)); }
    static TA_NOINLINE void contiguous(const T* x, i64 n, b8* tile) {
        i64 i = 0;
        for (; i + lanes <= n; i += lanes) store_mask(tile + i, is_nonzero(Bits<T>::load_bits(x + i)));
        if (HAS_MASKED_LOADS && i < n) {
            store_mask_n(tile + i, is_nonzero(Bits<T>::load_bits_n(x + i, int(n - i))), int(n - i));
            return;
        }
        for (; i < n; i++) {
            TA_PLAIN_LOOP(i);
            tile[i] = Bits<T>::is_nonzero(x[i]);
        }
    }
    static TA_NOINLINE void tile(const char* x, i64 stride, i64 n, b8* tile) {
        if (stride == i64(sizeof(T))) {
            contiguous((const T*)x, n, tile);
            return;
        }
        T packed[tile_elements];
        for (i64 i = 0; i < n; i += tile_elements) {
            i64 m = at_most(n - i, tile_elements);
            pack(x + i * stride, stride, m, packed);
            contiguous(packed, m, tile + i);
        }
    }
};

struct ByteCount {
    typedef b8 Element;
    typedef u64 Accumulator;
    static constexpr bool has_parameter = false;
    static TA_INLINE u64 lift(b8 x, f64) { return x; }
    static TA_INLINE u64 join(u64 a, u64 b) { return a + b; }
    static TA_INLINE void run(const b8* x, i64 n, u64* a, f64) { *a += sum_of_bytes(x, n, 0); }
};
template <bool is_all> struct ByteLogic {
    typedef b8 Element;
    typedef b8 Accumulator;
    static constexpr bool has_parameter = false;
    static TA_INLINE b8 lift(b8 x, f64) { return x; }
    static TA_INLINE b8 join(b8 a, b8 b) { return is_all ? a & b : a | b; }
    static TA_INLINE Vec<b8> join_bytes(Vec<b8> a, Vec<b8> b) { return is_all ? min_int(a, b) : a | b; }
    static TA_INLINE bool decides(Vec<b8> v) { return is_all ? any(v == Vec<b8>(b8(0))) : any(v != Vec<b8>(b8(0))); }
    // Of bytes of any value.
    static TA_INLINE void run(const b8* x, i64 n, b8* a, f64) {
        constexpr int lanes = Vec<b8>::lanes;
        bool decided = *a != b8(is_all);
        i64 i = 0;
        if constexpr (lanes > 1) {
            if (n >= lanes && !decided) decided = decides(load(x)), i = lanes;
            for (; i + 4 * lanes <= n && !decided; i += 4 * lanes)
                decided = decides(join_bytes(join_bytes(load(x + i), load(x + i + lanes)), join_bytes(load(x + i + 2 * lanes), load(x + i + 3 * lanes))));
            for (; i + lanes <= n && !decided; i += lanes) decided = decides(load(x + i));
            if (i < n && n >= lanes && !decided) decided = decides(load(x + n - lanes)), i = n;
            if (HAS_MASKED_LOADS && n < lanes && !decided) decided = decides(select(Vec<b8>(b8(is_all)), load_n(x, int(n)), first_lanes<b8>(int(n)))), i = n;
        }
        for (; i < n && !decided; i++) decided = (x[i] != 0) != is_all;
        *a = b8(decided ? !is_all : is_all);
    }
};

// Contiguous columns of some rows: any or all of each, as bytes.
template <class T, bool is_all> TA_NOINLINE void logic_of_rows(const char* x, i64 row_stride, i64 n_rows, i64 n, b8* tile) {
    typedef Nonzero<T> N;
    i64 j = 0;
    const int few = n < N::lanes ? int(n) : 0;
    for (; j < n && N::lanes > 1 && (!few || HAS_MASKED_LOADS); j += N::lanes) {  // the last vector may overlap
        if (j + N::lanes > n && !few) j = n - N::lanes;
        const char* p = x + j * i64(sizeof(T));
        const auto columns = [few](const char* q) { return HAS_MASKED_LOADS && few ? Bits<T>::load_bits_n((const T*)q, few) : Bits<T>::load_bits((const T*)q); };
        Vec<typename N::U> bits = columns(p);
        Mask<typename N::U> m = N::is_nonzero(bits);
        for (i64 r = 1; r < n_rows; r++) {
            Vec<typename N::U> more = columns(p + r * row_stride);
            if constexpr (is_all) m = m & N::is_nonzero(more);
            else bits = bits | more;
        }
        store_mask(tile + j, is_all ? m : N::is_nonzero(bits));
    }
#if defined(TA_ISA_AVX512)
    if constexpr (sizeof(T) == 1)
        if (j < n) {
            const int left = int(n - j);
            Vec<u8> bits = load_n((const u8*)x + j, left);
            for (i64 r = 1; r < n_rows; r++) {
                const Vec<u8> more = load_n((const u8*)x + r * row_stride + j, left);
                bits = is_all ? min_int(bits, more) : bits | more;
            }
            store_mask_n(tile + j, bits != Vec<u8>(u8(0)), left);
            return;
        }
#endif
    for (; j < n; j++) {
        b8 found = is_all;
        for (i64 r = 0; r < n_rows; r++) {
            TA_PLAIN_LOOP(r);
            found = ByteLogic<is_all>::join(found, Bits<T>::is_nonzero(*(const T*)(x + r * row_stride + j * i64(sizeof(T)))));
        }
        tile[j] = found;
    }
}
template <class T, bool is_all> void fold_logic(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char*) {
    if (stride != i64(sizeof(T))) {
        fold_packed<T, b8, fold_logic<T, is_all>>(x, row_stride, n_rows, stride, n, accumulator, nullptr);
        return;
    }
    b8 tile[tile_elements];
    for (i64 r = 0; r < n_rows; r += fold_group)
        for (i64 j = 0; j < n; j += tile_elements) {
            i64 m = at_most(n - j, tile_elements);
            logic_of_rows<T, is_all>(x + r * row_stride + j * stride, row_stride, at_most(n_rows - r, fold_group), m, tile);
            fold_columns<ByteLogic<is_all>, 1>((const char*)tile, 0, m, (b8*)accumulator + j, nullptr);
        }
}

// One of the first eight bytes decides: many rows end there.
template <bool is_all> TA_INLINE bool first_decide(const b8* x) {
    u64 word;
    __builtin_memcpy(&word, x, sizeof word);
    return is_all ? ((word - 0x0101010101010101u) & ~word & 0x8080808080808080u) != 0 : word != 0;
}
// Stops at the first tile that decides.
template <class T, bool is_all> void reduce_logic(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char*) {
    b8 tile[tile_elements];
    for (i64 r = 0; r < n_rows; r++, x += row_stride) {
        b8* a = (b8*)accumulator + r;
        if (sizeof(T) == 1 && stride == 1) {
            if (n >= 8 && first_decide<is_all>((const b8*)x)) *a = b8(!is_all);
            else run_of<ByteLogic<is_all>>((const b8*)x, n, a, 0.0);
            continue;
        }
        if (n && (Bits<T>::is_nonzero(*(const T*)x) != 0) != is_all) {  // the first element decides: many rows end there
            *a = b8(!is_all);
            continue;
        }
        if constexpr (sizeof(T) > 1 && Nonzero<T>::lanes > 1)
            if (stride == i64(sizeof(T)) && n >= Nonzero<T>::lanes && *a == b8(is_all)) {
                const auto first = Nonzero<T>::is_nonzero(Bits<T>::load_bits((const T*)x));
                if (is_all ? !all(first) : any(first)) {
                    *a = b8(!is_all);
                    continue;
                }
            }
        i64 m;
        for (i64 i = 0; i < n && *a == b8(is_all); i += m) {
            m = at_most(n - i, i == 0 ? first_tile : tile_elements);
            if constexpr (sizeof(T) == 1) pack(x + i * stride, stride, m, tile);
            else Nonzero<T>::tile(x + i * stride, stride, m, tile);
            run_of<ByteLogic<is_all>>(tile, m, a, 0.0);
        }
    }
}

}  // namespace
