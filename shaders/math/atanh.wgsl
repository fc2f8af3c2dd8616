// Inverse hyperbolic tangent. Domain: [-1, 1]. At most 2 ULP. atanh(+-0) = +-0, atanh(+-1) = +-inf, |x| > 1 and NaN give NaN.
// |x| < 1/2: x + x z p(z) with z = x^2, p minimax (own fit); else log((1 + |x|) / (1 - |x|)) / 2.
fn atanh_f32(x: f32) -> f32 {
    let t = abs(x);
    let z = x * x;
    let p = fma(fma(fma(0.176400319, z, 0.0515891649), z, 0.118167669), z, 0.142237455);
    let q = fma(fma(p, z, 0.200024545), z, 0.333333015);
    let far = 0.5 * log_positive_f32((1.0 + t) / (1.0 - t));
    let inside = select(select(nan_f32(), infinity_f32(), t == 1.0), far, t < 1.0);
    return copysign_f32(select(inside, fma(t * z, q, t), t < 0.5), x);
}
