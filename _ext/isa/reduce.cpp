// The table of reductions of one ISA.
#include "kernels/arg_reduce.hpp"
#include "kernels/dot.hpp"
#include "kernels/reduce_float.hpp"
#include "kernels/reduce_integer.hpp"
#include "kernels/scan.hpp"

#define TA_CONCAT_(a, b) a##b
#define TA_CONCAT(a, b) TA_CONCAT_(a, b)

#define R_(kernel, accumulator, rounds) {reduce_rows<kernel>, fold_rows<kernel>, combine_rows<kernel>, accumulator, rounds}
#define NONE_ {nullptr, nullptr, nullptr, 0, 0}
#define SIGNED_(K, accumulator) R_(K<i8>, accumulator, 0), R_(K<i16>, accumulator, 0), R_(K<i32>, accumulator, 0), R_(K<i64>, accumulator, 0)
#define UNSIGNED_(K, accumulator) R_(K<u8>, accumulator, 0), R_(K<u16>, accumulator, 0), R_(K<u32>, accumulator, 0), R_(K<u64>, accumulator, 0)
#define INTEGERS_(K) R_(K<u8>, TA_I64, 0), SIGNED_(K, TA_I64), UNSIGNED_(K, TA_U64)
#define OF_ALL_(K, accumulator) \
    R_(K<u8>, accumulator, 0), SIGNED_(K, accumulator), UNSIGNED_(K, accumulator), R_(K<f32>, accumulator, 0), R_(K<f64>, accumulator, 0), R_(K<Pair<f32>>, accumulator, 0), R_(K<Pair<f64>>, accumulator, 0)
#define FLOATS_(K) R_(K<f32>, TA_F64, 0), R_(K<f64>, TA_F64, 1)
#define NO_INTEGERS_ NONE_, NONE_, NONE_, NONE_, NONE_, NONE_, NONE_, NONE_, NONE_

namespace {

template <class T> using FloatSum = RealReduction<SumStep, T>;
template <class T> using FloatProd = RealReduction<ProdStep, T>;
template <class T> using FloatAbs = RealReduction<AbsStep, T>;
template <class T> using FloatSquares = RealReduction<SquareStep, T>;
template <class T> using FloatShifted = RealReduction<ShiftStep, T>;
template <class T> using FloatDeviations = RealReduction<DeviationStep, T>;
template <class T> using Any = Logical<T, false>;
template <class T> using All = Logical<T, true>;
template <class T> using MaxAbs = AbsExtreme<T, true>;
template <class T> using MinAbs = AbsExtreme<T, false>;
template <class T> using SumF64 = IntegerAsFloat<T, false>;
template <class T> using ProdF64 = IntegerAsFloat<T, true>;

}  // namespace

#define EXTREMES_(is_max)                                                                                                             \
    {                                                                                                                                 \
        EXTREME_(u8, TA_BOOL, is_max), EXTREME_(i8, TA_I8, is_max), EXTREME_(i16, TA_I16, is_max), EXTREME_(i32, TA_I32, is_max),     \
            EXTREME_(i64, TA_I64, is_max), EXTREME_(u8, TA_U8, is_max), EXTREME_(u16, TA_U16, is_max), EXTREME_(u32, TA_U32, is_max), \
            EXTREME_(u64, TA_U64, is_max), EXTREME_(f32, TA_F32, is_max), EXTREME_(f64, TA_F64, is_max), NONE_, NONE_                 \
    }
#define EXTREME_(T, code, is_max) {reduce_extreme<T, is_max>, fold_extreme<T, is_max>, combine_extreme<T, is_max>, code, 0}

namespace {

template <class T, bool is_max> void reduce_extreme(const char* x, i64 row_stride, i64 n_rows, i64 stride, i64 n, char* accumulator, const char* parameter) {
    reduce_rows<ExtremeReduction<T, is_max>>(x, row_stride, n_rows, stride, n, accumulator, parameter);
}
template <class T, bool is_max> void combine_extreme(char* accumulator, const char* other, i64 n) { combine_rows<ExtremeReduction<T, is_max>>(accumulator, other, n); }

}  // namespace

#define ARG_(T, is_max) {ArgReduction<T, is_max>::run, ArgReduction<T, is_max>::merge, ArgReduction<T, is_max>::rows, ArgReduction<T, is_max>::fold}
#define ARGS_(is_max)                                                                                                                                \
    {                                                                                                                                                \
        ARG_(u8, is_max), ARG_(i8, is_max), ARG_(i16, is_max), ARG_(i32, is_max), ARG_(i64, is_max), ARG_(u8, is_max), ARG_(u16, is_max),            \
            ARG_(u32, is_max), ARG_(u64, is_max), ARG_(f32, is_max), ARG_(f64, is_max), {nullptr, nullptr, nullptr, nullptr}, {nullptr, nullptr, nullptr, nullptr} \
    }
