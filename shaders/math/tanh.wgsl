// Hyperbolic tangent. Domain: all. At most 1.5 ULP. tanh(+-0) = +-0, tanh(+-inf) = +-1, NaN stays.
// |x| < 0.55: x + x^3 p(x^2), a minimax polynomial (own fit); else 1 - 2 / (exp(2|x|) + 1), which is 1 from 9.02 on.
fn tanh_f32(x: f32) -> f32 {
    let z = x * x;
    let p = fma(fma(fma(fma(-0.00624284893, z, 0.021050714), z, -0.0538475476), z, 0.133325443), z, -0.333333164);
    let size = at_most_f32(abs(x), 10.0);
    let far = 1.0 - 2.0 / (exp_f32(size + size) + 1.0);
    return copysign_f32(select(far, fma(abs(x) * z, p, abs(x)), abs(x) < 0.55), x);
}
