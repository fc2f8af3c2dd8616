// Hyperbolic cosine. Domain: all. At most 2 ULP. cosh(+-0) = 1, cosh(+-inf) = inf, NaN stays; overflow above 89.41599.
// The formula of sinh with sum and difference exchanged.
fn cosh_f32(x: f32) -> f32 {
    let t = at_most_f32(abs(x), 89.6);
    let n = round_small_f32(t * 1.44269504);
    let r = reduced_by_ln2(t, n);
    let up = power_of_two_f32(n - 2.0);
    let down = unscale_f32(0.25, n);
    let difference = up - down;
    let sum = up + down;
    let lost = down - (opaque(sum) - up);
    let s = fma(difference, r, sum);
    let e = fma(difference, r, sum - opaque(s));
    let y = s + opaque(fma(sum, cosh_rest(r), fma(difference, sinh_rest(r) + reduced_by_ln2_tail(t, n), e + lost)));
    return y + y;
}
