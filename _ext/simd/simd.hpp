// Vector words of the ISA that TA_ISA_* names: Vec<T>, Mask<T> and the words on them.
//
// Every ISA header defines, inside its own namespace, the same words. A port to another ISA is one more header.
//   Vec<T>                 one register of T (lanes of them); Vec(T) broadcasts and keeps the sign of zero
//   load store             any alignment; load_n/store_n touch n < lanes elements only, the missing lanes read as 0
//   held(v)                v, which the compiler then does not load again where it is used twice
//   store_mask store_mask_n one byte, 0 or 1, per lane
//   + - * & | ^ ~ << >>    integers wrap; / for floats; unary -
//   < <= > >= == !=        give Mask<T>; masks have & | ^ ! and any(m), all(m), first_set(m), bits_of(m)
//   select(f, t, m)        WGSL's argument order: t where m, else f
//   min_word max_word      the instruction: the second operand when unordered
//   abs_ copysign_ sqrt_ floor_ ceil_ trunc_ rint_ (half to even)
//   fma_                   fused where the ISA has it (TA_HAS_FMA), else product and sum
//   bitcast<U>(v)          same size, other type
//   to_int(v) to_float(v)  f32 <-> i32, f64 <-> i64; to_int truncates; for f64 |x| < 2^51 is required
//   mul_high(a, b)         u16: the upper half of each product
//   mul_halves(a, b)       u64: the product of the lower 32 bits of each lane
//   widen_low widen_high   f32 -> f64, lanes 0.. and lanes/2.. ; narrow(low, high) f64 -> f32
//   lanes_to_two<Step>(a, b, even, odd)  f64: Step::join of a and b, then of the halves until two lanes are left
//   load_halves store_halves float16 as f32 lanes, rounded to nearest even; where the ISA has them (TA_HAS_F16C)
//   gather(table, index)   table[index[lane]] for f32/i32 tables with i32 and f64/i64 tables with i64 indices
//   deinterleave interleave  pairs (complex numbers) to two vectors and back
#pragma once
#include "types.hpp"

#if defined(TA_ISA_SCALAR)
#define TA_ISA scalar
#define TA_HAS_FMA 0
#define TA_HAS_F16C 0
#include "scalar.hpp"
#elif defined(TA_ISA_SSE2)
#define TA_ISA sse2
#define TA_HAS_FMA 0
#define TA_HAS_F16C 0
#define TA_VECTOR_BYTES 16
#include "vector.hpp"
#include "sse2.hpp"
#elif defined(TA_ISA_AVX2)
#define TA_ISA avx2
#define TA_HAS_FMA 1
#define TA_HAS_F16C 1
#define TA_VECTOR_BYTES 32
#include "vector.hpp"
#include "avx2.hpp"
#elif defined(TA_ISA_AVX512)
#define TA_ISA avx512
#define TA_HAS_FMA 1
#define TA_HAS_F16C 1
#define TA_VECTOR_BYTES 64
#include "vector.hpp"
#include "avx512.hpp"
#else
#error "define one of TA_ISA_SCALAR, TA_ISA_SSE2, TA_ISA_AVX2, TA_ISA_AVX512"
#endif
#include "common.hpp"
