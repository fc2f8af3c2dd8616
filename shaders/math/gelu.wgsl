// x Phi(x), Phi the distribution of a normal variable. Domain: all. At most 4 ULP. gelu(+-0) = +-0, gelu(inf) = inf, gelu(-inf) = NaN
// as the formula, NaN stays. Phi(-y) = e^(-y^2 / 2) R(y); the square in two parts, its first of 12 bits squared;
// (y + 2) R(y) a polynomial of (y - 2) / (y + 2) (own fit).
fn gelu_f32(x: f32) -> f32 {
    let y = at_most_f32(abs(x), 15.0);
    let head = bitcast<f32>(bitcast<u32>(y) & 0xfffff000u);
    let square = -0.5 * (head * head);
    let low = -0.5 * ((y - head) * (y + head));
    let n = exp_power_f32(square);
    let m = exp_mantissa_f32(square, low, n);
    let sum = y + 2.0;
    let t = (y - 2.0) / sum;
    let a = fma(fma(fma(-0.0000768509636, t, 0.0000299180756), t, 0.000724572397), t, 0.000885239686);
    let b = fma(fma(fma(fma(a, t, -0.00189062499), t, -0.00675198389), t, -0.000483256037), t, 0.0367216542);
    let r = fma(fma(fma(b, t, 0.0287984051), t, -0.331404567), t, 0.672407985) / sum;
    let tail = scale_f32(y * m * r, n);
    return select(fma(x, 0.0, -tail), x - tail, x > 0.0);
}
