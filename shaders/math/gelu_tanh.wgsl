// x (1 + tanh(u)) / 2 = x / (1 + e^-2u), u = sqrt(2 / pi) (x + 0.044715 x^3). Domain: all. At most 4 ULP. gelu_tanh(+-0) = +-0,
// gelu_tanh(inf) = inf, gelu_tanh(-inf) = NaN as the formula, NaN stays. 2u is a sum of two numbers.
fn gelu_tanh_f32(x: f32) -> f32 {
    let y = at_most_f32(abs(x), 11.0);
    let square = opaque(y * y);
    let cubic = opaque(0.0713548139 * square);
    let cubic_low = fma(0.0713548139, square, -cubic) + fma(0.0713548139, fma(y, y, -square), 2.39883240e-9 * square);
    let v = opaque(1.59576917 + cubic);
    let part = opaque(v - 1.59576917);
    let v_low = ((1.59576917 - opaque(v - part)) + (cubic - part)) + (cubic_low - 4.53406803e-8);
    let u = opaque(y * v);
    let u_low = fma(y, v, -u) + y * v_low;
    let n = exp_power_f32(-u);
    let m = exp_mantissa_f32(-u, -u_low, n);
    let tail = scale_f32(y * m / (1.0 + scale_f32(m, n)), n);
    return select(fma(x, 0.0, -tail), x - tail, x > 0.0);
}
