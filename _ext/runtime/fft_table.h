// The Fourier kernels of one ISA as the drivers see them. Plain C.
//
// Kernels transform `lanes` sequences at a time, one in each lane. Element e of all of them is a plane: a vector of real parts and
// then one of imaginary parts, 2 * lanes numbers. Strides count real numbers. "Swapped" means real and imaginary parts exchanged:
// swapping before and after the forward transform gives the inverse one.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Forms of data. Planes are double precision, as is all arithmetic; pairs are interleaved complex numbers of either precision. SWAPPED
// and SINGLE are added to PAIRS. The last two are for rows, columns_in and columns_out only, and SINGLE may be added to them: element e
// is the pair of the real numbers (of columns: rows) 2e and 2e + 1, or one real number; the swapped results are stored.
enum { TA_FFT_PLANES = 0, TA_FFT_PAIRS = 1, TA_FFT_SWAPPED = 2, TA_FFT_SINGLE = 4, TA_FFT_HALVES = 8, TA_FFT_REALS = 16 };
enum { TA_FFT_MAX_PASSES = 40, TA_FFT_MAX_RADIX = 98 };

// One pass: n / radix butterflies; n = radix * m * s. twiddles: w^(p * j) for p < m, 0 < j < radix, with w of order radix * m, as pairs.
// Where no butterfly is written for the radix, its roots of unity (radix pairs) precede them.
typedef struct ta_fft_pass {
    int64_t radix, m, s;
    const void* twiddles;
} ta_fft_pass;

typedef struct ta_fft_lanes {
    int64_t n;
    int32_t n_passes;
    ta_fft_pass passes[TA_FFT_MAX_PASSES];
} ta_fft_lanes;

typedef struct ta_fft_side {
    void* data;
    int64_t stride;  // from element to element
    int32_t form;
} ta_fft_side;

// Rows of contiguous elements, `step` bytes apart. HALVES on one side: of real numbers, 2 * n of them here and n + 1 pairs on the other
// side; REALS: n real numbers here and n / 2 + 1 pairs there. n_in of the numbers or pairs are given; missing ones are zero.
typedef struct ta_fft_rows {
    const void* x;
    void* out;
    int64_t n_rows, n_in, in_step, out_step;
    int32_t in_form, out_form;
    double scale;
    const void* real_twiddles;  // with HALVES
    void* scratch;              // 3 * n + 1 planes
} ta_fft_rows;

typedef struct ta_fft_table {
    int32_t lanes;
    // The transform of n elements. a and b: n planes of scratch each; in may be a, out may not be a or b. Reads all of in before
    // writing out. Only pairs are scaled on the way out.
    void (*run)(const ta_fft_lanes* plan, ta_fft_side in, ta_fft_side out, double scale, void* a, void* b);
    // The transforms of rows, n points of each. x may be out where both have the same elements and steps.
    void (*rows)(const ta_fft_lanes* plan, const ta_fft_rows* rows);
    // n elements of n_lanes neighbouring columns; those from n_valid on are zero.
    void (*columns_in)(const void* x, int64_t stride, int64_t n_valid, int64_t n, int64_t n_lanes, int32_t form, void* planes);
    void (*columns_out)(const void* planes, int64_t n, int64_t n_lanes, int32_t form, double scale, void* x, int64_t stride);
    // The second half of a Hermitian sequence of n elements, in swapped planes.
    void (*mirror)(void* planes, int64_t n);
    // Blocks of planes times twiddles, transposed: lane l of block b, plane i becomes lane i of plane min(b * lanes, columns - lanes) + l.
    // With fewer columns than lanes there is one block, and only so many planes are written. Consecutive blocks are block_stride apart.
    void (*tiles_in)(const void* blocks, const void* twiddles, int64_t block_stride, int64_t columns, void* planes);
    // n planes in place, times one lane of the planes at twiddles.
    void (*twiddle)(void* planes, int64_t n, const void* twiddles);
    // The transform of 2 * half real numbers from that of half complex ones, on half + 1 planes in place, and the reverse, which
    // leaves them swapped. twiddles: -i * w^k for k <= half / 2, as pairs.
    void (*real_from_half)(void* planes, int64_t half, const void* twiddles);
    void (*half_from_real)(void* planes, int64_t half, const void* twiddles);
    // The same for one row of pairs: of double precision on the side of the complex numbers, of the form on the other. In place where
    // the forms are the same.
    void (*row_from_half)(const void* in, int64_t half, const void* twiddles, double scale, void* out, int32_t out_form);
    void (*half_from_row)(const void* in, int64_t half, const void* twiddles, int32_t in_form, void* out);
    // out = a * b * scale; b, and one of a and out at least, are of double precision.
    void (*multiply)(const void* a, int32_t a_form, const void* b, void* out, int32_t out_form, int64_t n, double scale);
} ta_fft_table;


extern const ta_fft_table* ta_active_fft;

#ifdef __cplusplus
}
#endif
