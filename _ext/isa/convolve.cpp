// The kernels of convolution of one ISA.
#include "unit.hpp"
#include "../runtime/convolve_table.h"
#include "../kernels/convolve.hpp"

extern "C" const ta_convolve_table TA_TABLE(convolve) = {
    {convolve::real<u32>, convolve::real<u64>, convolve::real<f32>, convolve::real<f64>, convolve::complex<f32>, convolve::complex<f64>},
};
