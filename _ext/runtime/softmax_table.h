// Kernels of softmax for one ISA. NaN in a line makes all its results NaN; float32 is summed in float64,
// but for the first additions of a few.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { TA_SOFTMAX, TA_LOG_SOFTMAX, TA_LOGSUMEXP, TA_N_SOFTMAX };
enum { TA_SOFTMAX_TILES = 8 };

// n_rows rows of n > 0 elements, one after another. softmax and log_softmax write as many; logsumexp writes one element a row.
// log_of_inf is what log_softmax subtracts from a line that has inf.
typedef void (*ta_softmax_fn)(char* out, const char* x, int64_t n, int64_t n_rows, double log_of_inf);

// Lines of n > 0 elements, side by side: the results are the bits of ta_softmax_fn. Steps are in bytes and the same in x and out; one of
// them is the size of an element. logsumexp writes one element a line, one after another.
typedef struct ta_softmax_lines {
    char* out;
    const char* x;
    int64_t n, n_lines, line_step, element_step;
    double log_of_inf;
    bool is_far;    // the lines and the results lie beyond the second cache
    void* scratch;  // n vectors, TA_SOFTMAX_TILES times
} ta_softmax_lines;

typedef struct ta_softmax_kernels {
    ta_softmax_fn rows[TA_N_SOFTMAX];
    void (*lines[TA_N_SOFTMAX])(const ta_softmax_lines* lines);
    // A row in pieces: the greatest of their greatest elements, then the sums, which add up, of the powers, written to out where it is not
    // NULL, then what is left to do with the factor that the sums give; that of logsumexp is the result.
    double (*greatest)(const char* x, int64_t n);
    void (*sum)(char* out, const char* x, int64_t n, double greatest, double* rest, double* count);
    double (*factor)(int operation, double greatest, double rest, double count, double log_of_inf);
    void (*write)(int operation, char* out, const char* x, int64_t n, double greatest, double factor);
} ta_softmax_kernels;

typedef struct ta_softmax_table {
    int32_t vector_bytes;
    ta_softmax_kernels f32, f64;
} ta_softmax_table;

#ifdef __cplusplus
}
#endif
