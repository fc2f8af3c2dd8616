// e^(x + low) = exp_mantissa_f32(x, low, n) * 2^n with n = exp_power_f32(x), for |x| <= 112 and |low| < 2^-3; the mantissa is in (0.6, 1.7).
// For products with e^x that are normal numbers where e^x is not. Reduction and polynomial of exp.
fn exp_power_f32(x: f32) -> f32 {
    return round_small_f32(x * 1.44269504);
}

fn exp_mantissa_f32(x: f32, low: f32, n: f32) -> f32 {
    let r = fma(n, -1.42860677e-6, opaque(fma(n, -0.693145752, x))) + low;
    let q = fma(fma(fma(fma(0.00138207187, r, 0.00836867653), r, 0.0416682661), r, 0.166665211), r, 0.49999994);
    return 1.0 + opaque(fma(r * r, q, r));
}
