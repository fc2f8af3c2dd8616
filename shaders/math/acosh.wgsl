// Inverse hyperbolic cosine. Domain: x >= 1. At most 2 ULP. acosh(1) = +0, acosh(inf) = inf, x < 1 and NaN give NaN.
// log(x + sqrt(t^2 + 2 t)) with t = x - 1, which is exact; for large x log(2 x).
fn acosh_f32(x: f32) -> f32 {
    let t = x - 1.0;
    let huge = x > 1.0e9;
    let root = select(sqrt(fma(t, t, t + t)), 0.0, huge);
    let u = opaque(x + root);
    let y = log_pair_f32(u, root - (u - x), select(0.0, 1.0, huge));
    let valid = select(nan_f32(), y, x >= 1.0);
    return select(valid, x, x == infinity_f32());
}
