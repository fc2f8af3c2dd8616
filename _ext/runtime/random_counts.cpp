// A few binomial or Poisson numbers one by one: what the vectors of _random_counts.py do for many, without the cost of a call for each step.
//
// Means below 64 by inversion; others by transformed rejection with a squeeze, W. Hörmann (The generation of binomial random variates. J. Stat.
// Comput. Simul. 46, 1993; The transformed rejection method for generating Poisson random variables. Insurance Math. Econom. 12, 1993),
// with probabilities by C. Loader's expansion. Logarithms only decide on proposals in the rest of the squeeze.
#include "random.h"
#include "ta_ops.h"

namespace {

const double large_mean = 64.0, widest_variance = 1e11, half_log_of_2_pi = 0.91893853320467274;

// Numbers of the blocks from `block` on, as many at a time as are likely to be needed.
struct Uniforms {
    uint64_t key, block, used;
    int n, at;
    double of[64];
};

Uniforms uniforms_for(uint64_t key, uint64_t block, int64_t n_counts) {
    Uniforms u;
    u.key = key, u.block = block, u.used = 0;
    u.n = u.at = n_counts < 28 ? int(2 * n_counts) + 6 : 64;
    return u;
}

__attribute__((noinline)) double next(Uniforms* u) {
    if (u->at == u->n) {
        ta_random_floats(TA_RANDOM_UNIFORM, TA_F64, u->key, u->block + u->used, u->n, 0.0, 1.0, u->of);
        u->used += uint64_t(ta_random_blocks(u->n, 8));
        u->at = 0;
    }
    return u->of[u->at++];
}

double square_root(double x) { return __builtin_sqrt(x); }

uint64_t bits_of(double x) {
    uint64_t bits;
    __builtin_memcpy(&bits, &x, 8);
    return bits;
}
double from_bits(uint64_t bits) {
    double x;
    __builtin_memcpy(&x, &bits, 8);
    return x;
}

// 2 atanh(s) for |s| < 0.18.
double twice_atanh(double s) {
    double y = s * s, sum = 0.0;
    for (int k = 21; k >= 1; k -= 2) sum = sum * y + 2.0 / k;
    return s * sum;
}

// log(x) of a positive normal number, to a few units in the last place.
__attribute__((noinline)) double log_of(double x) {
    uint64_t bits = bits_of(x);
    int64_t n = int64_t(bits >> 52) - 1023;
    double m = from_bits((bits & 0xfffffffffffffULL) | 0x3ff0000000000000ULL);
    if (m > 1.4142135623730951) m *= 0.5, n++;
    return double(n) * 0.6931471805599453 + twice_atanh((m - 1.0) / (m + 1.0));
}

// log(1 + d) - d for d > -1.
__attribute__((noinline)) double log1p_less(double d) {
    if (d < 0.25 && d > -0.25) {  // log(1 + d) = 2 atanh(s), and 2 s - d = -s d
        double s = d / (2.0 + d), y = s * s, sum = 0.0;
        for (int k = 19; k >= 3; k -= 2) sum = sum * y + 2.0 / k;
        return s * (y * sum - d);
    }
    return log_of(1.0 + d) - d;
}

// e^x for -100 < x <= 0.
double exp_of(double x) {
    int64_t n = int64_t(x * 1.4426950408889634 - 0.5);
    double r = (x - double(n) * 0x1.62e42fee00000p-1) - double(n) * 0x1.a39ef35793c76p-33, sum = 1.0;
    for (int k = 13; k >= 1; k--) sum = 1.0 + sum * r / k;
    return sum * from_bits(uint64_t(1023 + n) << 52);
}

// The least k for which the probabilities of 0 ... k sum to more than u; each is up / k - down times that before.
int64_t inverted(double u, double first, double up, double down, double most) {
    double term = first, total = first;
    int64_t k = 0;
    while (u >= total && double(k) < most) {
        k++;
        term *= up / double(k) - down;
        total += term;
    }
    return k;
}

// k log(k / mean) + mean - k.
double deviance(double k, double mean) { return -k * log1p_less((mean - k) / k); }

// log(k!) less Stirling's formula, for k of at least 10.
__attribute__((noinline)) double stirling_error(double k) {
    double x = 1.0 / k, y = x * x;
    return x * (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680))));
}

struct Poisson {
    double mean, a, b, scale, sure;
};

Poisson poisson_of(double mean) {
    Poisson d = {};
    d.mean = mean;
    if (mean < large_mean) {
        d.a = exp_of(-mean);
        return d;
    }
    d.b = 0.931 + 2.53 * square_root(mean);
    d.a = -0.059 + 0.02483 * d.b;
    d.scale = 1.1239 + 1.1328 / (d.b - 3.4);
    d.sure = 0.9277 - 3.6224 / (d.b - 2.0);
    return d;
}

