// Sorting, searching and sets over views. No driver touches Python; none needs the GIL. Any layout; sizes may be zero.
#pragma once
#include "abi.h"
#include "sort_table.h"

#ifdef __cplusplus
extern "C" {
#endif

// Sorts along axis (0 <= axis < ndim) into out, of x's shape and dtype: a fresh array or x itself. NaN is the greatest value, zeros keep
// their order, complex numbers are ordered by (real, imaginary). Descending is the reverse order, with equal elements in their order too.
int ta_sort(const ta_view* x, ta_view* out, int axis, int descending);

// As ta_sort along the last axis, real numbers, ascending, but only the one or two elements in the middle of each row and the last one (NaN
// where there is NaN) are sure to be in their places. out is not x.
int ta_sort_middle(const ta_view* x, ta_view* out);

// The positions (int64, out has x's shape) that sort x; always stable, whatever `stable` says. out does not overlap x.
int ta_argsort(const ta_view* x, ta_view* out, int axis, int descending, int stable);

// For every element of values the position (int64, out has the shape of values) at which it keeps sorted (1-D, same dtype) in ascending
// order: before equal elements, or behind them when side_right. With sorter (1-D int64, positions in range) sorted[sorter] is what is
// sorted. NaN counts as the greatest value, equal to itself.
int ta_searchsorted(const ta_view* sorted, const ta_view* values, ta_view* out, int side_right, const ta_view* sorter);

// Where the runs of equal elements of a sorted, contiguous 1-D view begin: n_runs positions; starts has room for one per element.
// Each NaN is a run of its own; -0.0 equals +0.0.
int ta_run_starts(const ta_view* sorted, int64_t* starts, int64_t* n_runs);

// The distinct elements of x (any shape), ascending, and what is asked of: the first position (in C order), how often, and for each element
// of x the number of its value. Outputs are contiguous, of x's size; unasked ones are NULL; n_unique of them are written (size for inverse).
// values has x's dtype. Of equal zeros the first one is taken.
int ta_unique(const ta_view* x, char* values, int64_t* first_position, int64_t* counts, int64_t* inverse, int64_t* n_unique);

// out (bool, contiguous, of x's shape) says which elements of x are among those of members; both of one dtype, NaN among none.
int ta_isin(const ta_view* x, const ta_view* members, int invert, ta_view* out);

#ifdef __cplusplus
}
#endif
