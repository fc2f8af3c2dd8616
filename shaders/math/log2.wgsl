// Logarithm to base 2. Domain: x >= 0. At most 1.5 ULP; exact for powers of 2. Special cases of log.
// x = 2^n (1 + f); log2(1 + f) = f log2(e) + f^2 q(f), q a minimax polynomial (own fit); the first product is exact: both factors are short.
fn log2_f32(x: f32) -> f32 {
    let n = exponent_f32(x);
    let f = mantissa_f32(x) - 1.0;
    let head = bitcast<f32>(bitcast<u32>(f) & 0xfffff000u);
    let z = f * f;
    let a = fma(fma(fma(fma(-0.0652476102, f, 0.151160523), f, -0.18988122), f, 0.208835945), f, -0.240162954);
    let b = fma(fma(fma(0.288409948, f, -0.360675663), f, 0.48089996), f, -0.721347511);
    let q = fma(a, z * z, b);
    let rest = fma(z, q, fma(f, 0.000312228389, (f - head) * 1.44238281));
    return log_edges_f32(x, fma(head, 1.44238281, n) + rest);
}
