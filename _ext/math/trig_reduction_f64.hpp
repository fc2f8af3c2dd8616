// Argument reduction for the trigonometric functions of float64: |x| = k pi/2 + r + r_low, |r| <= pi/4, for every finite x.
//
// Sources: Cody and Waite (pi/2 in parts) for small and medium x; M. Payne and R. Hanek, "Radian reduction for trigonometric
// functions" (1983), in integers and lane by lane, for the rare huge ones. r + r_low is good to 2^-64 relative or better: the
// double nearest to a multiple of pi/2 is 2^-60.9 away from it.
#pragma once
#include "math/double_double.hpp"

namespace {

struct TrigReduction {
    Vec<u64> quadrant;  // k modulo 4 in the low two bits, anything above
    Vec<f64> r, r_low;
};

#if TA_HAS_FMA
#define TA_TRIG_MEDIUM 0x1p36
#else
#define TA_TRIG_MEDIUM 0x1p20
#endif

// For 0 <= a <= TA_TRIG_MEDIUM.
TA_INLINE TrigReduction reduce_medium(Vec<f64> a) {
    const Vec<f64> magic(6755399441055744.0);
    Vec<f64> shifted = fma_(a, Vec<f64>(0x1.45f306dc9c883p-1), magic), k = shifted - magic;
#if TA_HAS_FMA
    // The first fma is exact: its result is a multiple of 2^-53 below 1.
    Vec<f64> t = fnma_(k, Vec<f64>(0x1.921fb54442d18p+0), a);
    DoubleDouble p = two_product(k, Vec<f64>(0x1.1a62633145c07p-54));
    DoubleDouble r = two_sum(t, -p.high);
    Vec<f64> low = fma_(k, Vec<f64>(0x1.f1976b7ed8fbcp-110), r.low - p.low);
    return {bitcast<u64>(shifted), r.high, low};
#else
    // pi/2 in parts of 33 bits: their products with k are exact.
    Vec<f64> t = a - k * Vec<f64>(0x1.921fb54400000p+0);
    DoubleDouble u = two_sum(t, -(k * Vec<f64>(0x1.0b4611a600000p-34)));
    DoubleDouble v = two_sum(u.high, -(k * Vec<f64>(0x1.3198a2e000000p-69)));
    DoubleDouble r = fast_two_sum(v.high, (v.low + u.low) - k * Vec<f64>(0x1.b839a252049c1p-104));
    return {bitcast<u64>(shifted), r.high, r.low};
#endif
}

// 64 zero bits, then the binary digits of 2/pi.
static const u64 two_over_pi[20] = {
    0,
    0xa2f9836e4e441529ULL, 0xfc2757d1f534ddc0ULL, 0xdb6295993c439041ULL, 0xfe5163abdebbc561ULL, 0xb7246e3a424dd2e0ULL,
    0x06492eea09d1921cULL, 0xfe1deb1cb129a73eULL, 0xe88235f52ebb4484ULL, 0xe99c7026b45f7e41ULL, 0x3991d639835339f4ULL,
    0x9c845f8bbdf9283bULL, 0x1ff897ffde05980fULL, 0xef2f118b5a0a6d1fULL, 0x6d367ecf27cb09b7ULL, 0x4f463f669e5fea2dULL,
    0x7527bac7ebe5f17bULL, 0x3d0739f78a5292eaULL, 0x6bfb5fb11f8d5d08ULL, 0x56033046fc7b6babULL};

TA_INLINE u64 digits_of_two_over_pi(int position) {
    int word = position >> 6, shift = position & 63;
    return shift ? (two_over_pi[word] << shift) | (two_over_pi[word + 1] >> (64 - shift)) : two_over_pi[word];
}

// a = (4 j + quadrant + fraction_high + fraction_low) pi/2 for some integer j, |fraction| <= 1/2; for finite a >= 2^20.
// The digits of 2/pi whose product with the integer mantissa is a multiple of 4 are left out, the 192 that follow are used.
static __attribute__((noinline)) void reduce_huge_lane(f64 a, u64* quadrant, f64* fraction_high, f64* fraction_low) {
    typedef unsigned __int128 u128;
    u64 bits = bitcast_scalar<u64>(a);
    int position = 62 + int(bits >> 52) - 1075;
    u64 mantissa = (bits & 0x000fffffffffffffULL) | 0x0010000000000000ULL;
    u128 low = u128(mantissa) * digits_of_two_over_pi(position + 128);
    u128 middle = u128(mantissa) * digits_of_two_over_pi(position + 64) + (low >> 64);
    u64 top = mantissa * digits_of_two_over_pi(position) + u64(middle >> 64);
    u128 fraction = (((u128(top) << 64) | u64(middle)) << 2) | (u64(low) >> 62);
    u64 q = top >> 62, negative = u64(fraction >> 127);
    if (negative) fraction = -fraction;
    u64 upper = u64(fraction >> 64);
    int zeros = upper ? __builtin_clzll(upper) : 63;
    fraction <<= zeros;
    f64 unit = bitcast_scalar<f64>((u64(1023 - 53 - zeros) << 52) | (negative << 63));
    *quadrant = q + negative;
    *fraction_high = f64(i64(fraction >> 75)) * unit;
    *fraction_low = f64(i64(u64(fraction >> 22) & 0x001fffffffffffffULL)) * (unit * 0x1p-53);
}

// The lanes with a beyond TA_TRIG_MEDIUM replaced; inf and NaN give NaN.
static __attribute__((noinline)) void reduce_huge(const f64* a, u64* quadrant, f64* r, f64* r_low) {
    f64 high[Vec<f64>::lanes], low[Vec<f64>::lanes];
    u64 turns[Vec<f64>::lanes];
    for (int lane = 0; lane < Vec<f64>::lanes; lane++) {
        high[lane] = low[lane] = 0;
        turns[lane] = 0;
        if (a[lane] > TA_TRIG_MEDIUM && a[lane] < __builtin_inf()) reduce_huge_lane(a[lane], turns + lane, high + lane, low + lane);
    }
    Vec<f64> size = load(a), fraction = load(high);
    const Vec<f64> half_pi(0x1.921fb54442d18p+0);
    DoubleDouble product = two_product(fraction, half_pi);
    DoubleDouble sum = fast_two_sum(product.high, fma_(load(low), half_pi, fma_(fraction, Vec<f64>(0x1.1a62633145c07p-54), product.low)));
    Mask<f64> huge = size > Vec<f64>(TA_TRIG_MEDIUM), finite = size < Vec<f64>(__builtin_inf());
    const Vec<f64> nan(__builtin_nan(""));
    store(r, select(nan, select(load(r), sum.high, huge), finite));
    store(r_low, select(nan, select(load(r_low), sum.low, huge), finite));
    store(quadrant, select(load(quadrant), load(turns), mask_cast<u64>(huge)));
}

// For a >= 0 or NaN.
TA_INLINE TrigReduction reduce_trig(Vec<f64> a) {
    TrigReduction t = reduce_medium(a);
    if (__builtin_expect(all(a <= Vec<f64>(TA_TRIG_MEDIUM)), 1)) return t;
    constexpr int lanes = Vec<f64>::lanes;
    f64 size[lanes], r[lanes], r_low[lanes];
    u64 quadrant[lanes];
    store(size, a);
    store(r, t.r);
    store(r_low, t.r_low);
    store(quadrant, t.quadrant);
    reduce_huge(size, quadrant, r, r_low);
    return {load(quadrant), load(r), load(r_low)};
}

}  // namespace
