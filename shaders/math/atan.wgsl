// Arc tangent. Domain: all. At most 1.7 ULP. atan(+-0) = +-0, atan(+-inf) = +-pi/2, NaN stays.
// |x| <= 1: x + x z p(z) with z = x^2, p a minimax polynomial (own fit); else pi/2 - atan(1 / |x|).
fn atan_f32(x: f32) -> f32 {
    let size = abs(x);
    let far = size > 1.0;
    let t = select(size, 1.0 / size, far);
    let near = atan_of_fraction(t);
    return copysign_f32(select(near, 1.57079637 - opaque(near + 4.37113883e-8), far), x);
}

// atan(t) for 0 <= t <= 1.
fn atan_of_fraction(t: f32) -> f32 {
    let z = t * t;
    let w = z * z;
    let a = fma(fma(-0.00178458169, z, 0.0108762113), z, -0.0311101675);
    let b = fma(fma(0.0578935593, z, -0.0839993954), z, 0.109510638);
    let c = fma(fma(-0.142640427, z, 0.19998531), z, -0.333332986);
    let p = fma(fma(a, w * z, b), w * z, c);
    return fma(t * z, p, t);
}
