#include "unit.hpp"
#include "../math/math.hpp"
#include "../math/fma_exact.hpp"
#define TA_MAP_FAMILY map_ternary
#define TA_MAP_INC "map_ternary.inc"
#include "map_list.hpp"
