// The inner kernels: a tile of the output in registers, and the walk over the tiles of a block.
#pragma once
#include "kernels/gemm_scheme.hpp"

namespace {
namespace gemm {

// Where a tile reads its row operand. Packed: constant steps. Not packed: byte strides.
template <class S, bool is_packed> struct RowOperand {
    typedef typename S::Lane Lane;
    const char* p;
    int64_t row_stride, depth_stride;
    TA_INLINE Lane at(int row) const { return load_scalar<Lane>(is_packed ? p + row * int64_t(sizeof(Lane)) : p + row * row_stride); }
    TA_INLINE Lane imaginary_at(int row) const {
        return load_scalar<Lane>(is_packed ? p + (S::rows + row) * int64_t(sizeof(Lane)) : p + row * row_stride + sizeof(Lane));
    }
    TA_INLINE void next() { p += is_packed ? S::rows * S::packed_bytes : depth_stride; }
};

template <class S, int rows, int vectors> struct Tile {
    typedef typename S::Lane Lane;
    typedef Vec<Lane> V;
    V sum[rows][vectors][S::parts];

    TA_INLINE void clear() {
#pragma GCC unroll 16
        for (int i = 0; i < rows; i++)
#pragma GCC unroll 4
            for (int v = 0; v < vectors; v++)
#pragma GCC unroll 2
                for (int part = 0; part < S::parts; part++) sum[i][v][part] = V(Lane(0));
    }

    template <bool is_packed> TA_INLINE void step(const RowOperand<S, is_packed>& a, const Lane* b) {
        V column[vectors][S::parts];
#pragma GCC unroll 4
        for (int v = 0; v < vectors; v++) {
            column[v][0] = load(b + v * V::lanes);
            if constexpr (S::is_complex) column[v][1] = load(b + S::columns + v * V::lanes);
        }
#pragma GCC unroll 16
        for (int i = 0; i < rows; i++) {
            const V row(a.at(i));
#pragma GCC unroll 4
            for (int v = 0; v < vectors; v++) {
                sum[i][v][0] = multiply_add(row, column[v][0], sum[i][v][0]);
                if constexpr (S::is_complex) sum[i][v][1] = multiply_add(row, column[v][1], sum[i][v][1]);
            }
            if constexpr (S::is_complex) {
                const V imaginary(a.imaginary_at(i));
#pragma GCC unroll 4
                for (int v = 0; v < vectors; v++) {
                    sum[i][v][0] = multiply_subtract(imaginary, column[v][1], sum[i][v][0]);
                    sum[i][v][1] = multiply_add(imaginary, column[v][0], sum[i][v][1]);
                }
            }
        }
    }
};

// Where the tile goes. columns <= vectors * lanes of it exist.
struct Target {
    char* out;
    int64_t row_stride, column_stride;
    int rows, columns;
    bool accumulates;
};

// Through memory: partial tiles, other strides, other element types.
template <class S, int rows, int vectors> TA_INLINE void store_by_elements(const Tile<S, rows, vectors>& tile, const Target& to) {
    typedef typename S::Lane Lane;
    typedef typename S::Element Element;
    constexpr int lanes = Vec<Lane>::lanes;
    alignas(64) Lane buffer[S::parts][vectors * lanes];
#pragma GCC unroll 16
    for (int i = 0; i < rows; i++) {
        if (i >= to.rows) return;
#pragma GCC unroll 4
        for (int v = 0; v < vectors; v++)
#pragma GCC unroll 2
            for (int part = 0; part < S::parts; part++) store(buffer[part] + v * lanes, tile.sum[i][v][part]);
        char* p = to.out + i * to.row_stride;
        for (int j = 0; j < to.columns; j++, p += to.column_stride) {
            for (int part = 0; part < S::parts; part++) {
                Element x = Element(buffer[part][j]);
                char* element = p + part * int(sizeof(Element));
                store_scalar(element, to.accumulates ? add_scalar(load_scalar<Element>(element), x) : x);
            }
        }
    }
}

template <class S, int rows, int vectors> TA_INLINE void store_full(const Tile<S, rows, vectors>& tile, const Target& to) {
    typedef typename S::Lane Lane;
    constexpr int lanes = Vec<Lane>::lanes;
#pragma GCC unroll 16
    for (int i = 0; i < rows; i++) {
        if (i >= to.rows) return;
        Lane* p = (Lane*)(to.out + i * to.row_stride);
#pragma GCC unroll 4
        for (int v = 0; v < vectors; v++, p += S::parts * lanes) {
            if constexpr (S::is_complex) {
                Vec<Lane> re = tile.sum[i][v][0], im = tile.sum[i][v][1];
                if (to.accumulates) {
                    Vec<Lane> old_re, old_im;
                    load_pairs(p, old_re, old_im);
                    re = re + old_re;
                    im = im + old_im;
                }
                store_pairs(p, re, im);
            } else {
                store(p, to.accumulates ? load(p) + tile.sum[i][v][0] : tile.sum[i][v][0]);
            }
        }
    }
}

// A row of a partial tile whose last vector is cut.
template <class S, int rows, int vectors> TA_INLINE void store_cut(const Tile<S, rows, vectors>& tile, const Target& to) {
    typedef typename S::Lane Lane;
    constexpr int lanes = Vec<Lane>::lanes;
    const int n = to.columns - (vectors - 1) * lanes;
#pragma GCC unroll 16
    for (int i = 0; i < rows; i++) {
        if (i >= to.rows) return;
        Lane* p = (Lane*)(to.out + i * to.row_stride);
#pragma GCC unroll 4
        for (int v = 0; v < vectors; v++, p += lanes) {
            const Vec<Lane> x = tile.sum[i][v][0];
            if (v + 1 < vectors) store(p, to.accumulates ? load(p) + x : x);
            else store_n(p, to.accumulates ? load_n(p, n) + x : x, n);
        }
    }
}

template <class S, int rows, int vectors, bool is_packed>
__attribute__((noinline)) void multiply_tile(RowOperand<S, is_packed> a, const char* b, int64_t b_depth_stride, int64_t depth, const Target& to) {
    Tile<S, rows, vectors> tile;
    tile.clear();
    for (int64_t k = 0; k < depth; k++, b += b_depth_stride) {
        tile.step(a, (const typename S::Lane*)b);
        a.next();
    }
    const bool is_dense = S::reads_unpacked && to.column_stride == S::item_bytes;
    if (is_dense && to.columns == vectors * Vec<typename S::Lane>::lanes) store_full(tile, to);
    else if (is_dense && !S::is_complex && TA_VECTOR_BYTES == 64) store_cut(tile, to);
    else store_by_elements(tile, to);
}

template <class S, int rows, bool is_packed>
TA_INLINE void multiply_rows(const RowOperand<S, is_packed>& a, const char* b, int64_t b_depth_stride, int64_t depth, const Target& to) {
    if constexpr (S::vectors > 1) {
        if (to.columns <= Vec<typename S::Lane>::lanes) return multiply_tile<S, rows, 1, is_packed>(a, b, b_depth_stride, depth, to);
    }
    multiply_tile<S, rows, S::vectors, is_packed>(a, b, b_depth_stride, depth, to);
}

// The tile with the fewest rows that holds them (packed: the panel is filled up with zeros).
template <class S> TA_INLINE void multiply_packed_rows(const RowOperand<S, true>& a, const char* b, int64_t b_depth_stride, int64_t depth, const Target& to) {
    if (S::rows > 8 && to.rows > 8) return multiply_rows<S, S::rows>(a, b, b_depth_stride, depth, to);
    if (S::rows >= 8 && to.rows > 4) return multiply_rows<S, S::rows < 8 ? S::rows : 8>(a, b, b_depth_stride, depth, to);
    if (S::rows > 4 && S::rows < 8 && to.rows > 4) return multiply_rows<S, S::rows>(a, b, b_depth_stride, depth, to);
    multiply_rows<S, S::rows < 4 ? S::rows : 4>(a, b, b_depth_stride, depth, to);
}

// Exactly the rows there are, in tiles of 12, 8, 4, 2 and 1.
template <class S> TA_INLINE int multiply_some_rows(const RowOperand<S, false>& a, const char* b, int64_t b_depth_stride, int64_t depth, Target& to, int64_t n_left) {
#define TA_TILE_OF(n)                                                          \
    if constexpr (S::rows >= n) {                                              \
        if (n_left >= n) {                                                     \
            to.rows = n;                                                       \
            multiply_rows<S, n>(a, b, b_depth_stride, depth, to);              \
            return n;                                                          \
        }                                                                      \
    }
    if constexpr (S::rows > 4 && S::rows != 8) { TA_TILE_OF(S::rows) }
    TA_TILE_OF(8)
    TA_TILE_OF(4)
    TA_TILE_OF(2)
    TA_TILE_OF(1)
#undef TA_TILE_OF
    return 1;
}

template <class S> TA_INLINE void multiply_panel(const ta_gemm_block& block, const char* b, int64_t b_depth_stride, Target to) {
    char* const out = to.out;
    if (block.a_is_packed) {
        for (int64_t i = 0; i < block.rows; i += S::rows) {
            to.out = out + i * block.out_row_stride;
            to.rows = int(block.rows - i < S::rows ? block.rows - i : S::rows);
            multiply_packed_rows<S>(RowOperand<S, true>{block.a + i * block.depth * S::packed_bytes, 0, 0}, b, b_depth_stride, block.depth, to);
        }
    } else if constexpr (S::reads_unpacked) {
        for (int64_t i = 0; i < block.rows;) {
            to.out = out + i * block.out_row_stride;
            const RowOperand<S, false> a = {block.a + i * block.a_row_stride, block.a_row_stride, block.a_depth_stride};
            i += multiply_some_rows<S>(a, b, b_depth_stride, block.depth, to, block.rows - i);
        }
    }
}

template <class S> void multiply(const ta_gemm_block* block_) {
    const ta_gemm_block block = *block_;
    const char* b = block.b;
    for (int64_t j = 0; j < block.columns; j += S::columns, b += block.b_panel_stride) {
        const int n = int(block.columns - j < S::columns ? block.columns - j : S::columns);
        const bool is_tail = n < S::columns && block.b_tail;
        Target to = {block.out + j * block.out_column_stride, block.out_row_stride, block.out_column_stride, 0, n, block.accumulates != 0};
        multiply_panel<S>(block, is_tail ? block.b_tail : b, is_tail ? S::columns * S::packed_bytes : block.b_depth_stride, to);
    }
}

}  // namespace gemm
}  // namespace
