// Discrete Fourier transforms along one dimension.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { TA_FFT_FORWARD, TA_FFT_INVERSE, TA_FFT_REAL, TA_FFT_REAL_INVERSE };

// x has the shape (outer, n_in, inner) and out (outer, n_out, inner), both contiguous; n > 0 points, of which n_in are given in x: more
// are not read, missing ones are zero. Results are multiplied by scale.
//   FORWARD, INVERSE   x complex or real, out complex, n_out = n
//   REAL               x real, out complex, n_out = n / 2 + 1
//   REAL_INVERSE       x complex (n / 2 + 1 points of it), out real, n_out = n
// dtype is that of x: TA_F32, TA_F64, TA_C64 or TA_C128; out has the same precision. out may be x where x is complex, n_in = n and the
// kind FORWARD or INVERSE. TA_NO_MEMORY leaves out undefined. The result does not depend on the number of threads.
int ta_fft(int kind, int dtype, const void* x, void* out, int64_t outer, int64_t n_in, int64_t inner, int64_t n, double scale);

#ifdef __cplusplus
}
#endif
