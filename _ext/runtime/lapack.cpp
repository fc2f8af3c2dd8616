#include "runtime/lapack.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/abi.h"
#include "runtime/pool.h"
#include "ta_ops.h"

namespace {

// --- element types ---

template <class R>
struct Complex {
    R re, im;
};

template <class T>
struct Traits {
    using Real = T;
    static constexpr bool is_complex = false;
    static constexpr int letter = sizeof(T) == 4 ? 0 : 1;
    static T of(Real value) { return value; }
};

template <class R>
struct Traits<Complex<R>> {
    using Real = R;
    static constexpr bool is_complex = true;
    static constexpr int letter = sizeof(R) == 4 ? 2 : 3;
    static Complex<R> of(R value) { return {value, 0}; }
};

template <class T>
using RealOf = typename Traits<T>::Real;

// --- the library ---

enum { POTRF, GETRF, GESV, GEEV, SYEVD, GEQRF, ORGQR, GESDD, N_ROUTINES };

const char* const real_names[N_ROUTINES] = {"potrf", "getrf", "gesv", "geev", "syevd", "geqrf", "orgqr", "gesdd"};
const char* const complex_names[N_ROUTINES] = {"potrf", "getrf", "gesv", "geev", "heevd", "geqrf", "ungqr", "gesdd"};

void* routines[N_ROUTINES][4];
void (*set_library_threads)(int);
int library_threads = 0;

template <class T, class... Arguments>
void call(int routine, Arguments... arguments) {
    reinterpret_cast<void (*)(Arguments...)>(routines[routine][Traits<T>::letter])(arguments...);
}

constexpr size_t ONE = 1;  // the length that Fortran gets for a character argument

inline int leading(int n) { return n > 1 ? n : 1; }

// Memory that is freed on the way out.
struct Scratch {
    void* block;
    explicit Scratch(int64_t n_bytes) : block(malloc(n_bytes > 0 ? size_t(n_bytes) : 1)) {}
    ~Scratch() { free(block); }
    Scratch(const Scratch&) = delete;
    void operator=(const Scratch&) = delete;
    template <class T>
    T* as() const {
        return static_cast<T*>(block);
    }
};

inline double first(float x) { return x; }
inline double first(double x) { return x; }
template <class R>
double first(Complex<R> x) {
    return x.re;
}

// A workspace length as LAPACK reports it, in a float that may have been rounded down.
template <class T>
int work_length(T reported) {
    double length = first(reported);
    if (sizeof(RealOf<T>) == 4) length *= 1.0000002;
    return length < 2147483647.0 ? int(length) + 1 : 2147483647;
}

template <class R>
bool is_finite(const R* x, int64_t n) {
    R sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i] - x[i];
    return sum == 0;
}

template <class T>
bool all_finite(const T* a, int64_t n) {
    return is_finite(reinterpret_cast<const RealOf<T>*>(a), n * int64_t(sizeof(T) / sizeof(RealOf<T>)));
}

template <class T>
void set_identity(int n, T* a) {
    memset(static_cast<void*>(a), 0, sizeof(T) * size_t(n) * size_t(n));
    for (int i = 0; i < n; i++) a[int64_t(i) * (int64_t(n) + 1)] = Traits<T>::of(1);
}

// --- one function for each driver; every matrix takes n * n or rows * columns elements ---

template <class T>
int64_t cholesky(int64_t n_matrices, int n, int upper, T* a) {
    const char triangle = upper ? 'U' : 'L';
    const int step = leading(n);
    for (int64_t i = 0; i < n_matrices; i++, a += int64_t(n) * n) {
        int info = 0;
        call<T>(POTRF, &triangle, &n, a, &step, &info, ONE);
        if (info != 0) return i + 1;
        for (int64_t column = 0; column < n; column++) {
            int64_t from = upper ? column + 1 : 0, to = upper ? n : column;
            if (to > from) memset(static_cast<void*>(a + column * n + from), 0, sizeof(T) * size_t(to - from));
        }
    }
    return TA_OK;
}

// value * 2^exponent: a product that neither overflows nor underflows on the way.
template <class R>
struct Product {
    Complex<double> value = {1, 0};
    int64_t exponent = 0;

