// Evenly spaced values.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// out[i] = start + i * step, contiguous. Integers of item_size bytes, modulo their size; floats in float64, rounded to float32 where asked.
void ta_integer_ramp(char* out, int64_t item_size, int64_t n, uint64_t start, uint64_t step);
void ta_float_ramp(char* out, int is_f64, int64_t n, double start, double step);

#ifdef __cplusplus
}
#endif
