// e^x - 1. Domain: all. At most 1.6 ULP. expm1(+-0) = +-0, expm1(-inf) = -1, expm1(inf) = inf, NaN stays; overflow above 88.72283.
// Reduction and polynomial of exp; 2^n - 1 + 2^n r is summed with its error, at half size so that only the last step overflows.
fn expm1_f32(x: f32) -> f32 {
    let t = clamp_f32(x, -18.0, 89.0);
    let n = round_small_f32(t * 1.44269504);
    let a = opaque(fma(n, -0.693145752, t));
    let r = fma(n, -1.42860677e-6, a);
    let tail = fma(n, -1.42860677e-6, a - opaque(r));
    let q = fma(fma(fma(fma(0.00138207187, r, 0.00836867653), r, 0.0416682661), r, 0.166665211), r, 0.49999994);
    let p = fma(r * r, q, tail);
    let half = power_of_two_f32(n - 1.0);
    let d = half - 0.5;
    let s = fma(half, r, d);
    let e = fma(half, r, d - opaque(s));
    let y = s + opaque(fma(half, p, e));
    return select(y + y, x, abs(x) < 5.96046448e-8);
}