#define S_(R, accumulator) {scan_run<R>, scan_row<R>, accumulator}
#define SCANS_(I, F, C)                                                                                                                       \
    {                                                                                                                                         \
        S_(I<u8>, TA_I64), S_(I<i8>, TA_I64), S_(I<i16>, TA_I64), S_(I<i32>, TA_I64), S_(I<i64>, TA_I64), S_(I<u8>, TA_U64), S_(I<u16>, TA_U64), \
            S_(I<u32>, TA_U64), S_(I<u64>, TA_U64), S_(F<f32>, TA_F64), S_(F<f64>, TA_F64), S_(C<f32>, TA_C128), S_(C<f64>, TA_C128)          \
    }
#define D_(D, accumulator) {dot_run<D>, dot_row<D>, accumulator}

extern "C" {

extern const ta_reduce_table TA_CONCAT(ta_reduce_, TA_ISA);
const ta_reduce_table TA_CONCAT(ta_reduce_, TA_ISA) = {
    {
        {INTEGERS_(IntegerSum), FLOATS_(FloatSum), {reduce_rows<ComplexSum<f32>>, fold_complex_sum<f32>, combine_complex_sum<f32>, TA_C128, 0},
         {reduce_rows<ComplexSum<f64>>, fold_complex_sum<f64>, combine_complex_sum<f64>, TA_C128, 1}},
        {INTEGERS_(IntegerProd), FLOATS_(FloatProd), R_(ComplexProd<f32>, TA_C128, 0), R_(ComplexProd<f64>, TA_C128, 0)},
        EXTREMES_(true),
        EXTREMES_(false),
        {OF_ALL_(Any, TA_BOOL)},
        {OF_ALL_(All, TA_BOOL)},
        {OF_ALL_(NonzeroCount, TA_I64)},
        {NO_INTEGERS_, FLOATS_(FloatAbs), R_(ComplexAbsSum<f32>, TA_F64, 0), R_(ComplexAbsSum<f64>, TA_F64, 1)},
        {NO_INTEGERS_, FLOATS_(FloatSquares), R_(ComplexSquares<f32>, TA_F64, 0), R_(ComplexSquares<f64>, TA_F64, 1)},
        {NO_INTEGERS_, R_(MaxAbs<f32>, TA_F64, 0), R_(MaxAbs<f64>, TA_F64, 0), R_(MaxAbs<Pair<f32>>, TA_F64, 0), R_(MaxAbs<Pair<f64>>, TA_F64, 0)},
        {NO_INTEGERS_, R_(MinAbs<f32>, TA_F64, 0), R_(MinAbs<f64>, TA_F64, 0), R_(MinAbs<Pair<f32>>, TA_F64, 0), R_(MinAbs<Pair<f64>>, TA_F64, 0)},
        {R_(SumF64<u8>, TA_F64, 1), R_(SumF64<i8>, TA_F64, 1), R_(SumF64<i16>, TA_F64, 1), R_(SumF64<i32>, TA_F64, 1), R_(SumF64<i64>, TA_F64, 1), R_(SumF64<u8>, TA_F64, 1),
         R_(SumF64<u16>, TA_F64, 1), R_(SumF64<u32>, TA_F64, 1), R_(SumF64<u64>, TA_F64, 1), NONE_, NONE_, NONE_, NONE_},
        {R_(ProdF64<u8>, TA_F64, 0), SIGNED_(ProdF64, TA_F64), UNSIGNED_(ProdF64, TA_F64), NONE_, NONE_, NONE_, NONE_},
        {NO_INTEGERS_, FLOATS_(FloatShifted), NONE_, NONE_},
        {NO_INTEGERS_, FLOATS_(FloatDeviations), NONE_, NONE_},
    },
    {ARGS_(true), ARGS_(false)},
    {SCANS_(IntegerSum, FloatSum, ComplexSum), SCANS_(IntegerProd, FloatProd, ComplexProd)},
    {{nullptr, nullptr, 0}, D_(IntegerDot<i8>, TA_I64), D_(IntegerDot<i16>, TA_I64), D_(IntegerDot<i32>, TA_I64), D_(IntegerDot<i64>, TA_I64), D_(IntegerDot<u8>, TA_U64),
     D_(IntegerDot<u16>, TA_U64), D_(IntegerDot<u32>, TA_U64), D_(IntegerDot<u64>, TA_U64), D_(FloatDot<f32>, TA_F64), D_(FloatDot<f64>, TA_F64), D_(ComplexDot<f32>, TA_C128),
     D_(ComplexDot<f64>, TA_C128)},
};

}  // extern "C"
