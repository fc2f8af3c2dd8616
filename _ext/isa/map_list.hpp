// Makes the kernels of a list written by gen/tables.py (TA_MAP_INC) and the list TA_MAP_FAMILY of one ISA.
#pragma once
#include "../kernels/map.hpp"
#include "../kernels/words.hpp"

namespace {

#define TA_TAG(short_name) struct Tag_##short_name {};
TA_TAG(b8) TA_TAG(i8) TA_TAG(i16) TA_TAG(i32) TA_TAG(i64) TA_TAG(u8) TA_TAG(u16) TA_TAG(u32) TA_TAG(u64) TA_TAG(f32) TA_TAG(f64) TA_TAG(c64) TA_TAG(c128) TA_TAG(f16)
#undef TA_TAG
enum { CODE_b8, CODE_i8, CODE_i16, CODE_i32, CODE_i64, CODE_u8, CODE_u16, CODE_u32, CODE_u64, CODE_f32, CODE_f64, CODE_c64, CODE_c128, CODE_f16 };
static_assert(int(CODE_b8) == int(TA_BOOL) && int(CODE_c128) == int(TA_C128) && int(CODE_f16) == int(TA_F16), "the order of dtypes");

typedef i16 f16;  // bodies for float16 work on its bits

#define TA_MAP_FUNCTORS
#include TA_MAP_INC
#undef TA_MAP_FUNCTORS

#define TA_KERNEL(name, dtype) TA_CONCAT(ta_##name##_##dtype, TA_ISA)
#define TA_MAP_SAME(NAME, dtype, other_name, other_dtype)
#define TA_MAP(name, NAME, arity, dtype, result, shape)                                      \
    void TA_KERNEL(name, dtype)(char* const* data, const i64* stride, i64 n) {               \
        map_##shape<Op_##name<Tag_##dtype>, dtype, result, arity>::run(data, stride, n);     \
    }
#include TA_MAP_INC
#undef TA_MAP
#undef TA_MAP_SAME

const ta_map_entry entries[] = {
#define TA_MAP(name, NAME, arity, dtype, result, shape) {TA_OP_##NAME, CODE_##dtype, TA_KERNEL(name, dtype)},
#define TA_MAP_SAME(NAME, dtype, other_name, other_dtype) {TA_OP_##NAME, CODE_##dtype, TA_KERNEL(other_name, other_dtype)},
#include TA_MAP_INC
#undef TA_MAP
#undef TA_MAP_SAME
};

}  // namespace

extern "C" const ta_map_list TA_TABLE(TA_MAP_FAMILY);
extern "C" const ta_map_list TA_TABLE(TA_MAP_FAMILY) = {entries, int32_t(sizeof(entries) / sizeof(entries[0]))};
