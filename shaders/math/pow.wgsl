// x to the power y. At most 2 ULP. All the special cases of the standard: x^0 = 1 and 1^y = 1 even for NaN, (-1)^(+-inf) = 1, negative x
// with an integer y has the sign of the parity of y, with another finite y it gives NaN; zeros and infinities by the sign of y.
// |x|^y = 2^(y log2|x|) with the logarithm and the product as sums of two floats.
fn pow_f32(x: f32, y: f32) -> f32 {
    let held = clamp_f32(y, -8589934592.0, 8589934592.0);
    let l = log2_high_f32(abs(x));
    let l_head = bitcast<f32>(bitcast<u32>(l) & 0xfffff000u);
    let l_rest = (l - l_head) + log2_low_f32(abs(x));
    let y_head = bitcast<f32>(bitcast<u32>(held) & 0xfffff000u);
    let t_head = y_head * l_head;
    let t_rest = fma(y_head, l_rest, (held - y_head) * (l_head + l_rest));
    let t = t_head + t_rest;
    let n = round_small_f32(clamp_f32(t, -200.0, 200.0));
    let r = ((t_head - n) + t_rest) * 0.693147181;
    let q = fma(fma(fma(fma(0.00138207187, r, 0.00836867653), r, 0.0416682661), r, 0.166665211), r, 0.49999994);
    let near = scale_f32(1.0 + opaque(fma(r * r, q, r)), n);
    let power = select(select(near, infinity_f32(), t > 140.0), 0.0, t < -160.0);
    return pow_edges_f32(x, y, power);
}

// The special cases, from the power of |x|.
fn pow_edges_f32(x: f32, y: f32, power: f32) -> f32 {
    let endless = abs(x) == infinity_f32();
    let rises = ((x == 0.0) & (y < 0.0)) | (endless & (y > 0.0));
    let size = select(power, select(0.0, infinity_f32(), rises), (x == 0.0) | endless);
    let whole = round(y) == y;
    let odd = whole & (!(round(0.5 * y) == 0.5 * y));
    let signed = select(size, -size, odd & (bitcast<i32>(x) < 0i));
    let real = select(signed, nan_f32(), (!whole) & (x < 0.0) & (!endless));
    let number = select(real, x + y, is_nan_f32(x) | is_nan_f32(y));
    return select(number, 1.0, (y == 0.0) | (x == 1.0) | ((x == -1.0) & (abs(y) == infinity_f32())));
}

// log2(x) = log2_high + log2_low to 2^-33, for finite x > 0: m = c (1 + s) / (1 - s) with c = i/8 nearest to the mantissa m.
fn log2_high_f32(x: f32) -> f32 {
    return log2_lead(x) + log2_rest(x);
}

fn log2_low_f32(x: f32) -> f32 {
    let lead = log2_lead(x);
    let rest = log2_rest(x);
    return rest - (opaque(lead + rest) - lead);
}

// s in a head of 12 bits, with the exponent and the head of log2(c).
fn log2_s_head(x: f32) -> f32 {
    let m = mantissa_f32(x);
    let c = round_small_f32(m * 8.0) * 0.125;
    return bitcast<f32>(bitcast<u32>((m - c) / (m + c)) & 0xfffff000u);
}

fn log2_whole(x: f32) -> f32 {
    let i = round_small_f32(mantissa_f32(x) * 8.0);
    let low = select(select(select(-0.415039062, -0.192626953, i > 6.5), 0.0, i > 7.5), 0.169921875, i > 8.5);
    let high = select(select(0.322021484, 0.459472656, i > 10.5), 0.584960938, i > 11.5);
    return exponent_f32(x) + select(low, high, i > 9.5);
}

fn log2_lead(x: f32) -> f32 {
    return fma(log2_s_head(x), 2.88574219, log2_whole(x));
}

fn log2_rest(x: f32) -> f32 {
    let m = mantissa_f32(x);
    let i = round_small_f32(m * 8.0);
    let c = i * 0.125;
    let sum = opaque(m + c);
    let sum_low = m - (sum - c);
    let sum_head = bitcast<f32>(bitcast<u32>(sum) & 0xfffff000u);
    let s = log2_s_head(x);
    let remainder = fma(s, -sum_head, m - c) - s * ((sum - sum_head) + sum_low);
    let s_rest = remainder / sum;
    let z = (s + s_rest) * (s + s_rest);
    let series = (s + s_rest) * z * fma(fma(0.412198583, z, 0.577078016), z, 0.961796694);
    let low = select(select(select(1.56322119e-06, -1.81248179e-05, i > 6.5), 0.0, i > 7.5), 3.12644238e-06, i > 8.5);
    let high = select(select(-9.33894844e-05, -4.10376124e-05, i > 10.5), 1.56322119e-06, i > 11.5);
    let table = select(low, high, i > 9.5);
    let lost = fma(s, 2.88574219, log2_whole(x) - opaque(log2_lead(x)));
    return lost + (table + fma(s, -0.000352105722, fma(s_rest, 2.88539008, series)));
}
