// Which elements are among a few. The contract is that of sort_table.h.
#pragma once
#include "../simd/simd.hpp"

namespace {

template <class T, int n_vectors> TA_INLINE void is_any_of_vectors(const T* x, const T* members, i64 n_members, bool invert, b8* out, int n) {
    constexpr int lanes = Vec<T>::lanes;
    const bool whole = n >= n_vectors * lanes;
    Vec<T> v[n_vectors];
    Mask<T> found[n_vectors];
    for (int u = 0; u < n_vectors; u++) {
        v[u] = whole ? held(load(x + u * lanes)) : load_n(x, n);
        found[u] = v[u] == Vec<T>(members[0]);
    }
    for (i64 k = 1; k < n_members; k++) {
        const Vec<T> member(members[k]);
        for (int u = 0; u < n_vectors; u++) found[u] = found[u] | (v[u] == member);
    }
    for (int u = 0; u < n_vectors; u++) {
        const Mask<T> written = invert ? !found[u] : found[u];
        if (whole) store_mask(out + u * lanes, written);
        else store_mask_n(out, written, n);
    }
}
template <class T> void is_any_of(const char* x_, const char* members_, i64 n_members, int invert, char* out_, i64 n) {
    constexpr int lanes = Vec<T>::lanes;
    const T *x = (const T*)x_, *members = (const T*)members_;
    b8* out = (b8*)out_;
    i64 i = 0;
    for (; i + 4 * lanes <= n; i += 4 * lanes) is_any_of_vectors<T, 4>(x + i, members, n_members, invert, out + i, 4 * lanes);
    for (; i < n; i += lanes) is_any_of_vectors<T, 1>(x + i, members, n_members, invert, out + i, n - i < lanes ? int(n - i) : lanes);
}

}  // namespace
