#include "norm.h"

#include "pool.h"

extern "C" const ta_norm_table* ta_active_norm;

namespace {

const int64_t TASK_ELEMENTS = 32768;
const int64_t THREADED_ELEMENTS = 65536;
const int64_t fewest_rows = 4;  // side by side
alignas(8) const float ONE_F32 = 1.0f, ZERO_F32 = -0.0f;
alignas(8) const double ONE_F64 = 1.0, ZERO_F64 = -0.0;

struct Row {
    const ta_norm_rows* rows;
    int which, itemsize;
    double mean, rest, scale;
};

// Writes n elements; weight and bias start at element `at` of theirs.
void write(const Row& row, char* out, const char* x, int64_t n, int64_t at, bool each) {
    const ta_norm_rows& rows = *row.rows;
    const char* weight = rows.weight ? rows.weight + at * row.itemsize : row.which ? (const char*)&ONE_F64 : (const char*)&ONE_F32;
    const char* bias = rows.bias ? rows.bias + at * row.itemsize : row.which ? (const char*)&ZERO_F64 : (const char*)&ZERO_F32;
    int flags = (each && rows.weight ? TA_NORM_EACH_WEIGHT : 0) | (each && rows.bias ? TA_NORM_EACH_BIAS : 0);
    ta_active_norm->write[row.which](out, x, n, weight, bias, flags, row.mean, row.rest, row.scale);
}

void normalise_row(const ta_norm_rows& rows, int64_t r) {
    Row row = {&rows, rows.dtype == TA_F64, rows.dtype == TA_F64 ? 8 : 4, 0.0, 0.0, 0.0};
    const ta_norm_table& table = *ta_active_norm;
    int64_t start = r * rows.n * row.itemsize;
    const char* x = rows.x + start;
    char* out = rows.out + start;
    if (rows.kind == TA_NORM_UNIT) {
        double length = table.length[row.which](x, rows.n);
        return table.divide[row.which](out, x, rows.n, length < rows.eps ? rows.eps : length);
    }
    double size;
    if (rows.kind == TA_NORM_LAYER) table.moments[row.which](x, rows.n, &row.mean, &row.rest, &size);
    else size = table.mean_square[row.which](x, rows.n);
    row.scale = 1.0 / __builtin_sqrt(size + rows.eps);
    if (!rows.channels) return write(row, out, x, rows.n, 0, true);
    int64_t first = r % rows.groups * rows.channels, length = rows.n / rows.channels, step = length * row.itemsize;
    if (length == 1) return write(row, out, x, rows.n, first, true);
    for (int64_t c = 0; c < rows.channels; c++) write(row, out + c * step, x + c * step, length, first + c, false);
}

int64_t rows_per_task(const ta_norm_rows& rows) { return rows.n < TASK_ELEMENTS ? TASK_ELEMENTS / rows.n : 1; }

bool is_side_by_side(const ta_norm_rows& rows) {
    return rows.n <= TA_NORM_SHORT && rows.n_rows >= fewest_rows && !(rows.channels && (rows.weight || rows.bias));
}

void rows_task(void* context, int64_t i) {
    const ta_norm_rows& rows = *(const ta_norm_rows*)context;
    int64_t step = rows_per_task(rows), first = i * step, last = first + step < rows.n_rows ? first + step : rows.n_rows;
    if (is_side_by_side(rows)) {
        const int64_t start = first * rows.n * (rows.dtype == TA_F64 ? 8 : 4);
        const ta_norm_block block = {rows.kind, rows.out + start, rows.x + start, rows.weight, rows.bias, last - first, rows.n, rows.eps};
        return ta_active_norm->short_rows[rows.dtype == TA_F64](&block);
    }
    for (int64_t r = first; r < last; r++) normalise_row(rows, r);
}

}  // namespace

extern "C" void ta_normalise(const ta_norm_rows* rows) {
    if (rows->n == 0 || rows->n_rows == 0) return;
    int64_t step = rows_per_task(*rows), n_tasks = (rows->n_rows + step - 1) / step;
    if (rows->n * rows->n_rows >= THREADED_ELEMENTS) return ta_parallel_for(n_tasks, rows_task, (void*)rows);
    for (int64_t i = 0; i < n_tasks; i++) rows_task((void*)rows, i);
}
