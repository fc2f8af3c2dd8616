// Tables of 16 and 32 doubles in registers: a look-up is a permutation.
#pragma once
#include "simd/simd.hpp"

namespace {

// table[index & 15]
TA_INLINE Vec<f64> look_up(const f64* table, Vec<u64> index) {
    return Vec<f64>(_mm512_permutex2var_pd(load(table).raw, (__m512i)index.raw, load(table + 8).raw));
}
// table[index & 31]
TA_INLINE Vec<f64> look_up_32(const f64* table, Vec<u64> index) {
    Mask<f64> upper(_mm512_test_epi64_mask((__m512i)index.raw, _mm512_set1_epi64(16)));
    return select(look_up(table, index), look_up(table + 16, index), upper);
}

// An approximation of 1 / x with `bits` bits after the first, and those bits; for |x| in [2^-1022, 2^1021].
struct Reciprocal {
    Vec<f64> value;
    Vec<u64> index;
};
template <int bits> TA_INLINE Reciprocal short_reciprocal(Vec<f64> x) {
    const Vec<u64> half(1ULL << (51 - bits)), kept(~0ULL << (52 - bits));
    Vec<u64> c = (bitcast<u64>(Vec<f64>(_mm512_rcp14_pd(x.raw))) + half) & kept;
    return {bitcast<f64>(c), c >> (52 - bits)};
}
TA_INLINE Mask<f64> is_middling(Vec<f64> x) { return (x >= Vec<f64>(0x1p-1000)) & (x < Vec<f64>(0x1p1000)); }
// unit x is middling for every other x > 0, subnormal ones too, and x = 2^more unit x.
struct Middling {
    Vec<f64> unit, more;
};
TA_INLINE Middling make_middling(Vec<f64> x) {
    Mask<f64> small = x < Vec<f64>(0x1p-1000), large = x >= Vec<f64>(0x1p1000);
    Vec<f64> unit = select(select(Vec<f64>(1.0), Vec<f64>(0x1p100), small), Vec<f64>(0x1p-100), large);
    return {unit, select(select(Vec<f64>(0.0), Vec<f64>(-100.0), small), Vec<f64>(100.0), large)};
}
// The exponent of x: floor(log2 |x|).
TA_INLINE Vec<f64> exponent_f64(Vec<f64> x) { return Vec<f64>(_mm512_getexp_pd(x.raw)); }

}  // namespace
