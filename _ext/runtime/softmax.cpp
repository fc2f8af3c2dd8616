#include "softmax.h"

#include "alloc.h"
#include "dispatch.h"
#include "pool.h"

extern "C" const ta_softmax_table* ta_active_softmax;

namespace {

const int64_t task_elements = 16384;
const int64_t longest_short = 48;     // rows of float32, half of that of float64, that are better side by side than one after the other
const int64_t fewest_lines = 4;
const int64_t near_bytes = 1 << 20, fewest_far = 4;
const int64_t longest_whole = 65536;  // rows from there on are taken in pieces

int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }

struct Work {
    const ta_softmax_kernels* kernels;
    int operation;
    char* out;
    const char* x;
    int64_t outer, n, inner, item;
    double log_of_inf;
    int64_t per_task, tasks_of_outer;
    int result;
};

// ---- rows one after the other ----

void rows_task(void* context, int64_t i) {
    const Work& w = *(const Work*)context;
    const int64_t first = i * w.per_task, n_out = w.operation == TA_LOGSUMEXP ? 1 : w.n;
    w.kernels->rows[w.operation](w.out + first * n_out * w.item, w.x + first * w.n * w.item, w.n, smaller(w.per_task, w.outer - first), w.log_of_inf);
}

// ---- side by side ----

void lines_task(void* context, int64_t i) {
    Work& w = *(Work*)context;
    const size_t n_bytes = size_t(w.n * ta_active_softmax->vector_bytes * TA_SOFTMAX_TILES);
    void* scratch = ta_alloc(n_bytes);
    if (!scratch) return __atomic_store_n(&w.result, int(TA_NO_MEMORY), __ATOMIC_RELAXED);
    const bool is_rows = w.inner == 1;
    const int64_t n_lines = is_rows ? w.outer : w.inner, block = i / w.tasks_of_outer, first = i % w.tasks_of_outer * w.per_task;
    const int64_t line_step = (is_rows ? w.n : 1) * w.item, element_step = (is_rows ? 1 : w.inner) * w.item;
    const int64_t out_at = w.operation == TA_LOGSUMEXP ? (block * w.inner + first) * w.item : block * w.n * w.inner * w.item + first * line_step;
    const ta_softmax_lines lines = {w.out + out_at, w.x + block * w.n * w.inner * w.item + first * line_step, w.n, smaller(w.per_task, n_lines - first), line_step, element_step, w.log_of_inf, !is_rows && w.n >= fewest_far && w.outer * w.n * w.inner * w.item > near_bytes, scratch};
    w.kernels->lines[w.operation](&lines);
    ta_free(scratch, n_bytes);
}
int side_by_side(Work& w) {
    const int64_t lanes = TA_SOFTMAX_TILES * ta_active_softmax->vector_bytes / w.item, n_lines = w.inner == 1 ? w.outer : w.inner;
    w.per_task = ceil_div(ceil_div(task_elements, w.n), lanes) * lanes;
    w.tasks_of_outer = ceil_div(n_lines, w.per_task);
    ta_parallel_for((w.inner == 1 ? 1 : w.outer) * w.tasks_of_outer, lines_task, &w);
    return w.result;
}

// ---- lines of one element ----

template <class T> void alone(int operation, T* out, const T* x, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        const T none = x[i] - x[i];  // 0 or NaN
        out[i] = operation == TA_SOFTMAX ? none + T(1) : operation == TA_LOG_SOFTMAX ? none : x[i];
    }
}
void alone_task(void* context, int64_t i) {
    const Work& w = *(const Work*)context;
    const int64_t at = i * task_elements * w.item, n = smaller(task_elements, w.outer * w.inner - i * task_elements);
    if (w.item == 4) alone(w.operation, (float*)(w.out + at), (const float*)(w.x + at), n);
    else alone(w.operation, (double*)(w.out + at), (const double*)(w.x + at), n);
}
int alone_lines(Work& w) {
    ta_parallel_for(ceil_div(w.outer * w.inner, task_elements), alone_task, &w);
    return TA_OK;
}

