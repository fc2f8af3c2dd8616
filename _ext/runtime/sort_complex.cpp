// Complex numbers in order of (real, imaginary): numbers without NaN first, then NaN in the imaginary, the real, both parts.
//
// A few are ranked by comparing all pairs. complex64 is ordered by integers of 64 bits; complex128 by the real parts, and then the runs of
// equal ones by the imaginary parts.
#include <string.h>
#include "sort_table.h"
#include "ta_ops.h"

namespace {

const int64_t FEW = 12;

template <class T> struct Complex { T re, im; };

template <class T> int nan_class(Complex<T> z) { return (z.re != z.re) * 2 + (z.im != z.im); }

int64_t padded(int64_t n) { return (n + 127) & ~int64_t(127); }

template <class T> int64_t count_nan(const Complex<T>* z, int64_t n) {
    int64_t count = 0;
    for (int64_t i = 0; i < n; i++) count += (z[i].re != z[i].re) | (z[i].im != z[i].im);
    return count;
}

// The same order as the numbers', where none is NaN.
uint32_t ordered_bits(float x) {
    uint32_t bits;
    x += 0.0f;  // -0 becomes +0
    memcpy(&bits, &x, 4);
    return bits ^ (uint32_t(int32_t(bits) >> 31) | uint32_t(1) << 31);
}
uint64_t ordered_bits(double x) {
    uint64_t bits;
    x += 0.0;
    memcpy(&bits, &x, 8);
    return bits ^ (uint64_t(int64_t(bits) >> 63) | uint64_t(1) << 63);
}
uint64_t key_of(Complex<float> z) { return uint64_t(ordered_bits(z.re)) << 32 | ordered_bits(z.im); }
unsigned __int128 key_of(Complex<double> z) { return (unsigned __int128)ordered_bits(z.re) << 64 | ordered_bits(z.im); }

// How many of n numbers, none of them NaN, come before each.
template <int n, class T> inline void rank_exactly(const Complex<T>* z, int descending, int* rank) {
    decltype(key_of(z[0])) key[n];
    const decltype(key[0] + 0) flip = descending ? ~decltype(key[0] + 0)(0) : 0;
    int before[n] = {};
#pragma GCC unroll 8
    for (int i = 0; i < n; i++) key[i] = key_of(z[i]) ^ flip;
#pragma GCC unroll 8
    for (int i = 1; i < n; i++) {
#pragma GCC unroll 8
        for (int j = 0; j < i; j++) {
            const int overtakes = key[i] < key[j];
            before[j] += overtakes;
            before[i] += 1 - overtakes;
        }
    }
#pragma GCC unroll 8
    for (int i = 0; i < n; i++) rank[i] = before[i];
}
template <class T> void rank_few(const Complex<T>* z, int n, int descending, int* rank) {
    if (n == 2) return rank_exactly<2>(z, descending, rank);
    if (n == 3) return rank_exactly<3>(z, descending, rank);
    if (n == 4) return rank_exactly<4>(z, descending, rank);
    if (n == 5) return rank_exactly<5>(z, descending, rank);
    if (n == 6) return rank_exactly<6>(z, descending, rank);
    decltype(key_of(z[0])) key[FEW];
    for (int i = 0; i < n; i++) {
        key[i] = key_of(z[i]);
        if (descending) key[i] = ~key[i];
        int before = 0;
        for (int j = 0; j < i; j++) {
            const int overtakes = key[i] < key[j];
            rank[j] += overtakes;
            before += 1 - overtakes;
        }
        rank[i] = before;
    }
}

float from_ordered_bits(uint32_t key) {
    const uint32_t bits = key ^ (uint32_t(int32_t(~key) >> 31) | uint32_t(1) << 31);
    float x;
    memcpy(&x, &bits, 4);
    return x;
}
void load_keys(const Complex<float>* z, uint64_t* keys, int64_t n) {
    for (int64_t i = 0; i < n; i++) keys[i] = key_of(z[i]);
}

// Positions that sort n numbers, none of them NaN. room has 5 entries per number, padded, and the scratch of ordering 8-byte items.
void order_numbers(const Complex<float>* z, int64_t* order, int64_t* room, int64_t n, int descending) {
    load_keys(z, (uint64_t*)room, n);
    ta_active_sort->order[TA_U64]((const char*)room, 8, (char*)order, n, descending, room + padded(n));
}
// Numbers of equal real parts, by the imaginary ones.
void order_run(const Complex<double>* z, int64_t* order, int64_t* room, int64_t n, int descending) {
    double* part = (double*)room;
    int64_t *by_part = room + padded(n), *old = by_part + padded(n);
    for (int64_t i = 0; i < n; i++) part[i] = z[order[i]].im;
    ta_active_sort->order[TA_F64]((const char*)part, 8, (char*)by_part, n, descending, old + padded(n));
    memcpy(old, order, size_t(n) * 8);
    for (int64_t i = 0; i < n; i++) order[i] = old[by_part[i]];
}
void order_few(const Complex<double>* z, int64_t* order, int n, int descending) {
    Complex<double> run[FEW];
    int64_t old[FEW];
    int rank[FEW];
    for (int i = 0; i < n; i++) old[i] = order[i], run[i] = z[old[i]];
    rank_few(run, n, descending, rank);
    for (int i = 0; i < n; i++) order[rank[i]] = old[i];
}
void order_numbers(const Complex<double>* z, int64_t* order, int64_t* room, int64_t n, int descending) {
    double* part = (double*)room;
    for (int64_t i = 0; i < n; i++) part[i] = z[i].re;
    ta_active_sort->order[TA_F64]((const char*)part, 8, (char*)order, n, descending, room + padded(n));
    double last = z[order[0]].re;
    for (int64_t start = 0, i = 1; i <= n; i++) {
        const double next = i < n ? z[order[i]].re : last;
        if (i < n && next == last) continue;
        if (i - start > FEW) order_run(z, order + start, room + padded(n), i - start, descending);
        else if (i - start > 1) order_few(z, order + start, int(i - start), descending);
        start = i;
        last = next;
    }
}

// Class by class. What is NaN in a class counts as zero there, so that the rest decides.
template <class T> void order_with_nan(const Complex<T>* z, int64_t* order, int64_t* room, int64_t n, int descending) {
    Complex<T>* of_class = (Complex<T>*)room;
    int64_t *places = room + 2 * padded(n), *by_value = places + padded(n);
    int64_t n_done = 0;
    for (int k = 0; k < 4; k++) {
        const int wanted = descending ? 3 - k : k;
        int64_t n_here = 0;
        for (int64_t i = 0; i < n; i++) {
            places[n_here] = i;
            of_class[n_here] = {wanted & 2 ? T(0) : z[i].re, wanted & 1 ? T(0) : z[i].im};
            n_here += nan_class(z[i]) == wanted;
        }
        if (n_here == 0) continue;
        order_numbers(of_class, by_value, by_value + padded(n), n_here, descending);
        for (int64_t i = 0; i < n_here; i++) order[n_done + i] = places[by_value[i]];
        n_done += n_here;
    }
}

template <class T> void load_run(const char* x, int64_t stride, Complex<T>* z, int64_t n) {
    for (int64_t i = 0; i < n; i++) memcpy(&z[i], x + i * stride, sizeof(z[i]));
}

// room has 9 entries per number, padded, and the scratch of ordering.
template <class T> void order_all(const Complex<T>* z, int64_t* order, int64_t* room, int64_t n, int descending) {
    if (count_nan(z, n)) return order_with_nan(z, order, room, n, descending);
    order_numbers(z, order, room, n, descending);
}

template <class T> void order_complex(const char* x, int64_t stride, char* out, int64_t n, int descending, void* scratch) {
    Complex<T>* z = (Complex<T>*)scratch;
    int64_t *order = (int64_t*)out, *room = (int64_t*)(z + padded(n));
    load_run(x, stride, z, n);
    if (n > FEW || count_nan(z, n)) return order_all(z, order, room, n, descending);
    int rank[FEW];
    rank_few(z, int(n), descending, rank);
    for (int64_t i = 0; i < n; i++) order[rank[i]] = i;
}

// complex64 without NaN and without -0, which its keys do not keep.
bool sort_keys(const Complex<float>* z, char* out, int64_t* room, int64_t n, int descending) {
    uint64_t* keys = (uint64_t*)room;
    int64_t n_odd = 0;
    for (int64_t i = 0; i < n; i++) {
        uint32_t bits[2];
        memcpy(bits, &z[i], 8);
        n_odd += (z[i].re != z[i].re) | (z[i].im != z[i].im) | (bits[0] == uint32_t(1) << 31) | (bits[1] == uint32_t(1) << 31);
    }
    if (n_odd) return false;
    load_keys(z, keys, n);
    ta_active_sort->values[TA_U64]((const char*)keys, 8, (char*)keys, n, descending, room + padded(n));
    for (int64_t i = 0; i < n; i++) {
        const Complex<float> sorted = {from_ordered_bits(uint32_t(keys[i] >> 32)), from_ordered_bits(uint32_t(keys[i]))};
        memcpy(out + i * 8, &sorted, 8);
    }
    return true;
}
bool sort_keys(const Complex<double>*, char*, int64_t*, int64_t, int) { return false; }

template <class T> void sort_complex(const char* x, int64_t stride, char* out, int64_t n, int descending, void* scratch) {
    Complex<T>* z = (Complex<T>*)scratch;
    int64_t *order = (int64_t*)(z + padded(n)), *room = order + padded(n);
    load_run(x, stride, z, n);
    if (n <= FEW && !count_nan(z, n)) {
        int rank[FEW];
        rank_few(z, int(n), descending, rank);
        for (int64_t i = 0; i < n; i++) memcpy(out + rank[i] * int64_t(sizeof(z[i])), &z[i], sizeof(z[i]));
        return;
    }
    if (n > FEW && sort_keys(z, out, room, n, descending)) return;
    order_all(z, order, room, n, descending);
    for (int64_t i = 0; i < n; i++) memcpy(out + i * int64_t(sizeof(z[i])), &z[order[i]], sizeof(z[i]));
}

}  // namespace

const ta_sort_run_fn ta_sort_complex_values[2] = {sort_complex<float>, sort_complex<double>};
const ta_sort_run_fn ta_sort_complex_order[2] = {order_complex<float>, order_complex<double>};
