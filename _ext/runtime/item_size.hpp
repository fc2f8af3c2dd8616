// The place of a kernel that only moves items in its table: the power of two of an item's bytes.
#pragma once
#include <stdint.h>

#include "ta_ops.h"

namespace {

constexpr int dtype_of_size[5] = {TA_U8, TA_U16, TA_U32, TA_U64, TA_C128};  // whose kernels move items of that size

inline int size_index(int64_t item_bytes) { return __builtin_ctzll(uint64_t(item_bytes)); }

}  // namespace
