// Hyperbolic sine. Domain: all. At most 2 ULP. sinh(+-0) = +-0, sinh(+-inf) = +-inf, NaN stays; overflow above 89.41599.
// |x| = n ln2 + r; sinh = 2 (cosh(r) (u - d) + sinh(r) (u + d)) with u = 2^(n-2), d = 2^(-n-2): no division and no cancellation.
fn sinh_f32(x: f32) -> f32 {
    let t = at_most_f32(abs(x), 89.6);
    let n = round_small_f32(t * 1.44269504);
    let r = reduced_by_ln2(t, n);
    let up = power_of_two_f32(n - 2.0);
    let down = unscale_f32(0.25, n);
    let difference = up - down;
    let sum = up + down;
    let s = fma(sum, r, difference);
    let e = fma(sum, r, difference - opaque(s));
    let y = s + opaque(fma(difference, cosh_rest(r), fma(sum, sinh_rest(r) + reduced_by_ln2_tail(t, n), e)));
    return select(copysign_f32(y + y, x), x, abs(x) < 0.000244140625);
}

// t - n ln2 and what its rounding lost.
fn reduced_by_ln2(t: f32, n: f32) -> f32 {
    return fma(n, -1.42860677e-6, opaque(fma(n, -0.693145752, t)));
}

fn reduced_by_ln2_tail(t: f32, n: f32) -> f32 {
    let a = opaque(fma(n, -0.693145752, t));
    return fma(n, -1.42860677e-6, a - opaque(reduced_by_ln2(t, n)));
}

// sinh(r) - r and cosh(r) - 1 for |r| <= ln2 / 2: minimax polynomials (own fits).
fn sinh_rest(r: f32) -> f32 {
    let z = r * r;
    return r * z * fma(fma(0.000199718939, z, 0.00833317731), z, 0.166666672);
}

fn cosh_rest(r: f32) -> f32 {
    let z = r * r;
    return z * fma(fma(0.00139362679, z, 0.0416664518), z, 0.5);
}
