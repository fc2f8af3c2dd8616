// The kernels of sorting: the table ta_sort_<isa>.
#include "ta_ops.h"
#include "../kernels/sort_steps.hpp"
#include "../runtime/sort_table.h"

#define TA_CONCAT_(a, b) a##b
#define TA_CONCAT(a, b) TA_CONCAT_(a, b)
#define TA_TABLE TA_CONCAT(ta_sort_, TA_ISA)

extern "C" {
extern const ta_sort_table TA_TABLE;
constexpr ta_sort_table TA_TABLE = {
    {sort_small_values<u8>, sort_small_values<i8>, sort_small_values<i16>, sort_values<i32>, sort_values<i64>, sort_small_values<u8>,
     sort_small_values<u16>, sort_values<u32>, sort_values<u64>, sort_values<f32>, sort_values<f64>},
    {sort_order_small<u8>, sort_order_small<i8>, sort_order_small<i16>, sort_order<i32>, sort_order<i64>, sort_order_small<u8>,
     sort_order_small<u16>, sort_order<u32>, sort_order<u64>, sort_order<f32>, sort_order<f64>},
    {{}, {}, {}, TA_SORT_STEPS(i32), TA_SORT_STEPS(i64), {}, {}, TA_SORT_STEPS(u32), TA_SORT_STEPS(u64), TA_SORT_STEPS(f32), TA_SORT_STEPS(f64)},
    {{in_order_step<i32>, split_keys_step<i32>, sort_keys_step<i32>},
     {in_order_step<i64>, split_keys_step<i64>, sort_keys_step<i64>},
     {in_order_step<i64>, split_pairs_step, sort_pairs_step}},
};
static_assert(TA_BOOL == 0 && TA_I8 == 1 && TA_I64 == 4 && TA_U8 == 5 && TA_U64 == 8 && TA_F32 == 9 && TA_F64 == 10, "the order above");
}
