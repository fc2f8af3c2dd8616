// The shape of kernels of functions of many instructions: they are called, and one loop serves all of one dtype and number of operands.
#pragma once
#include "map.hpp"

namespace {

template <int n_in, class E, class F> static __attribute__((noinline)) void by_call(F f, char* const* data, const i64* stride, i64 n) {
    tiled<n_in, E, E>(data, stride, n, [f](E* out, const E* const* x, i64 m) {
        struct Called {
            F f;
            TA_INLINE Vec<E> operator()(const E* const* x, i64 i, int count) const {
                auto at = [=](int k) { return count == Vec<E>::lanes ? load(x[k] + i) : load_n(x[k] + i, count); };
                if constexpr (n_in == 1) return f(at(0));
                else if constexpr (n_in == 2) return f(at(0), at(1));
                else return f(at(0), at(1), at(2));
            }
        } called = {f};
        i64 i = 0;
        for (; i + Vec<E>::lanes <= m; i += Vec<E>::lanes) store(out + i, called(x, i, Vec<E>::lanes));
        if (i < m) store_n(out + i, called(x, i, int(m - i)), int(m - i));
    });
}
template <class Op, class E, class R, int n_in> struct map_called {
    typedef Vec<E> V;
    static V of_one(V x) { return Op::apply(x); }
    static V of_two(V x, V y) { return Op::apply(x, y); }
    static V of_three(V x, V y, V z) { return Op::apply(x, y, z); }
    static void run(char* const* data, const i64* stride, i64 n) {
        if constexpr (n_in == 1) by_call<1, E>(of_one, data, stride, n);
        else if constexpr (n_in == 2) by_call<2, E>(of_two, data, stride, n);
        else by_call<3, E>(of_three, data, stride, n);
    }
};

}  // namespace
