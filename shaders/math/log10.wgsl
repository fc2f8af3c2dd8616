// Logarithm to base 10. Domain: x >= 0. At most 1.5 ULP. Special cases of log.
// x = 2^n (1 + f); log10(1 + f) = f log10(e) + f^2 q(f), q a minimax polynomial (own fit); the leading products are exact: short factors.
fn log10_f32(x: f32) -> f32 {
    let n = exponent_f32(x);
    let f = mantissa_f32(x) - 1.0;
    let head = bitcast<f32>(bitcast<u32>(f) & 0xfffff000u);
    let z = f * f;
    let a = fma(fma(fma(fma(-0.0194897335, f, 0.045353096), f, -0.0571522601), f, 0.0628960207), f, -0.0723020583);
    let b = fma(fma(fma(0.0868182182, f, -0.108573772), f, 0.144765347), f, -0.217147246);
    let q = fma(a, z * z, b);
    let rest = fma(z, q, fma(f, 9.03803408e-05, fma(f - head, 0.434204102, n * 4.60503898e-06)));
    let whole = n * 0.301025391;
    let sum = fma(head, 0.434204102, whole);
    let lost = fma(head, 0.434204102, whole - opaque(sum));
    return log_edges_f32(x, sum + opaque(lost + rest));
}
