// Hyperbolic sine. Domain: all. At most 2 ULP. sinh(+-0) = +-0, sinh(+-inf) = +-inf, NaN stays; overflow above 89.41599.
// |x| = n ln2 + r; sinh = 2 (cosh(r) (u - d) + sinh(r) (u + d)) with u = 2^(n-2), d = 2^(-n-2): no division and no cancellation.
fn sinh_f32(x: f32) -> f32 {
    let t = clamp_f32(abs(x), 0.0, 89.6);
    let n = round(t * 1.44269504);
    let r = reduced_by_ln2(t, n);
    let difference = power_of_two_sum(n, -1.0);
    let lead = power_of_two_sum(n, 1.0) * r;
    let s = difference + lead;
    let e = (difference - opaque(s)) + lead;
    let y = s + (fma(difference, cosh_rest(r), power_of_two_sum(n, 1.0) * (sinh_rest(r) + reduced_by_ln2_tail(t, n))) + e);
    return select(copysign_f32(y + y, x), x, abs(x) < 0.000244140625);
}

// t - n ln2 and what its rounding lost.
fn reduced_by_ln2(t: f32, n: f32) -> f32 {
    return opaque(t - n * 0.693145752) - n * 1.42860677e-6;
}

fn reduced_by_ln2_tail(t: f32, n: f32) -> f32 {
    let a = opaque(t - n * 0.693145752);
    return (a - opaque(reduced_by_ln2(t, n))) - n * 1.42860677e-6;
}

// 2^(n-2) + sign 2^(-n-2) for 0 <= n <= 129.
fn power_of_two_sum(n: f32, sign: f32) -> f32 {
    let up = bitcast<f32>((i32(n) + 125i) << 23u);
    let down = bitcast<f32>((125i - i32(min(n, 100.0))) << 23u);
    return fma(sign, down, up);
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
