// The special functions. float64 over Vec<f64>; float32 in float64 lanes, within 0.51 ULP, where shaders/math has no text.
#pragma once
#include "math/bessel_f64.hpp"
#include "math/digamma_f64.hpp"
#include "math/erfinv_f64.hpp"
#include "math/exp2_f64.hpp"
#include "math/gamma_f64.hpp"
#include "math/logistic_f64.hpp"
#include "math/quantiles_f64.hpp"

namespace {

#define TA_IN_WIDE_LANES_1(name) \
    TA_INLINE Vec<f32> name##_f32(Vec<f32> x) { return narrow(name##_f64(widen_low(x)), name##_f64(widen_high(x))); }
#define TA_IN_WIDE_LANES_2(name)                                                                         \
    TA_INLINE Vec<f32> name##_f32(Vec<f32> x, Vec<f32> y) {                                              \
        return narrow(name##_f64(widen_low(x), widen_low(y)), name##_f64(widen_high(x), widen_high(y))); \
    }
#define TA_IN_WIDE_LANES_3(name)                                                                               \
    TA_INLINE Vec<f32> name##_f32(Vec<f32> x, Vec<f32> y, Vec<f32> z) {                                        \
        return narrow(name##_f64(widen_low(x), widen_low(y), widen_low(z)), name##_f64(widen_high(x), widen_high(y), widen_high(z))); \
    }
TA_IN_WIDE_LANES_1(cbrt)
TA_IN_WIDE_LANES_1(digamma)
TA_IN_WIDE_LANES_1(entr)
TA_IN_WIDE_LANES_1(erf)
TA_IN_WIDE_LANES_1(erfc)
TA_IN_WIDE_LANES_1(erfcx)
TA_IN_WIDE_LANES_1(erfinv)
TA_IN_WIDE_LANES_1(exp2)
TA_IN_WIDE_LANES_1(exp10)
TA_IN_WIDE_LANES_1(expit)
TA_IN_WIDE_LANES_1(exprel)
TA_IN_WIDE_LANES_1(gamma)
TA_IN_WIDE_LANES_1(gammaln)
TA_IN_WIDE_LANES_1(i0)
TA_IN_WIDE_LANES_1(i0e)
TA_IN_WIDE_LANES_1(i1)
TA_IN_WIDE_LANES_1(i1e)
TA_IN_WIDE_LANES_1(log_expit)
TA_IN_WIDE_LANES_1(log_ndtr)
TA_IN_WIDE_LANES_1(logit)
TA_IN_WIDE_LANES_1(ndtr)
TA_IN_WIDE_LANES_1(ndtri)
TA_IN_WIDE_LANES_1(sinc)
TA_IN_WIDE_LANES_2(chdtr)
TA_IN_WIDE_LANES_2(chdtrc)
TA_IN_WIDE_LANES_2(chdtri)
TA_IN_WIDE_LANES_2(gammainc)
TA_IN_WIDE_LANES_2(gammaincc)
TA_IN_WIDE_LANES_2(gammainccinv)
TA_IN_WIDE_LANES_2(gammaincinv)
TA_IN_WIDE_LANES_2(pdtr)
TA_IN_WIDE_LANES_2(pdtrc)
TA_IN_WIDE_LANES_2(rel_entr)
TA_IN_WIDE_LANES_2(stdtr)
TA_IN_WIDE_LANES_2(stdtrit)
TA_IN_WIDE_LANES_2(xlog1py)
TA_IN_WIDE_LANES_2(xlogy)
TA_IN_WIDE_LANES_3(bdtr)
TA_IN_WIDE_LANES_3(bdtrc)
TA_IN_WIDE_LANES_3(betainc)
TA_IN_WIDE_LANES_3(betaincc)
TA_IN_WIDE_LANES_3(betainccinv)
TA_IN_WIDE_LANES_3(betaincinv)
TA_IN_WIDE_LANES_3(fdtr)
TA_IN_WIDE_LANES_3(fdtrc)
TA_IN_WIDE_LANES_3(fdtri)

}  // namespace
