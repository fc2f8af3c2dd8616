// Philox4x32-10: blocks of 128 random bits from a counter and a key (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as
// 1, 2, 3. SC 2011).
#pragma once
#include "../simd/simd.hpp"

namespace {
namespace random {

enum { PHILOX_ROUNDS = 10 };
constexpr u64 MULTIPLIER_0 = 0xD2511F53, MULTIPLIER_1 = 0xCD9E8D57;
constexpr u32 WEYL_0 = 0x9E3779B9, WEYL_1 = 0xBB67AE85;
constexpr u64 LOW_HALF = 0xffffffff;

struct Block {
    u64 word[2];
};

TA_INLINE Block philox_block(u64 key, u64 counter_low, u64 counter_high) {
    u64 c0 = counter_low & LOW_HALF, c1 = counter_low >> 32, c2 = counter_high & LOW_HALF, c3 = counter_high >> 32;
    u32 k0 = u32(key), k1 = u32(key >> 32);
    for (int round = 0; round < PHILOX_ROUNDS; round++, k0 += WEYL_0, k1 += WEYL_1) {
        u64 p0 = c0 * MULTIPLIER_0, p1 = c2 * MULTIPLIER_1;
        c0 = (p1 >> 32) ^ c1 ^ k0;
        c1 = p1 & LOW_HALF;
        c2 = (p0 >> 32) ^ c3 ^ k1;
        c3 = p0 & LOW_HALF;
    }
    return {{c0 | c1 << 32, c2 | c3 << 32}};
}

// Consecutive blocks, one a lane, whose high counter is 0. Above the 32 bits of a c there may be anything: products ignore it.
TA_INLINE void philox_lanes(u64 key, Vec<u64> counter, Vec<u64>& word0, Vec<u64>& word1) {
    const Vec<u64> m0 = MULTIPLIER_0, m1 = MULTIPLIER_1, low_half = LOW_HALF;
    Vec<u64> c0 = counter, c1 = counter >> 32, c2 = u64(0), c3 = u64(0);
    u32 k0 = u32(key), k1 = u32(key >> 32);
    for (int round = 0; round < PHILOX_ROUNDS; round++, k0 += WEYL_0, k1 += WEYL_1) {
        Vec<u64> p0 = mul_halves(c0, m0), p1 = mul_halves(c2, m1);
        c0 = (p1 >> 32) ^ c1 ^ Vec<u64>(u64(k0));
        c1 = p1;
        c2 = (p0 >> 32) ^ c3 ^ Vec<u64>(u64(k1));
        c3 = p0;
    }
    word0 = (c0 & low_half) | (c1 << 32);
    word1 = (c2 & low_half) | (c3 << 32);
}

void words(u64 key, u64 first_block, i64 n_blocks, u64* out) {
    constexpr int lanes = Vec<u64>::lanes, unroll = lanes > 1 ? 4 : 1;
    constexpr u64 steps[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    const Vec<u64> step = load(steps);
    i64 i = 0;
    for (; i + unroll * lanes <= n_blocks; i += unroll * lanes) {
        Vec<u64> word0[unroll], word1[unroll];
        for (int u = 0; u < unroll; u++) philox_lanes(key, Vec<u64>(first_block + u64(i + u * lanes)) + step, word0[u], word1[u]);
        for (int u = 0; u < unroll; u++) store_pairs(out + 2 * (i + u * lanes), word0[u], word1[u]);
    }
    for (; i < n_blocks; i++) {
        Block block = philox_block(key, first_block + u64(i), 0);
        out[2 * i] = block.word[0];
        out[2 * i + 1] = block.word[1];
    }
}

}  // namespace random
}  // namespace
