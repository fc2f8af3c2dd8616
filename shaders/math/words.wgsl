// The words of the mathematics that each compiler defines for itself: here for WGSL, in _ext/math/dialect_words.hpp for the CPU.
// `opaque(x: f32) -> f32` comes from the frame: it returns x and hides its value from the driver's algebra.

// Bits, because drivers may assume that x == x.
fn is_nan_f32(x: f32) -> bool {
    return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}

// The constants that WGSL forbids as literals.
fn infinity_f32() -> f32 {
    return bitcast<f32>(bitcast<u32>(opaque(0.0)) | 0x7f800000u);
}

fn nan_f32() -> f32 {
    return bitcast<f32>(bitcast<u32>(opaque(0.0)) | 0x7fc00000u);
}

// The size of x with the sign of s.
fn copysign_f32(x: f32, s: f32) -> f32 {
    return bitcast<f32>((bitcast<u32>(x) & 0x7fffffffu) | (bitcast<u32>(s) & 0x80000000u));
}

// x held between low and high; NaN stays NaN.
fn clamp_f32(x: f32, low: f32, high: f32) -> f32 {
    return select(min(max(x, low), high), x, is_nan_f32(x));
}

// x but at most high; NaN stays NaN.
fn at_most_f32(x: f32, high: f32) -> f32 {
    return select(min(x, high), x, is_nan_f32(x));
}

// x rounded to an integer, half to even, for |x| < 2^22; the sign of a zero may be lost.
fn round_small_f32(x: f32) -> f32 {
    return round(x);
}

// y * 2^n for 2^-2 < |y| < 2^2 and an integral |n| <= 250, rounded once also where the result is subnormal. NaN where y is NaN.
fn scale_f32(y: f32, n: f32) -> f32 {
    let whole = i32(n);
    let half = whole >> 1u;
    let first = bitcast<f32>((half + 127i) << 23u);
    let second = bitcast<f32>((whole - half + 127i) << 23u);
    return (y * first) * second;
}

// x = mantissa * 2^exponent with 0.75 <= mantissa < 1.5, for finite x > 0, subnormal ones too.
fn exponent_f32(x: f32) -> f32 {
    let small = x < 1.17549435e-38;
    let bits = bitcast<i32>(select(x, x * 16777216.0, small));
    let n = f32((bits - 0x3f400000i) >> 23u);
    return select(n, n - 24.0, small);
}

fn mantissa_f32(x: f32) -> f32 {
    let bits = bitcast<i32>(select(x, x * 16777216.0, x < 1.17549435e-38));
    return bitcast<f32>(bits - (((bits - 0x3f400000i) >> 23u) << 23u));
}

// y / 2^n for an integral n in [-126, 129]; of a quotient that is not normal only the size is right.
fn unscale_f32(y: f32, n: f32) -> f32 {
    return y * bitcast<f32>((127i - i32(min(n, 126.0))) << 23u);
}

// 2^n for an integral n in [-126, 127].
fn power_of_two_f32(n: f32) -> f32 {
    return bitcast<f32>((i32(n) + 127i) << 23u);
}

// The logarithm of x, which is y but at the edges: 0 gives -inf, inf itself, NaN and what is below 0 give NaN.
fn log_edges_f32(x: f32, y: f32) -> f32 {
    let positive = select(y, x, x == infinity_f32());
    let zero_or_less = select(nan_f32(), -infinity_f32(), x == 0.0);
    return select(zero_or_less, select(positive, x, is_nan_f32(x)), (x > 0.0) | is_nan_f32(x));
}
