// The angle of the point (x, y) from the positive x axis, y first. At most 2 ULP. The 22 special cases of the standard hold.
// The smaller size over the larger gives an angle in [0, pi/4]; the octant says what it is added to or taken from.
fn atan2_f32(y: f32, x: f32) -> f32 {
    let across = abs(x);
    let up = abs(y);
    let steep = up > across;
    let large = select(across, up, steep);
    let small = select(up, across, steep);
    let ratio = select(small / large, 1.0, small == large);
    let angle = atan_of_fraction(select(ratio, 0.0, large == 0.0));
    let backward = bitcast<i32>(x) < 0i;
    let base = select(select(0.0, 3.14159274, backward), 1.57079637, steep);
    let base_low = select(select(0.0, -8.74227766e-8, backward), -4.37113883e-8, steep);
    let negate = (steep & (!backward)) | (backward & (!steep));
    let signed = select(angle, -angle, negate);
    return select(copysign_f32(base + opaque(signed + base_low), y), x + y, is_nan_f32(x) | is_nan_f32(y));
}
