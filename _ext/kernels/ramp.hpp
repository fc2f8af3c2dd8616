// Evenly spaced values: start + i * step for i = first, first + 1 ... The contracts are those of move_table.h.
#pragma once
#include "../simd/simd.hpp"

namespace {

template <class T> struct CountUp {
    T lane[Vec<T>::lanes];
    constexpr CountUp() : lane() {
        for (int i = 0; i < Vec<T>::lanes; i++) lane[i] = T(i);
    }
};
template <class T> constexpr CountUp<T> count_up = {};

template <class T> void ramp_integer(char* out_, i64 first, i64 n, u64 start, u64 step) {
    constexpr int lanes = Vec<T>::lanes;
    T* out = (T*)out_;
    T offset[lanes];
    for (int k = 0; k < lanes; k++) offset[k] = T(start + (u64(first) + u64(k)) * step);
    Vec<T> here = load(offset);
    const Vec<T> ahead(T(step * u64(lanes)));
    i64 i = 0;
    for (; i + lanes <= n; i += lanes, here = here + ahead) store(out + i, here);
    if (i < n) store_n(out + i, here, int(n - i));
}

// The indices are exact, so the product and the sum are rounded once each.
void ramp_f64(char* out_, i64 first, i64 n, f64 start, f64 step) {
    constexpr int lanes = Vec<f64>::lanes;
    f64* out = (f64*)out_;
    const Vec<f64> origin(start), factor(step), ahead = f64(2 * lanes), half = f64(lanes);
    Vec<f64> at = load(count_up<f64>.lane) + Vec<f64>(f64(first));
    i64 i = 0;
    for (; i + 2 * lanes <= n; i += 2 * lanes, at = at + ahead) {
        store(out + i, origin + at * factor);
        store(out + i + lanes, origin + (at + half) * factor);
    }
    for (; i < n; i += lanes, at = at + half) store_n(out + i, origin + at * factor, n - i < lanes ? int(n - i) : lanes);
}
// Computed in float64.
void ramp_f32(char* out_, i64 first, i64 n, f64 start, f64 step) {
    constexpr int lanes = Vec<f32>::lanes;
    f32* out = (f32*)out_;
    const Vec<f64> origin(start), factor(step), ahead = f64(lanes), half = f64(Vec<f64>::lanes);
    Vec<f64> at = load(count_up<f64>.lane) + Vec<f64>(f64(first));
    for (i64 i = 0; i < n; i += lanes, at = at + ahead) {
        const Vec<f32> values = narrow(origin + at * factor, origin + (at + half) * factor);
        if (i + lanes <= n) store(out + i, values);
        else store_n(out + i, values, int(n - i));
    }
}

}  // namespace
