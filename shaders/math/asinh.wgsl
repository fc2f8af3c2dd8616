// Inverse hyperbolic sine. Domain: all. At most 2 ULP. asinh(+-0) = +-0, asinh(+-inf) = +-inf, NaN stays.
// |x| < 3/4: x + x z p(z) with z = x^2, p minimax (own fit); else log(|x| + sqrt(x^2 + 1)), for large |x| log(2 |x|).
fn asinh_f32(x: f32) -> f32 {
    let t = abs(x);
    let z = x * x;
    let p = fma(fma(fma(-0.00298316451, z, 0.0104539283), z, -0.0197029486), z, 0.0297706947);
    let q = fma(fma(fma(p, z, -0.0445652455), z, 0.0749952421), z, -0.166666567);
    let huge = t > 1.0e9;
    let root = select(sqrt(fma(x, x, 1.0)), 0.0, huge);
    let u = opaque(t + root);
    let low = t - (u - root);
    let far = log_pair_f32(u, low, select(0.0, 1.0, huge));
    let size = select(far, fma(t * z, q, t), t < 0.75);
    return select(copysign_f32(size, x), x, (t == infinity_f32()) | is_nan_f32(x));
}
