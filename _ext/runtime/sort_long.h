// Sorting of one long run by several threads. Private to the drivers of sort.
#pragma once
#include <stdint.h>

// Whether the run is worth it: long enough, more than one thread, and a dtype that has steps.
bool ta_sort_is_long(int dtype, int64_t n_elements, int64_t n_rows);

// As the kernels of sort_table.h: out is contiguous; x may be out when x is contiguous (values only). Result codes.
int ta_sort_long(int dtype, const char* x, int64_t x_stride_bytes, char* out, int64_t n_elements, int descending);
int ta_argsort_long(int dtype, const char* x, int64_t x_stride_bytes, int64_t* out, int64_t n_elements, int descending);
