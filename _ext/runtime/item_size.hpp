// The place of a kernel that only moves items in its table: the power of two of an item's bytes.
#pragma once
#include <stdint.h>

namespace {

inline int size_index(int64_t item_bytes) { return __builtin_ctzll(uint64_t(item_bytes)); }

}  // namespace