    void multiply(double re, double im) {
        keep_near_one(re, im);
        value = im == 0 ? Complex<double>{value.re * re, value.im * re}
                        : Complex<double>{value.re * re - value.im * im, value.re * im + value.im * re};
        keep_near_one(value.re, value.im);
    }
    void keep_near_one(double& re, double& im) {
        double size = fabs(re) > fabs(im) ? fabs(re) : fabs(im);
        if ((size > 1e-100 && size < 1e100) || !(size > 0 && size <= 1.7976931348623157e308)) return;
        int shift = 0;
        frexp(size, &shift);
        re = ldexp(re, -shift), im = ldexp(im, -shift);
        exponent += shift;
    }
    R scaled(double part) const {
        int64_t shift = exponent > 100000 ? 100000 : exponent < -100000 ? -100000 : exponent;
        return R(ldexp(part, int(shift)) + 0.0);  // a product of zeros is +0
    }
    void store(R* to) const { *to = scaled(value.re); }
    void store(Complex<R>* to) const { *to = {scaled(value.re), scaled(value.im)}; }
};

inline Complex<double> widened(float x) { return {x, 0}; }
inline Complex<double> widened(double x) { return {x, 0}; }
template <class R>
Complex<double> widened(Complex<R> x) {
    return {double(x.re), double(x.im)};
}

// The triangular factor takes the place of a; returns whether the row exchanges are odd, or -1.
template <class T>
int factorise(int n, T* a, int* pivots) {
    const int step = leading(n);
    int info = 0, odd = 0;
    call<T>(GETRF, &n, &n, a, &step, pivots, &info);
    if (info < 0) return -1;
    for (int i = 0; i < n; i++) odd ^= pivots[i] != i + 1;
    return odd;
}

template <class T>
int64_t det(int64_t n_matrices, int n, T* a, T* result) {
    Scratch pivots(int64_t(n) * 4);
    if (!pivots.block) return TA_NO_MEMORY;
    for (int64_t i = 0; i < n_matrices; i++, a += int64_t(n) * n) {
        int odd = factorise(n, a, pivots.as<int>());
        if (odd < 0) return i + 1;
        Product<RealOf<T>> product;
        product.value.re = odd ? -1 : 1;
        for (int64_t k = 0; k < n; k++) {
            Complex<double> d = widened(a[k * (int64_t(n) + 1)]);
            product.multiply(d.re, d.im);
        }
        product.store(result + i);
    }
    return TA_OK;
}

template <class R>
void store_sign(Complex<double> sign, R* to) {
    *to = R(sign.re + 0.0);  // never -0
}
template <class R>
void store_sign(Complex<double> sign, Complex<R>* to) {
    *to = {R(sign.re + 0.0), R(sign.im + 0.0)};
}

template <class T>
int64_t slogdet(int64_t n_matrices, int n, T* a, T* signs, RealOf<T>* logs) {
    Scratch pivots(int64_t(n) * 4);
    if (!pivots.block) return TA_NO_MEMORY;
    for (int64_t i = 0; i < n_matrices; i++, a += int64_t(n) * n) {
        int odd = factorise(n, a, pivots.as<int>());
        if (odd < 0) return i + 1;
        Complex<double> sign = {odd ? -1.0 : 1.0, 0};
        double total = 0;
        for (int64_t k = 0; k < n; k++) {
            Complex<double> d = widened(a[k * (int64_t(n) + 1)]);
            double size = d.im == 0 ? fabs(d.re) : hypot(d.re, d.im);
            total += log(size);
            Complex<double> unit = {d.re / size, d.im / size};
            if (d.im == 0) unit = {d.re > 0 ? 1.0 : d.re < 0 ? -1.0 : d.re, 0};
            sign = {sign.re * unit.re - sign.im * unit.im, sign.re * unit.im + sign.im * unit.re};
        }
        store_sign(sign, signs + i);
        logs[i] = RealOf<T>(total);
    }
    return TA_OK;
}

template <class T>
int64_t solve(int64_t n_matrices, int n, int columns, T* a, T* b) {
    Scratch pivots(int64_t(n) * 4);
    if (!pivots.block) return TA_NO_MEMORY;
    const int step = leading(n);
    for (int64_t i = 0; i < n_matrices; i++, a += int64_t(n) * n, b += int64_t(n) * columns) {
        int info = 0;
        call<T>(GESV, &n, &columns, a, &step, pivots.as<int>(), b, &step, &info);
        if (info != 0) return i + 1;
    }
    return TA_OK;
}

// Real matrices: complex eigenvectors come in conjugate pairs, as a column of real and a column of imaginary parts.
template <class R>
void join_pairs(int n, const R* imaginary, const R* columns, Complex<R>* vectors) {
    for (int64_t k = 0; k < n; k++) {
        const R* re = columns + k * n;
        Complex<R>* to = vectors + k * n;
        if (imaginary[k] == 0 || k + 1 == n) {
            for (int64_t i = 0; i < n; i++) to[i] = {re[i], 0};
            continue;
        }
        for (int64_t i = 0; i < n; i++) to[i] = {re[i], re[n + i]}, to[n + i] = {re[i], -re[n + i]};
        k++;
    }
}

