// The kernels of softmax: the table ta_softmax_<isa>.
#include "unit.hpp"
#include "../kernels/softmax.hpp"

extern "C" {
extern const ta_softmax_table TA_TABLE(softmax);
constexpr ta_softmax_table TA_TABLE(softmax) = {
    {softmax_rows<f32>, log_softmax_rows<f32>, logsumexp_rows<f32>},
    {softmax_rows<f64>, log_softmax_rows<f64>, logsumexp_rows<f64>},
};
}
