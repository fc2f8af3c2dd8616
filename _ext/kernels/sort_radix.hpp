// Radix sort of a span, least significant byte first; stable. For the ISAs that cannot compress a register.
#pragma once
#include "sort_span.hpp"

namespace {

template <class Span> void insertion_sort(Span x, i64 n) {
    for (i64 i = 1; i < n; i++) {
        typename Span::One moved = x.get(i);
        i64 hole = i;
        for (; hole > 0 && Span::less_one(moved, x.get(hole - 1)); hole--) x.put(hole, x.get(hole - 1));
        x.put(hole, moved);
    }
}

template <class Span> TA_INLINE int digit_of(typename Span::One x, int digit) {
    typedef UnsignedOf<typename IntOfSize<Span::key_bytes>::Signed> U;
    return int((U(Span::key_of(x)) ^ sign_bit_of<U>()) >> (8 * digit) & 0xFF);
}

template <class Span> void radix_sort(Span x, i64 n, Span scratch) {
    i64 counts[Span::key_bytes][256] = {};
    for (i64 i = 0; i < n; i++) {
        typename Span::One one = x.get(i);
        for (int digit = 0; digit < Span::key_bytes; digit++) counts[digit][digit_of<Span>(one, digit)]++;
    }
    Span from = x, to = scratch;
    for (int digit = 0; digit < Span::key_bytes; digit++) {
        i64* count = counts[digit];
        if (count[digit_of<Span>(from.get(0), digit)] == n) continue;
        i64 place = 0;
        for (int value = 0; value < 256; value++) {
            i64 n_here = count[value];
            count[value] = place;
            place += n_here;
        }
        for (i64 i = 0; i < n; i++) {
            typename Span::One one = from.get(i);
            to.put(count[digit_of<Span>(one, digit)]++, one);
        }
        Span other = from;
        from = to;
        to = other;
    }
    if (from.key != x.key)
        for (i64 i = 0; i < n; i++) x.put(i, from.get(i));
}

#if !TA_HAS_COMPRESS
template <class Span> i64 split_span(Span x, i64 n, Span scratch) {
    constexpr int n_samples = 31;
    for (i64 i = 0; i < n_samples; i++) scratch.put(i, x.get(i * (n / n_samples)));
    insertion_sort(scratch, n_samples);
    const typename Span::One pivot = scratch.get(n_samples / 2);
    i64 front = 0;
    for (i64 i = 0; i < n; i++) {
        typename Span::One one = x.get(i);
        x.put(front, one);
        scratch.put(i - front, one);
        front += Span::less_one(one, pivot);
    }
    for (i64 i = front; i < n; i++) x.put(i, scratch.get(i - front));
    return front;
}
template <class Span> void sort_span(Span x, i64 n, Span scratch) {
    if (n <= 48) insertion_sort(x, n);
    else radix_sort(x, n, scratch);
}
template <class Span> void select_span(Span x, i64 n, i64, i64, Span scratch) { sort_span(x, n, scratch); }
#endif

}  // namespace
