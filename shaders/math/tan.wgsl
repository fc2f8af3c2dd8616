// Tangent of x radians. Domain: all. At most 2 ULP, for huge x too. tan(+-0) = +-0; +-inf and NaN give NaN.
// tan(r) by a minimax polynomial (own fit) and -1 / tan(r) in the odd quadrants.
fn tan_f32(x: f32) -> f32 {
    let odd = (angle_quadrant(x) & 1u) == 1u;
    let r = angle_rest(x);
    let z = r * r;
    let a = fma(fma(0.00437595695, z, 9.20084713e-05), z, 0.0108320015);
    let b = fma(fma(a, z, 0.0212846342), z, 0.0540591665);
    let p = fma(fma(b, z, 0.133326739), z, 0.333333492);
    let t = r + fma(r * z, p, angle_rest_low(x));
    let size = select(t, -1.0 / t, odd);
    let y = bitcast<f32>(bitcast<u32>(size) ^ (bitcast<u32>(x) & 0x80000000u));
    return angle_edges(x, select(y, x, abs(x) < 0.000244140625));
}
