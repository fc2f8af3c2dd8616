// How matrices of one element type are multiplied: the type the products are formed in, and the size of the tile in registers.
#pragma once
#include "simd/simd.hpp"

namespace {
namespace gemm {

// Element: what arrays hold. Lane: what packed panels and registers hold. A tile is rows x (vectors * lanes) elements.
template <class Element_, class Lane_, int rows_, int vectors_, bool is_complex_> struct Scheme {
    typedef Element_ Element;  // the real part's type when complex
    typedef Lane_ Lane;
    static constexpr int rows = rows_;
    static constexpr int vectors = vectors_;
    static constexpr bool is_complex = is_complex_;
    static constexpr int parts = is_complex_ ? 2 : 1;
    static constexpr int columns = vectors_ * Vec<Lane_>::lanes;
    static constexpr int item_bytes = parts * int(sizeof(Element_));
    static constexpr int packed_bytes = parts * int(sizeof(Lane_));
    static constexpr bool reads_unpacked = IsSame<Element_, Lane_>::value;
};

#if defined(TA_ISA_AVX512)
template <class T> struct RealTile { static constexpr int rows = 12, vectors = 2; };
enum { complex_rows = 6, complex_vectors = 2 };
#elif defined(TA_ISA_AVX2)
template <class T> struct RealTile { static constexpr int rows = 6, vectors = 2; };
template <> struct RealTile<i64> { static constexpr int rows = 4, vectors = 2; };
enum { complex_rows = 5, complex_vectors = 1 };
#elif defined(TA_ISA_SSE2)
template <class T> struct RealTile { static constexpr int rows = 4, vectors = 2; };
enum { complex_rows = 4, complex_vectors = 1 };
#else
template <class T> struct RealTile { static constexpr int rows = 4, vectors = 2; };
enum { complex_rows = 2, complex_vectors = 2 };
#endif

template <class Element, class Lane = Element> using RealScheme = Scheme<Element, Lane, RealTile<Lane>::rows, RealTile<Lane>::vectors, false>;
template <class Element> using ComplexScheme = Scheme<Element, Element, complex_rows, complex_vectors, true>;

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
template <class T> TA_INLINE Vec<T> multiply_subtract(Vec<T> a, Vec<T> b, Vec<T> c) { return fma_(-a, b, c); }

template <class T> TA_INLINE T add_scalar(T a, T b) {
    typedef ArithmeticOf<T> A;
    return T(A(A(a) + A(b)));
}

}  // namespace gemm
}  // namespace
