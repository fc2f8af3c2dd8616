// The kernels of reductions: the table ta_reduce_<isa>.
#include "unit.hpp"
#include "../kernels/arg_reduce.hpp"
#include "../kernels/dot.hpp"
#include "../kernels/reduce_nonzero.hpp"
#include "../kernels/scan.hpp"
#include "../runtime/reduce_table.h"

static_assert(TA_BOOL == 0 && TA_I8 == 1 && TA_I64 == 4 && TA_U8 == 5 && TA_U64 == 8 && TA_F32 == 9 && TA_C128 == 12, "the order of the columns");

namespace {

template <class T> using FloatSum = RealReduction<SumStep, T>;
template <class T> using FloatSquares = RealReduction<SquareStep, T>;
typedef RealReduction<ProdStep, f64> F64Prod;
typedef Chains<u64, true> U64Prod;
typedef Chains<u64, false> U64Sum;
typedef ExtremeReduction<f64, true> F64Max;
typedef ExtremeReduction<f64, false> F64Min;
typedef ExtremeReduction<f32, true> F32Max;
typedef ExtremeReduction<f32, false> F32Min;

template <class T, bool is_max, bool skips_nan = false> constexpr ta_reduce_entry extreme(int dtype) {
    typedef ExtremeReduction<T, is_max, skips_nan> R;
    return {reduce_rows<R>, fold_extreme<R>, combine_rows<R>, int8_t(dtype), 0};
}
template <class R> constexpr ta_reduce_entry entry(int accumulator, int rounds) { return {reduce_rows<R>, fold_rows<R>, combine_rows<R>, int8_t(accumulator), int8_t(rounds)}; }
template <class Step, class T> constexpr ta_reduce_entry of_floats(int rounds) {
    typedef RealReduction<Step, T> R;
    return {reduce_rows<R>, fold_float<Step, T>, combine_rows<R>, TA_F64, int8_t(rounds)};
}
template <class Convert, class Core> constexpr ta_reduce_entry converted(int accumulator, int rounds) {
    return {Converted<Convert, Core>::reduce, Converted<Convert, Core>::fold, combine_rows<Core>, int8_t(accumulator), int8_t(rounds)};
}
template <class T, bool is_all> constexpr ta_reduce_entry logic() {
    return {reduce_logic<T, is_all>, fold_logic<T, is_all>, combine_rows<ByteLogic<is_all>>, TA_BOOL, 0};
}
// bool: any is its maximum, all its minimum.
template <bool is_all> constexpr ta_reduce_entry bool_logic() {
    return {reduce_logic<b8, is_all>, fold_extreme<ExtremeReduction<u8, !is_all>>, combine_rows<ByteLogic<is_all>>, TA_BOOL, 0};
}
template <class T> constexpr ta_reduce_entry count() {
    return {Converted<Nonzero<T>, ByteCount>::reduce, Converted<Nonzero<T>, ByteCount>::fold, combine_rows<U64Sum>, TA_I64, 0};
}
template <class T> constexpr ta_reduce_entry integer_sum(int accumulator) { return {reduce_rows<IntegerSum<T>>, fold_rows<IntegerSum<T>>, combine_rows<U64Sum>, int8_t(accumulator), 0}; }
template <class T> constexpr ta_reduce_entry integer_prod(int accumulator) {
    if constexpr (sizeof(T) == 8) return entry<U64Prod>(accumulator, 0);
    else return converted<Widen<T, u64>, U64Prod>(accumulator, 0);
}
template <class T> constexpr ta_reduce_entry complex_sum(int rounds) { return {reduce_rows<ComplexSum<T>>, fold_complex_sum<T>, combine_complex_sum<T>, TA_C128, int8_t(rounds)}; }
template <class T> constexpr ta_reduce_entry complex_prod() { return {reduce_rows<ComplexProd<T>>, fold_complex_prod<T>, combine_rows<ComplexProd<f64>>, TA_C128, 0}; }
template <class T, bool is_max, bool is_bool = false> constexpr ta_arg_entry arg() {
    typedef ArgReduction<T, is_max, is_bool> R;
    return {R::run, R::merge, R::rows, R::fold};
}
template <class T, class R> constexpr ta_scan_entry scan(int accumulator) {
    typedef Scan<T, typename R::Accumulator, R> S;
    return {S::run, S::row, int8_t(accumulator)};
}
template <class D> constexpr ta_dot_entry dot(int accumulator) { return {dot_rows<D>, dot_fold<D>, int8_t(accumulator)}; }

constexpr ta_reduce_entry none = {nullptr, nullptr, nullptr, 0, 0};
constexpr ta_scan_entry no_scan = {nullptr, nullptr, 0};
constexpr ta_arg_entry no_arg = {nullptr, nullptr, nullptr, nullptr};

}  // namespace

