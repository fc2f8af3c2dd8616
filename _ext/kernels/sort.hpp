// Sorting of runs, by values and by positions. The contracts are those of sort_table.h.
#pragma once
#include "sort_keys.hpp"
#include "sort_quick.hpp"
#include "sort_radix.hpp"

namespace {

template <class K> TA_INLINE bool in_order(const K* keys, i64 n) {
    constexpr int lanes = Vec<K>::lanes;
    i64 i = 0;
    for (; i + lanes < n; i += lanes)
        if (any(load(keys + i + 1) < load(keys + i))) return false;
    for (; i + 1 < n; i++)
        if (keys[i + 1] < keys[i]) return false;
    return true;
}
template <class K> TA_INLINE bool never_rises(const K* keys, i64 n) {
    constexpr int lanes = Vec<K>::lanes;
    i64 i = 0;
    for (; i + lanes < n; i += lanes)
        if (any(load(keys + i + 1) > load(keys + i))) return false;
    for (; i + 1 < n; i++)
        if (keys[i + 1] > keys[i]) return false;
    return true;
}
// The least and the greatest of n > 0.
template <class T> void find_bounds(const T* x, i64 n, T* least, T* greatest) {
    constexpr int lanes = Vec<T>::lanes;
    T low = x[0], high = x[0];
    i64 i = 0;
    if (n >= lanes) {
        Vec<T> lows = load(x), highs = lows;
        for (i = lanes; i + lanes <= n; i += lanes) {
            const Vec<T> v = load(x + i);
            lows = select(lows, v, v < lows);
            highs = select(highs, v, highs < v);
        }
        T ends[2][lanes];
        store(ends[0], lows);
        store(ends[1], highs);
        for (int lane = 0; lane < lanes; lane++) {
            low = ends[0][lane] < low ? ends[0][lane] : low;
            high = high < ends[1][lane] ? ends[1][lane] : high;
        }
    }
    for (; i < n; i++) {
        low = x[i] < low ? x[i] : low;
        high = high < x[i] ? x[i] : high;
    }
    *least = low, *greatest = high;
}
constexpr i64 countable = 4096;
// Whether all keys may lie in a range that is worth counting: some do, and it is small beside n. Their bounds.
template <class K> bool is_countable(const K* keys, i64 n, K* least, K* greatest) {
    typedef UnsignedOf<K> U;
    const i64 limit = n / 8 < countable ? n / 8 : countable, step = 32;
    K low = keys[0], high = keys[0];
    for (i64 i = 0; i < n; i += step) {
        low = keys[i] < low ? keys[i] : low;
        high = keys[i] > high ? keys[i] : high;
    }
    if (U(U(high) - U(low)) >= U(limit)) return false;
    find_bounds(keys, n, least, greatest);
    return U(U(*greatest) - U(*least)) < U(limit);
}
template <class T> i64 count_equal(const T* x, i64 n, T value) {
    i64 count = 0, i = 0;
#if TA_HAS_COMPRESS
    for (; i + Vec<T>::lanes <= n; i += Vec<T>::lanes) count += __builtin_popcountll(bits_of(load(x + i) == Vec<T>(value)));
#endif
    for (; i < n; i++) count += x[i] == value;
    return count;
}
constexpr i64 counted_one_by_one = 8;  // values: a pass for each is faster than tables
// More than one table, so that equal neighbours do not wait for one another.
constexpr int most_tables = 8;
template <class K> void count_keys(K* keys, i64 n, K least, i64 range, u32* counts) {
    if (range <= counted_one_by_one) {
        i64 many[counted_one_by_one];
        for (i64 value = 0; value < range; value++) many[value] = count_equal(keys, n, K(least + K(value)));
        for (i64 value = 0; value < range; value++)
            for (i64 i = 0; i < many[value]; i++) *keys++ = K(least + K(value));
        return;
    }
    for (i64 i = 0; i < most_tables * range; i++) counts[i] = 0;
    u32* table[most_tables];
    for (int k = 0; k < most_tables; k++) table[k] = counts + k * range - i64(least);
    i64 done = 0;
    for (; done + most_tables <= n; done += most_tables)
        for (int k = 0; k < most_tables; k++) table[k][keys[done + k]]++;
    for (; done < n; done++) table[0][keys[done]]++;
    for (i64 value = 0; value < range; value++) {
        i64 here = 0;
        for (int k = 0; k < most_tables; k++) here += counts[k * range + value];
        const K key = K(least + K(value));
        for (i64 i = 0; i < here; i++) keys[i] = key;
        keys += here;
    }
}
// Sorts keys whose range is worth counting; false, and nothing done, for others.
template <class K> bool sort_countable(K* keys, i64 n, K* scratch) {
    K least, greatest;
    if (n < 1024 || n >> 31 != 0 || !is_countable(keys, n, &least, &greatest)) return false;
    count_keys(keys, n, least, i64(greatest - least) + 1, (u32*)scratch);
    return true;
}
template <class K> void sort_keys(K* keys, i64 n, K* scratch) {
    if (n > 64) {
        if (in_order(keys, n)) return;
        if (never_rises(keys, n)) {
            for (i64 i = 0, j = n - 1; i < j; i++, j--) {
                K kept = keys[i];
                keys[i] = keys[j];
                keys[j] = kept;
            }
            return;
        }
    }
    if (sort_countable(keys, n, scratch)) return;
    sort_span(KeySpan<K>{keys}, n, KeySpan<K>{scratch});
}

#if TA_HAS_COMPRESS
// Few elements never leave the registers while they are keys. Returns false, with nothing written, when there is a -0.0.
template <int rows, class T> bool sort_few(const T* x, T* out, int n, SignedOf<T> flip) {
    typedef SignedOf<T> K;
    constexpr int lanes = Vec<T>::lanes;
    const Vec<K> flips(flip), negative_zero(K(-1));
    KeyCell<K> v[rows];
    Mask<K> seen = flips != flips;
    unroll<0, rows>(TA_UNROLLED {
        constexpr int begin = counter.value * lanes;
        const int n_here = n > begin ? n - begin : 0;
        const bool whole = n_here >= lanes;
        Vec<K> key = keys_of<T>(whole ? load(x + begin) : load_n(x + begin, n_here));
        if constexpr (IsFloat<T>::value) seen = seen | (key == negative_zero);
        key = key ^ flips;
        v[counter.value] = {whole ? key : select(Vec<K>(greatest_key<T>()), key, first_lanes<K>(n_here))};
    });
    if (IsFloat<T>::value && any(seen)) return false;
    sort_cells<rows>(v);
    unroll<0, rows>(TA_UNROLLED {
        constexpr int begin = counter.value * lanes;
        const Vec<T> values = values_of<T>(v[counter.value].key ^ flips);
        if (n >= begin + lanes) store(out + begin, values);
        else if (n > begin) store_n(out + begin, values, n - begin);
    });
    return true;
}
template <class T> TA_INLINE bool sort_few(const T* x, T* out, i64 n, SignedOf<T> flip) {
    constexpr int lanes = Vec<T>::lanes;
    if (n <= lanes) return sort_few<1>(x, out, int(n), flip);
    if (n <= 2 * lanes) return sort_few<2>(x, out, int(n), flip);
    return n <= 4 * lanes && sort_few<4>(x, out, int(n), flip);
}
#else
template <class T> TA_INLINE bool sort_few(const T*, T*, i64, SignedOf<T>) { return false; }
#endif

// 4- and 8-byte elements: the output holds the keys while they are sorted.
template <class T> void sort_values(const char* x, i64 x_stride_bytes, char* out, i64 n, int descending, void* scratch) {
    typedef SignedOf<T> K;
    K *keys = (K*)out, *room = (K*)scratch;
    const K flip = descending ? K(-1) : K(0);
    if (x_stride_bytes == i64(sizeof(T)) && sort_few<T>((const T*)x, (T*)out, n, flip)) return;
    const bool has_negative_zero = encode_keys<T>(x, x_stride_bytes, keys, n, flip);
    b8* signs = (b8*)(room + n + 64);
    const i64 n_zeros = has_negative_zero ? remember_zeros(keys, n, signs) : 0;
    sort_keys(keys, n, room);
    restore_zeros(keys, n, signs, n_zeros);
    if (IsFloat<T>::value || !IsSigned<T>::value || flip) decode_keys<T>(keys, n, flip);
}

// The two in the middle, and the greatest, behind everything.
template <class T> void sort_middle(const char* x, i64 x_stride_bytes, char* out, i64 n, int, void* scratch) {
    typedef SignedOf<T> K;
    K *keys = (K*)out, *room = (K*)scratch;
    if (n <= 256 || encode_keys<T>(x, x_stride_bytes, keys, n, K(0))) return sort_values<T>(x, x_stride_bytes, out, n, 0, scratch);
    if (!in_order(keys, n)) {
        select_span(KeySpan<K>{keys}, n, (n - 1) / 2, n / 2, KeySpan<K>{room});
        K greatest = keys[n - 1];
        for (i64 i = n / 2; i < n; i++) greatest = keys[i] > greatest ? keys[i] : greatest;
        i64 place = n - 1;
        while (keys[place] != greatest) place--;
        keys[place] = keys[n - 1];
        keys[n - 1] = greatest;
    }
    if (IsFloat<T>::value || !IsSigned<T>::value) decode_keys<T>(keys, n, K(0));
}

// 1- and 2-byte elements: few are sorted as 32-bit keys, many are counted.
template <class T> void sort_few_small(const char* x, i64 x_stride_bytes, T* out, i64 n, i32 flip, i32* keys) {
#if defined(TA_ISA_AVX512)
    // In one register: ten rows of ten bytes take 0.33 us, not 0.42.
    if (sizeof(T) == 1 && n <= Vec<i32>::lanes && x_stride_bytes == 1) {
        const __mmask16 here = first_lanes<i32>(int(n)).bits;
        const __m128i bytes = _mm_maskz_loadu_epi8(here, x);
        const Vec<i32> key = Vec<i32>((Vec<i32>::Raw)(IsSigned<T>::value ? _mm512_cvtepi8_epi32(bytes) : _mm512_cvtepu8_epi32(bytes))) ^ Vec<i32>(flip);
        KeyCell<i32> cell[1] = {{select(Vec<i32>(greatest_key<i32>()), key, Mask<i32>(here))}};
        sort_cells<1>(cell);
        _mm_mask_storeu_epi8(out, here, _mm512_cvtepi32_epi8((__m512i)(cell[0].key ^ Vec<i32>(flip)).raw));
        return;
    }
#endif
    for (i64 i = 0; i < n; i++) keys[i] = i32(load_one<T>(x + i * x_stride_bytes)) ^ flip;
    sort_keys(keys, n, keys + n + 64);
    for (i64 i = 0; i < n; i++) out[i] = T(keys[i] ^ flip);
}
// Writes value n times, and up to a register of it behind them, before end.
template <class T> TA_INLINE void fill_run(T* out, T value, i64 n, const T* end) {
    constexpr int lanes = Vec<T>::lanes;
    i64 i = 0;
    do {
        if (end - (out + i) >= lanes) store(out + i, Vec<T>(value));
        else for (i64 k = i; k < n; k++) out[k] = value;
        i += lanes;
    } while (i < n);
}
template <class T, class Count> void sort_by_counting(const char* x, i64 x_stride_bytes, T* out, i64 n, int descending, Count* counts) {
    constexpr int room = sizeof(T) == 1 ? 1024 : 65536;
    T least, greatest;
    if (x_stride_bytes == sizeof(T)) find_bounds((const T*)x, n, &least, &greatest);
    else {
        least = T(sign_bit_of<T>() - (IsSigned<T>::value ? 0 : sign_bit_of<T>()));
        greatest = T(~UnsignedOf<T>(least));
    }
    const int range = int(greatest) - int(least) + 1;
    const T* const end = out + n;
    if (range <= counted_one_by_one && x_stride_bytes == sizeof(T) && (const void*)x != (const void*)out) {
        for (int step = 0; step < range; step++) {
            const T value = T(descending ? int(greatest) - step : int(least) + step);
            const i64 n_here = range == 1 ? n : count_equal((const T*)x, n, value);
            fill_run(out, value, n_here, end);
            out += n_here;
        }
        return;
    }
    int n_tables = most_tables;
    while (n_tables * range > room) n_tables /= 2;
    Count* table[most_tables];
    for (int k = 0; k < most_tables; k++) table[k] = counts + k % n_tables * range - int(least);
    for (int i = 0; i < range * n_tables; i++) counts[i] = 0;
    i64 done = 0;
    for (; done + most_tables <= n; done += most_tables)
        for (int k = 0; k < most_tables; k++) table[k][load_one<T>(x + (done + k) * x_stride_bytes)]++;
    for (; done < n; done++) table[0][load_one<T>(x + done * x_stride_bytes)]++;
    for (int step = 0; step < range; step++) {
        const int place = descending ? range - 1 - step : step;
        i64 n_here = 0;
        for (int k = 0; k < n_tables; k++) n_here += i64(counts[k * range + place]);
        fill_run(out, T(int(least) + place), n_here, end);
        out += n_here;
    }
}
template <class T> void sort_small_values(const char* x, i64 x_stride_bytes, char* out, i64 n, int descending, void* scratch) {
    const i64 few = sizeof(T) == 1 ? 192 : 32768;
    if (n <= few) sort_few_small<T>(x, x_stride_bytes, (T*)out, n, descending ? -1 : 0, (i32*)scratch);
    else if (n >> 32 == 0) sort_by_counting<T>(x, x_stride_bytes, (T*)out, n, descending, (u32*)scratch);
    else sort_by_counting<T>(x, x_stride_bytes, (T*)out, n, descending, (u64*)scratch);
}
#if defined(TA_ISA_AVX512)
// 2-byte elements, with VBMI2.
template <class T> void sort_words(const char* x, i64 x_stride_bytes, char* out, i64 n, int descending, void* scratch) {
    if (n <= 80000) sort_values<T>(x, x_stride_bytes, out, n, descending, scratch);
    else sort_small_values<T>(x, x_stride_bytes, out, n, descending, scratch);
}
#endif

}  // namespace
