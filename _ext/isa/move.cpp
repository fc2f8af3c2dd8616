// The kernels that move items, and that count: the table ta_move_<isa>.
#include "unit.hpp"
#include "../kernels/ramp.hpp"
#include "../kernels/transpose.hpp"
#include "../runtime/move_table.h"

extern "C" {
extern const ta_move_table TA_TABLE(move);
constexpr ta_move_table TA_TABLE(move) = {
    {transpose<u8>, transpose<u16>, transpose<u32>, transpose<u64>, transpose<Item16>},
    {join<u8>, join<u16>, join<u32>, join<u64>, join<Item16>},
    {spread<u8>, spread<u16>, spread<u32>, spread<u64>, spread<Item16>},
    {ramp_integer<u8>, ramp_integer<u16>, ramp_integer<u32>, ramp_integer<u64>},
    {ramp_f32, ramp_f64},
};
}
