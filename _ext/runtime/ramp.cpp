// Evenly spaced values over the threads.
#include "ramp.h"
#include "item_size.hpp"
#include "move_table.h"
#include "pool.h"

namespace {

const int64_t TASK_BYTES = 1 << 19;

struct Ramp {
    char* out;
    int64_t n, n_per_task, item_bytes;
    void (*integers)(char*, int64_t, int64_t, uint64_t, uint64_t);
    void (*floats)(char*, int64_t, int64_t, double, double);
    uint64_t start, step;
    double float_start, float_step;
};

void ramp_task(void* context, int64_t task) {
    const Ramp& job = *(const Ramp*)context;
    const int64_t first = task * job.n_per_task, n = job.n - first < job.n_per_task ? job.n - first : job.n_per_task;
    char* out = job.out + first * job.item_bytes;
    if (job.integers) job.integers(out, first, n, job.start, job.step);
    else job.floats(out, first, n, job.float_start, job.float_step);
}

void run_ramp(Ramp& job) {
    job.n_per_task = TASK_BYTES / job.item_bytes;
    ta_parallel_for((job.n + job.n_per_task - 1) / job.n_per_task, ramp_task, &job);
}

}  // namespace

extern "C" {

void ta_integer_ramp(char* out, int64_t item_size, int64_t n, uint64_t start, uint64_t step) {
    Ramp job = {out, n, 0, item_size, ta_active_move->integer_ramp[size_index(item_size)], nullptr, start, step, 0.0, 0.0};
    run_ramp(job);
}

void ta_float_ramp(char* out, int is_f64, int64_t n, double start, double step) {
    Ramp job = {out, n, 0, is_f64 ? 8 : 4, nullptr, ta_active_move->float_ramp[is_f64 != 0], 0, 0, start, step};
    run_ramp(job);
}

}  // extern "C"
