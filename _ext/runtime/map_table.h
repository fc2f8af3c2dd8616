// The list of elementwise kernels that a unit of one ISA provides; dispatch merges them.
#pragma once
#include "abi.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ta_map_entry {
    int16_t op;     // TA_OP_*
    int16_t dtype;  // of the operands
    ta_map_fn run;
} ta_map_entry;

typedef struct ta_map_list {
    const ta_map_entry* entries;
    int32_t n_entries;
} ta_map_list;

// casts[from][to]; the diagonal copies.
typedef struct ta_cast_table {
    ta_map_fn cast[16][16];
    ta_map_fn where[5];  // by log2 of the item size: out, condition, if_true, if_false
    ta_map_fn clip[16];   // by dtype, bool and integers: out, x, lowest, highest
} ta_cast_table;

#ifdef __cplusplus
}
#endif
