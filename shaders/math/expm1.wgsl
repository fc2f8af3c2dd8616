// e^x - 1. Domain: all. At most 1 ULP. expm1(+-0) = +-0, expm1(-inf) = -1, expm1(inf) = inf, NaN stays; overflow above 88.72283.
// Reduction and polynomial of exp; 2^n - 1 + 2^n r is summed with its error, at half size so that only the last step overflows.
fn expm1_f32(x: f32) -> f32 {
    let t = clamp_f32(x, -18.0, 89.0);
    let n = round(t * 1.44269504);
    let a = opaque(t - n * 0.693145752);
    let b = n * 1.42860677e-6;
    let r = a - b;
    let tail = (a - opaque(r)) - b;
    let q = fma(fma(fma(fma(0.00138207187, r, 0.00836867653), r, 0.0416682661), r, 0.166665211), r, 0.49999994);
    let p = fma(r * r, q, tail);
    let half = bitcast<f32>((i32(n) + 126i) << 23u);
    let d = half - 0.5;
    let s = d + half * r;
    let e = (d - opaque(s)) + half * r;
    let y = s + fma(half, p, e);
    return select(y + y, x, abs(x) < 5.96046448e-8);
}
