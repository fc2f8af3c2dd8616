#include "fft.h"

#include <string.h>

#include "alloc.h"
#include "fft_row.h"
#include "pool.h"
#include "ta_ops.h"

namespace {

using fft::Plan;

const double task_cost = 100000;    // instructions that are worth a task
const double serial_cost = 400000;  // less than that stays on one thread

enum Completion { as_is, mirrored, conjugated };

struct Job {
    int kind;
    Completion completion;  // REAL: what the second half of the result becomes; conjugated: all of it
    const char* x;
    char* out;
    int64_t outer, n_in, inner, n, n_out;  // n_in: what is read
    double scale;
    int64_t in_item, out_item, pair, in_row_bytes, out_row_bytes;  // of an element, of a complex number, of all elements at one place of outer
    const Plan* plan;
    const fft::Row* row;
    int64_t length;  // of the transform of complex numbers
    bool is_half;    // which is half of n
    int form;
    int64_t n_units, units_per_task;  // a unit: a sequence, a block of rows, `lanes` columns
    size_t workspace_bytes;
    int (*run)(const Job&, int64_t unit, char* workspace);
    int result;
};

int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

// ---- one sequence after the other ----

template <class T> void copy_reals(const char* from, int64_t stride, int64_t n, char* to, int64_t step) {
    for (int64_t i = 0; i < n; i++) *(T*)(to + i * step) = *(const T*)(from + i * stride);
}
template <class T> void copy_pairs(const char* from, int64_t stride, int64_t n, char* to, int64_t step) {
    for (int64_t i = 0; i < n; i++) {
        const T *p = (const T*)(from + i * stride), re = p[0], im = p[1];
        T* q = (T*)(to + i * step);
        q[0] = re;
        q[1] = im;
    }
}

// The sequence as the kernels read it: contiguous, complete. It is the one at x, or made in `room`.
template <class T> const char* sequence_in(const Job& job, const char* x, char* room) {
    const int64_t stride = job.inner * job.in_item, item = int64_t(sizeof(T)), n = job.length;
    if (job.kind == TA_FFT_REAL_INVERSE) {
        const int64_t n_given = job.n / 2 + 1;
        if (job.is_half && job.inner == 1 && job.n_in == n_given) return x;
        copy_pairs<T>(x, stride, job.n_in, room, job.pair);
        memset(room + job.n_in * job.pair, 0, size_t((n_given - job.n_in) * job.pair));
        T* z = (T*)room;
        if (!job.is_half) z[1] = 0;
        for (int64_t k = 1; k < n_given && !job.is_half; k++) {
            z[2 * (n - k)] = z[2 * k];
            z[2 * (n - k) + 1] = -z[2 * k + 1];
        }
        return room;
    }
    const bool is_real = job.kind == TA_FFT_REAL, is_read_as_it_is = !is_real || job.is_half;
    if (job.inner == 1 && job.n_in == job.n && is_read_as_it_is) return x;
    if (!is_read_as_it_is || job.n_in < job.n) memset(room, 0, size_t(n * job.pair));
    if (is_real) copy_reals<T>(x, stride, job.n_in, room, job.is_half ? item : 2 * item);
    else copy_pairs<T>(x, stride, job.n_in, room, job.pair);
    return room;
}

// step: from element to element, in bytes.
template <class T> void complete(const Job& job, char* out, int64_t step) {
    for (int64_t k = 1; k <= (job.n - 1) / 2; k++) {
        const T* z = (const T*)(out + k * step);
        T* mirror = (T*)(out + (job.n - k) * step);
        mirror[0] = z[0];
        mirror[1] = -z[1];
    }
    for (int64_t k = 0; k < job.n && job.completion == conjugated; k++) {
        T* z = (T*)(out + k * step);
        z[1] = -z[1];
    }
}

// Room for a sequence of double precision.
int64_t room_bytes(const Job& job) { return (larger(job.length, job.n / 2 + 1) * 16 + 127) / 64 * 64; }

// Real numbers to the first half of their transform, at `to`. room: for a sequence.
int real_sequence(const Job& job, const char* x, char* to, char* room, char* rest) {
    if (!job.is_half) return fft::run_row(job.plan, job.row, x, to, job.form, job.form, job.scale, rest);
    const int pairs = TA_FFT_PAIRS;
    char* half = job.form & TA_FFT_SINGLE ? room : to;
    const int result = fft::run_row(job.plan, job.row, x, half, job.form, pairs, 1, rest);
    if (result == TA_OK) job.plan->kernels->row_from_half(half, job.n / 2, job.plan->real_twiddles, job.scale, to, job.form);
    return result;
}
// The reverse: real numbers, or their pairs with zeros where n is odd.
int real_inverse_sequence(const Job& job, const char* x, char* to, char* room, char* rest) {
    if (!job.is_half) return fft::run_row(job.plan, job.row, x, to, job.form, job.form, job.scale, rest);
    job.plan->kernels->half_from_row(x, job.n / 2, job.plan->real_twiddles, job.form, room);
    return fft::run_row(job.plan, job.row, room, to, TA_FFT_PAIRS | TA_FFT_SWAPPED, job.form, job.scale, rest);
}

template <class T> int one_sequence(const Job& job, int64_t unit, char* workspace) {
    const int64_t bytes = room_bytes(job);
    char *rooms[] = {workspace, workspace + bytes, workspace + 2 * bytes}, *rest = workspace + 3 * bytes;
    char* out = job.out + unit / job.inner * job.out_row_bytes + unit % job.inner * job.out_item;
    const char* x = sequence_in<T>(job, job.x + unit / job.inner * job.in_row_bytes + unit % job.inner * job.in_item, rooms[0]);
    const bool is_real = job.kind == TA_FFT_REAL, is_to_real = job.kind == TA_FFT_REAL_INVERSE;
    char* to = job.inner == 1 && (job.is_half || !(is_real || is_to_real)) ? out : rooms[1];
    int result;
    if (is_real) result = real_sequence(job, x, to, rooms[2], rest);
    else if (is_to_real) result = real_inverse_sequence(job, x, to, rooms[2], rest);
    else result = fft::run_row(job.plan, job.row, x, to, job.form, job.form, job.scale, rest);
    if (result != TA_OK) return result;
    const int64_t step = job.inner * job.out_item;
    if (to != out && is_to_real) copy_reals<T>(to, job.is_half ? int64_t(sizeof(T)) : job.pair, job.n, out, step);
    else if (to != out) copy_pairs<T>(to, job.pair, is_real ? job.n / 2 + 1 : job.n, out, step);
    if (job.completion != as_is) complete<T>(job, out, step);
    return TA_OK;
}

size_t sequence_bytes(const Job& job) { return size_t(3 * room_bytes(job)) + fft::row_workspace(job.plan, job.row); }

// ---- many sequences, one in each lane ----

struct Planes {
    char *c, *rest;  // c holds the data
};

size_t plane_bytes(const Job& job) { return size_t(16 * job.plan->kernels->lanes); }

Planes planes_in(const Job& job, char* workspace) {
    return {workspace, workspace + size_t(larger(job.length, job.n / 2 + 1)) * plane_bytes(job)};
}
size_t planes_bytes(const Job& job) { return size_t(planes_in(job, nullptr).rest - (char*)nullptr) + fft::lanes_workspace(job.plan, job.row); }

void transform_planes(const Job& job, const Planes& p) {
    const ta_fft_table& k = *job.plan->kernels;
    const ta_fft_side side = {p.c, 2 * k.lanes, TA_FFT_PLANES};
    if (job.kind == TA_FFT_REAL_INVERSE && job.is_half) k.half_from_real(p.c, job.n / 2, job.plan->real_twiddles);
    fft::run_lanes(job.plan, job.row, side, side, 1, p.rest);
    if (job.kind == TA_FFT_REAL && job.is_half) k.real_from_half(p.c, job.n / 2, job.plan->real_twiddles);
}

// How many complex numbers there are before and after transform_planes, and in which form they come in.
int64_t n_loaded(const Job& job) { return job.kind == TA_FFT_REAL_INVERSE && job.is_half ? job.n / 2 + 1 : job.length; }
int64_t n_stored(const Job& job) { return job.kind == TA_FFT_REAL ? job.n / 2 + 1 : job.length; }
int form_loaded(const Job& job) { return job.kind == TA_FFT_REAL_INVERSE && job.is_half ? job.form & ~int(TA_FFT_SWAPPED) : job.form; }

const int64_t groups_of_block = 8;

int64_t rows_of_block(const Job& job) { return groups_of_block * job.plan->kernels->lanes; }

template <class T> int block_of_rows(const Job& job, int64_t unit, char* workspace) {
    const int64_t first = unit * rows_of_block(job), n_rows = smaller(rows_of_block(job), job.outer - first);
    const char* x = job.x + first * job.in_row_bytes;
    char* out = job.out + first * job.out_row_bytes;
    const int real_form = (job.is_half ? TA_FFT_HALVES : TA_FFT_REALS) | (job.form & (TA_FFT_SINGLE | TA_FFT_SWAPPED));
    ta_fft_rows rows = {x, out, n_rows, job.n_in, job.in_row_bytes, job.out_row_bytes, job.form, job.form, job.scale, nullptr, workspace};
    if (job.kind == TA_FFT_REAL) rows.in_form = real_form;
    if (job.kind == TA_FFT_REAL_INVERSE) rows.out_form = real_form;
    rows.real_twiddles = job.plan->real_twiddles;
    job.plan->kernels->rows(&job.row->whole, &rows);
    for (int64_t i = 0; i < n_rows && job.completion != as_is; i++) complete<T>(job, out + i * job.out_row_bytes, job.pair);
    return TA_OK;
}

size_t rows_bytes(const Job& job) { return size_t(3 * job.length + 1) * plane_bytes(job); }

template <class T> int group_of_columns(const Job& job, int64_t unit, char* workspace) {
    const ta_fft_table& k = *job.plan->kernels;
    const Planes p = planes_in(job, workspace);
    const int64_t groups = (job.inner + k.lanes - 1) / k.lanes, first = unit % groups * k.lanes, n_lanes = smaller(k.lanes, job.inner - first);
    const char* x = job.x + unit / groups * job.in_row_bytes + first * job.in_item;
    char* out = job.out + unit / groups * job.out_row_bytes + first * job.out_item;
    const int64_t in_stride = job.inner * job.in_item / int64_t(sizeof(T)), out_stride = job.inner * job.out_item / int64_t(sizeof(T));
    const bool is_complex = job.kind == TA_FFT_FORWARD || job.kind == TA_FFT_INVERSE, is_to_real = job.kind == TA_FFT_REAL_INVERSE;
    if (is_complex && n_lanes == k.lanes && job.n_in == job.n) {
        fft::run_lanes(job.plan, job.row, {(void*)x, in_stride, job.form}, {out, out_stride, job.form}, job.scale, p.rest);
        return TA_OK;
    }
    const int real_form = (job.is_half ? TA_FFT_HALVES : TA_FFT_REALS) | (job.form & TA_FFT_SINGLE);
    const int64_t n_elements = is_to_real ? job.n / 2 + 1 : job.length;
    k.columns_in(x, in_stride, job.n_in, n_elements, n_lanes, job.kind == TA_FFT_REAL ? real_form : form_loaded(job), p.c);
    if (is_to_real && !job.is_half) k.mirror(p.c, job.n);
    transform_planes(job, p);
    k.columns_out(p.c, n_stored(job), n_lanes, is_to_real ? real_form : job.form, job.scale, out, out_stride);
    for (int64_t i = 0; i < n_lanes && job.completion != as_is; i++) complete<T>(job, out + i * job.out_item, job.inner * job.out_item);
    return TA_OK;
}

// ---- the whole ----

template <class T> void choose(Job& job) {
    const int64_t lanes = job.plan->kernels->lanes;
    const bool is_rows = job.inner == 1;
    const int64_t groups = is_rows ? (job.outer + lanes - 1) / lanes : job.outer * ((job.inner + lanes - 1) / lanes);
    double cost = job.row->cost + double(job.n) * (is_rows ? 0 : 4);
    job.n_units = job.outer * job.inner;
    job.run = one_sequence<T>;
    if (job.row->lanes_cost >= 0 && (job.row->has_whole || !is_rows) && double(groups) * job.row->lanes_cost < double(job.n_units) * cost) {
        cost = job.row->lanes_cost * double(is_rows ? groups_of_block : 1);
        job.n_units = is_rows ? (groups + groups_of_block - 1) / groups_of_block : groups;
        job.run = is_rows ? block_of_rows<T> : group_of_columns<T>;
    }
    job.workspace_bytes = job.run == one_sequence<T> ? sequence_bytes(job) : is_rows ? rows_bytes(job) : planes_bytes(job);
    job.units_per_task = double(job.n_units) * cost < serial_cost ? job.n_units : cost < task_cost ? int64_t(task_cost / cost) + 1 : 1;
}

void run_task(void* context, int64_t task) {
    Job& job = *(Job*)context;
    char* workspace = (char*)ta_alloc(job.workspace_bytes);
    int result = workspace ? TA_OK : TA_NO_MEMORY;
    const int64_t end = smaller(job.n_units, (task + 1) * job.units_per_task);
    for (int64_t unit = task * job.units_per_task; unit < end && result == TA_OK; unit++) result = job.run(job, unit, workspace);
    ta_free(workspace, job.workspace_bytes);
    if (result != TA_OK) __atomic_store_n(&job.result, result, __ATOMIC_RELAXED);
}

}  // namespace

