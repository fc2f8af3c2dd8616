// Random words to numbers: uniform, normal and exponential floats, integers of a span.
#pragma once
#include "random_rare.hpp"

namespace {
namespace random {

// The halves of the words are numbered as they lie in memory of a little-endian machine.
TA_INLINE Vec<f64> unit_lanes(Vec<u64> word) {
    const Vec<u64> zero = u64(0), one = u64(1), exponent = 0x3ff0000000000000ULL, last = 0x3ca0000000000000ULL;  // 1.0, 2^-53
    Vec<f64> top = bitcast<f64>((word >> 12) | exponent) - Vec<f64>(1.0);
    return top + bitcast<f64>((zero - ((word >> 11) & one)) & last);
}
TA_INLINE Vec<f32> unit_lanes(Vec<u32> word) { return to_float(bitcast<i32>(word >> 8)) * Vec<f32>(0x1p-24f); }

// out[i] = offset + scale * number of word i.
template <class F, class Number> TA_INLINE void each_word(const u64* words, i64 n, f64 offset, f64 scale, void* out, Number number) {
    typedef UnsignedOf<F> U;
    const Vec<F> offsets = F(offset), scales = F(scale);
    const U* word = (const U*)words;
    F* to = (F*)out;
    i64 i = 0;
    for (; i + Vec<F>::lanes <= n; i += Vec<F>::lanes) store(to + i, offsets + scales * number(load(word + i), i));
    if (i < n) store_n(to + i, offsets + scales * number(load_n(word + i, int(n - i)), i), int(n - i));
}

template <class F> void uniform(u64, u64, const u64* words, i64 n, f64 offset, f64 scale, void* out) {
    each_word<F>(words, n, offset, scale, out, [](Vec<UnsignedOf<F>> word, i64) { return unit_lanes(word); });
}

// -log(x) for 0 < x <= 1: x = 2^k m, m near 1, log(m) = 2 atanh((m - 1) / (m + 1)) by its series. No fused operations: every ISA has the
// same bits.
template <class F> TA_INLINE Vec<F> minus_log(Vec<F> x) {
    typedef UnsignedOf<F> U;
    typedef SignedOf<F> I;
    constexpr bool is_long = sizeof(F) == 8;
    constexpr int mantissa_bits = is_long ? 52 : 23, last_term = is_long ? 23 : 11;
    const Vec<U> one_bits = U(is_long ? 0x3ff0000000000000ULL : 0x3f800000ULL), root_bits = U(is_long ? 0x3fe6a09e667f3bcdULL : 0x3f3504f3ULL);
    const Vec<F> one = F(1), two = F(2), ln2_high = F(is_long ? 0.6931471803691238 : 0.693359375), ln2_low = F(is_long ? 1.9082149292705877e-10 : -2.12194440e-4);
    Vec<I> k = bitcast<I>(bitcast<U>(x) + (one_bits - root_bits)) >> mantissa_bits;
    k = k - Vec<I>(I(is_long ? 1023 : 127));
    Vec<F> m = bitcast<F>(bitcast<U>(x) - (bitcast<U>(k) << mantissa_bits));
    Vec<F> t = (m - one) / (m + one), square = t * t, sum = F(0);
    for (int term = last_term; term > 0; term -= 2) sum = Vec<F>(F(1.0 / term)) + sum * square;
    return -(to_float(k) * ln2_high + (two * t * sum + to_float(k) * ln2_low));
}

template <class F> void exponential(u64, u64, const u64* words, i64 n, f64 offset, f64 scale, void* out) {
    const Vec<F> least = F(sizeof(F) == 8 ? 0x1p-53 : 0x1p-24);
    each_word<F>(words, n, offset, scale, out, [least](Vec<UnsignedOf<F>> word, i64) { return minus_log(unit_lanes(word) + least); });
}

TA_INLINE Vec<f64> scale_of(Vec<i64> layer) { return gather(layer_scale_f64, layer); }
TA_INLINE Vec<f32> scale_of(Vec<i32> layer) { return gather(layer_scale_f32, layer); }
TA_INLINE Vec<i64> limit_of(Vec<i64> layer) { return gather(layer_limit_f64, layer); }
TA_INLINE Vec<i32> limit_of(Vec<i32> layer) { return gather(layer_limit_f32, layer); }

template <class F> void normal(u64 key, u64 first_id, const u64* words, i64 n, f64 offset, f64 scale, void* out) {
    typedef UnsignedOf<F> U;
    typedef SignedOf<F> I;
    constexpr int place_shift = sizeof(F) == 8 ? 13 : 9;
    const Vec<U> layer_bits = U(0xff), sign_bit = U(0x100);
    enum { TILE = 512 };
    for (i64 first = 0; first < n; first += TILE) {
        const i64 count = n - first < TILE ? n - first : i64(TILE);
        const U* word = (const U*)words + first;
        F* to = (F*)out + first;
        u16 rare[TILE];
        int n_rare = 0;
        each_word<F>((const u64*)word, count, offset, scale, to, [&](Vec<U> w, i64 i) {
            Vec<I> layer = bitcast<I>(w & layer_bits), place = bitcast<I>(w >> place_shift);
            for (u64 left = u64(bits_of(place >= limit_of(layer))); left; left &= left - 1) rare[n_rare++] = u16(i + __builtin_ctzll(left));
            Vec<F> x = to_float(place) * scale_of(layer);
            return bitcast<F>(bitcast<U>(x) ^ ((w & sign_bit) << int(8 * sizeof(F) - 9)));
        });
        for (int r = 0; r < n_rare && rare[r] < count; r++) {
            const int i = rare[r], layer = int(word[i] & 0xff);
            const f64 width = sizeof(F) == 8 ? layer_scale_f64[layer] : f64(layer_scale_f32[layer]);
            f64 x = rare_normal(key, first_id + u64(first + i), layer, f64(I(word[i] >> place_shift)) * width, word[i] & 0x100);
            to[i] = F(offset) + F(scale) * F(x);
        }
    }
}

// The high and the low word of word * span.
TA_INLINE void product(Vec<u64> word, Vec<u64> span, bool is_short, Vec<u64>& high, Vec<u64>& low) {
    const Vec<u64> low_half = LOW_HALF;
    Vec<u64> ll = mul_halves(word, span), hl = mul_halves(word >> 32, span);
    if (is_short) {
        Vec<u64> sum = hl + (ll >> 32);
        high = sum >> 32;
        low = (sum << 32) | (ll & low_half);
        return;
    }
    Vec<u64> lh = mul_halves(word, span >> 32), hh = mul_halves(word >> 32, span >> 32);
    Vec<u64> middle = (ll >> 32) + (lh & low_half) + (hl & low_half);
    high = hh + (lh >> 32) + (hl >> 32) + (middle >> 32);
    low = (middle << 32) | (ll & low_half);
}

// Lemire: Fast random integer generation in an interval, ACM TOMACS 29(1), 2019.
template <class T> void integers(u64 key, u64 first_id, const u64* words, i64 n, u64 lowest, u64 span, void* out) {
    enum { TILE = 64 };
    const u64 threshold = span ? (0 - span) % span : 0;
    const Vec<u64> spans = span, thresholds = threshold;
    T* to = (T*)out;
    for (i64 i = 0; i < n; i += TILE) {
        const int count = n - i < TILE ? int(n - i) : int(TILE);
        alignas(64) u64 values[TILE], lows[TILE] = {};
        Mask<u64> is_rare = thresholds < thresholds;
        for (int j = 0; j < count; j += Vec<u64>::lanes) {
            Vec<u64> word = count - j < Vec<u64>::lanes ? load_n(words + i + j, count - j) : load(words + i + j), high = word, low = thresholds;
            if (span) product(word, spans, span <= LOW_HALF, high, low);
            is_rare = is_rare | (low < thresholds);
            store(values + j, high);
            store(lows + j, low);
        }
        if (any(is_rare))
            for (int j = 0; j < count; j++)
                if (lows[j] < threshold) values[j] = rare_integer(key, first_id + u64(i + j), span, threshold);
        for (int j = 0; j < count; j++) to[i + j] = T(values[j] + lowest);
    }
}

}  // namespace random
}  // namespace
