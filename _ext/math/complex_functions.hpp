// All functions of a complex number, in f64 lanes; complex64 is widened, computed and narrowed by the kernels.
#pragma once
#include "math/complex_exp.hpp"
#include "math/complex_inverse.hpp"
#include "math/complex_log.hpp"
#include "math/complex_pow.hpp"
