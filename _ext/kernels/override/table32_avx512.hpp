// Tables of 32 floats in two registers: a look-up is one permutation.
#pragma once
#include "simd/simd.hpp"

namespace {

// table[index & 31]
TA_INLINE Vec<f32> look_up(const f32 (&table)[32], Vec<i32> index) {
    return Vec<f32>(_mm512_permutex2var_ps(load(table).raw, (__m512i)index.raw, load(table + 16).raw));
}

}  // namespace
