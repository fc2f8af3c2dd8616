#include "unit.hpp"
#include "../kernels/clip.hpp"
#include "../kernels/half.hpp"

#define TA_CASTS(From)                                                                                                             \
    {cast_kernel<Bool, From>(), cast_kernel<i8, From>(), cast_kernel<i16, From>(), cast_kernel<i32, From>(), cast_kernel<i64, From>(), \
     cast_kernel<u8, From>(), cast_kernel<u16, From>(), cast_kernel<u32, From>(), cast_kernel<u64, From>(), cast_kernel<f32, From>(),  \
     cast_kernel<f64, From>(), cast_kernel<Couple<f32>, From>(), cast_kernel<Couple<f64>, From>(), cast_to_half<From>}

extern "C" const ta_cast_table TA_TABLE(cast);
extern "C" const ta_cast_table TA_TABLE(cast) = {
    {TA_CASTS(Bool), TA_CASTS(i8), TA_CASTS(i16), TA_CASTS(i32), TA_CASTS(i64), TA_CASTS(u8), TA_CASTS(u16), TA_CASTS(u32), TA_CASTS(u64),
     TA_CASTS(f32), TA_CASTS(f64), TA_CASTS(Couple<f32>), TA_CASTS(Couple<f64>),
     {cast_from_half<Bool>, cast_from_half<i8>, cast_from_half<i16>, cast_from_half<i32>, cast_from_half<i64>, cast_from_half<u8>,
      cast_from_half<u16>, cast_from_half<u32>, cast_from_half<u64>, cast_from_half<f32>, cast_from_half<f64>, cast_from_half<Couple<f32>>,
      cast_from_half<Couple<f64>>, cast_run<u16, u16>}},
    {where_run<u8>, where_run<u16>, where_run<u32>, where_run<u64>, where_run<Sixteen>},
    {clip_run<u8>, clip_run<i8>, clip_run<i16>, clip_run<i32>, clip_run<i64>, clip_run<u8>, clip_run<u16>, clip_run<u32>, clip_run<u64>},
};
static_assert(TA_BOOL == 0 && TA_I8 == 1 && TA_U8 == 5 && TA_F32 == 9 && TA_C128 == 12 && TA_F16 == 13 && TA_N_DTYPES == 14, "the order above");
