// Tables of 32 floats in two registers, and the powers of two in one: a look-up is one permutation.
#pragma once
#include "simd/simd.hpp"

namespace {

// table[index & 31]
TA_INLINE Vec<f32> look_up(const f32 (&table)[32], Vec<i32> index) {
    return Vec<f32>(_mm512_permutex2var_ps(load(table).raw, (__m512i)index.raw, load(table + 16).raw));
}

// 2^(i / 16)
alignas(64) constexpr f32 sixteenth_powers[16] = {
    1.0f, 1.04427373f, 1.09050775f, 1.13878858f, 1.18920708f, 1.24185777f, 1.29683959f, 1.35425556f,
    1.41421354f, 1.47682619f, 1.54221082f, 1.61049032f, 1.68179286f, 1.75625217f, 1.8340081f, 1.91520655f};
// y + this is y rounded to a multiple of 1/16, whose last four bits are those of the sum.
constexpr f32 sixteenths_magic = 786432.0f;
// 2^fraction, that of the n that `shifted` = n + sixteenths_magic holds.
TA_INLINE Vec<f32> fraction_power(Vec<f32> shifted) {
    return Vec<f32>(_mm512_permutexvar_ps((__m512i)shifted.raw, load(sixteenth_powers).raw));
}

}  // namespace
