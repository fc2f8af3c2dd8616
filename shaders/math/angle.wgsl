// The reduction of an angle for sin, cos and tan, right for every float: |x| = k pi/2 + r + low with |r| <= pi/4, sign of x apart.
// Payne and Hanek: x = M 2^e, so only 96 bits of 2/pi, from a place that e names, tell |x| 2/pi modulo 4; M times them is exact.
// The product is fixed-point: two integer bits (the quadrant), then the fraction, in the words angle_high and angle_low.

// Word number i of 2/pi in binary, after one word of zeros.
fn two_over_pi_word(i: u32) -> u32 {
    let a = select(select(0x4e441529u, 0xa2f9836eu, i == 1u), 0u, i == 0u);
    let b = select(select(0xdb629599u, 0xf534ddc0u, i == 4u), 0xfc2757d1u, i == 3u);
    let c = select(select(0xdebbc561u, 0xfe5163abu, i == 7u), 0x3c439041u, i == 6u);
    return select(select(c, b, i < 6u), a, i < 3u);
}

fn angle_shift(x: f32) -> u32 {
    let exponent = (bitcast<u32>(x) >> 23u) & 255u;
    return select(exponent - 120u, 0u, exponent < 120u);
}

// Word k of the 96 bits.
fn angle_window(x: f32, k: u32) -> u32 {
    let shift = angle_shift(x);
    let i = (shift >> 5u) + k;
    let part = shift & 31u;
    let next = (two_over_pi_word(i + 1u) >> 1u) >> (31u - part);
    return (two_over_pi_word(i) << part) | next;
}

// The upper word of the product of two words.
fn product_high(a: u32, b: u32) -> u32 {
    let a_low = a & 0xffffu;
    let a_high = a >> 16u;
    let b_low = b & 0xffffu;
    let b_high = b >> 16u;
    let middle = a_high * b_low + ((a_low * b_low) >> 16u);
    let cross = a_low * b_high + (middle & 0xffffu);
    return a_high * b_high + (middle >> 16u) + (cross >> 16u);
}

fn angle_significand(x: f32) -> u32 {
    return (bitcast<u32>(x) & 0x7fffffu) | 0x800000u;
}

fn angle_low(x: f32) -> u32 {
    let m = angle_significand(x);
    return m * angle_window(x, 1u) + product_high(m, angle_window(x, 2u));
}

fn angle_high(x: f32) -> u32 {
    let m = angle_significand(x);
    let second = angle_window(x, 1u);
    let carry = select(0u, 1u, angle_low(x) < m * second);
    return m * angle_window(x, 0u) + product_high(m, second) + carry;
}

fn angle_is_small(x: f32) -> bool {
    return abs(x) <= 0.785398163;
}

// k modulo 4.
fn angle_quadrant(x: f32) -> u32 {
    return select((angle_high(x) + 0x20000000u) >> 30u, 0u, angle_is_small(x));
}

fn angle_is_below(x: f32) -> bool {
    return ((angle_high(x) + 0x20000000u) & 0x3fffffffu) < 0x20000000u;
}

// The distance to the nearest multiple of pi/2 in quarter turns, as a sum of two floats of which the second is small.
fn angle_turns(x: f32) -> f32 {
    let low = angle_low(x);
    let high = angle_high(x) - (((angle_high(x) + 0x20000000u) >> 30u) << 30u);
    let below = angle_is_below(x);
    let size_low = select(low, 0u - low, below);
    let size_high = select(high, select(~high, 0u - high, low == 0u), below);
    let coarse = f32(i32(size_high & 0xffff0000u));
    let fine = f32(i32(size_high & 0xffffu)) + f32(i32(size_low >> 8u)) * 5.96046448e-8;
    return coarse + fine;
}

fn angle_turns_low(x: f32) -> f32 {
    let low = angle_low(x);
    let high = angle_high(x) - (((angle_high(x) + 0x20000000u) >> 30u) << 30u);
    let below = angle_is_below(x);
    let size_low = select(low, 0u - low, below);
    let size_high = select(high, select(~high, 0u - high, low == 0u), below);
    let coarse = f32(i32(size_high & 0xffff0000u));
    let fine = f32(i32(size_high & 0xffffu)) + f32(i32(size_low >> 8u)) * 5.96046448e-8;
    return fine - (opaque(coarse + fine) - coarse);
}

// Turns times pi/2 / 2^30: the leading product is exact, pi/2 = 1.5703125 + 4.83826792e-4.
fn angle_leading(x: f32) -> f32 {
    let head = bitcast<f32>(bitcast<u32>(angle_turns(x)) & 0xfffff000u);
    return head * 1.46246748e-9;
}

fn angle_trailing(x: f32) -> f32 {
    let turns = angle_turns(x);
    let head = bitcast<f32>(bitcast<u32>(turns) & 0xfffff000u);
    return head * 4.50598816e-13 + (opaque(turns - head) + angle_turns_low(x)) * 1.46291808e-9;
}

// r, with the sign that it has for |x|.
fn angle_rest(x: f32) -> f32 {
    let size = angle_leading(x) + angle_trailing(x);
    return select(select(size, -size, angle_is_below(x)), abs(x), angle_is_small(x));
}

fn angle_rest_low(x: f32) -> f32 {
    let leading = angle_leading(x);
    let trailing = angle_trailing(x);
    let size = trailing - (opaque(leading + trailing) - leading);
    return select(select(size, -size, angle_is_below(x)), 0.0, angle_is_small(x));
}

// sin(r + low) and cos(r + low) for |r| <= pi/4: minimax polynomials (own fits).
fn sin_of_rest(r: f32, low: f32) -> f32 {
    let z = r * r;
    let p = fma(fma(-0.000195180997, z, 0.00833218824), z, -0.166666552);
    return r + fma(r * z, p, low);
}

fn cos_of_rest(r: f32, low: f32) -> f32 {
    let z = r * r;
    let p = fma(fma(2.44325529e-05, z, -0.00138873106), z, 0.0416666456);
    let head = 1.0 - 0.5 * z;
    let tail = (1.0 - opaque(head)) - 0.5 * z;
    return head + (fma(z * z, p, tail) - r * low);
}

fn angle_edges(x: f32, y: f32) -> f32 {
    return select(nan_f32(), y, (bitcast<u32>(x) & 0x7fffffffu) < 0x7f800000u);
}
