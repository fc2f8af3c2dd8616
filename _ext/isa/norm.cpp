// The kernels of normalisation: the table ta_norm_<isa>.
#include "unit.hpp"
#include "../kernels/norm_short.hpp"

extern "C" const ta_norm_table TA_TABLE(norm);
extern "C" const ta_norm_table TA_TABLE(norm) = {
    {norm_moments<f32>, norm_moments<f64>}, {norm_mean_square<f32>, norm_mean_square<f64>}, {norm_length<f32>, norm_length<f64>},
    {norm_write<f32>, norm_write<f64>},     {norm_divide<f32>, norm_divide<f64>},
    {norm_short_rows<f32>, norm_short_rows<f64>},
};
