// Sine of x radians. Domain: all. At most 1.5 ULP, for huge x too. sin(+-0) = +-0; +-inf and NaN give NaN.
fn sin_f32(x: f32) -> f32 {
    let quadrant = angle_quadrant(x);
    let r = angle_rest(x);
    let low = angle_rest_low(x);
    let size = select(sin_of_rest(r, low), cos_of_rest(r, low), (quadrant & 1u) == 1u);
    let flip = ((quadrant & 2u) << 30u) ^ (bitcast<u32>(x) & 0x80000000u);
    let y = bitcast<f32>(bitcast<u32>(size) ^ flip);
    return angle_edges(x, select(y, x, abs(x) < 0.000244140625));
}
