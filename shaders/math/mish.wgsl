// x tanh(log(1 + e^x)) = x (1 - 2 / (d + 2)), d = e^x (e^x + 2); below zero x e^x (1 - e^x (e^x + 1) / (d + 2)), where e^x is scaled last.
// Domain: all. At most 4 ULP. mish(+-0) = +-0, mish(inf) = inf, mish(-inf) = NaN as the formula, NaN stays.
fn mish_f32(x: f32) -> f32 {
    let t = clamp_f32(x, -112.0, 20.0);
    let n = exp_power_f32(t);
    let m = exp_mantissa_f32(t, 0.0, n);
    let e = scale_f32(m, n);
    let q = 1.0 - select(2.0, e * (e + 1.0), x < 0.0) / fma(e, e + 2.0, 2.0);
    return select(x * q, scale_f32(fma(x, 0.0, t * (q * m)), n), x < 0.0);
}
