#include "softmax.h"

#include "dispatch.h"
#include "pool.h"

extern "C" const ta_softmax_table* ta_active_softmax;

namespace {

enum { TASK_ELEMENTS = 16384 };

struct Work {
    ta_softmax_fn run;
    char* out;
    const char* x;
    int64_t n, n_rows, rows_per_task, itemsize, n_out;
};

void task(void* context, int64_t i) {
    const Work& w = *(const Work*)context;
    int64_t first = i * w.rows_per_task, rows = w.n_rows - first < w.rows_per_task ? w.n_rows - first : w.rows_per_task;
    w.run(w.out + first * w.n_out * w.itemsize, w.x + first * w.n * w.itemsize, w.n, rows);
}

}  // namespace

extern "C" int ta_softmax(int operation, int dtype, char* out, const char* x, int64_t n, int64_t n_rows) {
    if (dtype != TA_F32 && dtype != TA_F64) return TA_UNSUPPORTED;
    const ta_softmax_table& table = *ta_active_softmax;
    int64_t rows = (TASK_ELEMENTS + n - 1) / n;
    Work w = {(dtype == TA_F32 ? table.f32 : table.f64)[operation], out, x, n, n_rows, rows, ta_itemsize[dtype], operation == TA_LOGSUMEXP ? 1 : n};
    ta_parallel_for((n_rows + rows - 1) / rows, task, &w);
    return TA_OK;
}
