// An operand of a fused pass over the space: where its elements are, packing some of them, finding rows of them.
#pragma once
#include <stdint.h>
#include <string.h>
#include "abi.h"
#include "dispatch.h"

namespace {

const int MAX_NEST = 16;

// An operand over the space in C order, its dimensions joined where its strides allow. Dimension 0 is the innermost.
struct Operand {
    char* data;
    int64_t item;
    int32_t n_dims, place;
    int64_t shape[MAX_NEST], stride[MAX_NEST];

    bool is_contiguous() const { return n_dims == 1 && stride[0] == item; }
    bool is_plain() const { return n_dims == 1 && (stride[0] == item || stride[0] == 0); }
};

template <class T> void copy_items(char* to, const char* from, int64_t stride, int64_t n) {
    T* out = (T*)to;
    if (stride == 0) {
        T value;
        memcpy(&value, from, sizeof(T));
        for (int64_t i = 0; i < n; i++) out[i] = value;
    } else {
        for (int64_t i = 0; i < n; i++) memcpy(out + i, from + i * stride, sizeof(T));
    }
}
struct Sixteen { uint64_t low, high; };

inline void copy_run(char* to, const char* from, int64_t item, int64_t stride, int64_t n) {
    if (stride == item) memcpy(to, from, size_t(n * item));
    else if (item == 4) copy_items<uint32_t>(to, from, stride, n);
    else if (item == 8) copy_items<uint64_t>(to, from, stride, n);
    else if (item == 1) copy_items<uint8_t>(to, from, stride, n);
    else if (item == 2) copy_items<uint16_t>(to, from, stride, n);
    else copy_items<Sixteen>(to, from, stride, n);
}

// Elements first .. first + n - 1 of the operand, side by side in `to`.
inline void pack_operand(const Operand& x, const char* from, int64_t first, int64_t n, char* to) {
    int64_t index[MAX_NEST], rest = first;
    for (int d = 0; d < x.n_dims; d++) {
        index[d] = rest % x.shape[d];
        rest /= x.shape[d];
        from += index[d] * x.stride[d];
    }
    const bool repeats = x.n_dims > 1 && x.stride[1] == 0;
    for (int64_t done = 0; done < n;) {
        int64_t m = x.shape[0] - index[0];
        if (m > n - done) m = n - done;
        copy_run(to + done * x.item, from, x.item, x.stride[0], m);
        done += m;
        from += m * x.stride[0];
        if ((index[0] += m) < x.shape[0] || x.n_dims == 1) return;
        from -= x.shape[0] * x.stride[0];
        index[0] = 0;
        int64_t steps = 1;
        if (repeats && m == x.shape[0]) {  // the run again and again: copied from what is there
            int64_t times = x.shape[1] - index[1] - 1;
            if (times > (n - done) / m) times = (n - done) / m;
            for (int64_t copied = 1; times > 0;) {
                int64_t now = copied < times ? copied : times;
                memcpy(to + done * x.item, to + (done - copied * m) * x.item, size_t(now * m * x.item));
                done += now * m, steps += now, times -= now, copied += now;
            }
        }
        for (int d = 1; d < x.n_dims; d++) {
            from += steps * x.stride[d];
            if ((index[d] += steps) < x.shape[d]) break;
            from -= x.shape[d] * x.stride[d];
            index[d] = 0;
            steps = 1;
        }
    }
}

// The view broadcast to the space. False: too many dimensions are left.
inline bool make_operand(Operand& x, const ta_view& view, int ndim, const int64_t* shape, const int32_t* order) {
    x.data = view.data;
    x.item = ta_itemsize[view.dtype];
    x.n_dims = 0;
    for (int i = ndim - 1; i >= 0; i--) {
        const int d = order ? order[i] : i;
        if (shape[d] == 1) continue;
        int e = d - (ndim - view.ndim);
        int64_t stride = e < 0 || view.shape[e] == 1 ? 0 : view.stride_bytes[e];
        if (x.n_dims && stride == x.shape[x.n_dims - 1] * x.stride[x.n_dims - 1]) x.shape[x.n_dims - 1] *= shape[d];
        else {
            if (x.n_dims == MAX_NEST) return false;
            x.shape[x.n_dims] = shape[d];
            x.stride[x.n_dims++] = stride;
        }
    }
    if (x.n_dims == 0) x.shape[0] = 1, x.stride[0] = 0, x.n_dims = 1;
    return true;
}

// Rows of n elements that begin row_step elements apart.
struct RowsOf {
    int64_t first, row_step, n_rows, n;
};

// Points data at element `at` of an operand; step: to the next row. The number of rows for which that holds.
inline int64_t place_row(const Operand& x, char* base, int64_t at, const RowsOf& rows, char*& data, int64_t& step) {
    if (x.n_dims == 1) {
        data = base + at * x.stride[0], step = rows.row_step * x.stride[0];
        return rows.n_rows;
    }
    int64_t inner = at % x.shape[0], rest = at / x.shape[0], index = rest % x.shape[1];
    data = base + inner * x.stride[0];
    for (int d = 1; d < x.n_dims; d++) {
        data += rest % x.shape[d] * x.stride[d];
        rest /= x.shape[d];
    }
    if (rows.row_step < x.shape[0]) {
        step = rows.row_step * x.stride[0];
        return (x.shape[0] - rows.n - inner) / rows.row_step + 1;
    }
    const int64_t across = rows.row_step / x.shape[0];
    step = across * x.stride[1];
    return rows.row_step % x.shape[0] ? 1 : (x.shape[1] - 1 - index) / across + 1;
}

}  // namespace
