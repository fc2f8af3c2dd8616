// One row of scores of attention: the online softmax.
#pragma once
#include "exp_below_zero.hpp"
#include "../runtime/attention_table.h"

namespace {
namespace attention {

template <class T, bool is_max> TA_INLINE T fold_lanes(Vec<T> x) {
    constexpr int lanes = Vec<T>::lanes;
    T lane[lanes];
    store(lane, x);
    for (int n = lanes / 2; n > 0; n /= 2)
        for (int i = 0; i < n; i++) lane[i] = !is_max ? lane[i] + lane[i + n] : lane[i] > lane[i + n] ? lane[i] : lane[i + n];
    return lane[0];
}

// Scores with their mask, n of them.
template <class T, int mask_kind> TA_INLINE Vec<T> masked(const T* scores, Vec<T> scale, const char* mask, i64 i, int n) {
    constexpr int lanes = Vec<T>::lanes;
    const Vec<T> score = load_n(scores + i, n) * scale;
    if constexpr (mask_kind == TA_FLOAT_MASK) return score + load_n((const T*)mask + i, n);
    else if constexpr (mask_kind == TA_BOOL_MASK) {
        T keeps[lanes];
        for (int lane = 0; lane < lanes; lane++) keeps[lane] = lane < n ? T(((const u8*)mask)[i + lane]) : T(0);
        return select(Vec<T>(T(-__builtin_inf())), score, load(keeps) > Vec<T>(T(0)));
    } else return score;
}

template <class T, int mask_kind> TA_INLINE double weights_of(T* scores, i64 n, i64 n_valid, T scale_, const char* mask, ta_softmax_state* state) {
    typedef Vec<T> V;
    constexpr int lanes = V::lanes;
    const V scale = scale_, lowest = T(-__builtin_inf());
    V most = lowest;
    i64 i = 0;
    for (; i + lanes <= n_valid; i += lanes) {
        const V score = masked<T, mask_kind>(scores, scale, mask, i, lanes);
        store(scores + i, score);
        most = max_word(score, most);
    }
    if (i < n_valid) {
        const int last = int(n_valid - i);
        const V score = masked<T, mask_kind>(scores, scale, mask, i, last);
        store_n(scores + i, score, last);
        T lane[lanes];
        store(lane, score);
        for (int k = last; k < lanes; k++) lane[k] = T(-__builtin_inf());
        most = max_word(load(lane), most);
    }
    const T before = T(state->largest), here = fold_lanes<T, true>(most), largest = here > before ? here : before;
    const V shift = largest == T(-__builtin_inf()) ? T(0) : largest;
    V sum = T(0);
    for (i = 0; i + lanes <= n_valid; i += lanes) {
        const V weight = exp_below_zero(load(scores + i) - shift);
        store(scores + i, weight);
        sum = sum + weight;
    }
    if (i < n_valid) {
        const int last = int(n_valid - i);
        T lane[lanes];
        store(lane, exp_below_zero(load_n(scores + i, last) - shift));
        for (int k = last; k < lanes; k++) lane[k] = T(0);
        store_n(scores + i, load(lane), last);
        sum = sum + load(lane);
    }
    for (i = n_valid; i < n; i++) scores[i] = T(0);
    const double scaling = largest == before ? 1.0 : double(exp_below_zero(V(before) - shift)[0]);
    state->largest = largest;
    state->sum = state->sum * scaling + double(fold_lanes<T, false>(sum));
    return scaling;
}

template <class T> double weights(char* scores, int64_t n, int64_t n_valid, double scale, const char* mask, int mask_kind, ta_softmax_state* state) {
    if (mask_kind == TA_FLOAT_MASK) return weights_of<T, TA_FLOAT_MASK>((T*)scores, n, n_valid, T(scale), mask, state);
    if (mask_kind == TA_BOOL_MASK) return weights_of<T, TA_BOOL_MASK>((T*)scores, n, n_valid, T(scale), mask, state);
    return weights_of<T, TA_NO_MASK>((T*)scores, n, n_valid, T(scale), mask, state);
}

template <class T> void add(char* x_, const char* y, int64_t n) {
    T* x = (T*)x_;
    for (i64 i = 0; i < n; i++) x[i] += ((const T*)y)[i];
}
template <class T> void multiply(char* x_, int64_t n, double by) {
    T* x = (T*)x_;
    for (i64 i = 0; i < n; i++) x[i] *= T(by);
}
template <class T> void divide(char* x_, int64_t n, double by) {
    T* x = (T*)x_;
    for (i64 i = 0; i < n; i++) x[i] /= T(by);
}

}  // namespace attention
}  // namespace
