// The Fourier kernels of one ISA.
#include "simd/simd.hpp"
#include "runtime/fft_table.h"
#include "kernels/fft_rows.hpp"

#define TA_CONCAT_(a, b) a##b
#define TA_CONCAT(a, b) TA_CONCAT_(a, b)

extern "C" const ta_fft_table TA_CONCAT(ta_fft_, TA_ISA) = {
    fft::lanes, fft::run, fft::rows, fft::columns_in, fft::columns_out, fft::mirror, fft::tiles_in, fft::twiddle, fft::real_from_half,
    fft::half_from_real, fft::row_from_half, fft::half_from_row, fft::multiply,
};
