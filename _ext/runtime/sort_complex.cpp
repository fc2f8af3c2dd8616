// Complex numbers are merged by (real, imaginary): numbers without NaN first, then NaN in the imaginary, the real, both parts.
//
// complex64 is ordered by integers of 64 bits instead, unless some number is NaN in the imaginary part alone.
#include <string.h>
#include "sort_table.h"
#include "ta_ops.h"

namespace {

template <class T> struct Complex { T re, im; };

template <class T> int nan_class(Complex<T> z) { return (z.re != z.re) * 2 + (z.im != z.im); }

template <class T> bool below(Complex<T> a, Complex<T> b) {
    const int a_class = nan_class(a), b_class = nan_class(b);
    if (a_class != b_class) return a_class < b_class;
    if (!(a_class & 2) && a.re != b.re) return a.re < b.re;
    return !(a_class & 1) && a.im < b.im;
}

// Merges the sorted positions [low, middle) and [middle, high) of from into to.
template <class T> void merge(const Complex<T>* z, const int64_t* from, int64_t* to, int64_t low, int64_t middle, int64_t high, int descending) {
    int64_t left = low, right = middle;
    for (int64_t i = low; i < high; i++) {
        bool take_right = left == middle;
        if (left < middle && right < high)
            take_right = descending ? below(z[from[left]], z[from[right]]) : below(z[from[right]], z[from[left]]);
        to[i] = take_right ? from[right++] : from[left++];
    }
}

// The sorted positions end up in order; room has n entries too.
template <class T> void merge_order(const Complex<T>* z, int64_t* order, int64_t* room, int64_t n, int descending) {
    int n_rounds = 0;
    for (int64_t width = 1; width < n; width *= 2) n_rounds++;
    int64_t *from = n_rounds % 2 ? room : order, *to = n_rounds % 2 ? order : room;
    for (int64_t i = 0; i < n; i++) from[i] = i;
    for (int64_t width = 1; width < n; width *= 2) {
        for (int64_t low = 0; low < n; low += 2 * width) {
            const int64_t middle = low + width < n ? low + width : n, high = low + 2 * width < n ? low + 2 * width : n;
            merge(z, from, to, low, middle, high, descending);
        }
        int64_t* other = from;
        from = to;
        to = other;
    }
}

// Equal for equal numbers, the greatest for NaN.
uint32_t ordered_bits(float x) {
    uint32_t bits;
    x += 0.0f;  // -0 becomes +0
    memcpy(&bits, &x, 4);
    return x != x ? ~uint32_t(0) : bits ^ (bits >> 31 ? ~uint32_t(0) : uint32_t(1) << 31);
}
int64_t padded(int64_t n) { return (n + 127) & ~int64_t(127); }

// False when keys cannot tell the order. room has the keys, padded, and the scratch of ordering them.
bool order_by_keys(const Complex<float>* z, int64_t* order, int64_t* room, int64_t n, int descending) {
    uint64_t* keys = (uint64_t*)room;
    int64_t n_odd = 0;
    for (int64_t i = 0; i < n; i++) {
        n_odd += nan_class(z[i]) == 1;
        keys[i] = uint64_t(ordered_bits(z[i].re)) << 32 | ordered_bits(z[i].im);
    }
    if (n_odd) return false;
    ta_active_sort->order[TA_U64]((const char*)keys, 8, (char*)order, n, descending, room + padded(n));
    return true;
}
bool order_by_keys(const Complex<double>*, int64_t*, int64_t*, int64_t, int) { return false; }

template <class T> void load_run(const char* x, int64_t stride, Complex<T>* z, int64_t n) {
    for (int64_t i = 0; i < n; i++) memcpy(&z[i], x + i * stride, sizeof(z[i]));
}

template <class T> void order_complex(const char* x, int64_t stride, char* out, int64_t n, int descending, void* scratch) {
    Complex<T>* z = (Complex<T>*)scratch;
    load_run(x, stride, z, n);
    int64_t *order = (int64_t*)out, *room = (int64_t*)(z + padded(n));
    if (!order_by_keys(z, order, room, n, descending)) merge_order(z, order, room, n, descending);
}

template <class T> void sort_complex(const char* x, int64_t stride, char* out, int64_t n, int descending, void* scratch) {
    Complex<T>* z = (Complex<T>*)scratch;
    int64_t *order = (int64_t*)(z + padded(n)), *room = order + padded(n);
    load_run(x, stride, z, n);
    if (!order_by_keys(z, order, room, n, descending)) merge_order(z, order, room, n, descending);
    for (int64_t i = 0; i < n; i++) memcpy(out + i * int64_t(sizeof(z[i])), &z[order[i]], sizeof(z[i]));
}

}  // namespace

const ta_sort_run_fn ta_sort_complex_values[2] = {sort_complex<float>, sort_complex<double>};
const ta_sort_run_fn ta_sort_complex_order[2] = {order_complex<float>, order_complex<double>};