template <class R>
int geev(char job, int n, R* a, Complex<R>* values, Complex<R>* vectors, R* extra, R* work, int n_work) {
    const char none = 'N';
    const int step = leading(n);
    int info = 0;
    R *re = extra, *im = extra + n, *columns = extra + 2 * int64_t(n);
    call<R>(GEEV, &none, &job, &n, a, &step, re, im, columns, &step, columns, &step, work, &n_work, &info, ONE, ONE);
    if (info != 0 || n_work == -1) return info;
    for (int k = 0; k < n; k++) values[k] = {re[k], im[k]};
    if (job == 'V') join_pairs(n, im, columns, vectors);
    return 0;
}

template <class R>
int geev(char job, int n, Complex<R>* a, Complex<R>* values, Complex<R>* vectors, Complex<R>* extra, Complex<R>* work, int n_work) {
    const char none = 'N';
    const int step = leading(n);
    int info = 0;
    Complex<R>* to = job == 'V' ? vectors : extra;
    call<Complex<R>>(GEEV, &none, &job, &n, a, &step, values, to, &step, to, &step, work, &n_work, reinterpret_cast<R*>(extra), &info, ONE, ONE);
    return info;
}

template <class T>
int64_t eig(int64_t n_matrices, int n, T* a, Complex<RealOf<T>>* values, Complex<RealOf<T>>* vectors) {
    const char job = vectors ? 'V' : 'N';
    const int64_t square = int64_t(n) * n;
    Scratch extra(int64_t(sizeof(T)) * (2 * int64_t(n) + 1 + (vectors ? square : 0)));
    if (!extra.block) return TA_NO_MEMORY;
    T wanted = Traits<T>::of(1);
    geev(job, n, a, values, vectors, extra.as<T>(), &wanted, -1);
    const int n_work = work_length(wanted);
    Scratch work(int64_t(sizeof(T)) * n_work);
    if (!work.block) return TA_NO_MEMORY;
    for (int64_t i = 0; i < n_matrices; i++) {
        if (!all_finite(a + i * square, square)) return i + 1;
        Complex<RealOf<T>>* to = vectors ? vectors + i * square : nullptr;
        if (geev(job, n, a + i * square, values + i * n, to, extra.as<T>(), work.as<T>(), n_work) != 0) return i + 1;
    }
    return TA_OK;
}

// What an eigenvalue or singular value routine works in.
template <class T>
struct Work {
    T* work;
    RealOf<T>* real;
    int* integers;
    int n_work, n_real, n_integers;
};

template <class T>
int syevd(char job, int n, T* a, RealOf<T>* values, Work<T> w) {
    const char lower = 'L';
    const int step = leading(n);
    int info = 0;
    if constexpr (Traits<T>::is_complex) {
        call<T>(SYEVD, &job, &lower, &n, a, &step, values, w.work, &w.n_work, w.real, &w.n_real, w.integers, &w.n_integers, &info, ONE, ONE);
    } else {
        call<T>(SYEVD, &job, &lower, &n, a, &step, values, w.work, &w.n_work, w.integers, &w.n_integers, &info, ONE, ONE);
    }
    return info;
}

template <class T>
int64_t eigh(int64_t n_matrices, int n, int wants_vectors, T* a, RealOf<T>* values) {
    const char job = wants_vectors ? 'V' : 'N';
    const int64_t square = int64_t(n) * n;
    T wanted = Traits<T>::of(1);
    RealOf<T> wanted_real = 1;
    int n_integers = 1;
    syevd(job, n, a, values, Work<T>{&wanted, &wanted_real, &n_integers, -1, -1, -1});
    Work<T> w = {nullptr, nullptr, nullptr, work_length(wanted), work_length(wanted_real), n_integers};
    Scratch work(int64_t(sizeof(T)) * w.n_work), real(int64_t(sizeof(RealOf<T>)) * w.n_real), integers(4 * int64_t(n_integers));
    if (!work.block || !real.block || !integers.block) return TA_NO_MEMORY;
    w.work = work.as<T>(), w.real = real.as<RealOf<T>>(), w.integers = integers.as<int>();
    for (int64_t i = 0; i < n_matrices; i++) {
        if (!all_finite(a + i * square, square)) return i + 1;
        if (syevd(job, n, a + i * square, values + i * n, w) != 0) return i + 1;
    }
    return TA_OK;
}

