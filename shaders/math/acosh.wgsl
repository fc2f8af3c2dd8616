// Inverse hyperbolic cosine. Domain: x >= 1. At most 2 ULP. acosh(1) = +0, acosh(inf) = inf, x < 1 and NaN give NaN.
// log(x + sqrt(x^2 - 1)) as log1p(t + sqrt(t^2 + 2 t)), t = x - 1; for large x log(2 x).
fn acosh_f32(x: f32) -> f32 {
    let t = x - 1.0;
    let huge = x > 1.0e9;
    let root = select(sqrt(fma(t, t, t + t)), 0.0, huge);
    let w = opaque(root + t);
    let w_low = min(t, root) - (w - max(t, root));
    let u = opaque(1.0 + w);
    let u_low = min(w, 1.0) - (u - max(w, 1.0));
    let y = log_pair_f32(u, u_low + w_low, select(0.0, 1.0, huge));
    let valid = select(nan_f32(), y, x >= 1.0);
    return select(valid, x, x == infinity_f32());
}
