// The kernels of attention: the table ta_attention_<isa>.
#include "unit.hpp"
#include "../kernels/attention.hpp"

extern "C" const ta_attention_table TA_TABLE(attention) = {{
    {attention::weights<f32>, attention::add<f32>, attention::multiply<f32>, attention::divide<f32>},
    {attention::weights<f64>, attention::add<f64>, attention::multiply<f64>, attention::divide<f64>},
}};
