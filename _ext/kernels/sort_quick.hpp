// Vectorised quicksort of a span, for the ISAs that can compress a register. Equal keys are indistinguishable.
#pragma once
#include "sort_span.hpp"

#if TA_HAS_COMPRESS
namespace {

template <class Span> constexpr int block_elements() { return Span::max_rows * Span::Cell::lanes; }

// Any n <= block_elements.
template <class Span> void sort_small(Span x, int n) {
    constexpr int lanes = Span::Cell::lanes;
    if (n <= lanes) {
        if (n > 1) sort_block<1>(x, n);
    } else if (n <= 2 * lanes) sort_block<2>(x, n);
    else if (n <= 4 * lanes) sort_block<4>(x, n);
    else if (n <= 8 * lanes) sort_block<8>(x, n);
    else if constexpr (Span::max_rows >= 16) sort_block<16>(x, n);
}

template <class Span> void heap_sort(Span x, i64 n) {
    for (i64 end = n, start = n / 2; end > 1;) {
        typename Span::One moved;
        if (start > 0) moved = x.get(--start);
        else {
            moved = x.get(--end);
            x.put(end, x.get(0));
        }
        i64 hole = start;
        for (i64 child = 2 * hole + 1; child < end; child = 2 * hole + 1) {
            if (child + 1 < end && Span::less_one(x.get(child), x.get(child + 1))) child++;
            if (!Span::less_one(moved, x.get(child))) break;
            x.put(hole, x.get(child));
            hole = child;
        }
        x.put(hole, moved);
    }
}

// From elements taken at irregular places, that which is about in place `wanted` of n, a little to the middle; -1 for the median.
template <class Span> typename Span::One choose_pivot(Span x, i64 n, i64 wanted) {
    constexpr int lanes = Span::Cell::lanes;
    typename Span::template Buffer<4 * lanes> buffer;
    Span sample = buffer.span();
    const int n_samples = n < 2048 ? lanes : 4 * lanes;
    const u64 part = u64(n) / u64(n_samples);
    u64 random = u64(n) * 0x9E3779B97F4A7C15ull + 0x632BE59BD9B4E019ull;
    for (int i = 0; i < n_samples; i++) {
        random = random * 0xD1342543DE82EF95ull + 1;
        sample.put(i, x.get(i64(u64(i) * part + (u64(u32(random >> 32)) * u32(part) >> 32))));
    }
    if (n_samples == lanes) sort_block<1>(sample, lanes);
    else sort_block<4>(sample, 4 * lanes);
    const int place = int(wanted * n_samples / n), margin = n_samples / 10 + 1;
    return sample.get(wanted < 0 ? n_samples / 2 : 2 * wanted < n ? place + margin : place - margin);
}

// To the front go the elements below the pivot or, when equal_too, those not above it.
template <bool equal_too, class Span> TA_INLINE typename Span::CellMask goes_first(typename Span::Cell c, typename Span::Cell pivot) {
    if constexpr (equal_too) return !less(pivot, c);
    else return less(c, pivot);
}

// Returns how many went to the front. Stores whole registers behind what is kept: in x over elements already read, in scratch over room.
template <bool equal_too, class Span> i64 partition_through(Span x, i64 n, typename Span::One pivot_one, Span scratch) {
    typedef typename Span::Cell Cell;
    constexpr int lanes = Cell::lanes, n_ahead = 4;
    const Cell pivot = Span::broadcast(pivot_one);
    i64 front = 0, i = 0;
    for (; i + n_ahead * lanes <= n; i += n_ahead * lanes) {
        Cell c[n_ahead];
        typename Span::CellMask m[n_ahead];
        unroll<0, n_ahead>(TA_UNROLLED {
            c[counter.value] = x.load(i + counter.value * lanes);
            m[counter.value] = goes_first<equal_too, Span>(c[counter.value], pivot);
        });
        unroll<0, n_ahead>(TA_UNROLLED {
            constexpr int k = counter.value;
            x.store(front, Span::compress_cell(c[k], m[k]));
            scratch.store(i + k * lanes - front, Span::compress_cell(c[k], !m[k]));
            front += count_set(m[k]);
        });
    }
    for (; i < n; i += lanes) {
        const int n_left = n - i < lanes ? int(n - i) : lanes;
        Cell c = x.load_padded(i, n_left);
        auto present = Span::first(n_left), m = goes_first<equal_too, Span>(c, pivot) & present;
        const int n_front = count_set(m);
        scratch.store(i - front, Span::compress_cell(c, present & !m));
        x.store_n(front, Span::compress_cell(c, m), n_front);
        front += n_front;
    }
    const i64 n_back = n - front;
    for (i = 0; i + lanes <= n_back; i += lanes) x.store(front + i, scratch.load(i));
    if (i < n_back) x.store_n(front + i, scratch.load(i), int(n_back - i));
    return front;
}

// The same without scratch. Elements are read from the end that has less room, so that both ends have room for whole registers; a block is
// stored after the next one has been read, so that the choice of an end does not wait for the counts of the block before.
template <bool equal_too, class Span> i64 partition_in_place(Span x, i64 n, typename Span::One pivot_one) {
    typedef typename Span::Cell Cell;
    constexpr int lanes = Cell::lanes, n_ahead = 4, ahead = n_ahead * lanes;
    const Cell pivot = Span::broadcast(pivot_one);
    typename Span::template Buffer<4 * ahead> buffer;  // both ends, then what is left between them
    const Span rest = buffer.span();
    for (int i = 0; i < ahead; i += lanes) {
        rest.store(i, x.load(i));
        rest.store(ahead + i, x.load(n - ahead + i));
    }
    i64 unread = 2 * ahead, end = n - ahead, front = 0, back = n;
    Cell c[n_ahead];
    unroll<0, n_ahead>(TA_UNROLLED { c[counter.value] = x.load(ahead + counter.value * lanes); });
    while (end - unread >= ahead) {
        const i64 at_front = -i64(unread - front <= back - end);
        const i64 at = (unread & at_front) | ((end - ahead) & ~at_front);
        unread += ahead & at_front;
        end -= ahead & ~at_front;
        Cell next[n_ahead];
        unroll<0, n_ahead>(TA_UNROLLED { next[counter.value] = x.load(at + counter.value * lanes); });
        unroll<0, n_ahead>(TA_UNROLLED {
            constexpr int k = counter.value;
            const auto m = goes_first<equal_too, Span>(c[k], pivot);
            const int n_front = count_set(m);
            x.store(front, Span::compress_cell(c[k], m));
            x.store(back - lanes, Span::reverse_cell(Span::compress_cell(c[k], !m)));
            front += n_front;
            back -= lanes - n_front;
            c[k] = next[k];
        });
    }
    unroll<0, n_ahead>(TA_UNROLLED { rest.store(2 * ahead + counter.value * lanes, c[counter.value]); });
    const int n_rest = 3 * ahead + int(end - unread);
    for (int i = 3 * ahead; i < n_rest; i++, unread++) rest.put(i, x.get(unread));
    for (int i = 0; i < n_rest; i += lanes) {
        const int n_left = n_rest - i < lanes ? n_rest - i : lanes;
        const Cell d = rest.load(i);
        const auto present = Span::first(n_left), m = goes_first<equal_too, Span>(d, pivot) & present;
        const int n_front = count_set(m);
        x.store_n(front, Span::compress_cell(d, m), n_front);
        front += n_front;
        back -= n_left - n_front;
        x.store_n(back, Span::compress_cell(d, present & !m), n_left - n_front);
    }
    return front;
}

constexpr i64 through_bytes = 1 << 15;  // about the nearest cache; above, the traffic with scratch costs more than the care for both ends

template <bool equal_too, class Span> i64 partition(Span x, i64 n, typename Span::One pivot, Span scratch) {
    if (n * Span::key_bytes > through_bytes) return partition_in_place<equal_too>(x, n, pivot);
    return partition_through<equal_too>(x, n, pivot, scratch);
}

// Early out, at the first place or two, but where there are few different elements.
template <class Span> bool all_same(Span x, i64 n) {
    constexpr int lanes = Span::Cell::lanes;
    const typename Span::One first = x.get(0);
    for (i64 i = n / 2;; i = n - 1) {
        if (Span::less_one(first, x.get(i)) || Span::less_one(x.get(i), first)) return false;
        if (i == n - 1) break;
    }
    const typename Span::Cell every = Span::broadcast(first);
    i64 i = 0;
    for (; i + lanes <= n; i += lanes) {
        const typename Span::Cell c = x.load(i);
        if (any(less(c, every) | less(every, c))) return false;
    }
    for (; i < n; i++)
        if (Span::less_one(first, x.get(i)) || Span::less_one(x.get(i), first)) return false;
    return true;
}

// scratch has room for n elements and one register more. Nothing is below lowest, if there is a lowest.
template <class Span> void quick_sort(Span x, i64 n, Span scratch, int depth, bool has_lowest, typename Span::One lowest) {
    while (n > block_elements<Span>()) {
        if (depth-- == 0) return heap_sort(x, n);
        if (has_lowest && all_same(x, n)) return;
        typename Span::One pivot = choose_pivot(x, n, -1);
        i64 n_front = has_lowest && !Span::less_one(lowest, pivot) ? 0 : partition<false>(x, n, pivot, scratch);
        if (n_front == 0) n_front = partition<true>(x, n, pivot, scratch);
        else quick_sort(x, n_front, scratch, depth, has_lowest, lowest);
        x = x.from(n_front);
        n -= n_front;
        has_lowest = true;
        lowest = pivot;
    }
    sort_small(x, int(n));
}

template <class Span> void sort_span(Span x, i64 n, Span scratch) {
    quick_sort(x, n, scratch, 2 * (64 - __builtin_clzll(u64(n) | 1)) + 8, false, typename Span::One{});
}
// What sorting would put in places low and high (high - low is 0 or 1) is put there, what is less before it, the rest behind.
template <class Span> void select_span(Span x, i64 n, i64 low, i64 high, Span scratch) {
    for (int depth = 64; n > 4 * block_elements<Span>() && depth > 0; depth--) {
        const typename Span::One pivot = choose_pivot(x, n, low);
        i64 front = partition<false>(x, n, pivot, scratch);
        if (front == 0) {
            front = partition<true>(x, n, pivot, scratch);
            if (high < front) return;
        }
        if (high < front) n = front;
        else {
            if (low < front) select_span(x, front, low, low, scratch);
            x = x.from(front);
            n -= front;
            high -= front;
            low = low < front ? high : low - front;
        }
    }
    sort_span(x, n, scratch);
}

template <class Span> i64 split_span(Span x, i64 n, Span scratch) {
    const typename Span::One pivot = choose_pivot(x, n, -1);
    const i64 n_front = partition<false>(x, n, pivot, scratch);
    return n_front ? n_front : partition<true>(x, n, pivot, scratch);
}

}  // namespace
#endif
