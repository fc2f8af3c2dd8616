// sqrt(x^2 + y^2) without undue overflow or underflow. At most 1.5 ULP. hypot(+-inf, any) = inf, even NaN; else NaN stays.
// Both are scaled by the power of two of the larger one, which is exact.
fn hypot_f32(x: f32, y: f32) -> f32 {
    let large = max(abs(x), abs(y));
    let scale = select(select(1.0, 5.42101086e-20, large > 1.0e18), 3.7778932e22, large < 1.0e-18);
    let back = select(select(1.0, 1.84467441e19, large > 1.0e18), 2.64697796e-23, large < 1.0e-18);
    let a = x * scale;
    let b = y * scale;
    let size = sqrt(fma(a, a, b * b)) * back;
    let infinite = (abs(x) == infinity_f32()) | (abs(y) == infinity_f32());
    return select(select(size, x + y, is_nan_f32(x) | is_nan_f32(y)), infinity_f32(), infinite);
}
