// The inner kernels: a tile of the output in registers, and the walk over the tiles of a block.
#pragma once
#include "kernels/gemm_scheme.hpp"

namespace {
namespace gemm {

// Where a tile reads its row operand. Packed: constant steps. Not packed: byte strides.
template <class S, bool is_packed> struct RowOperand {
    const char* p;
    int64_t row_stride, depth_stride;
};

// It while the tile walks along the depth; of unpacked rows every third has a pointer, the others are one and two strides away.
template <class S, int rows, bool is_packed> struct RowWalk {
    typedef typename S::Lane Lane;
    static constexpr int step = is_packed ? rows : 3;
    const char* p[(rows + step - 1) / step];
    int64_t row_stride, depth_stride;
    TA_INLINE RowWalk(const RowOperand<S, is_packed>& a) : row_stride(a.row_stride), depth_stride(a.depth_stride) {
#pragma GCC unroll 16
        for (int i = 0; i < rows; i += step) p[i / step] = a.p + i * row_stride;
    }
    TA_INLINE Lane at(int row, int part) const {
        return load_scalar<Lane>(p[row / step] + (is_packed ? row * int64_t(S::packed_bytes) : row % step * row_stride) + part * int(sizeof(Lane)));
    }
    TA_INLINE void next() {
#pragma GCC unroll 16
        for (int i = 0; i < rows; i += step) p[i / step] += is_packed ? S::rows * S::packed_bytes : depth_stride;
    }
};

// Where the tile goes. The first `columns` of it exist.
struct Target {
    char* out;
    int64_t row_stride, column_stride;
    int rows, columns;
    bool accumulates;
};

template <class S, int rows, int vectors> struct Tile {
    typedef typename S::Lane Lane;
    typedef Vec<Lane> V;
    V sum[S::parts][rows][vectors];

    TA_INLINE void clear() {
#pragma GCC unroll 2
        for (int part = 0; part < S::parts; part++)
#pragma GCC unroll 16
            for (int i = 0; i < rows; i++)
#pragma GCC unroll 4
                for (int v = 0; v < vectors; v++) sum[part][i][v] = V(Lane(0));
    }

    // n_last: how many lanes of the last vector exist.
    template <bool is_packed> TA_INLINE void step(const RowWalk<S, rows, is_packed>& a, const Lane* b, int n_last) {
        V column[vectors];
#pragma GCC unroll 4
        for (int v = 0; v < vectors; v++) column[v] = S::reads_tail && v + 1 == vectors ? load_n(b + v * V::lanes, n_last) : load(b + v * V::lanes);
#pragma GCC unroll 16
        for (int i = 0; i < rows; i++) {
#pragma GCC unroll 2
            for (int part = 0; part < S::parts; part++) {
                const V row(a.at(i, part));
#pragma GCC unroll 4
                for (int v = 0; v < vectors; v++) sum[part][i][v] = multiply_add(row, column[v], sum[part][i][v]);
            }
        }
    }

    // sum[0] becomes the result.
    TA_INLINE void combine() {
        if constexpr (S::is_complex) {
#pragma GCC unroll 16
            for (int i = 0; i < rows; i++) {
                V result[2];
                combine_parts({sum[0][i][0], sum[0][i][vectors - 1]}, {sum[1][i][0], sum[1][i][vectors - 1]}, result);
                sum[0][i][0] = result[0];
                sum[0][i][vectors - 1] = result[vectors - 1];
            }
        }
    }

    // The output is contiguous along the columns and of the tile's own type.
    TA_INLINE void store_dense(const Target& to, int n_last) const {
#pragma GCC unroll 16
        for (int i = 0; i < rows; i++) {
            if (i >= to.rows) return;
            Lane* p = (Lane*)(to.out + i * to.row_stride);
#pragma GCC unroll 4
            for (int v = 0; v < vectors; v++, p += V::lanes) {
                const V x = sum[0][i][v];
                if (S::reads_tail && v + 1 == vectors) store_n(p, to.accumulates ? load_n(p, n_last) + x : x, n_last);
                else store(p, to.accumulates ? load(p) + x : x);
            }
        }
    }
};

// Through memory: partial tiles, other strides, other element types.
template <class S> __attribute__((noinline)) void store_by_elements(const typename S::Lane* tile, int lanes_per_row, const Target& to) {
    typedef typename S::Element Element;
    for (int i = 0; i < to.rows; i++, tile += lanes_per_row) {
        char* p = to.out + i * to.row_stride;
        for (int j = 0; j < to.columns; j++, p += to.column_stride) {
            for (int part = 0; part < S::parts; part++) {
                char* element = p + part * int(sizeof(Element));
                const Element x = Element(tile[j * S::parts + part]);
                store_scalar(element, to.accumulates ? add_scalar(load_scalar<Element>(element), x) : x);
            }
        }
    }
}

template <class S, int rows, int vectors, bool is_packed>
__attribute__((noinline)) void multiply_tile(const RowOperand<S, is_packed>& operand, const char* b, int64_t b_depth_stride, int64_t depth, const Target& to) {
    typedef typename S::Lane Lane;
    constexpr int lanes = Vec<Lane>::lanes;
    const int n_last = to.columns * S::parts - (vectors - 1) * lanes;
    if (depth >= 128) {  // time enough to bring the output near
#pragma GCC unroll 16
        for (int i = 0; i < rows; i++)
#pragma GCC unroll 4
            for (int v = 0; v < vectors * lanes * int(sizeof(Lane)); v += 64) __builtin_prefetch(to.out + i * to.row_stride + v, 1, 2);
    }
    RowWalk<S, rows, is_packed> a(operand);
    Tile<S, rows, vectors> tile;
    tile.clear();
    for (int64_t k = 0; k < depth; k++, b += b_depth_stride) {
        tile.step(a, (const Lane*)b, n_last);
        a.next();
    }
    tile.combine();
    if (S::reads_unpacked && to.column_stride == S::item_bytes && (S::reads_tail || n_last == lanes)) return tile.store_dense(to, n_last);
    alignas(64) Lane buffer[rows * vectors * lanes];
#pragma GCC unroll 16
    for (int i = 0; i < rows; i++)
#pragma GCC unroll 4
        for (int v = 0; v < vectors; v++) store(buffer + (i * vectors + v) * lanes, tile.sum[0][i][v]);
    store_by_elements<S>(buffer, vectors * lanes, to);
}

template <class S, int rows, bool is_packed>
TA_INLINE void multiply_rows(const RowOperand<S, is_packed>& a, const char* b, int64_t b_depth_stride, int64_t depth, const Target& to) {
    if constexpr (Vec<typename S::Lane>::lanes > 1) {
        if (to.columns * S::parts <= Vec<typename S::Lane>::lanes) return multiply_tile<S, rows, 1, is_packed>(a, b, b_depth_stride, depth, to);
    }
    multiply_tile<S, rows, S::vectors, is_packed>(a, b, b_depth_stride, depth, to);
}

// The tile with the fewest rows that holds them (the panel is filled up with zeros).
template <class S> TA_INLINE void multiply_packed_rows(const RowOperand<S, true>& a, const char* b, int64_t b_depth_stride, int64_t depth, const Target& to) {
    if constexpr (S::rows > 8) {
        if (to.rows <= 8 && to.rows > 4) return multiply_rows<S, 8>(a, b, b_depth_stride, depth, to);
    }
    if constexpr (S::rows > 4) {
        if (to.rows <= 4) return multiply_rows<S, 4>(a, b, b_depth_stride, depth, to);
    }
    multiply_rows<S, S::rows>(a, b, b_depth_stride, depth, to);
}

// Exactly the rows there are, in tiles of S::rows, 8, 4, 3, 2 and 1. Gives how many were done.
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
    TA_TILE_OF(3)
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

template <class S> TA_INLINE void multiply_one(const ta_gemm_block& block, const char* b, char* out) {
    for (int64_t j = 0; j < block.columns; j += S::columns, b += block.b_panel_stride) {
        const int n = int(block.columns - j < S::columns ? block.columns - j : S::columns);
        const bool is_tail = n < S::columns && block.b_tail;
        Target to = {out + j * block.out_column_stride, block.out_row_stride, block.out_column_stride, 0, n, block.accumulates != 0};
        multiply_panel<S>(block, is_tail ? block.b_tail : b, is_tail ? S::columns * S::packed_bytes : block.b_depth_stride, to);
    }
}

template <class S> void multiply(const ta_gemm_block* block_) {
    ta_gemm_block block = *block_;
    for (int64_t i = 0; i < block.n_products; i++) {
        multiply_one<S>(block, block.b, block.out);
        block.a += block.a_step;
        block.b += block.b_step;
        block.out += block.out_step;
    }
}

}  // namespace gemm
}  // namespace
