// float16: its conversions to and from float32, and by way of float32 to and from every dtype.
//
// All roundings are to nearest, ties to even, and happen once; NaN stays NaN, quiet and with the upper bits of its payload.
#pragma once
#include "../simd/simd.hpp"
#include "cast.hpp"

namespace {

enum { HALF_TILE = 256 };

// Sizes are compared as signed integers, for which SSE2 has an instruction.
TA_INLINE f32 float_of_half(u16 half) {
    const i32 size = i32(half & 0x7FFF) << 13, inf = 31 << 23;
    const u32 sign = u32(half & 0x8000) << 16;
    const i32 special = (size + (224 << 23)) | (size > inf ? 1 << 22 : 0);
    const i32 subnormal = bitcast_scalar<i32>(bitcast_scalar<f32>(size + (113 << 23)) - 0x1p-14f);
    return bitcast_scalar<f32>(sign | u32(size >= inf ? special : size < (1 << 23) ? subnormal : size + (112 << 23)));
}

TA_INLINE u16 half_of_float(f32 x) {
    const u32 bits = bitcast_scalar<u32>(x);
    const i32 size = i32(bits & 0x7FFFFFFF);
    const i32 special = size > 0x7F800000 ? 0x7E00 | ((size >> 13) & 0x3FF) : 0x7C00;
    const i32 subnormal = bitcast_scalar<i32>(bitcast_scalar<f32>(size) + 0.5f) - 0x3F000000;  // the last place of 0.5 is that of a subnormal
    const i32 normal = (size - (112 << 23) + 0xFFF + ((size >> 13) & 1)) >> 13;
    return u16((bits >> 16 & 0x8000) | u32(size >= 0x47800000 ? special : size < 0x38800000 ? subnormal : normal));
}

TA_INLINE void floats_of_halves(const u16* x, f32* out, i64 n) {
    i64 i = 0;
#if TA_HAS_F16C
    for (; i + Vec<f32>::lanes <= n; i += Vec<f32>::lanes) store(out + i, load_halves(x + i));
#endif
    for (; i < n; i++) out[i] = float_of_half(x[i]);
}
TA_INLINE void halves_of_floats(const f32* x, u16* out, i64 n) {
    i64 i = 0;
#if TA_HAS_F16C
    for (; i + Vec<f32>::lanes <= n; i += Vec<f32>::lanes) store_halves(out + i, load(x + i));
#endif
    for (; i < n; i++) out[i] = half_of_float(x[i]);
}

// float32 -> the output's dtype, or the input's dtype -> float32.
typedef void (*cast_step)(char* const* data, const i64* stride, i64 n);

__attribute__((noinline)) void from_half_by(cast_step last, char* const* data, const i64* stride, i64 n) {
    alignas(64) u16 halves[HALF_TILE];
    alignas(64) f32 floats[HALF_TILE];
    for (i64 i = 0; i < n; i += HALF_TILE) {
        const i64 m = n - i < HALF_TILE ? n - i : i64(HALF_TILE);
        char* const x = data[1] + i * stride[1];
        char *const pack[2] = {(char*)halves, x}, *const ends[2] = {data[0] + i * stride[0], (char*)floats};
        const i64 pack_strides[2] = {sizeof(u16), stride[1]}, strides[2] = {stride[0], sizeof(f32)};
        const bool is_packed = stride[1] == i64(sizeof(u16));
        if (!is_packed) cast_run<u16, u16>(pack, pack_strides, m);
        floats_of_halves(is_packed ? (const u16*)x : halves, floats, m);
        last(ends, strides, m);
    }
}
__attribute__((noinline)) void to_half_by(cast_step first, char* const* data, const i64* stride, i64 n) {
    alignas(64) u16 halves[HALF_TILE];
    alignas(64) f32 floats[HALF_TILE];
    for (i64 i = 0; i < n; i += HALF_TILE) {
        const i64 m = n - i < HALF_TILE ? n - i : i64(HALF_TILE);
        char* const out = data[0] + i * stride[0];
        char *const ends[2] = {(char*)floats, data[1] + i * stride[1]}, *const unpack[2] = {out, (char*)halves};
        const i64 strides[2] = {sizeof(f32), stride[1]}, unpack_strides[2] = {stride[0], sizeof(u16)};
        const bool is_packed = stride[0] == i64(sizeof(u16));
        first(ends, strides, m);
        halves_of_floats(floats, is_packed ? (u16*)out : halves, m);
        if (!is_packed) cast_run<u16, u16>(unpack, unpack_strides, m);
    }
}

// float64 to float32 with the bits that are cut off gathered in the last place, so that the rounding to float16 is the only one.
template <class From> void float_by_odd(char* const* data, const i64* stride, i64 n) {
    alignas(64) f64 wide[HALF_TILE];
    char* const pack[2] = {(char*)wide, data[1]};
    const i64 strides[2] = {sizeof(f64), stride[1]};
    cast_run<f64, From>(pack, strides, n);
    f32* const out = (f32*)data[0];
    const u64 cut = (u64(1) << 29) - 1;
    for (i64 i = 0; i < n; i++) {
        const u64 bits = bitcast_scalar<u64>(wide[i]);
        out[i] = f32(bitcast_scalar<f64>((bits & ~cut) | (((bits & cut) + cut) & (cut + 1))));
    }
}

// Integers that float32 rounds are beyond the largest float16 anyway.
template <class From> struct FloatStep { static constexpr cast_step run = cast_run<f32, From>; };
template <> struct FloatStep<f64> { static constexpr cast_step run = float_by_odd<f64>; };
template <> struct FloatStep<Couple<f64>> { static constexpr cast_step run = float_by_odd<Couple<f64>>; };

template <class To> void cast_from_half(char* const* data, const i64* stride, i64 n) {
    if (IsSame<To, f32>::value && stride[0] == i64(sizeof(f32)) && stride[1] == i64(sizeof(u16)))
        floats_of_halves((const u16*)data[1], (f32*)data[0], n);
    else from_half_by(cast_run<To, f32>, data, stride, n);
}
template <class From> void cast_to_half(char* const* data, const i64* stride, i64 n) {
    if (IsSame<From, f32>::value && stride[0] == i64(sizeof(u16)) && stride[1] == i64(sizeof(f32)))
        halves_of_floats((const f32*)data[1], (u16*)data[0], n);
    else to_half_by(FloatStep<From>::run, data, stride, n);
}

}  // namespace
