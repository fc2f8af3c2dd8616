// How matrices of one element type are multiplied: the type the products are formed in, and the size of the tile in registers.
#pragma once
#include "simd/simd.hpp"

namespace {
namespace gemm {

// Element: what arrays hold. Lane: what packed panels and registers hold. Complex numbers are two elements, two lanes, side by side
// everywhere. A tile is rows x vectors, each vector with one register of sums, or two when complex.
template <class Element_, class Lane_, int rows_, int vectors_, bool is_complex_> struct Scheme {
    typedef Element_ Element;
    typedef Lane_ Lane;
    static constexpr int rows = rows_;
    static constexpr int vectors = vectors_;
    static constexpr bool is_complex = is_complex_;
    static constexpr int parts = is_complex_ ? 2 : 1;
    static constexpr int columns = vectors_ * Vec<Lane_>::lanes / parts;
    static constexpr int item_bytes = parts * int(sizeof(Element_));
    static constexpr int packed_bytes = parts * int(sizeof(Lane_));
    static constexpr bool reads_unpacked = IsSame<Element_, Lane_>::value;
    // Where loads of a part of a vector are as fast as others, the last columns need not be packed.
    static constexpr bool reads_tail = reads_unpacked && TA_VECTOR_BYTES == 64;
};

#if defined(TA_ISA_AVX512)
template <class T> struct RealTile { static constexpr int rows = 12; };
enum { complex_rows = 6 };
#elif defined(TA_ISA_AVX2)
template <class T> struct RealTile { static constexpr int rows = 6; };
template <> struct RealTile<i64> { static constexpr int rows = 4; };
enum { complex_rows = 3 };
#elif defined(TA_ISA_SSE2)
template <class T> struct RealTile { static constexpr int rows = 4; };
enum { complex_rows = 3 };
#else
template <class T> struct RealTile { static constexpr int rows = 4; };
enum { complex_rows = 2 };
#endif

template <class Element, class Lane = Element> using RealScheme = Scheme<Element, Lane, RealTile<Lane>::rows, 2, false>;
template <class Element> using ComplexScheme = Scheme<Element, Element, complex_rows, 2, true>;

template <class T> TA_INLINE T load_scalar(const char* p) {
    T x;
    __builtin_memcpy(&x, p, sizeof(T));
    return x;
}
template <class T> TA_INLINE void store_scalar(char* p, T x) { __builtin_memcpy(p, &x, sizeof(T)); }

template <class T> TA_INLINE Vec<T> multiply_add(Vec<T> a, Vec<T> b, Vec<T> c) {
    if constexpr (IsFloat<T>::value) return fma_(a, b, c);
    else return a * b + c;
}

template <class T> TA_INLINE T add_scalar(T a, T b) {
    typedef ArithmeticOf<T> A;
    return T(A(A(a) + A(b)));
}

// Pairs of lanes change places. A register of one lane has no pairs: there the two registers change places.
template <class T> TA_INLINE void exchange_parts(const Vec<T> (&v)[2], Vec<T> (&out)[2]) {
    constexpr int lanes = Vec<T>::lanes;
    if constexpr (lanes == 1) {
        out[0] = v[1];
        out[1] = v[0];
    } else {
        for (int i = 0; i < 2; i++) {
            if constexpr (lanes == 2) out[i] = Vec<T>(__builtin_shufflevector(v[i].raw, v[i].raw, 1, 0));
            else if constexpr (lanes == 4) out[i] = Vec<T>(__builtin_shufflevector(v[i].raw, v[i].raw, 1, 0, 3, 2));
            else if constexpr (lanes == 8) out[i] = Vec<T>(__builtin_shufflevector(v[i].raw, v[i].raw, 1, 0, 3, 2, 5, 4, 7, 6));
            else out[i] = Vec<T>(__builtin_shufflevector(v[i].raw, v[i].raw, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
        }
    }
}

// Complex numbers a * b were summed as re(a) * b and im(a) * b, parts of b side by side: the sums of the products, side by side.
template <class T> TA_INLINE void combine_parts(const Vec<T> (&re)[2], const Vec<T> (&im)[2], Vec<T> (&out)[2]) {
    constexpr int lanes = Vec<T>::lanes;
    Vec<T> crossed[2];
    exchange_parts(im, crossed);
    for (int i = 0; i < 2; i++) {
        T signs[lanes];
        for (int lane = 0; lane < lanes; lane++) signs[lane] = (lanes == 1 ? i : lane) % 2 ? T(0) : -T(0);
        out[i] = re[i] + (crossed[i] ^ load(signs));
    }
}

}  // namespace gemm
}  // namespace
