// Packing: panels of S-wide slices, so that the inner kernel reads both operands in order.
#pragma once
#include "kernels/gemm_scheme.hpp"

namespace {
namespace gemm {

// n vectors hold n rows of a square; afterwards they hold its columns. Perfect shuffles, log2(n) times.
template <class T, int n> TA_INLINE void transpose(Vec<T> (&v)[n]) {
#pragma GCC unroll 8
    for (int stage = 1; stage < n; stage *= 2) {
        Vec<T> shuffled[n];
#pragma GCC unroll 64
        for (int i = 0; i < n / 2; i++) interleave(v[i], v[i + n / 2], shuffled[2 * i], shuffled[2 * i + 1]);
#pragma GCC unroll 64
        for (int i = 0; i < n; i++) v[i] = shuffled[i];
    }
}

// One panel, element by element. width: of the panel; n_wide <= width of it exist.
template <class S, int width> void pack_panel_any(const char* source, int64_t wide_stride, int64_t deep_stride, int n_wide, int64_t n_deep, typename S::Lane* packed) {
    typedef typename S::Element Element;
    typedef typename S::Lane Lane;
    for (int64_t k = 0; k < n_deep; k++, source += deep_stride, packed += width * S::parts) {
        const char* p = source;
        for (int i = 0; i < n_wide; i++, p += wide_stride) {
            packed[i] = Lane(load_scalar<Element>(p));
            if constexpr (S::is_complex) packed[width + i] = Lane(load_scalar<Element>(p + sizeof(Element)));
        }
        for (int i = n_wide; i < width; i++) {
            packed[i] = Lane(0);
            if constexpr (S::is_complex) packed[width + i] = Lane(0);
        }
    }
}

// The panel's slices are contiguous in the source.
template <class S, int width> void pack_panel_wide(const char* source, int64_t deep_stride, int64_t n_deep, typename S::Lane* packed) {
    typedef typename S::Element Element;
    for (int64_t k = 0; k < n_deep; k++, source += deep_stride, packed += width * S::parts) {
        Element slice[width * S::parts];
        __builtin_memcpy(slice, source, sizeof(slice));
        for (int i = 0; i < width; i++) {
            packed[i] = typename S::Lane(slice[i * S::parts]);
            if constexpr (S::is_complex) packed[width + i] = typename S::Lane(slice[2 * i + 1]);
        }
    }
}

// The panel's rows run along the depth: squares of lanes x lanes are transposed in registers. Real types of 4 and 8 bytes.
// Whole vectors are stored: what the last group writes too much is the beginning of the next slice, which is written after it.
template <class S, int width> void pack_panel_deep(const char* source, int64_t wide_stride, int64_t n_deep, typename S::Lane* packed) {
    typedef typename S::Lane T;
    constexpr int lanes = Vec<T>::lanes, groups = (width + lanes - 1) / lanes;
    int64_t k = 0;
    for (; k + lanes < n_deep; k += lanes) {
        for (int group = groups - 1; group >= 0; group--) {
            Vec<T> v[lanes];
#pragma GCC unroll 64
            for (int i = 0; i < lanes; i++) {
                const int row = group * lanes + i;
                v[i] = row < width ? load((const T*)(source + row * wide_stride) + k) : Vec<T>(T(0));
            }
            transpose(v);
            T* to = packed + k * width + group * lanes;
#pragma GCC unroll 64
            for (int j = 0; j < lanes; j++) store(to + j * width, v[j]);
        }
    }
    pack_panel_any<S, width>(source + k * int64_t(sizeof(T)), wide_stride, sizeof(T), width, n_deep - k, packed + k * width);
}

template <class S, int width> void pack(const char* source, int64_t wide_stride, int64_t deep_stride, int64_t n_wide, int64_t n_deep, char* packed) {
    typedef typename S::Lane Lane;
    Lane* to = (Lane*)packed;
    constexpr bool transposes = S::reads_unpacked && !S::is_complex && sizeof(Lane) >= 4 && Vec<Lane>::lanes > 1;
    for (int64_t i = 0; i < n_wide; i += width, source += width * wide_stride, to += width * S::parts * n_deep) {
        const int n = int(n_wide - i < width ? n_wide - i : width);
        if (n == width && wide_stride == S::item_bytes) pack_panel_wide<S, width>(source, deep_stride, n_deep, to);
        else if (transposes && n == width && deep_stride == S::item_bytes) {
            if constexpr (transposes) pack_panel_deep<S, width>(source, wide_stride, n_deep, to);
        } else pack_panel_any<S, width>(source, wide_stride, deep_stride, n, n_deep, to);
    }
}

}  // namespace gemm
}  // namespace
