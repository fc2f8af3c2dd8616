// Arc cosine. Domain: [-1, 1]. At most 1.5 ULP. acos(1) = +0, |x| > 1 and NaN give NaN.
// |x| <= 1/2: pi/2 - asin(x); else 2 asin(sqrt(z)) with z = (1 - |x|) / 2, taken from pi for negative x.
fn acos_f32(x: f32) -> f32 {
    let size = abs(x);
    let far = size > 0.5;
    let z = select(x * x, fma(size, -0.5, 0.5), far);
    let p = z * asin_polynomial(z);
    let s = 2.0 * sqrt(z);
    let positive = fma(s, p, s);
    let negative = 3.14159274 - opaque(positive + 8.74227766e-8);
    let near = 1.57079637 - opaque(x + fma(x, p, 4.37113883e-8));
    return select(near, select(positive, negative, x < 0.0), far);
}
