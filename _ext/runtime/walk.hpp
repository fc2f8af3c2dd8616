// A walk over the positions of a shape, in C order, with one address per operand. Private to the drivers.
#pragma once
#include "abi.h"

namespace {

template <int n_operands> struct Walk {
    int ndim = 0;
    char* base[n_operands] = {};
    char* at[n_operands] = {};
    int64_t shape[TA_MAX_NDIM], index[TA_MAX_NDIM];
    int64_t stride_bytes[TA_MAX_NDIM][n_operands];

    Walk() = default;
    // Most walks have few dimensions: only those are copied.
    Walk(const Walk& other) { *this = other; }
    Walk& operator=(const Walk& other) {
        ndim = other.ndim;
        for (int k = 0; k < n_operands; k++) base[k] = other.base[k], at[k] = other.at[k];
        for (int d = 0; d < ndim; d++) {
            shape[d] = other.shape[d];
            index[d] = other.index[d];
            for (int k = 0; k < n_operands; k++) stride_bytes[d][k] = other.stride_bytes[d][k];
        }
        return *this;
    }
    // Adds a dimension inside the present ones; it becomes one with the last where the strides allow.
    void add(int64_t size, const int64_t (&strides)[n_operands]) {
        if (size == 1) return;
        bool joins = ndim > 0;
        for (int k = 0; k < n_operands && joins; k++) joins = stride_bytes[ndim - 1][k] == strides[k] * size;
        if (!joins) ndim++;
        shape[ndim - 1] = joins ? shape[ndim - 1] * size : size;
        index[ndim - 1] = 0;
        for (int k = 0; k < n_operands; k++) stride_bytes[ndim - 1][k] = strides[k];
    }
    int64_t size() const {
        int64_t n = 1;
        for (int d = 0; d < ndim; d++) n *= shape[d];
        return n;
    }
    void seek(int64_t position) {
        for (int k = 0; k < n_operands; k++) at[k] = base[k];
        for (int d = ndim - 1; d >= 0; d--) {
            index[d] = position % shape[d];
            position /= shape[d];
            for (int k = 0; k < n_operands; k++) at[k] += index[d] * stride_bytes[d][k];
        }
    }
    void next() {
        for (int d = ndim - 1; d >= 0; d--) {
            if (++index[d] < shape[d]) {
                for (int k = 0; k < n_operands; k++) at[k] += stride_bytes[d][k];
                return;
            }
            index[d] = 0;
            for (int k = 0; k < n_operands; k++) at[k] -= (shape[d] - 1) * stride_bytes[d][k];
        }
    }
};

inline int64_t size_of(const ta_view* x) {
    int64_t n = 1;
    for (int d = 0; d < x->ndim; d++) n *= x->shape[d];
    return n;
}
inline bool is_contiguous(const ta_view* x, int64_t itemsize) {
    int64_t expected = itemsize;
    for (int d = x->ndim - 1; d >= 0; d--) {
        if (x->shape[d] != 1 && x->stride_bytes[d] != expected) return false;
        expected *= x->shape[d];
    }
    return true;
}

}  // namespace
