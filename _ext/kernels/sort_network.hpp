// Sorting networks over registers of keys (cells).
// rows registers are sorted column by column, neighbouring columns are merged until one is left, and the columns are laid out in memory.
#pragma once
#include "select_compress.hpp"

#if TA_HAS_COMPRESS
namespace {

template <int... i> struct Lanes {};
template <int n, int... i> struct LaneList : LaneList<n - 1, n - 1, i...> {};
template <int... i> struct LaneList<0, i...> { typedef Lanes<i...> Type; };

template <int i> struct Number { static constexpr int value = i; };
// f(Number<begin>), f(Number<begin + step>), ... below end.
template <int begin, int end, int step = 1, class F> TA_INLINE void unroll(F f) {
    if constexpr (begin < end) {
        f(Number<begin>{});
        unroll<begin + step, end, step>(f);
    }
}
#define TA_UNROLLED [&](auto counter) __attribute__((always_inline))

template <int flip, class T, int... i> TA_INLINE Vec<T> swap_lanes_(Vec<T> v, Lanes<i...>) {
    return Vec<T>(__builtin_shufflevector(v.raw, v.raw, (i ^ flip)...));
}
// Lane i takes lane i ^ flip.
template <int flip, class T> TA_INLINE Vec<T> swap_lanes(Vec<T> v) { return swap_lanes_<flip>(v, typename LaneList<Vec<T>::lanes>::Type{}); }

constexpr u64 lanes_with_bit(int bit) {
    u64 lanes = 0;
    for (int lane = 0; lane < 64; lane++)
        if (lane & bit) lanes |= u64(1) << lane;
    return lanes;
}
template <u64 chosen, class T, int... i> TA_INLINE Vec<T> blend_(Vec<T> a, Vec<T> b, Lanes<i...>) {
    return Vec<T>(__builtin_shufflevector(a.raw, b.raw, ((chosen >> i & 1) ? i + Vec<T>::lanes : i)...));
}
TA_INLINE void order_keys(Vec<i32>& a, Vec<i32>& b) {
    typedef Vec<i32>::Raw Raw;
#if defined(TA_ISA_AVX512)
    Raw low = (Raw)_mm512_min_epi32((__m512i)a.raw, (__m512i)b.raw), high = (Raw)_mm512_max_epi32((__m512i)a.raw, (__m512i)b.raw);
#else
    Raw low = (Raw)_mm256_min_epi32((__m256i)a.raw, (__m256i)b.raw), high = (Raw)_mm256_max_epi32((__m256i)a.raw, (__m256i)b.raw);
#endif
    a = Vec<i32>(low);
    b = Vec<i32>(high);
}
#if defined(TA_ISA_AVX512)
TA_INLINE void order_keys(Vec<i16>& a, Vec<i16>& b) {
    typedef Vec<i16>::Raw Raw;
    Raw low = (Raw)_mm512_min_epi16((__m512i)a.raw, (__m512i)b.raw), high = (Raw)_mm512_max_epi16((__m512i)a.raw, (__m512i)b.raw);
    a = Vec<i16>(low);
    b = Vec<i16>(high);
}
#endif
TA_INLINE void order_keys(Vec<i64>& a, Vec<i64>& b) {
#if defined(TA_ISA_AVX512)
    typedef Vec<i64>::Raw Raw;
    Raw low = (Raw)_mm512_min_epi64((__m512i)a.raw, (__m512i)b.raw), high = (Raw)_mm512_max_epi64((__m512i)a.raw, (__m512i)b.raw);
    a = Vec<i64>(low);
    b = Vec<i64>(high);
#else
    Mask<i64> above = a > b;
    Vec<i64> low = select(a, b, above);
    b = select(b, a, above);
    a = low;
#endif
}

template <class K> struct KeyCell {
    static constexpr int lanes = Vec<K>::lanes;
    Vec<K> key;
};
template <class K> TA_INLINE void sort2(KeyCell<K>& a, KeyCell<K>& b) { order_keys(a.key, b.key); }
// Lane by lane the smaller of two cells, in the lanes of maxima the greater.
template <u64 maxima, class K> TA_INLINE KeyCell<K> pick(KeyCell<K> a, KeyCell<K> b) {
#if defined(TA_ISA_AVX512)
    typedef typename Vec<K>::Raw Raw;
    constexpr auto upper = typename Mask<K>::Bits(maxima);
    __m512i p = (__m512i)a.key.raw, q = (__m512i)b.key.raw;
    if constexpr (sizeof(K) == 2) return {Vec<K>((Raw)_mm512_mask_max_epi16(_mm512_min_epi16(p, q), upper, p, q))};
    else if constexpr (sizeof(K) == 4) return {Vec<K>((Raw)_mm512_mask_max_epi32(_mm512_min_epi32(p, q), upper, p, q))};
    else return {Vec<K>((Raw)_mm512_mask_max_epi64(_mm512_min_epi64(p, q), upper, p, q))};
#else
    order_keys(a.key, b.key);
    return {blend_<maxima>(a.key, b.key, typename LaneList<Vec<K>::lanes>::Type{})};
#endif
}
template <int flip, class K> TA_INLINE KeyCell<K> swap_cell(KeyCell<K> a) { return {swap_lanes<flip>(a.key)}; }
template <int first, class R, int... i> TA_INLINE R alternate_(R even, R odd, Lanes<i...>) {
    constexpr int lanes = sizeof...(i);
    return __builtin_shufflevector(even, odd, (first + i / 2 + i % 2 * lanes)...);
}
template <class K> TA_INLINE void interleave_cells(KeyCell<K> even, KeyCell<K> odd, KeyCell<K>& a, KeyCell<K>& b) {
    typedef typename LaneList<Vec<K>::lanes>::Type Every;
    a = {Vec<K>(alternate_<0>(even.key.raw, odd.key.raw, Every{}))};
    b = {Vec<K>(alternate_<Vec<K>::lanes / 2>(even.key.raw, odd.key.raw, Every{}))};
}
template <class K> TA_INLINE Mask<K> less(KeyCell<K> a, KeyCell<K> b) { return a.key < b.key; }

// Batcher's odd-even merge of v[low], v[low + step], ... below low + n, whose halves are sorted.
template <int low, int n, int step, class Cell> TA_INLINE void merge_rows(Cell* v) {
    if constexpr (2 * step < n) {
        merge_rows<low, n, 2 * step>(v);
        merge_rows<low + step, n, 2 * step>(v);
        unroll<low + step, low + n - step, 2 * step>(TA_UNROLLED { sort2(v[counter.value], v[counter.value + step]); });
    } else if constexpr (step < n) sort2(v[low], v[low + step]);
}
template <int low, int n, class Cell> TA_INLINE void sort_rows(Cell* v) {
    if constexpr (n > 1) {
        sort_rows<low, n / 2>(v);
        sort_rows<low + n / 2, n / 2>(v);
        merge_rows<low, n, 1>(v);
    }
}

// A bitonic sequence in every column: distances distance, distance / 2, ... 1.
template <int rows, int distance, class Cell> TA_INLINE void settle_rows(Cell* v) {
    if constexpr (distance >= 1) {
        unroll<0, rows>(TA_UNROLLED {
            if constexpr ((counter.value & distance) == 0) sort2(v[counter.value], v[counter.value + distance]);
        });
        settle_rows<rows, distance / 2>(v);
    }
}
template <int rows, int distance, class Cell> TA_INLINE void settle_lanes(Cell* v) {
    if constexpr (distance >= 1) {
        unroll<0, rows>(TA_UNROLLED {
            constexpr int r = counter.value;
            v[r] = pick<lanes_with_bit(distance)>(v[r], swap_cell<distance>(v[r]));
        });
        settle_lanes<rows, distance / 2>(v);
    }
}
// Groups of width columns become sorted (column by column) from sorted halves; then the next width.
template <int rows, int width, class Cell> TA_INLINE void merge_columns(Cell* v) {
    if constexpr (width <= Cell::lanes) {
        constexpr u64 upper = lanes_with_bit(width / 2);
        if constexpr (rows == 1) v[0] = pick<upper>(v[0], swap_cell<width - 1>(v[0]));
        else unroll<0, rows / 2>(TA_UNROLLED {
            constexpr int r = counter.value;
            Cell a = v[r], b = swap_cell<width - 1>(v[rows - 1 - r]);
            v[r] = pick<upper>(a, b);
            v[rows - 1 - r] = swap_cell<width - 1>(pick<~upper>(a, b));
        });
        settle_lanes<rows, width / 4>(v);
        settle_rows<rows, rows / 2>(v);
        merge_columns<rows, 2 * width>(v);
    }
}
// From column order to memory order: one perfect shuffle of the whole for every doubling of rows.
template <int rows, int done, class Cell> TA_INLINE void lay_out(Cell* v) {
    if constexpr (done < rows) {
        Cell w[rows];
        unroll<0, rows / 2>(TA_UNROLLED {
            constexpr int r = counter.value;
            interleave_cells(v[r], v[r + rows / 2], w[2 * r], w[2 * r + 1]);
        });
        unroll<0, rows>(TA_UNROLLED { v[counter.value] = w[counter.value]; });
        lay_out<rows, 2 * done>(v);
    }
}

// rows registers, in any order, become sorted in memory order.
template <int rows, class Cell> TA_INLINE void sort_cells(Cell* v) {
    sort_rows<0, rows>(v);
    merge_columns<rows, 2>(v);
    lay_out<rows, 1>(v);
}

// Sorts n <= rows * lanes elements of a span (see sort_span.hpp).
template <int rows, class Span> void sort_block(Span x, int n) {
    typedef typename Span::Cell Cell;
    constexpr int lanes = Cell::lanes;
    Cell v[rows];
    unroll<0, rows>(TA_UNROLLED {
        constexpr int begin = counter.value * lanes;
        v[counter.value] = n >= begin + lanes ? x.load(begin) : x.load_padded(begin, n > begin ? n - begin : 0);
    });
    sort_cells<rows>(v);
    unroll<0, rows>(TA_UNROLLED {
        constexpr int begin = counter.value * lanes;
        if (n >= begin + lanes) x.store(begin, v[counter.value]);
        else if (n > begin) x.store_n(begin, v[counter.value], n - begin);
    });
}

}  // namespace
#endif
