// Packing: panels of `width` slices, so that the inner kernel reads both operands in order. Items are moved, not understood.
#pragma once
#include "kernels/gemm_scheme.hpp"

namespace {
namespace gemm {

struct Pair64 { u64 first, second; };
template <int n_bytes> struct ItemOf { typedef typename IntOfSize<n_bytes>::Unsigned Type; };
template <> struct ItemOf<16> { typedef Pair64 Type; };

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

// One panel, item by item; n_wide <= width of its slices exist, the others become zeros.
template <class Item, class Packed, int width>
void pack_panel_any(const char* source, int64_t wide_stride, int64_t deep_stride, int n_wide, int64_t n_deep, Packed* packed) {
    for (int64_t k = 0; k < n_deep; k++, source += deep_stride, packed += width) {
        const char* p = source;
        int i = 0;
        for (; i < n_wide; i++, p += wide_stride) packed[i] = Packed(load_scalar<Item>(p));
        for (; i < width; i++) packed[i] = Packed{};
    }
}

// One slice that is contiguous in the source.
template <class Item, class Packed, int width> TA_INLINE void pack_slice(const char* source, Packed* packed) {
    if constexpr (!IsSame<Item, Packed>::value) {
        for (int i = 0; i < width; i++) packed[i] = Packed(load_scalar<Item>(source + i * int(sizeof(Item))));
    } else if constexpr (width * sizeof(Item) % TA_VECTOR_BYTES == 0) {
#pragma GCC unroll 8
        for (int i = 0; i < width * int(sizeof(Item)); i += TA_VECTOR_BYTES) store((u64*)((char*)packed + i), load((const u64*)(source + i)));
    } else {
        __builtin_memcpy(packed, source, width * sizeof(Item));
    }
}

template <class Item, class Packed, int width> void pack_panel_wide(const char* source, int64_t deep_stride, int64_t n_deep, Packed* packed) {
    for (int64_t k = 0; k < n_deep; k++, source += deep_stride, packed += width) pack_slice<Item, Packed, width>(source, packed);
}

// The panel's rows run along the depth: squares of lanes x lanes are transposed in registers. Items of 4 and 8 bytes.
// Whole vectors are stored: what the last group writes too much is the beginning of the next slice, which is written after it.
template <class Item, int width> void pack_panel_deep(const char* source, int64_t wide_stride, int64_t n_deep, Item* packed) {
    constexpr int lanes = Vec<Item>::lanes, groups = (width + lanes - 1) / lanes;
    int64_t k = 0;
    for (; k + lanes < n_deep; k += lanes) {
        for (int group = groups - 1; group >= 0; group--) {
            Vec<Item> v[lanes];
#pragma GCC unroll 64
            for (int i = 0; i < lanes; i++) {
                const int row = group * lanes + i;
                v[i] = row < width ? load((const Item*)(source + row * wide_stride) + k) : Vec<Item>(Item(0));
            }
            transpose(v);
            Item* to = packed + k * width + group * lanes;
#pragma GCC unroll 64
            for (int j = 0; j < lanes; j++) store(to + j * width, v[j]);
        }
    }
    pack_panel_any<Item, Item, width>(source + k * int64_t(sizeof(Item)), wide_stride, sizeof(Item), width, n_deep - k, packed + k * width);
}

template <class Item, class Packed, int width>
void pack(const char* source, int64_t wide_stride, int64_t deep_stride, int64_t n_wide, int64_t n_deep, char* packed) {
    Packed* to = (Packed*)packed;
    for (int64_t i = 0; i < n_wide; i += width, source += width * wide_stride, to += width * n_deep) {
        const int n = int(n_wide - i < width ? n_wide - i : width);
        if (n == width && wide_stride == int64_t(sizeof(Item))) {
            pack_panel_wide<Item, Packed, width>(source, deep_stride, n_deep, to);
            continue;
        }
        if constexpr (IsSame<Item, Packed>::value && (sizeof(Item) == 4 || sizeof(Item) == 8)) {
            if (Vec<Item>::lanes > 1 && n == width && deep_stride == int64_t(sizeof(Item))) {
                pack_panel_deep<Item, width>(source, wide_stride, n_deep, to);
                continue;
            }
        }
        pack_panel_any<Item, Packed, width>(source, wide_stride, deep_stride, n, n_deep, to);
    }
}

// Numbers that are widened keep their sign or not: only their low bits count.
template <class S, int width> constexpr ta_gemm_pack_fn pack_of() {
    return pack<typename ItemOf<S::item_bytes>::Type, typename ItemOf<S::packed_bytes>::Type, width>;
}

}  // namespace gemm
}  // namespace
