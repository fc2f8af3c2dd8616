#include "unit.hpp"
#include "../math/math.hpp"
#include "../math/remainder.hpp"
#define TA_MAP_FAMILY map_binary_float
#define TA_MAP_INC "map_binary_float.inc"
#include "map_list.hpp"