template <class T>
int64_t qr(int64_t n_matrices, int rows, int columns, int q_columns, T* a, T* q, T* r) {
    const int shorter = rows < columns ? rows : columns, step = leading(rows), query = -1;
    int info = 0;
    T wanted = Traits<T>::of(1), wanted_q = wanted;
    call<T>(GEQRF, &rows, &columns, a, &step, a, &wanted, &query, &info);
    call<T>(ORGQR, &rows, &q_columns, &shorter, q, &step, q, &wanted_q, &query, &info);
    int n_work = work_length(wanted), n_work_q = work_length(wanted_q);
    n_work = n_work > n_work_q ? n_work : n_work_q;
    Scratch work(int64_t(sizeof(T)) * n_work), tau(int64_t(sizeof(T)) * shorter);
    if (!work.block || !tau.block) return TA_NO_MEMORY;
    for (int64_t i = 0; i < n_matrices; i++) {
        call<T>(GEQRF, &rows, &columns, a, &step, tau.as<T>(), work.as<T>(), &n_work, &info);
        if (info != 0) return i + 1;
        for (int64_t c = 0; c < columns; c++) {
            int64_t filled = c + 1 < q_columns ? c + 1 : q_columns;
            memcpy(static_cast<void*>(r + c * q_columns), a + c * rows, sizeof(T) * size_t(filled));
            memset(static_cast<void*>(r + c * q_columns + filled), 0, sizeof(T) * size_t(q_columns - filled));
        }
        memcpy(static_cast<void*>(q), a, sizeof(T) * size_t(rows) * size_t(shorter));
        call<T>(ORGQR, &rows, &q_columns, &shorter, q, &step, tau.as<T>(), work.as<T>(), &n_work, &info);
        if (info != 0) return i + 1;
        a += int64_t(rows) * columns, q += int64_t(rows) * q_columns, r += int64_t(q_columns) * columns;
    }
    return TA_OK;
}

template <class T>
int gesdd(char job, int rows, int columns, T* a, T* u, RealOf<T>* s, T* vh, Work<T> w) {
    const int shorter = rows < columns ? rows : columns;
    const int step = leading(rows), step_vh = leading(job == 'S' ? shorter : columns);
    int info = 0;
    if constexpr (Traits<T>::is_complex) {
        call<T>(GESDD, &job, &rows, &columns, a, &step, s, u, &step, vh, &step_vh, w.work, &w.n_work, w.real, w.integers, &info, ONE);
    } else {
        call<T>(GESDD, &job, &rows, &columns, a, &step, s, u, &step, vh, &step_vh, w.work, &w.n_work, w.integers, &info, ONE);
    }
    return info;
}

template <class T>
int64_t svd(int64_t n_matrices, int rows, int columns, char job, T* a, T* u, RealOf<T>* s, T* vh) {
    const int64_t shorter = rows < columns ? rows : columns, longer = rows < columns ? columns : rows;
    if (shorter == 0) {
        if (job == 'A') ta_lapack_set_identity(TA_F32 + Traits<T>::letter, n_matrices, rows, u);
        if (job == 'A') ta_lapack_set_identity(TA_F32 + Traits<T>::letter, n_matrices, columns, vh);
        return TA_OK;
    }
    T wanted = Traits<T>::of(1);
    gesdd(job, rows, columns, a, u, s, vh, Work<T>{&wanted, s, nullptr, -1, 0, 0});
    const int n_work = work_length(wanted);
    const int64_t n_real = !Traits<T>::is_complex ? 0 : job == 'N' ? 7 * shorter : shorter * (5 * shorter + 7 > 2 * (longer + shorter) + 1 ? 5 * shorter + 7 : 2 * (longer + shorter) + 1);
    Scratch work(int64_t(sizeof(T)) * n_work), real(int64_t(sizeof(RealOf<T>)) * n_real), integers(4 * 8 * shorter);
    if (!work.block || !real.block || !integers.block) return TA_NO_MEMORY;
    const Work<T> w = {work.as<T>(), real.as<RealOf<T>>(), integers.as<int>(), n_work, 0, 0};
    const int64_t u_size = rows * (job == 'A' ? int64_t(rows) : shorter), vh_size = columns * (job == 'A' ? int64_t(columns) : shorter);
    for (int64_t i = 0; i < n_matrices; i++) {
        if (!all_finite(a, int64_t(rows) * columns)) return i + 1;
        if (gesdd(job, rows, columns, a, u, s, vh, w) != 0) return i + 1;
        a += int64_t(rows) * columns, s += shorter;
        if (job != 'N') u += u_size, vh += vh_size;
    }
    return TA_OK;
}

}  // namespace

