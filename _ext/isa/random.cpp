// The random kernels of one ISA.
#include "unit.hpp"
#include "../runtime/random_table.h"
#include "../kernels/random.hpp"

extern "C" const ta_random_table TA_TABLE(random) = {
    random::words,
    {
        {random::uniform<f32>, random::uniform<f64>},
        {random::normal<f32>, random::normal<f64>},
        {random::exponential<f32>, random::exponential<f64>},
    },
    {random::integers<u8>, random::integers<u16>, random::integers<u32>, random::integers<u64>},
};
