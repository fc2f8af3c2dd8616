// How a reduction walks memory: internal to the drivers of reductions. See reduce_plan.cpp.
#pragma once
#include "abi.h"
#include "reduce_table.h"

struct ReduceDim {
    int64_t n, x_stride, out_stride;
    bool is_reduced;
};

// Elements that are computed when they are wanted. The addresses of x then only count: `run` does what the kernel of the entry (reduce, or fold)
// does to the elements at the addresses, `copy` writes one of them.
struct ReduceSource {
    void (*run)(const ReduceSource* source, const ta_reduce_entry* entry, bool folds, const char* x, int64_t row_stride, int64_t n_rows, int64_t stride, int64_t n,
                char* accumulator, const char* parameter);
    void (*copy)(const ReduceSource* source, const char* x, char* to);
};

// The dimensions of a reduction from the largest stride of x to the smallest, none of size 1, joined where memory allows.
struct ReducePlan {
    const char* x;
    const ReduceSource* source;  // NULL where x is memory, as ta_plan_reduction leaves it
    char* out;
    int32_t n_dims;
    int64_t n_kept, n_reduced;  // elements
    int64_t task_elements;      // of one thread task
    ReduceDim dim[TA_MAX_NDIM];
};

int64_t ta_item_size(int dtype);
// Elements of a dtype that are worth a thread task.
int64_t ta_task_elements(int dtype);
void ta_plan_reduction(const ta_view* x, const uint8_t* is_reduced, const ta_view* out, ReducePlan* plan);
// Takes repeated elements once: for reductions that they do not change. Not for an empty plan.
void ta_drop_repeats(ReducePlan* plan);

// The functions of reduce.h over elements of a source; NULL: in memory.
int ta_reduce_from(const ReduceSource* source, int op, const ta_view* x, const uint8_t* is_reduced, const ta_view* out);
int ta_mean_from(const ReduceSource* source, const ta_view* x, const uint8_t* is_reduced, const ta_view* out);
int ta_var_from(const ReduceSource* source, const ta_view* x, const uint8_t* is_reduced, double correction, bool takes_root, const ta_view* out);

// Joins every element of the plan to accumulator (kept dimensions in plan order, C order, already initialised); parameter alike or NULL.
// may_split: over threads. False when memory is exhausted.
bool ta_accumulate(const ta_reduce_entry* entry, int op, const ReducePlan* plan, char* accumulator, const char* parameter, bool may_split);

// Calls process for parts of the plan that hold all reduced elements of a bounded number of outputs; over threads when the work is large.
// process returns a result code; may_split says whether it may use threads itself.
int ta_for_parts(const ReducePlan* plan, int (*process)(const void* job, const ReducePlan* part, bool may_split), const void* job);

// The operation whose kernel reduces elements of a dtype to an output of another.
int ta_reduce_kernel_op(int op, int x_dtype, int out_dtype);
// Fills n accumulators with the value that joining leaves unchanged; sums with +0, to which -0 is added as in NumPy.
void ta_fill_identity(int op, int accumulator_dtype, char* accumulator, int64_t n);
// Whether the outputs of a part, of item_bytes each, lie as its accumulators do, so that they can be those.
bool ta_outputs_are_run(const ReducePlan* part, int64_t item_bytes);
// Writes the accumulators of a part to its outputs, converted to the dtype.
void ta_write_outputs(const ReducePlan* part, const char* accumulator, int accumulator_dtype, int out_dtype);
// n elements of one dtype to another: integers modulo the size, floats rounded, real to complex.
void ta_convert_run(const char* from, int from_dtype, char* to, int64_t to_stride, int to_dtype, int64_t n);
bool ta_can_convert(int from_dtype, int to_dtype);
