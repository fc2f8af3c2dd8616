// All float64 functions over Vec<f64>: pure per lane, no libm, the same bits in every lane and tail position.
// The ULP figures beside them are the largest seen on 10^6 points in each of several ranges, on every instruction set.
#pragma once
#include "math/exp_f64.hpp"
#include "math/log_f64.hpp"
#include "math/trig_f64.hpp"
#include "math/inverse_hyperbolic_f64.hpp"
#include "math/inverse_trig_f64.hpp"
#include "math/logaddexp_f64.hpp"
#include "math/pow_f64.hpp"