// ---- one long row in pieces ----

struct Piece {
    double greatest, rest, count;
};
struct LongRow {
    const Work* work;
    char* out;
    const char* x;
    Piece* pieces;
    double greatest, factor;
};

template <void (*step)(const LongRow&, int64_t first, int64_t n, Piece* piece)> void piece_task(void* context, int64_t i) {
    const LongRow& row = *(const LongRow*)context;
    step(row, i * task_elements, smaller(task_elements, row.work->n - i * task_elements), row.pieces + i);
}
void find_greatest(const LongRow& row, int64_t first, int64_t n, Piece* piece) { piece->greatest = row.work->kernels->greatest(row.x + first * row.work->item, n); }
void add_powers(const LongRow& row, int64_t first, int64_t n, Piece* piece) {
    const int64_t at = first * row.work->item;
    row.work->kernels->sum(row.work->operation == TA_SOFTMAX ? row.out + at : nullptr, row.x + at, n, row.greatest, &piece->rest, &piece->count);
}
void write_piece(const LongRow& row, int64_t first, int64_t n, Piece*) {
    const int64_t at = first * row.work->item;
    row.work->kernels->write(row.work->operation, row.out + at, row.x + at, n, row.greatest, row.factor);
}

void long_row(const Work& w, char* out, const char* x, Piece* pieces, int64_t n_pieces) {
    LongRow row = {&w, out, x, pieces, -__builtin_inf(), 0};
    ta_parallel_for(n_pieces, piece_task<find_greatest>, &row);
    for (int64_t i = 0; i < n_pieces; i++) row.greatest = pieces[i].greatest > row.greatest ? pieces[i].greatest : row.greatest;
    ta_parallel_for(n_pieces, piece_task<add_powers>, &row);
    double rest = 0, count = 0, lost = 0;
    for (int64_t i = 0; i < n_pieces; i++) {  // what an addition loses is exact: Knuth's sum of two
        const double sum = rest + pieces[i].rest, part = sum - rest;
        lost += (rest - (sum - part)) + (pieces[i].rest - part);
        rest = sum;
        count += pieces[i].count;
    }
    rest += lost;
    row.factor = w.kernels->factor(w.operation, row.greatest, rest, count, w.log_of_inf);
    if (w.operation != TA_LOGSUMEXP) ta_parallel_for(n_pieces, piece_task<write_piece>, &row);
    else if (w.item == 4) *(float*)out = float(row.factor);
    else *(double*)out = row.factor;
}
int long_rows(const Work& w) {
    const int64_t n_pieces = ceil_div(w.n, task_elements);
    const size_t n_bytes = size_t(n_pieces) * sizeof(Piece);
    Piece* pieces = (Piece*)ta_alloc(n_bytes);
    if (!pieces) return TA_NO_MEMORY;
    const int64_t n_out = w.operation == TA_LOGSUMEXP ? 1 : w.n;
    for (int64_t r = 0; r < w.outer; r++) long_row(w, w.out + r * n_out * w.item, w.x + r * w.n * w.item, pieces, n_pieces);
    ta_free(pieces, n_bytes);
    return TA_OK;
}

}  // namespace

extern "C" int ta_softmax(int operation, int dtype, char* out, const char* x, int64_t outer, int64_t n, int64_t inner, double log_of_inf) {
    if (dtype != TA_F32 && dtype != TA_F64) return TA_UNSUPPORTED;
    Work w = {dtype == TA_F32 ? &ta_active_softmax->f32 : &ta_active_softmax->f64, operation, out, x, outer, n, inner, ta_itemsize[dtype], log_of_inf, 0, 0, TA_OK};
    if (n == 1) return alone_lines(w);
    if (inner > 1 || (n <= (dtype == TA_F32 ? longest_short : longest_short / 2) && outer >= fewest_lines)) return side_by_side(w);
    if (n >= longest_whole) return long_rows(w);
    w.per_task = ceil_div(task_elements, n);
    ta_parallel_for(ceil_div(outer, w.per_task), rows_task, &w);
    return TA_OK;
}
