// Hyperbolic cosine. Domain: all. At most 2 ULP. cosh(+-0) = 1, cosh(+-inf) = inf, NaN stays; overflow above 89.41599.
// The formula of sinh with sum and difference exchanged.
fn cosh_f32(x: f32) -> f32 {
    let t = clamp_f32(abs(x), 0.0, 89.6);
    let n = round(t * 1.44269504);
    let r = reduced_by_ln2(t, n);
    let sum = power_of_two_sum(n, 1.0);
    let lead = power_of_two_sum(n, -1.0) * r;
    let s = sum + lead;
    let e = (sum - opaque(s)) + lead;
    let y = s + (fma(sum, cosh_rest(r), power_of_two_sum(n, -1.0) * (sinh_rest(r) + reduced_by_ln2_tail(t, n))) + e);
    return y + y;
}
