#include "unit.hpp"
#include "../math/math.hpp"
#define TA_MAP_FAMILY map_unary
#define TA_MAP_INC "map_unary.inc"
#include "map_list.hpp"
