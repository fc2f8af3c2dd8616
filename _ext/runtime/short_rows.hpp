// Short rows put side by side, once or again and again, so that a kernel takes them as one run.
#pragma once
#include <stdint.h>
#include <string.h>

#include "dispatch.h"
#include "item_size.hpp"

namespace {

const int64_t SHORT_ROW = 128;  // bytes: rows above stay where they are

// n items that are `step` bytes apart, `times` times.
inline void repeat_row(char* to, char* from, int64_t step, int64_t item, int64_t n, int64_t times) {
    char* const data[2] = {to, from};
    const int64_t stride[2] = {item, step}, total = n * item * times;
    const int dtype = dtype_of_size[size_index(item)];
    ta_active_cast->cast[dtype][dtype](data, stride, n);
    for (int64_t done = n * item; done < total; done *= 2) memcpy(to + done, to, size_t(done < total - done ? done : total - done));
}

// n rows of at most SHORT_ROW bytes, `step` bytes apart, side by side. Nothing is read from `end` on; up to SHORT_ROW bytes behind them are written.
template <int64_t size> void copy_rows_of(char* to, const char* from, int64_t step, int64_t bytes, int64_t n, const char* end) {
    struct Line { char bytes[size]; } line;
    for (int64_t j = 0; j < n; j++, from += step, to += bytes) {
        if (from + size <= end) memcpy(&line, from, size);
        else {
            const int64_t left = end - from;
            memcpy(&line, from, size_t(left < bytes ? left : bytes));
        }
        memcpy(to, &line, size);
    }
}
inline void copy_short_rows(char* to, const char* from, int64_t step, int64_t bytes, int64_t n, const char* end) {
    if (bytes <= 16) copy_rows_of<16>(to, from, step, bytes, n, end);
    else if (bytes <= 32) copy_rows_of<32>(to, from, step, bytes, n, end);
    else if (bytes <= 64) copy_rows_of<64>(to, from, step, bytes, n, end);
    else copy_rows_of<SHORT_ROW>(to, from, step, bytes, n, end);
}

// Rows of n items, `item` bytes each, item_step bytes apart, as one run with the same step. Where its first item is.
inline char* gather_rows(char* to, const char* from, int64_t step, int64_t item_step, int64_t item, int64_t n, int64_t rows) {
    const int64_t apart = item_step < 0 ? -item_step : item_step, bytes = n * apart;
    const char* low = item_step < 0 ? from + (n - 1) * item_step : from;
    const char* end = low + (rows - 1) * step + (n - 1) * apart + item;
    if (item_step > 0) {
        copy_short_rows(to, low, step, bytes, rows, end);
        return to;
    }
    copy_short_rows(to, low + (rows - 1) * step, -step, bytes, rows, end);
    return to + (rows * n - 1) * apart;
}

}  // namespace
