// The matrix kernels of one ISA.
#include "simd/simd.hpp"
#include "runtime/gemm_table.h"
#include "ta_ops.h"
#include "kernels/gemm_multiply.hpp"
#include "kernels/gemm_pack.hpp"
#include "kernels/gemm_vector.hpp"

#define TA_CONCAT_(a, b) a##b
#define TA_CONCAT(a, b) TA_CONCAT_(a, b)

namespace {
namespace gemm {

template <class S> constexpr ta_gemm_kernels kernels_of(ta_gemv_fn dots, ta_gemv_fn sums, ta_gemv_fn short_sums, int64_t n_short) {
    return {S::item_bytes, S::packed_bytes, S::rows, S::columns, S::reads_unpacked, S::reads_tail,
            pack_of<S, S::rows>(), pack_of<S, S::columns>(), multiply<S>, dots, sums, short_sums, n_short};
}
template <class T, class Lane = T> constexpr ta_gemm_kernels real() {
    if constexpr (IsFloat<T>::value) return kernels_of<RealScheme<T, Lane>>(dots<T>, sums<T>, short_sums<T>, most_vectors * Vec<T>::lanes);
    else return kernels_of<RealScheme<T, Lane>>(dots<T>, sums<T>, nullptr, 0);
}
template <class T> constexpr ta_gemm_kernels complex() {
    return kernels_of<ComplexScheme<T>>(complex_dots<T>, complex_sums<T>, complex_short_sums<T>, Vec<T>::lanes / 2);
}

struct Table : ta_gemm_table {
    constexpr Table() : ta_gemm_table() {
        // Products wrap, so signed and unsigned numbers share their kernels.
        kernels[TA_I8] = kernels[TA_U8] = real<i8, i16>();
        kernels[TA_I16] = kernels[TA_U16] = real<i16>();
        kernels[TA_I32] = kernels[TA_U32] = real<i32>();
        kernels[TA_I64] = kernels[TA_U64] = real<i64>();
        kernels[TA_F32] = real<f32>();
        kernels[TA_F64] = real<f64>();
        kernels[TA_C64] = complex<f32>();
        kernels[TA_C128] = complex<f64>();
    }
};

constexpr ta_gemm_table table = Table();

}  // namespace gemm
}  // namespace

extern "C" const ta_gemm_table TA_CONCAT(ta_gemm_, TA_ISA) = gemm::table;
