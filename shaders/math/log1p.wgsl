// log(1 + x). Domain: x >= -1. At most 1 ULP. log1p(+-0) = +-0, log1p(-1) = -inf, log1p(inf) = inf, x < -1 and NaN give NaN.
// 1 + x as a rounded sum and its error.
fn log1p_f32(x: f32) -> f32 {
    let u = opaque(1.0 + x);
    let low = min(x, 1.0) - (u - max(x, 1.0));
    let y = log_edges_f32(u, log_pair_f32(u, low, -0.0));
    return copysign_f32(y, x);
}
