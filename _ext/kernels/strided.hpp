// Reading runs at a constant byte stride; shared by the kernels that take any stride.
#pragma once
#include "../simd/types.hpp"

namespace {

// f(i, element i) for i < n. Steps of 1, -1 and 2 elements, and a repeated element, are plain loops for the vectoriser.
template <class T, class F> TA_INLINE void each_strided(const char* p, i64 stride, i64 n, F f) {
    const i64 size = sizeof(T);
    const T* x = (const T*)p;
    const bool is_aligned = (u64(p) & (alignof(T) - 1)) == 0;
    if (is_aligned && stride == size)
        for (i64 i = 0; i < n; i++) f(i, x[i]);
    else if (is_aligned && stride == 2 * size)
        for (i64 i = 0; i < n; i++) f(i, x[2 * i]);
    else if (is_aligned && stride == -size)
        for (i64 i = 0; i < n; i++) f(i, x[-i]);
    else if (is_aligned && stride == 0) {
        const T value = *x;
        for (i64 i = 0; i < n; i++) f(i, value);
    } else
        for (i64 i = 0; i < n; i++) {
            T value;
            __builtin_memcpy(&value, p + i * stride, sizeof(T));
            f(i, value);
        }
}

}  // namespace
