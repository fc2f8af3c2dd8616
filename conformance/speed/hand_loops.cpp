// The formulas of groups/fuse.py as loops that one would write by hand, for the compiler to turn into vector code: -Ofast and this machine's instructions,
// the mathematical functions of the C library's vector library, which are less accurate than ours. Two of each, float and double.
#include <cmath>
#include <cstdint>

#define EACH for (int64_t i = 0; i < n; i++)
#define ELEMENTWISE(name, value)                                                                                                              \
    template <class T> void name(const T* __restrict x, const T* __restrict y, const T* __restrict z, T* __restrict out, int64_t n, int64_t) { \
        EACH out[i] = value;                                                                                                                  \
    }

namespace {

ELEMENTWISE(polynomial, 2 * x[i] + 3 * (std::sin(y[i]) * std::sin(y[i])) - z[i] / (1 + std::abs(x[i])))
ELEMENTWISE(ten, ((x[i] + y[i]) * (x[i] - y[i]) + z[i]) * T(0.5) + x[i] * T(0.25) - y[i] * z[i] + (1 - x[i]) * 2)
ELEMENTWISE(gelu, T(0.5) * x[i] * (1 + std::tanh(T(0.7978845608028654) * (x[i] + T(0.044715) * x[i] * x[i] * x[i]))))
ELEMENTWISE(standardisation, (x[i] - T(0.5)) * 2 / (std::sqrt(y[i] * y[i] + 1) + T(1e-5)))
ELEMENTWISE(mandelbrot, x[i] * x[i] + y[i] * y[i] < 4 ? x[i] * x[i] - y[i] * y[i] + z[i] : x[i])

// float32 sums in double, as NumPy's pairwise sums are no less exact.
template <class T> void squares(const T* __restrict x, const T* __restrict y, const T*, T* __restrict out, int64_t n, int64_t) {
    double sum = 0;
    EACH sum += (x[i] - y[i]) * (x[i] - y[i]);
    *out = T(sum);
}

template <class T> void softmax(const T* __restrict x, const T*, const T*, T* __restrict out, int64_t rows, int64_t n) {
    for (int64_t r = 0; r < rows; r++, x += n, out += n) {
        T top = x[0];
        EACH top = x[i] > top ? x[i] : top;
        double sum = 0;
        EACH out[i] = std::exp(x[i] - top);
        EACH sum += out[i];
        const T divisor = T(sum);
        EACH out[i] = out[i] / divisor;
    }
}

template <class T> void standardised(const T* __restrict x, const T*, const T*, T* __restrict out, int64_t rows, int64_t n) {
    for (int64_t r = 0; r < rows; r++, x += n, out += n) {
        double sum = 0, squares = 0;
        EACH sum += x[i];
        const T mean = T(sum / double(n));
        EACH squares += (x[i] - mean) * (x[i] - mean);
        const T deviation = std::sqrt(T(squares / double(n)));
        EACH out[i] = (x[i] - mean) / deviation;
    }
}

// Points of 16 coordinates.
template <class T> void distances(const T* __restrict x, const T* __restrict y, const T*, T* __restrict out, int64_t rows, int64_t) {
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < rows; c++) {
            T sum = 0;
            for (int k = 0; k < 16; k++) sum += (x[16 * r + k] - y[16 * c + k]) * (x[16 * r + k] - y[16 * c + k]);
            out[r * rows + c] = sum;
        }
}

template <class T> void black_scholes(const T* __restrict x, const T* __restrict y, const T* __restrict z, T* __restrict out, int64_t n, int64_t) {
    EACH {
        const T t = std::abs(z[i]) + T(0.1);
        const T d = (std::log((std::abs(x[i]) + T(0.1)) / (std::abs(y[i]) + T(0.1))) + T(0.05) * t) / (T(0.2) * std::sqrt(t));
        out[i] = x[i] / (1 + std::exp(T(-1.702) * d)) - y[i] * std::exp(T(-0.03) * t) / (1 + std::exp(T(-1.702) * (d - T(0.2) * std::sqrt(t))));
    }
}

}  // namespace

#define BOTH(name)                                                                                                                              \
    extern "C" void name##_f32(const float* x, const float* y, const float* z, float* out, int64_t n, int64_t m) { name(x, y, z, out, n, m); }   \
    extern "C" void name##_f64(const double* x, const double* y, const double* z, double* out, int64_t n, int64_t m) { name(x, y, z, out, n, m); }
BOTH(polynomial) BOTH(ten) BOTH(gelu) BOTH(standardisation) BOTH(mandelbrot) BOTH(squares) BOTH(softmax) BOTH(standardised) BOTH(distances) BOTH(black_scholes)
