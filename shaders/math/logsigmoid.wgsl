// log(1 / (1 + e^-x)) = min(x, 0) - log(1 + e^-|x|). Domain: all. At most 3 ULP. logsigmoid(-inf) = -inf, logsigmoid(inf) = 0, NaN stays.
// log(1 + e) = 2 atanh(v / 2) with v = e / (1 + e / 2) in [0, 2/3]; polynomial of v^2 (own fit).
fn logsigmoid_f32(x: f32) -> f32 {
    let e = exp_f32(-abs(x));
    let v = e / fma(0.5, e, 1.0);
    let w = v * v;
    let p = fma(fma(fma(0.00052444332, w, 0.0022059859), w, 0.0125023627), w, 0.0833333004);
    return select(0.0, x, x < 0.0) - fma(v * w, p, v);
}