// A proposal, between 10 and `most`; less than 0 if there is none.
double proposed(double u, double apart, double a, double b, double middle, double most) {
    double k = (2.0 * a / apart + b) * u + middle;
    return k >= 10.0 && k < most + 1.0 ? double(int64_t(k)) : -1.0;
}

int64_t drawn(const Poisson* d, Uniforms* uniforms) {
    if (d->mean < large_mean) return inverted(next(uniforms), d->a, d->mean, 0.0, 1e4);
    while (true) {
        double u = next(uniforms) - 0.5, v = 1.0 - next(uniforms), apart = 0.5 - (u < 0.0 ? -u : u);
        if (apart <= 0.0) continue;
        double k = proposed(u, apart, d->a, d->b, d->mean + 0.43, 1e15);
        if (k < 0.0) continue;
        if (apart >= 0.07 && v <= d->sure) return int64_t(k);
        double height = v * d->scale / (d->a / (apart * apart) + d->b);
        if (log_of(height) <= -deviance(k, d->mean) - stirling_error(k) - 0.5 * log_of(k) - half_log_of_2_pi) return int64_t(k);
    }
}

struct Binomial {
    double n, p, q, a, b, scale, sure, at_mode;
    bool turned;
};

__attribute__((noinline)) double log_binomial(double k, const Binomial* d) {
    double rest = d->n - k;
    return -deviance(k, d->n * d->p) - deviance(rest, d->n * d->q) - stirling_error(k) - stirling_error(rest) - 0.5 * (log_of(k) + log_of(rest));
}

Binomial binomial_of(double n, double p) {
    Binomial d = {};
    d.n = n;
    d.turned = p > 0.5;
    d.p = d.turned ? 1.0 - p : p;
    d.q = 1.0 - d.p;
    if (n * d.p < large_mean) {
        d.a = exp_of(n * (d.q == 1.0 ? -d.p : log_of(d.q) * (d.p / (1.0 - d.q))));  // W. Kahan's log(1 - p)
        d.b = d.p / d.q;
        return d;
    }
    double spread = square_root(n * d.p * d.q);
    d.b = 1.15 + 2.53 * spread;
    d.a = -0.0873 + 0.0248 * d.b + 0.01 * d.p;
    d.scale = (2.83 + 5.1 / d.b) * spread;
    d.sure = 0.92 - 4.2 / d.b;
    d.at_mode = log_binomial(double(int64_t((n + 1.0) * d.p)), &d);
    return d;
}

int64_t drawn(const Binomial* d, Uniforms* uniforms) {
    if (d->n * d->p < large_mean) return inverted(next(uniforms), d->a, (d->n + 1.0) * d->b, d->b, d->n);
    while (true) {
        double u = next(uniforms) - 0.5, v = 1.0 - next(uniforms), apart = 0.5 - (u < 0.0 ? -u : u);
        if (apart <= 0.0) continue;
        double k = proposed(u, apart, d->a, d->b, d->n * d->p + 0.5, d->n - 10.0);
        if (k < 0.0) continue;
        if (apart >= 0.07 && v <= d->sure) return int64_t(k);
        if (log_of(v * d->scale / (d->a / (apart * apart) + d->b)) <= log_binomial(k, d) - d->at_mode) return int64_t(k);
    }
}

bool is_possible(double n, double p) {
    return n >= 0.0 && n <= 0x1p53 && n == double(int64_t(n)) && p >= 0.0 && p <= 1.0 && n * p * (1.0 - p) <= widest_variance;
}

}  // namespace

extern "C" {

int64_t ta_random_poisson(uint64_t key, uint64_t first_block, int64_t n, const double* mean, int64_t step, int64_t* out) {
    Uniforms uniforms = uniforms_for(key, first_block, n);
    Poisson d = {};
    for (int64_t i = 0; i < n; i++) {
        if (!(mean[i * step] >= 0.0 && mean[i * step] <= widest_variance)) return -1;
        if (i == 0 || step) d = poisson_of(mean[i * step]);
        out[i] = drawn(&d, &uniforms);
    }
    return int64_t(uniforms.used);
}

int64_t ta_random_binomial(uint64_t key, uint64_t first_block, int64_t n, const double* trials, int64_t trials_step, const double* p, int64_t p_step, int64_t* out) {
    Uniforms uniforms = uniforms_for(key, first_block, n);
    Binomial d = {};
    for (int64_t i = 0; i < n; i++) {
        if (!is_possible(trials[i * trials_step], p[i * p_step])) return -1;
        if (i == 0 || trials_step || p_step) d = binomial_of(trials[i * trials_step], p[i * p_step]);
        int64_t count = drawn(&d, &uniforms);
        out[i] = d.turned ? int64_t(d.n) - count : count;
    }
    return int64_t(uniforms.used);
}

}  // extern "C"
