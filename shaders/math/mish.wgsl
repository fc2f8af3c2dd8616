// x tanh(log(1 + e^x)) = x d / (d + 2), d = e^x (e^x + 2). Domain: all. At most 4 ULP. mish(+-0) = +-0, mish(inf) = inf,
// mish(-inf) = NaN as the formula, NaN stays. Below zero the factor e^x is scaled last.
fn mish_f32(x: f32) -> f32 {
    let t = clamp_f32(x, -112.0, 20.0);
    let n = exp_power_f32(t);
    let m = exp_mantissa_f32(t, 0.0, n);
    let e = scale_f32(m, n);
    let q = (e + 2.0) / fma(e, e + 2.0, 2.0);
    return select(x * (q * e), scale_f32(fma(x, 0.0, t * (q * m)), n), x < 0.0);
}
