// 1 / (1 + e^-x). Domain: all. At most 3 ULP. sigmoid(-inf) = 0, sigmoid(inf) = 1, NaN stays.
// Below zero e^x / (1 + e^x), scaled last, so that it is right where e^x is subnormal.
fn sigmoid_f32(x: f32) -> f32 {
    let t = -at_most_f32(abs(x), 112.0);
    let n = exp_power_f32(t);
    let m = exp_mantissa_f32(t, 0.0, n);
    let q = select(1.0, m, x < 0.0) / (1.0 + scale_f32(m, n));
    return select(q, scale_f32(q, n), x < 0.0);
}
