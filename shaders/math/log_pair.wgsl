// log(u + low) + extra ln2 for positive u and |low| below one unit in the last place of u: the log of a number of 48 bits.
fn log_pair_f32(u: f32, low: f32, extra: f32) -> f32 {
    let n = exponent_f32(u);
    let f = mantissa_f32(u) - 1.0;
    let g = unscale_f32(low, n);
    let h = f + g;
    let tail = g - (opaque(h) - f);
    let z = h * h;
    let a = fma(fma(fma(-0.0451336652, h, 0.104710363), h, -0.131640807), h, 0.144779921);
    let b = fma(fma(fma(-0.166469321, h, 0.199908331), h, -0.250001073), h, 0.333334506);
    let q = fma(a, z * z, b);
    let k = n + extra;
    let small = fma(-0.5, z, fma(z * h, q, fma(k, 1.42860677e-6, tail)));
    return fma(k, 0.693145752, h + small);
}
