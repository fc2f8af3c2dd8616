// The few draws that the rectangles of the ziggurat or a first product do not settle, one element at a time. Plain float64 arithmetic
// without fused operations, so that every ISA has the same bits.
#pragma once
#include "philox.hpp"
#include "ziggurat.inc"

namespace {
namespace random {

// Words beyond the first of an element: the blocks whose low counter is its id and whose high counter is 1, 2, ...
struct Reserve {
    u64 key, id, attempt;
    TA_INLINE Block next() { return philox_block(key, id, ++attempt); }
};

TA_INLINE f64 unit(u64 word) { return f64(i64(word >> 11)) * 0x1p-53; }          // [0, 1)
TA_INLINE f64 open_unit(u64 word) { return f64(i64(word >> 11) + 1) * 0x1p-53; }  // (0, 1]

struct InverseFactorial {
    f64 of[18] = {1.0};
    constexpr InverseFactorial() {
        for (int n = 1; n < 18; n++) of[n] = of[n - 1] / n;
    }
};
constexpr InverseFactorial inverse_factorial;

// exp(x) for -100 < x <= 0 and log(x) for 0 < x <= 1, within a few units in the last place.
inline f64 plain_exp(f64 x) {
    i64 k = i64(x * 1.4426950408889634 - 0.5);
    f64 r = (x - f64(k) * 0.6931471803691238) - f64(k) * 1.9082149292705877e-10, sum = 0.0;
    for (int n = 17; n >= 0; n--) sum = inverse_factorial.of[n] + sum * r;
    return sum * bitcast_scalar<f64>(u64(1023 + k) << 52);
}
inline f64 plain_log(f64 x) {
    u64 bits = bitcast_scalar<u64>(x);
    i64 k = i64(bits >> 52) - 1023;
    f64 m = bitcast_scalar<f64>((bits & 0xfffffffffffffULL) | 0x3ff0000000000000ULL);
    if (m > 1.4142135623730951) m *= 0.5, k += 1;
    f64 t = (m - 1.0) / (m + 1.0), square = t * t, sum = 0.0;
    for (int n = 25; n > 0; n -= 2) sum = 1.0 / f64(n) + sum * square;
    return f64(k) * 0.6931471803691238 + (2.0 * t * sum + f64(k) * 1.9082149292705877e-10);
}

// Whether x, at or beyond the width of the next layer, belongs to the layer; in layer 0 x becomes a number of the tail.
inline bool settle(Reserve& reserve, int layer, f64& x) {
    Block block = reserve.next();
    if (layer > 0) {
        f64 y = layer_height[layer] + unit(block.word[0]) * (layer_height[layer + 1] - layer_height[layer]);
        return y < plain_exp(-0.5 * x * x);
    }
    for (;; block = reserve.next()) {
        f64 beyond = -plain_log(open_unit(block.word[0])) / layer_width[1], y = -plain_log(open_unit(block.word[1]));
        if (y + y > beyond * beyond) return x = layer_width[1] + beyond, true;
    }
}

// A normal number for an element whose first word did not settle it. The layer is in bits 0-7 of a word, the sign in bit 8, the place
// in the layer in the upper 51 bits.
__attribute__((noinline)) inline f64 rare_normal(u64 key, u64 id, int layer, f64 x, bool is_negative) {
    Reserve reserve = {key, id, 0};
    while (!settle(reserve, layer, x)) {
        u64 word = reserve.next().word[0];
        layer = int(word & 0xff);
        is_negative = word & 0x100;
        i64 place = i64(word >> 13);
        x = f64(place) * layer_scale_f64[layer];
        if (place < layer_limit_f64[layer]) break;
    }
    return is_negative ? -x : x;
}

__attribute__((noinline)) inline u64 rare_integer(u64 key, u64 id, u64 span, u64 threshold) {
    Reserve reserve = {key, id, 0};
    for (;;) {
        unsigned __int128 product = (unsigned __int128)(reserve.next().word[0]) * span;
        if (u64(product) >= threshold) return u64(product >> 64);
    }
}

}  // namespace random
}  // namespace
