// The kernels of reductions, arg-reductions, scans and dot products that one ISA provides. Constant-initialised, one table per ISA.
#pragma once
#include <stdint.h>
#include "ta_ops.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    TA_REDUCE_SUM,
    TA_REDUCE_PROD,
    TA_REDUCE_MAX,
    TA_REDUCE_MIN,
    TA_REDUCE_ANY,
    TA_REDUCE_ALL,
    TA_REDUCE_COUNT_NONZERO,
    TA_REDUCE_SUM_ABS,
    TA_REDUCE_SUM_SQUARES,
    TA_REDUCE_MAX_ABS,
    TA_REDUCE_MIN_ABS,
    TA_REDUCE_MAX_NUMBER,          // NaN ignored; of NaN only, NaN
    TA_REDUCE_MIN_NUMBER,
    TA_REDUCE_SUM_F64,             // integers summed as float64
    TA_REDUCE_PROD_F64,            // integers multiplied as float64
    TA_REDUCE_SHIFTED_SUM,         // sum of x - parameter, in float64
    TA_REDUCE_SQUARED_DEVIATION,   // sum of (x - parameter)^2, in float64
    TA_REDUCE_SCALED_SQUARES,      // sum of |x * parameter|^2, in float64
    TA_N_REDUCE_OPS
};
enum { TA_ARG_MAX, TA_ARG_MIN, TA_N_ARG_OPS };
enum {
    TA_SCAN_SUM,
    TA_SCAN_PROD,
    TA_SCAN_SUM_F64,   // integers summed as float64
    TA_SCAN_PROD_F64,  // integers multiplied as float64
    TA_N_SCAN_OPS
};

enum { TA_REDUCE_TILE = 1024 };

// Two dimensions of x: n_rows rows, row_stride bytes apart, of n elements, stride bytes apart.
//   reduce  accumulator[r] joins row r;  at most 32768 elements a row when rounding matters: its sum is a binary tree of tiles of TA_REDUCE_TILE elements, so
//           that pieces of 2^k tiles, joined as a binary tree, have the same bits (but for complex accumulators)
//   fold    accumulator[j] joins column j
// parameter is NULL, or one float64 for each accumulator.
typedef void (*ta_reduce_fn)(const char* x, int64_t row_stride, int64_t n_rows, int64_t stride, int64_t n, char* accumulator, const char* parameter);
// accumulator[j] joins other[j].
typedef void (*ta_combine_fn)(char* accumulator, const char* other, int64_t n);

typedef struct ta_reduce_entry {
    ta_reduce_fn reduce, fold;  // NULL where the operation has no meaning for the dtype
    ta_combine_fn combine;
    int8_t accumulator;         // dtype code of the accumulator
    int8_t rounds;              // joining rounds: long reductions must be blocked
} ta_reduce_entry;

// The best element so far. index -1: none yet.
typedef struct ta_arg_state {
    char value[8];
    int64_t index;
} ta_arg_state;

typedef struct ta_arg_entry {
    // The run x[0..n) at indices first_index + i * index_step joins the state; equal elements: the lower index stays. index_step > 0.
    void (*run)(const char* x, int64_t stride, int64_t n, int64_t first_index, int64_t index_step, ta_arg_state* state);
    void (*merge)(ta_arg_state* state, const ta_arg_state* other);
    // index[r] = position of the best element of row r; n >= 1.
    void (*rows)(const char* x, int64_t row_stride, int64_t n_rows, int64_t stride, int64_t n, int64_t* index);
    // Rows first_row... join value[j], index[j]; first_row == 0 starts them. At most 128 rows.
    void (*fold)(const char* x, int64_t row_stride, int64_t n_rows, int64_t stride, int64_t n, int64_t first_row, char* value, int64_t* index);
} ta_arg_entry;

typedef struct ta_scan_entry {
    // One run: accumulator joins x[i] and is stored in out[i], for i = 0, 1 ... Contiguous out of the accumulator's dtype.
    void (*run)(const char* x, int64_t stride, int64_t n, char* out, char* accumulator);
    // One row of an outer scan: accumulator[j] joins x[j] and is stored in out[j].
    void (*row)(const char* x, int64_t stride, int64_t n, char* out, char* accumulator);
    int8_t accumulator;
} ta_scan_entry;

typedef void (*ta_dot_fn)(const char* x1, int64_t row_stride1, int64_t stride1, const char* x2, int64_t row_stride2, int64_t stride2, int64_t n_rows, int64_t n, char* accumulator);
typedef struct ta_dot_entry {
    ta_dot_fn rows;  // accumulator[r] += sum over i of conj(x1[r][i]) * x2[r][i]
    ta_dot_fn fold;  // accumulator[j] += sum over r of conj(x1[r][j]) * x2[r][j]
    int8_t accumulator;
} ta_dot_entry;

struct ta_reduce_table {
    ta_reduce_entry reduce[TA_N_REDUCE_OPS][TA_N_DTYPES];
    ta_arg_entry arg[TA_N_ARG_OPS][TA_N_DTYPES];
    ta_scan_entry scan[TA_N_SCAN_OPS][TA_N_DTYPES];
    ta_dot_entry dot[TA_N_DTYPES];
};

extern const struct ta_reduce_table* ta_active_reduce;

#ifdef __cplusplus
}
#endif
