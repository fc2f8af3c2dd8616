#include "fft_plan.h"

#include <pthread.h>
#include <string.h>

#include "alloc.h"
#include "dispatch.h"
#include "fft_row.h"

namespace fft {

// Memory of a plan, freed with it.
struct Block {
    Block* next;
    size_t n_bytes;
};

namespace {

typedef long double wide;

// ---- roots of unity ----

struct Root {
    wide cos, sin;
};

// The roots of unity of order n. The angle is brought into the first octant; there the root is the product of two from short
// tables, in extended precision: one rounding to the precision of the result, and exact at the multiples of a quarter.
struct Roots {
    int64_t n, mask;
    int shift;
    Root *low, *high;
    size_t n_bytes;

    // exp(2 pi i e / (8 n)) for e <= n.
    static Root in_octant(int64_t e, int64_t n) {
        const wide pi = 3.14159265358979323846264338327950288L, angle = pi * wide(e) / (4 * wide(n));
        return {__builtin_cosl(angle), __builtin_sinl(angle)};
    }
    bool start(int64_t order) {
        n = order;
        for (shift = 0; (int64_t(1) << (2 * shift)) < n; shift++) {}
        mask = (int64_t(1) << shift) - 1;
        const int64_t n_high = (n >> shift) + 1;
        n_bytes = size_t(mask + 1 + n_high) * sizeof(Root);
        low = (Root*)ta_alloc(n_bytes);
        if (!low) return false;
        high = low + mask + 1;
        for (int64_t i = 0; i <= mask; i++) low[i] = in_octant(i, n);
        for (int64_t i = 0; i < n_high; i++) high[i] = in_octant(i << shift, n);
        return true;
    }
    void finish() { ta_free(low, n_bytes); }
    // exp(-2 pi i k / n) for 0 <= k < n.
    void put(int64_t k, double* re, double* im) const {
        int64_t e = 8 * k;
        const bool below = e > 4 * n;
        if (below) e = 8 * n - e;  // mirrored at the real axis
        const bool left = e > 2 * n;
        if (left) e = 4 * n - e;  // at the imaginary axis
        const bool steep = e > n;
        if (steep) e = 2 * n - e;  // at the diagonal
        const Root a = low[e & mask], b = high[e >> shift];
        const double c = double(a.cos * b.cos - a.sin * b.sin), s = double(a.sin * b.cos + a.cos * b.sin);
        *re = left ? -(steep ? s : c) : steep ? s : c;
        *im = below ? (steep ? c : s) : -(steep ? c : s);
    }
};

// ---- factors ----

const int64_t written[] = {8, 4, 2, 3, 5, 7};

// The places of the passes, whose radices are known.
void place_passes(ta_fft_lanes* plan) {
    int64_t m = plan->n, s = 1;
    for (int i = 0; i < plan->n_passes; i++) {
        ta_fft_pass& g = plan->passes[i];
        m /= g.radix;
        g.m = m;
        g.s = s;
        s *= g.radix;
    }
}

// The passes for n; false where a prime factor is too large.
bool factorise(int64_t n, ta_fft_lanes* plan) {
    plan->n = n;
    plan->n_passes = 0;
    const auto add = [&](int64_t radix) { plan->passes[plan->n_passes++].radix = radix; n /= radix; };
    while (n % 8 == 0 && n != 16) add(8);
    while (n % 4 == 0) add(4);
    if (n % 2 == 0) {
        add(2);
        for (int i = 0; i < plan->n_passes - 1; i++)  // 8 x 2 is better as 4 x 4
            if (plan->passes[i].radix == 8) {
                plan->passes[i].radix = plan->passes[plan->n_passes - 1].radix = 4;
                break;
            }
    }
    for (int64_t p = 3; p <= TA_FFT_MAX_RADIX; p += 2)
        while (n % p == 0) add(p);
    if (n == 1) place_passes(plan);
    return n == 1;
}

bool is_written(int64_t radix) {
    for (int64_t r : written)
        if (r == radix) return true;
    return false;
}

double pass_cost(int64_t radix) {
    switch (radix) {
        case 2: return 8;
        case 3: return 12;
        case 4: return 11;
        case 5: return 14;
        case 7: return 16;
        case 8: return 14.5;
        default: return 10 + 1.5 * double(radix);
    }
}

const int64_t longest_whole = 1000;
const double tile_cost = 18, chirp_cost = 40, call_cost = 60;

// Instructions per element and vector of the passes of a length.
double lanes_cost(const ta_fft_lanes& plan, double plane_bytes) {
    double cost = 2;
    for (int i = 0; i < plan.n_passes; i++) cost += pass_cost(plan.passes[i].radix);
    const double bytes = double(plan.n) * plane_bytes;
    return bytes > 262144 ? cost * 2 : bytes > 24576 ? cost * 1.3 : cost;
}

// ---- tables ----

void* plan_memory(Plan* plan, size_t n_bytes) {
    const size_t total = n_bytes + 64;
    Block* block = (Block*)ta_alloc(total);
    if (!block) return nullptr;
    *block = {plan->blocks, total};
    plan->blocks = block;
    plan->n_bytes += total;
    return (char*)block + 64;
}

bool fill_passes(Plan* plan, ta_fft_lanes* lanes, const Roots& roots) {
    for (int i = 0; i < lanes->n_passes; i++) {
        ta_fft_pass& g = lanes->passes[i];
        const int64_t r = g.radix, head = is_written(r) ? 0 : r;
        double* w = (double*)plan_memory(plan, size_t(head + g.m * (r - 1)) * 2 * sizeof(double));
        if (!w) return false;
        g.twiddles = w;
        const int64_t unit = roots.n / (r * g.m);
        for (int64_t k = 0; k < head; k++, w += 2) roots.put(k * (roots.n / r), w, w + 1);
        for (int64_t p = 0; p < g.m; p++)
            for (int64_t j = 1; j < r; j++, w += 2) roots.put(p * j * unit, w, w + 1);
    }
    return true;
}

bool fill_tiles(Plan* plan, Row* row, const Roots& roots) {
    const int64_t lanes = plan->kernels->lanes, width = row->columns;
    double* w = (double*)plan_memory(plan, size_t(row->n_blocks * row->block_rows * 2 * lanes) * sizeof(double));
    if (!w) return false;
    row->tile_twiddles = w;
    for (int64_t b = 0; b < row->n_blocks; b++) {
        const int64_t first = block_start(b, lanes, width);
        for (int64_t k = 0; k < row->block_rows; k++, w += 2 * lanes)
            for (int64_t l = 0; l < lanes; l++) {
                const bool used = k < row->rows && first + l < width;
                roots.put(used ? k * (first + l) : 0, w + l, w + lanes + l);
            }
    }
    return true;
}

// ---- one sequence ----

bool suits(int64_t n, int n_passes, const ta_fft_lanes& down, const ta_fft_lanes& across) {
    return n > longest_whole || (down.n_passes == 1 && across.n_passes < n_passes);
}

// The best way to split n into columns x rows; 0 columns if none beats `cost`, which is then lowered. The rows of a short sequence are
// one pass: then the passes for the rows and those for the columns are, one after the other, passes for n with the same arithmetic; they
// are as few as can be.
int64_t best_columns(const Plan* plan, int64_t n, int n_passes, double* cost) {
    const int64_t lanes = plan->kernels->lanes;
    const double plane_bytes = double(lanes) * 16;
    int64_t best = 0;
    for (int64_t d = 2; d <= n / d; d++) {
        if (n % d) continue;
        const int64_t both[] = {d, n / d};
        for (int64_t columns : both) {
            ta_fft_lanes down, across;
            const int64_t rows = n / columns;
            if (!factorise(rows, &down) || !factorise(columns, &across) || !suits(n, n_passes, down, across)) continue;
            const double column_blocks = double((columns + lanes - 1) / lanes), row_blocks = double((rows + lanes - 1) / lanes);
            const double got = column_blocks * (double(rows) * lanes_cost(down, plane_bytes) + call_cost)
                               + row_blocks * (double(columns) * (lanes_cost(across, plane_bytes) + tile_cost) + call_cost)
                               + (columns < lanes || rows < lanes ? double(n) * 0.5 + 100 : 0);
            if (got < *cost) {
                *cost = got;
                best = columns;
            }
        }
    }
    return best;
}

int64_t next_good(int64_t n) {
    for (;; n += 16) {
        int64_t rest = n;
        while (rest % 2 == 0) rest /= 2;
        while (rest % 3 == 0) rest /= 3;
        while (rest % 5 == 0) rest /= 5;
        if (rest == 1) return n;
    }
}

// The length of the convolution for n points, and what it costs.
int64_t chirp_length(const Plan* plan, int64_t n, double* cost) {
    int64_t best = 0;
    for (int64_t length = next_good((2 * n - 1 + 15) / 16 * 16), end = length + length / 4; length <= end; length = next_good(length + 16)) {
        double inner = 1e300;
        if (!best_columns(plan, length, TA_FFT_MAX_PASSES, &inner)) continue;
        const double got = 2 * inner + double(length) * chirp_cost / double(plan->kernels->lanes) + 4 * call_cost;
        if (got < *cost) {
            *cost = got;
            best = length;
        }
    }
    return best;
}

bool make_row(Plan* plan, Row* row, int64_t n);

bool make_chirp(Plan* plan, Row* row, int64_t length) {
    const int64_t n = row->n;
    row->inner = (Row*)plan_memory(plan, sizeof(Row));
    double* chirps = (double*)plan_memory(plan, size_t(n) * 2 * sizeof(double));
    double* spectrum = (double*)plan_memory(plan, size_t(length) * 2 * sizeof(double));
    Roots roots;
    if (!row->inner || !chirps || !spectrum || !make_row(plan, row->inner, length) || !roots.start(2 * n)) return false;
    memset(spectrum, 0, size_t(length) * 2 * sizeof(double));
    for (int64_t k = 0, square = 0; k < n; square = (square + 2 * k + 1) % (2 * n), k++) {
        double* c = chirps + 2 * k;
        roots.put(square, c, c + 1);
        double *at = spectrum + 2 * k, *mirror = spectrum + 2 * ((length - k) % length);
        at[0] = mirror[0] = c[0];
        at[1] = mirror[1] = -c[1];
    }
    roots.finish();
    row->chirps = chirps;
    row->spectrum = spectrum;
    return run_row(plan, row->inner, spectrum, spectrum, TA_FFT_PAIRS, TA_FFT_PAIRS, 1.0 / double(length), nullptr) == TA_OK;
}

bool make_two_steps(Plan* plan, Row* row, int64_t columns, const Roots& roots) {
    const int64_t lanes = plan->kernels->lanes;
    row->columns = columns;
    row->rows = row->n / columns;
    row->n_blocks = (columns + lanes - 1) / lanes;
    row->block_rows = row->rows < lanes ? lanes : row->rows;
    factorise(row->rows, &row->down);
    factorise(columns, &row->across);
    return fill_passes(plan, &row->down, roots) && fill_passes(plan, &row->across, roots) && fill_tiles(plan, row, roots);
}

// What `lanes` sequences side by side cost; negative where the tables and planes would be too long.
double side_by_side_cost(const Plan* plan, const Row& row) {
    const double n = double(row.n), plane_bytes = double(plan->kernels->lanes) * 16;
    if (row.method == chirp || n * plane_bytes > 1 << 22) return -1;
    if (row.has_whole) return n * (lanes_cost(row.whole, plane_bytes) + 20) + call_cost;
    const double rows = double(row.rows), columns = double(row.columns), distant = n * plane_bytes > 262144 ? 20 : 6;
    return n * (lanes_cost(row.down, plane_bytes) + lanes_cost(row.across, plane_bytes) + tile_cost + distant) + (rows + columns) * call_cost;
}

// The arithmetic follows from n alone: of one sequence and of many, contiguous or not.
bool make_row(Plan* plan, Row* row, int64_t n) {
    memset(row, 0, sizeof *row);
    row->n = n;
    const int64_t lanes = plan->kernels->lanes;
    double cost = 1e300;
    row->method = one_lane;
    const bool has_factors = factorise(n, &row->whole);
    if (has_factors) cost = double(n) * (lanes_cost(row->whole, double(lanes) * 2 * sizeof(double)) + 21) + call_cost;
    const int64_t columns = best_columns(plan, n, row->whole.n_passes, &cost);
    if (columns) row->method = two_steps;
    const int64_t length = has_factors ? 0 : chirp_length(plan, n, &cost);
    if (length) row->method = chirp;
    row->cost = cost;
    row->has_whole = has_factors && (row->method == one_lane || n <= longest_whole);
    Roots roots;
    if (!roots.start(n)) return false;
    bool done = row->method != two_steps || make_two_steps(plan, row, columns, roots);
    if (row->has_whole && row->method == two_steps) {
        row->whole.n_passes = row->across.n_passes + 1;
        row->whole.passes[0].radix = row->rows;
        for (int i = 0; i < row->across.n_passes; i++) row->whole.passes[i + 1].radix = row->across.passes[i].radix;
        place_passes(&row->whole);
    }
    if (done && row->has_whole) done = fill_passes(plan, &row->whole, roots);
    roots.finish();
    row->lanes_cost = side_by_side_cost(plan, *row);
    return done && (row->method != chirp || make_chirp(plan, row, length));
}

bool fill_real(Plan* plan) {
    const int64_t half = plan->n / 2;
    Roots roots;
    double* u = (double*)plan_memory(plan, size_t(half / 2 + 1) * 2 * sizeof(double));
    if (!u || !roots.start(plan->n)) return false;
    plan->real_twiddles = u;
    for (int64_t k = 0; k <= half / 2; k++, u += 2) {
        double re, im;
        roots.put(k, &re, &im);
        u[0] = im;
        u[1] = -re;
    }
    roots.finish();
    return true;
}

void free_plan(Plan* plan) {
    for (Block *block = plan->blocks, *next; block; block = next) {
        next = block->next;
        ta_free(block, block->n_bytes);
    }
    ta_free(plan, sizeof *plan);
}

bool fill_plan(Plan* plan) {
    const bool is_half = plan->is_real && plan->n % 2 == 0;
    return make_row(plan, &plan->row, is_half ? plan->n / 2 : plan->n) && (!is_half || fill_real(plan));
}

Plan* make_plan(int64_t n, bool is_real, int level) {
    Plan* plan = (Plan*)ta_alloc(sizeof(Plan));
    if (!plan) return nullptr;
    memset(plan, 0, sizeof *plan);
    plan->n = n;
    plan->is_real = is_real;
    plan->level = level;
    plan->kernels = ta_active_fft;
    plan->n_users = 1;
    if (fill_plan(plan)) return plan;
    free_plan(plan);
    return nullptr;
}

// ---- the cache ----

const int cache_size = 48;
const size_t cache_bytes = size_t(1) << 27;
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
Plan* cache[cache_size];
size_t bytes_kept;
uint64_t clock_of_uses;
bool has_started;

void lock_cache() { pthread_mutex_lock(&mutex); }
void unlock_cache() { pthread_mutex_unlock(&mutex); }

Plan* find(int64_t n, bool is_real, int level) {
    for (Plan* plan : cache)
        if (plan && plan->n == n && plan->is_real == is_real && plan->level == level) {
            plan->n_users++;
            plan->last_use = ++clock_of_uses;
            return plan;
        }
    return nullptr;
}

// Room for a plan: the place, or -1. What was not used for longest leaves.
int make_room(size_t n_bytes) {
    if (n_bytes > cache_bytes) return -1;
    for (;;) {
        int empty = -1, oldest = -1;
        for (int i = 0; i < cache_size; i++) {
            if (!cache[i]) empty = i;
            else if (cache[i]->n_users == 0 && (oldest < 0 || cache[i]->last_use < cache[oldest]->last_use)) oldest = i;
        }
        if (empty >= 0 && bytes_kept + n_bytes <= cache_bytes) return empty;
        if (oldest < 0) return -1;
        bytes_kept -= cache[oldest]->n_bytes;
        free_plan(cache[oldest]);
        cache[oldest] = nullptr;
    }
}

}  // namespace

Plan* take_plan(int64_t n, bool is_real) {
    const int level = ta_level_in_use();
    lock_cache();
    if (!has_started) {
        has_started = true;
        pthread_atfork(lock_cache, unlock_cache, unlock_cache);
    }
    Plan* plan = find(n, is_real, level);
    unlock_cache();
    if (plan) return plan;
    plan = make_plan(n, is_real, level);
    if (!plan) return nullptr;
    lock_cache();
    Plan* other = find(n, is_real, level);  // of a thread that was faster
    const int place = other ? -1 : make_room(plan->n_bytes);
    if (place >= 0) {
        cache[place] = plan;
        plan->last_use = ++clock_of_uses;
        bytes_kept += plan->n_bytes;
    }
    unlock_cache();
    if (!other) return plan;
    free_plan(plan);
    return other;
}

void give_plan(Plan* plan) {
    lock_cache();
    bool is_kept = false;
    for (Plan* other : cache) is_kept = is_kept || other == plan;
    plan->n_users--;
    unlock_cache();
    if (!is_kept) free_plan(plan);
}

}  // namespace fft
