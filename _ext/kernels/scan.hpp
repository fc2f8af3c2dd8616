// Cumulative sums and products, in one pass: an element is converted to the accumulator's type, joined and stored.
#pragma once
#include "reduce_float.hpp"
#include "reduce_integer.hpp"

namespace {

// Operation joins accumulators of type A.
template <class T, class A, class Operation> struct Scan {
    static TA_INLINE A at(const char* x) { return Widened<T, A>::of(*(const T*)x); }
    static void run(const char* x, i64 stride, i64 n, char* out_, char* accumulator) {
        A* out = (A*)out_;
        A a = *(const A*)accumulator;
        for (i64 i = 0; i < n; i++, x += stride) {
            TA_PLAIN_LOOP(i);
            out[i] = a = Operation::join(a, at(x));
        }
        *(A*)accumulator = a;
    }
    template <int n> static TA_INLINE void row_part(const T* __restrict x, A* __restrict out, A* __restrict a) {
        for (int k = 0; k < n; k++) out[k] = a[k] = Operation::join(a[k], Widened<T, A>::of(x[k]));
    }
    static void row(const char* x_, i64 stride, i64 n, char* out_, char* accumulator) {
        A *__restrict out = (A*)out_, *__restrict a = (A*)accumulator;
        if (stride == i64(sizeof(T))) {
            const T* __restrict x = (const T*)x_;
            i64 j = 0;
            for (; j + 16 <= n; j += 16) row_part<16>(x + j, out + j, a + j);
            for (; j + 4 <= n; j += 4) row_part<4>(x + j, out + j, a + j);
            for (; j < n; j++) {
                TA_PLAIN_LOOP(j);
                row_part<1>(x + j, out + j, a + j);
            }
            return;
        }
        for (i64 j = 0; j < n; j++) {
            TA_PLAIN_LOOP(j);
            out[j] = a[j] = Operation::join(a[j], at(x_ + j * stride));
        }
    }
};

}  // namespace
