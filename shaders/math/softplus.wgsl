// log(1 + e^x). Domain: all. At most 3 ULP. softplus(-inf) = 0, softplus(inf) = inf, NaN stays.
fn softplus_f32(x: f32) -> f32 {
    return select(0.0, x, x > 0.0) + log1p_f32(exp_f32(-abs(x)));
}
