// Forward transforms of a few numbers, lane by lane.
#pragma once
#include "math/complex.hpp"

namespace {
namespace fft {

typedef Vec<f64> V;
typedef Complex<f64> Z;
constexpr int lanes = V::lanes, plane = 2 * lanes;

// a * w, fused where the ISA can.
TA_INLINE Z times(Z a, Z w) {
    return {fms_(a.re, w.re, a.im * w.im), fma_(a.re, w.im, a.im * w.re)};
}
TA_INLINE Z over_i(Z a) { return {a.im, -a.re}; }
TA_INLINE Z load_plane(const f64* p) { return {load(p), load(p + lanes)}; }
TA_INLINE void store_plane(f64* p, Z x) {
    store(p, x.re);
    store(p + lanes, x.im);
}
// One number in every lane.
TA_INLINE Z spread(const f64* pair) { return {V(pair[0]), V(pair[1])}; }

struct Radix2 {
    static constexpr int radix = 2;
    static TA_INLINE void run(Z* x) {
        const Z a = x[0], b = x[1];
        x[0] = a + b;
        x[1] = a - b;
    }
};

struct Radix4 {
    static constexpr int radix = 4;
    static TA_INLINE void run(Z& x0, Z& x1, Z& x2, Z& x3) {
        const Z a = x0 + x2, b = x0 - x2, c = x1 + x3, d = x1 - x3;
        x0 = a + c;
        x1 = {b.re + d.im, b.im - d.re};
        x2 = a - c;
        x3 = {b.re - d.im, b.im + d.re};
    }
    static TA_INLINE void run(Z* x) { run(x[0], x[1], x[2], x[3]); }
};

struct Radix8 {
    static constexpr int radix = 8;
    static TA_INLINE void run(Z* x) {
        const V h = f64(0.70710678118654752440);
        Radix4::run(x[0], x[2], x[4], x[6]);
        Radix4::run(x[1], x[3], x[5], x[7]);
        const Z a = x[1], b = {(x[3].re + x[3].im) * h, (x[3].im - x[3].re) * h}, c = over_i(x[5]),
                         d = {(x[7].im - x[7].re) * h, (x[7].re + x[7].im) * -h};
        const Z e0 = x[0], e1 = x[2], e2 = x[4], e3 = x[6];
        x[0] = e0 + a;
        x[1] = e1 + b;
        x[2] = e2 + c;
        x[3] = e3 + d;
        x[4] = e0 - a;
        x[5] = e1 - b;
        x[6] = e2 - c;
        x[7] = e3 - d;
    }
};

// cos and sin of 2 pi j / n for 0 < j <= n / 2.
template <int n> struct Angles;
template <> struct Angles<3> {
    static constexpr double cos[] = {-0.5}, sin[] = {0.86602540378443864676};
};
template <> struct Angles<5> {
    static constexpr double cos[] = {0.30901699437494742410, -0.80901699437494742410}, sin[] = {0.95105651629515357212, 0.58778525229247312917};
};
template <> struct Angles<7> {
    static constexpr double cos[] = {0.62348980185873353053, -0.22252093395631440429, -0.90096886790241912624};
    static constexpr double sin[] = {0.78183148246802980871, 0.97492791218182360702, 0.43388373911755812048};
};

// An odd prime: sums and differences of the elements that lie symmetric to each other, times cosines and sines.
template <int n> struct RadixOdd {
    static constexpr int radix = n, half = n / 2;
    static TA_INLINE void run(Z* x) {
        Z sum[half], difference[half], first = x[0];
#pragma GCC unroll 8
        for (int j = 0; j < half; j++) {
            sum[j] = x[j + 1] + x[n - 1 - j];
            difference[j] = x[j + 1] - x[n - 1 - j];
        }
#pragma GCC unroll 8
        for (int k = 1; k <= half; k++) {
            Z even = first, odd;
#pragma GCC unroll 8
            for (int j = 1; j <= half; j++) {
                const int at = j * k % n, folded = at <= half ? at : n - at;
                const V c = Angles<n>::cos[folded - 1], s = at <= half ? Angles<n>::sin[folded - 1] : -Angles<n>::sin[folded - 1];
                even = {fma_(c, sum[j - 1].re, even.re), fma_(c, sum[j - 1].im, even.im)};
                if (j == 1) odd = {s * difference[0].re, s * difference[0].im};
                else odd = {fma_(s, difference[j - 1].re, odd.re), fma_(s, difference[j - 1].im, odd.im)};
            }
            x[k] = {even.re + odd.im, even.im - odd.re};
            x[n - k] = {even.re - odd.im, even.im + odd.re};
        }
#pragma GCC unroll 8
        for (int j = 0; j < half; j++) first = first + sum[j];
        x[0] = first;
    }
};

// Any odd number below TA_FFT_MAX_RADIX: roots are its roots of unity, as pairs. The sums are taken in short groups, for accuracy.
inline void any_radix(Z* x, int n, const f64* roots) {
    const int half = n / 2, group = 4;
    Z sum[TA_FFT_MAX_RADIX / 2], difference[TA_FFT_MAX_RADIX / 2], total = x[0];
    for (int j = 0; j < half; j++) {
        sum[j] = x[j + 1] + x[n - 1 - j];
        difference[j] = x[j + 1] - x[n - 1 - j];
    }
    for (int from = 0; from < half; from += group) {
        Z part = sum[from];
        for (int j = from + 1; j < half && j < from + group; j++) part = part + sum[j];
        total = total + part;
    }
    const V zero = 0.0;
    for (int k = 1; k <= half; k++) {
        Z even = x[0], odd = {zero, zero};
        for (int from = 0, at = k; from < half; from += group) {
            Z even_part = {zero, zero}, odd_part = {zero, zero};
            for (int j = from; j < half && j < from + group; j++) {
                const V c = roots[2 * at], s = -roots[2 * at + 1];
                even_part = {fma_(c, sum[j].re, even_part.re), fma_(c, sum[j].im, even_part.im)};
                odd_part = {fma_(s, difference[j].re, odd_part.re), fma_(s, difference[j].im, odd_part.im)};
                at += k;
                if (at >= n) at -= n;
            }
            even = even + even_part;
            odd = odd + odd_part;
        }
        x[k] = {even.re + odd.im, even.im - odd.re};
        x[n - k] = {even.re - odd.im, even.im + odd.re};
    }
    x[0] = total;
}

}  // namespace fft
}  // namespace
