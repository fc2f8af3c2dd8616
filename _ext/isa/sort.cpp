// The kernels of sorting: the table ta_sort_<isa>.
#include "unit.hpp"
#include "../kernels/member.hpp"
#include "../kernels/sort_steps.hpp"
#include "../runtime/sort_table.h"

extern "C" {
extern const ta_sort_table TA_TABLE(sort);
constexpr ta_sort_table TA_TABLE(sort) = {
    {sort_small_values<u8>, sort_small_values<i8>, sort_small_values<i16>, sort_values<i32>, sort_values<i64>, sort_small_values<u8>,
     sort_small_values<u16>, sort_values<u32>, sort_values<u64>, sort_values<f32>, sort_values<f64>},
    {sort_order_small<u8>, sort_order_small<i8>, sort_order_small<i16>, sort_order<i32>, sort_order<i64>, sort_order_small<u8>,
     sort_order_small<u16>, sort_order<u32>, sort_order<u64>, sort_order<f32>, sort_order<f64>},
    {sort_small_values<u8>, sort_small_values<i8>, sort_small_values<i16>, sort_middle<i32>, sort_middle<i64>, sort_small_values<u8>,
     sort_small_values<u16>, sort_middle<u32>, sort_middle<u64>, sort_middle<f32>, sort_middle<f64>},
    {{}, {}, {}, TA_SORT_STEPS(i32), TA_SORT_STEPS(i64), {}, {}, TA_SORT_STEPS(u32), TA_SORT_STEPS(u64), TA_SORT_STEPS(f32), TA_SORT_STEPS(f64)},
    {in_order_step<i32>, count_step<i32>, split_step<i32>, sort_step<i32>},
    {in_order_step<i64>, count_step<i64>, split_step<i64>, sort_step<i64>},
    {plan_packing, pack_keys, settle_order},
    {is_any_of<u8>, is_any_of<u8>, is_any_of<u16>, is_any_of<u32>, is_any_of<u64>, is_any_of<u8>, is_any_of<u16>, is_any_of<u32>, is_any_of<u64>,
     is_any_of<f32>, is_any_of<f64>},
    TA_VECTOR_BYTES,
#if defined(TA_ISA_AVX512)
    {sort_words<i16>, sort_words<u16>},
#else
    {},
#endif
};
static_assert(TA_BOOL == 0 && TA_I8 == 1 && TA_I64 == 4 && TA_U8 == 5 && TA_U64 == 8 && TA_F32 == 9 && TA_F64 == 10, "the order above");
}