// bool and the integers in the order of their codes; signed_/unsigned_ is the accumulator of each.
#define INTEGERS(f, signed_, unsigned_) \
    f(u8, signed_), f(i8, signed_), f(i16, signed_), f(i32, signed_), f(i64, signed_), f(u8, unsigned_), f(u16, unsigned_), f(u32, unsigned_), f(u64, unsigned_)
// What does not ask for the sign.
#define BY_SIZE(f) f(u8), f(u16), f(u32), f(u64), f(u8), f(u16), f(u32), f(u64), f(f32), f(f64), f(Pair<f32>), f(Pair<f64>)
#define NO_INTEGERS none, none, none, none, none, none, none, none, none

#define INTEGER_SUM(T, accumulator) integer_sum<T>(accumulator)
#define INTEGER_PROD(T, accumulator) integer_prod<T>(accumulator)
#define SUM_AS_F64(T, accumulator) converted<Widen<T, f64>, FloatSum<f64>>(accumulator, 1)
#define SQUARES_AS_F64(T, accumulator) converted<Widen<T, f64>, FloatSquares<f64>>(accumulator, 1)
#define PROD_AS_F64(T, accumulator) converted<Widen<T, f64>, F64Prod>(accumulator, 0)
#define OF_ABS(Core, rounds) converted<AbsOf<f32>, Core>(TA_F64, 0), WIDE_OF_ABS(Core, rounds)
#define EXTREME_OF_ABS(Narrow, Core) converted<AbsOf<f32, f32>, Narrow>(TA_F32, 0), WIDE_OF_ABS(Core, 0)
#define WIDE_OF_ABS(Core, rounds) \
    converted<AbsOf<f64>, Core>(TA_F64, rounds), converted<AbsOf<Pair<f32>>, Core>(TA_F64, 0), converted<AbsOf<Pair<f64>>, Core>(TA_F64, rounds)
#define EXTREMES(is_max)                                                                                                                                        \
    bool_logic<!is_max>(), extreme<i8, is_max>(TA_I8), extreme<i16, is_max>(TA_I16), extreme<i32, is_max>(TA_I32), extreme<i64, is_max>(TA_I64),         \
        extreme<u8, is_max>(TA_U8), extreme<u16, is_max>(TA_U16), extreme<u32, is_max>(TA_U32), extreme<u64, is_max>(TA_U64), extreme<f32, is_max>(TA_F32),     \
        extreme<f64, is_max>(TA_F64), none, none
#define ANY(T) logic<T, false>()
#define ALL(T) logic<T, true>()
#define COUNT(T) count<T>()
#define ARGS(is_max)                                                                                                                                 \
    arg<b8, is_max, true>(), arg<i8, is_max>(), arg<i16, is_max>(), arg<i32, is_max>(), arg<i64, is_max>(), arg<u8, is_max>(), arg<u16, is_max>(),          \
        arg<u32, is_max>(), arg<u64, is_max>(), arg<f32, is_max>(), arg<f64, is_max>(), no_arg, no_arg
#define SUM_SCAN(T, accumulator) scan<T, U64Sum>(accumulator)
#define PROD_SCAN(T, accumulator) scan<T, U64Prod>(accumulator)
#define SUM_SCAN_AS_F64(T, accumulator) scan<T, FloatSum<f64>>(accumulator)
#define PROD_SCAN_AS_F64(T, accumulator) scan<T, F64Prod>(accumulator)
#define FLOAT_SCANS(Real, Complex) scan<f32, Real>(TA_F64), scan<f64, Real>(TA_F64), scan<Pair<f32>, Complex>(TA_C128), scan<Pair<f64>, Complex>(TA_C128)

