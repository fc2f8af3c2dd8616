// e^x. Domain: all. At most 1.1 ULP. exp(-inf) = 0, exp(inf) = inf, NaN stays; overflow above 88.72283, subnormal below -87.33655.
// x = n ln2 + r; ln2 in two parts, the first short enough for an exact product; minimax polynomial of (exp(r) - 1 - r) / r^2 (own fit).
fn exp_f32(x: f32) -> f32 {
    let t = clamp_f32(x, -104.0, 89.0);
    let n = round_small_f32(t * 1.44269504);
    let r = fma(n, -1.42860677e-6, opaque(fma(n, -0.693145752, t)));
    let q = fma(fma(fma(fma(0.00138207187, r, 0.00836867653), r, 0.0416682661), r, 0.166665211), r, 0.49999994);
    return scale_f32(1.0 + opaque(fma(r * r, q, r)), n);
}
