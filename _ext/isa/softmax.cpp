// The kernels of softmax: the table ta_softmax_<isa>.
#include "unit.hpp"
#include "../kernels/softmax_lines.hpp"

#define TA_SOFTMAX_KERNELS(T)                                                                              \
    {                                                                                                      \
        {softmax_rows<T>, log_softmax_rows<T>, logsumexp_rows<T>},                                         \
        {softmax_lines<TA_SOFTMAX, T>, softmax_lines<TA_LOG_SOFTMAX, T>, softmax_lines<TA_LOGSUMEXP, T>},  \
        piece_max<T>, piece_sum<T>, row_factor<T>, piece_write<T>,                                         \
    }

extern "C" {
extern const ta_softmax_table TA_TABLE(softmax);
constexpr ta_softmax_table TA_TABLE(softmax) = {TA_VECTOR_BYTES, TA_SOFTMAX_KERNELS(f32), TA_SOFTMAX_KERNELS(f64)};
}