extern "C" {
extern const ta_reduce_table TA_TABLE(reduce);
constexpr ta_reduce_table TA_TABLE(reduce) = {
    {
        {INTEGERS(INTEGER_SUM, TA_I64, TA_U64), of_floats<SumStep, f32>(0), of_floats<SumStep, f64>(1), complex_sum<f32>(0), complex_sum<f64>(1)},
        {INTEGERS(INTEGER_PROD, TA_I64, TA_U64), of_floats<ProdStep, f32>(0), of_floats<ProdStep, f64>(0), complex_prod<f32>(), complex_prod<f64>()},
        {EXTREMES(true)},
        {EXTREMES(false)},
        {bool_logic<false>(), BY_SIZE(ANY)},
        {bool_logic<true>(), BY_SIZE(ALL)},
        {integer_sum<u8>(TA_I64), BY_SIZE(COUNT)},
        {NO_INTEGERS, OF_ABS(FloatSum<f64>, 1)},
        {INTEGERS(SQUARES_AS_F64, TA_F64, TA_F64), of_floats<SquareStep, f32>(0), of_floats<SquareStep, f64>(1), entry<ComplexSquares<SquareStep, f32>>(TA_F64, 0),
         entry<ComplexSquares<SquareStep, f64>>(TA_F64, 1)},
        {NO_INTEGERS, EXTREME_OF_ABS(F32Max, F64Max)},
        {NO_INTEGERS, EXTREME_OF_ABS(F32Min, F64Min)},
        {NO_INTEGERS, extreme<f32, true, true>(TA_F32), extreme<f64, true, true>(TA_F64), none, none},
        {NO_INTEGERS, extreme<f32, false, true>(TA_F32), extreme<f64, false, true>(TA_F64), none, none},
        {INTEGERS(SUM_AS_F64, TA_F64, TA_F64), none, none, none, none},
        {INTEGERS(PROD_AS_F64, TA_F64, TA_F64), none, none, none, none},
        {NO_INTEGERS, of_floats<ShiftStep, f32>(0), of_floats<ShiftStep, f64>(1), none, none},
        {NO_INTEGERS, of_floats<DeviationStep, f32>(0), of_floats<DeviationStep, f64>(1), none, none},
        {NO_INTEGERS, none, of_floats<ScaledSquareStep, f64>(1), none, entry<ComplexSquares<ScaledSquareStep, f64>>(TA_F64, 1)},
    },
    {{ARGS(true)}, {ARGS(false)}},
    {{INTEGERS(SUM_SCAN, TA_I64, TA_U64), FLOAT_SCANS(FloatSum<f64>, ComplexSum<f64>)}, {INTEGERS(PROD_SCAN, TA_I64, TA_U64), FLOAT_SCANS(F64Prod, ComplexProd<f64>)},
     {INTEGERS(SUM_SCAN_AS_F64, TA_F64, TA_F64), no_scan, no_scan, no_scan, no_scan}, {INTEGERS(PROD_SCAN_AS_F64, TA_F64, TA_F64), no_scan, no_scan, no_scan, no_scan}},
    {{nullptr, nullptr, 0}, dot<IntegerDot<u8>>(TA_I64), dot<IntegerDot<u16>>(TA_I64), dot<IntegerDot<u32>>(TA_I64), dot<IntegerDot<u64>>(TA_I64), dot<IntegerDot<u8>>(TA_U64),
     dot<IntegerDot<u16>>(TA_U64), dot<IntegerDot<u32>>(TA_U64), dot<IntegerDot<u64>>(TA_U64), dot<FloatDot<f32>>(TA_F64), dot<FloatDot<f64>>(TA_F64),
     dot<ComplexDot<f32>>(TA_C128), dot<ComplexDot<f64>>(TA_C128)},
};
}
