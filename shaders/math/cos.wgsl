// Cosine of x radians. Domain: all. At most 1.5 ULP, for huge x too. cos(+-0) = 1; +-inf and NaN give NaN.
fn cos_f32(x: f32) -> f32 {
    let quadrant = angle_quadrant(x) + 1u;
    let r = angle_rest(x);
    let low = angle_rest_low(x);
    let size = select(sin_of_rest(r, low), cos_of_rest(r, low), (quadrant & 1u) == 1u);
    return angle_edges(x, bitcast<f32>(bitcast<u32>(size) ^ ((quadrant & 2u) << 30u)));
}
