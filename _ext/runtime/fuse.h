// Fused passes: a straight-line program of kernels run over tiles of its operands, so that intermediate values never leave the cache.
//
// A pass covers a space: the shape that its operands broadcast to, in C order or another. Its steps run over one tile of the space after the
// other; a tile of every register stays in the cache. Elements are computed by the kernels, casts and dtypes of the eager functions,
// so they have the same bits. A reducing pass hands its elements to the driver of reductions as if they lay in memory in that order.
#pragma once
#include "abi.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TA_FUSE_MAP, TA_FUSE_CAST, TA_FUSE_WHERE, TA_FUSE_PART };
enum { TA_FUSE_MAX_PLACES = 1024, TA_FUSE_MAX_OPERANDS = 32, TA_FUSE_MAX_REGISTERS = 128 };

// Where a value of a pass is.
//   VIEW      index: in the views of the call; broadcast to the space
//   CONSTANT  index: in the constants of the call, 16 bytes each; one value for all elements
//   REGISTER  index: of the register
//   TARGET    index: in the targets of the pass; contiguous over the space
enum { TA_FUSE_VIEW, TA_FUSE_CONSTANT, TA_FUSE_REGISTER, TA_FUSE_TARGET };
typedef struct ta_fuse_place {
    int16_t kind, dtype, index;
} ta_fuse_place;

typedef struct ta_fuse_step {
    int16_t kind;   // TA_FUSE_MAP ...
    int16_t op;     // MAP: TA_OP_*; CAST: the dtype of the operand; WHERE: log2 of the item size; PART, of complex numbers: 0 real, 1 imaginary
    int16_t dtype;  // MAP: of the loop; else: of the result
    int16_t n_in;
    int16_t out, in[3];  // places
} ta_fuse_step;

struct ta_fuse_code;
enum { TA_FUSE_ELEMENTWISE = -1, TA_FUSE_MEAN = 100, TA_FUSE_VAR = 101, TA_FUSE_STD = 102 };  // or TA_REDUCE_*
typedef struct ta_fuse_pass {
    int32_t reduction;
    int32_t n_steps, n_places, n_registers, n_targets;
    int32_t itemsize;  // the greatest of the registers and views
    const ta_fuse_step* steps;
    const ta_fuse_place* places;
    const int16_t* targets;  // ELEMENTWISE: views that the TARGETs are
    double correction;       // VAR, STD
    struct ta_fuse_code** codes;  // where fuse_code.h keeps its own
} ta_fuse_pass;

// What a call brings: the arrays and constants that places name.
typedef struct ta_fuse_call {
    const ta_view* views;
    const char* constants;
    const int32_t* order;  // the dimensions of the space from the outermost to the innermost; NULL: C order. Targets lie in it.
} ta_fuse_call;

// The steps over the space; the targets are contiguous arrays of its shape. TA_UNSUPPORTED: more than 16 dimensions that cannot be joined.
int ta_fuse_map(const ta_fuse_pass* pass, const ta_fuse_call* call, int ndim, const int64_t* shape);

// The reduction of the only TARGET's elements over the space, as ta_reduce, ta_mean, ta_var and ta_std have it. With no steps, of the VIEW in
// place 0, which has the shape of the space.
int ta_fuse_reduce(const ta_fuse_pass* pass, const ta_fuse_call* call, int ndim, const int64_t* shape, const uint8_t* is_reduced, const ta_view* out);

// Passes over n_rows rows of n contiguous elements, a few rows at a time: every pass is elementwise over the rows, or elementwise over one value for
// each row, or reduces rows: its elements over them, or, with no steps, those of a view that is contiguous over them. `own` views hold rows only
// between the passes: they have no memory. The results are those of the passes one after the other, for 16 <= n <= 32768.
typedef struct ta_fuse_rows_job {
    const ta_fuse_call* call;
    int64_t n_rows, n;
    int32_t n_passes, n_own;
    const ta_fuse_pass* const* passes;
    const uint8_t* is_row;         // of each pass: its space is one value for each row
    const int32_t* ndim;           // of its space
    const int64_t* const* shape;
    const int16_t* own_of;         // of each view: its number among the own ones, or -1
    const int32_t* own_item;       // of each own view: bytes of an element
} ta_fuse_rows_job;
int ta_fuse_rows(const ta_fuse_rows_job* job);

#ifdef __cplusplus
}
#endif
