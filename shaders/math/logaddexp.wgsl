// log(e^x + e^y) without overflow. At most 2 ULP of the largest of |x|, |y| and the result. inf and NaN as in max; logaddexp(-inf, -inf) = -inf.
fn logaddexp_f32(x: f32, y: f32) -> f32 {
    let large = max(x, y);
    let distance = abs(x - y);
    let sum = large + log1p_f32(exp_f32(-distance));
    let plain = select(sum, large, (abs(large) == infinity_f32()));
    return select(plain, x + y, is_nan_f32(x) | is_nan_f32(y));
}
