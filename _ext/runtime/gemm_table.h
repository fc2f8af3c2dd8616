// The matrix kernels of one ISA as the driver sees them. Strides are in bytes, extents in elements. Plain C.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// One block of out = a @ b, or out += a @ b: `rows` x `depth` times `depth` x `columns`.
// Packed operands lie in panels: tile_rows rows of a, tile_columns columns of b, one panel after another, depth by depth inside.
// a not packed: read where it is, any strides. b not packed: each of its rows is contiguous; what is left of the columns behind the
// last full panel is in b_tail, packed, unless the kernel reads_tail.
typedef struct ta_gemm_block {
    const char* a;
    const char* b;
    const char* b_tail;  // NULL: the last panel is in b like the others
    char* out;
    int64_t rows, columns, depth;
    int64_t a_row_stride, a_depth_stride;      // when a is not packed
    int64_t b_panel_stride, b_depth_stride;    // from panel to panel, and inside a panel
    int64_t out_row_stride, out_column_stride;
    int32_t a_is_packed;
    int32_t accumulates;
    int64_t n_products;                        // so many, the next one so many bytes further on
    int64_t a_step, b_step, out_step;
} ta_gemm_block;

// Panels of n_wide (the last one filled up with zeros) by n_deep elements.
typedef void (*ta_gemm_pack_fn)(const char* source, int64_t wide_stride, int64_t deep_stride, int64_t n_wide, int64_t n_deep, char* packed);

// out[i] = sum over j of matrix[i, j] * vector[j], for i < n. The vector is contiguous. For `dots` each row of the matrix is contiguous
// (row_stride apart), for `sums` each column (column_stride apart) and out.
typedef void (*ta_gemv_fn)(const char* matrix, int64_t stride, const char* vector, char* out, int64_t out_stride, int64_t n, int64_t depth);

typedef struct ta_gemm_kernels {
    int32_t item_bytes, packed_bytes;          // of one element; packed_bytes is 0 where the type has no kernels
    int32_t tile_rows, tile_columns;
    int32_t reads_unpacked, reads_tail;        // operands in place; also the columns behind the last full panel of b
    ta_gemm_pack_fn pack_a, pack_b;
    void (*multiply)(const ta_gemm_block* block);
    ta_gemv_fn dots, sums;
    ta_gemv_fn short_sums;                     // as sums, for n <= n_short
    int64_t n_short;
} ta_gemm_kernels;

typedef struct ta_gemm_table {
    ta_gemm_kernels kernels[16];               // by dtype code
} ta_gemm_table;

extern const ta_gemm_table* ta_active_gemm;    // set by the dispatch
extern const ta_gemm_table ta_gemm_scalar, ta_gemm_sse2, ta_gemm_avx2, ta_gemm_avx512;

#ifdef __cplusplus
}
#endif
