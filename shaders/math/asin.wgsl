// Arc sine. Domain: [-1, 1]. At most 1.5 ULP. asin(+-0) = +-0, |x| > 1 and NaN give NaN.
// |x| <= 1/2: x + x z p(z) with z = x^2; else pi/2 - 2 asin(sqrt(z)) with z = (1 - |x|) / 2, which is exact. p: minimax (own fit).
fn asin_f32(x: f32) -> f32 {
    let size = abs(x);
    let far = size > 0.5;
    let z = select(x * x, fma(size, -0.5, 0.5), far);
    let p = z * asin_polynomial(z);
    let s = sqrt(z);
    let head = fma(s, -2.0, 1.57079637);
    let tail = fma(s, -2.0, 1.57079637 - opaque(head));
    let large = head + (tail - fma(2.0 * s, p, 4.37113883e-8));
    return copysign_f32(select(fma(size, p, size), large, far), x);
}

fn asin_polynomial(z: f32) -> f32 {
    return fma(fma(fma(fma(0.0422286913, z, 0.0241448991), z, 0.0454769395), z, 0.0749524906), z, 0.166667536);
}