static_assert(TA_F64 == TA_F32 + 1 && TA_C64 == TA_F32 + 2 && TA_C128 == TA_F32 + 3, "a dtype is TA_F32 plus its letter's number");

// Calls the template with the element type T of a dtype.
#define WITH_TYPE(EXPRESSION)                                  \
    switch (dtype) {                                           \
        case TA_F32: { using T = float; return EXPRESSION; }   \
        case TA_F64: { using T = double; return EXPRESSION; }  \
        case TA_C64: { using T = Complex<float>; return EXPRESSION; } \
        case TA_C128: { using T = Complex<double>; return EXPRESSION; } \
        default: return TA_UNSUPPORTED;                        \
    }

extern "C" {

const char* ta_lapack_open(const char* path) {
    void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) return dlerror();
    void* found[N_ROUTINES][4];
    for (int routine = 0; routine < N_ROUTINES; routine++) {
        for (int letter = 0; letter < 4; letter++) {
            char name[32];
            snprintf(name, sizeof name, "scipy_%c%s_", "sdcz"[letter], (letter < 2 ? real_names : complex_names)[routine]);
            found[routine][letter] = dlsym(library, name);
            if (!found[routine][letter]) return "it lacks a routine of LAPACK under the prefix scipy_";
        }
    }
    memcpy(routines, found, sizeof found);
    *reinterpret_cast<void**>(&set_library_threads) = dlsym(library, "scipy_openblas_set_num_threads");
    return nullptr;
}

void ta_lapack_follow_threads(void) {
    int n_threads = ta_get_num_threads();
    if (set_library_threads && n_threads != library_threads) {
        library_threads = n_threads;
        set_library_threads(n_threads);
    }
}

void ta_lapack_set_identity(int dtype, int64_t n_matrices, int n, void* a) {
    const int64_t square = int64_t(n) * n;
    for (int64_t i = 0; i < n_matrices; i++) {
        if (dtype == TA_F32) set_identity(n, static_cast<float*>(a) + i * square);
        if (dtype == TA_F64) set_identity(n, static_cast<double*>(a) + i * square);
        if (dtype == TA_C64) set_identity(n, static_cast<Complex<float>*>(a) + i * square);
        if (dtype == TA_C128) set_identity(n, static_cast<Complex<double>*>(a) + i * square);
    }
}

int64_t ta_lapack_cholesky(int dtype, int64_t n_matrices, int n, int upper, void* a) {
    WITH_TYPE(cholesky(n_matrices, n, upper, static_cast<T*>(a)))
}

int64_t ta_lapack_det(int dtype, int64_t n_matrices, int n, void* a, void* result) {
    WITH_TYPE(det(n_matrices, n, static_cast<T*>(a), static_cast<T*>(result)))
}

int64_t ta_lapack_slogdet(int dtype, int64_t n_matrices, int n, void* a, void* sign, void* logabsdet) {
    WITH_TYPE(slogdet(n_matrices, n, static_cast<T*>(a), static_cast<T*>(sign), static_cast<RealOf<T>*>(logabsdet)))
}

int64_t ta_lapack_solve(int dtype, int64_t n_matrices, int n, int columns, void* a, void* b) {
    WITH_TYPE(solve(n_matrices, n, columns, static_cast<T*>(a), static_cast<T*>(b)))
}

int64_t ta_lapack_eig(int dtype, int64_t n_matrices, int n, void* a, void* values, void* vectors) {
    WITH_TYPE(eig(n_matrices, n, static_cast<T*>(a), static_cast<Complex<RealOf<T>>*>(values), static_cast<Complex<RealOf<T>>*>(vectors)))
}

int64_t ta_lapack_eigh(int dtype, int64_t n_matrices, int n, int wants_vectors, void* a, void* values) {
    WITH_TYPE(eigh(n_matrices, n, wants_vectors, static_cast<T*>(a), static_cast<RealOf<T>*>(values)))
}

int64_t ta_lapack_qr(int dtype, int64_t n_matrices, int rows, int columns, int q_columns, void* a, void* q, void* r) {
    WITH_TYPE(qr(n_matrices, rows, columns, q_columns, static_cast<T*>(a), static_cast<T*>(q), static_cast<T*>(r)))
}

int64_t ta_lapack_svd(int dtype, int64_t n_matrices, int rows, int columns, char job, void* a, void* u, void* s, void* vh) {
    WITH_TYPE(svd(n_matrices, rows, columns, job, static_cast<T*>(a), static_cast<T*>(u), static_cast<RealOf<T>*>(s), static_cast<T*>(vh)))
}

}  // extern "C"
