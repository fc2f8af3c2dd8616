// Copies, transposed or not, and arrays put side by side. Items are moved as integers of their size.
#include "copy.h"

#include <string.h>

#include "item_size.hpp"
#include "move_table.h"
#include "nest.hpp"

namespace {

const int64_t NEAR_BYTES = 1 << 19;
const int64_t SHORT_RUN = 256;  // bytes up to which the loop of a kernel is cheaper than memcpy

bool is_item(int64_t n_bytes) { return n_bytes <= 16 && (n_bytes & (n_bytes - 1)) == 0; }

// Rows of n_bytes, between size and twice that, by their two ends.
template <int size> void copy_ends(char* out, int64_t out_step, const char* in, int64_t in_step, int64_t rows, int64_t n_bytes) {
    struct Piece { char bytes[size]; } first, last;
    for (; rows > 0; rows--, out += out_step, in += in_step) {
        memcpy(&first, in, size);
        memcpy(&last, in + n_bytes - size, size);
        memcpy(out, &first, size);
        memcpy(out + n_bytes - size, &last, size);
    }
}
void copy_rows(char* out, int64_t out_step, const char* in, int64_t in_step, int64_t rows, int64_t n_bytes) {
    if (n_bytes > 128)
        for (; rows > 0; rows--, out += out_step, in += in_step) memmove(out, in, size_t(n_bytes));
    else if (n_bytes >= 64) copy_ends<64>(out, out_step, in, in_step, rows, n_bytes);
    else if (n_bytes >= 32) copy_ends<32>(out, out_step, in, in_step, rows, n_bytes);
    else if (n_bytes >= 16) copy_ends<16>(out, out_step, in, in_step, rows, n_bytes);
    else if (n_bytes >= 8) copy_ends<8>(out, out_step, in, in_step, rows, n_bytes);
    else if (n_bytes >= 4) copy_ends<4>(out, out_step, in, in_step, rows, n_bytes);
    else if (n_bytes >= 2) copy_ends<2>(out, out_step, in, in_step, rows, n_bytes);
    else copy_ends<1>(out, out_step, in, in_step, rows, n_bytes);
}

struct Copy {
    bool in_rows;  // runs are contiguous on both sides
    int64_t cost() const { return 0; }
    int64_t item;
    ta_map_fn run;

    void operator()(char* const* data, const int64_t* stride, int64_t n) const {
        if (stride[0] == item && stride[1] == item && n * item > SHORT_RUN) memmove(data[0], data[1], size_t(n * item));
        else run(data, stride, n);
    }
    void block(const Nest& nest, char* const* data, int64_t rows) const {
        if (in_rows) return copy_rows(data[0], nest.stride[1][0], data[1], nest.stride[1][1], rows, nest.shape[0] * item);
        ta_active_move->transpose[size_index(item)](data[0], nest.stride[1][0], data[1], nest.stride[0][1], rows, nest.shape[0]);
    }
};

// Short inner runs that are contiguous on both sides become items.
int64_t widen_items(Nest& nest, int64_t item) {
    while (nest.ndim > 1 && nest.stride[0][0] == item && nest.stride[0][1] == item && is_item(nest.shape[0] * item)) {
        item *= nest.shape[0];
        nest.ndim--;
        for (int d = 0; d < nest.ndim; d++) {
            nest.shape[d] = nest.shape[d + 1];
            for (int k = 0; k < 2; k++) nest.stride[d][k] = nest.stride[d + 1][k];
        }
    }
    return item;
}

// Dimension 1 becomes the one along which the input is contiguous, if there is one and it is worth turning blocks.
void find_crossed(Nest& nest, int64_t item) {
    if (nest.ndim < 2 || nest.stride[0][0] != item || nest.stride[0][1] == 0) return;
    for (int d = 1; d < nest.ndim; d++) {
        if (nest.stride[d][1] != item) continue;
        if (d > 1) swap_dimensions(nest, 1, d);
        nest.block_rows = nest.least_rows = 64;
        return;
    }
}

// Where dimension 1 is short, the longest other one, unless that would fetch the same lines again from far away.
void many_rows(Nest& nest, int64_t item) {
    int longest = 1;
    int64_t n_bytes = nest.shape[0] * item;
    for (int d = 1; d < nest.ndim; d++) {
        n_bytes *= nest.shape[d];
        if (nest.shape[d] > nest.shape[longest]) longest = d;
    }
    if (nest.shape[1] < 16 && longest > 1 && n_bytes <= NEAR_BYTES) swap_dimensions(nest, 1, longest);
}

}  // namespace

extern "C" int ta_copy_view(const ta_view* out, const ta_view* in) {
    const ta_view* views[2] = {out, in};
    Nest nest;
    if (!make_nest(nest, 2, views)) return TA_OK;
    Copy copy;
    copy.item = widen_items(nest, ta_itemsize[out->dtype]);
    const int dtype = dtype_of_size[size_index(copy.item)];
    copy.run = ta_active_cast->cast[dtype][dtype];
    copy.in_rows = nest.ndim > 1 && nest.stride[0][0] == copy.item && nest.stride[0][1] == copy.item;
    if (copy.in_rows) {
        many_rows(nest, copy.item);
        nest.block_rows = 64;
    }
    else find_crossed(nest, copy.item);
    run_nest(nest, copy);
    return TA_OK;
}

extern "C" void ta_repeat_item(char* to, const char* item, int64_t item_size, int64_t n) {
    if (item_size == 1) {
        memset(to, item[0], size_t(n));
        return;
    }
    char* data[2] = {to, (char*)item};
    const int64_t stride[2] = {item_size, 0};
    const int dtype = dtype_of_size[size_index(item_size)];
    ta_active_cast->cast[dtype][dtype](data, stride, n);
}
