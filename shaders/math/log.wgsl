// Natural logarithm. Domain: x >= 0. At most 1 ULP. log(+-0) = -inf, log(inf) = inf, log(1) = +0, x < 0 and NaN give NaN.
// x = 2^n m with 0.75 <= m < 1.5; log(m) = f - f^2/2 + f^3 q(f) with f = m - 1; q is a minimax polynomial (own fit).
fn log_f32(x: f32) -> f32 {
    return log_edges_f32(x, log_positive_f32(x));
}

// The logarithm of a finite x > 0.
fn log_positive_f32(x: f32) -> f32 {
    let n = exponent_f32(x);
    let f = mantissa_f32(x) - 1.0;
    let z = f * f;
    let a = fma(fma(fma(-0.0451336652, f, 0.104710363), f, -0.131640807), f, 0.144779921);
    let b = fma(fma(fma(-0.166469321, f, 0.199908331), f, -0.250001073), f, 0.333334506);
    let q = fma(a, z * z, b);
    let small = fma(-0.5, z, fma(z * f, q, n * 1.42860677e-6));
    return fma(n, 0.693145752, f + small);
}
