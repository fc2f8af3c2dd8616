// The kernels of masks: the table ta_gather_<isa>.
#include "unit.hpp"
#include "../kernels/select.hpp"
#include "../runtime/gather_table.h"

extern "C" {
extern const ta_gather_table TA_TABLE(gather);
constexpr ta_gather_table TA_TABLE(gather) = {
    count_true,
    {compress_small<u8>, compress_small<u16>, compress_run<u32>, compress_run<u64>, compress_wide},
    positions_of,
    {fill_run<u8>, fill_run<u16>, fill_run<u32>, fill_run<u64>, fill_run<Item16>},
    {place_run<u8>, place_run<u16>, place_run<u32>, place_run<u64>, place_run<Item16>},
    wrap_indices,
    {is_nonzero<u8>, is_nonzero<u8>, is_nonzero<u16>, is_nonzero<u32>, is_nonzero<u64>, is_nonzero<u8>, is_nonzero<u16>, is_nonzero<u32>,
     is_nonzero<u64>, is_nonzero<f32>, is_nonzero<f64>, is_nonzero_complex<f32>, is_nonzero_complex<f64>, is_nonzero_half},
};
static_assert(TA_BOOL == 0 && TA_I8 == 1 && TA_I64 == 4 && TA_U8 == 5 && TA_U64 == 8 && TA_F32 == 9 && TA_C128 == 12 && TA_F16 == 13, "the order above");
}