extern "C" int ta_fft(int kind, int dtype, const void* x, void* out, int64_t outer, int64_t n_in, int64_t inner, int64_t n, double scale) {
    if (outer == 0 || inner == 0) return TA_OK;
    const bool is_single = dtype == TA_F32 || dtype == TA_C64, is_real_in = dtype == TA_F32 || dtype == TA_F64;
    Job job = {};
    job.kind = is_real_in ? int(TA_FFT_REAL) : kind;
    if (is_real_in && kind != TA_FFT_REAL) {
        if (kind == TA_FFT_REAL_INVERSE) return TA_UNSUPPORTED;
        job.completion = kind == TA_FFT_INVERSE ? conjugated : mirrored;
    }
    const int64_t item = is_single ? 4 : 8;
    job.x = (const char*)x;
    job.out = (char*)out;
    job.outer = outer;
    job.inner = inner;
    job.n = n;
    job.n_in = smaller(n_in, kind == TA_FFT_REAL_INVERSE ? n / 2 + 1 : n);
    job.n_out = kind == TA_FFT_REAL ? n / 2 + 1 : n;
    job.scale = scale;
    job.pair = 2 * item;
    job.in_item = is_real_in ? item : 2 * item;
    job.out_item = kind == TA_FFT_REAL_INVERSE ? item : 2 * item;
    job.in_row_bytes = n_in * inner * job.in_item;
    job.out_row_bytes = job.n_out * inner * job.out_item;
    job.form = TA_FFT_PAIRS | (is_single ? TA_FFT_SINGLE : 0) | (job.kind == TA_FFT_INVERSE || job.kind == TA_FFT_REAL_INVERSE ? TA_FFT_SWAPPED : 0);
    Plan* plan = fft::take_plan(n, is_real_in || kind == TA_FFT_REAL_INVERSE);
    if (!plan) return TA_NO_MEMORY;
    job.plan = plan;
    job.row = &plan->row;
    job.length = plan->row.n;
    job.is_half = plan->is_real && n % 2 == 0;
    is_single ? choose<float>(job) : choose<double>(job);
    ta_parallel_for((job.n_units + job.units_per_task - 1) / job.units_per_task, run_task, &job);
    fft::give_plan(plan);
    return job.result;
}
